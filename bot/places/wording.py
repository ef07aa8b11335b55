"""What cities and countries are called in a language members speak."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, cast

from bot.cldr import cldr
from bot.places.exonyms import EXONYMS
from bot.places.spelling import key
from bot.words import CLDR, LANGUAGES

if TYPE_CHECKING:
    from babel import Locale

SPOKEN = {"usa": "US", "uk": "GB", "uae": "AE", "drc": "CD", "rdc": "CD"}
"""What people type for a country, where it is neither its code nor its name."""


def country_name(code: str, language: str) -> str:
    """What a country is called; its code when nobody gave it a name."""
    return _countries(language).get(code, code)


def city_name(city_id: int, own: str, zone: str, language: str) -> str:
    """What a city is called; its own name where this language has no other."""
    if (known := EXONYMS.get(language, {}).get(city_id)) is not None:
        return known
    zones = cast("Mapping[str, Mapping[str, str]]", _locale(language).time_zones)
    if language != LANGUAGES[0] and key(zone.rpartition("/")[2].replace("_", " ")) == key(own):
        return zones.get(zone, {}).get("city") or own
    return own


def countries_meant(word: str, language: str) -> frozenset[str]:
    """The codes of the countries that one typed word may stand for: a code, or the beginning of a word in a name."""
    return frozenset(code for name, code in _country_words(language) if name.startswith(word)) | frozenset(
        {word.upper(), SPOKEN.get(word, "")} - {""}
    )


@cache
def _country_words(language: str) -> tuple[tuple[str, str], ...]:
    return tuple(
        (word, code)
        for spoken in {LANGUAGES[0], language}
        for code, name in _countries(spoken).items()
        if len(code) == 2
        for word in key(name).split()
    )


def _countries(language: str) -> Mapping[str, str]:
    return cast("Mapping[str, str]", _locale(language).territories)


def _locale(language: str) -> Locale:
    return cldr(CLDR.get(language, CLDR[LANGUAGES[0]]))
