"""The clock, and the alarm that wakes the outbox: the only file that imports APScheduler."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

LONGEST_SLEEP = timedelta(seconds=15)
"""However far away the next due row is, we look this often: sleeps do not notice a clock that jumps."""

SMALL = timedelta(seconds=15)
"""A clock that goes wrong by less is left alone: nothing comes later by it than `LONGEST_SLEEP` allows."""


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return datetime.now(UTC)


class Jumps:
    """How far the clock was set, measured against `elapsed`: seconds that no one can set."""

    def __init__(self, clock: Clock, elapsed: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._elapsed = elapsed
        self._origin = self._zero()

    def _zero(self) -> datetime:
        return self._clock.now() - timedelta(seconds=self._elapsed())

    def set_back(self) -> timedelta:
        """By how much the clock was set back since `seen` was last called; nothing for a small step."""
        by = self._origin - self._zero()
        return by if by > SMALL else timedelta(0)

    def seen(self) -> None:
        """What happened to the clock up to now has been dealt with."""
        if abs(self._origin - self._zero()) > SMALL:
            self._origin = self._zero()


class Alarm:
    """Rings once at the instant it is set to, and in any case every 15 seconds.

    It keeps nothing: what is due stands in the database, and a missed ring is made good by the next one.
    """

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._set_to: datetime | None = None
        self._tick: asyncio.TimerHandle | None = None
        # A ring is never "too late to run" (the default drops it after one second), and two missed ones are one.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Begins to ring; needs a running event loop."""
        self._scheduler.start()
        self._tick_later()

    def stop(self) -> None:
        """Rings no more."""
        if self._tick is not None:
            self._tick.cancel()
            self._tick = None
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def set(self, instant: datetime) -> None:
        """Rings at `instant`, unless it is already set to ring earlier."""
        now = self._clock.now()
        if self._set_to is not None and now < self._set_to <= instant:
            return
        self._set_to = instant
        if instant - now >= LONGEST_SLEEP:
            return  # the tick comes before, and sets it again
        wait = max(instant - now, timedelta(0))
        self._scheduler.add_job(  # pyright: ignore[reportUnknownMemberType] - untyped library
            self._wake, "date", run_date=datetime.now(UTC) + wait, id="next", replace_existing=True
        )

    # The tick goes by the event loop's clock, which nobody can set. A job of APScheduler's would go by the machine's,
    # and not ring for two hours when that is set back by two hours.
    def _tick_later(self) -> None:
        loop = asyncio.get_running_loop()
        self._tick = loop.call_later(LONGEST_SLEEP.total_seconds(), self._ticked)

    def _ticked(self) -> None:
        self._tick_later()
        self._rung()

    async def _wake(self) -> None:  # a coroutine, or APScheduler would run it in another thread
        self._rung()

    def _rung(self) -> None:
        self._set_to = None
        self._ring()
