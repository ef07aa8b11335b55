"""One request and its answer, kept as they went over the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from playground.requests import Request


@dataclass(frozen=True)
class Exchange:
    """One request and its answer, as texts, so that nothing that happens later changes them.

    `query` has every name as often as it was said. `read` is whether the playground got as far as the body, `trapped` whether a fault on demand made up the answer.
    """

    method: str
    route: str
    path: str
    query: tuple[tuple[str, str], ...]
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
        return cls.recorded(request.recorded())

    @classmethod
    def recorded(cls, said: dict[str, Any]) -> Exchange:
        """The same from what a playground recorded of it."""
        body, answer = said["json"], said["answer"]
        if body is None and said["files"]:
            body = {}  # a form with files alone says nothing else
        return cls(
            said["method"],
            said["route"],
            said["path"],
            tuple((name, text) for name, text in said["asked"]),
            None if body is None else json.dumps(body),
            said["status"] or 0,
            None if answer is None else json.dumps(answer),
            matched=said["matched"],
            read=said["known"],  # a body is read only of someone who is known
            trapped=said["trapped"],
        )
