"""Ids that carry their moment of birth."""

from datetime import UTC, datetime, timedelta

from playground.clock import Clock

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
LARGEST = (1 << 63) - 1
"""Discord counts ids with a sign, so half of the 64 bits is all there is."""


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


def read(value: object) -> int:
    """An id as clients write it, in digits or as a number; raises `ValueError` if it is none, also above `LARGEST`."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value.lstrip("0")) <= 19:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= LARGEST:
        raise ValueError("no id")
    return value


def iso(instant: datetime) -> str:
    """A timestamp as Discord writes it."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def parsed(text: str) -> datetime:
    """The instant of an ISO 8601 text in UTC; raises `ValueError` if it is none, or outside of the years 1 to 9999."""
    instant = datetime.fromisoformat(text)
    if instant.utcoffset() is None:
        return instant.replace(tzinfo=UTC)
    try:
        return instant.astimezone(UTC)
    except OverflowError:
        raise ValueError(f"{text} is outside of all calendars") from None
