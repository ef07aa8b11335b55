"""Buttons that outlive restarts: everything they need to know stands in their custom id."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Self

import discord

from bot.ui.answers import begin, explain

NUMBER = r"[0-9]{1,18}"
"""A row id, or the number of a page, in a custom id; shorter than what would overflow a column."""


class Tap(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"(?!)"):
    """A button. A subclass gives its template, which begins with its feature's name, and what `pressed` does.

    The client finds it by its custom id alone: discord.py would try every template there is, and rebuild the whole
    message for it.
    It *sets* a state and never toggles one: pressing twice is the same as pressing once. `row_id` is the row it is
    about, which its template has as the group `id`; 0 where it is about none.
    """

    def __init__(self, button: discord.ui.Button[Any], row_id: int = 0) -> None:
        super().__init__(button)
        self.row_id = row_id

    @classmethod
    def rebuilt(cls, button: discord.ui.Button[Any], match: re.Match[str]) -> Self:
        """The button again, from its custom id as its template has matched it."""
        return cls(button, int(match.groupdict().get("id", 0)))

    @classmethod
    def pressed_as(cls, custom_id: str) -> Self | None:
        """The button that has this custom id; None when it is not one of these."""
        match = cls.__discord_ui_compiled_template__.fullmatch(custom_id)
        return None if match is None else cls.rebuilt(discord.ui.Button(custom_id=custom_id), match)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Presses the button; every error becomes an answer."""
        begin(interaction, type(self).__qualname__)
        try:
            await self.pressed(interaction)
        except Exception as error:
            await explain(interaction, error)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """What the button does."""
        raise NotImplementedError


def has_component(components: Iterable[Any], custom_id: str) -> bool:
    """Whether a component with this custom id is among these or inside one of them."""
    for component in components:
        if getattr(component, "custom_id", None) == custom_id:
            return True
        inside = [*getattr(component, "children", ()), *filter(None, [getattr(component, "accessory", None)])]
        if inside and has_component(inside, custom_id):
            return True
    return False
