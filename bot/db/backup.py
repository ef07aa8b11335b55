"""Backups that are whole: copied by SQLite itself while the bot runs, checked, and put back in one step."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from bot.db import migrations
from bot.db.file import (
    DamagedDatabase,
    NewerDatabase,
    check,
    check_quickly,
    is_damage,
    is_full,
    revision_of,
    to_read,
)
from bot.db.installation import RESTORED, RESTORED_FROM
from bot.errors import OperatorMustAct

STAMP = "%Y%m%dT%H%M%S%f"
NAME = re.compile(r"([0-9]{8}T[0-9]{12})-([a-z0-9-]+)\.sqlite3")
DAMAGED = "damaged"
"""What is kept under this name is no whole database."""
BEGUN = ".begun"
"""How the name of a copy ends that is not whole yet, or does not count yet."""


class NotABackup(OperatorMustAct):
    """The file is not a database of Campsite's."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path} is not a backup of Campsite ({reason}). Nothing was changed.")


class AFolder(OperatorMustAct):
    """A folder is no backup; the newest sound one in it is named, if there is any."""

    def __init__(self, path: Path) -> None:
        usable = newest_usable(path)
        found = (
            "there is no sound backup in it"
            if usable is None
            else f"the newest sound one in it is put back with: campsite restore {usable}"
        )
        super().__init__(f"{path} is a folder, and nothing was changed. Name a backup; {found}")


def back_up(database: Path, folder: Path, name: str = "campsite") -> Path:
    """Copies a database, also one in use, into `folder`; the copy, named by its instant, is checked page by page.

    Raises DamagedDatabase, also when nothing is in it, sqlite3.Error and OSError; then no copy is left.
    """
    return keep_copy(begin_copy(database, folder, name))


def begin_copy(database: Path, folder: Path, name: str) -> Path:
    """Likewise, but the copy counts as none before `keep_copy`. Raises the same."""
    if revision_of(database) is None:
        raise DamagedDatabase(database, "it is empty")
    try:
        with closing(to_read(database)) as connection:
            return _copied(connection, folder, name)
    except sqlite3.Error as error:
        if is_damage(error):
            check_quickly(database)  # SQLite speaks of the copy; this says what is wrong, and where
        raise


def copy_whole(connection: sqlite3.Connection, folder: Path, name: str) -> Path:
    """As `back_up`, through a connection that is open and in no transaction: its file may have no name any more."""
    return keep_copy(_copied(connection, folder, name))


def keep_copy(begun: Path) -> Path:
    """Lets a copy that was begun count; where it is now."""
    copy = begun.with_name(begun.name.removesuffix(BEGUN))
    begun.replace(copy)
    _sync(copy.parent)
    return copy


def _copied(connection: sqlite3.Connection, folder: Path, name: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Whoever is killed meanwhile leaves nothing that looks like a copy.
    now = datetime.now(UTC)
    begun = folder / f"{now:{STAMP}}-{name}.sqlite3{BEGUN}"
    begun.touch(mode=0o600)
    try:
        connection.execute("VACUUM INTO ?", (str(begun),))
        with closing(sqlite3.connect(begun)) as copy:
            copy.execute(f"PRAGMA user_version = {int(now.timestamp())}")  # it may be renamed: see _made
        check(begun)
    except BaseException:
        _delete(begun)
        raise
    _sync(begun)
    return begun


def copies(folder: Path) -> list[tuple[datetime, Path]]:
    """The copies of ours in a folder that are whole databases, and when they were made; the newest first."""
    return [(made, path) for made, name, path in _ours(folder) if name != DAMAGED]


def newest_usable(folder: Path) -> Path | None:
    """The newest copy that can be put back: each is read from start to end, until one is sound."""
    for _, path in copies(folder):
        try:
            _vet(path)
        except OperatorMustAct:
            continue
        return path
    return None


def _vet(backup: Path) -> None:
    """Raises what keeps a copy from being put back: NotABackup, NewerDatabase."""
    try:
        if not backup.is_file():
            raise NotABackup(backup, "no such file")
        revision = revision_of(backup)
        check(backup)
    except DamagedDatabase as error:
        raise NotABackup(backup, error.reason) from error
    except (sqlite3.DatabaseError, OSError) as error:
        raise NotABackup(backup, str(error)) from error
    if revision is None:
        raise NotABackup(backup, "nothing is in it")
    if revision > migrations.HEAD:
        raise NewerDatabase(backup, revision)


def clear_begun(folder: Path, name: str) -> None:
    """Clears away the copies called `name` that whoever was killed has left unfinished. Nobody else may make one meanwhile."""
    for path in folder.glob(f"*-{name}.sqlite3{BEGUN}*"):
        path.unlink(missing_ok=True)


def keep_begun(folder: Path, name: str) -> None:
    """Lets the copies whose names begin like `name` count that whoever was killed has made whole. The others are cleared away."""
    for path in folder.glob(f"*-{name}*.sqlite3{BEGUN}"):
        try:
            _vet(path)
        except OperatorMustAct:
            _delete(path)
        else:
            keep_copy(path)


def discard(folder: Path, line: datetime) -> list[Path]:
    """Deletes the copies of ours that were made before `line`, but never the newest whole one; which ones."""
    newest = {path for _, path in copies(folder)[:1]}
    aged = [path for made, _, path in _ours(folder) if made < line and path not in newest]
    broken_off = [
        path for path in folder.glob(f"*{BEGUN}*") if datetime.fromtimestamp(path.stat().st_mtime, UTC) < line
    ]
    for path in (*aged, *broken_off):
        _delete(path)
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

    Nobody else may use the database meanwhile: see bot.lock. Raises AFolder, NotABackup, NewerDatabase, sqlite3.Error,
    OSError; then the database is what it was.
    """
    if backup.is_dir():
        raise AFolder(backup)
    _vet(backup)
    fresh = _being_made(database)
    try:
        try:
            _prepare(backup, fresh, now)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_ERROR:
                raise  # no room, no permission: that says nothing of the backup
            raise NotABackup(backup, str(error)) from error
        replaced = _set_aside(database, folder) if database.exists() else None
        _fold_in(database)
        for leftover in _beside(database):  # they belong to what is being replaced
            leftover.unlink(missing_ok=True)
        fresh.replace(database)
    except BaseException:
        forget_restore(database)
        raise
    _sync(database.parent)
    return replaced


def forget_restore(database: Path) -> None:
    """Clears away what a restore left that was killed. Nobody else may use the database meanwhile."""
    _delete(_being_made(database))


def _being_made(database: Path) -> Path:
    """What a restore makes, beside the database until it takes its place."""
    return database.with_suffix(".restoring")


def _prepare(backup: Path, fresh: Path, now: datetime) -> None:
    """Makes `fresh` from a backup, with what the next start has to know of that."""
    _delete(fresh)
    fresh.touch(mode=0o600)
    with closing(to_read(backup)) as connection:  # not its bytes: while it is open, its log holds some of it
        connection.execute("VACUUM INTO ?", (str(fresh),))
    with closing(sqlite3.connect(fresh)) as connection, connection:
        connection.execute("PRAGMA user_version = 0")  # it is no copy any more: see _copied
        instant = now.astimezone(UTC).isoformat(timespec="microseconds")
        made = _made(backup).isoformat(timespec="microseconds")
        connection.executemany(
            "INSERT INTO installation (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            [(RESTORED, instant), (RESTORED_FROM, made)],
        )
        # Discord shows what was changed since the backup: everything is looked at and drawn anew.
        connection.execute(
            "UPDATE mirrors SET wanted = wanted + 1, due_at = ?, begun_at = coalesce(begun_at, ?)",
            (instant, made),
        )
    check(fresh)
    _sync(fresh)


def _set_aside(database: Path, folder: Path) -> Path:
    try:
        return back_up(database, folder, "replaced")
    except (sqlite3.DatabaseError, DamagedDatabase) as error:
        if is_full(error):
            raise  # that says nothing of the database, and a copy of its bytes needs as much room
        # Too broken to be copied by SQLite: keep it byte by byte, with its log, which may hold what its file does not.
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = folder / f"{datetime.now(UTC):{STAMP}}-{DAMAGED}.sqlite3"
        try:
            for path, copy in zip(_beside(database), _beside(kept), strict=True):
                if path.exists():
                    _copy(path, copy)
            _copy(database, kept)
        except BaseException:
            _delete(kept)
            raise
        return kept


def _beside(database: Path) -> list[Path]:
    """The files that SQLite keeps beside a database: its log, the index of that, and its journal where it has no log."""
    return [database.with_name(database.name + ending) for ending in ("-wal", "-shm", "-journal")]


def _delete(copy: Path) -> None:
    for path in (copy, *_beside(copy)):
        path.unlink(missing_ok=True)


def _copy(path: Path, copy: Path) -> None:
    """Copies a file's bytes for us alone to read; where there is no room for all of them, none stay."""
    try:
        shutil.copyfile(path, copy)
        copy.chmod(0o600)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def _made(backup: Path) -> datetime:
    """When a backup was made, whatever it is called by now: that stands in it, since 1970 in seconds.

    Older ones say it by their name alone; of other files there is only what the system knows.
    """
    with closing(to_read(backup)) as connection:
        (seconds,) = connection.execute("PRAGMA user_version").fetchone()
    if seconds:
        return datetime.fromtimestamp(seconds, UTC)
    for made, _, path in _ours(backup.parent):
        if path == backup:
            return made
    return datetime.fromtimestamp(backup.stat().st_mtime, UTC)


def _fold_in(database: Path) -> None:
    """Writes what only the log of a database holds into its file: who is killed after that loses nothing."""
    if database.exists():
        with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sync(path: Path) -> None:
    """Sees to it that a file, or a folder's list of them, survives a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
