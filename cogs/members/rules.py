"""What a person may set, and what their texts mean (plain values in, plain values out)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import blake2b
from zoneinfo import ZoneInfo

from bot import places
from bot.errors import Outdated, Refusal
from bot.people.boundaries import QUIET_FROM, QUIET_UNTIL
from bot.text import folded
from bot.when import zones
from bot.when.days import read_span
from bot.when.errors import NotUnderstood, TimeMissing, WhenError
from bot.when.moments import readings
from bot.when.refusals import UnclearDay, UnclearTime, quoted
from bot.when.wall_times import read_times
from bot.words import LANGUAGES, Words, with_english

MOST_PROTECTED = 20
"""Stretches of protected days one person may have."""
MOST_A_MONTH = 31
"""Meetups a month; nobody goes to more than one a day."""
LONGEST_PAUSE = timedelta(days=366)
"""A pause that nobody remembers is somebody lost; it can be taken again."""
LONGEST_ZONE = 60
LONGEST_TIME = 30
LONGEST_DAYS = 1000
"""Characters that may be typed for a zone, a time of day, and all protected days."""
OFFERED = 25
"""Zones in a menu. Source: Discord, String select."""


class NoSuchZone(Refusal):
    """A text that names no time zone."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed

    def sentence(self, t: Words) -> str:
        """Says what can be typed."""
        return t(
            "I know no time zone called “{typed}”. Type the city of a zone, such as Paris or New York.",
            typed=quoted(self.typed),
        )


class SeveralZones(Refusal):
    """A text that may name several time zones, or one that it does not name in full.

    `zones` has each with the city that led to it, "" where none did.
    """

    def __init__(self, typed: str, zones: Mapping[str, str]) -> None:
        super().__init__(typed, zones)
        self.typed = typed
        self.zones = zones

    def sentence(self, t: Words) -> str:
        """Asks for one of them."""
        return t("Which time zone do you mean by “{typed}”? Pick yours:", typed=quoted(self.typed))


class NotANumber(Refusal):
    """A text that is no number of meetups a month."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed

    def sentence(self, t: Words) -> str:
        """Names the range."""
        return t(
            "“{typed}” is not a number from 1 to {most}. Leave the field empty if you want none.",
            typed=quoted(self.typed),
            most=MOST_A_MONTH,
        )


class NoHourLeft(Refusal):
    """One time alone, with which the usual other one leaves no quiet hour."""

    def __init__(self, only: time) -> None:
        super().__init__(only)
        self.only = only

    def sentence(self, t: Words) -> str:
        """Asks for both."""
        return t(
            "With {time} alone no quiet hour would be left. Type both times; the same one twice means that you want none.",
            time=t.clock(self.only),
        )


class WholeDay(Refusal):
    """From one midnight to the next: quiet hours that never end."""

    def sentence(self, t: Words) -> str:
        """Says what there is instead."""
        return t(
            "That is the whole day, and I could never tell you anything. Leave some hours free; /me pause leaves you alone for a "
            "while."
        )


class TooManyDays(Refusal):
    """More protected days than fit."""

    def __init__(self, given: int) -> None:
        super().__init__(given)
        self.given = given

    def sentence(self, t: Words) -> str:
        """Says how many fit."""
        return t(
            "There is room for {most} lines, and these are {given}. Take some out, or join days that follow each other.",
            most=MOST_PROTECTED,
            given=self.given,
        )


class ChangedMeanwhile(Refusal):
    """What a form was opened with is not what holds any more: another window has changed it."""

    def sentence(self, t: Words) -> str:
        """Says that nothing was overwritten."""
        return t(
            "You have changed this in another window meanwhile, so I have not saved what you sent now. This holds:"
        )


class PauseTooLong(Refusal):
    """A pause of more than a year; `limit` is the last day it could end on."""

    def __init__(self, limit: date) -> None:
        super().__init__(limit)
        self.limit = limit

    def sentence(self, t: Words) -> str:
        """Names the last day."""
        return t(
            "A pause lasts a year at most, until {day}. You can take another one then.", day=t.day(self.limit)
        )


class EndsAtOnce(Refusal):
    """A pause until the day that runs, which has begun."""

    def __init__(self, today: date) -> None:
        super().__init__(today)
        self.today = today

    def sentence(self, t: Words) -> str:
        """Asks for a later end."""
        return t(
            "{day} is today, so the pause would end at once. Type a later day, or how long: “{example}”.",
            day=t.day(self.today),
            example=t("2 weeks"),
        )


class BeginsLater(Refusal):
    """From one day to another: a pause begins at once, and only has an end."""

    def __init__(self, first: date, last: date) -> None:
        super().__init__(first, last)
        self.first, self.last = first, last

    def sentence(self, t: Words) -> str:
        """Says what there is for days to come."""
        return t(
            "A pause begins at once. To be left alone from {first} to {last}, add these days to your protected days: "
            "/me preferences.",
            first=t.day(self.first),
            last=t.day(self.last),
        )


class UnclearPause(UnclearDay):
    """A text that is no end of a pause."""

    def examples(self, t: Words) -> tuple[str, str]:
        """Two texts that would have been understood."""
        return t("2 weeks"), t("1 december")


def mark(values: Mapping[str, object]) -> str:
    """Eight characters that change when one of these values does: what a form knows of what it was opened with."""
    return blake2b(repr(sorted(values.items())).encode(), digest_size=4).hexdigest()


def zone_meant(typed: str, t: Words) -> str:
    """The one zone that is called so, or that all cities found are in of which one is called so.

    Raises NoSuchZone, SeveralZones.
    """
    wanted = folded(typed.replace("_", " "))
    found = zones.find(typed, t, OFFERED) if wanted else []
    if not found:
        raise NoSuchZone(typed)
    exact = [zone for zone in found if wanted in zones.names(zone, t)]
    if len(exact) == 1:
        return exact[0]
    cities = [city for words in with_english(t) for city in places.search(typed, words.language)]
    if len(found) == 1 and any(city.zone == found[0] and folded(city.name) == wanted for city in cities):
        return found[0]
    labels = {city.zone: city.label for city in reversed(cities)}  # the likeliest city of each zone stays
    raise SeveralZones(typed, {zone: labels.get(zone, "") for zone in found})


def zone_of(value: str) -> str:
    """A zone that was chosen from a list. Raises NoSuchZone."""
    if value not in zones.zones():
        raise NoSuchZone(value)
    return value


def language_of(value: str) -> str | None:
    """A language that was chosen; None for the one of their Discord. Raises Outdated."""
    return _one_of(value, LANGUAGES)


def day_off_of(value: str) -> int | None:
    """A weekday that was chosen, Monday is 0; None for none. Raises Outdated."""
    chosen = _one_of(value, "0123456")
    return None if chosen is None else int(chosen)


def direct_of(value: str) -> bool:
    """Whether direct messages were chosen. Raises Outdated."""
    return _one_of(value, ("direct",)) is not None


def hidden_of(value: str) -> bool:
    """Whether to be named by no card was chosen. Raises Outdated."""
    return _one_of(value, ("hidden",)) is not None


def _one_of(value: str, known: Collection[str]) -> str | None:
    if value in ("", USUAL):
        return None
    if value not in known:
        raise Outdated
    return value


USUAL = "usual"
"""The value of a choice that follows what holds for everyone."""


def time_of(typed: str, locale: str) -> time | None:
    """A time of day as it was typed; None for the usual one. Raises UnclearTime."""
    if not typed.strip():
        return None
    try:
        best, *others = read_times(typed, locale=locale)
    except NotUnderstood:
        raise UnclearTime(typed) from None
    if others:
        raise UnclearTime(typed, (best, *others))
    return best


def quiet_of(begins: str, ends: str, locale: str) -> tuple[time | None, time | None]:
    """From when to when somebody wants quiet, as it was typed; None for the usual time.

    Raises UnclearTime; NoHourLeft when one time was typed and happens to be the usual other one; WholeDay for "0:00" to
    "24:00", which are the same time and mean the opposite of no quiet hours.
    """
    first, last = time_of(begins, locale), time_of(ends, locale)
    if first == last == time() and _is_24(ends) and not _is_24(begins):
        raise WholeDay
    if (first is None) != (last is None) and (first or QUIET_FROM) == (last or QUIET_UNTIL):
        raise NoHourLeft(first or last or QUIET_FROM)
    return first, last


def _is_24(typed: str) -> bool:
    return typed.lstrip().startswith("24")


def protected_of(typed: str, today: date, locale: str) -> tuple[tuple[date, date], ...]:
    """Stretches of days as they were typed, one in a line, soonest first. Raises UnclearDay or TooManyDays."""
    lines = [line for line in re.split(r"[\n;]", typed) if line.strip()]
    found = {stretch for line in lines for stretch in _stretches(line, today, locale)}
    if len(found) > MOST_PROTECTED:
        raise TooManyDays(len(found))
    return tuple(sorted(found))


def _stretches(line: str, today: date, locale: str) -> list[tuple[date, date]]:
    """The one stretch in a line, or those between its commas: "dec 24, 2026" has one that means nothing."""
    try:
        return [_stretch(line, today, locale)]
    except UnclearDay:
        pieces = [piece for piece in line.split(",") if piece.strip()]
        if len(pieces) < 2:
            raise
    return [_stretch(piece, today, locale) for piece in pieces]


def _stretch(said: str, today: date, locale: str) -> tuple[date, date]:
    try:
        return read_span(said, today=today, locale=locale)
    except WhenError as error:
        raise UnclearDay(said, error) from None


def monthly_of(typed: str) -> int | None:
    """A number of meetups a month as it was typed; None for none. Raises NotANumber."""
    digits = typed.strip()
    if not digits:
        return None
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4 and 1 <= int(digits) <= MOST_A_MONTH):
        raise NotANumber(typed)
    return int(digits)


@dataclass(frozen=True, slots=True)
class PauseEnd:
    """When a pause is to end."""

    at: datetime
    on: date | None
    """The day with whose beginning it ends; None where an hour was said."""
    value: str
    """A text that means the same, for a list of choices."""


_UNTIL = re.compile(r"^\s*(?:until|till|jusqu['’](?:au|à|en))\s+", re.IGNORECASE)
"""The option's own name, which some say once more."""


def ends_of_pause(typed: str, now: datetime, zone: ZoneInfo, locale: str) -> tuple[PauseEnd, ...]:
    """The one to three ends a text may mean for a pause, best first; "2 weeks" are two weeks from now.

    Raises UnclearPause, BeginsLater, EndsAtOnce or PauseTooLong.
    """
    said = _UNTIL.sub("", typed)
    try:
        ends = _ends(said, now, zone, locale)
    except NotUnderstood as refusal:
        try:
            ends = _ends(f"in {said}", now, zone, locale)
        except WhenError:
            _check_is_no_span(typed, now.astimezone(zone).date(), locale)
            raise UnclearPause(typed, refusal) from None
    except WhenError as refusal:
        raise UnclearPause(typed, refusal) from None
    near = tuple(end for end in ends if end.at <= now + LONGEST_PAUSE)
    if not near:
        raise PauseTooLong((now + LONGEST_PAUSE).astimezone(zone).date())
    return near


def _check_is_no_span(typed: str, today: date, locale: str) -> None:
    """Raises BeginsLater."""
    with suppress(WhenError):
        first, last = read_span(typed, today=today, locale=locale)
        if first < last:
            raise BeginsLater(first, last)


def _ends(typed: str, now: datetime, zone: ZoneInfo, locale: str) -> list[PauseEnd]:
    """Raises WhenError and EndsAtOnce."""
    try:
        found = readings(typed, now=now, zone=zone, locale=locale)
    except TimeMissing as days:
        today = now.astimezone(zone).date()
        ahead = [day for day in days.dates if day > today]
        if not ahead:  # the day that runs has begun: nothing can end with its beginning
            raise EndsAtOnce(today) from None
        return [
            PauseEnd(datetime.combine(day, time(), zone).astimezone(UTC), day, day.isoformat())
            for day in ahead
        ]
    return [PauseEnd(reading.starts_at, None, reading.value) for reading in found]
