"""Discord's own description of its API as a judge: every request and every answer of a playground is held against it.

The description is `discord-openapi.json` in the folder `$CAMPSITE_SHARED` names, else in `shared/` beside the
checkout. It is narrower than what Discord takes in a few places; `RELAXED` lists them, each with its reason.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias, cast

import jsonschema
from jsonschema import validators
from jsonschema.exceptions import ValidationError

from playground.requests import Request

Json: TypeAlias = dict[str, Any]
NAME = "discord-openapi.json"
METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True)
class Relaxed:
    """A place where the description is narrower than Discord, and why we believe so."""

    method: str
    route: str
    at: str
    reason: str

    def covers(self, method: str, route: str, place: str) -> bool:
        """Whether a violation at this place is this gap. `*` stands for any method, any route."""
        return (
            self.method in ("*", method)
            and (self.route == "*" or plain(self.route) == route)
            and re.fullmatch(self.at, place) is not None
        )


CLIENTS = "what Discord has always taken from clients, and both client libraries send"
RELAXED: tuple[Relaxed, ...] = (
    Relaxed("*", "*", r"body\.(.*\.)?(permissions|allow|deny)", f"permission bits as digits: {CLIENTS}"),
    Relaxed(
        "POST",
        "/channels/{}/threads",
        r"query\.use_nested_fields",
        "discord.py asks for it since forums came",
    ),
    Relaxed(
        "POST", "/channels/{}/threads", r"body\.type", "discord.py says public thread of a forum's post too"
    ),
    Relaxed(
        "*",
        "*",
        r"body\.(\*\.)?nsfw",
        "the documentation has commands for adults only, and both libraries send it",
    ),
    Relaxed(
        "PATCH",
        "/applications/@me",
        r"body\.description",
        "the documentation has plain text, as discord.py sends",
    ),
    Relaxed(
        "*", "*", r"body\.(data\.|message\.)?tts", "discord.py says of every message whether it is read aloud"
    ),
    Relaxed("*", "*", r"body\.(.*\.)?embeds\.\*\.flags", "discord.py sends embeds back as it got them"),
    Relaxed(
        "*",
        "*",
        r"body\.(.*\.)?attachments\.\*\..*",
        "discord.py names files it keeps by all it knows of them",
    ),
    Relaxed("PUT", "/channels/{}/permissions/{}", r"body\.id", "discord.py repeats the id of the path"),
)

WORDS = "the codes of field errors are words in every answer and in the documentation, not numbers"
CORRECTED: tuple[tuple[str, Any, str], ...] = (
    (
        "InnerErrors.properties._errors.items.properties",
        {"code": {"type": "string"}, "message": {"type": "string"}},
        WORDS,
    ),
    ("InnerErrors.properties._errors.items.required", ["code", "message"], WORDS),
)
"""Places in the description's schemas, what stands there for us, and why."""


def plain(path: str) -> str:
    """A route with nameless placeholders: the description and the playground name their ids differently."""
    return re.sub(r"\{[^}]*\}", "{}", path)


def find_description() -> Path | None:
    """Where the description is on this machine; None without one."""
    folder = os.environ.get("CAMPSITE_SHARED")
    places = [Path(folder)] if folder else [Path(__file__).parents[2] / "shared"]
    return next((place / NAME for place in places if (place / NAME).exists()), None)


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as texts, so that nothing that happens later changes them."""

    method: str
    route: str
    path: str
    query: dict[str, str]
    body: str | None
    status: int
    answer: str | None

    @property
    def invalid(self) -> bool:
        """Whether Discord would have called the body invalid."""
        return self.status == 400 and json.loads(self.answer or "{}").get("code") == 50035

    @classmethod
    def of(cls, request: Request) -> Exchange:
        """What went over the wire."""
        body = None if request.json is None else json.dumps(request.json)
        answer = None if request.answer is None else json.dumps(request.answer)
        return cls(
            request.method, request.route, request.path, request.query, body, request.status or 0, answer
        )


class Contract:
    """Judges exchanges. What was found right once is not looked at again."""

    def __init__(self, description: Json) -> None:
        self._description = description
        self.operations: dict[tuple[str, str], Json] = {
            (method.upper(), plain(path)): {
                **item[method],
                "parameters": item.get("parameters", []) + item[method].get("parameters", []),
            }
            for path, item in description["paths"].items()
            for method in METHODS
            if method in item
        }
        _correct(description["components"]["schemas"])
        self._judges = {
            "request": _judge(description, request=True),
            "answer": _judge(description, request=False),
        }
        self._validators: dict[tuple[str, str], Any] = {}
        self._right: set[tuple[str, str, str]] = set()

    def violations(self, exchange: Exchange) -> list[str]:
        """What is wrong with a request that was accepted, and with any answer."""
        method, route = exchange.method, plain(exchange.route)
        operation = self.operations.get((method, route))
        if operation is None:
            return self._unless_relaxed(method, route, [("route", "is not in the description")])
        found: list[tuple[str, str]] = []
        if exchange.status < 400:
            found += self._of_query(exchange, operation)
            found += self._of_body(exchange, operation)
        found += self._of_answer(exchange, operation)
        return self._unless_relaxed(method, route, found)

    def _unless_relaxed(self, method: str, route: str, found: list[tuple[str, str]]) -> list[str]:
        return [
            f"{method} {route}: {place} {words}"
            for place, words in found
            if not any(gap.covers(method, route, place) for gap in RELAXED)
        ]

    def _of_query(self, exchange: Exchange, operation: Json) -> Iterator[tuple[str, str]]:
        known = {item["name"]: item for item in operation["parameters"] if item["in"] == "query"}
        for name, text in exchange.query.items():
            if name not in known:
                yield f"query.{name}", "is not in the description"
                continue
            schema = known[name]["schema"]
            yield from self._check(schema, json.dumps(_read(text, schema)), f"query.{name}")

    def _of_body(self, exchange: Exchange, operation: Json) -> Iterator[tuple[str, str]]:
        described = operation.get("requestBody")
        if described is None:
            if exchange.body not in (None, "{}", "null"):
                yield "body", "is not in the description"
            return
        if exchange.body is None:
            if described.get("required"):
                yield "body", "is missing"
            return
        yield from self._check(described["content"]["application/json"]["schema"], exchange.body, "body")

    def _of_answer(self, exchange: Exchange, operation: Json) -> Iterator[tuple[str, str]]:
        answers = operation["responses"]
        status = str(exchange.status)
        answer = answers.get(status) or answers.get(f"{status[0]}XX")
        if answer is None:
            yield "status", f"{status} is not in the description, which has {sorted(answers)}"
            return
        while "$ref" in answer:
            answer = self._at(answer["$ref"])
        content = answer.get("content")
        if content is None:
            if exchange.answer is not None:
                yield "answer", "should be empty"
            return
        if exchange.answer is None:
            yield "answer", "is missing"
            return
        yield from self._check(content["application/json"]["schema"], exchange.answer, "answer")

    def _check(self, schema: Json, text: str, place: str) -> Iterator[tuple[str, str]]:
        key = ("answer" if place == "answer" else "request", json.dumps(schema))
        if (*key, text) in self._right:
            return
        validator = self._validators.get(key)
        if validator is None:
            validator = self._validators[key] = self._judges[key[0]](schema)
        found = [_told(error, place) for error in validator.iter_errors(json.loads(text))]
        if not found:
            self._right.add((*key, text))
        yield from found

    def _at(self, pointer: str) -> Json:
        place: Any = self._description
        for step in pointer.removeprefix("#/").split("/"):
            place = place[step]
        return place


@dataclass
class Watch:
    """Everything that went over the wire while one test ran.

    A body that the playground refused as invalid (50035) is a violation as well, unless the test `provokes`.
    """

    contract: Contract | None
    provokes: bool = False
    exchanges: list[Exchange] = field(default_factory=list[Exchange])

    def note(self, request: Request) -> None:
        """Keeps an exchange; answers that a fault on demand made up are not Discord's."""
        known = (
            request.app is not None or request.status == 401
        )  # a route that does not exist is in no description
        if self.contract and known and not request.trapped:
            self.exchanges.append(Exchange.of(request))

    def violations(self) -> list[str]:
        """What was wrong with them, each wrong once."""
        contract = self.contract
        if contract is None:
            return []
        found = [each for exchange in self.exchanges for each in contract.violations(exchange)]
        if not self.provokes:
            found += [
                f"{exchange.method} {exchange.route}: refused with {exchange.answer}"
                for exchange in self.exchanges
                if exchange.invalid
            ]
        return list(dict.fromkeys(found))


def _told(error: ValidationError, place: str) -> tuple[str, str]:
    path = cast("Any", error).absolute_path
    where = ".".join((place, *("*" if isinstance(step, int) else str(step) for step in path)))
    return where, str(error.message)[:300]


def _read(text: str, schema: Json) -> Any:
    """A value out of a query as the description types it."""
    kinds = schema.get("type", ())
    if "boolean" in kinds and text.lower() in ("true", "false", "1", "0"):
        return text.lower() in ("true", "1")
    return int(text) if "integer" in kinds and text.isdigit() else text


def _correct(schemas: Json) -> None:
    for place, value, _ in CORRECTED:
        *steps, last = place.split(".")
        node: Json = schemas
        for step in steps:
            if "$ref" in node[step]:
                node[step] = {}
            node = node[step]
        node[last] = value


def _judge(description: Json, *, request: bool) -> Callable[[Json], Any]:
    """Makes validators of schemas within the description.

    In a request ids may be numbers, as `CLIENTS` says, and a field that the description does not know is wrong.
    """
    schemas: Json = description["components"]["schemas"]

    def resolved(schema: Json) -> Json:
        while "$ref" in schema:
            schema = schemas[schema["$ref"].rpartition("/")[2]]
        return schema

    def tags(schema: Json) -> set[Any]:
        """The values of `type` that tell this branch of a union from the others."""
        kind = resolved(schema).get("properties", {}).get("type")
        if kind is None:
            return set()
        kind = resolved(kind)
        if "const" in kind:
            return {kind["const"]}
        return set(kind.get("enum", [])) or {
            each["const"] for each in kind.get("oneOf", []) if "const" in each
        }

    def alike(schema: Json, instance: Any) -> bool:
        """Whether a branch is about the same kind of JSON."""
        kind = resolved(schema).get("type")
        return kind is None or (kind == "null") == (instance is None)

    def one_of(validator: Any, branches: list[Json], instance: Any, _: Json) -> Iterator[ValidationError]:
        """A union: by its `type` where that decides, which also says what exactly is wrong; else any that fits."""
        fitting = [branch for branch in branches if alike(branch, instance)] or branches
        wanted = cast("Json", instance).get("type") if isinstance(instance, dict) else None
        if isinstance(wanted, int | str):
            fitting = [branch for branch in fitting if wanted in tags(branch)] or fitting
        best: list[ValidationError] | None = None
        for branch in fitting:
            errors = list(validator.descend(instance, branch))
            if not errors:
                return
            if best is None or len(errors) < len(best):
                best = errors
        yield from best or ()

    def reference(validator: Any, pointer: str, instance: Any, _: Json) -> Iterator[ValidationError]:
        yield from validator.descend(instance, schemas[pointer.rpartition("/")[2]])

    def kind(validator: Any, types: Any, instance: Any, schema: Json) -> Iterator[ValidationError]:
        number = isinstance(instance, int) and not isinstance(instance, bool)
        if not (number and schema.get("format") == "snowflake"):
            yield from of_type(validator, types, instance, schema)

    def properties(validator: Any, known: Json, instance: Any, schema: Json) -> Iterator[ValidationError]:
        yield from of_properties(validator, known, instance, schema)
        if isinstance(instance, dict) and "additionalProperties" not in schema:
            for name in cast("Json", instance):
                if name not in known:
                    yield ValidationError("is not in the description", path=[name])

    plain_judge: Any = jsonschema.Draft202012Validator
    of_type, of_properties = plain_judge.VALIDATORS["type"], plain_judge.VALIDATORS["properties"]
    words: dict[str, Any] = {"oneOf": one_of, "anyOf": one_of, "$ref": reference}
    if request:
        words |= {"type": kind, "properties": properties}
    extended: Callable[[Any, Json], Any] = cast("Any", validators).extend
    made: Callable[[Json], Any] = extended(plain_judge, words)
    return made
