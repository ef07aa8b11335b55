"""A process that has imported a bot and forks one whenever it is told to: a restart costs a fork.

Its argument is the bot's module. A line on standard input holds, as JSON, what the module's function `live` takes; it
runs the bot and returns its exit code. The nursery answers with the bot's process id, and when that bot is dead with
its exit code, or minus the signal that killed it.
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


def wait(child: int, alive: int, orders: TextIO) -> int:
    """Until the child is dead; it is killed when nobody can give orders any more. Its exit code."""
    ready, _, _ = select.select([alive, orders], [], [])
    if alive not in ready:  # no order comes while a bot lives: this is the end of all orders
        os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def main(module: str) -> None:
    """Until standard input ends."""
    live = import_module(module).live
    gc.freeze()
    while line := sys.stdin.readline():
        alive, held = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(alive)
            os._exit(live(*json.loads(line)))
        os.close(held)
        print(child, flush=True)
        print(wait(child, alive, sys.stdin), flush=True)
        os.close(alive)


if __name__ == "__main__":
    main(*sys.argv[1:])
