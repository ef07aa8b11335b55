"""The web port, on the loopback alone: /health/live, /health/ready and /metrics."""

from __future__ import annotations

import asyncio
import errno
import logging
import math
import os
import sqlite3
import time
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.typedefs import Handler
from prometheus_client import CONTENT_TYPE_LATEST

from bot.db.backup import copies
from bot.db.installation import keep
from bot.db.tx import Tx
from bot.errors import NothingSaved, OperatorMustAct
from bot.operation.pulse import Pulse
from bot.operation.stock import Unshown, take_stock, unshown

if TYPE_CHECKING:
    from bot.client import Campsite

log = logging.getLogger(__name__)

HOST = "127.0.0.1"
"""Nobody but this machine: what is told here is nobody else's business, and there is no password."""

NAMES = (HOST, "localhost")
"""What it may be asked for by."""

PATIENCE = 2.0
"""Seconds the database has for an answer before the bot counts as not ready."""


SEEN_FOR = 10.0
"""Seconds for which a database that could be written counts as one that can: whoever asks often writes no more often."""

WRITTEN = "written at"
"""Under this name an installation remembers when it was last seen that the database can be written."""


class PortUnusable(OperatorMustAct):
    """Nothing can listen there, for another program does or for another reason, which the system gave."""

    def __init__(self, port: int, error: OSError) -> None:
        taken = error.errno == errno.EADDRINUSE
        why = "is in use by another program" if taken else f"cannot be used: {os.strerror(error.errno or 0)}"
        super().__init__(
            f"Port {port} on {HOST} {why}. Choose another one for CAMPSITE_WEB_PORT, or leave it empty."
        )


class WebPort:
    """Answers about one bot."""

    def __init__(self, client: Campsite, pulse: Pulse) -> None:
        self._client = client
        self._pulse = pulse
        self._counting = asyncio.Lock()
        self._written_at = -SEEN_FOR

    def application(self) -> web.Application:
        """The addresses there are."""
        application = web.Application(middlewares=[_by_its_own_name])
        application.router.add_get("/health/live", self._live)
        application.router.add_get("/health/ready", self._ready)
        application.router.add_get("/metrics", self._metrics)
        return application

    async def _live(self, _request: web.Request) -> web.Response:
        """Whether a restart would help: the event loop turns, or nobody would answer, and the worker looks."""
        faults = [] if self._pulse.lively() else ["the outbox's worker does not look for what is due"]
        return _verdict(faults)

    async def _ready(self, _request: web.Request) -> web.Response:
        """Whether people are answered now, and what is not shown yet."""
        return _verdict(await self._not_ready(), await self._waiting())

    async def _waiting(self) -> list[str]:
        """Each card, role and the like that does not show yet what is stored, and why."""
        with suppress(sqlite3.Error):  # then it is not ready, and says so
            app = self._client.app
            found = await asyncio.to_thread(unshown, app.settings.database, app.clock.now())
            return [
                f"{each.kind} of {each.subject_id} in server {each.guild_id}: {self._why(each)}"
                for each in found
            ]
        return []

    def _why(self, mirror: Unshown) -> str:
        if mirror.under_way:
            return "is being drawn"
        if mirror.trouble is not None:
            return mirror.trouble
        if rest := self._client.worker.mirrors.rests(mirror.id, mirror.channel_id):
            return f"rests for {rest:.1f} seconds, for its place was drawn a moment ago"
        return "waits for its turn"

    async def _not_ready(self) -> list[str]:
        client = self._client
        faults: list[str] = []
        if client.user is None:
            faults.append("not logged in to Discord")
        elif not connected(client):
            faults.append("not connected to Discord's gateway")
        try:
            async with asyncio.timeout(PATIENCE):
                await client.app.database.read(None, _answers)
        except (NothingSaved, TimeoutError):
            return [*faults, "the database does not answer"]
        if not await self._can_write():
            faults.append("the database cannot be written: is the disk full, or read-only?")
        return faults

    async def _can_write(self) -> bool:
        """Whether something can be kept now: only a row that was written shows it."""
        loop = asyncio.get_running_loop()
        if loop.time() - self._written_at >= SEEN_FOR:
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._client.app.database.write(None, _note)
            except (NothingSaved, TimeoutError):
                return False
            self._written_at = loop.time()
        return True

    async def _metrics(self, _request: web.Request) -> web.Response:
        async with self._counting:  # however many ask: one count at a time
            await self._count()
        return web.Response(body=self._client.metrics.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})

    async def _count(self) -> None:
        """Brings up to date what is not counted as it happens."""
        client, metrics, settings = self._client, self._client.metrics, self._client.app.settings
        metrics.worker_silence.set(self._pulse.silence())
        metrics.servers.set(len(client.guilds))
        metrics.ready.set(0 if await self._not_ready() else 1)
        metrics.backup_age.set(await asyncio.to_thread(_backup_age, settings.backups))
        for name, size in _sizes(settings.database).items():
            metrics.database_bytes.labels(name).set(size)
        with suppress(sqlite3.Error):  # then the counts stay what they were, and `campsite_ready` says why
            stock = await asyncio.to_thread(take_stock, settings.database, client.app.clock.now())
            for fate, number in stock.notices.items():
                metrics.notices.labels(fate).set(number)
            metrics.overdue.set(stock.overdue.total_seconds())
            metrics.deliveries_waiting.set(stock.deliveries_waiting)
            metrics.mirrors_waiting.set(stock.mirrors_waiting)


def _not_malformed(record: logging.LogRecord) -> bool:
    error = record.exc_info[1] if record.exc_info else None
    return not isinstance(error, HttpProcessingError)  # answered with 400, and no trouble of the bot's


@web.middleware
async def _by_its_own_name(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answers only who asks for this machine: a page that a browser here shows may ask by a name that leads here as well."""
    host = request.headers.get("Host", HOST)
    if host.rpartition(":")[0] not in NAMES and host not in NAMES:
        raise web.HTTPMisdirectedRequest(text=f"Ask for {HOST} or localhost.")
    return await handler(request)


def connected(client: Campsite) -> bool:
    """Whether events arrive: Discord has told all servers, and its socket is open."""
    return client.is_ready() and client.ws.open


def _verdict(faults: list[str], waiting: list[str] | None = None) -> web.Response:
    said = {"ok": not faults, "faults": faults, **({"waiting": waiting} if waiting else {})}
    return web.json_response(said, status=503 if faults else 200)


def _answers(tx: Tx) -> None:
    tx.connection.exec_driver_sql("SELECT 1 FROM installation LIMIT 1").all()


def _note(tx: Tx) -> None:
    keep(tx, WRITTEN, tx.now.isoformat())


def _backup_age(folder: Path) -> float:
    """In seconds; NaN when there is no backup."""
    return next((time.time() - made.timestamp() for made, _ in copies(folder)), math.nan)


def _sizes(database: Path) -> dict[str, int]:
    """The bytes of the database's files that are there."""
    sizes: dict[str, int] = {}
    for name, suffix in (("database", ""), ("log", "-wal")):
        with suppress(FileNotFoundError):
            sizes[name] = database.with_name(database.name + suffix).stat().st_size
    return sizes


@asynccontextmanager
async def open_port(client: Campsite, pulse: Pulse, port: int) -> AsyncGenerator[int]:
    """Answers on this port (0: any free one) within it; which port it is. Raises PortUnusable."""
    log.addFilter(_not_malformed)
    runner = web.AppRunner(
        WebPort(client, pulse).application(), access_log=None, logger=log, shutdown_timeout=1.0
    )
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, HOST, port).start()
        except OSError as error:
            raise PortUnusable(port, error) from error
        yield runner.addresses[0][1]
    finally:
        await runner.cleanup()
