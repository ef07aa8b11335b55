"""What onboarding keeps showing in Discord: the welcomes."""

from __future__ import annotations

import discord

from bot.app import App
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.post import DiscordPost
from cogs.onboarding import service, views


class WelcomeMessage:
    """One message for everyone who has come in together."""

    name = service.WELCOME

    def __init__(self, app: App, client: discord.Client, post: DiscordPost) -> None:
        self._app = app
        self._client = client
        self._post = post

    async def draw(self, mirror: Mirror) -> int | None:
        """Posts it, or changes it; takes it away when it is for nobody any more."""
        found = await self._app.read(mirror.guild_id, service.greeting, mirror.subject_id)
        if found is None:
            return None
        welcome = found.welcome
        mark = f"onboarding:start:{welcome.id}"
        since = mirror.begun_at - SKEW if mirror.uncertain else None
        if found.count == 0:
            await self._post.remove(welcome.channel_id, welcome.message_id, mark=mark, since=since)
            if welcome.message_id is not None:  # who comes in within the minute gets a new message
                await self._app.write(mirror.guild_id, service.posted, welcome.id, None)
            return None
        if welcome.message_id is None and found.stale:
            return None
        guild = self._client.get_guild(mirror.guild_id)
        language = found.language or (guild.preferred_locale.value if guild is not None else "en")
        message_id = await self._post.keep(
            welcome.channel_id,
            welcome.message_id,
            views.welcome(self._app.catalogs.of(language), found),
            key=mirror.key,
            mark=mark,
            since=since,
        )
        if message_id is not None and message_id != welcome.message_id:
            await self._app.write(mirror.guild_id, service.posted, welcome.id, message_id)
        return welcome.channel_id
