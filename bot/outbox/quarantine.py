"""Quarantine: what was under way each time the process died is attempted alone, and in the end not any more."""

from __future__ import annotations

import logging
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Column, Table, bindparam, or_, select, update

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


def count_deaths(tx: Tx) -> None:
    """At start: what is in flight now was so when the process before us died.

    Before its last chance it waits longer: whatever else kills processes one after the other may be over by then.
    """
    for table, waits_until in (
        (deliveries, deliveries.c.retry_at),
        (mirrors, mirrors.c.due_at),
        (chores, chores.c.due_at),
    ):
        died = update(table).where(table.c.in_flight == 1)
        tx.connection.execute(died.values(deaths=table.c.deaths + 1))
        tx.connection.execute(
            died.where(table.c.deaths == DEATHS - 1).values({waits_until.name: tx.now + LAST_CHANCE_AFTER})
        )
        tx.connection.execute(died.values(in_flight=0))


def lay_down(tx: Tx, delivery_ids: Collection[int], mirror_ids: Collection[int]) -> None:
    """At the end: what is still under way is broken off by us; nobody died of it."""
    for table, ids in ((deliveries, delivery_ids), (mirrors, mirror_ids)):
        tx.connection.execute(update(table).where(table.c.id.in_(ids)).values(in_flight=0))
    tx.connection.execute(update(chores).where(chores.c.in_flight == 1).values(in_flight=0))


def _suspects(table: Table, waits_until: Column[datetime | None]) -> Any:
    return (
        select(table.c.id)
        .where(
            table.c.deaths > 0,
            or_(waits_until <= bindparam("now"), table.c.id.in_(bindparam("busy", expanding=True))),
        )
        .order_by(waits_until)
    )


_SUSPECT_DELIVERIES = _suspects(deliveries, deliveries.c.retry_at)
_SUSPECT_MIRRORS = _suspects(mirrors, mirrors.c.due_at)


def suspect_deliveries(tx: Tx, busy: Collection[int]) -> list[int]:
    """Those due or under way of which a process may have died: each is attempted alone, to spare the bystanders."""
    return list(tx.connection.scalars(_SUSPECT_DELIVERIES, {"now": tx.now, "busy": busy}))


def suspect_mirrors(tx: Tx, busy: Collection[int]) -> list[int]:
    """As `suspect_deliveries`."""
    return list(tx.connection.scalars(_SUSPECT_MIRRORS, {"now": tx.now, "busy": busy}))


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
