"""Nobody is woken, who asked is written to directly, what could wait comes together, and organizers can look it up."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from datetime import datetime, time, timedelta

import pytest

from bot import outbox
from bot.db.tx import Tx
from bot.db.types import zone_known
from bot.people import models as people
from bot.people import service
from cogs.meetups import models as meetups
from cogs.meetups import series
from playground.people.person import Person
from playground.world.guilds import Guild
from playground.world.messages import SILENT, Message
from tests.builders import FRIDAY_MORNING
from tests.town import Town

STARTS = 1795860000  # 28 November 2026, 10:00 UTC, the zone of a group that names none


def november(day: int, hour: int, minute: int = 0) -> datetime:
    return FRIDAY_MORNING.replace(day=day, hour=hour, minute=minute)


async def turn_to(town: Town, instant: datetime) -> None:
    await town.turn(instant - town.discord.clock.now())


async def asks_for_direct(town: Town, *who: Person) -> None:
    for person in who:
        await town.app.database.write(None, service.set_direct, person.id, wanted=True)


async def off_until(town: Town, instant: datetime) -> None:
    """The bot is off from now until this instant."""
    await town.stop()
    town.discord.clock.turn_to(instant)
    await town.start()


def in_thread(card: Message) -> list[Message]:
    assert card.thread is not None
    return card.thread.messages[1:]


@pytest.fixture
def guild(town: Town) -> Guild:
    return town.server()


@pytest.fixture
def olga(town: Town, guild: Guild) -> Person:
    return town.member(guild, "Olga", "en-US", "manage_guild")


async def test_who_asked_is_written_to_directly_until_they_have_had_enough(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    card = await town.meetup(olga, await town.group(olga, guild))
    await asks_for_direct(town, ana)
    for person in (ana, ben):
        await person.press("Going", on=card)
    await turn_to(town, november(27, 10))
    [letter] = ana.direct_messages
    assert letter.text.splitlines() == [
        "-# Lyon · Learners",
        f"**Code & coffee** is <t:{STARTS}:R>: <t:{STARTS}:F>.",
    ]
    assert [(button.label, button.url) for button in letter.buttons] == [
        ("Open the card", f"https://discord.com/channels/{guild.id}/{card.channel.id}/{card.id}"),
        ("Stop direct messages", None),
    ]
    assert [message.mentions for message in in_thread(card)] == [[ben]]

    stopped = await ana.press("Stop direct messages", on=letter)
    assert stopped.ephemeral
    assert stopped.text == (
        "I won't write to you directly any more. From now on I mention you in the meetup's thread. If you change your "
        "mind, /me preferences brings me back."
    )
    await turn_to(town, november(28, 9))
    assert ana.direct_messages == [letter]
    assert [message.mentions for message in in_thread(card)] == [[ben], [ana, ben]]


@pytest.mark.meets("G17")
async def test_who_has_left_the_server_can_stop_the_letters_and_answer_nothing_from_there(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana = town.member(guild, "Ana")
    card = await town.meetup(olga, await town.group(olga, guild))
    await asks_for_direct(town, ana)
    await ana.press("Maybe", on=card)
    await turn_to(town, november(27, 10))
    [letter] = ana.direct_messages
    guild.kick(ana)
    [going] = [button.custom_id for button in card.buttons if button.label == "Going"]
    refused = await ana.raw_component(letter, str(going))
    assert refused.text == "This works only inside a server. Go to one where I am a member and try there."
    assert "**Going** 1" not in card.text
    stopped = await ana.press("Stop direct messages", on=letter)
    assert stopped.text.startswith("I won't write to you directly any more.")


async def test_a_letter_is_in_the_language_its_reader_asked_for(
    town: Town, guild: Guild, olga: Person
) -> None:
    zoe = town.member(guild, "Zoé", "fr")
    card = await town.meetup(olga, await town.group(olga, guild))
    await asks_for_direct(town, zoe)
    await town.app.database.write(None, people.save, zoe.id, language="fr")
    await zoe.press("Going", on=card)
    await turn_to(town, november(27, 10))
    [letter] = zoe.direct_messages
    assert letter.text.splitlines()[1] == f"**Code & coffee**, c’est <t:{STARTS}:R>\xa0: <t:{STARTS}:F>."
    assert [button.label for button in letter.buttons] == ["Ouvrir la carte", "Ne plus m’écrire en privé"]
    stopped = await zoe.press("Ne plus m’écrire en privé", on=letter)
    assert stopped.text.startswith("Je ne t’écris plus en privé.")


@pytest.mark.meets("R07")
async def test_whose_door_is_closed_is_told_in_the_thread_and_hears_why_at_their_next_tap(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana = town.member(guild, "Ana")
    card = await town.meetup(olga, await town.group(olga, guild))
    await asks_for_direct(town, ana)
    ana.closes_dms()
    assert "Discord did not let me" not in (await ana.press("Going", on=card)).text
    await turn_to(town, november(27, 10))
    assert ana.direct_messages == []
    assert [message.mentions for message in in_thread(card)] == [[ana]]
    again = [await ana.press("Going", on=card) for _ in range(2)]
    await turn_to(town, november(28, 9))
    told = [[line for line in reply.text.splitlines() if line.startswith("By the way")] for reply in again]
    news = (
        "By the way: Discord did not let me write to you directly. Your privacy settings for this server say so. "
        "For now I mention you in the thread instead."
    )
    assert told == [[news], []]
    assert [message.mentions for message in in_thread(card)] == [[ana], [ana]]
    assert town.discord.requests.count("POST", "/users/@me/channels") == 1


@pytest.mark.meets("R09")
async def test_when_discord_wants_fewer_direct_messages_it_is_said_in_the_thread(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana = town.member(guild, "Ana")
    card = await town.meetup(olga, await town.group(olga, guild))
    await asks_for_direct(town, ana)
    await ana.press("Going", on=card)
    town.discord.faults.fail(
        "POST",
        "/users/@me/channels",
        status=403,
        body={"message": "You are opening direct messages too fast", "code": 40003},
    )
    await turn_to(town, november(27, 10))
    assert [message.mentions for message in in_thread(card)] == [[ana]]
    await turn_to(town, november(28, 9))
    assert len(ana.direct_messages) == 1


@pytest.mark.meets("R08")
async def test_who_left_every_common_server_is_not_reached(town: Town, guild: Guild, olga: Person) -> None:
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    card = await town.meetup(olga, await town.group(olga, guild))
    await asks_for_direct(town, ana)
    for person in (ana, ben):
        await person.press("Going", on=card)
    ana.leaves(guild)
    await turn_to(town, november(27, 10))
    await turn_to(town, november(28, 9))
    choices = await olga.complete("/meetup delivery", "meetup", "coffee")
    shown = await olga.slash("/meetup delivery", meetup=choices[0].value)
    assert shown.ephemeral
    assert shown.text.splitlines() == [
        f"How people were told about **Code & coffee**, <t:{STARTS}:F>",
        "Going 2: 1 in the thread, 1 not reached.",
        "- Reminder a day before: 1 in the thread, 1 not reached (left the server)",
        "- Reminder an hour before: 1 in the thread, 1 not reached (left the server)",
    ]


async def test_a_bot_that_was_off_in_the_evening_wakes_nobody(town: Town, guild: Guild, olga: Person) -> None:
    card = await town.meetup(olga, await town.group(olga, guild), "28 nov 19:00")
    await olga.press("Going", on=card)
    await town.settle()
    await off_until(town, november(27, 22))
    assert in_thread(card) == []
    await turn_to(town, november(28, 7, 59))
    assert in_thread(card) == []
    await turn_to(town, november(28, 8))
    assert [message.mentions for message in in_thread(card)] == [[olga]]
    assert len(olga.notifications) == 1


async def test_who_changes_their_evening_while_a_reminder_waits_is_told_before_it(
    town: Town, guild: Guild, olga: Person
) -> None:
    card = await town.meetup(olga, await town.group(olga, guild), "27 nov 19:00")
    await olga.press("Going", on=card)

    def rest_from_five(tx: Tx) -> None:
        people.save(tx, olga.id, quiet_from=time(17))
        outbox.replan(tx, olga.id)

    await town.app.database.write(None, rest_from_five)
    await turn_to(town, november(27, 16, 29))
    before = len(olga.notifications)
    await turn_to(town, november(27, 16, 30))
    await turn_to(town, november(27, 18))
    assert [message.sent_at for message in olga.notifications[before:]] == [november(27, 16, 30)]


@pytest.mark.parametrize("direct", [False, True], ids=["in the thread", "directly"])
async def test_a_cancellation_by_night_makes_no_sound(
    town: Town, guild: Guild, olga: Person, *, direct: bool
) -> None:
    ana = town.member(guild, "Ana")
    card = await town.meetup(olga, await town.group(olga, guild), "28 nov 07:30")
    if direct:
        await asks_for_direct(town, ana)
    await ana.press("Going", on=card)
    await turn_to(town, november(27, 23))
    before, before_direct = len(in_thread(card)), len(ana.direct_messages)
    rung = len(ana.notifications)
    choices = await olga.complete("/meetup cancel", "meetup", "")
    asked = await olga.slash("/meetup cancel", meetup=choices[0].value)
    await olga.press("Cancel the meetup", on=asked.message)
    await town.settle()
    [said] = ana.direct_messages[before_direct:] if direct else in_thread(card)[before:]
    assert said.text.splitlines()[-1].endswith("is cancelled.")
    assert said.flags & SILENT
    assert len(ana.notifications) == rung


async def test_what_organizers_need_not_know_by_night_comes_in_one_message_in_the_morning(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    await asks_for_direct(town, olga)
    for day in (27, 28):
        card = await town.meetup(olga, lyon, f"{day} nov 10:00")
        await ana.press("Going", on=card)
    await town.settle()
    await off_until(town, november(28, 22))
    assert olga.direct_messages == []
    await turn_to(town, november(29, 8, 29))
    assert olga.direct_messages == []
    await turn_to(town, november(29, 8, 30))
    [digest] = olga.direct_messages
    assert digest.text.splitlines() == [
        "-# Lyon · Learners",
        *(
            f"1 notice about **Code & coffee**, <t:{STARTS + seconds}:F>, was not sent: I was offline or could not "
            f"post from <t:{STARTS + seconds - 3600}:f> to <t:{STARTS + 12 * 3600}:f>."
            for seconds in (-86400, 0)
        ),
    ]
    assert [button.label for button in digest.buttons] == [
        "Open the card",
        "Open the card",
        "Stop direct messages",
    ]
    await turn_to(town, november(30, 12))
    assert olga.direct_messages == [digest]


async def test_who_has_named_no_time_zone_is_asked_once_and_never_again(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild)
    first, second = [await town.meetup(olga, lyon, f"{day} nov 10:00") for day in (28, 29)]
    await ben.slash("/me preferences", timezone="Paris")
    await town.settle()
    assert (await ana.press("Can't go", on=first)).text == (
        "You are not coming this time. Thank you for saying so."
    )
    assert (await ana.press("Going", on=first)).text.splitlines() == [
        f"You are going. See you <t:{STARTS}:F>.",
        (
            "By the way: I take it that it is evening for you when it is evening in UTC. If you live by another time, add "
            "your city to /me preferences."
        ),
    ]
    for answer in ("Maybe", "Going"):
        for card in (second, first):
            assert "By the way" not in (await ana.press(answer, on=card)).text
    assert "By the way" not in (await ben.press("Going", on=first)).text
    card = await ana.slash("/me preferences", timezone="Paris")
    sure = await ana.press("All as usual", on=card.message)
    await ana.press("Take it back", on=sure.message)
    assert "By the way" not in (await ana.press("Maybe", on=first)).text


async def test_who_said_maybe_is_asked_the_day_before_and_can_answer_there(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    card = await town.meetup(olga, await town.group(olga, guild))
    for person in (ana, ben):
        await person.press("Maybe", on=card)
    await ben.press("Can't go", on=card)
    await turn_to(town, november(27, 10))
    [question] = in_thread(card)
    assert question.text.splitlines() == [
        ana.mention,
        f"**Code & coffee** is <t:{STARTS}:R>: <t:{STARTS}:F>. You said maybe. Are you coming? Either answer helps.",
    ]
    assert [button.label for button in question.buttons] == ["Going", "Can't go"]
    assert (await ana.press("Going", on=question)).text.startswith("You are going.")
    await turn_to(town, november(28, 9))
    assert [message.mentions for message in in_thread(card)] == [[ana], [ana]]


async def test_who_might_come_is_asked_in_the_morning_when_the_day_before_was_night(
    town: Town, guild: Guild, olga: Person
) -> None:
    card = await town.meetup(olga, await town.group(olga, guild), "28 nov 21:00")
    await olga.press("Maybe", on=card)
    await turn_to(town, november(27, 21))
    shown = await olga.slash(
        "/meetup delivery", meetup=(await olga.complete("/meetup delivery", "meetup", ""))[0].value
    )
    assert shown.text.splitlines()[1:] == ["- Question to those who said maybe: 1 waits for the morning"]
    await turn_to(town, november(28, 8, 30))
    assert [message.mentions for message in in_thread(card)] == [[olga]]


async def test_the_ledger_speaks_french_and_says_what_was_late(town: Town) -> None:
    guild = town.server("Apprenants", locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana = town.member(guild, "Ana", "fr")
    card = await town.meetup(olga, await town.group(olga, guild))
    await asks_for_direct(town, ana)
    for person in (olga, ana):
        await person.press("Je viens", on=card)
    await town.settle()
    await off_until(town, november(27, 10, 7))
    choices = await olga.complete("/meetup delivery", "meetup", "caf")
    shown = await olga.slash("/meetup delivery", meetup=choices[0].value)
    assert shown.text.splitlines() == [
        f"Comment les gens ont été prévenus pour **Code & café**, <t:{STARTS}:F>",
        "Viennent 2\xa0: 1 dans le fil, 1 en message privé.",
        "- Rappel la veille\xa0: 1 dans le fil, 1 en message privé",
        "- Rappel une heure avant\xa0: 2 attendent leur heure",
        "Le dernier est arrivé avec 7 minutes de retard\xa0: j’étais hors ligne ou je ne pouvais pas écrire à temps.",
    ]
    stranger = await ana.slash("/meetup delivery", in_=card.channel, meetup=choices[0].value)
    assert "Apprenants" not in stranger.text
    assert "Rappel" not in stranger.text


async def test_the_ledger_does_not_say_that_i_was_offline_where_i_could_not_post(
    town: Town, guild: Guild, olga: Person
) -> None:
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    await olga.press("Going", on=card)
    await town.settle()
    assert card.thread is not None
    body = {"message": "Missing Permissions", "code": 50013}
    town.discord.faults.fail(
        "POST", f"/channels/{card.thread.id}/messages", status=403, body=body, times=1 << 30
    )
    await turn_to(town, november(27, 10))
    town.discord.clock.turn_to(november(27, 12))
    town.discord.faults.clear()
    lyon.set_overwrite(guild.role_of(town.campsite), allow="send_messages")
    await town.discord.until(lambda: olga.notifications)
    await town.settle()
    choices = await olga.complete("/meetup delivery", "meetup", "")
    shown = await olga.slash("/meetup delivery", meetup=choices[0].value)
    assert (
        shown.text.splitlines()[-1]
        == "The latest came 2 hours late: I was offline or could not post in time."
    )


async def test_a_called_off_meetup_is_found_in_the_ledger(town: Town, guild: Guild, olga: Person) -> None:
    card = await town.meetup(olga, await town.group(olga, guild))
    await olga.press("Going", on=card)
    choices = await olga.complete("/meetup cancel", "meetup", "")
    asked = await olga.slash("/meetup cancel", meetup=choices[0].value)
    await olga.press("Cancel the meetup", on=asked.message)
    await town.settle()
    await turn_to(town, november(29, 12))
    [found] = await olga.complete("/meetup delivery", "meetup", "")
    shown = await olga.slash("/meetup delivery", meetup=found.value)
    assert shown.text.splitlines()[1:] == ["Going 1: 1 in the thread.", "- Cancellation: 1 in the thread"]


async def test_who_hides_their_name_is_counted_named_by_no_card_and_told_directly(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    card = await town.meetup(olga, await town.group(olga, guild))
    for person in (ana, ben):
        await person.press("Going", on=card)
    await town.settle()
    assert f"**Going** {ana.mention} {ben.mention}" in card.text
    mine = await ana.slash("/me preferences")
    await ana.press("Your name on cards", on=mine.message)
    await ana.fill({"Cards of meetups and progress": "left out; you are counted, and told by direct message"})
    await town.settle()
    assert f"**Going** {ben.mention} and 1 more" in card.text
    await turn_to(town, november(27, 10))
    assert [message.mentions for message in in_thread(card)] == [[ben]]
    assert ["is <t:" in message.text for message in ana.direct_messages] == [True]
    ana.closes_dms()
    await turn_to(town, november(28, 9))
    assert [message.mentions for message in in_thread(card)] == [[ben], [ben]]
    choices = await olga.complete("/meetup delivery", "meetup", "coffee")
    shown = await olga.slash("/meetup delivery", meetup=choices[0].value)
    why = "no card may name them, and they take no direct messages"
    assert shown.text.splitlines()[1:] == [
        "Going 2: 1 in the thread, 1 not reached.",
        "- Reminder a day before: 1 in the thread, 1 by direct message",
        f"- Reminder an hour before: 1 in the thread, 1 not reached ({why})",
    ]
    stopped = await ana.press("Stop direct messages", on=ana.direct_messages[0])
    assert "As no card may name you, I do not mention you either" in stopped.text
    await town.app.database.write(None, people.save, ana.id, closed_at=town.discord.clock.now())
    answer = await ana.press("Maybe", on=card)
    await town.discord.until(lambda: answer.followups)
    assert answer.followups[0].text.endswith(
        "As no card may name you, I do not mention you either: you hear nothing from me until that changes."
    )


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_a_moderators_warning_comes_at_once_in_the_middle_of_the_night(
    town: Town, guild: Guild, olga: Person, locale: str
) -> None:
    language = {"language": "Français"} if locale == "fr" else {}
    lyon = await town.group(olga, guild, **language)
    card = await town.meetup(olga, lyon, "21 nov 08:30", title="Walk")
    ana, ben = town.member(guild, "Ana", locale), town.member(guild, "Ben", locale)
    mia = town.member(guild, "Mia", locale, "moderate_members")
    for person in (ana, ben):
        await person.press("Je viens" if locale == "fr" else "Going", on=card)
    meetup_id = (await mia.complete("/meetup cancel", "meetup", ""))[0].value
    await turn_to(town, november(20, 23))
    refused = await ben.slash("/meetup cancel", in_=lyon, meetup=meetup_id)
    forged = await ben.raw_component(card, f"meetups:unsafe:{meetup_id}")
    before = len(ana.notifications)
    asked = await mia.slash("/meetup cancel", in_=lyon, meetup=meetup_id)
    assert asked.message is not None
    label = "Pas sûr\xa0: annuler et prévenir" if locale == "fr" else "It isn't safe: cancel and warn now"
    assert [button.label for button in asked.message.buttons] == [label]
    done = await mia.press(label, on=asked.message)
    await town.settle()
    [warning] = ana.notifications[before:]
    starts = int(november(21, 8, 30).timestamp())
    if locale == "fr":
        assert warning.text.splitlines()[1] == (
            f"La rencontre **Walk**, <t:{starts}:F>, est annulée par la modération\xa0: elle ne serait pas sûre. "
            "S’il te plaît, n’y va pas."
        )
        assert forged.text.startswith("Seule la modération peut faire cela.")
    else:
        assert warning.text.splitlines()[1] == (
            f"**Walk**, <t:{starts}:F>, is cancelled by the moderators: it isn't safe. Please don't go there."
        )
        assert refused.text.startswith("Only organizers")
        assert forged.text.startswith("Only moderators can do that.")
        assert done.text == "Walk is cancelled. I am telling everyone who wanted to come."
    assert warning in ben.notifications


@pytest.mark.parametrize("hour", ["00:30", "07:00", "08:15", "09:30", "20:15", "21:00", "23:45"])
async def test_no_phone_rings_between_eight_in_the_evening_and_eight_in_the_morning(
    town: Town, guild: Guild, olga: Person, hour: str
) -> None:
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    card = await town.meetup(olga, await town.group(olga, guild), f"23 nov {hour}")
    await ana.press("Going", on=card)
    await ben.press("Maybe", on=card)
    while town.discord.clock.now() < november(24, 12):
        await town.turn(timedelta(minutes=45))
    rung = [message.sent_at.time() for person in (olga, ana, ben) for message in person.notifications]
    assert rung
    assert [moment for moment in rung if not time(8) <= moment < time(20)] == []
    assert len(ben.notifications) <= 1


async def test_who_names_no_zone_sleeps_where_the_group_is_now(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, "28 nov 10:00")
    await town.meetup(olga, lyon, "every saturday 11:00", title="Weekly")
    await ana.press("Going", on=card)
    await olga.slash("/group edit", in_=lyon)
    await olga.press("Name, city, language")
    edited = await olga.fill({"Its time zone": "Asia/Tokyo"})
    assert edited.text.endswith(
        "Meetups that are planned already keep their times. A series keeps its old clock until you move one of its meetups, "
        "and all that follow, with /meetup move."
    )
    await turn_to(town, november(27, 16))  # 01:00 in Tokyo
    going = await ben.press("Going", on=card)
    await town.discord.until(lambda: going.followups)
    assert "it is evening in Tokyo" in going.followups[0].text
    heard = len(ana.notifications)
    single, weekly, *_ = await olga.complete("/meetup cancel", "meetup", "")
    await olga.slash("/meetup cancel", meetup=single.value)
    await olga.press("Cancel the meetup")
    await town.settle()
    assert ana.notifications[heard:] == []
    await town.turn(timedelta(hours=7))
    [called_off] = ana.notifications[heard:]
    assert called_off.sent_at == november(27, 23)

    moved = await olga.slash("/meetup move", meetup=weekly.value, when="sat 28 nov 20:30", following=True)
    await town.settle()
    assert moved.text.startswith("Weekly"), moved.text
    zones, walls = await town.app.read(guild.id, _clocks_of_the_series)
    assert (zones, walls) == ({"Asia/Tokyo"}, {time(20, 30)})


def _clocks_of_the_series(tx: Tx) -> tuple[set[str], set[time]]:
    ahead = [meetup for meetup in meetups.ahead(tx) if meetup.series_id is not None]
    return {meetup.zone for meetup in ahead}, {meetup.wall.time() for meetup in ahead}


async def test_a_zone_that_is_not_known_here_keeps_nobody_from_hearing_anything(
    town: Town, guild: Guild, olga: Person, caplog: pytest.LogCaptureFixture
) -> None:
    zone_known.cache_clear()  # it warns of each zone once
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild)
    one, other = await town.meetup(olga, lyon, "28 nov 10:00"), await town.meetup(olga, lyon, "28 nov 11:00")
    await ana.press("Going", on=one)
    await ben.press("Going", on=other)
    await town.app.database.write(None, people.save, ana.id, zone="Atlantis/Old_Town")
    starts_at = (await town.app.read(guild.id, meetups.ahead))[0].starts_at
    await town.stop()
    with closing(sqlite3.connect(town.app.settings.database)) as connection, connection:
        connection.execute(
            "UPDATE meetups SET zone = 'Atlantis/New_Town', wall = '2026-11-28T08:00' WHERE starts_at LIKE '%T10:00%'"
        )
        connection.execute("UPDATE installation SET value = '1970a' WHERE name = ?", [series.ZONE_RULES])
    await town.start()
    await turn_to(town, november(27, 11))
    assert [message.mentions for message in in_thread(one)] == [[ana]]
    assert [message.mentions for message in in_thread(other)] == [[ben]]
    assert (await town.app.read(guild.id, meetups.ahead))[0].starts_at == starts_at
    shown = await ana.slash("/me preferences", in_=lyon)
    assert shown.text.startswith("##"), shown.text
    assert "Atlantis/Old_Town" in caplog.text
    assert "Atlantis/New_Town" in caplog.text
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_what_is_blocked_is_said_as_soon_as_its_words_are_changed(
    town: Town, guild: Guild, olga: Person
) -> None:
    ana = town.member(guild, "Ana")
    card = await town.meetup(olga, await town.group(olga, guild), "28 nov 10:00", title="Casino night")
    await ana.press("Going", on=card)
    guild.automod.words.add("casino")
    await turn_to(town, november(27, 10))
    assert in_thread(card) == []
    [choice] = await olga.complete("/meetup edit", "meetup", "")
    await olga.slash("/meetup move", meetup=choice.value, when="28 nov 12:00")
    await town.settle()
    assert in_thread(card) == []
    assert "10:00" in card.text or f"<t:{STARTS}:F>" in card.text  # the card is blocked as well
    await olga.slash("/meetup edit", meetup=choice.value)
    await olga.press("Title, place, notes")
    await olga.fill({"Title": "Game night"})
    await town.settle()
    reminders = [message for message in in_thread(card) if message.mentions == [ana]]
    assert any("Game night" in message.text for message in reminders)
    assert any(f"<t:{STARTS + 7200}" in message.text for message in reminders)
    assert not any("Casino" in message.text for message in reminders)
    assert card.text.startswith("## Game night")
