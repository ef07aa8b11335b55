"""The terminal that is drawn on: how wide it is, and how many colours it has."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import TextIO

from playground.terminal.runs import Run

USUAL_WIDTH = 80
WIDEST = 100
"""Longer lines are hard to read."""
NARROWEST = 30

CUBE = (0, 95, 135, 175, 215, 255)
"""How bright the steps of the 6 x 6 x 6 colours are that terminals with 256 of them have from number 16 on."""


class Colours(IntEnum):
    """What a terminal can show."""

    NONE = 0
    SOME = 256
    ALL = 1 << 24


@dataclass(frozen=True)
class Screen:
    """A place to draw on. Without colours it gets no escape codes at all."""

    width: int = USUAL_WIDTH
    colours: Colours = Colours.NONE

    @classmethod
    def of(cls, stream: TextIO, environment: Mapping[str, str] = os.environ) -> Screen:
        """The screen behind a stream. Environment: NO_COLOR, TERM, COLORTERM."""
        if not stream.isatty():
            return cls()
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except OSError:
            columns = 0
        width = min(max(columns or USUAL_WIDTH, NARROWEST), WIDEST)
        if environment.get("NO_COLOR") or environment.get("TERM", "dumb") == "dumb":
            return cls(width)
        deep = environment.get("COLORTERM") in ("truecolor", "24bit")
        return cls(width, Colours.ALL if deep else Colours.SOME)

    def spelled(self, line: Iterable[Run]) -> list[Run]:
        """The line as this screen can show it: where nothing can be struck out, tildes say so."""
        if self.colours:
            return list(line)
        return [Run(f"~~{run.text}~~") if run.style.strike else run for run in line]

    def painted(self, line: Iterable[Run]) -> str:
        """The line as it is written to the terminal."""
        return "".join(self._paint(run) for run in line).rstrip(" ")

    def _paint(self, run: Run) -> str:
        if not self.colours:
            return run.text
        style = run.style
        marks = (style.bold, style.faint, style.italic, style.underline, style.strike)
        codes = [code for code, on in zip(("1", "2", "3", "4", "9"), marks, strict=True) if on]
        if style.colour is not None:
            codes.append(self._colour(style.colour))
        return f"\x1b[{';'.join(codes)}m{run.text}\x1b[0m" if codes else run.text

    def _colour(self, colour: int) -> str:
        red, green, blue = colour >> 16, colour >> 8 & 0xFF, colour & 0xFF
        if self.colours is Colours.ALL:
            return f"38;2;{red};{green};{blue}"
        return f"38;5;{16 + 36 * _step(red) + 6 * _step(green) + _step(blue)}"


def _step(part: int) -> int:
    return min(range(len(CUBE)), key=lambda step: abs(CUBE[step] - part))
