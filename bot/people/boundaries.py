"""When somebody may be spoken to: quiet hours, a weekly day off, protected days, a pause (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

QUIET_FROM = time(20)
QUIET_UNTIL = time(8)
"""When it is quiet for who has not said otherwise."""

DIGEST_AT = time(8, 30)
"""When what could wait is said, all of it together."""

EARLY = timedelta(minutes=30)
"""How long before the quiet begins something is said that cannot wait for its end."""


def quiet_hours(begins: time | None, ends: time | None) -> tuple[time, time]:
    """What somebody has set, completed by the usual hours; equal when they want no quiet hours at all.

    Only who has set both times can want that: one time that happens to be the usual other one is no such wish.
    """
    whole = (begins if begins is not None else QUIET_FROM, ends if ends is not None else QUIET_UNTIL)
    if whole[0] == whole[1] and (begins is None or ends is None):
        return QUIET_FROM, QUIET_UNTIL
    return whole


class Weight(StrEnum):
    """What a notice is to the person who gets it."""

    SAFETY = "safety"
    """A moderator's word for somebody's safety: boundaries do not hold it back."""
    PROMISED = "promised"
    """About something they said yes to: a day off does not hold it back, quiet hours and a pause move it."""
    ORDINARY = "ordinary"
    """Everything else: it can wait."""


class Manner(StrEnum):
    """How a notice is said."""

    ALOUD = "aloud"
    """By itself, and the person is pinged."""
    SILENT = "silent"
    """By itself, there for who looks, without a sound on anybody's phone."""
    GATHERED = "gathered"
    """With everything else that waited, in one message."""


@dataclass(frozen=True, slots=True)
class Saying:
    """When and how a notice is said to one person."""

    at: datetime
    manner: Manner


@dataclass(frozen=True, slots=True)
class Boundaries:
    """What one person has set, or what holds for everyone who has set nothing."""

    zone: str
    """IANA name: where their evening is."""
    quiet_from: time = QUIET_FROM
    quiet_until: time = QUIET_UNTIL
    """Every day from the one to the other, also across midnight; no quiet time at all when they are equal."""
    day_off: int | None = None
    """A weekday, Monday is 0."""
    protected: tuple[tuple[date, date], ...] = ()
    """Days to be left alone, each as first and last one."""
    paused_until: datetime | None = None


def saying(
    boundaries: Boundaries, weight: Weight, due_at: datetime, event_at: datetime, now: datetime
) -> Saying:
    """When and how to say what should be said at `due_at` (or now, if that is later) about what begins at `event_at`.

    What somebody said yes to is said outside their quiet time: after it if it begins later, else before it; where it
    is too late for that, without a sound. Everything else waits for the morning of a day that is not theirs alone.
    """
    due_at = max(due_at, now)
    match weight:
        case Weight.SAFETY:
            return Saying(due_at, Manner.ALOUD)
        case Weight.PROMISED:
            return _promised(boundaries, due_at, event_at, now)
        case Weight.ORDINARY:
            if _undisturbed(boundaries, due_at) is None:
                return Saying(due_at, Manner.ALOUD)
            return Saying(digest_at(boundaries, due_at), Manner.GATHERED)


def free(boundaries: Boundaries, weight: Weight, instant: datetime) -> bool:
    """Whether nothing holds back at `instant` what weighs this: `saying` would have it said aloud, whatever it is."""
    match weight:
        case Weight.SAFETY:
            return True
        case Weight.PROMISED:
            return quiet(boundaries, instant) is None
        case Weight.ORDINARY:
            return _undisturbed(boundaries, instant) is None


def _promised(boundaries: Boundaries, due_at: datetime, event_at: datetime, now: datetime) -> Saying:
    silence = quiet(boundaries, due_at)
    if silence is None:
        return Saying(due_at, Manner.ALOUD)
    begins, ends = silence
    if event_at > ends:
        return Saying(ends, Manner.ALOUD)
    before = _early(boundaries, begins, now)
    return Saying(due_at, Manner.SILENT) if before is None else Saying(before, Manner.ALOUD)


def _early(boundaries: Boundaries, begins: datetime, now: datetime) -> datetime | None:
    """The best moment after `now` before a quiet time begins; None where it is too late for that.

    Who is free for less than EARLY between two quiet times is told as soon as they are.
    """
    while boundaries.paused_until is None or begins > boundaries.paused_until:
        at = max(begins - EARLY, now)
        silence = quiet(boundaries, at)
        if silence is None:
            return at if at > now else None
        if silence[1] < begins:
            return silence[1]
        if at == now:
            return None
        begins = silence[0]
    return None


def quiet(boundaries: Boundaries, instant: datetime) -> tuple[datetime, datetime] | None:
    """The quiet time that `instant` lies in, from its first instant to the first one after it: hours and pause."""
    begins = ends = instant
    silences = [
        silence for silence in (_quiet_hours(boundaries, instant), _pause(boundaries, instant)) if silence
    ]
    while silences:
        begins = min(begins, *(first for first, _ in silences))
        ends = max(last for _, last in silences)
        silences = [
            silence for silence in (_quiet_hours(boundaries, ends), _pause(boundaries, ends)) if silence
        ]
    return None if ends == instant else (begins, ends)


def digest_at(boundaries: Boundaries, instant: datetime) -> datetime:
    """The first morning from `instant` on at which this person may be told what waited for it."""
    today = instant.astimezone(ZoneInfo(boundaries.zone)).date()
    morning = _on(boundaries, today, DIGEST_AT)
    if morning < instant:
        morning = _on(boundaries, today + timedelta(days=1), DIGEST_AT)
    while (free := _undisturbed(boundaries, morning)) is not None:
        day = free.astimezone(ZoneInfo(boundaries.zone)).date()
        usual = _on(boundaries, day, DIGEST_AT)
        # Who sleeps by day is told when they wake.
        morning = usual if usual > free and _undisturbed(boundaries, usual) is None else free
    return morning


def _undisturbed(boundaries: Boundaries, instant: datetime) -> datetime | None:
    """Until when at least nobody disturbs somebody who wants to be left alone at `instant`; None when they do not."""
    if (silence := quiet(boundaries, instant)) is not None:
        return silence[1]
    today = instant.astimezone(ZoneInfo(boundaries.zone)).date()
    protected = any(first <= today <= last for first, last in boundaries.protected)
    if protected or today.weekday() == boundaries.day_off:
        return _on(boundaries, today + timedelta(days=1), DIGEST_AT)
    return None


def _quiet_hours(boundaries: Boundaries, instant: datetime) -> tuple[datetime, datetime] | None:
    if boundaries.quiet_from == boundaries.quiet_until:
        return None
    today = instant.astimezone(ZoneInfo(boundaries.zone)).date()
    across_midnight = boundaries.quiet_until < boundaries.quiet_from
    for day in (today, today - timedelta(days=1)):
        begins = _on(boundaries, day, boundaries.quiet_from)
        ends = _on(boundaries, day + timedelta(days=across_midnight), boundaries.quiet_until)
        if begins <= instant < ends:
            return begins, ends
    return None


def _pause(boundaries: Boundaries, instant: datetime) -> tuple[datetime, datetime] | None:
    if boundaries.paused_until is None or instant >= boundaries.paused_until:
        return None
    return instant, boundaries.paused_until


def _on(boundaries: Boundaries, day: date, wall: time) -> datetime:
    """The instant of a wall time on a day; one that a clock change leaves out is as much later."""
    return datetime.combine(day, wall, ZoneInfo(boundaries.zone)).astimezone(UTC)
