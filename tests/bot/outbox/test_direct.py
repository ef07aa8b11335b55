"""Direct messages to who asked for them, and the thread for who cannot be written to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import select

from bot import outbox
from bot.app import App
from bot.db.installation import RESTORED, keep
from bot.db.tx import Tx
from bot.outbox.keys import mark_of
from bot.outbox.models import deliveries
from bot.outbox.post import Address, InChannel, Outcome, ToPerson
from bot.outbox.quarantine import UnderWay
from bot.outbox.reasons import BEFORE_RESTORE, HIDDEN, LEFT
from bot.outbox.worker import Worker
from bot.people import models as people
from bot.people import service
from bot.people.boundaries import Weight
from tests.bot.outbox.letterbox import Failure, Kind, Letter, Letterbox, ledger, turn, working
from tests.builders import FRIDAY_MORNING, GUILD, HandClock

EVENT = FRIDAY_MORNING + timedelta(days=30)
ANA, BEN, CLEO = 10, 11, 12
say = partial(outbox.say, weight=Weight.PROMISED, zone="Europe/Paris", group_id=None, event_at=EVENT)


def plan(tx: Tx, subject: int, *who: int) -> None:
    say(tx, "test.word", subject, who)


def ask_for_direct(tx: Tx, *who: int) -> None:
    for person in who:
        service.set_direct(tx, person, wanted=True)


def set_by(tx: Tx, person_id: int) -> people.Preferences:
    return people.preferences(tx, [person_id])[person_id]


def closed_is_owed(tx: Tx, person_id: int) -> bool:
    return service.owed(tx, person_id, zone=False) is service.Owed.CLOSED


async def test_who_asked_gets_a_message_of_their_own_and_the_others_share_one(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox()
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", EVENT))
        await app.write(GUILD, ask_for_direct, BEN)
        await app.write(GUILD, plan, 1, ANA, BEN, CLEO)
        await worker.settled()
    assert sorted((letter.people, letter.address) for letter in letterbox.arrived) == [
        ((ANA, CLEO), InChannel(1)),
        ((BEN,), ToPerson(BEN)),
    ]
    assert [fate for _, fate, _ in await app.read(GUILD, ledger)] == ["sent"] * 3


async def test_closed_doors_are_remembered_and_it_is_said_in_the_thread_at_once(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures_of={ANA: Failure(Outcome.CLOSED)})
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", EVENT))
        await app.write(GUILD, ask_for_direct, ANA)
        await app.write(GUILD, plan, 1, ANA)
        await worker.settled()
        assert letterbox.tried == [ToPerson(ANA), InChannel(1)]
        assert (await app.read(GUILD, set_by, ANA)).closed_at == clock.now()
        # Told once, when they come by.
        assert [await app.write(GUILD, closed_is_owed, ANA) for _ in range(2)] == [True, False]
        # No second try for a week …
        await turn(worker, clock, timedelta(days=6))
        await app.write(GUILD, plan, 2, ANA)
        await worker.settled()
        assert letterbox.tried[2:] == [InChannel(2)]
        # … then one, and if it gets through all is well again.
        letterbox.failures_of.clear()
        await turn(worker, clock, timedelta(days=1))
        await app.write(GUILD, plan, 3, ANA)
        await worker.settled()
        assert letterbox.tried[3:] == [ToPerson(ANA)]
        assert (await app.read(GUILD, set_by, ANA)).closed_at is None
    assert letterbox.people == [(ANA,)] * 3


async def test_who_hides_their_name_is_told_directly_or_not_at_all(app: App, clock: HandClock) -> None:
    kind = Kind("test.word", EVENT)
    letterbox = Letterbox(failures=[Failure(Outcome.TOO_FAST)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(kind)
        await app.write(GUILD, partial(service.hide_name, person_id=ANA, wanted=True))
        await app.write(GUILD, plan, 1, ANA, BEN)
        await worker.settled()
        assert letterbox.people == [(BEN,)]  # she waits until we may write directly again
        await turn(worker, clock, timedelta(minutes=10))
        assert letterbox.people == [(BEN,), (ANA,)]
        letterbox.failures_of[ANA] = Failure(Outcome.CLOSED)
        await app.write(GUILD, plan, 2, ANA, BEN)
        await worker.settled()
        await app.write(GUILD, plan, 3, ANA)
        await worker.settled()
    assert {letter.address for letter in letterbox.arrived if ANA in letter.people} == {ToPerson(ANA)}
    assert letterbox.people == [(BEN,), (ANA,), (BEN,)]
    assert await app.read(GUILD, ledger) == [
        (ANA, "sent", None),
        (BEN, "sent", None),
        (ANA, "failed", HIDDEN),
        (BEN, "sent", None),
        (ANA, "failed", HIDDEN),
    ]
    assert kind.missed_subjects == []


async def test_who_hides_their_name_while_a_message_is_tried_again_is_taken_out_of_it(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.NOT_SENT)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", EVENT))
        await app.write(GUILD, plan, 1, ANA, BEN)
        await worker.settled()
        await app.write(GUILD, partial(service.hide_name, person_id=ANA, wanted=True))
        await turn(worker, clock, timedelta(minutes=1))
    assert sorted((letter.people, letter.address) for letter in letterbox.arrived) == [
        ((ANA,), ToPerson(ANA)),
        ((BEN,), InChannel(1)),
    ]


async def test_a_failure_that_is_not_a_refusal_is_no_news(app: App, clock: HandClock) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.NOT_SENT)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", EVENT))
        await app.write(GUILD, ask_for_direct, ANA)
        await app.write(GUILD, plan, 1, ANA)
        await worker.settled()
        await turn(worker, clock, timedelta(minutes=1))
    assert letterbox.tried == [ToPerson(ANA)] * 2
    assert await app.write(GUILD, closed_is_owed, ANA) is False


async def test_who_left_is_not_reached_and_nobody_is_blamed(app: App, clock: HandClock) -> None:
    kind = Kind("test.word", EVENT)
    async with working(app, clock, Letterbox(failures=[Failure(Outcome.LEFT)])) as worker:
        worker.notices.know(kind)
        await app.write(GUILD, ask_for_direct, ANA)
        await app.write(GUILD, plan, 1, ANA)
        await worker.settled()
    assert await app.read(GUILD, ledger) == [(ANA, "failed", LEFT)]
    assert kind.missed_subjects == []


async def test_when_discord_finds_us_too_fast_everyone_is_told_in_the_thread_for_ten_minutes(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.TOO_FAST)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", EVENT))
        await app.write(GUILD, ask_for_direct, ANA, BEN)
        await app.write(GUILD, plan, 1, ANA)
        await worker.settled()
        await turn(worker, clock, timedelta(minutes=9))
        await app.write(GUILD, plan, 2, BEN)
        await worker.settled()
        await turn(worker, clock, timedelta(minutes=1))
        await app.write(GUILD, plan, 3, BEN)
        await worker.settled()
    assert letterbox.tried == [ToPerson(ANA), InChannel(1), InChannel(2), ToPerson(BEN)]
    assert await app.write(GUILD, closed_is_owed, ANA) is False


async def test_a_direct_message_that_arrived_without_our_knowing_is_not_repeated(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.UNKNOWN, arrives=True)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", EVENT))
        await app.write(GUILD, ask_for_direct, ANA)
        await app.write(GUILD, plan, 1, ANA)
        await worker.settled()
        await turn(worker, clock, timedelta(minutes=1))
    assert letterbox.tried == [ToPerson(ANA)]
    assert await app.read(GUILD, ledger) == [(ANA, "sent", None)]


async def test_who_stops_direct_messages_while_one_is_tried_again_is_told_in_the_thread(
    app: App, clock: HandClock
) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.UNKNOWN)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", EVENT))
        await app.write(GUILD, ask_for_direct, ANA)
        await app.write(GUILD, plan, 1, ANA)
        await worker.settled()
        await app.write(GUILD, service.set_direct, ANA, wanted=False)
        await turn(worker, clock, timedelta(minutes=1))
    assert letterbox.tried == [ToPerson(ANA), InChannel(1)]
    assert letterbox.people == [(ANA,)]


async def test_after_a_restore_a_direct_message_is_not_repeated(app: App, clock: HandClock) -> None:
    mark = mark_of("test.word", 1)
    letterbox = Letterbox([Letter(ToPerson(ANA), mark + "0" * 12, ((mark, (ANA,)),))])
    await app.write(GUILD, keep, RESTORED, (FRIDAY_MORNING + timedelta(hours=1)).isoformat())
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", EVENT))
        await app.write(GUILD, ask_for_direct, ANA)
        await app.write(GUILD, plan, 1, ANA)
        await worker.settled()
    assert letterbox.tried == []
    assert await app.read(GUILD, ledger) == [(ANA, "sent", "before the database was put back")]


async def test_after_a_restore_who_was_told_in_the_other_place_is_not_told_again(
    app: App, clock: HandClock
) -> None:
    mark = mark_of("test.word", 1)
    letterbox = Letterbox(
        [
            Letter(
                InChannel(1), mark + "0" * 12, ((mark, (ANA,)),)
            ),  # who has asked for direct messages since
            Letter(
                ToPerson(BEN), mark + "1" * 12, ((mark, (BEN,)),)
            ),  # who had asked for them, and the backup not
        ]
    )
    await app.write(GUILD, keep, RESTORED, (FRIDAY_MORNING + timedelta(hours=1)).isoformat())
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", EVENT))
        await app.write(GUILD, ask_for_direct, ANA)
        await app.write(GUILD, plan, 1, ANA, BEN, CLEO)
        await worker.settled()
    assert letterbox.tried == [InChannel(1)]
    assert letterbox.people[2:] == [(CLEO,)]
    assert await app.read(GUILD, ledger) == [
        (ANA, "sent", BEFORE_RESTORE),
        (BEN, "sent", BEFORE_RESTORE),
        (CLEO, "sent", None),
    ]


async def test_after_a_restore_a_door_that_is_closed_keeps_nobody_from_being_told(
    app: App, clock: HandClock
) -> None:
    class Closed(Letterbox):
        async def told(
            self, address: Address, marks: Collection[str], since: datetime
        ) -> dict[str, frozenset[int]]:
            if isinstance(address, ToPerson):
                raise Failure(Outcome.CLOSED)
            return await super().told(address, marks, since)

    letterbox = Closed()
    await app.write(GUILD, keep, RESTORED, (FRIDAY_MORNING + timedelta(hours=1)).isoformat())
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", EVENT))
        await app.write(GUILD, plan, 1, ANA)
        await worker.settled()
    assert letterbox.people == [(ANA,)]


@pytest.mark.parametrize("outcome", [Outcome.CLOSED, Outcome.TOO_FAST])
async def test_a_refused_direct_message_leaves_no_delivery_behind_that_is_tried_again(
    app: App, clock: HandClock, outcome: Outcome
) -> None:
    async with working(app, clock, Letterbox(failures=[Failure(outcome)])) as worker:
        worker.notices.know(Kind("test.word", EVENT))
        await app.write(GUILD, ask_for_direct, ANA)
        await app.write(GUILD, plan, 1, ANA)
        await worker.settled()
    left = select(deliveries.c.id).where(deliveries.c.retry_at.is_not(None))
    assert await app.read(GUILD, lambda tx: tx.connection.scalars(left).all()) == []


async def test_closed_doors_are_told_once_however_often_they_are_met(app: App) -> None:
    await app.database.write(None, partial(service.set_direct, person_id=ANA, wanted=True))
    told: list[bool] = []
    for _ in range(3):
        await app.database.write(None, service.refused, ANA)
        told.append(await app.database.write(None, closed_is_owed, ANA))
    await app.database.write(None, service.reached, ANA)
    await app.database.write(None, service.refused, ANA)
    told.append(await app.database.write(None, closed_is_owed, ANA))
    assert told == [True, False, False, True]


async def test_a_claim_takes_no_more_than_there_is_room_for_and_lets_another_server_in_between(
    app: App, clock: HandClock
) -> None:
    many = range(1, 101)

    def plan_two(tx: Tx) -> None:
        for person in many:
            people.save(tx, person, direct=True)
        plan(tx, 1, *many)
        say(tx.of(GUILD + 1), "test.word", 2, [999], event_at=EVENT + timedelta(days=1))

    worker = Worker(app.database, clock, Letterbox())
    worker.notices.know(Kind("test.word", EVENT))
    await app.write(GUILD, plan_two)
    first = await worker.notices.claim(32, UnderWay())
    assert sorted(Counter(delivery.guild_id for delivery in first).values()) == [1, 31]
    [one] = await worker.notices.claim(1, UnderWay({delivery.id for delivery in first}))
    assert one.guild_id == GUILD
    await app.write(GUILD, outbox.unsay, 1, ["test.word"])
    assert await worker.notices.claim(32, UnderWay({delivery.id for delivery in [*first, one]})) == []


async def test_who_has_much_under_way_lets_another_server_go_first(app: App, clock: HandClock) -> None:
    many = range(1, 101)

    def plan_many(tx: Tx) -> None:
        for person in many:
            people.save(tx, person, direct=True)
        plan(tx, 1, *many)

    worker = Worker(app.database, clock, Letterbox())
    worker.notices.know(Kind("test.word", EVENT))
    await app.write(GUILD, plan_many)
    first = await worker.notices.claim(31, UnderWay())
    assert [delivery.guild_id for delivery in first] == [GUILD] * 31
    await app.write(GUILD + 1, lambda tx: say(tx, "test.word", 2, [999], event_at=EVENT + timedelta(days=1)))
    [other] = await worker.notices.claim(1, UnderWay({delivery.id for delivery in first}))
    assert other.guild_id == GUILD + 1
