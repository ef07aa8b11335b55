"""Backups that are whole: copied by SQLite itself while the bot runs, checked, and put back in one step."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from bot.db import migrations
from bot.db.file import DamagedDatabase, NewerDatabase, check, revision_of
from bot.db.installation import RESTORED
from bot.errors import OperatorMustAct

STAMP = "%Y%m%dT%H%M%S%f"
NAME = re.compile(r"([0-9]{8}T[0-9]{12})-([a-z0-9-]+)\.sqlite3")
DAMAGED = "damaged"
"""What is kept under this name is no whole database."""


class NotABackup(OperatorMustAct):
    """The file is not a database of Campsite's."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} is not a backup of Campsite ({reason}). Nothing was changed.")


def back_up(database: Path, folder: Path, name: str = "campsite") -> Path:
    """Copies a database, also one in use, into `folder`; the copy, named by its instant, is checked page by page.

    Raises sqlite3.Error and OSError; then no copy is left.
    """
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return copy_whole(connection, folder, name)


def copy_whole(connection: sqlite3.Connection, folder: Path, name: str) -> Path:
    """Likewise, through a connection that is open and in no transaction: its file may have no name any more."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    copy = folder / f"{datetime.now(UTC):{STAMP}}-{name}.sqlite3"
    try:
        connection.execute("VACUUM INTO ?", (str(copy),))
        copy.chmod(0o600)
        check(copy)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    return copy


def copies(folder: Path) -> list[tuple[datetime, Path]]:
    """The copies of ours in a folder that are whole databases, and when they were made; the newest first."""
    return [(made, path) for made, name, path in _ours(folder) if name != DAMAGED]


def newest_usable(folder: Path) -> Path | None:
    """The newest copy that can be put back: each is read from start to end, until one is sound."""
    for _, path in copies(folder):
        try:
            check(path)
            revision = revision_of(path)
        except (sqlite3.Error, DamagedDatabase):
            continue
        if revision is not None and revision <= migrations.HEAD:
            return path
    return None


def discard(folder: Path, line: datetime) -> list[Path]:
    """Deletes the copies of ours that were made before `line`, but never the newest whole one; which ones."""
    newest = {path for _, path in copies(folder)[:1]}
    aged = [path for made, _, path in _ours(folder) if made < line and path not in newest]
    for path in aged:
        path.unlink(missing_ok=True)
    return aged


def _ours(folder: Path) -> Iterator[tuple[datetime, str, Path]]:
    """When a file of ours was made, what it is called and where it is; the newest first. Other files are left out."""
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir(), reverse=True):
        if (match := NAME.fullmatch(path.name)) and path.is_file():
            try:
                made = datetime.strptime(match[1], STAMP).replace(tzinfo=UTC)
            except ValueError:  # digits that are no instant
                continue
            yield made, match[2], path


def restore(backup: Path, database: Path, folder: Path, now: datetime) -> Path | None:
    """Puts a backup in the place of the database; what was there before, copied into `folder` (None: nothing was).

    Nobody else may use the database meanwhile: see bot.lock. Raises NotABackup, NewerDatabase, sqlite3.Error, OSError;
    then the database is what it was.
    """
    try:
        if not backup.is_file():
            raise NotABackup(backup, "no such file")
        revision = revision_of(backup)
        check(backup)
    except (sqlite3.DatabaseError, DamagedDatabase) as error:
        raise NotABackup(backup, str(error)) from error
    if revision is None:
        raise NotABackup(backup, "it has none of its tables")
    if revision > migrations.HEAD:
        raise NewerDatabase(backup, revision)
    replaced = _set_aside(database, folder) if database.exists() else None
    fresh = database.with_suffix(".restoring")
    shutil.copyfile(backup, fresh)
    fresh.chmod(0o600)
    with closing(sqlite3.connect(fresh)) as connection, connection:
        instant = now.astimezone(UTC).isoformat(timespec="microseconds")
        connection.execute(
            "INSERT INTO installation (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (RESTORED, instant),
        )
        # Discord shows what was changed since the backup: everything is looked at and drawn anew.
        connection.execute(
            "UPDATE mirrors SET wanted = wanted + 1, due_at = ?, begun_at = coalesce(begun_at, ?)",
            (instant, datetime.fromtimestamp(backup.stat().st_mtime, UTC).isoformat(timespec="microseconds")),
        )
    for leftover in ("-wal", "-shm"):  # they belong to what is being replaced
        database.with_name(database.name + leftover).unlink(missing_ok=True)
    fresh.replace(database)
    _sync_folder(database.parent)
    return replaced


def _set_aside(database: Path, folder: Path) -> Path:
    try:
        return back_up(database, folder, "replaced")
    except (
        sqlite3.DatabaseError,
        DamagedDatabase,
    ):  # too broken to be copied by SQLite: keep it byte by byte
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = folder / f"{datetime.now(UTC):{STAMP}}-{DAMAGED}.sqlite3"
        shutil.copyfile(database, kept)
        return kept


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
