"""A foreign bot, small enough to be read at once: what the playground's own tests drive."""

from __future__ import annotations

import json
from typing import Any

import discord
from discord import app_commands

INTENTS = discord.Intents(
    guilds=True,
    guild_messages=True,
    dm_messages=True,
    guild_reactions=True,
    guild_scheduled_events=True,
    moderation=True,
)


class Bot(discord.Client):
    """An unmodified client that registers its commands and remembers what it heard."""

    def __init__(self, intents: discord.Intents = INTENTS, **options: Any) -> None:
        super().__init__(
            intents=intents,
            guild_ready_timeout=0.01,
            enable_debug_events=True,
            **options,
        )
        self.tree = app_commands.CommandTree(self)
        self.heard: list[tuple[str, Any]] = []

    async def setup_hook(self) -> None:
        if self.tree.get_commands():
            await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Begins a second session at once; without this hook discord.py waits five seconds for it."""

    async def on_socket_raw_receive(self, text: str | bytes) -> None:
        payload: Any = json.loads(text)
        if payload.get("t"):
            self.heard.append((payload["t"], payload["d"]))

    def told(self, event: str) -> list[Any]:
        """The data of every event of this name."""
        return [data for name, data in self.heard if name == event]
