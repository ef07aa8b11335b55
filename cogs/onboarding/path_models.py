"""Who is on the path and what they have done there: tables, rows and their named queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Integer, Table, Text, TypedColumns, UniqueConstraint, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata
from cogs.onboarding.path_rules import Action, Phase


class _Paths(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    phase: Column[int] = Column(Integer, nullable=False)
    began_at: Column[datetime | None] = Column(UtcDateTime)
    quiet_at: Column[datetime | None] = Column(UtcDateTime)


class _Ticks(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    action: Column[str] = Column(Text, nullable=False)
    seen: Column[int] = Column(Integer, nullable=False)
    ticked_at: Column[datetime] = Column(UtcDateTime, nullable=False)


paths = Table("paths", metadata, _Paths, UniqueConstraint("guild_id", "person_id"), sqlite_strict=True)
"""One row per person who has begun the path, or who is happy observing (`quiet_at`) and wants no suggestion ever."""

ticks = Table(
    "path_ticks",
    metadata,
    _Ticks,
    UniqueConstraint("guild_id", "person_id", "action"),
    sqlite_strict=True,
)
"""One row per person and action they have done; `seen` when the bot knows of it by itself, which stays for good."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Somebody's row."""

    phase: Phase
    began_at: datetime | None
    quiet_at: datetime | None


def walk(tx: Tx, person_id: int) -> Walk | None:
    """Where somebody is; None when they have never said anything about it."""
    found = select(paths.c.phase, paths.c.began_at, paths.c.quiet_at).where(
        paths.c.guild_id == tx.guild_id, paths.c.person_id == person_id
    )
    row = tx.connection.execute(found).first()
    return None if row is None else Walk(Phase(row.phase), row.began_at, row.quiet_at)


def is_quiet(tx: Tx, person_id: int) -> bool:
    """Whether somebody is happy observing and wants no suggestion."""
    known = walk(tx, person_id)
    return known is not None and known.quiet_at is not None


def save(tx: Tx, person_id: int, **values: object) -> None:
    """Keeps columns of somebody's row, which begins in the first phase."""
    new = {"phase": Phase.OBSERVE, **values}
    row = upsert(paths).values(guild_id=tx.guild_id, person_id=person_id, **new)
    tx.connection.execute(row.on_conflict_do_update(index_elements=["guild_id", "person_id"], set_=values))


def done(tx: Tx, person_id: int) -> dict[Action, bool]:
    """What somebody has done, and whether the bot saw it by itself."""
    found = select(ticks.c.action, ticks.c.seen).where(
        ticks.c.guild_id == tx.guild_id, ticks.c.person_id == person_id
    )
    return {Action(action): bool(seen) for action, seen in tx.connection.execute(found)}


def tick(tx: Tx, person_id: int, actions: Collection[Action], *, seen: bool) -> None:
    """Notes that somebody has done these; what was seen stays seen."""
    if not actions:
        return
    rows = [
        {
            "guild_id": tx.guild_id,
            "person_id": person_id,
            "action": action,
            "seen": int(seen),
            "ticked_at": tx.now,
        }
        for action in actions
    ]
    row = upsert(ticks)
    if seen:
        row = row.on_conflict_do_update(
            index_elements=["guild_id", "person_id", "action"], set_={"seen": int(seen)}
        )
    else:
        row = row.on_conflict_do_nothing()
    tx.connection.execute(row, rows)


def untick(tx: Tx, person_id: int, action: Action) -> None:
    """Somebody has not done this yet after all; what the bot saw stays."""
    tx.connection.execute(
        delete(ticks).where(
            ticks.c.guild_id == tx.guild_id,
            ticks.c.person_id == person_id,
            ticks.c.action == action,
            ticks.c.seen == 0,
        )
    )


def forget(tx: Tx, person_id: int) -> None:
    """Nothing is left of somebody."""
    for table in (paths, ticks):
        tx.connection.execute(
            delete(table).where(table.c.guild_id == tx.guild_id, table.c.person_id == person_id)
        )
