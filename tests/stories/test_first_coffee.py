"""The main job from start to end: a group, a meetup, people who come, reminders that arrive once."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from playground.people.reply import Reply
from playground.terminal import Screen, Viewer, message
from playground.world.messages import Message
from tests.builders import FRIDAY_MORNING
from tests.town import Town

STARTS = 1795856400  # 28 November 2026, 10:00 in Paris
DAY_BEFORE = timedelta(days=6, hours=24)  # from Friday 20, 09:00 UTC


def words(message: Message | Reply) -> list[str]:
    return message.text.splitlines()


async def test_the_first_coffee(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo"))

    founded = await olga.slash("/group create", name="Lyon", timezone="Europe/Paris")
    await town.settle()
    lyon = guild.channel("lyon")
    assert founded.ephemeral
    assert founded.text == (
        f"Lyon is ready in {lyon.mention}, and you are its organizer. Its time zone is Paris. "
        "Plan a first meetup there with /meetup schedule."
    )
    assert words(lyon.messages[0]) == [
        "## Lyon",
        "1 member · time zone Paris",
        f"Organized by {olga.mention}",
        "Nothing is planned yet.",
    ]

    joined = await ana.press("Join", on=lyon.messages[0])
    await town.settle()
    assert joined.text == f"Welcome to Lyon. It meets in {lyon.mention}; say hello there."
    assert guild.role("Lyon") in guild.member(ana).roles
    assert "2 members" in lyon.messages[0].text

    olga.goes_to(lyon)
    choices = await olga.complete("/meetup schedule", "when", "28 nov 10:00")
    assert [choice.name for choice in choices] == ["Sat 28 November 2026, 10:00 · Paris (UTC+1)"]
    planned = await olga.slash("/meetup schedule", when=choices[0].value, seats=2, place="Café Perché")
    await town.settle()
    assert planned.text == (
        f"Code & coffee is planned for <t:{STARTS}:F> to <t:{STARTS + 5400}:t> (<t:{STARTS}:R>). Its card is in {lyon.mention}."
    )
    card = lyon.messages[1]
    assert words(card) == [
        "## Code & coffee · Lyon",
        f"<t:{STARTS}:F> to <t:{STARTS + 5400}:t> · <t:{STARTS}:R>",
        "Café Perché · 0 of 2 seats taken",
        "Nobody is going yet. Be the first.",
    ]
    assert [button.label for button in card.buttons] == ["Going", "Maybe", "Can't go", "Calendar"]
    assert card.thread is not None
    assert f"Next: [Code & coffee](https://discord.com/channels/{guild.id}/{lyon.id}/{card.id})" in (
        lyon.messages[0].text
    )

    answers = [await person.press("Going", on=card) for person in (ana, ben, cleo)]
    await town.settle()
    assert [words(answer)[0] for answer in answers] == [
        f"You are going. See you <t:{STARTS}:F>.",
        f"You are going. See you <t:{STARTS}:F>.",
        "The room is full: you are number 1 in line. I will tell you as soon as a seat is yours.",
    ]
    assert words(card)[2:] == [
        "Café Perché · 2 of 2 seats taken",
        f"**Going** {ana.mention} {ben.mention}",
        "**Waiting** 1",
    ]

    await town.turn(DAY_BEFORE)
    await town.turn(timedelta(hours=23))
    reminders = card.thread.messages[-2:]
    for reminder in reminders:
        assert words(reminder) == [
            f"{ana.mention} {ben.mention}",
            f"**Code & coffee** is <t:{STARTS}:R>: <t:{STARTS}:F>. You meet at Café Perché.",
        ]
        assert reminder.mentions == [ana, ben]
    assert [message.id for message in ana.notifications] == [message.id for message in reminders]
    assert cleo.notifications == []

    await town.turn(timedelta(hours=3))
    assert words(card)[-1] == "This meetup is over. Thank you for coming."
    assert card.buttons == []
    assert not card.thread.archived
    await town.turn(timedelta(days=7))
    assert card.thread.archived
    assert len(card.thread.messages) == 3  # where it begins, and the two reminders


@pytest.mark.meets("G14")
async def test_pressing_again_changes_nothing_and_says_the_same(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild), seats=1)
    first = await olga.press("Going", on=card)
    await town.settle()
    edits = card.edits
    again = await olga.press("Going", on=card)
    await town.settle()
    assert words(again) == words(first)[:1]  # what it asked besides is asked once
    assert card.edits == edits


@pytest.mark.meets("R37")
async def test_an_old_card_is_redrawn_by_the_click_itself(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    await town.turn(timedelta(hours=2))
    edits = town.discord.requests.count("PATCH", "/channels/*/messages/*")
    reply = await olga.press("Going", on=card)
    await town.discord.until(lambda: reply.followups)
    await town.turn(timedelta(minutes=5))
    assert reply.updated
    assert olga.mention in card.text
    assert [words(said)[0] for said in reply.followups] == [f"You are going. See you <t:{STARTS + 3600}:F>."]
    assert all(said.ephemeral for said in reply.followups)
    assert town.discord.requests.count("PATCH", "/channels/*/messages/*") == edits


async def test_an_old_card_whose_click_could_not_redraw_it_is_redrawn_all_the_same(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    await town.turn(timedelta(hours=2))
    town.discord.faults.fail(
        "POST", "/interactions/*/*/callback", status=404, body={"message": "x", "code": 10062}
    )
    await olga.press("Going", on=card)
    assert olga.mention not in card.text
    await town.turn(timedelta(minutes=1))
    assert olga.mention in card.text


async def test_a_card_pings_nobody(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    await olga.press("Going", on=card)
    await town.settle()
    assert olga.mention in card.text
    assert olga.notifications == []


async def test_the_link_is_shown_only_to_those_who_are_going(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, link="https://meet.example/secret", seats=1)
    going, waiting = await olga.press("Going", on=card), await ana.press("Going", on=card)
    await town.turn(DAY_BEFORE + timedelta(hours=23))
    assert going.text.splitlines()[1] == "Join here: <https://meet.example/secret>"
    assert "secret" not in waiting.text
    public = [message.text for channel in guild.channels + guild.threads for message in channel.messages]
    assert not any("secret" in text for text in public)


async def test_what_comes_next_is_listed_and_shown(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    await town.meetup(olga, lyon, "28 nov 10:00", title="Second")
    await town.meetup(olga, lyon, "27 nov 18:00", title="First")
    listed = await ana.slash("/meetup list")
    assert [line for line in listed.text.splitlines() if line.startswith("**")] == [
        "**First** · Lyon",
        "**Second** · Lyon",
    ]
    choices = await ana.complete("/meetup info", "meetup", "sec")
    assert [choice.name for choice in choices] == ["Sat 28 November 2026, 10:00 · Second · Lyon"]
    shown = await ana.slash("/meetup info", meetup=choices[0].value)
    assert shown.ephemeral
    assert shown.text.splitlines()[-1] == "You have not answered yet."
    answered = await ana.press("Maybe", on=shown.message)
    assert answered.text.startswith("You might come.")


async def test_a_cancelled_meetup_is_told_once_to_everyone_who_wanted_to_come(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, seats=1)
    await ana.press("Going", on=card)
    await ben.press("Going", on=card)
    choices = await olga.complete("/meetup cancel", "meetup", "")
    asked = await olga.slash("/meetup cancel", meetup=choices[0].value)
    assert asked.text.splitlines() == [
        f"Cancel Code & coffee, <t:{STARTS + 3600}:F>?",
        "2 people have answered and will be told.",
        # Who manages the server moderates it.
        (
            "As a moderator you can also cancel it because it isn't safe to go there. Everyone is then warned at once, "
            "even in their quiet hours."
        ),
    ]
    done = await olga.press("Cancel the meetup", on=asked.message)
    await town.settle()
    assert done.updated
    assert words(card)[0] == "## ~~Code & coffee · Lyon~~"
    assert card.buttons == []
    assert card.thread is not None
    assert card.thread.messages[-1].text.splitlines()[1].endswith("is cancelled.")
    await town.turn(timedelta(days=9))
    assert len(ana.notifications) == len(ben.notifications) == 1


@pytest.mark.meets("T04")
async def test_a_bot_that_was_off_says_what_still_helps_and_tells_the_organizer_what_it_missed(
    town: Town,
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    over, still_on = (
        await town.meetup(olga, lyon, "27 nov 10:00"),
        await town.meetup(olga, lyon, "28 nov 10:00"),
    )
    for card in (over, still_on):
        await ana.press("Going", on=card)
    await town.settle()
    await town.stop()
    town.discord.clock.turn(
        timedelta(days=8, hours=1, minutes=30)
    )  # Saturday 28, 10:30: one is on, one is over
    await town.start()
    assert over.thread is not None
    assert still_on.thread is not None
    [begun] = still_on.thread.messages[1:]
    assert begun.text.splitlines()[1] == (
        f"**Code & coffee** started <t:{STARTS + 3600}:R> and is on until <t:{STARTS + 3600 + 5400}:t>. "
        "You can still come."
    )
    [report] = [message for message in over.thread.messages[1:] if "How was" not in message.text]
    assert report.mentions == [olga]
    assert report.text.splitlines()[1] == (
        f"1 notice about **Code & coffee**, <t:{STARTS + 3600 - 86400}:F>, was not sent: I was offline or could not "
        f"post from <t:{STARTS - 86400}:f> to <t:{STARTS + 5400}:f>."
    )
    await town.turn(timedelta(days=1))
    assert len(over.thread.messages) == 3  # where it begins, how it was, and the report


@pytest.mark.meets("T10")
async def test_everyone_reads_a_meetup_on_their_own_clock_and_no_other_time_is_written_anywhere(
    town: Town,
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    kenji = town.member(guild, "Kenji")
    card = await town.meetup(olga, await town.group(olga, guild, timezone="Europe/Paris"))
    going = await kenji.press("Going", on=card)
    await town.turn(timedelta(days=7, hours=1))
    [found] = await olga.complete("/meetup move", "meetup", "")
    await olga.slash("/meetup move", meetup=found.value, when="28 nov 11:30")
    await town.settle()
    assert card.thread is not None
    said = [card.text, going.text, *(message.text for message in card.thread.messages[1:])]
    assert len(said) == 4
    assert [
        text for text in said if re.search(r"\b[0-9]{1,2}[:h][0-9]{2}\b", re.sub("<t:[^>]*>", "", text))
    ] == []
    starts = FRIDAY_MORNING.replace(day=28, hour=10, minute=30)
    assert {f"<t:{int(starts.timestamp())}:F>" in text for text in (said[0], said[3])} == {True}
    clocks = {
        zone: message(Screen(), card, Viewer(kenji, zone))[2].split(" to ")[0]
        for zone in ("Europe/Paris", "Asia/Tokyo", "America/New_York")
    }
    assert {zone: seen.rpartition(", ")[2] for zone, seen in clocks.items()} == {
        "Europe/Paris": "11:30",
        "Asia/Tokyo": "19:30",
        "America/New_York": "05:30",
    }
