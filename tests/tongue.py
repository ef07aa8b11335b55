"""A tongue to tell a story in: the story is written once, in English, and told by people who speak another language."""

from __future__ import annotations

from collections.abc import Mapping

import pytest


class Tongue:
    """What people read and press in one language, by what that is in English."""

    def __init__(self, locale: str, said: Mapping[str, str] | None = None) -> None:
        """`locale` is what their Discord is set to; without `said` it is English itself."""
        self.locale = locale
        self._said = said

    def __call__(self, english: str, **values: object) -> str:
        """What stands there. Raises KeyError for what the story has not been translated for."""
        return (english if self._said is None else self._said[english]).format(**values)


def told_in_both(french: Mapping[str, str]) -> pytest.MarkDecorator:
    """Tells a test's story in English and in French; the test takes a `says`."""
    tongues = [
        pytest.param(Tongue("en-US"), id="in English"),
        pytest.param(Tongue("fr", french), id="in French"),
    ]
    return pytest.mark.parametrize("says", tongues)
