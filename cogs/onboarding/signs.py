"""The ear for who says something at all: no word of it is read."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Collection
from typing import Any

import discord
from discord.ext import commands

from bot.client import Campsite
from bot.errors import NothingSaved
from bot.people.person import Person
from bot.ui.answers import person_in, person_of
from cogs.onboarding import hearing, leaving

log = logging.getLogger(__name__)

REMEMBERED = 10_000
"""People who have said something of late: for them the database is not asked, whatever the server's size."""

SAID = (discord.MessageType.default, discord.MessageType.reply)
"""Messages in which a person says something; everything else is Discord's own."""


class SignsOfLife(commands.Cog):
    """Notes once of each newcomer that they have written, pressed something or come to talk."""

    def __init__(self, client: Campsite) -> None:
        self._app = client.app
        self._active: OrderedDict[tuple[int, int], Person] = OrderedDict()
        """Who gave a sign of late, with the roles they had then: with others they are looked at once more."""

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Somebody has written, or come in (again)."""
        if message.guild is None or message.author.bot:
            return
        if message.type is discord.MessageType.new_member:
            self._active.pop((message.guild.id, message.author.id), None)
        elif message.type in SAID:
            author = message.author
            person = person_in(author) if isinstance(author, discord.Member) else Person(author.id)
            await self._seen(message.guild.id, person)

    @commands.Cog.listener()
    async def on_voice_state_update(
        self, member: discord.Member, before: discord.VoiceState, after: discord.VoiceState
    ) -> None:
        """Somebody has come into a voice channel by themselves, or was already in one and moved on."""
        if not member.bot and after.channel is not None and after.channel != before.channel:
            await self._seen(member.guild.id, person_in(member))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[Any]) -> None:
        """Somebody has used a command, pressed, chosen or filled in something."""
        typing = interaction.type is discord.InteractionType.autocomplete
        if interaction.guild_id is not None and not typing:
            await self._seen(interaction.guild_id, person_of(interaction))

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """Somebody has come in (again), told by the members intent."""
        self._active.pop((member.guild.id, member.id), None)

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Somebody has left, told by the members intent."""
        try:
            await self._app.write(payload.guild_id, leaving.left, [payload.user.id])
        except NothingSaved:  # found out when they are to be written to
            log.warning("that somebody left could not be noted")

    def heard_among(self, guild_id: int, people: Collection[int]) -> list[int]:
        """Who of these has given a sign of late."""
        return [person_id for person_id in people if (guild_id, person_id) in self._active]

    async def _seen(self, guild_id: int, person: Person) -> None:
        key = guild_id, person.id
        known = self._active.get(key) == person
        self._active[key] = person
        self._active.move_to_end(key)
        if known:
            return
        if len(self._active) > REMEMBERED:
            self._active.popitem(last=False)
        try:
            await self._app.write(guild_id, hearing.seen, person)
        except NothingSaved:
            self._active.pop(key, None)
            log.warning("that somebody said something could not be noted")
