"""Cities are found by what people call them, in any script, and never by accident."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import places
from bot.places import gazetteer
from bot.places.exonyms import EXONYMS
from bot.places.spelling import key
from bot.when import zones
from bot.words import Catalogs


def first(text: str, language: str = "en") -> str:
    found = places.search(text, language)
    return found[0].label if found else "nothing"


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("sao paulo", "São Paulo, Brazil"),
        ("Montréal", "Montreal, Quebec, Canada"),
        ("montreal", "Montreal, Quebec, Canada"),
        ("東京", "Tokyo, Japan"),
        ("Токио", "Tokyo, Japan"),
        ("القاهرة", "Cairo, Egypt"),
        ("서울", "Seoul, South Korea"),
        ("दिल्ली", "Delhi, India"),
        ("new york", "New York City, New York, United States"),
        ("NYC", "New York City, New York, United States"),
        ("münchen", "Munich, Bavaria, Germany"),
        ("munich", "Munich, Bavaria, Germany"),
        ("muenchen", "Munich, Bavaria, Germany"),
        ("köln", "Cologne, North Rhine-Westphalia, Germany"),
        ("xi'an", "Xi’an, Shaanxi, China"),
        ("Xian", "Xi’an, Shaanxi, China"),
        ("st denis", "Saint-Denis, Réunion"),
        ("ST. PETERSBURG", "Saint Petersburg, Russia"),
        ("stockho", "Stockholm, Sweden"),
        ("york", "York, England, United Kingdom"),
        ("  lille ", "Lille, Hauts-de-France, France"),
        ("janeiro", "Rio de Janeiro, Brazil"),
    ],
)
def test_a_city_is_found_by_what_people_call_it(typed: str, label: str) -> None:
    assert first(typed) == label


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("paris", "Paris, Île-de-France, France"),
        ("paris texas", "Paris, Texas, United States"),
        ("Paris, TX", "Paris, Texas, United States"),
        ("paris, tx, usa", "Paris, Texas, United States"),
        ("paris t", "Paris, Texas, United States"),
        ("paris france", "Paris, Île-de-France, France"),
        ("london ontario", "London, Ontario, Canada"),
        ("london canada", "London, Ontario, Canada"),
        ("manchester uk", "Manchester, England, United Kingdom"),
        ("san francisco ca", "San Francisco, California, United States"),
        ("san jose costa rica", "San José, Costa Rica"),
        ("springfield illinois", "Springfield, Illinois, United States"),
        ("Lyon 69", "Lyon, Auvergne-Rhône-Alpes, France"),
        ("69003 Lyon", "Lyon, Auvergne-Rhône-Alpes, France"),
        ("paris mongolia", "nothing"),
    ],
)
def test_words_behind_the_name_narrow_it_to_a_region_or_a_country(typed: str, label: str) -> None:
    assert first(typed) == label


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("londres", "Londres, England, Royaume-Uni"),
        ("moscou", "Moscou, Russie"),
        ("le caire", "Le Caire, Égypte"),
        ("venise italie", "Venise, Veneto, Italie"),
        ("munich allemagne", "Munich, Bavaria, Allemagne"),
        ("munich germany", "Munich, Bavaria, Allemagne"),
        ("la paz bolivie", "La Paz, La Paz Department, Bolivie"),
    ],
)
def test_a_city_has_the_name_it_has_in_the_language_that_was_asked_for(typed: str, label: str) -> None:
    assert first(typed, "fr") == label


def test_a_city_knows_where_it_is_and_which_time_it_keeps() -> None:
    [lille] = places.search("lille france", "fr", limit=1)
    assert (lille.id, lille.name, lille.country_name, lille.region, lille.zone, lille.short) == (
        2998324,
        "Lille",
        "France",
        "Hauts-de-France",
        "Europe/Paris",
        "Lille, France",
    )
    assert (round(lille.latitude, 1), round(lille.longitude, 1)) == (50.6, 3.1)
    assert places.city(lille.id, "fr") == lille


def test_the_larger_city_comes_first_among_those_of_one_name() -> None:
    found = [city for city in places.search("springfield", "en") if city.name == "Springfield"]
    assert [city.population for city in found] == sorted((city.population for city in found), reverse=True)
    assert len(found) > 5


def test_the_nearer_city_comes_first_when_somebody_is_somewhere() -> None:
    [boston] = places.search("boston massachusetts", "en", limit=1)
    [dallas] = places.search("dallas texas", "en", limit=1)
    assert places.search("springfield", "en", 1, near=boston)[0].region == "Massachusetts"
    assert places.search("paris", "en", 1, near=dallas)[0].region == "Texas"


def test_cities_that_would_read_alike_are_told_apart_by_a_larger_one_nearby() -> None:
    labels = [city.label for city in places.search("pudur", "en")]
    assert "Pudūr (Salem), Tamil Nadu, India" in labels
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("limit", [1, 25])
@pytest.mark.parametrize("typed", ["s", "sa", "san", "san ", "saint", "paris", "京"])
def test_no_more_are_found_than_were_asked_for_and_none_twice(typed: str, limit: int) -> None:
    found = [city.id for city in places.search(typed, "en", limit)]
    assert 0 < len(found) <= limit
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "typed", ["", " ", "%", "_", "*", "?", "'", '"', '"*', "--", "\x00", "\ud800", "🏕️", "\U0010ffff"]
)
def test_what_holds_no_letter_finds_nothing(typed: str) -> None:
    assert places.search(typed, "en") == []


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("\ud800lille\udfff", "lille"),
        ("li%lle", "li lle"),
        ("lille*", "lille"),
        ('"lille"', "lille"),
        ("lille'; DROP TABLE cities; --", "lille drop table cities"),
        ("lille\x00", "lille"),
        ("lille OR 1=1", "lille or 1 1"),
    ],
)
def test_signs_that_mean_something_to_a_database_mean_nothing_here(typed: str, plain: str) -> None:
    assert places.search(typed, "en") == places.search(plain, "en")


@pytest.mark.parametrize(
    "typed", ["x" * 10_000, "é" * 10_000, "ﷺ" * 10_000, "paris " * 2_000, "st " * 4_000, "\ud800" * 10_000]
)
def test_a_text_of_ten_thousand_characters_is_read_as_far_as_a_name_can_go(typed: str) -> None:
    assert places.search(typed, "en") == places.search(typed[:100], "en")


@given(st.text(alphabet=st.characters(), max_size=40), st.sampled_from(["en", "fr", "de", ""]))
def test_whatever_is_typed_is_answered(typed: str, language: str) -> None:
    found = places.search(typed, language)
    assert len({city.id for city in found}) == len(found) <= 25


@pytest.mark.parametrize("city_id", [0, -1, 1, 2**63 - 1, -(2**63)])
def test_an_id_of_no_city_finds_none(city_id: int) -> None:
    assert places.city(city_id, "en") is None


def test_every_handwritten_name_is_one_that_geonames_has_for_that_city() -> None:
    known = {
        (language, city_id, name)
        for language, names in EXONYMS.items()
        for city_id, name in names.items()
        if gazetteer.called(city_id, name)
    }
    assert known == {
        (lang, city_id, name) for lang, names in EXONYMS.items() for city_id, name in names.items()
    }


def test_every_city_keeps_a_time_that_groups_can_keep() -> None:
    assert set(gazetteer.zones()) <= set(zones.zones())


def test_a_zone_is_found_by_a_city_that_gave_it_no_name() -> None:
    t = Catalogs().of("en")
    assert zones.find("lille", t)[0] == "Europe/Paris"
    assert zones.find("大阪", t) == ["Asia/Tokyo"]
    assert zones.find("toronto", t)[0] == "America/Toronto"


def test_threads_may_search_at_once() -> None:
    texts = ["paris", "san", "東京", "springfield illinois"] * 20
    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(first, texts)) == [first(text) for text in texts]


def test_a_bot_that_starts_loads_no_gazetteer() -> None:
    look = "import sys, bot.door, cogs.groups.cog, cogs.meetups.cog; print('bot.places.gazetteer' in sys.modules)"
    assert (
        subprocess.run([sys.executable, "-c", look], capture_output=True, text=True, check=True).stdout
        == "False\n"
    )


@pytest.mark.parametrize(
    ("typed", "spelt"),
    [
        ("São Paulo", "sao paulo"),
        ("SAINT-ÉTIENNE", "saint etienne"),
        ("St. Étienne", "saint etienne"),
        ("L'Aquila", "laquila"),
        ("Łódź", "lodz"),
        ("Straße", "strasse"),
        ("Ærøskøbing", "aeroskobing"),
        ("Ёлки", "елки"),
        ("がぎ", "がぎ"),
        ("أسوان", "اسوان"),
        ("ＴＯＫＹＯ", "tokyo"),
        ("···", ""),
    ],
)
def test_a_name_has_one_key_however_it_is_typed(typed: str, spelt: str) -> None:
    assert key(typed) == spelt


def test_the_last_word_may_be_the_beginning_of_another_while_it_is_typed() -> None:
    assert (key("st", typing=True), key("st st", typing=True), key("st st")) == (
        "st",
        "saint st",
        "saint saint",
    )
