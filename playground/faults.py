"""What goes wrong on demand: requests that fail before or after their effect, sockets that close or fall silent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from playground.requests import fits

if TYPE_CHECKING:
    from playground.gateway.connection import Connection
    from playground.world.applications import Application


class Kind(Enum):
    """How a request fails."""

    STATUS = "status"
    CUT = "cut"
    RESET = "reset"
    STALL = "stall"


@dataclass
class Fault:
    """A trap on a route: how often it still snaps, and how."""

    kind: Kind
    method: str
    path: str
    times: int
    after_effect: bool = False
    status: int = 500
    body: Any = None
    headers: dict[str, str] | None = None
    seconds: float = 0.0
    hits: int = 0


class Faults:
    """Traps for requests, by method and path; `*` is any part of a path and any method."""

    def __init__(self, connections: Callable[[Application], list[Connection]]) -> None:
        self.traps: list[Fault] = []
        self._connections = connections

    # REST

    def fail(
        self,
        method: str,
        path: str,
        *,
        status: int = 500,
        body: Any = None,
        times: int = 1,
        after_effect: bool = False,
        headers: dict[str, str] | None = None,
    ) -> Fault:
        """Answers with a status; a `str` body goes out as text/html, anything else as JSON."""
        if body is None:
            body = {"message": f"{status}: playground fault", "code": 0}
        return self._set(Fault(Kind.STATUS, method, path, times, after_effect, status, body, headers))

    def cut(self, method: str, path: str, *, times: int = 1, after_effect: bool = False) -> Fault:
        """Closes the connection without an answer."""
        return self._set(Fault(Kind.CUT, method, path, times, after_effect))

    def reset(self, method: str, path: str, *, times: int = 1, after_effect: bool = False) -> Fault:
        """Tears the connection down with a TCP reset."""
        return self._set(Fault(Kind.RESET, method, path, times, after_effect))

    def stall(
        self, method: str, path: str, seconds: float, *, times: int = 1, after_effect: bool = False
    ) -> Fault:
        """Lets real seconds pass before the effect, or between it and the answer."""
        return self._set(Fault(Kind.STALL, method, path, times, after_effect, seconds=seconds))

    def clear(self) -> None:
        """Takes all traps away."""
        self.traps.clear()

    def caught(self, method: str, route: str, path: str) -> Fault | None:
        """The trap this request steps into, if there is one; it counts."""
        for fault in self.traps:
            if fault.times and fault.method in ("*", method) and fits(fault.path, route, path):
                fault.times -= 1
                fault.hits += 1
                return fault
        return None

    def _set(self, fault: Fault) -> Fault:
        self.traps.append(fault)
        return fault

    # Gateway

    def close(self, app: Application, code: int) -> None:
        """Closes the bot's sockets with a code; whether it may resume is its library's business."""
        for connection in self._connections(app):
            connection.close(code)

    def reconnect(self, app: Application) -> None:
        """Asks the bot to come back (op 7)."""
        for connection in self._connections(app):
            connection.ask_to_reconnect()

    def invalidate(self, app: Application, *, resumable: bool = False) -> None:
        """Tells the bot that its session is invalid (op 9)."""
        for connection in self._connections(app):
            connection.invalidate(resumable=resumable)

    def silence_heartbeats(self, app: Application, *, silent: bool = True) -> None:
        """Heartbeats get no answer any more, until it is taken back."""
        for connection in self._connections(app):
            connection.acknowledges = not silent
