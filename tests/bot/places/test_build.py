"""The gazetteer is built from the data of two packages, laid out as they lay it out."""

from __future__ import annotations

import gzip
import json
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from bot.places import build

ROOT = Path(__file__).parents[3]


def city(city_id: int, name: str, others: list[str], population: int, region: str = "08") -> dict[str, Any]:
    return {
        "geonameid": city_id,
        "name": name,
        "alternatenames": others,
        "latitude": 42.98339,
        "longitude": -81.23304 + city_id / 100,
        "countrycode": "CA",
        "admin1code": region,
        "population": population,
        "timezone": "America/Toronto",
    }


CITIES = [
    city(1, "London", ["Londona", "London-on", "londn", "伦敦"], 400_000),
    city(2, "St. Thomas", ["Saint Thomas", "Al-`Ula"], 40_000),
    city(3, "Nowhere [Estate]", [], 5_000, region="99"),
]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    for path in (build.CITIES, build.REGIONS):
        (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / build.CITIES).write_text(json.dumps({str(each["geonameid"]): each for each in CITIES}))
    named = [
        {"country_code": "CA", "latitude": each["latitude"], "longitude": each["longitude"], "state": state}
        for each, state in zip(CITIES, ["Ontario", "Ontario", None], strict=True)
    ]
    with gzip.open(tmp_path / build.REGIONS, "wt") as lines:
        json.dump(named, lines)
    return tmp_path


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(query).fetchall()


def test_names_regions_and_ranks_are_what_the_sources_say(sources: Path) -> None:
    target = sources / "cities.sqlite3"
    build.build(sources, target)
    assert rows(target, "SELECT id, name, region FROM cities") == [
        (1, "London", 0),
        (2, "St. Thomas", 0),
        (3, "Nowhere", 1),
    ]
    assert rows(target, "SELECT country, code, name FROM regions") == [
        ("CA", "08", "Ontario"),
        ("CA", "99", ""),
    ]
    assert rows(target, "SELECT key, city, whole FROM names ORDER BY place") == [
        ("london", 1, 1),
        ("londona", 1, 1),
        ("london on", 1, 1),
        ("伦敦", 1, 1),
        ("saint thomas", 2, 1),
        ("nowhere estate", 3, 1),
        ("al ula", 2, 1),
        ("thomas", 2, 0),
        ("estate", 3, 0),
    ]
    assert [path.name for path in sources.glob("cities.*")] == ["cities.sqlite3"]


def test_a_beginning_that_many_names_share_has_its_best_cities_written_down(
    sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "CROWDED", 2)
    monkeypatch.setattr(build, "BEST", 2)
    target = sources / "cities.sqlite3"
    build.build(sources, target)
    written = rows(target, "SELECT key, city FROM beginnings ORDER BY key, place")
    assert [key for key, _ in written if key == "london"] == ["london", "london"]
    assert "saint" not in [key for key, _ in written]


def test_building_twice_gives_the_same_file(sources: Path) -> None:
    build.build(sources, sources / "one.sqlite3")
    build.build(sources, sources / "two.sqlite3")
    assert (sources / "one.sqlite3").read_bytes() == (sources / "two.sqlite3").read_bytes()


def test_the_file_is_built_before_anything_is_installed() -> None:
    alone = subprocess.run(
        [
            sys.executable,
            "-S",
            "-c",
            "import bot.places.build",
        ],  # -S: without the packages that are installed
        cwd=ROOT,
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (alone.returncode, alone.stderr) == (0, "")
