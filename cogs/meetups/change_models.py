"""What meetups were before each change that people are told of: the table, its rows and their named queries."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    insert,
    select,
)

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata


class _Changes(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    meetup_id: Column[int] = Column(Id, nullable=False)
    version: Column[int] = Column(Integer, nullable=False)
    before: Column[str] = Column(Text, nullable=False)
    changed_by: Column[int | None] = Column(Id)
    changed_at: Column[datetime] = Column(UtcDateTime, nullable=False)


changes = Table(
    "meetup_changes",
    metadata,
    _Changes,
    UniqueConstraint("meetup_id", "version"),
    ForeignKeyConstraint(["guild_id", "meetup_id"], ["meetups.guild_id", "meetups.id"]),
    sqlite_strict=True,
)
"""One row per change that people are told of: `before` has what was there until then, as JSON by the columns' names;
`version` is the one that the change made."""


def add_change(tx: Tx, meetup_id: int, version: int, before: dict[str, Any], by: int | None) -> int:
    """Keeps what was there before a change; its id."""
    added = tx.connection.execute(
        insert(changes).values(
            guild_id=tx.guild_id,
            meetup_id=meetup_id,
            version=version,
            before=json.dumps(before),
            changed_by=by,
            changed_at=tx.now,
        )
    ).inserted_primary_key
    assert added is not None
    return added[0]


@dataclass(frozen=True, slots=True)
class Change:
    """A change that people are told of: what was there before it, by the columns' names."""

    id: int
    meetup_id: int
    version: int
    before: dict[str, Any]
    changed_by: int | None


def changes_since(tx: Tx, meetup_id: int, version: int) -> list[Change]:
    """The changes that made a later version than this one, in order."""
    found = (
        select(changes)
        .where(
            changes.c.guild_id == tx.guild_id,
            changes.c.meetup_id == meetup_id,
            changes.c.version > version,
        )
        .order_by(changes.c.version)
    )
    return [_change(row) for row in tx.connection.execute(found)]


def find_change(tx: Tx, change_id: int) -> Change | None:
    """The change with this id in this server."""
    found = select(changes).where(changes.c.guild_id == tx.guild_id, changes.c.id == change_id)
    row = tx.connection.execute(found).first()
    return None if row is None else _change(row)


def _change(row: Any) -> Change:
    return Change(row.id, row.meetup_id, row.version, json.loads(row.before), row.changed_by)
