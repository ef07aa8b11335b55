"""The tables as the code has them, on a database in memory: made once in a process, copied for whoever needs empty ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from functools import cache

from sqlalchemy import Connection, event

from bot.db.database import core
from bot.db.types import metadata
from bot.features import import_models


@contextmanager
def empty_tables() -> Generator[Connection]:
    """A connection to empty tables; each of its transactions begins as one that writes."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as raw:
        raw.deserialize(_made())
        raw.execute("PRAGMA foreign_keys = ON")
        with core(raw) as connection:
            event.listen(connection, "begin", _begin)
            yield connection


def _begin(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@cache
def _made() -> bytes:
    import_models()
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as raw, core(raw) as connection:
        metadata.create_all(connection)
        return raw.serialize()
