"""Discord's own description of its API as a judge: every request and every answer of a playground is held against it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import copy
from typing import Any, Self

from tests.contract.description import Description, Json, plain
from tests.contract.exchange import Exchange
from tests.contract.gaps import GAPS, Gap
from tests.contract.schemas import Schemas
from tests.contract.violation import Violation


class Contract:
    """Judges exchanges. What the description lacks, `gaps` lets pass."""

    def __init__(self, description: Description, gaps: tuple[Gap, ...] = GAPS) -> None:
        self.description = description
        self.gaps = gaps
        self._schemas = Schemas(description)

    def without(self, gap: Gap) -> Self:
        """The same judge, who does not know of one gap."""
        stricter = copy(self)
        stricter.gaps = tuple(each for each in self.gaps if each is not gap)
        return stricter

    def of_request(self, exchange: Exchange) -> list[str]:
        """What is wrong with a request, whatever it got."""
        operation = self._operation(exchange)
        if operation is None:
            return [f"{exchange.method} {plain(exchange.route)}: route is not in the description"]
        found = [*self._of_query(exchange, operation)]
        if exchange.read:
            found += self._of_body(exchange, operation)
        return self._but_gaps(exchange, found)

    def of_answer(self, exchange: Exchange) -> list[str]:
        """What is wrong with an answer."""
        operation = self._operation(exchange)
        return self._but_gaps(exchange, [*self._of_answer(exchange, operation)]) if operation else []

    def _operation(self, exchange: Exchange) -> Json | None:
        return self.description.operations.get((exchange.method, plain(exchange.route)))

    def _but_gaps(self, exchange: Exchange, found: list[Violation]) -> list[str]:
        method, route = exchange.method, plain(exchange.route)
        return [
            f"{method} {route}: {each.place} {each.words}"
            for each in found
            if not any(gap.covers(method, route, each) for gap in self.gaps)
        ]

    # A request

    def _of_query(self, exchange: Exchange, operation: Json) -> Iterator[Violation]:
        known = {item["name"]: item for item in operation["parameters"] if item["in"] == "query"}
        said: dict[str, list[str]] = {}
        for name, text in exchange.query:
            said.setdefault(name, []).append(text)
        for name, texts in said.items():
            place = f"query.{name}"
            if name not in known:
                for text in texts:
                    yield Violation(place, "is not in the description", "unknown", text)
                continue
            schema = known[name]["schema"]
            yield from self._schemas.check(schema, json.dumps(self._typed(texts, schema)), place)
        for name, item in known.items():
            if item.get("required") and name not in said:
                yield Violation(f"query.{name}", "is missing", "required")

    def _typed(self, texts: list[str], schema: Json) -> Any:
        """What a query says under one name as the description types it; where it wants one value, several are a list."""
        schema = self.description.resolved(schema)
        kinds = schema.get("type", ())
        if "array" in kinds:
            return [self._typed([text], schema["items"]) for text in texts]
        if len(texts) > 1:
            return texts
        [text] = texts
        if "boolean" in kinds and text.lower() in ("true", "false", "1", "0"):
            return text.lower() in ("true", "1")
        return int(text) if "integer" in kinds and re.fullmatch(r"-?[0-9]+", text) else text

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
        yield from self._schemas.check(content[kind]["schema"], exchange.body, "body")

    # An answer

    def _of_answer(self, exchange: Exchange, operation: Json) -> Iterator[Violation]:
        answers = operation["responses"]
        status = str(exchange.status)
        answer = answers.get(status) or answers.get(f"{status[0]}XX")
        if answer is None:
            words = f"{status} is not in the description, which has {sorted(answers)}"
            yield Violation("status", words, "status", exchange.status)
            return
        content = self.description.resolved(answer).get("content")
        if content is None:
            if exchange.answer is not None:
                yield Violation("answer", "should be empty", "unknown", exchange.answer)
            return
        if exchange.answer is None:
            yield Violation("answer", "is missing", "required")
            return
        yield from self._schemas.check(content["application/json"]["schema"], exchange.answer, "answer")
