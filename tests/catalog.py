"""Every text members read, as the code asks for it: from the sources, the commands and the permissions it names."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from babel.messages.extract import extract_from_dir
from discord import app_commands

from bot.client import Campsite
from bot.ui.channels import TO_POST
from cogs.groups.cog import NEEDED

KEYWORDS: dict[str, Any] = {"t": None, "plural": (1, 2), "context": ((1, "c"), 2)}

Text = tuple[str | None, str | tuple[str, ...]]
"""A context, and an English text with its plural if it has one."""


def texts_of_sources() -> Iterator[Text]:
    """What the code says through a Words called `t`."""
    for folder in ("bot", "cogs"):
        for _, _, text, _, context in extract_from_dir(folder, [("**.py", "python")], keywords=KEYWORDS):
            if text:
                yield context, text


def texts_of_commands(client: Campsite) -> Iterator[Text]:
    """Names and descriptions of commands, options and choices."""
    for command in client.tree.walk_commands():
        yield "command name", command.name
        yield "command description", command.description
        if isinstance(command, app_commands.Command):
            for option in command.parameters:
                yield "command name", option.name
                yield "command description", str(option.description)


def texts_of_permissions() -> Iterator[Text]:
    """Permissions the bot may have to ask for, as Discord's settings call them."""
    for name in {*TO_POST, *NEEDED}:
        yield "permission", name.replace("_", " ").title()
