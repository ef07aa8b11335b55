"""The schema: brought up to date, never down, never over a file that is none of ours."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate.api import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import NullPool, create_engine

from bot import retention
from bot.db import migrations
from bot.db.file import DamagedDatabase, NewerDatabase, revision_of
from bot.db.migrate import config, upgrade
from bot.db.types import metadata
from cogs.groups import founding


def test_the_tables_are_what_the_migrations_make(empty_database: Path) -> None:
    engine = create_engine(f"sqlite:///{empty_database}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert differences == []


SEEN_BY_NOBODY = {
    "acts",
    "answers",
    "attendances",
    "bans",
    "chores",
    "deliveries",
    "directory_pages",
    "events",
    "feedback",
    "group_welcomes",
    "interested",
    "meetup_changes",
    "mirrors",
    "newcomers",
    "notices",
    "path_ticks",
    "paths",
    "pauses",
    "progress_days",
    "progress_habits",
    "progress_paces",
    "progress_places",
    "progress_ticks",
    "protected_days",
    "series_breaks",
    "tries",
    "visits",
    "wishes",
}
"""Tables whose ids never leave them: no button, mirror, notice, chore or choice of a command carries one."""


def test_an_id_that_discord_remembers_is_never_given_to_another_row(empty_database: Path) -> None:
    with closing(sqlite3.connect(empty_database)) as connection:
        made = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'").fetchall())
    numbered = {table.name for table in metadata.sorted_tables if table.primary_key.columns.keys() == ["id"]}
    promised = {
        table.name for table in metadata.sorted_tables if table.dialect_options["sqlite"]["autoincrement"]
    }
    assert {name for name, sql in made.items() if "AUTOINCREMENT" in sql} == promised
    assert numbered - promised == SEEN_BY_NOBODY, (
        "give it sqlite_autoincrement=True if its ids stand in a custom id, a mirror, a notice, a chore or a choice: "
        "SQLite gives the id of a deleted last row to the next, and an old button would mean that one"
    )


def test_rows_outlive_the_step_after_which_no_id_is_given_twice(tmp_path: Path) -> None:
    path = tmp_path / "campsite.sqlite3"
    _to(path, "0026")
    now = "2026-11-20T09:00:00.000000+00:00"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO groups (id, guild_id, name, folded, language, zone, created_by, created_at) "
            "VALUES (7, 1, 'Lyon', 'lyon', 'fr', 'Europe/Paris', 10, ?)",
            (now,),
        )
        for post_id, card_id in ((3, 900), (5, None)):
            connection.execute(
                "INSERT INTO progress_posts (id, guild_id, group_id, person_id, request_id, kept_on, did, image, "
                "shared_at, channel_id, card_id) VALUES (?, 1, 7, 11, ?, '2026-11-20', 'a thing', x'00ff', ?, 77, ?)",
                (post_id, post_id, now, card_id),
            )
        connection.execute("INSERT INTO progress_cheers VALUES (2, 1, 3, 12, 'well', ?)", (now,))
        connection.execute("INSERT INTO progress_leftovers VALUES (1, 1, 77, 800)")
        for kind, subject_id in (("progress.card", 6), ("progress.leftover", 1)):
            connection.execute(
                "INSERT INTO mirrors (guild_id, kind, subject_id, wanted, shown, attempts) VALUES (1, ?, ?, 1, 0, 0)",
                (kind, subject_id),
            )
        before = _contents(connection)
        indexes = _indexes(connection)
    _to(path, "0027")
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA foreign_keys = ON")
        after = _contents(connection)
        changed = {name for name in before if before[name] != after[name]}
        assert changed == {"alembic_version", "progress_leftovers", "mirrors"}
        assert _indexes(connection) == indexes
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
            connection.execute("INSERT INTO progress_cheers VALUES (4, 1, 99, 12, 'well', ?)", (now,))
        [leftover] = after["progress_leftovers"]
        assert leftover[:4] == (7, 1, 77, 800)  # 6 was the last post there ever was
        cards = connection.execute("SELECT kind, subject_id FROM mirrors ORDER BY subject_id").fetchall()
        assert cards == [("progress.card", 6), ("progress.card", 7)]
        connection.execute("DELETE FROM progress_posts WHERE id = 5")
        connection.execute(
            "INSERT INTO progress_posts (guild_id, group_id, person_id, request_id, kept_on, shared_at, channel_id) "
            "VALUES (1, 7, 12, 9, '2026-11-20', ?, 77)",
            (now,),
        )
        assert connection.execute("SELECT max(id) FROM progress_posts").fetchone() == (8,)


def test_the_parts_of_a_series_that_was_moved_find_each_other(tmp_path: Path) -> None:
    path = tmp_path / "campsite.sqlite3"
    _to(path, "0027")
    first, second, third = (f"2026-11-2{day}T09:00:00.000000+00:00" for day in range(3))
    with closing(sqlite3.connect(path)) as connection, connection:
        for group_id in (7, 8):
            connection.execute(
                "INSERT INTO groups (id, guild_id, name, folded, language, zone, created_by, created_at) "
                "VALUES (?, 1, ?, ?, 'fr', 'Europe/Paris', 10, ?)",
                (group_id, f"Lyon {group_id}", f"lyon {group_id}", first),
            )
        # 1 was moved and became 3, which was moved and became 5; the others stand alone.
        for series_id, group_id, created_at, ended_at in (
            (1, 7, first, second),
            (2, 8, first, third),
            (3, 7, second, third),
            (4, 8, second, None),
            (5, 7, third, None),
        ):
            connection.execute(
                "INSERT INTO series (id, guild_id, group_id, kind, weekday, first_on, wall, minutes, zone, title, "
                "format, created_by, created_at, ended_at) VALUES (?, 1, ?, 'weekly', 5, '2026-11-28', '10:00', 90, "
                "'Europe/Paris', 'Coffee', 'coffee', 10, ?, ?)",
                (series_id, group_id, created_at, ended_at),
            )
    _to(path, "0028")
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT id, continues_id FROM series ORDER BY id").fetchall()
        assert found == [(1, None), (2, None), (3, 1), (4, None), (5, 1)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []


def test_every_occurrence_that_has_its_card_is_looked_after(tmp_path: Path) -> None:
    path = tmp_path / "campsite.sqlite3"
    _to(path, "0034")
    then = "2026-11-20T09:00:00.000000+00:00"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO groups (id, guild_id, name, folded, language, zone, created_by, created_at) "
            "VALUES (7, 1, 'Lyon', 'lyon', 'fr', 'Europe/Paris', 10, ?)",
            (then,),
        )
        connection.execute(
            "INSERT INTO series (id, guild_id, group_id, kind, weekday, first_on, wall, minutes, zone, title, format, "
            "created_by, created_at) VALUES (1, 1, 7, 'weekly', 5, '2026-11-28', '10:00', 90, 'Europe/Paris', 'Coffee', "
            "'coffee', 10, ?)",
            (then,),
        )
        # 1 has its chore already, 2 was announced without one, 3 is over and put away, 4 comes later.
        for meetup_id, announced_at, archived_at in (
            (1, then, None),
            (2, then, None),
            (3, then, then),
            (4, None, None),
        ):
            connection.execute(
                "INSERT INTO meetups (id, guild_id, group_id, series_id, occurs_on, title, starts_at, ends_at, zone, "
                "channel_id, created_by, created_at, wall, format, room_open, online_open, skipped, moves, version, "
                "changed_at, announced_at, archived_at) VALUES (?1, 1, 7, 1, ?2, 'Coffee', ?3, ?3, 'Europe/Paris', 5, 10, "
                "?3, '2026-11-28 10:00:00', 'coffee', 0, 0, 0, 0, 1, ?3, ?4, ?5)",
                (meetup_id, f"2026-11-2{meetup_id}", then, announced_at, archived_at),
            )
        connection.execute(
            "INSERT INTO chores (guild_id, kind, subject_id, due_at, attempts) VALUES (1, 'meetups.passed', 1, ?, 0)",
            (then,),
        )
    _to(path, "0035")
    with closing(sqlite3.connect(path)) as connection:
        chores = connection.execute(
            "SELECT kind, subject_id, due_at FROM chores ORDER BY subject_id"
        ).fetchall()
        assert chores == [("meetups.passed", 1, then), ("meetups.passed", 2, then)]


def test_who_has_given_a_sign_is_not_taken_for_somebody_who_writes_for_the_first_time(tmp_path: Path) -> None:
    path = tmp_path / "campsite.sqlite3"
    _to(path, "0035")
    then = "2026-11-20T09:00:00.000000+00:00"
    with closing(sqlite3.connect(path)) as connection, connection:
        # 1 has never given a sign, 2 has, 3 and 4 are on the desk, and 4 has written; 5 is as the list of members told.
        for person_id, arrived_at, active_at in (
            (1, then, None),
            (2, then, then),
            (3, then, then),
            (4, then, then),
            (5, "2026-11-20 09:00:00+00:00", "2026-11-20 09:00:00.000000+00:00"),
        ):
            connection.execute(
                "INSERT INTO newcomers (guild_id, person_id, arrived_at, times, active_at) VALUES (1, ?, ?, 1, ?)",
                (person_id, arrived_at, active_at),
            )
        for kind, person_id in (("newcomer", 3), ("newcomer", 4), ("post", 4)):
            connection.execute(
                "INSERT INTO desk_entries (guild_id, kind, subject_id, person_id, since_at, shown_at, until_at, answered) "
                "VALUES (1, ?1, 0, ?2, ?3, ?3, ?3, 0)",
                (kind, person_id, then),
            )
    _to(path, "0036")
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT arrived_at, active_at, wrote_at FROM newcomers ORDER BY person_id")
        assert found.fetchall() == [
            (then, None, None),
            (then, then, then),
            (then, then, None),
            (then, then, then),
            (then, then, then),
        ]


def test_who_has_asked_for_a_group_is_told_from_who_only_waits(tmp_path: Path) -> None:
    path = tmp_path / "campsite.sqlite3"
    _to(path, "0037")
    with closing(sqlite3.connect(path)) as connection, connection:
        # 7 and 8 are open, for Rust and for a city; 9 is decided.
        for request_id, person_id, folded, city_id, stage in (
            (7, 1, "rust", None, "waiting"),
            (8, 1, "lille", 2998324, "asked"),
            (9, 1, "zig", None, "declined"),
        ):
            connection.execute(
                "INSERT INTO founding_requests (id, guild_id, person_id, channel_id, name, folded, city_id, language, zone, "
                "stage, version, created_at) VALUES (?1, 1, ?2, 3, ?3, ?3, ?4, 'en', 'UTC', ?5, 0, '2026-11-20')",
                (request_id, person_id, folded, city_id, stage),
            )
        for guild_id, person_id, wanted in (
            (1, 1, "name:rust"),
            (1, 2, "name:rust"),
            (2, 2, "name:rust"),
            (1, 1, "city:2998324"),
            (1, 3, "city:2998324"),
            (1, 4, "name:zig"),
        ):
            connection.execute(
                "INSERT INTO wishes (guild_id, person_id, wanted, created_at) VALUES (?, ?, ?, '2026-11-20')",
                (guild_id, person_id, wanted),
            )
    _to(path, "0038")
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute("SELECT person_id, request_id FROM wishes ORDER BY id")
        assert found.fetchall() == [(1, 7), (2, 7), (2, None), (1, 8), (3, None), (4, None)]


def test_requests_decided_before_are_let_go_of_in_time(tmp_path: Path) -> None:
    path = tmp_path / "campsite.sqlite3"
    _to(path, "0041")
    decided = datetime(2026, 11, 20, 9, 30, 0, 123000, UTC)
    with closing(sqlite3.connect(path)) as connection, connection:
        for request_id, stage, at in ((7, "waiting", None), (8, "declined", decided), (9, "withdrawn", None)):
            connection.execute(
                "INSERT INTO founding_requests (id, guild_id, person_id, channel_id, name, folded, language, zone, stage, "
                "version, created_at, decided_at) VALUES (?1, 1, 2, 3, 'Zig', 'zig', 'en', 'UTC', ?2, 0, ?3, ?4)",
                (request_id, stage, stored(decided), None if at is None else stored(at)),
            )
    _to(path, "0042")
    with closing(sqlite3.connect(path)) as connection:
        found = connection.execute(
            "SELECT guild_id, kind, subject_id, due_at FROM chores ORDER BY subject_id"
        )
        due = stored(decided + retention.REQUESTS)
        assert found.fetchall() == [(1, founding.LET_GO, 8, due), (1, founding.LET_GO, 9, due)]


def test_what_waits_of_meetups_goes_by_their_groups_evening_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "campsite.sqlite3"
    _to(path, "0043")
    now = stored(datetime(2026, 11, 20, 9, tzinfo=UTC))
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO groups (id, guild_id, name, folded, language, zone, created_by, created_at) "
            "VALUES (7, 1, 'Tokyo', 'tokyo', 'en', 'Asia/Tokyo', 10, ?)",
            (now,),
        )
        connection.execute(
            "INSERT INTO meetups (id, guild_id, group_id, request_id, title, format, starts_at, ends_at, zone, wall, "
            "group_zone, channel_id, created_by, created_at, changed_at, moves, version, room_open, online_open, skipped) VALUES (5, 1, 7, 1, 'Coffee', "
            "'coffee', ?1, ?1, 'Europe/Paris', '2026-11-28T10:00', 'Europe/Paris', 77, 10, ?1, ?1, 0, 1, 0, 0, 0)",
            (now,),
        )
        connection.execute(
            "INSERT INTO meetup_changes (id, guild_id, meetup_id, version, before, changed_at) VALUES (9, 1, 5, 1, '{}', ?)",
            (now,),
        )
        for kind, subject_id, settled_at in (
            ("meetups.reminder", 5, None),
            ("meetups.changed", 9, None),
            ("meetups.changed", 5, None),  # of another meetup, which is no more
            ("attendance.afterwards", 5, None),
            ("progress.help_offered", 5, None),
            ("meetups.missed", 5, now),
        ):
            connection.execute(
                "INSERT INTO notices (guild_id, kind, subject_id, person_id, generation, due_at, event_at, wanted_at, "
                "weight, zone, manner, fate, settled_at) VALUES (1, ?, ?, 2, 0, '', '', '', 'promised', 'Europe/Paris', "
                "'aloud', ?, ?)",
                (kind, subject_id, "pending" if settled_at is None else "sent", settled_at),
            )
    _to(path, "0044")
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT zone, group_zone FROM meetups").fetchall() == [
            ("Europe/Paris", "Asia/Tokyo")
        ]
        found = connection.execute("SELECT kind, subject_id, group_id, zone FROM notices ORDER BY id")
        assert found.fetchall() == [
            ("meetups.reminder", 5, 7, "Asia/Tokyo"),
            ("meetups.changed", 9, 7, "Asia/Tokyo"),
            ("meetups.changed", 5, None, "Europe/Paris"),
            ("attendance.afterwards", 5, 7, "Asia/Tokyo"),
            ("progress.help_offered", 5, None, "Europe/Paris"),
            ("meetups.missed", 5, None, "Europe/Paris"),
        ]


def stored(moment: datetime) -> str:
    """An instant as it stands in the file."""
    return moment.isoformat(timespec="microseconds")


def test_notices_outlive_the_step_after_which_each_server_has_its_own(tmp_path: Path) -> None:
    path = tmp_path / "campsite.sqlite3"
    _to(path, "0033")
    columns = "guild_id, kind, subject_id, person_id, generation, due_at, event_at, wanted_at, weight, zone, manner, fate"
    row = "(?, 'test.word', 1, 10, 0, '', '', '', 'promised', 'UTC', 'aloud', 'pending')"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(f"INSERT INTO notices ({columns}) VALUES {row}", (1,))
        before = _contents(connection)
        indexes = _indexes(connection)
    _to(path, "0034")
    with closing(sqlite3.connect(path)) as connection, connection:
        after = _contents(connection)
        assert {name for name in before if before[name] != after[name]} == {"alembic_version"}
        assert set(_indexes(connection)) - set(indexes) == {
            ("notices", "", "kind,guild_id,subject_id,person_id,generation")
        }
        assert set(indexes) - set(_indexes(connection)) == {
            ("notices", "", "kind,subject_id,person_id,generation")
        }
        connection.execute(f"INSERT INTO notices ({columns}) VALUES {row}", (2,))
        with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
            connection.execute(f"INSERT INTO notices ({columns}) VALUES {row}", (2,))


def _to(path: Path, revision: str) -> None:
    engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
    with engine.begin() as connection:
        settings = config()
        settings.attributes["connection"] = connection
        command.upgrade(settings, revision)
    engine.dispose()


def _contents(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    names = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'sqlite_sequence'"
    ).fetchall()
    return {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for (name,) in names}


def _indexes(connection: sqlite3.Connection) -> list[tuple[str, str, str]]:
    """The indexes by name, and what SQLite makes for constraints by what it is for."""
    found = connection.execute(
        "SELECT tbl_name, coalesce(sql, ''), (SELECT group_concat(name) FROM pragma_index_info(s.name)) "
        "FROM sqlite_master AS s WHERE type = 'index' ORDER BY 1, 2, 3"
    )
    return found.fetchall()


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


def test_an_upgrade_that_fails_leaves_the_database_and_no_copy(data_dir: Path) -> None:
    path = data_dir / "campsite.sqlite3"
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0000'")
    with pytest.raises(Exception, match="0000"):  # there is no such step to start from
        upgrade(path, data_dir / "backups")
    assert revision_of(path) == "0000"
    assert list((data_dir / "backups").iterdir()) == []  # or each start that tries again would leave one


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
