"""Before a start: a damaged database is named with its way out, a missing one is not taken for a first start."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot import settings
from bot.__main__ import prepare
from bot.db.backup import back_up, newest_usable, restore
from bot.db.file import DamagedDatabase
from bot.settings import Settings
from tests.builders import FRIDAY_MORNING

PAGE = 4096


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


def flip(path: Path, start: int, length: int) -> None:
    content = bytearray(path.read_bytes())
    content[start : start + length] = bytes(byte ^ 0xFF for byte in content[start : start + length])
    path.write_bytes(content)


def root_of_installation(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        [(page,)] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'installation'")
    return (page - 1) * PAGE


@pytest.mark.meets("S08")
@pytest.mark.parametrize("damage", ["header", "schema", "page", "truncated"])
def test_a_damaged_database_is_named_with_the_last_good_backup(installed: Settings, damage: str) -> None:
    database = installed.database
    good = back_up(database, installed.backups)
    bad = back_up(database, installed.backups)
    bad.write_bytes(good.read_bytes()[: 20 * PAGE])
    match damage:
        case "header":
            flip(database, 0, 16)
        case "schema":
            flip(database, 100, PAGE - 100)
        case "page":
            flip(database, root_of_installation(database), PAGE)
        case _:
            database.write_bytes(database.read_bytes()[: 20 * PAGE])
    broken = database.read_bytes()
    with pytest.raises(DamagedDatabase) as told:
        prepare(installed)
    assert str(told.value).startswith(f"{database} cannot be read as a database (")
    assert str(told.value).endswith(
        f"Nothing was changed; put the last good backup back with: campsite restore {good}"
    )
    assert database.read_bytes() == broken

    restore(good, database, installed.backups, FRIDAY_MORNING)
    prepare(installed)


def test_without_a_backup_it_says_so_plainly(installed: Settings) -> None:
    flip(installed.database, 0, 16)
    with pytest.raises(DamagedDatabase, match="Nothing was changed; restore a backup"):
        prepare(installed)


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
    installed.database.unlink()
    prepare(installed)
    [said] = caplog.messages
    assert said.startswith(f"a new, empty database is created at {installed.database}, but this installation")
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
