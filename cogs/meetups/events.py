"""A server's scheduled events: the next meetups of each group stand there too, and interest there is a Maybe here.

Campsite's rows are the truth; the events are a mirror of them, one for the whole server.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from bot import outbox
from bot.db.tx import Tx
from bot.errors import Refusal
from bot.signals import GatheringChanged, MemberForgotten
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.meetups import answer_models, answering, event_models, models, service
from cogs.meetups.event_steps import FURTHEST, NEXT
from cogs.meetups.models import Meetup
from cogs.meetups.rules import Answer

EVENTS = "meetups.events"
"""The mirror of a server's scheduled events; its subject is the server."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a server's events are to show."""

    candidates: tuple[tuple[Meetup, Group], ...]
    """The next meetups of each group, the soonest first; more than there may be room for."""
    known: Mapping[int, int]
    """The meetups by their events, as they were when we last looked."""
    on_now: frozenset[int]
    """The meetups that have begun and were not called off, for as long as Discord may show them."""


def plan(tx: Tx) -> Plan:
    """What this server's events are to show. A meetup is shown once its card is there: the event leads to it."""
    ahead = models.upcoming(tx, limit=service.SEARCHED)
    counts: Counter[int] = Counter()
    chosen: list[Meetup] = []
    for meetup in ahead:
        if meetup.card_id is not None and tx.now < meetup.starts_at < tx.now + FURTHEST:
            counts[meetup.group_id] += 1
            if counts[meetup.group_id] <= NEXT:
                chosen.append(meetup)
    by_id = {group_id: groups.find(tx, group_id) for group_id in {meetup.group_id for meetup in chosen}}
    known = event_models.known(tx)
    shown = [meetup for meetup_id in known.values() if (meetup := models.meetup(tx, meetup_id)) is not None]
    begun = {meetup.id for meetup in ahead if meetup.starts_at <= tx.now}
    begun |= {meetup.id for meetup in shown if meetup.cancelled_at is None and meetup.starts_at <= tx.now}
    return Plan(tuple((meetup, by_id[meetup.group_id]) for meetup in chosen), known, frozenset(begun))


def look(tx: Tx) -> None:
    """Compares this server's events with what is planned, if there is or was anything to show."""
    if models.upcoming(tx, limit=1) or event_models.known(tx):
        outbox.show(tx, EVENTS, _server(tx))


def changed(tx: Tx, _fact: GatheringChanged) -> None:
    """What a group has planned is no longer what it was."""
    outbox.show(tx, EVENTS, _server(tx))
    outbox.try_to_show(tx, _server(tx), [EVENTS])  # a blocked title may be what has changed


def touched(tx: Tx, event_id: int) -> None:
    """Somebody changed or deleted an event; if it is one of ours, it is put right."""
    if event_models.meetup_of(tx, event_id) is not None:
        outbox.show(tx, EVENTS, _server(tx))


def freed(tx: Tx, event_id: int) -> None:
    """An event is gone: it was ours and comes back, or one that waits for room may come."""
    known = event_models.known(tx)
    if event_id in known or len(plan(tx).candidates) > len(known):
        outbox.show(tx, EVENTS, _server(tx))


def made(tx: Tx, found: Mapping[int, int], *, more: bool = False) -> None:
    """Keeps which events stand for which meetups; `more` are still to be made."""
    event_models.save(tx, found)
    if more:
        outbox.show(tx, EVENTS, _server(tx))


def interested(tx: Tx, event_id: int, person_id: int) -> None:
    """Interested counts as Maybe for who has not answered."""
    meetup_id = event_models.meetup_of(tx, event_id)
    if meetup_id is not None:
        _becomes_maybe(tx, meetup_id, person_id)


def _becomes_maybe(tx: Tx, meetup_id: int, person_id: int) -> None:
    if answer_models.answer_of(tx, meetup_id, person_id) is not None:
        return
    try:
        answering.answer(tx, meetup_id, person_id, Answer.MAYBE, reads=False)
    except Refusal:  # over or called off, or they may not come: nobody is there to be told so
        return
    event_models.is_interested(tx, meetup_id, person_id)


def not_interested(tx: Tx, event_id: int, person_id: int) -> None:
    """Takes back a Maybe that was nothing but interest; what somebody has answered here stays."""
    meetup_id = event_models.meetup_of(tx, event_id)
    if meetup_id is not None:
        _is_taken_back(tx, meetup_id, person_id)


def _is_taken_back(tx: Tx, meetup_id: int, person_id: int) -> None:
    if event_models.not_interested(tx, meetup_id, person_id) and event_models.take_back_maybe(
        tx, meetup_id, person_id
    ):
        outbox.unsay(tx, meetup_id, service.NOTICES, person_id)
        service.redraw(tx, service.find(tx, meetup_id))


def interest(tx: Tx, meetup_id: int) -> int:
    """How many were interested in a meetup's event when we asked."""
    return event_models.interest(tx, meetup_id)


def all_interested(tx: Tx, meetup_id: int, people: Collection[int]) -> None:
    """Everyone who is interested now: some may have tapped while we were away."""
    before = event_models.interested_in(tx, meetup_id)
    for person_id in before.difference(people):
        _is_taken_back(tx, meetup_id, person_id)
    for person_id in people:
        _becomes_maybe(tx, meetup_id, person_id)
    event_models.save_interest(tx, meetup_id, len(people))


def forgotten(tx: Tx, fact: MemberForgotten) -> None:
    """Somebody wants nothing of them kept."""
    event_models.forget(tx, fact.person_id)


def _server(tx: Tx) -> int:
    assert tx.guild_id is not None
    return tx.guild_id
