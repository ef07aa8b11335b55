"""Servers: which ones the bot is in and since when it is not any more. Rows and their verbs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Column, Index, Table, Text, TypedColumns, delete, func, select, text
from sqlalchemy.dialects.sqlite import insert

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata
from bot.retention import LEFT_SERVERS


class _Servers(TypedColumns):
    guild_id: Column[int] = Column(Id, primary_key=True)
    left_at: Column[datetime | None] = Column(UtcDateTime)
    locale: Column[str | None] = Column(Text)


servers = Table(
    "servers",
    metadata,
    _Servers,
    Index("ix_servers_left_at", "left_at", sqlite_where=text("left_at IS NOT NULL")),
    sqlite_strict=True,
)
"""One row per server that the bot is or was in; `left_at` is None while it is. Its data goes LEFT_SERVERS later.

`locale` is the language it has in Discord, as Discord writes it; None while that is not known.
"""


def left(tx: Tx) -> None:
    """The bot is not in this server any more."""
    gone = insert(servers).values(guild_id=tx.guild_id, left_at=tx.now)
    tx.connection.execute(
        gone.on_conflict_do_update(
            index_elements=["guild_id"],
            set_={"left_at": func.coalesce(servers.c.left_at, gone.excluded.left_at)},
        )
    )


def expired(tx: Tx, among: Collection[int] | None = None) -> list[int]:
    """Servers whose data is to be erased: all, or those among these."""
    found = select(servers.c.guild_id).where(servers.c.left_at <= tx.now - LEFT_SERVERS)
    if among is not None:
        found = found.where(servers.c.guild_id.in_(among))
    return list(tx.connection.scalars(found))


def forget(tx: Tx) -> None:
    """All data of this server is gone; so is the memory of it."""
    tx.connection.execute(delete(servers).where(servers.c.guild_id == tx.guild_id))


def present(tx: Tx, locales: Mapping[int, str | None]) -> None:
    """The bot is in these servers, whatever was before; their languages in Discord where these are known."""
    if locales:
        row = insert(servers)
        known = {"left_at": None, "locale": func.coalesce(row.excluded.locale, servers.c.locale)}
        tx.connection.execute(
            row.on_conflict_do_update(index_elements=["guild_id"], set_=known),
            [{"guild_id": guild_id, "locale": locale} for guild_id, locale in locales.items()],
        )


def only_present(tx: Tx, locales: Mapping[int, str | None]) -> None:
    """The bot is in these servers, and in no other: it was removed from those that are missing, while it was away."""
    known = set(tx.connection.scalars(select(servers.c.guild_id).where(servers.c.left_at.is_(None))))
    for guild_id in known.difference(locales):
        left(tx.of(guild_id))
    present(tx, locales)


def locale(tx: Tx) -> str | None:
    """The language of this server in Discord, as Discord writes it; None while that is not known."""
    return tx.connection.scalar(select(servers.c.locale).where(servers.c.guild_id == tx.guild_id))
