"""Where a group's progress is shown, and its weekly digests: tables, rows and their named queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Integer,
    Table,
    TypedColumns,
    UniqueConstraint,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Day, Id, metadata
from cogs.progress.rules import DIGEST_DAY, DIGEST_HOUR

WEEK = timedelta(days=6)
"""From the first of the seven days a digest tells of to the last."""


class _Places(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int] = Column(Id, nullable=False)
    in_thread: Column[int] = Column(Integer, nullable=False, server_default="0")
    thread_id: Column[int | None] = Column(Id)
    digest_day: Column[int | None] = Column(Integer)
    digest_hour: Column[int] = Column(Integer, nullable=False)


class _Digests(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int] = Column(Id, nullable=False)
    last_on: Column[date] = Column(Day, nullable=False)
    channel_id: Column[int] = Column(Id, nullable=False)
    card_id: Column[int | None] = Column(Id)


places = Table(
    "progress_places",
    metadata,
    _Places,
    UniqueConstraint("group_id"),
    ForeignKeyConstraint(["guild_id", "group_id"], ["groups.guild_id", "groups.id"]),
    sqlite_strict=True,
)
"""One row per group whose organizers chose something. `digest_day`: Monday is 0; None for a group without a digest."""

digests = Table(
    "progress_digests",
    metadata,
    _Digests,
    UniqueConstraint("group_id", "last_on"),
    ForeignKeyConstraint(["guild_id", "group_id"], ["groups.guild_id", "groups.id"]),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per digest; it tells of the seven days up to `last_on`, in the group's zone."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where and when a group's progress is shown; the usual where nobody has chosen."""

    in_thread: bool = False
    thread_id: int | None = None
    digest_day: int | None = DIGEST_DAY
    digest_hour: int = DIGEST_HOUR


@dataclass(frozen=True, slots=True)
class Digest:
    """A digest as stored."""

    id: int
    group_id: int
    last_on: date
    channel_id: int
    card_id: int | None


def place(tx: Tx, group_id: int) -> Place:
    """What a group's organizers chose."""
    row = tx.connection.execute(
        select(places.c.in_thread, places.c.thread_id, places.c.digest_day, places.c.digest_hour).where(
            places.c.guild_id == tx.guild_id, places.c.group_id == group_id
        )
    ).first()
    return (
        Place() if row is None else Place(bool(row.in_thread), row.thread_id, row.digest_day, row.digest_hour)
    )


def threads(tx: Tx) -> list[int]:
    """The threads that groups of this server have for their progress."""
    found = select(places.c.thread_id).where(
        places.c.guild_id == tx.guild_id, places.c.thread_id.is_not(None)
    )
    return [
        thread_id for thread_id in tx.connection.scalars(found.order_by(places.c.id)) if thread_id is not None
    ]


def group_of_thread(tx: Tx, thread_id: int) -> int | None:
    """The group whose progress goes to this thread."""
    return tx.connection.scalar(
        select(places.c.group_id).where(places.c.guild_id == tx.guild_id, places.c.thread_id == thread_id)
    )


def move_digests(tx: Tx, group_id: int, channel_id: int) -> list[int]:
    """Digests of a group that are not on Discord yet go to another channel; their ids."""
    row = (
        update(digests)
        .where(digests.c.guild_id == tx.guild_id, digests.c.group_id == group_id, digests.c.card_id.is_(None))
        .values(channel_id=channel_id)
    )
    return list(tx.connection.scalars(row.returning(digests.c.id)))


def save_place(tx: Tx, group_id: int, **values: object) -> None:
    """Sets columns of a group's row, which is made if there is none."""
    usual = {"digest_day": DIGEST_DAY, "digest_hour": DIGEST_HOUR}
    row = upsert(places).values(guild_id=tx.guild_id, group_id=group_id, **{**usual, **values})
    tx.connection.execute(row.on_conflict_do_update(index_elements=[places.c.group_id], set_=values))


def digest(tx: Tx, digest_id: int) -> Digest | None:
    """The digest with this id in this server."""
    row = tx.connection.execute(
        select(
            digests.c.id, digests.c.group_id, digests.c.last_on, digests.c.channel_id, digests.c.card_id
        ).where(digests.c.guild_id == tx.guild_id, digests.c.id == digest_id)
    ).first()
    return None if row is None else Digest(*row)


def add_digest(tx: Tx, group_id: int, last_on: date, channel_id: int) -> int | None:
    """A new row; None when that week has its digest already."""
    row = upsert(digests).values(
        guild_id=tx.guild_id, group_id=group_id, last_on=last_on, channel_id=channel_id
    )
    return tx.connection.scalar(row.on_conflict_do_nothing().returning(digests.c.id))


def digests_telling(tx: Tx, group_id: int, days: Collection[date]) -> list[int]:
    """The digests on Discord that tell of some of these days; their ids."""
    found = select(digests.c.id, digests.c.last_on).where(
        digests.c.guild_id == tx.guild_id,
        digests.c.group_id == group_id,
        digests.c.last_on.between(min(days), max(days) + WEEK),
        digests.c.card_id.is_not(None),
    )
    return [
        digest_id
        for digest_id, last_on in tx.connection.execute(found)
        if any(last_on - WEEK <= day <= last_on for day in days)
    ]


def drop_digest(tx: Tx, digest_id: int) -> None:
    """A digest is not on Discord any more, and never will be again."""
    tx.connection.execute(delete(digests).where(digests.c.guild_id == tx.guild_id, digests.c.id == digest_id))


def digest_posted(tx: Tx, digest_id: int, card_id: int) -> None:
    """A digest is on Discord."""
    tx.connection.execute(
        update(digests)
        .where(digests.c.guild_id == tx.guild_id, digests.c.id == digest_id)
        .values(card_id=card_id)
    )
