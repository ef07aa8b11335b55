"""How a group is doing and what would help it most (plain values in, plain values out)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from bot.signals import Held
from cogs.groups.rules import State

YOUNG = timedelta(days=60)
"""A group is new for so long."""

CADENCES = 2.5
"""So many of its usual pauses without a meetup put a group at risk."""

USUAL = timedelta(days=30)
"""The pause between meetups of a group that has not held two yet."""

SHORTEST = timedelta(days=7)
"""A cadence that counts: whoever meets twice a week is not at risk after six days."""

ASLEEP = timedelta(days=90)
"""Without a meetup for so long a group is dormant."""

GIVEN_UP = timedelta(days=150)
"""Without a meetup for so long, two months of them silent, it is archived; one tap revives it."""

PLENTY_FROM, PLENTY_TO, PLENTY_OF = 5, 10, 200
"""5 to 10 regulars per 200 members are plenty. Source: the field's organizers."""


def state(created_at: datetime, held: Held | None, now: datetime, *, is_planned: bool) -> State:
    """How a group is doing; `held` is None when it has held no meetup. Something planned keeps it from being asleep."""
    last = created_at if held is None else max(held.last_at, created_at)
    idle = now - last
    if idle >= ASLEEP:
        return State.AT_RISK if is_planned else State.DORMANT
    if now - created_at < YOUNG:
        return State.NEW
    every = USUAL if held is None or held.every is None else max(held.every, SHORTEST)
    return State.AT_RISK if idle > every * CADENCES else State.ACTIVE


def is_given_up(created_at: datetime, held: Held | None, now: datetime) -> bool:
    """Whether a dormant group has been silent so long that it is put aside."""
    return now - (created_at if held is None else max(held.last_at, created_at)) >= GIVEN_UP


class Suggestion(StrEnum):
    """The one thing that would help a group most."""

    PLAN = "plan"
    """Plan the next meetup."""
    SHARE = "share"
    """Ask a regular to co-host: one person carries it all."""
    PLACE = "place"
    """Write the place into the venue book."""
    GREET = "greet"
    """Make somebody a greeter: there are more members than regulars."""
    THANK = "thank"
    """All is well: thank somebody by name."""


def suggestion(*, is_planned: bool, acting: int, venues: int, greeters: int) -> Suggestion:
    """What would help a group most, from what it has."""
    if not is_planned:
        return Suggestion.PLAN
    if acting < 2:
        return Suggestion.SHARE
    if venues == 0:
        return Suggestion.PLACE
    return Suggestion.THANK if greeters else Suggestion.GREET


def is_plenty(turnout: float, members: int) -> bool:
    """Whether as many come as can be hoped for: never compared with the number of members itself."""
    return turnout >= PLENTY_FROM * max(members, PLENTY_OF) / PLENTY_OF or turnout >= PLENTY_TO
