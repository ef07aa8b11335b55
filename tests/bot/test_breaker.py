"""The bot stops by itself long before Discord would ban its address."""

from __future__ import annotations

import logging

import pytest

from bot.breaker import MOST, SECONDS, Breaker


class Seconds:
    """Seconds that the test lets pass."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.mark.meets("R17")
def test_five_hundred_refusals_in_ten_minutes_are_the_last_ones_for_a_while(
    caplog: pytest.LogCaptureFixture,
) -> None:
    seconds = Seconds()
    breaker = Breaker(seconds)
    for number in range(MOST):
        assert breaker.pause() == 0
        breaker.answered((401, 403, 429)[number % 3], "user", by_discord=True)
        seconds.now += 1
    assert breaker.pause() == SECONDS - MOST  # until the first of them does not count any more
    assert [record.levelno for record in caplog.records] == [logging.CRITICAL]
    seconds.now += SECONDS - MOST
    assert breaker.pause() == 0


@pytest.mark.meets("R14")
def test_answers_and_limits_that_others_used_up_do_not_count() -> None:
    breaker = Breaker(Seconds())
    for _ in range(10 * MOST):
        breaker.answered(200, None, by_discord=True)
        breaker.answered(404, None, by_discord=True)
        breaker.answered(429, "shared", by_discord=True)
    assert breaker.pause() == 0


@pytest.mark.meets("R17")
@pytest.mark.parametrize(("retry_after", "wait"), [(0.0, SECONDS), (3600.0, 3600.0)])
def test_a_ban_is_sat_out_and_no_request_makes_it_longer(retry_after: float, wait: float) -> None:
    seconds = Seconds()
    breaker = Breaker(seconds)
    breaker.answered(429, None, by_discord=False, retry_after=retry_after)
    assert breaker.pause() == wait
    seconds.now += wait
    assert breaker.pause() == 0
