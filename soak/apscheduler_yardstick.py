"""A yardstick only, nothing of Campsite: one persistent job of APScheduler for each reminder, the usual way to build it.

It is no strawman: jobs are never too late to run, its SQLite is tuned, and discord.py repeats what fails.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import create_engine, event

from playground.seam import seam

JOBS = "jobs.sqlite"
MODULE = "soak.apscheduler_yardstick"
DEFAULTS: dict[str, Any] = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class Reminding(discord.Client):
    """Sends what its jobs say."""

    current: Reminding
    """The one of this process: a job that is stored can only name a function of a module."""

    def __init__(self, folder: Path) -> None:
        super().__init__(intents=discord.Intents(guilds=True), guild_ready_timeout=0.1)
        self.jobs = scheduler(folder)
        Reminding.current = self

    async def on_ready(self) -> None:
        """From here on the jobs run."""
        if not self.jobs.running:
            self.jobs.start()


async def remind(channel_id: int, person_id: int) -> None:
    """A job."""
    mentions = discord.AllowedMentions(users=[discord.Object(person_id)])
    channel = Reminding.current.get_partial_messageable(channel_id)
    await channel.send(f"<@{person_id}> Code & coffee is in an hour.", allowed_mentions=mentions)


def store(folder: Path) -> SQLAlchemyJobStore:
    """Where the jobs are kept."""
    engine = create_engine(f"sqlite:///{folder / JOBS}")

    @event.listens_for(engine, "connect")
    def _(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")

    return SQLAlchemyJobStore(engine=engine)


def scheduler(folder: Path) -> AsyncIOScheduler:
    """A scheduler on the jobs in a folder."""
    return AsyncIOScheduler(timezone=UTC, job_defaults=DEFAULTS, jobstores={"default": store(folder)})


class Yardstick:
    """The jobs as they are seen from outside."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def plan(self, reminders: Iterable[tuple[datetime, int, int]]) -> None:
        """A job for each instant, channel and person."""
        jobs = scheduler(self._folder)
        jobs.start(paused=True)
        for instant, channel_id, person_id in reminders:
            jobs.add_job(remind, "date", run_date=instant, args=(channel_id, person_id))  # pyright: ignore[reportUnknownMemberType] - untyped library
        jobs.shutdown(wait=False)

    def left(self) -> int:
        """How many jobs there still are."""
        with closing(sqlite3.connect(self._folder / JOBS)) as connection:
            return connection.execute("SELECT count(*) FROM apscheduler_jobs").fetchone()[0]


def live(url: str, gateway_url: str, settings: Mapping[str, str]) -> int:
    """The yardstick's bot, until it is killed."""

    async def run() -> None:
        async with Reminding(Path(settings["CAMPSITE_DATA_DIR"])) as client:
            await client.start(settings["DISCORD_TOKEN"])

    with seam(url, gateway_url):
        asyncio.run(run())
    return 0
