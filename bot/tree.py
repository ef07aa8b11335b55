"""The command tree: every command enters here, and leaves with an answer."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import discord
from discord import app_commands

from bot.ui.answers import begin, explain
from bot.words import LANGUAGES, Catalogs

if TYPE_CHECKING:
    from bot.client import Campsite


SPOKEN = frozenset(locale for locale in discord.Locale if locale.value.partition("-")[0] in LANGUAGES[1:])
"""Discord's locales that there are translations for."""


class Translator(app_commands.Translator):
    """Names and descriptions of commands and options, from the same catalogs as everything else."""

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs

    async def translate(
        self,
        string: app_commands.locale_str,
        locale: discord.Locale,
        context: app_commands.TranslationContextTypes,
    ) -> str | None:
        """The text in that language; None leaves the English one."""
        if locale not in SPOKEN:
            return None
        if context.location is app_commands.TranslationContextLocation.choice_name:
            return None  # what is chosen from is a name already: a language in its own words
        words = self._catalogs.of(locale.value)
        purpose = "command name" if context.location.name.endswith("_name") else "command description"
        return words.context(purpose, string.message) if words.knows(purpose, string.message) else None


class Tree(app_commands.CommandTree["Campsite"]):
    """All commands. What goes wrong in one of them is explained to the person who typed it."""

    async def interaction_check(self, interaction: discord.Interaction[Campsite], /) -> bool:
        """Lets every interaction pass; from here on, log lines name it and a stop waits for it."""
        begin(interaction)
        return True

    async def on_error(
        self, interaction: discord.Interaction[Campsite], error: app_commands.AppCommandError, /
    ) -> None:
        """Explains what went wrong."""
        await explain(interaction, error)

    async def payload(self) -> list[dict[str, Any]]:
        """All commands as Discord takes them, in every language."""
        translator = self.translator
        assert translator is not None
        commands: Sequence[Any] = self.get_commands()
        return [await command.get_translated_payload(self, translator) for command in commands]


def fingerprint(payload: Sequence[dict[str, Any]]) -> str:
    """A text that changes exactly when the commands do, in any language."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
