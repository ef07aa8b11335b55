"""Text to repeats: "every saturday 10:00", "1er samedi du mois", "une semaine sur deux le mardi 19h".

To the kinds of `bot.when.tokens` come these:

    E every · O other · S French "sur", of "un samedi sur deux" · I first to fourth (1-4) · s a weekday's plural
    R weekly · G fortnightly · V monthly
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache

from bot.when.calendar_date import Habits
from bot.when.durations import within_limits
from bot.when.errors import NotUnderstood, OutOfRange, RepeatDayMissing, WhenError
from bot.when.grammar import Said, understood
from bot.when.lexicon import Lexicon, extended, lexicon
from bot.when.repeat import MOST_NTH, Kind, Repeat, monthly_of
from bot.when.sentence import Sentence
from bot.when.spans import FRENCH_WEEKS
from bot.when.tokens import checked
from bot.when.words import repeats as words

MOST = 3
"""Readings offered at most."""
_DAY = 1440
_FORTNIGHT, _WEEK = 14, 7


@dataclass(frozen=True, slots=True)
class RepeatReading:
    """One way to take a text: what repeats, and the wall time and the length if they were said."""

    repeat: Repeat
    wall: time | None = None
    length: timedelta | None = None


Kinds = tuple[tuple[Kind, int | None], ...]
"""Kinds with the n of an nth weekday, best first; empty if the date of the first one says which."""


def _nth_of_month(sentence: Sentence, start: int, end: int) -> Kinds:
    if "z" in sentence.kinds[start:end]:
        return ((Kind.LAST, None),)
    nth = next(sentence.amount(at) for at in range(start, end) if sentence.kinds[at] in "In")
    if not 1 <= nth <= MOST_NTH:
        raise NotUnderstood(sentence.said(start, end))
    return ((Kind.NTH, nth),)


def _every_nth(sentence: Sentence, start: int, end: int) -> Kinds:
    """Without a month "every second tuesday" is most often every other one; of "every third" there is no such kind."""
    kinds = _nth_of_month(sentence, start, end)
    if kinds == ((Kind.NTH, 2),):
        return ((Kind.TWO_WEEKS, None), *kinds)
    if kinds not in (((Kind.NTH, 1),), ((Kind.LAST, None),)):
        raise NotUnderstood(sentence.said(start, end))
    return kinds


def _counted(sentence: Sentence, start: int, end: int) -> Kinds:
    count, unit = sentence.amount(start + 1), sentence.kinds[end - 1]
    if unit in "ws":
        count *= _WEEK
    elif unit == "j":
        count = FRENCH_WEEKS.get(count, count)
    kind = {_WEEK: Kind.WEEKLY, _FORTNIGHT: Kind.TWO_WEEKS}.get(count)
    if kind is None:
        raise NotUnderstood(sentence.said(start, end))
    return ((kind, None),)


def _one_of_two(sentence: Sentence, start: int, end: int) -> Kinds:
    if (sentence.amount(end - 4), sentence.amount(end - 1)) != (1, 2):
        raise NotUnderstood(sentence.said(start, end))
    return ((Kind.TWO_WEEKS, None),)


def _two_weeks(_sentence: Sentence, _start: int, _end: int) -> Kinds:
    return ((Kind.TWO_WEEKS, None),)


def _weekly(_sentence: Sentence, _start: int, _end: int) -> Kinds:
    return ((Kind.WEEKLY, None),)


def _by_date(_sentence: Sentence, _start: int, _end: int) -> Kinds:
    return ()


_NTH = r"l?(?:I|z|nr)[Ws]"
_WAYS: tuple[tuple[str, str, Callable[[Sentence, int, int], Kinds]], ...] = (
    ("nth_of_month", rf"E?{_NTH}(?:i?E?o|V)|(?:V|Eo){_NTH}", _nth_of_month),
    ("every_nth", rf"E{_NTH}", _every_nth),
    ("counted", r"E[nv][wdjs]", _counted),
    ("one_of_two", r"l?[nv][wW]S[nv]", _one_of_two),
    ("two_weeks", r"EO[wWs]|E?G", _two_weeks),
    ("weekly", r"E[wWs]|R", _weekly),
    ("by_date", r"V|Eo", _by_date),
    ("habit", r"s", _weekly),
)
_BUILD = {name: build for name, _, build in _WAYS}
_ANY = tuple((name, re.compile(pattern)) for name, pattern, _ in _WAYS)
_REPEATING = frozenset("ERGV")
_WEEKDAY = re.compile(r"[Ws]")


def read_repeat(text: str, *, locale: str = "en-US", first: date | None = None) -> tuple[RepeatReading, ...]:
    """The one to three ways to take a text as a repeat, best first, in English or French.

    `first` is the date of the first one, if that is known: it says the weekday where the text does not, and which
    day of the month "monthly" means. Raises NotUnderstood with the part that says no repeat there is, or
    RepeatDayMissing.
    """
    text = checked(text)
    known = _lexicon(locale)
    unknown = known.unknown(text)
    if unknown or not text.strip():
        raise NotUnderstood(text[unknown[0].start : unknown[0].end] if unknown else "")
    habits = Habits(first or date(2000, 1, 1), known.month_first, known.week_starts)
    found: list[RepeatReading] = []
    refusals: list[WhenError] = []
    for tokens in known.tokens(text):
        sentence = Sentence(text, tokens, twelve_hours=known.twelve_hours)
        try:
            taken = _taken(sentence)
            hours = list(_hours(understood(sentence, habits, anchored=True), text.strip()))
            repeats = _repeats(taken, first)
            found += [RepeatReading(repeat, wall, length) for repeat in repeats for wall, length in hours]
        except WhenError as refusal:
            refusals.append(refusal)
    if not found:
        # That only the day is missing explains more than that a word is left over.
        refusals.sort(key=lambda refusal: isinstance(refusal, NotUnderstood))
        raise refusals[0] if refusals else NotUnderstood(text.strip())
    return tuple(dict.fromkeys(found))[:MOST]


def repeating(text: str, *, locale: str = "en-US") -> bool:
    """Whether one of a text's words says that something repeats, whatever else it says."""
    known = _lexicon(locale)
    for word in text.split():
        with suppress(NotUnderstood):
            for tokens in known.tokens(checked(word)):
                if any(token.kind in _REPEATING for token in tokens):
                    return True
    return False


@lru_cache(maxsize=64)
def _lexicon(locale: str) -> Lexicon:
    return extended(lexicon(locale), words.ROWS, plurals="s")


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a sentence says of a repeat; `said` is how."""

    kinds: Kinds
    weekday: int | None
    said: str


def _taken(sentence: Sentence) -> _Taken:
    """Takes what repeats, and its weekday, out of a sentence. Raises NotUnderstood."""
    name, match = next(
        ((name, match) for name, pattern in _ANY if (match := pattern.search(sentence.kinds))), ("", None)
    )
    if match is None:
        raise NotUnderstood(sentence.text.strip())
    kinds = _BUILD[name](sentence, *match.span())
    day = _WEEKDAY.search(match.group()) or _WEEKDAY.search(sentence.kinds)
    at = None if day is None else day.start() + (match.start() if day.string is match.group() else 0)
    said = sentence.said(*match.span())
    weekday = None if at is None else sentence.amount(at)
    sentence.take(*match.span())
    if at is not None:
        sentence.take(at, at + 1)
    return _Taken(kinds, weekday, said)


def _repeats(taken: _Taken, first: date | None) -> tuple[Repeat, ...]:
    """The repeats that are meant, with what only the first date says. Raises NotUnderstood or RepeatDayMissing."""
    weekday = taken.weekday
    day = weekday if weekday is not None or first is None else first.weekday()
    if day is None:
        raise RepeatDayMissing
    if taken.kinds:
        return tuple(Repeat(kind, day, nth) for kind, nth in taken.kinds)
    if weekday is not None or first is None:
        raise NotUnderstood(taken.said)  # "monthly on saturday": on which one?
    return monthly_of(first)


def _hours(said: Said, text: str) -> Iterator[tuple[time | None, timedelta | None]]:
    """The wall times and lengths that were said with a repeat. Raises NotUnderstood if a date was said as well."""
    if said.days is not None or said.minutes_ahead is not None:
        raise NotUnderstood(text)
    length = None if said.length is None else timedelta(minutes=said.length.minutes)
    if said.hours is None:
        if length is not None:
            raise NotUnderstood(text)
        yield None, None
        return
    for hours in said.hours.ways:
        if hours.start >= _DAY:
            raise NotUnderstood(text)  # midnight after a saturday is on a sunday: which day repeats?
        lasts = length if hours.end is None else timedelta(minutes=hours.end - hours.start)
        try:
            checked_length = None if lasts is None else within_limits(lasts)
        except OutOfRange:
            raise NotUnderstood(text) from None
        yield time(*divmod(hours.start, 60)), checked_length
