"""Session starts: plenty are never waited for, the last ones are spread over what is left of the day."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.operation.session_starts import FEW, pause

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("remaining", "reset_after", "wait"),
    [
        (1000, timedelta(0), timedelta(0)),
        (FEW, DAY, timedelta(0)),
        (FEW - 1, DAY, DAY / FEW),
        (1, timedelta(hours=2), timedelta(hours=1)),
        (0, timedelta(hours=2), timedelta(hours=2)),
        (0, timedelta(seconds=-1), timedelta(0)),
    ],
)
def test_how_long_a_start_waits(remaining: int, reset_after: timedelta, wait: timedelta) -> None:
    assert pause(remaining, reset_after) == wait


@pytest.mark.meets("G07")
def test_a_bot_that_crashes_at_every_start_never_uses_up_the_last_one() -> None:
    """What is left is counted anew only after a day, and it is started again the moment it has crashed."""
    left, passed = FEW, timedelta(0)
    while passed < DAY:
        wait = pause(left, DAY - passed)
        passed += wait or timedelta(seconds=1)
        left -= passed < DAY
        assert left >= 0
    assert left >= 0
