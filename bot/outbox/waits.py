"""Waits: what waits for a while, and not for an instant, must not wait for a clock that was set."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select, update

from bot.db.tx import Tx
from bot.outbox.freezing import NO_PLACE_YET
from bot.outbox.models import Fate, chores, deliveries, mirrors, notices
from bot.outbox.notices import BLOCKED_FOR, LONGEST_BACKOFF


def set_back(tx: Tx, by: timedelta) -> None:
    """The clock was set back by `by`: whatever was to be tried again after a while is, no later than it was to be."""
    retried = select(deliveries.c.id, deliveries.c.retry_at).where(deliveries.c.retry_at > tx.now)
    drawn = select(mirrors.c.id, mirrors.c.due_at).where(mirrors.c.due_at > tx.now)
    done = select(chores.c.id, chores.c.due_at).where(chores.c.due_at > tx.now, chores.c.attempts > 0)
    said = select(notices.c.id, notices.c.due_at).where(
        notices.c.fate == Fate.PENDING,
        notices.c.reason.is_not(None),  # it waits for a place
        notices.c.due_at > tx.now,
        notices.c.due_at <= tx.now + by + NO_PLACE_YET,
    )
    for waiting, column in (
        (retried, deliveries.c.retry_at),
        (drawn, mirrors.c.due_at),
        (done, chores.c.due_at),
        (said, notices.c.due_at),
    ):
        rows = tx.connection.execute(waiting).all()
        if not rows:
            continue
        sooner = [{"row": row_id, "instant": max(tx.now, instant - by)} for row_id, instant in rows]
        tx.connection.execute(
            update(column.table)
            .where(column.table.c.id == bindparam("row"))
            .values({column.name: bindparam("instant")}),
            sooner,
        )
        tx.falls_due(min(each["instant"] for each in sooner))


def bound(tx: Tx) -> None:
    """At start: nothing waits longer than it ever may; the clock may have been set while nobody looked."""
    tx.connection.execute(
        update(deliveries)
        .where(deliveries.c.retry_at > tx.now + BLOCKED_FOR)
        .values(retry_at=tx.now + BLOCKED_FOR)
    )
    tx.connection.execute(
        update(mirrors).where(mirrors.c.due_at > tx.now + BLOCKED_FOR).values(due_at=tx.now + BLOCKED_FOR)
    )
    tx.connection.execute(
        update(chores)
        .where(chores.c.due_at > tx.now + LONGEST_BACKOFF, chores.c.attempts > 0)
        .values(due_at=tx.now + LONGEST_BACKOFF)
    )
