"""Brings a database to the schema of this code before anything else touches it."""

from __future__ import annotations

import logging
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from bot.db import migrations
from bot.db.backup import begin_copy, clear_begun, keep_begun, keep_copy
from bot.db.file import NewerDatabase, revision_of

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)

COPY = "schema-"
"""How the name of a backup that an upgrade makes begins; the schema it is of follows."""


def upgrade(path: Path, backups: Path) -> None:
    """Upgrades the database at `path`, made when missing, after a backup into `backups` when it holds data.

    All steps are one transaction: a process killed in the midst of it leaves the old schema, and no backup, for each start
    that tries again would leave one more. Nobody else may use the database meanwhile: see bot.lock.
    Raises NewerDatabase, DamagedDatabase, and OSError or sqlite3.Error when the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    revision = revision_of(path)
    if revision == migrations.HEAD:
        keep_begun(backups, COPY)  # of an upgrade that was done by whoever was killed right after
        return
    copy: Path | None = None
    if revision is not None:
        if revision > migrations.HEAD:
            raise NewerDatabase(path, revision)
        name = f"{COPY}{revision}"
        clear_begun(backups, name)
        copy = begin_copy(path, backups, name)
        log.info("the database was copied before its upgrade")
    else:
        log.info("a new database is created at %s", path)
    try:
        _run(path)
    except BaseException:
        if copy is not None:
            copy.unlink()  # all is as it was
        raise
    if copy is not None:
        log.info("the database as it was before its upgrade is kept in %s", keep_copy(copy))
    path.chmod(0o600)


def config() -> Config:
    """Alembic's configuration; it needs no file of its own."""
    # 170 ms to import, and almost every start finds the schema as it should be.
    from alembic.config import Config

    settings = Config()
    settings.set_main_option("script_location", "bot.db:migrations")
    return settings


def _run(path: Path) -> None:
    from alembic import command
    from sqlalchemy import Connection, NullPool, create_engine, event
    from sqlalchemy.exc import DBAPIError

    engine = create_engine(
        "sqlite://", poolclass=NullPool, creator=lambda: sqlite3.connect(path, isolation_level=None)
    )

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            settings = config()
            settings.attributes["connection"] = connection
            command.upgrade(settings, "head")
    except DBAPIError as error:
        raise _first(error) from error
    engine.dispose()


def _first(error: BaseException) -> BaseException:
    """What SQLite said first: where it has taken the whole transaction back, Alembic's tidying up fails as well."""
    first, seen = error, error.__context__
    while seen is not None:
        if isinstance(seen, sqlite3.Error):
            first = seen
        seen = seen.__context__
    return first
