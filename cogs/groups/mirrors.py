"""What groups keep showing in Discord: a home (role, channel, card), and each member's role."""

from __future__ import annotations

import discord

from bot.app import App
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.post import DiscordPost, ServerAway
from cogs.groups import rules, service, views
from cogs.groups.models import Group

UNKNOWN_ROLE = 10011
"""Discord's code for a role that somebody deleted: the group gets a new one."""

TOO_MANY_ROLES = 30005
"""Discord's code for a server with 250 roles: the group does without one."""


class Home:
    """A group's role, channel and card: made one after the other, each kept as soon as it exists."""

    name = service.HOME

    def __init__(self, app: App, client: discord.Client, post: DiscordPost) -> None:
        self._app = app
        self._client = client
        self._post = post

    async def draw(self, mirror: Mirror) -> None:
        """Makes what is missing and redraws the card."""
        portrait = await self._app.read(mirror.guild_id, service.portrait, mirror.subject_id, None)
        group = portrait.group
        guild = self._client.get_guild(mirror.guild_id)
        if guild is None:
            raise ServerAway
        if group.role_id is None and (role_id := await self._role(guild, group, mirror)) is not None:
            await self._app.write(guild.id, service.built, group.id, role_id=role_id)
        channel_id = group.channel_id
        if channel_id is None:
            channel_id = await self._channel(guild, group, mirror)
            await self._app.write(guild.id, service.built, group.id, channel_id=channel_id)
        t = self._app.catalogs.of(group.language)
        card_id = await self._post.keep(
            channel_id,
            group.card_id,
            views.card(t, portrait),
            key=mirror.key,
            mark=f"groups:join:{group.id}",
            since=mirror.begun_at - SKEW if mirror.uncertain else None,
        )
        if card_id is not None and card_id != group.card_id:
            await self._app.write(guild.id, service.built, group.id, card_id=card_id)

    async def _role(self, guild: discord.Guild, group: Group, mirror: Mirror) -> int | None:
        if mirror.uncertain:  # an earlier attempt may have made it and died before it could say so
            known, _ = await self._app.read(guild.id, service.homes)
            for role in await guild.fetch_roles():
                ours = role.permissions == discord.Permissions.none() and not role.managed
                if ours and role.name == group.name and _made_since(role, mirror) and role.id not in known:
                    return role.id
        try:
            role = await guild.create_role(
                name=group.name, permissions=discord.Permissions.none(), mentionable=False
            )
        except discord.HTTPException as error:
            if error.code == TOO_MANY_ROLES:
                return None
            raise
        return role.id

    async def _channel(self, guild: discord.Guild, group: Group, mirror: Mirror) -> int:
        name = rules.channel_name(group.name)
        if mirror.uncertain:
            _, known = await self._app.read(guild.id, service.homes)
            for channel in await guild.fetch_channels():
                ours = isinstance(channel, discord.TextChannel) and channel.name == name
                if ours and _made_since(channel, mirror) and channel.id not in known:
                    return channel.id
        return (await guild.create_text_channel(name)).id


def _made_since(made: discord.Role | discord.abc.GuildChannel, mirror: Mirror) -> bool:
    return made.created_at >= mirror.begun_at - SKEW


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
            if error.code != UNKNOWN_ROLE:
                raise
            await self._app.write(mirror.guild_id, service.role_lost, membership.group_id, role_id)
