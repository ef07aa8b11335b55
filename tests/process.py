"""The bot as a process of its own, on a playground elsewhere: what a test can kill. A nursery forks it.

What its clock shows is a file that holds the instant, or how many seconds it runs ahead of the machine's.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import zoneinfo
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path

from bot import clock as clock_module
from bot import logs, settings
from bot.clock import Clock
from bot.db import database
from bot.door import operate, prepare, run
from bot.features import FEATURES
from bot.lock import sole
from bot.operation import database_file
from playground.seam import seam

for feature in FEATURES:  # before the fork, not after each of them
    import_module(f"cogs.{feature}.cog")


class FileClock:
    """Shows what stands in a file, so that another process can turn it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def now(self) -> datetime:
        return datetime.fromisoformat(self._path.read_text()).astimezone(UTC)


class AheadClock:
    """Runs with the machine's clock, ahead of it."""

    def __init__(self, ahead: timedelta) -> None:
        self._ahead = ahead

    def now(self) -> datetime:
        return datetime.now(UTC) + self._ahead


def clock_of(argument: str) -> Clock:
    try:
        return AheadClock(timedelta(seconds=float(argument)))
    except ValueError:
        return FileClock(Path(argument))


def live(url: str, gateway_url: str, clock: str, environment: dict[str, str], errors: str) -> int:
    """Runs the bot as the nursery forks it; its exit code. Standard error goes to the end of the file `errors`."""
    with Path(errors).open("ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    os.environ.clear()
    os.environ.update(environment)
    zoneinfo.reset_tzpath(to=())
    chosen = settings.load(os.environ)
    logs.set_up(chosen.log_level, chosen.log_format, chosen.secrets)
    if chosen.log_level == logging.DEBUG:
        logging.getLogger("discord").setLevel(logging.DEBUG)  # to see that no secret gets through even so
    # The clock is turned from outside, and nobody tells us; nor does anybody when a file is deleted.
    clock_module.LONGEST_SLEEP = timedelta(seconds=0.5)
    database_file.LOOK_SECONDS = 0.2
    database.INSISTS_AFTER = 0.2

    def command() -> int:
        with sole(chosen.data_dir, chosen.database), seam(url, gateway_url):
            prepare(chosen)
            return asyncio.run(run(chosen, clock_of(clock)))

    return operate(chosen, command)
