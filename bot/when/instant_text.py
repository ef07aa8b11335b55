"""Moments that were written by a machine: ISO 8601 with an offset, and Discord's own timestamps."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.when.errors import InThePast, NotUnderstood, TooFar
from bot.when.reading import Shift, end_of, instants, shown_at

_STAMP = r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::00)?(Z|[+-]\d\d:?\d\d)"
_ISO = re.compile(
    rf"(?P<start>{_STAMP})(?:/(?:(?P<hour>\d\d):(?P<minute>\d\d)|(?P<end>{_STAMP})))?", re.ASCII
)
_LOOKS_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(?::00)?", re.ASCII)
_DISCORD = re.compile(r"<t:(-?\d{1,15})(?::[tTdDfFRsS])?>", re.ASCII)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Instant:
    """A naive wall time in the zone, the instant (UTC) it is, its shift, and an end if there was one."""

    wall: datetime
    starts_at: datetime
    shift: Shift
    ends_at: datetime | None = None


def instant(text: str, *, now: datetime, zone: ZoneInfo, limit: datetime) -> Instant | None:
    """What a machine's text says, or None if this is not one.

    Raises NotUnderstood if it is malformed, InThePast or TooFar (after `limit`), all without computing
    with dates at the ends of the calendar.
    """
    text = text.strip()
    if text.startswith("<t:"):
        return _discord(text, now, zone, limit)
    if not _LOOKS_ISO.match(text) or _LOOKS_ISO.fullmatch(text):
        return None
    match = _ISO.fullmatch(text)
    if match is None:
        raise NotUnderstood(text)
    wall, starts_at = _stamped(text, match["start"], now, limit)
    # The offset of before a gap names a time that clocks skip: what was meant is kept.
    meant = next(
        (found for found in instants(wall, zone) if found[1] == starts_at), shown_at(starts_at, zone)
    )
    ends_at = None
    if match["end"]:
        ends_at = _stamped(text, match["end"], now, limit)[1]
    elif match["hour"]:
        if int(match["hour"]) > 23 or int(match["minute"]) > 59:
            raise NotUnderstood(text)
        ends_at = end_of(starts_at, int(match["hour"]) * 60 + int(match["minute"]), zone)
    if ends_at is not None and not timedelta() < ends_at - starts_at <= timedelta(hours=25):
        raise NotUnderstood(text)
    return Instant(*meant, ends_at)


def _stamped(text: str, stamp: str, now: datetime, limit: datetime) -> tuple[datetime, datetime]:
    """The naive wall time and the instant of a stamp that is near enough to compute with."""
    try:
        wall = datetime.fromisoformat(stamp[:16])
        offset = _offset(stamp[16:].removeprefix(":00") if stamp[16:19] == ":00" else stamp[16:])
    except ValueError:
        raise NotUnderstood(text) from None
    if wall.year < now.year - 1:
        raise InThePast(wall.date(), wall)
    if wall.year > limit.year + 1:
        raise TooFar(wall.date(), limit.date())
    return wall, (wall - offset).replace(tzinfo=UTC)


def _offset(text: str) -> timedelta:
    """An offset from UTC. Raises ValueError if no zone has it."""
    if text == "Z":
        return timedelta()
    match = _OFFSET.fullmatch(text)
    if match is None or int(match[2]) > 14 or int(match[3]) > 59:
        raise ValueError
    minutes = int(match[2]) * 60 + int(match[3])
    return timedelta(minutes=minutes if match[1] == "+" else -minutes)


def _discord(text: str, now: datetime, zone: ZoneInfo, limit: datetime) -> Instant:
    match = _DISCORD.fullmatch(text)
    if match is None:
        raise NotUnderstood(text)
    seconds = int(match[1]) - int(match[1]) % 60
    if seconds > limit.timestamp():
        raise TooFar(None, limit.date())
    if seconds <= now.timestamp():
        raise InThePast(datetime.fromtimestamp(max(seconds, 0), UTC).date())
    starts_at = datetime.fromtimestamp(seconds, UTC)
    return Instant(*shown_at(starts_at, zone))
