"""A process that has imported the bot and forks `campsite run` whenever it is told to: a restart costs a fork.

Its arguments are a playground's addresses. A line on standard input holds the settings of the next bot, as JSON; it
answers with the bot's process id, and with an empty line when that bot is dead.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TextIO

import cogs.groups.cog
import cogs.meetups.cog  # noqa: F401 - as the line above: imported for those who are forked
from bot import __main__ as door
from bot.client import Campsite
from playground.seam import seam

AHEAD = "SOAK_AHEAD"
"""Among a bot's settings: how many seconds its clock runs ahead of the machine's."""


class AheadClock:
    """Runs with the machine's clock, ahead of it."""

    def __init__(self, seconds: float) -> None:
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC) + self._ahead


def live(url: str, gateway_url: str, environment: dict[str, str]) -> int:
    """What `campsite run` does with these settings; its exit code."""
    os.environ.update(environment)
    # Here are one or two servers; two seconds of waiting for more would be most of a short life.
    door.Campsite = partial(Campsite, ready_after=0.1)
    door.SystemClock = partial(AheadClock, float(environment.get(AHEAD, "0")))
    with seam(url, gateway_url):
        return door.main(["run"])


def wait(child: int, alive: int, orders: TextIO) -> None:
    """Until the child is dead; it is killed when nobody can give orders any more."""
    ready, _, _ = select.select([alive, orders], [], [])
    if alive not in ready:  # no order comes while a bot lives: this is the end of all orders
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(url: str, gateway_url: str) -> None:
    """Until standard input ends."""
    gc.freeze()
    while line := sys.stdin.readline():
        alive, held = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(alive)
            os._exit(live(url, gateway_url, json.loads(line)))
        os.close(held)
        print(child, flush=True)
        wait(child, alive, sys.stdin)
        os.close(alive)
        print(flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
