"""`/path`: parse and show, decide nothing."""

from __future__ import annotations

from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.db.tx import Tx
from bot.signals import MemberForgotten, OwnRecord, RecordPart, WantsQuiet
from bot.ui.answers import guild_of, words_of
from cogs.onboarding import path, path_views


class PathCommands(commands.Cog):
    """`/path`."""

    def __init__(self, client: Campsite) -> None:
        self._app = client.app

    @app_commands.command(description="Your own way from observing to leading; only you see it")
    async def path(self, interaction: Interaction) -> None:
        """Shows somebody their path."""
        t = words_of(interaction)
        seen = await self._app.write(guild_of(interaction), path.look, interaction.user.id, t)
        await path_views.show(interaction, seen)


def _own_record(tx: Tx, question: OwnRecord) -> RecordPart | None:
    """Answers what is kept of somebody's path."""
    found = path.own(tx, question.person_id)
    return None if found is None else path_views.own_record(found)


async def load(client: Campsite) -> None:
    """Loads the path."""
    client.add_taps(*path_views.BUTTONS)
    client.app.signals.listen(MemberForgotten, path.forget)
    client.app.signals.answer(OwnRecord, _own_record)
    client.app.signals.answer(WantsQuiet, path.wants_quiet)
    await client.add_cog(PathCommands(client))
