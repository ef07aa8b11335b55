"""A streak told in another way: day after day on the calendar, each evening by itself, with a purse of freezes."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from cogs.progress.streaks import Habit, Standing


def local_day(instant: datetime, zone: str) -> date:
    """The date of an instant whose night belongs to the day before, by what a clock on the wall shows."""
    wall = instant.astimezone(ZoneInfo(zone))
    return wall.date() if wall.time() >= time(4) else wall.date() - timedelta(days=1)


def tell(habit: Habit, now: datetime, zone: str) -> Standing:
    """The same as `standing`."""
    today = local_day(now, zone)
    dates = [day.on for day in habit.kept]
    if not dates:
        monday = today - timedelta(days=today.weekday())
        return Standing(0, 0, pace_in(habit, monday), 0, 0, away=False)
    streak = purse = stamps = wanted = 0
    ended = False
    day, week_kept, week_open, kept_this_week = min(dates), 0, 0, 0
    begun_on = day
    end = max(today, *dates)
    end += timedelta(days=6 - end.weekday())
    while day <= end:
        for _ in range(dates.count(day)):
            ended = False
            week_kept += 1
            stamps += 1
            if stamps % 7 == 0:
                purse = min(3, purse + 1)
        if day in dates or not left_alone(habit, day, zone):
            week_open += 1
        if day.weekday() == 6:
            target = int(pace_in(habit, day - timedelta(days=6)) * week_open / 7)
            if day - timedelta(days=6) <= today <= day:
                wanted, kept_this_week = target, week_kept
            if week_kept >= target:
                streak += 1 if week_kept else 0
            elif today - day > timedelta(days=2):
                if purse >= target - week_kept:
                    purse -= target - week_kept
                    streak += 1
                else:
                    streak, ended = 0, True
            week_kept = week_open = 0
        day += timedelta(days=1)
    assert begun_on <= end
    return Standing(
        len(dates), kept_this_week, wanted, streak, purse, away=ended and (today - max(dates)).days > 7
    )


def pace_in(habit: Habit, monday: date) -> int:
    """The gentlest pace of a week, found by asking on each of its days which one holds."""
    held: list[int] = []
    for number in range(7):
        day = monday + timedelta(days=number)
        set_by_then = [pace.days for pace in habit.paces if pace.since <= day]
        held.append(set_by_then[-1] if set_by_then else 3)
        held += [pace.days for pace in habit.paces if pace.since == day]
    return min(held)


def left_alone(habit: Habit, day: date, zone: str) -> bool:
    """Whether a day asks for nothing."""
    if any(first <= day <= last for first, last in habit.protected):
        return True
    opens = datetime.combine(day, time(4), ZoneInfo(zone)).astimezone(UTC)
    closes = datetime.combine(day + timedelta(days=1), time(4), ZoneInfo(zone)).astimezone(UTC)
    if any(begins < closes and opens < ends for begins, ends in habit.pauses):
        return True
    around = sorted(habit.kept)
    return any(
        one.on < day < two.on and two.begins_at - one.ends_at < timedelta(hours=23)
        for one, two in pairwise(around)
    )
