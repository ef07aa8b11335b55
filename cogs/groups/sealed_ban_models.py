"""Who is kept out of a group and had themselves forgotten: its table, rows and named queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    delete,
    func,
    insert,
    or_,
    select,
)

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata


class _SealedBans(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int] = Column(Id, nullable=False)
    seal: Column[str] = Column(Text, nullable=False)
    until_at: Column[datetime | None] = Column(UtcDateTime)


sealed_bans = Table(
    "sealed_bans",
    metadata,
    _SealedBans,
    UniqueConstraint("group_id", "seal"),
    ForeignKeyConstraint(["guild_id", "group_id"], ["groups.guild_id", "groups.id"]),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per person a group goes on keeping out, known by their seal alone; `until_at` is None where it has no end."""


@dataclass(frozen=True, slots=True)
class SealedBan:
    """That somebody is kept out of a group."""

    until_at: datetime | None


def add_sealed_ban(tx: Tx, group_id: int, seal: str, until_at: datetime | None) -> int:
    """Keeps out whoever has this seal; the row's id."""
    remove_sealed_ban(tx, group_id, seal)
    row = insert(sealed_bans).values(guild_id=tx.guild_id, group_id=group_id, seal=seal, until_at=until_at)
    return tx.connection.scalars(row.returning(sealed_bans.c.id)).one()


def sealed_ban(tx: Tx, group_id: int, seal: str) -> SealedBan | None:
    """What keeps out whoever has this seal now."""
    found = select(sealed_bans.c.until_at).where(
        sealed_bans.c.guild_id == tx.guild_id, sealed_bans.c.group_id == group_id, sealed_bans.c.seal == seal
    )
    row = tx.connection.execute(found).first()
    if row is None or (row.until_at is not None and row.until_at <= tx.now):
        return None
    return SealedBan(row.until_at)


def seals(tx: Tx) -> dict[int, frozenset[str]]:
    """The seals of all who are kept out now, by the group that does."""
    holds = or_(sealed_bans.c.until_at.is_(None), sealed_bans.c.until_at > tx.now)
    found = select(sealed_bans.c.group_id, sealed_bans.c.seal).where(
        sealed_bans.c.guild_id == tx.guild_id, holds
    )
    by_group: dict[int, frozenset[str]] = {}
    for group_id, seal in tx.connection.execute(found):
        by_group[group_id] = by_group.get(group_id, frozenset()) | {seal}
    return by_group


def count_sealed_bans(tx: Tx, group_id: int) -> int:
    """How many people a group keeps out now without naming them."""
    holds = or_(sealed_bans.c.until_at.is_(None), sealed_bans.c.until_at > tx.now)
    found = select(func.count()).where(
        sealed_bans.c.guild_id == tx.guild_id, sealed_bans.c.group_id == group_id, holds
    )
    return tx.connection.scalar(found) or 0


def remove_sealed_ban(tx: Tx, group_id: int, seal: str) -> bool:
    """Lets in whoever has this seal; whether they were kept out."""
    gone = tx.connection.execute(
        delete(sealed_bans).where(
            sealed_bans.c.guild_id == tx.guild_id,
            sealed_bans.c.group_id == group_id,
            sealed_bans.c.seal == seal,
        )
    )
    return gone.rowcount == 1


def drop_ended(tx: Tx, row_id: int) -> None:
    """Deletes a row whose time is over."""
    tx.connection.execute(
        delete(sealed_bans).where(
            sealed_bans.c.guild_id == tx.guild_id,
            sealed_bans.c.id == row_id,
            sealed_bans.c.until_at <= tx.now,
        )
    )
