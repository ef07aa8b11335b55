"""Who becomes whose buddy, and what comes of it: the rules by properties, the promises told to an open transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import select

from bot.db.tx import Tx
from bot.outbox.models import Fate, notices
from bot.people import sealing
from bot.people.erasing import NOBODY, erase_here
from bot.people.models import save
from bot.people.naming import rows_naming
from bot.people.person import Person
from bot.signals import Deed, Deeds, MemberBarred, MemberForgotten
from cogs.groups import ban_models, sealed_ban_models
from cogs.groups import models as group_models
from cogs.groups.rules import Standing as InGroup
from cogs.onboarding import buddies, desk
from cogs.onboarding import buddy_models as models
from cogs.onboarding import buddy_rules as rules
from cogs.onboarding import models as newcomer_models
from cogs.onboarding.buddies import Standing
from cogs.onboarding.buddy_models import Pair
from cogs.onboarding.buddy_rules import Ties, Volunteer
from cogs.onboarding.desk_rules import Kind, NotAtTheDesk
from cogs.onboarding.introduction_rules import TooManyTopics
from tests.builders import FRIDAY_MORNING, GUILD

ZOE, SAM, LEA = 21, 22, 23
BEN, CLEO, DAN = 31, 32, 33
MIA = Person(41, moderates_members=True)
THREAD = 900
DAY = timedelta(days=1)

few = some.frozensets(some.integers(1, 3), max_size=2)
ties = some.builds(
    Ties,
    person_id=some.integers(1, 6),
    language=some.sampled_from(("en", "fr")),
    any_language=some.booleans(),
    city_ids=few,
    group_ids=few,
    topics=some.frozensets(some.sampled_from(("sql", "css")), max_size=2),
)
volunteers = some.lists(
    some.builds(
        Volunteer,
        ties=ties,
        places=some.integers(1, 3),
        taken=some.integers(0, 3),
        last_at=some.none() | some.integers(0, 2).map(lambda days: FRIDAY_MORNING - days * DAY),
        offered_at=some.integers(3, 5).map(lambda days: FRIDAY_MORNING - days * DAY),
    ),
    max_size=6,
    unique_by=lambda one: one.ties.person_id,
)
before = some.frozensets(some.integers(1, 6), max_size=3)


@given(ties, volunteers, before)
def test_a_buddy_is_somebody_else_who_is_free_is_understood_and_was_none_before(
    newcomer: Ties, there: list[Volunteer], met: frozenset[int]
) -> None:
    possible = {
        one.ties.person_id
        for one in there
        if one.taken < one.places
        and one.ties.person_id not in {newcomer.person_id, *met}
        and (newcomer.any_language or one.ties.any_language or newcomer.language == one.ties.language)
    }
    found = rules.best(newcomer, there, met)
    assert (found is not None) == bool(possible)
    assert found is None or found.ties.person_id in possible


@given(ties, volunteers, before, some.data())
def test_who_is_chosen_depends_on_nobodys_place_in_a_list(
    newcomer: Ties, there: list[Volunteer], met: frozenset[int], more: some.DataObject
) -> None:
    found = rules.best(newcomer, there, met)
    assert rules.best(newcomer, more.draw(some.permutations(there)), met) == found
    fewer = [one for one in there if one is found or more.draw(some.booleans())]
    assert rules.best(newcomer, fewer, met) == found


@given(ties, volunteers)
def test_nearer_counts_before_topics_and_topics_before_how_busy_somebody_is(
    newcomer: Ties, there: list[Volunteer]
) -> None:
    def worth(one: Volunteer) -> tuple[int, int, int]:
        group, city = newcomer.group_ids & one.ties.group_ids, newcomer.city_ids & one.ties.city_ids
        near = 2 if group else 1 if city else 0
        return near, len(newcomer.topics & one.ties.topics), -one.taken

    found = rules.best(newcomer, there, ())
    fit = [one for one in rules.available(newcomer, there, ()) if rules.understand(newcomer, one.ties)]
    assert found is None or worth(found) == max(worth(one) for one in fit)


@pytest.mark.parametrize(
    ("newcomer", "other", "spoken"),
    [
        (("fr", False), ("fr", False), "fr"),
        (("fr", False), ("en", True), "fr"),
        (("fr", True), ("en", False), "en"),
        (("fr", True), ("en", True), "fr"),
    ],
)
def test_two_are_spoken_to_in_a_language_that_both_take(
    newcomer: tuple[str, bool], other: tuple[str, bool], spoken: str
) -> None:
    nowhere = frozenset[int](), frozenset[int](), frozenset[str]()
    one, two = Ties(1, *newcomer, *nowhere), Ties(2, *other, *nowhere)
    assert rules.understand(one, two)
    assert rules.language_of(one, two) == spoken


def later(tx: Tx, span: timedelta) -> Tx:
    return replace(tx, now=tx.now + span)


def ask(tx: Tx, person_id: int = ZOE, topics: str = "", language: str = "en") -> Standing:
    return buddies.ask(tx, person_id, language, topics, any_language=False)


def offer(
    tx: Tx, person_id: int = BEN, places: str = "1", topics: str = "", language: str = "en"
) -> Standing:
    return buddies.offer(tx, person_id, language, topics, places, any_language=False)


def matched(tx: Tx, newcomer: int = ZOE, other: int = BEN) -> Pair:
    """Two who are buddies and have met in their thread."""
    offer(tx, other)
    found = ask(tx, newcomer).buddy
    assert found is not None
    buddies.opened(tx, found.id, THREAD + found.id)
    buddies.met(tx, found.id)
    return found


def buddy_of(tx: Tx, person_id: int) -> int | None:
    found = buddies.standing(tx, person_id).buddy
    return None if found is None else found.accompanied_by


def told(tx: Tx) -> dict[str, set[int]]:
    """Who is to be told or was told what."""
    found: dict[str, set[int]] = {}
    rows = tx.connection.execute(
        select(notices.c.kind, notices.c.person_id).where(notices.c.fate == Fate.PENDING)
    )
    for kind, person_id in rows:
        found.setdefault(kind, set()).add(person_id)
    return found


def at_the_desk(tx: Tx) -> list[tuple[Kind, int]]:
    return [(it.entry.kind, it.entry.person_id) for it in desk.look(tx).waiting]


def test_who_asks_is_given_somebody_who_has_offered_and_that_is_one_place_less(tx: Tx) -> None:
    offer(tx)
    assert ask(tx).buddy is not None
    assert buddy_of(tx, ZOE) == BEN
    assert [pair.person_id for pair in buddies.standing(tx, BEN).newcomers] == [ZOE]
    assert ask(tx, SAM).request is not None
    assert at_the_desk(tx) == [(Kind.BUDDY, SAM)]
    offer(tx, places="2")
    assert (buddy_of(tx, SAM), at_the_desk(tx)) == (BEN, [])


def test_nearest_first_then_who_has_named_the_same(tx: Tx) -> None:
    for person, topics in ((BEN, "SQL"), (CLEO, "sql"), (DAN, "")):
        offer(tx, person, topics=topics)
    for person in (ZOE, DAN):
        newcomer_models.note(tx, person, city_id=2996944)
    assert ask(tx, topics="Sql").buddy is not None
    assert buddy_of(tx, ZOE) == DAN
    assert ask(tx, SAM, "sQL").buddy is not None
    assert buddy_of(tx, SAM) == BEN
    ask(tx, LEA)
    assert buddy_of(tx, LEA) == CLEO


def test_a_common_group_is_nearer_than_a_common_city(tx: Tx, lyon: int) -> None:
    offer(tx, BEN)
    offer(tx, CLEO)
    newcomer_models.note(tx, ZOE, city_id=2996944)
    newcomer_models.note(tx, BEN, city_id=2996944)
    for person in (ZOE, CLEO):
        group_models.enter(tx, lyon, person, InGroup.MEMBER)
    pair = ask(tx).buddy
    assert pair is not None
    assert buddy_of(tx, ZOE) == CLEO
    assert buddies.common(tx, pair).groups == ("Lyon",)


def test_nobody_is_given_whom_they_do_not_understand(tx: Tx) -> None:
    offer(tx, language="fr")
    ask(tx)
    assert buddy_of(tx, ZOE) is None
    buddies.offer(tx, BEN, "fr", "", "1", any_language=True)
    assert buddy_of(tx, ZOE) == BEN
    [pair] = buddies.standing(tx, BEN).newcomers
    assert pair.wish.language == "en"


def test_nobody_is_given_the_same_one_twice_in_whichever_way(tx: Tx) -> None:
    pair = matched(tx)
    buddies.end(tx, pair.id, ZOE)
    assert ask(tx).request is not None
    buddies.take_back(tx, ZOE)
    buddies.stop(tx, BEN)
    offer(tx, ZOE)
    assert ask(tx, BEN).request is not None


@pytest.fixture
def lyon(tx: Tx) -> int:
    group = group_models.add_group(
        tx, name="Lyon", folded_name="lyon", zone="Europe/Paris", language="en", created_by=BEN
    )
    return group.id


def test_nobody_is_given_who_is_on_a_pause_is_named_nowhere_or_is_kept_out(tx: Tx, lyon: int) -> None:
    for person in (BEN, CLEO, DAN):
        offer(tx, person)
    save(tx, BEN, paused_until=tx.now + DAY)
    save(tx, CLEO, hidden=1)
    ban_models.ban(tx, lyon, DAN, "Insults", tx.now + 2 * DAY, BEN)
    assert ask(tx).request is not None
    assert buddies.matching(tx, 1, MIA).volunteers == ()
    buddies.look(later(tx, DAY), 0)
    assert buddy_of(tx, ZOE) == BEN
    ask(tx, SAM)
    assert buddy_of(tx, SAM) is None
    buddies.look(later(tx, 2 * DAY), 0)
    assert buddy_of(tx, SAM) == DAN


def test_who_is_kept_out_under_a_seal_is_given_nobody_and_to_nobody(tx: Tx, lyon: int) -> None:
    offer(tx)
    sealed_ban_models.add_sealed_ban(tx, lyon, sealing.seal(tx, BEN, lyon), None)
    sealed_ban_models.add_sealed_ban(tx, lyon, sealing.seal(tx, ZOE, lyon), tx.now + DAY)
    assert ask(tx, SAM).request is not None
    offer(tx, CLEO, places="2")
    assert buddy_of(tx, SAM) == CLEO
    assert ask(tx, ZOE).request is not None
    buddies.look(later(tx, DAY), 0)
    assert buddy_of(tx, ZOE) == CLEO


def test_who_is_kept_out_or_on_a_pause_waits_and_keeps_their_place_in_line(tx: Tx, lyon: int) -> None:
    ask(tx)
    ask(later(tx, DAY), SAM)
    save(tx, ZOE, paused_until=tx.now + 3 * DAY)
    offer(later(tx, DAY))
    assert (buddy_of(tx, ZOE), buddy_of(tx, SAM)) == (None, BEN)
    offer(later(tx, 4 * DAY), CLEO)
    assert buddy_of(tx, ZOE) == CLEO
    ban_models.ban(tx, lyon, LEA, "Insults", None, BEN)
    offer(tx, DAN)
    waits = ask(tx, LEA).request
    assert waits is not None
    assert buddies.matching(tx, waits.id, MIA).volunteers == (DAN,)


def test_asking_is_refused_in_a_sentence(tx: Tx) -> None:
    with pytest.raises(TooManyTopics):
        ask(tx, topics="a, b, c")
    save(tx, ZOE, hidden=1)
    with pytest.raises(rules.NamedToNobody):
        ask(tx)
    with pytest.raises(rules.NamedToNobody):
        offer(tx, ZOE)
    save(tx, SAM, paused_until=tx.now + DAY)
    with pytest.raises(rules.OnAPause):
        ask(tx, SAM)
    matched(tx, LEA)
    with pytest.raises(rules.HasABuddy):
        ask(tx, LEA)
    assert models.waiting(tx) == []


def test_who_asks_again_keeps_their_place_and_what_they_changed(tx: Tx) -> None:
    ask(tx, topics="SQL")
    ask(later(tx, DAY), SAM)
    found = ask(later(tx, 2 * DAY), topics="CSS").request
    assert found is not None
    assert (found.asked_at, found.wish.topics) == (tx.now, ("CSS",))
    [entry, _] = desk.look(later(tx, 2 * DAY)).waiting
    assert (entry.entry.person_id, entry.entry.since_at) == (ZOE, tx.now)
    offer(later(tx, 3 * DAY))
    assert (buddy_of(tx, ZOE), buddy_of(tx, SAM)) == (BEN, None)


def test_after_two_weeks_nobody_is_looked_for_any_more(tx: Tx) -> None:
    ask(tx)
    buddies.look(later(tx, 13 * DAY), 0)
    assert buddies.standing(tx, ZOE).request is not None
    buddies.look(later(tx, 14 * DAY), 0)
    assert (buddies.standing(tx, ZOE).request, at_the_desk(tx)) == (None, [])
    offer(later(tx, 15 * DAY))
    assert buddy_of(tx, ZOE) is None


def test_two_weeks_are_as_long_as_the_desk_shows_it() -> None:
    assert rules.LOOKED_FOR == desk.desk_rules.GIVEN_UP


def test_the_three_touch_points(tx: Tx) -> None:
    pair = matched(tx)
    assert told(tx) == {buddies.MET: {ZOE, BEN}}
    week = later(tx, 7 * DAY)
    buddies.due(week, pair.id)
    buddies.still_there(week, pair.id)
    assert told(tx) == {buddies.MET: {ZOE, BEN}, buddies.WEEK: {ZOE, BEN}}
    ask(tx, SAM)
    buddies.due(later(tx, 30 * DAY), pair.id)
    assert told(tx) == {buddies.OVER: {ZOE, BEN}}
    assert (buddy_of(tx, ZOE), buddy_of(tx, SAM)) == (None, BEN)
    assert buddies.deeds(tx, Deeds(BEN)) == {Deed.ACCOMPANIED}
    assert buddies.deeds(tx, Deeds(ZOE)) is None


@pytest.mark.parametrize("who", [ZOE, BEN])
def test_either_ends_it_and_only_the_other_is_told(tx: Tx, who: int) -> None:
    pair = matched(tx)
    buddies.end(tx, pair.id, who)
    assert told(tx) == {buddies.PARTED: {ZOE, BEN} - {who}}
    with pytest.raises(rules.NotBuddies):
        buddies.end(tx, pair.id, who)
    buddies.due(later(tx, 30 * DAY), pair.id)
    buddies.met(tx, pair.id)
    buddies.still_there(tx, pair.id)
    assert told(tx) == {buddies.PARTED: {ZOE, BEN} - {who}}
    assert buddies.deeds(tx, Deeds(BEN)) is None


def out_of_their_thread(tx: Tx, pair_id: int, person_id: int) -> None:
    """Somebody was not found in the thread of the two."""
    buddies.gone(tx, pair_id, from_thread=[person_id])


@pytest.mark.parametrize("how", [out_of_their_thread, buddies.end])
def test_it_is_over_for_strangers_only_when_it_is_over(tx: Tx, how: Callable[..., object]) -> None:
    pair = matched(tx)
    with pytest.raises(rules.NotBuddies):
        buddies.end(tx, pair.id, SAM)
    elsewhere = tx.of(GUILD + 1)
    with pytest.raises(rules.NotBuddies):
        buddies.end(elsewhere, pair.id, ZOE)
    how(tx, pair.id, ZOE)
    assert buddy_of(tx, ZOE) is None


def test_who_has_heard_of_nothing_yet_waits_anew_when_their_buddy_is_gone(tx: Tx) -> None:
    offer(tx)
    pair = ask(tx, topics="SQL").buddy
    assert pair is not None
    offer(tx, CLEO)
    buddies.gone(tx, pair.id, from_thread=[BEN])
    assert (told(tx), buddy_of(tx, ZOE)) == ({}, CLEO)
    again = buddies.standing(tx, ZOE).buddy
    assert again is not None
    assert again.wish.topics == ("SQL",)


def test_of_two_who_went_neither_is_told_of_the_other_and_neither_is_given_anybody(tx: Tx) -> None:
    pair = matched(tx)
    buddies.gone(tx, pair.id, from_server=[BEN, ZOE])
    assert (told(tx), models.offers_here(tx), models.waiting(tx)) == ({}, [], [])
    offer(tx, CLEO)
    assert buddy_of(tx, ZOE) is None


def test_who_leaves_the_server_asks_and_offers_no_more(tx: Tx) -> None:
    matched(tx)
    buddies.left(tx, BEN)
    assert (told(tx), models.offers_here(tx)) == ({buddies.PARTED: {ZOE}}, [])
    ask(tx, SAM)
    buddies.left(tx, SAM)
    assert (models.waiting(tx), at_the_desk(tx)) == ([], [])


def test_nobody_is_left_alone_with_who_is_kept_out(tx: Tx) -> None:
    matched(tx)
    buddies.barred(tx, MemberBarred(1, BEN))
    assert (told(tx), buddy_of(tx, ZOE)) == ({buddies.PARTED: {ZOE}}, None)


@pytest.mark.parametrize("who", [ZOE, BEN])
def test_who_is_forgotten_is_named_nowhere_and_the_other_is_told(tx: Tx, who: int) -> None:
    pair = matched(tx)
    ask(tx, SAM)
    buddies.forgotten(tx, MemberForgotten(who))
    erase_here(tx, who)
    assert rows_naming(tx, who) == {}
    assert told(tx) == {buddies.PARTED: {ZOE, BEN} - {who}}
    kept = models.pair(tx, pair.id)
    assert kept is not None
    assert set(kept.people) == {NOBODY, ZOE, BEN} - {who}


def test_a_greeter_gives_somebody_a_buddy_who_has_offered_it_or_themselves(tx: Tx) -> None:
    offer(tx, language="fr")
    request = ask(tx).request
    assert request is not None
    with pytest.raises(NotAtTheDesk):
        buddies.match(tx, request.id, Person(SAM), BEN)
    assert buddies.matching(tx, request.id, MIA).volunteers == (BEN,)
    for nobody in (CLEO, ZOE):
        with pytest.raises(rules.NotAvailable):
            buddies.match(tx, request.id, MIA, nobody)
    assert buddies.match(tx, request.id, MIA, BEN).people == (ZOE, BEN)
    with pytest.raises(rules.NoLongerAsked):
        buddies.match(tx, request.id, MIA, BEN)
    other = ask(tx, SAM).request
    assert other is not None
    assert buddies.match(tx, other.id, MIA, MIA.id).people == (SAM, MIA.id)
    assert at_the_desk(tx) == []


def test_places_are_theirs_and_no_greeter_fills_more(tx: Tx) -> None:
    matched(tx)
    request = ask(tx, SAM).request
    assert request is not None
    with pytest.raises(rules.NotAvailable):
        buddies.match(tx, request.id, MIA, BEN)


def test_servers_know_nothing_of_each_other(tx: Tx) -> None:
    offer(tx)
    elsewhere = tx.of(GUILD + 1)
    assert ask(elsewhere).request is not None
    assert ask(tx, SAM).buddy is not None
    with pytest.raises(rules.NoLongerAsked):
        buddies.matching(tx, 1, MIA)


def test_who_deletes_the_thread_of_two_ends_it_without_a_word(tx: Tx) -> None:
    pair = matched(tx)
    assert not buddies.lost(tx, 1)
    assert buddies.lost(tx, THREAD + pair.id)
    assert (told(tx), buddy_of(tx, ZOE)) == ({}, None)
