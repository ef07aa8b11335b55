"""A database as a running bot has it, filled by hand for a measurement."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import AsyncGenerator, Iterable, Sequence
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot import settings
from bot.app import App, open_app
from bot.clock import Clock, SystemClock
from bot.db.migrate import upgrade

GUILD = 7_000_000_000_000_000_001


def stored(instant: datetime) -> str:
    """An instant as the database keeps it."""
    return instant.astimezone(UTC).isoformat(timespec="microseconds")


def fill(
    database: Path,
    table: str,
    columns: Sequence[str],
    rows: Iterable[Sequence[object]],
    *,
    guild_id: int = GUILD,
) -> None:
    """Many rows at once, with `guild_id` in front of each."""
    names, marks = ", ".join(["guild_id", *columns]), ", ".join("?" * (len(columns) + 1))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.executemany(
            f"INSERT INTO {table} ({names}) VALUES ({marks})", ((guild_id, *row) for row in rows)
        )


NOTICE = (
    "kind",
    "subject_id",
    "person_id",
    "generation",
    "due_at",
    "event_at",
    "wanted_at",
    "weight",
    "zone",
    "manner",
    "fate",
)
"""The columns of a notice, as `pending` gives them."""


def pending(
    kind: str, subject_id: int, person_id: int, due_at: datetime, event_at: datetime
) -> tuple[object, ...]:
    """A notice that waits for its time, to somebody for whom it is noon then: no quiet hours hold it back."""
    due, zone = stored(due_at), zone_of_noon(due_at)
    return (kind, subject_id, person_id, 0, due, stored(event_at), due, "promised", zone, "aloud", "pending")


def zone_of_noon(instant: datetime) -> str:
    """A zone in which it is between noon and one o'clock then: a run at night shows the same as one by day."""
    east = 12 - instant.astimezone(UTC).hour
    return f"Etc/GMT{-east:+d}"  # these names count hours to the west


MEETUP = (
    *("group_id", "title", "starts_at", "ends_at", "zone", "wall", "format"),
    *("room_open", "online_open", "skipped", "moves", "version", "changed_at", "announced_at"),
    *("channel_id", "created_by", "created_at"),
)
"""The columns of a meetup, as `planned` gives them."""


def planned(group_id: int, starts_at: datetime, length: timedelta, now: datetime) -> tuple[object, ...]:
    """A meetup with room for everyone that has a card."""
    start, end, told = stored(starts_at), stored(starts_at + length), stored(now)
    wall = starts_at.replace(tzinfo=None).isoformat(timespec="microseconds")
    coffee = (group_id, "Code & coffee", start, end, "UTC", wall, "coffee")
    return (*coffee, 0, 0, 0, 0, 1, told, told, 1, 1, told)


@asynccontextmanager
async def opened(clock: Clock | None = None) -> AsyncGenerator[App]:
    """The bot's ground on a new database, without Discord."""
    with tempfile.TemporaryDirectory() as folder:
        chosen = settings.load({"CAMPSITE_DATA_DIR": folder})
        upgrade(chosen.database, Path(folder) / "backups")
        app = await open_app(chosen, clock or SystemClock())
        try:
            yield app
        finally:
            await app.database.close()
