"""The outbox's own transactions: claim, settle, postpone. Short, across servers, committed before any network call."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, func, insert, literal, select, update

from bot.db.installation import RESTORED, recall
from bot.db.tx import Tx
from bot.db.types import UtcDateTime
from bot.outbox.models import Delivery, Fate, Mirror, chores, deliveries, mark_of, mirrors, notices

PEOPLE_A_MESSAGE = 100
"""How many people one message mentions. Source: Discord, Allowed mentions object, users (at most 100)."""

LEASE = timedelta(seconds=60)
"""How long a claim holds when nobody settles it: far longer than the 20 s that one request may take."""

IN_FLIGHT = timedelta(seconds=10)
"""How long the request of a process that died may still be under way to Discord."""

SKEW = timedelta(seconds=60)
"""How far Discord's clock and ours may differ when we look in Discord for what an earlier attempt made."""

NEVER = datetime.min.replace(tzinfo=UTC)

NO_PLACE_YET = timedelta(minutes=5)
"""When to look again for a place to say something, while there is none."""

WINDOW = 1024
"""How many due notices are weighed against each other in one claim: it bounds the work, not the sending.

A subject that is chosen goes out whole, so that even the largest meetup fills it only once.
"""

Place = Callable[[Tx, str, int], int | None]
"""Where (a channel's id) a notice of this kind about this subject is said; None while there is no such place."""

# The statements of every round and of every delivery are built once: building one costs more than running it.
_NEXT_DUE = (
    select(func.min(notices.c.due_at)).where(notices.c.fate == Fate.PENDING),
    select(func.min(deliveries.c.retry_at)).where(deliveries.c.retry_at.is_not(None)),
    select(func.min(mirrors.c.due_at)).where(mirrors.c.due_at.is_not(None)),
    select(func.min(chores.c.due_at)),
)
_AGAIN = (
    select(deliveries)
    .where(
        deliveries.c.retry_at <= bindparam("now"), deliveries.c.id.not_in(bindparam("busy", expanding=True))
    )
    .order_by(deliveries.c.retry_at)
    .limit(bindparam("room"))
)
_waiting = (
    select(notices.c.guild_id, notices.c.kind, notices.c.subject_id, notices.c.event_at)
    .where(notices.c.fate == Fate.PENDING, notices.c.due_at <= bindparam("now"))
    .order_by(notices.c.due_at)
    .limit(WINDOW)
    .subquery()
)
_subjects = (
    select(
        _waiting.c.guild_id,
        _waiting.c.kind,
        _waiting.c.subject_id,
        func.min(_waiting.c.event_at).label("event_at"),
        func.row_number()
        .over(partition_by=_waiting.c.guild_id, order_by=func.min(_waiting.c.event_at))
        .label("turn"),
    )
    .group_by(_waiting.c.guild_id, _waiting.c.kind, _waiting.c.subject_id)
    .subquery()
)
_NEW = (
    select(_subjects.c.guild_id, _subjects.c.kind, _subjects.c.subject_id)
    .order_by(_subjects.c.turn, _subjects.c.event_at)
    .limit(bindparam("room"))
)
_DUE_OF_ONE = (
    select(notices.c.id, notices.c.person_id, notices.c.due_at, notices.c.event_at)
    .where(
        notices.c.guild_id == bindparam("guild"),
        notices.c.kind == bindparam("of_kind"),
        notices.c.subject_id == bindparam("subject"),
        notices.c.fate == Fate.PENDING,
        notices.c.due_at <= bindparam("now"),
    )
    .order_by(notices.c.id)
)
_CLAIM = (
    update(notices)
    .where(notices.c.id.in_(bindparam("ids", expanding=True)))
    .values(fate=Fate.CLAIMED, delivery_id=bindparam("delivery"))
)
_TOLD_LATER = select(notices.c.person_id).where(
    notices.c.guild_id == bindparam("guild"),
    notices.c.subject_id == bindparam("subject"),
    notices.c.kind.in_(bindparam("kinds", expanding=True)),
    notices.c.person_id.in_(bindparam("people", expanding=True)),
    notices.c.due_at <= bindparam("now"),
    notices.c.fate.in_([Fate.PENDING, Fate.CLAIMED, Fate.SENT]),
)
_SETTLE_PEOPLE = (
    update(notices)
    .where(
        notices.c.delivery_id == bindparam("delivery"),
        notices.c.person_id.in_(bindparam("people", expanding=True)),
        notices.c.fate == Fate.CLAIMED,
    )
    .values(fate=bindparam("became"), reason=bindparam("why"), settled_at=bindparam("now"))
)
_SETTLE = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery"))
    .values(retry_at=None, uncertain=0, trouble=None, message_id=bindparam("message"))
)
_MIRRORS = (
    select(mirrors)
    .where(mirrors.c.due_at <= bindparam("now"), mirrors.c.id.not_in(bindparam("busy", expanding=True)))
    .order_by(mirrors.c.due_at)
    .limit(bindparam("room"))
)


def inherit(tx: Tx) -> None:
    """At start: whatever a process before us had claimed is looked at once its requests must have ended."""
    tx.connection.execute(
        update(deliveries)
        .where(deliveries.c.retry_at > tx.now + IN_FLIGHT, deliveries.c.trouble.is_(None))
        .values(retry_at=tx.now + IN_FLIGHT)
    )
    tx.connection.execute(
        update(mirrors)
        .where(mirrors.c.due_at.is_not(None), mirrors.c.begun_at.is_not(None))
        .values(due_at=tx.now + IN_FLIGHT)
    )


def next_due(tx: Tx) -> datetime | None:
    """The earliest instant at which any row wants to be looked at."""
    earliest = [tx.connection.scalar(statement) for statement in _NEXT_DUE]
    return min((instant for instant in earliest if instant is not None), default=None)


def claim(tx: Tx, place: Place, room: int, busy: Collection[int]) -> list[Delivery]:
    """Up to `room` deliveries to attempt now: first those to be tried again (but for the `busy`), then new ones.

    New ones are frozen here: whole subjects, soonest event first, each server in its turn.
    """
    again = _claim_again(tx, room, busy)
    return again + _claim_new(tx, place, room - len(again))


def _claim_again(tx: Tx, room: int, busy: Collection[int]) -> list[Delivery]:
    rows = tx.connection.execute(_AGAIN, {"now": tx.now, "busy": busy, "room": room}).all()
    if not rows:
        return []
    restored_at = _restored_at(tx)
    ids = [row.id for row in rows]
    people: dict[int, list[int]] = {row.id: [] for row in rows}
    instants: dict[int, tuple[datetime, datetime]] = {}
    for delivery_id, person_id, due_at, event_at in tx.connection.execute(
        select(notices.c.delivery_id, notices.c.person_id, notices.c.due_at, notices.c.event_at)
        .where(notices.c.delivery_id.in_(ids), notices.c.fate == Fate.CLAIMED)
        .order_by(notices.c.id)
    ):
        assert delivery_id is not None
        people[delivery_id].append(person_id)
        instants.setdefault(delivery_id, (due_at, event_at))
    tx.connection.execute(
        update(deliveries)
        .where(deliveries.c.id.in_(ids))
        .values(retry_at=tx.now + LEASE, uncertain=1, attempts=deliveries.c.attempts + 1)
    )
    return [
        Delivery(
            id=row.id,
            guild_id=row.guild_id,
            kind=row.kind,
            subject_id=row.subject_id,
            channel_id=row.channel_id,
            key=row.key,
            claimed_at=row.claimed_at,
            attempts=row.attempts + 1,
            uncertain=bool(row.uncertain),
            restored=instants.get(row.id, (tx.now, tx.now))[0] <= restored_at,
            people=tuple(people[row.id]),
            due_at=instants.get(row.id, (tx.now, tx.now))[0],
            event_at=instants.get(row.id, (tx.now, tx.now))[1],
        )
        for row in rows
    ]


def _claim_new(tx: Tx, place: Place, room: int) -> list[Delivery]:
    if room <= 0:
        return []
    chosen = tx.connection.execute(_NEW, {"now": tx.now, "room": room}).all()
    restored_at = _restored_at(tx) if chosen else NEVER
    frozen: list[Delivery] = []
    for guild_id, kind, subject_id in chosen:
        there = tx.of(guild_id)
        frozen += _freeze(there, kind, subject_id, place(there, kind, subject_id), restored_at)
    return frozen


def _freeze(
    tx: Tx, kind: str, subject_id: int, channel_id: int | None, restored_at: datetime
) -> list[Delivery]:
    """One subject's due notices as messages of at most PEOPLE_A_MESSAGE people each."""
    guild_id = tx.guild_id
    due = tx.connection.execute(
        _DUE_OF_ONE, {"guild": guild_id, "of_kind": kind, "subject": subject_id, "now": tx.now}
    ).all()
    if channel_id is None:
        wait = update(notices).where(notices.c.id.in_([row.id for row in due]))
        tx.connection.execute(wait.values(due_at=tx.now + NO_PLACE_YET, reason="no channel to say it in"))
        return []
    frozen: list[Delivery] = []
    for first in range(0, len(due), PEOPLE_A_MESSAGE):
        part = due[first : first + PEOPLE_A_MESSAGE]
        key = mark_of(kind, subject_id) + secrets.token_hex(6)
        delivery_id = tx.connection.execute(
            insert(deliveries),
            {
                "guild_id": guild_id,
                "kind": kind,
                "subject_id": subject_id,
                "channel_id": channel_id,
                "silent": 0,
                "key": key,
                "claimed_at": tx.now,
                "attempts": 1,
                "retry_at": tx.now + LEASE,
                "uncertain": 1,  # true from the moment we let go of it; only settling says otherwise
            },
        ).inserted_primary_key
        assert delivery_id is not None
        tx.connection.execute(_CLAIM, {"ids": [row.id for row in part], "delivery": delivery_id[0]})
        frozen.append(
            Delivery(
                id=delivery_id[0],
                guild_id=guild_id,
                kind=kind,
                subject_id=subject_id,
                channel_id=channel_id,
                key=key,
                claimed_at=tx.now,
                attempts=1,
                uncertain=False,
                restored=min(row.due_at for row in part) <= restored_at,
                people=tuple(row.person_id for row in part),
                due_at=min(row.due_at for row in part),
                event_at=min(row.event_at for row in part),
            )
        )
    return frozen


def _restored_at(tx: Tx) -> datetime:
    """When the database was put back; long ago when it never was."""
    restored_at = recall(tx, RESTORED)
    return NEVER if restored_at is None else datetime.fromisoformat(restored_at)


def told_later(tx: Tx, delivery: Delivery, kinds: Collection[str]) -> set[int]:
    """Who of a delivery is due to hear (or has heard) one of `kinds` about the same subject: a later word."""
    if not kinds:
        return set()
    return set(
        tx.connection.scalars(
            _TOLD_LATER,
            {
                "guild": delivery.guild_id,
                "subject": delivery.subject_id,
                "kinds": kinds,
                "people": delivery.people,
                "now": tx.now,
            },
        )
    )


def settle(
    tx: Tx, delivery: Delivery, fates: Mapping[int, tuple[Fate, str | None]], message_id: int | None = None
) -> None:
    """Writes what became of a delivery for each of its people, with a reason where it was not sent."""
    groups: dict[tuple[Fate, str | None], list[int]] = {}
    for person_id, fate in fates.items():
        groups.setdefault(fate, []).append(person_id)
    for (fate, reason), people in groups.items():
        tx.connection.execute(
            _SETTLE_PEOPLE,
            {"delivery": delivery.id, "people": people, "became": fate, "why": reason, "now": tx.now},
        )
    tx.connection.execute(_SETTLE, {"delivery": delivery.id, "message": message_id})


def release(tx: Tx, delivery: Delivery) -> None:
    """Undoes a delivery that never left: its notices are due again, in another place."""
    tx.connection.execute(
        update(notices)
        .where(notices.c.delivery_id == delivery.id, notices.c.fate == Fate.CLAIMED)
        .values(fate=Fate.PENDING, delivery_id=None)
    )
    tx.connection.execute(
        update(deliveries).where(deliveries.c.id == delivery.id).values(retry_at=None, uncertain=0)
    )
    tx.falls_due(tx.now)


def postpone(
    tx: Tx, delivery: Delivery, wait: timedelta, *, uncertain: bool, trouble: str | None = None
) -> None:
    """Tries a delivery again after `wait`; `trouble` says what prevents it until somebody acts."""
    tx.connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery.id)
        .values(retry_at=tx.now + wait, uncertain=int(uncertain), trouble=trouble)
    )
    tx.falls_due(tx.now + wait)


def claim_mirrors(tx: Tx, room: int, busy: Collection[int]) -> list[Mirror]:
    """Up to `room` mirrors that are due, without the `busy` ones."""
    rows = tx.connection.execute(_MIRRORS, {"now": tx.now, "busy": busy, "room": room}).all()
    if rows:
        tx.connection.execute(
            update(mirrors)
            .where(mirrors.c.id.in_([row.id for row in rows]))
            .values(
                due_at=tx.now + LEASE,
                begun_at=func.coalesce(mirrors.c.begun_at, literal(tx.now, UtcDateTime())),
                attempts=mirrors.c.attempts + 1,
            )
        )
    return [
        Mirror(
            id=row.id,
            guild_id=row.guild_id,
            kind=row.kind,
            subject_id=row.subject_id,
            wanted=row.wanted,
            begun_at=row.begun_at or tx.now,
            uncertain=row.begun_at is not None,
            attempts=row.attempts + 1,
        )
        for row in rows
    ]


def state_of_mirror(tx: Tx, kind: str, subject_id: int) -> tuple[bool, str | None]:
    """Whether a mirror shows what is wanted, and what stands in its way."""
    row = tx.connection.execute(
        select(mirrors.c.wanted, mirrors.c.shown, mirrors.c.trouble).where(
            mirrors.c.guild_id == tx.guild_id, mirrors.c.kind == kind, mirrors.c.subject_id == subject_id
        )
    ).one()
    return row.wanted == row.shown, row.trouble


def shown(tx: Tx, mirror: Mirror) -> None:
    """A mirror shows what was wanted when it was claimed; what changed since is due at once."""
    tx.connection.execute(
        update(mirrors)
        .where(mirrors.c.id == mirror.id)
        .values(shown=mirror.wanted, begun_at=None, attempts=0, trouble=None, due_at=None)
    )
    changed = tx.connection.execute(
        update(mirrors)
        .where(mirrors.c.id == mirror.id, mirrors.c.wanted > mirror.wanted)
        .values(due_at=tx.now)
    )
    if changed.rowcount:
        tx.falls_due(tx.now)


def not_shown(tx: Tx, mirror: Mirror, wait: timedelta | None, *, uncertain: bool, trouble: str) -> None:
    """A mirror could not be brought right: again after `wait`, or (None) only when something changes."""
    tx.connection.execute(
        update(mirrors)
        .where(mirrors.c.id == mirror.id)
        .values(
            due_at=None if wait is None else tx.now + wait,
            begun_at=mirrors.c.begun_at if uncertain or mirror.uncertain else None,
            trouble=trouble,
        )
    )
    if wait is not None:
        tx.falls_due(tx.now + wait)


def unblock(tx: Tx) -> None:
    """Somebody changed permissions in this server: what was in trouble there is tried again now."""
    tx.connection.execute(
        update(deliveries)
        .where(
            deliveries.c.guild_id == tx.guild_id,
            deliveries.c.retry_at.is_not(None),
            deliveries.c.trouble.is_not(None),
        )
        .values(retry_at=tx.now)
    )
    tx.connection.execute(
        update(mirrors)
        .where(
            mirrors.c.guild_id == tx.guild_id,
            mirrors.c.wanted > mirrors.c.shown,
            mirrors.c.trouble.is_not(None),
        )
        .values(due_at=tx.now)
    )
    tx.falls_due(tx.now)
