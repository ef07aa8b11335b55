"""What many tests need: a server, a moment, a clock turned by hand."""

from __future__ import annotations

import sqlite3
import struct
import subprocess
import sys
import zlib
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

GUILD = 7_000_000_000_000_000_001
FRIDAY_MORNING = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def dot() -> bytes:
    """A picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\x2a\x9d\x8f")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


class HandClock:
    """A clock that stands still until it is turned."""

    def __init__(self, instant: datetime = FRIDAY_MORNING) -> None:
        self._instant = instant

    def now(self) -> datetime:
        return self._instant

    def turn(self, span: timedelta) -> None:
        self._instant += span


_WRITER = """
import os, signal, sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("PRAGMA journal_mode = DELETE")
connection.execute("PRAGMA cache_size = 1")
connection.execute("BEGIN IMMEDIATE")
connection.execute("DELETE FROM installation")
connection.executemany("INSERT INTO installation VALUES (?, ?)", [(f"half {n}", "x" * 3000) for n in range(50)])
os.kill(os.getpid(), signal.SIGKILL)
"""


def killed_while_writing(database: Path) -> None:
    """Leaves a database as a process does that is killed in the midst of a change to it, before there was a log."""
    subprocess.run([sys.executable, "-c", _WRITER, str(database)], check=False)
    assert database.with_name(f"{database.name}-journal").stat().st_size > 0


def dated(copy: Path, instant: datetime) -> None:
    """Lets a backup, which knows the real instant at which it was made, have been made at another one."""
    with closing(sqlite3.connect(copy)) as connection:
        connection.execute(f"PRAGMA user_version = {int(instant.timestamp())}")
