"""A server of a hundred thousand members against one of a hundred, members intent on: neither start nor memory may care.

Then five hundred who come in at once: one line, and no request that Discord refuses as too fast.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from typing import NamedTuple

from bench.report import Figure, Report
from bot.invitation import PERMISSIONS
from playground import Guild, Person, Playground
from playground.world.guilds import NO_JOIN_MESSAGES

FEW, MANY = 100, 100_000
ROUNDS = 5
REST = 2.0
"""Seconds after the first answer in which everything that Discord brings has been taken in."""
RAID = 500
PATIENCE = 120.0
"""Seconds within which the line about a raid is expected; it is complete half a minute after the last has come."""


class Start(NamedTuple):
    """What it takes until a process has given its first answer."""

    seconds: float
    cpu: float
    """Seconds in which the process itself has worked, the first moments of rest included: other work of the machine,
    and of Discord's stand-in, is not in it."""
    memory: float
    """Its resident memory in MB."""


class Town:
    """A Discord with one server of so many members, and a folder for the bot's data."""

    def __init__(self, discord: Playground, folder: Path, count: int) -> None:
        self.discord = discord
        self.app = discord.application("Campsite", ["members"])
        self.folder = folder
        self.guild = discord.guild("Learners")
        self.guild.system_channel_flags = NO_JOIN_MESSAGES
        self.ana = discord.person("Ana")
        self.ana.joins(self.guild)
        while len(self.guild.members) < count - 1:
            discord.person(f"M{len(self.guild.members)}").joins(self.guild)
        self.guild.invite(self.app, permissions=PERMISSIONS.value)
        self.guild.system_channel_flags = 0

    @asynccontextmanager
    async def bot(self) -> AsyncGenerator[int]:
        """The bot in a process of its own, ready; its process id."""
        own = {name: value for name, value in os.environ.items() if not name.startswith("CAMPSITE_")}
        settings = {
            "DISCORD_TOKEN": self.app.token,
            "CAMPSITE_DATA_DIR": str(self.folder),
            "CAMPSITE_LOG_LEVEL": "ERROR",
            "CAMPSITE_MEMBERS_INTENT": "on",
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.campsite_run", self.discord.url, self.discord.gateway_url),
            env={**own, **settings},
        )
        try:
            await self.discord.ready(self.app, 30)
            yield process.pid
        finally:
            process.terminate()
            await process.wait()

    async def weighed(self) -> Start:
        """A start of the bot up to its first answer."""
        begun = time.perf_counter()
        async with self.bot() as pid:
            await self.ana.slash("/meetup list")
            seconds = time.perf_counter() - begun
            await asyncio.sleep(REST)
            return Start(seconds, _worked(pid), _resident(pid))


async def members(report: Report) -> None:
    """Both servers, start by start in turn; then the raid, on real clocks."""
    found: dict[int, list[Start]] = {FEW: [], MANY: []}
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        towns = {
            count: Town(await stack.enter_async_context(Playground()), folder / str(count), count)
            for count in found
        }
        for town in towns.values():
            await town.weighed()  # the very first start makes the tables and registers the commands
        for _ in range(ROUNDS):
            for count, town in towns.items():
                found[count].append(await town.weighed())
        seconds = {count: median(one.seconds for one in found[count]) for count in found}
        cpu = {count: median(one.cpu for one in found[count]) for count in found}
        memory = {count: median(one.memory for one in found[count]) for count in found}
        report.at_most(
            f"start to first answer, CPU: {MANY:,} members against {FEW}", cpu[MANY] / cpu[FEW], 1.2, " x"
        )
        report.show(
            Figure("  milliseconds of CPU of both", f"{cpu[MANY] * 1e3:,.0f}, {cpu[FEW] * 1e3:,.0f}"),
            Figure("  milliseconds on the clock", f"{seconds[MANY] * 1e3:,.0f}, {seconds[FEW] * 1e3:,.0f}"),
            Figure("  megabytes of both after it", f"{memory[MANY]:.1f}, {memory[FEW]:.1f}"),
        )
        report.at_most("  more memory after it", memory[MANY] - memory[FEW], 2.0, " MB")
        await _raid(report, towns[MANY])


async def _raid(report: Report, town: Town) -> None:
    async with town.bot() as pid:
        before, weight = len(town.discord.requests), _resident(pid)
        begun = time.perf_counter()
        crowd: list[Person] = town.discord.raid(town.guild, RAID)
        await town.discord.until(lambda: _welcomed(town.guild) == len(crowd), PATIENCE)
        report.show(
            Figure(
                f"{RAID} come in at once: seconds until one line says so",
                f"{time.perf_counter() - begun:.0f}",
            ),
            Figure("  more megabytes then", f"{_resident(pid) - weight:.1f}"),
        )
        of_bot = [message for message in town.guild.first_channel.messages if message.buttons]
        report.fact("  lines that welcome them", len(of_bot), 1)
        report.fact("  requests refused as too fast", len(town.discord.requests.limited), 0)
        report.at_most("  requests in all", len(town.discord.requests) - before, 10, "")


def _welcomed(guild: Guild) -> int:
    """How many people the bot's line says have come in."""
    lines = [message.text for message in guild.first_channel.messages if message.buttons]
    return int(lines[-1].split()[0]) if lines and lines[-1][0].isdigit() else 0


def _worked(pid: int) -> float:
    """Seconds of CPU a process has used. Source: Linux, proc_pid_stat(5), utime and stime in clock ticks."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _resident(pid: int) -> float:
    """Megabytes of memory that a process really has. Source: Linux, proc_pid_status(5), VmRSS in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024
