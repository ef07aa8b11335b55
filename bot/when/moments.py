"""Text to moments: what a person typed, as one to three readings to choose from, or the facts of a refusal.

    text -> tokens and their senses (lexicon) -> dates and hours (grammar) -> instants in a zone

Nothing is guessed silently: what was not said is named in a reading's `assumed`, what may mean two things
gives two readings, and a word without a meaning refuses the whole text.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.when.assumed import Assumed
from bot.when.calendar_date import MONTHS_AHEAD, Day, Days, Habits, months_after
from bot.when.durations import within_limits
from bot.when.errors import (
    InThePast,
    NoSuchDay,
    NotUnderstood,
    OutOfRange,
    TimeMissing,
    TooFar,
    WeekdayDiffers,
    WhenError,
)
from bot.when.grammar import Said, dash_after_day, understood
from bot.when.hours import Hours
from bot.when.instant_text import instant
from bot.when.lexicon import Lexicon, lexicon
from bot.when.reading import Reading, end_of, instants, shown_at
from bot.when.sentence import Sentence
from bot.when.tokens import checked

__all__ = [
    "Assumed",
    "InThePast",
    "NoSuchDay",
    "NotUnderstood",
    "OutOfRange",
    "Reading",
    "TimeMissing",
    "TooFar",
    "WeekdayDiffers",
    "WhenError",
    "readings",
]

MOST = 3
"""Readings offered at most: more is no help in choosing."""


def readings(text: str, *, now: datetime, zone: ZoneInfo, locale: str) -> tuple[Reading, ...]:
    """The one to three moments a text may mean in a zone, best first, all after `now` (aware).

    `locale` is Discord's; it decides the words known besides English and French, and the order of numbers.
    Raises NotUnderstood, TimeMissing, InThePast or TooFar.
    """
    text = checked(text)
    if not text.strip():
        raise NotUnderstood("")
    local = now.astimezone(zone)
    limit = datetime.combine(months_after(local.date(), MONTHS_AHEAD), time(23, 59), UTC)
    exact = instant(text, now=now, zone=zone, limit=limit)
    if exact is not None:
        reading = Reading(exact.wall, zone, exact.starts_at, exact.ends_at, exact.shift)
        return _in_time([reading], now, limit)
    words = lexicon(locale)
    meant, corrected = _spelt(text, words)
    habits = Habits(local.date(), words.month_first, words.week_starts)
    found: list[Reading] = []
    refusals: list[WhenError] = []
    for tokens in words.tokens(meant):
        sentence = Sentence(meant, tokens, twelve_hours=words.twelve_hours)
        parted = dash_after_day(sentence, habits)
        for way in (sentence,) if parted is None else (parted, sentence):
            try:
                said = understood(way, habits)
                found += _in_time(list(_moments(said, now, zone, limit, corrected, text)), now, limit)
            except WhenError as refusal:
                refusals.append(refusal)
    if found:
        return _distinct(found)
    # A sense of the words that leaves only the time to be asked explains more than one that leaves a word over.
    refusals.sort(key=lambda refusal: isinstance(refusal, NotUnderstood))
    raise refusals[0] if refusals else NotUnderstood(text.strip())


def _spelt(text: str, words: Lexicon) -> tuple[str, tuple[str, str] | None]:
    """The text with its one unknown word mended, and what was mended. NotUnderstood if that is not possible."""
    text = text.replace("T", " ") if text[10:11] == "T" and text[:4].isdigit() else text
    unknown = words.unknown(text)
    if not unknown:
        return text, None
    first = unknown[0]
    typed = text[first.start : first.end]
    mended = words.mended(first.text) if len(unknown) == 1 else None
    if mended is None:
        raise NotUnderstood(typed)
    return f"{text[: first.start]}{mended}{text[first.end :]}", (typed, mended)


def _moments(
    said: Said, now: datetime, zone: ZoneInfo, limit: datetime, corrected: tuple[str, str] | None, text: str
) -> Iterator[Reading]:
    """All readings of what was said, past ones too."""
    length = None
    if said.length is not None:
        try:
            length = within_limits(timedelta(minutes=said.length.minutes))
        except OutOfRange:
            raise NotUnderstood(text.strip()) from None
    if said.minutes_ahead is not None:
        starts_at = (now.astimezone(UTC) + timedelta(minutes=said.minutes_ahead)).replace(
            second=0, microsecond=0
        )
        if starts_at > limit:
            raise TooFar(starts_at.date(), limit.date())
        wall, _, shift = shown_at(starts_at, zone)
        ends_at = None if length is None else starts_at + length
        yield Reading(wall, zone, starts_at, ends_at, shift, corrected=corrected)
        return
    today = now.astimezone(zone).date()
    if said.hours is None:
        if said.days is None:
            raise NotUnderstood(text.strip())
        raise TimeMissing(_dates_in_time(said.days, today, limit.date()), corrected)
    pairs = (
        _next_such(said.hours.ways, now, zone)
        if said.days is None
        else [(day, hours) for day in _near(said.days, today, limit.date()) for hours in said.hours.ways]
    )
    for day, hours in pairs:
        assumed = {Assumed.HALF} if said.hours.guessed else set[Assumed]()
        if day.guessed is not None:
            assumed.add(day.guessed)
        midnight = datetime.combine(day.on, time())
        for wall, starts_at, shift in instants(midnight + timedelta(minutes=hours.start), zone):
            ends_at = None if length is None else starts_at + length
            if hours.end is not None:
                ends_at = end_of(starts_at, hours.end % 1440, zone)
            yield Reading(wall, zone, starts_at, ends_at, shift, frozenset(assumed), corrected)


def _next_such(ways: tuple[Hours, ...], now: datetime, zone: ZoneInfo) -> list[tuple[Day, Hours]]:
    """Each of the hours today if that is to come, else tomorrow; the soonest first."""
    local = now.astimezone(zone)
    pairs: dict[datetime, tuple[Day, Hours]] = {}
    for hours in ways:
        back = hours.start - hours.start % 1440
        same = Hours(hours.start - back, None if hours.end is None else hours.end - back)
        for days in (0, 1):
            day = local.date() + timedelta(days=days)
            wall = datetime.combine(day, time()) + timedelta(minutes=same.start)
            if any(starts_at > now for _, starts_at, _ in instants(wall, zone)):
                pairs[wall] = (Day(day, Assumed.DATE), same)
                break
    return [pairs[wall] for wall in sorted(pairs)]


def _near(days: Days, today: date, limit: date) -> list[Day]:
    """The days that are near enough to compute with. Raises InThePast or TooFar with the first if none is."""
    near = [day for day in days if today - timedelta(days=1) <= day.on <= limit]
    if not near:
        raise _out_of_time(days[0].on, today, limit)
    return near


def _dates_in_time(days: Days, today: date, limit: date) -> list[date]:
    near = list(dict.fromkeys(day.on for day in days if today <= day.on <= limit))
    if not near:
        raise _out_of_time(days[0].on, today, limit)
    return near[:MOST]


def _out_of_time(day: date, today: date, limit: date) -> WhenError:
    return InThePast(day) if day < today else TooFar(day, limit)


def _in_time(found: list[Reading], now: datetime, limit: datetime) -> tuple[Reading, ...]:
    """The readings that are to come and not too far. Raises InThePast or TooFar if none is."""
    ahead = [reading for reading in found if reading.starts_at > now]
    if not ahead:
        raise InThePast(found[0].wall.date(), found[0].wall)
    near = [reading for reading in ahead if reading.starts_at <= limit]
    if not near:
        raise TooFar(ahead[0].wall.date(), limit.date())
    return tuple(near)


def _distinct(found: list[Reading]) -> tuple[Reading, ...]:
    first = {(reading.starts_at, reading.ends_at): reading for reading in reversed(found)}
    return tuple(reading for reading in found if first[reading.starts_at, reading.ends_at] is reading)[:MOST]
