"""The painter: hands drawings to the process that makes pictures of them, and keeps the last pictures."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
from collections import OrderedDict
from contextlib import suppress
from hashlib import blake2b
from importlib.util import find_spec
from pathlib import Path
from typing import BinaryIO, cast

from bot.pictures import worker

log = logging.getLogger(__name__)

KEPT = 64
"""Pictures that are kept: a few megabytes."""

PATIENCE = 5.0
"""Seconds a picture may take in all, its wait for others and the start of the process included; it usually takes a tenth
of one."""

NEEDED = ("resvg_py", "uharfbuzz", "manimgx_fonts", "manimgx_fonts_cjk")
"""Without one of these there are no pictures, and everything is said in words."""


class NoPicture(Exception):
    """The picture cannot be made: what it shows is to be said in words."""


class Painter:
    """Makes pictures, in a process that is started ahead of them or with the first one, and again when it has died."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._process: subprocess.Popen[bytes] | None = None
        self._alone = asyncio.Lock()
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()

    async def start(self) -> None:
        """Starts the process before anybody waits: the fork holds the whole interpreter up for 15 ms or more."""
        with suppress(NoPicture):  # which is said again to whoever wants one
            async with self._alone:
                await asyncio.to_thread(self._running)

    async def paint(self, drawing: str) -> bytes:
        """The PNG of a drawing; the same drawing again costs nothing. Raises NoPicture."""
        key = blake2b(drawing.encode()).digest()
        if (kept := self._known(key)) is not None:
            return kept
        try:
            async with asyncio.timeout(self._patience), self._alone:
                if (kept := self._known(key)) is not None:  # somebody who waited before us wanted the same
                    return kept
                picture = await self._ask(drawing.encode())
                self._kept[key] = picture
        except TimeoutError:
            log.warning("a picture took more than %s s", self._patience)
            raise NoPicture from None
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return picture

    def _known(self, key: bytes) -> bytes | None:
        """A picture that is kept, which is then the last to go."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    async def _ask(self, drawing: bytes) -> bytes:
        starting = asyncio.ensure_future(asyncio.to_thread(self._running))
        try:
            process = await asyncio.shield(starting)
        except asyncio.CancelledError:
            with suppress(NoPicture):  # a start takes milliseconds, and whoever is next needs to know of it
                await starting
            raise
        asking = asyncio.ensure_future(asyncio.to_thread(self._exchange, process, drawing))
        try:
            return await asyncio.shield(asking)
        except asyncio.CancelledError:
            await asyncio.to_thread(self._kill)  # which ends the other thread's reading too
            with suppress(NoPicture):
                await asking
            raise

    def _exchange(self, process: subprocess.Popen[bytes], drawing: bytes) -> bytes:
        """In a thread, for it waits for the process."""
        try:
            worker.send(cast("BinaryIO", process.stdin), drawing)
            picture = worker.receive(cast("BinaryIO", process.stdout))
        except OSError as error:
            self._kill()
            log.warning("pictures cannot be made: %s", error)
            raise NoPicture from error
        if picture is None:
            self._kill()
            log.warning("the process that makes pictures has died")
        if not picture:
            raise NoPicture
        return picture

    def _running(self) -> subprocess.Popen[bytes]:
        """The process, started if there is none. Raises NoPicture where it cannot work."""
        if self._process is None:
            if missing := [name for name in NEEDED if find_spec(name) is None]:
                log.warning("pictures cannot be made without %s", ", ".join(missing))
                raise NoPicture
            try:
                self._process = subprocess.Popen(  # noqa: S603 - our own file, by our own interpreter
                    [sys.executable, "-I", str(Path(worker.__file__))],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    start_new_session=True,  # Ctrl-C is for the bot, which closes it
                )
            except OSError as error:
                log.warning("pictures cannot be made: %s", error)
                raise NoPicture from error
        return self._process

    def _kill(self) -> None:
        """In a thread, for it waits until the process is gone."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):  # what was still to be written goes nowhere
                        pipe.close()

    async def close(self) -> None:
        """Ends the process, if there is one."""
        if self._process is not None:
            await asyncio.to_thread(self._kill)
