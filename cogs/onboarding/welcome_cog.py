"""The ear for who comes in, and the command that begins without a welcome."""

from __future__ import annotations

import logging
from datetime import datetime

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.errors import NothingSaved
from bot.signals import Checks, MemberForgotten, Offers
from cogs.onboarding import mirrors, needs, offers, service, views

log = logging.getLogger(__name__)


class Onboarding(commands.Cog):
    """Newcomers."""

    def __init__(self, client: Campsite) -> None:
        self._app = client.app

    @app_commands.command(description="Find your groups and a first step; only you see it")
    async def start(self, interaction: Interaction) -> None:
        """Shows somebody their card."""
        await views.show_start(interaction)

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Discord itself says in the system channel that somebody has come in."""
        if message.type is not discord.MessageType.new_member or message.guild is None or message.author.bot:
            return
        await self._arrived(message.guild.id, message.author.id, message.created_at, message.channel.id)

    async def _arrived(self, guild_id: int, person_id: int, at: datetime, channel_id: int | None) -> None:
        try:
            await self._app.write(guild_id, service.arrive, person_id, at, channel_id)
        except NothingSaved:
            log.warning("an arrival could not be noted")


async def load(client: Campsite) -> None:
    """Loads the welcome."""
    client.add_taps(*views.BUTTONS)
    client.add_menus(*views.MENUS)
    client.add_forms(*views.FORMS)
    client.worker.mirrors.know(mirrors.WelcomeMessage(client.app, client, client.post))
    client.app.signals.answer(Checks, needs.of_onboarding)
    client.app.signals.answer(Offers, offers.of_onboarding)
    client.app.signals.listen(MemberForgotten, service.forgotten)
    await client.add_cog(Onboarding(client))
