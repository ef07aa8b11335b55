"""The transactions of mirrors: claim, shown, not shown. Short, across servers, committed before any network call."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import bindparam, func, literal, select, type_coerce, update

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime
from bot.outbox import quarantine
from bot.outbox.models import Mirror, mirrors
from bot.outbox.quarantine import UnderWay
from bot.outbox.waits import LEASE

# Built once, for it is part of every round: building a statement costs more than running it.
_SLOT = type_coerce(func.coalesce(mirrors.c.channel_id, -mirrors.c.id), Id)
"""As `Mirror.slot`."""
_DUE = (
    select(mirrors)
    .where(
        mirrors.c.due_at <= bindparam("now"),
        mirrors.c.id.not_in(bindparam("busy", expanding=True)),
        _SLOT.not_in(bindparam("taken", expanding=True)),
    )
    .order_by(mirrors.c.due_at)
    .limit(bindparam("room"))
)
_DUE_SLOTS = select(_SLOT).where(
    mirrors.c.due_at <= bindparam("now"), _SLOT.in_(bindparam("slots", expanding=True))
)
_ONE = _DUE.where(mirrors.c.id == bindparam("only"))


def claim(tx: Tx, room: int, under_way: UnderWay, taken: Collection[int] = frozenset()) -> list[Mirror]:
    """Up to `room` mirrors that are due: one of each slot, without those under way and those in a `taken` slot.

    One of which a process may have died is claimed alone. Others of a slot are left for later, and so may be more than
    there is room for: whoever claims again passes the slots that are taken by then.
    """
    suspect = quarantine.suspect(tx, under_way)
    if suspect and (under_way or suspect.table != mirrors.name):
        return []
    rows = tx.connection.execute(
        _ONE if suspect else _DUE,
        {
            "now": tx.now,
            "busy": under_way.mirrors,
            "taken": taken,
            "room": room,
            "only": suspect.id if suspect else None,
        },
    ).all()
    claimed: dict[int, Mirror] = {}
    for row in rows:
        mirror = Mirror(
            id=row.id,
            guild_id=row.guild_id,
            kind=row.kind,
            subject_id=row.subject_id,
            wanted=row.wanted,
            begun_at=row.begun_at or tx.now,
            uncertain=row.begun_at is not None,
            attempts=row.attempts + 1,
            channel_id=row.channel_id,
        )
        claimed.setdefault(mirror.slot, mirror)
    if claimed:
        tx.connection.execute(
            update(mirrors)
            .where(mirrors.c.id.in_([mirror.id for mirror in claimed.values()]))
            .values(
                due_at=tx.now + LEASE,
                begun_at=func.coalesce(mirrors.c.begun_at, literal(tx.now, UtcDateTime())),
                attempts=mirrors.c.attempts + 1,
                in_flight=1,
            )
        )
    return list(claimed.values())


def due_slots(tx: Tx, slots: Collection[int]) -> tuple[int, ...]:
    """In which of these slots something is due."""
    return tuple(tx.connection.scalars(_DUE_SLOTS, {"now": tx.now, "slots": slots}))


def state(tx: Tx, kind: str, subject_id: int) -> tuple[bool, str | None]:
    """Whether a mirror shows what is wanted, and what stands in its way."""
    row = tx.connection.execute(
        select(mirrors.c.wanted, mirrors.c.shown, mirrors.c.trouble).where(
            mirrors.c.guild_id == tx.guild_id, mirrors.c.kind == kind, mirrors.c.subject_id == subject_id
        )
    ).one()
    return row.wanted == row.shown, row.trouble


def shown(tx: Tx, mirror: Mirror, channel_id: int | None) -> None:
    """A mirror shows what was wanted when it was claimed, in `channel_id`; what changed since is due at once."""
    tx.connection.execute(
        update(mirrors)
        .where(mirrors.c.id == mirror.id)
        .values(
            shown=mirror.wanted,
            channel_id=channel_id,
            begun_at=None,
            attempts=0,
            trouble=None,
            due_at=None,
            in_flight=0,
            deaths=0,
        )
    )
    _draw_what_changed(tx, mirror)


def _draw_what_changed(tx: Tx, mirror: Mirror) -> None:
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
    else:  # something may have changed while it was drawn
        _draw_what_changed(tx, mirror)
