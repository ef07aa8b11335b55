"""The ledger: what an organizer and an operator can read of what was said."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from bot import outbox
from bot.app import App
from bot.db.tx import Tx
from bot.outbox import claims, ledger
from bot.outbox.ledger import Came, Entry
from bot.outbox.post import Outcome
from bot.outbox.reasons import LEFT, Nowhere
from bot.outbox.waits import NO_PLACE_YET
from bot.people import models as people
from bot.people import service
from bot.people.boundaries import Weight
from tests.bot.outbox.letterbox import Failure, Kind, Letterbox, turn, working
from tests.builders import FRIDAY_MORNING, GUILD, HandClock

EVENT = FRIDAY_MORNING + timedelta(days=1)
NO = timedelta(0)
say = partial(outbox.say, weight=Weight.PROMISED, zone="Europe/Paris", group_id=None, event_at=EVENT)


async def test_the_ledger_says_how_each_was_told_and_how_late(app: App, clock: HandClock) -> None:
    def plan(tx: Tx) -> None:
        service.set_direct(tx, 12, wanted=True)
        service.set_direct(tx, 13, wanted=True)
        say(tx, "test.word", 1, [10, 11, 12, 13], due_at=clock.now())
        say(tx, "test.other", 1, [10], due_at=clock.now() + timedelta(hours=2))
        say(tx, "test.other", 1, [11], due_at=clock.now() + timedelta(hours=13), weight=Weight.ORDINARY)
        say(tx, "test.other", 1, [12], due_at=clock.now() + timedelta(hours=3))
        outbox.unsay(tx, 1, ["test.other"], 12)
        say(tx, "test.word", 2, [10])

    await app.write(GUILD, plan)
    clock.turn(timedelta(minutes=7))
    async with working(app, clock, Letterbox(failures_of={13: Failure(Outcome.LEFT)})) as worker:
        for name in ("test.word", "test.other"):
            worker.notices.know(Kind(name, EVENT))
        await worker.settled()
    late = timedelta(minutes=7)
    assert await app.read(GUILD, ledger.about, [1], ["test.word", "test.other"]) == {
        "test.word": [
            Entry(Came.IN_CHANNEL, None, 2, late),
            Entry(Came.DIRECTLY, None, 1, late),
            Entry(Came.NOT_REACHED, LEFT, 1, NO),
        ],
        "test.other": [Entry(Came.WAITS, None, 1, NO), Entry(Came.WAITS_FOR_THE_MORNING, None, 1, NO)],
    }
    assert await app.read(GUILD + 1, ledger.about, [1], ["test.word"]) == {}


async def test_what_is_held_up_says_by_what_until_it_is_said(app: App, clock: HandClock) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.BLOCKED)])
    kind = Kind("test.word", EVENT)
    nowhere = Kind("test.other", EVENT, place_is_known=False)

    def plan(tx: Tx) -> None:
        say(tx, "test.word", 1, [10, 11])
        say(tx, "test.other", 1, [12])

    await app.write(GUILD, plan)
    both = ["test.word", "test.other"]
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(kind)
        worker.notices.know(nowhere)
        await worker.settled()
        assert await app.read(GUILD, ledger.about, [1], both) == {
            "test.word": [Entry(Came.HELD_UP, Outcome.BLOCKED.value, 2, NO)],
            "test.other": [Entry(Came.HELD_UP, Nowhere.NOT_YET, 1, NO)],
        }
        nowhere.place_is_known = True
        await app.write(GUILD, claims.unblock)
        await turn(worker, clock, NO_PLACE_YET)
        assert await app.read(GUILD, ledger.about, [1], both) == {
            "test.word": [Entry(Came.IN_CHANNEL, None, 2, NO_PLACE_YET)],
            "test.other": [Entry(Came.IN_CHANNEL, None, 1, NO)],
        }


async def test_what_found_its_place_when_it_was_quiet_waits_and_is_held_up_by_nothing(
    app: App, clock: HandClock
) -> None:
    kind = Kind("test.word", EVENT + timedelta(days=1), place_is_known=False)
    evening = datetime(2026, 11, 20, 19, 59, tzinfo=ZoneInfo("Europe/Paris"))
    async with working(app, clock, Letterbox()) as worker:
        worker.notices.know(kind)
        await turn(worker, clock, evening - clock.now())
        await app.write(GUILD, partial(say, weight=Weight.ORDINARY), "test.word", 1, [10])
        await worker.settled()
        held_up = {"test.word": [Entry(Came.HELD_UP, Nowhere.NOT_YET, 1, NO)]}
        assert await app.read(GUILD, ledger.about, [1], ["test.word"]) == held_up
        kind.place_is_known = True
        await turn(worker, clock, NO_PLACE_YET)
    waits = {"test.word": [Entry(Came.WAITS_FOR_THE_MORNING, None, 1, NO)]}
    assert await app.read(GUILD, ledger.about, [1], ["test.word"]) == waits


async def test_what_somebody_puts_off_while_it_has_no_place_is_held_up_by_nothing(
    app: App, clock: HandClock
) -> None:
    async with working(app, clock, Letterbox()) as worker:
        worker.notices.know(Kind("test.word", EVENT, place_is_known=False))
        await app.write(GUILD, partial(say, weight=Weight.ORDINARY), "test.word", 1, [10])
        await worker.settled()

        def pause(tx: Tx) -> None:
            people.save(tx, 10, paused_until=EVENT - timedelta(hours=1))
            outbox.replan(tx, 10)

        await app.write(GUILD, pause)
        await worker.settled()
    waits = {"test.word": [Entry(Came.WAITS_FOR_THE_MORNING, None, 1, NO)]}
    assert await app.read(GUILD, ledger.about, [1], ["test.word"]) == waits
