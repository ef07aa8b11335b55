"""A playground whose bot runs in a process of its own, so that it can be killed at any point."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from bot.invitation import PERMISSIONS
from playground import Clock, Playground
from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.messages import Message
from tests.builders import FRIDAY_MORNING
from tests.nursery import Child, born


class Village:
    """One server, one organizer and a bot that can be killed, inside `async with`."""

    def __init__(self, data_dir: Path, *, log: Path | None = None, **settings: str) -> None:
        """Its clock stands until it is turned. `settings` are the bot's own, `log` is where it logs to.

        Without one it logs beside the data folder.
        """
        self.data_dir = data_dir
        self._log = log or data_dir.with_name(f"{data_dir.name}.log")
        self._settings = settings
        self._clock_file = data_dir / "clock"
        self._ahead: timedelta | None = None
        self.discord = Playground(Clock(FRIDAY_MORNING))
        self.discord.rate_limits.off()
        self.discord.patience = 15.0
        self.campsite = self.discord.application("Campsite")
        self.guild = self.discord.guild("Learners")
        self.guild.invite(self.campsite, permissions=PERMISSIONS.value)
        self.olga = self.member("Olga", "manage_guild")
        self.process: Child | None = None

    def member(self, name: str, *permissions: str) -> Person:
        person = self.discord.person(name)
        person.joins(self.guild)
        if permissions:
            self.guild.grant(person, *permissions)
        return person

    async def __aenter__(self) -> Self:
        await self.discord.__aenter__()
        await self.start()
        return self

    async def __aexit__(self, *what: object) -> None:
        if self.process is not None:
            await self.kill()
        await self.discord.__aexit__(None, None, None)

    async def start(self) -> None:
        """Starts the process and waits until its session is ready."""
        await self.begin()
        await self.discord.ready(self.campsite, seconds=30)

    async def begin(self, token: str | None = None) -> None:
        """Starts the process, with some other token if one is given, and leaves it to itself."""
        self._write_clock()
        self.process = await self._spawn(token or self.campsite.token)

    async def ends(self) -> int:
        """Waits until the process has ended by itself; the exit code."""
        assert self.process is not None
        async with asyncio.timeout(60):
            code = await self.process.wait()
        self.process = None
        return code

    def logged(self) -> str:
        """What the bot has logged so far."""
        return self._log.read_text(encoding="utf-8")

    async def run_until_it_stops(self, token: str) -> tuple[int, list[str]]:
        """Starts the process with some token and waits for its end: exit code, and what it wrote to standard error."""
        self._write_clock()
        process = await self._spawn(token)
        async with asyncio.timeout(60):
            code = await process.wait()
        return code, self.logged().splitlines()

    async def _spawn(self, token: str) -> Child:
        with self._log.open("ab"):
            pass  # there is a log from now on, if an empty one
        environment = {
            "PATH": os.environ["PATH"],
            "DISCORD_TOKEN": token,
            "CAMPSITE_DATA_DIR": str(self.data_dir),
            "CAMPSITE_LOG_LEVEL": "WARNING",
            **self._settings,
        }
        clock = str(self._clock_file if self._ahead is None else self._ahead.total_seconds())
        return await born(
            "tests.process", self.discord.url, self.discord.gateway_url, clock, environment, str(self._log)
        )

    async def kill(self) -> None:
        """SIGKILL: no goodbye, nothing flushed."""
        assert self.process is not None
        self.process.kill()
        await self.process.wait()
        self.process = None
        # Until its session is gone the next `ready` would see the dead one.
        await self.until(lambda: not any(s.connection for s in self.discord.hub.sessions_of(self.campsite)))

    async def terminate(self) -> int:
        """SIGTERM, as an operator stops it; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(60):
            code = await self.process.wait()
        self.process = None
        return code

    def turn(self, span: timedelta) -> None:
        """Turns the clock of the playground and of the process; the process looks at it at its next tick."""
        self.discord.clock.turn(span)
        self._write_clock()

    def let_the_clock_run(self, instant: datetime) -> None:
        """From the next start on, the process's clock runs by itself, from about this instant."""
        self.discord.clock.turn_to(instant)
        self._ahead = instant - datetime.now(UTC)

    def _write_clock(self) -> None:
        fresh = self._clock_file.with_suffix(".new")
        fresh.write_text(self.discord.clock.now().isoformat())
        fresh.replace(self._clock_file)  # the process never reads half an instant

    async def until(self, holds: Callable[[], object]) -> None:
        """Waits until something holds; a process that starts on a busy machine takes its time."""
        await self.discord.until(holds, seconds=30)

    async def time_passes_until(
        self, holds: Callable[[], object], *, step: timedelta = timedelta(seconds=5)
    ) -> None:
        """Turns the clock on and on, by `step`, until something holds."""
        async with asyncio.timeout(60):
            while not holds():
                self.turn(step)
                await asyncio.sleep(0.3)

    async def group(self) -> Channel:
        """Founds Lyon; its channel."""
        await self.olga.slash("/group create", in_=self.guild.first_channel, name="Lyon")
        await self.until(lambda: self.guild.has_channel("lyon") and self.guild.channel("lyon").messages)
        self.olga.goes_to(self.guild.channel("lyon"))
        return self.guild.channel("lyon")

    async def meetup(self, channel: Channel, when: str, **options: str | int) -> Message:
        """Plans a meetup; its card, with its thread open."""
        before = len(channel.messages)
        reply = await self.olga.slash("/meetup schedule", in_=channel, when=when, **options)
        assert " is planned for " in reply.text
        await self.until(lambda: len(channel.messages) > before and channel.messages[-1].thread)
        return channel.messages[-1]
