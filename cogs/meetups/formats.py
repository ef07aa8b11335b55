"""What kinds of meetups there are, and what each means for who says nothing else (plain values in, plain values out)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta
from enum import StrEnum

from cogs.meetups.seats import Pool


class Format(StrEnum):
    """What people meet for."""

    COFFEE = "coffee"
    """Code & coffee: everyone brings something of their own."""
    STUDY = "study"
    WORKSHOP = "workshop"
    TALK = "talk"
    PROJECT = "project"
    OUTING = "outing"
    """Going to somebody else's event together: its link is public, its place is where one meets before."""
    CALL = "call"
    """Online only."""


@dataclass(frozen=True, slots=True)
class Usual:
    """What holds for a format unless the organizer says otherwise."""

    length: timedelta
    weekday: int
    """Monday is 0."""
    wall: time
    """When it usually begins: offered, never assumed."""
    asks_plans: bool = False
    """Whether those who come are asked what they will work on."""


_USUAL = {
    # Source of the first: the seed of all this, "1h30 Saturday morning". The others are plain evenings.
    Format.COFFEE: Usual(timedelta(minutes=90), 5, time(10), asks_plans=True),
    Format.STUDY: Usual(timedelta(hours=2), 2, time(18, 30), asks_plans=True),
    Format.WORKSHOP: Usual(timedelta(hours=3), 5, time(14)),
    Format.TALK: Usual(timedelta(minutes=90), 3, time(19)),
    Format.PROJECT: Usual(timedelta(hours=3), 3, time(18, 30), asks_plans=True),
    Format.OUTING: Usual(timedelta(hours=3), 5, time(14)),
    Format.CALL: Usual(timedelta(hours=1), 1, time(19)),
}


def usual(kind: Format) -> Usual:
    """What holds for a format unless the organizer says otherwise."""
    return _USUAL[kind]


def pools(kind: Format, place: str | None, link: str | None) -> tuple[Pool, ...]:
    """Where there are seats: in a room, online, or both. Without a word about it people meet in person."""
    if kind is Format.OUTING:
        return (Pool.ROOM,)
    if kind is Format.CALL:
        return (Pool.ONLINE,)
    if link is None:
        return (Pool.ROOM,)
    return (Pool.ONLINE,) if place is None else (Pool.ROOM, Pool.ONLINE)


def link_is_public(kind: Format) -> bool:
    """Whether everyone may see the link: that of an outing is somebody else's announcement, others let people in."""
    return kind is Format.OUTING
