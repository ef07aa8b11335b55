"""What attendance keeps showing in Discord: an organizer's recap."""

from __future__ import annotations

import discord

from bot.app import App
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.post import UNKNOWN_CHANNEL, DiscordPost
from cogs.attendance import recaps, views


class RecapMessage:
    """A recap in its meetup's thread."""

    name = recaps.RECAP

    def __init__(self, app: App, post: DiscordPost) -> None:
        self._app = app
        self._post = post

    async def draw(self, mirror: Mirror) -> int:
        """Shows it as it was last written; in the meetup's channel once its thread is gone."""
        told = await self._app.read(mirror.guild_id, recaps.told, mirror.subject_id)
        channel_id = told.recap.channel_id
        try:
            message_id = await self._keep(told, channel_id, told.recap.message_id, mirror)
        except discord.NotFound as error:
            if error.code != UNKNOWN_CHANNEL or channel_id == told.meetup.channel_id:
                raise
            channel_id = told.meetup.channel_id
            message_id = await self._keep(told, channel_id, None, mirror)
        if message_id is not None and message_id != told.recap.message_id:
            await self._app.write(mirror.guild_id, recaps.posted, told.meetup.id, channel_id, message_id)
        return channel_id

    async def _keep(
        self, told: recaps.Told, channel_id: int, message_id: int | None, mirror: Mirror
    ) -> int | None:
        return await self._post.keep(
            channel_id,
            message_id,
            views.recap(self._app.catalogs.of(told.group.language), told),
            key=mirror.key,
            mark=f"attendance:told:{told.meetup.id}",
            since=mirror.begun_at - SKEW if mirror.uncertain else None,
        )
