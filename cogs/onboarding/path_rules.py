"""The path from observing to leading: its four phases, what people do in each, and when one is behind somebody (pure)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bot.errors import Refusal
from bot.signals import Deed
from bot.words import Words


class Phase(IntEnum):
    """Where somebody is on the path."""

    OBSERVE = 1
    TAKE_PART = 2
    CONTRIBUTE = 3
    LEAD = 4


class Action(StrEnum):
    """One concrete thing to do."""

    RULES = "rules"
    JOIN = "join"
    LISTEN = "listen"
    EXPERTS = "experts"
    ASK = "ask"
    HELP = "help"
    SHARE = "share"
    COME = "come"
    COHOST = "cohost"
    DEPTH = "depth"
    BEGINNER = "beginner"
    IMPROVE = "improve"
    ORGANIZE = "organize"
    HOLD = "hold"
    TALK = "talk"
    HAND_ON = "handon"


@dataclass(frozen=True, slots=True)
class Stage:
    """A phase: how many months people usually are in it (no end for the last), and its four actions."""

    months: tuple[int, int | None]
    actions: tuple[Action, Action, Action, Action]


STAGES = {
    Phase.OBSERVE: Stage((1, 2), (Action.RULES, Action.JOIN, Action.LISTEN, Action.EXPERTS)),
    Phase.TAKE_PART: Stage((2, 4), (Action.ASK, Action.HELP, Action.SHARE, Action.COME)),
    Phase.CONTRIBUTE: Stage((4, 8), (Action.COHOST, Action.DEPTH, Action.BEGINNER, Action.IMPROVE)),
    Phase.LEAD: Stage((8, None), (Action.ORGANIZE, Action.HOLD, Action.TALK, Action.HAND_ON)),
}
"""The months are what communities of developers report as typical. They are told and decide nothing."""

ENOUGH = 3
"""Actions after which a phase is behind somebody: one of four may not be for them."""

BY_DEED = {
    Deed.JOINED: Action.JOIN,
    Deed.HELPED: Action.HELP,
    Deed.GREETED: Action.HELP,
    Deed.SHARED: Action.SHARE,
    Deed.CAME: Action.COME,
    Deed.COHOSTS: Action.COHOST,
    Deed.ACCOMPANIED: Action.BEGINNER,
    Deed.ORGANIZES: Action.ORGANIZE,
    Deed.HELD: Action.HOLD,
    Deed.TALKED: Action.TALK,
}
"""What ticks itself, for the bot knows of it; everything else people tick themselves."""


class NotOnThePath(Refusal):
    """Somebody ticks something on a path they have not begun."""

    def sentence(self, t: Words) -> str:
        """Says how to begin."""
        return t("You have no path here yet. /path shows what it is, and begins it if you like.")


def reached(before: Phase, done: Collection[Action]) -> Phase:
    """Where somebody is who was at `before` and has done all these; nobody ever goes back."""
    phase = before
    while phase < Phase.LEAD and len(set(STAGES[phase].actions) & set(done)) >= ENOUGH:
        phase = Phase(phase + 1)
    return phase
