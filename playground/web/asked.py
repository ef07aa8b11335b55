"""One request of the page, read field by field; who sends it may be no page at all."""

from __future__ import annotations

import base64
import binascii
from typing import Any, cast

from playground import limits
from playground.errors import CannotType
from playground.wire import Json
from playground.world import snowflakes


class NoRequest(CannotType):
    """What was sent is not what the page sends."""

    def __init__(self) -> None:
        super().__init__("This is no request of the page.")


class Asked:
    """The fields of a request. What is missing, or is of another kind than is asked for, raises NoRequest."""

    def __init__(self, shape: Any) -> None:
        self._shape = _table(shape)

    def __contains__(self, key: str) -> bool:
        return self._shape.get(key) not in (None, "")

    def text(self, key: str) -> str:
        """A text."""
        return _text(self._shape.get(key))

    def number(self, key: str) -> int:
        """An id."""
        return number(self._shape.get(key))

    def flag(self, key: str) -> bool:
        """True or false."""
        value = self._shape.get(key)
        if not isinstance(value, bool):
            raise NoRequest
        return value

    def kind(self, key: str) -> int:
        """A small number, as Discord names kinds of things."""
        value = self._shape.get(key)
        if not isinstance(value, int):
            raise NoRequest
        return value

    def maybe(self, key: str) -> int | None:
        """An id, or none."""
        return self.number(key) if key in self else None

    def texts(self, key: str) -> list[str]:
        """Several texts."""
        return [_text(one) for one in several(self._shape.get(key))]

    def plain(self, key: str) -> str | int | float | bool:
        """A text, a number, or true or false."""
        value = self._shape.get(key)
        if not isinstance(value, str | int | float):
            raise NoRequest
        return value

    def file(self, key: str) -> tuple[bytes, str]:
        """A file. Raises `CannotType` if it is too large."""
        return _file(self._shape.get(key))

    def files(self, key: str) -> list[tuple[bytes, str]]:
        """Several files, none where nothing is said. Raises `CannotType` for too many, or too large."""
        return files(self._shape.get(key, []))

    def table(self, key: str) -> dict[str, Any]:
        """Anything by names."""
        return _table(self._shape.get(key))


def number(value: object) -> int:
    """The id that stands there. Raises NoRequest."""
    try:
        return snowflakes.read(value)
    except ValueError:
        raise NoRequest from None


def several(value: object) -> list[Any]:
    """The list. Raises NoRequest for what is none."""
    if not isinstance(value, list):
        raise NoRequest
    return cast("list[Any]", value)


def files(value: object) -> list[tuple[bytes, str]]:
    """Bytes and name of each file. Raises `CannotType` for too many, or too large."""
    found = several(value)
    if len(found) > limits.FILES:
        raise CannotType(f"{len(found)} files are too many", "many", count=limits.FILES)
    return [_file(one) for one in found]


def _file(value: object) -> tuple[bytes, str]:
    """A file as the page sends it: a name, and its bytes in base64."""
    asked = Asked(value)
    name = asked.text("name")
    try:
        data = base64.b64decode(asked.text("data"))
    except (binascii.Error, ValueError):
        raise NoRequest from None
    if len(data) > limits.FILE_BYTES:
        raise CannotType(f"{name} is too large", "large", count=limits.FILE_BYTES // 2**20)
    return data, name


def _table(value: object) -> Json:
    if not isinstance(value, dict):
        raise NoRequest
    return cast("Json", value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise NoRequest
    return value
