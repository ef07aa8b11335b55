"""Processes that tests start and kill, forked by a nursery (see `soak.nursery`), for an import takes longer than they live.

A nursery has one child at a time; whoever needs one takes a nursery that is free, or opens another.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import Future
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]


class Child:
    """A bot that lives; like `asyncio.subprocess.Process` as far as tests need it."""

    def __init__(self, pid: int, code: Future[int]) -> None:
        self.pid = pid
        self._code = code

    def send_signal(self, number: signal.Signals) -> None:
        """Does nothing when it is dead already."""
        if not self._code.done():
            os.kill(self.pid, number)

    def kill(self) -> None:
        """SIGKILL: no goodbye, nothing flushed."""
        self.send_signal(signal.SIGKILL)

    async def wait(self) -> int:
        """Its exit code, or minus the signal that killed it; whoever gives up waiting may wait again."""
        return await asyncio.shield(asyncio.wrap_future(self._code))


class Nursery:
    """One process that forks children of a module."""

    def __init__(self, module: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "soak.nursery", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        atexit.register(self._close)

    def _pipes(self) -> tuple[IO[str], IO[str]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        return self._process.stdin, self._process.stdout

    def _close(self) -> None:
        orders, said = self._pipes()
        orders.close()  # and whoever lives dies with it
        self._process.wait()
        said.close()

    def bear(self, arguments: list[object], pid: Future[int], code: Future[int]) -> None:
        """Gives one order and waits until that child is dead."""
        orders, said = self._pipes()
        orders.write(f"{json.dumps(arguments)}\n")
        orders.flush()
        pid.set_result(int(said.readline()))
        code.set_result(int(said.readline()))


_free: dict[str, list[Nursery]] = {}


async def born(module: str, *arguments: object) -> Child:
    """A child that runs `live` of the module with these arguments, which go through JSON."""
    free = _free.setdefault(module, [])
    nursery = free.pop() if free else Nursery(module)
    pid, code = Future[int](), Future[int]()

    def life() -> None:
        nursery.bear(list(arguments), pid, code)
        free.append(nursery)

    threading.Thread(target=life, daemon=True, name="nursery").start()
    return Child(await asyncio.wrap_future(pid), code)
