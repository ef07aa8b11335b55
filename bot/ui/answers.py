"""How a person is answered: a reply only they see, a refusal as one sentence, a bug as a reference number."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Collection
from functools import partial
from typing import Any

import aiohttp
import discord
from discord import app_commands
from discord.ui import LayoutView

from bot import logs
from bot.app import App
from bot.errors import BotLacks, NotHere, NotOffered, Outdated, Refusal
from bot.people.person import Person
from bot.words import Words

log = logging.getLogger(__name__)

UNREACHED = (discord.HTTPException, aiohttp.ClientError, TimeoutError)
"""What an answer to an interaction raises when it did not get through: too late, or Discord cannot be reached."""


KINDS = {
    discord.InteractionType.application_command: "command",
    discord.InteractionType.autocomplete: "autocomplete",
    discord.InteractionType.component: "button",
    discord.InteractionType.modal_submit: "form",
}
"""What an operator calls them."""

TOO_LONG_OR_MALFORMED = 50035
"""Discord's code for a message that it does not take as it is: a bug of ours."""

OUTCOME = "outcome"
"""Under this name an interaction keeps what came of it, when it was not simply answered."""


def begin(interaction: discord.Interaction[Any], name: str | None = None) -> None:
    """Notes that this task answers an interaction: its log lines name it, a stop waits for it, and it is counted.

    `name` is what it is counted as; a command has its own. Never what somebody sent: there would be no end of names.
    """
    logs.interaction_id.set(interaction.id)
    logs.guild_id.set(interaction.guild_id)
    task = asyncio.current_task()
    assert task is not None
    interaction.client.answering.add(task)
    interaction.client.requests.begin(interaction.id)
    task.add_done_callback(partial(_end, interaction, name))


def _end(interaction: discord.Interaction[Any], name: str | None, task: asyncio.Task[Any]) -> None:
    client = interaction.client
    client.answering.discard(task)
    client.requests.end(interaction.id)
    if name is None:
        name = "unknown" if interaction.command is None else interaction.command.qualified_name
    outcome = interaction.extras.get(OUTCOME, "answered")
    client.metrics.interactions.labels(KINDS.get(interaction.type, "other"), name, outcome).inc()


def app_of(interaction: discord.Interaction[Any]) -> App:
    """The app behind the client that received this interaction."""
    return interaction.client.app


def words_of(interaction: discord.Interaction[Any]) -> Words:
    """The words of the person who acted: in the language they have chosen, or else the one of their Discord."""
    app = app_of(interaction)
    return app.catalogs.of(app.languages.of(interaction.user.id) or interaction.locale.value)


def guild_of(interaction: discord.Interaction[Any]) -> int:
    """The server it happened in. Raises NotHere outside of one."""
    if interaction.guild_id is None:
        raise NotHere
    return interaction.guild_id


def person_of(interaction: discord.Interaction[Any]) -> Person:
    """Who acted, with the rights they have right now."""
    roles = interaction.user.roles if isinstance(interaction.user, discord.Member) else ()
    return Person(
        interaction.user.id,
        interaction.permissions.manage_guild,
        interaction.permissions.moderate_members,
        frozenset(role.id for role in roles),
    )


def person_in(member: discord.Member) -> Person:
    """Somebody who has not acted, with the rights they have in their whole server."""
    return person_with(member.guild, member.id, [role.id for role in member.roles])


def person_with(guild: discord.Guild, person_id: int, role_ids: Collection[int]) -> Person:
    """Likewise, by the roles that they carry."""
    roles = [guild.default_role, *filter(None, map(guild.get_role, role_ids))]
    everything = person_id == guild.owner_id or any(role.permissions.administrator for role in roles)
    return Person(
        person_id,
        everything or any(role.permissions.manage_guild for role in roles),
        everything or any(role.permissions.moderate_members for role in roles),
        frozenset(role_ids),
    )


async def reply(
    interaction: discord.Interaction[Any], answer: str | LayoutView, *, file: discord.File | None = None
) -> None:
    """Answers with what only this person sees, whether or not we asked for time before.

    Whether it reaches them changes nothing of what was done, so a failure is only logged.
    """
    said: dict[str, Any] = {"content": answer} if isinstance(answer, str) else {"view": answer}
    if file is not None:
        said["file"] = file
    try:
        if interaction.response.is_done():
            await interaction.followup.send(**said, ephemeral=True)
        else:
            await interaction.response.send_message(**said, ephemeral=True)
    except UNREACHED as error:
        await _not_shown(interaction, error)


async def _not_shown(interaction: discord.Interaction[Any], error: Exception) -> None:
    """An answer did not get through. Where Discord does not take what it is, they hear that, with a number to quote."""
    if getattr(error, "code", None) != TOO_LONG_OR_MALFORMED:
        interaction.extras[OUTCOME] = "unreached"
        log.warning("could not answer: %r", error)
        return
    interaction.extras[OUTCOME] = "bug"
    t = words_of(interaction)
    words = t(
        "My answer can't be shown. What you asked for is done, if it was something to do. Tell a moderator this code: "
        "{code}.",
        code=_reported(interaction, error),
    )
    try:
        if interaction.response.is_done():
            await interaction.followup.send(words, ephemeral=True)
        else:
            await interaction.response.send_message(words, ephemeral=True)
    except UNREACHED as again:
        log.warning("could not answer: %r", again)


async def show_in_place(interaction: discord.Interaction[Any], view: LayoutView) -> None:
    """Shows something in the place of the private message that was pressed on, or as a new one."""
    if not is_private_to(interaction):
        await reply(interaction, view)
        return
    try:
        await interaction.response.edit_message(view=view)
    except UNREACHED as error:  # whether it is seen changes nothing of what was done
        await _not_shown(interaction, error)


def is_private_to(interaction: discord.Interaction[Any]) -> bool:
    """Whether what was pressed on is shown to this person alone: a made-up custom id may come from anywhere."""
    message = interaction.message
    if message is None or not message.flags.ephemeral or message.interaction_metadata is None:
        return False
    return message.interaction_metadata.user.id == interaction.user.id


async def explain(interaction: discord.Interaction[Any], error: Exception) -> None:
    """Turns whatever went wrong into an answer: a refusal's own sentence, or a number to quote for a bug."""
    cause = error.original if isinstance(error, app_commands.CommandInvokeError) else error
    if isinstance(cause, discord.NotFound):  # the interaction is gone, and with it the way to say anything
        interaction.extras[OUTCOME] = "late"
        log.info("answered too late: %s", cause)
    else:
        await reply(interaction, explanation(interaction, error))


def explanation(interaction: discord.Interaction[Any], error: Exception) -> str:
    """What to say of an error; a bug is logged under the number it is given."""
    t = words_of(interaction)
    refusal = as_refusal(error)
    interaction.extras[OUTCOME] = "bug" if refusal is None else "refused"
    if refusal is not None:
        log.info("refused: %s", type(refusal).__name__)  # not its facts: they may be what somebody typed
        return refusal.sentence(t)
    return t(
        "Something broke on our side. Nothing was changed. If it happens again, tell a moderator this code: {code}.",
        code=_reported(interaction, error),
    )


def _reported(interaction: discord.Interaction[Any], error: Exception) -> str:
    """Logs a bug; the number it is found by."""
    reference = secrets.token_hex(2).upper()
    log.error(
        "bug %s in interaction %s", reference, interaction.id, exc_info=error, extra={"incident": reference}
    )
    return reference


def as_refusal(error: Exception) -> Refusal | None:
    """The refusal in an error of discord.py's or our own; None when it is a bug."""
    match error:
        case Refusal():
            return error
        case app_commands.CommandInvokeError() | app_commands.TransformerError() if isinstance(
            error.__cause__, Exception
        ):
            return as_refusal(error.__cause__)
        case app_commands.TransformerError():  # Discord offers nothing of the kind, whoever sends it does so by hand
            return NotOffered()
        case app_commands.NoPrivateMessage():
            return NotHere()
        case app_commands.BotMissingPermissions():
            return BotLacks(tuple(error.missing_permissions))
        case app_commands.CommandNotFound() | app_commands.CommandSignatureMismatch():
            return Outdated()
        case _:
            return None
