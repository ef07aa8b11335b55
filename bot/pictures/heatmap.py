"""A year of one person's days as a drawing: a column a week, a square a day (pure)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum

from bot.pictures.drawing import Part, Text, Theme, Words, rect, sheet

WEEKS = 53
SQUARE, STEP = 14, 17
LEFT, TOP, MARGIN = 70, 118, 28
WIDTH = LEFT + WEEKS * STEP + MARGIN - 3
HEIGHT = TOP + 7 * STEP + 62


class Shade(IntEnum):
    """What a day was."""

    FILLED_IN = 1
    """Kept, and said so afterwards."""
    SHARED = 2
    SHARED_TWICE = 3
    """Two posts or more."""
    REST = 4
    """A pause, or a protected day."""


@dataclass(frozen=True, slots=True)
class Heatmap:
    """What the drawing shows; every word in it is ready to be read."""

    title: str
    facts: str
    days: Mapping[date, Shade]
    today: date
    legend: tuple[str, str, str, str]
    """For filled in, shared, shared twice, rest."""
    month: Callable[[date], str]
    weekday: Callable[[int], str]
    """Short names; Monday is 0."""


def first_day(today: date) -> date:
    """The Monday the year begins on."""
    return today - timedelta(days=today.weekday(), weeks=WEEKS - 1)


def draw(heatmap: Heatmap, theme: Theme) -> str:
    """The drawing, for the painter."""
    room = WIDTH - 2 * MARGIN
    parts: list[Part] = [
        Text(MARGIN, 50, heatmap.title, 26, theme.ink, weight=700, room=room),
        Text(MARGIN, 78, heatmap.facts, 16, theme.quiet, room=room),
    ]
    for weekday in (0, 2, 4):
        y = TOP + weekday * STEP + 11.5
        parts.append(Text(LEFT - 10, y, heatmap.weekday(weekday), 12, theme.quiet, anchor="end"))
    first = first_day(heatmap.today)
    for week in range(WEEKS):
        monday, x = first + timedelta(weeks=week), LEFT + week * STEP
        begins = next((day for n in range(7) if (day := monday + timedelta(days=n)).day == 1), None)
        if begins is not None and week < WEEKS - 2:
            parts.append(Text(x, TOP - 10, heatmap.month(begins), 12, theme.quiet, room=3.8 * STEP))
        for weekday in range(7):
            day = monday + timedelta(days=weekday)
            if day <= heatmap.today:
                parts.append(_square(x, TOP + weekday * STEP, heatmap.days.get(day), theme))
    legend = tuple(
        (_square(0, 0, shade, theme), words) for shade, words in zip(Shade, heatmap.legend, strict=True)
    )
    parts.append(Words(LEFT, TOP + 7 * STEP + 22, legend, 13, theme.quiet, SQUARE + 8, 26))
    return sheet(WIDTH, HEIGHT, theme, parts)


def _square(x: float, y: float, shade: Shade | None, theme: Theme) -> str:
    match shade:
        case None:
            return rect(x, y, SQUARE, SQUARE, theme.empty, radius=3.5)
        case Shade.REST:
            inner = rect(x + 0.75, y + 0.75, SQUARE - 1.5, SQUARE - 1.5, "none", radius=3, stroke=theme.line)
            return inner + rect(x + 5, y + 5, 4, 4, theme.rest, radius=2)
        case _:
            return rect(x, y, SQUARE, SQUARE, theme.steps[shade - 1], radius=3.5)
