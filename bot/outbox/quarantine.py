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
from bot.outbox.freezing import topics
from bot.outbox.models import DEATHS, Delivery, Fate, deliveries, mirrors, notices

log = logging.getLogger(__name__)

LAST_CHANCE_AFTER = timedelta(minutes=5)
"""How long after the last death but one it is attempted once more."""

REASON = "put aside: the bot died three times while it was under way"

VERSION = "version that put aside"
"""The installation's note of which version last ran: another one may do better with what was put aside."""


def count_deaths(tx: Tx) -> None:
    """At start: what is in flight now was so when the process before us died.

    Before its last chance it waits longer: whatever else kills processes one after the other may be over by then.
    """
    for table, waits_until in ((deliveries, deliveries.c.retry_at), (mirrors, mirrors.c.due_at)):
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
    found: list[Delivery] = []
    for row in rows:
        concerned = tx.connection.execute(
            select(
                notices.c.kind,
                notices.c.subject_id,
                notices.c.person_id,
                notices.c.due_at,
                notices.c.event_at,
            )
            .where(notices.c.delivery_id == row.id, notices.c.fate == Fate.CLAIMED)
            .order_by(notices.c.id)
        ).all()
        found.append(
            Delivery(
                id=row.id,
                guild_id=row.guild_id,
                kind=row.kind,
                subject_id=row.subject_id,
                channel_id=row.channel_id,
                person_id=row.person_id,
                silent=bool(row.silent),
                key=row.key,
                claimed_at=row.claimed_at,
                attempts=row.attempts,
                uncertain=True,
                restored=False,
                topics=topics(concerned, row.key, direct=row.person_id is not None),
            )
        )
    return found


def put_mirrors_aside(tx: Tx) -> None:
    """Mirrors that killed three processes are not drawn any more, until another version of the bot runs."""
    if recall(tx, VERSION) != __version__:
        keep(tx, VERSION, __version__)
        tx.connection.execute(
            update(mirrors).where(mirrors.c.deaths >= DEATHS).values(deaths=0, due_at=tx.now)
        )
        tx.falls_due(tx.now)
        return
    for row in tx.connection.execute(
        select(mirrors.c.id, mirrors.c.guild_id, mirrors.c.kind, mirrors.c.subject_id).where(
            mirrors.c.deaths >= DEATHS, mirrors.c.due_at.is_not(None)
        )
    ).all():
        tx.connection.execute(
            update(mirrors).where(mirrors.c.id == row.id).values(due_at=None, trouble=REASON)
        )
        log.error(
            "mirror %s (%s of %s in server %s) is %s; what it shows stays as it is until another version runs",
            row.id, row.kind, row.subject_id, row.guild_id, REASON,
        )  # fmt: skip
