"""Discord's own description of its API as a judge: every request and every answer of a playground is held against it.

The description is `discord-openapi.json` in the folder `$CAMPSITE_SHARED` names, else in `shared/` beside the
checkout. It is narrower than what Discord takes in a few places; `RELAXED` lists them, each with its reason.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias, cast
from urllib.parse import urlsplit

import jsonschema
from jsonschema import FormatChecker, validators
from jsonschema.exceptions import ValidationError

from playground.requests import Request

Json: TypeAlias = dict[str, Any]
NAME = "discord-openapi.json"
METHODS = ("get", "put", "post", "patch", "delete")


@dataclass(frozen=True)
class Violation:
    """What is wrong at a place. `rule` is the schema's word that was broken, or `unknown` for a field it has not."""

    place: str
    words: str
    rule: str
    value: Any = None
    format: str | None = None


Widening: TypeAlias = Callable[[Violation], bool]


@dataclass(frozen=True)
class Relaxed:
    """A place where the description is narrower than Discord, what is taken there all the same, and why."""

    method: str
    route: str
    at: str
    widens: Widening
    reason: str

    def covers(self, method: str, route: str, violation: Violation) -> bool:
        """Whether a violation is this gap. `*` stands for any method, any route."""
        return (
            self.method in ("*", method)
            and (self.route == "*" or plain(self.route) == route)
            and re.fullmatch(self.at, violation.place) is not None
            and self.widens(violation)
        )


def number(violation: Violation) -> bool:
    """An integer where the description has another type."""
    value = violation.value
    return violation.rule == "type" and isinstance(value, int) and not isinstance(value, bool)


def numeric_snowflake(violation: Violation) -> bool:
    """An id that is written as a number."""
    return violation.format == "snowflake" and number(violation)


def digits(violation: Violation) -> bool:
    """A string of digits where the description has a number."""
    value = violation.value
    return violation.rule == "type" and isinstance(value, str) and value.isdecimal()


def unknown(*kinds: type) -> Widening:
    """A field that the description does not have, with a value of exactly one of these types."""
    return lambda violation: violation.rule == "unknown" and type(violation.value) in kinds


def text(violation: Violation) -> bool:
    """A string where the description has another type."""
    return violation.rule == "type" and isinstance(violation.value, str)


CLIENTS = "what Discord has always taken from clients, and both client libraries send"
BITS = f"permission bits as digits: {CLIENTS}"
ALOUD = "discord.py says of every message whether it is read aloud"
ADULTS = "the documentation has commands for adults only, and both libraries send it"
UNSURE = "the playground says it, no documentation has it: to be confirmed on Discord's wire or dropped"
KEPT = "discord.py names files it keeps by all it knows of them"
CALLBACK = "/interactions/{}/{}/callback"
MESSAGE, ORIGINAL = "/channels/{}/messages/{}", "/webhooks/{}/{}/messages/@original"
COMMAND = r"answer\.(.*\.)?interaction_metadata\."
REACTION = r"answer\.(\*\.)?reactions\.\*\."
RELAXED: tuple[Relaxed, ...] = (
    Relaxed("*", "*", r"body\..*", numeric_snowflake, f"ids as numbers: {CLIENTS}"),
    Relaxed("POST", "/guilds/{}/roles", r"body\.permissions", digits, BITS),
    Relaxed("PATCH", "/guilds/{}/roles/{}", r"body\.permissions", digits, BITS),
    Relaxed("POST", "/guilds/{}/channels", r"body\.permission_overwrites\.\*\.(allow|deny)", digits, BITS),
    Relaxed("PATCH", "/channels/{}", r"body\.permission_overwrites\.\*\.(allow|deny)", digits, BITS),
    Relaxed("PUT", "/channels/{}/permissions/{}", r"body\.(allow|deny)", digits, BITS),
    Relaxed(
        "PUT",
        "/channels/{}/permissions/{}",
        r"body\.id",
        unknown(int, str),
        "discord.py repeats the path's id",
    ),
    Relaxed(
        "POST",
        "/channels/{}/threads",
        r"query\.use_nested_fields",
        unknown(str),
        "discord.py asks for it since forums came",
    ),
    Relaxed(
        "POST",
        "/channels/{}/threads",
        r"body\.type",
        unknown(int),
        "discord.py says public thread of a forum's post too",
    ),
    Relaxed(
        "POST",
        "/channels/{}/threads",
        r"answer\.message",
        unknown(dict),
        "the documentation has a forum's post answered with its first message",
    ),
    Relaxed("*", "/applications/{}/commands", r"body\.(\*\.)?nsfw", unknown(bool), ADULTS),
    Relaxed(
        "PATCH",
        "/applications/@me",
        r"body\.description",
        text,
        "the documentation has plain text, as discord.py sends",
    ),
    Relaxed("POST", "/channels/{}/threads", r"body\.message\.tts", unknown(bool), ALOUD),
    Relaxed("PATCH", MESSAGE, r"body\.tts", unknown(bool), ALOUD),
    Relaxed("PATCH", ORIGINAL, r"body\.tts", unknown(bool), ALOUD),
    Relaxed("POST", CALLBACK, r"body\.data\.tts", unknown(bool), ALOUD),
    Relaxed(
        "POST",
        "/channels/{}/messages",
        r"body\.embeds\.\*\.flags",
        unknown(int),
        "discord.py sends embeds back as it got them",
    ),
    Relaxed("PATCH", MESSAGE, r"body\.attachments\.\*\.(url|proxy_url|content_type)", unknown(str), KEPT),
    Relaxed("PATCH", MESSAGE, r"body\.attachments\.\*\.(size|width|height)", unknown(int), KEPT),
    Relaxed("PATCH", MESSAGE, r"body\.attachments\.\*\.spoiler", unknown(bool), KEPT),
    Relaxed("*", "*", COMMAND + "name", unknown(str), UNSURE),
    Relaxed("*", "*", COMMAND + "command_type", unknown(int), UNSURE),
    Relaxed("*", "/guilds/{}/roles", r"answer\.(\*\.)?description", unknown(type(None)), UNSURE),
    Relaxed("*", "/guilds/{}/roles/{}", r"answer\.description", unknown(type(None)), UNSURE),
    Relaxed("GET", MESSAGE, REACTION + "burst_me", unknown(bool), UNSURE),
    Relaxed("GET", MESSAGE, REACTION + "burst_count", unknown(int), UNSURE),
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
    """Where the description is on this machine; None where there is no folder for it, but a folder must have it."""
    named = os.environ.get("CAMPSITE_SHARED")
    folder = Path(named) if named else Path(__file__).parents[2] / "shared"
    if not named and not folder.is_dir():
        return None
    if not (folder / NAME).is_file():
        raise FileNotFoundError(f"{folder} should have {NAME}")
    return folder / NAME


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as texts, so that nothing that happens later changes them.

    `read` is whether the playground got as far as the body, `trapped` whether a fault on demand made up the answer.
    """

    method: str
    route: str
    path: str
    query: dict[str, str]
    body: str | None
    status: int
    answer: str | None
    matched: bool = True
    read: bool = True
    trapped: bool = False

    @property
    def code(self) -> int | None:
        """Discord's own code of a refusal."""
        if self.trapped or self.status < 400:
            return None
        return json.loads(self.answer or "{}").get("code")

    @classmethod
    def of(cls, request: Request) -> Exchange:
        """What went over the wire."""
        body = request.json
        if body is None and request.files:
            body = {}  # a form with files alone says nothing else
        return cls(
            request.method,
            request.route,
            request.path,
            request.query,
            None if body is None else json.dumps(body),
            request.status or 0,
            None if request.answer is None else json.dumps(request.answer),
            matched=request.matched,
            read=request.app is not None,  # a body is read only of someone who is known
            trapped=request.trapped,
        )


class Contract:
    """Judges exchanges. What was judged once is not looked at again."""

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
        self._schemas: Json = description["components"]["schemas"]
        _correct(self._schemas)
        _flatten(self._schemas)
        self._judge = _judge(self._schemas)
        self._validators: dict[str, Any] = {}
        self._known: dict[tuple[str, str], list[Violation]] = {}

    def of_request(self, exchange: Exchange) -> list[str]:
        """What is wrong with a request, whatever it got."""
        operation = self._operation(exchange)
        if operation is None:
            return [f"{exchange.method} {plain(exchange.route)}: route is not in the description"]
        found = [*self._of_query(exchange, operation)]
        if exchange.read:
            found += self._of_body(exchange, operation)
        return self._unless_relaxed(exchange, found)

    def of_answer(self, exchange: Exchange) -> list[str]:
        """What is wrong with an answer."""
        operation = self._operation(exchange)
        return self._unless_relaxed(exchange, [*self._of_answer(exchange, operation)]) if operation else []

    def _operation(self, exchange: Exchange) -> Json | None:
        return self.operations.get((exchange.method, plain(exchange.route)))

    def _unless_relaxed(self, exchange: Exchange, found: list[Violation]) -> list[str]:
        method, route = exchange.method, plain(exchange.route)
        return [
            f"{method} {route}: {each.place} {each.words}"
            for each in found
            if not any(gap.covers(method, route, each) for gap in RELAXED)
        ]

    def _of_query(self, exchange: Exchange, operation: Json) -> Iterator[Violation]:
        known = {item["name"]: item for item in operation["parameters"] if item["in"] == "query"}
        for name, text in exchange.query.items():
            place = f"query.{name}"
            if name not in known:
                yield Violation(place, "is not in the description", "unknown", text)
                continue
            schema = known[name]["schema"]
            yield from self._check(schema, json.dumps(self._read(text, schema)), place)
        for name, item in known.items():
            if item.get("required") and name not in exchange.query:
                yield Violation(f"query.{name}", "is missing", "required")

    def _of_body(self, exchange: Exchange, operation: Json) -> Iterator[Violation]:
        described = operation.get("requestBody")
        if described is None:
            if exchange.body not in (None, "{}", "null"):
                yield Violation("body", "is not in the description", "unknown", exchange.body)
            return
        if exchange.body is None:
            if described.get("required"):
                yield Violation("body", "is missing", "required")
            return
        content = described["content"]
        kind = "application/json" if "application/json" in content else "multipart/form-data"
        yield from self._check(content[kind]["schema"], exchange.body, "body")

    def _of_answer(self, exchange: Exchange, operation: Json) -> Iterator[Violation]:
        answers = operation["responses"]
        status = str(exchange.status)
        answer = answers.get(status) or answers.get(f"{status[0]}XX")
        if answer is None:
            words = f"{status} is not in the description, which has {sorted(answers)}"
            yield Violation("status", words, "status", exchange.status)
            return
        while "$ref" in answer:
            answer = self._at(answer["$ref"])
        content = answer.get("content")
        if content is None:
            if exchange.answer is not None:
                yield Violation("answer", "should be empty", "unknown", exchange.answer)
            return
        if exchange.answer is None:
            yield Violation("answer", "is missing", "required")
            return
        yield from self._check(content["application/json"]["schema"], exchange.answer, "answer")

    def _check(self, schema: Json, text: str, place: str) -> list[Violation]:
        key = json.dumps(schema)
        validator = self._validators.get(key)
        if validator is None:
            validator = self._validators[key] = self._judge(schema)
        found = self._known.get((key, text))
        if found is None:
            found = [_told(error) for error in validator.iter_errors(json.loads(text))]
            self._known[key, text] = found
        return [replace(each, place=place + each.place) for each in found]

    def _read(self, text: str, schema: Json) -> Any:
        """A value out of a query as the description types it; of a list, the log keeps one item."""
        schema = _resolved(self._schemas, schema)
        kinds = schema.get("type", ())
        if "array" in kinds:
            return [self._read(text, schema["items"])]
        if "boolean" in kinds and text.lower() in ("true", "false", "1", "0"):
            return text.lower() in ("true", "1")
        return int(text) if "integer" in kinds and re.fullmatch(r"-?[0-9]+", text) else text

    def _at(self, pointer: str) -> Json:
        place: Any = self._description
        for step in pointer.removeprefix("#/").split("/"):
            place = place[step]
        return place


INVALID = 50035
MALFORMED = (50006, INVALID, 50109)
"""The codes of refusals that are about the shape of what was sent: empty, invalid, not JSON."""


@dataclass
class Watch:
    """Everything that went over the wire while one test ran.

    A route that does not exist, and a body that the playground refused as invalid (50035), are violations as well,
    unless the test `provokes`.
    """

    contract: Contract | None
    provokes: bool = False
    exchanges: list[Exchange] = field(default_factory=list[Exchange])

    def note(self, request: Request) -> None:
        """Keeps an exchange."""
        if self.contract:
            self.exchanges.append(Exchange.of(request))

    def violations(self) -> list[str]:
        """What was wrong with them, each wrong once."""
        contract = self.contract
        if contract is None:
            return []
        return list(
            dict.fromkeys(each for exchange in self.exchanges for each in self._of(contract, exchange))
        )

    def _of(self, contract: Contract, exchange: Exchange) -> Iterator[str]:
        if not exchange.matched:
            if not (self.provokes or exchange.trapped):
                yield f"{exchange.method} {exchange.path}: there is no such route"
            return
        if not (self.provokes and exchange.code in MALFORMED):
            yield from contract.of_request(exchange)
        if not exchange.trapped:  # what a fault on demand made up is not Discord's
            yield from contract.of_answer(exchange)
        if exchange.code == INVALID and not self.provokes:
            yield f"{exchange.method} {exchange.route}: refused with {exchange.answer}"


def _told(error: ValidationError) -> Violation:
    path = cast("Any", error).absolute_path
    place = "".join(f".{'*' if isinstance(step, int) else step}" for step in path)
    schema = cast("Any", error.schema)
    form = cast("Json", schema).get("format") if isinstance(schema, dict) else None
    return Violation(place, str(error.message)[:300], str(error.validator), error.instance, form)


def _weight(errors: list[ValidationError]) -> int:
    """How far something is from a branch: an id's type is nothing, a flag too many little, all else much."""
    found = [_told(error) for error in errors]
    loose = unknown(bool, int, str, type(None))
    return sum(1 if loose(each) else 10 for each in found if not numeric_snowflake(each))


def _correct(schemas: Json) -> None:
    for place, value, _ in CORRECTED:
        *steps, last = place.split(".")
        node: Json = schemas
        for step in steps:
            if "$ref" in node[step]:
                node[step] = {}
            node = node[step]
        node[last] = value


def _flatten(schemas: Json) -> None:
    """Makes one object of each that is put together, or no part would know the fields of the others."""
    for schema in schemas.values():
        parts = [_resolved(schemas, part) for part in schema.pop("allOf", ())]
        for part in parts:
            schema["properties"] = {**schema.get("properties", {}), **part.get("properties", {})}
            schema["required"] = [*schema.get("required", ()), *part.get("required", ())]


def _resolved(schemas: Json, schema: Json) -> Json:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    return schema


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


def _judge(schemas: Json) -> Callable[[Json], Any]:
    """Makes validators of schemas within the description, to which a field that it does not know is wrong."""

    def tags(schema: Json) -> set[Any]:
        """The values of `type` that tell this branch of a union from the others."""
        kind = _resolved(schemas, schema).get("properties", {}).get("type")
        if kind is None:
            return set()
        kind = _resolved(schemas, kind)
        if "const" in kind:
            return {kind["const"]}
        return set(kind.get("enum", [])) or {
            each["const"] for each in kind.get("oneOf", []) if "const" in each
        }

    def alike(schema: Json, instance: Any) -> bool:
        """Whether a branch is about the same kind of JSON."""
        kind = _resolved(schemas, schema).get("type")
        return kind is None or (kind == "null") == (instance is None)

    def any_of(validator: Any, branches: list[Json], instance: Any, _: Json) -> Iterator[ValidationError]:
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
            if best is None or _weight(errors) < _weight(best):
                best = errors
        yield from best or ()

    def one_of(
        validator: Any, branches: list[Json], instance: Any, schema: Json
    ) -> Iterator[ValidationError]:
        """A union of which no two branches may fit."""
        yield from any_of(validator, branches, instance, schema)
        fits = sum(validator.evolve(schema=branch).is_valid(instance) for branch in branches)
        if fits > 1:
            yield ValidationError(f"fits {fits} branches of a union")

    def reference(validator: Any, pointer: str, instance: Any, _: Json) -> Iterator[ValidationError]:
        yield from validator.descend(instance, schemas[pointer.rpartition("/")[2]])

    def properties(validator: Any, known: Json, instance: Any, schema: Json) -> Iterator[ValidationError]:
        yield from of_properties(validator, known, instance, schema)
        if isinstance(instance, dict) and "additionalProperties" not in schema:
            for name, value in cast("Json", instance).items():
                if name not in known:
                    yield ValidationError(
                        "is not in the description", path=[name], validator="unknown", instance=value
                    )

    plain_judge: Any = jsonschema.Draft202012Validator
    of_properties = plain_judge.VALIDATORS["properties"]
    words = {"oneOf": one_of, "anyOf": any_of, "$ref": reference, "properties": properties}
    extended: Callable[[Any, Json], Any] = cast("Any", validators).extend
    made: Any = extended(plain_judge, words)
    return lambda schema: made(schema, format_checker=FORMATS)
