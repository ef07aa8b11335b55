"""Before a start: a missing database is not taken for a first start."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import settings
from bot.db.backup import back_up, newest_usable
from bot.door import prepare
from bot.settings import Settings


@pytest.fixture
def installed(data_dir: Path) -> Settings:
    """An installation that has run, with something in its database."""
    loaded = settings.load({"CAMPSITE_DATA_DIR": str(data_dir)})
    prepare(loaded)
    with closing(sqlite3.connect(loaded.database)) as connection, connection:
        connection.executemany(
            "INSERT INTO installation (name, value) VALUES (?, ?)",
            [(f"name {number}", "x" * 200) for number in range(200)],
        )
    return loaded


def test_a_backup_of_a_newer_version_is_no_way_out(installed: Settings) -> None:
    usable = back_up(installed.database, installed.backups)
    newer = back_up(installed.database, installed.backups)
    with closing(sqlite3.connect(newer)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert newest_usable(installed.backups) == usable


@pytest.mark.meets("S19")
def test_a_new_database_where_there_was_one_is_said(
    installed: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    copy = back_up(installed.database, installed.backups)
    caplog.set_level(logging.WARNING)
    prepare(installed)
    assert caplog.messages == []
    for spoil in (installed.database.unlink, lambda: installed.database.write_bytes(b"")):
        spoil()
        caplog.clear()
        prepare(installed)
        [said] = caplog.messages
        assert said.startswith(
            f"a new, empty database is created at {installed.database}, but this installation"
        )
        assert said.endswith(f"or put a backup back: campsite restore {copy}")


def test_a_first_start_is_no_such_thing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    fresh = settings.load({"CAMPSITE_DATA_DIR": str(tmp_path / "data")})
    prepare(fresh)
    assert caplog.messages == []
    # Without any backup either: the folder itself remembers.
    fresh.database.unlink()
    prepare(fresh)
    [said] = caplog.messages
    assert said.endswith("or put a backup back: no backup that could be put back was found")
