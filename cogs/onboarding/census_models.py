"""Who is on a server's list of members, as it was read last: tables, rows and their named queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Column, Table, TypedColumns, bindparam, case, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata
from cogs.onboarding.models import newcomers


class _Censuses(TypedColumns):
    guild_id: Column[int] = Column(Id, primary_key=True, autoincrement=False)
    begun_at: Column[datetime | None] = Column(UtcDateTime)
    known_at: Column[datetime | None] = Column(UtcDateTime)


censuses = Table("censuses", metadata, _Censuses, sqlite_strict=True)
"""One row per server whose list of members was asked for: who was there at `known_at` is known.

`begun_at` is when the reading that is under way began.
"""


@dataclass(frozen=True, slots=True)
class Census:
    """How far a server's list of members has been read."""

    begun_at: datetime | None
    """When the reading that is under way began; None while there is none."""
    known_at: datetime | None
    """Who was there then is known; None before the whole list was read once."""


# Built once, for a list has a thousand people on each page.
_FOUND = (
    update(newcomers)
    .where(newcomers.c.guild_id == bindparam("guild"), newcomers.c.person_id == bindparam("person"))
    .values(
        arrived_at=func.coalesce(newcomers.c.arrived_at, bindparam("joined", type_=UtcDateTime())),
        active_at=func.coalesce(newcomers.c.active_at, bindparam("active", type_=UtcDateTime())),
        left_at=None,
        listed_at=case(
            (newcomers.c.arrived_at.is_(None), bindparam("now", type_=UtcDateTime())),
            else_=newcomers.c.listed_at,
        ),
    )
)


def census(tx: Tx) -> Census:
    """How far this server's list has been read."""
    row = tx.connection.execute(
        select(censuses.c.begun_at, censuses.c.known_at).where(censuses.c.guild_id == tx.guild_id)
    ).first()
    return Census(None, None) if row is None else Census(*row)


def keep(tx: Tx, **values: datetime | None) -> None:
    """Keeps how far it has been read, by column."""
    row = upsert(censuses).values(guild_id=tx.guild_id, **values)
    tx.connection.execute(row.on_conflict_do_update(index_elements=["guild_id"], set_=values))


def known_between(tx: Tx, after: int, last: int | None) -> set[int]:
    """Who is known of those whose ids come after one, up to and with the last; None: all of them."""
    found = select(newcomers.c.person_id).where(
        newcomers.c.guild_id == tx.guild_id, newcomers.c.person_id > after
    )
    if last is not None:
        found = found.where(newcomers.c.person_id <= last)
    return set(tx.connection.scalars(found))


def gone(tx: Tx, whom: Collection[int], before: datetime) -> None:
    """These are not on the list, so those who came before it was read are not there any more."""
    if not whom:
        return
    tx.connection.execute(
        update(newcomers)
        .where(
            newcomers.c.guild_id == tx.guild_id,
            newcomers.c.person_id == bindparam("person"),
            newcomers.c.left_at.is_(None),
            newcomers.c.arrived_at < before,
        )
        .values(left_at=tx.now),
        [{"person": person_id} for person_id in whom],
    )


def found(tx: Tx, person_id: int, joined_at: datetime, *, active: bool) -> None:
    """Somebody who is known is on the list; `active` whether that alone says that they are no stranger."""
    values = {"person": person_id, "joined": joined_at, "active": tx.now if active else None}
    tx.connection.execute(_FOUND, {"guild": tx.guild_id, "now": tx.now, **values})


def add(tx: Tx, person_id: int, joined_at: datetime, *, active: bool) -> None:
    """Somebody on the list was not known."""
    tx.connection.execute(
        insert(newcomers).values(
            guild_id=tx.guild_id,
            person_id=person_id,
            arrived_at=joined_at,
            times=1,
            pending=0,
            active_at=tx.now if active else None,
            listed_at=tx.now,
        )
    )


def count_listed(tx: Tx) -> int:
    """How many people the list has told of."""
    count = (
        select(func.count())
        .select_from(newcomers)
        .where(newcomers.c.guild_id == tx.guild_id, newcomers.c.listed_at.is_not(None))
    )
    return tx.connection.scalar(count) or 0
