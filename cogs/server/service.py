"""What a server chooses for itself: one promise each, kept whole in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Iterable

from bot import servers
from bot.db.tx import Tx
from bot.outbox.stuck import Stuck
from bot.outbox.stuck import stuck as stuck_mirrors
from bot.people.person import Person
from bot.signals import Checks, Need, ServerSettingsChanged
from bot.words import Words
from cogs.server import models, rules
from cogs.server.models import Settings
from cogs.server.rules import Founding, NotAModerator

__all__ = [
    "Founding",
    "NotAModerator",
    "Settings",
    "change",
    "check_moderates",
    "checks",
    "language",
    "moderates",
    "moderating",
    "settings",
    "stuck",
]

settings = models.settings


def moderates(tx: Tx, person: Person) -> bool:
    """Whether somebody moderates this server."""
    return rules.moderates(person, models.settings(tx).moderator_role_id)


def moderating(tx: Tx, people: Iterable[Person]) -> set[int]:
    """Who of these moderates this server."""
    role_id = models.settings(tx).moderator_role_id
    return {person.id for person in people if rules.moderates(person, role_id)}


def check_moderates(tx: Tx, person: Person) -> None:
    """Raises NotAModerator."""
    if not moderates(tx, person):
        raise NotAModerator


def language(tx: Tx) -> str:
    """Of what is said in public in this server: the one it has chosen, or the one it has in Discord, as a locale."""
    return models.settings(tx).language or servers.locale(tx) or "en"


def look(tx: Tx, person: Person) -> Settings:
    """What holds, for somebody who may change it. Raises OnlyAdmins."""
    rules.may_manage(person)
    return models.settings(tx)


def checks(tx: Tx, person: Person, t: Words) -> list[Need]:
    """All that any feature needs of this server, for somebody who manages it. Raises OnlyAdmins."""
    rules.may_manage(person)
    return [need for needs in tx.signals.ask(tx, Checks(t)) for need in needs]


def stuck(tx: Tx, person: Person) -> list[Stuck]:
    """What should be shown in this server and is not, for somebody who manages it. Raises OnlyAdmins."""
    rules.may_manage(person)
    return stuck_mirrors(tx)


def change(tx: Tx, person: Person, **chosen: str | int | None) -> Settings:
    """Keeps what somebody chose, by the fields of Settings; None follows the default again. What holds now.

    Raises OnlyAdmins, NoSuchRole.
    """
    rules.may_manage(person)
    role_id = chosen.get("moderator_role_id")
    if isinstance(role_id, int):
        rules.moderator_role(role_id, tx.guild_id)
    models.save(tx, **chosen)
    tx.signals.announce(tx, ServerSettingsChanged(frozenset(chosen)))
    return models.settings(tx)
