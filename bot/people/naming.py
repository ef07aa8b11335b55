"""Which rows name a person: found by reflection, so that no table can be forgotten.

A column names a person when it is called `person_id`, or when its name ends in `_by`: then they are who did it.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Table, or_, select

from bot.db.tx import Tx
from bot.db.types import metadata

OTHER = "somebody else"
"""What stands for everyone but the person who asks: their ids are not theirs to take along."""

MOST_EXACT = 2**53
"""Whole numbers from here on lose digits in JavaScript and spreadsheets, so they are written as text."""


def names_people(column: ColumnElement[Any]) -> bool:
    """Whether a column holds Discord ids of people."""
    name = str(getattr(column, "name", ""))
    return name == "person_id" or name.endswith("_by")


def columns_naming(table: Table) -> list[Any]:
    """The columns of a table that hold Discord ids of people."""
    return [column for column in table.columns if names_people(column)]


def rows_naming(tx: Tx, person_id: int) -> dict[str, list[dict[str, Any]]]:
    """Every row, in any server, that names a person: by table, as plain values for JSON. Tables without any are left out."""
    found: dict[str, list[dict[str, Any]]] = {}
    for table in sorted(metadata.tables.values(), key=lambda table: table.name):
        if not (naming := columns_naming(table)):
            continue
        rows = tx.connection.execute(
            select(table)
            .where(or_(*(column == person_id for column in naming)))
            .order_by(*table.primary_key.columns)
        ).mappings()
        others = {column.name for column in naming}
        if plain := [_plain(row, person_id, others) for row in rows]:
            found[table.name] = plain
    return found


def _plain(row: Mapping[Any, Any], person_id: int, naming: set[str]) -> dict[str, Any]:
    return {
        str(name): OTHER if name in naming and value not in (person_id, None) else _value(value)
        for name, value in row.items()
    }


def _value(value: object) -> object:
    match value:
        case datetime() | date() | time():
            return value.isoformat()
        case bytes():
            return b64encode(value).decode()
        case int() if abs(value) >= MOST_EXACT:
            return str(value)
        case None | bool() | int() | float():
            return value
        case _:
            return str(value)
