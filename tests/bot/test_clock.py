"""The alarm rings at its instant, long before the tick would, and no clock that is set keeps it from ringing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, tzinfo
from typing import Any, Self

import apscheduler.schedulers.base
import apscheduler.triggers.date
import apscheduler.triggers.interval
import pytest

from bot import clock as clock_module
from bot.clock import SMALL, Alarm, Jumps, SystemClock
from tests.builders import HandClock


@asynccontextmanager
async def ringing(ring: Callable[[], None]) -> AsyncGenerator[Alarm]:
    alarm = Alarm(SystemClock(), ring)
    alarm.start()
    try:
        yield alarm
    finally:
        alarm.stop()
        await asyncio.sleep(0)


async def test_the_alarm_rings_at_the_earliest_instant_it_was_set_to() -> None:
    rung = asyncio.Event()
    async with ringing(rung.set) as alarm:
        now = SystemClock().now()
        alarm.set(now + timedelta(days=1))
        alarm.set(now + timedelta(seconds=0.2))
        alarm.set(now + timedelta(hours=1))
        async with asyncio.timeout(60):
            await rung.wait()


async def test_an_instant_that_has_passed_rings_at_once() -> None:
    rung = asyncio.Event()
    async with ringing(rung.set) as alarm:
        alarm.set(SystemClock().now() - timedelta(hours=3))
        async with asyncio.timeout(60):
            await rung.wait()


class MachineClock:
    """The machine's clock as all of this process reads it, APScheduler included, until it is set."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        machine = self
        self.ahead = timedelta(0)

        class Set(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> Self:
                return super().now(tz) + machine.ahead

        modules: tuple[Any, ...] = (
            clock_module,
            apscheduler.schedulers.base,
            apscheduler.triggers.date,
            apscheduler.triggers.interval,
        )
        for module in modules:
            patch.setattr(module, "datetime", Set)


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> MachineClock:
    return MachineClock(monkeypatch)


@pytest.mark.meets("T01", "T02")
@pytest.mark.parametrize("by", [timedelta(hours=2), timedelta(hours=-2)], ids=["ahead", "back"])
async def test_a_clock_that_is_set_does_not_stop_the_tick(
    machine: MachineClock, monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    monkeypatch.setattr(clock_module, "LONGEST_SLEEP", timedelta(seconds=0.1))
    rung = asyncio.Event()
    async with ringing(rung.set) as alarm:
        alarm.set(SystemClock().now() + timedelta(hours=1))
        machine.ahead = by
        for _ in range(3):
            rung.clear()
            async with asyncio.timeout(60):
                await rung.wait()


@pytest.mark.meets("T02")
async def test_an_instant_that_was_set_before_the_clock_was_set_back_is_rung_for(
    machine: MachineClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock_module, "LONGEST_SLEEP", timedelta(seconds=0.5))
    rung = asyncio.Event()
    async with ringing(rung.set) as alarm:
        alarm.set(SystemClock().now() + timedelta(seconds=0.3))
        machine.ahead = timedelta(hours=-2)
        async with asyncio.timeout(60):
            await rung.wait()


@pytest.mark.meets("T02")
def test_only_what_nobody_can_set_tells_a_clock_that_was_set_back() -> None:
    passed, clock = [0.0], HandClock()
    jumps = Jumps(clock, lambda: passed[0])
    passed[0] = 3600.0
    clock.turn(timedelta(hours=1))
    assert jumps.set_back() == timedelta(0)
    clock.turn(timedelta(hours=-2))
    assert jumps.set_back() == timedelta(hours=2)
    jumps.seen()
    assert jumps.set_back() == timedelta(0)
    clock.turn(timedelta(hours=5))  # ahead: nothing waits longer for it
    assert jumps.set_back() == timedelta(0)
    jumps.seen()
    clock.turn(-SMALL)
    assert jumps.set_back() == timedelta(0)
    clock.turn(timedelta(seconds=-1))
    assert jumps.set_back() == SMALL + timedelta(seconds=1)
