"""Holds JSON against schemas of the description, more strictly than JSON Schema: an unknown field is wrong."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b
from typing import Any, cast
from urllib.parse import urlsplit

import jsonschema
from jsonschema import FormatChecker, validators
from jsonschema.exceptions import ValidationError

from tests.contract.description import Description, Json
from tests.contract.gaps import digits, numeric_snowflake, unknown
from tests.contract.violation import Violation


class Schemas:
    """Checks texts of JSON. What was checked once is not looked at again, be it a whole text or a part of one.

    The same people, roles and buttons stand in nearly every answer, and each union tries all its branches on them:
    without this the judge takes longer than everything it judges.
    """

    def __init__(self, description: Description) -> None:
        self._description = description
        words = {
            "oneOf": self._one_of,
            "anyOf": self._any_of,
            "$ref": self._reference,
            "properties": self._properties,
        }
        self._kind = cast("Any", validators).extend(PLAIN, words)
        self._validators: dict[str, Any] = {}
        self._known: dict[tuple[str, str], list[Violation]] = {}
        self._known_parts: dict[tuple[str, bytes], list[ValidationError]] = {}
        self._constants: dict[int, tuple[list[Json], Counter[str]]] = {}

    def check(self, schema: Json, text: str, place: str) -> list[Violation]:
        """What is wrong with a text; `place` is what the places begin with."""
        key = json.dumps(schema)
        validator = self._validators.get(key)
        if validator is None:
            validator = self._validators[key] = self._kind(schema, format_checker=FORMATS)
        found = self._known.get((key, text))
        if found is None:
            found = [_told(error) for error in validator.iter_errors(json.loads(text))]
            self._known[key, text] = found
        return [replace(each, place=place + each.place) for each in found]

    # The words of JSON Schema that mean more here: each gets the validator, its own value, what it is held against,
    # and the schema it stands in.

    def _any_of(
        self, validator: Any, branches: list[Json], instance: Any, _: Json
    ) -> Iterator[ValidationError]:
        """A union: by its `type` where that decides, which also says what exactly is wrong; else any that fits."""
        fitting = [branch for branch in branches if self._alike(branch, instance)] or branches
        wanted = cast("Json", instance).get("type") if isinstance(instance, dict) else None
        if isinstance(wanted, int | str):
            fitting = [branch for branch in fitting if wanted in self._tags(branch)] or fitting
        best: list[ValidationError] | None = None
        for branch in fitting:
            errors = list(validator.descend(instance, branch))
            if not errors:
                return
            if best is None or _weight(errors) < _weight(best):
                best = errors
        yield from best or ()

    def _one_of(
        self, validator: Any, branches: list[Json], instance: Any, schema: Json
    ) -> Iterator[ValidationError]:
        """A union of which no two branches may fit."""
        if self._constants_of(branches)[json.dumps(instance)] == 1:
            return
        yield from self._any_of(validator, branches, instance, schema)
        kind = cast("Json", instance).get("type") if isinstance(instance, dict) else None
        fits = sum(
            validator.evolve(schema=branch).is_valid(instance)
            for branch in branches
            if not isinstance(kind, int | str) or kind in (self._tags(branch) or (kind,))
        )
        if fits > 1:
            yield ValidationError(f"fits {fits} branches of a union")

    def _reference(self, validator: Any, pointer: str, instance: Any, _: Json) -> Iterator[ValidationError]:
        key = pointer, blake2b(json.dumps(instance).encode(), digest_size=16).digest()
        known = self._known_parts.get(key)
        if known is None:
            known = list(validator.descend(instance, self._description.resolved({"$ref": pointer})))
            self._known_parts[key] = known
        for error in known:  # whoever gets one writes into it where it was found
            yield ValidationError.create_from(error)

    def _properties(
        self, validator: Any, known: Json, instance: Any, schema: Json
    ) -> Iterator[ValidationError]:
        """The fields; one that is not described is wrong unless the schema says what others may be."""
        yield from PLAIN.VALIDATORS["properties"](validator, known, instance, schema)
        if isinstance(instance, dict) and "additionalProperties" not in schema:
            for name, value in cast("Json", instance).items():
                if name not in known:
                    yield ValidationError(
                        "is not in the description", path=[name], validator="unknown", instance=value
                    )

    def _constants_of(self, branches: list[Json]) -> Counter[str]:
        """How often a union has each value, as JSON, if it is one of plain values; empty otherwise."""
        known = self._constants.get(id(branches))
        if known is None:
            plain = all(branch.keys() <= CONSTANT for branch in branches)
            values = Counter(
                json.dumps(branch["const"]) for branch in branches if plain and "const" in branch
            )
            known = self._constants[id(branches)] = (
                branches,
                values,
            )  # kept, or its id would be another's one day
        return known[1]

    def _tags(self, schema: Json) -> set[Any]:
        """The values of `type` that tell this branch of a union from the others."""
        kind = self._description.resolved(schema).get("properties", {}).get("type")
        if kind is None:
            return set()
        kind = self._description.resolved(kind)
        if "const" in kind:
            return {kind["const"]}
        return set(kind.get("enum", [])) or {
            each["const"] for each in kind.get("oneOf", []) if "const" in each
        }

    def _alike(self, schema: Json, instance: Any) -> bool:
        """Whether a branch is about the same kind of JSON."""
        kind = self._description.resolved(schema).get("type")
        return kind is None or (kind == "null") == (instance is None)


CONSTANT = frozenset({"const", "title", "description"})
"""What a branch that is one plain value consists of."""

PLAIN: Any = jsonschema.Draft202012Validator
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def _is_instant(value: object) -> bool:
    return not isinstance(value, str) or ("T" in value and datetime.fromisoformat(value).tzinfo is not None)


@FORMATS.checks("uri", raises=ValueError)
def _is_uri(value: object) -> bool:
    if not isinstance(value, str):
        return True
    parts = urlsplit(value)
    return bool(parts.scheme and (parts.netloc or parts.path)) and re.search(r"\s", value) is None


def _told(error: ValidationError) -> Violation:
    path = cast("Any", error).absolute_path
    place = "".join(f".{'*' if isinstance(step, int) else step}" for step in path)
    schema = cast("Any", error.schema)
    form = cast("Json", schema).get("format") if isinstance(schema, dict) else None
    return Violation(place, str(error.message)[:300], str(error.validator), error.instance, form)


def _weight(errors: list[ValidationError]) -> int:
    """How far something is from a branch: an id's type is nothing, digits or a flag too many little, all else much."""
    found = [_told(error) for error in errors]
    flag = unknown(bool, int, str, type(None))
    return sum(1 if digits(each) or flag(each) else 10 for each in found if not numeric_snowflake(each))
