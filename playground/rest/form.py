"""Reads the fields of a JSON body and collects what is wrong with them, in Discord's words."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any, cast

from playground import limits
from playground.errors import FieldErrors
from playground.wire import Json
from playground.world.snowflakes import parsed


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
            self.errors.add(path, "DICT_TYPE_CONVERT", "Only dictionaries may be used in a DictType")

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
        """A string; lengths in characters, as Discord counts them after trimming."""
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
        if least and most and not least <= len(value) <= most:
            code, words = "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length."
            if not value.strip():
                code, words = "BASE_TYPE_REQUIRED", "This field is required"
            self.wrong(name, code, words)
        elif most is not None and len(value) > most:
            self.wrong(name, "BASE_TYPE_MAX_LENGTH", f"Must be {most} or fewer in length.")
        elif len(value) < least:
            self.wrong(name, "BASE_TYPE_MIN_LENGTH", f"Must be {least} or more in length.")
        return value

    def number(
        self, name: str, *, least: int | None = None, most: int | None = None, required: bool = False
    ) -> int | None:
        """A whole number, or its digits."""
        value = self.data.get(name)
        if value is None:
            if required:
                self.required(name)
            return None
        try:
            number = int(value)
        except (TypeError, ValueError):
            self.wrong(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not int.')
            return None
        if least is not None and number < least:
            self.wrong(name, "NUMBER_TYPE_MIN", f"int value should be greater than or equal to {least}.")
        elif most is not None and number > most:
            self.wrong(name, "NUMBER_TYPE_MAX", f"int value should be less than or equal to {most}.")
        return number

    def one_of(self, name: str, allowed: Collection[int], *, required: bool = False) -> int | None:
        """A number out of a few."""
        value = self.number(name, required=required)
        if value is not None and value not in allowed:
            listed = ", ".join(str(choice) for choice in sorted(allowed))
            self.wrong(name, "BASE_TYPE_CHOICES", f"Value must be one of {{{listed}}}.")
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
        try:
            return int(value)
        except (TypeError, ValueError):
            self.wrong(name, "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.')
            return None

    def snowflakes(self, name: str) -> list[int]:
        """A list of ids."""
        numbers: list[int] = []
        for place, value in enumerate(self.items(name)):
            try:
                numbers.append(int(value))
            except (TypeError, ValueError):
                self.errors.add(
                    (*self.path, name, place), "NUMBER_TYPE_COERCE", f'Value "{value}" is not snowflake.'
                )
        return numbers

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

    def url(self, name: str, *schemes: str, required: bool = False) -> str | None:
        """An address of one of these schemes."""
        value = self.text(name, most=limits.URL, required=required)
        if value is None:
            return None
        scheme, mark, rest = value.partition("://")
        if not mark or scheme.lower() not in schemes:
            listed = ", ".join(repr(one) for one in schemes)
            words = (
                f'Scheme "{scheme if mark else value}" is not supported. Scheme must be one of ({listed}).'
            )
            self.wrong(name, "URL_TYPE_INVALID_SCHEME", words)
        elif not rest or any(letter.isspace() for letter in rest):
            self.wrong(name, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        return value

    def items(self, name: str, *, least: int = 0, most: int | None = None) -> list[Any]:
        """A list, empty if it is absent or null."""
        value = self.data.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            self.wrong(name, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType")
            return []
        found = cast("list[Any]", value)
        if most is not None and not least <= len(found) <= most:
            if least:
                self.wrong(name, "BASE_TYPE_BAD_LENGTH", f"Must be between {least} and {most} in length.")
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
