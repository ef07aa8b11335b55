"""What an organizer's texts mean: repeats with their first time, and how a series ends (plain values in and out)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.when.assumed import Assumed
from bot.when.days import read_days
from bot.when.errors import NotUnderstood, RepeatTimeMissing, WhenError
from bot.when.reading import Reading, instants
from bot.when.refusals import UnclearMoment, UnclearRepeat
from bot.when.repeat import Kind, Repeat, monthly_of
from bot.when.repeats import read_repeat, repeating
from cogs.meetups.formats import Usual
from cogs.meetups.rules import MOST_OCCURRENCES, NotTogether, UnclearEnd

_TIMES = re.compile(r"\s*([0-9]{1,4})\s*(?:x|times|fois)?\s*", re.IGNORECASE)
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NTH = ("first", "second", "third", "fourth")


@dataclass(frozen=True, slots=True)
class End:
    """How a series ends: on a last day or after a number of times; neither if it does not."""

    until: date | None = None
    count: int | None = None

    @property
    def value(self) -> str:
        """The same as text that is read back the same way."""
        return str(self.count if self.until is None else self.until)


@dataclass(frozen=True, slots=True)
class HeardSeries:
    """A repeat with the first time it means.

    `wall` is naive and what was meant, on the first day as on all others: clocks that skip it that day show a later
    time at `starts_at`.
    """

    repeat: Repeat
    wall: datetime
    starts_at: datetime
    ends_at: datetime | None
    zone: str

    @property
    def local_start(self) -> datetime:
        """What clocks show at the first start, aware."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def value(self) -> str:
        """The same as text that is read back the same way."""
        text = f"{typed_repeat(self.repeat)} {self.wall:%H:%M}"
        if self.ends_at is not None:
            text += f" for {(self.ends_at - self.starts_at) // timedelta(minutes=1)} min"
        return text


def typed_repeat(repeat: Repeat) -> str:
    """A repeat as it is typed in English, which is understood everywhere."""
    day = _DAYS[repeat.weekday]
    match repeat.kind:
        case Kind.WEEKLY:
            return f"every {day}"
        case Kind.TWO_WEEKS:
            return f"every two weeks on {day}"
        case Kind.LAST:
            return f"last {day} of the month"
        case Kind.NTH:
            return f"{_NTH[(repeat.nth or 1) - 1]} {day} of the month"


@dataclass(frozen=True, slots=True)
class Spoken:
    """How texts are read: in which language, when, and by which clocks."""

    locale: str
    now: datetime
    zone: ZoneInfo

    def series_in(self, typed: str) -> list[HeardSeries] | None:
        """The repeats a text means that says its time as well, best first; None for a text that is no such repeat."""
        try:
            found = read_repeat(typed, locale=self.locale)
        except WhenError:
            return None
        return [
            self._heard(one.repeat, one.wall, one.length) for one in found if one.wall is not None
        ] or None

    def unclear(self, typed: str, error: WhenError) -> UnclearMoment | UnclearRepeat:
        """What to say of a text that is no moment, as the error says, and no repeat with its time either."""
        if not repeating(typed, locale=self.locale):
            return UnclearMoment(typed, error)
        try:
            read_repeat(typed, locale=self.locale)
        except WhenError as other:
            if isinstance(other, NotUnderstood) and not repeating(other.word, locale=self.locale):
                return UnclearMoment(typed, other)
            return UnclearRepeat(typed, other)
        return UnclearRepeat(typed, RepeatTimeMissing())

    def _heard(self, repeat: Repeat, wall: time, length: timedelta | None) -> HeardSeries:
        for day in repeat.days(self.now.astimezone(self.zone).date()):
            meant, starts_at, _ = next(instants(datetime.combine(day, wall), self.zone))
            if starts_at > self.now:
                ends_at = None if length is None else starts_at + length
                return HeardSeries(repeat, meant, starts_at, ends_at, self.zone.key)
        raise AssertionError("a calendar of ten thousand years has such a day")

    def repeats_of(self, typed: str, moment: Reading | None) -> list[Repeat]:
        """The one to three repeats that a text means, best first, for what is first at a moment, if that is known.

        Where a day was said with the moment, only repeats that are on that day are meant, if there are such.
        Raises UnclearRepeat, and NotTogether when it says another time than the moment.
        """
        first = None if moment is None or Assumed.DATE in moment.assumed else moment.wall.date()
        try:
            found = read_repeat(typed, locale=self.locale, first=first)
        except WhenError as error:
            raise UnclearRepeat(typed, error) from None
        if moment is not None:
            found = tuple(one for one in found if one.wall in (None, moment.wall.time()))
        if not found:
            raise NotTogether("time")
        repeats = list(dict.fromkeys(one.repeat for one in found))
        return [one for one in repeats if first is None or next(one.days(first), None) == first] or repeats

    def usual_repeats(self, moment: Reading | None) -> list[Repeat]:
        """How something can repeat of which the first day has been said."""
        if moment is None or Assumed.DATE in moment.assumed:
            return []
        day = moment.wall.date()
        return [Repeat(kind, day.weekday()) for kind in (Kind.WEEKLY, Kind.TWO_WEEKS)] + list(monthly_of(day))

    def first(self, repeat: Repeat, reading: Reading) -> HeardSeries:
        """The repeat from a moment on, or from its own first day on where no day was said with the time."""
        if Assumed.DATE not in reading.assumed:
            return HeardSeries(repeat, reading.wall, reading.starts_at, reading.ends_at, self.zone.key)
        length = None if reading.ends_at is None else reading.ends_at - reading.starts_at
        return self._heard(repeat, reading.wall.time(), length)

    def ends_of(self, typed: str) -> list[End]:
        """The one to three ways to end that a text means, best first. Raises UnclearEnd."""
        if times := _TIMES.fullmatch(typed):
            count = int(times[1])
            if not 1 <= count <= MOST_OCCURRENCES:
                raise UnclearEnd(typed)
            return [End(count=count)]
        try:
            found = read_days(typed, today=self.now.astimezone(self.zone).date(), locale=self.locale)
        except WhenError:
            raise UnclearEnd(typed) from None
        return [End(until=day) for day in found]

    def usual(self, usual: Usual) -> Reading:
        """The next time at which something of a format usually is."""
        heard = self._heard(Repeat(Kind.WEEKLY, usual.weekday), usual.wall, usual.length)
        return Reading(heard.wall, self.zone, heard.starts_at, heard.ends_at)
