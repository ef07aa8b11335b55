"""What the page needs to know beyond the playground: whom one can be, how time passes, whether the bot can be restarted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from playground.people.person import Person
from playground.playground import Playground
from playground.web.tour import Tour

NEWCOMERS = ("Noor", "Yuki", "Sam", "Inès", "Mateo", "Zoé", "Kofi", "Lena")
"""What people are called who come in while the page is open."""


@dataclass
class Actor:
    """Somebody one can be on the page. `zone` is the IANA name their computer is set to.

    `part` is "member", "organizer", "moderator", "admin" or "newcomer", which the page says in its reader's language;
    anything else is shown as it is.
    """

    person: Person
    part: str = "member"
    zone: str = "UTC"


class Host:
    """Whoever opens a page. As it is, it suits any bot that is started elsewhere; subclass it to offer more."""

    title = "Playground"
    can_restart = False

    def __init__(self, discord: Playground, actors: Iterable[Actor], tour: Tour | None = None) -> None:
        self.discord = discord
        self.actors = list(actors)
        self.tour = tour

    def newcomer(self, locale: str, zone: str) -> Actor:
        """Somebody new joins the first server now."""
        taken = {actor.person.name for actor in self.actors}
        free = (name for name in NEWCOMERS if name not in taken)
        person = self.discord.person(next(free, f"Guest {len(self.actors) + 1}"), locale)
        actor = Actor(person, "newcomer", zone)
        self.actors.append(actor)
        if self.discord.guilds:
            person.joins(self.discord.guilds[0])
        return actor

    async def turn(self, until: datetime) -> None:
        """Lets time pass."""
        self.discord.clock.turn_to(until)

    async def next_due(self) -> datetime | None:
        """When the bot will next say something on its own initiative, as far as anybody knows."""
        return None

    async def restart(self) -> None:
        """Stops the bot and starts it again; only asked for when `can_restart`."""
        raise NotImplementedError
