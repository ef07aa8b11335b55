"""Ids that carry their moment of birth."""

from datetime import UTC, datetime, timedelta

from playground.clock import Clock

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)


class Snowflakes:
    """Gives ids that follow the clock and always grow, even when the clock stands or is turned back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._last = 0

    def new(self) -> int:
        """The next id."""
        self._last = max(at(self._clock.now()), self._last + 1)
        return self._last


def at(instant: datetime) -> int:
    """The smallest id of an instant."""
    return (instant - EPOCH) // timedelta(milliseconds=1) << 22


def born(snowflake: int) -> datetime:
    """When the id was given, to the millisecond."""
    return EPOCH + timedelta(milliseconds=snowflake >> 22)


def iso(instant: datetime) -> str:
    """A timestamp as Discord writes it."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def parsed(text: str) -> datetime:
    """The aware instant of an ISO 8601 text; raises `ValueError` if it is none."""
    instant = datetime.fromisoformat(text)
    return instant if instant.utcoffset() is not None else instant.replace(tzinfo=UTC)
