"""One request and its answer, kept as they went over the wire."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from playground.requests import Request


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
        body: Any = request.json
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
