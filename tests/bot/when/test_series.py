import random
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.when.repeat import Kind, Repeat
from bot.when.series import AHEAD, Occurrence, Series, Stretch, stretch
from tests.bot.when.other_opinion import TWENTY_YEARS, WALLS, dates, occurrences
from tests.bot.when.test_repeat import repeats

PARIS = ZoneInfo("Europe/Paris")
SATURDAYS = Repeat(Kind.WEEKLY, 5)
SUNDAYS = Repeat(Kind.WEEKLY, 6)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.meets("T07")
def test_the_hour_on_the_wall_stays_when_the_clocks_change():
    series = Series(SATURDAYS, date(2027, 3, 20), time(18), PARIS, count=3)
    assert list(series.occurrences()) == [
        Occurrence(date(2027, 3, 20), utc("2027-03-20T17:00"), None),
        Occurrence(date(2027, 3, 27), utc("2027-03-27T17:00"), None),
        Occurrence(date(2027, 4, 3), utc("2027-04-03T16:00"), None),
    ]


def test_a_wall_time_that_clocks_skip_is_as_much_later_and_says_so():
    series = Series(SUNDAYS, date(2027, 3, 28), time(2, 30), PARIS, count=1)
    (one,) = series.occurrences()
    assert (one.starts_at, one.shift) == (utc("2027-03-28T01:30"), "gap")
    assert one.starts_at.astimezone(PARIS).time() == time(3, 30)


def test_a_wall_time_that_clocks_show_twice_is_the_first_of_the_two_and_says_so():
    series = Series(SUNDAYS, date(2027, 10, 31), time(2, 30), PARIS, count=1)
    assert list(series.occurrences()) == [Occurrence(date(2027, 10, 31), utc("2027-10-31T00:30"), "first")]


def test_a_day_that_a_zone_left_out_moves_its_meetup_and_nothing_else():
    apia = ZoneInfo("Pacific/Apia")  # crossed the date line: 30 December 2011 was not there
    series = Series(Repeat(Kind.WEEKLY, 4), date(2011, 12, 23), time(18), apia, count=3)
    assert [(one.on.day, one.shift) for one in series.occurrences()] == [(23, None), (30, "gap"), (6, None)]
    assert len({one.starts_at for one in series.occurrences()}) == 3


def test_it_ends_on_a_date_or_after_a_count_whichever_is_first():
    first = date(2026, 11, 21)
    assert [
        day.day for day in Series(SATURDAYS, first, time(10), PARIS, until=date(2026, 12, 5)).dates()
    ] == [21, 28, 5]
    assert [day.day for day in Series(SATURDAYS, first, time(10), PARIS, count=2).dates()] == [21, 28]
    both = Series(SATURDAYS, first, time(10), PARIS, until=date(2026, 11, 22), count=2)
    assert [day.day for day in both.dates()] == [21]


def test_days_in_a_break_do_not_count():
    series = Series(
        SATURDAYS,
        date(2026, 12, 5),
        time(10),
        PARIS,
        count=4,
        breaks=((date(2026, 12, 19), date(2027, 1, 3)),),
    )
    assert list(series.dates()) == [
        date(2026, 12, 5),
        date(2026, 12, 12),
        date(2027, 1, 9),
        date(2027, 1, 16),
    ]


def test_every_two_weeks_stay_in_step_through_a_break():
    plain = Series(Repeat(Kind.TWO_WEEKS, 1), date(2026, 12, 1), time(19), PARIS, until=date(2027, 3, 1))
    kept = set(plain.dates()) - {date(2026, 12, 15), date(2026, 12, 29)}
    series = Series(
        plain.repeat,
        plain.first_on,
        plain.wall,
        plain.zone,
        plain.until,
        breaks=((date(2026, 12, 10), date(2026, 12, 31)),),
    )
    assert list(series.dates()) == sorted(kept)


@pytest.mark.parametrize("wall", [time(10, 0, 1), time(10, tzinfo=UTC)])
def test_a_wall_time_is_hours_and_minutes_on_a_clock(wall: time):
    with pytest.raises(ValueError, match="no time on a clock"):
        Series(SATURDAYS, date(2026, 11, 21), wall, PARIS)


def test_a_series_of_none_is_no_series():
    with pytest.raises(ValueError, match="no such count"):
        Series(SATURDAYS, date(2026, 11, 21), time(10), PARIS, count=0)


def test_eight_weeks_are_made_ahead_and_nothing_of_the_past():
    series = Series(SATURDAYS, date(2026, 10, 3), time(10), PARIS)
    now = utc("2026-11-21T09:00")  # 10:00 in Paris: that day's has just begun
    made = stretch(series, None, now)
    assert [one.on for one in made.occurrences] == [
        date(2026, 11, 28) + weeks * timedelta(weeks=1) for weeks in range(8)
    ]
    assert made.through == date(2026, 11, 21) + AHEAD
    assert stretch(series, made.through, now) == Stretch((), made.through)


walls = st.builds(time, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
zones = st.sampled_from(sorted(available_timezones())).map(ZoneInfo)
starts = st.dates(date(2011, 1, 1), date(2030, 1, 1))


@st.composite
def a_series(draw: st.DrawFn) -> Series:
    first = draw(starts)
    near = st.integers(0, 400).map(lambda days: first + timedelta(days=days))
    breaks = draw(st.lists(st.tuples(near, st.integers(0, 40)), max_size=2))
    return Series(
        draw(repeats),
        first,
        draw(walls),
        draw(zones),
        draw(st.none() | near),
        draw(st.none() | st.integers(1, 30)),
        tuple((begin, begin + timedelta(days=length)) for begin, length in breaks),
    )


@given(a_series())
def test_breaks_and_ends_leave_what_the_days_of_the_other_library_leave(series: Series):
    year = series.first_on + timedelta(days=500)
    held = [
        day
        for day in dates(series.repeat, series.first_on, min(year, series.until or year))
        if not any(first <= day <= last for first, last in series.breaks)
    ][: series.count]
    found = [day for day in islice(series.dates(), 100) if day <= year]
    assert found == held


@given(a_series(), st.lists(st.integers(0, 100), min_size=1, max_size=12), st.integers(-90, 30))
def test_however_often_a_bot_looks_each_occurrence_to_come_is_made_once(
    series: Series, pauses: list[int], begins: int
):
    now = datetime.combine(series.first_on + timedelta(days=begins), time(9, 30), UTC)
    looked: list[datetime] = []
    made: list[Occurrence] = []
    through = None
    for days in pauses:
        now += timedelta(days=days)
        step = stretch(series, through, now)
        assert all(one.starts_at > now for one in step.occurrences)
        looked.append(now)
        made += step.occurrences
        through = step.through
    # It is made if some look was before it and less than eight weeks away, and every look before that was too early.
    expected = [
        one
        for one in islice(series.occurrences(), 200)
        if (look := next((at for at in looked if at.astimezone(series.zone).date() + AHEAD >= one.on), None))
        and one.starts_at > look
    ]
    assert made == expected


def test_in_any_zone_a_series_is_as_another_opinion_has_it():
    for zone in random.sample(sorted(available_timezones()), 25):
        for repeat in (Repeat(Kind.WEEKLY, 6), Repeat(Kind.LAST, random.randrange(7))):
            wall = random.choice(WALLS)
            series = Series(repeat, TWENTY_YEARS[0], wall, ZoneInfo(zone), until=TWENTY_YEARS[1])
            assert list(series.occurrences()) == occurrences(series), (zone, repeat, wall)
