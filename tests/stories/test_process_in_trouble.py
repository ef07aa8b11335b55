"""The process itself in trouble: stopped in the midst of a message, suspended, killed thrice."""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import AsyncGenerator, Generator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
import tzdata

from bot.db.installation import RESTORED_FROM
from bot.outbox.models import DEATHS
from bot.outbox.quarantine import LAST_CHANCE_AFTER
from bot.settings import DATABASE_NAME
from cogs.meetups.series import ZONE_RULES
from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.messages import Message
from tests.village import Village

DAY_BEFORE = timedelta(days=7, hours=1)  # from Friday 20, 09:00 UTC, to a day before Saturday 28, 10:00 UTC


@pytest.fixture
async def village(data_dir: Path) -> AsyncGenerator[Village]:
    async with Village(data_dir) as built:
        yield built


async def planned(village: Village) -> tuple[Message, Channel, Person]:
    """A meetup that Ana goes to, and its thread."""
    card = await village.meetup(await village.group(), "28 nov 10:00")
    ana = village.member("Ana")
    await ana.press("Going", on=card)
    await village.until(lambda: ana.mention in card.text)
    await village.discord.calm()
    assert card.thread is not None
    return card, card.thread, ana


@pytest.mark.meets("G23")
async def test_a_stop_in_the_midst_of_a_message_neither_loses_nor_doubles_it(village: Village) -> None:
    _, thread, ana = await planned(village)
    village.discord.nonce_window = timedelta(0)
    trap = village.discord.faults.stall("POST", f"/channels/{thread.id}/messages", 7, after_effect=True)
    village.turn(DAY_BEFORE)
    await village.until(lambda: trap.hits and ana.notifications)
    assert await village.terminate() == 0  # within ten seconds
    village.turn(timedelta(minutes=2))
    await village.start()
    await village.time_passes_until(lambda: village.discord.requests.count("GET", "/channels/*/messages"))
    await village.discord.calm(quiet=0.7, seconds=20)
    assert len(ana.notifications) == 1


@contextmanager
def locked(database: Path) -> Generator[None]:
    """Within it a database takes nothing, also of a bot that is begun meanwhile."""
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = WAL")  # as a bot leaves it: it is opened under a lock as well
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.meets("S02", "S03")
@pytest.mark.parametrize("put_back", [False, True], ids=["a first start", "after a backup was put back"])
async def test_a_start_that_the_database_takes_nothing_of_says_so_and_serves_nobody_until_it_does(
    data_dir: Path, *, put_back: bool
) -> None:
    # Who was forgotten since a backup was made must be forgotten again before they are shown or told anything.
    database = data_dir / DATABASE_NAME
    with closing(sqlite3.connect(database)) as connection, connection:
        known = [(RESTORED_FROM, "2026-11-19T09:00:00+00:00"), (ZONE_RULES, tzdata.IANA_VERSION)]
        connection.executemany(
            "INSERT INTO installation (name, value) VALUES (?, ?)", known if put_back else []
        )
    village = Village(data_dir)
    async with village.discord:
        with locked(database):
            await village.begin()
            await village.until(lambda: village.logged().count(f"{database} cannot be written") == 2)
            assert village.campsite.identifies == []
        await village.discord.ready(village.campsite, seconds=30)
        assert await village.terminate() == 0
    with closing(sqlite3.connect(database)) as connection:
        names = {name for (name,) in connection.execute("SELECT name FROM installation")}
    assert (RESTORED_FROM in names, ZONE_RULES in names) == (False, True)


@pytest.mark.meets("T03", "T04")
async def test_a_process_that_was_suspended_over_the_start_says_that_it_has_begun(village: Village) -> None:
    _, _, ana = await planned(village)
    assert village.process is not None
    village.process.send_signal(signal.SIGSTOP)
    village.turn(timedelta(days=8, hours=1, minutes=30))  # half an hour into the meetup
    village.process.send_signal(signal.SIGCONT)
    await village.until(lambda: ana.notifications)
    await village.discord.calm(quiet=0.7)
    [said] = ana.notifications
    assert said.text.splitlines()[1].startswith("**Code & coffee** started ")


async def test_a_reminder_that_kills_three_processes_is_put_aside_and_the_organizer_is_told(
    village: Village,
) -> None:
    _, thread, ana = await planned(village)
    village.discord.faults.stall("POST", f"/channels/{thread.id}/messages", 60, times=DEATHS)
    village.turn(DAY_BEFORE)
    for _ in range(DEATHS):
        before = village.discord.requests.count("POST", f"/channels/{thread.id}/messages")
        await village.time_passes_until(
            lambda before=before: (
                village.discord.requests.count("POST", f"/channels/{thread.id}/messages") > before
            ),
            step=timedelta(seconds=30),  # the last chance is a quarter of an hour away
        )
        await village.kill()
        await village.start()
        village.turn(LAST_CHANCE_AFTER)
    await village.time_passes_until(lambda: village.olga.notifications)
    [told] = village.olga.notifications
    assert told.text.splitlines()[1].startswith("1 notice about **Code & coffee**")
    assert ana.notifications == []


def fates(village: Village) -> set[str]:
    """What became of the reminders that were due a day before."""
    with closing(sqlite3.connect(village.data_dir / DATABASE_NAME)) as connection:
        return {
            row[0] for row in connection.execute("SELECT fate FROM notices WHERE kind LIKE '%day_before'")
        }


async def test_a_storm_of_kills_gives_up_no_reminder_that_was_under_way_by_chance(village: Village) -> None:
    lyon = await village.group()
    people = [village.member(name) for name in ("Ana", "Ben", "Chloé")]
    for person in people:
        await village.olga.slash(
            "/meetup schedule", in_=lyon, when="28 nov 10:00", title=f"With {person.name}"
        )
        await village.until(lambda person=person: lyon.messages[-1].text.startswith(f"## With {person.name}"))
        card = lyon.messages[-1]
        await person.press("Going", on=card)
        await village.until(lambda person=person, card=card: person.mention in card.text and card.thread)
    await village.discord.calm()
    sends = "/channels/*/messages"
    village.turn(DAY_BEFORE)
    # At the first death all three are under way, and then each of them alone at another one.
    for under_way in (3, 1, 1, 1):
        trap = village.discord.faults.stall("POST", sends, 60, times=under_way)
        await village.time_passes_until(lambda trap=trap, most=under_way: trap.hits == most)
        await village.kill()
        await village.start()
    assert [person.notifications for person in people] == [[], [], []]
    await village.time_passes_until(
        lambda: all(person.notifications for person in people),
        step=timedelta(seconds=30),  # the last chances are a quarter of an hour away
    )
    await village.until(lambda: fates(village) == {"sent"})
    assert [len(person.notifications) for person in people] == [1, 1, 1]
