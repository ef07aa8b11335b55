"""Choices offered while somebody types: what cannot be offered is said as a choice, never as a failure."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.ui.answers import explanation

Cog = TypeVar("Cog")
Choices = list[app_commands.Choice[str]]

LONGEST = 100
"""Characters of a choice's name and of its value. Source: Discord, Application command option choice."""


def offered(
    autocomplete: Callable[[Cog, discord.Interaction[Any], str], Coroutine[Any, Any, Choices]],
) -> Callable[[Cog, discord.Interaction[Any], str], Coroutine[Any, Any, Choices]]:
    """Around an autocomplete method of a cog: an error becomes one choice that says what is wrong."""

    @wraps(autocomplete)
    async def offer(cog: Cog, interaction: discord.Interaction[Any], typed: str) -> Choices:
        try:
            return await autocomplete(cog, interaction, typed)
        except Exception as error:
            return [choice(explanation(interaction, error), typed)]

    return offer


def choice(name: str, value: str) -> app_commands.Choice[str]:
    """One choice, cut to what fits; a value may not be empty, so it is the name then."""
    name = name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"
    return app_commands.Choice(name=name, value=value[:LONGEST].strip() or name)
