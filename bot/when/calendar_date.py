"""Dates as people say them: a day and month, a weekday, a day from today."""

import re
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from bot.when.assumed import Assumed
from bot.when.errors import NoSuchDay, NotUnderstood
from bot.when.sentence import Sentence

MONTHS_AHEAD = 18
"""How far a moment may be away; a later one is rather a slip of the year."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date that may be meant; `guessed` is what about it was not said."""

    on: date
    guessed: Assumed | None = None


@dataclass(frozen=True, slots=True)
class Habits:
    """What reading a date depends on besides its words; `week_starts` is 0 for Monday."""

    today: date
    month_first: bool
    week_starts: int


Days = tuple[Day, ...]


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the month's last. Raises OverflowError beyond the calendar."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not MINYEAR <= year < MAXYEAR:
        raise OverflowError
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(day.day, last))


def _in_full(said: str, year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDay(said) from None


def _this_year_or_next(habits: Habits, said: str, month: int, day: int) -> Day:
    """The next such date, today included. A 29 February that is not in that year is no day."""
    year = habits.today.year + ((month, day) < (habits.today.month, habits.today.day))
    return Day(_in_full(said, year, month, day), None if year == habits.today.year else Assumed.YEAR)


def _either_order(habits: Habits, said: str, first: int, second: int, year: int | None) -> Days:
    """The dates that two numbers may mean, the order of the locale first."""
    found: list[Day] = []
    orders = [(first, second), (second, first)] if habits.month_first else [(second, first), (first, second)]
    for month, day in dict.fromkeys(orders):
        try:
            if year is None:
                found.append(_this_year_or_next(habits, said, month, day))
            else:
                found.append(Day(_in_full(said, year, month, day)))
        except NoSuchDay:
            continue
    if not found:
        raise NoSuchDay(said)
    usual = (found[0].on.month, found[0].on.day) == orders[0]
    return tuple(found) if usual and len(found) == 1 else tuple(Day(day.on, Assumed.ORDER) for day in found)


def looks_like_a_year(sentence: Sentence, at: int) -> bool:
    """Whether four digits beside a date are its year: they are no time, or of this century and not long past."""
    number = sentence.amount(at)
    return 2020 <= number <= 2099 or number >= 2400 or number % 100 > 59


_NUMBERS = re.compile(
    r"(?P<ymd>N-n-n|N/n/n|N\.n\.n\.?|(?:NY)?nqnJ?|NY?[.,]?M[.]?n[.r]?)"
    r"|(?P<numbers>n/n(?:/[nN])?|n-n-[nN]|n\.n\.(?:[nN])?)"
    r"|(?P<dmy>nUn(?:Y?N)?)"
)
_MONTH = re.compile(r"(?P<day_first>l?(?:n[.r]?-?|v)M)[-./]?N?|(?P<month_first>M[.]?l?[nv]r?)[-.,]?N?")


def numeric(sentence: Sentence, habits: Habits) -> Days | None:
    """Takes a date that is one wherever it stands, most often in numbers alone."""
    match = _NUMBERS.search(sentence.kinds)
    if match is None:
        return None
    start, end = match.span()
    year = sentence.kinds[end - 1] == "N" and looks_like_a_year(sentence, end - 1)
    if end - start == 5 and sentence.kinds[start + 1] == "." and sentence.spaced(end - 1) and not year:
        end -= 1  # in "28.11. 19 Uhr" the third number is the hour
    said = sentence.said(start, end)
    numbers = [sentence.amount(at) for at in range(start, end) if sentence.kinds[at] in "nNM"]
    if match["ymd"] and len(numbers) == 3:
        days = (Day(_in_full(said, *numbers)),)
    elif match["ymd"]:
        days = (_this_year_or_next(habits, said, *numbers),)
    elif match["dmy"]:
        day, month, *year = numbers
        days = (
            (Day(_in_full(said, year[0], month, day)),)
            if year
            else (_this_year_or_next(habits, said, month, day),)
        )
    else:
        days = _numbers(
            habits, said, numbers, sentence.kinds[start + 1], short=sentence.kinds[end - 1] != "N"
        )
    sentence.take(start, end)
    return days


def _numbers(habits: Habits, said: str, numbers: list[int], mark: str, *, short: bool) -> Days:
    """A day and a month, in whatever order the mark or the locale says, and a year of four or two digits."""
    first, second, *years = numbers
    year = None if not years else years[0] + 2000 * short
    if mark != ".":
        return _either_order(habits, said, first, second, year)
    if year is None:
        return (_this_year_or_next(habits, said, second, first),)
    return (Day(_in_full(said, year, second, first)),)


def two_numbers(sentence: Sentence, habits: Habits, at: int) -> Days:
    """The dates that a number, a mark and a number at a place may be; takes them. NoSuchDay if none."""
    said, numbers = sentence.said(at, at + 3), [sentence.amount(at), sentence.amount(at + 2)]
    days = _numbers(habits, said, numbers, sentence.kinds[at + 1], short=True)
    sentence.take(at, at + 3)
    return days


def named_month(sentence: Sentence, habits: Habits) -> Days | None:
    """Takes a day and the name of a month, and the year if it follows."""
    match = _MONTH.search(sentence.kinds)
    if match is None:
        return None
    start, end = match.span()
    year: int | None = None
    if sentence.kinds[end - 1] == "N" and looks_like_a_year(sentence, end - 1):
        year = sentence.amount(end - 1)
    else:
        end = match.end("day_first") if match["day_first"] else match.end("month_first")
    if re.search(r"[nv]-$", sentence.kinds[:start]):
        raise NotUnderstood(sentence.said(start - 2, end))  # "10-12 dec" is days or hours
    said = sentence.said(start, end)
    month = next(sentence.amount(at) for at in range(start, end) if sentence.kinds[at] == "M")
    day = next(sentence.amount(at) for at in range(start, end) if sentence.kinds[at] in "nv")
    sentence.take(start, end)
    if year is None:
        return (_this_year_or_next(habits, said, month, day),)
    return (Day(_in_full(said, year, month, day)),)


def day_of_month(
    sentence: Sentence, habits: Habits, start: int, end: int, weekday: int | None
) -> Days | None:
    """Takes a number as the next such day, of that weekday if one is given; None if two months have none."""
    number = next(sentence.amount(at) for at in range(start, end) if sentence.kinds[at] in "nv")
    day = next_day_of_month(habits.today, number, weekday)
    if day is None:
        return None
    sentence.take(start, end)
    return (Day(day, Assumed.MONTH),)


def next_day_of_month(today: date, number: int, weekday: int | None, *, within: int = 62) -> date | None:
    """The first date with a day number, and a weekday if it matters, in so many days from today."""
    days = (today + timedelta(days=days) for days in range(within))
    return next((day for day in days if day.day == number and weekday in (None, day.weekday())), None)
