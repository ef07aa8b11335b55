"""A series: eight weeks of rows, one card, and what an organizer does with it over a year."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from bot.db import installation
from bot.db.tx import Tx
from bot.outbox.models import Fate, chores, mirrors, notices
from bot.text import NotALink
from bot.when.repeat import Kind, Repeat
from cogs.meetups import answering, change_models, models, planning, recurring, rules, series, service
from cogs.meetups.models import Meetup, meetups
from cogs.meetups.planning import Plan
from cogs.meetups.rules import Answer
from cogs.meetups.seats import Pool
from cogs.meetups.series import Begun, ChangedOn, Repeating
from tests.meetups.test_service import ANA, BEN, ORGANIZER, a_group, a_meetup

SATURDAY = datetime(2026, 11, 28, 9, tzinfo=UTC)
"""10:00 in Paris."""
EVERY_SATURDAY = Repeat(Kind.WEEKLY, 5)


def a_series(
    tx: Tx,
    starts_at: datetime = SATURDAY,
    repeat: Repeat = EVERY_SATURDAY,
    until: date | None = None,
    count: int | None = None,
) -> Begun:
    plan = Plan(starts_at, "Code & coffee", seats=1)
    return series.schedule(tx, a_group(tx).id, ORGANIZER, plan, Repeating(repeat, until, count), request_id=7)


def rows(tx: Tx) -> list[Meetup]:
    return sorted(models.since(tx, datetime(2020, 1, 1, tzinfo=UTC), 500), key=lambda each: each.starts_at)


def cards(tx: Tx) -> list[int]:
    return list(
        tx.connection.scalars(
            select(mirrors.c.subject_id).where(mirrors.c.kind == service.CARD).order_by(mirrors.c.subject_id)
        )
    )


def told(tx: Tx, kind: str, fate: Fate = Fate.PENDING) -> list[int]:
    found = select(notices.c.person_id).where(notices.c.kind == kind, notices.c.fate == fate)
    return list(tx.connection.scalars(found.order_by(notices.c.id)))


def test_eight_weeks_are_planned_and_only_the_next_has_a_card(tx: Tx) -> None:
    begun = a_series(tx)
    assert [each.occurs_on for each in rows(tx)] == [
        date(2026, 11, 28) + timedelta(weeks=week) for week in range(7)
    ]
    assert cards(tx) == [begun.first.id]
    again = series.schedule(
        tx,
        begun.group.id,
        ORGANIZER,
        Plan(SATURDAY, "Again"),
        Repeating(EVERY_SATURDAY),
        request_id=7,
    )
    assert (again.first.id, len(rows(tx))) == (begun.first.id, 7)


def test_when_one_is_over_the_next_gets_its_card_and_a_week_later_there_is_one_more(tx: Tx) -> None:
    begun = a_series(tx)
    first, second, *_ = rows(tx)
    tx.now = first.ends_at
    service.passed(tx, first.id)
    assert cards(tx) == [first.id, second.id]
    series.extend(tx, begun.series.id)
    assert rows(tx)[-1].occurs_on == date(2027, 1, 23)
    series.extend(tx, begun.series.id)
    assert len(rows(tx)) == 9


@pytest.mark.meets("T07")
def test_ten_in_the_morning_stays_ten_over_both_changes_of_clocks(tx: Tx) -> None:
    begun = a_series(tx)
    for week in range(52):
        tx.now = SATURDAY + timedelta(weeks=week)
        series.extend(tx, begun.series.id)
    assert {each.wall.time() for each in rows(tx)} == {time(10)}
    hours = {each.starts_at.strftime("%m"): each.starts_at.hour for each in rows(tx)}
    assert [hours[month] for month in ("01", "07", "12")] == [9, 8, 9]


def test_a_count_is_kept_whatever_is_skipped_and_the_end_is_the_end(tx: Tx) -> None:
    begun = a_series(tx, count=3)
    assert len(rows(tx)) == 3
    series.skip(tx, rows(tx)[1].id, ORGANIZER)
    tx.now += timedelta(weeks=4)
    series.extend(tx, begun.series.id)
    assert len(rows(tx)) == 3


def test_a_skipped_one_is_told_and_the_next_gets_the_card(tx: Tx) -> None:
    a_series(tx)
    first, second, *_ = rows(tx)
    answering.answer(tx, first.id, ANA, Answer.GOING)
    skipped, following = series.skip(tx, first.id, ORGANIZER)
    assert following is not None
    assert (skipped.id, following.id) == (first.id, second.id)
    assert told(tx, service.CANCELLED) == [ANA]
    assert cards(tx) == [first.id, second.id]
    shown = service.portrait(tx, first.id)
    assert shown.following is not None
    assert (shown.meetup.skipped, shown.following.id) == (True, second.id)


def test_a_term_break_skips_what_is_planned_and_makes_nothing_later(tx: Tx) -> None:
    begun = a_series(tx)
    count, following = series.rest(tx, begun.first.id, ORGANIZER, date(2026, 12, 20), date(2027, 2, 7))
    assert count == 3
    assert following is not None
    for week in range(14):
        tx.now = SATURDAY + timedelta(weeks=week)
        series.extend(tx, begun.series.id)
    took_place = [each.occurs_on for each in rows(tx) if each.cancelled_at is None]
    assert took_place[:5] == [
        date(2026, 11, 28),
        date(2026, 12, 5),
        date(2026, 12, 12),
        date(2026, 12, 19),
        date(2027, 2, 13),
    ]


def test_a_series_that_begins_in_half_a_year_has_its_first_and_then_all_others(tx: Tx) -> None:
    begun = a_series(tx, SATURDAY + timedelta(weeks=20))
    assert (begun.first.starts_at, cards(tx)) == (SATURDAY + timedelta(weeks=20), [begun.first.id])
    for week in range(20):
        tx.now = SATURDAY + timedelta(weeks=week)
        series.extend(tx, begun.series.id)
    assert [each.occurs_on for each in rows(tx)] == [
        date(2026, 11, 28) + timedelta(weeks=20 + week) for week in range(8)
    ]


def test_days_of_rest_are_those_on_which_it_would_be_and_not_those_it_was_moved_from(tx: Tx) -> None:
    a_series(tx)
    first, second, *_ = rows(tx)
    series.move(tx, first.id, ORGANIZER, SATURDAY + timedelta(days=9))
    assert series.rest(tx, second.id, ORGANIZER, date(2026, 11, 27), date(2026, 11, 29))[0] == 0
    assert series.rest(tx, second.id, ORGANIZER, date(2026, 12, 5), date(2026, 12, 7))[0] == 2
    assert [each.id for each in rows(tx) if each.cancelled_at is not None] == [second.id, first.id]


def test_what_was_called_off_is_not_skipped(tx: Tx) -> None:
    a_series(tx)
    second = rows(tx)[1]
    planning.cancel(tx, second.id, ORGANIZER)
    with pytest.raises(rules.MeetupIsCancelled):
        series.skip(tx, second.id, ORGANIZER)


def test_from_here_on_it_ends_and_whoever_wanted_to_come_is_told(tx: Tx) -> None:
    begun = a_series(tx)
    third = rows(tx)[2]
    answering.answer(tx, third.id, ANA, Answer.GOING)
    assert series.end(tx, third.id, ORGANIZER)[1] == 5
    assert told(tx, service.CANCELLED) == [ANA]
    tx.now += timedelta(weeks=3)
    series.extend(tx, begun.series.id)
    assert [each.id for each in rows(tx) if each.cancelled_at is None] == [each.id for each in rows(tx)[:2]]


def test_a_moved_one_keeps_its_place_in_the_series_and_reminds_at_the_new_time(tx: Tx) -> None:
    a_series(tx)
    first = rows(tx)[0]
    answering.answer(tx, first.id, ANA, Answer.GOING)
    answering.answer(tx, first.id, BEN, Answer.GOING)
    sunday = SATURDAY + timedelta(days=1)
    changed = series.move(tx, first.id, ORGANIZER, sunday)
    assert (changed.meetup.starts_at, changed.meetup.occurs_on, changed.told) == (
        sunday,
        date(2026, 11, 28),
        2,
    )
    assert told(tx, service.CHANGED) == [ANA, BEN]
    due = select(notices.c.due_at).where(notices.c.kind == rules.HOUR_BEFORE, notices.c.fate == Fate.PENDING)
    assert tx.connection.scalars(due).all() == [sunday - timedelta(hours=1)]
    assert [each.starts_at for each in rows(tx)[1:3]] == [
        SATURDAY + timedelta(weeks=1),
        SATURDAY + timedelta(weeks=2),
    ]


def test_all_that_follow_move_as_well_and_keep_who_comes(tx: Tx) -> None:
    begun = a_series(tx)
    _, second, third, fourth, *_ = rows(tx)
    answering.answer(tx, third.id, ANA, Answer.GOING)
    series.skip(tx, fourth.id, ORGANIZER)
    sunday_noon = datetime(2026, 12, 6, 11, tzinfo=UTC)
    series.move(tx, second.id, ORGANIZER, sunday_noon, following=True)
    on = [each for each in rows(tx) if each.cancelled_at is None]
    assert [each.occurs_on for each in on] == [
        date(2026, 11, 28),
        date(2026, 12, 6),
        date(2026, 12, 13),
        date(2026, 12, 27),
        date(2027, 1, 3),
        date(2027, 1, 10),
    ]
    assert {each.wall.time() for each in on[1:]} == {time(12)}
    assert service.standing(tx, third.id, ANA).pool is not None
    assert told(tx, service.CHANGED) == [ANA]
    old, new = recurring.find(tx, begun.series.id), recurring.find(tx, on[1].series_id or 0)
    assert old is not None
    assert new is not None
    assert (old.until_on, new.repeat, new.wall) == (date(2026, 12, 4), Repeat(Kind.WEEKLY, 6), time(12))


def test_a_series_with_a_break_moves_on_date_for_date(tx: Tx) -> None:
    begun = a_series(tx)
    _, second, third, *_ = rows(tx)
    series.move(tx, third.id, ORGANIZER, datetime(2026, 12, 15, 9, tzinfo=UTC), following=False)
    series.rest(tx, begun.first.id, ORGANIZER, date(2026, 12, 12), date(2026, 12, 12))
    series.rest(tx, begun.first.id, ORGANIZER, date(2026, 12, 19), date(2026, 12, 19))
    series.move(tx, second.id, ORGANIZER, datetime(2026, 12, 3, 9, tzinfo=UTC), following=True)
    on = [each.wall.date() for each in rows(tx) if each.cancelled_at is None]
    assert on[:5] == [
        date(2026, 11, 28),
        date(2026, 12, 3),
        date(2026, 12, 10),
        date(2026, 12, 24),
        date(2026, 12, 31),
    ]


def edit_on(tx: Tx, meetup: Meetup, **values: Any) -> ChangedOn:
    """As an organizer does it whose form is fresh."""
    return series.edit(tx, meetup.id, ORGANIZER, series.editable(tx, meetup.id, ORGANIZER)[1], values)


def test_a_change_from_one_on_holds_for_all_that_follow_and_all_to_come(tx: Tx) -> None:
    begun = a_series(tx)
    first, second, third, *_ = rows(tx)
    for meetup, person in ((first, ANA), (second, ANA), (second, BEN), (third, BEN)):
        answering.answer(tx, meetup.id, person, Answer.MAYBE)
    planning.edit(tx, third.id, ORGANIZER, None, {"title": "Guests", "link": "https://meet.example/x"})
    changed = edit_on(tx, second, title="Code & coffee", place=" Café Perché ", link=None, notes=None)
    assert (changed.meetup.place, changed.count, changed.later, changed.told) == ("Café Perché", 6, True, 2)
    assert [each.place for each in rows(tx)] == [None, *["Café Perché"] * 6]
    assert rows(tx)[2].title == "Guests"  # what was not changed stays what it is in each
    assert rows(tx)[2].link == "https://meet.example/x"
    assert sorted(told(tx, service.CHANGED)) == [ANA, BEN, BEN]
    tx.now = SATURDAY + timedelta(weeks=3)
    series.extend(tx, begun.series.id)
    assert [(each.title, each.place) for each in rows(tx)[-2:]] == [("Code & coffee", "Café Perché")] * 2
    again = edit_on(tx, rows(tx)[4], title="Code & coffee", place="Café Perché", link=None, notes=None)
    assert (again.count, again.later) == (0, False)


def test_what_was_changed_in_one_can_be_made_the_rule(tx: Tx) -> None:
    a_series(tx)
    first, *_ = rows(tx)
    planning.edit(tx, first.id, ORGANIZER, None, {"place": "Café Perché"})
    changed = edit_on(tx, first, title="Code & coffee", place="Café Perché", link=None, notes=None)
    assert (changed.count, changed.later) == (6, True)
    assert {each.place for each in rows(tx)} == {"Café Perché"}


def test_a_change_from_one_on_reaches_later_parts(tx: Tx) -> None:
    halved(tx)
    _, second, *_ = rows(tx)
    edit_on(tx, second, seats=5, online_seats=None)
    assert [each.seats for each in rows(tx)] == [1, *[5] * 6]
    a_year_on(tx)
    assert {each.seats for each in rows(tx)[1:]} == {5}


def test_a_stale_form_about_a_series_changes_nothing(tx: Tx) -> None:
    begun = a_series(tx)
    first, _, third, *_ = rows(tx)
    version = series.editable(tx, first.id, ORGANIZER)[1]
    tx.now = SATURDAY - timedelta(hours=1)
    series.extend(tx, begun.series.id)  # another one is no change of those there are
    assert series.editable(tx, first.id, ORGANIZER)[1] == version
    planning.edit(tx, third.id, ORGANIZER, None, {"place": "Library"})
    with pytest.raises(rules.ChangedInSeries):
        series.edit(tx, first.id, ORGANIZER, version, {"place": "Town hall"})
    assert {each.place for each in rows(tx)} == {None, "Library"}
    with pytest.raises(NotALink):
        edit_on(tx, first, place="Town hall", link="no link")


SUNDAY_NOON = datetime(2026, 12, 13, 11, tzinfo=UTC)


def halved(tx: Tx, **ends: Any) -> Begun:
    """A series on Saturdays of which the third and all after it were moved to Sundays at noon."""
    begun = a_series(tx, **ends)
    series.move(tx, rows(tx)[2].id, ORGANIZER, SUNDAY_NOON, following=True)
    return begun


def days(tx: Tx) -> list[date]:
    """On which days it takes place."""
    return [each.wall.date() for each in rows(tx) if each.cancelled_at is None]


def weeks(first: date, count: int) -> list[date]:
    return [first + timedelta(weeks=week) for week in range(count)]


def a_year_on(tx: Tx) -> None:
    """Every week for a year all upkeep that there is."""
    parts = [each.id for each in recurring.parts(tx, 1)]
    for week in range(52):
        tx.now = SATURDAY + timedelta(weeks=week)
        for part in parts:
            series.extend(tx, part)


def test_a_series_in_two_parts_has_one_card_and_counts_once(tx: Tx) -> None:
    begun = halved(tx)
    assert days(tx) == [date(2026, 11, 28), date(2026, 12, 5), *weeks(date(2026, 12, 13), 5)]
    assert cards(tx) == [begun.first.id]
    assert models.count_open(tx, begun.group.id) == 1
    first, second, third, *_ = rows(tx)
    assert series.skip(tx, second.id, ORGANIZER)[1] == service.find(tx, first.id)
    tx.now = first.ends_at
    service.passed(tx, first.id)
    assert cards(tx) == [first.id, third.id]
    shown = service.portrait(tx, second.id).following
    assert shown is not None
    assert shown.id == third.id


def test_what_ends_in_the_first_part_ends_in_all(tx: Tx) -> None:
    halved(tx)
    _, second, third, *_ = rows(tx)
    answering.answer(tx, third.id, ANA, Answer.GOING)
    assert series.end(tx, second.id, ORGANIZER)[1] == 6
    assert told(tx, service.CANCELLED) == [ANA]
    a_year_on(tx)
    assert days(tx) == [date(2026, 11, 28)]


def test_what_ends_in_the_second_part_leaves_the_first_alone(tx: Tx) -> None:
    halved(tx)
    assert series.end(tx, rows(tx)[3].id, ORGANIZER)[1] == 4
    a_year_on(tx)
    assert days(tx) == [date(2026, 11, 28), date(2026, 12, 5), date(2026, 12, 13)]


def test_ending_once_more_later_on_brings_nothing_back(tx: Tx) -> None:
    a_series(tx)
    _, second, third, *_ = rows(tx)
    series.end(tx, second.id, ORGANIZER)
    assert series.end(tx, third.id, ORGANIZER)[1] == 0
    [only] = recurring.parts(tx, 1)
    assert only.until_on == date(2026, 12, 4)


def test_days_of_rest_are_kept_in_every_part(tx: Tx) -> None:
    begun = halved(tx)
    assert series.rest(tx, begun.first.id, ORGANIZER, date(2026, 12, 5), date(2027, 2, 21))[0] == 6
    a_year_on(tx)
    assert days(tx)[:3] == [date(2026, 11, 28), date(2027, 2, 28), date(2027, 3, 7)]
    assert series.rest(tx, begun.first.id, ORGANIZER, date(2026, 12, 5), date(2027, 2, 21))[0] == 0


def test_a_number_of_times_is_counted_across_parts(tx: Tx) -> None:
    halved(tx, count=12)
    a_year_on(tx)
    assert len(days(tx)) == 12
    assert days(tx)[2:] == weeks(date(2026, 12, 13), 10)


def test_a_last_day_holds_across_parts(tx: Tx) -> None:
    halved(tx, until=date(2027, 2, 6))
    a_year_on(tx)
    assert days(tx) == [date(2026, 11, 28), date(2026, 12, 5), *weeks(date(2026, 12, 13), 8)]


def test_all_that_follow_are_those_of_every_later_part(tx: Tx) -> None:
    begun = halved(tx, count=12)
    _, second, third, fourth, *_ = rows(tx)
    answering.answer(tx, fourth.id, ANA, Answer.GOING)
    series.move(tx, second.id, ORGANIZER, datetime(2026, 12, 3, 18, tzinfo=UTC), following=True)
    assert days(tx) == [date(2026, 11, 28), *weeks(date(2026, 12, 3), 7)]
    assert [service.find(tx, each.id).wall.date() for each in (second, third, fourth)] == weeks(
        date(2026, 12, 3), 3
    )
    assert {each.wall.time() for each in rows(tx)[1:]} == {time(19)}
    assert told(tx, service.CHANGED) == [ANA]
    assert cards(tx) == [begun.first.id]
    a_year_on(tx)
    assert days(tx) == [date(2026, 11, 28), *weeks(date(2026, 12, 3), 11)]
    series.end(tx, begun.first.id, ORGANIZER)
    assert days(tx)[-1] < tx.now.date()


def test_a_series_that_has_ended_in_its_second_part_ends_there_as_well_when_all_is_moved(tx: Tx) -> None:
    halved(tx)
    series.end(tx, rows(tx)[4].id, ORGANIZER)
    series.move(tx, rows(tx)[1].id, ORGANIZER, datetime(2026, 12, 3, 18, tzinfo=UTC), following=True)
    a_year_on(tx)
    assert days(tx) == [date(2026, 11, 28), *weeks(date(2026, 12, 3), 3)]


def test_a_first_day_that_is_none_of_its_days_is_refused(tx: Tx) -> None:
    with pytest.raises(rules.NotThatDay):
        a_series(tx, starts_at=SATURDAY + timedelta(days=1))
    with pytest.raises(rules.NoDayLeft):
        series.schedule(
            tx,
            1,
            ORGANIZER,
            Plan(SATURDAY, "x"),
            Repeating(EVERY_SATURDAY, date(2026, 11, 27)),
            request_id=8,
        )


def test_what_stands_alone_is_no_series(tx: Tx) -> None:
    alone = a_meetup(tx)
    for verb in (
        lambda: series.skip(tx, alone.id, ORGANIZER),
        lambda: series.end(tx, alone.id, ORGANIZER),
        lambda: series.rest(tx, alone.id, ORGANIZER, date(2026, 12, 1), date(2026, 12, 2)),
        lambda: series.move(tx, alone.id, ORGANIZER, SATURDAY, following=True),
        lambda: series.editable(tx, alone.id, ORGANIZER),
        lambda: series.edit(tx, alone.id, ORGANIZER, 1, {"place": "Library"}),
    ):
        with pytest.raises(rules.NotASeries):
            verb()


@pytest.mark.meets("T08")
def test_new_rules_of_a_zone_move_the_instant_and_not_the_time_on_the_wall(tx: Tx) -> None:
    begun = a_series(tx)
    answering.answer(tx, begun.first.id, ANA, Answer.GOING)
    assert series.follow_zone_rules(tx, "2026f") == 0
    # As an older zone database had it: an hour off.
    wrong = SATURDAY + timedelta(hours=1)
    tx.connection.execute(update(meetups).where(meetups.c.id == begun.first.id).values(starts_at=wrong))
    assert series.follow_zone_rules(tx, "2026f") == 0
    assert series.follow_zone_rules(tx, "2027a") == 1
    assert installation.recall(tx, series.ZONE_RULES) == "2027a"
    first = service.find(tx, begun.first.id)
    assert (first.starts_at, first.wall) == (SATURDAY, datetime(2026, 11, 28, 10))  # noqa: DTZ001 - on the wall
    assert sorted(told(tx, service.CHANGED)) == [ANA, ORGANIZER.id]


def test_nothing_more_is_made_of_a_series_while_its_zone_is_not_known_here(tx: Tx) -> None:
    begun = a_series(tx)
    made = rows(tx)
    series_zone = update(recurring.series).where(recurring.series.c.id == begun.series.id)
    tx.connection.execute(series_zone.values(zone="Atlantis/New_Town"))
    later = replace(tx, now=tx.now + timedelta(weeks=3))
    series.extend(later, begun.series.id)
    assert rows(tx) == made
    next_try = select(chores.c.due_at).where(chores.c.kind == series.EXTEND)
    assert tx.connection.scalar(next_try) == later.now + series.EXTENDED_EVERY
    tx.connection.execute(series_zone.values(zone="Europe/Paris"))  # newer zones have it
    series.extend(later, begun.series.id)
    assert [each.wall.time() for each in rows(tx)[len(made) :]] == [time(10)] * 3


def test_a_stale_edit_changes_nothing_and_a_right_one_is_told_as_a_difference(tx: Tx) -> None:
    meetup = a_meetup(tx)
    answering.answer(tx, meetup.id, ANA, Answer.GOING)
    planning.edit(tx, meetup.id, ORGANIZER, 1, {"place": "Café Perché"})
    with pytest.raises(rules.ChangedMeanwhile):
        planning.edit(tx, meetup.id, ORGANIZER, 1, {"place": "Elsewhere"})
    now = service.find(tx, meetup.id)
    assert (now.place, now.version) == ("Café Perché", 2)
    planning.edit(tx, meetup.id, ORGANIZER, 2, {"title": "Coffee & code"})
    assert told(tx, service.CHANGED) == [ANA]  # the first was not said yet: both are one piece of news
    assert told(tx, service.CHANGED, Fate.CANCELLED) == [ANA]
    assert change_models.changes_since(tx, meetup.id, 2)[0].before == {
        "title": "Code & coffee",
        "place": None,
    }


def test_seats_online_are_seats_in_the_room_once_there_is_a_place_instead_of_a_link(tx: Tx) -> None:
    plan = Plan(SATURDAY, "Code & coffee", seats=1, link="https://meet.example/x")
    meetup, _ = planning.schedule(tx, a_group(tx).id, ORGANIZER, plan, request_id=1)
    for person in (ANA, BEN):
        answering.answer(tx, meetup.id, person, Answer.GOING)
    planning.edit(tx, meetup.id, ORGANIZER, None, {"place": "Café Perché", "link": None})
    now = service.find(tx, meetup.id)
    assert (now.seats, now.online_seats) == (1, None)
    assert (service.standing(tx, meetup.id, ANA).pool, service.standing(tx, meetup.id, BEN).pool) == (
        Pool.ROOM,
        None,
    )


def test_raising_the_seats_seats_the_line_and_tells_no_difference(tx: Tx) -> None:
    meetup = a_meetup(tx, seats=1)
    for person in (ANA, BEN):
        answering.answer(tx, meetup.id, person, Answer.GOING)
    planning.edit(tx, meetup.id, ORGANIZER, None, {"seats": 2})
    assert service.standing(tx, meetup.id, BEN).pool is not None
    assert (told(tx, service.SEAT_IS_YOURS), told(tx, service.CHANGED)) == ([BEN], [])


def test_a_series_counts_once_among_the_hundred_meetups_a_group_may_have_ahead(tx: Tx) -> None:
    begun = a_series(tx)
    assert len(rows(tx)) > 1
    for request_id in range(rules.MOST_OPEN - 1):
        a_meetup(tx, request_id=100 + request_id)
    assert models.count_open(tx, begun.group.id) == rules.MOST_OPEN
    with pytest.raises(rules.TooManyMeetups):
        a_meetup(tx, request_id=999)
