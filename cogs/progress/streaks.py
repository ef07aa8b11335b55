"""Streaks that forgive: weeks in a row in which somebody learned as often as they meant to (plain values in and out)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from cogs.progress.days import FILLED_BACK, LearningDay, dates, dates_without_room, day_at, monday_of

USUAL_PACE = 3
"""Days a week for who has not said otherwise: every day is a choice, not the measure."""

DAYS_A_FREEZE = 7
MOST_FREEZES = 3
"""A freeze stands in for one missing day, by itself; one more for each 7 kept days. Source: Language Café."""

WEEK = timedelta(days=7)

AWAY = timedelta(days=7)
"""Who comes back after more than this is welcomed back."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How many days a week somebody means to learn, from a date on."""

    since: date
    days: int


@dataclass(frozen=True, slots=True)
class Habit:
    """All that a streak is made of."""

    kept: tuple[LearningDay, ...] = ()
    paces: tuple[Pace, ...] = ()
    """In the order they were set."""
    pauses: tuple[tuple[datetime, datetime], ...] = ()
    protected: tuple[tuple[date, date], ...] = ()
    """First and last days on which somebody is left alone."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody is; nothing of it is lost by a bad week but `weeks`."""

    total: int
    """Days kept in all."""
    this_week: int
    wanted: int
    """How many days this week asks for: fewer where some of it is a pause."""
    weeks: int
    """Weeks in a row that were kept, this one included once it is."""
    freezes: int
    away: bool
    """Whether the streak has ended and the last kept day is more than a week ago."""


def standing(habit: Habit, now: datetime, zone: str) -> Standing:
    """Where a person stands at `now`, with the days that are still open not counted against them.

    A week counts once as many days are kept as the pace asks for, in proportion to the days that were not a pause. What
    is missing is paid with freezes; only when there are too few of them the streak begins anew, and not before the
    last day can no longer be filled in.
    """
    today = day_at(now, zone).on
    if not habit.kept:
        return Standing(0, 0, _pace(habit.paces, monday_of(today)), 0, 0, away=False)
    by_week: dict[date, int] = defaultdict(int)
    for day in habit.kept:
        by_week[monday_of(day.on)] += 1
    kept_on = {day.on for day in habit.kept}
    free = _free(habit, zone, today) - kept_on
    first, this_monday = min(kept_on), monday_of(today)
    weeks = freezes = since_freeze = wanted = 0
    broken = False
    monday = monday_of(first)
    # A day ahead of today is kept by who has just travelled west.
    while monday <= max(this_monday, monday_of(max(kept_on))):
        kept = by_week.get(monday, 0)
        broken = broken and not kept
        earned, since_freeze = divmod(since_freeze + kept, DAYS_A_FREEZE)
        freezes = min(freezes + earned, MOST_FREEZES)
        asked = sum(first <= on and on not in free for on in dates(monday, monday + WEEK - timedelta(1)))
        target = _pace(habit.paces, monday) * asked // 7
        if monday == this_monday:
            wanted = target
        missing = target - kept
        if missing <= 0:
            weeks += kept > 0
        elif monday + WEEK + timedelta(days=FILLED_BACK) <= today:  # nothing of it can be filled in any more
            if missing <= freezes:
                freezes -= missing
                weeks += 1
            else:
                weeks, broken = 0, True
        monday += WEEK
    return Standing(
        len(habit.kept),
        by_week.get(this_monday, 0),
        wanted,
        weeks,
        freezes,
        away=broken and today - max(kept_on) > AWAY,
    )


def _pace(paces: Iterable[Pace], monday: date) -> int:
    """What a week asks for: the gentlest pace that held on any of its days."""
    before = USUAL_PACE
    within: list[int] = []
    for pace in paces:
        if pace.since <= monday:
            before = pace.days
        elif pace.since < monday + WEEK:
            within.append(pace.days)
    return min(before, *within) if within else before


def rests(habit: Habit, zone: str, first: date, last: date) -> set[date]:
    """The dates between two others that fall into a pause or are protected."""
    found: set[date] = set()
    for begins, ends in habit.protected:
        found.update(dates(max(begins, first), min(ends, last)))
    for from_at, until_at in habit.pauses:
        if from_at == until_at:
            continue
        begins, ends = day_at(from_at, zone).on, day_at(until_at, zone)
        until = ends.on if ends.begins_at < until_at else ends.on - timedelta(days=1)
        found.update(dates(max(begins, first), min(until, last)))
    return found


def _free(habit: Habit, zone: str, today: date) -> set[date]:
    """Dates that ask for nothing: of a pause, of protected days, and those a journey left out."""
    first = min(day.on for day in habit.kept)
    return set(dates_without_room(habit.kept)) | rests(habit, zone, first, today + WEEK)
