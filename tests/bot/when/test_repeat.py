from datetime import date, timedelta
from itertools import islice

import pytest
from dateutil import rrule
from hypothesis import given
from hypothesis import strategies as st

from bot.when.repeat import Kind, Repeat, monthly_of
from tests.bot.when.other_opinion import dates

days = st.dates(date(1990, 1, 1), date(2090, 1, 1))
repeats = st.one_of(
    st.builds(Repeat, st.sampled_from([Kind.WEEKLY, Kind.TWO_WEEKS, Kind.LAST]), st.integers(0, 6)),
    st.builds(Repeat, st.just(Kind.NTH), st.integers(0, 6), st.integers(1, 4)),
)


@given(repeats, days)
def test_the_days_are_those_that_another_library_finds(repeat: Repeat, first: date):
    assert list(islice(repeat.days(first), 60)) == list(islice(dates(repeat, first), 60))


@given(days)
def test_a_day_is_the_first_of_each_monthly_repeat_it_may_be(day: date):
    found = monthly_of(day)
    assert [next(repeat.days(day)) for repeat in found] == [day] * len(found)
    nth = [repeat.nth for repeat in found if repeat.kind is Kind.NTH]
    assert nth == ([(day.day - 1) // 7 + 1] if day.day <= 28 else [])
    is_last = (day + timedelta(days=7)).month != day.month
    assert [repeat.kind for repeat in found if repeat.kind is Kind.LAST] == [Kind.LAST] * is_last


def test_the_other_library_counts_weekdays_from_monday_as_we_do():
    assert [day.weekday for day in (rrule.MO, rrule.SU)] == [0, 6]


@pytest.mark.parametrize(
    ("kind", "weekday", "nth"),
    [
        (Kind.WEEKLY, 7, None),
        (Kind.WEEKLY, -1, None),
        (Kind.WEEKLY, 0, 1),
        (Kind.LAST, 0, 4),
        (Kind.NTH, 0, None),
        (Kind.NTH, 0, 0),
        (Kind.NTH, 0, 5),
    ],
)
def test_there_are_no_other_repeats(kind: Kind, weekday: int, nth: int | None):
    with pytest.raises(ValueError, match="no such"):
        Repeat(kind, weekday, nth)


@pytest.mark.parametrize(
    "repeat",
    [
        Repeat(Kind.WEEKLY, 4),
        Repeat(Kind.TWO_WEEKS, 3),
        Repeat(Kind.LAST, 4),
        Repeat(Kind.NTH, 4, 4),
    ],
)
def test_the_end_of_the_calendar_is_the_end_of_a_repeat(repeat: Repeat):
    assert list(repeat.days(date.max)) == [
        day
        for day in [date.max]
        if (repeat.kind, day.weekday()) == (Kind.WEEKLY, 4) or repeat.kind is Kind.LAST
    ]
