"""Where the directory's messages are: their table, rows and named queries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Integer, Table, TypedColumns, UniqueConstraint, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Id, metadata


class _DirectoryPages(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    number: Column[int] = Column(Integer, nullable=False)
    channel_id: Column[int] = Column(Id, nullable=False)
    message_id: Column[int] = Column(Id, nullable=False)


directory_pages = Table(
    "directory_pages",
    metadata,
    _DirectoryPages,
    UniqueConstraint("guild_id", "number"),
    sqlite_strict=True,
)
"""One row per message of a server's directory; pages count from 0."""


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where one page of the directory is."""

    number: int
    channel_id: int
    message_id: int


def places_of_pages(tx: Tx) -> dict[int, PagePlace]:
    """Where the pages are, by their numbers."""
    found = select(directory_pages.c.number, directory_pages.c.channel_id, directory_pages.c.message_id)
    rows = tx.connection.execute(found.where(directory_pages.c.guild_id == tx.guild_id))
    return {row.number: PagePlace(*row) for row in rows}


def place_page(tx: Tx, number: int, channel_id: int, message_id: int) -> None:
    """Keeps where a page is."""
    where = {"channel_id": channel_id, "message_id": message_id}
    row = upsert(directory_pages).values(guild_id=tx.guild_id, number=number, **where)
    tx.connection.execute(
        row.on_conflict_do_update(
            index_elements=[directory_pages.c.guild_id, directory_pages.c.number], set_=where
        )
    )


def forget_page(tx: Tx, number: int) -> None:
    """A page is not there any more."""
    tx.connection.execute(
        delete(directory_pages).where(
            directory_pages.c.guild_id == tx.guild_id, directory_pages.c.number == number
        )
    )
