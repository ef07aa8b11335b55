"""Promises about meetups, each kept in one transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import delete, select

from bot.db.tx import Tx
from bot.outbox.models import chores, mirrors, notices
from bot.people import models as people
from bot.people.person import Person
from bot.signals import GroupMoved, GroupZoneChanged, Held, Regulars, Rhythm
from cogs.groups import editing
from cogs.groups import models as group_models
from cogs.groups import service as groups
from cogs.groups.models import Group
from cogs.groups.rules import NotAnOrganizer
from cogs.meetups import answering, planning, rhythm, rules, service
from cogs.meetups.answer_models import Seat
from cogs.meetups.models import Meetup
from cogs.meetups.planning import Plan
from cogs.meetups.rules import Answer, FullMonth, MeetupIsCancelled, MeetupIsOver, NoSuchMeetup
from tests.builders import FRIDAY_MORNING

ANA, BEN, CLEO = 1, 2, 3
ORGANIZER = Person(99)
SATURDAY = FRIDAY_MORNING + timedelta(days=8)


def a_group(tx: Tx, name: str = "Lyon") -> Group:
    group = groups.create(
        tx,
        Person(ORGANIZER.id, manages_server=True),
        name=name,
        zone="Europe/Paris",
        language=None,
        guild_locale="fr",
    )
    groups.built(tx, group.id, role_id=11, channel_id=12)
    return groups.find(tx, group.id)


def a_meetup(
    tx: Tx, *, seats: int | None = None, starts_at: datetime = SATURDAY, request_id: int = 1
) -> Meetup:
    group = group_models.group_named(tx, "lyon") or a_group(tx)
    plan = Plan(starts_at, "Code & coffee", seats=seats)
    return planning.schedule(tx, group.id, ORGANIZER, plan, request_id=request_id)[0]


def planned(tx: Tx) -> list[tuple[str, int, str]]:
    rows = tx.connection.execute(
        select(notices.c.kind, notices.c.person_id, notices.c.fate).order_by(
            notices.c.kind, notices.c.person_id
        )
    )
    return [(row.kind, row.person_id, row.fate) for row in rows]


def test_a_new_meetup_wants_its_card_and_the_groups_card_shown(tx: Tx) -> None:
    meetup = a_meetup(tx)
    wanted = tx.connection.execute(select(mirrors.c.kind, mirrors.c.subject_id)).all()
    assert ("meetups.card", meetup.id) in wanted
    due = select(chores.c.kind, chores.c.due_at).where(chores.c.kind.startswith("meetups."))
    assert tx.connection.execute(due).one() == ("meetups.passed", meetup.ends_at)


def test_the_same_request_twice_is_one_meetup(tx: Tx) -> None:
    assert a_meetup(tx, request_id=5).id == a_meetup(tx, request_id=5).id


def test_only_organizers_schedule(tx: Tx) -> None:
    group = a_group(tx)
    plan = Plan(SATURDAY, "x")
    with pytest.raises(NotAnOrganizer):
        planning.schedule(tx, group.id, Person(ANA), plan, request_id=1)


def test_going_plans_both_reminders_and_leaving_takes_them_back(tx: Tx) -> None:
    meetup = a_meetup(tx)
    assert answering.answer(tx, meetup.id, ANA, Answer.GOING)[0].seat is Seat.SEATED
    assert planned(tx) == [("meetups.day_before", ANA, "pending"), ("meetups.hour_before", ANA, "pending")]
    assert answering.answer(tx, meetup.id, ANA, Answer.CANT)[0].seat is None
    assert planned(tx) == [
        ("meetups.day_before", ANA, "cancelled"),
        ("meetups.hour_before", ANA, "cancelled"),
    ]
    answering.answer(tx, meetup.id, ANA, Answer.GOING)
    assert planned(tx) == [("meetups.day_before", ANA, "pending"), ("meetups.hour_before", ANA, "pending")]


def test_who_says_maybe_is_asked_once_more_unless_they_say(tx: Tx) -> None:
    meetup = a_meetup(tx)
    answering.answer(tx, meetup.id, ANA, Answer.MAYBE)
    asked = select(notices.c.due_at, notices.c.weight, notices.c.fate)
    assert tx.connection.execute(asked).one() == (SATURDAY - timedelta(hours=24), "ordinary", "pending")
    answering.answer(tx, meetup.id, ANA, Answer.CANT)
    assert planned(tx) == [("meetups.still_coming", ANA, "cancelled")]


def test_who_says_maybe_on_the_last_day_is_not_asked_again(tx: Tx) -> None:
    meetup = a_meetup(tx, starts_at=FRIDAY_MORNING + timedelta(hours=20))
    answering.answer(tx, meetup.id, ANA, Answer.MAYBE)
    assert planned(tx) == []


def test_who_waits_is_told_their_place_and_gets_no_reminder(tx: Tx) -> None:
    meetup = a_meetup(tx, seats=1)
    answering.answer(tx, meetup.id, ANA, Answer.GOING)
    answering.answer(tx, meetup.id, BEN, Answer.GOING)
    standing, _ = answering.answer(tx, meetup.id, CLEO, Answer.GOING)
    assert (standing.seat, standing.position) == (Seat.WAITING, 2)
    assert {person for _, person, _ in planned(tx)} == {ANA}


def test_who_is_promoted_is_told_and_reminded(tx: Tx) -> None:
    meetup = a_meetup(tx, seats=1)
    answering.answer(tx, meetup.id, ANA, Answer.GOING)
    answering.answer(tx, meetup.id, BEN, Answer.GOING)
    answering.answer(tx, meetup.id, ANA, Answer.CANT)
    assert service.standing(tx, meetup.id, BEN).seat is Seat.SEATED
    assert [(kind, fate) for kind, person, fate in planned(tx) if person == BEN] == [
        ("meetups.day_before", "pending"),
        ("meetups.hour_before", "pending"),
        ("meetups.seat_is_yours", "pending"),
    ]


def test_who_only_waited_for_a_seat_has_not_come(tx: Tx) -> None:
    meetup = a_meetup(tx, seats=2)
    for person in (ANA, BEN, CLEO):
        answering.answer(tx, meetup.id, person, Answer.GOING)
    over = replace(tx, now=meetup.ends_at)
    assert rhythm.held(over, Rhythm(meetup.group_id)) == Held(meetup.ends_at, None, 2.0)
    assert rhythm.regulars(over, Regulars(meetup.group_id)) == (ANA, BEN)


def test_a_second_promotion_is_told_like_the_first(tx: Tx) -> None:
    meetup = a_meetup(tx, seats=1)
    for _ in range(2):
        answering.answer(tx, meetup.id, ANA, Answer.GOING)
        answering.answer(tx, meetup.id, BEN, Answer.GOING)
        answering.answer(tx, meetup.id, ANA, Answer.CANT)
        answering.answer(tx, meetup.id, BEN, Answer.CANT)
    told = (
        select(notices.c.generation)
        .where(notices.c.kind == service.SEAT_IS_YOURS)
        .order_by(notices.c.generation)
    )
    assert tx.connection.scalars(told).all() == [1, 2]


def test_a_cancelled_meetup_is_told_once_to_everyone_who_might_come(tx: Tx) -> None:
    meetup = a_meetup(tx, seats=1)
    answering.answer(tx, meetup.id, ANA, Answer.GOING)
    answering.answer(tx, meetup.id, BEN, Answer.GOING)
    answering.answer(tx, meetup.id, CLEO, Answer.MAYBE)
    assert planning.cancel(tx, meetup.id, ORGANIZER)[1] is True
    assert planning.cancel(tx, meetup.id, ORGANIZER)[1] is False
    told = [(person, fate) for kind, person, fate in planned(tx) if kind == service.CANCELLED]
    assert told == [(ANA, "pending"), (BEN, "pending"), (CLEO, "pending")]
    with pytest.raises(MeetupIsCancelled):
        answering.answer(tx, meetup.id, ANA, Answer.GOING)


def test_a_meetup_that_is_over_takes_no_answers(tx: Tx) -> None:
    meetup = a_meetup(tx)
    tx.now = meetup.ends_at
    with pytest.raises(MeetupIsOver):
        answering.answer(tx, meetup.id, ANA, Answer.GOING)


def test_another_servers_meetup_does_not_exist_here(tx: Tx) -> None:
    meetup = a_meetup(tx)
    elsewhere = replace(tx, server_id=tx.guild_id + 1)
    with pytest.raises(NoSuchMeetup):
        answering.answer(elsewhere, meetup.id, ANA, Answer.GOING)
    with pytest.raises(NoSuchMeetup):
        service.portrait(elsewhere, meetup.id)


NOVEMBER = date(2026, 11, 1)


def in_november(tx: Tx, count: int) -> list[Meetup]:
    return [
        a_meetup(tx, starts_at=FRIDAY_MORNING + timedelta(days=1 + i), request_id=i) for i in range(count)
    ]


def beyond(tx: Tx, meetup: Meetup, wish: Answer = Answer.GOING, person_id: int = ANA) -> FullMonth | None:
    return answering.answer(tx, meetup.id, person_id, wish)[0].full_month


def test_who_goes_beyond_their_number_of_meetups_a_month_is_told_and_goes_all_the_same(tx: Tx) -> None:
    people.save(tx, ANA, monthly=2)
    first, second, third, fourth = in_november(tx, 4)
    assert [beyond(tx, meetup) for meetup in (first, second)] == [None, None]
    assert beyond(tx, third) == FullMonth(NOVEMBER, 3, 2)
    assert service.standing(tx, third.id, ANA).seat is Seat.SEATED
    assert beyond(tx, third) is None  # asking again changes nothing, so there is nothing to say
    assert beyond(tx, fourth) == FullMonth(NOVEMBER, 4, 2)
    assert [beyond(tx, fourth, wish) for wish in (Answer.MAYBE, Answer.CANT)] == [None, None]
    assert [beyond(tx, meetup, person_id=BEN) for meetup in (first, second, third)] == [None, None, None]


def test_a_month_counts_the_meetups_of_all_groups_in_every_server_that_take_place(tx: Tx) -> None:
    people.save(tx, ANA, monthly=1)
    first, second, third, _ = in_november(tx, 4)
    other = a_group(tx, "Paris")
    plan = Plan(FRIDAY_MORNING + timedelta(days=2), "Elsewhere")
    elsewhere, _ = planning.schedule(tx, other.id, ORGANIZER, plan, request_id=50)
    assert beyond(tx, first) is None
    assert beyond(tx, elsewhere) == FullMonth(NOVEMBER, 2, 1)
    planning.cancel(tx, elsewhere.id, ORGANIZER)
    answering.answer(tx, first.id, ANA, Answer.MAYBE)
    assert beyond(tx, second) is None
    foreign = tx.of(tx.guild_id + 1)
    abroad = groups.create(
        foreign,
        Person(ORGANIZER.id, manages_server=True),
        name="Lyon",
        zone=None,
        language=None,
        guild_locale=None,
    )
    groups.built(foreign, abroad.id, role_id=21, channel_id=22)
    there, _ = planning.schedule(foreign, abroad.id, ORGANIZER, plan, request_id=51)
    assert beyond(foreign, there) == FullMonth(NOVEMBER, 2, 1)
    assert beyond(tx, third) == FullMonth(NOVEMBER, 3, 1)


def test_a_place_in_the_line_does_not_count_until_it_is_a_seat(tx: Tx) -> None:
    people.save(tx, ANA, monthly=1)
    full = a_meetup(tx, seats=1, starts_at=FRIDAY_MORNING + timedelta(days=1), request_id=1)
    answering.answer(tx, full.id, BEN, Answer.GOING)
    assert beyond(tx, full) is None
    other = a_meetup(tx, starts_at=FRIDAY_MORNING + timedelta(days=2), request_id=2)
    assert beyond(tx, other) is None
    assert service.standing(tx, full.id, ANA).full_month is None
    answering.answer(tx, full.id, BEN, Answer.CANT)
    answering.take(tx, full.id, ANA)  # a day before it is held for her
    assert service.standing(tx, full.id, ANA).full_month == FullMonth(NOVEMBER, 2, 1)
    assert service.standing(tx, full.id, BEN).full_month is None


def test_nobody_on_a_pause_is_counted_at(tx: Tx) -> None:
    people.save(tx, ANA, monthly=1, paused_until=FRIDAY_MORNING + timedelta(hours=1))
    first, second, third, _ = in_november(tx, 4)
    assert [beyond(tx, meetup) for meetup in (first, second)] == [None, None]
    tx.now += timedelta(hours=1)
    assert beyond(tx, third) == FullMonth(NOVEMBER, 3, 1)


def test_a_month_is_the_one_where_the_person_lives(tx: Tx) -> None:
    last_night = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)  # in Paris it is December
    people.save(tx, ANA, monthly=1)
    people.save(tx, BEN, monthly=1, zone="UTC")
    (early,) = in_november(tx, 1)
    late = a_meetup(tx, starts_at=last_night, request_id=9)
    assert [beyond(tx, early), beyond(tx, late)] == [None, None]
    assert beyond(tx, early, person_id=BEN) is None
    assert beyond(tx, late, person_id=BEN) == FullMonth(NOVEMBER, 2, 1)


def test_a_group_can_have_a_hundred_meetups_ahead_and_no_more(tx: Tx) -> None:
    for request_id in range(rules.MOST_OPEN):
        a_meetup(tx, request_id=request_id)
    with pytest.raises(rules.TooManyMeetups):
        a_meetup(tx, request_id=rules.MOST_OPEN)


def test_what_had_its_card_in_a_channel_that_is_gone_goes_at_once_to_the_one_its_group_has(tx: Tx) -> None:
    meetup = a_meetup(tx)
    service.posted(tx, meetup.id, card_id=100, thread_id=101)
    editing.move(tx, meetup.group_id, ORGANIZER, 13, manages_channel=True)
    service.group_moved(tx, GroupMoved(meetup.group_id))
    assert service.find(tx, meetup.id).channel_id == 12
    tx.connection.execute(delete(mirrors))
    service.channel_lost(tx, 12)
    now = service.find(tx, meetup.id)
    assert (now.channel_id, now.card_id, now.thread_id) == (13, None, None)
    assert list(tx.connection.scalars(select(mirrors.c.kind))) == [service.CARD]


def test_who_joins_or_leaves_a_group_moves_nothing_that_is_planned(tx: Tx) -> None:
    meetup = a_meetup(tx)
    moved: list[GroupMoved | GroupZoneChanged] = []
    for fact in (GroupMoved, GroupZoneChanged):
        tx.signals.listen(fact, lambda _tx, fact: moved.append(fact))
    groups.join(tx, meetup.group_id, ANA)
    groups.leave(tx, meetup.group_id, ANA)
    assert moved == []
    editing.move(tx, meetup.group_id, ORGANIZER, 13, manages_channel=True)
    assert moved == [GroupMoved(meetup.group_id)]
