"""What a sentence says: dates, hours, lengths are taken out of it one after the other, and nothing may be left."""

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.when.calendar_date import (
    Day,
    Days,
    Habits,
    day_of_month,
    named_month,
    next_day_of_month,
    numeric,
    two_numbers,
)
from bot.when.day_words import WeekdaySaid, after_a_day, ahead, day_word, days_later, weekday
from bot.when.errors import NoSuchDay, NotUnderstood, WeekdayDiffers
from bot.when.hours import HoursSaid, clock_by_place, decided, evident_clock, evident_range, plain_range
from bot.when.sentence import Sentence
from bot.when.spans import SPAN, Span, span

SOON = 31
"""Days within which a number beside a weekday is rather that day of the month than an hour."""

_FOR = re.compile(f"L(?P<span>{SPAN})")
_UNMARKED_LENGTH = re.compile(f"(?P<span>{SPAN})(?<=[mH])")
_DAY_NUMBER = re.compile(r"(?:l(?=[nv])|(?=nr))(?P<day>[nv])r?")
_NUMBER = re.compile(r"(?P<day>[nv])")


@dataclass(frozen=True, slots=True)
class Said:
    """What was said of the date, of the time of day, of the length, of the minutes from now; each may be None."""

    days: Days | None
    hours: HoursSaid | None
    length: Span | None
    minutes_ahead: int | None


@dataclass(frozen=True, slots=True)
class _Part:
    """Where a part of the day stands, which one, and its words; None if there is none."""

    at: int | None
    which: int | None
    said: str


_NO_PART = _Part(None, None, "")


@dataclass(slots=True)
class _Dates:
    """The dates found so far: each piece of the text narrows what the others leave open."""

    days: Days | None = None
    weekday: WeekdaySaid | None = None
    weekday_said: str = ""

    def narrow(self, days: Days | None, said: str) -> None:
        """Keeps what is in both. Raises NotUnderstood with `said` if they contradict each other."""
        if days is None:
            return
        if self.days is not None:
            known = {day.on for day in self.days}
            days = tuple(day for day in days if day.on in known)
            if not days:
                raise NotUnderstood(said)
        self.days = days

    def settled(self) -> Days | None:
        """The dates that agree with the weekday. Raises WeekdayDiffers if none does."""
        if self.weekday is None:
            return self.days
        if self.days is None:
            return self.weekday.days
        allowed = {day.on for day in self.weekday.days}
        weekday, plain = self.weekday.weekday, self.weekday.plain
        days = tuple(
            day for day in self.days if (day.on.weekday() == weekday if plain else day.on in allowed)
        )
        if not days:
            raise WeekdayDiffers(self.weekday_said, self.days[0].on)
        # A weekday that leaves one of several dates has said which: nothing about it is a guess any more.
        return (Day(days[0].on),) if len(days) == 1 < len(self.days) else days


def understood(sentence: Sentence, habits: Habits, *, anchored: bool = False) -> Said:
    """What the whole sentence says. Raises NotUnderstood with whatever part of it says nothing.

    The order is the grammar: what is itself wherever it stands goes first, and a lone number, which may be a
    day or an hour, is looked at when all that could decide it is known. With `anchored` the day has been said
    elsewhere, so that such a number is an hour.
    """
    dates = _Dates()
    _twelve_noon(sentence)
    dates.narrow(numeric(sentence, habits), sentence.text)
    length = _length(sentence, _FOR)
    dates.narrow(after_a_day(sentence, habits), sentence.text)
    counted = ahead(sentence)
    minutes_ahead = counted.minutes if counted is not None and counted.minutes else None
    if counted is not None and minutes_ahead is None:
        dates.narrow(days_later(habits, habits.today, counted), sentence.text)
    part = _part(sentence)
    hours = evident_range(sentence, part.which, part.said)
    clock = evident_clock(sentence) if hours is None else None
    if length is None and clock is not None:
        length = _length(sentence, _UNMARKED_LENGTH)
    _dates_in_words(sentence, habits, dates)
    timed = hours is not None or clock is not None
    if not anchored:
        _numbers_as_days(sentence, habits, dates, timed=timed)
    dated = dates.days is not None or dates.weekday is not None
    anchored = anchored or dated or part.which is not None
    if not timed and anchored:
        hours = plain_range(sentence, part.which, part.said)
    if not timed and hours is None:
        clock = clock_by_place(sentence, r"n\.n|N|t?[nv]" if anchored else r"n\.n|N")
    if part.at is not None and sentence.kinds[part.at] == "p":
        sentence.take(part.at, part.at + 1)
    if clock is not None:
        hours = decided(clock, part.which, part.said)
    sentence.leftover()
    if minutes_ahead is not None and (hours is not None or anchored):
        raise NotUnderstood(sentence.text.strip())
    if length is not None and hours is not None and hours.ways[0].end is not None:
        raise NotUnderstood(sentence.text.strip())
    return Said(dates.settled(), hours, length, minutes_ahead)


def _twelve_noon(sentence: Sentence) -> None:
    """Takes the number out of "12 noon" and "12 midnight": it says nothing more, and is no day."""
    for match in re.finditer(r"(?<!l)nc", sentence.kinds):
        if sentence.amount(match.start()) == 12:
            sentence.take(match.start(), match.start() + 1)


def _length(sentence: Sentence, pattern: re.Pattern[str]) -> Span | None:
    match = pattern.search(sentence.kinds)
    if match is None:
        return None
    found = span(sentence, *match.span("span"))
    if not found.minutes:
        raise NotUnderstood(sentence.said(*match.span()))
    sentence.take(*match.span())
    return found


def _part(sentence: Sentence) -> _Part:
    at = sentence.kinds.find("p")
    return _NO_PART if at < 0 else _Part(at, sentence.amount(at), sentence.said(at, at + 1))


def dash_after_day(sentence: Sentence, habits: Habits) -> Sentence | None:
    """The sentence with its dash parting a day from an hour, "samedi 5 - 10h", instead of making a range of 5 to 10.

    None where the dash cannot do that: it stands close, or no such day comes soon.
    """
    match = re.search(r"W[nv]-", sentence.kinds)
    if match is None or not sentence.spaced(match.end() - 1):
        return None
    number, weekday = sentence.amount(match.start() + 1), sentence.amount(match.start())
    if next_day_of_month(habits.today, number, weekday, within=SOON) is None:
        return None
    parted = Sentence(sentence.text, sentence.tokens, twelve_hours=sentence.twelve_hours)
    parted.take(match.end() - 1, match.end())
    return parted


def _dates_in_words(sentence: Sentence, habits: Habits, dates: _Dates) -> None:
    dates.narrow(named_month(sentence, habits), sentence.text)
    said = weekday(sentence, habits)
    if said is not None:
        dates.weekday, dates.weekday_said = said, sentence.said(said.at, said.at + 1)
    at = sentence.kinds.find("D")
    if at >= 0:
        dates.narrow(day_word(sentence, habits), sentence.said(at, at + 1))


def _numbers_as_days(sentence: Sentence, habits: Habits, dates: _Dates, *, timed: bool) -> None:
    """Takes the numbers that are rather a day than an hour: a date's two, an ordinal, one beside a weekday."""
    if dates.days is not None:
        return
    weekday = None if dates.weekday is None else dates.weekday.weekday
    pair = re.search(r"n[.-]n", sentence.kinds)
    if pair is not None:
        days = _pair_as_date(sentence, habits, pair, weekday, timed=timed)
        dates.narrow(days, sentence.said(*pair.span()))
        return
    number = _DAY_NUMBER.search(sentence.kinds)
    if number is None and dates.weekday is not None:
        number = _NUMBER.match(sentence.kinds, dates.weekday.at + 1)
        if (
            number is not None
            and not timed
            and not _day_rather_than_hour(sentence, habits, number.start(), weekday)
        ):
            return
    if number is None:
        return
    days = day_of_month(sentence, habits, *number.span(), weekday)
    if days is None:
        other = next_day_of_month(habits.today, sentence.amount(number.start("day")), None)
        if other is None or dates.weekday is None:
            raise NoSuchDay(sentence.said(*number.span()))
        raise WeekdayDiffers(dates.weekday_said, other)
    dates.narrow(days, sentence.said(*number.span()))


def _pair_as_date(
    sentence: Sentence, habits: Habits, pair: re.Match[str], weekday: int | None, *, timed: bool
) -> Days | None:
    """Two numbers with a dot or a dash as a date, or None if they are a time or a range instead."""
    kinds = sentence.kinds
    try:
        days = two_numbers(sentence, habits, pair.start())
    except NoSuchDay:
        if timed:
            raise
        return None
    soon = habits.today + timedelta(days=SOON)
    if timed or weekday is None or "." in pair.group():
        return days
    if any(day.on.weekday() == weekday and day.on < soon for day in days):
        return days
    sentence.kinds = kinds
    return None


def _day_rather_than_hour(sentence: Sentence, habits: Habits, at: int, weekday: int | None) -> bool:
    """Whether "saturday 21" is a date: no clock has that hour, or the next 21st is a Saturday."""
    if sentence.kinds[at + 1 : at + 2] == "p":
        return False
    number = sentence.amount(at)
    return number > 24 or next_day_of_month(habits.today, number, weekday, within=SOON) is not None
