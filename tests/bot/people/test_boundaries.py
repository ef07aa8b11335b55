"""When somebody may be spoken to, for every kind of notice; and that nothing ordinary ever comes in a quiet hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.people.boundaries import Boundaries, Manner, Saying, Weight, digest_at, quiet, quiet_hours, saying

PARIS = ZoneInfo("Europe/Paris")
USUAL = Boundaries("Europe/Paris")
NOW = datetime(2026, 11, 16, 10, tzinfo=PARIS)  # a Monday


def paris(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("due", "event", "at", "manner"),
    [
        (paris(21, 9), paris(21, 10), paris(21, 9), "aloud"),
        # Quiet from 20:00 to 08:00; what begins after it is said in its first minute …
        (paris(20, 21), paris(21, 21), paris(21, 8), "aloud"),
        (paris(21, 7, 30), paris(21, 8, 30), paris(21, 8), "aloud"),
        # … and what begins before its end, the evening before.
        (paris(21, 6), paris(21, 7), paris(20, 19, 30), "aloud"),
        (paris(21, 7), paris(21, 8), paris(20, 19, 30), "aloud"),
        (paris(20, 20), paris(20, 21), paris(20, 19, 30), "aloud"),
    ],
)
def test_what_was_promised_is_said_outside_the_quiet_hours(
    due: datetime, event: datetime, at: datetime, manner: str
) -> None:
    assert saying(USUAL, Weight.PROMISED, due, event, NOW) == Saying(at, Manner(manner))


def test_what_came_up_in_the_night_and_cannot_wait_makes_no_sound() -> None:
    now = paris(20, 23)
    assert saying(USUAL, Weight.PROMISED, now, paris(21, 7), now) == Saying(now, Manner.SILENT)


def test_what_should_have_been_said_earlier_is_judged_by_now() -> None:
    now = paris(20, 22)
    assert saying(USUAL, Weight.PROMISED, paris(20, 19), paris(21, 19), now) == Saying(
        paris(21, 8), Manner.ALOUD
    )
    assert saying(USUAL, Weight.ORDINARY, paris(20, 19), paris(21, 19), now) == Saying(
        paris(21, 8, 30), Manner.GATHERED
    )


def test_a_day_off_and_protected_days_hold_back_only_what_was_not_promised() -> None:
    boundaries = Boundaries("Europe/Paris", day_off=5, protected=((date(2026, 11, 22), date(2026, 11, 24)),))
    saturday = paris(21, 9)
    assert saying(boundaries, Weight.PROMISED, saturday, paris(21, 10), NOW) == Saying(saturday, Manner.ALOUD)
    assert saying(boundaries, Weight.ORDINARY, saturday, saturday, NOW) == Saying(
        paris(25, 8, 30), Manner.GATHERED
    )


def test_a_pause_is_quiet_time() -> None:
    boundaries = Boundaries("Europe/Paris", paused_until=paris(30, 0))
    assert quiet(boundaries, paris(20, 12)) == (paris(20, 12), paris(30, 8))  # its end lies in the night
    assert saying(boundaries, Weight.PROMISED, paris(20, 12), paris(30, 9), NOW) == Saying(
        paris(30, 8), Manner.ALOUD
    )
    assert saying(boundaries, Weight.PROMISED, paris(20, 12), paris(21, 12), NOW) == Saying(
        paris(20, 12), Manner.SILENT
    )
    assert saying(boundaries, Weight.ORDINARY, paris(20, 12), paris(21, 12), NOW) == Saying(
        paris(30, 8, 30), Manner.GATHERED
    )


def test_a_moderators_word_for_somebodys_safety_passes() -> None:
    boundaries = Boundaries("Europe/Paris", day_off=5, paused_until=paris(30, 0))
    night = paris(21, 3)
    assert saying(boundaries, Weight.SAFETY, night, night, NOW) == Saying(night, Manner.ALOUD)


def test_ordinary_things_by_day_are_said_at_once_and_by_night_in_the_morning() -> None:
    assert saying(USUAL, Weight.ORDINARY, paris(20, 12), NOW, NOW) == Saying(paris(20, 12), Manner.ALOUD)
    assert saying(USUAL, Weight.ORDINARY, paris(20, 20), NOW, NOW) == Saying(
        paris(21, 8, 30), Manner.GATHERED
    )
    assert saying(USUAL, Weight.ORDINARY, paris(21, 2), NOW, NOW) == Saying(paris(21, 8, 30), Manner.GATHERED)


def test_who_sleeps_by_day_has_the_digest_when_they_wake() -> None:
    boundaries = Boundaries("Europe/Paris", quiet_from=time(6), quiet_until=time(15))
    assert digest_at(boundaries, paris(20, 7)) == paris(20, 15)


def test_nobody_needs_to_have_quiet_hours() -> None:
    boundaries = Boundaries("Europe/Paris", quiet_from=time(0), quiet_until=time(0))
    assert saying(boundaries, Weight.ORDINARY, paris(21, 3), NOW, NOW) == Saying(paris(21, 3), Manner.ALOUD)


def test_the_night_of_a_clock_change_is_quiet_from_wall_time_to_wall_time() -> None:
    # In the night to 25 October 2026 the clocks in Paris go back: it lasts an hour longer.
    silence = quiet(USUAL, paris(25, 2, 30, month=10))
    assert silence == (paris(24, 20, month=10), paris(25, 8, month=10))
    assert silence is not None
    assert silence[1].astimezone(UTC) - silence[0].astimezone(UTC) == timedelta(hours=13)


walls = st.times(timezones=st.none()).map(lambda wall: wall.replace(second=0, microsecond=0))
days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
instants = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - aware by `timezones`
people = st.builds(
    Boundaries,
    zone=st.sampled_from(
        ["Europe/Paris", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "UTC"]
    ),
    quiet_from=walls,
    quiet_until=walls,
    day_off=st.none() | st.integers(0, 6),
    protected=st.lists(st.tuples(days, st.integers(0, 20)), max_size=3).map(
        lambda spans: tuple((first, first + timedelta(days=length)) for first, length in spans)
    ),
    paused_until=st.none() | instants,
)


@given(people, instants, instants, instants)
def test_no_ordinary_notice_falls_into_quiet_time_or_on_a_day_of_rest(
    boundaries: Boundaries, due: datetime, event: datetime, now: datetime
) -> None:
    said = saying(boundaries, Weight.ORDINARY, due, event, now)
    day = said.at.astimezone(ZoneInfo(boundaries.zone)).date()
    assert said.at >= max(due, now)
    assert quiet(boundaries, said.at) is None
    assert day.weekday() != boundaries.day_off
    assert not any(first <= day <= last for first, last in boundaries.protected)


@given(people, instants, instants, instants)
def test_a_promised_notice_makes_no_sound_in_quiet_time_and_never_comes_after_the_start_without_need(
    boundaries: Boundaries, due: datetime, event: datetime, now: datetime
) -> None:
    said = saying(boundaries, Weight.PROMISED, due, event, now)
    assert said.at >= now
    if said.manner is Manner.ALOUD:
        assert quiet(boundaries, said.at) is None
    if max(due, now) < event:
        assert said.at < event


@given(people, st.sampled_from([Weight.PROMISED, Weight.ORDINARY]), instants, instants)
def test_whatever_hours_somebody_chose_what_is_planned_ahead_never_falls_into_them(
    boundaries: Boundaries, weight: Weight, due: datetime, event: datetime
) -> None:
    boundaries = replace(boundaries, paused_until=None)
    said = saying(boundaries, weight, due, event, due - timedelta(days=3))
    assert quiet(boundaries, said.at) is None
    assert said.manner is not Manner.SILENT


@pytest.mark.parametrize(
    ("now", "at", "manner"),
    [
        (paris(19, 10), paris(20, 8), "aloud"),
        (paris(20, 7, 50), paris(20, 8), "aloud"),
        (paris(20, 8, 5), paris(20, 20), "silent"),
    ],
)
def test_who_is_free_for_a_quarter_of_an_hour_a_day_is_told_then(
    now: datetime, at: datetime, manner: str
) -> None:
    boundaries = Boundaries("Europe/Paris", quiet_from=time(8, 15), quiet_until=time(8))
    assert saying(boundaries, Weight.PROMISED, paris(20, 20), paris(20, 21), now) == Saying(
        at, Manner(manner)
    )


def test_one_time_that_happens_to_be_the_usual_other_one_is_no_wish_for_no_quiet_hours() -> None:
    assert quiet_hours(None, None) == (time(20), time(8))
    assert quiet_hours(time(22), None) == (time(22), time(8))
    assert quiet_hours(None, time(20)) == (time(20), time(8))
    assert quiet_hours(time(8), None) == (time(20), time(8))
    assert quiet_hours(time(9), time(9)) == (time(9), time(9))
