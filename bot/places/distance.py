"""How far places are from each other (pure)."""

from __future__ import annotations

from enum import IntEnum
from math import asin, cos, radians, sin, sqrt
from typing import Protocol

EARTH = 6371.0088
"""Kilometres: the mean radius of the earth. Source: IUGG."""

DEGREE = EARTH * radians(1)
"""Kilometres of one degree of latitude."""


class Located(Protocol):
    """Something on the map, in degrees."""

    @property
    def latitude(self) -> float:
        """North is positive."""
        ...

    @property
    def longitude(self) -> float:
        """East is positive."""
        ...


class Band(IntEnum):
    """How near something is, as people travel to a meetup; each is named by its end, in kilometres."""

    IN_TOWN = 10
    AROUND = 30
    A_TRIP = 100


def kilometres(one: Located, other: Located) -> float:
    """The way between two places as the crow flies, along a great circle."""
    north, far_north = radians(one.latitude), radians(other.latitude)
    east = radians(other.longitude - one.longitude)
    chord = sin((far_north - north) / 2) ** 2 + cos(north) * cos(far_north) * sin(east / 2) ** 2
    return 2 * EARTH * asin(min(1.0, sqrt(chord)))


def band(distance: float) -> Band | None:
    """The band a distance in kilometres falls into: under 10, from 10 to under 30, from 30 to 100; None when farther."""
    if distance < Band.IN_TOWN:
        return Band.IN_TOWN
    if distance < Band.AROUND:
        return Band.AROUND
    return Band.A_TRIP if distance <= Band.A_TRIP else None
