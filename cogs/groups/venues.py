"""A group's venue book: where it can meet, what is there, and (for its organizers) whom to call."""

from __future__ import annotations

from dataclasses import dataclass

from bot.db.tx import Tx
from bot.people.person import Person
from bot.text import folded, one_line, said_line
from cogs.groups import models, service, venue_models
from cogs.groups.models import Group
from cogs.groups.rules import ACTING, NoSuchVenue, TooManyVenues
from cogs.groups.venue_models import Venue

MOST = 50
"""Venues of one group."""

LONGEST_NAME = 60
LONGEST_FACT = 150
"""Characters of an address, a cost, a contact …"""

PAGE = 4
"""Venues that are shown at once: with all that may be said of each they fit a message of 4000 characters."""

OFFERED = 25
"""Venues that are offered while somebody types."""


@dataclass(frozen=True, slots=True)
class Book:
    """A group's venues, as somebody may see them."""

    group: Group
    venues: tuple[Venue, ...]
    acts: bool
    """Whether they act for the group: then they see the contacts, and may change the book."""
    number: int
    """Which page this is; pages count from 0."""
    last: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of a venue; None where nothing is said, which leaves what is known."""

    address: str | None = None
    seats: int | None = None
    comfort: str | None = None
    access: str | None = None
    cost: str | None = None
    contact: str | None = None


def book(tx: Tx, group_id: int, person: Person, number: int = 0) -> Book:
    """A page of a group's venue book; a number beyond the last gives the last. Raises NoSuchGroup.

    Contacts are left out for who does not act for it.
    """
    group = service.find(tx, group_id)
    membership = models.membership_of(tx, group_id, person.id)
    here = membership is not None and membership.left_at is None and membership.standing in ACTING
    acts = here or person.manages_server
    found = venue_models.venues_of(tx, group_id)
    last = max((len(found) - 1) // PAGE, 0)
    number = min(number, last)
    page = found[number * PAGE :][:PAGE]
    return Book(group, tuple(venue if acts else _public(venue) for venue in page), acts, number, last)


def search(tx: Tx, group_id: int, typed: str) -> list[str]:
    """Names of a group's venues with what is typed in them. Raises NoSuchGroup."""
    found = venue_models.venues_of(tx, service.find(tx, group_id).id, folded(typed), limit=OFFERED)
    return [venue.name for venue in found]


def _public(venue: Venue) -> Venue:
    return Venue(
        venue.id,
        venue.group_id,
        venue.name,
        venue.address,
        venue.seats,
        venue.comfort,
        venue.access,
        venue.cost,
        None,
        venue.version,
    )


def note(tx: Tx, group_id: int, person: Person, name: str, facts: Facts) -> Venue:
    """Writes a venue into the book, or adds to what stands there under that name.

    Raises NoSuchGroup, GroupArchived, NotAnOrganizer, TooManyVenues, TooLong, NotPlain, NoText.
    """
    service.organized(tx, group_id, person)
    name = one_line(name, LONGEST_NAME)
    said: dict[str, object] = {
        # An address becomes a meetup's place, which is plain; in the others there may be a link, or one for letters.
        fact: (one_line if fact == "address" else said_line)(words, LONGEST_FACT)
        for fact, words in {
            "address": facts.address,
            "comfort": facts.comfort,
            "access": facts.access,
            "cost": facts.cost,
            "contact": facts.contact,
        }.items()
        if words is not None
    }
    if facts.seats is not None:
        said["seats"] = facts.seats
    there = venue_models.venues_of(tx, group_id, folded(name))
    known = next((venue for venue in there if folded(venue.name) == folded(name)), None)
    if known is not None:
        venue_models.change_venue(tx, known.id, known.version, name=name, **said)
        return _venue(tx, known.id)
    if venue_models.count_venues(tx, group_id) >= MOST:
        raise TooManyVenues(MOST)
    added = venue_models.add_venue(
        tx, group_id=group_id, name=name, folded=folded(name), created_by=person.id, **said
    )
    return _venue(tx, added)


def strike(tx: Tx, venue_id: int, person: Person) -> Venue:
    """Takes a venue out of the book. Raises NoSuchVenue, NotAnOrganizer."""
    venue = _venue(tx, venue_id)
    service.organized(tx, venue.group_id, person)
    venue_models.remove_venue(tx, venue_id)
    return venue


def _venue(tx: Tx, venue_id: int) -> Venue:
    venue = venue_models.venue(tx, venue_id)
    if venue is None:
        raise NoSuchVenue
    return venue
