"""The forms that are open on the pages: several at once, for somebody may have a page open in several tabs."""

from __future__ import annotations

from playground.errors import CannotType
from playground.people.person import Form, Person
from playground.people.reply import Reply

MOST = 50
"""Forms of one person that are remembered, open or sent; nobody has so many tabs."""


class Forms:
    """Forms by the ids of the interactions that opened them, for each person."""

    def __init__(self) -> None:
        self._of: dict[int, dict[int, Form | None]] = {}

    def keep(self, person: Person, reply: Reply) -> None:
        """Remembers the form that an answer is, if it is one, in the place of the oldest."""
        if reply.modal is None:
            return
        mine = self._of.setdefault(person.id, {})
        mine[reply.interaction.id] = (reply.interaction, reply.modal)
        while len(mine) > MOST:
            del mine[next(iter(mine))]

    def open(self, person: Person, number: int) -> Form:
        """The open form of that id. Raises `CannotType` for one that was sent, or that is not open any more."""
        mine = self._of.get(person.id, {})
        form = mine.get(number)
        if form is not None:
            return form
        if number in mine:
            raise CannotType("This form was sent already.", "sent")
        raise CannotType("This form is not open any more.", "form")

    async def send(self, person: Person, number: int, values: dict[str, object]) -> Reply:
        """Sends it with such values by custom ids. A form that failed, or was not let through, stays open.

        Of one that is being sent nobody knows whether it arrives: it is sent, lest it arrive twice.
        """
        form = self.open(person, number)
        mine = self._of[person.id]
        mine[number] = None
        try:
            reply = await person.fill(values, form)
        except CannotType:
            mine[number] = form
            raise
        if reply.failed is not None:
            mine[number] = form
        return reply
