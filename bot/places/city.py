"""A city of the gazetteer, as it is handed out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class City:
    """A city with its names in one language."""

    id: int
    """Its GeoNames id, which stays the same from one gazetteer to the next."""
    name: str
    country: str
    """Its code, such as "FR". Source: ISO 3166-1."""
    country_name: str
    region: str
    """The first-level part of its country, as GeoNames writes it, such as "Texas"; "" where none is known."""
    zone: str
    latitude: float
    longitude: float
    """Degrees; south and west are negative."""
    population: int
    label: str
    """What tells it apart from others of its name: "Paris, Texas, United States"."""

    @property
    def short(self) -> str:
        """The city and its country: "Paris, France"; a city that is a country stands alone."""
        return self.name if self.name == self.country_name else f"{self.name}, {self.country_name}"
