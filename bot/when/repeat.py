"""What repeats, and on which days: weekly, every two weeks, the nth or the last weekday of a month (pure).

There are no other kinds: these are the ones people keep, and the ones Discord's own events know as well. Their
days are a few lines of arithmetic; a library of recurrence rules knows much more, but counts and ends otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from enum import StrEnum

MOST_NTH = 4
"""Every month has four of each weekday; a fifth one would leave out most months without saying so."""

_WEEK = timedelta(days=7)


class Kind(StrEnum):
    """How something repeats."""

    WEEKLY = "weekly"
    TWO_WEEKS = "two_weeks"
    NTH = "nth"
    """The nth such weekday of every month."""
    LAST = "last"
    """The last such weekday of every month."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A weekday (Monday 0) and how it repeats; `nth` is 1 to 4 for `Kind.NTH`, else None. Raises ValueError."""

    kind: Kind
    weekday: int
    nth: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ValueError(f"no such weekday: {self.weekday}")
        if self.nth not in (range(1, MOST_NTH + 1) if self.kind is Kind.NTH else (None,)):
            raise ValueError(f"no such repeat: {self.kind}, nth {self.nth}")

    def days(self, first: date) -> Iterator[date]:
        """Its days from `first` on, in order, to the end of the calendar.

        Every two weeks are counted from the first such weekday, which need not be `first` itself.
        """
        match self.kind:
            case Kind.WEEKLY:
                yield from _steps(_weekday_from(first, self.weekday), _WEEK)
            case Kind.TWO_WEEKS:
                yield from _steps(_weekday_from(first, self.weekday), 2 * _WEEK)
            case Kind.NTH | Kind.LAST:
                yield from (day for day in self._monthly(first) if day >= first)

    def _monthly(self, first: date) -> Iterator[date]:
        """Its day in the month of `first` and in every month after it."""
        for months in range(12 * first.year + first.month - 1, 12 * (MAXYEAR + 1)):
            year, month = divmod(months, 12)
            opening = date(year, month + 1, 1)
            day = 1 + (self.weekday - opening.weekday()) % 7 + 7 * ((self.nth or 4) - 1)
            if self.kind is Kind.LAST and day + 7 <= _length(year, month + 1):
                day += 7
            yield opening.replace(day=day)


def monthly_of(day: date) -> tuple[Repeat, ...]:
    """The monthly repeats that a day may be the first of, the nth before the last."""
    nth, weekday = (day.day + 6) // 7, day.weekday()
    found = [Repeat(Kind.NTH, weekday, nth)] if nth <= MOST_NTH else []
    if day.day + 7 > _length(day.year, day.month):
        found.append(Repeat(Kind.LAST, weekday))
    return tuple(found)


def _length(year: int, month: int) -> int:
    """Days of a month."""
    return 31 if month == 12 else (date(year, month + 1, 1) - timedelta(days=1)).day


def _weekday_from(first: date, weekday: int) -> date | None:
    """The first such day from `first` on; None beyond the calendar."""
    try:
        return first + timedelta(days=(weekday - first.weekday()) % 7)
    except OverflowError:
        return None


def _steps(day: date | None, step: timedelta) -> Iterator[date]:
    while day is not None:
        yield day
        try:
            day += step
        except OverflowError:
            return
