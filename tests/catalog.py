"""Every text members read, as the code asks for it: from the sources, the commands and the permissions it names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import discord
from babel.messages.extract import extract_from_dir
from discord import app_commands

from bot.client import Campsite
from bot.features import FEATURES
from bot.invitation import PERMISSIONS
from bot.ui.channels import IN_A_THREAD, TO_POST
from cogs.groups.founding_views import NEEDED
from cogs.meetups import calendar_file

ASKED_FOR = {name for name, given in PERMISSIONS if given} - {"read_messages"}  # its name is View Channel now

KEYWORDS: dict[str, Any] = {"t": None, "plural": (1, 2), "context": ((1, "c"), 2)}

Text = tuple[str | None, str | tuple[str, ...]]
"""A context, and an English text with its plural if it has one."""


def texts_of_sources() -> Iterator[tuple[str, Text]]:
    """What the code says through a Words called `t`, each with the feature that says it ("bot" for the ground)."""
    for home, folder in {"bot": "bot", **{feature: f"cogs/{feature}" for feature in FEATURES}}.items():
        for _, _, text, _, context in extract_from_dir(folder, [("**.py", "python")], keywords=KEYWORDS):
            if text:
                yield home, (context, text)


def texts_of_commands(client: Campsite) -> Iterator[tuple[str, Text]]:
    """Names and descriptions of commands, options and choices, each with the feature they belong to."""
    for menu in client.tree.walk_commands(type=discord.AppCommandType.message):
        yield menu.module.split(".")[1] if menu.module else "bot", ("command name", menu.name)
    for command in client.tree.walk_commands():
        home = (command.module or "").split(".")[1]
        yield home, ("command name", command.name)
        yield home, ("command description", command.description)
        if isinstance(command, app_commands.Command):
            for option in command.parameters:
                yield home, ("command name", option.name)
                yield home, ("command description", str(option.description))


def texts_of_permissions() -> Iterator[tuple[str, Text]]:
    """Permissions the bot may have to ask for, as Discord's settings call them."""
    for name in {*ASKED_FOR, *TO_POST, *IN_A_THREAD, *NEEDED, *calendar_file.NEEDED}:
        yield "bot", ("permission", name.replace("_", " ").title())


def homes(client: Campsite) -> dict[Text, str]:
    """Every text with the catalog it belongs into: the feature's that says it, or the ground's if several do."""
    said_by: dict[Text, set[str]] = defaultdict(set)
    for home, text in (*texts_of_sources(), *texts_of_commands(client), *texts_of_permissions()):
        said_by[text].add(home)
    return {text: homes.pop() if len(homes) == 1 else "bot" for text, homes in said_by.items()}
