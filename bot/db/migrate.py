"""Brings a database to the schema of this code before anything else touches it."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.db import migrations

if TYPE_CHECKING:
    from alembic.config import Config

log = logging.getLogger(__name__)


class NewerDatabase(Exception):
    """The database was written by a newer Campsite; to use it would damage it."""

    def __init__(self, path: Path, revision: str) -> None:
        super().__init__(
            f"{path} was made by a newer Campsite (schema {revision}; this one knows {migrations.HEAD}). "
            "Install the newer version, or restore the backup made before it was upgraded."
        )


class DamagedDatabase(Exception):
    """The file is no database, or a broken one; it is left as it is."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"{path} cannot be read as a database ({reason}). Nothing was changed; restore a backup."
        )


def revision_of(path: Path) -> str | None:
    """The schema a database file has; None when it is new. Raises sqlite3.Error when it cannot be opened."""
    with closing(sqlite3.connect(path)) as connection:
        tables = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        }
        if "alembic_version" not in tables:
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])


def upgrade(path: Path, backups: Path) -> None:
    """Upgrades the database at `path`, made when missing, after a backup into `backups` when it holds data.

    All steps are one transaction: a process killed in the midst of it leaves the old schema.
    Raises NewerDatabase, DamagedDatabase, and OSError or sqlite3.Error when the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        revision = revision_of(path)
    except sqlite3.OperationalError:
        raise  # no such folder, no permission: the operating system's word is the best there is
    except sqlite3.DatabaseError as error:
        raise DamagedDatabase(path, str(error)) from error
    if revision == migrations.HEAD:
        return
    if revision is not None:
        if revision > migrations.HEAD:
            raise NewerDatabase(path, revision)
        _back_up(path, backups, revision)
    else:
        log.info("a new database is created at %s", path)
    _run(path)
    path.chmod(0o600)


def _back_up(path: Path, backups: Path, revision: str) -> None:
    backups.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = backups / f"{datetime.now(UTC):%Y%m%dT%H%M%S}-schema-{revision}.sqlite3"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("VACUUM INTO ?", (str(copy),))
    copy.chmod(0o600)
    log.info("the database was copied to %s before its upgrade", copy)


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

    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool, connect_args={"isolation_level": None})

    @event.listens_for(engine, "begin")
    def _(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
    engine.dispose()
