"""Whether somebody is in a server, as Discord says: without the members intent nobody tells when they leave."""

from __future__ import annotations

from collections.abc import Iterable

import discord
from discord.http import HTTPClient

from bot.app import App
from cogs.groups import people

UNKNOWN_MEMBER = 10007
UNKNOWN_USER = 10013
"""Discord's codes for somebody who is not in the server, and for an account that is not there any more."""


async def is_there(http: HTTPClient, guild_id: int, person_id: int) -> bool:
    """Asks Discord; whatever it answers but that they are or are not there is raised."""
    try:
        await http.get_member(guild_id, person_id)
    except discord.NotFound as error:
        if error.code not in (UNKNOWN_MEMBER, UNKNOWN_USER):
            raise
        return False
    return True


async def take_leave(app: App, http: HTTPClient, guild_id: int, people_ids: Iterable[int]) -> None:
    """Asks Discord for each of these people; who is not in the server has left it, and with it its groups."""
    for person_id in people_ids:
        if not await is_there(http, guild_id, person_id):
            await app.write(guild_id, people.left_server, person_id)
