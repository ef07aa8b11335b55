"""What the slice that knows who came needs to know of meetups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.tx import Tx
from cogs.meetups import models, service
from cogs.meetups.models import Meetup
from cogs.meetups.rules import MeetupIsCancelled
from cogs.meetups.seats import Pool

__all__ = ["Expected", "Meetup", "MeetupIsCancelled", "between", "expected", "held", "server_of"]


@dataclass(frozen=True, slots=True)
class Expected:
    """Who said they come to a meetup."""

    seated: tuple[int, ...]
    """Those in the room, then those online, in the order they were seated."""
    scarce: bool
    """Whether somebody waits for a seat."""


def expected(tx: Tx, meetup_id: int) -> Expected:
    """Who has a seat. Raises NoSuchMeetup."""
    seating = service.portrait(tx, meetup_id).seating
    pools = [seating.of(pool) for pool in Pool]
    seated = tuple(person for places in pools for person in places.seated)
    return Expected(seated, any(places.waiting for places in pools))


def held(tx: Tx, group_id: int, since: datetime) -> list[Meetup]:
    """What a group has held since an instant: over, and not cancelled."""
    return [
        meetup
        for meetup in models.of_group_since(tx, group_id, since)
        if meetup.ends_at <= tx.now and meetup.cancelled_at is None
    ]


def server_of(tx: Tx, meetup_id: int) -> int | None:
    """The server a meetup belongs to, for a button in a direct message: it may name a meetup of any server."""
    return models.server_of(tx, meetup_id)


def between(tx: Tx, begins: datetime, ends: datetime) -> list[Meetup]:
    """What is on between two instants and not cancelled, soonest first."""
    return models.between(tx, begins, ends)
