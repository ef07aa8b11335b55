"""Who tells the story: prose, scenes and drawings on standard output, at a pace one can follow."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterable
from dataclasses import replace
from typing import TextIO

from playground import Message
from playground.terminal import Screen, Viewer, message
from playground.terminal.runs import BOLD, FAINT, PLAIN, Run, Style, width_of, wrap

INDENT = "    "

TO_BEGIN, PER_LINE = 0.6, 0.2
"""Seconds somebody needs to take up something new, and to read one more line of it."""

SCENE = Style(bold=True, colour=0x2A9D8F)
TROUBLE = Style(bold=True, colour=0xED4245)


class Teller:
    """Writes to a stream. `pace` is how many seconds it waits after each step; None leaves that to it."""

    def __init__(self, out: TextIO, pace: float | None) -> None:
        self._out = out
        self._screen = Screen.of(out)
        if isinstance(out, io.TextIOWrapper):
            out.reconfigure(errors="replace")  # an old terminal may not know every letter
        self._pace = pace if pace is not None or out.isatty() else 0.0
        self._lines = 0

    # Writing

    def heading(self, title: str, note: str) -> None:
        """A scene begins, at the moment in `note`."""
        width = self._screen.width
        start = [Run("── ", FAINT), Run(title + " ", SCENE)]
        end = [Run(f" {note} ──" if note else "──", FAINT)]
        gap = width - width_of(start) - width_of(end)
        if gap < 1:
            start, end, gap = start[:2], [], max(width - width_of(start), 0)
        self._write("")
        self._put([*start, Run("─" * gap, FAINT), *end])
        self._write("")

    def prose(self, words: str) -> None:
        """A paragraph of the narration."""
        for line in wrap([Run(" ".join(words.split()))], self._screen.width):
            self._put(line)
        self._write("")

    def act(
        self, who: str, verb: str, what: Iterable[tuple[str, str]], *, marks: tuple[str, str] = ("", "")
    ) -> None:
        """What somebody does: pairs of a faint word and a plain one, such as an option and its value."""
        line = [Run("› ", FAINT), Run(who, BOLD), Run(f" {verb} ")]
        for name, value in what:
            line += [
                Run(name.replace(" ", "\u00a0"), FAINT),
                Run(f"{marks[0]}{value}{marks[1]}".replace(" ", "\u00a0"), BOLD),
            ]
            line.append(Run("  "))
        for place, piece in enumerate(wrap(line, self._screen.width - 2)):
            # Ordinary spaces again: somebody may want to copy the command.
            loose = [Run(run.text.replace("\u00a0", " "), run.style) for run in piece]
            self._put([*([Run("  ")] if place else []), *loose])
        self._write("")

    def note(self, words: str) -> None:
        """A line about what happens by itself."""
        first, *rest = wrap([Run(words, FAINT)], self._screen.width - 2)
        self._put([Run("· ", FAINT), *first])
        for more in rest:
            self._put([Run("  "), *more])
        self._write("")

    def drawing(self, seen: Message, viewer: Viewer, where: str = "") -> None:
        """A message as somebody sees it; `where` names the channel above it."""
        if where:
            self._put([Run(INDENT + where, FAINT)])
        for line in message(replace(self._screen, width=self._screen.width - len(INDENT)), seen, viewer):
            self._write(f"{INDENT}{line}".rstrip())
        self._write("")

    def choices(self, offered: Iterable[str]) -> None:
        """What is suggested while somebody types."""
        for choice in offered:
            self._put([Run(INDENT), Run("┊ ", FAINT), Run(choice)])
        self._write("")

    def line(self, words: str) -> None:
        """A line of the summary."""
        for piece in wrap([Run(words)], self._screen.width - 2):
            self._put([Run("  "), *piece])

    def gap(self) -> None:
        """An empty line."""
        self._write("")

    def verbatim(self, text: str) -> None:
        """Text that is to be copied: it is not wrapped."""
        for line in text.splitlines():
            self._write(line)

    def failure(self, words: str) -> None:
        """What did not happen as told."""
        self._write("")
        for line in wrap(
            [Run("The story did not come true: ", TROUBLE), Run(" ".join(words.split()), PLAIN)],
            self._screen.width,
        ):
            self._put(line)

    def _put(self, line: Iterable[Run]) -> None:
        self._write(self._screen.painted(line))

    def _write(self, line: str) -> None:
        self._out.write(line + "\n")
        self._lines += 1

    # Pausing

    async def rest(self) -> None:
        """Leaves time to read what was written since the last rest."""
        self._out.flush()
        lines, self._lines = self._lines, 0
        await asyncio.sleep(TO_BEGIN + PER_LINE * lines if self._pace is None else self._pace)
