"""The private thread of a group's organizers, as it is shown: who is in it, and whether they are still in the server."""

from __future__ import annotations

import discord

from bot.app import App
from bot.errors import BotLacks
from bot.outbox.models import Mirror
from bot.post import UNKNOWN_CHANNEL, ServerAway
from bot.ui.channels import channel_there
from bot.words import Words
from cogs.groups import (
    people,
    service,
)
from cogs.groups.models import Group
from cogs.groups.presence import UNKNOWN_MEMBER, UNKNOWN_USER, take_leave
from cogs.groups.service import Seat

WEEK_IN_MINUTES = 10080
"""After a week without a word Discord archives a thread by itself; the next word opens it again."""


class TeamThere:
    """Whether those who run a group are still in the server: without the members intent nobody tells when they leave."""

    name = service.TEAM_THERE

    def __init__(self, app: App, client: discord.Client) -> None:
        self._app = app
        self._client = client

    async def draw(self, mirror: Mirror) -> None:
        """Asks Discord for each of them; who is not there has left their groups."""
        team = await self._app.read(mirror.guild_id, people.acting, mirror.subject_id)
        await take_leave(self._app, self._client.http, mirror.guild_id, sorted(team.people))


def room_name(t: Words, group: Group) -> str:
    """What it is called."""
    return t("Organizers of {name}", name=group.name)[:100]


class TeamRoom:
    """The private thread of a group's organizers: there once they have something to hear."""

    name = service.TEAM_ROOM

    def __init__(self, app: App, client: discord.Client) -> None:
        self._app = app
        self._client = client

    async def draw(self, mirror: Mirror) -> None:
        """Opens it and has everyone brought in; where it may not be opened, what they hear is said in the channel."""
        group = await self._app.read(mirror.guild_id, service.find, mirror.subject_id)
        guild = self._client.get_guild(mirror.guild_id)
        if guild is None:
            raise ServerAway
        host = None if group.channel_id is None else await channel_there(guild, group.channel_id)
        if isinstance(host, discord.Thread):  # a group without a channel of its own: beside its thread
            host = host.parent
        if not isinstance(host, discord.TextChannel):
            return
        thread_id = group.thread_id
        if thread_id is None:
            if not host.permissions_for(guild.me).create_private_threads:
                raise BotLacks(("create_private_threads",))
            thread_id = await self._opened(host, group, mirror)
        await self._app.write(guild.id, service.room_open, group.id, thread_id)

    async def _opened(self, host: discord.TextChannel, group: Group, mirror: Mirror) -> int:
        name = room_name(self._app.catalogs.of(group.language), group)
        if mirror.uncertain:
            for thread in host.threads:
                if thread.name == name and thread.is_private() and thread.id != group.thread_id:
                    return thread.id
        thread = await host.create_thread(
            name=name,
            type=discord.ChannelType.private_thread,
            invitable=False,
            auto_archive_duration=WEEK_IN_MINUTES,
        )
        return thread.id


class TeamSeat:
    """One person in the private thread of a group's organizers: there while they are one of them.

    Each is asked for alone: who is in a thread is told in one answer only where the members intent is granted.
    """

    name = service.TEAM_SEAT

    def __init__(self, app: App, client: discord.Client) -> None:
        self._app = app
        self._client = client

    async def draw(self, mirror: Mirror) -> None:
        """Brings them in or sends them out."""
        seat = await self._app.read(mirror.guild_id, service.team_seat, mirror.subject_id)
        if seat is None:
            return
        try:
            await self._set(seat)
        except discord.NotFound as error:
            if error.code == UNKNOWN_CHANNEL:
                await self._app.write(mirror.guild_id, service.room_lost, seat.group_id, seat.thread_id)
            elif seat.acts and error.code in (UNKNOWN_MEMBER, UNKNOWN_USER):
                await self._app.write(mirror.guild_id, people.left_server, seat.person_id)
        except discord.Forbidden:  # they may not see the channel: then they are told in it like everyone
            if not seat.acts:
                raise

    async def _set(self, seat: Seat) -> None:
        http = self._client.http
        if not seat.acts:
            await http.remove_user_from_thread(seat.thread_id, seat.person_id)
            return
        try:
            await http.get_thread_member(seat.thread_id, seat.person_id)
        except discord.NotFound as error:
            if error.code == UNKNOWN_CHANNEL:
                raise
            await http.add_user_to_thread(seat.thread_id, seat.person_id)
