"""A playground with one server, one bot's application and one person for every test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import discord
import pytest

from playground import Application, Clock, Guild, Person, Playground
from playground.world import permissions
from tests.playground.bot import INTENTS, Bot

RIGHTS = (
    "view_channel", "send_messages", "send_messages_in_threads", "read_message_history", "embed_links", "attach_files",
    "add_reactions", "manage_channels", "manage_roles", "manage_messages", "manage_threads", "create_public_threads",
    "create_private_threads", "create_events", "manage_events", "pin_messages", "kick_members", "mention_everyone",
    "manage_nicknames", "moderate_members",
)  # fmt: skip


@dataclass
class Camp:
    """Everything a test needs: the playground, a bot's application, a server, Ana in it."""

    discord: Playground
    app: Application
    guild: Guild
    ana: Person

    @asynccontextmanager
    async def running(
        self, bot: Bot | None = None, intents: discord.Intents = INTENTS
    ) -> AsyncGenerator[Bot]:
        """A bot that is logged in, has synced its commands and has heard of its servers."""
        bot = bot or Bot(intents)
        with self.discord.seam():
            async with bot:
                await bot.login(self.app.token)
                task = asyncio.create_task(bot.connect())
                try:
                    await self.discord.ready(self.app)
                    await bot.wait_until_ready()
                    yield bot
                finally:
                    await bot.close()
                    await task

    def place(self, bot: Bot, name: str = "general") -> discord.TextChannel:
        """A text channel as the bot knows it."""
        channel = bot.get_channel(self.guild.channel(name).id)
        assert isinstance(channel, discord.TextChannel)
        return channel

    def server(self, bot: Bot) -> discord.Guild:
        """The server as the bot knows it."""
        guild = bot.get_guild(self.guild.id)
        assert guild is not None
        return guild


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 20, 9, tzinfo=UTC))


@pytest.fixture
async def camp(clock: Clock) -> AsyncGenerator[Camp]:
    async with Playground(clock) as playground:
        playground.rate_limits.off()
        app = playground.application("Helper")
        guild = playground.guild("Learners")
        guild.invite(app, permissions.bits(RIGHTS))
        ana = playground.person("Ana", locale="fr")
        ana.joins(guild)
        yield Camp(playground, app, guild, ana)


@pytest.fixture
async def bot(camp: Camp) -> AsyncGenerator[Bot]:
    async with camp.running() as running:
        yield running
