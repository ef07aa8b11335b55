"""What is to be done so that a server's scheduled events show its next meetups (plain values in, plain values out)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

NEXT = 2
"""Meetups of each group that are shown as events: the list at a server's top is short."""
ROOM = 100
"""Events that a server may have open. Source: Discord, code 30038."""
FURTHEST = timedelta(days=5 * 365 - 1)
"""How far ahead an event may begin. Source: Discord refuses more than five years."""
LONGEST_NAME = 100
"""Characters. Source: Discord, Guild Scheduled Event."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A meetup as its event is to show it."""

    meetup_id: int
    name: str
    starts_at: datetime
    ends_at: datetime
    location: str
    card: str
    """The address of its card. The description ends with it, so that the event is known again by it."""
    description: str


@dataclass(frozen=True, slots=True)
class Native:
    """An open event as Discord has it."""

    id: int
    ours: bool
    """Whether Campsite has made it."""
    begun: bool
    name: str
    starts_at: datetime
    ends_at: datetime | None
    location: str | None
    description: str | None


@dataclass(frozen=True, slots=True)
class Steps:
    """What to do, in this order."""

    remove: tuple[int, ...]
    """Ids of events."""
    found: Mapping[int, int]
    """The event of each meetup that has one in Discord, by the meetup's id."""
    change: tuple[tuple[int, Wanted], ...]
    """Events that show something else, by somebody's hand or because the plan is another one."""
    create: tuple[Wanted, ...]


def steps(
    wanted: Sequence[Wanted], known: Mapping[int, int], on_now: Collection[int], there: Sequence[Native]
) -> Steps:
    """What brings the events that are `there` to what is `wanted`, the soonest first.

    `known` are the meetups by their events as we remember them; `on_now` the meetups that have begun and are not
    called off: Discord ends their events itself. It lets nobody move an event that has begun, so one that shows
    something else than is wanted (its meetup was moved or called off while it was on) goes, and another one is made. Events of others are theirs; they only take room.
    """
    ours = [native for native in there if native.ours]
    by_card = {w.card: w for w in wanted}
    room = ROOM - sum(not native.ours or native.begun or known.get(native.id) in on_now for native in there)
    shown = {w.meetup_id: w for w in wanted[: max(room, 0)]}
    remove: list[int] = []
    found: dict[int, int] = {}
    change: list[tuple[int, Wanted]] = []
    for native in ours:
        # What we do not remember was made by a process that died before it could, or is told by an older copy of the
        # database: its card says which meetup it is.
        named = by_card.get(last_line(native.description))
        meetup_id = known.get(native.id, named.meetup_id if named else None)
        if meetup_id in on_now or (native.begun and meetup_id is None):
            continue
        target = shown.get(meetup_id) if meetup_id is not None else None
        if target is None or target.meetup_id in found or (native.begun and not shows(native, target)):
            remove.append(native.id)
            continue
        found[target.meetup_id] = native.id
        if not shows(native, target):
            change.append((native.id, target))
    create = tuple(w for w in shown.values() if w.meetup_id not in found)
    return Steps(tuple(remove), found, tuple(change), create)


def shows(native: Native, wanted: Wanted) -> bool:
    """Whether an event is as it is wanted."""
    return (native.name, native.starts_at, native.ends_at, native.location, native.description) == (
        wanted.name,
        wanted.starts_at,
        wanted.ends_at,
        wanted.location,
        wanted.description,
    )


def last_line(text: str | None) -> str:
    """Where an event's description has the address of the card."""
    return (text or "").rstrip().rsplit("\n", 1)[-1].rsplit(" ", 1)[-1]
