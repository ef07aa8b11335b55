"""What happens to events between Discord and one bot: said twice, lost, held back and let go in another order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from playground.wire import Json

Told: TypeAlias = tuple[str, Json]
"""An event's name and its data."""


@dataclass
class Disturbance:
    """The next `times` events of a name arrive `copies` times: twice, or not at all. `*` is any name."""

    event: str
    copies: int
    times: int
    hits: int = 0


@dataclass
class Disturbances:
    """All that disturbs what one bot hears. `held` are the events that wait, None lets them through."""

    current: list[Disturbance] = field(default_factory=list[Disturbance])
    held: list[Told] | None = None
    refused_resumes: int = 0
    silent: bool = False

    def passes(self, name: str, data: Json) -> list[Told]:
        """What arrives of an event now."""
        copies = 1
        for disturbance in self.current:
            if disturbance.times and disturbance.event in ("*", name):
                disturbance.times -= 1
                disturbance.hits += 1
                copies = disturbance.copies
                break
        arriving = [(name, data)] * copies
        if self.held is None:
            return arriving
        self.held += arriving
        return []

    def let_go(self, order: Callable[[list[Told]], list[Told]]) -> list[Told]:
        """The events that waited, in the order that is wanted; from now on none waits."""
        held, self.held = self.held or [], None
        return order(held)

    def refuses_resume(self) -> bool:
        """Whether this RESUME is refused; it counts."""
        if self.refused_resumes:
            self.refused_resumes -= 1
            return True
        return False
