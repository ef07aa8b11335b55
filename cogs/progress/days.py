"""A learner's day: it ends when the night does, and travelling takes none away (plain values in, plain values out).

A day is a stretch of time and the date it carries. What matters is the stretch: two shares in one stretch are one day,
whatever the clocks on the way said; and a date that had no room between two days cannot have been missed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

DAY_ENDS = time(4)
"""Wall time in the member's zone. Source: hackclub/scrappy, whose people learn at night."""

FILLED_BACK = 2
"""How many days before today can still be filled in: all of what is less than 48 hours ago."""

ROOM = timedelta(hours=23)
"""The least time a missed day takes: a whole one on which the clocks are put forward."""

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class LearningDay:
    """One day of somebody's life, from its first instant to the first one after it."""

    begins_at: datetime
    ends_at: datetime
    on: date

    def has(self, instant: datetime) -> bool:
        """Whether the instant is in it."""
        return self.begins_at <= instant < self.ends_at


def day_on(on: date, zone: str) -> LearningDay:
    """The day of a date in a zone; empty where the calendar leaves the date out."""
    return LearningDay(_begin(on, zone), _begin(on + ONE, zone), on)


def day_at(instant: datetime, zone: str) -> LearningDay:
    """The day an instant is in, in a zone."""
    near = instant.astimezone(ZoneInfo(zone)).date()
    for shift in (0, -1, 1, -2):
        day = day_on(near + shift * ONE, zone)
        if day.has(instant):
            return day
    raise AssertionError("days follow each other without a gap")


def new_day(kept: Iterable[LearningDay], instant: datetime, zone: str) -> LearningDay | None:
    """The day that something done at `instant` adds; None when it falls into one that is kept already."""
    return None if any(day.has(instant) for day in kept) else day_at(instant, zone)


def to_fill_in(kept: Sequence[LearningDay], now: datetime, zone: str) -> list[LearningDay]:
    """The days before today that can still be said to have been kept, the latest first."""
    today = day_at(now, zone).on
    days = (day_on(today - back * ONE, zone) for back in range(1, FILLED_BACK + 1))
    return [day for day in days if day.begins_at < day.ends_at and not _touches(kept, day)]


def _touches(kept: Iterable[LearningDay], day: LearningDay) -> bool:
    """Whether half of the day or more is kept under another date, as it is after a journey."""
    half = (day.ends_at - day.begins_at) / 2
    return any(
        other.on == day.on or min(other.ends_at, day.ends_at) - max(other.begins_at, day.begins_at) >= half
        for other in kept
    )


def dates_without_room(kept: Sequence[LearningDay]) -> Iterator[date]:
    """Dates that nobody could have kept: a journey to the east left them out between two days."""
    in_order = sorted(kept)
    for before, after in pairwise(in_order):
        if after.begins_at - before.ends_at < ROOM:
            yield from dates(before.on + ONE, after.on - ONE)


def dates(first: date, last: date) -> Iterator[date]:
    """From the one to the other, both included; none when they are the wrong way round."""
    for number in range((last - first).days + 1):
        yield first + number * ONE


def monday_of(on: date) -> date:
    """The day a date's week begins on."""
    return on - on.weekday() * ONE


def _begin(on: date, zone: str) -> datetime:
    return datetime.combine(on, DAY_ENDS, ZoneInfo(zone)).astimezone(UTC)
