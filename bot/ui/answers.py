"""How a person is answered: a reply only they see, a refusal as one sentence, a bug as a reference number."""

from __future__ import annotations

import asyncio
import logging
import secrets
from typing import Any

import discord
from discord import app_commands

from bot import logs
from bot.app import App
from bot.errors import BotLacks, NotHere, Outdated, Refusal
from bot.people.person import Person
from bot.words import Words

log = logging.getLogger(__name__)

GONE = {10062, 10015, 40060, 50027}
"""Codes that say an interaction can no longer be answered. Source: Discord, Opcodes and status codes."""


def begin(interaction: discord.Interaction[Any]) -> None:
    """Notes that this task answers an interaction: its log lines name it, and a stop waits for it."""
    logs.interaction_id.set(interaction.id)
    task = asyncio.current_task()
    assert task is not None
    answering: set[asyncio.Task[Any]] = interaction.client.answering
    answering.add(task)
    task.add_done_callback(answering.discard)


def app_of(interaction: discord.Interaction[Any]) -> App:
    """The app behind the client that received this interaction."""
    return interaction.client.app


def words_of(interaction: discord.Interaction[Any]) -> Words:
    """The words of the person who acted."""
    return app_of(interaction).catalogs.of(interaction.locale.value)


def guild_of(interaction: discord.Interaction[Any]) -> int:
    """The server it happened in. Raises NotHere outside of one."""
    if interaction.guild_id is None:
        raise NotHere
    return interaction.guild_id


def person_of(interaction: discord.Interaction[Any]) -> Person:
    """Who acted, with the rights they have right now."""
    return Person(interaction.user.id, interaction.permissions.manage_guild)


async def reply(
    interaction: discord.Interaction[Any], text: str, view: discord.ui.View | None = None
) -> None:
    """Answers with `text` that only this person sees, whether or not we asked for time before."""
    extra: dict[str, Any] = {} if view is None else {"view": view}
    if interaction.response.is_done():
        await interaction.followup.send(text, ephemeral=True, **extra)
    else:
        await interaction.response.send_message(text, ephemeral=True, **extra)


async def explain(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Turns whatever went wrong into an answer: a refusal's own sentence, or a number to quote for a bug."""
    t = words_of(interaction)
    refusal = as_refusal(error)
    if refusal is not None:
        log.info("refused: %r", refusal)
        sentence = refusal.sentence(t)
    else:
        reference = secrets.token_hex(2).upper()
        log.error("bug %s in interaction %s", reference, interaction.id, exc_info=error)
        sentence = t(
            "Something broke on our side. Nothing was changed. If it happens again, tell a moderator this code: {code}.",
            code=reference,
        )
    try:
        await reply(interaction, sentence)
    except discord.HTTPException as failure:
        log.log(logging.INFO if failure.code in GONE else logging.WARNING, "could not answer: %s", failure)


def as_refusal(error: Exception) -> Refusal | None:
    """The refusal in an error of discord.py's or our own; None when it is a bug."""
    match error:
        case Refusal():
            return error
        case app_commands.CommandInvokeError() | app_commands.TransformerError() if isinstance(
            error.__cause__, Exception
        ):
            return as_refusal(error.__cause__)
        case app_commands.NoPrivateMessage():
            return NotHere()
        case app_commands.BotMissingPermissions():
            return BotLacks(tuple(error.missing_permissions))
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return Outdated()
        case _:
            return None
