"""Menus to pick people of the server, found by Discord itself; they outlive restarts by their custom ids."""

from __future__ import annotations

import re
from typing import Any, Self, cast

import discord
from discord.ui import UserSelect

from bot.ui.answers import begin, explain
from bot.ui.menus import Menu


class PeopleMenu(Menu, template=r"(?!)"):
    """A menu to pick people with. A subclass gives its template and what `picked` does."""

    @classmethod
    async def from_custom_id(
        cls,
        interaction: discord.Interaction[Any],  # noqa: ARG003 - discord.py passes it
        item: discord.ui.Item[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Rebuilds the menu that was used from its custom id."""
        return cls(cast("Any", item), match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Takes the choice; every error becomes an answer."""
        begin(interaction, type(self).__qualname__)
        try:
            picked = cast("UserSelect[Any]", self.item).values
            await self.picked(interaction, [person.id for person in picked if not person.bot])
        except Exception as error:
            await explain(interaction, error)

    async def picked(self, interaction: discord.Interaction[Any], people: list[int]) -> None:
        """What the choice does; bots are nobody."""
        raise NotImplementedError
