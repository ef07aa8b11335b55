"""Messages in Components V2: texts, rows of buttons and boxes with a coloured bar."""

from __future__ import annotations

from typing import Any

from discord.ui import ActionRow, Button, Container, Item, LayoutView, Section, TextDisplay

from bot.ui.buttons import Tap

COLOURS = (0x2A9D8F, 0xE76F51, 0x457B9D, 0xB5838D, 0x6A994E, 0xBC6C25, 0x5E548E, 0x3A86FF)
"""A group keeps one of these for its cards."""

# discord.py's items are generic in the view they will one day belong to, which cannot be known here: hence Any.


def text(*lines: str) -> TextDisplay[Any]:
    """A paragraph of Discord's markdown."""
    return TextDisplay[Any]("\n".join(lines))


def row(*taps: Tap) -> ActionRow[Any]:
    """Up to five buttons side by side."""
    return ActionRow[Any](*taps)


def section(words: str, button: Tap | Button[Any]) -> Section[Any]:
    """A text with one button beside it: one of ours, or a link."""
    return Section[Any](TextDisplay[Any](words), accessory=button)


def box(*items: Item[Any], colour: int | None = None) -> Container[Any]:
    """Items together in a frame, with a bar in `colour`."""
    return Container[Any](*items, accent_colour=colour)


def layout(*items: Item[Any]) -> LayoutView:
    """A whole message; it never times out, for its buttons live by their custom ids."""
    view = LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def accent(group_id: int) -> int:
    """The colour of a group's cards."""
    return COLOURS[group_id % len(COLOURS)]
