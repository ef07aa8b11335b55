"""What is kept in view of introductions: a card each, or its absence."""

from __future__ import annotations

import discord

from bot.app import App
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.post import DiscordPost
from cogs.onboarding import introduction_views as views
from cogs.onboarding import introductions


class IntroductionCard:
    """How somebody introduces themselves, in the channel the server has chosen for that."""

    name = introductions.CARD

    def __init__(self, app: App, client: discord.Client, post: DiscordPost) -> None:
        self._app = app
        self._client = client
        self._post = post
        self.taking_away: set[int] = set()
        """Messages that the bot itself is deleting, until that is written down."""

    async def draw(self, mirror: Mirror) -> int | None:
        """Shows what it says now; takes it away when nothing is said any more, or nobody is to be named."""
        found = await self._app.read(mirror.guild_id, introductions.on_card, mirror.subject_id)
        if found is None:
            return None
        introduction, language = found.introduction, found.language
        mark = f"onboarding:intro:remove:{introduction.id}"
        since = mirror.begun_at - SKEW if mirror.uncertain else None
        if introduction.is_empty or found.hidden:
            message_id = introduction.message_id
            ours = set[int]() if message_id is None else {message_id}
            self.taking_away |= ours
            try:
                await self._post.remove(introduction.channel_id, message_id, mark=mark, since=since)
                await self._app.write(mirror.guild_id, introductions.cleared, introduction.id)
            finally:
                self.taking_away -= ours
            return None
        if language is None:
            guild = self._client.get_guild(mirror.guild_id)
            language = guild.preferred_locale.value if guild is not None else "en"
        message_id = await self._post.keep(
            introduction.channel_id,
            introduction.message_id,
            views.card(self._app.catalogs.of(language), introduction),
            key=mirror.key,
            mark=mark,
            since=since,
        )
        if message_id is None and introduction.message_id is not None:
            await self._app.write(mirror.guild_id, introductions.deleted, introduction.message_id)
        elif message_id is not None and message_id != introduction.message_id:
            await self._app.write(mirror.guild_id, introductions.posted, introduction.id, message_id)
        return introduction.channel_id
