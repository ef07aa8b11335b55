"""Nobody is woken: what may not be said when its moment comes waits, is silent, or comes with the morning."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot import outbox
from bot.app import App
from bot.db.tx import Tx
from bot.outbox import claims
from bot.outbox.claims import Verdict
from bot.outbox.freezing import Freezer
from bot.outbox.models import Delivery, Fate, notices
from bot.outbox.post import InChannel, Outcome
from bot.outbox.quarantine import UnderWay
from bot.people import models as people
from bot.people.boundaries import Boundaries, Manner, Weight, free, saying
from bot.signals import Signals
from tests.bot.outbox.letterbox import Failure, Kind, Letterbox, ledger, turn, working
from tests.builders import FRIDAY_MORNING, GUILD, HandClock
from tests.tables import empty_tables

PARIS = ZoneInfo("Europe/Paris")
SAID: Verdict = (Fate.SENT, None)
say = partial(outbox.say, zone="Europe/Paris", group_id=None)


def paris(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def until(instant: datetime, clock: HandClock) -> timedelta:
    return instant - clock.now()


def plans(tx: Tx) -> list[tuple[int, datetime, str]]:
    rows = tx.connection.execute(
        select(notices.c.person_id, notices.c.due_at, notices.c.manner).order_by(notices.c.id)
    )
    return [(row.person_id, row.due_at, row.manner) for row in rows]


async def test_a_bot_that_was_off_in_the_evening_wakes_nobody_when_it_is_back(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox()

    def plan(tx: Tx) -> None:
        tomorrow = paris(21, 10)
        say(tx, "test.yes", 1, [10], weight=Weight.PROMISED, due_at=paris(20, 19, 30), event_at=tomorrow)
        say(tx, "test.any", 1, [11], weight=Weight.ORDINARY, due_at=paris(20, 19, 30), event_at=tomorrow)
        say(tx, "test.yes", 2, [12], weight=Weight.PROMISED, due_at=paris(20, 19), event_at=paris(20, 23))
        say(tx, "test.mod", 1, [13], weight=Weight.SAFETY, due_at=paris(20, 19, 30), event_at=tomorrow)

    await app.write(GUILD, plan)
    clock.turn(until(paris(20, 22), clock))
    async with working(app, clock, letterbox) as worker:
        for name in ("test.yes", "test.any", "test.mod"):
            worker.notices.know(Kind(name, paris(21, 10)))
        await worker.settled()
        said = [(letter.people, letter.silent) for letter in letterbox.arrived]
        assert sorted(said) == [((12,), True), ((13,), False)]
        assert await app.read(GUILD, plans) == [
            (10, paris(21, 8), "aloud"),
            (11, paris(21, 8, 30), "gathered"),
            (12, paris(20, 19), "aloud"),
            (13, paris(20, 19, 30), "aloud"),
        ]
        await turn(worker, clock, until(paris(21, 8), clock))
        assert letterbox.people[2:] == [(10,)]
        await turn(worker, clock, timedelta(minutes=30))
    assert letterbox.people[3:] == [(11,)]
    assert not any(letter.silent for letter in letterbox.arrived[2:])


async def test_what_was_blocked_by_day_is_not_said_when_it_is_unblocked_by_night(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.BLOCKED)])

    def plan(tx: Tx) -> None:
        say(tx, "test.word", 1, [10, 11], weight=Weight.PROMISED, event_at=paris(21, 10))
        people.save(tx, 11, quiet_from=time(0), quiet_until=time(0))

    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", paris(21, 10)))
        await app.write(GUILD, plan)
        await turn(worker, clock, until(paris(20, 22), clock))
        await app.write(GUILD, claims.unblock)
        await worker.settled()
        assert letterbox.people == [(11,)]  # for whom it is never quiet
        await turn(worker, clock, until(paris(21, 8), clock))
    assert letterbox.people == [(11,), (10,)]
    assert await app.read(GUILD, ledger) == [(10, "sent", None), (11, "sent", None)]


async def test_an_arrived_message_is_found_by_night_without_a_word(app: App, clock: HandClock) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.UNKNOWN, arrives=True)])
    await app.write(
        GUILD,
        lambda tx: say(
            tx, "test.word", 1, [10], weight=Weight.PROMISED, due_at=paris(20, 19, 59), event_at=paris(21, 10)
        ),
    )
    clock.turn(until(paris(20, 19, 59), clock) + timedelta(seconds=55))
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", paris(21, 10)))
        await worker.settled()
        await turn(worker, clock, timedelta(minutes=1))
    assert letterbox.people == [(10,)]
    assert await app.read(GUILD, ledger) == [(10, "sent", None)]


async def test_who_changes_their_boundaries_has_what_waits_planned_anew_in_every_server(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox()

    def plan(tx: Tx) -> None:
        at_six = partial(say, due_at=paris(20, 18), event_at=paris(21, 10))
        at_six(tx, "test.word", 1, [10, 11], weight=Weight.PROMISED)
        at_six(tx.of(GUILD + 1), "test.word", 2, [10], weight=Weight.ORDINARY)

    def go_to_bed_early(tx: Tx) -> None:
        people.save(tx, 10, quiet_from=time(17))
        outbox.replan(tx, 10)

    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", paris(21, 10)))
        await app.write(GUILD, plan)
        await app.write(GUILD, go_to_bed_early)
        assert await app.read(GUILD, plans) == [
            (10, paris(21, 8), "aloud"),
            (11, paris(20, 18), "aloud"),
            (10, paris(21, 8, 30), "gathered"),
        ]
        await turn(worker, clock, until(paris(20, 18), clock))
        assert letterbox.people == [(11,)]
        await turn(worker, clock, until(paris(21, 8, 30), clock))
    assert letterbox.people == [(11,), (10,), (10,)]


async def test_the_end_of_a_pause_brings_what_waited_in_one_message(app: App, clock: HandClock) -> None:
    letterbox = Letterbox()

    def pause(tx: Tx) -> None:
        people.save(tx, 10, paused_until=paris(30, 9))
        for kind in ("test.one", "test.two"):
            say(tx, kind, 1, [10], weight=Weight.ORDINARY, due_at=paris(20, 12), event_at=paris(28, 10))

    def end_it(tx: Tx) -> None:
        people.save(tx, 10, paused_until=None)
        outbox.replan(tx, 10)

    async with working(app, clock, letterbox) as worker:
        for name in ("test.one", "test.two"):
            worker.notices.know(Kind(name, paris(28, 10)))
        await app.write(GUILD, pause)
        await turn(worker, clock, timedelta(days=1))
        assert letterbox.people == []
        await app.write(GUILD, end_it)
        await worker.settled()
    assert letterbox.people == [(10,)]


async def test_a_word_for_somebodys_safety_passes_their_night_their_day_off_and_their_pause(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox()
    clock.turn(until(paris(27, 23), clock))

    def leave_me_alone(tx: Tx) -> None:
        people.save(tx, 10, day_off=clock.now().weekday(), paused_until=paris(30, 12))
        people.protect(tx, 10, [(clock.now().date(), paris(30, 12).date())])

    def plan(tx: Tx) -> None:
        for weight, subject in ((Weight.SAFETY, 1), (Weight.ORDINARY, 2)):
            say(tx, "test.word", subject, [10], weight=weight, event_at=paris(30, 18))
        outbox.replan(tx, 10)  # who changes their mind meanwhile cannot move it either

    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", paris(30, 18)))
        await app.write(GUILD, leave_me_alone)
        await app.write(GUILD, plan)
        await worker.settled()
    assert [(letter.address, letter.silent) for letter in letterbox.arrived] == [(InChannel(1), False)]
    assert await app.read(GUILD, ledger) == [(10, "sent", None), (10, "pending", None)]


def test_what_is_free_is_what_the_rule_says_aloud_whatever_it_is_about() -> None:
    instants = [FRIDAY_MORNING + timedelta(hours=hours) for hours in range(200)]
    boundaries = Boundaries("Europe/Paris", day_off=6)
    for weight in Weight:
        for now in instants:
            events = (now + timedelta(hours=ahead) for ahead in (1, 9, 30))
            aloud = {saying(boundaries, weight, now, event_at, now).manner for event_at in events}
            said_now = {
                saying(boundaries, weight, now, now + timedelta(hours=ahead), now).at == now
                for ahead in (1, 9, 30)
            }
            assert free(boundaries, weight, now) is (aloud == {Manner.ALOUD} and said_now == {True})


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 96),  # hours until it is due
            st.integers(1, 48),  # hours from then to the event
            st.sampled_from([Weight.PROMISED, Weight.ORDINARY]),
            st.booleans(),  # whether direct messages were asked for
        ),
        min_size=1,
        max_size=8,
    ),
    st.lists(st.integers(1, 14), min_size=1, max_size=12),  # hours between the moments the bot is there
)
def test_nobody_is_pinged_in_their_night_whenever_the_bot_is_there(
    planned: list[tuple[int, int, Weight, bool]], awake: list[int]
) -> None:
    with empty_tables() as connection:
        tx = Tx(connection, FRIDAY_MORNING, GUILD, Signals())
        for number, (due, event, weight, direct) in enumerate(planned, 1):
            due_at = FRIDAY_MORNING + timedelta(hours=due)
            people.save(tx, number, direct=int(direct))
            say(
                tx,
                "test.word",
                number,
                [number],
                weight=weight,
                due_at=due_at,
                event_at=due_at + timedelta(hours=event),
            )
        said: list[tuple[datetime, Delivery]] = []
        for hours in [*awake, *[1] * 100]:
            tx.now += timedelta(hours=hours)
            claimed = claims.claim(tx, Freezer(tx, lambda _tx, _kind, subject: subject), 99, UnderWay())
            for delivery in claimed:
                told = [(topic, dict.fromkeys(topic.people, SAID)) for topic in delivery.topics]
                claims.settle(tx, delivery, told)
            said += [(tx.now, delivery) for delivery in claimed]
    for now, delivery in said:
        wall = now.astimezone(PARIS).time()
        assert delivery.silent or time(8) <= wall < time(20)
    heard = [person for _, delivery in said for topic in delivery.topics for person in topic.people]
    assert sorted(heard) == list(range(1, len(planned) + 1))
    in_channels = {
        person
        for _, delivery in said
        if isinstance(delivery.address, InChannel)
        for topic in delivery.topics
        for person in topic.people
    }
    assert in_channels == {number for number, plan in enumerate(planned, 1) if not plan[3]}
