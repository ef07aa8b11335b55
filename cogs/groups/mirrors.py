"""What groups keep showing in Discord: a home (role, channel, card), and each member's role."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from contextlib import suppress
from hashlib import blake2b

import discord

from bot.app import App
from bot.errors import BotLacks
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.outbox.reasons import needs
from bot.post import TOO_MANY_CHANNELS, TOO_MANY_ROLES, UNKNOWN_CHANNEL, DiscordPost, ServerAway
from bot.ui.channels import channel_there, rename_thread
from bot.words import Words
from cogs.groups import (
    cards,
    deciding_views,
    directory,
    directory_views,
    editing,
    founding,
    founding_rules,
    roles,
    rules,
    service,
    views,
)
from cogs.groups.directory import DirectoryPage
from cogs.groups.directory_models import PagePlace
from cogs.groups.founding_views import NEEDED
from cogs.groups.models import Group
from cogs.groups.roles import made_since, needing
from cogs.groups.team_room import WEEK_IN_MINUTES, room_name
from cogs.server import service as server

IN_A_CATEGORY = 50
"""Channels of one category at most. Source: Discord, support page on channel categories."""


class Home:
    """A group's role, channel and card: made one after the other, each kept as soon as it exists."""

    name = service.HOME

    def __init__(self, app: App, client: discord.Client, post: DiscordPost) -> None:
        self._app = app
        self._client = client
        self._post = post
        self._placing: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        """One category is looked for at a time in each server, so that two homes do not make two."""

    async def draw(self, mirror: Mirror) -> int | None:
        """Makes what is missing and redraws the card."""
        portrait = await self._app.read(mirror.guild_id, service.portrait, mirror.subject_id, None)
        group = portrait.group
        guild = self._client.get_guild(mirror.guild_id)
        if guild is None:
            raise ServerAway
        if group.archived_at is not None:
            await self._close(group, portrait)
            return group.channel_id
        try:
            return await self._build(guild, portrait, mirror)
        except BotLacks as error:
            await self._app.write(guild.id, founding.hindered, group.id, needs(error.permissions))
            raise

    async def _build(self, guild: discord.Guild, portrait: service.Portrait, mirror: Mirror) -> int | None:
        group = portrait.group
        self._check_may(guild, group)
        if group.role_id is None:
            await self._give_role(guild, group, mirror)
        channel_id = group.channel_id
        if channel_id is None:
            channel_id = await self._channel(guild, group, mirror)
            await self._app.write(guild.id, service.built, group.id, channel_id=channel_id)
        t = self._app.catalogs.of(group.language)
        try:
            card_id = await self._post.keep(
                channel_id,
                group.card_id,
                views.card(t, portrait),
                key=mirror.key,
                mark=f"groups:join:{group.id}",
                since=mirror.begun_at - SKEW if mirror.uncertain else None,
            )
        except discord.NotFound as error:
            if error.code != UNKNOWN_CHANNEL:
                raise
            # It was deleted while we were away: nobody told us. The next drawing makes another one.
            await self._app.write(guild.id, service.channel_lost, channel_id)
            return None
        if card_id is not None and card_id != group.card_id:
            await self._app.write(guild.id, cards.posted, group.id, channel_id, card_id)
        return channel_id

    async def _give_role(self, guild: discord.Guild, group: Group, mirror: Mirror) -> None:
        """Makes its role; where the server has no room for one, the group does without, and it is left to `GroupRole`."""
        if await self._app.read(guild.id, service.waits_for_role, group.id):
            return
        try:
            role_id = await roles.made(self._app, guild, group, mirror)
        except discord.HTTPException as error:
            if error.code != TOO_MANY_ROLES:
                raise
            await self._app.write(guild.id, service.want_role, group.id)
        else:
            await self._app.write(guild.id, service.built, group.id, role_id=role_id)

    async def _channel(self, guild: discord.Guild, group: Group, mirror: Mirror) -> int:
        name = rules.channel_name(group.name)
        if mirror.uncertain:
            _, known = await self._app.read(guild.id, service.homes)
            for channel in await guild.fetch_channels():
                ours = isinstance(channel, discord.TextChannel) and channel.name == name
                if ours and made_since(channel, mirror) and channel.id not in known:
                    return channel.id
        try:
            async with self._placing[guild.id], needing("manage_channels"):
                category = await self._category(guild, group)
                return (await guild.create_text_channel(name, category=category)).id
        except discord.HTTPException as error:
            if error.code != TOO_MANY_CHANNELS:
                raise
        return await self._thread(guild, group, mirror)

    def _check_may(self, guild: discord.Guild, group: Group) -> None:
        """Raises BotLacks with what the next steps need and the bot may not: an admin reads it and can give it."""
        if group.channel_id is not None:
            return
        granted = guild.me.guild_permissions
        if lacks := tuple(name for name in NEEDED if not getattr(granted, name)):
            raise BotLacks(lacks)

    async def _category(self, guild: discord.Guild, group: Group) -> discord.CategoryChannel | None:
        """A category of groups with room in it: one that has groups already, or a new one; None when it cannot be made."""
        _, known = await self._app.read(guild.id, service.homes)
        t = self._app.catalogs.of(group.language)
        name = t("Groups")
        used = {channel.category for channel in guild.text_channels if channel.id in known}
        mine = [
            category for category in guild.categories if category in used or category.name.startswith(name)
        ]
        for category in mine:
            granted = category.permissions_for(guild.me)
            may_build = granted.manage_channels and granted.view_channel and granted.send_messages
            if len(category.channels) < IN_A_CATEGORY and may_build:
                return category
        try:
            return await guild.create_category(name if not mine else f"{name} {len(mine) + 1}")
        except discord.HTTPException as error:
            if error.code != TOO_MANY_CHANNELS:
                raise
            return None

    async def _thread(self, guild: discord.Guild, group: Group, mirror: Mirror) -> int:
        """A home where the server holds no more channels: a thread below a channel that is there."""
        if mirror.uncertain:
            _, known = await self._app.read(guild.id, service.homes)
            for thread in await guild.active_threads():
                ours = thread.owner_id == guild.me.id and thread.name == group.name
                if ours and made_since(thread, mirror) and thread.id not in known:
                    return thread.id
        settings = await self._app.read(guild.id, server.settings)
        wanted = [settings.directory_channel_id, settings.welcome_channel_id, guild.id]
        hosts = [guild.get_channel(channel_id) for channel_id in wanted if channel_id is not None]
        for host in (*hosts, guild.system_channel, *guild.text_channels):
            if isinstance(host, discord.TextChannel) and _may_open_threads(host):
                thread = await host.create_thread(
                    name=group.name,
                    type=discord.ChannelType.public_thread,
                    auto_archive_duration=WEEK_IN_MINUTES,
                )
                return thread.id
        raise BotLacks(("create_public_threads", "send_messages_in_threads"))

    async def _close(self, group: Group, portrait: service.Portrait) -> None:
        """The card of an archived group says so; nothing that people wrote is taken away."""
        if group.channel_id is None or group.card_id is None:
            return
        view = views.card(self._app.catalogs.of(group.language), portrait)
        await self._post.keep(group.channel_id, group.card_id, view, key="", mark="", since=None)


class OldCard:
    """A card where a group met before, or a page where the directory was: it is taken away."""

    name = cards.OLD_CARD

    def __init__(self, app: App, post: DiscordPost) -> None:
        self._app = app
        self._post = post

    async def draw(self, mirror: Mirror) -> int | None:
        """Takes it away; somebody may have done so already."""
        card = await self._app.read(mirror.guild_id, cards.old, mirror.subject_id)
        if card is None:
            return None
        await self._post.remove(card.channel_id, card.message_id, mark="", since=None)
        await self._app.write(mirror.guild_id, cards.taken_away, mirror.subject_id)
        return None


def _may_open_threads(channel: discord.TextChannel) -> bool:
    granted = channel.permissions_for(channel.guild.me)
    return granted.create_public_threads and granted.send_messages_in_threads


class RequestCard:
    """A request to found a group, in the moderators' channel."""

    name = founding.CARD

    def __init__(self, app: App, post: DiscordPost) -> None:
        self._app = app
        self._post = post

    async def draw(self, mirror: Mirror) -> int | None:
        """Shows where the request stands; nowhere while the server has named no channel for it."""
        try:
            case = await self._app.read(mirror.guild_id, founding.case, mirror.subject_id)
        except founding_rules.NoSuchRequest:  # it is not kept any longer
            return None
        settings = await self._app.read(mirror.guild_id, server.settings)
        request = case.request
        channel_id = request.card_channel_id or settings.moderators_channel_id
        if channel_id is None:
            return None
        mark = f"groups:ask:{request.id}"
        since = mirror.begun_at - SKEW if mirror.uncertain else None
        if request.is_let_go and request.card_id is None:  # a new card would say nothing
            await self._post.remove(channel_id, None, mark=mark, since=since)
            return None
        card_id = await self._post.keep(
            channel_id,
            request.card_id,
            deciding_views.card(self._app.catalogs.of(settings.language or request.language), case),
            key=mirror.key,
            mark=mark,
            since=since,
        )
        if card_id is not None and card_id != request.card_id:
            await self._app.write(mirror.guild_id, founding.carded, request.id, channel_id, card_id)
        return channel_id


class Names:
    """A group's role, its organizers' thread and the channel made for it follow its name, after somebody has renamed it."""

    name = editing.NAMES

    def __init__(self, app: App, client: discord.Client) -> None:
        self._app = app
        self._client = client

    async def draw(self, mirror: Mirror) -> None:
        """Renames all three; what somebody has deleted is left to the group's home."""
        group = await self._app.read(mirror.guild_id, service.find, mirror.subject_id)
        guild = self._client.get_guild(mirror.guild_id)
        if guild is None:
            raise ServerAway
        role = None if group.role_id is None else guild.get_role(group.role_id)
        if role is not None and role.name != group.name:
            await role.edit(name=group.name)
        room = None if group.thread_id is None else await channel_there(guild, group.thread_id)
        if isinstance(room, discord.Thread):
            await rename_thread(room, room_name(self._app.catalogs.of(group.language), group))
        if group.channel_id is None or group.is_guest:
            return
        place = await channel_there(guild, group.channel_id)
        if isinstance(place, discord.TextChannel) and place.name != rules.channel_name(group.name):
            await place.edit(name=rules.channel_name(group.name))
        elif isinstance(place, discord.Thread) and place.name != group.name:
            await place.edit(name=group.name, archived=False)


class DirectoryPages:
    """The directory of a server: its messages as they should be, the first one pinned."""

    name = directory.DIRECTORY

    def __init__(self, app: App, client: discord.Client, post: DiscordPost) -> None:
        self._app = app
        self._client = client
        self._post = post
        self._drawn: dict[tuple[int, int], tuple[int, DirectoryPage]] = {}
        """What each page showed last, by server and number: what has not changed is not sent again."""

    async def draw(self, mirror: Mirror) -> int | None:
        """Edits the pages that changed, posts new ones, and takes away those that are not needed any more."""
        whole = await self._app.read(mirror.guild_id, directory.directory)
        guild = self._client.get_guild(mirror.guild_id)
        if guild is None:
            raise ServerAway
        if whole.channel_id is None:
            for number in whole.places:
                await self._take_away(guild, number)
            return None
        t = self._app.catalogs.of(whole.language or guild.preferred_locale.value)
        for page in whole.pages:
            if self._drawn.get((guild.id, page.number)) != (whole.channel_id, page):
                await self._draw_page(guild, whole.channel_id, page, whole.places.get(page.number), t, mirror)
                self._drawn[guild.id, page.number] = (whole.channel_id, page)
        for number in whole.places:
            if number >= len(whole.pages):
                await self._take_away(guild, number)
        return whole.channel_id

    async def _take_away(self, guild: discord.Guild, number: int) -> None:
        await self._app.write(guild.id, directory.gone, number)
        self._drawn.pop((guild.id, number), None)

    async def _draw_page(
        self,
        guild: discord.Guild,
        channel_id: int,
        page: DirectoryPage,
        place: PagePlace | None,
        t: Words,
        mirror: Mirror,
    ) -> None:
        before = None if place is None or place.channel_id != channel_id else place.message_id
        view = directory_views.shown(t, page)
        key = blake2b(f"{mirror.key}:{page.number}".encode(), digest_size=10).hexdigest()
        mark = f"groups:directory:{page.number}"
        since = mirror.begun_at - SKEW if mirror.uncertain else None
        message_id = await self._post.keep(channel_id, before, view, key=key, mark=mark, since=since)
        if message_id is None:  # somebody deleted it; the channel was chosen for it, so it comes again
            message_id = await self._post.keep(channel_id, None, view, key=key, mark=mark, since=None)
        if message_id is None or message_id == before:
            return
        await self._app.write(guild.id, directory.placed, page.number, channel_id, message_id)
        channel = guild.get_channel(channel_id)
        if page.number == 0 and channel is not None and channel.permissions_for(guild.me).pin_messages:
            with suppress(discord.NotFound):
                await self._client.get_partial_messageable(channel_id).get_partial_message(message_id).pin()
