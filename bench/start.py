"""From the start of the process to the first answered command, and what importing costs."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import time
from statistics import median

from bench.report import Figure, Report
from bot.invitation import PERMISSIONS
from playground import Application, Person, Playground

STARTS = 5
IMPORTS = 7
BARE = "import discord, discord.ext.commands"
CAMPSITE = "import bot.door, cogs.groups.cog, cogs.meetups.cog"
TIMED = "import time; begun = time.perf_counter(); {what}; print(time.perf_counter() - begun)"


async def start(report: Report) -> None:
    """Starts on a new data folder, then on the one that is there."""
    first: list[float] = []
    again: list[float] = []
    for _ in range(STARTS):
        with tempfile.TemporaryDirectory() as folder:
            async with Playground() as discord:
                app = discord.application("Campsite")
                guild = discord.guild("Learners")
                guild.invite(app, permissions=PERMISSIONS.value)
                ana = discord.person("Ana")
                ana.joins(guild)
                first.append(await _answered_after(report, discord, app, ana, folder))
                again.append(await _answered_after(report, discord, app, ana, folder))
    report.at_most("process start to first answered command", median(again), 2.0, " s")
    report.at_most("  the very first: tables made, commands registered", median(first), 2.0, " s")
    imports = [(await _imported(CAMPSITE), await _imported(BARE)) for _ in range(IMPORTS)]
    ratio = median(mine / theirs for mine, theirs in imports)
    report.show(
        Figure("importing the bot and its features against discord.py alone", f"{ratio:.2f} x"),
        Figure(
            "  milliseconds of both",
            f"{median(mine for mine, _ in imports) * 1e3:,.0f}, {median(theirs for _, theirs in imports) * 1e3:,.0f}",
        ),
    )


async def _answered_after(
    report: Report, discord: Playground, app: Application, person: Person, folder: str
) -> float:
    """Seconds until a started bot has answered its first command; it is stopped then."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CAMPSITE_")}
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.campsite_run", discord.url, discord.gateway_url),
        env={**own, "DISCORD_TOKEN": app.token, "CAMPSITE_DATA_DIR": folder, "CAMPSITE_LOG_LEVEL": "ERROR"},
    )
    try:
        await discord.ready(app)
        reply = await person.slash("/meetup list")
        seconds = time.perf_counter() - begun
    finally:
        process.terminate()
        await process.wait()
    if reply.failed:
        report.broken.append(f"the first command was not answered: {reply.failed}")
    return seconds


async def _imported(what: str) -> float:
    """Seconds that importing takes in a process of its own."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", TIMED.format(what=what), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await process.communicate()
    return float(said)
