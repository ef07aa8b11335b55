"""The time of day: "10am", "18h30", "half past six", "minuit", and what a part of the day says about it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.when.errors import NotUnderstood
from bot.when.sentence import TAKEN, Sentence

NOON, DAY = 720, 1440


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day in minutes since its date's midnight, one or two of them, best first.

    `fixed` is True where am, pm, noon or a 24-hour number leaves no second half of the day; `bare` where only
    an hour was said, so that the other end of a range may decide it. `guessed` is True if it ought to be said
    which half or which midnight was taken.
    """

    minutes: tuple[int, ...]
    fixed: bool
    bare: bool
    guessed: bool


def _written(hour: int, minute: int) -> Clock:
    """A time in 24-hour notation. Raises ValueError if no clock shows it."""
    if not (hour < 24 and minute < 60) and (hour, minute) != (24, 0):
        raise ValueError
    return Clock((60 * hour + minute,), fixed=False, bare=False, guessed=False)


def _either(hour: int, minute: int = 0, *, written: bool = False) -> Clock:
    """A time that may be in either half of the day; before seven the later half is likelier for a meetup.

    With `written` the half as written comes first. Raises ValueError if no clock shows it.
    """
    if hour > 23 or minute > 59:
        raise ValueError
    early = 60 * hour + minute
    if hour == 0 or hour > 12:
        return Clock((early,), fixed=False, bare=not minute, guessed=False)
    if hour == 12:
        return Clock((early,), fixed=False, bare=not minute, guessed=True)
    halves = (early, early + NOON) if written or hour >= 7 else (early + NOON, early)
    return Clock(halves, fixed=False, bare=not minute, guessed=True)


def _half_of_day(hour: int, minute: int, half: int) -> Clock:
    """A time with am (0) or pm (12). Raises ValueError if no clock shows it."""
    if not 1 <= hour <= 12 or minute > 59:
        raise ValueError
    return Clock(((hour % 12 + half) * 60 + minute,), fixed=True, bare=False, guessed=False)


def _hour(sentence: Sentence, at: int, minute: int = 0) -> Clock:
    """An hour with an hour's mark: in digits as the 24-hour clock writes it, in words either half."""
    if sentence.kinds[at] == "v":
        return _either(sentence.amount(at), minute)
    return _written(sentence.amount(at), minute)


def _spoken(sentence: Sentence, at: int, minutes: int, end: int) -> Clock:
    """An hour and minutes after it, or before it if negative; am or pm may be the last word."""
    hour = sentence.amount(at)
    half = sentence.amount(end - 1) if sentence.kinds[end - 1] == "A" else None
    if minutes < 0:
        if hour == 0 or (hour == 12 and half is not None):
            raise ValueError  # is a quarter to twelve pm before noon or before midnight?
        hour, minutes = hour - 1 or 12, 60 + minutes
    return _either(hour, minutes) if half is None else _half_of_day(hour, minutes, half)


def _part_of_hour(sentence: Sentence, at: int) -> int:
    """The minutes of a half or of quarters."""
    return 30 if sentence.kinds[at] == "K" else 15 * sentence.amount(at)


def _part_past(sentence: Sentence, start: int, end: int) -> Clock:
    at = sentence.kinds.index("P", start)
    in_parts = sentence.kinds[at - 1] in "KQ"
    return _spoken(
        sentence, at + 1, _part_of_hour(sentence, at - 1) if in_parts else sentence.amount(start), end
    )


def _quarter_to(sentence: Sentence, start: int, end: int) -> Clock:
    return _spoken(sentence, sentence.kinds.index("T", start) + 1, -15, end)


def _hour_and_part(sentence: Sentence, start: int, end: int) -> Clock:
    part = _part_of_hour(sentence, end - 1)
    if sentence.kinds[start] == "c":
        return _moment_of_day(sentence, start, end, part)
    return _hour(sentence, start, part)


def _hour_less(sentence: Sentence, start: int, end: int) -> Clock:
    less = _part_of_hour(sentence, end - 1) if sentence.kinds[end - 1] == "Q" else sentence.amount(end - 1)
    if not 0 < less < 60:
        raise ValueError
    if sentence.kinds[start] == "c":
        return _moment_of_day(sentence, start, end, -less)
    whole = _hour(sentence, start)
    return replace(whole, minutes=tuple((minutes - less) % DAY for minutes in whole.minutes), bare=False)


def _moment_of_day(sentence: Sentence, start: int, _end: int, more: int = 0) -> Clock:
    """Noon, or midnight: at the end of the date that was said, or at its beginning."""
    if sentence.amount(start) == NOON:
        return Clock((NOON + more,), fixed=True, bare=False, guessed=False)
    if more < 0:
        return Clock((DAY + more,), fixed=True, bare=False, guessed=False)
    return Clock((DAY + more, more), fixed=True, bare=False, guessed=True)


def _digital(sentence: Sentence, start: int, end: int) -> Clock:
    hour, minute = sentence.amount(start), sentence.amount(start + 2)
    if sentence.digits(start + 2) != 2 or (
        sentence.kinds[start + 3 : start + 5] == ":n" and sentence.amount(start + 4)
    ):
        raise ValueError
    if sentence.kinds[end - 1] == "A":
        return _half_of_day(hour, minute, sentence.amount(end - 1))
    if sentence.twelve_hours and sentence.digits(start) == 1 and hour:
        return _either(hour, minute, written=True)
    return _written(hour, minute)


def _hour_minute(sentence: Sentence, start: int, end: int) -> Clock:
    at = end - 1 if sentence.kinds[end - 1] in "nv" else end - 2
    if sentence.kinds[at] == "n" and sentence.digits(at) != 2:
        raise ValueError
    if sentence.kinds[end - 1] == "m" and "," in sentence.said(start, end):
        raise ValueError  # "14h, 30 min" may as well be how long it lasts
    return _hour(sentence, start, sentence.amount(at))


def _marked_hour(sentence: Sentence, start: int, end: int) -> Clock:
    if sentence.kinds[end : end + 1] in ("n", TAKEN) and not sentence.spaced(end):
        raise ValueError  # "10h28-11" is neither 10:28 to 11:00 for sure nor the 28th at 10:00
    return _hour(sentence, start)


def _meridiem(sentence: Sentence, start: int, end: int) -> Clock:
    hour, minute = (
        divmod(sentence.amount(start), 100) if sentence.kinds[start] in "kN" else (sentence.amount(start), 0)
    )
    return _half_of_day(hour, minute, sentence.amount(end - 1))


def _o_clock(sentence: Sentence, start: int, _end: int) -> Clock:
    return _either(sentence.amount(start))


def _run_together(sentence: Sentence, start: int, _end: int) -> Clock:
    return _written(*divmod(sentence.amount(start), 100))


def _lone(sentence: Sentence, start: int, _end: int) -> Clock:
    return _either(sentence.amount(start))


def _hour_and_tens(sentence: Sentence, start: int, end: int) -> Clock:
    """ "ten thirty", "midi trente"; in "ten eleven" the second word is rather another hour."""
    minutes = sentence.amount(start + 1)
    if not 15 <= minutes < 60 or minutes % 5:
        raise ValueError
    if sentence.kinds[start] == "c":
        return _moment_of_day(sentence, start, end, minutes)
    return _spoken(sentence, start, minutes, end)


Build = Callable[[Sentence, int, int], Clock]

_EVIDENT: tuple[tuple[str, str, Build], ...] = (
    ("part_past", r"a?[KQ]P[nv]C?A?|[nv]m?P[nv]C?A?", _part_past),
    ("quarter_to", r"a?QT[nv]C?A?", _quarter_to),
    ("hour_and_part", r"(?:[nv]h|c)&[av]?[KQ]", _hour_and_part),
    ("hour_less", r"(?:[nv]h|c)Z(?:a?Q|[nv])", _hour_less),
    ("digital", r"n:n(?::n)?[Ah]?|n\.n[Ah]", _digital),
    ("hour_minute", r"[nv]h[nv](?![./-]?M|/n|\.n|:|h|-n(?![h:A]))m?", _hour_minute),
    ("marked_hour", r"[nv]h", _marked_hour),
    ("meridiem", r"[nvkN]C?A", _meridiem),
    ("o_clock", r"[nv]C", _o_clock),
    ("hour_and_tens", r"vvC?A?(?![hHmdjwoyM])|cv(?![hHmdjwoyM])", _hour_and_tens),
    ("moment", r"c", _moment_of_day),
)
_BY_PLACE: tuple[tuple[str, str, Build], ...] = (
    ("dotted", r"n\.n", _digital),
    ("run_together", r"[kN]", _run_together),
    ("lone", r"[nv]", _lone),
)
_WAYS = _EVIDENT + _BY_PLACE
_BUILD = {name: build for name, _, build in _WAYS}
_ANY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern, _ in _WAYS))

EVIDENT = "(?:" + "|".join(pattern for _, pattern, _ in _EVIDENT) + ")"
"""What is a time of day wherever it stands, as a pattern over a sentence's kinds."""

AFTER_AT = r"[ta][nvkN](?![nvkN]?[:.hHmdjwoyr]|M(?!n)|[qJ/-])"
"""A number that is a time of day because "at" stands before it."""

SIDE = "(?:" + "|".join(pattern for _, pattern, _ in _WAYS) + ")"
"""What may be one end of a range."""


def clock(sentence: Sentence, start: int, end: int) -> Clock:
    """The time of day that the tokens from `start` up to `end` spell; NotUnderstood if no clock shows it."""
    if sentence.kinds[start] == "t" or (
        sentence.kinds[start] == "a" and sentence.kinds[start + 1] not in "KQ"
    ):
        start += 1
    match = _ANY.fullmatch(sentence.kinds, start, end)
    try:
        if match is None or match.lastgroup is None:
            raise ValueError
        return _BUILD[match.lastgroup](sentence, start, end)
    except ValueError:
        raise NotUnderstood(sentence.said(start, end)) from None
