"""Days by their place from today: "tomorrow", "next saturday", "samedi en huit", "in 3 days"."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from bot.when.assumed import Assumed
from bot.when.calendar_date import MONTHS_AHEAD, Day, Days, Habits, months_after
from bot.when.errors import NotUnderstood, TooFar
from bot.when.sentence import Sentence
from bot.when.spans import FRENCH_WEEKS, SPAN, Span, span

WEEK = timedelta(days=7)

_WEEKDAY = re.compile(
    r"(?P<next_week>xwt?W|Wt?wx|Wt?xw|wxt?W)|(?P<this_week>Xwt?W|WXw)"
    r"|(?P<later>We[nv](?![h:])|Ww)|(?P<next>xX?W|Wx)|(?P<this>XW|WX)|(?P<last>zW|Wz)|(?P<plain>W)"
)
_AHEAD = re.compile(f"i(?P<ahead>{SPAN})|(?P<from_now>{SPAN})f")
_AFTER = re.compile(f"(?<!i)(?P<span>{SPAN})(?:F|(?<=w))(?P<anchor>[WD])")


@dataclass(frozen=True, slots=True)
class WeekdaySaid:
    """A weekday, Monday 0, the days it may be, and where in the sentence it stands.

    `plain` is True without a word such as "next", so that a date beside it decides.
    """

    weekday: int
    days: Days
    plain: bool
    at: int


def coming(today: date, weekday: int) -> date:
    """The first such day, today included."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _either_week(first: date, *, also: bool) -> Days:
    return (Day(first, Assumed.WEEK), Day(first + WEEK, Assumed.WEEK)) if also else (Day(first),)


def _of_week(habits: Habits, weekday: int, weeks: int) -> Days:
    """The day in the week so many weeks on, for weeks that start on Monday and as the locale's do."""
    found: list[date] = []
    for starts in (0, habits.week_starts):
        first = habits.today - timedelta(days=(habits.today.weekday() - starts) % 7) + weeks * WEEK
        found.append(first + timedelta(days=(weekday - starts) % 7))
    days = sorted(set(found))
    return tuple(Day(day, Assumed.WEEK if len(days) > 1 else None) for day in days)


def _next(habits: Habits, weekday: int) -> Days:
    """The coming one and, if that is still in the week that runs, the one after as well: people mean either."""
    today, first = habits.today, coming(habits.today, weekday)
    if first == today:
        return (Day(first + WEEK),)
    days_left = 6 - (today.weekday() - habits.week_starts) % 7
    monday_left = 6 - today.weekday()
    return _either_week(first, also=(first - today).days <= max(days_left, monday_left))


def weekday(sentence: Sentence, habits: Habits) -> WeekdaySaid | None:
    """Takes a weekday and the words that say which one."""
    match = _WEEKDAY.search(sentence.kinds)
    if match is None:
        return None
    start, end = match.span()
    at = sentence.kinds.index("W", start)
    day = sentence.amount(at)
    first = coming(habits.today, day)
    is_today = first == habits.today
    match match.lastgroup:
        case "next_week":
            days = _of_week(habits, day, 1)
        case "this_week":
            days = _of_week(habits, day, 0)
        case "later":
            later = 7 if sentence.kinds[end - 1] == "w" else FRENCH_WEEKS.get(sentence.amount(end - 1))
            if later is None:
                raise NotUnderstood(sentence.said(start, end))
            days = _either_week(first + timedelta(days=later), also=is_today)
        case "next":
            days = _next(habits, day)
        case "this":
            days = (Day(first),)
        case "last":
            days = (Day(first - WEEK),)
        case _:
            days = _either_week(first, also=is_today)
    sentence.take(start, end)
    return WeekdaySaid(day, days, plain=match.lastgroup == "plain", at=at)


def day_word(sentence: Sentence, habits: Habits) -> Days | None:
    """Takes "today", "demain" and their like."""
    at = sentence.kinds.find("D")
    if at < 0:
        return None
    sentence.take(at, at + 1)
    return (Day(habits.today + timedelta(days=sentence.amount(at))),)


def days_later(habits: Habits, base: date, found: Span) -> Days:
    """The days a span of days or months leads to. Raises TooFar beyond the calendar."""
    counts = [found.days] if found.also_days is None else [found.days, found.also_days]
    try:
        days = [months_after(base, found.months) + timedelta(days=count) for count in counts]
    except OverflowError:
        raise TooFar(None, months_after(habits.today, MONTHS_AHEAD)) from None
    return tuple(Day(day, Assumed.DAYS if len(days) > 1 else None) for day in days)


def ahead(sentence: Sentence) -> Span | None:
    """Takes what is counted from now: "in 2 hours", "3 weeks from now", "dans 15 jours"."""
    match = _AHEAD.search(sentence.kinds)
    if match is None:
        return None
    found = span(sentence, *match.span("ahead" if match["ahead"] else "from_now"))
    sentence.take(*match.span())
    return found


def after_a_day(sentence: Sentence, habits: Habits) -> Days | None:
    """Takes what is counted from a day: "a week from saturday", "deux jours après demain"."""
    match = _AFTER.search(sentence.kinds)
    if match is None:
        return None
    found, at = span(sentence, *match.span("span")), match.start("anchor")
    if found.minutes:
        raise NotUnderstood(sentence.said(*match.span("span")))
    if sentence.kinds[at] == "D":
        bases: Days = (Day(habits.today + timedelta(days=sentence.amount(at))),)
    else:
        first = coming(habits.today, sentence.amount(at))
        bases = _either_week(first, also=first == habits.today)
    sentence.take(*match.span())
    return tuple(Day(day.on, base.guessed) for base in bases for day in days_later(habits, base.on, found))
