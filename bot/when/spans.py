"""Counted time: "2 hours", "an hour and a half", "une demi-heure", "15 jours"."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.when.errors import NotUnderstood
from bot.when.sentence import Sentence


@dataclass(frozen=True, slots=True)
class Span:
    """One of minutes, days or months is more than 0, the others are 0.

    `also_days` is the literal count where the French idiom counts today: "15 jours" are two weeks or 15 days.
    """

    minutes: int = 0
    days: int = 0
    months: int = 0
    also_days: int | None = None


FRENCH_WEEKS = {8: 7, 15: 14}
"""Counts of days that in French are weeks, because the day one starts from is counted as well."""


def _count(sentence: Sentence, at: int) -> int:
    return 1 if sentence.kinds[at] == "a" else sentence.amount(at)


def _hours_and_minutes(sentence: Sentence, start: int, end: int) -> Span:
    at = end - 1 if sentence.kinds[end - 1] in "nv" else end - 2
    if sentence.amount(at) > 59:
        raise NotUnderstood(sentence.said(start, end))
    return Span(minutes=60 * _count(sentence, start) + sentence.amount(at))


def _hours_and_part(sentence: Sentence, start: int, end: int) -> Span:
    part = 30 if sentence.kinds[end - 1] == "K" else 15 * sentence.amount(end - 1)
    return Span(minutes=60 * _count(sentence, start) + part)


def _and_a_half_hours(sentence: Sentence, start: int, _end: int) -> Span:
    return Span(minutes=60 * _count(sentence, start) + 30)


def _decimal_hours(sentence: Sentence, start: int, end: int) -> Span:
    tenths = sentence.amount(start + 2) * 10 ** (2 - sentence.digits(start + 2))
    minutes, over = divmod(tenths * 60, 100)
    if over:
        raise NotUnderstood(sentence.said(start, end))
    return Span(minutes=60 * sentence.amount(start) + minutes)


def _half_an_hour(_sentence: Sentence, _start: int, _end: int) -> Span:
    return Span(minutes=30)


def _quarters(sentence: Sentence, start: int, _end: int) -> Span:
    at = sentence.kinds.index("Q", start)
    before = sentence.amount(start) if sentence.kinds[start] in "nv" else 1
    return Span(minutes=15 * before * sentence.amount(at))


def _counted(sentence: Sentence, start: int, end: int) -> Span:
    count, unit = _count(sentence, start), sentence.kinds[end - 1]
    match unit:
        case "h" | "H":
            return Span(minutes=60 * count)
        case "m":
            return Span(minutes=count)
        case "j" if count in FRENCH_WEEKS:
            return Span(days=FRENCH_WEEKS[count], also_days=count)
        case "d" | "j":
            return Span(days=count)
        case "w":
            return Span(days=7 * count)
        case "o":
            return Span(months=count)
        case _:
            return Span(months=12 * count)


_WAYS: tuple[tuple[str, str, Callable[[Sentence, int, int], Span]], ...] = (
    ("part", r"[nva][hH]&[av]?[KQ](?![av]?[hH])", _hours_and_part),
    ("minutes", r"[nkNva][hH]&?(?:[nv]m|(?<=[h&])[nv](?![nkNvhHmdjwoyM:./-]))", _hours_and_minutes),
    ("and_half", r"[nv]&[av]?K[hH]", _and_a_half_hours),
    ("decimal", r"n[.,]n[hH]", _decimal_hours),
    ("half", r"[av]?K[av]?[hH]", _half_an_hour),
    ("quarters", r"[nva]?Q[av]?[hH]", _quarters),
    ("counted", r"[nkNva][hHmdjwoy]", _counted),
)
SPAN = "(?:" + "|".join(pattern for _, pattern, _ in _WAYS) + ")"
"""Any span, as a pattern over a sentence's kinds."""

_SPAN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern, _ in _WAYS))
_BUILD = {name: build for name, _, build in _WAYS}


def span(sentence: Sentence, start: int, end: int) -> Span:
    """The span that the tokens from `start` up to `end` spell; raises NotUnderstood if it is empty."""
    match = _SPAN.fullmatch(sentence.kinds, start, end)
    if match is None or match.lastgroup is None:
        raise NotUnderstood(sentence.said(start, end))
    found = _BUILD[match.lastgroup](sentence, start, end)
    if not (found.minutes or found.days or found.months):
        raise NotUnderstood(sentence.said(start, end))
    return found
