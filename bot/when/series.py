"""A series: a repeat with its wall time and zone, and the occurrences that follow from it (pure).

The wall time is the truth, instants are derived: 18:00 stays 18:00 when the clocks change. A wall time that they
skip is as much later that day, one that they show twice is the first of the two; `Occurrence.shift` says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from bot.when.reading import Shift, instants
from bot.when.repeat import Repeat

AHEAD = timedelta(weeks=8)
"""How far ahead occurrences are made: far enough to plan, near enough that nobody has to undo a year of them."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One of a series. `on` is its date on the wall and names it for good; `starts_at` is the instant (UTC).

    `shift` is ``"gap"`` if clocks skip the wall time that day, so that they show a later one at the start;
    ``"first"`` if they show it twice, and the first is meant.
    """

    on: date
    starts_at: datetime
    shift: Shift


@dataclass(frozen=True, slots=True)
class Series:
    """What repeats, from when on, at which wall time in which zone, and how it ends.

    `until` is the last date that may have one, `count` how many there are; either may be None, or both. Days in
    `breaks` (first and last one each) are no days of the series and do not count. They do not move the others: after
    a break every two weeks go on in step.

    Raises ValueError for a count below 1, and for a wall time that has seconds or a zone of its own.
    """

    repeat: Repeat
    first_on: date
    wall: time
    zone: ZoneInfo
    until: date | None = None
    count: int | None = None
    breaks: tuple[tuple[date, date], ...] = ()

    def __post_init__(self) -> None:
        if self.count is not None and self.count < 1:
            raise ValueError(f"no such count: {self.count}")
        if self.wall.tzinfo is not None or self.wall.second or self.wall.microsecond:
            raise ValueError(f"no time on a clock: {self.wall}")

    def dates(self) -> Iterator[date]:
        """Its dates in order; without `until` and `count` to the end of the calendar."""
        counted = 0
        for day in self.repeat.days(self.first_on):
            if (self.until is not None and day > self.until) or counted == self.count:
                return
            if any(first <= day <= last for first, last in self.breaks):
                continue
            counted += 1
            yield day

    def occurrences(self) -> Iterator[Occurrence]:
        """One for each of its dates, in order."""
        return (self.occurrence(day) for day in self.dates())

    def occurrence(self, day: date) -> Occurrence:
        """The one on a date."""
        _, starts_at, shift = next(instants(datetime.combine(day, self.wall), self.zone))
        return Occurrence(day, starts_at, shift)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Occurrences to be made, and the date through which a series is made once they are."""

    occurrences: tuple[Occurrence, ...]
    through: date


def stretch(series: Series, made_through: date | None, now: datetime) -> Stretch:
    """What is still to be made of a series so that it reaches eight weeks ahead of `now` (aware), or its first date.

    `made_through` is the date of the last stretch, None before the first. No date is made twice, whatever became of
    its occurrence; what has begun by now is never made, so that a bot that was off leaves no meetups in the past.
    """
    horizon = max(now.astimezone(series.zone).date() + AHEAD, series.first_on)
    if made_through is not None and made_through >= horizon:
        return Stretch((), made_through)
    near = takewhile(lambda day: day <= horizon, series.dates())
    made = (series.occurrence(day) for day in near if made_through is None or day > made_through)
    return Stretch(tuple(one for one in made if one.starts_at > now), horizon)
