"""How far the join messages of each server have been read, and who is still waited for: rows and their named queries."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Column, Table, TypedColumns, select
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata
from cogs.onboarding.models import newcomers


class _JoinsHeard(TypedColumns):
    guild_id: Column[int] = Column(Id, primary_key=True, autoincrement=False)
    heard_at: Column[datetime] = Column(UtcDateTime, nullable=False)


joins_heard = Table("joins_heard", metadata, _JoinsHeard, sqlite_strict=True)
"""One row per server: up to which moment everyone who came in has been heard of."""


def heard_until(tx: Tx) -> datetime | None:
    """Until when everyone has been heard of; None before the first."""
    return tx.connection.scalar(select(joins_heard.c.heard_at).where(joins_heard.c.guild_id == tx.guild_id))


def hear_until(tx: Tx, moment: datetime) -> None:
    """Everyone until this moment has been heard of."""
    row = upsert(joins_heard).values(guild_id=tx.guild_id, heard_at=moment)
    tx.connection.execute(row.on_conflict_do_update(index_elements=["guild_id"], set_={"heard_at": moment}))


def waited_for(tx: Tx, since: datetime, limit: int) -> list[int]:
    """The last of those who have come in since then and had not passed the screening when they were heard of."""
    found = (
        select(newcomers.c.person_id)
        .where(newcomers.c.guild_id == tx.guild_id, newcomers.c.pending == 1, newcomers.c.arrived_at >= since)
        .order_by(newcomers.c.arrived_at.desc())
        .limit(limit)
    )
    return list(tx.connection.scalars(found))
