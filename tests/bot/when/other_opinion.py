"""What a series means, found in another way: days by python-dateutil, instants by looking at clocks.

Nothing here asks zoneinfo what a wall time is. It only asks what clocks show at an instant, which no fold, gap or
overlap can blur, and searches the instants at which they show what was said.
"""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from dateutil import rrule

from bot.when.reading import Shift
from bot.when.repeat import Kind, Repeat
from bot.when.series import Occurrence, Series

TWENTY_YEARS = (date(2011, 1, 1), date(2031, 1, 1))
"""In them a zone lost a whole day, others gave up changing their clocks, and some change them for one month a year."""
WALLS = (time(0, 0), time(0, 30), time(1, 30), time(2, 0), time(2, 30), time(10, 0), time(23, 30))
"""When clocks are changed, and when people meet."""

_WEEKDAYS = (rrule.MO, rrule.TU, rrule.WE, rrule.TH, rrule.FR, rrule.SA, rrule.SU)
_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


def dates(repeat: Repeat, first: date, until: date | None = None) -> Iterator[date]:
    """The days of a repeat from `first` on."""
    weekday = _WEEKDAYS[repeat.weekday]
    begin = datetime.combine(first, time())
    end = None if until is None else datetime.combine(until, time())
    match repeat.kind:
        case Kind.WEEKLY:
            rule = rrule.rrule(rrule.WEEKLY, dtstart=begin, until=end, byweekday=weekday)
        case Kind.TWO_WEEKS:
            # Weeks begin with the day itself, so that the first one found is in the first of the two weeks.
            begin = rrule.rrule(rrule.DAILY, dtstart=begin, byweekday=weekday)[0]
            rule = rrule.rrule(rrule.WEEKLY, dtstart=begin, until=end, interval=2, byweekday=weekday)
        case Kind.NTH:
            assert repeat.nth is not None
            rule = rrule.rrule(rrule.MONTHLY, dtstart=begin, until=end, byweekday=weekday(repeat.nth))
        case Kind.LAST:
            rule = rrule.rrule(rrule.MONTHLY, dtstart=begin, until=end, byweekday=weekday(-1))
    return (found.date() for found in rule)


def occurrences(series: Series) -> list[Occurrence]:
    """All of a series that ends on a date and has no skips and breaks."""
    assert series.until is not None
    days = _dates_known(series.repeat, series.first_on, series.until)
    return [Occurrence(day, *moment(day, series.wall, series.zone)) for day in days]


@cache
def _dates_known(repeat: Repeat, first: date, until: date) -> tuple[date, ...]:
    return tuple(dates(repeat, first, until))


@cache
def moment(day: date, wall: time, zone: ZoneInfo) -> tuple[datetime, Shift]:
    """The instant at which clocks first show a wall time, and what is odd about it.

    If they never do, it is as long after they are moved as the wall time is after what they are moved from.
    """
    said = datetime.combine(day, wall, UTC)
    known = stretches(zone)
    first = bisect(known, said - 2 * _DAY, key=lambda each: each.until)
    near = list(takewhile(lambda each: each.since < said + 2 * _DAY, islice(known, first, None)))
    shown = [at for each in near if each.since <= (at := said - each.offset) < each.until]
    if shown:
        return shown[0], "first" if len(shown) > 1 else None
    *_, before = (each.offset for each in near if each.until + each.offset <= said)
    return said - before, "gap"


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time, of twenty years, in which clocks were not moved."""

    since: datetime
    until: datetime
    offset: timedelta


@cache
def stretches(zone: ZoneInfo) -> tuple[Stretch, ...]:
    """All of them in order: clocks are looked at once a day, and where they were moved, ever more closely."""
    at, last = (
        datetime.combine(day, time(), UTC) + days * _DAY
        for day, days in zip(TWENTY_YEARS, (-3, 3), strict=True)
    )
    since, found = at, list[Stretch]()
    while at < last:
        if (offset := _offset(at, zone)) != _offset(at + _DAY, zone):
            before, after = at, at + _DAY
            while after - before > _SECOND:
                middle = before + (after - before) // _SECOND // 2 * _SECOND
                before, after = (middle, after) if _offset(middle, zone) == offset else (before, middle)
            found.append(Stretch(since, after, offset))
            since = after
        at += _DAY
    return (*found, Stretch(since, last, _offset(last, zone)))


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    offset = at.astimezone(zone).utcoffset()
    assert offset is not None
    return offset
