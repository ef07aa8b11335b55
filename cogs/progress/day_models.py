"""Somebody's days, how many a week they mean to learn, and what else they chose: tables, rows and their named queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import (
    Column,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    case,
    delete,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Day, Id, UtcDateTime, metadata
from cogs.progress.days import LearningDay
from cogs.progress.streaks import Pace


class _Days(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    kept_on: Column[date] = Column(Day, nullable=False)
    begins_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    ends_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    shares: Column[int] = Column(Integer, nullable=False)


class _Habits(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    willing: Column[int] = Column(Integer, nullable=False, server_default="0")
    asked_at: Column[datetime | None] = Column(UtcDateTime)
    theme: Column[str | None] = Column(Text)


class _Paces(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    since_on: Column[date] = Column(Day, nullable=False)
    days: Column[int] = Column(Integer, nullable=False)


days = Table(
    "progress_days",
    metadata,
    _Days,
    UniqueConstraint("guild_id", "person_id", "begins_at"),
    sqlite_strict=True,
)
"""One row per day somebody kept; `shares` is 0 for one that was filled in afterwards."""

habits = Table(
    "progress_habits", metadata, _Habits, UniqueConstraint("guild_id", "person_id"), sqlite_strict=True
)
"""One row per person who has chosen something. `willing`: may be asked to answer a post that nobody answered."""

paces = Table(
    "progress_paces",
    metadata,
    _Paces,
    Index("ix_progress_paces_guild_id_person_id", "guild_id", "person_id"),
    sqlite_strict=True,
)
"""One row per change of how many days a week somebody means to learn."""


@dataclass(frozen=True, slots=True)
class HabitRow:
    """What somebody has chosen; the usual for who has chosen nothing."""

    willing: bool = False
    theme: str | None = None


def days_of(tx: Tx, person_id: int) -> list[tuple[LearningDay, int]]:
    """Somebody's kept days with how often they shared on each, in order."""
    found = (
        select(days.c.begins_at, days.c.ends_at, days.c.kept_on, days.c.shares)
        .where(days.c.guild_id == tx.guild_id, days.c.person_id == person_id)
        .order_by(days.c.begins_at)
    )
    return [
        (LearningDay(begins, ends, on), shares) for begins, ends, on, shares in tx.connection.execute(found)
    ]


def keep_day(tx: Tx, person_id: int, day: LearningDay, *, shares: int) -> None:
    """Keeps a day, or adds shares to one that is kept."""
    row = upsert(days).values(
        guild_id=tx.guild_id,
        person_id=person_id,
        kept_on=day.on,
        begins_at=day.begins_at,
        ends_at=day.ends_at,
        shares=shares,
    )
    tx.connection.execute(
        row.on_conflict_do_update(
            index_elements=[days.c.guild_id, days.c.person_id, days.c.begins_at],
            set_={"shares": days.c.shares + shares},
        )
    )


def habit(tx: Tx, person_id: int) -> HabitRow | None:
    """What somebody has chosen; None for who has chosen nothing yet."""
    row = tx.connection.execute(
        select(habits.c.willing, habits.c.theme).where(
            habits.c.guild_id == tx.guild_id, habits.c.person_id == person_id
        )
    ).first()
    return None if row is None else HabitRow(bool(row.willing), row.theme)


def save_habit(tx: Tx, person_id: int, **values: object) -> None:
    """Sets columns of somebody's row, which is made if there is none."""
    row = upsert(habits).values(guild_id=tx.guild_id, person_id=person_id, **values)
    keys = [habits.c.guild_id, habits.c.person_id]
    tx.connection.execute(row.on_conflict_do_update(index_elements=keys, set_=values))


def willing(tx: Tx, people: Sequence[int]) -> int | None:
    """Who of these may be asked to answer and was not for the longest time; None when nobody may."""
    found = (
        select(habits.c.person_id)
        .where(habits.c.guild_id == tx.guild_id, habits.c.willing == 1, habits.c.person_id.in_(people))
        .order_by(case((habits.c.asked_at.is_(None), 0), else_=1), habits.c.asked_at, habits.c.id)
        .limit(1)
    )
    return tx.connection.scalar(found)


def paces_of(tx: Tx, person_id: int) -> tuple[Pace, ...]:
    """How many days a week somebody has meant to learn, in the order they said so."""
    found = (
        select(paces.c.since_on, paces.c.days)
        .where(paces.c.guild_id == tx.guild_id, paces.c.person_id == person_id)
        .order_by(paces.c.since_on, paces.c.id)
    )
    return tuple(Pace(since, number) for since, number in tx.connection.execute(found))


def add_pace(tx: Tx, person_id: int, pace: Pace) -> None:
    """Somebody means to learn on so many days from a date on; the same date again replaces it."""
    tx.connection.execute(
        delete(paces).where(
            paces.c.guild_id == tx.guild_id, paces.c.person_id == person_id, paces.c.since_on == pace.since
        )
    )
    tx.connection.execute(
        insert(paces).values(guild_id=tx.guild_id, person_id=person_id, since_on=pace.since, days=pace.days)
    )


def count_of(tx: Tx, person_id: int) -> int:
    """How many days somebody kept here."""
    found = select(func.count()).where(days.c.guild_id == tx.guild_id, days.c.person_id == person_id)
    return tx.connection.scalar(found) or 0


def forget(tx: Tx, person_id: int) -> None:
    """Takes out every row of these tables that names somebody."""
    for table in (days, habits, paces):
        tx.connection.execute(
            delete(table).where(table.c.guild_id == tx.guild_id, table.c.person_id == person_id)
        )
