"""Takes a person out of every table that names them: found by reflection, so that no table can be forgotten."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Table, delete, select, tuple_, update

from bot.db.tx import Tx
from bot.db.types import metadata
from bot.people.naming import columns_naming
from bot.signals import Rows

NOBODY = 0
"""Stands in a column that must hold somebody, once that somebody is forgotten: no id of Discord's is so small."""


def servers_naming(tx: Tx, person_id: int) -> set[int]:
    """Every server of which some row names a person."""
    found: set[int] = set()
    for table in metadata.tables.values():
        if "guild_id" in table.c:
            for column in columns_naming(table):
                found.update(
                    tx.connection.scalars(select(table.c.guild_id).where(column == person_id).distinct())
                )
    return found


def people_named(tx: Tx) -> set[tuple[int | None, int]]:
    """Everyone whom any row names, with the server it belongs to (None: to no server)."""
    found: set[tuple[int | None, int]] = set()
    for table in metadata.tables.values():
        for column in columns_naming(table):
            somebody = column.is_not(None) & (column != NOBODY)
            if "guild_id" in table.c:
                pairs = tx.connection.execute(select(table.c.guild_id, column).where(somebody).distinct())
                found.update((guild_id, person_id) for guild_id, person_id in pairs)
            else:
                people = tx.connection.scalars(select(column).where(somebody).distinct())
                found.update((None, person_id) for person_id in people)
    return found


def erase_here(tx: Tx, person_id: int, but: Collection[Rows] = ()) -> None:
    """No row of this server names the person any more: theirs are gone, those they only had a hand in stay without them.

    Rows of `but` stay as they are.
    """
    for table in reversed(metadata.sorted_tables):
        if "guild_id" in table.c:
            spared = [table.c.id.not_in(rows.ids) for rows in but if rows.table == table.name]
            _erase(tx, table, person_id, table.c.guild_id == tx.guild_id, *spared)


def erase_own(tx: Tx, person_id: int) -> None:
    """Likewise with the rows that belong to no server: what the person has set for themselves."""
    for table in reversed(metadata.sorted_tables):
        if "guild_id" not in table.c:
            _erase(tx, table, person_id)


def _erase(tx: Tx, table: Table, person_id: int, *where: ColumnElement[bool]) -> None:
    for column in columns_naming(table):
        named = (column == person_id, *where)
        if column.name == "person_id":
            _delete(tx, table, *named)
        else:
            nobody = None if column.nullable else NOBODY
            tx.connection.execute(update(table).where(*named).values({column: nobody}))


def _delete(tx: Tx, table: Table, *which: ColumnElement[bool]) -> None:
    """Deletes rows, and first what hangs on them: a row that can do without them loses only its reference."""
    for child in metadata.tables.values():
        for key in child.foreign_key_constraints:
            if key.referred_table is not table:
                continue
            # A key of several columns refers by all of them: by its server alone it would be everybody's rows there.
            referred = select(*(element.column for element in key.elements)).where(*which)
            hangs = tuple_(*key.columns).in_(referred)
            if loose := [column for column in key.columns if column.nullable]:
                tx.connection.execute(update(child).where(hangs).values(dict.fromkeys(loose)))
            else:
                _delete(tx, child, hangs)
    tx.connection.execute(delete(table).where(*which))
