"""The schema: brought up to date, never down, never over a file that is none of ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate.api import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from bot.db import migrations
from bot.db.file import DamagedDatabase, NewerDatabase, revision_of
from bot.db.migrate import config, upgrade
from bot.db.types import metadata


def test_the_tables_are_what_the_migrations_make(empty_database: Path) -> None:
    engine = create_engine(f"sqlite:///{empty_database}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


def test_the_schema_the_code_names_is_the_newest_there_is() -> None:
    assert ScriptDirectory.from_config(config()).get_current_head() == migrations.HEAD


def test_a_second_start_changes_nothing(empty_database: Path) -> None:
    before = empty_database.read_bytes()
    upgrade(empty_database, empty_database.parent / "backups")
    assert empty_database.read_bytes() == before
    assert not (empty_database.parent / "backups").exists()


def test_the_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "new" / "campsite.sqlite3"
    upgrade(path, tmp_path / "backups")
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700


@pytest.mark.meets("S14")
def test_a_newer_database_is_refused_and_left_alone(data_dir: Path) -> None:
    path = data_dir / "campsite.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(NewerDatabase, match="made by a newer Campsite"):
        upgrade(path, data_dir / "backups")
    assert path.read_bytes() == before


def test_an_older_database_is_copied_before_it_is_upgraded(data_dir: Path) -> None:
    path = data_dir / "campsite.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(
        Exception, match="0000"
    ):  # there is no such step to start from; the copy was made first
        upgrade(path, data_dir / "backups")
    [copy] = (data_dir / "backups").iterdir()
    assert revision_of(copy) == "0000"
    assert copy.stat().st_mode & 0o777 == 0o600


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "campsite.sqlite3"
    path.write_bytes(b"my shopping list " * 100)
    with pytest.raises(DamagedDatabase, match="cannot be read as a database"):
        upgrade(path, tmp_path / "backups")
    assert path.read_bytes() == b"my shopping list " * 100


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "campsite.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE shopping (item TEXT)")
    before = path.read_bytes()
    with pytest.raises(DamagedDatabase, match="belongs to another program"):
        upgrade(path, tmp_path / "backups")
    assert path.read_bytes() == before


@pytest.mark.parametrize("name", ["a%20b.sqlite3", "what?.sqlite3", "with space.sqlite3"])
def test_a_path_means_the_file_of_that_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    upgrade(path, tmp_path / "backups")
    assert [file.name for file in tmp_path.iterdir()] == [name]
    assert revision_of(path) == migrations.HEAD
