"""Founding a group: a member asks for it, a moderator activates it, asks back or declines; each step is told once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement

from bot import outbox, retention
from bot.db.tx import Tx
from bot.outbox import drawing
from bot.people import acts
from bot.people.boundaries import Weight
from bot.people.erasing import NOBODY
from bot.people.person import Person
from bot.signals import GroupChanged, TextsChanged
from bot.text import folded, said_line
from cogs.groups import founding_models, founding_rules, models, service
from cogs.groups.founding_models import Request, Stage, Wish
from cogs.groups.founding_rules import (
    AlreadyDecided,
    MovedOn,
    NoSuchRequest,
    TooManyRequests,
)
from cogs.groups.models import Group
from cogs.groups.service import Plan
from cogs.server import service as server

CARD = "groups.request"
"""The mirror of a request's card in the moderators' channel."""

FOUNDING = "groups.founding"
ASKING = "groups.asking"
"""The acts that have a limit: founding a group where that is open, and asking for one."""

HINDERED = "groups.hindered"
"""The chore that lets a request's card say what its group's home waits for; its subject is the request."""

LET_GO = "groups.request_kept"
"""The chore that lets go of a request that was decided long ago; its subject is the request."""

STEP = "groups.request_step"
"""The notice to who asked for a group: it is there, it is not to be, or there is a question."""

JOINED_DECLINED = "groups.joined_declined"
"""The notice to who had joined a request somewhere else than who made it that it is not to be; its subject is their wish."""

HANDED_ON = "groups.request_handed_on"
"""The notice to who had joined a request that it is theirs now: who made it has taken it back, or is not here any more."""

LONGEST_WORD = 300
"""Characters of a question, an answer or a reason."""

QUEUE = 5
"""Requests on one page of the queue: what fits into a message's 40 components."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of asking for a group: it is founded, or waits with others for a moderator."""

    group: Group | None
    request: Request | None = None
    new: bool = True
    """False when they, or somebody else, had asked for it before."""
    waiting: int = 1
    """People who wait for this group."""


@dataclass(frozen=True, slots=True)
class Case:
    """A request with what a moderator wants to know before they decide."""

    request: Request
    waiting: int
    """People who wait for this group, who asked for it among them."""
    alike: tuple[Group, ...]
    """Groups that are there already, of the same city or with a name like it."""
    group: Group | None
    """What it has become."""
    hindrance: str | None
    """What stands in the way of that group's home, as the outbox has noted it."""
    is_built: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """What came of activating several requests at once."""

    activated: tuple[Request, ...]
    asked: tuple[Request, ...]
    """Those that stay open, for a moderator's question about them has no answer yet."""
    changed: tuple[Request, ...]
    """Those that stay open, for they are not in the version that was meant any more."""


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the open requests; pages count from 0."""

    cases: tuple[Case, ...]
    number: int
    last: int


def found(tx: Tx, person: Person, channel_id: int, plan: Plan) -> Asked:
    """Founds a group where this person may, else asks the moderators for it.

    Whoever asks for what somebody has asked for already waits with them. Raises what `service.draft` does,
    TooManyRequests, AskedEnough, AskedEnoughHere, JoinedEnough, FoundedEnough and FoundedEnoughHere.
    """
    if founds_at_once(tx, person):
        if not server.moderates(tx, person):
            founding_rules.may_found(
                acts.count(tx, FOUNDING, founding_rules.FOUNDED_IN, person.id),
                acts.count(tx, FOUNDING, founding_rules.A_DAY),
            )
            acts.note(tx, FOUNDING, person.id)
        return Asked(service.create(tx, person, **asdict(plan)))
    draft = service.draft(tx, plan)
    city_id = draft.city and draft.city.id
    wanted = founding_rules.wanted(draft.name, city_id)
    like = founding_models.open_like(tx, folded(draft.name), city_id if plan.name is None else None)
    if like is None:
        if len(founding_models.open_requests_of(tx, person.id)) >= founding_rules.MOST_REQUESTS:
            raise TooManyRequests
        founding_rules.may_ask(
            acts.count(tx, ASKING, founding_rules.A_DAY, person.id),
            acts.count(tx, ASKING, founding_rules.A_DAY),
        )
        acts.note(tx, ASKING, person.id)
        request = founding_models.add_request(
            tx,
            person_id=person.id,
            channel_id=channel_id,
            name=draft.name,
            folded=folded(draft.name),
            city_id=city_id,
            topic=draft.topic,
            language=draft.language,
            zone=draft.zone,
        )
    else:
        request = like
        wanted = founding_rules.wanted(like.name, like.city_id)
        if all(wish.person_id != person.id for wish in founding_models.asking(tx, like.id)):
            service.note_joining(tx, person.id)
    founding_models.ask(tx, person.id, wanted, request.id, channel_id)
    # They may have asked for it by its name alone before, and been declined.
    for earlier in _wanted(request) - {wanted}:
        founding_models.unwish(tx, person.id, earlier)
    outbox.show(tx, CARD, request.id)
    waiting = len(founding_models.people_waiting(tx, _wanted(request)))
    return Asked(None, request, like is None, waiting)


def founds_at_once(tx: Tx, person: Person) -> bool:
    """Whether this person founds a group without being asked why."""
    return server.settings(tx).founding == "open" or server.moderates(tx, person)


def _wanted(request: Request) -> set[str]:
    return {founding_rules.wanted(request.name, None), founding_rules.wanted(request.name, request.city_id)}


def case(tx: Tx, request_id: int) -> Case:
    """A request as moderators see it. Raises NoSuchRequest."""
    request = founding_models.request(tx, request_id)
    if request is None:
        raise NoSuchRequest
    group = None if request.group_id is None else models.group(tx, request.group_id)
    built, hindrance = (True, None) if group is None else drawing.state(tx, service.HOME, group.id)
    there = [] if request.city_id is None else models.groups_of_city(tx, request.city_id)
    alike = {other.id: other for other in (*there, *models.groups_with(tx, folded(request.name), QUEUE))}
    if group is not None:
        alike.pop(group.id, None)
    waiting = founding_models.people_waiting(tx, _wanted(request))
    return Case(request, len(waiting), tuple(alike.values())[:QUEUE], group, hindrance, built)


def queue(tx: Tx, number: int, person: Person) -> Queue:
    """A page of the open requests; a number beyond the last gives the last. Raises NotAModerator."""
    _moderating(tx, person)
    last = max((founding_models.count_open(tx) - 1) // QUEUE, 0)
    number = min(number, last)
    page = founding_models.open_requests(tx, number * QUEUE, QUEUE)
    return Queue(tuple(case(tx, request.id) for request in page), number, last)


def activate(tx: Tx, request_id: int, person: Person, version: int | None = None) -> Case:
    """Founds the group somebody has asked for; doing it twice is the same as once. `version` as of `decidable`.

    Raises NotAModerator, NoSuchRequest, AlreadyDecided, MovedOn, and what `service.draft` does if its name is taken by now.
    """
    request = moderated(tx, request_id, person)
    if request.stage is not Stage.ACTIVATED:
        decidable(tx, request_id, person, version)
        plan = Plan(request.name, request.city_id, request.topic, request.zone, request.language)
        group = service.create(tx, Person(request.person_id), **asdict(plan))
        founding_models.change_request(tx, request.id, group_id=group.id)
        _step(tx, request, Stage.ACTIVATED, decided_by=person.id)
    return case(tx, request_id)


def undecided(tx: Tx, request_ids: Sequence[int], person: Person) -> list[Request]:
    """Those of these requests about which nothing is decided. Raises NotAModerator."""
    _moderating(tx, person)
    found = [founding_models.request(tx, request_id) for request_id in request_ids]
    return [request for request in found if request is not None and request.stage in founding_models.OPEN]


def activate_all(tx: Tx, versions: Mapping[int, int], person: Person) -> Batch:
    """Founds the groups of those of these requests that wait for a moderator and for a name that is free.

    `versions` are of the requests as the moderator has seen them, by their ids. Raises NotAModerator.
    """
    activated: list[Request] = []
    asked: list[Request] = []
    changed: list[Request] = []
    for request in undecided(tx, list(versions), person):
        if request.stage is Stage.ASKED:
            asked.append(request)
        elif request.version != versions[request.id]:
            changed.append(request)
        elif models.group_named(tx, folded(request.name)) is None:
            activated.append(activate(tx, request.id, person).request)
    return Batch(tuple(activated), tuple(asked), tuple(changed))


def ask_back(tx: Tx, request_id: int, person: Person, question: str, version: int | None = None) -> Request:
    """Asks who wants a group something; `version` is of the request that the moderator has read.

    Raises NotAModerator, NoSuchRequest, AlreadyDecided, MovedOn, TooLong, NotPlain, NoText.
    """
    request = decidable(tx, request_id, person, version)
    question = said_line(question, LONGEST_WORD)
    return _step(tx, request, Stage.ASKED, question=question, answer=None, decided_by=person.id)


def answer(tx: Tx, request_id: int, person_id: int, said: str) -> Request:
    """Answers what a moderator asked; the request waits for them again. Raises NoSuchRequest, AlreadyDecided, TooLong, …"""
    request = own(tx, request_id, person_id)
    _undecided(request)
    founding_models.change_request(tx, request.id, stage=Stage.WAITING, answer=said_line(said, LONGEST_WORD))
    outbox.show(tx, CARD, request.id)
    return _request(tx, request_id)


def decline(tx: Tx, request_id: int, person: Person, reason: str, version: int | None = None) -> Request:
    """Says no, and why; who had joined hears that it is not to be, and waits on. `version` as of `ask_back`.

    Raises NotAModerator, NoSuchRequest, AlreadyDecided, MovedOn, TooLong, NotPlain, NoText.
    """
    request = decidable(tx, request_id, person, version)
    founding_models.unwish(tx, request.person_id, founding_rules.wanted(request.name, request.city_id))
    reason = said_line(reason, LONGEST_WORD)
    return _step(tx, request, Stage.DECLINED, reason=reason, decided_by=person.id)


def withdraw(tx: Tx, request_id: int, person_id: int) -> Request:
    """Takes one's own request back. It goes to the first of those who have joined it, and is then one's own no more.

    Where nobody has, doing it twice is the same as once. Raises NoSuchRequest, AlreadyDecided.
    """
    request = own(tx, request_id, person_id)
    if request.stage is Stage.WITHDRAWN:
        return request
    _undecided(request)
    founding_models.unwish(tx, person_id, founding_rules.wanted(request.name, request.city_id))
    outbox.unsay(tx, request.id, [STEP, HANDED_ON])
    outbox.show(tx, CARD, request.id)
    others = _others(tx, request)
    if not others:
        founding_models.change_request(tx, request.id, stage=Stage.WITHDRAWN, decided_at=tx.now)
        _decided(tx, request.id)
        return _request(tx, request_id)
    # What was asked and answered is between the moderators and who is out of it now.
    founding_models.change_request(
        tx,
        request.id,
        person_id=others[0].person_id,
        # Where who is out of it now had asked, the next one may see nothing.
        channel_id=others[0].channel_id or request.channel_id,
        stage=Stage.WAITING,
        version=request.version + 1,
        question=None,
        answer=None,
        decided_by=None,
        decided_at=None,
    )
    handed_on = _request(tx, request_id)
    _tell(tx, HANDED_ON, handed_on, [handed_on.person_id])
    return handed_on


def leave(tx: Tx, person_id: int) -> None:
    """Somebody leaves the server: they take their open requests back, and wait for nothing here any more."""
    for request in founding_models.open_requests_of(tx, person_id):
        withdraw(tx, request.id, person_id)
    for request_id in founding_models.drop_wishes(tx, person_id):
        outbox.show(tx, CARD, request_id)


def forget(tx: Tx, person_id: int) -> None:
    """Somebody who has left, or is taken for it, is forgotten: the cards of all they asked for or decided name nobody."""
    for request_id in founding_models.forget(tx, person_id):
        outbox.unsay(tx, request_id, [STEP, HANDED_ON], person_id)
        outbox.show(tx, CARD, request_id)


def reworded(tx: Tx, fact: TextsChanged) -> None:
    """Requests do not name somebody any more: neither do their cards."""
    for request_id in fact.ids(founding_models.requests.name):
        outbox.show(tx, CARD, request_id)


def moderated(tx: Tx, request_id: int, person: Person) -> Request:
    """The request, if this person decides about requests. Raises NotAModerator, NoSuchRequest."""
    _moderating(tx, person)
    return _request(tx, request_id)


def decidable(tx: Tx, request_id: int, person: Person, version: int | None = None) -> Request:
    """The request, if this person may decide about it now, and it is still in the version that they have seen.

    Raises NotAModerator, NoSuchRequest, AlreadyDecided, MovedOn.
    """
    request = moderated(tx, request_id, person)
    _undecided(request)
    if version not in (None, request.version):
        raise MovedOn(request.name)
    return request


def own(tx: Tx, request_id: int, person_id: int) -> Request:
    """A person's own request. Raises NoSuchRequest."""
    request = _request(tx, request_id)
    if request.person_id != person_id:
        raise NoSuchRequest
    return request


def followed(tx: Tx, request_id: int, person_id: int) -> Request:
    """A person's own request, or one that was declined and that they had joined. Raises NoSuchRequest."""
    request = _request(tx, request_id)
    if request.stage is Stage.DECLINED and any(
        other.person_id == person_id for other in _others(tx, request)
    ):
        return request
    return own(tx, request_id, person_id)


def group_changed(tx: Tx, fact: GroupChanged) -> None:
    """How far a group's home has come stands on its request's card; who asked for it hears when it has a channel."""
    request = founding_models.request_of_group(tx, fact.group_id)
    if request is None:
        return
    outbox.show(tx, CARD, request.id, within=timedelta(seconds=2))
    group = models.group(tx, fact.group_id)
    if group is not None and group.channel_id is not None:
        _tell(tx, STEP, request, [request.person_id])


def hindered(tx: Tx, group_id: int, reason: str) -> None:
    """Something stands in the way of a group's home: its request's card says so, if it did not yet."""
    request = founding_models.request_of_group(tx, group_id)
    if request is not None and drawing.state(tx, service.HOME, group_id)[1] != reason:
        # Two seconds later: by then the outbox has noted what it waits for.
        outbox.later(tx, HINDERED, request.id, tx.now + timedelta(seconds=2))


def show_hindrance(tx: Tx, request_id: int) -> None:
    """A request's card says what stands in the way of its group's home."""
    outbox.show(tx, CARD, request_id)


def place_lost(tx: Tx, request_id: int, channel_id: int) -> bool:
    """A channel where people asked is gone; whether there is another one to tell them in.

    Who made the request is told in their group's own, else where somebody else has asked for the same; whoever else asked
    there is told where they are.
    """
    founding_models.channel_gone(tx, channel_id)
    request = _request(tx, request_id)
    if request.channel_id != channel_id:
        return True
    group = None if request.group_id is None else models.group(tx, request.group_id)
    asked_in = [wish.channel_id for wish in founding_models.asking(tx, request_id)]
    places = [None if group is None else group.channel_id, *asked_in]
    elsewhere = next((place for place in places if place not in (None, channel_id)), None)
    if elsewhere is None:
        return False
    founding_models.change_request(tx, request_id, channel_id=elsewhere)
    return True


def joined(tx: Tx, wish_id: int) -> tuple[Wish, Request] | None:
    """Somebody who has joined a request and still waits, and that request."""
    wish = founding_models.wish_to_found(tx, wish_id)
    request = None if wish is None else founding_models.request(tx, wish.request_id)
    if wish is None or request is None or request.is_let_go:
        return None
    return wish, request


def place_of(wish: Wish, request: Request) -> int:
    """The channel in which somebody who has joined a request is told what comes of it."""
    return wish.channel_id or request.channel_id


def carded(tx: Tx, request_id: int, channel_id: int, card_id: int) -> None:
    """Keeps where a request's card is."""
    founding_models.change_request(tx, request_id, card_channel_id=channel_id, card_id=card_id)


def let_go(tx: Tx, request_id: int) -> None:
    """A request was decided long ago: nothing is kept of it, and its card says so. The row is needed until it does."""
    founding_models.let_go(tx, request_id)
    outbox.show(tx, CARD, request_id)


def is_over(_: Tx) -> ColumnElement[bool]:
    """Which requests were let go of, and their cards show it or cannot: across servers."""
    return founding_models.is_let_go() & outbox.at_rest(CARD, founding_models.requests)


def _moderating(tx: Tx, person: Person) -> None:
    if not server.moderates(tx, person):
        raise server.NotAModerator


def _request(tx: Tx, request_id: int) -> Request:
    request = founding_models.request(tx, request_id)
    if request is None or request.is_let_go:
        raise NoSuchRequest
    return request


def _undecided(request: Request) -> None:
    if request.stage not in founding_models.OPEN:
        raise AlreadyDecided(request.name)


def _step(tx: Tx, request: Request, stage: Stage, **values: object) -> Request:
    """Brings a request to another stage, on its card and to who made it."""
    version = request.version + 1
    founding_models.change_request(tx, request.id, stage=stage, version=version, decided_at=tx.now, **values)
    outbox.show(tx, CARD, request.id)
    outbox.unsay(tx, request.id, [STEP, HANDED_ON])
    if stage not in founding_models.OPEN:
        _decided(tx, request.id)
    changed = _request(tx, request.id)
    if stage is not Stage.ACTIVATED:  # then they hear of it when there is somewhere to go
        others = _others(tx, changed) if stage is Stage.DECLINED else []
        here = [other for other in others if place_of(other, changed) == changed.channel_id]
        _tell(tx, STEP, changed, [changed.person_id, *(other.person_id for other in here)])
        for other in others:
            if other not in here:
                _tell(tx, JOINED_DECLINED, changed, [other.person_id], other)
    return changed


def _decided(tx: Tx, request_id: int) -> None:
    outbox.later(tx, LET_GO, request_id, tx.now + retention.REQUESTS)


def _others(tx: Tx, request: Request) -> list[Wish]:
    """Who has joined a request, the first one first."""
    return [wish for wish in founding_models.asking(tx, request.id) if wish.person_id != request.person_id]


def _tell(tx: Tx, kind: str, request: Request, people: Sequence[int], wish: Wish | None = None) -> None:
    """Plans to tell people of a request, or of what one of them wished with it.

    A wish outlives the requests it was asked with, and each of those is declined once at most.
    """
    group = None if request.group_id is None else models.group(tx, request.group_id)
    outbox.say(
        tx,
        kind,
        request.id if wish is None else wish.id,
        [person for person in people if person != NOBODY],
        weight=Weight.ORDINARY,
        zone=request.zone if group is None else group.zone,
        group_id=request.group_id,
        event_at=tx.now + service.NEWS_LASTS,
        generation=request.version if wish is None else request.id,
    )
