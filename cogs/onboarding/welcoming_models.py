"""How a server welcomes newcomers, and what its groups say to who joins: tables, rows and their named queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Column, Table, Text, TypedColumns, UniqueConstraint, delete, select
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Id, metadata


class _WelcomeSettings(TypedColumns):
    guild_id: Column[int] = Column(Id, primary_key=True, autoincrement=False)
    desk_channel_id: Column[int | None] = Column(Id)
    greeter_role_id: Column[int | None] = Column(Id)
    words: Column[str | None] = Column(Text)


class _GroupWelcomes(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int] = Column(Id, nullable=False)
    words: Column[str] = Column(Text, nullable=False)


welcome_settings = Table("welcome_settings", metadata, _WelcomeSettings, sqlite_strict=True)
"""One row per server that has chosen something; what is NULL follows the default."""

group_welcomes = Table(
    "group_welcomes",
    metadata,
    _GroupWelcomes,
    UniqueConstraint("guild_id", "group_id"),
    sqlite_strict=True,
)
"""One row per group that says something of its own to who joins."""


@dataclass(frozen=True, slots=True)
class Welcoming:
    """What holds for a server."""

    desk_channel_id: int | None = None
    """Where the desk is; None: in the moderators' channel."""
    greeter_role_id: int | None = None
    """Who has it takes care of newcomers, besides moderators."""
    words: str | None = None
    """What a welcome says besides."""


def welcoming(tx: Tx) -> Welcoming:
    """What holds in this server."""
    row = tx.connection.execute(
        select(
            welcome_settings.c.desk_channel_id, welcome_settings.c.greeter_role_id, welcome_settings.c.words
        ).where(welcome_settings.c.guild_id == tx.guild_id)
    ).first()
    return Welcoming() if row is None else Welcoming(*row)


def save(tx: Tx, **values: str | int | None) -> None:
    """Keeps what was chosen, by column; None follows the default again."""
    row = upsert(welcome_settings).values(guild_id=tx.guild_id, **values)
    tx.connection.execute(row.on_conflict_do_update(index_elements=["guild_id"], set_=values))


def words_of(tx: Tx, group_ids: Collection[int]) -> dict[int, str]:
    """What these groups say to who joins; those that say nothing are left out."""
    found = select(group_welcomes.c.group_id, group_welcomes.c.words).where(
        group_welcomes.c.guild_id == tx.guild_id, group_welcomes.c.group_id.in_(group_ids)
    )
    return {row.group_id: row.words for row in tx.connection.execute(found)}


def save_words(tx: Tx, group_id: int, words: str | None) -> None:
    """Keeps what a group says; None: nothing."""
    if words is None:
        tx.connection.execute(
            delete(group_welcomes).where(
                group_welcomes.c.guild_id == tx.guild_id, group_welcomes.c.group_id == group_id
            )
        )
        return
    row = upsert(group_welcomes).values(guild_id=tx.guild_id, group_id=group_id, words=words)
    tx.connection.execute(
        row.on_conflict_do_update(index_elements=["guild_id", "group_id"], set_={"words": words})
    )
