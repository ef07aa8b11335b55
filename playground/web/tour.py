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
    tour goes back to the steps that make it. `hint` is called as `words` is, and says why the step is not done by what
    was done; "" is nothing to say.
    """

    title: Callable[[str], str]
    words: Callable[[str], str]
    watch: Callable[[], Callable[[], bool]]
    who: Person | None = None
    where: Callable[[], Channel | None] = lambda: None
    stands: Callable[[], bool] = lambda: True
    hint: Callable[[str], str] = lambda _: ""


class Tour:
    """Several steps, one after the other. `place` counts from 0; it is the number of steps when all are done.

    Once it was begun, what is done counts whether it is in sight or put away.
    """

    def __init__(self, steps: Sequence[Step], ending: Callable[[str], str]) -> None:
        self.steps = steps
        self.ending = ending
        self.place = 0
        self.on = False
        self.back = False
        """Whether it came to this step from a later one."""
        self._done: Callable[[], bool] | None = None
        """What tells whether the step is done; None before it was begun, and when it is to begin anew."""

    @property
    def over(self) -> bool:
        """Whether every step is done."""
        return self.place == len(self.steps)

    def begin(self) -> None:
        """Goes on where it stands, or from the start for the first time and after its end was read."""
        if self._done is None or (self.on and self.over):
            self.place, self.back = 0, False
            self._watch()
        self.on = True

    def leave(self) -> None:
        """Puts it away; it can be taken up again."""
        self.on = False
        if self.over:
            self._done = None

    def look(self) -> None:
        """Goes on past every step that is done by now, and back from one that cannot be done."""
        while not self.over and self._done is not None and self._done():
            self.place += 1
            self.back = False
            self._watch()
        while not self.over and self.place and not self.steps[self.place].stands():
            self.place -= 1
            self.back = True
            self._watch()

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
            "hint": step.hint(language),
            "back": self.back,
            "who": str(step.who.id) if step.who else None,
            "where": str(where.id) if where else None,
        }
