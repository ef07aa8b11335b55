"""The door of onboarding: each of its subjects loads what it needs."""

from __future__ import annotations

from bot.client import Campsite
from cogs.onboarding import (
    arrivals_cog,
    buddy_cog,
    desk_cog,
    introduction_cog,
    lurkers_cog,
    path_cog,
    welcome_cog,
)
from cogs.onboarding.signs import SignsOfLife


async def setup(client: Campsite) -> None:
    """Loads the feature."""
    signs = SignsOfLife(client)
    await welcome_cog.load(client)
    await arrivals_cog.load(client, signs)
    await path_cog.load(client)
    await introduction_cog.load(client)
    await desk_cog.load(client)
    await lurkers_cog.load(client, signs)
    await buddy_cog.load(client)
