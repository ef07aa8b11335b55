"""Meetups: the table, its rows and their named queries."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
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
    tuple_,
    type_coerce,
    update,
)

from bot.db.tx import Tx
from bot.db.types import Day, Id, UtcDateTime, WallTime, ZoneName, metadata, zone_known
from cogs.meetups import formats, recurring
from cogs.meetups.formats import Format
from cogs.meetups.recurring import series
from cogs.meetups.seats import Pool


class _Meetups(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int] = Column(Id, nullable=False)
    title: Column[str] = Column(Text, nullable=False)
    starts_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    ends_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    zone: Column[str] = Column(ZoneName, nullable=False)
    wall: Column[datetime] = Column(WallTime, nullable=False)
    group_zone: Column[str] = Column(ZoneName, nullable=False, server_default="UTC")
    format: Column[str] = Column(Text, nullable=False)
    place: Column[str | None] = Column(Text)
    link: Column[str | None] = Column(Text)
    seats: Column[int | None] = Column(Integer)
    online_seats: Column[int | None] = Column(Integer)
    room_open: Column[int] = Column(Integer, nullable=False)
    online_open: Column[int] = Column(Integer, nullable=False)
    notes: Column[str | None] = Column(Text)
    series_id: Column[int | None] = Column(Id, ForeignKey(series.c.id))
    occurs_on: Column[date | None] = Column(Day)
    skipped: Column[int] = Column(Integer, nullable=False)
    moves: Column[int] = Column(Integer, nullable=False)
    version: Column[int] = Column(Integer, nullable=False)
    changed_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    announced_at: Column[datetime | None] = Column(UtcDateTime)
    cancelled_at: Column[datetime | None] = Column(UtcDateTime)
    channel_id: Column[int] = Column(Id, nullable=False)
    card_id: Column[int | None] = Column(Id)
    thread_id: Column[int | None] = Column(Id)
    archived_at: Column[datetime | None] = Column(UtcDateTime)
    request_id: Column[int | None] = Column(Id)
    created_by: Column[int] = Column(Id, nullable=False)
    created_at: Column[datetime] = Column(UtcDateTime, nullable=False)


meetups = Table(
    "meetups",
    metadata,
    _Meetups,
    UniqueConstraint("guild_id", "id"),
    UniqueConstraint("request_id"),
    UniqueConstraint("series_id", "occurs_on"),
    ForeignKeyConstraint(["guild_id", "group_id"], ["groups.guild_id", "groups.id"]),
    Index("ix_meetups_guild_id_group_id_starts_at", "guild_id", "group_id", "starts_at"),
    Index("ix_meetups_guild_id_ends_at", "guild_id", "ends_at"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per meetup. `channel_id` is the group's channel when it was planned: there its card stays while it is there.

`wall` is what clocks in `zone` show at its start: what was meant, whatever becomes of the zone's rules. `seats` are
those of the room, `room_open` and `online_open` how many are there for the taking. An occurrence of a series has
`occurs_on`, its date in it for good, and is `announced_at` when it comes next: from then on it has a card. `version`
grows with each change that people are told of, `moves` with each change of its time. `request_id` is the interaction
that asked for it: the same request twice is one meetup.
"""


@dataclass(frozen=True, slots=True)
class Meetup:
    """A meetup as stored."""

    id: int
    guild_id: int
    group_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    wall: datetime
    """What clocks in the zone show at its start, naive."""
    group_zone: str
    """Its group's present zone: where it is evening for who has named no zone of their own."""
    format: Format
    place: str | None
    link: str | None
    seats: int | None
    """In the room; None when there is room for everyone."""
    online_seats: int | None
    room_open: int
    online_open: int
    """Seats that are there for whoever waits and takes one."""
    notes: str | None
    series_id: int | None
    occurs_on: date | None
    """Its date in its series, which names it for good."""
    skipped: bool
    """Whether it was cancelled as one of a series that goes on."""
    moves: int
    """How often its time has changed."""
    version: int
    """Grows with each change that people are told of, from 1."""
    changed_at: datetime
    announced_at: datetime | None
    """Since when it has a card; None while an earlier one of its series comes first."""
    cancelled_at: datetime | None
    channel_id: int
    card_id: int | None
    thread_id: int | None
    archived_at: datetime | None
    created_by: int

    @property
    def pools(self) -> tuple[Pool, ...]:
        """Where there are seats."""
        return formats.pools(self.format, self.place, self.link)

    @property
    def hybrid(self) -> bool:
        """Whether there are seats both in a room and online."""
        return len(self.pools) > 1

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.ends_at - self.starts_at

    def seats_in(self, pool: Pool) -> int | None:
        """How many seats a pool has; None when there is room for everyone."""
        return self.seats if pool is Pool.ROOM else self.online_seats


COLUMNS = (
    meetups.c.id,
    meetups.c.guild_id,
    meetups.c.group_id,
    meetups.c.title,
    meetups.c.starts_at,
    meetups.c.ends_at,
    meetups.c.zone,
    meetups.c.wall,
    meetups.c.group_zone,
    meetups.c.format,
    meetups.c.place,
    meetups.c.link,
    meetups.c.seats,
    meetups.c.online_seats,
    meetups.c.room_open,
    meetups.c.online_open,
    meetups.c.notes,
    meetups.c.series_id,
    meetups.c.occurs_on,
    meetups.c.skipped,
    meetups.c.moves,
    meetups.c.version,
    meetups.c.changed_at,
    meetups.c.announced_at,
    meetups.c.cancelled_at,
    meetups.c.channel_id,
    meetups.c.card_id,
    meetups.c.thread_id,
    meetups.c.archived_at,
    meetups.c.created_by,
)

_FORMAT, _SKIPPED = COLUMNS.index(meetups.c.format), COLUMNS.index(meetups.c.skipped)


def from_row(row: Sequence[Any]) -> Meetup:
    """A meetup from what `COLUMNS` select."""
    values = list(row)
    values[_FORMAT] = Format(values[_FORMAT])
    values[_SKIPPED] = bool(values[_SKIPPED])
    return Meetup(*values)


# The statements of a click are built once: building one costs more than running it.
_BY_ID = select(*COLUMNS).where(meetups.c.guild_id == bindparam("guild"), meetups.c.id == bindparam("meetup"))


def meetup(tx: Tx, meetup_id: int) -> Meetup | None:
    """The meetup with this id in this server."""
    row = tx.connection.execute(_BY_ID, {"guild": tx.guild_id, "meetup": meetup_id}).first()
    return None if row is None else from_row(row)


def server_of(tx: Tx, meetup_id: int) -> int | None:
    """The server of a meetup, whichever it is; None when there is no such meetup."""
    return tx.connection.scalar(select(meetups.c.guild_id).where(meetups.c.id == meetup_id))


def meetup_asked_for(tx: Tx, request_id: int) -> Meetup | None:
    """The meetup that this request has already made."""
    return _first(tx, meetups.c.request_id == request_id)


_listed = func.json_each(bindparam("groups")).table_valued("value")

_NEXT_OF_EACH = select(
    select(meetups.c.id)
    .where(
        meetups.c.guild_id == bindparam("guild"),
        meetups.c.group_id == _listed.c.value,
        meetups.c.ends_at > bindparam("now", type_=UtcDateTime),
        meetups.c.cancelled_at.is_(None),
    )
    .order_by(meetups.c.starts_at)
    .limit(1)
    .correlate(_listed)
    .scalar_subquery()
).select_from(_listed)

_NEXT_OF_GROUPS = select(*COLUMNS).where(
    meetups.c.guild_id == bindparam("guild"), meetups.c.id.in_(_NEXT_OF_EACH)
)


def next_of_groups(tx: Tx, group_ids: Collection[int]) -> list[Meetup]:
    """What each of these groups has next and not cancelled, one that is still on included."""
    asked = {"guild": tx.guild_id, "groups": json.dumps(list(group_ids)), "now": tx.now}
    return [from_row(row) for row in tx.connection.execute(_NEXT_OF_GROUPS, asked)]


_NEXT_OF_SERIES = (
    select(*COLUMNS)
    .where(
        meetups.c.guild_id == bindparam("guild"),
        meetups.c.series_id.in_(recurring.PARTS),
        meetups.c.ends_at > bindparam("now", type_=UtcDateTime),
        meetups.c.cancelled_at.is_(None),
    )
    .order_by(meetups.c.starts_at)
    .limit(1)
)


def next_of_series(tx: Tx, series_id: int) -> Meetup | None:
    """The occurrence of a series, of all its parts, that comes next and is not cancelled, one that is on included."""
    asked = {"guild": tx.guild_id, "series": series_id, "now": tx.now}
    row = tx.connection.execute(_NEXT_OF_SERIES, asked).first()
    return None if row is None else from_row(row)


def _first(tx: Tx, *which: ColumnElement[bool]) -> Meetup | None:
    found = select(*COLUMNS).where(meetups.c.guild_id == tx.guild_id, *which).order_by(meetups.c.starts_at)
    row = tx.connection.execute(found.limit(1)).first()
    return None if row is None else from_row(row)


def upcoming(tx: Tx, group_id: int | None = None, limit: int = 25) -> list[Meetup]:
    """What is planned and not cancelled, soonest first, of one group or of the whole server."""
    found = select(*COLUMNS).where(
        meetups.c.guild_id == tx.guild_id, meetups.c.ends_at > tx.now, meetups.c.cancelled_at.is_(None)
    )
    if group_id is not None:
        found = found.where(meetups.c.group_id == group_id)
    return [from_row(row) for row in tx.connection.execute(found.order_by(meetups.c.starts_at).limit(limit))]


def occurrences(tx: Tx, series_id: int, since: tuple[int, date] | None = None) -> list[Meetup]:
    """The occurrences of a series, of all its parts, that are not over and not cancelled, in order.

    `since` is the part and the date of the first one.
    """
    found = select(*COLUMNS).where(
        meetups.c.guild_id == tx.guild_id,
        meetups.c.series_id.in_(recurring.PARTS),
        meetups.c.ends_at > tx.now,
        meetups.c.cancelled_at.is_(None),
    )
    if since is not None:
        found = found.where(tuple_(meetups.c.series_id, meetups.c.occurs_on) >= since)
    in_order = found.order_by(meetups.c.series_id, meetups.c.occurs_on)
    asked = {"guild": tx.guild_id, "series": series_id}
    return [from_row(row) for row in tx.connection.execute(in_order, asked)]


def servers_ahead(tx: Tx) -> list[int]:
    """The servers, of all there are, that have a meetup which has not begun."""
    return list(
        tx.connection.scalars(select(meetups.c.guild_id).where(meetups.c.starts_at > tx.now).distinct())
    )


def last_made_on(tx: Tx, part_id: int) -> date | None:
    """The last date of a part of a series that an occurrence was made for, whatever became of it."""
    last = select(func.max(meetups.c.occurs_on)).where(
        meetups.c.guild_id == tx.guild_id, meetups.c.series_id == part_id
    )
    return tx.connection.scalar(last)


def ahead(tx: Tx) -> list[Meetup]:
    """Everything in this server that has not begun and is not cancelled, soonest first."""
    found = (
        select(*COLUMNS)
        .where(
            meetups.c.guild_id == tx.guild_id, meetups.c.starts_at > tx.now, meetups.c.cancelled_at.is_(None)
        )
        .order_by(meetups.c.starts_at)
    )
    return [from_row(row) for row in tx.connection.execute(found)]


def of_unknown_zones(tx: Tx) -> set[int]:
    """Those ahead in this server whose wall time says nothing here, for their zone is not known."""
    found = select(meetups.c.id, type_coerce(meetups.c.zone, Text)).where(
        meetups.c.guild_id == tx.guild_id, meetups.c.starts_at > tx.now
    )
    return {meetup_id for meetup_id, zone in tx.connection.execute(found) if not zone_known(zone)}


def since(tx: Tx, instant: datetime, limit: int) -> list[Meetup]:
    """What ends after an instant, cancelled or not, soonest first."""
    found = select(*COLUMNS).where(meetups.c.guild_id == tx.guild_id, meetups.c.ends_at > instant)
    return [from_row(row) for row in tx.connection.execute(found.order_by(meetups.c.starts_at).limit(limit))]


def of_group_since(tx: Tx, group_id: int, instant: datetime) -> list[Meetup]:
    """What of a group ends after an instant, cancelled or not, soonest first."""
    found = select(*COLUMNS).where(
        meetups.c.guild_id == tx.guild_id, meetups.c.group_id == group_id, meetups.c.ends_at > instant
    )
    return [from_row(row) for row in tx.connection.execute(found.order_by(meetups.c.starts_at))]


def between(tx: Tx, begins: datetime, ends: datetime) -> list[Meetup]:
    """What is on between two instants and not cancelled, soonest first."""
    found = select(*COLUMNS).where(
        meetups.c.guild_id == tx.guild_id,
        meetups.c.ends_at > begins,
        meetups.c.starts_at < ends,
        meetups.c.cancelled_at.is_(None),
    )
    return [from_row(row) for row in tx.connection.execute(found.order_by(meetups.c.starts_at))]


_COUNT_OPEN = (
    select(func.count(func.distinct(func.coalesce(-recurring.first_part, meetups.c.id))))
    .select_from(meetups.outerjoin(series, meetups.c.series_id == series.c.id))
    .where(
        meetups.c.guild_id == bindparam("guild"),
        meetups.c.group_id == bindparam("group"),
        meetups.c.ends_at > bindparam("now", type_=UtcDateTime),
        meetups.c.cancelled_at.is_(None),
    )
)


def count_open(tx: Tx, group_id: int) -> int:
    """How many meetups the group has ahead of it, each series counted once."""
    asked = {"guild": tx.guild_id, "group": group_id, "now": tx.now}
    return tx.connection.scalar(_COUNT_OPEN, asked) or 0


_ADD = insert(meetups)

_BEGINS_WITH = {"room_open": 0, "online_open": 0, "skipped": 0, "moves": 0, "version": 1}


def add_meetup(tx: Tx, **values: object) -> Meetup:
    """A new row."""
    row = {**_BEGINS_WITH, "guild_id": tx.guild_id, "created_at": tx.now, "changed_at": tx.now, **values}
    added = tx.connection.execute(_ADD, row).inserted_primary_key
    assert added is not None
    found = meetup(tx, added[0])
    assert found is not None
    return found


def add_meetups(tx: Tx, rows: Iterable[dict[str, object]]) -> None:
    """Several new rows at once."""
    several = [
        {**_BEGINS_WITH, "guild_id": tx.guild_id, "created_at": tx.now, "changed_at": tx.now, **row}
        for row in rows
    ]
    if several:
        tx.connection.execute(_ADD, several)


def change(tx: Tx, meetup_id: int, **values: object) -> None:
    """Changes columns of a meetup."""
    tx.connection.execute(
        update(meetups).where(meetups.c.guild_id == tx.guild_id, meetups.c.id == meetup_id).values(**values)
    )


def leave(tx: Tx, channel_id: int) -> set[int]:
    """Lets go of the cards and threads in a channel, of what is not over; the groups that have something planned there."""
    gone = (
        update(meetups)
        .where(
            meetups.c.guild_id == tx.guild_id, meetups.c.channel_id == channel_id, meetups.c.ends_at > tx.now
        )
        .values(card_id=None, thread_id=None)
        .returning(meetups.c.group_id, meetups.c.cancelled_at)
    )
    return {group_id for group_id, cancelled_at in tx.connection.execute(gone) if cancelled_at is None}


def follow_zone(tx: Tx, group_id: int, zone: str) -> None:
    """Lets all meetups of a group know the zone the group has now, also what is over: of that there is still something to say."""
    tx.connection.execute(
        update(meetups)
        .where(meetups.c.guild_id == tx.guild_id, meetups.c.group_id == group_id)
        .values(group_zone=zone)
    )


def series_by_another_clock(tx: Tx, group_id: int) -> bool:
    """Whether something ahead of a series of this group goes by another zone than the group's present one."""
    found = select(meetups.c.id).where(
        meetups.c.guild_id == tx.guild_id,
        meetups.c.group_id == group_id,
        meetups.c.ends_at > tx.now,
        meetups.c.cancelled_at.is_(None),
        meetups.c.series_id.is_not(None),
        meetups.c.zone != meetups.c.group_zone,
    )
    return tx.connection.scalar(found.limit(1)) is not None


def settle(tx: Tx, group_id: int, channel_id: int) -> list[int]:
    """Brings what has no card yet and is not over to a channel; those of it that are to have one there."""
    moved = (
        update(meetups)
        .where(
            meetups.c.guild_id == tx.guild_id,
            meetups.c.group_id == group_id,
            meetups.c.ends_at > tx.now,
            meetups.c.card_id.is_(None),
            meetups.c.channel_id != channel_id,
        )
        .values(channel_id=channel_id)
        .returning(meetups.c.id, meetups.c.announced_at, meetups.c.cancelled_at)
    )
    return [
        meetup_id
        for meetup_id, announced_at, cancelled_at in tx.connection.execute(moved)
        if announced_at is not None and cancelled_at is None
    ]
