"""The transactions of mirrors: claim, shown, not shown. Short, across servers, committed before any network call."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import bindparam, func, literal, select, update

from bot.db.tx import Tx
from bot.db.types import UtcDateTime
from bot.outbox import quarantine
from bot.outbox.models import Mirror, mirrors
from bot.outbox.waits import LEASE

# Built once, for it is part of every round: building a statement costs more than running it.
_DUE = (
    select(mirrors)
    .where(mirrors.c.due_at <= bindparam("now"), mirrors.c.id.not_in(bindparam("busy", expanding=True)))
    .order_by(mirrors.c.due_at)
    .limit(bindparam("room"))
)
_DUE_OF = select(mirrors.c.id).where(
    mirrors.c.due_at <= bindparam("now"), mirrors.c.id.in_(bindparam("ids", expanding=True))
)
_ONE = _DUE.where(mirrors.c.id == bindparam("only"))


def claim(tx: Tx, room: int, busy: Collection[int], resting: Collection[int] = frozenset()) -> list[Mirror]:
    """Up to `room` mirrors that are due, without the `busy` and `resting` ones; one of which a process may have died,
    alone."""
    suspects = quarantine.suspect_mirrors(tx, busy)
    if suspects and busy:
        return []
    rows = tx.connection.execute(
        _ONE if suspects else _DUE,
        {"now": tx.now, "busy": {*busy, *resting}, "room": room, "only": suspects[0] if suspects else None},
    ).all()
    if rows:
        tx.connection.execute(
            update(mirrors)
            .where(mirrors.c.id.in_([row.id for row in rows]))
            .values(
                due_at=tx.now + LEASE,
                begun_at=func.coalesce(mirrors.c.begun_at, literal(tx.now, UtcDateTime())),
                attempts=mirrors.c.attempts + 1,
                in_flight=1,
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


def due_of(tx: Tx, ids: Collection[int]) -> tuple[int, ...]:
    """Which of these mirrors are due."""
    return tuple(tx.connection.scalars(_DUE_OF, {"now": tx.now, "ids": ids}))


def state(tx: Tx, kind: str, subject_id: int) -> tuple[bool, str | None]:
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
        .values(
            shown=mirror.wanted, begun_at=None, attempts=0, trouble=None, due_at=None, in_flight=0, deaths=0
        )
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
            in_flight=0,
            deaths=0,
        )
    )
    if wait is not None:
        tx.falls_due(tx.now + wait)
