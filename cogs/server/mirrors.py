"""What the server's moderators are shown: the card of each report."""

from __future__ import annotations

import discord

from bot.app import App
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.post import DiscordPost
from cogs.server import report_models, report_views, reporting, service


class ReportCard:
    """A report, in the moderators' channel: by day and by night, for safety does not wait."""

    name = reporting.CARD

    def __init__(self, app: App, client: discord.Client, post: DiscordPost) -> None:
        self._app = app
        self._client = client
        self._post = post

    async def draw(self, mirror: Mirror) -> int | None:
        """Shows where the report stands."""
        report = await self._app.read(mirror.guild_id, report_models.report, mirror.subject_id)
        if report is None:
            return None
        mark = f"server:report:done:{report.id}"
        since = mirror.begun_at - SKEW if mirror.uncertain else None
        if report.is_let_go and report.card_id is None:  # a new card would say nothing, and ping for it
            await self._post.remove(report.channel_id, None, mark=mark, since=since)
            return None
        held = await self._app.read(mirror.guild_id, service.settings)
        guild = self._client.get_guild(mirror.guild_id)
        language = held.language or (guild.preferred_locale.value if guild is not None else "en")
        role_id = held.moderator_role_id
        card_id = await self._post.keep(
            report.channel_id,
            report.card_id,
            report_views.card(self._app.catalogs.of(language), report, role_id),
            key=mirror.key,
            mark=mark,
            since=since,
            pinged=None if role_id is None else discord.AllowedMentions(roles=[discord.Object(role_id)]),
        )
        if card_id is not None and card_id != report.card_id:
            await self._app.write(mirror.guild_id, reporting.carded, report.id, card_id)
        return report.channel_id
