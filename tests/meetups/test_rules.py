"""Seats, reminders and links, decided on plain values."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from cogs.meetups import rules
from cogs.meetups.rules import Answer, Seating
from tests.builders import FRIDAY_MORNING

ANA, BEN, CLEO, DAN = 1, 2, 3, 4


def test_the_last_seat_goes_to_whoever_asks_first() -> None:
    seating = Seating(1, (), ())
    seating = rules.answered(seating, ANA, Answer.GOING)
    seating = rules.answered(seating, BEN, Answer.GOING)
    assert seating == Seating(1, (ANA,), (BEN,))


def test_a_freed_seat_goes_to_whoever_has_waited_longest() -> None:
    assert rules.answered(Seating(1, (ANA,), (BEN, CLEO)), ANA, Answer.CANT) == Seating(1, (BEN,), (CLEO,))


def test_asking_twice_does_not_send_anyone_to_the_back_of_the_line() -> None:
    full = Seating(1, (ANA,), (BEN, CLEO))
    assert rules.answered(full, BEN, Answer.GOING) == full


def test_nobody_overtakes_the_line_while_a_seat_is_being_filled() -> None:
    assert rules.answered(Seating(2, (ANA,), (BEN,)), CLEO, Answer.GOING) == Seating(2, (ANA,), (BEN, CLEO))


def test_without_a_number_of_seats_there_is_room_for_everyone() -> None:
    assert rules.answered(Seating(None, (ANA,), ()), BEN, Answer.GOING) == Seating(None, (ANA, BEN), ())


def test_maybe_gives_a_seat_back() -> None:
    assert rules.answered(Seating(1, (ANA,), (BEN,)), ANA, Answer.MAYBE) == Seating(1, (BEN,), ())


def test_nobody_is_expelled_or_seated_while_more_are_seated_than_there_are_seats() -> None:
    crowded = Seating(1, (ANA, BEN, CLEO), (DAN,))
    assert rules.answered(crowded, ANA, Answer.CANT) == Seating(1, (BEN, CLEO), (DAN,))


class SeatsAndLine(RuleBasedStateMachine):
    """Any order of answers, against the plainest model: a list of who asked, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.seating = Seating(3, (), ())
        self.asked: list[int] = []

    @rule(person=st.integers(1, 8), wish=st.sampled_from(Answer))
    def answers(self, person: int, wish: Answer) -> None:
        if wish is not Answer.GOING and person in self.asked:
            self.asked.remove(person)
        elif wish is Answer.GOING and person not in self.asked:
            self.asked.append(person)
        self.seating = rules.answered(self.seating, person, wish)

    @invariant()
    def the_first_who_asked_are_seated_and_the_others_wait_in_order(self) -> None:
        assert set(self.seating.seated) == set(self.asked[:3])
        assert self.seating.waiting == tuple(self.asked[3:])


TestSeatsAndLine = SeatsAndLine.TestCase


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


@pytest.mark.parametrize(
    "link", ["https://meet.example/abc", "http://example.org:8080/x?y=z#a", " https://a.bc "]
)
def test_a_web_address_is_a_link(link: str) -> None:
    assert rules.link_of(link) == link.strip()


@pytest.mark.parametrize(
    "link",
    [
        "javascript:alert(1)",
        "meet.example/abc",
        "https://",
        "https://localhost/x",
        "https://a b.example",
        "https://good.example@evil.example/",
        "https://exämple.org",
        "https://a.example/" + "x" * 300,
        "https://a.example:99999/",
        "https://a.example/)[x](https://b.example",
        "",
    ],
)
def test_what_is_no_plain_web_address_is_refused(link: str) -> None:
    with pytest.raises(rules.NotALink):
        rules.link_of(link)


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
