"""What is to be done so that a server's events show its next meetups."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from cogs.meetups.event_steps import ROOM, Native, Steps, Wanted, steps

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def wanted(meetup_id: int) -> Wanted:
    card = f"https://discord.com/channels/1/2/{meetup_id}"
    begins = NOW + timedelta(days=meetup_id)
    return Wanted(
        meetup_id, "Coffee", begins, begins + timedelta(hours=1), "Café", card, f"Who comes: {card}"
    )


def native(event_id: int, shown: Wanted, *, ours: bool = True, begun: bool = False) -> Native:
    return Native(
        event_id,
        ours,
        begun,
        shown.name,
        shown.starts_at,
        shown.ends_at,
        shown.location,
        shown.description,
    )


def test_what_is_there_as_it_should_be_is_left_alone() -> None:
    assert steps([wanted(1)], {11: 1}, (), [native(11, wanted(1))]) == Steps((), {1: 11}, (), ())


def test_what_is_missing_is_made_and_what_is_not_wanted_any_more_removed() -> None:
    assert steps([wanted(2)], {11: 1}, (), [native(11, wanted(1))]) == Steps((11,), {}, (), (wanted(2),))


def test_what_somebody_changed_is_changed_back() -> None:
    renamed = replace(native(11, wanted(1)), name="Party")
    assert steps([wanted(1)], {11: 1}, (), [renamed]) == Steps((), {1: 11}, ((11, wanted(1)),), ())


def test_an_event_nobody_remembers_is_known_by_its_card() -> None:
    assert steps([wanted(1)], {}, (), [native(11, wanted(1))]) == Steps((), {1: 11}, (), ())


def test_of_two_events_for_one_meetup_one_goes() -> None:
    there = [native(11, wanted(1)), native(12, wanted(1))]
    assert steps([wanted(1)], {}, (), there) == Steps((12,), {1: 11}, (), ())


def test_what_others_announce_is_theirs_even_if_it_looks_like_ours() -> None:
    theirs = native(11, wanted(1), ours=False)
    assert steps([wanted(1)], {}, (), [theirs]) == Steps((), {}, (), (wanted(1),))


def test_what_is_on_now_is_left_alone() -> None:
    begun = native(11, wanted(1), begun=True)
    assert steps([], {11: 1}, {1}, [begun]) == Steps((), {}, (), ())
    late_to_begin = native(11, wanted(1))
    assert steps([], {11: 1}, {1}, [late_to_begin]) == Steps((), {}, (), ())


def test_what_was_begun_by_hand_is_left_alone_and_what_is_no_longer_so_goes() -> None:
    begun = native(11, wanted(1), begun=True)
    assert steps([wanted(1)], {11: 1}, (), [begun]) == Steps((), {1: 11}, (), ())
    assert steps([], {11: 1}, (), [begun]) == Steps((11,), {}, (), ())
    moved = replace(wanted(1), name="Another")
    assert steps([moved], {11: 1}, (), [begun]) == Steps((11,), {}, (), (moved,))
    assert steps([], {}, (), [begun]) == Steps((), {}, (), ())


@given(others=st.integers(0, ROOM), ours=st.sets(st.integers(1, 120), max_size=20), count=st.integers(0, 120))
def test_never_are_there_more_than_fit_and_the_soonest_come_first(
    others: int, ours: set[int], count: int
) -> None:
    ours = set(sorted(ours)[: ROOM - others])
    plan = [wanted(number) for number in range(1, count + 1)]
    there = [native(1000 + number, wanted(500), ours=False) for number in range(others)]
    there += [native(number, wanted(number)) for number in ours]
    done = steps(plan, {}, (), there)
    shown = sorted([*done.found, *(made.meetup_id for made in done.create)])
    assert shown == [made.meetup_id for made in plan[: ROOM - others]]
    assert others + len(shown) <= ROOM
    assert set(done.remove) == ours - set(shown)
