"""What goes wrong on demand: requests that fail before or after their effect, sockets that close or fall silent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any, cast

from playground import errors
from playground.gateway.disturbances import Disturbance, Told
from playground.requests import fits, may_fit
from playground.wire import Json
from playground.world.world import EVENTS

if TYPE_CHECKING:
    from playground.gateway.hub import Hub
    from playground.world.applications import Application


CLOSE_CODES = range(1000, 5000)
"""What a WebSocket can close with."""


@dataclass
class Fault:
    """A trap on a route: how often it still snaps, and whether the request has its effect before."""

    method: str
    path: str
    times: int
    after_effect: bool
    hits: int = field(default=0, init=False)
    chance: float = field(default=1.0, init=False)
    """Of 1: how likely it snaps at a request that it is for."""


@dataclass
class Failure(Fault):
    """Answers with a status; a body of `str` goes out as text/html, anything else as JSON."""

    status: int
    body: Any
    headers: dict[str, str]


@dataclass
class Garbled(Fault):
    """Answers 200 with a text that is no answer."""

    text: str
    content_type: str


@dataclass
class Cut(Fault):
    """Ends the connection without an answer."""


@dataclass
class Reset(Fault):
    """Tears the connection down with a TCP reset."""


@dataclass
class Stall(Fault):
    """Lets real seconds pass."""

    seconds: float


def backwards(events: list[Told]) -> list[Told]:
    """The latest first."""
    return events[::-1]


def _wait_of(body: Any) -> float:
    """How long a body of a 429 says to wait, a second if it says nothing."""
    seconds = cast("Json", body).get("retry_after") if isinstance(body, dict) else None
    return float(seconds) if isinstance(seconds, int | float) else 1.0


class Faults:
    """Traps for requests, by method and path; `*` is any part of a path and any method. `pulse` is called at a hit.

    A request meets the first trap that fits and has times left. The trap counts it only when it takes effect: not
    where the token, the body or a rate limit was refused before, and with `after_effect` only where there was an
    effect, which a request that Discord refuses has not. A trap that nothing can meet, because `routes` (methods with
    their paths) has none such, raises `ValueError` at once; so do an unknown event and a close code that is none.
    """

    def __init__(self, hub: Hub, routes: Iterable[tuple[str, str]], pulse: Callable[[], None]) -> None:
        self.pulse = pulse
        self._routes = tuple(routes)
        self.traps: list[Fault] = []
        self.random = Random(0)  # noqa: S311 - chance, not secrecy
        self._hub = hub

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
        chance: float = 1.0,
    ) -> Fault:
        """Answers with a status, each time or with a `chance` (of 1); a `str` body goes out as text/html, anything else as JSON.

        A 429 of JSON has Discord's own body and headers where none are given; one of HTML comes from the guard
        in front of Discord and has none.
        """
        if status == 429 and not isinstance(body, str):
            refusal = errors.rate_limited(_wait_of(body))
            body, headers = body or refusal.body, refusal.headers if headers is None else headers
        if body is None:
            body = {"message": f"{status}: playground fault", "code": 0}
        return self._set(Failure(method, path, times, after_effect, status, body, headers or {}), chance)

    def garble(
        self,
        method: str,
        path: str,
        *,
        text: str = '{"id": "1',
        content_type: str = "application/json",
        times: int = 1,
        after_effect: bool = True,
    ) -> Fault:
        """Answers 200 with a text that is no answer: broken JSON, nothing at all, a page of a proxy."""
        return self._set(Garbled(method, path, times, after_effect, text, content_type))

    def limit(
        self, method: str, path: str, seconds: float, *, scope: str = "shared", times: int = 1
    ) -> Fault:
        """Meets a limit (429) of the scope `user`, `shared` (others used it up) or `global`, before any effect."""
        refusal = errors.rate_limited(seconds, scope=scope)
        return self.fail(method, path, status=429, body=refusal.body, times=times, headers=refusal.headers)

    def cut(
        self, method: str, path: str, *, times: int = 1, after_effect: bool = False, chance: float = 1.0
    ) -> Fault:
        """Closes the connection without an answer, each time or with a `chance` (of 1)."""
        return self._set(Cut(method, path, times, after_effect), chance)

    def reset(self, method: str, path: str, *, times: int = 1, after_effect: bool = False) -> Fault:
        """Tears the connection down with a TCP reset."""
        return self._set(Reset(method, path, times, after_effect))

    def stall(
        self, method: str, path: str, seconds: float, *, times: int = 1, after_effect: bool = False
    ) -> Fault:
        """Lets real seconds pass before the effect, or between it and the answer."""
        return self._set(Stall(method, path, times, after_effect, seconds))

    def shift_date(self, ahead: timedelta) -> None:
        """The `Date` header of every answer is wrong by this much from now on: whoever trusts it takes its own clock
        for wrong."""
        self._hub.world.date_ahead = ahead

    def clear(self) -> None:
        """Takes all traps for requests away."""
        self.traps.clear()

    def ahead(self, method: str, route: str, path: str) -> Fault | None:
        """The trap in this request's way, if there is one; it has not snapped yet."""
        for fault in self.traps:
            meant = fault.times and fault.method in ("*", method) and fits(fault.path, route, path)
            if meant and (fault.chance >= 1 or self.random.random() < fault.chance):
                return fault
        return None

    def snap(self, fault: Fault) -> None:
        """Counts that the trap took effect."""
        fault.times -= 1
        fault.hits += 1
        self.pulse()

    def _set(self, fault: Fault, chance: float = 1.0) -> Fault:
        known = {method for method, _ in self._routes}
        if fault.method != "*" and fault.method not in known:
            raise ValueError(f"{fault.method!r} is no method: {', '.join(sorted(known))}, or * for any")
        if not any(
            fault.method in ("*", method) and may_fit(fault.path, route) for method, route in self._routes
        ):
            raise ValueError(f"there is no route {fault.method} {fault.path}")
        fault.chance = chance
        self.traps.append(fault)
        return fault

    # Gateway

    def close(self, app: Application, code: int) -> None:
        """Closes the bot's sockets with a code; whether it may resume is its library's business."""
        if code not in CLOSE_CODES:
            raise ValueError(f"a socket cannot close with {code}")
        for connection in self._hub.connections_of(app):
            connection.close(code)

    def reconnect(self, app: Application) -> None:
        """Asks the bot to come back (op 7)."""
        for connection in self._hub.connections_of(app):
            connection.ask_to_reconnect()

    def invalidate(self, app: Application, *, resumable: bool = False) -> None:
        """Tells the bot that its session is invalid (op 9)."""
        for connection in self._hub.connections_of(app):
            connection.invalidate(resumable=resumable)

    def silence_heartbeats(self, app: Application, *, silent: bool = True) -> None:
        """Heartbeats get no answer any more, on this socket and the next ones, until it is taken back."""
        self._hub.disturbances_of(app).silent = silent

    def refuse_sockets(self, times: int = 1) -> None:
        """The next sockets do not come about."""
        self._hub.refused_sockets = times

    def refuse_resumes(self, app: Application, times: int = 1) -> None:
        """The next RESUMEs find no session: the bot begins a new one, and what it missed is lost to it."""
        self._hub.disturbances_of(app).refused_resumes = times

    def duplicate(
        self, app: Application, event: str = "*", *, times: int = 1, copies: int = 2
    ) -> Disturbance:
        """The next events of this name (`*` is any) arrive several times."""
        return self._disturb(app, Disturbance(event, copies, times))

    def lose(self, app: Application, event: str = "*", *, times: int = 1) -> Disturbance:
        """The next events of this name never arrive."""
        return self._disturb(app, Disturbance(event, 0, times))

    def hold(self, app: Application) -> None:
        """Events wait from now on, until they are released."""
        self._hub.disturbances_of(app).held = []

    def release(self, app: Application, order: Callable[[list[Told]], list[Told]] = backwards) -> None:
        """Sends what waited: backwards, or in the order that a function of (name, data) pairs makes of them."""
        events = self._hub.disturbances_of(app).let_go(order)
        for session in self._hub.sessions_of(app):
            session.send_all(events)

    def _disturb(self, app: Application, disturbance: Disturbance) -> Disturbance:
        if disturbance.event != "*" and disturbance.event not in EVENTS:
            raise ValueError(f"there is no event {disturbance.event!r}")
        self._hub.disturbances_of(app).current.append(disturbance)
        return disturbance
