"""What many tests need: a server, a moment, a clock turned by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

GUILD = 7_000_000_000_000_000_001
FRIDAY_MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


class HandClock:
    """A clock that stands still until it is turned."""

    def __init__(self, instant: datetime = FRIDAY_MORNING) -> None:
        self._instant = instant

    def now(self) -> datetime:
        return self._instant

    def turn(self, span: timedelta) -> None:
        self._instant += span
