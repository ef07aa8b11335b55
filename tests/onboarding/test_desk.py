"""What the desk promises, told to an open transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from bot.db.tx import Tx
from bot.outbox.models import chores
from bot.people.person import Person
from bot.signals import SomebodyIsStuck, StuckIsOver
from bot.words import Catalogs
from cogs.onboarding import desk, desk_rules, desk_views, service, welcoming_models
from cogs.onboarding.desk import Said
from cogs.onboarding.desk_rules import GIVEN_UP, HELD, MEASURED, PATIENCE, FirstAnswers, Kind, WaitsNoMore

ZOE, SAM, MIA, NOA = 21, 22, 31, 32
HALL, LYON = 70, 71
MOMENT = timedelta(microseconds=1)


def later(tx: Tx, span: timedelta) -> Tx:
    return replace(tx, now=tx.now + span)


def moderator(person_id: int) -> Person:
    return Person(person_id, moderates_members=True)


def seen(tx: Tx) -> list[tuple[Kind, int]]:
    return [(it.entry.kind, it.entry.person_id) for it in desk.look(tx).waiting]


def said(person_id: int, channel_id: int = HALL, to: int | None = None, *people: int) -> Said:
    return Said(Person(person_id), 900 + person_id, channel_id, to, frozenset(people))


def due(tx: Tx) -> object:
    """When time alone changes something next."""
    return tx.connection.scalar(select(chores.c.due_at).where(chores.c.kind == desk.DUE))


@pytest.mark.parametrize("kind", list(Kind))
def test_each_is_shown_when_it_has_waited_too_long_and_no_more_when_an_answer_comes_oddly_late(
    tx: Tx, kind: Kind
) -> None:
    desk.waits(tx, kind, ZOE, 5)
    shown_at = later(tx, PATIENCE[kind])
    before, last = later(shown_at, -MOMENT), later(shown_at, GIVEN_UP)
    assert due(tx) == (shown_at.now if PATIENCE[kind] else last.now)
    assert [seen(before), seen(shown_at)] == [[], [(kind, ZOE)]]
    desk.due(shown_at, 0)
    assert due(tx) == last.now
    desk.due(last, 0)
    assert seen(last) == []


def test_one_takes_it_and_the_other_is_told_who_and_it_comes_back_by_itself(tx: Tx) -> None:
    desk.waits(tx, Kind.NEWCOMER, ZOE)
    [waiting] = desk.look(tx).waiting
    entry_id = waiting.entry.id
    assert [desk.take(tx, entry_id, moderator(who)).taken_by for who in (MIA, NOA, MIA)] == [MIA] * 3
    assert due(tx) == tx.now + HELD
    desk.due(later(tx, HELD), 0)
    assert desk.take(later(tx, HELD), entry_id, moderator(NOA)).taken_by == NOA
    desk.done(tx, entry_id, moderator(MIA))
    with pytest.raises(WaitsNoMore):
        desk.take(tx, entry_id, moderator(NOA))


def test_only_an_answer_to_them_takes_somebody_off_the_desk(tx: Tx) -> None:
    desk.waits(tx, Kind.INTRODUCTION, ZOE, 1, channel_id=HALL, message_id=500)
    desk.waits(tx, Kind.STUCK, ZOE, 2, channel_id=LYON, message_id=501)
    for nothing in (said(ZOE, HALL, 500), said(MIA), said(MIA, HALL, 502), said(MIA, 72, None, ZOE)):
        assert not desk.matters(tx, nothing)
        assert desk.heard(tx, nothing) == []
    assert [entry.kind for entry in desk.heard(tx, said(MIA, LYON, None, ZOE))] == [Kind.STUCK]
    assert [entry.kind for entry in desk.heard(tx, said(MIA, HALL, 500))] == [Kind.INTRODUCTION]
    assert not desk.matters(tx, said(MIA, HALL, 500))


def test_an_answer_to_a_welcome_greets_everyone_it_names(tx: Tx) -> None:
    for person in (ZOE, SAM):
        service.arrive(tx, Person(person), tx.now, HALL)
    service.posted(tx, 1, 600)
    assert not desk.matters(tx, said(MIA, LYON, 600))
    assert {entry.person_id for entry in desk.heard(tx, said(MIA, HALL, 600))} == {ZOE, SAM}


def test_the_first_that_somebody_new_writes_waits_for_an_answer_and_the_second_does_not(tx: Tx) -> None:
    service.arrive(tx, Person(ZOE), tx.now, HALL)
    desk.heard(tx, said(ZOE))
    assert seen(tx) == []
    assert not desk.matters(tx, said(ZOE))
    assert not desk.matters(tx, said(MIA))  # who has been here for long
    assert seen(later(tx, PATIENCE[Kind.POST])) == [(Kind.POST, ZOE)]
    for days in (14, 31, 45):  # and never again, also when the desk remembers nothing of it
        desk.due(later(tx, timedelta(days=days)), 0)
        assert not desk.matters(later(tx, timedelta(days=days)), said(ZOE))


@pytest.mark.parametrize("greeted", [False, True])
def test_the_first_that_somebody_writes_waits_for_an_answer_however_long_they_have_read_along(
    tx: Tx, greeted: bool
) -> None:
    service.arrive(tx, Person(ZOE), tx.now, HALL)
    if greeted:
        desk.heard(tx, said(MIA, HALL, None, ZOE))
    for days in (14, 30):
        desk.due(later(tx, timedelta(days=days, minutes=1)), 0)
    months_later = later(tx, timedelta(days=100))
    assert desk.matters(months_later, said(ZOE))
    desk.heard(months_later, said(ZOE))
    assert seen(later(months_later, PATIENCE[Kind.POST])) == [(Kind.POST, ZOE)]


def test_a_crowd_of_newcomers_hides_nobody_else(tx: Tx) -> None:
    for person in range(100, 150):
        desk.waits(tx, Kind.NEWCOMER, person)
    desk.stuck(tx, SomebodyIsStuck(7, 1, ZOE, "recursion", LYON, 501))
    morning = later(tx, PATIENCE[Kind.STUCK])
    assert seen(morning)[:2] == [(Kind.STUCK, ZOE), (Kind.NEWCOMER, 100)]
    assert (desk.look(morning).count, len(seen(morning))) == (51, desk_rules.ON_A_PAGE)
    assert desk.look(morning, 99).page == 6
    desk.unstuck(morning, StuckIsOver(7))
    assert (Kind.STUCK, ZOE) not in seen(morning)
    assert desk.look(morning).answers == {}  # taken back is no answer


def test_who_waits_with_two_things_is_one_person(tx: Tx) -> None:
    desk.waits(tx, Kind.NEWCOMER, ZOE)
    desk.waits(tx, Kind.BUDDY, ZOE, 1)
    desk.waits(tx, Kind.NEWCOMER, SAM)
    found = desk.look(tx)
    assert (found.count, found.people) == (3, 2)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_full_desk_fits_into_one_message(tx: Tx, language: str) -> None:
    for number in range(desk_rules.ON_A_PAGE):
        desk.stuck(tx, SomebodyIsStuck(number, 1, 10**18 + number, "_" * 200, 10**18, 10**18 + number))
    tomorrow = later(tx, PATIENCE[Kind.STUCK])
    for waiting in desk.look(tomorrow).waiting:
        desk.take(tomorrow, waiting.entry.id, moderator(10**18))
    usual = FirstAnswers(timedelta(hours=25), 3)
    names = dict.fromkeys(range(20), "_" * 60)
    answers = {None: usual, **dict.fromkeys(names, usual)}
    found = replace(desk.look(tomorrow), place=(10**18, 10**18), answers=answers)
    t = Catalogs().of(language)
    assert desk_views.whole(t, found, names, 10**18, "Done. " * 20).content_length() <= 4000
    assert "\\_…" in str(desk_views.live(t, found, 10**18).to_components())


def test_how_long_answers_take_is_remembered_for_a_month(tx: Tx) -> None:
    desk.waits(tx, Kind.NEWCOMER, ZOE)
    answered = later(tx, timedelta(hours=3))
    desk.heard(answered, said(MIA, HALL, None, ZOE))
    expected = {None: FirstAnswers(timedelta(hours=3), 1)}
    desk.due(later(answered, MEASURED - MOMENT), 0)
    assert desk.look(tx).answers == expected
    desk.due(later(answered, MEASURED), 0)
    assert desk.look(tx).answers == {}


@given(some.lists(some.tuples(some.sampled_from([None, 1, 2]), some.integers(0, 10**6)), max_size=30))
def test_the_usual_wait_has_as_many_shorter_as_longer_ones(waits: list[tuple[int | None, int]]) -> None:
    found = desk_rules.usual_wait((group, timedelta(seconds=wait)) for group, wait in waits)
    for group in {None, 1, 2}:
        mine = sorted(wait for where, wait in waits if group in (None, where))
        if not mine:
            assert group not in found
            continue
        middle = (mine[(len(mine) - 1) // 2] + mine[len(mine) // 2]) / 2
        assert found[group] == FirstAnswers(timedelta(seconds=middle), len(mine))


def test_who_takes_care_of_others_does_not_wait_when_they_come_in_or_write_first(tx: Tx) -> None:
    welcoming_models.save(tx, greeter_role_id=5)
    greeter = Person(NOA, role_ids=frozenset({5}))
    for person in (moderator(MIA), greeter, Person(ZOE)):
        service.arrive(tx, person, tx.now, HALL)
    desk.heard(tx, Said(greeter, 900, HALL, None, frozenset()))
    assert seen(tx) == seen(later(tx, PATIENCE[Kind.POST])) == [(Kind.NEWCOMER, ZOE)]
    assert not desk.matters(tx, Said(greeter, 901, HALL, None, frozenset()))


@pytest.mark.parametrize("answered", [False, True])
def test_who_takes_care_of_others_since_they_came_in_is_let_go_of_at_their_first_sign(
    tx: Tx, answered: bool
) -> None:
    for person in (MIA, ZOE):
        service.arrive(tx, Person(person), tx.now, HALL)
    if answered:
        desk.heard(tx, said(ZOE, HALL, None, MIA))
    assert not desk.is_mistaken(tx, Person(MIA))
    desk.heard(tx, Said(moderator(MIA), 900, HALL, None, frozenset()))
    assert not desk.matters(tx, Said(moderator(MIA), 901, HALL, None, frozenset()))
    days_later = later(tx, timedelta(days=2))
    desk.due(days_later, 0)
    assert MIA not in [person for _, person in seen(days_later)]
