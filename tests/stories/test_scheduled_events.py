"""The next meetups of each group at the top of the server, and what people do to them there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.invitation import PERMISSIONS
from playground.world import events
from playground.world.events import EntityType, EventStatus, ScheduledEvent
from playground.world.guilds import Guild
from tests.town import Town

STARTS = datetime(2026, 11, 28, 10, tzinfo=UTC)


def shown(guild: Guild) -> list[tuple[str, datetime, str | None]]:
    return [(event.name, event.start, event.location) for event in guild.events if event.open]


def of_campsite(guild: Guild) -> ScheduledEvent:
    [event] = [event for event in guild.events if event.open]
    return event


async def test_an_event_changed_or_deleted_by_hand_comes_back_and_goes_when_the_meetup_is_called_off(
    town: Town,
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, place="Café Perché", link="https://meet.example/secret")
    as_planned = [("Code & coffee · Lyon", STARTS, "Café Perché")]
    assert shown(guild) == as_planned
    event = of_campsite(guild)
    assert event.description == (
        f"Who comes, and your answer: https://discord.com/channels/{guild.id}/{lyon.id}/{card.id}"
    )
    assert event.end == STARTS + timedelta(minutes=90)

    event.edit(name="Party", location="Elsewhere", start=STARTS + timedelta(hours=1))
    await town.discord.until(lambda: shown(guild) == as_planned)
    assert of_campsite(guild) is event
    event.remove()
    await town.discord.until(lambda: shown(guild) == as_planned)

    await town.stop()
    of_campsite(guild).remove()
    await town.start()
    assert shown(guild) == as_planned

    choices = await olga.complete("/meetup cancel", "meetup", "")
    asked = await olga.slash("/meetup cancel", in_=lyon, meetup=choices[0].value)
    await olga.press("Cancel the meetup", on=asked.message)
    await town.settle()
    assert shown(guild) == []


@pytest.mark.parametrize("begun_by", ["hand", "the clock"])
async def test_an_event_that_is_on_goes_when_its_meetup_is_moved_or_called_off(
    town: Town, begun_by: str
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    await town.meetup(olga, lyon, place="Café Perché")
    first = of_campsite(guild)
    if begun_by == "hand":
        first.edit(status=EventStatus.ACTIVE)
        await town.settle()
        assert of_campsite(guild) is first
    else:
        await town.turn(STARTS + timedelta(minutes=10) - town.discord.clock.now())
    await olga.slash("/meetup move", in_=lyon, meetup="1", when="5 dec 10:00")
    await town.settle()
    second = of_campsite(guild)
    assert (second.start, second.status) == (STARTS + timedelta(days=7), EventStatus.SCHEDULED)
    if begun_by == "hand":
        second.edit(status=EventStatus.ACTIVE)
    else:
        await town.turn(timedelta(days=7))
    asked = await olga.slash("/meetup cancel", in_=lyon, meetup="1")
    await olga.press("Cancel the meetup", on=asked.message)
    await town.settle()
    assert shown(guild) == []


@pytest.mark.meets("R30")
@pytest.mark.parametrize("by_hand", ["ended", "deleted"])
async def test_an_event_that_is_ended_or_deleted_while_it_is_put_right_comes_back(
    town: Town, by_hand: str
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    await town.meetup(olga, lyon, place="Café Perché")
    as_planned = shown(guild)
    event = of_campsite(guild)
    trap = town.discord.faults.stall("PATCH", "/guilds/*/scheduled-events/*", 0.3)
    event.edit(name="Party")
    await town.discord.until(lambda: trap.hits)
    if by_hand == "ended":
        event.edit(status=EventStatus.CANCELED)
    else:
        event.remove()
    await town.discord.until(lambda: shown(guild) == as_planned)
    assert of_campsite(guild) is not event
    refused = {"ended": 400, "deleted": 404}[by_hand]
    assert town.discord.requests.count("PATCH", "/guilds/*/scheduled-events/*", status=refused) == 1


async def test_interested_counts_as_maybe_until_it_is_taken_back_and_never_against_an_answer(
    town: Town,
) -> None:
    guild = town.server("Apprenants", "fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana, ben, cleo = (town.member(guild, name, "fr") for name in ("Ana", "Ben", "Cléo"))
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, link="https://meet.example/secret")
    event = of_campsite(guild)
    assert event.location == "en ligne"
    await ana.press("Je viens", on=card)
    for person in (ana, ben):
        person.is_interested_in(event)
    await town.discord.until(lambda: "**Peut-être** 1" in card.text)
    await town.settle()
    assert f"**Participants** {ana.mention}" in card.text
    ben.loses_interest_in(event)
    ana.loses_interest_in(event)
    await town.discord.until(lambda: "**Peut-être**" not in card.text)
    assert f"**Participants** {ana.mention}" in card.text

    ben.is_interested_in(event)
    await town.discord.until(lambda: "**Peut-être** 1" in card.text)
    await town.stop()
    ben.loses_interest_in(event)
    cleo.is_interested_in(event)
    await town.start()
    details = await cleo.slash("/meetup info", in_=lyon, meetup="1")
    assert details.text.splitlines()[-1].startswith("Tu viendras peut-être.")
    details = await ben.slash("/meetup info", in_=lyon, meetup="1")
    assert details.text.splitlines()[-1] == "Tu n’as pas encore répondu."

    await cleo.press("Peut-être", on=card)  # now it is her own word, whatever she was interested in before
    cleo.loses_interest_in(event)
    ben.is_interested_in(event)
    await town.discord.until(lambda: "**Peut-être** 2" in card.text)


@pytest.mark.meets("R31")
async def test_without_the_permission_there_are_no_events_and_with_it_they_come(town: Town) -> None:
    guild = town.server()
    mere = PERMISSIONS.value & ~(1 << 44)  # Create Events
    guild.set_permissions(town.campsite, mere)
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await town.meetup(olga, await town.group(olga, guild))
    assert town.discord.requests.count("POST", "/guilds/*/scheduled-events") == 0
    doctor = await olga.slash("/campsite doctor", in_=guild.first_channel)
    assert "**I lack Create Events.** The next meetups are not shown as events of the server." in doctor.text
    guild.set_permissions(town.campsite, PERMISSIONS.value)
    await town.discord.until(lambda: len(shown(guild)) == 1)


@pytest.mark.meets("R29")
@pytest.mark.meets("R25")
async def test_an_event_whose_title_was_blocked_is_put_right_as_soon_as_the_title_is_another(
    town: Town,
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    await town.meetup(olga, lyon)
    blocked = {"message": "Title was blocked by automatic moderation", "code": 200001}
    town.discord.faults.fail("PATCH", "/guilds/*/scheduled-events/*", status=400, body=blocked)
    for title in ("Casino night", "Game night"):
        await olga.slash("/meetup edit", in_=lyon, meetup="1")
        await olga.press("Title, place, notes")
        await olga.fill({"Title": title})
        await town.settle()
        assert of_campsite(guild).name == (
            "Code & coffee · Lyon" if title == "Casino night" else "Game night · Lyon"
        )


async def test_a_server_with_a_hundred_events_keeps_them_and_the_next_to_end_makes_room(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    theirs = [
        events.create(
            guild,
            olga,
            name=f"Theirs {number}",
            start=STARTS - timedelta(days=5),
            end=STARTS - timedelta(days=4),
            entity_type=EntityType.EXTERNAL,
            location="Town hall",
        )
        for number in range(100)
    ]
    lyon = await town.group(olga, guild)
    await town.meetup(olga, lyon, "5 dec 10:00", title="Later")
    await town.meetup(olga, lyon, title="Sooner")
    assert len(shown(guild)) == 100
    theirs[0].remove()
    await town.discord.until(lambda: ("Sooner · Lyon", STARTS, "Lyon") in shown(guild))
    assert len(shown(guild)) == 100
    theirs[1].edit(status=EventStatus.CANCELED)
    await town.discord.until(lambda: any(name == "Later · Lyon" for name, *_ in shown(guild)))


async def test_only_the_next_two_of_a_group_are_shown_and_others_follow_when_one_has_begun(
    town: Town,
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    for day in ("28 nov", "29 nov", "30 nov"):
        await town.meetup(olga, lyon, f"{day} 10:00", title=day)
    assert [name for name, *_ in shown(guild)] == ["28 nov · Lyon", "29 nov · Lyon"]
    await town.turn(timedelta(days=8, hours=3))
    await town.turn(timedelta(seconds=30))
    assert [name for name, *_ in shown(guild)] == ["29 nov · Lyon", "30 nov · Lyon"]


@pytest.mark.parametrize("where", ["cut", "fail"])
async def test_an_event_whose_making_was_not_confirmed_is_not_made_twice(town: Town, where: str) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    if where == "cut":
        town.discord.faults.cut("POST", "/guilds/*/scheduled-events")
    else:
        town.discord.faults.fail("POST", "/guilds/*/scheduled-events", status=500)
    await town.meetup(olga, await town.group(olga, guild))
    await town.turn(timedelta(minutes=5))
    assert [name for name, *_ in shown(guild)] == ["Code & coffee · Lyon"]
