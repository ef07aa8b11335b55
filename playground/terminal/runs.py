"""Styled text: runs of characters that look alike, and lines no wider than they may be."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Style:
    """How text looks. `colour` is 0xRRGGBB, or None for the terminal's own."""

    bold: bool = False
    faint: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    colour: int | None = None

    def also(self, **more: Any) -> Style:
        """This style with something on top of it."""
        return replace(self, **more)


PLAIN = Style()
BOLD = Style(bold=True)
FAINT = Style(faint=True)


@dataclass(frozen=True)
class Run:
    """Some text in one style; without line breaks."""

    text: str
    style: Style = PLAIN


Line = list[Run]


def cells(text: str) -> int:
    """How many columns a text takes in a terminal."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def width_of(line: Iterable[Run]) -> int:
    """How many columns a line takes."""
    return sum(cells(run.text) for run in line)


def printable(text: str) -> str:
    """The text without control characters: what somebody writes must never steer the terminal."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) != "Cc")


def wrap(line: Sequence[Run], width: int) -> list[Line]:
    """The line as several that fit into `width` columns, broken at spaces; a longer word is cut."""
    lines: list[Line] = []
    current: Line = []
    gap: Line = []
    for word, is_space in _words(line):
        if is_space:
            gap = word if current or not lines else []
            continue
        if current and width_of(current) + width_of(gap) + width_of(word) > width:
            lines.append(current)
            current, gap = [], []
        current = [*current, *gap, *word]
        gap = []
        while width_of(current) > width:
            piece, current = _cut(current, width)
            lines.append(piece)
    return [joined(one) for one in (*lines, current) if one] or [[]]


def joined(line: Iterable[Run]) -> Line:
    """The same line in as few runs as possible."""
    found: Line = []
    for run in line:
        if found and found[-1].style == run.style:
            found[-1] = Run(found[-1].text + run.text, run.style)
        elif run.text:
            found.append(run)
    return found


def _words(line: Sequence[Run]) -> list[tuple[Line, bool]]:
    """The line's words and gaps in turn, each with whether it is a gap; a word may have several styles."""
    found: list[tuple[Line, bool]] = []
    for run in line:
        for character in run.text:
            is_space = character == " "
            if not found or found[-1][1] != is_space:
                found.append(([], is_space))
            found[-1][0].append(Run(character, run.style))
    return [(joined(word), is_space) for word, is_space in found]


def _cut(line: Line, width: int) -> tuple[Line, Line]:
    """The line in two: what fits (at least one character), and the rest."""
    characters = [Run(character, run.style) for run in line for character in run.text]
    taken = 1
    while width_of(characters[: taken + 1]) <= width:
        taken += 1
    return joined(characters[:taken]), joined(characters[taken:])
