"""What waits in the database, counted without holding anyone up: on a connection and in a thread of its own."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.outbox.models import Fate


@dataclass(frozen=True, slots=True)
class Stock:
    """One moment of the outbox."""

    notices: Mapping[Fate, int]
    overdue: timedelta
    """How long what is due has been waiting, the oldest of it."""
    deliveries_waiting: int
    mirrors_waiting: int


@dataclass(frozen=True, slots=True)
class Unshown:
    """A mirror that does not show yet what is stored."""

    id: int
    guild_id: int
    kind: str
    subject_id: int
    channel_id: int | None
    trouble: str | None
    under_way: bool


MOST_UNSHOWN = 20
"""So many are named; their number is in the metrics."""


def unshown(database: Path, now: datetime) -> list[Unshown]:
    """What is not shown although it is due, or is in trouble; this first. Raises sqlite3.Error."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        rows = connection.execute(
            "SELECT id, guild_id, kind, subject_id, channel_id, trouble, in_flight FROM mirrors WHERE wanted > shown "
            "AND (trouble IS NOT NULL OR in_flight = 1 OR due_at <= ?) ORDER BY trouble IS NULL, due_at LIMIT ?",
            (now.astimezone(UTC).isoformat(timespec="microseconds"), MOST_UNSHOWN),
        ).fetchall()
    return [Unshown(*row[:6], under_way=bool(row[6])) for row in rows]


def take_stock(database: Path, now: datetime) -> Stock:
    """Counts in one short read transaction. Raises sqlite3.Error.

    It takes a fifth of a second for a million notices: not in the thread that people's commands are waiting for.
    """
    with closing(
        sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    ) as connection:
        connection.execute("BEGIN")
        fates = dict(connection.execute("SELECT fate, count(*) FROM notices GROUP BY fate").fetchall())
        [(oldest,)] = connection.execute(
            "SELECT min(due_at) FROM (SELECT min(due_at) AS due_at FROM notices WHERE fate = 'pending' "
            "UNION ALL SELECT min(retry_at) FROM deliveries WHERE retry_at IS NOT NULL)"
        ).fetchall()
        [(deliveries,)] = connection.execute(
            "SELECT count(*) FROM deliveries WHERE retry_at IS NOT NULL"
        ).fetchall()
        [(mirrors,)] = connection.execute("SELECT count(*) FROM mirrors WHERE wanted > shown").fetchall()
        connection.execute("ROLLBACK")
    waiting = timedelta(0) if oldest is None else now - datetime.fromisoformat(oldest)
    return Stock(
        notices={fate: fates.get(fate, 0) for fate in Fate},
        overdue=max(waiting, timedelta(0)),
        deliveries_waiting=deliveries,
        mirrors_waiting=mirrors,
    )
