"""A playground with a bot in a process of its own, on real clocks, which is killed again and again."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from types import TracebackType
from typing import Any, Self

from bot.db.migrate import upgrade
from bot.invitation import PERMISSIONS
from bot.settings import DATABASE_NAME
from playground import Playground
from playground.people.person import Person
from soak.campsite import AHEAD, LAST_CHANCE_AFTER, MODULE

START_SECONDS = 30.0
"""How long a start may take on a busy machine."""


class Camp:
    """One server and one bot that can be killed, inside `async with`; the data folder is gone afterwards."""

    def __init__(self, seed: int = 0, module: str = MODULE, last_chance: timedelta | None = None) -> None:
        """`module` is the bot's: another one than ours, maybe.

        `last_chance` is what the quarantine waits before one: longer than a storm of kills, and as in earnest
        if it is None.
        """
        self.random = Random(seed)
        self.discord = Playground()
        self.application = self.discord.application("Campsite")
        self.guild = self.discord.guild("Learners")
        self.guild.invite(self.application, permissions=PERMISSIONS.value)
        self.starts: list[float] = []
        """Seconds that each start took until the bot's session was ready."""
        self.kills = 0
        self._module = module
        self._last_chance = last_chance
        self._ahead = timedelta(0)
        self._nursery: Process | None = None
        self._bot: int | None = None
        self._folder = tempfile.TemporaryDirectory(prefix="campsite-soak-")
        self.data_dir = Path(self._folder.name)

    @property
    def database(self) -> Path:
        """The bot's database."""
        return self.data_dir / DATABASE_NAME

    @property
    def log(self) -> Path:
        """What the bot wrote to standard error, all its lives together."""
        return self.data_dir / "log"

    def people(self, count: int, name: str = "Member") -> list[Person]:
        """So many members of the server."""
        found = [self.discord.person(f"{name} {number}") for number in range(1, count + 1)]
        for person in found:
            person.joins(self.guild)
        return found

    def turn(self, span: timedelta) -> None:
        """Turns the playground's clock ahead, and the bot's from its next start on."""
        self.discord.clock.turn(span)
        self._ahead += span

    async def __aenter__(self) -> Self:
        upgrade(self.database, self.data_dir / "backups")
        await self.discord.__aenter__()
        with self.log.open("ab") as log:
            self._nursery = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "soak.nursery", self._module),
                stdin=PIPE,
                stdout=PIPE,
                stderr=log,
            )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._nursery is not None
        assert self._nursery.stdin is not None
        self._nursery.stdin.close()  # and the bot dies with it
        await self._nursery.wait()
        try:
            await self.discord.__aexit__(kind, error, trace)
        finally:
            self._folder.cleanup()

    async def _said(self) -> str:
        assert self._nursery is not None
        assert self._nursery.stdout is not None
        line = await self._nursery.stdout.readline()
        if not line:
            raise RuntimeError(f"the nursery ended: {self.log.read_text()[-2000:]}")
        return line.decode().strip()

    async def start(self) -> None:
        """Starts the bot; returns when its session is ready."""
        assert self._nursery is not None
        assert self._nursery.stdin is not None
        settings = {
            "DISCORD_TOKEN": self.application.token,
            "CAMPSITE_DATA_DIR": str(self.data_dir),
            "CAMPSITE_LOG_LEVEL": "ERROR",
            AHEAD: str(self._ahead.total_seconds()),
        }
        if self._last_chance is not None:
            settings[LAST_CHANCE_AFTER] = str(self._last_chance.total_seconds())
        begun = time.perf_counter()
        self.application.identifies.clear()  # a bot that is killed a thousand times a day would lose its token
        order = json.dumps([self.discord.url, self.discord.gateway_url, settings])
        self._nursery.stdin.write(order.encode() + b"\n")
        self._bot = int(await self._said())
        await self.discord.ready(self.application, START_SECONDS)
        self.starts.append(time.perf_counter() - begun)

    async def kill(self) -> None:
        """SIGKILL: no goodbye, nothing flushed."""
        assert self._bot is not None
        os.kill(self._bot, signal.SIGKILL)
        self._bot = None
        self.kills += 1
        await self._said()
        hub = self.discord.hub
        await self.discord.until(
            lambda: not any(session.connection for session in hub.sessions_of(self.application)),
            START_SECONDS,
        )

    async def lives(self, count: int, shortest: float, longest: float) -> None:
        """So many lives, each killed between `shortest` and `longest` seconds after its session was ready."""
        for _ in range(count):
            await self.start()
            await self.sleep(shortest, longest)
            await self.kill()

    async def sleep(self, shortest: float, longest: float) -> None:
        """Waits for some time between so many seconds."""
        await asyncio.sleep(self.random.uniform(shortest, longest))

    async def until(self, holds: Callable[[], object], seconds: float) -> bool:
        """Whether something holds within so many seconds; it is looked at twice a second."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():  # noqa: ASYNC110 - a database on the disk tells nobody
                    await asyncio.sleep(0.5)
        except TimeoutError:
            return False
        return True

    def rows(self, sql: str, *values: Any) -> list[Sequence[Any]]:
        """What the database on the disk says, whoever else has it open."""
        with closing(
            sqlite3.connect(f"{self.database.as_uri()}?mode=ro", uri=True, timeout=30)
        ) as connection:
            return connection.execute(sql, values).fetchall()

    def sound(self) -> bool:
        """Whether every page and every reference of the database is as it should be."""
        return self.rows("PRAGMA integrity_check") == [("ok",)] and not self.rows("PRAGMA foreign_key_check")

    def faults(self) -> list[str]:
        """The lines that the bot logged as errors."""
        return [
            line for line in self.log.read_text().splitlines() if " ERROR " in line or " CRITICAL " in line
        ]
