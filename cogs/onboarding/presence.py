"""Who is still here: without the members intent nobody tells that somebody has left, so Discord is asked."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

import discord

from bot.app import App
from bot.ui.answers import UNREACHED
from cogs.onboarding import leaving

log = logging.getLogger(__name__)

MOST_ASKED_FOR = 100
"""People in one question. Source: Discord, Request Guild Members, user_ids."""

AT_LEISURE, FOR_AN_ANSWER = 30.0, 2.0
"""Seconds that Discord is waited for: who has pressed a button hears something within three."""


async def leave_out_the_gone(app: App, guild: discord.Guild, people: Sequence[int], within: float) -> bool:
    """Finds out who of these has left, and notes it; whether anybody has. Without an answer `within` so many seconds nobody has."""
    gone: set[int] = set()
    try:
        for first in range(0, len(people), MOST_ASKED_FOR):
            some = list(people[first : first + MOST_ASKED_FOR])
            async with asyncio.timeout(within):
                here = await guild.query_members(user_ids=some, limit=MOST_ASKED_FOR, cache=False)
            gone.update(set(some).difference(member.id for member in here))
    except UNREACHED as error:
        log.warning("who is still in %s cannot be seen: %r", guild.id, error)
    if gone:
        await app.write(guild.id, leaving.left, gone)
    return bool(gone)
