"""What somebody typed into a form that was refused: it stands in the answer, so that no form is filled in twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import discord
from discord.ui import Item, LayoutView, TextDisplay

from bot.errors import Refusal
from bot.text import seen
from bot.ui.answers import explanation, reply, words_of
from bot.ui.buttons import Tap
from bot.ui.cards import layout, row, text
from bot.words import Words

TYPED = 1000
"""The first component id of what somebody typed: by these their texts are found again in a message."""


def shown(t: Words, typed: Sequence[str]) -> list[Item[Any]]:
    """What was typed, in the order of the form's fields; nothing for fields in which there is nothing to be seen."""
    items: list[Item[Any]] = [
        TextDisplay[Any](value, id=TYPED + place) for place, value in enumerate(typed) if seen(value)
    ]
    return [text(t("You typed:")), *items] if items else []


async def give_back(
    interaction: discord.Interaction[Any], refusal: Refusal, typed: Sequence[str], again: Tap | None
) -> None:
    """Answers who sent a form that was refused: why, what they typed, and a button that opens it with that in it.

    `again` is None where there is nothing left to fill it in for.
    """
    why = text(explanation(interaction, refusal))
    buttons = [] if again is None else [row(again)]
    await reply(interaction, layout(why, *shown(words_of(interaction), typed), *buttons))


def found(interaction: discord.Interaction[Any], names: Sequence[str]) -> Mapping[str, str]:
    """What stands in the message that was pressed on, by the names of the form's fields."""
    if interaction.message is None:
        return dict.fromkeys(names, "")
    view = LayoutView.from_message(interaction.message, timeout=None)
    texts = {item.id: item.content for item in view.walk_children() if isinstance(item, TextDisplay)}
    return {name: texts.get(TYPED + place, "") for place, name in enumerate(names)}
