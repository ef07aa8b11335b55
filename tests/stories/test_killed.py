"""A process killed at the worst moment: nothing lost, nothing doubled, and the card is right in the end."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncGenerator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.db.backup import back_up, restore
from bot.settings import DATABASE_NAME
from playground.world.messages import Message
from playground.world.threads import Thread
from tests.builders import FRIDAY_MORNING
from tests.village import Village


@pytest.fixture
async def village(data_dir: Path) -> AsyncGenerator[Village]:
    async with Village(data_dir) as built:
        yield built


def reminders(card: Message) -> list[Message]:
    assert card.thread is not None
    return [message for message in card.thread.messages if "**Code & coffee** is" in message.text]


def ask_for_direct(village: Village, person_id: int) -> None:
    """Asks for direct messages, as somebody did before the process was killed."""
    with closing(sqlite3.connect(village.data_dir / DATABASE_NAME)) as connection, connection:
        connection.execute(
            "INSERT INTO people (person_id, direct) VALUES (?, 1) ON CONFLICT DO UPDATE SET direct = 1",
            (person_id,),
        )


@pytest.mark.meets("S06")
@pytest.mark.parametrize(
    "window", [timedelta(minutes=5), timedelta(0)], ids=["nonce holds", "nonce is forgotten"]
)
async def test_killed_between_send_and_settle(village: Village, window: timedelta) -> None:
    card = await village.meetup(await village.group(), "28 nov 10:00")
    ana = village.member("Ana")
    await ana.press("Going", on=card)
    village.discord.nonce_window = window

    # The reminder reaches Discord, but the answer never reaches the bot.
    trap = village.discord.faults.stall("POST", "/channels/*/messages", 3, after_effect=True)
    village.turn(timedelta(days=7, hours=1))
    await village.kill()
    await village.start()  # a start looks at once for what is due
    await village.until(lambda: trap.hits and reminders(card))
    await village.kill()
    assert len(reminders(card)) == 1

    village.turn(timedelta(seconds=30))
    await village.start()
    village.discord.requests.clear()
    await village.time_passes_until(lambda: village.discord.requests.count("GET", "/channels/*/messages"))
    await village.discord.calm(quiet=0.7)
    assert len(reminders(card)) == 1
    assert len(ana.notifications) == 1


@pytest.mark.parametrize(
    "window", [timedelta(minutes=5), timedelta(0)], ids=["nonce holds", "nonce is forgotten"]
)
async def test_killed_between_send_and_settle_of_a_direct_message(
    village: Village, window: timedelta
) -> None:
    card = await village.meetup(await village.group(), "28 nov 10:00")
    ana = village.member("Ana")
    await ana.press("Going", on=card)
    await village.kill()
    ask_for_direct(village, ana.id)
    village.discord.nonce_window = window

    channel = ana.direct(village.campsite)
    trap = village.discord.faults.stall("POST", f"/channels/{channel.id}/messages", 3, after_effect=True)
    village.turn(timedelta(days=7, hours=1))
    await village.start()
    await village.until(lambda: trap.hits and ana.direct_messages)
    await village.kill()

    village.turn(timedelta(seconds=30))
    await village.start()
    village.discord.requests.clear()
    await village.time_passes_until(lambda: village.discord.requests.count("GET", "/channels/*/messages"))
    await village.discord.calm(quiet=0.7)
    assert len(ana.direct_messages) == 1
    assert reminders(card) == []


@pytest.mark.parametrize("direct", [False, True], ids=["in a channel", "directly"])
async def test_killed_between_send_and_settle_of_a_digest(village: Village, *, direct: bool) -> None:
    lyon = await village.group()
    # Without threads, what is said about two meetups is said in one place.
    lyon.set_overwrite(village.guild.role_of(village.campsite), deny="create_public_threads")
    ana = village.member("Ana")
    for title in ("One", "Two"):
        await village.olga.slash("/meetup schedule", in_=lyon, when="28 nov 21:30", title=title)
        await village.until(lambda title=title: lyon.messages[-1].text.startswith(f"## {title}"))
        await ana.press("Maybe", on=lyon.messages[-1])
    await village.kill()
    if direct:
        ask_for_direct(village, ana.id)
    village.discord.nonce_window = timedelta(0)

    place = ana.direct(village.campsite) if direct else lyon
    before = len(place.messages)
    trap = village.discord.faults.stall("POST", f"/channels/{place.id}/messages", 3, after_effect=True)
    village.discord.clock.turn_to(FRIDAY_MORNING.replace(day=28, hour=8, minute=30))
    village.turn(timedelta(0))
    await village.start()
    await village.until(lambda: trap.hits and len(place.messages) > before)
    await village.kill()

    village.turn(timedelta(seconds=30))
    await village.start()
    village.discord.requests.clear()
    await village.time_passes_until(lambda: village.discord.requests.count("GET", "/channels/*/messages"))
    await village.discord.calm(quiet=0.7)
    [digest] = place.messages[before:]
    assert [title in digest.text for title in ("One", "Two")] == [True, True]
    assert len(ana.notifications) == (0 if direct else 1)


@pytest.mark.meets("S06")
async def test_killed_between_commit_and_card(village: Village) -> None:
    card = await village.meetup(await village.group(), "28 nov 10:00")
    await village.discord.calm()
    ana = village.member("Ana")
    trap = village.discord.faults.stall("PATCH", "/channels/*/messages/*", 3)
    answer = await ana.press("Going", on=card)
    assert answer.text.startswith("You are going.")
    await village.until(lambda: trap.hits)
    await village.kill()
    assert ana.mention not in card.text

    await village.start()
    await village.time_passes_until(lambda: ana.mention in card.text)


async def test_killed_in_the_midst_of_building_a_group(village: Village) -> None:
    # The role is made, but the bot dies before it hears of it.
    trap = village.discord.faults.stall("POST", "/guilds/*/roles", 3, after_effect=True)
    founding = asyncio.create_task(village.olga.slash("/group create", name="Lyon"))
    await village.until(lambda: trap.hits and village.guild.has_role("Lyon"))
    await village.kill()
    founding.cancel()

    await village.start()
    await village.time_passes_until(
        lambda: village.guild.has_channel("lyon") and village.guild.channel("lyon").messages
    )
    await village.until(lambda: village.guild.role("Lyon") in village.guild.member(village.olga).roles)
    assert [role.name for role in village.guild.roles].count("Lyon") == 1
    assert [channel.name for channel in village.guild.channels].count("lyon") == 1


async def test_killed_after_the_card_was_sent_but_before_it_was_known(village: Village) -> None:
    lyon = await village.group()
    await village.discord.calm()
    trap = village.discord.faults.stall("POST", f"/channels/{lyon.id}/messages", 3, after_effect=True)
    await village.olga.slash("/meetup schedule", when="28 nov 10:00")
    await village.until(lambda: trap.hits and len(lyon.messages) == 2)
    await village.kill()
    village.discord.nonce_window = timedelta(0)

    await village.start()
    await village.time_passes_until(lambda: lyon.messages[1].thread)
    await village.discord.calm()
    assert len(lyon.messages) == 2


@pytest.mark.parametrize(
    ("route", "arrives"),
    [("/channels/*/threads", False), ("/channels/*/threads", True), ("/channels/*/messages", True)],
    ids=["before the thread", "after the thread", "after the first word"],
)
async def test_killed_between_the_match_of_two_buddies_and_their_introduction(
    village: Village, route: str, *, arrives: bool
) -> None:
    ben, zoe = village.member("Ben"), village.member("Zoé")
    for person, label in ((ben, "Be a buddy"), (zoe, "Ask for a buddy")):
        card = await person.slash("/buddy", in_=village.guild.first_channel)
        await person.press(label, on=card.message)
        if person is ben:
            await person.fill({})
    village.discord.nonce_window = timedelta(0)
    faults = village.discord.faults
    trap = (
        faults.stall("POST", route, 3, after_effect=True)
        if arrives
        else faults.cut("POST", route, times=1 << 30)
    )
    await zoe.fill({})

    def rooms() -> list[Thread]:
        return [thread for thread in village.guild.thread_by_id.values() if thread.name == "Buddies 1"]

    await village.until(lambda: trap.hits)
    if arrives:
        await village.until(lambda: rooms() and (rooms()[0].messages or route.endswith("threads")))
    await village.kill()
    faults.clear()
    assert len(rooms()) == int(arrives)

    village.turn(timedelta(seconds=30))
    await village.start()
    await village.time_passes_until(lambda: rooms() and rooms()[0].messages)
    village.turn(timedelta(seconds=30))
    await village.discord.calm(quiet=0.7)
    [room] = rooms()
    assert set(room.thread_members) == {ben.id, zoe.id, village.campsite.user.id}
    [word] = room.messages
    assert word.text.splitlines()[:2] == [f"{zoe.mention} {ben.mention}", "## You are buddies"]
    assert (len(ben.notifications), len(zoe.notifications)) == (1, 1)


async def test_a_stop_by_sigterm_is_clean_and_quick(village: Village) -> None:
    await village.group()
    assert await village.terminate() == 0


async def test_a_stop_in_the_middle_of_a_send_loses_and_doubles_nothing(village: Village) -> None:
    card = await village.meetup(await village.group(), "28 nov 10:00")
    ana = village.member("Ana")
    await ana.press("Going", on=card)
    await village.until(lambda: ana.mention in card.text)
    village.discord.nonce_window = timedelta(0)
    trap = village.discord.faults.stall("POST", "/channels/*/messages", 3, after_effect=True)
    village.turn(timedelta(days=7, hours=1))
    await village.kill()
    await village.start()  # a start looks at once for what is due
    await village.until(lambda: trap.hits and reminders(card))
    assert village.discord.rest.open  # the reminder is there, but the bot does not know yet

    assert await village.terminate() == 0
    village.discord.requests.clear()
    village.turn(timedelta(seconds=90))
    await village.start()
    await village.discord.calm(quiet=0.7)
    assert village.discord.requests.count("POST", "/channels/*/messages") == 0
    assert len(reminders(card)) == 1
    assert ana.notifications == reminders(card)


async def test_the_outbox_wakes_by_itself_when_a_reminder_falls_due(village: Village) -> None:
    card = await village.meetup(await village.group(), "28 nov 10:00")
    ana = village.member("Ana")
    await ana.press("Going", on=card)
    await village.kill()
    # From here on nobody turns a clock: the process's own runs, and APScheduler rings.
    village.let_the_clock_run(FRIDAY_MORNING + timedelta(days=7, hours=1) - timedelta(seconds=8))
    await village.start()
    await village.until(lambda: reminders(card))
    assert ana.notifications == reminders(card)


async def test_a_restored_database_repeats_nothing_and_shows_everything_right(village: Village) -> None:
    """A backup, then two days of life, then the backup is put back: seen reminders stay said once."""
    card = await village.meetup(await village.group(), "28 nov 10:00")
    ana, ben = village.member("Ana"), village.member("Ben")
    await ana.press("Going", on=card)
    await village.until(lambda: ana.mention in card.text)
    database, backups = village.data_dir / DATABASE_NAME, village.data_dir / "backups"
    copy = back_up(database, backups)
    await ben.press("Going", on=card)
    await village.until(lambda: ben.mention in card.text)
    await village.kill()
    village.turn(timedelta(days=7, hours=1))
    await village.start()
    await village.until(lambda: len(reminders(card)) == 1)
    await village.discord.calm()
    await village.kill()

    restore(copy, database, backups, village.discord.clock.now())
    await village.start()
    await village.time_passes_until(lambda: ben.mention not in card.text)
    await village.discord.calm(quiet=0.5)
    assert ana.mention in card.text
    assert len(reminders(card)) == 1
    assert len(ana.notifications) == 1
