"""Campsite itself on a playground: started on what it left behind, woken, stopped."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Coroutine, Generator
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy.exc import DBAPIError

from bot import settings
from bot.app import App, open_app
from bot.client import Campsite
from bot.db.installation import drop, keep
from bot.db.migrate import upgrade
from bot.errors import NothingSaved
from bot.settings import Settings
from playground import Application, Playground

PATIENCE = 20.0
"""Real seconds after which a bot that is still busy counts as stuck."""

ROOM = 256 * 1024
"""Characters that a disk with room for the bot's next steps takes."""


class Unwritable(Exception):
    """The bot's data cannot be written: in which folder, and why, in the system's words."""

    def __init__(self, folder: str, trouble: Exception) -> None:
        cause = trouble.__cause__ if isinstance(trouble, NothingSaved) else trouble
        if isinstance(cause, DBAPIError):
            cause = cause.orig
        self.folder = folder
        self.words = str(getattr(cause, "strerror", None) or cause or "it is in use")
        super().__init__(f"Nothing can be written into {folder}: {self.words}.")


class Stuck(Exception):
    """The bot does not come to an end with what is due, and nothing tells why."""


@contextmanager
def workplace() -> Generator[Path]:
    """A folder for the bot's data, which is gone afterwards. Raises Unwritable."""
    try:
        place = TemporaryDirectory(prefix="campsite-demo-")
    except OSError as error:  # there, or in each of the folders that would have done
        raise Unwritable(os.environ.get("TMPDIR", "/tmp"), error) from error  # noqa: S108 - only named
    with place as folder:
        yield Path(folder)


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

    @property
    def off(self) -> bool:
        """Whether it does not run: it was not started, or could not be."""
        return self._client is None

    async def start(self) -> None:
        """Starts it, and waits until it has done what is due. Raises Unwritable and Stuck."""
        try:
            await _whole(self._start())
        except NothingSaved as trouble:
            raise Unwritable(str(self._folder.parent), trouble) from trouble
        await self.settle()

    async def _start(self) -> None:
        chosen = settings.load({"CAMPSITE_DATA_DIR": str(self._folder)})
        async with AsyncExitStack() as closing:
            app = await self._open(chosen)
            closing.push_async_callback(app.database.close)
            closing.enter_context(self._discord.seam())
            client = Campsite(app, ready_after=0.02, redraw_pause=0.0)
            connected: list[asyncio.Task[None]] = []
            closing.push_async_callback(_leave, client, connected)
            await client.login(self._application.token)
            connected.append(asyncio.create_task(client.connect()))
            try:
                async with asyncio.timeout(PATIENCE):
                    await client.wait_until_ready()
            except TimeoutError:
                raise await self._trouble(app) from None
            self._running, self._client = closing.pop_all(), client

    async def _open(self, chosen: Settings) -> App:
        try:
            upgrade(chosen.database, chosen.data_dir / "backups")
            return await open_app(chosen, self._discord.clock)
        except (OSError, sqlite3.Error, DBAPIError) as error:
            raise Unwritable(str(self._folder.parent), error) from error

    async def stop(self) -> None:
        """Stops it as a server's shutdown does; harmless when it is not running."""
        running, self._running, self._client = self._running, None, None
        if running is not None:
            await _whole(running.aclose())

    async def settle(self) -> None:
        """Waits until it has done everything that is due; a bot that is off has nothing to do.

        Raises Unwritable and Stuck.
        """
        if self._client is None:
            return
        try:
            async with asyncio.timeout(PATIENCE):
                self._client.worker.wake()
                await self._client.worker.settled()
        except TimeoutError:
            raise await self._trouble(self._client.app) from None

    async def check(self) -> None:
        """Raises Unwritable if that is why a running bot does not do as it should."""
        if self._client and isinstance(trouble := await self._trouble(self._client.app), Unwritable):
            raise trouble

    async def _trouble(self, app: App) -> Unwritable | Stuck:
        """What keeps the bot from its work."""
        try:
            await app.database.write(None, keep, "room", " " * ROOM)
            await app.database.write(None, drop, "room")
        except NothingSaved as trouble:
            return Unwritable(str(self._folder.parent), trouble)
        return Stuck(f"The bot is not done after {PATIENCE:.0f} seconds.")


async def _whole(work: Coroutine[Any, Any, None]) -> None:
    """Does something to its end, even when the demo is left meanwhile: half a start could not be tidied up."""
    doing = asyncio.ensure_future(work)
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.gather(doing, return_exceptions=True)
        raise


async def _leave(client: Campsite, connected: list[asyncio.Task[None]]) -> None:
    await client.close()
    await asyncio.gather(*connected, return_exceptions=True)
