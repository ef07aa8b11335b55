"""The alarm rings at its instant, long before the tick would."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from bot.clock import Alarm, SystemClock


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
        async with asyncio.timeout(10):
            await rung.wait()


async def test_an_instant_that_has_passed_rings_at_once() -> None:
    rung = asyncio.Event()
    async with ringing(rung.set) as alarm:
        alarm.set(SystemClock().now() - timedelta(hours=3))
        async with asyncio.timeout(10):
            await rung.wait()
