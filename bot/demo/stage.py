"""The stage: a playground with Campsite in it, on a clock turned by hand, in a folder that is gone afterwards."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Coroutine, Iterable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from zoneinfo import ZoneInfo

from bot import settings
from bot.app import App, open_app
from bot.client import Campsite
from bot.db.migrate import upgrade
from bot.invitation import PERMISSIONS
from playground import Channel, Clock, Message, Person, Playground
from playground.terminal import Viewer

ZONE = "Europe/Paris"
"""Where the story takes place: its dates are meant there."""

PATIENCE = 20.0
"""Real seconds after which a bot that is still busy counts as stuck."""


@dataclass(frozen=True)
class Part:
    """Somebody in the story: what they are called, which language their app is in, where their clock stands."""

    name: str
    locale: str = "en-US"
    zone: str = ZONE
    manages_server: bool = False


class Stage:
    """The playground while a story is played in it. `restarts` counts how often the bot came back."""

    def __init__(self, world: Playground, folder: Path, cast: Iterable[Part]) -> None:
        self.discord = world
        self.discord.rate_limits.off()
        self.application = world.application("Campsite")
        self.server = world.guild("Learners")
        self.server.invite(self.application, permissions=PERMISSIONS.value)
        self.restarts = -1
        self.acts = 0
        self.began_at = world.clock.now()
        self._folder = folder
        self._people = {part: self._comes(part) for part in cast}
        self._told = dict.fromkeys(self._people, 0)
        self.faults: list[str] = []
        """What the bot logged as an error."""
        self._running: AsyncExitStack | None = None
        self._client: Campsite | None = None

    def _comes(self, part: Part) -> Person:
        person = self.discord.person(part.name, part.locale)
        person.joins(self.server)
        if part.manages_server:
            self.server.grant(person, "manage_guild")
        return person

    # People and places

    def person(self, part: Part) -> Person:
        """Who plays a part."""
        return self._people[part]

    def viewer(self, part: Part) -> Viewer:
        """The eyes of who plays a part."""
        return Viewer(self._people[part], part.zone)

    def channel(self, name: str) -> Channel:
        """A channel by its name. Raises LookupError."""
        return self.server.channel(name)

    @property
    def people(self) -> list[Person]:
        """Everybody in the story."""
        return list(self._people.values())

    def calls(self) -> dict[Part, list[Message]]:
        """What mentioned people since this was last asked; only those who were mentioned."""
        found: dict[Part, list[Message]] = {}
        for part, person in self._people.items():
            if fresh := person.notifications[self._told[part] :]:
                found[part] = fresh
            self._told[part] = len(person.notifications)
        return found

    # The bot

    @property
    def app(self) -> App:
        """The running bot's ground."""
        assert self._client is not None
        return self._client.app

    async def start(self) -> None:
        """Starts the bot on what it left behind, and waits until it has done what is due."""
        await _whole(self._start())
        self.restarts += 1
        await self.settle()

    async def _start(self) -> None:
        chosen = settings.load({"CAMPSITE_DATA_DIR": str(self._folder)})
        upgrade(chosen.database, chosen.data_dir / "backups")
        async with AsyncExitStack() as closing:
            app = await open_app(chosen, self.discord.clock)
            closing.push_async_callback(app.database.close)
            closing.enter_context(self.discord.seam())
            client = Campsite(app, ready_after=0.02)
            await client.login(self.application.token)
            connected = asyncio.create_task(client.connect())
            closing.push_async_callback(_leave, client, connected)
            async with asyncio.timeout(PATIENCE):
                await client.wait_until_ready()
            self._running, self._client = closing.pop_all(), client

    async def stop(self) -> None:
        """Stops the bot as a server's shutdown does; harmless when it is not running."""
        running, self._running, self._client = self._running, None, None
        if running is not None:
            await _whole(running.aclose())

    async def turn(self, until: datetime) -> None:
        """Lets time pass; a bot that runs does what falls due."""
        self.discord.clock.turn_to(until)
        await self.settle()

    async def passes(self, span: timedelta) -> None:
        """Lets a while pass."""
        await self.turn(self.discord.clock.now() + span)

    async def settle(self) -> None:
        """Waits until a running bot has done everything that is due. Raises TimeoutError."""
        if self._client is None:
            return
        async with asyncio.timeout(PATIENCE):
            self._client.worker.wake()
            await self._client.worker.settled()


async def _whole(work: Coroutine[Any, Any, None]) -> None:
    """Does something to its end, even when the story is left meanwhile: half a start could not be tidied up."""
    doing = asyncio.ensure_future(work)
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.gather(doing, return_exceptions=True)
        raise


async def _leave(client: Campsite, connected: asyncio.Task[None]) -> None:
    await client.close()
    await asyncio.gather(connected, return_exceptions=True)


class _Faults(logging.Handler):
    """Keeps what is logged as an error, for a story must not go on over a broken bot."""

    def __init__(self, lines: list[str]) -> None:
        super().__init__(logging.ERROR)
        self._lines = lines

    def emit(self, record: logging.LogRecord) -> None:
        self._lines.append(record.getMessage())


@asynccontextmanager
async def opened(cast: Iterable[Part], begins: str) -> AsyncGenerator[Stage]:
    """A stage with the bot running on it; in the end nothing of it is left, neither running nor on disk."""
    with TemporaryDirectory(prefix="campsite-demo-") as folder:
        async with Playground(Clock(moment(begins))) as world:
            stage = Stage(world, Path(folder), cast)
            listening = _Faults(stage.faults)
            logging.getLogger().addHandler(listening)
            try:
                await stage.start()
                yield stage
            finally:
                await stage.stop()
                logging.getLogger().removeHandler(listening)


def moment(text: str) -> datetime:
    """The instant of "2026-11-20 10:00" in the story's zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(ZONE))
