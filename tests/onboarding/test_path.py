"""The path: nobody goes back, nobody is hurried, and what the bot knows is not to be ticked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import func, select

from bot.db.tx import Tx
from bot.signals import Deed, Deeds, MemberForgotten
from bot.words import Catalogs
from cogs.onboarding import path, path_models, path_views, service
from cogs.onboarding.path import OffThePath, Path
from cogs.onboarding.path_rules import BY_DEED, STAGES, Action, NotOnThePath, Phase, reached
from tests.builders import FRIDAY_MORNING

ANA, BEN = 11, 12
EN = Catalogs().of("en")


def test_every_action_belongs_to_one_phase_and_every_deed_ticks_one() -> None:
    assert sorted(action for stage in STAGES.values() for action in stage.actions) == sorted(Action)
    assert set(BY_DEED) == set(Deed)
    helps = {deed for deed, action in BY_DEED.items() if action is Action.HELP}
    assert (helps, len(set(BY_DEED.values()))) == ({Deed.HELPED, Deed.GREETED}, len(Deed) - 1)


@given(some.sampled_from(Phase), some.frozensets(some.sampled_from(Action)), some.sampled_from(Action))
def test_nobody_ever_goes_back_and_doing_more_never_holds_anyone_up(
    before: Phase, done: frozenset[Action], more: Action
) -> None:
    now = reached(before, done)
    assert now == max(before, now)
    assert reached(now, done) == now
    assert reached(before, done | {more}) == max(now, reached(before, done | {more}))


def test_three_of_four_are_enough_and_two_are_not() -> None:
    two, three = STAGES[Phase.OBSERVE].actions[:2], STAGES[Phase.OBSERVE].actions[1:]
    assert [reached(Phase.OBSERVE, done) for done in ((), two, three)] == [
        Phase.OBSERVE,
        Phase.OBSERVE,
        Phase.TAKE_PART,
    ]


def on_path(seen: Path | OffThePath) -> Path:
    assert isinstance(seen, Path)
    return seen


def test_looking_begins_nothing_and_keeps_nothing(tx: Tx) -> None:
    assert path.look(tx, ANA, EN) == OffThePath(quiet=False)
    with pytest.raises(NotOnThePath):
        path.tick(tx, ANA, Action.RULES, EN, done=True)
    assert tx.connection.scalar(select(func.count()).select_from(path_models.paths)) == 0


def test_beginning_twice_keeps_the_first_day(tx: Tx) -> None:
    path.begin(tx, ANA, EN)
    again = path.begin(replace(tx, now=tx.now + timedelta(days=40)), ANA, EN)
    assert on_path(again).began_at == FRIDAY_MORNING


def test_what_is_ticked_by_hand_can_be_taken_back_and_the_phase_stays(tx: Tx) -> None:
    path.begin(tx, ANA, EN)
    for action in (Action.RULES, Action.LISTEN, Action.EXPERTS, Action.EXPERTS):
        seen = path.tick(tx, ANA, action, EN, done=True)
    assert on_path(seen).phase == Phase.TAKE_PART
    back = on_path(path.tick(tx, ANA, Action.RULES, EN, done=False))
    assert (back.phase, set(back.done)) == (Phase.TAKE_PART, {Action.LISTEN, Action.EXPERTS})


def test_what_the_bot_has_seen_stays_seen_even_when_it_is_no_longer_known(tx: Tx) -> None:
    known = {Deed.CAME}
    tx.signals.answer(Deeds, lambda _, asked: frozenset(known) if asked.person_id == ANA else None)
    path.begin(tx, BEN, EN)
    path.begin(tx, ANA, EN)
    known.clear()
    path.tick(tx, ANA, Action.COME, EN, done=False)
    assert on_path(path.look(tx, ANA, EN)).done == {Action.COME: True}
    assert on_path(path.look(tx, BEN, EN)).done == {}


def test_who_is_happy_observing_stays_so_until_they_say_otherwise(tx: Tx) -> None:
    path.begin(tx, ANA, EN)
    path.tick(tx, ANA, Action.RULES, EN, done=True)
    assert path.observe(tx, ANA) == OffThePath(quiet=True)
    years_later = replace(tx, now=tx.now + timedelta(days=4000))
    assert path.look(years_later, ANA, EN) == OffThePath(quiet=True)
    with pytest.raises(NotOnThePath):
        path.tick(years_later, ANA, Action.JOIN, EN, done=True)
    assert set(on_path(path.begin(years_later, ANA, EN)).done) == {Action.RULES}


def test_another_server_knows_nothing_of_it_and_who_is_forgotten_leaves_no_row(tx: Tx) -> None:
    path.begin(tx, ANA, EN)
    path.tick(tx, ANA, Action.RULES, EN, done=True)
    there = tx.of(tx.guild_id + 1)
    assert path.look(there, ANA, EN) == OffThePath(quiet=False)
    path.forget(there, MemberForgotten(ANA))
    assert set(on_path(path.look(tx, ANA, EN)).done) == {Action.RULES}
    path.forget(tx, MemberForgotten(ANA))
    rows = [
        tx.connection.scalar(select(func.count()).select_from(table))
        for table in (path_models.paths, path_models.ticks)
    ]
    assert rows == [0, 0]


def test_what_is_kept_of_a_path_and_of_a_start_can_be_read(tx: Tx) -> None:
    assert path.own(tx, ANA) is None
    service.live_in(tx, ANA, "Lyon", EN)
    path.begin(tx, ANA, EN)
    path.tick(tx, ANA, Action.RULES, EN, done=True)
    path.observe(tx, ANA)
    found = path.own(tx, ANA)
    assert found is not None
    day = f"<t:{tx.now.timestamp():.0f}:D>"
    assert path_views.own_record(found).words(EN).splitlines() == [
        f"You began your path {day}, and are at: Observe.",
        "Ticked on it:",
        "- Read the rules of this server",
        "You want to be left alone, so nobody writes to you and nothing is suggested.",
        "The city you have named with /start: Lyon, Auvergne-Rhône-Alpes, France.",
    ]
    assert path.own(tx, BEN) is None
