"""What attendance keeps showing in Discord: an organizer's recap."""

from __future__ import annotations

from bot.app import App
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.post import DiscordPost
from cogs.attendance import recaps, views


class RecapMessage:
    """A recap in its meetup's thread."""

    name = recaps.RECAP

    def __init__(self, app: App, post: DiscordPost) -> None:
        self._app = app
        self._post = post

    async def draw(self, mirror: Mirror) -> int:
        """Shows it as it was last written."""
        told = await self._app.read(mirror.guild_id, recaps.told, mirror.subject_id)
        message_id = await self._post.keep(
            told.recap.channel_id,
            told.recap.message_id,
            views.recap(self._app.catalogs.of(told.group.language), told),
            key=mirror.key,
            mark=f"attendance:told:{told.meetup.id}",
            since=mirror.begun_at - SKEW if mirror.uncertain else None,
        )
        if message_id is not None and message_id != told.recap.message_id:
            await self._app.write(mirror.guild_id, recaps.posted, told.meetup.id, message_id)
        return told.recap.channel_id
