"""What people have set for themselves: tables and their named queries.

A person is the same in every server: what they set holds everywhere, so these rows belong to no server.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Day, Id, TimeOfDay, UtcDateTime, ZoneName, metadata
from bot.people.boundaries import Boundaries, quiet_hours


class _People(TypedColumns):
    person_id: Column[int] = Column(Id, primary_key=True, autoincrement=False)
    zone: Column[str | None] = Column(ZoneName)
    language: Column[str | None] = Column(Text)
    quiet_from: Column[time | None] = Column(TimeOfDay)
    quiet_until: Column[time | None] = Column(TimeOfDay)
    day_off: Column[int | None] = Column(Integer)
    paused_until: Column[datetime | None] = Column(UtcDateTime)
    monthly: Column[int | None] = Column(Integer)
    direct: Column[int] = Column(Integer, nullable=False, server_default="0")
    closed_at: Column[datetime | None] = Column(UtcDateTime)
    closed_told: Column[int] = Column(Integer, nullable=False, server_default="0")
    hidden: Column[int] = Column(Integer, nullable=False, server_default="0")
    zone_asked: Column[int] = Column(Integer, nullable=False, server_default="0")


class _ProtectedDays(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    person_id: Column[int] = Column(Id, ForeignKey("people.person_id", ondelete="CASCADE"), nullable=False)
    first_on: Column[date] = Column(Day, nullable=False)
    last_on: Column[date] = Column(Day, nullable=False)


class _Pauses(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    person_id: Column[int] = Column(Id, nullable=False)
    from_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    until_at: Column[datetime] = Column(UtcDateTime, nullable=False)


people = Table("people", metadata, _People, sqlite_strict=True)
"""One row per person who has set something; what is NULL follows the default.

`monthly` is how many meetups a month they want to go to. `direct` says that they asked for direct messages;
`closed_at` when Discord last refused one to them, and `closed_told` whether they have been told of it. `hidden` says
that no card names them. `zone_asked` says that they were asked once for their time zone.
"""

protected_days = Table(
    "protected_days",
    metadata,
    _ProtectedDays,
    UniqueConstraint("person_id", "first_on", "last_on"),
    sqlite_strict=True,
)
"""Days on which somebody wants to be left alone, each row from a first to a last one."""


pauses = Table("pauses", metadata, _Pauses, Index("ix_pauses_person_id", "person_id"), sqlite_strict=True)
"""Every pause somebody has taken, past ones too: what fell into one is never held against them."""


CLOSED_FOR = timedelta(days=7)
"""How long nobody is written to whose direct messages were closed: refusals count against a bot."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """What one person has set; None where they follow the default."""

    zone: str | None = None
    language: str | None = None
    quiet_from: time | None = None
    quiet_until: time | None = None
    day_off: int | None = None
    paused_until: datetime | None = None
    monthly: int | None = None
    direct: bool = False
    closed_at: datetime | None = None
    closed_told: bool = False
    hidden: bool = False
    """Whether no card may name them, and no mention: that names whom it calls before everyone.

    They are told directly, or, where that is not possible, not at all; the ledger says why, and so do the answers to what
    they press.
    """
    protected: tuple[tuple[date, date], ...] = ()

    def boundaries(self, zone: str) -> Boundaries:
        """Their boundaries, in `zone` if they have named none of their own."""
        quiet_from, quiet_until = quiet_hours(self.quiet_from, self.quiet_until)
        return Boundaries(
            zone=self.zone or zone,
            quiet_from=quiet_from,
            quiet_until=quiet_until,
            day_off=self.day_off,
            protected=self.protected,
            paused_until=self.paused_until,
        )

    def takes_direct(self, now: datetime) -> bool:
        """Whether to write to them directly: they asked for it, and Discord has not refused it of late."""
        return self.direct and (self.closed_at is None or now - self.closed_at >= CLOSED_FOR)


# Part of every click that plans a reminder: built once, for building a statement costs more than running it.
_OF = select(
    people.c.person_id,
    people.c.zone,
    people.c.language,
    people.c.quiet_from,
    people.c.quiet_until,
    people.c.day_off,
    people.c.paused_until,
    people.c.monthly,
    people.c.direct,
    people.c.closed_at,
    people.c.closed_told,
    people.c.hidden,
).where(people.c.person_id.in_(bindparam("people", expanding=True)))
_PROTECTED = (
    select(protected_days.c.person_id, protected_days.c.first_on, protected_days.c.last_on)
    .where(protected_days.c.person_id.in_(bindparam("people", expanding=True)))
    .order_by(protected_days.c.first_on)
)
_HIDDEN = select(people.c.person_id).where(
    people.c.hidden == 1, people.c.person_id.in_(bindparam("people", expanding=True))
)
A_QUERY = 500
"""People asked about in one query: SQLite takes a limited number of values."""


def preferences(tx: Tx, of: Collection[int]) -> dict[int, Preferences]:
    """What each of these people has set; who has set nothing is not in it."""
    wanted = list(of)
    found: dict[int, Preferences] = {}
    for first in range(0, len(wanted), A_QUERY):
        some = {"people": wanted[first : first + A_QUERY]}
        rows = tx.connection.execute(_OF, some).all()
        if not rows:
            continue
        days: dict[int, list[tuple[date, date]]] = defaultdict(list)
        for person_id, first_on, last_on in tx.connection.execute(_PROTECTED, some):
            days[person_id].append((first_on, last_on))
        for row in rows:
            found[row.person_id] = Preferences(
                row.zone,
                row.language,
                row.quiet_from,
                row.quiet_until,
                row.day_off,
                row.paused_until,
                row.monthly,
                bool(row.direct),
                row.closed_at,
                bool(row.closed_told),
                bool(row.hidden),
                tuple(days[row.person_id]),
            )
    return found


def hidden(tx: Tx, of: Collection[int]) -> frozenset[int]:
    """Who of these people wants to be named by no card."""
    found: set[int] = set()
    wanted = list(of)
    for first in range(0, len(wanted), A_QUERY):
        found.update(tx.connection.scalars(_HIDDEN, {"people": wanted[first : first + A_QUERY]}))
    return frozenset(found)


def languages_chosen(tx: Tx, limit: int) -> dict[int, str]:
    """The language of each person who has chosen one, of at most so many."""
    chosen = select(people.c.person_id, people.c.language).where(people.c.language.is_not(None))
    return {person_id: str(language) for person_id, language in tx.connection.execute(chosen.limit(limit))}


def save(tx: Tx, person_id: int, **values: object) -> None:
    """Sets columns of a person's row, which is made if there is none."""
    if "paused_until" in values:
        _note_pause(tx, person_id, cast("datetime | None", values["paused_until"]))
    row = upsert(people).values(person_id=person_id, **values)
    if values:
        row = row.on_conflict_do_update(index_elements=[people.c.person_id], set_=values)
    else:
        row = row.on_conflict_do_nothing()
    tx.connection.execute(row)


def protect(tx: Tx, person_id: int, days: Collection[tuple[date, date]]) -> None:
    """Makes these a person's protected days, instead of those before; the person has a row."""
    tx.connection.execute(delete(protected_days).where(protected_days.c.person_id == person_id))
    if days:
        rows = [{"person_id": person_id, "first_on": first, "last_on": last} for first, last in days]
        tx.connection.execute(insert(protected_days), rows)


def clear(tx: Tx, person_id: int) -> None:
    """Takes away everything a person has set; a pause ends with it. Who was asked for a time zone is not asked again."""
    _note_pause(tx, person_id, None)
    tx.connection.execute(delete(protected_days).where(protected_days.c.person_id == person_id))
    own = people.c.person_id == person_id
    asked = tx.connection.scalar(select(people.c.zone_asked).where(own))
    tx.connection.execute(delete(people).where(own))
    if asked:
        save(tx, person_id, zone_asked=1)


def pauses_of(tx: Tx, person_id: int) -> tuple[tuple[datetime, datetime], ...]:
    """A person's pauses from their first instant to the first one after them, the one they are in included."""
    found = select(pauses.c.from_at, pauses.c.until_at).where(pauses.c.person_id == person_id)
    return tuple((begins, ends) for begins, ends in tx.connection.execute(found.order_by(pauses.c.from_at)))


def _note_pause(tx: Tx, person_id: int, until: datetime | None) -> None:
    """Keeps that a pause began, or ended before its time."""
    running = pauses.c.person_id == person_id, pauses.c.until_at > tx.now
    if until is None or until <= tx.now:
        tx.connection.execute(update(pauses).where(*running).values(until_at=tx.now))
    elif not tx.connection.execute(update(pauses).where(*running).values(until_at=until)).rowcount:
        tx.connection.execute(insert(pauses).values(person_id=person_id, from_at=tx.now, until_at=until))
