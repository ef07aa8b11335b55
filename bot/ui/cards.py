"""Messages in Components V2: texts, rows of buttons and boxes with a coloured bar."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from discord.ui import ActionRow, Button, Container, Item, LayoutView, Section, TextDisplay

from bot.ui.buttons import Tap
from bot.words import Words

COLOURS = (0x2A9D8F, 0xE76F51, 0x457B9D, 0xB5838D, 0x6A994E, 0xBC6C25, 0x5E548E, 0x3A86FF)
"""A group keeps one of these for its cards."""

ROOM = 3900
"""Characters of all texts in a message, of which Discord takes 4000."""

MORE = 60
"""Characters that are kept for saying how many more there are."""

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


class _Drawn(LayoutView):
    """A message whose buttons live by their custom ids, for ever: discord.py has nothing to remember of it."""

    def is_finished(self) -> bool:
        """Always; then discord.py keeps no copy of it and no timer, and leaves its buttons to the client."""
        return True


def layout(*items: Item[Any]) -> LayoutView:
    """A whole message; it never times out."""
    view = _Drawn(timeout=None)
    for item in items:
        view.add_item(item)
    return view


def accent(group_id: int) -> int:
    """The colour of a group's cards."""
    return COLOURS[group_id % len(COLOURS)]


def cut(words: str, longest: int) -> str:
    """`words`, with … in the place of what does not fit in `longest` characters of Discord's markdown.

    At the end of a line where there is one in the later half; never between a backslash and what it escapes.
    """
    if len(words) <= longest:
        return words
    kept = words[: longest - 1]
    line_end = kept.rfind("\n")
    if line_end >= longest // 2:
        return kept[: line_end + 1] + "…"
    if (len(kept) - len(kept.rstrip("\\"))) % 2:
        kept = kept[:-1]
    return kept + "…"


def cut_together(texts: Sequence[str], room: int) -> list[str]:
    """Texts that take `room` characters at most together: the longest are cut, and no more than they must be."""
    kept, left = list(texts), room
    for done, place in enumerate(sorted(range(len(texts)), key=lambda place: len(texts[place]))):
        kept[place] = cut(texts[place], left // (len(texts) - done))
        left -= len(kept[place])
    return kept


def as_fit(t: Words, lines: Sequence[str], room: int) -> list[str]:
    """The first lines, as many as there is room for in characters, and how many more there are."""
    kept = _first(lines, room, 1)
    if len(kept) == len(lines):
        return kept
    kept = _first(kept, room - MORE, 1)
    return [*kept, t.plural("and {count} more", "and {count} more", len(lines) - len(kept))]


def named_as_fit(t: Words, names: Sequence[str], room: int) -> str:
    """The first names as one enumeration, as many as there is room for in characters, and how many more there are."""
    kept = _first(names, room - MORE, 2)
    if len(kept) == len(names):
        return t.listing(kept)
    more = t.plural("and {count} more", "and {count} more", len(names) - len(kept))
    return f"{', '.join(kept)} {more}"


def _first(texts: Sequence[str], room: int, between: int) -> list[str]:
    through = accumulate(len(one) + between for one in texts)
    return [one for one, length in zip(texts, through, strict=True) if length <= room]
