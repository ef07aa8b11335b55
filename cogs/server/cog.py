"""The commands about the whole server: parse and show, decide nothing."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.ui.answers import guild_of, person_of, reply, words_of
from bot.ui.choices import Choices, offered, zone_choices
from bot.when import zones
from cogs.server import service, views


@app_commands.default_permissions(manage_guild=True)
class Server(commands.GroupCog, group_name="campsite", group_description="Set me up in this server"):
    """`/campsite`."""

    def __init__(self, client: Campsite) -> None:
        self._app = client.app

    @app_commands.command(
        description="See and choose how I work in this server: channels, moderators, language"
    )
    @app_commands.describe(timezone="Set the time zone of groups that have no city: a city, such as Paris")
    async def settings(self, interaction: Interaction, timezone: str | None = None) -> None:
        """Shows what holds in this server."""
        guild_id, person = guild_of(interaction), person_of(interaction)
        if timezone is None:
            held = await self._app.read(guild_id, service.look, person)
        else:
            held = await self._app.write(guild_id, service.change, person, zone=zones.known(timezone))
        await reply(interaction, views.settings(words_of(interaction), held))

    @settings.autocomplete("timezone")
    @offered
    async def _zones(self, interaction: Interaction, typed: str) -> Choices:
        return zone_choices(words_of(interaction), typed, self._app.clock.now())


async def setup(client: Campsite) -> None:
    """Loads the feature."""
    client.add_menus(*views.MENUS)
    await client.add_cog(Server(client))
