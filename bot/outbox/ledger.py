"""The ledger: what became of what was to be said, for the organizers of a meetup. (An operator reads the metrics.)"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import bindparam, select

from bot.db.tx import Tx
from bot.outbox.frozen import Row
from bot.outbox.models import Fate, deliveries, notices
from bot.outbox.reasons import BEFORE_RESTORE, PERHAPS_SAID
from bot.people.boundaries import Manner

LATE = timedelta(minutes=1)
"""Later than this is late: the outbox looks at least every 15 s."""


class Came(Enum):
    """How a notice came to its person, or why not."""

    IN_CHANNEL = "in channel"
    SILENTLY = "silently"
    DIRECTLY = "directly"
    ON_ITS_WAY = "on its way"
    HELD_UP = "held up"
    """It is said as soon as somebody changes something; the reason says what."""
    WAITS = "waits"
    WAITS_FOR_THE_MORNING = "waits for the morning"
    PERHAPS = "perhaps"
    """Nobody can find out whether it came."""
    NOT_REACHED = "not reached"
    NOT_NEEDED = "not needed"
    NOTHING = "nothing"
    """There was nothing to say to them, and nothing is planned."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of some notices of one kind."""

    came: Came
    reason: str | None
    """As the outbox wrote it, where they were not said."""
    people: int
    latest: timedelta
    """How late the latest of them came; zero where none was late."""


_ABOUT = (
    select(
        notices.c.kind,
        notices.c.person_id.label("told_id"),
        notices.c.fate,
        notices.c.reason,
        notices.c.manner,
        notices.c.due_at,
        notices.c.settled_at,
        deliveries.c.person_id,
        deliveries.c.silent,
        deliveries.c.trouble,
        deliveries.c.in_flight,
    )
    .select_from(notices.outerjoin(deliveries, notices.c.delivery_id == deliveries.c.id))
    .where(
        notices.c.guild_id == bindparam("guild"),
        notices.c.subject_id.in_(bindparam("subjects", expanding=True)),
        notices.c.kind.in_(bindparam("kinds", expanding=True)),
        notices.c.fate != Fate.CANCELLED,
    )
    .order_by(notices.c.id)
)


def about(tx: Tx, subjects: Collection[int], kinds: Collection[str]) -> dict[str, list[Entry]]:
    """What became of the notices of these kinds about some subjects, by kind, in the order of Came."""
    people: dict[tuple[str, Came, str | None], int] = {}
    latest: dict[tuple[str, Came, str | None], timedelta] = {}
    for row in tx.connection.execute(_ABOUT, {"guild": tx.guild_id, "subjects": subjects, "kinds": kinds}):
        came = _came(row)
        said = came in (Came.IN_CHANNEL, Came.SILENTLY, Came.DIRECTLY)
        reason = None if said else row.reason
        if came is Came.ON_ITS_WAY:
            reason = None if row.in_flight else row.trouble  # this moment nobody knows whether it still holds
        if reason is not None and row.fate in (Fate.PENDING, Fate.CLAIMED):
            came = Came.HELD_UP
        which = (row.kind, came, reason)
        people[which] = people.get(which, 0) + 1
        # Nobody knows when that was said which a database that was put back knows nothing of.
        timed = said and row.settled_at is not None and row.reason != BEFORE_RESTORE
        if timed and row.settled_at - row.due_at >= LATE:
            latest[which] = max(latest.get(which, LATE), row.settled_at - row.due_at)
    order = list(Came)
    entries: dict[str, list[Entry]] = {}
    for kind, came, reason in sorted(people, key=lambda which: (order.index(which[1]), which[2] or "")):
        which = (kind, came, reason)
        entries.setdefault(kind, []).append(
            Entry(came, reason, people[which], latest.get(which, timedelta(0)))
        )
    return entries


def reached(
    tx: Tx, abouts: Iterable[tuple[Collection[int], Collection[str]]], people: Collection[int]
) -> dict[Came, int]:
    """How many of these people the last that was said to them reached, and how, in the order of Came.

    `abouts` are subjects, each with the kinds that are about them. Who was told nothing waits while something is planned.
    """
    last = dict.fromkeys(people, Came.NOTHING)
    settled: dict[int, datetime] = {}
    for subjects, kinds in abouts:
        about = {"guild": tx.guild_id, "subjects": subjects, "kinds": kinds}
        for row in tx.connection.execute(_ABOUT, about):
            if row.told_id not in last:
                continue
            came = _came(row)
            if row.fate in (Fate.PENDING, Fate.CLAIMED):
                if row.told_id not in settled:
                    last[row.told_id] = Came.WAITS
            elif came is not Came.NOT_NEEDED and row.settled_at >= settled.get(row.told_id, row.settled_at):
                last[row.told_id], settled[row.told_id] = came, row.settled_at
    counted = Counter(last.values())
    return {came: counted[came] for came in Came if counted[came]}


@dataclass(frozen=True, slots=True)
class Unsaid:
    """A notice that was given up."""

    fate: Fate
    """SKIPPED or FAILED."""
    reason: str | None
    due_at: datetime
    settled_at: datetime


_UNSAID = select(notices.c.fate, notices.c.reason, notices.c.due_at, notices.c.settled_at).where(
    notices.c.guild_id == bindparam("guild"),
    notices.c.subject_id.in_(bindparam("subjects", expanding=True)),
    notices.c.kind.in_(bindparam("kinds", expanding=True)),
    notices.c.fate.in_([Fate.SKIPPED, Fate.FAILED]),
)


def unsaid(tx: Tx, subjects: Collection[int], kinds: Collection[str]) -> list[Unsaid]:
    """The notices of these kinds about some subjects that were given up."""
    about = {"guild": tx.guild_id, "subjects": subjects, "kinds": kinds}
    return [
        Unsaid(Fate(row.fate), row.reason, row.due_at, row.settled_at or row.due_at)
        for row in tx.connection.execute(_UNSAID, about)
    ]


@dataclass(frozen=True, slots=True)
class Said:
    """A message that told somebody something in a channel."""

    channel_id: int
    message_id: int
    people: frozenset[int]
    """Whom it told, as far as that is still kept."""


def said_to(tx: Tx, person_id: int) -> list[int]:
    """The deliveries in channels of this server that told a person something, as far as that is still kept; their ids."""
    found = (
        select(deliveries.c.id)
        .join(notices, notices.c.delivery_id == deliveries.c.id)
        .where(
            notices.c.guild_id == tx.guild_id,
            notices.c.person_id == person_id,
            deliveries.c.channel_id.is_not(None),
            deliveries.c.message_id.is_not(None),
        )
        .distinct()
    )
    return list(tx.connection.scalars(found))


def said(tx: Tx, delivery_id: int) -> Said | None:
    """The message of a delivery in a channel of this server; None when there is none that is known."""
    row = tx.connection.execute(
        select(deliveries.c.channel_id, deliveries.c.message_id).where(
            deliveries.c.guild_id == tx.guild_id, deliveries.c.id == delivery_id
        )
    ).first()
    if row is None or row.channel_id is None or row.message_id is None:
        return None
    told = select(notices.c.person_id).where(
        notices.c.guild_id == tx.guild_id, notices.c.delivery_id == delivery_id
    )
    return Said(row.channel_id, row.message_id, frozenset(tx.connection.scalars(told)))


def untold(tx: Tx, subject_id: int, kind: str) -> list[int]:
    """Who was to be told this about a subject and was not, nor will be; who perhaps was is none of them."""
    about = {"guild": tx.guild_id, "subjects": [subject_id], "kinds": [kind]}
    return [
        row.told_id
        for row in tx.connection.execute(_ABOUT, about)
        if row.fate in (Fate.FAILED, Fate.SKIPPED) and row.reason != PERHAPS_SAID
    ]


def _came(row: Row) -> Came:
    match Fate(row.fate):
        case Fate.SENT if row.person_id is not None:
            return Came.DIRECTLY
        case Fate.SENT:
            return Came.SILENTLY if row.silent else Came.IN_CHANNEL
        case Fate.PENDING:
            return Came.WAITS_FOR_THE_MORNING if row.manner == Manner.GATHERED else Came.WAITS
        case Fate.CLAIMED:
            return Came.ON_ITS_WAY
        case Fate.FAILED:
            return Came.NOT_REACHED
        case Fate.SKIPPED if row.reason == PERHAPS_SAID:
            return Came.PERHAPS
        case Fate.SKIPPED | Fate.CANCELLED:
            return Came.NOT_NEEDED
