"""Waits: how long things wait before they are looked at again, and that no clock that was set makes it longer."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import bindparam, select, update

from bot.db.tx import Tx
from bot.outbox.models import Fate, chores, deliveries, mirrors, notices

LEASE = timedelta(seconds=60)
"""How long a claim holds when nobody settles it: far longer than the 20 s that one request may take."""

IN_FLIGHT = timedelta(seconds=10)
"""How long the request of a process that died may still be under way to Discord."""

LONGEST_BACKOFF = timedelta(minutes=5)

BLOCKED_FOR = timedelta(hours=6)
"""When to try again, at the latest, what a missing permission prevents, if nobody tells us sooner that it was given."""

BLOCKED_AT_LEAST = timedelta(minutes=5)
"""When to do so at the soonest. Discord counts requests that it forbids: it shuts out who sends 10,000 in ten minutes."""

WARNING_BLOCKED_FOR = timedelta(minutes=1)
"""When to try a warning again: nobody says that a place is gone, that AutoMod has other words, that somebody wants it directly."""

NOT_DIRECT_FOR = timedelta(minutes=10)
"""How long everyone is told in the thread once Discord has found us opening direct messages too fast.
Source: Discord warns without a number; a second refusal would be worse than a while without."""

NO_PLACE_YET = timedelta(minutes=5)
"""When to look again for a place to say something, while there is none."""

UNKNOWN_FOR = timedelta(hours=1)
"""When to look again at what no feature of this installation knows; a start looks at once."""

PLACELESS = timedelta(days=1)
"""So long after its event nobody looks for a place any more."""


def backoff(attempts: int) -> timedelta:
    """2 s, 4 s, 8 s … up to 5 minutes."""
    return min(timedelta(seconds=2 ** min(attempts, 10)), LONGEST_BACKOFF)


def blocked(left: timedelta) -> timedelta:
    """When to try again what is blocked and begins in `left`, or has begun that long ago: the nearer, the sooner."""
    return min(max(abs(left) / 4, BLOCKED_AT_LEAST), BLOCKED_FOR)


def set_back(tx: Tx, by: timedelta) -> None:
    """The clock was set back by `by`: whatever was to be tried again after a while is, no later than it was to be."""
    retried = select(deliveries.c.id, deliveries.c.retry_at).where(deliveries.c.retry_at > tx.now)
    drawn = select(mirrors.c.id, mirrors.c.due_at).where(mirrors.c.due_at > tx.now)
    done = select(chores.c.id, chores.c.due_at).where(chores.c.due_at > tx.now, chores.c.attempts > 0)
    said = select(notices.c.id, notices.c.due_at).where(
        notices.c.fate == Fate.PENDING,
        notices.c.reason.is_not(None),  # it waits for a place
        notices.c.due_at > tx.now,
        notices.c.due_at <= tx.now + by + UNKNOWN_FOR,
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
    """At start: nothing waits longer than it ever may; the clock may have been set while nobody looked.

    What waited for a place is looked at now: another version of the bot may have one, or know what it is.
    """
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
        .where(chores.c.due_at > tx.now + UNKNOWN_FOR, chores.c.attempts > 0)
        .values(due_at=tx.now + UNKNOWN_FOR)
    )
    tx.connection.execute(
        update(notices)
        .where(
            notices.c.fate == Fate.PENDING,
            notices.c.reason.is_not(None),
            notices.c.due_at > tx.now,
            notices.c.due_at <= tx.now + UNKNOWN_FOR,
        )
        .values(due_at=tx.now)
    )
