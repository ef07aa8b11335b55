"""How far our clock is from Discord's: said once, believed only from Discord, known to whoever asks."""

from __future__ import annotations

import logging
from datetime import timedelta
from email.utils import format_datetime

import pytest

from bot.skew import Skew
from tests.builders import FRIDAY_MORNING, HandClock


class Seconds:
    """Seconds that nobody can set; they pass when told to."""

    def __init__(self) -> None:
        self.passed = 0.0

    def __call__(self) -> float:
        return self.passed


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def skew(clock: HandClock, seconds: Seconds) -> Skew:
    return Skew(clock, seconds)


NINE = format_datetime(FRIDAY_MORNING, usegmt=True)


def test_nothing_is_wrong_before_anything_was_heard(skew: Skew, clock: HandClock) -> None:
    clock.turn(timedelta(hours=2))
    assert (skew.span, skew.tolerable) == (timedelta(0), True)


@pytest.mark.parametrize("date", [None, "", "nine o'clock", "Fri, 99 Nov 2026 09:00:00 GMT"])
def test_a_date_that_is_none_says_nothing(skew: Skew, clock: HandClock, date: str | None) -> None:
    skew.heard(date)
    clock.turn(timedelta(hours=2))
    assert skew.span == timedelta(0)


@pytest.mark.parametrize("span", [timedelta(minutes=6), timedelta(minutes=-6)])
def test_a_clock_that_is_wrong_when_it_is_compared(skew: Skew, clock: HandClock, span: timedelta) -> None:
    clock.turn(span)
    skew.heard(NINE)
    assert (skew.span, skew.tolerable) == (span, False)


def test_a_clock_that_is_set_afterwards_shows_at_once(skew: Skew, clock: HandClock, seconds: Seconds) -> None:
    skew.heard(NINE)
    seconds.passed += 3600
    clock.turn(timedelta(hours=1))
    assert skew.span == timedelta(0)
    clock.turn(timedelta(hours=2))
    assert (skew.span, skew.tolerable) == (timedelta(hours=2), False)
    skew.heard(format_datetime(FRIDAY_MORNING + timedelta(hours=3), usegmt=True))  # it had been suspended
    assert (skew.span, skew.tolerable) == (timedelta(0), True)


def test_more_than_half_a_minute_is_warned_of_once_each_time(
    skew: Skew, clock: HandClock, caplog: pytest.LogCaptureFixture
) -> None:
    clock.turn(timedelta(seconds=30))
    skew.heard(NINE)
    assert caplog.messages == []
    clock.turn(timedelta(seconds=2))
    for _ in range(3):
        skew.heard(NINE)
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, "the machine's clock is 0:00:32 ahead of Discord's; set it right")
    ]
    clock.turn(timedelta(seconds=-30))
    skew.heard(NINE)
    clock.turn(timedelta(seconds=-60))
    skew.heard(NINE)
    assert caplog.messages[1:] == ["the machine's clock is 0:00:58 behind Discord's; set it right"]
