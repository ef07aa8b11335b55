"""The private thread of two buddies: there once they are matched, with both of them in it."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.app import App
from bot.errors import BotLacks
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.post import UNKNOWN_CHANNEL, ServerAway
from cogs.onboarding import buddies, buddy_rules
from cogs.onboarding.buddies import Room
from cogs.onboarding.buddy_models import Pair

WEEK_IN_MINUTES = 10080
"""After a week without a word Discord archives a thread by itself; the next word opens it again."""


class BuddyRoom:
    """Two buddies and their thread: opened when both are there, looked at a week later."""

    name = buddies.ROOM

    def __init__(self, app: App, client: discord.Client) -> None:
        self._app = app
        self._client = client

    async def draw(self, mirror: Mirror) -> None:
        """Opens the thread and brings both in; later looks whether both are still in it."""
        found = await self._app.read(mirror.guild_id, buddies.room, mirror.subject_id)
        if found is None:
            return
        guild = self._client.get_guild(mirror.guild_id)
        if guild is None:
            raise ServerAway
        pair = found.pair
        looked_at = self._app.clock.now() >= pair.matched_at + buddy_rules.CHECK_AFTER
        if pair.thread_id is not None and looked_at:
            await self._look(guild, pair, pair.thread_id)
            return
        thread_id = pair.thread_id
        if thread_id is None:
            thread_id = await self._open(guild, found, mirror)
            if thread_id is None or not await self._app.write(guild.id, buddies.opened, pair.id, thread_id):
                return
        gone: list[int] = []
        for person_id in pair.people:
            try:
                await self._client.http.add_user_to_thread(thread_id, person_id)
            except discord.NotFound as error:
                if error.code == UNKNOWN_CHANNEL:
                    await self._app.write(guild.id, buddies.lost, thread_id)
                    return
                gone.append(person_id)
        if gone:
            await self._app.write(guild.id, buddies.gone, pair.id, from_server=gone)
        else:
            await self._app.write(guild.id, buddies.met, pair.id)

    async def _open(self, guild: discord.Guild, found: Room, mirror: Mirror) -> int | None:
        """The thread, made now unless an attempt that nobody heard of has made it; None when one of the two is gone."""
        pair = found.pair
        t = self._app.catalogs.of(pair.wish.language)
        name = t("Buddies {number}", number=pair.id)  # by the number it is known again
        for thread in guild.threads if mirror.uncertain else ():
            ours = thread.owner_id == guild.me.id and thread.is_private() and thread.name == name
            if ours and discord.utils.snowflake_time(thread.id) >= mirror.begun_at - SKEW:
                return thread.id
        found_here = [(person_id, await _member(guild, person_id)) for person_id in pair.people]
        members = [member for _, member in found_here if member is not None]
        if gone := [person_id for person_id, member in found_here if member is None]:
            await self._app.write(guild.id, buddies.gone, pair.id, from_server=gone)
            return None
        thread = await _host(guild, found.hosts, members).create_thread(
            name=name,
            type=discord.ChannelType.private_thread,
            invitable=False,
            auto_archive_duration=WEEK_IN_MINUTES,
        )
        return thread.id

    async def _look(self, guild: discord.Guild, pair: Pair, thread_id: int) -> None:
        out: list[int] = []
        left: list[int] = []
        for person_id in pair.people:
            try:  # one by one: the list of all of them is only for who is granted the members intent
                await self._client.http.get_thread_member(thread_id, person_id)
            except discord.NotFound as error:
                if error.code == UNKNOWN_CHANNEL:
                    await self._app.write(guild.id, buddies.lost, thread_id)
                    return
                (left if await _member(guild, person_id) is None else out).append(person_id)
        if out or left:
            await self._app.write(guild.id, buddies.gone, pair.id, from_thread=out, from_server=left)
        else:
            await self._app.write(guild.id, buddies.still_there, pair.id)


async def _member(guild: discord.Guild, person_id: int) -> discord.Member | None:
    """Somebody, if they are in the server: nothing but asking says so where the members intent is off."""
    try:
        return await guild.fetch_member(person_id)
    except discord.NotFound:
        return None


def _host(
    guild: discord.Guild, chosen: Sequence[int], members: Sequence[discord.Member]
) -> discord.TextChannel:
    """The channel below which the thread is opened: one that both can see. Raises BotLacks."""
    places = [guild.get_channel(channel_id) for channel_id in chosen]
    for place in (*places, guild.system_channel, *guild.text_channels):
        if isinstance(place, discord.TextChannel) and _suits(place, members):
            return place
    raise BotLacks(buddies.TO_OPEN)


def _suits(place: discord.TextChannel, members: Sequence[discord.Member]) -> bool:
    granted = place.permissions_for(place.guild.me)
    mine = all(getattr(granted, name) for name in buddies.TO_OPEN)
    return mine and all(place.permissions_for(member).view_channel for member in members)
