"""Seats and reminders, decided on plain values."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from cogs.meetups import rules
from tests.builders import FRIDAY_MORNING


def test_only_reminders_that_are_still_ahead_are_planned() -> None:
    starts_at = FRIDAY_MORNING + timedelta(hours=5)
    assert rules.reminders(starts_at, FRIDAY_MORNING) == [(rules.HOUR_BEFORE, starts_at - timedelta(hours=1))]


@pytest.mark.parametrize("seats", [None, 1, 1000])
def test_seats_within_reason_are_accepted(seats: int | None) -> None:
    rules.check_seats(seats)


@pytest.mark.parametrize("seats", [0, -1, 1001, 2**63])
def test_seats_out_of_reason_are_refused(seats: int) -> None:
    with pytest.raises(rules.SeatsOutOfRange):
        rules.check_seats(seats)


@pytest.mark.parametrize("typed", ["0", "1001", "9" * 5000, "²", "٣", "1e9", "-1", "two"])
def test_what_is_no_number_of_seats_is_refused(typed: str) -> None:
    with pytest.raises(rules.SeatsOutOfRange):
        rules.seats_of(typed)


def test_a_meetup_lasts_from_five_minutes_to_a_day() -> None:
    starts_at = FRIDAY_MORNING + timedelta(hours=1)
    rules.check_times(starts_at, starts_at + timedelta(hours=24), FRIDAY_MORNING)
    with pytest.raises(rules.LengthOutOfRange):
        rules.check_times(starts_at, starts_at + timedelta(minutes=4), FRIDAY_MORNING)
    with pytest.raises(rules.AlreadyBegun):
        rules.check_times(FRIDAY_MORNING, starts_at, FRIDAY_MORNING)


@pytest.mark.parametrize(
    ("instant", "zone", "first", "begins", "ends"),
    [
        ("2026-11-20T09:00+00:00", "UTC", "2026-11-01", "2026-11-01T00:00+00:00", "2026-12-01T00:00+00:00"),
        (
            "2026-12-31T23:30+00:00",
            "Europe/Paris",
            "2027-01-01",
            "2026-12-31T23:00+00:00",
            "2027-01-31T23:00+00:00",
        ),
        # The clocks change in between: the month is an hour shorter.
        (
            "2027-03-15T12:00+00:00",
            "Europe/Paris",
            "2027-03-01",
            "2027-02-28T23:00+00:00",
            "2027-03-31T22:00+00:00",
        ),
    ],
)
def test_a_calendar_month_begins_and_ends_where_one_lives(
    instant: str, zone: str, first: str, begins: str, ends: str
) -> None:
    found = rules.month_of(datetime.fromisoformat(instant), zone)
    assert found == (
        date.fromisoformat(first),
        datetime.fromisoformat(begins),
        datetime.fromisoformat(ends),
    )
