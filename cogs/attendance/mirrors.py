"""What attendance keeps showing in Discord: an organizer's recap."""

from __future__ import annotations

from collections.abc import Mapping

import discord

from bot.app import App
from bot.db.tx import Tx
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.post import UNKNOWN_CHANNEL, DiscordPost
from cogs.attendance import pictures, recap_views, recaps
from cogs.attendance.recaps import Told


class RecapMessage:
    """A recap in its meetup's thread."""

    name = recaps.RECAP

    def __init__(self, app: App, post: DiscordPost) -> None:
        self._app = app
        self._post = post

    async def draw(self, mirror: Mirror) -> int:
        """Shows it as it was last written; anew where its message was deleted, in the meetup's channel once its thread is gone."""
        told, files = await self._app.read(mirror.guild_id, _to_draw, mirror.subject_id)
        message_id, channel_id = None, told.recap.channel_id
        try:
            message_id = await self._keep(told, files, mirror)
        except discord.NotFound as error:
            if error.code != UNKNOWN_CHANNEL or channel_id == told.meetup.channel_id:
                raise
            channel_id = told.meetup.channel_id
        if message_id is None:
            await self._app.write(mirror.guild_id, recaps.gone, told.meetup.id, channel_id)
            told, files = await self._app.read(mirror.guild_id, _to_draw, mirror.subject_id)
            message_id = await self._keep(told, files, mirror)
        if message_id is not None:
            await self._app.write(mirror.guild_id, recaps.posted, told, message_id)
        return channel_id

    async def _keep(self, told: Told, files: Mapping[str, bytes | None], mirror: Mirror) -> int | None:
        return await self._post.keep(
            told.recap.channel_id,
            told.recap.message_id,
            recap_views.recap(self._app.catalogs.of(told.group.language), told),
            key=mirror.key,
            mark=f"attendance:told:{told.meetup.id}",
            since=mirror.begun_at - SKEW if mirror.uncertain else None,
            files=files,
        )


def _to_draw(tx: Tx, meetup_id: int) -> tuple[Told, dict[str, bytes | None]]:
    return recaps.told(tx, meetup_id), pictures.files(tx, meetup_id)
