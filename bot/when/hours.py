"""From when to when on a day: a time or a range, decided by the part of the day that was said with it."""

import re
from dataclasses import dataclass

from bot.when.calendar_date import looks_like_a_year
from bot.when.clock_time import AFTER_AT, DAY, EVIDENT, NOON, SIDE, Clock, clock
from bot.when.errors import NotUnderstood
from bot.when.sentence import Sentence

LONGEST_NIGHT = 720
"""Minutes a range across midnight may last; longer ones are ends exchanged by mistake."""

_WINDOWS = (((0, NOON),), ((NOON, 1140),), ((960, DAY + 1),), ((1080, DAY + 60), (0, 360)))
"""In minutes since midnight, when morning, afternoon, evening and night are; a night also has the small hours."""
_NIGHT = 3


@dataclass(frozen=True, slots=True)
class Hours:
    """Minutes since the midnight a date begins with; beyond 1440 is the next day. `end` is None if not said."""

    start: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class HoursSaid:
    """One to four ways to take the hours, best first; `guessed` if it ought to be said which was taken."""

    ways: tuple[Hours, ...]
    guessed: bool


_EVIDENT = re.compile(f"t?{EVIDENT}|{AFTER_AT}")
_RANGE = re.compile(
    f"(?P<lead>[FbB]?)t?(?P<start>{SIDE})(?P<start_part>p?)(?P<between>-?>|[-Tuat&])t?(?P<end>{SIDE})(?P<end_part>p?)"
)


def _part_of(minutes: int, part: int, *, fixed: bool) -> tuple[int, ...]:
    """Where in a part of the day a time falls, none if it does not; a time of either half may move to its other.

    The small hours of a night belong to the night that begins on the date, or to the one that ends on it.
    """
    candidates = [minutes]
    if not fixed and 60 <= minutes < NOON + 60:
        candidates.append(minutes + NOON)
    found = [at for at in candidates if any(first <= at < last for first, last in _WINDOWS[part])]
    if part == _NIGHT:
        found = [at for early in found for at in ((early + DAY, early) if early < 360 else (early,))]
    return tuple(found)


def decided(said: Clock, part: int | None, word: str) -> HoursSaid:
    """The hours a time may mean within a part of the day (None: no part was said, `word` is how it was).

    Raises NotUnderstood with `word` if the time is never in it.
    """
    if part is None:
        return HoursSaid(tuple(Hours(minutes) for minutes in said.minutes), said.guessed)
    found = dict.fromkeys(at for minutes in said.minutes for at in _part_of(minutes, part, fixed=said.fixed))
    if not found:
        raise NotUnderstood(word)
    return HoursSaid(tuple(Hours(minutes) for minutes in found), guessed=len(found) > 1)


def between(start: Clock, end: Clock, part: int | None, said: str, part_said: str) -> HoursSaid:
    """The ranges two times may mean. Raises NotUnderstood with `said` if they are none."""
    starts = start.minutes
    guessed = start.guessed
    if part is not None:
        starts = tuple(hours.start for hours in decided(start, part, part_said).ways)
        guessed = len(starts) > 1
    elif not start.fixed and end.fixed:
        starts, guessed = _nearest(start, end), False
    elif start.bare and not end.guessed:
        starts, guessed = (min(starts),), False
    ways = [Hours(first, last) for first in starts if (last := _end_after(first, end)) is not None]
    if not ways:
        raise NotUnderstood(said)
    return HoursSaid(tuple(ways), guessed or (end.guessed and not end.fixed))


def _nearest(start: Clock, end: Clock) -> tuple[int, ...]:
    """Of a start's two halves of the day the one that ends sooner: 7-9pm is two hours, 11-1pm as well."""
    halves = {minutes for early in start.minutes for minutes in (early, early + NOON) if minutes < DAY}
    if not start.guessed and min(start.minutes) >= NOON + 60:
        halves = set(start.minutes)
    return (min(halves, key=lambda minutes: (end.minutes[0] - minutes - 1) % DAY),)


def _end_after(start: int, end: Clock) -> int | None:
    day = start - start % DAY
    halves = {minutes + half for minutes in end.minutes for half in ((0, NOON) if end.guessed else (0,))}
    ends = sorted(day + minutes % DAY + later for minutes in halves for later in (0, DAY))
    last = next((minutes for minutes in ends if minutes > start), None)
    if last is None or (last > day + DAY and last - start > LONGEST_NIGHT) or last - start < 5:
        return None
    return last


def evident_range(sentence: Sentence, part: int | None, part_said: str) -> HoursSaid | None:
    """Takes a range that is one wherever it stands: one of its ends is a time of day by itself."""
    for match in _RANGE.finditer(sentence.kinds):
        if _is_range(sentence, match):
            return _taken(sentence, match, part, part_said)
    return None


def plain_range(sentence: Sentence, part: int | None, part_said: str) -> HoursSaid | None:
    """Takes a range of two numbers, "10-12" or "10 to 12", for which the caller knows no better meaning."""
    for match in _RANGE.finditer(sentence.kinds):
        digits = sentence.kinds[match.start("start")] == sentence.kinds[match.start("end")] == "n"
        if match["between"] in ("-", "T", "u", ">", "->") and (digits or match["lead"]):
            return _taken(sentence, match, part, part_said)
    return None


def _bare(match: re.Match[str], side: str) -> bool:
    return match[side] in ("n", "v", "k", "N", "n.n")


def _is_range(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether two times are a range here and not a day and its time, or minutes and the hour after them."""
    if match["between"] == "&":
        return match["lead"] == "B"
    bare_start, bare_end = _bare(match, "start"), _bare(match, "end")
    at = match.start("start")
    if match["start"] == "N" and sentence.kinds[at - 1 : at] == "M" and looks_like_a_year(sentence, at):
        return False  # in "28 nov 2026 - 10am" the dash parts the year from the hour
    led = bool(match["lead"])
    if bare_start and match["between"] in "at":
        return led
    if bare_start and bare_end:
        return led and match["between"] in "Tu"
    if match["between"] == "T" and match["start"] == "v":
        return led
    if bare_start and sentence.amount(match.start("start")) > 24 and match["start"] != "N":
        return False
    return not (
        bare_end and match["between"] in "at" and sentence.kinds[match.end("end") :][:1] in ("M", "/", "r")
    )


def _taken(sentence: Sentence, match: re.Match[str], part: int | None, part_said: str) -> HoursSaid:
    start = clock(sentence, match.start("start"), match.end("start"))
    end = clock(sentence, match.start("end"), match.end("end"))
    if match["end_part"]:
        end = _within(sentence, end, match.start("end_part"))
    if match["start_part"]:
        start = _within(sentence, start, match.start("start_part"))
        part = None
    said = sentence.said(match.start("start"), match.end("end"))
    sentence.take(*match.span())
    if match["end_part"] and not match["start_part"]:
        part = None
    return between(start, end, part, said, part_said)


def _within(sentence: Sentence, time: Clock, at: int) -> Clock:
    found = decided(time, sentence.amount(at), sentence.said(at, at + 1))
    return Clock(tuple(hours.start for hours in found.ways), fixed=True, bare=False, guessed=found.guessed)


def evident_clock(sentence: Sentence) -> Clock | None:
    """Takes a time of day that is one wherever it stands."""
    match = _EVIDENT.search(sentence.kinds)
    return None if match is None else _clock_taken(sentence, match)


def clock_by_place(sentence: Sentence, pattern: str) -> Clock | None:
    """Takes what `pattern` finds in the kinds as a time of day, because nothing else is left that it could be."""
    match = re.search(pattern, sentence.kinds)
    return None if match is None else _clock_taken(sentence, match)


def _clock_taken(sentence: Sentence, match: re.Match[str]) -> Clock:
    found = clock(sentence, *match.span())
    sentence.take(*match.span())
    return found
