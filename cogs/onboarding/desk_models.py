"""Who waits for a person, who takes care of them, and where the desk is: tables, rows and their named queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    and_,
    bindparam,
    case,
    delete,
    exists,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata
from cogs.onboarding.desk_rules import Kind


class _Desks(TypedColumns):
    guild_id: Column[int] = Column(Id, primary_key=True, autoincrement=False)
    channel_id: Column[int] = Column(Id, nullable=False)
    message_id: Column[int | None] = Column(Id)


class _DeskEntries(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    kind: Column[str] = Column(Text, nullable=False)
    subject_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int | None] = Column(Id)
    channel_id: Column[int | None] = Column(Id)
    message_id: Column[int | None] = Column(Id)
    words: Column[str | None] = Column(Text)
    since_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    shown_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    until_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    taken_by: Column[int | None] = Column(Id)
    back_at: Column[datetime | None] = Column(UtcDateTime)
    ended_at: Column[datetime | None] = Column(UtcDateTime)
    answered: Column[int] = Column(Integer, nullable=False)


desks = Table("desks", metadata, _Desks, sqlite_strict=True)
"""Where a server's desk is."""

entries = Table(
    "desk_entries",
    metadata,
    _DeskEntries,
    UniqueConstraint("guild_id", "kind", "person_id", "subject_id"),
    Index("ix_desk_entries_guild_id_ended_at", "guild_id", "ended_at"),
    Index("ix_desk_entries_guild_id_message_id", "guild_id", "message_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per person and thing they wait with; `subject_id` is what it is to its feature, 0 for an arrival.

The desk shows it from `shown_at` to `until_at`, unless it ends before. `back_at` is when what somebody has taken on
goes back by itself. `answered` says that it ended because a person answered; `words` do not outlive the end.
"""


@dataclass(frozen=True, slots=True)
class DeskEntry:
    """Somebody who waits, or waited, as stored."""

    id: int
    kind: Kind
    subject_id: int
    person_id: int
    group_id: int | None
    channel_id: int | None
    message_id: int | None
    words: str | None
    since_at: datetime
    taken_by: int | None
    back_at: datetime | None
    ended_at: datetime | None


_ENTRY = (
    entries.c.id,
    entries.c.kind,
    entries.c.subject_id,
    entries.c.person_id,
    entries.c.group_id,
    entries.c.channel_id,
    entries.c.message_id,
    entries.c.words,
    entries.c.since_at,
    entries.c.taken_by,
    entries.c.back_at,
    entries.c.ended_at,
)
_OPEN = entries.c.ended_at.is_(None)

# Built once: every message may ask the first two, and a crowd the others for each of its people.
_IS_NEW = select(
    exists().where(
        entries.c.guild_id == bindparam("guild"),
        entries.c.kind.in_((Kind.NEWCOMER, Kind.POST)),
        entries.c.person_id == bindparam("person"),
    )
)
_ANSWERED = (
    select(*_ENTRY)
    .where(
        entries.c.guild_id == bindparam("guild"),
        _OPEN,
        entries.c.person_id != bindparam("author"),
        or_(
            entries.c.message_id == bindparam("message"),
            and_(
                entries.c.person_id.in_(bindparam("people", expanding=True)),
                or_(entries.c.kind == Kind.NEWCOMER, entries.c.channel_id == bindparam("channel")),
            ),
        ),
    )
    .order_by(entries.c.id)
)
_waits = upsert(entries)
_ANEW = ("group_id", "channel_id", "message_id", "words", "since_at", "shown_at", "until_at")
_WAITS = _waits.values(answered=0).on_conflict_do_update(
    index_elements=["guild_id", "kind", "person_id", "subject_id"],
    set_={
        **{name: _waits.excluded[name] for name in _ANEW},
        "taken_by": None,
        "back_at": None,
        "ended_at": None,
        "answered": 0,
    },
)
_CHANGES = select(
    func.min(case((entries.c.shown_at > bindparam("now", type_=UtcDateTime()), entries.c.shown_at))),
    func.min(entries.c.back_at),
    func.min(entries.c.until_at),
).where(entries.c.guild_id == bindparam("guild"), _OPEN)
_FIRST_END = (
    select(entries.c.ended_at)
    .where(entries.c.guild_id == bindparam("guild"), entries.c.ended_at.is_not(None))
    .order_by(entries.c.ended_at)
    .limit(1)
)


def _found(tx: Tx, *which: ColumnElement[bool], limit: int = -1, offset: int = 0) -> list[DeskEntry]:
    found = (
        select(*_ENTRY)
        .where(entries.c.guild_id == tx.guild_id, *which)
        .order_by(case((entries.c.kind == Kind.NEWCOMER, 1), else_=0), entries.c.since_at, entries.c.id)
        .limit(limit)
        .offset(offset)
    )
    return [DeskEntry(row[0], Kind(row[1]), *row[2:]) for row in tx.connection.execute(found)]


def entry(tx: Tx, entry_id: int) -> DeskEntry | None:
    """The entry with this id in this server."""
    return next(iter(_found(tx, entries.c.id == entry_id)), None)


def shown(tx: Tx, limit: int, offset: int) -> list[DeskEntry]:
    """Who waits now: newcomers after everyone else, for a crowd of them must hide nobody; else the longest first."""
    return _found(tx, _OPEN, entries.c.shown_at <= tx.now, limit=limit, offset=offset)


def count_shown(tx: Tx) -> tuple[int, int]:
    """How many entries there are now, and how many people wait with them."""
    count = select(func.count(), func.count(entries.c.person_id.distinct())).where(
        entries.c.guild_id == tx.guild_id, _OPEN, entries.c.shown_at <= tx.now
    )
    number, people = tx.connection.execute(count).one()
    return number, people


def of_person(tx: Tx, person_id: int, kind: Kind) -> DeskEntry | None:
    """Somebody's latest entry of a kind, also one that is over."""
    found = _found(tx, entries.c.person_id == person_id, entries.c.kind == kind)
    return found[-1] if found else None


def people_of_message(tx: Tx, message_id: int) -> list[int]:
    """Whose card or post this message is, if they wait for an answer to it."""
    return [entry.person_id for entry in _found(tx, _OPEN, entries.c.message_id == message_id)]


def answered_by(
    tx: Tx, author_id: int, channel_id: int, message_id: int | None, people: Collection[int]
) -> list[DeskEntry]:
    """Who waits no more once somebody else has answered this message, or spoken to these people in this channel."""
    said = {"guild": tx.guild_id, "author": author_id, "channel": channel_id, "message": message_id}
    rows = tx.connection.execute(_ANSWERED, {**said, "people": people})
    return [DeskEntry(row[0], Kind(row[1]), *row[2:]) for row in rows]


def is_new(tx: Tx, person_id: int) -> bool:
    """Whether the desk knows somebody as one who has come in or written for the first time, also when that is over."""
    return bool(tx.connection.scalar(_IS_NEW, {"guild": tx.guild_id, "person": person_id}))


def is_new_no_more(tx: Tx, person_id: int) -> None:
    """That somebody has come in, and what they wrote first, is nothing to the desk."""
    tx.connection.execute(
        delete(entries).where(
            entries.c.guild_id == tx.guild_id,
            entries.c.person_id == person_id,
            entries.c.kind.in_((Kind.NEWCOMER, Kind.POST)),
        )
    )


def open_entry(tx: Tx, kind: Kind, subject_id: int, person_id: int, **values: object) -> None:
    """Keeps that somebody waits; who has waited with the same before waits anew."""
    row = {"guild_id": tx.guild_id, "kind": kind, "subject_id": subject_id, "person_id": person_id, **values}
    tx.connection.execute(_WAITS, row)


def change(tx: Tx, entry_id: int, **values: object) -> None:
    """Changes columns of an entry."""
    tx.connection.execute(
        update(entries).where(entries.c.guild_id == tx.guild_id, entries.c.id == entry_id).values(**values)
    )


def open_of(tx: Tx, kind: Kind, subject_id: int) -> list[DeskEntry]:
    """What is open about one subject."""
    return _found(tx, _OPEN, entries.c.kind == kind, entries.c.subject_id == subject_id)


def open_subjects(tx: Tx, kind: Kind) -> list[int]:
    """The subjects of everything open of a kind."""
    found = select(entries.c.subject_id).where(
        entries.c.guild_id == tx.guild_id, _OPEN, entries.c.kind == kind
    )
    return list(tx.connection.scalars(found))


def open_of_person(tx: Tx, person_id: int) -> list[DeskEntry]:
    """Everything somebody waits with."""
    return _found(tx, _OPEN, entries.c.person_id == person_id)


def reopen(tx: Tx, person_id: int, ended_at: datetime, kinds: Collection[Kind]) -> None:
    """What somebody waited with, of these kinds, until it ended then without an answer is open again."""
    tx.connection.execute(
        update(entries)
        .where(
            entries.c.guild_id == tx.guild_id,
            entries.c.person_id == person_id,
            entries.c.ended_at == ended_at,
            entries.c.answered == 0,
            entries.c.kind.in_(kinds),
        )
        .values(ended_at=None)
    )


def take_back(tx: Tx) -> None:
    """What was taken on too long ago is anybody's again."""
    tx.connection.execute(
        update(entries)
        .where(entries.c.guild_id == tx.guild_id, _OPEN, entries.c.back_at <= tx.now)
        .values(taken_by=None, back_at=None)
    )


def tidy(tx: Tx, remembered: timedelta) -> None:
    """What nobody answered in time, or ended so long ago, is not kept any longer."""
    tx.connection.execute(
        delete(entries).where(
            entries.c.guild_id == tx.guild_id,
            or_(and_(_OPEN, entries.c.until_at <= tx.now), entries.c.ended_at <= tx.now - remembered),
        )
    )


def next_change(tx: Tx, remembered: timedelta) -> datetime | None:
    """When time alone changes something next."""
    found = list(tx.connection.execute(_CHANGES, {"guild": tx.guild_id, "now": tx.now}).one())
    ended = tx.connection.scalar(_FIRST_END, {"guild": tx.guild_id})
    if ended is not None:
        found.append(ended + remembered)
    return min((at for at in found if at is not None), default=None)


def waits(tx: Tx) -> list[tuple[int | None, timedelta]]:
    """How long those waited who were answered, each with the group it was in."""
    found = select(entries.c.group_id, entries.c.since_at, entries.c.ended_at).where(
        entries.c.guild_id == tx.guild_id, entries.c.ended_at.is_not(None), entries.c.answered == 1
    )
    rows = tx.connection.execute(found)
    return [(group_id, ended - since) for group_id, since, ended in rows if ended is not None]


def forget(tx: Tx, person_id: int) -> None:
    """Nothing somebody waited with is kept, and what they had taken on is anybody's again."""
    here = entries.c.guild_id == tx.guild_id
    tx.connection.execute(delete(entries).where(here, entries.c.person_id == person_id))
    tx.connection.execute(
        update(entries).where(here, entries.c.taken_by == person_id).values(taken_by=None, back_at=None)
    )


def place(tx: Tx) -> tuple[int, int | None] | None:
    """The channel and the message of the desk."""
    row = tx.connection.execute(
        select(desks.c.channel_id, desks.c.message_id).where(desks.c.guild_id == tx.guild_id)
    ).first()
    return None if row is None else (row.channel_id, row.message_id)


def put(tx: Tx, channel_id: int, message_id: int | None) -> None:
    """Keeps where the desk is."""
    row = upsert(desks).values(guild_id=tx.guild_id, channel_id=channel_id, message_id=message_id)
    tx.connection.execute(
        row.on_conflict_do_update(
            index_elements=["guild_id"], set_={"channel_id": channel_id, "message_id": message_id}
        )
    )


def unput(tx: Tx) -> None:
    """The desk is nowhere now."""
    tx.connection.execute(delete(desks).where(desks.c.guild_id == tx.guild_id))
