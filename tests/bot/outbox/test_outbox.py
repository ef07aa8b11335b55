"""Notices said once, mirrors shown until right, chores done once, whatever the way out does."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from functools import partial
from itertools import pairwise

import pytest
from sqlalchemy import select

from bot import outbox
from bot.app import App
from bot.db.installation import RESTORED, keep
from bot.db.tx import Tx
from bot.outbox.claims import next_due
from bot.outbox.keys import mark_of
from bot.outbox.late import Lateness
from bot.outbox.models import Mirror, mirrors, notices
from bot.outbox.notices import FAULTS
from bot.outbox.post import Outcome
from bot.outbox.reasons import PERHAPS_SAID, Nowhere
from bot.outbox.waits import BLOCKED_FOR, blocked
from bot.people.boundaries import Weight
from tests.bot.outbox.letterbox import Failure, Kind, Letterbox, Picture, ledger, turn, working
from tests.builders import FRIDAY_MORNING, GUILD, HandClock

SOON = FRIDAY_MORNING + timedelta(minutes=30)
LATER = FRIDAY_MORNING + timedelta(hours=2)
say = partial(outbox.say, weight=Weight.PROMISED, zone="Europe/Paris", group_id=None, event_at=LATER)


def plan(tx: Tx, kind: str, subject: int, *people: int) -> None:
    say(tx, kind, subject, people)


def poisoned(*_: object) -> bool:
    raise RuntimeError("this one is poisoned")


def due_at(tx: Tx) -> list[datetime]:
    return list(tx.connection.scalars(select(notices.c.due_at).order_by(notices.c.id)))


async def test_a_commit_wakes_the_outbox_and_its_people_share_one_message(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))
        await app.write(GUILD, plan, "test.word", 1, 10, 11, 12)
        await worker.settled()
    assert letterbox.people == [(10, 11, 12)]
    assert await app.read(GUILD, ledger) == [(10, "sent", None), (11, "sent", None), (12, "sent", None)]


async def test_two_hundred_and_fifty_people_are_three_messages(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))
        await app.write(GUILD, plan, "test.word", 1, *range(1, 251))
        await worker.settled()
    assert sorted(len(people) for people in letterbox.people) == [50, 100, 100]


async def test_what_was_taken_back_is_not_said(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))

        def plan_ahead(tx: Tx) -> None:
            say(tx, "test.word", 1, [10, 11], due_at=SOON)
            outbox.unsay(tx, 1, ["test.word"], 10)

        await app.write(GUILD, plan_ahead)
        await turn(worker, clock, timedelta(hours=1))
    assert letterbox.people == [(11,)]
    assert await app.read(GUILD, ledger) == [(10, "cancelled", None), (11, "sent", None)]


async def test_an_older_reminder_gives_way_to_a_later_one_that_is_due_as_well(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox()

    def plan_both(tx: Tx) -> None:
        say(tx, "test.early", 1, [10], due_at=SOON)
        say(tx, "test.late", 1, [10], due_at=SOON + timedelta(minutes=5))

    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.early", LATER, superseded_by=("test.late",)))
        worker.notices.know(Kind("test.late", LATER))
        await app.write(GUILD, plan_both)
        await turn(worker, clock, timedelta(hours=1))
    assert await app.read(GUILD, ledger) == [
        (10, "skipped", "superseded by a later reminder"),
        (10, "sent", None),
    ]


async def test_what_was_heard_of_an_earlier_time_keeps_nobody_from_hearing_of_a_new_one(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox()
    moved = partial(say, generation=1, event_at=LATER + timedelta(days=1))
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.early", LATER, superseded_by=("test.late",)))
        worker.notices.know(Kind("test.late", LATER))
        await app.write(GUILD, lambda tx: say(tx, "test.late", 1, [10]))
        await worker.settled()
        await app.write(GUILD, lambda tx: moved(tx, "test.early", 1, [10]))
        await worker.settled()
    assert await app.read(GUILD, ledger) == [(10, "sent", None), (10, "sent", None)]


@pytest.mark.parametrize("planned_anew", ["test.early", "test.late"])
async def test_what_was_held_up_of_an_earlier_time_is_not_said_once_it_is_planned_anew(
    app: App, clock: HandClock, planned_anew: str
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.BLOCKED)])
    moved = partial(say, generation=1, event_at=LATER + timedelta(hours=5), due_at=LATER + timedelta(hours=2))
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.early", LATER, superseded_by=("test.late",)))
        worker.notices.know(Kind("test.late", LATER + timedelta(hours=5)))
        await app.write(GUILD, plan, "test.early", 1, 10)
        await worker.settled()
        await app.write(GUILD, lambda tx: moved(tx, planned_anew, 1, [10]))
        await turn(worker, clock, timedelta(hours=1))
    assert letterbox.people == []
    assert await app.read(GUILD, ledger) == [
        (10, "skipped", "superseded by a later reminder"),
        (10, "pending", None),
    ]


def test_what_is_blocked_is_tried_again_the_sooner_the_less_time_is_left() -> None:
    hours = [timedelta(hours=left) for left in (-1, 0.25, 1, 4, 100)]
    assert [blocked(left) for left in hours] == [
        timedelta(minutes=15), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), BLOCKED_FOR,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(minutes=35), Lateness.IN_TIME),
        (timedelta(minutes=45), Lateness.LATE),
        (timedelta(hours=2), Lateness.BEGUN),
        (timedelta(hours=3), Lateness.OVER),
    ],
)
async def test_how_late_it_is_decides_what_is_said(
    app: App, clock: HandClock, passed: timedelta, expected: Lateness
) -> None:
    kind = Kind("test.word", LATER)
    async with working(app, clock, Letterbox()) as worker:
        worker.notices.know(kind)
        await app.write(GUILD, lambda tx: say(tx, "test.word", 1, [10], due_at=SOON))
        await turn(worker, clock, passed)
    assert kind.heard == [expected]
    assert kind.missed_subjects == ([1] if expected is Lateness.OVER else [])


async def test_a_message_that_arrived_without_our_knowing_is_found_and_not_repeated(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.UNKNOWN, arrives=True)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))
        await app.write(GUILD, plan, "test.word", 1, 10)
        await worker.settled()
        assert await app.read(GUILD, ledger) == [(10, "claimed", None)]
        await turn(worker, clock, timedelta(seconds=30))
    assert letterbox.people == [(10,)]
    assert await app.read(GUILD, ledger) == [(10, "sent", None)]


async def test_a_message_that_did_not_arrive_is_sent_again_with_the_same_key(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.UNKNOWN)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))
        await app.write(GUILD, plan, "test.word", 1, 10)
        await worker.settled()
        await turn(worker, clock, timedelta(seconds=30))
    assert letterbox.people == [(10,)]


async def test_a_closed_history_makes_it_said_rather_than_silent(app: App, clock: HandClock) -> None:
    letterbox = Letterbox(
        failures=[Failure(Outcome.UNKNOWN, arrives=True)], history_fails=Failure(Outcome.BLOCKED)
    )
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))
        await app.write(GUILD, plan, "test.word", 1, 10)
        await worker.settled()
        await turn(worker, clock, timedelta(seconds=30))
    keys = [letter.key for letter in letterbox.arrived]
    assert len(keys) == 2
    assert keys[0] == keys[1]  # within its window the nonce still makes one of them


async def test_once_it_has_begun_a_closed_history_makes_it_silent_rather_than_said_twice(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(
        failures=[Failure(Outcome.UNKNOWN, arrives=True)], history_fails=Failure(Outcome.BLOCKED)
    )
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))
        await app.write(GUILD, plan, "test.word", 1, 10)
        await worker.settled()
        await turn(worker, clock, timedelta(hours=2))
    assert letterbox.people == [(10,)]
    assert await app.read(GUILD, ledger) == [(10, "skipped", PERHAPS_SAID)]


async def test_what_no_feature_knows_waits_quietly_until_one_does(
    app: App, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    letterbox, picture, done = Letterbox(), Picture(), list[int]()
    picture.may_go_on.set()

    def plan_all(tx: Tx) -> None:
        plan(tx, "test.word", 1, 10)
        outbox.show(tx, "test.picture", 1)
        outbox.later(tx, "test.chore", 7, tx.now)

    async with working(app, clock, letterbox) as worker:
        await app.write(GUILD, plan_all)
        for _ in range(3):
            await turn(worker, clock, timedelta(minutes=20))
        assert await app.read(GUILD, ledger) == [(10, "pending", Nowhere.UNKNOWN)]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    async with working(app, clock, letterbox) as worker:  # the next start looks at once
        worker.notices.know(Kind("test.word", LATER))
        worker.mirrors.know(picture)
        worker.chores.know("test.chore", lambda _, subject_id: done.append(subject_id))
        await worker.settled()
        assert letterbox.people == [(10,)]
        await turn(worker, clock, timedelta(hours=1))
    assert (len(picture.drawn), done) == (1, [7])


async def test_what_no_feature_comes_to_know_is_given_up_a_day_after_its_event(
    app: App, clock: HandClock
) -> None:
    async with working(app, clock, Letterbox()) as worker:
        await app.write(GUILD, plan, "test.word", 1, 10)
        await worker.settled()
        await turn(worker, clock, timedelta(days=2))
    assert await app.read(GUILD, ledger) == [(10, "failed", Nowhere.UNKNOWN)]


async def test_one_that_always_fails_is_given_up_and_holds_up_nobody(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER + timedelta(days=1), raises_for=[1]))
        await app.write(GUILD, plan, "test.word", 1, 10)
        await app.write(GUILD, plan, "test.word", 2, 20)
        await worker.settled()
        assert letterbox.people == [(20,)]
        for _ in range(FAULTS):
            await turn(worker, clock, timedelta(minutes=6))
    assert await app.read(GUILD, ledger) == [(10, "failed", "a fault in Campsite"), (20, "sent", None)]


@pytest.mark.meets("S23")
async def test_one_whose_place_is_gone_and_that_then_always_fails_is_given_up(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.GONE)])
    kind = Kind("test.word", LATER)
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(kind)
        # Its place is found to be gone while it is sent, and what that means for it cannot be found out.
        letterbox.history_fails = Failure(Outcome.GONE)
        kind.lost = poisoned  # pyright: ignore[reportAttributeAccessIssue] - a fault of our own making
        await app.write(GUILD, plan, "test.word", 1, 10)
        await worker.settled()
        for _ in range(FAULTS):
            await turn(worker, clock, timedelta(minutes=6))
    assert await app.read(GUILD, ledger) == [(10, "failed", "a fault in Campsite")]
    assert kind.missed_subjects == [1]


async def test_what_was_held_back_for_days_is_not_given_up_at_its_first_fault(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[*(Failure(Outcome.BLOCKED) for _ in range(FAULTS)), Failure(None)])
    a_week_later = FRIDAY_MORNING + timedelta(days=7)
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", a_week_later))
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
                event_at=a_week_later,
            ),
        )
        await worker.settled()
        for _ in range(FAULTS):
            await turn(worker, clock, BLOCKED_FOR)
        assert letterbox.failures == []
        await turn(worker, clock, timedelta(minutes=1))
    assert letterbox.people == [(10,)]
    assert await app.read(GUILD, ledger) == [(10, "sent", None)]


@pytest.mark.parametrize("history_fails", [None, Failure(Outcome.GONE)])
async def test_what_was_on_its_way_when_its_feature_was_taken_out_waits_quietly_until_it_is_back(
    app: App, clock: HandClock, caplog: pytest.LogCaptureFixture, history_fails: Failure | None
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.UNKNOWN)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))
        await app.write(GUILD, plan, "test.word", 1, 10)
        await worker.settled()
    letterbox.history_fails = history_fails
    async with working(app, clock, letterbox) as worker:
        for _ in range(3):
            await turn(worker, clock, timedelta(minutes=20))
        assert await app.read(GUILD, ledger) == [(10, "pending", Nowhere.UNKNOWN)]
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []
    letterbox.history_fails = None
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))
        await worker.settled()
    assert letterbox.people == [(10,)]


async def test_what_is_impossible_is_not_tried_again(app: App, clock: HandClock) -> None:
    letterbox, kind = Letterbox(failures=[Failure(Outcome.IMPOSSIBLE)]), Kind("test.word", LATER)
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(kind)
        await app.write(GUILD, plan, "test.word", 1, 10)
        await turn(worker, clock, timedelta(hours=1))
    assert letterbox.people == []
    assert kind.missed_subjects == [1]
    assert await app.read(GUILD, ledger) == [(10, "failed", "impossible")]


async def test_without_a_place_it_waits_for_one(app: App, clock: HandClock) -> None:
    letterbox, kind = Letterbox(), Kind("test.word", LATER, place_is_known=False)
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(kind)
        await app.write(GUILD, plan, "test.word", 1, 10)
        await worker.settled()
        assert letterbox.people == []
        kind.place_is_known = True
        await turn(worker, clock, timedelta(minutes=6))
    assert letterbox.people == [(10,)]


async def test_without_a_place_a_day_after_the_event_it_is_given_up(app: App, clock: HandClock) -> None:
    letterbox, kind = Letterbox(), Kind("test.word", LATER, place_is_known=False)
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(kind)
        await app.write(GUILD, plan, "test.word", 1, 10)
        await worker.settled()
        before = await app.read(GUILD, due_at)
        await turn(worker, clock, timedelta(days=2))
        assert await app.read(GUILD, ledger) == [(10, "failed", "no channel to say it in")]
        assert await app.read(GUILD, due_at) == before
    assert kind.missed_subjects == [1]


async def test_a_worker_whose_every_round_fails_has_not_looked(
    app: App, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    async with working(app, clock, Letterbox()) as worker:
        await worker.settled()
        before = worker.looked_at
        worker.mirrors = None  # pyright: ignore[reportAttributeAccessIssue] - a fault of our own making
        worker.wake()
        async with asyncio.timeout(60):
            while "a round of the outbox failed" not in caplog.text:  # noqa: ASYNC110 - a log line sets no event
                await asyncio.sleep(0)
        assert worker.looked_at == before


async def test_the_same_in_two_servers_is_two_notices(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))
        for guild_id in (GUILD, GUILD + 1):
            await app.write(
                guild_id, lambda tx: say(tx, "test.word", 1, [10], due_at=clock.now() + timedelta(hours=1))
            )
        await app.write(GUILD, outbox.unsay, 1, ["test.word"])
        await turn(worker, clock, timedelta(hours=1))
    assert letterbox.people == [(10,)]
    assert await app.database.read(None, ledger) == [(10, "cancelled", None), (10, "sent", None)]


async def test_servers_take_turns(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()

    def crowd(tx: Tx) -> None:
        for subject in range(1000, 1200):
            plan(tx, "test.word", subject, subject)

    await app.write(GUILD, crowd)
    await app.write(GUILD + 1, plan, "test.word", 1, 1)
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))
        await worker.settled()
    place = letterbox.people.index((1,))
    assert len(letterbox.people) == 201
    assert place < 32


async def test_many_changes_while_a_mirror_is_drawn_are_one_more_drawing(app: App, clock: HandClock) -> None:
    picture = Picture()

    def change(tx: Tx) -> None:
        outbox.show(tx, "test.picture", 1)

    async with working(app, clock, Letterbox()) as worker:
        worker.mirrors.know(picture)
        await app.write(GUILD, change)
        await picture.begun.wait()
        for _ in range(20):
            await app.write(GUILD, change)
        picture.may_go_on.set()
        await worker.settled()
    assert [mirror.wanted for mirror in picture.drawn] == [1, 21]


async def test_what_was_just_drawn_is_left_alone_for_a_while_and_the_last_state_is_drawn(
    app: App, clock: HandClock
) -> None:
    drawn: list[tuple[float, int]] = []

    class Timed(Picture):
        async def draw(self, mirror: Mirror) -> None:
            drawn.append((asyncio.get_running_loop().time(), mirror.wanted))

    async with working(app, clock, Letterbox(), redraw_pause=0.1) as worker:
        worker.mirrors.know(Timed())
        for _ in range(60):
            await app.write(GUILD, lambda tx: outbox.show(tx, "test.picture", 1))
            await asyncio.sleep(0)
        await worker.settled()
    assert len(drawn) >= 2
    assert [later - sooner for (sooner, _), (later, _) in pairwise(drawn) if later - sooner < 0.1] == []
    assert drawn[-1][1] == 60


async def test_what_is_shown_in_one_channel_is_drawn_one_after_the_other_and_another_channel_does_not_wait(
    app: App, clock: HandClock
) -> None:
    drawn: list[tuple[int, float, float]] = []

    class Placed:
        name = "test.picture"

        async def draw(self, mirror: Mirror) -> int:
            begun = asyncio.get_running_loop().time()
            await asyncio.sleep(0.02)
            channel = mirror.subject_id // 10
            drawn.append((channel, begun, asyncio.get_running_loop().time()))
            return channel

    def change(tx: Tx) -> None:
        for subject_id in (10, 11, 12, 20):
            outbox.show(tx, "test.picture", subject_id)

    async with working(app, clock, Letterbox(), redraw_pause=0.5) as worker:
        worker.mirrors.know(Placed())
        await app.write(GUILD, change)
        await worker.settled()
        drawn.clear()  # where each is shown is known from here on
        changed_at = asyncio.get_running_loop().time()
        await app.write(GUILD, change)
        await worker.settled()
    assert sorted(channel for channel, _, _ in drawn) == [1, 1, 1, 2]
    one = [times for channel, *times in drawn if channel == 1]
    assert [begun - ended for (_, ended), (begun, _) in pairwise(one) if begun - ended < 0.5] == []
    (other,) = (begun for channel, begun, _ in drawn if channel == 2)
    assert changed_at <= other < one[-1][0]


async def test_a_mirror_that_failed_is_drawn_again_and_knows_that_something_may_be_half_done(
    app: App, clock: HandClock
) -> None:
    picture = Picture(failures=[Failure(Outcome.UNKNOWN)])
    picture.may_go_on.set()
    async with working(app, clock, Letterbox()) as worker:
        worker.mirrors.know(picture)
        await app.write(GUILD, lambda tx: outbox.show(tx, "test.picture", 1))
        await worker.settled()
        await turn(worker, clock, timedelta(minutes=1))
    assert [mirror.uncertain for mirror in picture.drawn] == [False, True]
    assert picture.drawn[0].key == picture.drawn[1].key


async def test_a_mirror_in_trouble_waits_until_somebody_changes_something(app: App, clock: HandClock) -> None:
    picture = Picture(failures=[Failure(Outcome.IMPOSSIBLE)])
    picture.may_go_on.set()
    async with working(app, clock, Letterbox()) as worker:
        worker.mirrors.know(picture)
        await app.write(GUILD, lambda tx: outbox.show(tx, "test.picture", 1))
        await turn(worker, clock, timedelta(days=1))
        assert len(picture.drawn) == 1
        assert (
            await app.read(GUILD, lambda tx: tx.connection.scalar(select(mirrors.c.trouble))) == "impossible"
        )
        await app.write(GUILD, lambda tx: outbox.show(tx, "test.picture", 1))
        await worker.settled()
    assert len(picture.drawn) == 2


async def test_a_chore_is_done_once_even_if_it_fails_at_first(app: App, clock: HandClock) -> None:
    done: list[int] = []

    def verb(tx: Tx, subject_id: int) -> None:
        outbox.show(tx, "test.picture", subject_id)
        done.append(subject_id)
        if len(done) == 1:
            raise RuntimeError

    picture = Picture()
    picture.may_go_on.set()
    async with working(app, clock, Letterbox()) as worker:
        worker.mirrors.know(picture)
        worker.chores.know("test.chore", verb)
        await app.write(GUILD, lambda tx: outbox.later(tx, "test.chore", 7, SOON))
        await turn(worker, clock, timedelta(hours=1))
        assert picture.drawn == []  # what failed left nothing
        await turn(worker, clock, timedelta(hours=1))
        await turn(worker, clock, timedelta(hours=1))
    assert done == [7, 7]
    assert len(picture.drawn) == 1


async def test_a_chore_that_was_called_off_is_not_done(app: App, clock: HandClock) -> None:
    done: list[int] = []
    async with working(app, clock, Letterbox()) as worker:
        worker.chores.know("test.chore", lambda _, subject_id: done.append(subject_id))
        await app.write(GUILD, lambda tx: outbox.later(tx, "test.chore", 7, SOON))
        await app.write(GUILD, lambda tx: outbox.never_mind(tx, "test.chore", 7))
        await turn(worker, clock, timedelta(hours=1))
    assert done == []


async def test_what_takes_a_chore_long_to_find_out_is_read_before_while_others_write(
    app: App, clock: HandClock
) -> None:
    done: list[tuple[int, int]] = []
    loop = asyncio.get_running_loop()

    def look(_: Tx, subject_id: int) -> int:
        writing = app.write(GUILD, plan, "test.word", 1, 10)
        asyncio.run_coroutine_threadsafe(writing, loop).result(5)
        return subject_id * 2

    async with working(app, clock, Letterbox()) as worker:
        worker.chores.know("test.chore", lambda _, subject_id, found: done.append((subject_id, found)), look)
        await app.write(GUILD, lambda tx: outbox.later(tx, "test.chore", 7, SOON))
        await turn(worker, clock, timedelta(hours=1))
    assert done == [(7, 14)]


async def test_the_next_due_instant_is_the_earliest_of_all_kinds(app: App) -> None:
    def plan_three(tx: Tx) -> None:
        say(tx, "test.word", 1, [10], due_at=SOON)
        outbox.later(tx, "test.chore", 1, SOON - timedelta(minutes=1))

    assert await app.read(GUILD, next_due) is None
    await app.write(GUILD, plan_three)
    assert await app.read(GUILD, next_due) == SOON - timedelta(minutes=1)


async def test_after_a_restore_only_who_was_not_told_yet_is_told(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()
    letterbox.has(1, mark_of("test.word", 1) + "0" * 12, 10)
    await app.write(GUILD, keep, RESTORED, (FRIDAY_MORNING + timedelta(hours=1)).isoformat())
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))
        await app.write(GUILD, plan, "test.word", 1, 10, 11)
        await worker.settled()
    assert letterbox.people == [(10,), (11,)]
    assert await app.read(GUILD, ledger) == [
        (10, "sent", "before the database was put back"),
        (11, "sent", None),
    ]
