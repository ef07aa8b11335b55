"""Nothing names somebody who is erased, in whatever table: a row is put into each of them first."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, insert, select
from sqlalchemy.types import TypeEngine

from bot.db.tx import Tx
from bot.db.types import Day, TimeOfDay, UtcDateTime, WallTime, metadata
from bot.features import import_models
from bot.people.erasing import NOBODY, erase_here, erase_own, people_named, servers_naming
from bot.people.naming import columns_naming, rows_naming
from tests.builders import FRIDAY_MORNING, GUILD

import_models()

ANA, BEN, CLEO = 1_111_111_111_111_111_111, 2_222_222_222_222_222_222, 3_333_333_333_333_333_333
TABLES = sorted(
    (table for table in metadata.tables.values() if columns_naming(table)), key=lambda it: it.name
)
numbers = count(100)


def a_value(kind: TypeEngine[Any]) -> object:
    number = next(numbers)
    match kind:
        case UtcDateTime():
            return FRIDAY_MORNING
        case Day():
            return date.fromordinal(730_000 + number)
        case TimeOfDay():
            return time(10)
        case WallTime():
            return datetime(2026, 11, 28, 10, tzinfo=UTC).replace(tzinfo=None)
        case LargeBinary():
            return b"\x00"
        case Integer():
            return number
        case _:
            return f"text {number}"


def a_row(tx: Tx, table: Table, naming: dict[str, int], given: dict[str, object] | None = None) -> Any:
    """Puts a row into a table, and into those it refers to; the row."""
    values: dict[str, object] = dict(given or {})
    for column in table.columns:
        if column.name in values or column.name == "id":
            continue
        if column.name in naming:
            values[column.name] = naming[column.name]
        elif column.name == "guild_id":
            values[column.name] = GUILD
        elif columns_naming(table) and column in columns_naming(table):
            values[column.name] = BEN
        elif key := next(iter(column.foreign_keys), None):
            if not column.nullable:
                values[column.name] = referred(tx, key)
        elif not column.nullable:
            values[column.name] = a_value(column.type)
    for column in table.columns:  # a person who is referred to has to be there
        for key in column.foreign_keys:
            wanted = values.get(column.name)
            there = select(key.column).where(key.column == wanted)
            if wanted is not None and tx.connection.scalar(there) is None:
                a_row(tx, key.column.table, {key.column.name: int(str(wanted))})
    return tx.connection.execute(insert(table).values(**values).returning(*table.columns)).one()


def referred(tx: Tx, key: ForeignKey) -> object:
    return getattr(a_row(tx, key.column.table, {}), key.column.name)


def names(table: Table) -> list[str]:
    return [str(column.name) for column in columns_naming(table)]


def hangs_on(table: Table) -> list[tuple[Table, Column[Any], Column[Any]]]:
    return [
        (child, key.parent, key.column)
        for child in metadata.tables.values()
        for key in child.foreign_keys
        if key.column.table is table
    ]


def test_nothing_names_somebody_who_is_erased_and_others_keep_what_is_theirs(tx: Tx) -> None:
    others: list[tuple[Table, str, int]] = []
    for table in TABLES:
        mine = a_row(tx, table, dict.fromkeys(names(table), ANA))
        for child, parent, column in hangs_on(table):
            a_row(tx, child, {}, {parent.name: getattr(mine, column.name)})
        if "person_id" in names(table):  # Ben's, and Ana only had a hand in it
            hands = set(names(table)) - {"person_id"}
            others += [(table, name, a_row(tx, table, {name: ANA}).id) for name in hands]
    assert set(rows_naming(tx, ANA)) == {table.name for table in TABLES}
    assert servers_naming(tx, ANA) == {GUILD}
    assert {(GUILD, ANA), (None, ANA)} <= people_named(tx)

    erase_here(tx, ANA)
    erase_own(tx, ANA)
    assert rows_naming(tx, ANA) == {}
    assert {(GUILD, ANA), (None, ANA)}.isdisjoint(people_named(tx))
    assert others
    for table, name, row_id in others:
        kept = tx.connection.execute(select(table).where(table.c.id == row_id)).mappings().one()
        assert (kept["person_id"], kept[name]) == (BEN, None if table.c[name].nullable else NOBODY)


def test_what_hangs_on_the_rows_of_others_in_the_same_server_stays(tx: Tx) -> None:
    stays: list[tuple[Table, int]] = []
    for table in TABLES:
        if "person_id" not in names(table):
            continue
        for child in metadata.tables.values():
            for key in child.foreign_key_constraints:
                if key.referred_table is not table:
                    continue
                for person in (ANA, BEN):
                    row = a_row(tx, table, dict.fromkeys(names(table), person))
                    refers = {
                        element.parent.name: getattr(row, element.column.name) for element in key.elements
                    }
                    hanging = a_row(tx, child, dict.fromkeys(names(child), CLEO), refers)
                    if person == BEN:
                        stays.append((child, hanging.id))
    assert {"progress_items", "progress_cheers"} <= {child.name for child, _ in stays}

    erase_here(tx, ANA)
    erase_own(tx, ANA)
    for child, row_id in stays:
        assert tx.connection.scalar(select(child.c.id).where(child.c.id == row_id)) == row_id, child.name


def test_what_is_of_another_server_stays(tx: Tx) -> None:
    table = metadata.tables["wishes"]
    a_row(tx, table, {"person_id": ANA})
    a_row(tx, table, {"person_id": ANA}, {"guild_id": GUILD + 1})
    erase_here(tx, ANA)
    assert servers_naming(tx, ANA) == {GUILD + 1}
