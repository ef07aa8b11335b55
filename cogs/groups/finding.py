"""Finding a group: by country, by city, near a city."""

from __future__ import annotations

from dataclasses import dataclass

from bot import places
from bot.db.tx import Tx
from bot.places.city import City
from bot.places.distance import Band, band
from bot.text import folded
from cogs.groups import founding_models, founding_rules, models, service
from cogs.groups.models import Group
from cogs.groups.rules import LEADING, NoSuchCity
from cogs.groups.service import Portrait

NEAREST = 8
"""Groups that are shown around a city: what fits into a message's 40 components beside the bands and the buttons."""


ASLEEP = 3
"""Archived groups of a city that are shown."""


@dataclass(frozen=True, slots=True)
class Asleep:
    """An archived group and who can revive it, besides moderators."""

    group: Group
    organizers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Around:
    """What there is in a city and around it."""

    city: City
    bands: tuple[tuple[Band, tuple[Portrait, ...]], ...]
    """The nearest groups, the nearer first, each band once."""
    more: int
    """Groups within 100 km that are not shown."""
    in_city: int
    """Groups of the city itself."""
    asleep: tuple[Asleep, ...]
    """Archived groups of the city, where it has no other."""
    waiting: int
    """People who wait for a group of the city."""
    is_waiting: bool
    """Whether who asks is one of them."""


def near(tx: Tx, city_id: int, person_id: int, language: str) -> Around:
    """The groups in a city and up to 100 km around it. Raises NoSuchCity."""
    city = places.city(city_id, language)
    if city is None:
        raise NoSuchCity
    distances = places.around(city, Band.A_TRIP)
    nearest, count = models.nearest_groups(tx, distances, NEAREST)
    by_band: dict[Band, list[Portrait]] = {}
    for portrait in service.portraits(tx, nearest, person_id):
        reach = band(distances[portrait.group.city_id or 0])
        assert reach is not None
        by_band.setdefault(reach, []).append(portrait)
    in_city = len(models.groups_of_city(tx, city_id))
    waiting = founding_models.people_waiting(tx, [founding_rules.wanted("", city_id)])
    return Around(
        city,
        tuple((reach, tuple(portraits)) for reach, portraits in by_band.items()),
        count - len(nearest),
        in_city,
        () if in_city else _asleep(tx, city_id),
        len(waiting),
        person_id in waiting,
    )


def _asleep(tx: Tx, city_id: int) -> tuple[Asleep, ...]:
    groups = models.archived_groups_of_city(tx, city_id, ASLEEP)
    acting = models.acting(tx, [group.id for group in groups])
    return tuple(
        Asleep(group, tuple(one.person_id for one in acting.get(group.id, ()) if one.standing in LEADING))
        for group in groups
    )


def named(tx: Tx, text: str) -> Group | None:
    """The open group that is called so, accents and case aside."""
    group = models.group_named(tx, folded(text))
    return None if group is None or group.archived_at is not None else group


def countries(tx: Tx) -> dict[str, int]:
    """The codes of the countries that have groups, each with how many."""
    return models.countries(tx)
