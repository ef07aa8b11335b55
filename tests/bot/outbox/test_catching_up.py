"""After a long silence what waits goes out more slowly, and then everything is as it was."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from bot import outbox
from bot.app import App
from bot.db.tx import Tx
from bot.outbox import catching_up
from bot.outbox.catching_up import POSTS, CatchingUp
from bot.people.boundaries import Weight
from tests.bot.outbox.letterbox import Kind, Letterbox, working
from tests.builders import FRIDAY_MORNING, GUILD, HandClock

HOUR = timedelta(hours=1)
NOW = FRIDAY_MORNING


class Seconds:
    """Seconds that the test lets pass."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_what_is_less_than_an_hour_late_goes_out_at_once() -> None:
    pace = CatchingUp(Seconds())
    assert pace.room(32, NOW - timedelta(minutes=59), NOW) == 32
    pace.took(32)
    assert pace.room(32, NOW - timedelta(minutes=59), NOW) == 32
    assert pace.rest == 0


def test_after_an_hour_ten_go_out_in_any_second_until_nothing_waits_from_before() -> None:
    seconds = Seconds()
    pace = CatchingUp(seconds)
    assert pace.room(32, NOW - HOUR, NOW) == POSTS
    pace.took(POSTS)
    assert pace.room(32, NOW - HOUR, NOW) == 0
    seconds.now = 0.75
    assert pace.rest == 0.25
    assert pace.room(32, NOW - timedelta(minutes=1), NOW) == 0  # what was due a minute ago has waited as well
    seconds.now = 1.0
    assert pace.room(32, NOW - timedelta(minutes=1), NOW) == POSTS
    pace.took(3)
    assert pace.room(2, NOW - timedelta(minutes=1), NOW) == 2
    assert pace.room(32, NOW + timedelta(seconds=1), NOW + timedelta(seconds=1)) == 32
    assert pace.rest == 0


def test_it_ends_when_nothing_waits_at_all() -> None:
    pace = CatchingUp(Seconds())
    pace.room(32, NOW - HOUR, NOW)
    pace.took(POSTS)
    assert pace.room(32, None, NOW) == 32


async def test_reminders_that_waited_for_two_hours_all_go_out_ten_at_a_time(
    app: App, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catching_up, "SECONDS", 0.02)
    together: list[int] = []

    class Watched(Letterbox):
        async def clock_is_right(self) -> bool:
            together.append(len(self.arrived))
            return True

    def plan(tx: Tx) -> None:
        for subject in range(1, 36):
            outbox.say(
                tx,
                "test.word",
                subject,
                [subject],
                weight=Weight.SAFETY,
                zone="UTC",
                group_id=None,
                event_at=NOW + 5 * HOUR,
            )

    letterbox = Watched()
    await app.write(GUILD, plan)
    clock.turn(timedelta(hours=2))
    async with working(app, clock, letterbox) as worker:
        worker.notices.know(Kind("test.word", NOW + 5 * HOUR))
        await worker.settled()
    assert sorted(letterbox.people) == [(subject,) for subject in range(1, 36)]
    assert max(later - sooner for sooner, later in pairwise(together)) <= POSTS
