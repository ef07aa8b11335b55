"""The janitor: once a day, takes out what is older than its retention, a little at a time."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection, Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, exists, select, tuple_

from bot import retention, servers
from bot.app import App
from bot.db import backup
from bot.db.installation import drop, keep, recall
from bot.db.tx import Tx
from bot.db.types import metadata
from bot.errors import NothingSaved
from bot.features import import_models
from bot.operation.forgetting import TRACES
from bot.outbox.models import deliveries, notices
from bot.people.register import Register

log = logging.getLogger(__name__)

EVERY = timedelta(days=1)
LOOK_SECONDS = 60.0
"""How often it looks whether a day has passed, and how long it leaves a bot that has just started alone."""

STRIDE = 500
"""Rows that one transaction looks at: a few milliseconds, so that nobody's command waits noticeably longer."""

BREATH_SECONDS = 0.02
"""Between two transactions, so that whoever waits has their turn."""

TIDIED = "tidied at"
"""Under this name an installation remembers when the janitor last came to an end."""

Condition = Callable[[Tx], ColumnElement[bool]]
"""Which rows are to go, as of a transaction."""


def tables_of_servers() -> list[Table]:
    """Every table whose rows belong to a server, those that refer to others before those."""
    import_models()
    return [
        table
        for table in reversed(metadata.sorted_tables)
        if "guild_id" in table.c and table is not servers.servers
    ]


class Janitor:
    """Tidies one installation, while its clock can be believed: by a wrong one, all of it might seem old enough to go."""

    def __init__(self, app: App, clock_is_right: Callable[[], Awaitable[bool]]) -> None:
        self._app = app
        self._clock_is_right = clock_is_right
        self._also: list[tuple[Table, Condition]] = []

    def clears(self, table: Table, condition: Condition) -> None:
        """Takes out such rows of a feature's table as well."""
        self._also.append((table, condition))

    async def run(self) -> None:
        """Tidies once a day until cancelled, also when the bot is started more often than that."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self.scrub()
                last = await self._app.database.read(None, recall, TIDIED)
                due = last is None or datetime.fromisoformat(last) + EVERY <= self._app.clock.now()
                if due and await self._clock_is_right():
                    await self.tidy()
            except NothingSaved:
                log.warning("the database cannot be written now; tidying up goes on later")
            except Exception:  # it must outlive any fault; the next look tries again
                log.exception("tidying up failed")

    async def scrub(self) -> None:
        """Leaves no byte of what was erased since the last time in the database's files. Raises NothingSaved."""
        since = await self._app.database.read(None, recall, TRACES)
        if since is not None and await self._app.database.scrub():
            await self._app.database.write(None, _note_scrubbed, since)

    async def tidy(self) -> None:
        """Takes out everything that has been kept long enough. Raises NothingSaved; then the rest goes next time."""
        said = await self._clear(notices, _settled_long_ago)
        sent = await self._clear(deliveries, _sent_long_ago)
        for table, condition in self._also:
            await self._clear(table, condition)
        for guild_id in await self._app.database.read(None, servers.expired):
            await self.erase(guild_id)
        aged = await asyncio.to_thread(
            backup.discard, self._app.settings.backups, self._app.clock.now() - retention.BACKUPS
        )
        await asyncio.to_thread(self._discard_register)
        await self._app.database.write(None, _note_tidied)
        log.info(
            "tidied up: %s notices, %s deliveries, %s backups were older than they are kept",
            *(said, sent, len(aged)),
        )

    def _discard_register(self) -> None:
        """Who was forgotten need not be known any more once every backup is from later."""
        line = self._app.clock.now() - retention.BACKUPS
        oldest = min((made for made, _ in backup.copies(self._app.settings.backups)), default=line)
        Register(self._app.settings.data_dir).discard(min(line, oldest))

    async def welcome_back(self, guild_ids: Collection[int]) -> None:
        """The bot is in these servers again: what should have been erased meanwhile is, before anybody sees it."""
        if not await self._clock_is_right():
            return
        for guild_id in await self._app.database.read(None, servers.expired, guild_ids):
            await self.erase(guild_id)

    async def erase(self, guild_id: int) -> None:
        """Takes out everything of a server that the bot left long ago."""
        rows = 0
        for table in tables_of_servers():
            rows += await self._clear(table, _of_a_server_left(table, guild_id))
        await self._app.database.write(guild_id, servers.forget)
        log.info("erased %s rows of server %s, which removed the bot long ago", rows, guild_id)

    async def _clear(self, table: Table, condition: Condition) -> int:
        """Walks through a table by its primary key and deletes as it goes; how many rows."""
        gone, last = 0, None
        while True:
            keys, due = await self._app.database.read(None, _stride, table, condition, last)
            if due:
                gone += await self._app.database.write(None, _delete, table, condition, due)
            if len(keys) < STRIDE:
                return gone
            last = keys[-1]
            await asyncio.sleep(BREATH_SECONDS)


def _key(table: Table) -> ColumnElement[Any]:
    columns = list(table.primary_key.columns)
    return columns[0] if len(columns) == 1 else tuple_(*columns)


def _keys(table: Table, rows: Iterable[Any]) -> list[Any]:
    width = len(table.primary_key.columns)
    return [row[0] if width == 1 else tuple(row[:width]) for row in rows]


def _stride(tx: Tx, table: Table, condition: Condition, last: Any) -> tuple[list[Any], list[Any]]:
    """The keys of the next rows, and of those among them that are to go."""
    walk = (
        select(*table.primary_key.columns, condition(tx).label("due"))
        .order_by(*table.primary_key.columns)
        .limit(STRIDE)
    )
    if last is not None:
        walk = walk.where(_key(table) > last)
    rows = tx.connection.execute(walk).all()
    return _keys(table, rows), _keys(table, [row for row in rows if row.due])


def _delete(tx: Tx, table: Table, condition: Condition, keys: Collection[Any]) -> int:
    # Once more under the condition: a server may have come back, a notice been planned anew since it was looked at.
    return tx.connection.execute(delete(table).where(_key(table).in_(keys), condition(tx))).rowcount


def _settled_long_ago(tx: Tx) -> ColumnElement[bool]:
    # What is about something still to come stays, however long ago it was said: it must not be said again.
    line = tx.now - retention.SETTLED_NOTICES
    return notices.c.settled_at.is_not(None) & (notices.c.settled_at <= line) & (notices.c.event_at <= tx.now)


def _sent_long_ago(tx: Tx) -> ColumnElement[bool]:
    return (
        deliveries.c.retry_at.is_(None)
        & (deliveries.c.claimed_at <= tx.now - retention.SETTLED_NOTICES)
        & ~exists().where(notices.c.delivery_id == deliveries.c.id)
    )


def _of_a_server_left(table: Table, guild_id: int) -> Condition:
    def condition(tx: Tx) -> ColumnElement[bool]:
        still_gone = exists().where(
            servers.servers.c.guild_id == guild_id,
            servers.servers.c.left_at <= tx.now - retention.LEFT_SERVERS,
        )
        return (table.c.guild_id == guild_id) & still_gone

    return condition


def _note_scrubbed(tx: Tx, since: str) -> None:
    if recall(tx, TRACES) == since:  # else more was erased meanwhile
        drop(tx, TRACES)


def _note_tidied(tx: Tx) -> None:
    keep(tx, TIDIED, tx.now.isoformat())
