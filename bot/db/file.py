"""A database as a file: which schema it has, whether it is sound, and what makes it unfit."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from bot.db import migrations
from bot.errors import OperatorMustAct

OURS = re.compile(r"[0-9]{4}")
"""How our migrations are numbered: other programs that use Alembic let it make up their names."""
OUR_TABLES = {"alembic_version", "installation"}
"""Tables that every schema of ours has had."""


class NewerDatabase(OperatorMustAct):
    """The database was written by a newer Campsite; to use it would damage it."""

    def __init__(self, path: Path, revision: str) -> None:
        super().__init__(
            f"{path} was made by a newer Campsite (schema {revision}; this one knows {migrations.HEAD}). "
            "Install the newer version, or restore the backup made before it was upgraded."
        )


class DamagedDatabase(OperatorMustAct):
    """The file is no database, or a broken one."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} cannot be read as a database ({reason}).")
        self.reason = reason


def is_damage(error: object) -> bool:
    """Whether SQLite found the file itself broken, and not just out of reach."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_OK) & 0xFF
    return isinstance(error, sqlite3.Error) and code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def is_full(error: object) -> bool:
    """Whether SQLite found no room on the disk."""
    return getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL


def revision_of(path: Path) -> str | None:
    """The schema a database file has; None when there is no file, or nothing in it.

    Raises DamagedDatabase when it is broken or somebody else's, sqlite3.Error when it cannot be opened.
    """
    if not path.exists():
        return None
    with _damage_said(path), closing(to_read(path)) as connection:
        tables = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
        }
        if not tables:
            return None
        ours = tables >= OUR_TABLES
        found = connection.execute("SELECT * FROM alembic_version").fetchall() if ours else []
    match found:
        case [(str(revision),)] if OURS.fullmatch(revision):
            return revision
        case _:
            raise DamagedDatabase(path, "it belongs to another program")


def check(path: Path) -> None:
    """Reads every page. Raises DamagedDatabase when one is broken, sqlite3.Error when the file cannot be opened."""
    with closing(to_read(path)) as connection:
        [(verdict,)] = connection.execute("PRAGMA integrity_check(1)").fetchall()
        _judge(path, verdict)


def check_quickly(path: Path) -> None:
    """Likewise, but without comparing indexes with tables: half a second of CPU for a million rows."""
    with _damage_said(path), closing(to_read(path)) as connection:
        _read_quickly(connection, path)


async def check_quickly_beside(path: Path) -> None:
    """Likewise, in a thread, which ends at once when the caller is cancelled."""
    with _damage_said(path), closing(to_read(path, in_any_thread=True)) as connection:
        reading = asyncio.ensure_future(asyncio.to_thread(_read_quickly, connection, path))
        try:
            await asyncio.shield(reading)
        finally:
            while not reading.done():  # it may not have begun, and what has not is not interrupted
                connection.interrupt()
                await asyncio.wait({reading}, timeout=0.01)
            await asyncio.gather(reading, return_exceptions=True)  # nobody else asks what became of it


def _read_quickly(connection: sqlite3.Connection, path: Path) -> None:
    [(verdict,)] = connection.execute("PRAGMA quick_check(1)").fetchall()
    _judge(path, verdict)


@contextmanager
def _damage_said(path: Path) -> Generator[None]:
    """Raises DamagedDatabase for SQLite's own errors that mean the same."""
    try:
        yield
    except sqlite3.Error as error:
        if is_damage(error):
            raise DamagedDatabase(path, str(error)) from error
        raise


def _judge(path: Path, verdict: str) -> None:
    if verdict != "ok":
        raise DamagedDatabase(path, verdict.splitlines()[-1])  # in a line before, it may name the database


def to_read(path: Path, *, in_any_thread: bool = False) -> sqlite3.Connection:
    """A connection that leaves all as it is: one that may write folds the log into the file when it is closed.

    Only what a process was killed in the midst of is taken back first, as whoever looks has to.
    """
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=not in_any_thread
    )
    try:
        connection.execute("SELECT name FROM sqlite_schema LIMIT 1").fetchone()
    except sqlite3.Error as error:
        connection.close()
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_READONLY_ROLLBACK:
            raise
        with closing(sqlite3.connect(path)) as writing:
            writing.execute("SELECT name FROM sqlite_schema LIMIT 1").fetchone()
        return to_read(path, in_any_thread=in_any_thread)
    return connection
