"""Words: one language's texts, from gettext catalogs read when the bot starts; English is the language of the code."""

from __future__ import annotations

import gettext
from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib import resources
from io import BytesIO
from typing import cast

from babel.dates import (
    format_date,
    format_datetime,
    format_time,
    format_timedelta,
    get_day_names,
    get_timezone_name,
)
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.cldr import cldr

LANGUAGES = ("en", "fr")
"""The languages that are complete; the first is the language of the code."""

LANGUAGE_NAMES = dict(zip(LANGUAGES, ("English", "Français"), strict=True))
"""Each in its own words."""

CLDR = {"en": "en_GB", "fr": "fr"}
"""Whose conventions dates and lists follow: plain "en" would mean American ones."""


class Words:
    """The texts of one language. Call it with the English text and its facts: `t("Hello {name}", name=…)`."""

    def __init__(self, language: str, translations: gettext.NullTranslations) -> None:
        self.language = language
        self._translations = translations
        self._locale = cldr(CLDR[language])

    def __call__(self, text: str, **facts: object) -> str:
        """`text` in this language, with its {placeholders} filled."""
        return self._translations.gettext(text).format(**facts)

    def plural(self, one: str, many: str, count: int, **facts: object) -> str:
        """The form for `count` things; {count} is filled as well."""
        return self._translations.ngettext(one, many, count).format(count=count, **facts)

    def context(self, context: str, text: str) -> str:
        """`text` as it is meant in `context`, where one English word needs several in another language."""
        return self._translations.pgettext(context, text)

    def knows(self, context: str, text: str) -> bool:
        """Whether the catalog has `text` in `context` (English knows nothing: it needs no catalog)."""
        return self._translations.pgettext(context, text) != text

    def command(self, line: str) -> str:
        """A command as it is typed in this language; `line` is as the code names it, such as "/group leave"."""
        return "/" + " ".join(self.context("command name", name) for name in line.lstrip("/").split())

    def listing(self, items: Sequence[str]) -> str:
        """The items as one enumeration: "A, B and C"."""
        return format_list(items, locale=self._locale)

    def either(self, items: Sequence[str]) -> str:
        """The items as a choice: "A, B or C"."""
        return format_list(items, style="or", locale=self._locale)

    def permission(self, name: str) -> str:
        """A permission as Discord's settings call it; `name` is discord.py's ("send_messages")."""
        return self.context("permission", name.replace("_", " ").title())

    def moment(self, wall: datetime) -> str:
        """A wall time with weekday and date, for places where Discord renders no timestamps (choices)."""
        return format_datetime(wall, "EEE d MMMM y, HH:mm", locale=self._locale)

    def day(self, day: date) -> str:
        """A date with its weekday."""
        return format_date(day, "EEEE d MMMM y", locale=self._locale)

    def date(self, day: date) -> str:
        """A date as people type it, such as "24 December 2026"."""
        return format_date(day, "d MMMM y", locale=self._locale)

    def month(self, day: date) -> str:
        """The month a day is in, by its name alone."""
        return format_date(day, "LLLL", locale=self._locale)

    def weekday(self, weekday: int) -> str:
        """A day of the week by its name; Monday is 0."""
        return get_day_names("wide", "stand-alone", self._locale)[weekday]

    def weekday_short(self, weekday: int) -> str:
        """A day of the week in two or three letters; Monday is 0."""
        return get_day_names("abbreviated", "stand-alone", self._locale)[weekday]

    def month_short(self, day: date) -> str:
        """The month a day is in, in a few letters."""
        return format_date(day, "LLL", locale=self._locale)

    def month_and_year(self, day: date) -> str:
        """The month a day is in, with its year."""
        return format_date(day, "LLLL y", locale=self._locale)

    def clock(self, wall: time) -> str:
        """A time of day, such as "20:00"."""
        return format_time(wall, "HH:mm", locale=self._locale)

    def zone(self, zone: str) -> str:
        """A time zone by the city people know it by, such as "Paris"; `zone` is its IANA name."""
        known = cast("Mapping[str, Mapping[str, str]]", self._locale.time_zones)
        return known.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")

    def zone_name(self, zone: str) -> str:
        """What a time zone is called, such as "Central European Time", for whoever searches by that."""
        return get_timezone_name(zone, locale=self._locale)

    def span(self, span: timedelta) -> str:
        """A length of time, such as "2 hours"."""
        return format_timedelta(span, threshold=1.5, locale=self._locale)


class Catalogs:
    """All languages; a process reads them once."""

    def __init__(self) -> None:
        self._words: Mapping[str, Words] = {language: _words(language) for language in LANGUAGES}

    def of(self, locale: str) -> Words:
        """The words for a locale as Discord writes it ("fr", "en-GB"); English when we do not speak it."""
        return self._words.get(locale.partition("-")[0], self._words["en"])


@cache  # so that what is remembered of a language (`bot.when.zones`) serves every bot of this process
def _words(language: str) -> Words:
    return Words(language, _translations(language))


def with_english(t: Words) -> tuple[Words, ...]:
    """The words of a language and those of English: what people type is understood in both, their own first."""
    return (t,) if t.language == LANGUAGES[0] else (t, _words(LANGUAGES[0]))


def _translations(language: str) -> gettext.NullTranslations:
    if language == LANGUAGES[0]:
        return gettext.NullTranslations()
    catalog = Catalog(language)
    for source in (resources.files("bot") / "locales" / language / "LC_MESSAGES").iterdir():
        with source.open("rb") as lines:  # one file for the ground, and one for each feature
            part = read_po(lines, locale=language)
        for message in part:
            catalog[message.id] = message
    compiled = BytesIO()  # in memory: no compiled file to ship or to forget
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
