"""What was measured, as a table a person can read."""

from __future__ import annotations

import os
import platform
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import discord
import sqlalchemy


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table."""

    what: str
    value: str
    goal: str = ""
    met: bool | None = None
    """Whether the goal is reached; None where there is none."""


@dataclass(slots=True)
class Report:
    """Figures, and facts that must hold whatever the machine: nothing lost, nobody oversold, everyone answered."""

    broken: list[str] = field(default_factory=list[str])

    def title(self, text: str) -> None:
        """Begins a part of the table."""
        print(f"\n{text}", flush=True)

    def show(self, *figures: Figure) -> None:
        """Prints lines as soon as they are known."""
        for figure in figures:
            mark = {True: "met", False: "MISSED", None: ""}[figure.met]
            print(f"  {figure.what:<66} {figure.value:>20}   {figure.goal:<22} {mark}".rstrip(), flush=True)

    def at_most(self, what: str, value: float, goal: float, unit: str, note: str = "") -> bool:
        """Prints a figure with the most it may be, and says whether it is; `unit` stands behind both numbers."""
        shown = f"{value:,.2f}{unit}"
        aim = f"goal: {goal:g}{unit}{note}"
        self.show(Figure(what, shown, aim, value <= goal))
        return value <= goal

    def at_least(self, what: str, value: int, least: int) -> None:
        """Prints how much was done; a run that did less has shown nothing, and ends with exit code 1."""
        self.show(Figure(what, f"{value:,}", f"at least {least:,}", value >= least))
        if value < least:
            self.broken.append(f"{what.strip()}: {value:,}, and less than {least:,} shows nothing")

    def fact(self, what: str, value: object, wanted: object) -> None:
        """Prints a figure that must be exactly what is wanted; otherwise the run ends with exit code 1."""
        shown = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        self.show(Figure(what, shown, "must hold", value == wanted))
        if value != wanted:
            self.broken.append(f"{what.strip()}: {value}, not {wanted}")


def machine(program: str, arguments: Sequence[str]) -> str:
    """The command and what it ran on."""
    return (
        f"{' '.join([f'python -m {program}', *arguments])}\n"
        f"Python {platform.python_version()} · SQLite {sqlite3.sqlite_version} · discord.py {discord.__version__} · "
        f"SQLAlchemy {sqlalchemy.__version__} · {os.cpu_count()} CPUs · {sys.platform} {platform.machine()}"
    )
