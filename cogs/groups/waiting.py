"""Waiting for a group that nobody has founded: who waits is told when it is there, until they wait no longer."""

from __future__ import annotations

from dataclasses import dataclass

from bot import outbox, places
from bot.db.tx import Tx
from bot.text import folded
from cogs.groups import finding, founding, founding_models, founding_rules
from cogs.groups.finding import Around
from cogs.groups.founding_rules import TooManyWishes
from cogs.groups.rules import NoSuchGroup


@dataclass(frozen=True, slots=True)
class Wait:
    """What somebody waits for: a group of a city, or of a name."""

    wanted: str
    """As `founding_rules.wanted` writes it."""
    asked_for: str | None
    """The name of the request they have joined."""

    def name(self, language: str) -> str:
        """What people call it."""
        kind, _, rest = self.wanted.partition(":")
        city = places.city(int(rest), language) if kind == "city" else None
        return self.asked_for or (rest if city is None else city.label)


def wait(tx: Tx, city_id: int, person_id: int, language: str) -> Around:
    """Lets a person wait for a group of a city: they are told when it is there. Raises NoSuchCity, TooManyWishes."""
    around = finding.near(tx, city_id, person_id, language)
    if around.is_waiting:
        return around
    if founding_models.count_wishes_of(tx, person_id) >= founding_rules.MOST_WISHES:
        raise TooManyWishes
    founding_models.wish(tx, person_id, founding_rules.wanted("", city_id))
    return finding.near(tx, city_id, person_id, language)


def wait_no_more(tx: Tx, city_id: int, person_id: int, language: str) -> Around:
    """Lets a person wait no longer for a group of a city. Raises NoSuchCity."""
    _end(tx, person_id, founding_rules.wanted("", city_id))
    return finding.near(tx, city_id, person_id, language)


def waits(tx: Tx, person_id: int) -> list[Wait]:
    """What a person waits for, the first one first; their own open requests are not among it: these are taken back."""
    return [Wait(wanted, name or None) for wanted, name in founding_models.wishes_of(tx, person_id)]


def give_up(tx: Tx, person_id: int, text: str, language: str) -> Wait:
    """Lets a person wait no longer for what was picked from a list, or is called so. Raises NoSuchGroup."""
    for found in waits(tx, person_id):
        if text == found.wanted or folded(text) == folded(found.name(language)):
            _end(tx, person_id, found.wanted)
            return found
    raise NoSuchGroup


def _end(tx: Tx, person_id: int, wanted: str) -> None:
    request_id = founding_models.unwish(tx, person_id, wanted)
    if request_id is not None:
        outbox.show(tx, founding.CARD, request_id)
