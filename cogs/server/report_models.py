"""Reports to the moderators: their table, rows and named queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Index, Table, Text, TypedColumns, insert, select, update

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata
from bot.people.erasing import NOBODY


class _Reports(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    said: Column[str | None] = Column(Text)
    link: Column[str | None] = Column(Text)
    sent_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    request_id: Column[int] = Column(Id, nullable=False, unique=True)
    channel_id: Column[int] = Column(Id, nullable=False)
    card_id: Column[int | None] = Column(Id)
    taken_by: Column[int | None] = Column(Id)
    done_at: Column[datetime | None] = Column(UtcDateTime)


reports = Table(
    "reports",
    metadata,
    _Reports,
    Index("ix_reports_guild_id_person_id_sent_at", "guild_id", "person_id", "sent_at"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per report; `person_id` sent it. What it says goes when it is done. Some weeks later a row
without anybody's name and without `done_at` remains until the card says so."""


@dataclass(frozen=True, slots=True)
class Report:
    """A report as stored."""

    id: int
    person_id: int
    said: str | None
    """None once it is done, or its time is over."""
    link: str | None
    """The message it is about, if it is about one."""
    sent_at: datetime
    channel_id: int
    card_id: int | None
    taken_by: int | None
    done_at: datetime | None

    @property
    def is_let_go(self) -> bool:
        """Whether its time is over: then nothing is known of it but where its card is."""
        return self.said is None and self.done_at is None


_REPORT = (
    reports.c.id,
    reports.c.person_id,
    reports.c.said,
    reports.c.link,
    reports.c.sent_at,
    reports.c.channel_id,
    reports.c.card_id,
    reports.c.taken_by,
    reports.c.done_at,
)


def report(tx: Tx, report_id: int) -> Report | None:
    """The report with this id in this server."""
    row = tx.connection.execute(
        select(*_REPORT).where(reports.c.guild_id == tx.guild_id, reports.c.id == report_id)
    ).first()
    return None if row is None else Report(*row)


def asked_for(tx: Tx, request_id: int) -> Report | None:
    """The report that this request has already made."""
    row = tx.connection.execute(
        select(*_REPORT).where(reports.c.guild_id == tx.guild_id, reports.c.request_id == request_id)
    ).first()
    return None if row is None else Report(*row)


def add(tx: Tx, **values: object) -> int:
    """A new row; its id."""
    added = tx.connection.execute(
        insert(reports).values(guild_id=tx.guild_id, sent_at=tx.now, **values)
    ).inserted_primary_key
    assert added is not None
    return int(added[0])


def change(tx: Tx, report_id: int, **values: object) -> None:
    """Changes columns of a report."""
    tx.connection.execute(
        update(reports).where(reports.c.guild_id == tx.guild_id, reports.c.id == report_id).values(**values)
    )


def forget(tx: Tx, person_id: int) -> list[int]:
    """Takes a person out of every report they sent or took; which ones."""
    here = reports.c.guild_id == tx.guild_id
    sent = update(reports).where(here, reports.c.person_id == person_id)
    taken = update(reports).where(here, reports.c.taken_by == person_id)
    return [
        *tx.connection.scalars(sent.values(person_id=NOBODY).returning(reports.c.id)),
        *tx.connection.scalars(taken.values(taken_by=None).returning(reports.c.id)),
    ]


def let_go(tx: Tx, report_id: int) -> None:
    """Takes out of a report whoever it names and what it says."""
    change(tx, report_id, person_id=NOBODY, said=None, link=None, taken_by=None, done_at=None)


def is_let_go() -> ColumnElement[bool]:
    """Which reports were let go of: across servers."""
    return reports.c.said.is_(None) & reports.c.done_at.is_(None)
