"""How groups are doing: decided on plain values, then looked at by chores."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from bot.db.tx import Tx
from bot.outbox.models import notices
from bot.people.person import Person
from bot.signals import Gathering, GroupChanged, Held, NextGatherings, Regulars, Rhythm, WantsQuiet
from cogs.groups import doing, editing, people, service, states
from cogs.groups.doing import Suggestion
from cogs.groups.models import Group
from cogs.groups.rules import NotAsked, Standing, State

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
FOUNDER, ANA, BEN = Person(9), Person(1), Person(2)


def days(count: float) -> timedelta:
    return timedelta(days=count)


@pytest.mark.parametrize(
    ("age", "idle", "every", "is_planned", "state"),
    [
        (10, None, None, False, State.NEW),
        (59, None, None, False, State.NEW),
        (61, None, None, False, State.ACTIVE),
        (76, None, None, False, State.AT_RISK),
        (90, None, None, False, State.DORMANT),
        (90, None, None, True, State.AT_RISK),
        (400, 17, 7, False, State.ACTIVE),
        (400, 18, 7, False, State.AT_RISK),
        (400, 70, 30, False, State.ACTIVE),
        (400, 76, 30, False, State.AT_RISK),
        (400, 10, 3, False, State.ACTIVE),
        (400, 90, 60, False, State.DORMANT),
        (400, 90, 60, True, State.AT_RISK),
    ],
)
def test_a_groups_state_follows_from_when_it_met(
    age: float, idle: float | None, every: float | None, is_planned: bool, state: State
) -> None:
    held = None if idle is None else Held(NOW - days(idle), None if every is None else days(every), None)
    assert doing.state(NOW - days(age), held, NOW, is_planned=is_planned) is state


@given(age=st.integers(0, 2000), idle=st.integers(0, 2000), every=st.integers(1, 400))
def test_time_alone_never_makes_a_group_livelier(age: int, idle: int, every: int) -> None:
    held = Held(NOW - days(idle), days(every), None)
    order = [State.NEW, State.ACTIVE, State.AT_RISK, State.DORMANT]
    sooner, later = (
        doing.state(NOW - days(age), held, NOW + days(passed), is_planned=False) for passed in (0, 30)
    )
    assert order.index(later) >= order.index(sooner)


def test_one_thing_is_suggested_and_planning_comes_first() -> None:
    assert [
        doing.suggestion(is_planned=False, acting=1, venues=0, greeters=0),
        doing.suggestion(is_planned=True, acting=1, venues=0, greeters=0),
        doing.suggestion(is_planned=True, acting=2, venues=0, greeters=0),
        doing.suggestion(is_planned=True, acting=2, venues=1, greeters=0),
        doing.suggestion(is_planned=True, acting=2, venues=1, greeters=1),
    ] == list(Suggestion)


def test_turnout_is_measured_by_regulars_and_never_by_the_size_of_the_group() -> None:
    assert [doing.is_plenty(5, 50), doing.is_plenty(4, 50), doing.is_plenty(10, 5000)] == [True, False, True]


def found(tx: Tx) -> Group:
    tx.signals.listen(GroupChanged, states.group_changed)
    group = service.create(tx, FOUNDER, name="Lyon", zone=None, language="en", guild_locale=None)
    for person in (ANA, BEN):
        service.join(tx, group.id, person.id)
    return group


def said(tx: Tx, kind: str) -> list[int]:
    rows = tx.connection.execute(select(notices.c.person_id).where(notices.c.kind == kind))
    return sorted(row.person_id for row in rows)


def test_a_sleeping_group_asks_its_regulars_and_one_of_them_wakes_it(tx: Tx) -> None:
    group = found(tx)
    tx.signals.answer(Regulars, lambda _tx, _question: (FOUNDER.id,))
    tx.signals.answer(Regulars, lambda _tx, _question: (BEN.id,))
    later = replace(tx, now=tx.now + days(90))
    with pytest.raises(NotAsked):
        states.volunteer(later, group.id, BEN)
    states.look(later, group.id)
    assert service.find(tx, group.id).state is State.DORMANT
    assert said(tx, states.WOULD_YOU) == [BEN.id]
    with pytest.raises(NotAsked):
        states.volunteer(later, group.id, ANA)
    states.volunteer(later, group.id, BEN)
    _, membership = states.volunteer(later, group.id, BEN)
    assert membership.standing is Standing.COHOST
    tx.signals.answer(
        NextGatherings,
        lambda _tx, question: {
            asked: Gathering("Coffee", later.now, 1, None) for asked in question.group_ids
        },
    )
    states.look(later, group.id)
    assert service.find(tx, group.id).state is State.AT_RISK
    tx.signals.answer(Rhythm, lambda _tx, _question: Held(later.now, None, 3.0))
    states.look(later, group.id)
    assert service.find(tx, group.id).state is State.ACTIVE


def test_a_group_that_stays_silent_is_put_aside_and_looked_at_no_more(tx: Tx) -> None:
    group = found(tx)
    states.look(replace(tx, now=tx.now + days(149)), group.id)
    assert service.find(tx, group.id).archived_at is None
    states.look(replace(tx, now=tx.now + days(150)), group.id)
    assert service.find(tx, group.id).state is State.ARCHIVED
    revived = editing.revive(tx, group.id, FOUNDER)
    assert (revived.archived_at, revived.state) == (None, State.ACTIVE)


def test_a_group_whose_last_organizer_left_is_offered_to_its_regulars(tx: Tx) -> None:
    group = found(tx)
    people.left_server(tx, FOUNDER.id)
    assert said(tx, states.WOULD_YOU) == [ANA.id, BEN.id]
    _, membership = states.volunteer(tx, group.id, ANA)
    assert membership.standing is Standing.ORGANIZER
    with pytest.raises(NotAsked):
        states.volunteer(tx, group.id, BEN)


def test_once_a_month_those_who_run_a_group_hear_how_it_is_doing(tx: Tx) -> None:
    group = found(tx)
    people.appoint(tx, group.id, FOUNDER, ANA.id, Standing.COHOST)
    states.month(tx, group.id)
    assert said(tx, states.MONTH) == [ANA.id, FOUNDER.id]
    told = states.of_month(tx, group.id)
    assert (told.held, told.members, told.suggestion) == (None, 3, Suggestion.PLAN)


def test_a_channel_that_is_gone_leaves_a_group_that_builds_a_new_one(tx: Tx) -> None:
    group = found(tx)
    service.built(tx, group.id, channel_id=5, card_id=6)
    assert service.channel_lost(tx, 99) is None
    service.channel_lost(tx, 5)
    now = service.find(tx, group.id)
    assert (now.channel_id, now.card_id) == (None, None)


def test_who_is_known_to_come_is_asked_before_who_only_said_so(tx: Tx) -> None:
    group = found(tx)
    assert states.regulars(tx, group.id) == (ANA.id, BEN.id)  # nobody knows: who is there longest
    tx.signals.answer(Regulars, lambda _tx, _question: (FOUNDER.id, ANA.id, BEN.id))
    tx.signals.answer(Regulars, lambda _tx, _question: (BEN.id,))
    assert states.regulars(tx, group.id) == (BEN.id, ANA.id)


def test_who_wants_nothing_suggested_is_not_asked(tx: Tx) -> None:
    group = found(tx)
    assert states.regulars(tx, group.id) == (ANA.id, BEN.id)
    tx.signals.answer(WantsQuiet, lambda _tx, question: question.person_id == ANA.id)
    assert states.regulars(tx, group.id) == (BEN.id,)
