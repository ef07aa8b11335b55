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


def translated(entry: dict[str, Any], catalogs: Catalogs) -> dict[str, Any]:
    """A command or an option as Discord takes it, with name and description in every language, and all that is in it.

    What is chosen from is a name already: a language in its own words.
    """
    for text in ("name", "description"):
        purpose, english = f"command {text}", entry.get(text, "")
        languages = ((locale.value, catalogs.of(locale.value)) for locale in SPOKEN)
        entry[f"{text}_localizations"] = {
            locale: words.context(purpose, english)
            for locale, words in languages
            if words.knows(purpose, english)
        }
    for option in entry.get("options", ()):
        translated(option, catalogs)
    return entry


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

    def payload(self) -> list[dict[str, Any]]:
        """All commands as Discord takes them, in every language."""
        # Not discord.py's translation, which asks for each text in all of Discord's languages, at every start.
        catalogs = self.client.app.catalogs
        commands: Sequence[Any] = self.get_commands()
        return [translated(command.to_dict(self), catalogs) for command in commands]


def fingerprint(payload: Sequence[dict[str, Any]]) -> str:
    """A text that changes exactly when the commands do, in any language."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True).encode()).hexdigest()
