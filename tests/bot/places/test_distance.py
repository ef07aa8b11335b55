"""How far cities are, and which are near."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import places
from bot.places.city import City
from bot.places.distance import Band, band, kilometres


@dataclass(frozen=True)
class Spot:
    latitude: float
    longitude: float


spots = st.builds(Spot, st.floats(-90, 90), st.floats(-180, 180))


def called(name: str) -> City:
    return places.search(name, "en", 1)[0]


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (Spot(0, 0), Spot(0, 0), 0),
        (Spot(0, 0), Spot(0, 180), 20015),
        (Spot(90, 0), Spot(-90, 77), 20015),
        (Spot(0, 179.5), Spot(0, -179.5), 111),
        (Spot(48.85341, 2.3488), Spot(51.50853, -0.12574), 344),
    ],
)
def test_the_way_is_that_of_a_great_circle(one: Spot, other: Spot, km: int) -> None:
    assert round(kilometres(one, other)) == km


@given(spots, spots)
def test_the_way_there_is_as_long_as_the_way_back(one: Spot, other: Spot) -> None:
    assert kilometres(one, other) == pytest.approx(kilometres(other, one))
    assert 0 <= kilometres(one, other) <= 20016


@pytest.mark.parametrize(
    ("km", "expected"),
    [
        (0, Band.IN_TOWN),
        (9.99, Band.IN_TOWN),
        (10, Band.AROUND),
        (29.99, Band.AROUND),
        (30, Band.A_TRIP),
        (100, Band.A_TRIP),
        (100.01, None),
    ],
)
def test_bands_end_where_a_journey_becomes_another(km: float, expected: Band | None) -> None:
    assert band(km) is expected


def test_near_cities_come_the_nearest_first_and_none_is_farther_than_asked() -> None:
    lille = called("lille france")
    found = places.near(lille, 30, "en")
    assert found[0] == (lille, 0)
    assert all(here[1] <= there[1] <= 30 for here, there in pairwise(found))
    assert "Roubaix" in [city.name for city, _ in found]
    assert {city.country for city, _ in found} == {"FR", "BE"}


def test_near_is_a_hundred_kilometres_at_most_and_as_many_as_asked_for() -> None:
    paris = called("paris")
    assert [city.id for city, _ in places.near(paris, 5000, "en")] == [
        city.id for city, _ in places.near(paris, 100, "en")
    ]
    assert len(places.near(paris, 100, "en", limit=7)) == 7


def test_what_lies_over_the_date_line_is_near() -> None:
    over = [city.name for city, _ in places.near(Spot(-16.8, -179.9), 100, "en")]
    assert over == [city.name for city, _ in places.near(Spot(-16.8, 180.1), 100, "en")]
    assert "Labasa" in over


@given(spots, st.floats(0, 1000))
def test_nowhere_on_earth_breaks_it(spot: Spot, km: float) -> None:
    assert all(0 <= far <= min(km, 100) for _, far in places.near(spot, km, "en"))
