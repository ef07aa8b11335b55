"""`/help`: parse and show, decide nothing."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from cogs.help import views


class Help(commands.Cog):
    """`/help`, in servers and in direct messages."""

    @app_commands.command(description="What you can do here and now, with buttons that do it")
    @app_commands.allowed_contexts(guilds=True, dms=True)
    async def help(self, interaction: Interaction) -> None:
        """Shows it."""
        await views.show(interaction)


async def setup(client: Campsite) -> None:
    """Loads the feature."""
    client.add_taps(*views.BUTTONS)
    await client.add_cog(Help())
