"""Choices offered while somebody types: what cannot be offered is said as a choice, never as a failure."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

import discord
from discord import app_commands

from bot.ui.answers import explanation
from bot.when import zones
from bot.words import Words

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


def zone_words(t: Words, zone: str, now: datetime) -> str:
    """A time zone in one line: its IANA name, the city people know it by, and its present offset."""
    return f"{zone} · {t.zone(zone)} ({zones.offset(zone, now)})"


def zone_choices(t: Words, typed: str, now: datetime) -> Choices:
    """The time zones somebody may mean who has typed this."""
    return [choice(zone_words(t, zone, now), zone) for zone in zones.find(typed, t)]
