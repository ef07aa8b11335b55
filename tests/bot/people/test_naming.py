"""What names a person is found in every table there is, and in every one there will be."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from sqlalchemy import Table, insert, text

from bot.db.tx import Tx
from bot.db.types import Day, TimeOfDay, UtcDateTime, WallTime, metadata
from bot.features import import_models
from bot.people.naming import OTHER, columns_naming, names_people, rows_naming
from tests.builders import GUILD

import_models()
ANA, BEN = 7_100_000_000_000_000_001, 7_100_000_000_000_000_002
NAMING = [table for table in metadata.sorted_tables if columns_naming(table)]

THINGS = {
    *(
        "guild_id",
        "group_id",
        "meetup_id",
        "post_id",
        "series_id",
        "continues_id",
        "welcome_id",
        "invitation_id",
        "city_id",
        "subject_id",
        "delivery_id",
        "request_id",
    ),
    *("channel_id", "thread_id", "role_id", "card_id", "card_channel_id", "message_id", "event_id"),
    *("moderator_role_id", "moderators_channel_id", "welcome_channel_id", "introductions_channel_id"),
    "directory_channel_id",
    "desk_channel_id",
    "greeter_role_id",
}
"""Columns that hold an id of something that is no person."""


def row_of(table: Table, **given: object) -> dict[str, Any]:
    """Some row of a table."""
    values: dict[str, Any] = {}
    for column in table.columns:
        if column.name in given:
            values[column.name] = given[column.name]
        elif column.name == "guild_id":
            values[column.name] = GUILD
        elif not column.nullable and column.server_default is None:
            values[column.name] = sample(column.type)
    return values


def sample(kind: object) -> object:
    if isinstance(kind, UtcDateTime):
        return datetime(2026, 11, 20, tzinfo=UTC)
    if isinstance(kind, WallTime):
        return datetime(2026, 11, 20)  # noqa: DTZ001 - a wall time has no zone
    if isinstance(kind, Day):
        return date(2026, 11, 20)
    if isinstance(kind, TimeOfDay):
        return time(8)
    return 1 if getattr(kind, "python_type", str) is int else "x"


@pytest.mark.parametrize("table", NAMING, ids=lambda table: table.name)
def test_a_row_that_names_somebody_is_found_by_each_of_its_columns(tx: Tx, table: Table) -> None:
    tx.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    naming = [column.name for column in columns_naming(table)]
    for name in naming:
        others = dict.fromkeys(naming, BEN)
        tx.connection.execute(table.delete())
        tx.connection.execute(insert(table).values(row_of(table, **{**others, name: ANA})))
        [found] = rows_naming(tx, ANA)[table.name]
        assert {column: found[column] for column in naming} == {
            column: str(ANA) if column == name else OTHER for column in naming
        }
    tx.connection.execute(table.delete())


def test_a_picture_is_written_as_base64(tx: Tx) -> None:
    tx.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    posts = metadata.tables["progress_posts"]
    tx.connection.execute(insert(posts).values(row_of(posts, person_id=ANA, image=bytes((0, 255)))))
    [post] = rows_naming(tx, ANA)["progress_posts"]
    assert post["image"] == "AP8="


def test_who_is_named_nowhere_gets_nothing(tx: Tx) -> None:
    assert rows_naming(tx, ANA) == {}


def test_every_id_in_every_table_is_known_to_be_a_persons_or_a_things() -> None:
    unknown = {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name.endswith("_id")
        and not names_people(column)
        and not column.foreign_keys  # there is no table of people to refer to but `people`, by person_id
        and column.name not in THINGS
    }
    assert unknown == set(), "call it person_id or something_by if it is a person's, else add it to THINGS"
