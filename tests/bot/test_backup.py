"""Backups: whole while somebody writes, put back in one step, and never over what cannot be read."""

from __future__ import annotations

import asyncio
import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import FileLock

from bot import settings
from bot.app import App
from bot.db import backup, migrations
from bot.db.backup import AFolder, NotABackup, back_up, restore
from bot.db.file import DamagedDatabase, NewerDatabase, check, revision_of
from bot.db.installation import RESTORED, RESTORED_FROM, keep, recall
from bot.db.migrate import upgrade
from bot.db.tx import Tx
from bot.door import prepare
from bot.lock import NAME, AlreadyRunning, sole
from tests.builders import FRIDAY_MORNING, GUILD, killed_while_writing

CRAMPED = """
import resource, signal, sqlite3, sys
from datetime import UTC, datetime
from pathlib import Path
from bot.db import backup
command, *paths = sys.argv[1:]
database, good, backups = map(Path, paths)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
try:
    if command == "restore":
        backup.restore(good, database, backups, datetime.now(UTC))
    else:
        backup.back_up(database, backups)
except sqlite3.Error as error:
    print(error.sqlite_errorname)
"""
"""A process for which no file may grow beyond 100 kB, as on a disk with a quota."""

KILLED = """
import os, shutil, signal, sys
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from bot.db import backup
left, good, killed = map(Path, sys.argv[1:])

def dies_at(step):
    def trace(frame, event, _):
        nonlocal step
        if frame.f_code.co_filename != backup.__file__:
            return None
        step -= event == "line"
        if step == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return trace
    sys.settrace(trace)

for step in count(1):
    place = shutil.copytree(left, killed / str(step))
    child = os.fork()
    if child == 0:
        dies_at(step)
        backup.restore(good, place / "campsite.sqlite3", place / "backups", datetime.now(UTC))
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        print(step)
        break
"""
"""A process that forks one after the other: the first is killed at the first line of a restore, the next at the second, …"""


def value(path: Path, name: str) -> str | None:
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT value FROM installation WHERE name = ?", (name,)).fetchone()
    return None if row is None else row[0]


def note(tx: Tx, number: int) -> None:
    keep(tx, "first half", str(number))
    keep(tx, "second half", str(number))


@pytest.mark.meets("S11")
async def test_a_backup_under_load_has_all_that_was_acknowledged_and_no_half_transaction(app: App) -> None:
    settings = app.settings
    acknowledged = 0
    stop = False

    async def write_on() -> None:
        nonlocal acknowledged
        while not stop:
            await app.write(GUILD, note, acknowledged + 1)
            acknowledged += 1

    writing = asyncio.create_task(write_on())
    for _ in range(5):
        await asyncio.sleep(0.02)
        at_least = acknowledged
        copy = await asyncio.to_thread(back_up, settings.database, settings.backups)
        check(copy)
        halves = value(copy, "first half"), value(copy, "second half")
        assert halves[0] == halves[1]
        assert int(halves[0] or 0) >= at_least
        assert copy.stat().st_mode & 0o777 == 0o600
    stop = True
    await writing


async def test_a_restore_brings_back_what_was_and_keeps_what_it_replaces(app: App) -> None:
    settings = app.settings
    await app.write(GUILD, keep, "x", "before")
    copy = back_up(settings.database, settings.backups)
    await app.write(GUILD, keep, "x", "after")
    await app.database.close()
    replaced = restore(copy, settings.database, settings.backups, FRIDAY_MORNING)
    assert value(settings.database, "x") == "before"
    assert replaced is not None
    assert value(replaced, "x") == "after"
    await app.database.open()
    assert await app.read(GUILD, recall, "x") == "before"


async def test_a_copy_knows_when_it_was_made_whatever_it_is_called_and_whenever_it_was_copied(
    app: App, tmp_path: Path
) -> None:
    settings = app.settings
    await app.write(GUILD, keep, "x", "before")
    before = datetime.now(UTC).replace(microsecond=0)
    copy = back_up(settings.database, settings.backups)
    after = datetime.now(UTC)
    await app.database.close()
    renamed = tmp_path / "20300101T000000000000Z-campsite.sqlite3"
    shutil.copy(copy, renamed)
    os.utime(renamed, (2_000_000_000, 2_000_000_000))
    restore(renamed, settings.database, settings.backups, FRIDAY_MORNING)
    made = value(settings.database, RESTORED_FROM)
    assert made is not None
    assert before <= datetime.fromisoformat(made) <= after
    with closing(sqlite3.connect(settings.database)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (0,)
    await app.database.open()


def test_what_is_no_backup_changes_nothing(data_dir: Path) -> None:
    database = data_dir / "campsite.sqlite3"
    before = database.read_bytes()
    wrong = data_dir / "wrong"
    for content in (b"", b"my shopping list " * 100, before[:5000]):
        wrong.write_bytes(content)
        with pytest.raises(NotABackup, match="Nothing was changed"):
            restore(wrong, database, data_dir / "backups", FRIDAY_MORNING)
    with pytest.raises(NotABackup, match="no such file"):
        restore(data_dir / "nowhere", database, data_dir / "backups", FRIDAY_MORNING)
    assert database.read_bytes() == before


def test_a_folder_is_no_backup_and_the_newest_sound_one_in_it_is_named(data_dir: Path) -> None:
    database, backups = data_dir / "campsite.sqlite3", data_dir / "backups"
    backups.mkdir()
    before = database.read_bytes()
    with pytest.raises(AFolder) as refused:
        restore(backups, database, backups, FRIDAY_MORNING)
    named = f"{backups} is a folder, and nothing was changed. Name a backup; "
    assert str(refused.value) == f"{named}there is no sound backup in it"
    good = back_up(database, backups)
    with pytest.raises(AFolder) as refused:
        restore(backups, database, backups, FRIDAY_MORNING)
    assert (
        str(refused.value) == f"{named}the newest sound one in it is put back with: campsite restore {good}"
    )
    assert database.read_bytes() == before


def test_a_newer_backup_is_refused(data_dir: Path) -> None:
    database = data_dir / "campsite.sqlite3"
    copy = back_up(database, data_dir / "backups")
    with closing(sqlite3.connect(copy)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(NewerDatabase):
        restore(copy, database, data_dir / "backups", FRIDAY_MORNING)


def test_a_damaged_database_is_kept_byte_by_byte_when_it_is_replaced(data_dir: Path) -> None:
    database = data_dir / "campsite.sqlite3"
    copy = back_up(database, data_dir / "backups")
    database.write_bytes(b"no longer a database " * 500)
    replaced = restore(copy, database, data_dir / "backups", FRIDAY_MORNING)
    assert replaced is not None
    assert replaced.read_bytes() == b"no longer a database " * 500
    check(database)


def test_a_damaged_database_is_kept_with_its_log_and_both_go_when_they_are_old(
    data_dir: Path, tmp_path: Path
) -> None:
    database, left, backups = data_dir / "campsite.sqlite3", tmp_path / "left", tmp_path / "backups"
    copy = back_up(database, backups)
    with closing(sqlite3.connect(database)) as writing:
        writing.execute("PRAGMA journal_mode = WAL")
        with writing:
            writing.execute("INSERT INTO installation (name, value) VALUES ('answered', 'yes')")
        shutil.copytree(data_dir, left)  # as a process leaves it that was killed now
    database = left / "campsite.sqlite3"
    content = database.read_bytes()
    database.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    files = [database.with_name(database.name + ending) for ending in ("", "-wal", "-shm")]
    before = [path.read_bytes() for path in files[:2]]

    kept = restore(copy, database, backups, FRIDAY_MORNING)
    assert kept is not None
    together = [kept.with_name(kept.name + ending) for ending in ("", "-wal", "-shm")]
    assert [path.read_bytes() for path in together[:2]] == before
    assert [path.stat().st_mode & 0o777 for path in together] == [0o600] * 3
    check(database)

    assert backup.discard(backups, datetime.now(UTC) + timedelta(days=1)) == [kept]
    assert list(backups.iterdir()) == [copy]


@pytest.mark.meets("S02")
@pytest.mark.parametrize("is_sound", [True, False])
def test_a_disk_without_room_for_what_is_replaced_keeps_no_piece_of_it(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, is_sound: bool
) -> None:
    database, backups = data_dir / "campsite.sqlite3", data_dir / "backups"
    good = back_up(database, backups)
    if not is_sound:
        database.write_bytes(b"my shopping list " * 1000)
    before = database.read_bytes()

    def full(*_: object) -> None:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    def copies_a_piece(path: Path, copy: Path) -> None:
        copy.write_bytes(path.read_bytes()[:100])
        raise OSError(errno.ENOSPC, "No space left on device")

    if is_sound:
        monkeypatch.setattr(backup, "back_up", full)
    monkeypatch.setattr(shutil, "copyfile", copies_a_piece)
    with pytest.raises((sqlite3.OperationalError, OSError)):
        restore(good, database, backups, FRIDAY_MORNING)
    assert list(backups.iterdir()) == [good]
    assert database.read_bytes() == before


@pytest.mark.meets("S02")
@pytest.mark.parametrize("command", ["back_up", "restore"])
def test_where_there_is_no_room_for_a_copy_no_piece_of_it_is_kept_and_all_is_as_it_was(
    data_dir: Path, command: str
) -> None:
    database, backups = data_dir / "campsite.sqlite3", data_dir / "backups"
    good = back_up(database, backups)
    before = [*data_dir.iterdir()], [*backups.iterdir()], database.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", CRAMPED, command, str(database), str(good), str(backups)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout == "SQLITE_IOERR_WRITE\n", done.stderr
    assert ([*data_dir.iterdir()], [*backups.iterdir()], database.read_bytes()) == before


def test_a_backup_that_is_open_elsewhere_is_put_back_with_all_that_was_committed(
    data_dir: Path, tmp_path: Path
) -> None:
    database, there = data_dir / "campsite.sqlite3", tmp_path / "looked into.sqlite3"
    shutil.copy(back_up(database, tmp_path / "backups"), there)
    with closing(sqlite3.connect(there)) as looking:
        looking.execute("PRAGMA journal_mode = WAL")
        with looking:
            looking.execute("INSERT INTO installation (name, value) VALUES ('answered', 'yes')")
        restore(there, database, tmp_path / "backups", FRIDAY_MORNING)
    assert value(database, "answered") == "yes"
    assert database.stat().st_mode & 0o777 == 0o600


def foreign(path: Path, *statements: str) -> Path:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)
    return path


ALEMBICS = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)"
FOREIGN = {
    "none of our tables": ("CREATE TABLE shopping (item TEXT)",),
    "Alembic's made up name": (
        ALEMBICS,
        "INSERT INTO alembic_version VALUES ('ae1027a6acf')",
        "CREATE TABLE installation (x)",
    ),
    "Alembic's number": (
        ALEMBICS,
        "INSERT INTO alembic_version VALUES ('0001')",
        "CREATE TABLE shopping (x)",
    ),
    "no version": (ALEMBICS, "CREATE TABLE installation (x)"),
    "no such version": ("CREATE TABLE alembic_version (a, b)", "CREATE TABLE installation (x)"),
}


@pytest.mark.parametrize("statements", FOREIGN.values(), ids=FOREIGN.keys())
def test_a_database_of_another_program_is_neither_put_back_nor_copied_nor_upgraded(
    data_dir: Path, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    wrong = foreign(tmp_path / "wrong.sqlite3", *statements)
    content, before = wrong.read_bytes(), (data_dir / "campsite.sqlite3").read_bytes()
    with pytest.raises(NotABackup) as refused:
        restore(wrong, data_dir / "campsite.sqlite3", tmp_path / "backups", FRIDAY_MORNING)
    assert str(refused.value) == (
        f"{wrong} is not a backup of Campsite (it belongs to another program). Nothing was changed."
    )
    for command in (back_up, upgrade):
        with pytest.raises(DamagedDatabase, match="belongs to another program"):
            command(wrong, tmp_path / "backups")
    assert wrong.read_bytes() == content
    assert not (data_dir / "campsite.restoring").exists()
    assert (data_dir / "campsite.sqlite3").read_bytes() == before
    assert not (tmp_path / "backups").exists()


def test_a_file_that_only_looks_like_a_backup_is_blamed_itself(data_dir: Path, tmp_path: Path) -> None:
    wrong = foreign(
        tmp_path / "wrong.sqlite3",
        *(ALEMBICS, "INSERT INTO alembic_version VALUES ('0001')", "CREATE TABLE installation (x)"),
    )
    with pytest.raises(
        NotABackup, match=r"wrong\.sqlite3 is not a backup of Campsite \(table installation has no"
    ):
        restore(wrong, data_dir / "campsite.sqlite3", tmp_path / "backups", FRIDAY_MORNING)
    assert not (data_dir / "campsite.restoring").exists()


def test_an_empty_database_is_not_copied_and_does_not_outlive_the_copies_of_a_full_one(
    data_dir: Path, tmp_path: Path
) -> None:
    database, backups = data_dir / "campsite.sqlite3", tmp_path / "backups"
    good = back_up(database, backups)
    database.write_bytes(b"")
    with pytest.raises(DamagedDatabase, match="it is empty"):
        back_up(database, backups)
    assert [path for _, path in backup.copies(backups)] == [good]
    restore(good, database, backups, FRIDAY_MORNING)
    assert [path for _, path in backup.copies(backups)] == [good]
    assert revision_of(database) == migrations.HEAD


def test_a_journal_that_a_killed_process_left_is_not_laid_over_what_is_put_back(
    data_dir: Path, tmp_path: Path
) -> None:
    database, backups = data_dir / "campsite.sqlite3", tmp_path / "backups"
    good = back_up(database, backups)
    killed_while_writing(database)
    restore(good, database, backups, FRIDAY_MORNING)
    assert not (data_dir / "campsite.sqlite3-journal").exists()
    check(database)


@pytest.mark.parametrize("command", [revision_of, check])
def test_what_a_process_was_killed_in_the_midst_of_is_taken_back_by_whoever_looks(
    data_dir: Path, command: Callable[[Path], object]
) -> None:
    database = data_dir / "campsite.sqlite3"
    foreign(database, "INSERT INTO installation VALUES ('answered', 'yes')")
    killed_while_writing(database)
    command(database)
    assert (value(database, "answered"), value(database, "half 1")) == ("yes", None)


def test_a_copy_of_a_database_that_a_process_was_killed_in_the_midst_of_is_whole(
    data_dir: Path, tmp_path: Path
) -> None:
    killed_while_writing(data_dir / "campsite.sqlite3")
    assert value(back_up(data_dir / "campsite.sqlite3", tmp_path), "half 1") is None


def test_what_a_killed_restore_left_is_gone_after_the_next_one_or_the_next_start(
    data_dir: Path, tmp_path: Path
) -> None:
    database = data_dir / "campsite.sqlite3"
    good = back_up(database, tmp_path)
    left = data_dir / "campsite.restoring"
    for tidy in (
        lambda: restore(good, database, tmp_path, FRIDAY_MORNING),
        lambda: prepare(settings.load({"CAMPSITE_DATA_DIR": str(data_dir)})),
    ):
        left.write_bytes(b"half a database")
        left.with_name(f"{left.name}-journal").write_bytes(b"half a journal")
        tidy()
        assert [path for path in data_dir.iterdir() if path.name.startswith("campsite.restoring")] == []
    check(database)


def test_whoever_is_killed_while_copying_leaves_nothing_that_looks_like_a_copy(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = tmp_path / "backups"
    there: list[list[tuple[datetime, Path]]] = []

    def look(copy: Path) -> None:
        check(copy)
        there.append(backup.copies(backups))

    monkeypatch.setattr(backup, "check", look)
    whole = back_up(data_dir / "campsite.sqlite3", backups)
    assert there == [[]]
    assert [path for _, path in backup.copies(backups)] == [whole]


def test_what_was_broken_off_is_cleared_away_with_the_old_copies(data_dir: Path, tmp_path: Path) -> None:
    backups = tmp_path / "backups"
    whole = back_up(data_dir / "campsite.sqlite3", backups)
    (backups / (whole.name + backup.BEGUN)).write_bytes(b"half")
    backup.discard(backups, datetime.now(UTC) + timedelta(days=1))
    assert list(backups.iterdir()) == [whole]


def test_a_restore_that_is_killed_at_any_step_leaves_the_old_data_or_the_new_and_the_next_start_tidies_up(
    data_dir: Path, tmp_path: Path
) -> None:
    good = back_up(data_dir / "campsite.sqlite3", tmp_path / "good")
    with closing(sqlite3.connect(data_dir / "campsite.sqlite3")) as writing:
        writing.execute("PRAGMA journal_mode = WAL")
        with writing:
            writing.execute("INSERT INTO installation (name, value) VALUES ('answered', 'yes')")
        left = shutil.copytree(data_dir, tmp_path / "left")  # some of it is in the log alone
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(left), str(good), str(tmp_path / "killed")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    found: list[tuple[str | None, bool]] = []
    for step in range(1, int(done.stdout) + 1):
        chosen = settings.load({"CAMPSITE_DATA_DIR": str(tmp_path / "killed" / str(step))})
        prepare(chosen)
        check(chosen.database)
        found.append((value(chosen.database, "answered"), value(chosen.database, RESTORED) is not None))
        assert list(chosen.data_dir.glob("campsite.restoring*")) == []
        for _, copy in backup.copies(chosen.backups):
            assert value(copy, "answered") == "yes"
    old, new = ("yes", False), (None, True)
    assert found == [old] * found.count(old) + [new] * found.count(new)
    assert min(found.count(old), found.count(new)) > 1


def test_since_a_backup_was_made_what_is_shown_is_looked_for_wherever_it_was_copied(
    data_dir: Path, tmp_path: Path
) -> None:
    database = data_dir / "campsite.sqlite3"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(
            "INSERT INTO mirrors (guild_id, kind, subject_id, wanted, shown, due_at, attempts) "
            "VALUES (1, 'test.card', 1, 1, 0, '2026-11-20T09:00:00.000000+00:00', 0)"
        )
    copy = back_up(database, tmp_path)
    made = backup.copies(tmp_path)[0][0]
    os.utime(copy, (0, 0))
    restore(copy, database, tmp_path, FRIDAY_MORNING)
    with closing(sqlite3.connect(database)) as connection:
        [(begun_at,)] = connection.execute("SELECT begun_at FROM mirrors")
    assert datetime.fromisoformat(begun_at) == made.replace(microsecond=0)


def test_a_second_process_on_the_same_data_is_refused(tmp_path: Path) -> None:
    database = tmp_path / "campsite.sqlite3"
    with (
        sole(tmp_path, database),
        pytest.raises(AlreadyRunning, match="Stop it first"),
        sole(tmp_path, database),
    ):
        pass
    with sole(tmp_path, database):
        pass


async def test_who_only_looks_whether_the_bot_runs_keeps_none_from_starting(tmp_path: Path) -> None:
    look = FileLock(tmp_path / NAME)  # as `campsite doctor` does, for an instant
    look.acquire()

    def start() -> None:
        with sole(tmp_path, tmp_path / "campsite.sqlite3"):
            pass

    starting = asyncio.create_task(asyncio.to_thread(start))
    await asyncio.sleep(0.1)
    look.release()
    await starting


@pytest.mark.meets("G22")
def test_a_second_process_on_the_same_database_is_refused_wherever_its_data_folder_is(tmp_path: Path) -> None:
    elsewhere, link = tmp_path / "elsewhere" / "groups.sqlite3", tmp_path / "link.sqlite3"
    elsewhere.parent.mkdir()
    elsewhere.touch()
    link.symlink_to(elsewhere)
    with sole(tmp_path / "one", elsewhere):
        for same in (elsewhere, link):
            with pytest.raises(AlreadyRunning, match="Stop it first"), sole(tmp_path / "two", same):
                pass
        with sole(tmp_path / "two", tmp_path / "two" / "groups.sqlite3"):
            pass
