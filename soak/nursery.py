"""A process that has imported a bot and forks one whenever it is told to: a restart costs a fork.

Its arguments are the bot's module and a playground's addresses. A line on standard input holds the settings of the next
bot, as JSON; it answers with the bot's process id, and with an empty line when that bot is dead. The module has a
function `live(url, gateway_url, settings)` that runs the bot and returns its exit code.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
from importlib import import_module
from typing import TextIO


def wait(child: int, alive: int, orders: TextIO) -> None:
    """Until the child is dead; it is killed when nobody can give orders any more."""
    ready, _, _ = select.select([alive, orders], [], [])
    if alive not in ready:  # no order comes while a bot lives: this is the end of all orders
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def main(module: str, url: str, gateway_url: str) -> None:
    """Until standard input ends."""
    live = import_module(module).live
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
