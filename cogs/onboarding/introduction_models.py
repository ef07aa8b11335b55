"""How people introduce themselves: their table, rows and named queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
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
from bot.people.erasing import NOBODY
from bot.people.models import people


class _Introductions(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    said: Column[str] = Column(Text, nullable=False)
    topics: Column[str] = Column(Text, nullable=False)
    written_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    channel_id: Column[int] = Column(Id, nullable=False)
    message_id: Column[int | None] = Column(Id)
    answered_at: Column[datetime | None] = Column(UtcDateTime)
    answered_by: Column[int | None] = Column(Id)


introductions = Table(
    "introductions",
    metadata,
    _Introductions,
    Index("ix_introductions_guild_id_person_id", "guild_id", "person_id"),
    Index("ix_introductions_guild_id_message_id", "guild_id", "message_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per person who introduces themselves; `topics` are one a line, `answered_by` answered first.

A row of NOBODY is empty: its message is to be taken away, then it goes too.
"""


@dataclass(frozen=True, slots=True)
class Introduction:
    """An introduction as stored."""

    id: int
    person_id: int
    said: str
    topics: tuple[str, ...]
    written_at: datetime
    channel_id: int
    message_id: int | None
    answered_at: datetime | None

    @property
    def is_empty(self) -> bool:
        """Whether it was taken away, and only its message may still be there."""
        return self.person_id == NOBODY


_INTRODUCTION = (
    introductions.c.id,
    introductions.c.person_id,
    introductions.c.said,
    introductions.c.topics,
    introductions.c.written_at,
    introductions.c.channel_id,
    introductions.c.message_id,
    introductions.c.answered_at,
)


def _one(tx: Tx, *which: ColumnElement[bool]) -> Introduction | None:
    found = (
        select(*_INTRODUCTION)
        .where(introductions.c.guild_id == tx.guild_id, *which)
        .order_by(introductions.c.id)
        .limit(1)
    )
    row = tx.connection.execute(found).first()
    if row is None:
        return None
    return Introduction(*row[:3], tuple(row.topics.splitlines()), *row[4:])


def introduction(tx: Tx, introduction_id: int) -> Introduction | None:
    """The introduction with this id in this server, also an empty one."""
    return _one(tx, introductions.c.id == introduction_id)


def of_person(tx: Tx, person_id: int) -> Introduction | None:
    """Somebody's own."""
    return _one(tx, introductions.c.person_id == person_id, introductions.c.person_id != NOBODY)


def of_message(tx: Tx, message_id: int) -> Introduction | None:
    """The one that this message shows."""
    return _one(tx, introductions.c.message_id == message_id, introductions.c.person_id != NOBODY)


def unanswered(tx: Tx, of: Collection[int], since: datetime, other_than: int) -> Introduction | None:
    """The one of these that has waited longest for an answer, if it is not older; nobody who wants to be named nowhere."""
    return _one(
        tx,
        introductions.c.id.in_(of),
        introductions.c.person_id.not_in([NOBODY, other_than]),
        introductions.c.answered_at.is_(None),
        introductions.c.message_id.is_not(None),
        introductions.c.written_at > since,
        introductions.c.person_id.not_in(select(people.c.person_id).where(people.c.hidden == 1)),
    )


def add(tx: Tx, person_id: int, channel_id: int, said: str, topics: tuple[str, ...]) -> int:
    """A new row; its id."""
    added = tx.connection.execute(
        insert(introductions).values(
            guild_id=tx.guild_id,
            person_id=person_id,
            channel_id=channel_id,
            said=said,
            topics="\n".join(topics),
            written_at=tx.now,
        )
    ).inserted_primary_key
    assert added is not None
    return int(added[0])


def change(tx: Tx, introduction_id: int, **values: object) -> None:
    """Changes columns of an introduction."""
    tx.connection.execute(
        update(introductions)
        .where(introductions.c.guild_id == tx.guild_id, introductions.c.id == introduction_id)
        .values(**values)
    )


def empty(tx: Tx, introduction_id: int) -> None:
    """No word of an introduction is kept, nor whose it was."""
    change(tx, introduction_id, person_id=NOBODY, said="", topics="", answered_at=None, answered_by=None)


def lost_with(tx: Tx, channel_id: int) -> list[int]:
    """The introductions of a channel that is gone have no message any more; which ones."""
    return list(
        tx.connection.scalars(
            update(introductions)
            .where(introductions.c.guild_id == tx.guild_id, introductions.c.channel_id == channel_id)
            .values(message_id=None)
            .returning(introductions.c.id)
        )
    )


def remove(tx: Tx, introduction_id: int) -> None:
    """Takes out a row."""
    tx.connection.execute(
        delete(introductions).where(
            introductions.c.guild_id == tx.guild_id, introductions.c.id == introduction_id
        )
    )


def count_greeted(tx: Tx, person_id: int) -> int:
    """How many introductions that are still there somebody was the first to answer."""
    found = select(func.count()).where(
        introductions.c.guild_id == tx.guild_id, introductions.c.answered_by == person_id
    )
    return tx.connection.scalar(found) or 0


def forget_answers(tx: Tx, person_id: int) -> None:
    """That somebody answered is not known any more; that an answer was given is."""
    tx.connection.execute(
        update(introductions)
        .where(introductions.c.answered_by == person_id, introductions.c.guild_id == tx.guild_id)
        .values(answered_by=None)
    )
