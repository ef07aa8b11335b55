"""Instants as Discord shows them to people: in words, in their own time (pure).

It speaks English and French; whoever reads another language gets the English forms.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class _Tongue:
    days: tuple[str, ...]
    months: tuple[str, ...]
    full: str
    ahead: str
    ago: str
    units: dict[str, tuple[str, str]]
    """For each unit, what one of it is called and what several are."""


ENGLISH = _Tongue(
    days=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ),
    full="{date}, {time}",
    ahead="in {span}",
    ago="{span} ago",
    units={
        "second": ("a second", "{count} seconds"),
        "minute": ("a minute", "{count} minutes"),
        "hour": ("an hour", "{count} hours"),
        "day": ("a day", "{count} days"),
        "month": ("a month", "{count} months"),
        "year": ("a year", "{count} years"),
    },
)  # fmt: skip
FRENCH = _Tongue(
    days=("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    months=(
        "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
        "décembre",
    ),
    full="{date} à {time}",
    ahead="dans {span}",
    ago="il y a {span}",
    units={
        "second": ("une seconde", "{count} secondes"),
        "minute": ("une minute", "{count} minutes"),
        "hour": ("une heure", "{count} heures"),
        "day": ("un jour", "{count} jours"),
        "month": ("un mois", "{count} mois"),
        "year": ("un an", "{count} ans"),
    },
)  # fmt: skip
TONGUES = {"fr": FRENCH}

UNITS = (
    ("second", 1, 60),
    ("minute", 60, 60),
    ("hour", 3600, 24),
    ("day", 86400, 30),
    ("month", 2629800, 12),
)
"""Unit, its seconds, and from how many on the next one is used."""
YEAR = 31557600


def shown(wall: datetime, now: datetime, style: str, language: str) -> str:
    """A wall time in one of Discord's styles: t, T, d, D, f, F, s, S or R (how far from `now`)."""
    tongue = TONGUES.get(language, ENGLISH)
    date = f"{wall.day} {tongue.months[wall.month - 1]} {wall.year}"
    match style:
        case "t":
            return f"{wall:%H:%M}"
        case "T":
            return f"{wall:%H:%M:%S}"
        case "d":
            return f"{wall:%d/%m/%Y}"
        case "D":
            return date
        case "s":
            return f"{wall:%d/%m/%Y, %H:%M}"
        case "S":
            return f"{wall:%d/%m/%Y, %H:%M:%S}"
        case "R":
            return _away(wall - now, tongue)
        case "F":
            return tongue.full.format(date=f"{tongue.days[wall.weekday()]} {date}", time=f"{wall:%H:%M}")
        case _:
            return tongue.full.format(date=date, time=f"{wall:%H:%M}")


def _away(span: timedelta, tongue: _Tongue) -> str:
    seconds = abs(span.total_seconds())
    unit, count = "year", round(seconds / YEAR)
    for name, length, enough in UNITS:
        if round(seconds / length) < enough:
            unit, count = name, round(seconds / length)
            break
    one, many = tongue.units[unit]
    words = one if count == 1 else many.format(count=count)
    return (tongue.ago if span < timedelta() else tongue.ahead).format(span=words)
