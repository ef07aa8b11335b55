"""What happens to a server's channels and scheduled events outside of Campsite, as the gateway tells it."""

from __future__ import annotations

from contextlib import suppress

import discord
from discord.ext import commands

from bot.client import Campsite
from bot.errors import NothingSaved
from cogs.meetups import events, service


class ChannelListener(commands.Cog):
    """Passes on that channels are gone. What cannot be saved is seen when something is to be said there."""

    def __init__(self, client: Campsite) -> None:
        self._app = client.app

    @commands.Cog.listener()
    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Somebody deleted a channel, in which meetups may have had their cards."""
        with suppress(NothingSaved):
            await self._app.write(channel.guild.id, service.channel_lost, channel.id)

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Likewise where a group lives in a thread."""
        with suppress(NothingSaved):
            await self._app.write(payload.guild_id, service.channel_lost, payload.thread_id)


class EventListener(commands.Cog):
    """Passes on what people do to scheduled events. What cannot be saved is seen when we look the next time."""

    def __init__(self, client: Campsite) -> None:
        self._client = client
        self._app = client.app

    @commands.Cog.listener()
    async def on_interest(self, guild_id: int, event_id: int, person_id: int, there: bool) -> None:  # noqa: FBT001 - as it is dispatched
        """Somebody has tapped Interested, or taken it back."""
        with suppress(NothingSaved):
            verb = events.interested if there else events.not_interested
            await self._app.write(guild_id, verb, event_id, person_id)

    @commands.Cog.listener()
    async def on_scheduled_event_update(
        self, _before: discord.ScheduledEvent, after: discord.ScheduledEvent
    ) -> None:
        """Somebody changed an event, or it is over."""
        verb = events.freed if after.status not in _OPEN else events.touched
        with suppress(NothingSaved):
            await self._app.write(after.guild_id, verb, after.id)

    @commands.Cog.listener()
    async def on_scheduled_event_delete(self, event: discord.ScheduledEvent) -> None:
        """Somebody deleted an event."""
        with suppress(NothingSaved):
            await self._app.write(event.guild_id, events.freed, event.id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """A new session: what happened since the last one is unknown."""
        for guild in self._client.guilds:
            await self._look(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server is back after an outage of Discord's: likewise."""
        await self._look(guild)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Invited again: likewise."""
        await self._look(guild)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """Perhaps we may make events now."""
        if after.permissions.create_events and not before.permissions.create_events:
            await self._look(after.guild)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        """Our own roles changed: likewise."""
        if after == after.guild.me and before.roles != after.roles:
            await self._look(after.guild)

    async def _look(self, guild: discord.Guild) -> None:
        with suppress(NothingSaved):
            await self._app.write(guild.id, events.look)


_OPEN = (discord.EventStatus.scheduled, discord.EventStatus.active)
