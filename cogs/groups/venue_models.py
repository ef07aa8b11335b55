"""The venue book of a group: its table, rows and named queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    delete,
    func,
    insert,
    select,
    update,
)

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata


class _Venues(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int] = Column(Id, nullable=False)
    name: Column[str] = Column(Text, nullable=False)
    folded: Column[str] = Column(Text, nullable=False)
    address: Column[str | None] = Column(Text)
    seats: Column[int | None] = Column(Integer)
    comfort: Column[str | None] = Column(Text)
    access: Column[str | None] = Column(Text)
    cost: Column[str | None] = Column(Text)
    contact: Column[str | None] = Column(Text)
    version: Column[int] = Column(Integer, nullable=False, server_default="0")
    created_by: Column[int] = Column(Id, nullable=False)
    created_at: Column[datetime] = Column(UtcDateTime, nullable=False)


venues = Table(
    "venues",
    metadata,
    _Venues,
    ForeignKeyConstraint(["guild_id", "group_id"], ["groups.guild_id", "groups.id"]),
    Index("ix_venues_group_id", "group_id", "folded"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per place a group meets at. `comfort` is what it says of wifi and sockets, `access` of steps and doors.

`contact` is for the group's organizers only. `version` counts changes, so that a stale form overwrites nothing.
"""


@dataclass(frozen=True, slots=True)
class Venue:
    """A place in a group's book."""

    id: int
    group_id: int
    name: str
    address: str | None
    seats: int | None
    comfort: str | None
    access: str | None
    cost: str | None
    contact: str | None
    version: int

    @property
    def place(self) -> str:
        """What stands on a meetup's card: its name and address."""
        return self.name if self.address is None else f"{self.name}, {self.address}"


_VENUE = (
    venues.c.id,
    venues.c.group_id,
    venues.c.name,
    venues.c.address,
    venues.c.seats,
    venues.c.comfort,
    venues.c.access,
    venues.c.cost,
    venues.c.contact,
    venues.c.version,
)


def _venues(tx: Tx, *which: ColumnElement[bool], limit: int | None = None) -> list[Venue]:
    found = select(*_VENUE).where(venues.c.guild_id == tx.guild_id, *which)
    return [Venue(*row) for row in tx.connection.execute(found.order_by(venues.c.folded).limit(limit))]


def venue(tx: Tx, venue_id: int) -> Venue | None:
    """The venue with this id in this server."""
    return next(iter(_venues(tx, venues.c.id == venue_id)), None)


def venues_of(tx: Tx, group_id: int, folded_part: str = "", limit: int | None = None) -> list[Venue]:
    """A group's venues by name (with this in their folded name)."""
    with_it = venues.c.folded.contains(folded_part, autoescape=True)
    return _venues(tx, venues.c.group_id == group_id, with_it, limit=limit)


def count_venues(tx: Tx, group_id: int) -> int:
    """How many venues a group has."""
    count = select(func.count()).where(venues.c.guild_id == tx.guild_id, venues.c.group_id == group_id)
    return tx.connection.scalar(count) or 0


def add_venue(tx: Tx, **values: object) -> int:
    """A new venue; its id."""
    added = tx.connection.execute(
        insert(venues).values(guild_id=tx.guild_id, created_at=tx.now, **values)
    ).inserted_primary_key
    assert added is not None
    return added[0]


def change_venue(tx: Tx, venue_id: int, version: int, **values: object) -> bool:
    """Sets columns of a venue; whether it still was as `version` says."""
    changed = tx.connection.execute(
        update(venues)
        .where(venues.c.guild_id == tx.guild_id, venues.c.id == venue_id, venues.c.version == version)
        .values(version=version + 1, **values)
    )
    return changed.rowcount == 1


def remove_venue(tx: Tx, venue_id: int) -> None:
    """Takes a venue out of the book."""
    tx.connection.execute(delete(venues).where(venues.c.guild_id == tx.guild_id, venues.c.id == venue_id))
