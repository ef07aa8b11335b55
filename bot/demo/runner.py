"""Campsite itself on a playground: started on what it left behind, woken, stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

from bot import settings
from bot.app import open_app
from bot.client import Campsite
from bot.db.migrate import upgrade
from playground import Application, Playground

PATIENCE = 20.0
"""Real seconds after which a bot that is still busy counts as stuck."""


class Runner:
    """Runs the bot of an application, as often as it is started, on the data in one folder."""

    def __init__(self, discord: Playground, application: Application, folder: Path) -> None:
        self._discord = discord
        self._application = application
        self._folder = folder
        self._running: AsyncExitStack | None = None
        self._client: Campsite | None = None

    @property
    def client(self) -> Campsite:
        """The running bot."""
        assert self._client is not None
        return self._client

    async def start(self) -> None:
        """Starts it, and waits until it has done what is due."""
        await _whole(self._start())
        await self.settle()

    async def _start(self) -> None:
        chosen = settings.load({"CAMPSITE_DATA_DIR": str(self._folder)})
        upgrade(chosen.database, chosen.data_dir / "backups")
        async with AsyncExitStack() as closing:
            app = await open_app(chosen, self._discord.clock)
            closing.push_async_callback(app.database.close)
            closing.enter_context(self._discord.seam())
            client = Campsite(app, ready_after=0.02, redraw_pause=0.0)
            await client.login(self._application.token)
            connected = asyncio.create_task(client.connect())
            closing.push_async_callback(_leave, client, connected)
            async with asyncio.timeout(PATIENCE):
                await client.wait_until_ready()
            self._running, self._client = closing.pop_all(), client

    async def stop(self) -> None:
        """Stops it as a server's shutdown does; harmless when it is not running."""
        running, self._running, self._client = self._running, None, None
        if running is not None:
            await _whole(running.aclose())

    async def settle(self) -> None:
        """Waits until it has done everything that is due; a bot that is off has nothing to do. Raises TimeoutError."""
        if self._client is None:
            return
        async with asyncio.timeout(PATIENCE):
            self._client.worker.wake()
            await self._client.worker.settled()


async def _whole(work: Coroutine[Any, Any, None]) -> None:
    """Does something to its end, even when the demo is left meanwhile: half a start could not be tidied up."""
    doing = asyncio.ensure_future(work)
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.gather(doing, return_exceptions=True)
        raise


async def _leave(client: Campsite, connected: asyncio.Task[None]) -> None:
    await client.close()
    await asyncio.gather(connected, return_exceptions=True)
