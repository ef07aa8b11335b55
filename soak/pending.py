"""A million notices to come: what they cost a start, in time and in memory, against none."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from bench import ground
from bench.ground import NOTICE, fill
from bench.report import Figure, Report
from bot.db.migrate import upgrade
from bot.invitation import PERMISSIONS
from bot.settings import DATABASE_NAME
from cogs.meetups.rules import HOUR_BEFORE
from playground import Application, Person, Playground

ROWS = 1_000_000
ROUNDS = 7
REST = 4.0
"""Seconds after the first answer by which the outbox has looked at what there is."""


async def pending(report: Report, rows: int = ROWS) -> None:
    """Both, start by start in turn; each is asked a command, then left alone, then weighed."""
    with tempfile.TemporaryDirectory(prefix="campsite-soak-") as folder:
        none, many = Path(folder, "none"), Path(folder, "many")
        for data_dir in (none, many):
            upgrade(data_dir / DATABASE_NAME, data_dir / "backups")
        begun = time.monotonic()
        _plan(many / DATABASE_NAME, rows)
        report.show(
            Figure(f"  {rows:,} written by hand in", f"{time.monotonic() - begun:,.0f} s"),
            Figure("  the database then", f"{(many / DATABASE_NAME).stat().st_size / 1e6:,.0f} MB"),
        )
        figures: dict[Path, list[tuple[float, float]]] = {none: [], many: []}
        async with Playground() as discord:
            app = discord.application("Campsite")
            guild = discord.guild("Learners")
            guild.invite(app, permissions=PERMISSIONS.value)
            ana = discord.person("Ana")
            ana.joins(guild)
            for data_dir in (none, many):
                await _weighed(discord, app, ana, data_dir)  # the very first start registers the commands
            for _ in range(ROUNDS):
                for data_dir in (none, many):
                    figures[data_dir].append(await _weighed(discord, app, ana, data_dir))
        report.show(
            *(
                Figure(
                    f"  median start, median memory with {name}",
                    f"{median(seconds for seconds, _ in found) * 1e3:,.0f} ms, {median(mb for _, mb in found):.1f} MB",
                )
                for name, found in (("none", figures[none]), (f"{rows:,}", figures[many]))
            )
        )
        with closing(sqlite3.connect(many / DATABASE_NAME)) as connection:
            [(still,)] = connection.execute("SELECT count(*) FROM notices WHERE fate = 'pending'").fetchall()
        report.fact("  notices that still wait for their time", still, rows)
        pairs = list(zip(figures[none], figures[many], strict=True))
        for what, more, most, unit in (
            ("longer until the first answer", median(b[0] - a[0] for a, b in pairs) * 1e3, 100, " ms"),
            ("more memory", median(b[1] - a[1] for a, b in pairs), 5, " MB"),
        ):
            if not report.at_most(what, more, most, unit):
                report.broken.append(f"{what}: {more:.1f}{unit}")


async def _weighed(
    discord: Playground, app: Application, person: Person, data_dir: Path
) -> tuple[float, float]:
    """Seconds from the start of a process to its first answer, and its resident memory in MB a little later."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("CAMPSITE_")}
    settings = {"DISCORD_TOKEN": app.token, "CAMPSITE_DATA_DIR": str(data_dir), "CAMPSITE_LOG_LEVEL": "ERROR"}
    begun = time.perf_counter()
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.campsite_run", discord.url, discord.gateway_url),
        env={**own, **settings},
    )
    try:
        await discord.ready(app, 30)
        reply = await person.slash("/meetup list")
        seconds = time.perf_counter() - begun
        assert not reply.failed
        await asyncio.sleep(REST)
        return seconds, _resident(process.pid)
    finally:
        process.terminate()
        await process.wait()


def _resident(pid: int) -> float:
    """Megabytes of memory that a process really has. Source: Linux, proc_pid_status(5), VmRSS in kB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    [line] = [line for line in lines if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024


def _plan(database: Path, rows: int) -> None:
    """One notice a second from tomorrow on, each about a meetup of its own."""
    tomorrow = datetime.now(UTC) + timedelta(days=1)

    def instant(number: int) -> datetime:
        return tomorrow + timedelta(seconds=number)

    fill(
        database,
        "notices",
        NOTICE,
        (
            ground.pending(HOUR_BEFORE, number, number, instant(number), instant(number))
            for number in range(1, rows + 1)
        ),
    )
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
