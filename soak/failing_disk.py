"""A disk that is full from some statement on: SQLite's own words, at a moment of our choice."""

from __future__ import annotations

import sqlite3
from collections.abc import Generator, Iterable
from contextlib import contextmanager
from types import ModuleType
from typing import Any
from unittest.mock import patch

from bot.db import database

READING = ("SELECT", "WITH", "PRAGMA", "BEGIN DEFERRED", "ROLLBACK")
"""Statements that a full disk does not mind. A plain BEGIN is a reader's."""


class Disk:
    """Counts what the bot's connections write; from the `full_from`th statement on there is no room.

    With `rolls_back` SQLite has ended the transaction by then, as it may when it runs out of room in the midst of it.
    """

    def __init__(self) -> None:
        self.written = 0
        self.refused = 0
        self.full_from: int | None = None
        self.rolls_back = False
        self._one_more = False

    def fills(self, full_from: int, *, rolls_back: bool) -> None:
        """From the `full_from`th statement on, counted from now, there is no room."""
        self.written = self.refused = 0
        self.full_from, self.rolls_back = full_from, rolls_back

    def fills_after_commit(self, full_from: int, *, rolls_back: bool) -> None:
        """Likewise, counted from the end of the next transaction."""
        self.fills(full_from, rolls_back=rolls_back)
        self._one_more = True

    def has_room(self) -> None:
        """Somebody has made room."""
        self.full_from = None
        self._one_more = False

    def write(self, connection: sqlite3.Connection, statement: str) -> None:
        """Notes a statement. Raises OperationalError when there is no room for it."""
        if statement == "BEGIN" or statement.lstrip().upper().startswith(READING):
            return
        if self._one_more:
            self._one_more = statement != "COMMIT"
            return
        self.written += 1
        if self.full_from is None or self.written < self.full_from:
            return
        self.refused += 1
        if self.rolls_back and connection.in_transaction:
            connection.rollback()
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    @contextmanager
    def below(self, module: ModuleType = database) -> Generator[None]:
        """Databases that a module opens within it are on this disk."""
        disk = self

        class Cursor(sqlite3.Cursor):
            def execute(self, sql: str, parameters: Any = (), /) -> Cursor:
                disk.write(self.connection, sql)
                super().execute(sql, parameters)
                return self

            def executemany(self, sql: str, parameters: Iterable[Any], /) -> Cursor:
                disk.write(self.connection, sql)
                super().executemany(sql, parameters)
                return self

        class Connection(sqlite3.Connection):
            only_reads = False
            """Its commits need no room."""

            def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
                self.only_reads |= sql == "PRAGMA query_only = ON"
                return super().execute(sql, parameters)

            def cursor(self, factory: Any = Cursor) -> Any:
                return factory(self)

            def commit(self) -> None:
                if self.in_transaction and not self.only_reads:
                    disk.write(self, "COMMIT")
                super().commit()

        class OnIt:
            """The module `sqlite3` as the bot sees it."""

            def __getattr__(self, name: str) -> Any:
                return getattr(sqlite3, name)

            def connect(self, path: Any, **settings: Any) -> sqlite3.Connection:
                return sqlite3.connect(path, factory=Connection, **settings)

        with patch.object(module, "sqlite3", OnIt()):
            yield
