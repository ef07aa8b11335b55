"""What meetups keep showing in Discord: a card in the group's channel, with a thread that is archived in the end."""

from __future__ import annotations

import discord

from bot.app import App
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.outbox.post import InChannel
from bot.post import DiscordPost, ServerAway
from bot.ui.channels import channel_there, rename_thread
from cogs.meetups import organizing, service, views, warning
from cogs.meetups.models import Meetup
from cogs.meetups.service import Portrait
from cogs.server import service as server

HAS_A_THREAD = 160004
"""Discord's code when the message already has a thread; its id is the message's."""

WEEK_IN_MINUTES = 10080
"""After a week without a word Discord archives the thread by itself."""


class Card:
    """A meetup's card and thread."""

    name = service.CARD

    def __init__(self, app: App, client: discord.Client, post: DiscordPost) -> None:
        self._app = app
        self._client = client
        self._post = post

    async def draw(self, mirror: Mirror) -> int:
        """Shows the card as it is now; opens its thread, or archives it when its time has come."""
        portrait = await self._app.read(mirror.guild_id, service.portrait, mirror.subject_id)
        meetup = portrait.meetup
        card_id = await self._post.keep(
            meetup.channel_id,
            meetup.card_id,
            views.card(self._app.catalogs.of(portrait.group.language), portrait),
            key=mirror.key,
            mark=f"meetups:going:{meetup.id}",
            since=mirror.begun_at - SKEW if mirror.uncertain else None,
        )
        # Deleted by hand? Then somebody does not want it there; /meetup info still shows it.
        if card_id is not None and card_id != meetup.card_id:
            await self._app.write(mirror.guild_id, service.posted, meetup.id, card_id=card_id)
        await self._thread(portrait, card_id, mirror)
        return meetup.channel_id

    async def _thread(self, portrait: Portrait, card_id: int | None, mirror: Mirror) -> None:
        meetup = portrait.meetup
        if portrait.wants_thread and card_id is not None and self._may_open_threads(meetup):
            await self._open_thread(portrait, card_id)
        elif portrait.wants_archive and meetup.thread_id is not None:
            await self._client.http.edit_channel(meetup.thread_id, archived=True)
            await self._app.write(meetup.guild_id, service.archived, meetup.id)
        elif mirror.uncertain and meetup.thread_id is None and card_id is not None:
            await self._find_thread(meetup, card_id)

    async def _find_thread(self, meetup: Meetup, card_id: int) -> None:
        """An earlier attempt may have opened it before the meetup was called off, and died before it could say so."""
        try:
            await self._client.http.get_channel(card_id)  # a thread has the id of the message it starts at
        except discord.NotFound:
            return
        await self._app.write(meetup.guild_id, service.posted, meetup.id, thread_id=card_id)

    def _may_open_threads(self, meetup: Meetup) -> bool:
        guild = self._client.get_guild(meetup.guild_id)
        channel = None if guild is None else guild.get_channel(meetup.channel_id)
        if guild is None or channel is None:
            return False
        granted = channel.permissions_for(guild.me)
        return granted.create_public_threads and granted.send_messages_in_threads

    async def _open_thread(self, portrait: Portrait, card_id: int) -> None:
        meetup = portrait.meetup
        name = views.thread_name(self._app.catalogs.of(portrait.group.language), meetup)
        try:
            await self._client.http.start_thread_with_message(
                meetup.channel_id, card_id, name=name, auto_archive_duration=WEEK_IN_MINUTES
            )
        except discord.HTTPException as error:
            if error.code != HAS_A_THREAD:
                raise
        await self._app.write(meetup.guild_id, service.posted, meetup.id, thread_id=card_id)


class ThreadName:
    """A meetup's thread is called what the meetup is and when, after one of these has changed."""

    name = service.THREAD_NAME

    def __init__(self, app: App, client: discord.Client) -> None:
        self._app = app
        self._client = client

    async def draw(self, mirror: Mirror) -> None:
        """Renames it, if it is there; one that is archived stays so."""
        portrait = await self._app.read(mirror.guild_id, service.portrait, mirror.subject_id)
        meetup = portrait.meetup
        if meetup.thread_id is None:
            return
        guild = self._client.get_guild(mirror.guild_id)
        if guild is None:
            raise ServerAway
        thread = await channel_there(guild, meetup.thread_id)
        if isinstance(thread, discord.Thread):
            await rename_thread(
                thread, views.thread_name(self._app.catalogs.of(portrait.group.language), meetup)
            )


class Alarm:
    """A moderator's warning that does not reach everyone, in the moderators' channel, by day and by night.

    Where it stands is kept nowhere: it is found again by its button, among what was said there since the warning.
    """

    name = warning.ALARM

    def __init__(self, app: App, client: discord.Client, post: DiscordPost) -> None:
        self._app = app
        self._client = client
        self._post = post

    async def draw(self, mirror: Mirror) -> int | None:
        """Shows whom it does not reach; nowhere where there was nothing to show, or the server has named no channel for it."""
        reach = await self._app.read(mirror.guild_id, warning.reach, mirror.subject_id)
        held = await self._app.read(mirror.guild_id, server.settings)
        channel_id, guild = held.moderators_channel_id, self._client.get_guild(mirror.guild_id)
        if channel_id is None or reach.meetup.cancelled_at is None:
            return None
        mark = organizing.mark_of_alarm(reach.meetup.id)
        there = await self._post.find(InChannel(channel_id), mark, reach.meetup.cancelled_at - SKEW)
        if there is None and not reach.count:
            return None
        role_id = held.moderator_role_id
        language = held.language or (guild.preferred_locale.value if guild is not None else "en")
        await self._post.keep(
            channel_id,
            None if there is None else there.message_id,
            organizing.alarm(self._app.catalogs.of(language), reach, role_id),
            key=mirror.key,
            mark=mark,
            since=None,
            pinged=None if role_id is None else discord.AllowedMentions(roles=[discord.Object(role_id)]),
        )
        return channel_id
