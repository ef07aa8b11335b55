"""How often somebody has done what has a limit: counted by their seal, so that a limit holds who had themselves forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Column, ColumnElement, Index, Table, Text, TypedColumns, func, insert, select

from bot import retention
from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata
from bot.people import sealing


class _Acts(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    kind: Column[str] = Column(Text, nullable=False)
    seal: Column[str] = Column(Text, nullable=False)
    created_at: Column[datetime] = Column(UtcDateTime, nullable=False)


acts = Table(
    "acts",
    metadata,
    _Acts,
    Index("ix_acts_guild_id_kind_seal_created_at", "guild_id", "kind", "seal", "created_at"),
    sqlite_strict=True,
)
"""One row per act; `seal` is who did it, another one for each kind."""


def note(tx: Tx, kind: str, person_id: int) -> None:
    """Somebody does what has a limit."""
    seal = sealing.seal(tx, person_id, kind)
    tx.connection.execute(insert(acts).values(guild_id=tx.guild_id, kind=kind, seal=seal, created_at=tx.now))


def count(tx: Tx, kind: str, within: timedelta, person_id: int | None = None) -> int:
    """How often somebody (None: anyone) has done that in this server of late; they are kept for retention.ACTS.

    What a clock that was ahead has noted is not counted: it would be for as long as it was ahead.
    """
    of_late = (acts.c.created_at > tx.now - within) & ~_to_come(tx)
    which = [acts.c.guild_id == tx.guild_id, acts.c.kind == kind, of_late]
    if person_id is not None:
        which.append(acts.c.seal == sealing.sealed(tx, person_id, kind))
    return tx.connection.scalar(select(func.count()).select_from(acts).where(*which)) or 0


def long_ago(tx: Tx) -> ColumnElement[bool]:
    """The acts that no limit counts any more, and those of a clock that was ahead: they would count again one day."""
    return (acts.c.created_at <= tx.now - retention.ACTS) | _to_come(tx)


def _to_come(tx: Tx) -> ColumnElement[bool]:
    return acts.c.created_at > tx.now
