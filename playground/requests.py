"""The log of everything bots asked of the REST API."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from playground.wire import Json, dumps
from playground.world.applications import Application

if TYPE_CHECKING:
    from playground.faults import Fault


@dataclass
class Request:
    """One request and how it ended. `route` has the placeholders, `path` the ids; `status` is None while it is open.

    `asked` is the query as it came, every name as often as it was said.
    """

    app: Application | None
    method: str
    route: str
    path: str
    asked: tuple[tuple[str, str], ...]
    at: datetime
    json: Any = None
    files: list[str] = field(default_factory=list[str])
    reason: str | None = None
    status: int | None = None
    answer: Any = None
    trapped: bool = False
    """Whether a fault on demand, or the guard in front of Discord, answered instead of it."""
    fault: Fault | None = None
    """The fault on demand that it met, one that only took its time as well."""
    matched: bool = False
    """Whether it was for a route there is, as far as anyone looked: the guard in front of Discord does not."""
    scope: str | None = None
    """Of a 429: whose limit it was, `user`, `shared` or `global`; None for one without a bucket."""

    @property
    def query(self) -> dict[str, str]:
        """The query by name; of a name that was said several times the last."""
        return dict(self.asked)

    @property
    def invalid(self) -> bool:
        """Whether it counts towards the ten thousand in ten minutes after which Discord bans the address."""
        return self.status in (401, 403) or (self.status == 429 and self.scope != "shared")

    def recorded(self) -> Json:
        """What went over the wire, as JSON that says it all."""
        return {
            "method": self.method,
            "route": self.route,
            "path": self.path,
            "asked": self.asked,
            "known": self.app is not None,
            "json": self.json,
            "files": self.files,
            "status": self.status,
            "answer": self.answer,
            "matched": self.matched,
            "trapped": self.trapped,
        }

    def __str__(self) -> str:
        return f"{self.method} {self.path} → {self.status}"


Watcher: TypeAlias = Callable[[Request], None]

RECORD = os.environ.get("PLAYGROUND_RECORD")
"""A file that gets a line of JSON of every answered request, for whoever wants to look at a playground in a process of
its own; it is the environment's in which the process began."""


class RequestLog:
    """Every request, oldest first. Paths are matched with `*` for any part, against the route or the real path."""

    _watchers: ClassVar[list[Watcher]] = []

    def __init__(self) -> None:
        self._all: list[Request] = []

    @classmethod
    @contextmanager
    def watched(cls, watcher: Watcher) -> Generator[None]:
        """Tells the watcher of every request that is answered, whichever playground it is in."""
        cls._watchers.append(watcher)
        try:
            yield
        finally:
            cls._watchers.remove(watcher)

    def __iter__(self) -> Iterator[Request]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, place: int) -> Request:
        return self._all[place]

    def add(self, request: Request) -> None:
        """Notes a request that came in."""
        self._all.append(request)

    def answered(self, request: Request, status: int, answer: Any) -> None:
        """Notes what a request got; a status of 0 is a connection that ended without an answer."""
        request.status, request.answer = status, answer
        if RECORD:
            with Path(RECORD).open("ab", buffering=0) as file:
                file.write(dumps(request.recorded()).encode() + b"\n")
        for watcher in tuple(self._watchers):
            watcher(request)

    def clear(self) -> None:
        """Forgets everything up to now."""
        self._all.clear()

    def of(
        self,
        method: str | None = None,
        path: str | None = None,
        *,
        status: int | None = None,
        app: Application | None = None,
    ) -> list[Request]:
        """Those that fit everything that is given."""
        return [
            request
            for request in self._all
            if (method is None or request.method == method)
            and (path is None or fits(path, request.route, request.path))
            and (status is None or request.status == status)
            and (app is None or request.app is app)
        ]

    def count(self, method: str | None = None, path: str | None = None, *, status: int | None = None) -> int:
        """How many fit everything that is given."""
        return len(self.of(method, path, status=status))

    @property
    def limited(self) -> list[Request]:
        """Those that met a limit (429), of whatever scope."""
        return self.of(status=429)

    def invalid(self, since: datetime | None = None) -> list[Request]:
        """Those that Discord counts as invalid (401, 403, 429 unless shared), from an instant on if one is given."""
        return [
            request for request in self._all if request.invalid and (since is None or request.at >= since)
        ]


def fits(pattern: str, route: str, path: str) -> bool:
    """Whether a pattern such as `/channels/*/messages` means this route or path; `*` is one part of it."""
    if pattern in (route, path):
        return True
    wanted, steps = pattern.split("/"), path.split("/")
    return len(wanted) == len(steps) and all(
        fnmatchcase(step, want) or want.startswith("{") for want, step in zip(wanted, steps, strict=True)
    )


def may_fit(pattern: str, route: str) -> bool:
    """Whether a path of this route can fit the pattern: its placeholders may stand for anything."""
    wanted, steps = pattern.split("/"), route.split("/")
    return len(wanted) == len(steps) and all(
        want.startswith("{") or step.startswith("{") or fnmatchcase(step, want)
        for want, step in zip(wanted, steps, strict=True)
    )
