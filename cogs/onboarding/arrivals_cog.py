"""The ears for who comes in: Discord's join messages, the members intent where it is granted, and what was missed."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime

import discord
from discord.ext import commands

from bot.client import Campsite
from bot.errors import NothingSaved
from bot.people.person import Person
from bot.ui.answers import UNREACHED, person_in, person_with
from cogs.onboarding import arrivals, lurkers
from cogs.onboarding.arrivals import Join
from cogs.onboarding.signs import SignsOfLife

log = logging.getLogger(__name__)

FURTHEST_BACK = 500
"""Messages that are read of a channel, the newest first, to find who came in meanwhile."""


MOST_LOOKED_UP = 100
"""People whose roles are asked for after an absence, at once. Source: Discord, Request Guild Members, user_ids."""


class Arrivals(commands.Cog):
    """Whoever comes in, however Discord tells it."""

    def __init__(self, client: Campsite, signs: SignsOfLife) -> None:
        self._client = client
        self._signs = signs
        self._app = client.app
        self._complete: set[int] = set()
        """Servers where nobody was missed before this session, so that each join moves on what has been heard."""
        self._begun = False
        """Whether this session has begun to look for whom it has missed: before, discord.py tells of every server."""
        self._catching_up: set[asyncio.Task[None]] = set()
        self._being_noted: set[tuple[int, int]] = set()
        """Whose arrival is on its way into the database, where nobody finds it yet."""
        self._unsaved: dict[int, list[Join]] = {}
        """By server: arrivals that the database would not take. Each message there is an occasion to try again."""
        self._noting = defaultdict[int, asyncio.Lock](asyncio.Lock)
        """By server: one is noted after the other, or what has been heard would move on past one that fails meanwhile."""

    @commands.Cog.listener()
    async def on_connect(self) -> None:
        """A new session: whatever was told between the last one and this was missed."""
        self._complete.clear()
        self._begun = False

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Hears of whom the bot has missed while it was away, server after server."""
        self._begun = True
        self._begin([guild for guild in self._client.guilds if not guild.unavailable])

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """Likewise, in a server that Discord itself has lost for a while, or tells of late."""
        if self._begun:
            self._begin([guild])

    def _begin(self, guilds: Sequence[discord.Guild]) -> None:
        catching_up = asyncio.create_task(self._catch_up_in(guilds), name="arrivals")
        self._catching_up.add(catching_up)
        catching_up.add_done_callback(self._catching_up.discard)

    async def cog_unload(self) -> None:
        """Leaves the rest to the next session: what was heard stays, and it begins where this one has ended."""
        tasks = list(self._catching_up)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _catch_up_in(self, guilds: Sequence[discord.Guild]) -> None:
        for guild in guilds:
            try:
                await self._catch_up(guild)
            except NothingSaved:
                log.warning("who came in to %s meanwhile could not be noted", guild.id)
            except UNREACHED as error:  # the next session looks again, from the same moment
                log.warning("who came in to %s meanwhile cannot be seen: %r", guild.id, error)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Nobody was missed in a server that has only just invited the bot."""
        self._complete.add(guild.id)

    async def _catch_up(self, guild: discord.Guild) -> None:
        channel = _told_in(guild)
        if channel is not None and channel.permissions_for(guild.me).read_message_history:
            invited_at = guild.me.joined_at or self._app.clock.now()
            since = await self._app.read(guild.id, arrivals.unheard_since, invited_at)
            history = channel.history(after=since, limit=FURTHEST_BACK, oldest_first=False)
            if said := [message async for message in history]:
                joins = [_join(message, pending=False) for message in reversed(said) if _is_join(message)]
                joins = await _with_roles(guild, joins)
                await self._app.write(guild.id, arrivals.hear, joins, said[0].created_at)
                if heard := self._signs.heard_among(guild.id, {join.person.id for join in joins}):
                    await self._app.write(guild.id, lurkers.all_active, heard)
        if self._client.intents.members:
            await self._ask_for_those_waited_for(guild)
        self._complete.add(guild.id)

    async def _ask_for_those_waited_for(self, guild: discord.Guild) -> None:
        for person_id in await self._app.read(guild.id, arrivals.waited_for):
            try:
                member = await guild.fetch_member(person_id)
            except discord.NotFound:
                continue
            if not member.pending:
                await self._app.write(guild.id, arrivals.screened, person_in(member), _place(guild))

    @commands.Cog.listener()
    async def on_message(self, message: discord.Message) -> None:
        """Discord itself says in the system channel that somebody has come in."""
        if message.guild is None:
            return
        if not _is_join(message):
            if message.guild.id in self._unsaved:
                await self._note(message.guild, [], None)
            return
        pending = self._client.intents.members and getattr(message.author, "pending", False)
        until = message.created_at if message.guild.id in self._complete else None
        await self._note(message.guild, [_join(message, pending=pending)], until)

    @commands.Cog.listener()
    async def on_member_join(self, member: discord.Member) -> None:
        """With the members intent Discord tells it directly, also where there are no join messages."""
        if member.bot or member.joined_at is None:
            return
        join = Join(person_in(member), member.joined_at, _place(member.guild), pending=member.pending)
        await self._note(member.guild, [join], None)

    @commands.Cog.listener()
    async def on_screened(self, guild_id: int, person_id: int, role_ids: Collection[int]) -> None:
        """Somebody may take part, perhaps since this moment, or has other roles now."""
        guild = self._client.get_guild(guild_id)
        if guild is None:
            return
        person = person_with(guild, person_id, role_ids)
        known = (guild_id, person_id) in self._being_noted
        if not known and not await self._app.read(guild_id, arrivals.matters, person):
            return
        try:
            await self._app.write(guild_id, arrivals.screened, person, _place(guild))
        except NothingSaved:
            log.warning("an arrival could not be noted")

    async def _note(self, guild: discord.Guild, come_in: Sequence[Join], until: datetime | None) -> None:
        """Notes these, and first those that could not be noted before: what has been heard moves on with all of them."""
        named = {(guild.id, join.person.id) for join in come_in}
        self._being_noted |= named
        try:
            async with self._noting[guild.id]:
                joins = [*self._unsaved.pop(guild.id, ()), *come_in]
                try:
                    await self._app.write(guild.id, arrivals.hear, joins, until)
                except NothingSaved:
                    log.warning("an arrival could not be noted")
                    self._unsaved[guild.id] = joins
        finally:
            self._being_noted -= named


def _is_join(message: discord.Message) -> bool:
    return message.type is discord.MessageType.new_member and not message.author.bot


def _join(message: discord.Message, *, pending: bool) -> Join:
    author = message.author
    person = person_in(author) if isinstance(author, discord.Member) else Person(author.id)
    return Join(person, message.created_at, message.channel.id, pending=pending)


async def _with_roles(guild: discord.Guild, joins: Sequence[Join]) -> list[Join]:
    """These with the roles they carry by now, which a channel's history does not tell; of a crowd, the last ones."""
    asked_for = list({join.person.id for join in joins[-MOST_LOOKED_UP:]})
    found = await guild.query_members(user_ids=asked_for, limit=MOST_LOOKED_UP, cache=False) if joins else []
    people = {member.id: person_in(member) for member in found}
    return [replace(join, person=people.get(join.person.id, join.person)) for join in joins]


def _told_in(guild: discord.Guild) -> discord.TextChannel | None:
    """Where Discord says that somebody has come in; None where it does not, or where the bot does not see it."""
    channel = guild.system_channel
    if channel is None or not guild.system_channel_flags.join_notifications:
        return None
    return channel if channel.permissions_for(guild.me).view_channel else None


def _place(guild: discord.Guild) -> int | None:
    channel = _told_in(guild)
    return None if channel is None else channel.id


async def load(client: Campsite, signs: SignsOfLife) -> None:
    """Loads the ears; `signs` knows who has said something whose arrival is still to be read."""
    await client.add_cog(Arrivals(client, signs))
