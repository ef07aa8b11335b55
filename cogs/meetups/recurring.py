"""Series and their term breaks: tables, rows and their named queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import (
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    func,
    insert,
    select,
    type_coerce,
    update,
)

from bot.db.tx import Tx
from bot.db.types import Day, Id, TimeOfDay, UtcDateTime, ZoneName, metadata, zone_known
from bot.when.repeat import Kind, Repeat
from bot.when.series import Series


class _Series(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int] = Column(Id, nullable=False)
    continues_id: Column[int | None] = Column(Id, ForeignKey("series.id"))
    kind: Column[str] = Column(Text, nullable=False)
    weekday: Column[int] = Column(Integer, nullable=False)
    nth: Column[int | None] = Column(Integer)
    first_on: Column[date] = Column(Day, nullable=False)
    wall: Column[time] = Column(TimeOfDay, nullable=False)
    minutes: Column[int] = Column(Integer, nullable=False)
    zone: Column[str] = Column(ZoneName, nullable=False)
    until_on: Column[date | None] = Column(Day)
    count: Column[int | None] = Column(Integer)
    made_through_on: Column[date | None] = Column(Day)
    ended_at: Column[datetime | None] = Column(UtcDateTime)
    title: Column[str] = Column(Text, nullable=False)
    format: Column[str] = Column(Text, nullable=False)
    place: Column[str | None] = Column(Text)
    link: Column[str | None] = Column(Text)
    seats: Column[int | None] = Column(Integer)
    online_seats: Column[int | None] = Column(Integer)
    notes: Column[str | None] = Column(Text)
    created_by: Column[int] = Column(Id, nullable=False)
    created_at: Column[datetime] = Column(UtcDateTime, nullable=False)


class _Breaks(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    series_id: Column[int] = Column(Id, nullable=False)
    first_on: Column[date] = Column(Day, nullable=False)
    last_on: Column[date] = Column(Day, nullable=False)


series = Table(
    "series",
    metadata,
    _Series,
    UniqueConstraint("guild_id", "id"),
    ForeignKeyConstraint(["guild_id", "group_id"], ["groups.guild_id", "groups.id"]),
    Index("ix_series_guild_id_group_id", "guild_id", "group_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per part of a series. Its wall time and zone are the truth, its occurrences are rows of `meetups`.

Where all that follow one were moved, a new part begins: its `continues_id` is the series' first part. Later parts have
larger ids, and nothing of a part comes after what a later one has. To its organizers all parts are one series.

What it has of a meetup (title to notes) is what its next occurrences begin with. `made_through_on` is the date
through which occurrences are made; `ended_at` when an organizer ended it, after which none is made any more.
"""

breaks = Table(
    "series_breaks",
    metadata,
    _Breaks,
    UniqueConstraint("series_id", "first_on", "last_on"),
    ForeignKeyConstraint(["guild_id", "series_id"], ["series.guild_id", "series.id"]),
    sqlite_strict=True,
)
"""Days on which a series rests, each row from a first to a last one."""


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series as stored."""

    id: int
    guild_id: int
    group_id: int
    continues_id: int | None
    """The first part of the series; None for that part itself."""
    repeat: Repeat
    first_on: date
    wall: time
    length: timedelta
    zone: str
    until_on: date | None
    count: int | None
    made_through_on: date | None
    ended_at: datetime | None
    title: str
    format: str
    place: str | None
    link: str | None
    seats: int | None
    online_seats: int | None
    notes: str | None
    created_by: int
    breaks: tuple[tuple[date, date], ...]

    def rule(self) -> Series:
        """What follows from it, to compute with."""
        return Series(
            self.repeat,
            self.first_on,
            self.wall,
            ZoneInfo(self.zone),
            self.until_on,
            self.count,
            breaks=self.breaks,
        )


_HERE = series.c.guild_id == bindparam("guild")
_BY_ID = select(series).where(_HERE, series.c.id == bindparam("series"))
_BREAKS = (
    select(breaks.c.first_on, breaks.c.last_on)
    .where(breaks.c.guild_id == bindparam("guild"), breaks.c.series_id == bindparam("series"))
    .order_by(breaks.c.first_on)
)


def find(tx: Tx, series_id: int) -> SeriesRow | None:
    """The series with this id in this server."""
    row = tx.connection.execute(_BY_ID, {"guild": tx.guild_id, "series": series_id}).first()
    return None if row is None else _row(row, _breaks(tx, series_id))


def zone_is_known(tx: Tx, series_id: int) -> bool:
    """Whether this machine's zones have that of a series: else its wall time says nothing here."""
    found = select(type_coerce(series.c.zone, Text)).where(
        series.c.guild_id == tx.guild_id, series.c.id == series_id
    )
    return zone_known(tx.connection.scalar(found) or "")


first_part = func.coalesce(series.c.continues_id, series.c.id)
"""The id of a series' first part."""


PARTS = select(series.c.id).where(
    _HERE,
    first_part == select(first_part).where(_HERE, series.c.id == bindparam("series")).scalar_subquery(),
)
"""The ids of all parts of the series that `series` is a part of, in the server `guild`."""

_ALL_PARTS = select(series).where(series.c.id.in_(PARTS)).order_by(series.c.id)


def parts(tx: Tx, series_id: int) -> list[SeriesRow]:
    """All parts of the series that this is a part of, in order."""
    found = tx.connection.execute(_ALL_PARTS, {"guild": tx.guild_id, "series": series_id}).all()
    return [_row(row, _breaks(tx, row.id)) for row in found]


def _breaks(tx: Tx, series_id: int) -> tuple[tuple[date, date], ...]:
    found = tx.connection.execute(_BREAKS, {"guild": tx.guild_id, "series": series_id})
    return tuple((first, last) for first, last in found)


def _row(row: Any, rests: Sequence[tuple[date, date]]) -> SeriesRow:
    return SeriesRow(
        row.id,
        row.guild_id,
        row.group_id,
        row.continues_id,
        Repeat(Kind(row.kind), row.weekday, row.nth),
        row.first_on,
        row.wall,
        timedelta(minutes=row.minutes),
        row.zone,
        row.until_on,
        row.count,
        row.made_through_on,
        row.ended_at,
        row.title,
        row.format,
        row.place,
        row.link,
        row.seats,
        row.online_seats,
        row.notes,
        row.created_by,
        tuple(rests),
    )


_ADD = insert(series)


def add(tx: Tx, repeat: Repeat, length: timedelta, **values: object) -> int:
    """A new row; its id."""
    row = {
        "guild_id": tx.guild_id,
        "created_at": tx.now,
        "kind": repeat.kind,
        "weekday": repeat.weekday,
        "nth": repeat.nth,
        "minutes": length // timedelta(minutes=1),
        **values,
    }
    added = tx.connection.execute(_ADD, row).inserted_primary_key
    assert added is not None
    return added[0]


def change(tx: Tx, series_id: int, **values: object) -> None:
    """Changes columns of a series."""
    tx.connection.execute(
        update(series).where(series.c.guild_id == tx.guild_id, series.c.id == series_id).values(**values)
    )


def add_break(tx: Tx, series_id: int, first_on: date, last_on: date) -> None:
    """Days on which a series rests from now on."""
    tx.connection.execute(
        insert(breaks).values(guild_id=tx.guild_id, series_id=series_id, first_on=first_on, last_on=last_on)
    )
