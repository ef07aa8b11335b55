"""Quarantine: what was under way when the process died is attempted alone, and in the end not any more.

Of what was under way together nobody knows what the process died of, if of any of it: one death in company makes
suspects, no more. Only deaths while nothing else was under way, of all the outbox does, speak against a row.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, literal, or_, select, union_all, update

from bot import __version__
from bot.db.installation import keep, recall
from bot.db.tx import Tx
from bot.outbox.frozen import read_back
from bot.outbox.models import DEATHS, Delivery, chores, deliveries, mirrors
from bot.outbox.reasons import PUT_ASIDE

log = logging.getLogger(__name__)

LAST_CHANCE_AFTER = timedelta(minutes=15)
"""How long after the last death but one it is attempted once more."""

VERSION = "version that put aside"
"""The installation's note of which version last ran: another one may do better with what was put aside."""


_DUE_BY = (
    (deliveries, deliveries.c.retry_at),
    (mirrors, mirrors.c.due_at),
    (chores, chores.c.due_at),
)
"""The tables of what can be under way, each with the column that says when it is looked at again."""


def counted(deaths: int, *, alone: bool) -> int:
    """How many deaths count against a row after one more, while it was or was not alone under way (pure)."""
    return deaths + 1 if alone else max(deaths, 1)


def count_deaths(tx: Tx) -> None:
    """At start: what is in flight now was so when the process before us died.

    Before its last chance it waits longer: whatever else kills processes one after the other may be over by then.
    """
    died = [
        (table, due_by, row)
        for table, due_by in _DUE_BY
        for row in tx.connection.execute(
            # What is in flight has its time, and what has one is found by an index: most of a year's rows have none.
            select(table.c.id, table.c.deaths).where(table.c.in_flight == 1, due_by.is_not(None))
        )
    ]
    for table, due_by, row in died:
        deaths = counted(row.deaths, alone=len(died) == 1)
        values: dict[str, Any] = {"in_flight": 0, "deaths": deaths}
        if row.deaths < deaths == DEATHS - 1:
            values[due_by.name] = tx.now + LAST_CHANCE_AFTER
        tx.connection.execute(update(table).where(table.c.id == row.id).values(values))


def lay_down(tx: Tx, delivery_ids: Collection[int], mirror_ids: Collection[int]) -> None:
    """At the end: what is still under way is broken off by us; nobody died of it."""
    for table, ids in ((deliveries, delivery_ids), (mirrors, mirror_ids)):
        tx.connection.execute(update(table).where(table.c.id.in_(ids)).values(in_flight=0))
    tx.connection.execute(update(chores).where(chores.c.in_flight == 1).values(in_flight=0))


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The ids of what this process is at."""

    deliveries: Collection[int] = ()
    mirrors: Collection[int] = ()

    def __bool__(self) -> bool:
        return bool(self.deliveries or self.mirrors)


_SUSPECTS = union_all(
    *(
        select(literal(table.name).label("kind"), table.c.id, due_by.label("due_by")).where(
            table.c.deaths > 0,
            # A chore that was put aside keeps its time.
            table.c.deaths < DEATHS,
            or_(due_by <= bindparam("now"), table.c.id.in_(bindparam(f"busy_{table.name}", expanding=True))),
        )
        for table, due_by in _DUE_BY
    )
).order_by("due_by")


@dataclass(frozen=True, slots=True)
class Suspect:
    """A row of which a process may have died: it is attempted while nothing else is under way."""

    table: str
    id: int


def suspect(tx: Tx, under_way: UnderWay) -> Suspect | None:
    """The first of those that are due or under way; while there is one nothing but it may begin."""
    first = tx.connection.execute(
        _SUSPECTS,
        {
            "now": tx.now,
            "busy_deliveries": under_way.deliveries,
            "busy_mirrors": under_way.mirrors,
            "busy_chores": (),  # they are done one after the other, in the midst of a round
        },
    ).first()
    return None if first is None else Suspect(first.kind, first.id)


def condemned(tx: Tx) -> list[Delivery]:
    """The deliveries that are to be put aside now."""
    rows = tx.connection.execute(
        select(deliveries).where(deliveries.c.deaths >= DEATHS, deliveries.c.retry_at.is_not(None))
    ).all()
    return read_back(tx, rows)


def pardon(tx: Tx) -> None:
    """At the first start of another version: what was put aside for good is tried anew, for it may do better."""
    if recall(tx, VERSION) == __version__:
        return
    keep(tx, VERSION, __version__)
    for table in (mirrors, chores):
        tx.connection.execute(update(table).where(table.c.deaths >= DEATHS).values(deaths=0, due_at=tx.now))
    tx.falls_due(tx.now)


def put_mirrors_aside(tx: Tx) -> None:
    """Mirrors that killed three processes are not drawn any more, until another version of the bot runs."""
    for row in tx.connection.execute(
        select(mirrors.c.id, mirrors.c.guild_id, mirrors.c.kind, mirrors.c.subject_id).where(
            mirrors.c.deaths >= DEATHS, mirrors.c.due_at.is_not(None)
        )
    ).all():
        tx.connection.execute(
            update(mirrors).where(mirrors.c.id == row.id).values(due_at=None, trouble=PUT_ASIDE)
        )
        log.error(
            "mirror %s (%s of %s in server %s) is %s; what it shows stays as it is until another version runs",
            row.id, row.kind, row.subject_id, row.guild_id, PUT_ASIDE,
        )  # fmt: skip


def put_chores_aside(tx: Tx) -> None:
    """Chores that killed three processes are not done any more, until another version runs: each start says so."""
    for row in tx.connection.execute(
        select(chores.c.id, chores.c.guild_id, chores.c.kind, chores.c.subject_id).where(
            chores.c.deaths >= DEATHS
        )
    ):
        log.error(
            "chore %s (%s of %s in server %s) is %s; it stays undone until another version runs",
            row.id, row.kind, row.subject_id, row.guild_id, PUT_ASIDE,
        )  # fmt: skip
