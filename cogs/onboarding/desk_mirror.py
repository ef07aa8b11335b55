"""What is kept in view at the desk: one live message for everyone who takes care of newcomers."""

from __future__ import annotations

import discord

from bot.app import App
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.post import DiscordPost
from cogs.onboarding import desk, desk_views, presence


class LiveDesk:
    """The desk, in the moderators' channel: put up when somebody waits for the first time, then kept right."""

    name = desk.DESK

    def __init__(self, app: App, client: discord.Client, post: DiscordPost) -> None:
        self._app = app
        self._client = client
        self._post = post

    async def draw(self, mirror: Mirror) -> int | None:
        """Shows who waits now; takes the desk down where it does not belong any more."""
        guild_id = mirror.guild_id
        since = mirror.begun_at - SKEW if mirror.uncertain else None
        found = await self._app.read(guild_id, desk.look)
        guild = self._client.get_guild(guild_id)
        if guild is not None and found.channel_id is not None and found.count:
            waiting = await self._app.read(guild_id, desk.people_waiting)
            if await presence.leave_out_the_gone(self._app, guild, waiting, presence.AT_LEISURE):
                found = await self._app.read(guild_id, desk.look)
        place = found.place
        if place is not None and place[0] != found.channel_id:
            await self._post.remove(*place, mark=desk_views.MARK, since=since)
            await self._app.write(guild_id, desk.gone)
            place = None
        if found.channel_id is None or (place is None and not found.count):
            return None
        language = found.language
        if language is None:
            language = guild.preferred_locale.value if guild is not None else "en"
        known = None if place is None else place[1]
        message_id = await self._post.keep(
            found.channel_id,
            known,
            desk_views.live(self._app.catalogs.of(language), found, guild_id),
            key=mirror.key,
            mark=desk_views.MARK,
            since=since,
        )
        if message_id is None and known is not None:
            await self._app.write(guild_id, desk.gone)
        elif message_id is not None and message_id != known:
            await self._app.write(guild_id, desk.placed, found.channel_id, message_id)
        return found.channel_id
