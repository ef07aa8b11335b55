"""What drawings are made of: a theme, boxes, and texts in any script (pure).

Whatever people typed stays beside the SVG until it is an outline: a drawing must never name a file, which the
renderer would open.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a drawing, on light or on dark."""

    paper: str
    ink: str
    quiet: str
    """Words that matter less; still 4.5 to 1 against the paper (WCAG 2.2, 1.4.3)."""
    line: str
    empty: str
    """A day on which nothing was shared."""
    steps: tuple[str, str, str]
    """A little, more, most."""
    on_steps: tuple[str, str, str]
    """Words on these."""
    accent: str
    rest: str
    """A day that asks for nothing."""


LIGHT = Theme(
    paper="#ffffff", ink="#1f2328", quiet="#5c6670", line="#d8dee4", empty="#ebeff2",
    steps=("#b5e0d8", "#4fb3a5", "#17695f"), on_steps=("#17403b", "#06231f", "#ffffff"), accent="#17695f",
    rest="#aab4be",
)  # fmt: skip
DARK = Theme(
    paper="#1e1f22", ink="#f2f3f5", quiet="#a9afb8", line="#3a3d44", empty="#2e3035",
    steps=("#1f5a53", "#2f9c8e", "#7fe3d2"), on_steps=("#d7f5ef", "#04211d", "#04211d"), accent="#7fe3d2",
    rest="#5b606b",
)  # fmt: skip
THEMES = {"light": LIGHT, "dark": DARK}


@dataclass(frozen=True, slots=True)
class Text:
    """Words to be set on the line `y`."""

    x: float
    y: float
    words: str
    size: float
    fill: str
    weight: int = 400
    anchor: str = "start"
    """Where `x` is: at the "start", the "middle" or the "end" (the left, the middle, the right)."""
    room: float | None = None
    """How wide it may be; None where it surely fits."""


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand in a row, each behind a box; widths are known only when they are set."""

    x: float
    y: float
    items: tuple[tuple[str, str], ...]
    """For each a drawing at 0, 0 and its words."""
    size: float
    fill: str
    indent: float
    gap: float


Part = str | Text | Words


def sheet(width: float, height: float, theme: Theme, parts: Iterable[Part]) -> str:
    """A whole drawing as the process that paints it takes it: parts on a sheet with round corners."""
    paper = rect(0, 0, width, height, theme.paper, radius=16)
    written = [part if isinstance(part, str) else asdict(part) for part in (paper, *parts)]
    return json.dumps({"width": width, "height": height, "parts": written}, ensure_ascii=False)


def rect(
    x: float,
    y: float,
    width: float,
    height: float,
    fill: str,
    *,
    radius: float = 0,
    stroke: str | None = None,
) -> str:
    """A box."""
    edge = f' stroke="{escape(stroke)}" stroke-width="1.5"' if stroke else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="{radius:g}" fill="{escape(fill)}"{edge}/>'
