"""Storage in trouble: locks, power cuts, disks that fill up, migrations that are killed, readers that stay."""

from __future__ import annotations

import asyncio
import gc
import signal
import sqlite3
import struct
import subprocess
import sys
import threading
from collections.abc import Generator
from contextlib import closing, contextmanager
from itertools import chain, count
from pathlib import Path
from random import randint
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import func, select

from bot import settings
from bot.app import App, open_app
from bot.db import file, migrate, migrations
from bot.db.backup import copies
from bot.db.file import check, check_quickly_beside, revision_of
from bot.db.installation import keep, recall
from bot.db.migrate import upgrade
from bot.db.tx import Tx
from bot.errors import NothingSaved
from bot.outbox.models import notices
from bot.settings import DATABASE_NAME
from soak.failing_disk import Disk
from tests.builders import GUILD, HandClock

HOLDER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(60)
"""


@contextmanager
def held(path: Path) -> Generator[subprocess.Popen[str]]:
    """Another process holds the lock of a database until it is killed."""
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        assert process.stdout.readline() == "held\n"
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.meets("S03", "S05")
@pytest.mark.parametrize("stopped", [False, True], ids=["running", "stopped"])
async def test_a_lock_that_another_process_holds_is_said_in_time_and_free_when_it_dies(
    app: App, *, stopped: bool
) -> None:
    with held(app.settings.database) as holder:
        if stopped:
            holder.send_signal(signal.SIGSTOP)
        begun = asyncio.get_running_loop().time()
        with pytest.raises(NothingSaved):
            await app.write(GUILD, keep, "x", "1")
        assert asyncio.get_running_loop().time() - begun < 3  # or Discord has given the person up
        assert await app.read(GUILD, recall, "x") is None
    await app.write(GUILD, keep, "x", "2")
    assert await app.read(GUILD, recall, "x") == "2"


@pytest.mark.meets("S04")
async def test_a_write_that_begins_by_reading_is_not_overtaken(app: App) -> None:
    path = app.settings.database

    def read_then_write(tx: Tx) -> str:
        before = recall(tx, "x")
        with closing(sqlite3.connect(path, timeout=0)) as other, pytest.raises(sqlite3.OperationalError):
            other.execute("INSERT INTO installation (name, value) VALUES ('x', 'overtaken')")
        keep(tx, "x", f"{before} and 1")
        return recall(tx, "x") or ""

    assert await app.write(GUILD, read_then_write) == "None and 1"


@pytest.mark.meets("S07")
async def test_a_power_cut_at_any_write_leaves_a_whole_number_of_transactions(
    app: App, tmp_path: Path
) -> None:
    """The log is cut after each of its pages: what is before the last commit in it is there, and nothing else."""

    def note(tx: Tx, number: int) -> None:
        for name in ("first half", "second half"):
            keep(tx, f"{name} {number}", "x" * 3000)  # more than one page each

    acknowledged = 5
    for number in range(acknowledged):
        await app.write(GUILD, note, number)
    wal = app.settings.database.with_name(f"{app.settings.database.name}-wal").read_bytes()
    page_size = struct.unpack(">I", wal[8:12])[0]
    counts: list[int] = []
    for end in range(32, len(wal) + 1, 24 + page_size):
        cut = tmp_path / f"cut at {end}.sqlite3"
        cut.write_bytes(app.settings.database.read_bytes())
        cut.with_name(f"{cut.name}-wal").write_bytes(wal[:end])
        with closing(sqlite3.connect(cut)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            [halves] = connection.execute(
                "SELECT count(*) FROM installation WHERE name LIKE '% half %'"
            ).fetchone()
        assert halves % 2 == 0
        counts.append(halves // 2)
    assert counts == sorted(counts)
    assert (counts[0], counts[-1]) == (0, acknowledged)
    assert len(counts) > 2 * acknowledged


@pytest.mark.meets("S12")
async def test_a_reader_leaves_nothing_open_that_would_let_the_log_grow(app: App) -> None:
    for number in range(50):
        await app.write(GUILD, keep, "x", str(number) * 1000)
        await app.read(GUILD, recall, "x")
    wal = app.settings.database.with_name(f"{app.settings.database.name}-wal")
    assert wal.stat().st_size > 0
    with closing(sqlite3.connect(app.settings.database)) as other:
        busy, _, _ = other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    assert (busy, wal.stat().st_size) == (0, 0)


@pytest.mark.meets("S01")
async def test_a_commit_that_fails_leaves_no_transaction_open(data_dir: Path, clock: HandClock) -> None:
    disk = Disk()
    with disk.below():
        app = await open_app(settings.load({"CAMPSITE_DATA_DIR": str(data_dir)}), clock)
    disk.fills(1 << 30, rolls_back=False)
    await app.write(GUILD, keep, "x", "1")
    disk.fills(disk.written, rolls_back=False)  # at the last one, which is the commit
    with pytest.raises(NothingSaved):
        await app.write(GUILD, keep, "x", "2")
    disk.has_room()
    with closing(sqlite3.connect(app.settings.database, timeout=0)) as other, other:
        other.execute("UPDATE installation SET value = '3' WHERE name = 'x'")  # nothing holds the lock
    assert await app.write(GUILD, recall, "x") == "3"
    await app.database.close()


@pytest.mark.meets("S13")
@pytest.mark.parametrize("revision", [None, "0001"], ids=["of a new file", "of a filled one"])
def test_a_migration_that_is_broken_off_at_any_statement_leaves_the_old_schema(
    tmp_path: Path, revision: str | None
) -> None:
    path, backups = tmp_path / "campsite.sqlite3", tmp_path / "backups"
    disk = Disk()
    if revision is not None:
        _at(path, revision)
    broken_off = 0
    # At each of the first, then at every thirty-first, from another one in each run: they are many, and each run of the
    # tests is slower by all that came before.
    for number in chain(range(1, 12), count(randint(12, 42), 31)):
        disk.fills(number, rolls_back=False)
        try:
            with disk.below(migrate):
                upgrade(path, backups)
        except Exception:
            broken_off += 1
            assert revision_of(path) == revision
            if revision is not None:
                assert _rows(path) == 1
        else:
            break
    assert broken_off > 3
    assert revision_of(path) == migrations.HEAD
    assert len(copies(backups)) == (revision is not None)
    check(path)
    if revision is not None:
        assert _rows(path) == 1
    before = path.read_bytes()
    upgrade(path, backups)
    assert path.read_bytes() == before


@pytest.mark.meets("S02", "S13")
def test_a_disk_that_fills_up_in_the_midst_of_an_upgrade_is_what_is_said_and_no_copy_of_ours_fills_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, backups = tmp_path / "campsite.sqlite3", tmp_path / "backups"
    _at(path, "0033")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO notices (guild_id, kind, subject_id, person_id, generation, due_at, event_at, wanted_at, weight, "
            "zone, manner, fate) VALUES (7, 'x', 1, ?, 0, '', '', '', 'promised', 'UTC', 'aloud', 'pending')",
            ((number,) for number in range(10_000)),
        )
    room = [0]  # in pages

    def cramped(path: Path, **options: Any) -> sqlite3.Connection:
        connection = sqlite3.connect(path, **options)
        [(pages,)] = connection.execute("PRAGMA page_count")
        connection.execute(f"PRAGMA max_page_count = {pages + room[0]}")
        return connection

    monkeypatch.setattr(migrate, "sqlite3", SimpleNamespace(connect=cramped, Error=sqlite3.Error))
    before = _dump(path)
    for room[0] in (1, 30, 100):
        with pytest.raises(sqlite3.OperationalError, match=r"^database or disk is full$"):
            upgrade(path, backups)
        assert list(backups.iterdir()) == []
        assert _dump(path) == before
    room[0] = 10_000
    upgrade(path, backups)
    assert revision_of(path) == migrations.HEAD
    assert len(list(backups.iterdir())) == 1


def test_an_upgrade_clears_away_what_those_that_were_killed_have_begun_to_copy(tmp_path: Path) -> None:
    path, backups = tmp_path / "campsite.sqlite3", tmp_path / "backups"
    _at(path, "0036")
    backups.mkdir()
    of_somebody_else = backups / "20261120T090000000000-campsite.sqlite3.begun"
    of_somebody_else.touch()
    for ending in ("begun", "begun-journal"):
        (backups / f"20261120T090000000000-schema-0036.sqlite3.{ending}").touch()
    upgrade(path, backups)
    [copy] = [path for path in backups.iterdir() if path != of_somebody_else]
    assert copy.suffix == ".sqlite3"


def test_a_process_killed_right_after_an_upgrade_has_kept_the_copy_made_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, backups = tmp_path / "campsite.sqlite3", tmp_path / "backups"

    def killed(_copy: Path) -> Path:
        raise KeyboardInterrupt

    _at(path, "0036")
    backups.mkdir()
    (backups / "20261120T090000000000-schema-0035.sqlite3.begun").write_bytes(b"half of it")
    with monkeypatch.context() as earlier:
        earlier.setattr(migrate, "keep_copy", killed)
        with pytest.raises(KeyboardInterrupt):
            upgrade(path, backups)
    assert revision_of(path) == migrations.HEAD
    upgrade(path, backups)
    [copy] = backups.iterdir()
    assert (copy.suffix, copy.stat().st_mode & 0o777, revision_of(copy)) == (".sqlite3", 0o600, "0036")


def _dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def _at(path: Path, revision: str) -> None:
    """A database as an earlier version left it, with something in it."""
    from alembic import command
    from sqlalchemy import NullPool, create_engine

    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        chosen = migrate.config()
        chosen.attributes["connection"] = connection
        command.upgrade(chosen, revision)
    engine.dispose()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO mirrors (guild_id, kind, subject_id, wanted, shown, attempts) VALUES (7, 'x', 1, 1, 0, 0)"
        )


def _rows(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT count(*) FROM mirrors").fetchone()[0]


@pytest.mark.meets("S15")
async def test_an_asker_who_is_cancelled_at_any_moment_leaves_no_foreign_half(app: App) -> None:
    def both(tx: Tx, turns: int) -> None:
        keep(tx, f"first {turns}", "kept")
        keep(tx, f"second {turns}", "kept")

    for turns in range(30):
        writing = asyncio.create_task(app.write(GUILD, both, turns))
        for _ in range(turns):
            await asyncio.sleep(0)
        writing.cancel()
        await asyncio.gather(writing, return_exceptions=True)
        await app.write(GUILD, keep, f"after {turns}", "kept")

    def kept(tx: Tx, name: str) -> list[str | None]:
        return [recall(tx, f"{name} {turns}") for turns in range(30)]

    assert await app.read(GUILD, kept, "after") == ["kept"] * 30
    assert await app.read(GUILD, kept, "first") == await app.read(GUILD, kept, "second")


async def test_a_check_of_the_file_ends_with_whoever_asked_for_it(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ended: list[str] = []
    begun = threading.Event()

    def never_done(connection: sqlite3.Connection, _path: Path) -> None:
        begun.set()
        try:
            connection.execute(
                "WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers) SELECT max(n) FROM numbers"
            )
        except sqlite3.OperationalError as error:
            ended.append(str(error))
            raise

    monkeypatch.setattr(file, "_read_quickly", never_done)
    for wait in (begun.wait, lambda: None):
        checking = asyncio.create_task(check_quickly_beside(data_dir / DATABASE_NAME))
        await asyncio.to_thread(wait)
        checking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await checking
    assert ended == ["interrupted"] * 2
    gc.collect()
    assert caplog.messages == []


@pytest.mark.meets("S16")
async def test_a_number_no_column_holds_changes_nothing(app: App) -> None:
    def look(tx: Tx) -> int:
        return tx.connection.scalar(select(func.count()).where(notices.c.person_id == 1 << 70)) or 0

    with pytest.raises(OverflowError):
        await app.write(GUILD, look)
    await app.write(GUILD, keep, "x", "1")


@pytest.mark.meets("S17")
async def test_a_text_no_file_can_hold_changes_nothing(app: App) -> None:
    with pytest.raises(UnicodeEncodeError):
        await app.write(GUILD, keep, "x", "\ud800")
    assert await app.write(GUILD, recall, "x") is None


@pytest.mark.meets("S18")
async def test_every_table_refuses_values_of_another_kind(app: App) -> None:
    def lax(tx: Tx) -> list[str]:
        rows = tx.connection.exec_driver_sql(
            "SELECT name, strict FROM pragma_table_list WHERE type = 'table'"
        )
        return [row.name for row in rows if not row.strict and not row.name.startswith("sqlite_")]

    assert await app.read(GUILD, lax) == ["alembic_version"]  # Alembic's own
