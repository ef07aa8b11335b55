"""The welcome, and the command that begins without one."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.signals import Checks, MemberForgotten, NameHidden, Offers, TextsChanged
from cogs.onboarding import mirrors, models, needs, offers, service, views


class Onboarding(commands.Cog):
    """Newcomers."""

    @app_commands.command(description="Find your groups and a first step; only you see it")
    async def start(self, interaction: Interaction) -> None:
        """Shows somebody their card."""
        await views.show_start(interaction)


async def load(client: Campsite) -> None:
    """Loads the welcome."""
    client.add_taps(*views.BUTTONS)
    client.add_menus(*views.MENUS)
    client.add_forms(*views.FORMS)
    client.worker.mirrors.know(mirrors.WelcomeMessage(client.app, client, client.post))
    client.janitor.clears(models.welcomes, models.is_for_nobody)
    client.app.signals.answer(Checks, needs.of_onboarding)
    client.app.signals.answer(Offers, offers.of_onboarding)
    client.app.signals.listen(MemberForgotten, service.forgotten)
    client.app.signals.listen(NameHidden, service.renamed)
    client.app.signals.listen(TextsChanged, service.reworded)
    await client.add_cog(Onboarding(client))
