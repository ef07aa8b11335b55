"""The database: a transaction is a plain function that runs whole in the database's own thread.

One connection writes, one reads; each is aiosqlite's, on aiosqlite's thread, and SQLAlchemy's Core runs on top of it
without an await in between. So nothing interleaves with a transaction and no cancellation leaves half of one.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import aiosqlite
from sqlalchemy import Connection, NullPool, create_engine
from sqlalchemy.exc import DBAPIError

from bot.clock import Clock
from bot.db.tx import Tx
from bot.errors import NothingSaved
from bot.signals import Signals

log = logging.getLogger(__name__)

P = ParamSpec("P")
T = TypeVar("T")

BUSY_SECONDS = 2.0
"""How long a write waits in all, for its turn and for another process's lock: a person must be answered within
Discord's 3 seconds."""

INSISTS_AFTER = 5.0
"""Seconds until `insist` tries again."""

UNABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_CANTOPEN,
}
"""Primary result codes that say "not now" of a sound statement; any other error is a bug of ours."""


_handed = threading.local()
_ENGINE = create_engine(
    "sqlite://", creator=lambda: _handed.connection, poolclass=NullPool, query_cache_size=1000
)
"""One for all connections of the process: a statement is compiled once, whoever executes it."""


def core(connection: sqlite3.Connection) -> Connection:
    """SQLAlchemy's Core on top of a connection, to be used in the thread that calls this; closing it closes both."""
    _handed.connection = connection
    try:
        return _ENGINE.connect()
    finally:
        del _handed.connection


class _Line(aiosqlite.Connection):
    """aiosqlite's connection, with the one thing it lacks: running a function whole in its thread."""

    async def run(self, function: Callable[[], T]) -> T:
        def whole() -> T:
            try:
                return function()
            except StopIteration as error:  # no future can hold it: whoever waits would wait for ever
                raise RuntimeError("a transaction raised StopIteration") from error
            finally:
                # A commit that failed may have left it open, and SQLAlchemy takes it for ended.
                if self._conn.in_transaction:
                    self._conn.rollback()

        return await self._execute(whole)  # pyright: ignore[reportUnknownMemberType] - aiosqlite leaves it untyped

    async def ended(self) -> None:
        """Waits until its thread has ended, which speaks to the loop to its last."""
        await asyncio.to_thread(self._thread.join)

    def begin(self, statement: str, patience: float) -> None:
        """Begins a transaction, waiting at most `patience` seconds for another process; in its thread only.

        Straight to SQLite: through SQLAlchemy it would cost more than the rest of a small transaction.
        """
        self._conn.execute(f"PRAGMA busy_timeout = {int(patience * 1000)}")
        self._conn.execute(statement)

    def raw(self) -> sqlite3.Connection:
        """SQLite's own connection, to be used in its thread only."""
        return self._conn

    def core(self) -> Connection:
        """SQLAlchemy's Core on top of it, to be used in its thread only."""
        return core(self._conn)

    async def leave(self, connection: Connection) -> None:
        """Closes SQLAlchemy's Core and what is below it."""
        await self._execute(connection.close)  # pyright: ignore[reportUnknownMemberType] - aiosqlite leaves it untyped


class Database:
    """The open database. `write` and `read` run transactions; `on_due` hears when a commit made something due."""

    def __init__(self, path: Path, clock: Clock, signals: Signals, patience: float = BUSY_SECONDS) -> None:
        """`patience` is how many seconds a write waits in all."""
        self._path = path
        self._patience = patience
        self._clock = clock
        self._signals = signals
        self._sealed = False
        self.on_due: Callable[[datetime], None] = lambda _instant: None

    async def open(self) -> None:
        """Opens the file (made when missing). Raises sqlite3.Error when it cannot be."""
        self._writer = await self._line()
        try:
            self._writing = await self._writer.run(self._writer.core)
            self._reader = await self._line("PRAGMA query_only = ON")
        except BaseException:
            await self._writer.close()  # or its thread would keep the process alive
            raise
        self._reading = await self._reader.run(self._reader.core)
        self._opened = _identity(self._path)

    def is_in_place(self) -> bool:
        """Whether its path still leads to the file that is open: SQLite goes on writing into one that is deleted."""
        return _identity(self._path) == self._opened

    async def seal(self, last: Callable[[sqlite3.Connection], T]) -> T:
        """Runs `last` on the writer's connection, outside of any transaction; afterwards nothing is written any more.

        So what `last` saw is all that was ever acknowledged. When it raises, writing goes on.
        """

        def whole() -> T:
            result = last(self._writer.raw())
            self._sealed = True
            return result

        return await self._writer.run(whole)

    async def scrub(self) -> bool:
        """Writes the file anew, without the bytes of what was deleted, and empties its log; False when a reader was in the way.

        Nothing is written meanwhile: 1.5 s for 92 MB were measured on a busy machine. Raises NothingSaved.
        """

        def whole() -> bool:
            if self._sealed:
                raise NothingSaved
            raw = self._writer.raw()
            raw.execute("VACUUM")
            [(busy, *_)] = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return not busy

        return await self._run(self._writer, whole)

    async def _line(self, *pragmas: str) -> _Line:
        def connect() -> sqlite3.Connection:
            # isolation_level=None: we say BEGIN ourselves, at once IMMEDIATE where we mean to write.
            connection = sqlite3.connect(self._path, isolation_level=None, timeout=self._patience)
            for pragma in (
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = FULL",  # what was answered survives a power cut
                "PRAGMA foreign_keys = ON",
                "PRAGMA journal_size_limit = 67108864",
                *pragmas,
                # The log beside the file is opened with the first look: now, for later the file may have lost its name.
                "SELECT name FROM sqlite_schema LIMIT 1",
            ):
                connection.execute(pragma).fetchall()
            return connection

        line = _Line(connect, iter_chunk_size=64)
        try:
            await line
        except BaseException:
            await line.ended()
            raise
        return line

    async def close(self) -> None:
        """Lets running transactions end, then closes the file."""
        for line, connection in ((self._reader, self._reading), (self._writer, self._writing)):
            await line.leave(connection)
            await line.close()

    async def write(
        self, server_id: int | None, verb: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `verb(tx, …)` in one transaction and commits it, or nothing of it.

        Raises what the verb raises, and NothingSaved when the database cannot write now. Once begun it is carried
        through even when the caller is cancelled.
        """

        loop = asyncio.get_running_loop()
        asked_at = loop.time()

        def whole() -> T:
            left = self._patience - (loop.time() - asked_at)
            # Others held up the line, and nobody could be answered in time any more; or this file has ended.
            if left <= 0 or self._sealed:
                raise NothingSaved
            with self._writing.begin():
                self._writer.begin("BEGIN IMMEDIATE", left)
                tx = Tx(self._writing, self._clock.now(), server_id, self._signals)
                result = verb(tx, *args, **kwargs)
            if tx.due:  # told from here: the caller may be gone by now
                loop.call_soon_threadsafe(self.on_due, min(tx.due))
            return result

        return await self._run(self._writer, whole)

    async def insist(
        self, server_id: int | None, verb: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """As `write`, but waits for as long as the database cannot: for what has to be kept before a start goes on."""
        while True:
            try:
                return await self.write(server_id, verb, *args, **kwargs)
            except NothingSaved:
                log.error(
                    "%s cannot be written, and the start waits until it can: is the disk full, or does another program "
                    "hold it?",
                    self._path,
                )
                await asyncio.sleep(INSISTS_AFTER)

    async def read(
        self, server_id: int | None, query: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs `query(tx, …)` on one unchanging view of the data; it cannot write."""

        def whole() -> T:
            with self._reading.begin():
                self._reader.begin("BEGIN", self._patience)
                return query(Tx(self._reading, self._clock.now(), server_id, self._signals), *args, **kwargs)

        return await self._run(self._reader, whole)

    async def _run(self, line: _Line, whole: Callable[[], T]) -> T:
        try:
            return await line.run(whole)
        except (DBAPIError, sqlite3.Error) as error:
            cause = error.orig if isinstance(error, DBAPIError) else error
            code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
            if code in UNABLE:
                raise NothingSaved from error
            raise


def _identity(path: Path) -> tuple[int, int] | None:
    """Which file a path leads to; None when there is none."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return status.st_dev, status.st_ino
