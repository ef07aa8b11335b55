"""Who comes in is heard of once, however Discord tells it: one promise each, kept whole in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from bot.db.tx import Tx
from bot.people.person import Person
from cogs.onboarding import arrival_models, desk, models, rules, service

MOST_ASKED_FOR = 50
"""People of whom Discord is asked one by one: it takes a second or so for each ten of them."""


@dataclass(frozen=True, slots=True)
class Join:
    """Discord has said that somebody has come in."""

    person: Person
    """With the roles they carry, as far as Discord has told them."""
    at: datetime
    channel_id: int | None
    """Where Discord says such things in this server; None where it does not."""
    pending: bool = False
    """Whether they have not passed the membership screening yet."""


def hear(tx: Tx, joins: Collection[Join], until: datetime | None) -> None:
    """Notes these in their order, and that there are no others until then; None when nobody knows."""
    for join in joins:
        service.arrive(tx, join.person, join.at, join.channel_id, pending=join.pending)
    if until is not None:
        arrival_models.hear_until(tx, until)


def unheard_since(tx: Tx, since: datetime) -> datetime:
    """From when on join messages have to be read: `since` the bot is there, and no older than a welcome may be."""
    return max(since, tx.now - rules.FRESH, arrival_models.heard_until(tx) or since)


def waited_for(tx: Tx) -> list[int]:
    """Some who had not passed the screening when they were heard of, and may have done so unheard."""
    return arrival_models.waited_for(tx, tx.now - rules.FRESH, MOST_ASKED_FOR)


def is_waited_for(tx: Tx, person_id: int) -> bool:
    """Whether somebody has come in and had not passed the screening yet."""
    known = models.newcomer(tx, person_id)
    return known is not None and known.pending


def matters(tx: Tx, person: Person) -> bool:
    """Whether it changes anything that somebody may take part, with the roles they carry."""
    return is_waited_for(tx, person.id) or desk.is_mistaken(tx, person)


def screened(tx: Tx, person: Person, channel_id: int | None) -> None:
    """Somebody may take part: welcomes them if that was waited for; who takes care of others waits for nobody."""
    if is_waited_for(tx, person.id):
        service.arrive(tx, person, tx.now, channel_id)
    desk.recognized(tx, person)
