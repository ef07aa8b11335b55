"""What kills the process is put aside after three deaths, alone; whatever merely raises holds up nobody."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import select

from bot import outbox, settings
from bot.app import App, open_app
from bot.db.tx import Tx
from bot.outbox import chores, quarantine, worker
from bot.outbox.claims import unblock
from bot.outbox.models import DEATHS, Mirror, mirrors, notices
from bot.outbox.notices import FAULTS
from bot.outbox.post import Address, InChannel, Message, Outcome
from bot.outbox.quarantine import UnderWay
from bot.outbox.reasons import PUT_ASIDE
from bot.outbox.waits import LONGEST_BACKOFF, PLACELESS
from bot.outbox.worker import Worker
from bot.people.boundaries import Weight
from tests.bot.outbox.letterbox import Failure, Kind, Letterbox, Picture, working
from tests.builders import FRIDAY_MORNING, GUILD, HandClock

LATER = FRIDAY_MORNING + PLACELESS


def plan(tx: Tx, *subjects: int) -> None:
    for subject in subjects:
        outbox.say(
            tx,
            "test.word",
            subject,
            [subject * 10],
            weight=Weight.SAFETY,
            zone="UTC",
            group_id=None,
            event_at=LATER,
        )


def ledger(tx: Tx) -> dict[int, tuple[str, str | None]]:
    rows = tx.connection.execute(select(notices.c.person_id, notices.c.fate, notices.c.reason))
    return {row.person_id: (row.fate, row.reason) for row in rows}


class Deadly(Letterbox):
    """A way out from which no call for some channels ever comes back; it notes what is under way together."""

    def __init__(self, *channels: int) -> None:
        super().__init__()
        self.channels = channels
        self.together: list[frozenset[int]] = []
        self._under_way: set[int] = set()

    @property
    def stuck(self) -> bool:
        return bool(self._under_way.intersection(self.channels))

    async def send(self, address: Address, message: Message, key: str) -> int | None:
        assert isinstance(address, InChannel)
        channel_id = address.channel_id
        self._under_way.add(channel_id)
        self.together.append(frozenset(self._under_way))
        try:
            if channel_id in self.channels:
                await asyncio.Event().wait()
            return await super().send(address, message, key)
        finally:
            self._under_way.discard(channel_id)


class DeadlyPicture(Picture):
    """A mirror that is never drawn to its end."""

    async def draw(self, mirror: Mirror) -> None:
        self.drawn.append(mirror)
        self.begun.set()
        await asyncio.Event().wait()


class Lives:
    """One process after the other on the same data, each killed: the next has what the last had committed."""

    def __init__(self, data_dir: Path, clock: HandClock) -> None:
        self._data_dir = data_dir
        self._clock = clock
        self._count = count(1)

    def in_flight(self) -> int:
        """How many deliveries are under way, as the next process would find it."""
        with closing(sqlite3.connect(self._data_dir / settings.DATABASE_NAME)) as connection:
            return connection.execute("SELECT sum(in_flight) FROM deliveries").fetchone()[0]

    @asynccontextmanager
    async def life(self) -> AsyncGenerator[App]:
        """A process that is killed at the end of the block."""
        folder = self._data_dir
        app = await open_app(settings.load({"CAMPSITE_DATA_DIR": str(folder)}), self._clock)
        try:
            yield app
        finally:
            await app.database.close()

    @asynccontextmanager
    async def killed(
        self,
        letterbox: Letterbox,
        kind: Kind | Picture,
        begins_when: Callable[[], object],
        dies_when: Callable[[], object] = lambda: True,
    ) -> AsyncGenerator[App]:
        """A worker at its work: time passes until something begins, then stands still, and then it is killed."""
        async with self.life() as app, working(app, self._clock, letterbox) as running:
            know(running, kind)
            yield app
            async with asyncio.timeout(60):
                while not begins_when():
                    self._clock.turn(timedelta(seconds=5))
                    running.wake()
                    await asyncio.sleep(0.01)
                while not dies_when():  # noqa: ASYNC110 - it comes about by itself
                    await asyncio.sleep(0.01)
            # What is committed now is all that a killed process leaves.
            left = self._data_dir / f"left by process {next(self._count)}"
            left.mkdir()
            with (
                closing(sqlite3.connect(self._data_dir / settings.DATABASE_NAME)) as here,
                closing(sqlite3.connect(left / settings.DATABASE_NAME)) as there,
            ):
                here.backup(there)
        self._data_dir = left


def know(worker: Worker, kind: Kind | Picture) -> None:
    if isinstance(kind, Kind):
        worker.notices.know(kind)
    else:
        worker.mirrors.know(kind)


@pytest.fixture
def lives(data_dir: Path, clock: HandClock, monkeypatch: pytest.MonkeyPatch) -> Lives:
    monkeypatch.setattr(worker, "PATIENCE", timedelta(seconds=0.01))
    return Lives(data_dir, clock)


async def test_a_delivery_that_kills_three_processes_is_put_aside_and_the_others_are_said(
    lives: Lives, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    letterbox, kind = Deadly(3), Kind("test.word", LATER)
    async with lives.life() as app:
        await app.write(GUILD, plan, 1, 2, 3, 4)
    for _ in range(DEATHS):
        async with lives.killed(letterbox, kind, lambda: letterbox.stuck):
            pass
    assert sorted(letterbox.people) == [(10,), (20,), (40,)]
    # Once it is under suspicion it is attempted alone, so that nobody else is suspected with it.
    assert letterbox.together[-(DEATHS - 1) :] == [frozenset({3})] * (DEATHS - 1)

    caplog.clear()
    async with lives.life() as app:
        await app.write(GUILD, plan, 5)
        async with working(app, clock, letterbox) as running:
            running.notices.know(kind)
            await running.settled()
            clock.turn(timedelta(days=2))
            running.wake()
            await running.settled()
        assert await app.read(GUILD, ledger) == {
            10: ("sent", None),
            20: ("sent", None),
            30: ("failed", PUT_ASIDE),
            40: ("sent", None),
            50: ("sent", None),
        }
    assert kind.missed_subjects == [3]
    assert [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR] == [
        f"delivery 3 (test.word of 3 in server {GUILD}) is {PUT_ASIDE}; 1 people are not told"
    ]


async def test_two_deaths_are_not_enough_and_an_attempt_that_ends_clears_the_suspicion(
    lives: Lives, clock: HandClock
) -> None:
    letterbox, kind = Deadly(1), Kind("test.word", LATER + timedelta(days=1))
    async with lives.life() as app:
        await app.write(GUILD, plan, 1)
    for _ in range(2):
        for _ in range(DEATHS - 1):
            async with lives.killed(letterbox, kind, lambda: letterbox.stuck):
                pass
        letterbox.channels = ()
        letterbox.failures = [Failure(Outcome.UNKNOWN)] * 1000
        async with lives.killed(
            letterbox, kind, lambda: len(letterbox.failures) < 1000, lambda: not lives.in_flight()
        ):
            pass
        letterbox.failures = []
        letterbox.channels = (1,)
    letterbox.channels = ()
    async with lives.life() as app, working(app, clock, letterbox) as running:
        running.notices.know(kind)
        await running.settled()
        clock.turn(timedelta(minutes=1))
        running.wake()
        await running.settled()
        assert await app.read(GUILD, ledger) == {10: ("sent", None)}


async def test_a_stop_that_breaks_something_off_is_no_death(lives: Lives, clock: HandClock) -> None:
    letterbox, kind = Deadly(1), Kind("test.word", LATER)
    async with lives.life() as app:
        await app.write(GUILD, plan, 1)
        for _ in range(DEATHS + 1):
            async with working(app, clock, letterbox) as running:
                running.notices.know(kind)
                async with asyncio.timeout(60):
                    while not letterbox.stuck:  # noqa: ASYNC110 - it comes about by itself
                        await asyncio.sleep(0.005)
            clock.turn(timedelta(minutes=1))
        letterbox.channels = ()
        async with working(app, clock, letterbox) as running:
            running.notices.know(kind)
            await running.settled()
        assert await app.read(GUILD, ledger) == {10: ("sent", None)}


def mirror(tx: Tx) -> tuple[int, str | None]:
    row = tx.connection.execute(select(mirrors.c.deaths, mirrors.c.trouble)).one()
    return row.deaths, row.trouble


async def test_a_mirror_that_kills_three_processes_is_put_aside_until_another_version_runs(
    lives: Lives, clock: HandClock, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def show(tx: Tx) -> None:
        outbox.show(tx, "test.picture", 1)

    picture = DeadlyPicture()
    async with lives.life() as app:
        await app.write(GUILD, show)
    for _ in range(DEATHS):
        picture.begun.clear()
        async with lives.killed(Letterbox(), picture, picture.begun.is_set):
            pass
    sound = Picture()
    sound.may_go_on.set()
    caplog.clear()
    async with lives.life() as app:
        async with working(app, clock, Letterbox()) as running:
            running.mirrors.know(sound)
            await running.settled()
            for _ in range(3):  # neither a change nor a permission that was given brings it back
                await app.write(GUILD, show)
                await app.write(GUILD, unblock)
                clock.turn(timedelta(days=1))
                running.wake()
                await running.settled()
        assert sound.drawn == []
        assert await app.read(GUILD, mirror) == (DEATHS, PUT_ASIDE)
        assert [record.levelname for record in caplog.records] == ["ERROR"]

        monkeypatch.setattr(quarantine, "__version__", "9.9.9")
        async with working(app, clock, Letterbox()) as running:
            running.mirrors.know(sound)
            await running.settled()
        assert [drawn.wanted for drawn in sound.drawn] == [4]
        assert await app.read(GUILD, mirror) == (0, None)


def test_a_chore_that_kills_three_processes_is_put_aside_until_another_version_runs(
    tx: Tx, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def claimed() -> list[int]:
        return [chore.subject_id for chore in chores.claim(tx, UnderWay())]

    def start() -> None:
        for take_over in (quarantine.count_deaths, quarantine.pardon, quarantine.put_chores_aside):
            take_over(tx)

    start()
    for subject in (1, 2):
        outbox.later(tx, "test.deadly", subject, tx.now)
    [deadly, bystander] = chores.claim(tx, UnderWay())
    chores.do(tx, bystander, lambda _tx, _subject_id: None)
    start()  # the process died of the other one
    outbox.later(tx, "test.harmless", 3, tx.now)
    assert claimed() == [1]  # alone, so that nothing else is suspected with it
    start()
    [harmless] = chores.claim(tx, UnderWay())  # the last chance of the suspect comes later
    chores.do(tx, harmless, lambda _tx, _subject_id: None)
    later = replace(tx, now=tx.now + quarantine.LAST_CHANCE_AFTER)
    assert [chore.subject_id for chore in chores.claim(later, UnderWay())] == [1]
    assert caplog.records == []
    start()
    said = f"chore {deadly.id} (test.deadly of 1 in server {GUILD}) is {PUT_ASIDE}; "
    assert [record.getMessage() for record in caplog.records] == [
        said + "it stays undone until another version runs"
    ]
    assert chores.claim(later, UnderWay()) == []
    monkeypatch.setattr(quarantine, "__version__", "9.9.9")
    start()
    assert claimed() == [1]


class Poisoned(Kind):
    """A kind that raises for some subjects: when it is asked for a place, when it is rendered, when it is missed."""

    raises_in = "render"

    def place(self, tx: Tx, subject_id: int) -> int | None:
        if self.raises_in == "place" and subject_id in self.raises_for:
            raise RuntimeError("this one is poisoned")
        return super().place(tx, subject_id)

    def missed(self, tx: Tx, subject_id: int) -> None:
        if self.raises_in == "missed" and subject_id in self.raises_for:
            raise RuntimeError("this one is poisoned")
        super().missed(tx, subject_id)


@pytest.mark.meets("S23")
@pytest.mark.parametrize(
    ("raises_in", "reason"),
    [
        ("place", "a fault in Campsite"),
        ("render", "a fault in Campsite"),
        ("missed", "a fault in Campsite"),
    ],
)
async def test_a_notice_that_always_raises_holds_up_none_of_ninety_nine_others(
    app: App, clock: HandClock, raises_in: str, reason: str
) -> None:
    letterbox = Letterbox()
    kind = Poisoned("test.word", LATER + timedelta(days=3), raises_for=[50])
    kind.raises_in = raises_in
    async with working(app, clock, letterbox) as running:
        running.notices.know(kind)
        await app.write(GUILD, plan, *range(1, 101))
        await running.settled()
        assert len(letterbox.people) == 99
        for _ in range(FAULTS):
            clock.turn(LONGEST_BACKOFF + timedelta(minutes=1))
            running.wake()
            await running.settled()
        clock.turn(PLACELESS + PLACELESS)
        running.wake()
        await running.settled()
    assert len(letterbox.people) == 99
    fates = await app.read(GUILD, ledger)
    assert fates.pop(500) == ("failed", reason)
    assert set(fates.values()) == {("sent", None)}
    assert kind.missed_subjects == ([] if raises_in == "missed" else [50])
