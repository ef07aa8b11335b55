"""Who is kept out of a group: its table, rows and named queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    delete,
    or_,
    select,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot import retention
from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata


class _Bans(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    reason: Column[str] = Column(Text, nullable=False)
    until_at: Column[datetime | None] = Column(UtcDateTime)
    created_by: Column[int] = Column(Id, nullable=False)
    created_at: Column[datetime] = Column(UtcDateTime, nullable=False)


bans = Table(
    "bans",
    metadata,
    _Bans,
    UniqueConstraint("group_id", "person_id"),
    ForeignKeyConstraint(["guild_id", "group_id"], ["groups.guild_id", "groups.id"]),
    sqlite_strict=True,
)
"""One row per person a group keeps out; `until_at` is None where it has no end."""


@dataclass(frozen=True, slots=True)
class Ban:
    """That somebody is kept out of a group, and why."""

    group_id: int
    person_id: int
    reason: str
    until_at: datetime | None
    created_by: int


_BAN = (bans.c.group_id, bans.c.person_id, bans.c.reason, bans.c.until_at, bans.c.created_by)


# Built once: every answer to a meetup asks it.
_BAN_OF = select(*_BAN).where(
    bans.c.guild_id == bindparam("guild"),
    bans.c.group_id == bindparam("group"),
    bans.c.person_id == bindparam("person"),
)


def ban_of(tx: Tx, group_id: int, person_id: int) -> Ban | None:
    """What keeps a person out of a group now."""
    whose = {"guild": tx.guild_id, "group": group_id, "person": person_id}
    row = tx.connection.execute(_BAN_OF, whose).first()
    if row is None or (row.until_at is not None and row.until_at <= tx.now):
        return None
    return Ban(*row)


def kept_out(tx: Tx) -> frozenset[int]:
    """Everyone whom some group of this server keeps out now."""
    now = or_(bans.c.until_at.is_(None), bans.c.until_at > tx.now)
    return frozenset(
        tx.connection.scalars(select(bans.c.person_id).where(bans.c.guild_id == tx.guild_id, now))
    )


def bans_of(tx: Tx, group_id: int) -> list[Ban]:
    """Everyone a group keeps out now, the latest first."""
    found = select(*_BAN).where(bans.c.guild_id == tx.guild_id, bans.c.group_id == group_id)
    rows = tx.connection.execute(found.order_by(bans.c.id.desc()))
    return [Ban(*row) for row in rows if row.until_at is None or row.until_at > tx.now]


def bans_on(tx: Tx, person_id: int) -> list[Ban]:
    """What keeps a person out of groups of this server now."""
    found = select(*_BAN).where(bans.c.guild_id == tx.guild_id, bans.c.person_id == person_id)
    rows = tx.connection.execute(found)
    return [Ban(*row) for row in rows if row.until_at is None or row.until_at > tx.now]


def ban(
    tx: Tx, group_id: int, person_id: int, reason: str, until_at: datetime | None, created_by: int
) -> None:
    """Keeps a person out; doing it again changes reason and end."""
    row = upsert(bans).values(
        guild_id=tx.guild_id,
        group_id=group_id,
        person_id=person_id,
        reason=reason,
        until_at=until_at,
        created_by=created_by,
        created_at=tx.now,
    )
    tx.connection.execute(
        row.on_conflict_do_update(
            index_elements=[bans.c.group_id, bans.c.person_id],
            set_={"reason": reason, "until_at": until_at, "created_by": created_by, "created_at": tx.now},
        )
    )


def unban(tx: Tx, group_id: int, person_id: int) -> bool:
    """Lets a person in again; whether they were kept out."""
    gone = tx.connection.execute(
        delete(bans).where(
            bans.c.guild_id == tx.guild_id, bans.c.group_id == group_id, bans.c.person_id == person_id
        )
    )
    return gone.rowcount == 1


def long_over(tx: Tx) -> ColumnElement[bool]:
    """Which rows are not kept any longer: across servers."""
    return bans.c.until_at <= tx.now - retention.BANS
