"""What onboarding promises, told to an open transaction."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, func, select

from bot.db.tx import Tx
from bot.outbox.models import mirrors
from bot.people.models import save
from bot.people.person import Person
from bot.signals import MemberForgotten, NameHidden
from bot.words import Catalogs
from cogs.onboarding import desk, leaving, models, rules, service, views
from cogs.server import models as server_models
from tests.builders import FRIDAY_MORNING

ANA, BEN = 11, 12
EN = Catalogs().of("en")
HALL, DOOR = 70, 71


def later(tx: Tx, **span: float) -> Tx:
    return replace(tx, now=tx.now + timedelta(**span))


def arrive(tx: Tx, person: int = ANA) -> int:
    """Somebody comes in; how often they have by now."""
    service.arrive(tx, Person(person), tx.now, HALL)
    known = models.newcomer(tx, person)
    assert known is not None
    return known.times


def test_whoever_arrives_within_a_minute_is_welcomed_together(tx: Tx) -> None:
    arrive(tx)
    arrive(later(tx, seconds=50), BEN)
    arrive(later(tx, seconds=120), 13)
    first, second = (models.newcomer(tx, person) for person in (ANA, 13))
    assert first is not None and second is not None  # noqa: PT018 - one thought
    greeting = service.greeting(tx, first.welcome_id or 0)
    assert greeting is not None
    assert [person.person_id for person in greeting.named] == [ANA, BEN]
    assert second.welcome_id != first.welcome_id


def test_one_arrival_is_told_twice_and_counts_once(tx: Tx) -> None:
    assert [arrive(tx), arrive(tx), arrive(later(tx, minutes=9)), arrive(later(tx, hours=1))] == [1, 1, 1, 2]


def test_who_began_before_they_were_ever_seen_to_come_in_is_greeted_as_coming_back(tx: Tx) -> None:
    for person in (ANA, BEN):
        service.start(tx, person, EN)
    assert arrive(later(tx, hours=1)) == 2
    service.arrive(later(tx, hours=1), Person(BEN), tx.now - timedelta(minutes=1), HALL)  # heard of after it
    known = models.newcomer(tx, BEN)
    assert known is not None
    assert known.times == 1


def test_the_welcome_is_in_the_channel_that_was_chosen_for_it(tx: Tx) -> None:
    server_models.save(tx, welcome_channel_id=DOOR)
    arrive(tx)
    welcome = models.newest_welcome(tx, DOOR)
    assert welcome is not None
    assert (welcome.people, models.newest_welcome(tx, HALL)) == (1, None)


def test_without_a_place_to_speak_an_arrival_is_only_noted(tx: Tx) -> None:
    service.arrive(tx, Person(ANA), tx.now, None)
    known = models.newcomer(tx, ANA)
    assert known is not None
    assert known.welcome_id is None


def test_without_a_place_to_speak_the_desk_waits_for_who_comes_in_and_takes_part(tx: Tx) -> None:
    service.arrive(tx, Person(ANA), tx.now, None)
    service.arrive(tx, Person(BEN), tx.now, None, pending=True)
    assert [it.entry.person_id for it in desk.look(tx).waiting] == [ANA]


def test_who_leaves_and_is_back_at_once_waits_again_and_is_not_welcomed_anew(tx: Tx) -> None:
    for person in (ANA, BEN):
        arrive(tx, person)
    desk.heard(tx, desk.Said(Person(31), 900, HALL, None, frozenset({BEN})))
    leaving.left(later(tx, minutes=1), [ANA, BEN])
    greeting = service.greeting(tx, 1)
    assert greeting is not None
    assert (greeting.count, desk.look(tx).waiting) == (0, ())
    for person in (ANA, BEN):
        assert arrive(later(tx, minutes=4), person) == 1
    greeting = service.greeting(tx, 1)
    assert greeting is not None
    assert greeting.count == 2
    assert [it.entry.person_id for it in desk.look(tx).waiting] == [ANA]  # Ben had been answered
    known = models.newcomer(tx, ANA)
    assert known is not None
    assert known.left_at is None


def test_who_wants_to_be_named_nowhere_is_welcomed_without_their_name(tx: Tx) -> None:
    arrive(tx)
    arrive(tx, BEN)
    save(tx, ANA, hidden=1)

    def says() -> str:
        greeting = service.greeting(tx, 1)
        assert greeting is not None
        return str(views.welcome(EN, greeting).to_components())

    assert (f"<@{ANA}>" in says(), f"Welcome, <@{BEN}>." in says()) == (False, True)
    save(tx, BEN, hidden=1)
    assert "2 people have just come in: welcome." in says()
    drawn = mirrors.c.kind == service.WELCOME, mirrors.c.subject_id == 1
    tx.connection.execute(delete(mirrors).where(*drawn))
    service.renamed(tx, NameHidden(BEN))
    assert tx.connection.scalar(select(func.count()).select_from(mirrors).where(*drawn)) == 1


def test_what_is_looked_for_says_nothing_of_what_is_near(tx: Tx) -> None:
    lyon = service.live_in(tx, ANA, "Lyon", EN)

    def says(guide: service.Guide) -> bool:
        return "No other group within 100 km" in str(views.card(EN, guide).to_components())

    assert [says(lyon), says(replace(lyon, about="SQL"))] == [True, False]


def test_a_server_does_not_know_who_arrives_in_another(tx: Tx) -> None:
    arrive(tx)
    other = tx.of(5)
    assert models.newcomer(other, ANA) is None
    assert service.greeting(other, 1) is None


def test_who_is_forgotten_is_in_no_welcome(tx: Tx) -> None:
    arrive(tx)
    service.forgotten(tx, MemberForgotten(ANA))
    greeting = service.greeting(tx, 1)
    assert greeting is not None
    assert (greeting.count, models.newcomer(tx, ANA)) == (0, None)


def test_a_city_is_kept_and_taken_away_again(tx: Tx) -> None:
    t = EN
    assert service.start(tx, ANA, t).city is None
    city = service.live_in(tx, ANA, " lyon ", t).city
    assert city is not None
    assert city.name == "Lyon"
    with pytest.raises(rules.NoSuchPlace):
        service.live_in(tx, ANA, "Xyzzyville", t)
    assert service.guide(tx, ANA, t).city == city
    assert service.live_in(tx, ANA, "", t).city is None


@given(st.integers(1, 1000), st.integers(0, 100_000), st.integers(0, 100_000))
def test_a_welcome_takes_nobody_a_minute_after_the_last(people: int, opened: int, last: int) -> None:
    now = FRIDAY_MORNING
    opened_at, last_at = now - timedelta(seconds=opened), now - timedelta(seconds=last)
    takes = rules.takes_more(opened_at, last_at, people, now)
    assert takes == (last <= 60 and (people >= rules.CROWD or opened <= 600))


def test_a_welcome_is_kept_as_long_as_it_names_somebody_and_then_for_a_while(tx: Tx) -> None:
    def kept(at: Tx) -> int:
        gone = select(func.count()).select_from(models.welcomes).where(models.is_for_nobody(at))
        return 1 - (at.connection.scalar(gone) or 0)

    arrive(tx)
    long_after = later(tx, days=31)
    assert kept(long_after) == 1
    service.forgotten(tx, MemberForgotten(ANA))
    assert [kept(tx), kept(later(tx, days=29)), kept(long_after)] == [1, 1, 0]
