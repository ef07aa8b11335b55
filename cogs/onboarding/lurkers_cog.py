"""`/welcome lurkers`, and the ear for who says something at all: no word of it is read."""

from __future__ import annotations

import logging
from collections import OrderedDict
from typing import Any

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.db.tx import Tx
from bot.errors import NothingSaved
from bot.signals import MemberForgotten, OwnRecord, RecordPart
from cogs.onboarding import lurker_views, lurkers
from cogs.onboarding.lurker_notices import Invited
from cogs.onboarding.lurker_rules import By

log = logging.getLogger(__name__)

REMEMBERED = 10_000
"""People who have said something of late: for them the database is not asked, whatever the server's size."""

SAID = (discord.MessageType.default, discord.MessageType.reply)
"""Messages in which a person says something; everything else is Discord's own."""


class SignsOfLife(commands.Cog):
    """Notes once of each newcomer that they have written or pressed something."""

    def __init__(self, client: Campsite) -> None:
        self._app = client.app
        self._active: OrderedDict[tuple[int, int], None] = OrderedDict()

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Somebody has written, or come in (again)."""
        if message.guild is None or message.author.bot:
            return
        if message.type is discord.MessageType.new_member:
            self._active.pop((message.guild.id, message.author.id), None)
        elif message.type in SAID:
            await self._seen(message.guild.id, message.author.id)

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody has used a command, pressed, chosen or filled in something."""
        typing = interaction.type is discord.InteractionType.autocomplete
        if interaction.guild_id is not None and not typing:
            await self._seen(interaction.guild_id, interaction.user.id)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Somebody has come in (again), told by the members intent."""
        self._active.pop((member.guild.id, member.id), None)

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Somebody has left, told by the members intent."""
        try:
            await self._app.write(payload.guild_id, lurkers.left, [payload.user.id])
        except NothingSaved:  # found out when they are to be written to
            log.warning("that somebody left could not be noted")

    async def _seen(self, guild_id: int, person_id: int) -> None:
        key = guild_id, person_id
        if key in self._active:
            self._active.move_to_end(key)
            return
        self._active[key] = None
        if len(self._active) > REMEMBERED:
            self._active.popitem(last=False)
        try:
            await self._app.write(guild_id, lurkers.active, person_id)
        except NothingSaved:
            self._active.pop(key, None)
            log.warning("that somebody said something could not be noted")


async def _show(interaction: Interaction) -> None:
    await lurker_views.show(interaction, By.MONTH)


def _own_record(tx: Tx, question: OwnRecord) -> RecordPart | None:
    """Answers what is noted of somebody's coming in."""
    found = lurkers.own_signs(tx, question.person_id)
    return None if found is None else lurker_views.own_record(found)


async def load(client: Campsite) -> None:
    """Loads it; after the desk, whose command it joins."""
    welcome = client.tree.get_command("welcome")
    assert isinstance(welcome, app_commands.Group)
    welcome.add_command(
        app_commands.Command(
            name="lurkers",
            description="Who joined and never said a word, and a gentle word to them; for moderators",
            callback=_show,
        )
    )
    client.add_taps(*lurker_views.BUTTONS)
    client.add_forms(*lurker_views.FORMS)
    client.worker.notices.know(Invited(client.app.catalogs))
    client.app.signals.answer(OwnRecord, _own_record)
    client.app.signals.listen(MemberForgotten, lurkers.forgotten)
    await client.add_cog(SignsOfLife(client))
