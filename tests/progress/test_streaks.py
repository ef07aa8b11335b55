"""Days and streaks, for every life that hypothesis can think of."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from cogs.progress import days
from cogs.progress.days import LearningDay, day_at, day_on, new_day, to_fill_in
from cogs.progress.streaks import Habit, Pace, Standing, standing
from tests.progress.other_telling import local_day, tell

PARIS = "Europe/Paris"
START = datetime(2026, 3, 2, 12, tzinfo=UTC)
"""A Monday; the clocks of Paris change on the 29th."""
ZONES = (
    "Europe/Paris", "America/Los_Angeles", "Pacific/Auckland", "Pacific/Kiritimati", "Pacific/Pago_Pago",
    "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Casablanca", "Asia/Tokyo", "America/St_Johns",
)  # fmt: skip
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds it
zones = st.sampled_from(ZONES)


def on(month: int, day: int) -> date:
    return date(2026, month, day)


def kept(*dates: date, zone: str = PARIS) -> tuple[LearningDay, ...]:
    return tuple(day_on(each, zone) for each in dates)


def noon(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 12, tzinfo=ZoneInfo(PARIS)).astimezone(UTC)


@given(instants, zones)
def test_every_instant_is_in_the_one_day_that_a_wall_clock_says(instant: datetime, zone: str) -> None:
    day = day_at(instant, zone)
    assert (day.on, day.has(instant)) == (local_day(instant, zone), True)


def test_the_small_hours_belong_to_the_day_before() -> None:
    late = datetime(2026, 3, 3, 3, 59, tzinfo=ZoneInfo(PARIS))
    assert [day_at(late, PARIS).on, day_at(late + timedelta(minutes=1), PARIS).on] == [on(3, 2), on(3, 3)]


@given(
    st.lists(st.tuples(st.integers(1, 23 * 60), zones), min_size=2, max_size=40), zones, st.integers(0, 3000)
)
def test_who_shares_once_in_every_23_hours_keeps_every_week_wherever_they_travel(
    journey: list[tuple[int, str]], zone: str, start: int
) -> None:
    now = START + timedelta(minutes=start)
    lived: list[LearningDay] = []
    for minutes, there in [(0, zone), *journey]:
        now, zone = now + timedelta(minutes=minutes), there
        if (new := new_day(lived, now, zone)) is not None:
            lived.append(new)
    standing_there = standing(Habit(tuple(lived), (Pace(date.min, 7),)), now, zone)
    weeks = {days.monday_of(day.on) for day in lived}
    open_weeks = {days.monday_of(day_at(now, zone).on), days.monday_of(max(day.on for day in lived))}
    assert standing_there.total == len(lived)
    assert standing_there.weeks >= len(weeks - open_weeks)
    assert not standing_there.away


@given(st.lists(st.tuples(instants, zones), max_size=60))
def test_two_shares_in_one_day_are_one_and_what_is_outside_of_all_days_is_always_a_new_one(
    shares: list[tuple[datetime, str]],
) -> None:
    lived: list[LearningDay] = []
    for instant, zone in shares:
        inside = any(day.begins_at <= instant < day.ends_at for day in lived)
        new = new_day(lived, instant, zone)
        assert (new is None) == inside
        if new is not None:
            assert new.has(instant)
            lived.append(new)


@given(
    st.sets(st.integers(0, 70), max_size=50),
    st.lists(st.tuples(st.integers(-10, 80), st.integers(1, 7)), max_size=3, unique_by=lambda pace: pace[0]),
    st.lists(st.tuples(st.integers(0, 1800), st.integers(1, 500)), max_size=2),
    st.lists(st.tuples(st.integers(0, 75), st.integers(0, 12)), max_size=2),
    st.integers(0, 80 * 24),
    zones,
)
def test_a_streak_is_the_same_told_day_after_day(
    numbers: set[int],
    paces: list[tuple[int, int]],
    pauses: list[tuple[int, int]],
    protected: list[tuple[int, int]],
    hours: int,
    zone: str,
) -> None:
    first, now = on(3, 2), START + timedelta(hours=hours)
    today = day_at(now, zone).on
    habit = Habit(
        kept(*(each for n in sorted(numbers) if (each := first + timedelta(days=n)) <= today), zone=zone),
        tuple(Pace(first + timedelta(days=n), pace) for n, pace in sorted(paces)),
        tuple((START + timedelta(hours=h), START + timedelta(hours=h + span)) for h, span in pauses),
        tuple((first + timedelta(days=n), first + timedelta(days=n + more)) for n, more in protected),
    )
    assert standing(habit, now, zone) == tell(habit, now, zone)


def test_three_days_a_week_keep_a_week_and_today_is_never_held_against_anybody() -> None:
    three = kept(on(3, 2), on(3, 4), on(3, 7))
    assert standing(Habit(three), noon(3, 9), PARIS) == Standing(3, 0, 3, 1, 0, away=False)
    assert standing(Habit(three), noon(3, 15), PARIS).weeks == 1


def test_a_week_is_lost_only_when_it_can_no_longer_be_filled_in() -> None:
    habit = Habit(kept(on(3, 2), on(3, 4), on(3, 7), on(3, 9)))
    assert [standing(habit, noon(3, day), PARIS).weeks for day in (15, 16, 17, 18)] == [1, 1, 1, 0]
    filled = Habit(habit.kept + kept(on(3, 14), on(3, 15)))
    assert standing(filled, noon(3, 18), PARIS).weeks == 2


def test_freezes_pay_for_missing_days_by_themselves_and_there_are_three_at_most() -> None:
    every_day = tuple(on(3, 2) + timedelta(days=n) for n in range(28))
    assert standing(Habit(kept(*every_day)), noon(3, 29), PARIS) == Standing(28, 7, 3, 4, 3, away=False)
    after = standing(Habit(kept(*every_day, on(3, 30), on(3, 31))), noon(4, 8), PARIS)
    assert (after.weeks, after.freezes) == (5, 2)
    nothing = standing(Habit(kept(*every_day)), noon(4, 8), PARIS)
    assert (nothing.weeks, nothing.freezes) == (5, 0)
    assert standing(Habit(kept(*every_day)), noon(4, 15), PARIS).weeks == 0


def test_a_pause_freezes_all() -> None:
    week = kept(on(3, 2), on(3, 4), on(3, 7))
    fortnight = ((noon(3, 9), noon(3, 22)),)
    assert standing(Habit(week, pauses=fortnight), noon(3, 23), PARIS) == Standing(3, 0, 3, 1, 0, away=False)
    assert standing(Habit(week), noon(3, 23), PARIS).weeks == 0


def test_who_comes_back_is_away_and_nothing_that_was_kept_is_lost() -> None:
    gone = standing(Habit(kept(on(3, 2), on(3, 4), on(3, 7))), noon(4, 20), PARIS)
    assert gone == Standing(3, 0, 3, 0, 0, away=True)


def test_a_gentler_pace_holds_for_the_week_it_is_chosen_in_and_a_harder_one_from_the_next() -> None:
    one = kept(on(3, 2))
    assert standing(Habit(one, (Pace(on(3, 4), 1),)), noon(3, 5), PARIS).wanted == 1
    assert standing(Habit(one, (Pace(on(3, 4), 7),)), noon(3, 5), PARIS).wanted == 3
    assert standing(Habit(one, (Pace(on(3, 4), 7),)), noon(3, 9), PARIS).wanted == 7


def test_the_last_two_days_can_be_filled_in() -> None:
    at = noon(3, 12)
    assert [day.on for day in to_fill_in(kept(on(3, 11)), at, PARIS)] == [on(3, 10)]
    assert [day.on for day in to_fill_in((), at, PARIS)] == [on(3, 11), on(3, 10)]


def test_a_date_that_a_journey_left_out_is_not_missed_and_one_that_it_repeats_counts_twice() -> None:
    west = "America/Los_Angeles", "Pacific/Auckland"
    monday_evening = datetime(2026, 3, 2, 20, tzinfo=ZoneInfo(west[0])).astimezone(UTC)
    landed = monday_evening + timedelta(hours=13)
    one = day_at(monday_evening, west[0])
    two = new_day([one], landed, west[1])
    assert two is not None
    assert (one.on, two.on, list(days.dates_without_room([one, two]))) == (on(3, 2), on(3, 4), [on(3, 3)])
    tuesday = day_at(datetime(2026, 3, 3, 9, tzinfo=ZoneInfo(west[1])), west[1])
    again = new_day([tuesday], tuesday.begins_at + timedelta(hours=25), west[0])
    assert again is not None
    assert again.on == on(3, 3)
