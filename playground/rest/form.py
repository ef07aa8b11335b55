"""Reads the fields of a JSON body and collects what is wrong with them, in Discord's words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from playground import limits
from playground.errors import NO_OBJECT, FieldErrors
from playground.wire import Json
from playground.world.snowflakes import LARGEST, parsed

Word = TypeVar("Word", str, int)

DIGITS = re.compile(r"-?[0-9]+")
BEYOND = 10**20
"""Stands for every number that has more digits than any that is taken."""


class Form:
    """One JSON object of a body. Every reader returns the value, or None and a note of what is wrong."""

    def __init__(
        self, data: object, errors: FieldErrors | None = None, path: tuple[str | int, ...] = ()
    ) -> None:
        self.errors = errors or FieldErrors()
        self.path = path
        self.data: Json = {}
        if isinstance(data, dict):
            self.data = cast("Json", data)
        elif data is not None:
            self.errors.add(path, NO_OBJECT, "Only dictionaries may be used in a DictType")

    def has(self, name: str) -> bool:
        """Whether the field is there, null counts."""
        return name in self.data

    def raw(self, name: str) -> Any:
        """The field as it came."""
        return self.data.get(name)

    def wrong(self, name: str | int, code: str, message: str) -> None:
        """Notes an error at a field."""
        self.errors.add((*self.path, name), code, message)

    def check(self) -> None:
        """Raises 50035 if any field of the whole body was wrong."""
        self.errors.check()

    def given(self, **fields: object) -> Json:
        """Of these read fields those that the body has."""
        return {name: value for name, value in fields.items() if name in self.data}

    def required(self, name: str) -> bool:
        """Whether the field has a value; notes that it is needed if not."""
        if self.data.get(name) is None:
            self.wrong(name, "BASE_TYPE_REQUIRED", "This field is required")
            return False
        return True

    def text(
        self, name: str, *, least: int = 0, most: int | None = None, required: bool = False
    ) -> str | None:
        """A string; lengths in characters, as Discord counts them after trimming. Numbers are taken as written."""
        value = self.data.get(name)
        if value is None:
            if required:
                self.required(name)
            return None
        if not isinstance(value, str):
            if isinstance(value, int | float) and not isinstance(value, bool):
                value = str(value)
            else:
                self.wrong(name, "STRING_TYPE_CONVERT", "Could not interpret the value as string.")
                return None
        length = len(value.strip())
        if least and most and not least <= length <= most:
            code, words = "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length."
            if not length:
                code, words = "BASE_TYPE_REQUIRED", "This field is required"
            self.wrong(name, code, words)
        elif most is not None and length > most:
            self.wrong(name, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif length < least:
            self.wrong(name, "BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.")
        return value

    def number(
        self, name: str, *, least: int | None = None, most: int | None = None, required: bool = False
    ) -> int | None:
        """A whole number of 64 bits, or its digits."""
        value = self.data.get(name)
        if value is None:
            if required:
                self.required(name)
            return None
        least = -LARGEST - 1 if least is None else least
        return self._whole((name,), value, "int", least, LARGEST if most is None else most)

    def decimal(self, name: str) -> int | float | None:
        """A number, whole or not, that a double can tell from its neighbours."""
        value = self.data.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.wrong(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not float.')
            return None
        if value < -limits.DOUBLE:
            self.wrong(
                name, "NUMBER_TYPE_MIN", f"float value should be greater than or equal to {-limits.DOUBLE}."
            )
        elif value > limits.DOUBLE:
            self.wrong(
                name, "NUMBER_TYPE_MAX", f"float value should be less than or equal to {limits.DOUBLE}."
            )
        return value

    def one_of(self, name: str, allowed: Collection[int], *, required: bool = False) -> int | None:
        """A number out of a few."""
        value = self.number(name, required=required)
        if value is not None and value not in allowed:
            self.wrong(name, "BASE_TYPE_CHOICES", _choices(allowed))
            return None
        return value

    def word(self, name: str, allowed: Collection[str], *, required: bool = False) -> str | None:
        """A text out of a few."""
        value = self.text(name, required=required)
        if value is not None and value not in allowed:
            self.wrong(name, "BASE_TYPE_CHOICES", _choices(allowed))
            return None
        return value

    def flag(self, name: str) -> bool | None:
        """True or false."""
        value = self.data.get(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(name, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
            return None
        return value

    def snowflake(self, name: str, *, required: bool = False) -> int | None:
        """An id, as digits."""
        value = self.data.get(name)
        if value is None:
            if required:
                self.required(name)
            return None
        return self._whole((name,), value, "snowflake", 0, LARGEST)

    def snowflakes(
        self, name: str, *, least: int = 0, most: int | None = None, unique: bool = False
    ) -> list[int]:
        """A list of ids."""
        found: list[int] = []
        for place, value in enumerate(self.items(name, least=least, most=most)):
            number = self._whole((name, place), value, "snowflake", 0, LARGEST)
            if unique and number in found:
                self._twice(name, place)
            elif number is not None:
                found.append(number)
        return found

    def texts(self, name: str, *, most: int, longest: int) -> list[str]:
        """A list of strings, each at most so long, and once."""
        found: list[str] = []
        for place, value in enumerate(self.items(name, most=most)):
            item = Form({str(place): value}, self.errors, (*self.path, name))
            text = item.text(str(place), least=1, most=longest, required=True)
            if text in found:
                self._twice(name, place)
            elif text:
                found.append(text)
        return found

    def several(self, name: str, allowed: Collection[Word], *, least: int = 0) -> list[Word]:
        """A list of words or numbers out of a few, each once."""
        found: list[Word] = []
        kinds = {str if isinstance(word, str) else int for word in allowed}
        for place, value in enumerate(self.items(name, least=least)):
            if type(value) not in kinds or value not in allowed:
                self.errors.add((*self.path, name, place), "BASE_TYPE_CHOICES", _choices(allowed))
            elif value in found:
                self._twice(name, place)
            else:
                found.append(value)
        return found

    def instant(self, name: str, *, required: bool = False) -> datetime | None:
        """An aware instant in ISO 8601."""
        value = self.text(name, required=required)
        if value is None:
            return None
        try:
            return parsed(value)
        except ValueError:
            self.wrong(name, "DATE_TIME_TYPE_PARSE", f"Could not parse {value}. Should be ISO8601.")
            return None

    def url(self, name: str, *schemes: str, most: int = limits.URL, required: bool = False) -> str | None:
        """An address of one of these schemes."""
        value = self.text(name, least=1 if required else 0, most=most, required=required)
        if value is None:
            return None
        scheme, mark, rest = value.partition("://")
        if not mark or scheme.lower() not in schemes:
            listed = ", ".join(repr(one) for one in schemes)
            words = (
                f'Scheme "{scheme if mark else value}" is not supported. Scheme must be one of ({listed}).'
            )
            self.wrong(name, "URL_TYPE_INVALID_SCHEME", words)
        elif not rest or any(letter.isspace() for letter in rest) or not _has_host(value):
            self.wrong(name, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        return value

    def items(self, name: str, *, least: int = 0, most: int | None = None) -> list[Any]:
        """A list, empty if it is absent or null, which it may be only if `least` is 0."""
        value = self.data.get(name)
        if value is None:
            if least:
                self.required(name)
            return []
        if not isinstance(value, list):
            self.wrong(name, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        found = cast("list[Any]", value)
        if len(found) < least or (most is not None and len(found) > most):
            if least and most:
                self.wrong(name, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
            elif least:
                self.wrong(name, "BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.")
            else:
                self.wrong(name, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        return found

    def each(self, name: str, *, least: int = 0, most: int | None = None) -> Iterator[Form]:
        """The objects of a list, each as a form of its own that notes into the same errors."""
        for place, value in enumerate(self.items(name, least=least, most=most)):
            yield Form(value, self.errors, (*self.path, name, place))

    def inner(self, name: str) -> Form | None:
        """An object in the object; None if it is absent or null."""
        value = self.data.get(name)
        return None if value is None else Form(value, self.errors, (*self.path, name))

    def _whole(
        self, where: tuple[str | int, ...], value: object, kind: str, least: int, most: int
    ) -> int | None:
        path = (*self.path, *where)
        number = _integer(value)
        if number is None:
            self.errors.add(path, "NUMBER_TYPE_COERCE", f'Value "{value}" is not {kind}.')
        elif number < least:
            words = f"{kind} value should be greater than or equal to {least}."
            self.errors.add(path, "NUMBER_TYPE_MIN", words)
        elif number > most:
            self.errors.add(path, "NUMBER_TYPE_MAX", f"{kind} value should be less than or equal to {most}.")
        else:
            return number
        return None

    def _twice(self, name: str, place: int) -> None:
        words = "The set already contains this value"
        self.errors.add((*self.path, name, place), "SET_TYPE_ALREADY_CONTAINS_VALUE", words)


def entries(body: object) -> list[Form]:
    """The objects of a body that is a list, which note into the same errors; raises 50035 for anything else."""
    errors = FieldErrors()
    if body is None:
        errors.add((), "BASE_TYPE_REQUIRED", "This field is required")
    elif not isinstance(body, list):
        errors.add((), "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
    errors.check()
    return [Form(value, errors, (place,)) for place, value in enumerate(cast("list[Any]", body))]


def _integer(value: object) -> int | None:
    """A whole number or the ASCII digits of one; nothing for anything else."""
    if isinstance(value, str) and DIGITS.fullmatch(value):
        return int(value) if len(value) <= 20 else -BEYOND if value.startswith("-") else BEYOND
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _has_host(url: str) -> bool:
    """Whether an address of the web says which computer, if it is one of the web at all."""
    try:
        parts = urlsplit(url)
        return parts.scheme not in ("http", "https") or (bool(parts.hostname) and parts.port != 0)
    except ValueError:
        return False


def _choices(allowed: Collection[Word]) -> str:
    return f"Value must be one of {{{', '.join(str(choice) for choice in sorted(allowed))}}}."
