"""The stage: a playground with Campsite in it, on a clock turned by hand, in a folder that is gone afterwards."""

from __future__ import annotations

import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import App
from bot.demo.runner import Runner, workplace
from bot.invitation import PERMISSIONS
from playground import Channel, Clock, Message, Person, Playground
from playground.terminal import Viewer

ZONE = "Europe/Paris"
"""Where the story takes place: its dates are meant there."""


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
        self._runner = Runner(world, self.application, folder)
        self._people = {part: self._comes(part) for part in cast}
        self._told = dict.fromkeys(self._people, 0)
        self.faults: list[str] = []
        """What the bot logged as an error."""

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
        return self._runner.client.app

    async def start(self) -> None:
        """Starts the bot on what it left behind, and waits until it has done what is due."""
        await self._runner.start()
        self.restarts += 1

    async def stop(self) -> None:
        """Stops the bot as a server's shutdown does; harmless when it is not running."""
        await self._runner.stop()

    async def turn(self, until: datetime) -> None:
        """Lets time pass; a bot that runs does what falls due."""
        self.discord.clock.turn_to(until)
        await self.settle()

    async def passes(self, span: timedelta) -> None:
        """Lets a while pass."""
        await self.turn(self.discord.clock.now() + span)

    async def settle(self) -> None:
        """Waits until a running bot has done everything that is due. Raises Unwritable and Stuck."""
        await self._runner.settle()


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
    with workplace() as folder:
        async with Playground(Clock(moment(begins))) as world:
            stage = Stage(world, folder, cast)
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
