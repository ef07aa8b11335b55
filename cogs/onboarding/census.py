"""Who was there before the bot: the list of members, read when a moderator wants to know who never said a word.

Nothing is known of what these people did before. So none of them counts as silent until long enough has passed in
which they would have been heard.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import outbox, retention
from bot.db.tx import Tx
from bot.people.person import Person
from bot.people.register import Register
from cogs.groups import service as groups
from cogs.onboarding import census_models, desk
from cogs.server import service as server

MEMBERS = "onboarding.members"
"""The mirror of a server's list of members: read page by page until it is known whole. Its subject is 0."""

GOOD_FOR = timedelta(days=1)
"""A list that was read a shorter while ago is not read again."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A person on the list."""

    person: Person
    joined_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the list, by ascending ids."""

    after: int
    """Everyone on it has a greater id than this."""
    last: int | None
    """The last id on it, of a bot as well; None when nobody comes after them."""
    here: frozenset[int]
    """Everyone on it."""
    people: tuple[Listed, ...]
    """Those of them who may take part and are no bots."""


def refresh(tx: Tx, person: Person) -> None:
    """Has the list read, for a moderator, where that was not done lately. Raises NotAModerator."""
    server.check_moderates(tx, person)
    held = census_models.census(tx)
    if held.begun_at is None and (held.known_at is None or held.known_at <= tx.now - GOOD_FOR):
        census_models.keep(tx, begun_at=tx.now)
        outbox.show(tx, MEMBERS, 0)


def read(tx: Tx, page: Page, register: Register) -> None:
    """Takes in a page of the list: who is new on it, who is still there, and who is not any more.

    Whoever was forgotten stays so: only the first reading takes in who has been there for long, and none of them
    anybody whom the register names.
    """
    held = census_models.census(tx)
    begun_at = held.begun_at or tx.now
    since = None if held.known_at is None else max(held.known_at, tx.now - retention.BACKUPS)
    forgotten = register.since(tx.now - retention.BACKUPS)
    known = census_models.known_between(tx, page.after, page.last)
    census_models.gone(tx, known - page.here, begun_at)
    helping = desk.helping(tx, [one.person for one in page.people])
    in_groups = groups.members_among(tx, page.here)
    for one in page.people:
        person_id = one.person.id
        active = person_id in helping or person_id in in_groups
        if person_id in known:
            census_models.found(tx, person_id, one.joined_at, active=active)
        elif (since is None or one.joined_at > since) and not forgotten(tx.guild_id, person_id):
            census_models.add(tx, person_id, one.joined_at, active=active)
    if page.last is None:
        census_models.keep(tx, begun_at=None, known_at=begun_at)
    else:
        outbox.show(tx, MEMBERS, 0)
