"""In which language people want to be answered: in memory, for every answer asks."""

from __future__ import annotations

from collections.abc import Mapping

MOST = 100_000
"""People whose choice is kept in memory, about 10 MB; any more are answered in the language of their Discord."""


class Languages:
    """Who has chosen a language; everyone else is answered in the one of their Discord."""

    def __init__(self, chosen: Mapping[int, str]) -> None:
        self._chosen = dict(chosen)

    def of(self, person_id: int) -> str | None:
        """The language this person has chosen."""
        return self._chosen.get(person_id)

    def chose(self, person_id: int, language: str | None) -> None:
        """Notes a choice that is stored already; None when it was taken back."""
        if language is None:
            self._chosen.pop(person_id, None)
        elif person_id in self._chosen or len(self._chosen) < MOST:
            self._chosen[person_id] = language
