"""The gazetteer: one file of cities, opened at the first question and read in place."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources
from math import cos, radians

from bot.places import wording
from bot.places.city import City
from bot.places.distance import DEGREE, Band, Located, kilometres
from bot.places.spelling import key
from bot.text import id_in

FILE = "cities.sqlite3"

LAST = "\U0010ffff"
"""Sorts behind every letter: `key` never leaves it in."""

MOST_WORDS = 8
"""Words of a typed text that are read: no city with its region and country has more that matter."""

SCANNED = 60
"""Names that are ranked for one beginning; a city may have several of them."""

FARTHEST = float(Band.A_TRIP)
"""Kilometres around a place that may be asked for at once."""

MAP = 32 * 1024 * 1024
"""Bytes of the file that are read in place, through the system's cache: all of them."""


def search(text: str, language: str, limit: int = 25, near: Located | None = None) -> list[City]:
    """Cities called what `text` begins or is, in any script, exact ones first and then the larger, or the nearer to `near`.

    Words behind the name narrow it to a region or a country: "paris texas". Anything may be typed: what names no city
    finds none.
    """
    words = key(text, typing=True).split()[:MOST_WORDS]
    found = _ranked(words, language)
    if not found:  # "Lyon 69" and "69003 Lyon": the numbers of departments and towns are not in the gazetteer
        named = [word for word in words if not word.isdecimal()]
        found = _ranked(named, language) if len(named) < len(words) else []
    cities = _cities(found[: SCANNED if near is not None else limit], language)
    if near is not None:
        exact = " ".join(words)
        cities.sort(key=lambda city: (key(city.name) != exact, kilometres(near, city)))
    return _told_apart(cities[:limit], language)


def city(city_id: int, language: str) -> City | None:
    """The city with this GeoNames id; None when the gazetteer has none."""
    found = _cities([city_id], language)
    return found[0] if found else None


def meant(text: str, language: str) -> City | None:
    """The city that was picked from a list, by its id, or the likeliest that is called what was typed; None for none.

    Without a letter in it no text names a city, though some are called by numbers.
    """
    if (city_id := id_in(text)) != 0:
        return city(city_id, language)
    found = search(text, language, 1) if any(map(str.isalpha, text)) else []
    return found[0] if found else None


def near(around: Located, km: float, language: str, limit: int = 100) -> list[tuple[City, float]]:
    """Cities at most `km` kilometres away, each with its distance, the nearest first; 100 km are the farthest."""
    reach = min(km, FARTHEST)
    spots = [(kilometres(around, spot), spot.city) for spot in _within(around, reach)]
    nearest = {city_id: far for far, city_id in sorted(spots)[:limit] if far <= reach}
    return [(each, nearest[each.id]) for each in _cities(list(nearest), language)]


def around(middle: Located, km: float) -> dict[int, float]:
    """The kilometres to every city at most `km` away, by its id; 100 km are the farthest."""
    reach = min(km, FARTHEST)
    far = ((spot.city, kilometres(middle, spot)) for spot in _within(middle, reach))
    return {city_id: away for city_id, away in far if away <= reach}


def called(city_id: int, name: str) -> bool:
    """Whether a city can be found by this name."""
    query = "SELECT 1 FROM names WHERE key = ? AND city = ? AND whole"
    return _file().execute(query, (key(name), city_id)).fetchone() is not None


def keys() -> list[str]:
    """Every key that a city can be found by."""
    return [spelt for (spelt,) in _file().execute("SELECT DISTINCT key FROM names")]


@cache
def _file() -> sqlite3.Connection:
    """The open file. It never changes, so that threads may share it without locks or transactions."""
    path = resources.files("bot.places") / FILE
    with resources.as_file(path) as where:
        if not where.exists():
            raise FileNotFoundError(f"{where} is missing; `make` builds it, and the wheel carries it")
        connection = sqlite3.connect(
            f"{where.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False
        )
    connection.execute(f"PRAGMA mmap_size = {MAP}")
    return connection


@cache
def _regions() -> tuple[Sequence[tuple[str, str]], dict[str, frozenset[int]]]:
    """The (country, name) of each region by its number, and the numbers of each country's regions."""
    regions = _file().execute("SELECT country, name FROM regions ORDER BY number").fetchall()
    numbers: dict[str, set[int]] = {}
    for number, (country, _) in enumerate(regions):
        numbers.setdefault(country, set()).add(number)
    return regions, {country: frozenset(those) for country, those in numbers.items()}


@cache
def zones() -> tuple[str, ...]:
    """The time zones that cities keep."""
    return tuple(name for (name,) in _file().execute("SELECT name FROM zones ORDER BY number"))


def _ranked(words: Sequence[str], language: str) -> list[int]:
    """The ids of the cities that `words` may mean, best first."""
    if not words:
        return []
    whole = " ".join(words)
    exact = _exactly(whole)
    others = _beginning(whole)
    narrowed: list[tuple[int, int]] = []
    for end in range(len(words) - 1, 0, -1):
        if regions := _regions_meant(words[end:], language):
            name = " ".join(words[:end])
            others += _exactly(name, regions)
            narrowed += _beginning(f"{name} ", regions)
    return list(dict.fromkeys(city for tier in (exact, others, narrowed) for _, city in sorted(tier)))


def _regions_meant(words: Iterable[str], language: str) -> frozenset[int]:
    """The regions that all of these words describe: by the name or code of the region, or those of its country."""
    _, of_country = _regions()
    meant: frozenset[int] | None = None
    for word in words:
        described = frozenset(
            number
            for (number,) in _file().execute(
                "SELECT region FROM region_words WHERE word >= ? AND word < ?", (word, word + LAST)
            )
        ).union(*(of_country.get(code, ()) for code in wording.countries_meant(word, language)))
        meant = described if meant is None else meant & described
    return meant or frozenset()


def _exactly(name: str, regions: frozenset[int] | None = None) -> list[tuple[int, int]]:
    """The (place, city) of cities of this name, the best ones."""
    return _places(
        "SELECT place, city FROM names WHERE key = :name AND whole"
        " AND (:regions IS NULL OR region IN (SELECT value FROM json_each(:regions))) ORDER BY place LIMIT :most",
        name,
        regions,
    )


def _beginning(name: str, regions: frozenset[int] | None = None) -> list[tuple[int, int]]:
    """The (place, city) of names that begin so, the best ones."""
    if regions is None and (
        crowd := _places(
            "SELECT place, city FROM beginnings WHERE key = :name ORDER BY place LIMIT :most", name
        )
    ):
        return crowd
    return _places(
        "SELECT place, city FROM names WHERE key >= :name AND key < :name || :last"
        " AND (:regions IS NULL OR region IN (SELECT value FROM json_each(:regions))) ORDER BY place LIMIT :most",
        name,
        regions,
    )


def _places(query: str, name: str, regions: frozenset[int] | None = None) -> list[tuple[int, int]]:
    facts = {"name": name, "last": LAST, "most": SCANNED, "regions": regions and _listed(regions)}
    return _file().execute(query, facts).fetchall()


def _listed(numbers: Iterable[int]) -> str:
    return json.dumps(sorted(numbers))


def _cities(ids: Sequence[int], language: str) -> list[City]:
    """These cities, in this order; those that are none are left out."""
    rows: list[tuple[int, str, int, int, float, float, int]] = (
        _file()
        .execute(
            "SELECT id, name, region, zone, latitude, longitude, population FROM cities"
            " WHERE id IN (SELECT value FROM json_each(?))",
            (_listed(ids),),
        )
        .fetchall()
    )
    regions, _ = _regions()
    cities: dict[int, City] = {}
    for city_id, own, region_number, zone_number, latitude, longitude, population in rows:
        country, region = regions[region_number]
        zone = zones()[zone_number]
        name = wording.city_name(city_id, own, zone, language)
        country_name = wording.country_name(country, language)
        parts = [name]
        if region and key(region) not in (key(name), key(own), key(country_name)):
            parts.append(region)
        if country_name != name:
            parts.append(country_name)
        cities[city_id] = City(
            city_id,
            name,
            country,
            country_name,
            region,
            zone,
            latitude,
            longitude,
            population,
            label=", ".join(parts),
        )
    return [cities[city_id] for city_id in ids if city_id in cities]


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a city is and how many live there: enough to choose, before it is given its names."""

    city: int
    latitude: float
    longitude: float
    population: int


def _within(around: Located, km: float) -> list[_Spot]:
    """The cities in a box that holds everything within `km`, over the date line and the poles as well."""
    high = km / DEGREE
    south, north = around.latitude - high, around.latitude + high
    wide = 360.0 if north >= 90 or south <= -90 else high / cos(radians(max(abs(south), abs(north))))
    west, east = around.longitude - wide, around.longitude + wide
    rows = _file().execute(
        "SELECT id, latitude, longitude, population FROM cities WHERE latitude BETWEEN ? AND ? AND ("
        "longitude BETWEEN ? AND ? OR longitude BETWEEN ? AND ? OR longitude BETWEEN ? AND ?)",
        (south, north, west, east, west + 360, east + 360, west - 360, east - 360),
    )
    return [_Spot(*row) for row in rows]


def _told_apart(cities: list[City], language: str) -> list[City]:
    """The same cities; those that would read alike have the largest city around them behind their name."""
    labels = [each.label for each in cities]
    return [
        replace(each, label=each.label.replace(each.name, f"{each.name} ({_landmark(each, language)})", 1))
        if labels.count(each.label) > 1
        else each
        for each in cities
    ]


def _landmark(of: City, language: str) -> str:
    """The largest city in the box of 50 kilometres around it, itself when it is that."""
    largest = max(_within(of, 50.0), key=lambda spot: (spot.population, spot.city))
    return _cities([largest.city], language)[0].name
