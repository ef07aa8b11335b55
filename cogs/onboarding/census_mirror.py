"""The list of members, read from Discord page by page."""

from __future__ import annotations

import discord

from bot.app import App
from bot.outbox.models import Mirror
from bot.people.register import Register
from bot.ui.answers import person_in
from cogs.onboarding import census, lurkers
from cogs.onboarding.census import Listed, Page
from cogs.onboarding.signs import SignsOfLife

ON_A_PAGE = 999
"""Members in one request. Source: Discord, List Guild Members: at most 1000, of which discord.py reads on by itself."""


class ListOfMembers:
    """What the bot knows of who is in a server, made the same as Discord's list: a page each time it is drawn."""

    name = census.MEMBERS

    def __init__(self, app: App, client: discord.Client, signs: SignsOfLife) -> None:
        self._app = app
        self._client = client
        self._signs = signs
        self._register = Register(app.settings.data_dir)
        self._reached: dict[int, int] = {}
        """The last id read, by servers. After a restart a list is read anew, which changes nothing that is known."""

    async def draw(self, mirror: Mirror) -> int | None:
        """Reads the next page; nothing where the members intent is not granted, for Discord refuses it then."""
        guild = self._client.get_guild(mirror.guild_id)
        if guild is None or not self._client.intents.members:
            return None
        after = self._reached.get(guild.id, 0)
        on_page = guild.fetch_members(limit=ON_A_PAGE, after=discord.Object(after))
        page = _page(after, sorted([member async for member in on_page], key=lambda member: member.id))
        await self._app.write(guild.id, census.read, page, self._register)
        if heard := self._signs.heard_among(guild.id, page.here):
            await self._app.write(guild.id, lurkers.all_active, heard)
        if page.last is None:
            self._reached.pop(guild.id, None)
        else:
            self._reached[guild.id] = page.last
        return None


def _page(after: int, members: list[discord.Member]) -> Page:
    people = tuple(
        Listed(person_in(member), member.joined_at)
        for member in members
        if member.joined_at is not None and not member.bot and not member.pending
    )
    last = members[-1].id if len(members) == ON_A_PAGE else None
    return Page(after, last, frozenset(member.id for member in members), people)
