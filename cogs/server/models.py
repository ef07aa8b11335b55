"""What a server has chosen: one row, and its queries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Table, Text, TypedColumns, bindparam, select
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Id, ZoneName, metadata
from cogs.server.rules import Founding


class _ServerSettings(TypedColumns):
    guild_id: Column[int] = Column(Id, primary_key=True, autoincrement=False)
    language: Column[str | None] = Column(Text)
    zone: Column[str | None] = Column(ZoneName)
    founding: Column[str | None] = Column(Text)
    moderator_role_id: Column[int | None] = Column(Id)
    moderators_channel_id: Column[int | None] = Column(Id)
    welcome_channel_id: Column[int | None] = Column(Id)
    introductions_channel_id: Column[int | None] = Column(Id)
    directory_channel_id: Column[int | None] = Column(Id)


server_settings = Table("server_settings", metadata, _ServerSettings, sqlite_strict=True)
"""One row per server that has chosen something; what is NULL follows the default."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for a server; None where nothing was chosen and there is no better default."""

    language: str | None = None
    """Of what the bot says in public outside of any group; None follows the server's own language in Discord."""
    zone: str | None = None
    """Of groups that name neither a zone nor a city."""
    founding: Founding = Founding.QUEUE
    moderator_role_id: int | None = None
    """Who has it moderates, besides those with Discord's own rights."""
    moderators_channel_id: int | None = None
    """Where moderators work: groups that are asked for, reports, the welcome desk."""
    welcome_channel_id: int | None = None
    introductions_channel_id: int | None = None
    directory_channel_id: int | None = None


_SETTINGS = select(
    server_settings.c.language,
    server_settings.c.zone,
    server_settings.c.founding,
    server_settings.c.moderator_role_id,
    server_settings.c.moderators_channel_id,
    server_settings.c.welcome_channel_id,
    server_settings.c.introductions_channel_id,
    server_settings.c.directory_channel_id,
).where(server_settings.c.guild_id == bindparam("guild"))


def settings(tx: Tx) -> Settings:
    """What holds in this server."""
    row = tx.connection.execute(_SETTINGS, {"guild": tx.guild_id}).first()
    if row is None:
        return Settings()
    language, zone, founding, *ids = row
    return Settings(language, zone, Founding(founding or Founding.QUEUE), *ids)


def save(tx: Tx, **values: str | int | None) -> None:
    """Keeps what was chosen, by column; None follows the default again."""
    row = upsert(server_settings).values(guild_id=tx.guild_id, **values)
    tx.connection.execute(row.on_conflict_do_update(index_elements=["guild_id"], set_=values))
