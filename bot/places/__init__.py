"""Places: the cities of the world by what people call them, where they are, and which time they keep.

The gazetteer behind it is loaded at the first question. A bot asks one while it starts, `warm_up`, for nobody to wait.
Nothing is imported here that the file of cities could not be built without (`bot.places.build`).
"""

from __future__ import annotations

from collections.abc import Iterable

from bot.places.city import City
from bot.places.distance import Located


def search(text: str, language: str, limit: int = 25, near: Located | None = None) -> list[City]:
    """See `bot.places.gazetteer.search`."""
    from bot.places import gazetteer

    return gazetteer.search(text, language, limit, near)


def city(city_id: int, language: str) -> City | None:
    """See `bot.places.gazetteer.city`."""
    from bot.places import gazetteer

    return gazetteer.city(city_id, language)


def meant(text: str, language: str) -> City | None:
    """See `bot.places.gazetteer.meant`."""
    from bot.places import gazetteer

    return gazetteer.meant(text, language)


def country(code: str, language: str) -> str:
    """See `bot.places.wording.country_name`."""
    from bot.places import wording

    return wording.country_name(code, language)


def near(around: Located, km: float, language: str, limit: int = 100) -> list[tuple[City, float]]:
    """See `bot.places.gazetteer.near`."""
    from bot.places import gazetteer

    return gazetteer.near(around, km, language, limit)


def around(middle: Located, km: float) -> dict[int, float]:
    """See `bot.places.gazetteer.around`."""
    from bot.places import gazetteer

    return gazetteer.around(middle, km)


def warm_up(languages: Iterable[str]) -> None:
    """Loads what the first search in each of these needs; off the event loop, for it takes a while."""
    for language in languages:
        search("san jose united", language)  # a name, a region and a country: all that a search can read
