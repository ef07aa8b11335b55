"""A group's month as a drawing: a calendar of what was shared together, goals and wins beside it (pure)."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from bot.pictures.drawing import Part, Text, Theme, rect, sheet

CELL, GAP = 54, 6
MARGIN = 28
TOP = 138
SIDE = MARGIN + 7 * (CELL + GAP) + 28
COLUMN = 380
WIDTH = SIDE + COLUMN + MARGIN
MOST_GOALS, MOST_WINS = 4, 5


@dataclass(frozen=True, slots=True)
class Bar:
    """How far a goal is."""

    title: str
    done: int
    of: int
    words: str
    """The same in words: "3 of 5"."""


@dataclass(frozen=True, slots=True)
class Board:
    """What the drawing shows; every word in it is ready to be read."""

    title: str
    facts: str
    month: date
    """Its first day."""
    today: date
    days: Mapping[date, int]
    """How many people shared something on each day."""
    goals_title: str
    goals: Sequence[Bar]
    wins_title: str
    wins: Sequence[str]
    nothing: str
    """What stands beside the calendar when there is neither a goal nor a win."""
    weekday: Callable[[int], str]


def draw(board: Board, theme: Theme) -> str:
    """The drawing, for the painter."""
    weeks = calendar.Calendar().monthdatescalendar(board.month.year, board.month.month)
    height = max(TOP + len(weeks) * (CELL + GAP) + MARGIN - GAP, _side_height(board))
    room = WIDTH - 2 * MARGIN
    parts: list[Part] = [
        Text(MARGIN, 50, board.title, 26, theme.ink, weight=700, room=room),
        Text(MARGIN, 78, board.facts, 16, theme.quiet, room=room),
    ]
    most = max(board.days.values(), default=0)
    for weekday in range(7):
        x = MARGIN + weekday * (CELL + GAP) + CELL / 2
        parts.append(Text(x, TOP - 14, board.weekday(weekday), 13, theme.quiet, anchor="middle"))
    for row, week in enumerate(weeks):
        for column, day in enumerate(week):
            if day.month == board.month.month:
                x, y = MARGIN + column * (CELL + GAP), TOP + row * (CELL + GAP)
                parts.extend(_day(x, y, day, board, most, theme))
    parts += _side(board, theme)
    return sheet(WIDTH, height, theme, parts)


def step(people: int, most: int) -> int:
    """Which of three steps a number of people is on, against the most there were on one day."""
    return min(2, (people * 3 - 1) // most) if most > 2 else people - 1


def _day(x: float, y: float, day: date, board: Board, most: int, theme: Theme) -> list[Part]:
    people = board.days.get(day, 0)
    on = step(people, most) if people else None
    fill = theme.empty if on is None else theme.steps[on]
    ink = theme.quiet if on is None else theme.on_steps[on]
    if day > board.today:
        fill = "none"
    edge = theme.accent if day == board.today else theme.line if day > board.today else None
    box = rect(x + 0.75, y + 0.75, CELL - 1.5, CELL - 1.5, fill, radius=9, stroke=edge)
    number = Text(x + 9, y + 21, str(day.day), 13, ink)
    if not people:
        return [box, number]
    return [box, number, Text(x + CELL - 9, y + CELL - 11, str(people), 19, ink, weight=700, anchor="end")]


def _side_height(board: Board) -> float:
    goals, wins = len(board.goals[:MOST_GOALS]), len(board.wins[:MOST_WINS])
    return TOP + (34 + goals * 58 if goals else 0) + (34 + wins * 30 if wins else 0) + MARGIN


def _side(board: Board, theme: Theme) -> list[Part]:
    parts: list[Part] = []
    y = TOP - 12.0
    if not board.goals and not board.wins:
        return [Text(SIDE, y + 16, board.nothing, 16, theme.quiet, room=COLUMN)]
    if board.goals:
        parts.append(Text(SIDE, y, board.goals_title, 17, theme.accent, weight=700))
        y += 34
        for goal in board.goals[:MOST_GOALS]:
            parts += [
                Text(SIDE, y, goal.title, 16, theme.ink, weight=500, room=COLUMN - 110),
                Text(SIDE + COLUMN, y, goal.words, 14, theme.quiet, anchor="end"),
                rect(SIDE, y + 10, COLUMN, 9, theme.empty, radius=4.5),
            ]
            if goal.done:
                part = max(9.0, COLUMN * min(goal.done, goal.of) / max(goal.of, 1))
                parts.append(rect(SIDE, y + 10, part, 9, theme.steps[1], radius=4.5))
            y += 58
    if board.wins:
        parts.append(Text(SIDE, y, board.wins_title, 17, theme.accent, weight=700))
        y += 32
        for win in board.wins[:MOST_WINS]:
            parts.append(rect(SIDE + 1, y - 9, 8, 8, theme.steps[1], radius=4))
            parts.append(Text(SIDE + 20, y, win, 16, theme.ink, room=COLUMN - 20))
            y += 30
    return parts
