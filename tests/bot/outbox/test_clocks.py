"""A clock that jumps, stops or is wrong: nothing said twice, nothing said by a wrong clock, nothing that waits for it."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from bot import clock as clock_module
from bot import outbox
from bot.app import App
from bot.db.tx import Tx
from bot.outbox.models import deliveries, mirrors, notices
from bot.outbox.post import Outcome
from bot.outbox.waits import BLOCKED_FOR, LEASE
from bot.outbox.worker import Worker
from bot.people.boundaries import Weight
from tests.bot.outbox.letterbox import Failure, Kind, Letterbox, Picture, working
from tests.builders import FRIDAY_MORNING, GUILD, HandClock

TWO_HOURS = timedelta(hours=2)
TOMORROW = FRIDAY_MORNING + timedelta(days=1)


def plan(tx: Tx) -> None:
    outbox.say(tx, "test.word", 1, [10], weight=Weight.SAFETY, zone="UTC", group_id=None, event_at=TOMORROW)


async def look(worker: Worker) -> None:
    worker.wake()
    async with asyncio.timeout(60):
        await worker.settled()


async def turn(worker: Worker, clock: HandClock, span: timedelta) -> None:
    clock.turn(span)
    await look(worker)


@pytest.mark.meets("T01")
async def test_a_clock_that_jumps_ahead_is_noticed_at_the_next_tick_without_being_told(
    app: App, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_module, "LONGEST_SLEEP", timedelta(seconds=0.1))
    letterbox = Letterbox()
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", TOMORROW))
        due_at = FRIDAY_MORNING + timedelta(hours=1)
        await app.write(
            GUILD,
            lambda tx: outbox.say(
                tx,
                "test.word",
                1,
                [10],
                weight=Weight.SAFETY,
                zone="UTC",
                group_id=None,
                event_at=TOMORROW,
                due_at=due_at,
            ),
        )
        await look(worker)
        assert letterbox.people == []
        clock.turn(TWO_HOURS)
        async with asyncio.timeout(60):
            while not letterbox.people:  # noqa: ASYNC110 - it comes about by itself
                await asyncio.sleep(0.01)
    assert letterbox.people == [(10,)]


@pytest.mark.meets("T02")
async def test_what_was_said_is_not_said_again_by_a_clock_that_was_set_back(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox()
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", TOMORROW))
        await app.write(GUILD, plan)
        await look(worker)
        await turn(worker, clock, -TWO_HOURS)
        await turn(worker, clock, TWO_HOURS)
    assert letterbox.people == [(10,)]


@pytest.mark.meets("T02")
async def test_a_delivery_that_waits_for_its_next_attempt_does_not_wait_for_the_clock(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.NOT_SENT)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", TOMORROW))
        await app.write(GUILD, plan)
        await look(worker)
        await turn(worker, clock, -TWO_HOURS)
        assert letterbox.people == []
        await turn(worker, clock, timedelta(seconds=3))
    assert letterbox.people == [(10,)]


@pytest.mark.meets("T02")
async def test_a_mirror_that_waits_for_its_next_attempt_does_not_wait_for_the_clock(
    app: App, clock: HandClock
) -> None:
    picture = Picture(failures=[Failure(Outcome.NOT_SENT)])
    picture.may_go_on.set()
    async with working(app, clock, Letterbox()) as worker:
        worker.mirrors.know(picture)
        await app.write(GUILD, lambda tx: outbox.show(tx, "test.picture", 1))
        await look(worker)
        await turn(worker, clock, -TWO_HOURS)
        assert len(picture.drawn) == 1
        await turn(worker, clock, timedelta(seconds=3))
    assert len(picture.drawn) == 2


@pytest.mark.meets("T02")
async def test_a_chore_that_failed_does_not_wait_for_the_clock_but_one_that_is_to_come_does(
    app: App, clock: HandClock
) -> None:
    done: list[int] = []

    def verb(_: Tx, subject_id: int) -> None:
        done.append(subject_id)
        if len(done) == 1:
            raise RuntimeError

    async with working(app, clock, Letterbox()) as worker:
        worker.chores.know("test.chore", verb)
        await app.write(GUILD, lambda tx: outbox.later(tx, "test.chore", 7, tx.now))
        await app.write(GUILD, lambda tx: outbox.later(tx, "test.chore", 8, tx.now + timedelta(hours=1)))
        await look(worker)
        await turn(worker, clock, -TWO_HOURS)
        assert done == [7]
        await turn(worker, clock, timedelta(seconds=3))
        assert done == [7, 7]
        await turn(worker, clock, timedelta(minutes=90))
    assert done == [7, 7]  # an instant is an instant: the other one has not come yet


@pytest.mark.meets("T02")
async def test_a_notice_that_looks_for_a_place_does_not_wait_for_the_clock(
    app: App, clock: HandClock
) -> None:
    letterbox, kind = Letterbox(), Kind("test.word", TOMORROW, place_is_known=False)
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(kind)
        await app.write(GUILD, plan)
        await look(worker)
        await turn(worker, clock, -TWO_HOURS)
        kind.place_is_known = True
        await turn(worker, clock, timedelta(minutes=5))
    assert letterbox.people == [(10,)]


@pytest.mark.meets("T02")
async def test_after_a_restart_nothing_waits_longer_than_it_ever_may(app: App, clock: HandClock) -> None:
    """The clock was right when these rows were written, and was set back by a day while no process ran."""

    def write(tx: Tx) -> None:
        plan(tx)
        outbox.show(tx, "test.picture", 1)

    letterbox, picture = (
        Letterbox(failures=[Failure(Outcome.BLOCKED)]),
        Picture(failures=[Failure(Outcome.BLOCKED)]),
    )
    picture.may_go_on.set()
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", TOMORROW))
        worker.mirrors.know(picture)
        await app.write(GUILD, write)
        await look(worker)
    clock.turn(timedelta(days=-1))
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", TOMORROW))
        worker.mirrors.know(picture)
        await look(worker)
        assert (letterbox.people, len(picture.drawn)) == ([], 1)
        await turn(worker, clock, BLOCKED_FOR)
    assert (letterbox.people, len(picture.drawn)) == ([(10,)], 2)


@pytest.mark.meets("T01", "T02")
async def test_while_the_clock_is_wrong_nothing_is_said_and_nothing_is_lost(
    app: App, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    letterbox, picture = Letterbox(clock_is_trusted=False), Picture()
    picture.may_go_on.set()
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", TOMORROW))
        worker.mirrors.know(picture)
        await app.write(GUILD, plan)
        await app.write(GUILD, lambda tx: outbox.show(tx, "test.picture", 1))
        for _ in range(3):
            await look(worker)
        assert (letterbox.people, picture.drawn) == ([], [])
        letterbox.clock_is_trusted = True
        await look(worker)
    assert (letterbox.people, len(picture.drawn)) == ([(10,)], 1)
    assert [record.levelname for record in caplog.records] == ["CRITICAL", "WARNING"]


@pytest.mark.meets("T12")
async def test_what_is_moved_a_second_before_it_is_due_is_said_once_and_at_the_new_time(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox()

    def plan_for(tx: Tx, minutes: int) -> None:
        due_at = FRIDAY_MORNING + timedelta(minutes=minutes)
        outbox.say(
            tx,
            "test.word",
            1,
            [10],
            weight=Weight.SAFETY,
            zone="UTC",
            group_id=None,
            event_at=TOMORROW,
            due_at=due_at,
        )

    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", TOMORROW))
        await app.write(GUILD, plan_for, 10)
        await turn(worker, clock, timedelta(minutes=10, seconds=-1))
        await app.write(GUILD, plan_for, 20)
        await turn(worker, clock, timedelta(seconds=2))
        assert letterbox.people == []
        await turn(worker, clock, timedelta(minutes=10))
    assert letterbox.people == [(10,)]


async def test_a_lease_ends_in_time_though_the_clock_was_set_back(app: App, clock: HandClock) -> None:
    """What could not be settled is looked up when its lease ends, and no later."""
    letterbox = Letterbox(failures=[Failure(Outcome.NOT_SENT)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", TOMORROW))
        await app.write(GUILD, plan)
        await look(worker)
        await app.write(
            GUILD, lambda tx: tx.connection.execute(update(deliveries).values(retry_at=tx.now + LEASE))
        )
        await turn(worker, clock, -TWO_HOURS)
        await turn(worker, clock, LEASE)
    assert letterbox.people == [(10,)]
    assert await app.read(GUILD, lambda tx: tx.connection.scalar(select(notices.c.fate))) == "sent"
    assert await app.read(GUILD, lambda tx: tx.connection.scalar(select(mirrors.c.id))) is None
