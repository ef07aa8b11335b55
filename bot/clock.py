"""The clock, and the alarm that wakes the outbox: the only file that imports APScheduler."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol

from apscheduler.schedulers.asyncio import AsyncIOScheduler

LONGEST_SLEEP = timedelta(seconds=15)
"""However far away the next due row is, we look this often: sleeps do not notice a clock that jumps."""


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


class Alarm:
    """Rings once at the instant it is set to, and in any case every 15 seconds.

    It keeps nothing: what is due stands in the database, and a missed ring is made good by the next one.
    """

    def __init__(self, clock: Clock, ring: Callable[[], None]) -> None:
        self._clock = clock
        self._ring = ring
        self._set_to: datetime | None = None
        # A ring is never "too late to run" (the default drops it after one second), and two missed ones are one.
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    def start(self) -> None:
        """Begins to ring; needs a running event loop."""
        self._scheduler.add_job(self._wake, "interval", seconds=LONGEST_SLEEP.total_seconds(), id="tick")  # pyright: ignore[reportUnknownMemberType] - untyped library
        self._scheduler.start()

    def stop(self) -> None:
        """Rings no more."""
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

    async def _wake(self) -> None:  # a coroutine, or APScheduler would run it in another thread
        self._set_to = None
        self._ring()
