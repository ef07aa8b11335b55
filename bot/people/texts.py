"""Takes a person out of what others have written: their id, in a mention, by itself or in a link.

Which columns hold what people write is found by reflection: every text column does that is not known to hold something
else. A name that somebody typed is a word like any other, and stays.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from secrets import token_hex
from typing import Any

from sqlalchemy import Column, ColumnElement, Table, Text, bindparam, func, or_, select, update

from bot.db.tx import Tx
from bot.db.types import metadata

PLAIN = frozenset(
    {
        *("kind", "state", "standing", "stage", "format", "weight", "manner", "fate", "founding", "action"),
        *("mood", "again", "own", "win", "theme", "seated_in", "waits_for", "answers.answer"),
        *("language", "locale", "country", "image_name"),
        *("code", "key", "seal", "trouble", "notices.reason", "installation.name", "installation.value"),
    }
)
"""Text columns that nobody types into, by name, or by table and name: choices, codes, what the bot itself notes."""

KEYS = frozenset({"folded", "wanted"})
"""Columns with what somebody typed made comparable: nobody reads them, and two of them must differ."""

SHORTEST = 17
"""Digits of the shortest id that a person of Discord has."""

_LINK = r"(?i:https?)://\S*"
_ANY_ID = re.compile(r"(?<![0-9])[1-9][0-9]{16,19}(?![0-9])")


def prose(table: Table) -> list[Column[Any]]:
    """The columns of a table that hold what people write."""
    return [
        column
        for column in table.columns
        if isinstance(column.type, Text) and PLAIN.isdisjoint((column.name, f"{table.name}.{column.name}"))
    ]


def servers_writing_of(tx: Tx, person_id: int) -> set[int]:
    """Every server in which some text has a person's id in it: it reads every text there is."""
    found: set[int] = set()
    for table, columns in _written():
        writes = select(table.c.guild_id).where(_has(columns, person_id)).distinct()
        found.update(tx.connection.scalars(writes))
    return found


def people_written_of(tx: Tx) -> set[tuple[int, int]]:
    """Every number in any text that could be somebody's id, with the server whose text it is."""
    digits = f"*{'[0-9]' * SHORTEST}*"
    found: set[tuple[int, int]] = set()
    for table, columns in _written():
        some = or_(*(column.op("GLOB")(digits) for column in columns))
        for guild_id, *texts in tx.connection.execute(select(table.c.guild_id, *columns).where(some)):
            found.update(
                (guild_id, int(number)) for text in texts if text for number in _ANY_ID.findall(text)
            )
    return found


def rows_writing_of(tx: Tx, person_id: int) -> dict[str, list[int]]:
    """The rows of this server in which some text has a person's id in it, by table: it reads every text there."""
    found: dict[str, list[int]] = {}
    for table, columns in _written():
        [key] = table.primary_key.columns
        writes = select(key).where(table.c.guild_id == tx.guild_id, _has(columns, person_id))
        if rows := list(tx.connection.scalars(writes)):
            found[table.name] = rows
    return found


def erase_from_texts(
    tx: Tx, person_id: int, called: str, rows: Mapping[str, Collection[int]]
) -> dict[str, list[dict[str, int]]]:
    """Leaves a person's id in no text of these rows, as `rows_writing_of` has them; `called` is what stands there instead.

    The rows that are not what they were, by table: their own id and those of what they belong to, by column.
    """
    changed: dict[str, list[dict[str, int]]] = {}
    for table, columns in _written():
        if table.name not in rows:
            continue
        [key] = table.primary_key.columns
        ids = [column for column in table.columns if column is key or column.name.endswith("_id")]
        listed = func.json_each(json.dumps(list(rows[table.name]))).table_valued("value")
        found = select(*ids, *columns).where(
            table.c.guild_id == tx.guild_id, key.in_(select(listed.c.value)), _has(columns, person_id)
        )
        anew: list[dict[str, object]] = []
        for row in tx.connection.execute(found).mappings():
            before = {column.name: row[column] for column in columns}
            now = {column.name: _without(column, row[column], person_id, called) for column in columns}
            if now != before:
                anew.append({"row": row[key], **{f"new_{name}": text for name, text in now.items()}})
                changed.setdefault(table.name, []).append({column.name: row[column] for column in ids})
        if anew:
            values: dict[Any, Any] = {column: bindparam(f"new_{column.name}") for column in columns}
            tx.connection.execute(update(table).where(key == bindparam("row")).values(values), anew)
    return changed


def without(text: str, person_id: int, called: str) -> str:
    """`text` without an id: where it stood in a mention or as a whole number, there is what such people are `called`.

    In a web address it becomes 0, which is nobody: that stays an address, as a button needs one, and leads nowhere.
    """
    return re.sub(
        rf"{_LINK}|<@!?{person_id}>|{_whole(person_id)}",
        lambda found: re.sub(_whole(person_id), "0", found[0]) if re.match(_LINK, found[0]) else called,
        text,
    )


def _without(column: Column[Any], text: str | None, person_id: int, called: str) -> str | None:
    if text is None:
        return None
    if column.name in KEYS:
        return re.sub(_whole(person_id), lambda _: token_hex(8), text)
    return without(text, person_id, called)


def _whole(person_id: int) -> str:
    return rf"(?<![0-9]){person_id}(?![0-9])"


def _written() -> list[tuple[Table, list[Column[Any]]]]:
    return [(table, columns) for table in metadata.sorted_tables if (columns := prose(table))]


def _has(columns: list[Column[Any]], person_id: int) -> ColumnElement[bool]:
    return or_(*(func.instr(column, str(person_id)) > 0 for column in columns))
