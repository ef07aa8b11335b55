"""Reads the query of an address with the same words for what is wrong."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from playground.rest.form import Form
from playground.wire import Json

ON, OFF = ("true", "1"), ("false", "0")


class Query(Form):
    """What stands behind the question mark. A name that is said several times is a list, which no reader of one value takes."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        said: dict[str, list[str]] = {}
        for name, text in pairs:
            said.setdefault(name, []).append(text)
        data: Json = {name: texts if len(texts) > 1 else texts[0] for name, texts in said.items()}
        super().__init__(data)

    def items(self, name: str, *, least: int = 0, most: int | None = None) -> list[Any]:
        """A list, also of a name that is said once."""
        value = self.data.get(name)
        alone = Form({name: [value] if isinstance(value, str) else value}, self.errors, self.path)
        return alone.items(name, least=least, most=most)

    def flag(self, name: str) -> bool | None:
        """True or false, or as digits."""
        value = self.data.get(name)
        text = value.lower() if isinstance(value, str) else value
        return Form({name: text in ON if text in (*ON, *OFF) else value}, self.errors, self.path).flag(name)
