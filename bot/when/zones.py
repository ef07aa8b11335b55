"""Time zones: which there are, and finding one by what people call it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

from bot import places
from bot.errors import Refusal
from bot.text import folded
from bot.words import Words, with_english


class UnknownZone(Refusal):
    """No such time zone."""

    def sentence(self, t: Words) -> str:
        """Asks to pick one."""
        return t("I know no such time zone. Pick one from the list, such as Europe/Paris.")


@cache
def zones() -> tuple[str, ...]:
    """The zones people live in, by IANA name, and UTC; without aliases, which would fill a list twice."""
    table = resources.files("tzdata") / "zoneinfo" / "zone.tab"
    lines = table.read_text(encoding="utf-8").splitlines()
    return ("UTC", *sorted(line.split("\t")[2] for line in lines if line and not line.startswith("#")))


@cache
def _searchable(t: Words) -> tuple[tuple[str, str], ...]:
    tongues = with_english(t)
    return tuple((zone, folded(" ".join((_bare(zone), *_called(zone, tongues))))) for zone in zones())


def _bare(zone: str) -> str:
    return zone.replace("_", " ").replace("/", " ")


def _called(zone: str, tongues: Iterable[Words]) -> Iterator[str]:
    for words in tongues:
        yield from (words.zone(zone), words.zone_name(zone))


def known(zone: str) -> str:
    """The zone, if there is such a one. Raises UnknownZone."""
    if zone not in zones():
        raise UnknownZone
    return zone


def meant(text: str, t: Words) -> str:
    """The zone that was picked from a list, or the one that is called so, or that of the city of this very name.

    In the language of `t` or in English. Raises UnknownZone.
    """
    if text in zones():
        return text
    wanted = folded(text.replace("_", " "))
    for zone in find(text, t) if wanted else ():
        if wanted in names(zone, t):
            return zone
    for words in with_english(t):
        city = places.meant(text, words.language)
        # "EST" is a zone to who types it, and the short name of a town in another one.
        if city is not None and wanted in map(folded, (city.name, city.short, city.label)):
            return city.zone
    raise UnknownZone


def names(zone: str, t: Words) -> frozenset[str]:
    """What a zone is called: by its IANA name with and without the continent, in this language and in English; folded."""
    bare = zone.replace("_", " ")
    cities = (words.zone(zone) for words in with_english(t))
    return frozenset(map(folded, (bare, bare.rpartition("/")[2], *cities)))


def find(text: str, t: Words, limit: int = 25) -> list[str]:
    """Zones whose names (IANA's, in this language, in English) have every word of `text`; those that begin with it first.

    Behind them those of the cities that `text` may mean.
    """
    wanted = folded(text.replace("_", " ").replace("/", " ")).split()
    found = [zone for zone, words in _searchable(t) if all(word in words for word in wanted)]
    start = folded(text)
    found.sort(key=lambda zone: not folded(zone.rpartition("/")[2]).startswith(start))
    of_cities = (city.zone for city in places.search(text, t.language)) if len(found) < limit else ()
    return list(dict.fromkeys([*found, *of_cities]))[:limit]


def offset(zone: str, now: datetime) -> str:
    """The zone's present offset, such as "UTC+1" or "UTC-3:30"."""
    span = now.astimezone(ZoneInfo(zone)).utcoffset()
    assert span is not None
    minutes = int(span.total_seconds()) // 60
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")
