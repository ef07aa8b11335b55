"""Goals, their checklists and who has ticked what: tables, rows and their named queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Day, Id, UtcDateTime, metadata


class _Goals(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    request_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int | None] = Column(Id)
    person_id: Column[int | None] = Column(Id)
    title: Column[str] = Column(Text, nullable=False)
    link: Column[str | None] = Column(Text)
    due_on: Column[date | None] = Column(Day)
    target: Column[int] = Column(Integer, nullable=False)
    done: Column[int] = Column(Integer, nullable=False, server_default="0")
    channel_id: Column[int | None] = Column(Id)
    card_id: Column[int | None] = Column(Id)
    created_by: Column[int | None] = Column(Id)
    created_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    finished_at: Column[datetime | None] = Column(UtcDateTime)
    dropped_at: Column[datetime | None] = Column(UtcDateTime)


class _Items(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    goal_id: Column[int] = Column(Id, nullable=False)
    place: Column[int] = Column(Integer, nullable=False)
    title: Column[str] = Column(Text, nullable=False)


class _Ticks(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    item_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    ticked_at: Column[datetime] = Column(UtcDateTime, nullable=False)


goals = Table(
    "progress_goals",
    metadata,
    _Goals,
    UniqueConstraint("guild_id", "id"),
    UniqueConstraint("request_id"),
    ForeignKeyConstraint(["guild_id", "group_id"], ["groups.guild_id", "groups.id"]),
    Index("ix_progress_goals_guild_id_person_id", "guild_id", "person_id"),
    Index("ix_progress_goals_guild_id_group_id", "guild_id", "group_id"),
    Index("ix_progress_goals_card_id", "card_id", sqlite_where=text("card_id IS NOT NULL")),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per goal: of a person (`person_id`), who counts `done` up to `target`; or of a group (`group_id`), which has a
checklist, each line of it to be ticked by `target` people."""

items = Table(
    "progress_items",
    metadata,
    _Items,
    UniqueConstraint("guild_id", "id"),
    UniqueConstraint("goal_id", "place"),
    ForeignKeyConstraint(["guild_id", "goal_id"], ["progress_goals.guild_id", "progress_goals.id"]),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per line of a group's checklist."""

ticks = Table(
    "progress_ticks",
    metadata,
    _Ticks,
    UniqueConstraint("item_id", "person_id"),
    ForeignKeyConstraint(["guild_id", "item_id"], ["progress_items.guild_id", "progress_items.id"]),
    Index("ix_progress_ticks_person_id", "person_id"),
    sqlite_strict=True,
)
"""One row per person and line they have done."""


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal as stored."""

    id: int
    guild_id: int
    group_id: int | None
    person_id: int | None
    title: str
    link: str | None
    due_on: date | None
    target: int
    done: int
    channel_id: int | None
    card_id: int | None
    created_at: datetime
    finished_at: datetime | None
    dropped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a checklist, and how many people have ticked it."""

    id: int
    goal_id: int
    title: str
    ticks: int


_GOAL = (
    goals.c.id, goals.c.guild_id, goals.c.group_id, goals.c.person_id, goals.c.title, goals.c.link, goals.c.due_on,
    goals.c.target, goals.c.done, goals.c.channel_id, goals.c.card_id, goals.c.created_at, goals.c.finished_at,
    goals.c.dropped_at,
)  # fmt: skip


def _goal(row: Sequence[Any]) -> Goal:
    return Goal(*row)


def _goals(tx: Tx, *which: Any, limit: int = 50) -> list[Goal]:
    found = select(*_GOAL).where(goals.c.guild_id == tx.guild_id, *which)
    return [_goal(row) for row in tx.connection.execute(found.order_by(goals.c.id).limit(limit))]


def goal(tx: Tx, goal_id: int) -> Goal | None:
    """The goal with this id in this server."""
    return next(iter(_goals(tx, goals.c.id == goal_id)), None)


def goal_asked_for(tx: Tx, request_id: int) -> Goal | None:
    """The goal that this request has already made."""
    return next(iter(_goals(tx, goals.c.request_id == request_id)), None)


def open_goals_of(tx: Tx, person_id: int) -> list[Goal]:
    """What somebody is working towards, the oldest first."""
    return _goals(
        tx, goals.c.person_id == person_id, goals.c.finished_at.is_(None), goals.c.dropped_at.is_(None)
    )


def open_goals_of_group(tx: Tx, group_id: int) -> list[Goal]:
    """What a group is working towards, the oldest first."""
    return _goals(
        tx, goals.c.group_id == group_id, goals.c.finished_at.is_(None), goals.c.dropped_at.is_(None)
    )


def finished_by_group(tx: Tx, group_id: int, since: datetime, until: datetime) -> list[Goal]:
    """What a group has reached from an instant to another."""
    return _goals(tx, goals.c.group_id == group_id, goals.c.finished_at >= since, goals.c.finished_at < until)


def add_goal(tx: Tx, lines: Sequence[str] = (), **values: object) -> Goal:
    """A new row, with the lines of its checklist."""
    added = tx.connection.execute(
        insert(goals).values(guild_id=tx.guild_id, created_at=tx.now, **values)
    ).inserted_primary_key
    assert added is not None
    if lines:
        rows = [
            {"guild_id": tx.guild_id, "goal_id": added[0], "place": place, "title": line}
            for place, line in enumerate(lines)
        ]
        tx.connection.execute(insert(items), rows)
    found = goal(tx, added[0])
    assert found is not None
    return found


def goal_of_card(tx: Tx, card_id: int) -> int | None:
    """The goal whose card this is."""
    return tx.connection.scalar(
        select(goals.c.id).where(goals.c.guild_id == tx.guild_id, goals.c.card_id == card_id)
    )


def move_goals(tx: Tx, group_id: int, channel_id: int) -> list[int]:
    """Goals of a group whose card is not on Discord yet go to another channel; their ids."""
    row = (
        update(goals)
        .where(goals.c.guild_id == tx.guild_id, goals.c.group_id == group_id, goals.c.card_id.is_(None))
        .values(channel_id=channel_id)
    )
    return list(tx.connection.scalars(row.returning(goals.c.id)))


def change_goal(tx: Tx, goal_id: int, **values: object) -> None:
    """Changes columns of a goal."""
    tx.connection.execute(
        update(goals).where(goals.c.guild_id == tx.guild_id, goals.c.id == goal_id).values(**values)
    )


def checklists(tx: Tx, goal_ids: Sequence[int]) -> dict[int, list[Item]]:
    """The lines of these goals, each with how many people have ticked it; one query."""
    found = (
        select(items.c.id, items.c.goal_id, items.c.title, func.count(ticks.c.id))
        .join_from(items, ticks, ticks.c.item_id == items.c.id, isouter=True)
        .where(items.c.guild_id == tx.guild_id, items.c.goal_id.in_(goal_ids))
        .group_by(items.c.id)
        .order_by(items.c.goal_id, items.c.place)
    )
    lists: dict[int, list[Item]] = defaultdict(list)
    for row in tx.connection.execute(found):
        item = Item(*row)
        lists[item.goal_id].append(item)
    return lists


def item(tx: Tx, item_id: int) -> tuple[int, str] | None:
    """The goal a line belongs to, and the line."""
    row = tx.connection.execute(
        select(items.c.goal_id, items.c.title).where(items.c.guild_id == tx.guild_id, items.c.id == item_id)
    ).first()
    return None if row is None else (row.goal_id, row.title)


def tick(tx: Tx, item_id: int, person_id: int) -> None:
    """Somebody has done a line; once is enough."""
    row = upsert(ticks).values(guild_id=tx.guild_id, item_id=item_id, person_id=person_id, ticked_at=tx.now)
    tx.connection.execute(row.on_conflict_do_nothing(index_elements=[ticks.c.item_id, ticks.c.person_id]))


def untick(tx: Tx, item_id: int, person_id: int) -> None:
    """Somebody has not done it after all."""
    tx.connection.execute(
        delete(ticks).where(
            ticks.c.guild_id == tx.guild_id, ticks.c.item_id == item_id, ticks.c.person_id == person_id
        )
    )


def ticked_goals(tx: Tx, person_id: int) -> list[int]:
    """The goals somebody has ticked a line of."""
    found = (
        select(items.c.goal_id)
        .distinct()
        .join_from(ticks, items, ticks.c.item_id == items.c.id)
        .where(ticks.c.guild_id == tx.guild_id, ticks.c.person_id == person_id)
    )
    return list(tx.connection.scalars(found))


def forget(tx: Tx, person_id: int) -> None:
    """Takes out every row of these tables that names somebody; a group keeps the goals they proposed."""
    tx.connection.execute(
        delete(ticks).where(ticks.c.guild_id == tx.guild_id, ticks.c.person_id == person_id)
    )
    tx.connection.execute(
        delete(goals).where(goals.c.guild_id == tx.guild_id, goals.c.person_id == person_id)
    )
    tx.connection.execute(
        update(goals)
        .where(goals.c.guild_id == tx.guild_id, goals.c.created_by == person_id)
        .values(created_by=None)
    )
