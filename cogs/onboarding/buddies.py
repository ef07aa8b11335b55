"""What happens between newcomers and their buddies: one promise each, kept whole in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from bot import outbox
from bot.db.tx import Tx
from bot.people.boundaries import Weight
from bot.people.erasing import NOBODY
from bot.people.models import preferences
from bot.people.person import Person
from bot.signals import Deed, Deeds, MemberBarred, MemberForgotten
from bot.text import folded
from cogs.groups import service as groups
from cogs.onboarding import buddy_models as models
from cogs.onboarding import buddy_rules as rules
from cogs.onboarding import desk, introduction_models, introduction_rules, welcoming_models
from cogs.onboarding import models as newcomers
from cogs.onboarding.buddy_models import Offer, Pair, Request, Wish
from cogs.onboarding.buddy_rules import Ties, Volunteer
from cogs.onboarding.desk_rules import Kind
from cogs.server import service as server

ROOM = "onboarding.buddies_room"
"""The mirror of the private thread of two buddies, and of whether both are still there; its subject is the two."""

DUE = "onboarding.buddies_due"
"""The chore of what comes next for two buddies; its subject is the two."""

LOOK = "onboarding.buddies_look"
"""The chore that looks for buddies for those who wait; its subject is 0."""

MET = "onboarding.buddies_met"
"""The notice that two are buddies now; its subject, as that of the other three, is the two."""

WEEK = "onboarding.buddies_week"
"""The notice that asks both, once, how it goes."""

OVER = "onboarding.buddies_over"
"""The notice that their time has passed."""

PARTED = "onboarding.buddies_parted"
"""The notice that the other one is no buddy any more."""

NOTICES = (MET, WEEK, OVER)

TO_OPEN = ("create_private_threads", "send_messages_in_threads")
"""Permissions without which two buddies have no thread of their own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How somebody stands: whom they have, for whom they are there, what they wait for."""

    request: Request | None
    offer: Offer | None
    buddy: Pair | None
    """Who accompanies them."""
    newcomers: tuple[Pair, ...]
    """Whom they accompany."""


@dataclass(frozen=True, slots=True)
class Common:
    """What two buddies have in common, as they are told."""

    groups: tuple[str, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Room:
    """The two with where their thread may be, the best place first."""

    pair: Pair
    hosts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Matching:
    """Somebody who waits, and who could be given to them by hand."""

    request: Request
    volunteers: tuple[int, ...]


def standing(tx: Tx, person_id: int) -> Standing:
    """How somebody stands."""
    running = models.running(tx, person_id)
    return Standing(
        models.request_of(tx, person_id),
        next(iter(models.offers_here(tx, person_id)), None),
        next((pair for pair in running if pair.person_id == person_id), None),
        tuple(pair for pair in running if pair.accompanied_by == person_id),
    )


def is_offered(tx: Tx) -> bool:
    """Whether anybody would be a buddy."""
    return bool(models.offers_here(tx))


def can_be_asked_for(tx: Tx) -> bool:
    """Whether asking leads anywhere: somebody would be a buddy, or somebody sees at the desk who waits."""
    desk_channel_id = welcoming_models.welcoming(tx).desk_channel_id
    return bool(desk_channel_id or server.settings(tx).moderators_channel_id or is_offered(tx))


def wished(tx: Tx, person_id: int) -> tuple[str, ...]:
    """What somebody has named before, when they asked or offered or introduced themselves."""
    found = standing(tx, person_id)
    for said in (found.request, found.offer):
        if said is not None:
            return said.wish.topics
    mine = introduction_models.of_person(tx, person_id)
    return () if mine is None else mine.topics


def ask(tx: Tx, person_id: int, language: str, typed: str, *, any_language: bool) -> Standing:
    """Gives somebody a buddy, or lets them wait for one; who waits already has changed what they wish for.

    Raises HasABuddy, NamedToNobody, OnAPause, TooManyTopics, TooLong, NotPlain, NoText.
    """
    _check_named(tx, person_id)
    until = _paused(tx, person_id)
    if until is not None:
        raise rules.OnAPause(until)
    if standing(tx, person_id).buddy is not None:
        raise rules.HasABuddy
    _wait(tx, person_id, Wish(language, any_language, introduction_rules.topics_in(typed)))
    return standing(tx, person_id)


def offer(tx: Tx, person_id: int, language: str, typed: str, places: str, *, any_language: bool) -> Standing:
    """Somebody would be a buddy from now on, for as many newcomers at once as they say; who waits is given to them.

    Raises NamedToNobody, Outdated, TooManyTopics, TooLong, NotPlain, NoText.
    """
    _check_named(tx, person_id)
    wish = Wish(language, any_language, introduction_rules.topics_in(typed))
    models.save_offer(tx, person_id, wish, rules.places_in(places))
    _match_waiting(tx)
    return standing(tx, person_id)


def take_back(tx: Tx, person_id: int) -> Standing:
    """Somebody waits for a buddy no more."""
    asked = models.request_of(tx, person_id)
    if asked is not None:
        _waits_no_more(tx, asked)
    return standing(tx, person_id)


def stop(tx: Tx, person_id: int) -> Standing:
    """Somebody is given no more newcomers; those they have, they keep."""
    models.remove_offer(tx, person_id)
    return standing(tx, person_id)


def own(tx: Tx, pair_id: int, person_id: int) -> Pair:
    """Two who are buddies now, for one of them. Raises NotBuddies."""
    found = models.pair(tx, pair_id)
    if found is None or found.ended_at is not None or person_id not in found.people:
        raise rules.NotBuddies
    return found


def end(tx: Tx, pair_id: int, person_id: int) -> Standing:
    """One of the two ends it, and need not say why; the other is told softly. Raises NotBuddies."""
    _part(tx, own(tx, pair_id, person_id), person_id)
    return standing(tx, person_id)


def matching(tx: Tx, request_id: int, person: Person) -> Matching:
    """Who waits there, and whom a greeter could give them. Raises NotAtTheDesk, NoLongerAsked."""
    desk.may_use(tx, person)
    asked = models.request(tx, request_id)
    if asked is None:
        raise rules.NoLongerAsked
    found = rules.available(_ties(tx, asked.person_id, asked.wish), _volunteers(tx), _before(tx, asked))
    return Matching(asked, tuple(one.ties.person_id for one in found))


def match(tx: Tx, request_id: int, person: Person, other_id: int) -> Pair:
    """A greeter gives somebody a buddy: one who has offered it, or themselves.

    Raises NotAvailable, NamedToNobody, AccompaniesEnough and what `matching` does.
    """
    found = matching(tx, request_id, person)
    if other_id == person.id:
        _check_named(tx, person.id)
        if len(standing(tx, person.id).newcomers) >= rules.MOST_AT_ONCE:
            raise rules.AccompaniesEnough
        possible = other_id != found.request.person_id and other_id not in _before(tx, found.request)
    else:
        possible = other_id in found.volunteers
    if not possible:
        raise rules.NotAvailable
    return _pair(tx, found.request, other_id, _language(tx, found.request, other_id), person.id)


def _wait(tx: Tx, person_id: int, wish: Wish) -> None:
    """Somebody waits for a buddy, if there is none for them at once."""
    waits_already = models.request_of(tx, person_id) is not None
    models.save_request(tx, person_id, wish)
    _match_waiting(tx)
    asked = models.request_of(tx, person_id)
    if asked is not None and not waits_already:
        desk.waits(tx, Kind.BUDDY, person_id, asked.id)
        outbox.later(tx, LOOK, 0, tx.now + rules.LOOK_EVERY)


def _waits_no_more(tx: Tx, asked: Request) -> None:
    models.remove_request(tx, asked.id)
    desk.waits_no_more(tx, Kind.BUDDY, asked.id)


def look(tx: Tx, _subject_id: int) -> None:
    """Time has changed something: a pause has ended, or somebody has waited so long that a buddy would come too late."""
    for asked in models.waiting(tx):
        if asked.asked_at + rules.LOOKED_FOR <= tx.now:
            _waits_no_more(tx, asked)
    _match_waiting(tx)
    if models.waiting(tx):
        outbox.later(tx, LOOK, 0, tx.now + rules.LOOK_EVERY)


def _match_waiting(tx: Tx) -> None:
    """Gives a buddy to everyone who waits and for whom there is one, the longest first."""
    waiting = models.waiting(tx)
    volunteers = _volunteers(tx) if waiting else []
    if not volunteers:
        return
    away = _away(tx, [asked.person_id for asked in waiting])
    for asked in waiting:
        if asked.person_id in away:
            continue
        ties = _ties(tx, asked.person_id, asked.wish)
        found = rules.best(ties, volunteers, _before(tx, asked))
        if found is not None:
            _pair(tx, asked, found.ties.person_id, rules.language_of(ties, found.ties), None)
            given = replace(found, taken=found.taken + 1, last_at=tx.now)
            volunteers = [given if one is found else one for one in volunteers]


def _pair(tx: Tx, asked: Request, other_id: int, language: str, matched_by: int | None) -> Pair:
    _waits_no_more(tx, asked)
    pair_id = models.add(tx, asked, other_id, language, tx.now + rules.TOGETHER, matched_by)
    outbox.show(tx, ROOM, pair_id)
    outbox.later(tx, DUE, pair_id, tx.now + rules.CHECK_AFTER)
    found = models.pair(tx, pair_id)
    assert found is not None
    return found


def _before(tx: Tx, asked: Request) -> frozenset[int]:
    return models.known(tx, asked.person_id)


def _language(tx: Tx, asked: Request, other_id: int) -> str:
    offers = models.offers_here(tx, other_id)
    if not offers:
        return asked.wish.language
    return rules.language_of(_ties(tx, asked.person_id, asked.wish), _ties(tx, other_id, offers[0].wish))


def _ties(tx: Tx, person_id: int, wish: Wish) -> Ties:
    mine = groups.joined(tx, person_id)
    known = newcomers.newcomer(tx, person_id)
    cities = {group.city_id for group in mine} | {None if known is None else known.city_id}
    return Ties(
        person_id,
        wish.language,
        wish.any_language,
        frozenset(city_id for city_id in cities if city_id is not None),
        frozenset(group.id for group in mine),
        frozenset(folded(topic) for topic in wish.topics),
    )


def _volunteers(tx: Tx) -> list[Volunteer]:
    """Who would be a buddy and may be asked just now."""
    offers, loads = models.offers_here(tx), models.loads(tx)
    away = _away(tx, [one.person_id for one in offers])
    found: list[Volunteer] = []
    for one in offers:
        taken, last_at = loads.get(one.person_id, (0, None))
        if one.person_id not in away and taken < one.places:
            ties = _ties(tx, one.person_id, one.wish)
            found.append(Volunteer(ties, one.places, taken, last_at, one.offered_at))
    return found


def _away(tx: Tx, people: Collection[int]) -> frozenset[int]:
    """Who of these is given nobody just now: on a pause, named nowhere, or kept out of a group."""
    own = preferences(tx, people)
    quiet = {
        who
        for who, held in own.items()
        if held.hidden or (held.paused_until is not None and held.paused_until > tx.now)
    }
    return frozenset(quiet) | groups.kept_out(tx, people)


def _check_named(tx: Tx, person_id: int) -> None:
    own = preferences(tx, [person_id]).get(person_id)
    if own is not None and own.hidden:
        raise rules.NamedToNobody


def _paused(tx: Tx, person_id: int) -> datetime | None:
    own = preferences(tx, [person_id]).get(person_id)
    until = None if own is None else own.paused_until
    return until if until is not None and until > tx.now else None


def room(tx: Tx, pair_id: int) -> Room | None:
    """The two whose thread is to be there; None when they are buddies no more."""
    pair = models.pair(tx, pair_id)
    if pair is None or pair.ended_at is not None:
        return None
    chosen = server.settings(tx)
    theirs = {group.id for group in groups.joined(tx, pair.accompanied_by)}
    shared = [group.channel_id for group in groups.joined(tx, pair.person_id) if group.id in theirs]
    hosts = (*shared, chosen.introductions_channel_id, chosen.welcome_channel_id)
    return Room(pair, tuple(host for host in hosts if host is not None))


def opened(tx: Tx, pair_id: int, thread_id: int) -> bool:
    """Keeps where the thread of the two is; whether they still are buddies, and are to be brought in."""
    models.change(tx, pair_id, thread_id=thread_id)
    pair = models.pair(tx, pair_id)
    return pair is not None and pair.ended_at is None


def met(tx: Tx, pair_id: int) -> None:
    """Both are in their thread: there they are told whose buddy they are."""
    pair = models.pair(tx, pair_id)
    if pair is not None and pair.ended_at is None:
        _say(tx, MET, pair, pair.people, Weight.PROMISED, pair.ends_at)


def still_there(tx: Tx, pair_id: int) -> None:
    """A week has passed, and both are still in their thread: they are asked how it goes."""
    pair = models.pair(tx, pair_id)
    if pair is not None and pair.ended_at is None:
        _say(tx, WEEK, pair, pair.people, Weight.ORDINARY, pair.ends_at)


def _say(tx: Tx, kind: str, pair: Pair, people: Collection[int], weight: Weight, event_at: datetime) -> None:
    group = next(iter(groups.joined(tx, pair.person_id)), None)
    outbox.say(
        tx,
        kind,
        pair.id,
        people,
        weight=weight,
        zone=server.settings(tx).zone or "UTC" if group is None else group.zone,
        group_id=None if group is None else group.id,
        event_at=event_at,
    )


def due(tx: Tx, pair_id: int) -> None:
    """A week has passed, or the time of the two."""
    pair = models.pair(tx, pair_id)
    if pair is None or pair.ended_at is not None:
        return
    if tx.now < pair.ends_at:
        outbox.show(tx, ROOM, pair_id)  # looks whether both are still there, and then asks them
        outbox.later(tx, DUE, pair_id, pair.ends_at)
        return
    models.change(tx, pair_id, ended_at=tx.now)
    outbox.unsay(tx, pair_id, NOTICES)
    if pair.thread_id is not None:
        _say(tx, OVER, pair, pair.people, Weight.ORDINARY, tx.now + rules.WORTH_TELLING)
    _match_waiting(tx)


def _part(tx: Tx, pair: Pair, gone_id: int) -> None:
    """The two are buddies no more, for one of them has gone. The other is told, or looked after at once if nobody has
    told them yet that they were."""
    other_id = pair.other(gone_id)
    models.change(tx, pair.id, ended_at=tx.now)
    outbox.unsay(tx, pair.id, NOTICES)
    outbox.never_mind(tx, DUE, pair.id)
    if other_id != NOBODY and pair.thread_id is not None:
        _say(tx, PARTED, pair, [other_id], Weight.ORDINARY, tx.now + rules.WORTH_TELLING)
    elif other_id == pair.person_id and other_id != NOBODY:
        _wait(tx, other_id, pair.wish)
    _match_waiting(tx)


def gone(
    tx: Tx, pair_id: int, *, from_thread: Collection[int] = (), from_server: Collection[int] = ()
) -> None:
    """One of two, or both, went: out of their thread, which ends it as well as a word, or out of the server.

    Who went is told nothing of the other.
    """
    for person_id in from_server:
        left(tx, person_id)
    for person_id in from_thread:
        pair = models.pair(tx, pair_id)
        if pair is not None and pair.ended_at is None:
            _part(tx, pair, person_id)
    for person_id in (*from_server, *from_thread):
        outbox.unsay(tx, pair_id, [PARTED], person_id)


def left(tx: Tx, person_id: int) -> None:
    """Somebody has left the server."""
    take_back(tx, person_id)
    models.remove_offer(tx, person_id)
    for pair in models.running(tx, person_id):
        _part(tx, pair, person_id)


def lost(tx: Tx, thread_id: int) -> bool:
    """Somebody deleted the thread of two: with it they are buddies no more. Whether there were such two."""
    pair = models.of_thread(tx, thread_id)
    if pair is None:
        return False
    models.change(tx, pair.id, ended_at=tx.now)
    outbox.unsay(tx, pair.id, NOTICES)
    outbox.never_mind(tx, DUE, pair.id)
    _match_waiting(tx)
    return True


def barred(tx: Tx, fact: MemberBarred) -> None:
    """A group keeps somebody out: nobody is left alone with them, in whichever way they were buddies."""
    for pair in models.running(tx, fact.person_id):
        _part(tx, pair, fact.person_id)


def forgotten(tx: Tx, fact: MemberForgotten) -> None:
    """Somebody is forgotten: they ask and offer no more, and nobody knows any more whose buddy they were."""
    left(tx, fact.person_id)
    models.forget(tx, fact.person_id)


def common(tx: Tx, pair: Pair) -> Common:
    """What two buddies have in common."""
    theirs = {group.id for group in groups.joined(tx, pair.accompanied_by)}
    shared = tuple(group.name for group in groups.joined(tx, pair.person_id) if group.id in theirs)
    offers = models.offers_here(tx, pair.accompanied_by)
    named = {folded(topic) for topic in (offers[0].wish.topics if offers else ())}
    return Common(shared, tuple(topic for topic in pair.wish.topics if folded(topic) in named))


def deeds(tx: Tx, question: Deeds) -> frozenset[Deed] | None:
    """Whether somebody has accompanied a newcomer to the end."""
    return frozenset({Deed.ACCOMPANIED}) if models.saw_it_through(tx, question.person_id) else None
