"""Menus that outlive restarts: everything they need to know stands in their custom id."""

from __future__ import annotations

import re
from typing import Any, Self

import discord
from discord.ui.select import BaseSelect

from bot.ui.answers import begin, explain


class Menu(discord.ui.DynamicItem[BaseSelect[Any]], template=r"(?!)"):
    """A menu to choose one thing from: a text, a channel, a role, a person. A subclass says what `chosen` does.

    `chosen` gets the text or the id, and "" where nothing is chosen any more.
    """

    def __init__(self, select: BaseSelect[Any], match: re.Match[str]) -> None:
        super().__init__(select)
        self.match = match

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003 - discord.py passes it
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Rebuilds the menu that was used from its custom id."""
        assert isinstance(item, BaseSelect)
        return cls(item, match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Takes the choice; every error becomes an answer."""
        begin(interaction)
        try:
            values: list[Any] = self.item.values
            await self.chosen(interaction, str(getattr(values[0], "id", values[0])) if values else "")
        except Exception as error:
            await explain(interaction, error)

    async def chosen(self, interaction: discord.Interaction[Any], value: str) -> None:
        """What the choice does."""
        raise NotImplementedError
