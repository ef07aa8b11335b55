"""`/intro`: parse and show, decide nothing."""

from __future__ import annotations

from contextlib import suppress

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.db.tx import Tx
from bot.errors import NothingSaved
from bot.signals import Deeds, MemberForgotten, NameHidden, NextSteps, OwnRecord, RecordPart, TextsChanged
from cogs.onboarding import introduction_views as views
from cogs.onboarding import introductions
from cogs.onboarding.introduction_mirror import IntroductionCard


class Introductions(commands.Cog):
    """Introductions."""

    def __init__(self, client: Campsite, card: IntroductionCard) -> None:
        self._app = client.app
        self._card = card

    @app_commands.command(description="Introduce yourself in a few lines, or change what you said")
    async def intro(self, interaction: Interaction) -> None:
        """Opens the form."""
        await views.open_form(interaction)

    @commands.Cog.listener()
    async def on_raw_message_delete(self, payload: discord.RawMessageDeleteEvent) -> None:
        """Somebody deleted a message, which may have been an introduction."""
        await self._deleted(payload.guild_id, payload.message_id)

    @commands.Cog.listener()
    async def on_raw_bulk_message_delete(self, payload: discord.RawBulkMessageDeleteEvent) -> None:
        """Likewise many at once."""
        for message_id in payload.message_ids:
            await self._deleted(payload.guild_id, message_id)

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Somebody deleted a channel, which may have been the one with introductions."""
        with suppress(NothingSaved):
            await self._app.write(channel.guild.id, introductions.channel_lost, channel.id)

    async def _deleted(self, guild_id: int | None, message_id: int) -> None:
        if message_id in self._card.taking_away:  # perhaps only until its author wants to be named again
            return
        if guild_id is None or not await self._app.read(guild_id, introductions.is_shown_by, message_id):
            return
        with suppress(NothingSaved):  # then the card's next change finds out
            await self._app.write(guild_id, introductions.deleted, message_id)


def _own_record(tx: Tx, question: OwnRecord) -> RecordPart | None:
    """Answers what is kept of how somebody introduced themselves, and greeted others."""
    mine, greeted = introductions.own_record(tx, question.person_id)
    return None if mine is None and not greeted else views.own_record(mine, greeted, tx.guild_id)


async def load(client: Campsite) -> None:
    """Loads introductions."""
    client.add_taps(*views.BUTTONS)
    client.add_forms(views.Sent)
    card = IntroductionCard(client.app, client, client.post)
    client.worker.mirrors.know(card)
    client.app.signals.answer(NextSteps, introductions.step)
    client.app.signals.answer(OwnRecord, _own_record)
    client.app.signals.answer(Deeds, introductions.deeds)
    client.app.signals.listen(MemberForgotten, introductions.forgotten)
    client.app.signals.listen(NameHidden, introductions.renamed)
    client.app.signals.listen(TextsChanged, introductions.reworded)
    await client.add_cog(Introductions(client, card))
