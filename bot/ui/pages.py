"""Pages of something that is longer than a message: which one this is, and the buttons to the ones beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from discord.ui import Item

from bot.ui.buttons import Tap
from bot.ui.cards import row, text
from bot.words import Words


def turning(
    t: Words, number: int, last: int, turn: Callable[[str, int], Tap], *others: Tap
) -> list[Item[Any]]:
    """What stands under page `number` of those from 0 to `last`, with `others` first among its buttons.

    `turn` makes the button of this label to that page. Of a single page nothing is said.
    """
    taps = list(others)
    if number > 0:
        taps.append(turn(t("Earlier"), number - 1))
    if number < last:
        taps.append(turn(t("More"), number + 1))
    items: list[Item[Any]] = []
    if last > 0:
        items.append(text(t("Page {page} of {pages}", page=number + 1, pages=last + 1)))
    if taps:
        items.append(row(*taps))
    return items
