"""A guided tour: steps that are done by doing them, not by clicking "next"."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from playground.wire import Json

if TYPE_CHECKING:
    from playground.people.person import Person
    from playground.world.channels import Channel


@dataclass(frozen=True)
class Step:
    """One thing to do. `title` and `words` are called with a language ("en", "fr"); `words` are in Discord's markdown.

    `watch` is called when the step begins, and answers with what tells whether it is done. `who` should do it, in the
    channel that `where` answers. `stands` tells whether what it is done with is there; where it is not any more, the
    tour goes back to the steps that make it.
    """

    title: Callable[[str], str]
    words: Callable[[str], str]
    watch: Callable[[], Callable[[], bool]]
    who: Person | None = None
    where: Callable[[], Channel | None] = lambda: None
    stands: Callable[[], bool] = lambda: True


class Tour:
    """Several steps, one after the other. `place` counts from 0; it is the number of steps when all are done."""

    def __init__(self, steps: Sequence[Step], ending: Callable[[str], str]) -> None:
        self.steps = steps
        self.ending = ending
        self.place = 0
        self.on = False
        self.back = False
        """Whether it came to this step from a later one."""
        self._done: Callable[[], bool] = lambda: False

    @property
    def over(self) -> bool:
        """Whether every step is done."""
        return self.place == len(self.steps)

    def begin(self) -> None:
        """Goes on where it was left, or from the start when it was over."""
        if self.over:
            self.place, self.back = 0, False
        self.on = True
        self._watch()

    def leave(self) -> None:
        """Puts it away; it can be taken up again."""
        self.on = False

    def look(self) -> bool:
        """Goes on past every step that is done by now, and back from one that cannot be done; whether there was one."""
        before = self.place
        while self.on and not self.over and self._done():
            self.place += 1
            self.back = False
            self._watch()
        while self.on and not self.over and self.place and not self.steps[self.place].stands():
            self.place -= 1
            self.back = True
            self._watch()
        return self.place != before

    def _watch(self) -> None:
        if not self.over:
            self._done = self.steps[self.place].watch()

    def shape(self, language: str) -> Json:
        """Where it stands, for the page."""
        shape: Json = {"on": self.on, "place": self.place, "count": len(self.steps), "over": self.over}
        if self.over:
            return shape | {"words": self.ending(language)}
        step = self.steps[self.place]
        where = step.where()
        return shape | {
            "title": step.title(language),
            "words": step.words(language),
            "back": self.back,
            "who": str(step.who.id) if step.who else None,
            "where": str(where.id) if where else None,
        }
