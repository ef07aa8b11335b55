"""Days without a time of day: "monday", "14 july", and from one to another: "24 dec to 2 jan"."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.when.errors import (
    Backwards,
    InThePast,
    NoSuchDay,
    NotUnderstood,
    SeveralDays,
    SpanTooLong,
    TimeMissing,
    WhenError,
)
from bot.when.moments import readings
from bot.when.tokens import checked

LONGEST_SPAN = 100
"""Days that a span may have; a longer one is rather a slip of the year."""

_ZONE = ZoneInfo("UTC")
_FROM = re.compile(r"\s*(?:from|du)\s+", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:between|entre)\s+(.+)\s+(?:and|et)\s+(.+)", re.IGNORECASE)
_SEPARATORS = (
    re.compile(r"\s+(?:to|until|till|through|au|à|jusqu['’](?:au|à))\s+", re.IGNORECASE),
    re.compile(r"\s+(?:[-–—→]|->)\s+"),
    re.compile(r"[-–—→]"),
)
"""What stands between the first day and the last, what leaves least doubt first."""
_NUMBER = re.compile(r"\s*(?:the|le)?\s*([0-9]{1,2})(?:st|nd|rd|th|er)?\s*", re.IGNORECASE)


def read_days(text: str, *, today: date, locale: str) -> tuple[date, ...]:
    """The one to three days a text may mean, best first, from `today` on.

    Raises NotUnderstood (also where a time of day was said), InThePast or TooFar.
    """
    try:
        readings(text, now=datetime.combine(today, time(), UTC), zone=_ZONE, locale=locale)
    except TimeMissing as found:
        return found.dates
    raise NotUnderstood(text.strip())


def read_span(text: str, *, today: date, locale: str) -> tuple[date, date]:
    """The first and the last day a text says; the same twice where it says one. A span may have begun already.

    Raises NotUnderstood, InThePast, TooFar, SeveralDays, Backwards or SpanTooLong.
    """

    def day(said: str, since: date = today) -> date:
        best, *others = read_days(said, today=since, locale=locale)
        if others:
            raise SeveralDays(said.strip(), (best, *others))
        return best

    text = checked(text)
    try:
        only = day(text)
    except NotUnderstood as refusal:
        refusals: list[WhenError] = []
        for first_said, last_said in _halves(text):
            try:
                return _checked(*_ends(first_said, last_said, day), today)
            except NotUnderstood as other:
                refusals.append(other)
        raise refusals[0] if refusals else refusal from None
    return only, only


def _halves(text: str) -> Iterator[tuple[str, str]]:
    """Each way to part a text into the first day and the last."""
    if between := _BETWEEN.fullmatch(text):
        yield between[1], between[2]
    if begins := _FROM.match(text):
        text = text[begins.end() :]
    for separator in _SEPARATORS:
        for found in separator.finditer(text):
            yield text[: found.start()], text[found.end() :]


def _ends(first_said: str, last_said: str, day: Callable[..., date]) -> tuple[date, date]:
    """Both days, near each other where a year or a month was not said: "24 to 26 december", "20 dec to 5 jan"."""
    if number := _NUMBER.fullmatch(first_said):
        last = day(last_said)
        return _same_month(last, int(number[1]), first_said), last
    try:
        first = _begun(day, first_said)
    except NoSuchDay:  # "29 feb to 1 mar 2028": there will be one
        last = day(last_said)
        nearer = _or_none(day, first_said, last - timedelta(days=LONGEST_SPAN))
        if nearer is None or nearer > last:
            raise
        return nearer, last
    if number := _NUMBER.fullmatch(last_said):
        return first, _same_month(first, int(number[1]), last_said)
    last = day(last_said)
    if timedelta(0) <= last - first < timedelta(days=LONGEST_SPAN):
        return first, last
    # "20 nov to 25 nov", said on the 22nd, or "28 feb to 2 mar 2028": the next such day is not the one that is meant.
    nearer = _or_none(day, first_said, last - timedelta(days=LONGEST_SPAN))
    if nearer is not None and nearer <= last and any(c.isdigit() for c in first_said):
        return nearer, last  # without a digit it is a weekday or "tomorrow", which has no year
    later = None if first <= last else _or_none(day, last_said, first)
    near = later is not None and later - first < timedelta(days=LONGEST_SPAN)
    return first, later if later is not None and near else last


def _begun(day: Callable[..., date], said: str) -> date:
    """A day that may lie behind us, because the span it is an end of has begun."""
    try:
        return day(said)
    except InThePast as past:
        return past.on


def _or_none(day: Callable[..., date], said: str, since: date) -> date | None:
    try:
        return day(said, since)
    except WhenError:
        return None


def _same_month(other: date, number: int, said: str) -> date:
    try:
        return other.replace(day=number)
    except ValueError:
        raise NotUnderstood(said.strip()) from None


def _checked(first: date, last: date, today: date) -> tuple[date, date]:
    if last < first:
        raise Backwards(first, last)
    if last < today:
        raise InThePast(last)
    if (last - first).days >= LONGEST_SPAN:  # both ends count
        raise SpanTooLong(LONGEST_SPAN)
    return first, last
