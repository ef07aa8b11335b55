"""A client in a process of its own, so that only its CPU time is counted: asked and answering in lines of JSON."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

Verb = Callable[..., Awaitable[Any]]


class Client:
    """The measuring side of such a process."""

    def __init__(self, process: Process) -> None:
        self._process = process

    async def ask(self, verb: str, *facts: Any) -> Any:
        """Lets the client do something and waits for what it says. Raises RuntimeError when it has died."""
        stdin, stdout = self._process.stdin, self._process.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(json.dumps([verb, *facts]).encode() + b"\n")
        answer = await stdout.readline()
        if not answer:
            raise RuntimeError(f"the client ended at {verb!r}")
        return json.loads(answer)

    async def cpu(self) -> float:
        """Seconds of CPU time it has used so far, all its threads together."""
        return await self.ask("cpu")


@asynccontextmanager
async def started(module: str, **facts: str) -> AsyncGenerator[Client]:
    """A process that runs `module` (see `serve`), until the end of the block."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, json.dumps(facts), stdin=PIPE, stdout=PIPE, limit=1 << 24
    )
    try:
        yield Client(process)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        await process.wait()


async def serve(verbs: Mapping[str, Verb]) -> None:
    """The client's side: does what is asked on standard input until it ends."""

    async def cpu() -> float:
        return time.process_time()

    known: dict[str, Verb] = {"cpu": cpu, **verbs}
    while line := await asyncio.to_thread(sys.stdin.readline):
        verb, *facts = json.loads(line)
        print(json.dumps(await known[verb](*facts)), flush=True)
