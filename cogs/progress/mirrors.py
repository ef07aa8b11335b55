"""What progress keeps showing in Discord: cards of posts and goals, digests, a group's thread."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import discord

from bot.app import App
from bot.errors import ChannelGone
from bot.outbox.claims import SKEW
from bot.outbox.models import Mirror
from bot.post import DiscordPost, ServerAway
from bot.ui.channels import channel_there, rename_thread
from cogs.progress import goals, group_views, service, together, views
from cogs.progress.service import Portrait

WEEK_IN_MINUTES = 10080
"""After a week without a word Discord archives a thread by itself; a new card opens it again."""


class _Kept:
    """Something shown in one message."""

    def __init__(self, app: App, post: DiscordPost) -> None:
        self._app = app
        self._post = post

    @staticmethod
    def _since(mirror: Mirror) -> datetime | None:
        """From when on an earlier attempt may have sent it."""
        return mirror.begun_at - SKEW if mirror.uncertain else None

    async def _keep(
        self,
        mirror: Mirror,
        channel_id: int,
        card_id: int | None,
        view: discord.ui.LayoutView,
        mark: str,
        files: Mapping[str, bytes | None] | None = None,
    ) -> int | None:
        """Shows `view` in its message; the id of that.

        None when somebody deleted it by hand, or when it was meant for a thread that somebody deleted: then it is drawn
        again elsewhere.
        """
        try:
            return await self._post.keep(
                channel_id, card_id, view, key=mirror.key, mark=mark, since=self._since(mirror), files=files
            )
        except discord.NotFound:
            if await self._app.write(mirror.guild_id, together.thread_gone, channel_id):
                return None
            raise


class PostCard(_Kept):
    """A post's card: drawn, or taken away."""

    name = service.CARD

    def __init__(self, app: App, post: DiscordPost, client: discord.Client) -> None:
        super().__init__(app, post)
        self._client = client

    async def draw(self, mirror: Mirror) -> int | None:
        """Shows the card as it is now; deletes it when the post was taken back or is forgotten."""
        portrait = await self._app.read(mirror.guild_id, service.portrait, mirror.subject_id)
        mark = f"progress:well:{mirror.subject_id}"
        if portrait is None:
            await self._clear(mirror, mark)
            return None
        post = portrait.post
        if post.taken_back_at is not None:
            await self._post.remove(post.channel_id, post.card_id, mark=mark, since=self._since(mirror))
            return None
        if portrait.image is not None and not await self._may_attach(portrait):
            portrait = await self._app.write(mirror.guild_id, service.leave_picture_out, post.id)
            assert portrait is not None
            post = portrait.post
        image = portrait.image
        files = None if image is None or post.image_name is None else {post.image_name: image}
        card_id = await self._keep(mirror, post.channel_id, post.card_id, self._view(portrait), mark, files)
        if card_id is None and post.card_id is not None:
            await self._app.write(mirror.guild_id, service.card_deleted, post.card_id)
        elif card_id is not None and card_id != post.card_id:
            await self._app.write(mirror.guild_id, service.posted, post.id, card_id)
        return post.channel_id

    async def _clear(self, mirror: Mirror, mark: str) -> None:
        """Deletes what is left of a post whose author is forgotten."""
        found = await self._app.read(mirror.guild_id, service.leftover, mirror.subject_id)
        if found is not None:
            since = found.shared_at - SKEW
            await self._post.remove(found.channel_id, found.message_id, mark=mark, since=since)
            await self._app.write(mirror.guild_id, service.cleared, mirror.subject_id)

    async def _may_attach(self, portrait: Portrait) -> bool:
        """Whether the picture may go with it, as far as is known here; the right may have been taken since it was shared."""
        guild = self._client.get_guild(portrait.post.guild_id)
        try:
            return guild is None or await views.check_place(guild, portrait.group, portrait.post.channel_id)
        except ChannelGone:  # Discord says what has become of it
            return True

    def _view(self, portrait: Portrait) -> discord.ui.LayoutView:
        return views.card(self._app.catalogs.of(portrait.group.language), portrait, with_image=True)


class GoalCard(_Kept):
    """A group's goal with its checklist."""

    name = goals.CARD

    async def draw(self, mirror: Mirror) -> int | None:
        """Shows the card as it is now."""
        found, today = await self._app.read(mirror.guild_id, goals.on_card, mirror.subject_id)
        if found is None or found.goal.channel_id is None:
            return None
        goal = found.goal
        view = group_views.goal_card(self._app.catalogs.of(found.group.language), found, today)
        mark = f"progress:tick:{found.items[0].id}"
        card_id = await self._keep(mirror, found.goal.channel_id, goal.card_id, view, mark)
        if card_id is None and goal.card_id is not None:
            await self._app.write(mirror.guild_id, goals.card_deleted, goal.card_id)
        elif card_id is not None and card_id != goal.card_id:
            await self._app.write(mirror.guild_id, goals.posted, goal.id, card_id)
        return found.goal.channel_id


class DigestMessage(_Kept):
    """A group's weekly digest: drawn when its hour has come, and anew when what it tells is taken back or renamed."""

    name = service.DIGEST

    async def draw(self, mirror: Mirror) -> int | None:
        """Shows it; deletes it when nothing is left of what it told."""
        week = await self._app.read(mirror.guild_id, together.digest, mirror.subject_id)
        if week is None or week.digest is None:
            return None
        digest = week.digest
        mark = f"progress:month:{week.group.id}"
        if week.empty:
            await self._post.remove(digest.channel_id, digest.card_id, mark=mark, since=self._since(mirror))
            await self._app.write(mirror.guild_id, together.digest_gone, digest.id)
            return None
        view = group_views.digest(self._app.catalogs.of(week.group.language), week)
        card_id = await self._keep(mirror, digest.channel_id, digest.card_id, view, mark)
        if card_id is None and digest.card_id is not None:
            await self._app.write(mirror.guild_id, together.digest_gone, digest.id)
        elif card_id is not None and card_id != digest.card_id:
            await self._app.write(mirror.guild_id, together.digest_posted, digest.id, card_id)
        return digest.channel_id


class ProgressThread:
    """A thread of its own for a group's progress, where its organizers want one; it follows the group's name."""

    name = together.THREAD

    def __init__(self, app: App, client: discord.Client) -> None:
        self._app = app
        self._client = client

    async def draw(self, mirror: Mirror) -> None:
        """Opens it, if it is wanted and not there; else calls it what it is to be called."""
        group, place = await self._app.read(mirror.guild_id, together.thread_wanted, mirror.subject_id)
        name = group_views.thread_name(self._app.catalogs.of(group.language), group)
        if place.thread_id is not None:
            guild = self._client.get_guild(mirror.guild_id)
            if guild is None:
                raise ServerAway
            thread = await channel_there(guild, place.thread_id)
            if isinstance(thread, discord.Thread):
                await rename_thread(thread, name)
            return
        if not place.in_thread or group.channel_id is None:
            return
        thread_id = await self._opened_before(mirror, group.channel_id, name) if mirror.uncertain else None
        if thread_id is None:
            opened = await self._client.http.start_thread_without_message(
                group.channel_id,
                name=name,
                auto_archive_duration=WEEK_IN_MINUTES,
                type=discord.ChannelType.public_thread.value,
            )
            thread_id = int(opened["id"])
        await self._app.write(mirror.guild_id, together.thread_opened, group.id, thread_id)

    async def _opened_before(self, mirror: Mirror, channel_id: int, name: str) -> int | None:
        """A thread that an earlier attempt opened, and died before it could say so."""
        active = await self._client.http.get_active_threads(mirror.guild_id)
        for thread in active["threads"]:
            made_since = discord.utils.snowflake_time(int(thread["id"])) >= mirror.begun_at - SKEW
            if int(thread.get("parent_id") or 0) == channel_id and thread["name"] == name and made_since:
                return int(thread["id"])
        return None
