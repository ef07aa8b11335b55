"""Warnings: whoever answers for one hears at once whom it does not reach, and AutoMod gets words that are ours alone."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot import outbox
from bot.app import App
from bot.db.tx import Tx
from bot.outbox import ledger
from bot.outbox.ledger import Came
from bot.outbox.models import Topic
from bot.outbox.notices import Skip
from bot.outbox.post import Outcome, Part
from bot.outbox.reasons import AUTOMOD, AUTOMOD_PLAIN, HIDDEN, LEFT, Nowhere
from bot.outbox.waits import BLOCKED_FOR
from bot.people import models as people
from bot.people.boundaries import Weight
from tests.bot.outbox.letterbox import Failure, Kind, Letterbox, turn, working
from tests.builders import FRIDAY_MORNING, GUILD, HandClock

LATER = FRIDAY_MORNING + timedelta(days=2)
NO_RIGHT = "50013 Missing Permissions"

Seen = list[tuple[Came, str | None, int]]


def became(tx: Tx, kind: str, subject_id: int) -> Seen:
    found = ledger.about(tx, [subject_id], [kind]).get(kind, ())
    return [(entry.came, entry.reason, entry.people) for entry in found]


@dataclass
class Danger(Kind):
    """A warning that notes what its ledger says whenever it is told that this is different, and how it was to be said."""

    seen: list[tuple[bool, Seen]] = field(default_factory=list[tuple[bool, Seen]])
    """Whether it was for the worse, and the ledger."""
    plain: list[bool] = field(default_factory=list[bool])
    breaks: bool = False

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        self.plain.append(topic.plain)
        return super().render(tx, topic)

    def reach(self, tx: Tx, subject_id: int, *, worse: bool) -> None:
        if self.breaks:
            people.save(tx, 99)
            raise RuntimeError("nobody can be told")
        self.seen.append((worse, became(tx, self.name, subject_id)))


def danger() -> Danger:
    return Danger("test.danger", LATER)


def warn(tx: Tx, *who: int, kind: str = "test.danger") -> None:
    outbox.say(tx, kind, 1, who, weight=Weight.SAFETY, zone="UTC", group_id=None, event_at=LATER)


async def test_who_answers_for_a_warning_hears_that_it_is_held_up_that_it_still_is_and_that_it_was_said_after_all(
    app: App, clock: HandClock
) -> None:
    blocked = Failure(Outcome.BLOCKED, reason=NO_RIGHT)
    kind, letterbox = danger(), Letterbox(failures=[blocked, blocked, blocked])
    held_up = [(Came.HELD_UP, NO_RIGHT, 2)]
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(kind)
        await app.write(GUILD, warn, 10, 11)
        await worker.settled()
        assert kind.seen == [(True, held_up)]
        for _ in range(2):
            await turn(worker, clock, BLOCKED_FOR)
        assert kind.seen == [(True, held_up), (False, held_up), (False, held_up)]
        await turn(worker, clock, BLOCKED_FOR)
    assert letterbox.people == [(10, 11)]
    assert kind.seen[3:] == [(False, [(Came.IN_CHANNEL, None, 2)])]


async def test_another_trouble_is_told_as_well(app: App, clock: HandClock) -> None:
    failures = [Failure(Outcome.BLOCKED, reason=reason) for reason in (NO_RIGHT, "locked", "locked")]
    kind = danger()
    async with working(app, clock, Letterbox(failures=failures)) as worker:
        worker.notices.know(kind)
        await app.write(GUILD, warn, 10)
        await worker.settled()
        await turn(worker, clock, BLOCKED_FOR)
        await turn(worker, clock, BLOCKED_FOR)
    assert kind.seen == [
        (True, [(Came.HELD_UP, NO_RIGHT, 1)]),
        (True, [(Came.HELD_UP, "locked", 1)]),
        (False, [(Came.HELD_UP, "locked", 1)]),
    ]


async def test_who_has_left_who_is_hidden_and_that_there_is_no_place_is_told(
    app: App, clock: HandClock
) -> None:
    kind = danger()

    def prepare(tx: Tx) -> None:
        people.save(tx, 10, direct=1, hidden=1)
        people.save(tx, 11, hidden=1)
        warn(tx, 10, 11, 12)

    async with working(app, clock, Letterbox(failures_of={10: Failure(Outcome.LEFT)})) as worker:
        kind.place_is_known = False
        worker.notices.know(kind)
        await app.write(GUILD, prepare)
        await worker.settled()
        assert kind.seen == [(True, [(Came.HELD_UP, Nowhere.NOT_YET, 3)])]
        await turn(worker, clock, timedelta(minutes=5))
        assert len(kind.seen) == 1
        kind.place_is_known = True
        await turn(worker, clock, timedelta(minutes=5))
    assert sorted(worse for worse, _ in kind.seen) == [False, True, True, True]
    assert kind.seen[-1][1] == [
        (Came.IN_CHANNEL, None, 1),
        (Came.NOT_REACHED, HIDDEN, 1),
        (Came.NOT_REACHED, LEFT, 1),
    ]


async def test_what_automod_blocks_of_a_warning_is_said_at_once_in_our_own_words(
    app: App, clock: HandClock
) -> None:
    kind, letterbox = danger(), Letterbox(failures=[Failure(Outcome.BLOCKED, reason=AUTOMOD)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(kind)
        await app.write(GUILD, warn, 10)
        await worker.settled()
    assert letterbox.people == [(10,)]
    assert kind.plain == [False, True]
    assert kind.seen == [(False, [(Came.IN_CHANNEL, None, 1)])]


async def test_where_automod_blocks_our_own_words_too_the_warning_is_held_up(
    app: App, clock: HandClock
) -> None:
    kind, letterbox = danger(), Letterbox(failures=[Failure(Outcome.BLOCKED, reason=AUTOMOD)] * 3)
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(kind)
        await app.write(GUILD, warn, 10)
        await worker.settled()
        assert len(letterbox.tried) == 2
        await turn(worker, clock, BLOCKED_FOR)
    assert kind.plain == [False, True, True]
    held_up = [(Came.HELD_UP, AUTOMOD_PLAIN, 1)]
    assert kind.seen == [(True, held_up), (False, held_up)]


async def test_what_is_no_warning_waits_until_its_words_are_changed(app: App, clock: HandClock) -> None:
    letterbox = Letterbox(failures=[Failure(Outcome.BLOCKED, reason=AUTOMOD)])
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", LATER))
        await app.write(GUILD, lambda tx: warn(tx, 10, kind="test.word"))
        await worker.settled()
    assert len(letterbox.tried) == 1
    assert await app.read(GUILD, became, "test.word", 1) == [(Came.HELD_UP, AUTOMOD, 1)]


async def test_a_warning_nobody_can_be_told_about_holds_up_nothing_else(
    app: App, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    kind, letterbox = danger(), Letterbox(failures=[Failure(Outcome.BLOCKED, reason=NO_RIGHT)])
    kind.breaks = True
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(kind)
        await app.write(GUILD, warn, 10)
        await worker.settled()
        assert await app.read(GUILD, became, "test.danger", 1) == [(Came.HELD_UP, NO_RIGHT, 1)]
        assert await app.read(GUILD, people.preferences, [99]) == {}
        await turn(worker, clock, BLOCKED_FOR)
    assert letterbox.people == [(10,)]
    assert "nobody can be told that test.danger of 1 was not said" in caplog.text
