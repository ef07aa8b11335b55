"""Nothing that others wrote has the id of somebody who is erased in it, in whatever text of whatever table."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Table, Text, insert, select, text

from bot.db.tx import Tx
from bot.db.types import metadata
from bot.features import import_models
from bot.people.texts import (
    PLAIN,
    SHORTEST,
    erase_from_texts,
    people_written_of,
    prose,
    rows_writing_of,
    servers_writing_of,
    without,
)
from bot.text import link_of
from bot.words import LANGUAGES, Catalogs
from tests.bot.people.test_naming import row_of
from tests.builders import GUILD

import_models()
ANA, BEN = 7_100_000_000_000_000_001, 7_100_000_000_000_000_002
LONGER = f"1{ANA}", f"{ANA}5"

TYPED = {
    "answers": {"working_on"},
    "bans": {"reason"},
    "buddies": {"topics"},
    "buddy_offers": {"topics"},
    "buddy_requests": {"topics"},
    "desk_entries": {"words"},
    "feedback": {"line"},
    "founding_requests": {"name", "folded", "topic", "question", "answer", "reason"},
    "group_welcomes": {"words"},
    "groups": {"name", "folded", "topic", "welcome", "dues", "links", "partners"},
    "introductions": {"said", "topics"},
    "invitations": {"words"},
    "meetup_changes": {"before"},
    "meetups": {"title", "place", "link", "notes"},
    "progress_goals": {"title", "link"},
    "progress_items": {"title"},
    "progress_posts": {"did", "learned", "stuck", "next", "link"},
    "recap_pictures": {"description"},
    "recaps": {"words", "links"},
    "reports": {"said", "link"},
    "series": {"title", "place", "link", "notes"},
    "venues": {"name", "folded", "address", "comfort", "access", "cost", "contact"},
    "welcome_settings": {"words"},
    "wishes": {"wanted"},
}
"""What people type is in these columns; whoever adds a text column says here, or in PLAIN, which of the two it is."""
TABLES = [table for table in metadata.sorted_tables if prose(table)]


def test_every_text_column_is_known_to_hold_what_people_type_or_not_to() -> None:
    assert {table.name: {column.name for column in prose(table)} for table in TABLES} == TYPED
    texts = {
        name
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, Text)
        for name in (column.name, f"{table.name}.{column.name}")
    }
    assert texts >= PLAIN


def test_every_text_that_people_type_belongs_to_a_server() -> None:
    assert all("guild_id" in table.c for table in TABLES)


@pytest.mark.parametrize(
    ("written", "left"),
    [
        (f"<@{ANA}> insulted me", "somebody insulted me"),
        (f"ask <@!{ANA}>, or <@{BEN}>", f"ask somebody, or <@{BEN}>"),
        (f"{ANA}", "somebody"),
        (f"({ANA})", "(somebody)"),
        (f"call{ANA}me", "callsomebodyme"),
        (f"{LONGER[0]} {LONGER[1]} <@{LONGER[0]}>", f"{LONGER[0]} {LONGER[1]} <@{LONGER[0]}>"),
        (f"see https://discord.com/users/{ANA}", "see https://discord.com/users/0"),
        (f"HTTP://a.example/{ANA}?{LONGER[1]}&{ANA} {ANA}", f"HTTP://a.example/0?{LONGER[1]}&0 somebody"),
        ("nobody", "nobody"),
    ],
)
def test_where_an_id_stood_there_is_what_such_people_are_called(written: str, left: str) -> None:
    assert without(written, ANA, "somebody") == left


def test_a_link_stays_one_that_a_button_can_have() -> None:
    left = without(f"https://discord.com/users/{ANA}", ANA, "two words")
    assert link_of(left) == left


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_they_are_called_is_no_longer_than_an_id(language: str) -> None:
    assert len(Catalogs().of(language)("someone forgotten")) <= SHORTEST


def a_row(tx: Tx, table: Table, **given: object) -> Any:
    added = tx.connection.execute(insert(table).values(row_of(table, **given)))
    assert added.inserted_primary_key is not None
    return added.inserted_primary_key[0]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_no_text_has_the_id_of_who_is_erased_and_all_else_stays(tx: Tx, table: Table) -> None:
    tx.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    [key] = table.primary_key.columns
    for column in prose(table):
        tx.connection.execute(table.delete())
        written = f"<@{ANA}>, {ANA} and https://a.example/{ANA}; {LONGER[0]} stays, as <@{BEN}> does"
        row_id = a_row(tx, table, **{column.name: written})
        assert servers_writing_of(tx, ANA) == {GUILD}
        assert people_written_of(tx) >= {(GUILD, ANA), (GUILD, BEN)}

        changed = erase_from_texts(tx, ANA, "somebody", rows_writing_of(tx, ANA))
        assert [row[key.name] for row in changed[table.name]] == [row_id]
        left = str(tx.connection.scalar(select(column).where(key == row_id)))
        assert str(ANA) not in left.replace(LONGER[0], "")
        assert left.endswith(f"; {LONGER[0]} stays, as <@{BEN}> does")
        assert not erase_from_texts(tx, ANA, "somebody", rows_writing_of(tx, ANA))
        assert (GUILD, ANA) not in people_written_of(tx)


def test_what_belongs_to_a_row_is_told_with_it(tx: Tx) -> None:
    tx.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    items = metadata.tables["progress_items"]
    first = a_row(tx, items, title=f"ask {ANA}", goal_id=7)
    changed = erase_from_texts(tx, ANA, "somebody", rows_writing_of(tx, ANA))
    assert changed == {"progress_items": [{"id": first, "guild_id": GUILD, "goal_id": 7}]}


def test_what_was_a_change_can_still_be_read(tx: Tx) -> None:
    tx.connection.execute(text("PRAGMA defer_foreign_keys = ON"))
    changes = metadata.tables["meetup_changes"]
    before = {"notes": f'"{ANA}"\n<@{ANA}>', "link": f"https://a.example/{ANA}", "seats": 8, "title": "Été"}
    a_row(tx, changes, before=json.dumps(before))
    erase_from_texts(tx, ANA, "un membre oublié", rows_writing_of(tx, ANA))
    left = json.loads(tx.connection.scalar(select(changes.c.before)) or "")
    assert left == {
        "notes": '"un membre oublié"\nun membre oublié',
        "link": "https://a.example/0",
        "seats": 8,
        "title": "Été",
    }


def test_two_names_that_must_differ_go_on_doing_so(tx: Tx) -> None:
    groups = metadata.tables["groups"]
    for number, folded in enumerate((f"friends of {ANA}", "friends of somebody")):
        a_row(tx, groups, id=number, name=folded, folded=folded)
    erase_from_texts(tx, ANA, "somebody", rows_writing_of(tx, ANA))
    assert set(tx.connection.scalars(select(groups.c.name))) == {"friends of somebody"}
    assert len(set(tx.connection.scalars(select(groups.c.folded)))) == 2


def test_another_servers_texts_stay(tx: Tx) -> None:
    reports = metadata.tables["reports"]
    mine = a_row(tx, reports, id=1, said=f"<@{ANA}>", request_id=1)
    theirs = a_row(tx, reports, id=2, guild_id=GUILD + 1, said=f"<@{ANA}>", request_id=2)
    erase_from_texts(tx, ANA, "somebody", rows_writing_of(tx, ANA))
    assert servers_writing_of(tx, ANA) == {GUILD + 1}
    said = {row.id: row.said for row in tx.connection.execute(select(reports.c.id, reports.c.said))}
    assert said == {mine: "somebody", theirs: f"<@{ANA}>"}
