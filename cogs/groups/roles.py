"""Roles of groups in Discord: each group's own, and who carries it."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import discord

from bot.app import App
from bot.errors import BotLacks
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.post import ServerAway
from cogs.groups import people, service
from cogs.groups.models import Group
from cogs.groups.presence import UNKNOWN_MEMBER

MISSING_PERMISSIONS = 50013
"""Discord's code for what the bot may not do; it does not say which permission that takes."""

UNKNOWN_ROLE = 10011
"""Discord's code for a role that somebody deleted: the group gets a new one."""


@asynccontextmanager
async def needing(permission: str) -> AsyncGenerator[None]:
    """Says which permission it was that Discord refused: it may have been taken away since it was looked at."""
    try:
        yield
    except discord.Forbidden as error:
        if error.code != MISSING_PERMISSIONS:
            raise
        raise BotLacks((permission,)) from error


def made_since(thing: discord.Role | discord.abc.GuildChannel | discord.Thread, mirror: Mirror) -> bool:
    """Whether something may have been made by an attempt to draw this mirror."""
    return discord.utils.snowflake_time(thing.id) >= mirror.begun_at - SKEW


async def made(app: App, guild: discord.Guild, group: Group, mirror: Mirror) -> int:
    """The id of a new role for a group, or of the one that an attempt which died has made. Raises BotLacks."""
    if mirror.uncertain:  # an earlier attempt may have made it and died before it could say so
        known, _ = await app.read(guild.id, service.homes)
        for role in await guild.fetch_roles():
            ours = role.permissions == discord.Permissions.none() and not role.managed
            if ours and role.name == group.name and made_since(role, mirror) and role.id not in known:
                return role.id
    async with needing("manage_roles"):
        role = await guild.create_role(
            name=group.name, permissions=discord.Permissions.none(), mentionable=False
        )
    return role.id


class GroupRole:
    """A group's own role where the server had no room for it: Discord is asked again until there is."""

    name = service.OWN_ROLE

    def __init__(self, app: App, client: discord.Client) -> None:
        self._app = app
        self._client = client

    async def draw(self, mirror: Mirror) -> None:
        """Makes it, unless the group has one by now or is put aside."""
        group = await self._app.read(mirror.guild_id, service.find, mirror.subject_id)
        guild = self._client.get_guild(mirror.guild_id)
        if guild is None:
            raise ServerAway
        if group.role_id is None and group.archived_at is None:
            role_id = await made(self._app, guild, group, mirror)
            await self._app.write(guild.id, service.built, group.id, role_id=role_id)


class MemberRole:
    """One person's role in one group: there while they are a member, gone when they left."""

    name = service.ROLE

    def __init__(self, app: App, client: discord.Client) -> None:
        self._app = app
        self._client = client

    async def draw(self, mirror: Mirror) -> None:
        """Gives or takes the role; both are harmless when already done."""
        owed = await self._app.read(mirror.guild_id, service.owed_role, mirror.subject_id)
        if owed is None:
            return
        membership, role_id = owed
        change = self._client.http.add_role if membership.left_at is None else self._client.http.remove_role
        try:
            # By id alone: the member need not be in any cache.
            await change(mirror.guild_id, membership.person_id, role_id, reason=None)
        except discord.NotFound as error:
            if error.code == UNKNOWN_MEMBER:
                await self._app.write(mirror.guild_id, people.left_server, membership.person_id)
            elif error.code == UNKNOWN_ROLE:
                await self._app.write(mirror.guild_id, service.role_lost, membership.group_id, role_id)
            else:
                raise
