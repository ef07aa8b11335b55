"""What counts as having come, and what is said of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cogs.attendance.rules import (
    LETTERS,
    Again,
    Feedback,
    Mood,
    Outcome,
    Summary,
    Witnessed,
    channel_in,
    code,
    code_typed,
    misses_often,
    next_morning,
    outcome,
    overlap,
    summary,
)

CAME, MISSED = Outcome.CAME, Outcome.MISSED


@pytest.mark.parametrize(
    ("seen", "counts"),
    [
        (Witnessed(), Outcome.UNKNOWN),
        (Witnessed(voice=True), CAME),
        (Witnessed(code=True, absent=True), CAME),
        (Witnessed(called=True, missed=True), CAME),
        (Witnessed(absent=True), MISSED),
        (Witnessed(missed=True), MISSED),
        (Witnessed(released=True, missed=True), Outcome.RELEASED),
        (Witnessed(released=True, voice=True), CAME),
        (Witnessed(missed=True, own=CAME), CAME),
        (Witnessed(called=True, own=Outcome.AWAY), Outcome.AWAY),
    ],
)
def test_ones_own_word_counts_most_and_any_witness_that_one_came_before_what_speaks_against_it(
    seen: Witnessed, counts: Outcome
) -> None:
    assert outcome(seen) is counts


@pytest.mark.parametrize(
    ("outcomes", "often"),
    [
        ([], False),
        ([MISSED], False),
        ([MISSED, MISSED], True),
        ([MISSED, MISSED, CAME, CAME], True),
        ([MISSED, MISSED, CAME, CAME, CAME], False),
        ([Outcome.RELEASED] * 5 + [Outcome.AWAY] * 5, False),
    ],
)
def test_organizers_hear_of_a_habit_and_not_of_a_mishap(outcomes: list[Outcome], often: bool) -> None:
    assert misses_often(outcomes) is often


@given(st.sets(st.text(LETTERS, min_size=4, max_size=4), max_size=50))
def test_a_code_is_four_clear_letters_that_no_other_door_has(taken: set[str]) -> None:
    made = code(taken)
    assert (len(made), set(made) - set(LETTERS), made in taken) == (4, set(), False)
    assert code_typed(f" {made[:2].lower()}-{made[2:].lower()} ") == made


def test_only_the_time_while_it_was_on_counts() -> None:
    ten = datetime(2026, 11, 28, 10, tzinfo=UTC)
    minute = timedelta(minutes=1)
    assert overlap(ten - 5 * minute, ten + 4 * minute, ten, ten + 90 * minute) == 4 * minute
    assert overlap(ten - 5 * minute, ten - minute, ten, ten + 90 * minute) == timedelta()


def test_a_link_to_a_channel_of_this_server_names_its_voice_channel() -> None:
    assert channel_in("https://discord.com/channels/7/1573261620019200013", 7) == 1573261620019200013
    assert channel_in("https://ptb.discord.com/channels/7/12/", 7) == 12
    assert channel_in("https://discord.com/channels/8/12", 7) is None
    assert channel_in("https://evil.example/https://discord.com/channels/7/12", 7) is None
    assert channel_in(None, 7) is None


def test_people_are_asked_the_next_morning_where_it_was_also_when_the_clocks_change() -> None:
    evening = datetime(2026, 10, 24, 20, tzinfo=UTC)
    assert next_morning(evening, "Europe/Paris") == datetime(2026, 10, 25, 8, tzinfo=UTC)
    assert next_morning(evening, "Asia/Tokyo") == datetime(2026, 10, 26, 0, tzinfo=UTC)


def test_what_people_said_is_counted_without_names_and_only_once_there_are_enough() -> None:
    said = [
        Feedback(Mood.GLAD, Again.YES, "Warm"),
        Feedback(Mood.GLAD, None, "A bit loud"),
        Feedback(Mood.NOT_FOR_ME, Again.NO, None),
    ]
    assert summary(said[:2]) == Summary(2, (), (), ())
    assert summary(said) == Summary(3, (2, 0, 1), (1, 0, 1), ("A bit loud", "Warm"))
