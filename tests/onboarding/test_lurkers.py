"""Who may be written to is decided by what is known of them, and weeks and months follow each other without a gap."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select, update

from bot.db.tx import Tx
from bot.outbox.models import Fate, notices
from bot.people.models import save
from bot.people.person import Person
from bot.signals import MemberForgotten
from bot.words import Catalogs
from cogs.onboarding import (
    census_models,
    hearing,
    leaving,
    lurker_models,
    lurker_rules,
    lurkers,
    path,
    service,
)
from cogs.onboarding.lurker_models import Count
from cogs.onboarding.lurker_rules import (
    By,
    ForOthers,
    NobodyToInvite,
    NoPlaceToInvite,
    NoSuchInvitation,
    NoWord,
)
from cogs.onboarding.lurkers import Place
from cogs.onboarding.models import newcomers
from cogs.server.service import NotAModerator

OLGA, ZOE, SAM = Person(9, moderates_members=True), Person(1), Person(2)
HALL = Place(70, "en")


@given(
    some.sampled_from(By),
    some.datetimes(datetime(2020, 1, 1), datetime(2060, 1, 1), timezones=some.just(UTC)),  # noqa: DTZ001 - hypothesis adds it
    some.sampled_from(["UTC", "Europe/Paris", "Pacific/Apia", "America/Sao_Paulo"]),
)
def test_cohorts_meet_end_to_end_and_the_first_holds_now(by: By, now: datetime, zone: str) -> None:
    spans = lurker_rules.spans(by, now.astimezone(ZoneInfo(zone)).date(), ZoneInfo(zone))
    assert spans[0].begins_at <= now < spans[0].ends_at
    assert [one.begins_at for one in spans[:-1]] == [one.ends_at for one in spans[1:]]
    assert spans == [lurker_rules.span(by, one.first_on, ZoneInfo(zone)) for one in spans]


def in_a_week(tx: Tx, days: float = 8) -> Tx:
    return replace(tx, now=tx.now + timedelta(days=days))


def come_in(tx: Tx, *people: Person) -> None:
    for person in people:
        service.arrive(tx, person, tx.now, HALL.channel_id)


def write(tx: Tx, day_of: Tx, words: str = "Hello") -> lurkers.Draft:
    return lurkers.write(tx, OLGA, By.MONTH, day_of.now.date(), words, HALL)


def test_who_wants_to_be_left_alone_or_named_nowhere_is_never_written_to(tx: Tx) -> None:
    come_in(tx, ZOE, SAM)
    later = in_a_week(tx)
    path.observe(later, ZOE.id)
    assert write(later, tx).people == (SAM.id,)
    save(later, SAM.id, hidden=1)
    with pytest.raises(NobodyToInvite):
        write(later, tx)
    years_later = in_a_week(tx, 1000)
    come_in(years_later, ZOE)  # again
    with pytest.raises(NobodyToInvite):
        write(in_a_week(tx, 1010), years_later)


def test_a_word_is_sent_once_by_who_wrote_it_and_read_by_whom_it_is_for(tx: Tx) -> None:
    come_in(tx, ZOE, SAM)
    later = in_a_week(tx)
    found = write(later, tx)
    another = Person(8, moderates_members=True)
    with pytest.raises(NoSuchInvitation):
        lurkers.send(later, another, found.invitation.id, [ZOE.id])
    with pytest.raises(NoSuchInvitation):
        lurkers.read(later, ZOE.id, found.invitation.id)
    assert lurkers.send(later, OLGA, found.invitation.id, [ZOE.id]) == 1
    with pytest.raises(NoSuchInvitation):
        lurkers.send(later, OLGA, found.invitation.id, [ZOE.id])
    assert lurkers.read(later, ZOE.id, found.invitation.id).words == "Hello"
    with pytest.raises(ForOthers):
        lurkers.read(later, SAM.id, found.invitation.id)
    leaving.left(later, [SAM.id])
    with pytest.raises(NobodyToInvite):  # Zoé was written to
        write(later, tx)
    lurkers.forgotten(later, MemberForgotten(OLGA.id))
    with pytest.raises(NoSuchInvitation):
        lurkers.read(later, ZOE.id, found.invitation.id)


def test_a_word_goes_to_those_named_who_may_still_be_written_to_and_to_nobody_else(tx: Tx) -> None:
    people = [Person(number) for number in range(1, lurker_rules.AT_ONCE + 3)]
    come_in(tx, *people)
    later = in_a_week(tx)
    found = write(later, tx)
    assert len(found.people) == lurker_rules.AT_ONCE
    lurker_models.active(later, people[2].id)  # they speak while it is read over
    assert lurkers.send(later, OLGA, found.invitation.id, found.people) == lurker_rules.AT_ONCE - 1
    invited = select(newcomers.c.person_id).where(newcomers.c.invited_at.is_not(None))
    assert set(later.connection.scalars(invited)) == set(found.people) - {people[2].id}


def test_a_word_to_nobody_stays_unsent_and_those_who_left_are_in_nobodys_way(tx: Tx) -> None:
    people = [Person(number) for number in range(1, lurker_rules.AT_ONCE + 3)]
    come_in(tx, *people)
    later = in_a_week(tx)
    found = write(later, tx)
    leaving.left(later, found.people)
    assert lurkers.send(later, OLGA, found.invitation.id, []) == 0
    assert lurkers.draft(later, OLGA, found.invitation.id).people == (people[-2].id, people[-1].id)
    assert lurkers.send(later, OLGA, found.invitation.id, found.people) == 0


def test_whom_a_word_could_not_be_said_to_may_be_written_to_again(tx: Tx) -> None:
    come_in(tx, ZOE, SAM)
    later = in_a_week(tx)
    found = write(later, tx)
    lurkers.send(later, OLGA, found.invitation.id, found.people)
    of_zoe = notices.c.person_id == ZOE.id
    tx.connection.execute(update(notices).values(fate=Fate.SENT, settled_at=later.now))
    tx.connection.execute(update(notices).where(of_zoe).values(fate=Fate.FAILED))
    lurkers.missed(later, found.invitation.id)
    assert write(later, tx).people == (ZOE.id,)


def test_who_has_come_in_again_meanwhile_is_not_written_to(tx: Tx) -> None:
    come_in(tx, ZOE, SAM)
    later = in_a_week(tx)
    found = write(later, tx)
    lurkers.send(later, OLGA, found.invitation.id, found.people)
    leaving.left(in_a_week(tx, 8.1), [ZOE.id])
    come_in(in_a_week(tx, 8.2), ZOE)
    people = [ZOE.id, SAM.id]
    assert lurker_models.still_concerned(in_a_week(tx, 8.3), found.invitation.id, people) == [SAM.id]


def test_who_began_is_nobody_who_never_gave_a_sign(tx: Tx) -> None:
    hearing.seen(tx, ZOE)  # before anything was known of them
    service.start(tx, ZOE.id, Catalogs().of("en"))
    joined_at = tx.now - timedelta(days=300)
    census_models.found(tx, ZOE.id, joined_at, active=False)
    span = joined_at, joined_at + timedelta(days=1)
    assert lurker_models.count(tx, *span) == Count(joined=1, silent=0)
    assert (lurker_models.seen_since(tx), census_models.count_listed(tx)) == (None, 1)


def test_what_cannot_be_sent_is_refused_in_one_sentence(tx: Tx) -> None:
    come_in(tx, ZOE)
    later = in_a_week(tx)
    with pytest.raises(NotAModerator):
        lurkers.write(later, SAM, By.WEEK, tx.now.date(), "Hello", HALL)
    with pytest.raises(NoWord):
        write(later, tx, " ")
    with pytest.raises(NoPlaceToInvite):
        lurkers.write(later, OLGA, By.WEEK, tx.now.date(), "Hello", Place(None, "en"))
    other = later.of(5)
    with pytest.raises(NobodyToInvite):
        write(other, tx)
