"""Who has arrived, and the welcomes they were given: tables, rows and their named queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    Row,
    Table,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    delete,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot import retention
from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata


class _Newcomers(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    arrived_at: Column[datetime | None] = Column(UtcDateTime)
    times: Column[int] = Column(Integer, nullable=False)
    welcome_id: Column[int | None] = Column(Id)
    city_id: Column[int | None] = Column(Id)
    started_at: Column[datetime | None] = Column(UtcDateTime)
    pending: Column[int] = Column(Integer, nullable=False, server_default="0")
    active_at: Column[datetime | None] = Column(UtcDateTime)
    left_at: Column[datetime | None] = Column(UtcDateTime)
    invited_at: Column[datetime | None] = Column(UtcDateTime)
    invitation_id: Column[int | None] = Column(Id)
    listed_at: Column[datetime | None] = Column(UtcDateTime)
    wrote_at: Column[datetime | None] = Column(UtcDateTime)


class _Welcomes(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    channel_id: Column[int] = Column(Id, nullable=False)
    message_id: Column[int | None] = Column(Id)
    people: Column[int] = Column(Integer, nullable=False)
    opened_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    last_at: Column[datetime] = Column(UtcDateTime, nullable=False)


newcomers = Table(
    "newcomers",
    metadata,
    _Newcomers,
    UniqueConstraint("guild_id", "person_id"),
    Index("ix_newcomers_welcome_id", "welcome_id"),
    Index("ix_newcomers_guild_id_arrived_at", "guild_id", "arrived_at"),
    sqlite_strict=True,
)
"""One row per person who was seen arriving, was found on the list of members or has tapped Start.

`times` counts their arrivals as far as they are known.
`pending` says that they have not passed the server's membership screening yet, so that no welcome is theirs.
`active_at` is when they first wrote or pressed something, `left_at` when they were found gone, `invited_at` and
`invitation_id` the last gentle word that was written to them while they had never said anything. `listed_at` is when
they were found on the list of members without having been seen arriving: what they did before is unknown. `wrote_at` is
when they first wrote.
"""

welcomes = Table(
    "welcomes",
    metadata,
    _Welcomes,
    Index("ix_welcomes_guild_id_channel_id", "guild_id", "channel_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per message that welcomes one person or several; `people` is how many it has taken."""


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who has arrived, or begun, as stored."""

    person_id: int
    arrived_at: datetime | None
    """The last time; None for who was there before the bot."""
    times: int
    welcome_id: int | None
    city_id: int | None
    """Where they have said they are."""
    started_at: datetime | None
    pending: bool
    """Whether they have not passed the server's membership screening yet."""
    left_at: datetime | None
    """When they were found gone; None for who is here as far as is known."""


@dataclass(frozen=True, slots=True)
class Welcome:
    """A welcome as stored."""

    id: int
    channel_id: int
    message_id: int | None
    people: int
    opened_at: datetime
    last_at: datetime


_NEWCOMER = (
    newcomers.c.person_id,
    newcomers.c.arrived_at,
    newcomers.c.times,
    newcomers.c.welcome_id,
    newcomers.c.city_id,
    newcomers.c.started_at,
    newcomers.c.pending,
    newcomers.c.left_at,
)
_WELCOME = (
    welcomes.c.id,
    welcomes.c.channel_id,
    welcomes.c.message_id,
    welcomes.c.people,
    welcomes.c.opened_at,
    welcomes.c.last_at,
)
# Built once: every reply asks it.
_WELCOMED_IN = (
    select(newcomers.c.person_id)
    .join(welcomes, newcomers.c.welcome_id == welcomes.c.id)
    .where(
        welcomes.c.guild_id == bindparam("guild"),
        welcomes.c.channel_id == bindparam("channel"),
        welcomes.c.message_id == bindparam("message"),
        newcomers.c.guild_id == bindparam("guild"),
    )
    .order_by(newcomers.c.arrived_at, newcomers.c.id)
    .limit(bindparam("most"))
)
# Built once, for a crowd runs it for each of its people.
_NEWCOMER_OF = select(*_NEWCOMER).where(
    newcomers.c.guild_id == bindparam("guild"), newcomers.c.person_id == bindparam("person")
)


# Built once, for every message asks it.
_YET_TO_WRITE = select(
    exists().where(
        newcomers.c.guild_id == bindparam("guild"),
        newcomers.c.person_id == bindparam("person"),
        newcomers.c.arrived_at.is_not(None),
        newcomers.c.listed_at.is_(None),
        newcomers.c.wrote_at.is_(None),
    )
)


def _newcomer(
    row: Row[int, datetime | None, int, int | None, int | None, datetime | None, int, datetime | None],
) -> Newcomer:
    person_id, arrived_at, times, welcome_id, city_id, started_at, pending, left_at = row
    return Newcomer(person_id, arrived_at, times, welcome_id, city_id, started_at, bool(pending), left_at)


def newcomer(tx: Tx, person_id: int) -> Newcomer | None:
    """What is known of somebody's arrival."""
    row = tx.connection.execute(_NEWCOMER_OF, {"guild": tx.guild_id, "person": person_id}).first()
    return None if row is None else _newcomer(row)


def note(tx: Tx, person_id: int, **values: object) -> None:
    """Keeps these columns of a person's row, which is made if there is none."""
    row = upsert(newcomers).values(**{"guild_id": tx.guild_id, "person_id": person_id, "times": 0, **values})
    tx.connection.execute(row.on_conflict_do_update(index_elements=["guild_id", "person_id"], set_=values))


def is_yet_to_write(tx: Tx, person_id: int) -> bool:
    """Whether somebody who was seen arriving has never written."""
    return bool(tx.connection.scalar(_YET_TO_WRITE, {"guild": tx.guild_id, "person": person_id}))


def forget(tx: Tx, person_id: int) -> None:
    """Takes out a person's row."""
    tx.connection.execute(
        delete(newcomers).where(newcomers.c.guild_id == tx.guild_id, newcomers.c.person_id == person_id)
    )


def welcomed_by(tx: Tx, welcome_id: int, limit: int) -> list[Newcomer]:
    """The first of those whom a welcome is for and who are still here."""
    found = (
        select(*_NEWCOMER)
        .where(*_here_by(tx, welcome_id))
        .order_by(newcomers.c.arrived_at, newcomers.c.id)
        .limit(limit)
    )
    return [_newcomer(row) for row in tx.connection.execute(found)]


def welcomed_in(tx: Tx, channel_id: int, message_id: int, limit: int) -> list[int]:
    """The first people whom this message welcomes; nobody where it is no welcome."""
    asked = {"guild": tx.guild_id, "channel": channel_id, "message": message_id, "most": limit}
    return list(tx.connection.scalars(_WELCOMED_IN, asked))


def count_welcomed(tx: Tx, welcome_id: int) -> int:
    """How many people a welcome is for now."""
    count = select(func.count()).select_from(newcomers).where(*_here_by(tx, welcome_id))
    return tx.connection.scalar(count) or 0


def _here_by(tx: Tx, welcome_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        newcomers.c.guild_id == tx.guild_id,
        newcomers.c.welcome_id == welcome_id,
        newcomers.c.left_at.is_(None),
    )


def welcome(tx: Tx, welcome_id: int) -> Welcome | None:
    """The welcome with this id in this server."""
    row = tx.connection.execute(
        select(*_WELCOME).where(welcomes.c.guild_id == tx.guild_id, welcomes.c.id == welcome_id)
    ).first()
    return None if row is None else Welcome(*row)


def standing_welcomes(tx: Tx) -> list[int]:
    """The welcomes of this server that stand in a channel; their ids."""
    found = select(welcomes.c.id).where(
        welcomes.c.guild_id == tx.guild_id, welcomes.c.message_id.is_not(None)
    )
    return list(tx.connection.scalars(found))


def newest_welcome(tx: Tx, channel_id: int) -> Welcome | None:
    """The welcome that a channel has got last."""
    row = tx.connection.execute(
        select(*_WELCOME)
        .where(welcomes.c.guild_id == tx.guild_id, welcomes.c.channel_id == channel_id)
        .order_by(welcomes.c.id.desc())
        .limit(1)
    ).first()
    return None if row is None else Welcome(*row)


def open_welcome(tx: Tx, channel_id: int) -> int:
    """A new welcome, of nobody yet; its id."""
    added = tx.connection.execute(
        insert(welcomes).values(
            guild_id=tx.guild_id, channel_id=channel_id, people=0, opened_at=tx.now, last_at=tx.now
        )
    ).inserted_primary_key
    assert added is not None
    return int(added[0])


def is_for_nobody(tx: Tx) -> ColumnElement[bool]:
    """Which welcomes name nobody any more, for so long that they are not kept: across servers.

    While a welcome names somebody it stays, for it has to be found when that person is forgotten.
    """
    named = exists().where(
        newcomers.c.guild_id == welcomes.c.guild_id, newcomers.c.welcome_id == welcomes.c.id
    )
    return (welcomes.c.last_at <= tx.now - retention.WELCOMES) & ~named


def change_welcome(tx: Tx, welcome_id: int, **values: object) -> None:
    """Changes columns of a welcome."""
    tx.connection.execute(
        update(welcomes)
        .where(welcomes.c.guild_id == tx.guild_id, welcomes.c.id == welcome_id)
        .values(**values)
    )
