"""What people take along into their own calendars: one meetup, what a group plans, or all they want to come to.

What stands in a calendar is passed on: the join link is only in the file of somebody who has a seat.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.db.tx import Tx
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.meetups import answer_models, formats, models, service
from cogs.meetups.answer_models import Seat
from cogs.meetups.models import Meetup
from cogs.meetups.rules import Answer

KEPT = timedelta(days=30)
"""How far back a calendar goes: what was called off of late is in it, so that it goes from where it was imported."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A meetup as it stands in one calendar."""

    meetup: Meetup
    changed_at: datetime
    sequence: int
    """Grows with each change that people were told of."""
    link: str | None
    """The join link, for who may have it."""
    tentative: bool


def of_meetup(tx: Tx, meetup_id: int, person_id: int) -> tuple[Group, Entry]:
    """One meetup for one person. Raises NoSuchMeetup."""
    standing = service.standing(tx, meetup_id, person_id)
    entry = _entry(standing.meetup, standing.answer, standing.seat)
    return groups.find(tx, standing.meetup.group_id), entry


def of_group(tx: Tx, group_id: int) -> tuple[Group, list[Entry]]:
    """What a group plans, as anyone may have it. Raises NoSuchGroup."""
    group = groups.find(tx, group_id)
    found = models.of_group_since(tx, group_id, tx.now - KEPT)
    return group, [_entry(meetup, None, None) for meetup in found]


def of_person(tx: Tx, person_id: int) -> list[Entry]:
    """What somebody wants to come to, or might."""
    found = answer_models.of_person_since(tx, person_id, tx.now - KEPT)
    return [_entry(meetup, answer, seat) for meetup, answer, seat in found]


def _entry(meetup: Meetup, answer: Answer | None, seat: Seat | None) -> Entry:
    cancelled = meetup.cancelled_at is not None
    public = formats.link_is_public(meetup.format)
    return Entry(
        meetup,
        changed_at=meetup.changed_at,
        sequence=meetup.version - 1,
        link=meetup.link if (seat is Seat.SEATED or public) and not cancelled else None,
        tentative=seat is Seat.WAITING or answer is Answer.MAYBE,
    )
