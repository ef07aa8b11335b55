"""Messages in Components V2: texts, rows of buttons and boxes with a coloured bar."""

from __future__ import annotations

from typing import Any

from discord.ui import ActionRow, Container, Item, LayoutView, Section, TextDisplay

from bot.ui.buttons import Tap

# discord.py's items are generic in the view they will one day belong to, which cannot be known here: hence Any.


def text(*lines: str) -> TextDisplay[Any]:
    """A paragraph of Discord's markdown."""
    return TextDisplay[Any]("\n".join(lines))


def row(*taps: Tap) -> ActionRow[Any]:
    """Up to five buttons side by side."""
    return ActionRow[Any](*taps)


def section(words: str, tap: Tap) -> Section[Any]:
    """A text with one button beside it."""
    return Section[Any](TextDisplay[Any](words), accessory=tap)


def box(*items: Item[Any], colour: int | None = None) -> Container[Any]:
    """Items together in a frame, with a bar in `colour`."""
    return Container[Any](*items, accent_colour=colour)


def layout(*items: Item[Any]) -> LayoutView:
    """A whole message; it never times out, for its buttons live by their custom ids."""
    view = LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    return view
