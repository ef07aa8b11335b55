"""The HTTP side: who asks, whether it may now, what it gets."""

from __future__ import annotations

import asyncio
import socket
import struct
from typing import Any
from urllib.parse import unquote

from aiohttp import (
    BadContentDispositionHeader,
    BadContentDispositionParam,
    BodyPartReader,
    MultipartReader,
    web,
)
from aiohttp.http_exceptions import HttpProcessingError

from playground import errors, limits
from playground.errors import DiscordError
from playground.faults import Cut, Failure, Fault, Faults, Garbled, Reset, Stall
from playground.rate_limits import Allowance, RateLimits
from playground.requests import Request, RequestLog
from playground.rest import (
    applications,
    channels,
    commands,
    events,
    gateway,
    guilds,
    interactions,
    invites,
    members,
    messages,
    roles,
    threads,
    unsupported,
    users,
    voice,
)
from playground.rest.call import Call, Upload
from playground.rest.query import Query
from playground.rest.router import Match, Router
from playground.wire import dumps, legible, loads
from playground.world.applications import Application
from playground.world.interactions import Interaction
from playground.world.world import World

RESOURCES = (
    applications, channels, commands, events, gateway, guilds, interactions, invites, members, messages, roles, threads, users, voice,
)  # fmt: skip
ROUTES = tuple(route for resource in RESOURCES for route in resource.ROUTES)
"""Every method and path that is answered here, with what answers."""
OPEN = frozenset({("GET", "/gateway")})
"""What is answered without a token."""
API, VERSION = "/api", "v10"
PREFIX = f"{API}/{VERSION}"
UNNAMED = (BadContentDispositionHeader, BadContentDispositionParam)
"""What aiohttp warns of when the header of a part says no name; warnings may be errors."""
BANNED = "<!doctype html><title>Access denied</title><p>error code: 1015</p>"


class RestServer:
    """Takes one request through the doors: route, token, limits, body, endpoint, log."""

    def __init__(self, world: World, log: RequestLog, limits: RateLimits, faults: Faults) -> None:
        self.world = world
        self.log = log
        self.limits = limits
        self.faults = faults
        self.open = 0
        self._router = Router(ROUTES)

    async def answer(self, http: web.BaseRequest) -> web.StreamResponse:
        """The whole way of one request."""
        path = legible(http.rel_url.raw_path)
        spoken = path.startswith(f"{PREFIX}/")
        path = path.removeprefix(PREFIX if spoken else API)
        asked = tuple((legible(name), legible(text)) for name, text in http.query.items())
        entry = Request(None, http.method, path, path, asked, self.world.clock.now())
        self.log.add(entry)
        self.open += 1
        try:
            if not spoken:
                refusal = errors.invalid_api_version()
                return self._respond(entry, refusal.status, refusal.body, {})
            return await self._answer(http, path, entry)
        finally:
            self.open -= 1

    async def _answer(self, http: web.BaseRequest, path: str, entry: Request) -> web.StreamResponse:
        headers: dict[str, str] = {}
        fault: Fault | None = None
        if self.limits.wait(Allowance.INVALID_REQUESTS):
            entry.trapped = True  # this is no answer of Discord's, but of the guard in front of it
            return self._respond(entry, 429, BANNED, {})
        try:
            match = self._router.match(http.method, path)
            entry.route, entry.matched = match.route, True
            app, interaction = self._who(http, match)
            entry.app = app
            entry.reason = _reason(http)
            body, files = await _read(http)
            entry.json, entry.files = body, [upload.filename for upload in files.values()]
            verdict = self.limits.take(app.id if app else 0, http.method, match.route, match.ids)
            headers = verdict.headers
            if verdict.refusal:
                entry.scope = headers.get("X-RateLimit-Scope")
                return self._respond(entry, 429, verdict.refusal, headers)
            fault = self.faults.ahead(http.method, match.route, path)
            if fault and not fault.after_effect and (failed := await self._fail(http, fault, entry)):
                return failed
            call = Call(
                self.world,
                app,
                self.limits,
                match.ids,
                Query(entry.asked),
                body,
                files,
                entry.reason,
                interaction,
            )
            unsupported.check(http.method, match.route, body)
            status, answer = match.endpoint(call)
        except DiscordError as refusal:
            status, answer = refusal.status, refusal.body
            headers = {**headers, **refusal.headers}
            entry.scope = refusal.headers.get("X-RateLimit-Scope")
        else:
            if fault and fault.after_effect:
                entry.answer = answer
                if failed := await self._fail(http, fault, entry):
                    return failed
        return self._respond(entry, status, answer, headers)

    def _who(self, http: web.BaseRequest, match: Match) -> tuple[Application | None, Interaction | None]:
        if "token" in match.ids:
            interaction = self.world.interaction_by_token.get(match.ids["token"])
            if interaction is None:
                raise (
                    errors.unknown("interaction")
                    if "callback" in match.route
                    else errors.invalid_webhook_token()
                )
            return interaction.app, interaction
        scheme, _, token = http.headers.get("Authorization", "").partition(" ")
        app = self.application(token) if scheme == "Bot" else None
        if app is None and (http.method, match.route) not in OPEN:
            raise errors.unauthorized()
        return app, None

    def application(self, token: str) -> Application | None:
        """Whose token it is."""
        for app in self.world.application_by_id.values():
            if app.token == token:
                return app
        return None

    def _respond(self, entry: Request, status: int, answer: Any, headers: dict[str, str]) -> web.Response:
        self.log.answered(entry, status, answer)
        if entry.invalid:
            self.limits.spend(Allowance.INVALID_REQUESTS)
        if isinstance(answer, str):
            return web.Response(
                status=status, body=answer.encode(), content_type="text/html", headers=headers
            )
        if answer is None:
            return web.Response(status=status, headers=headers)
        return web.Response(
            status=status,
            body=dumps(answer).encode(),
            content_type="application/json",
            headers=headers,
        )

    async def _fail(self, http: web.BaseRequest, fault: Fault, entry: Request) -> web.Response | None:
        """What comes instead of the answer; None if that only took its time."""
        self.faults.snap(fault)
        entry.fault, entry.trapped = fault, not isinstance(fault, Stall)
        match fault:
            case Stall():
                await asyncio.sleep(fault.seconds)
            case Failure():
                entry.scope = fault.headers.get("X-RateLimit-Scope")
                return self._respond(entry, fault.status, fault.body, fault.headers)
            case Garbled():
                self.log.answered(entry, 200, fault.text)
                return web.Response(body=fault.text.encode(), headers={"Content-Type": fault.content_type})
            case Cut() | Reset():
                self.log.answered(entry, 0, entry.answer)
                _hang_up(http, resets=isinstance(fault, Reset))
                return web.Response(status=500)  # which nobody reads any more
            case _:
                raise AssertionError(fault)
        return None


def _hang_up(http: web.BaseRequest, *, resets: bool) -> None:
    """Ends the connection."""
    transport = http.transport
    assert transport is not None
    if not resets:
        transport.close()
        return
    sock = transport.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _reason(http: web.BaseRequest) -> str | None:
    """Why it is done, for the guild's log; percent signs stand for what a header cannot hold."""
    said = http.headers.get("X-Audit-Log-Reason")
    if said is None:
        return None
    reason = legible(unquote(said))
    if len(reason) > limits.REASON:
        words = f"Must be {limits.REASON} or fewer in length."
        raise errors.invalid(("X-Audit-Log-Reason",), "BASE_TYPE_MAX_LENGTH", words)
    return reason


async def _read(http: web.BaseRequest) -> tuple[Any, dict[str, Upload]]:
    """The JSON and the files of a body, which has to say what it is; an empty one need not."""
    if not http.body_exists:
        return None, {}
    try:
        if http.content_type == "multipart/form-data":
            return await _read_parts(http)
        raw = await http.read()
    except web.HTTPRequestEntityTooLarge:
        raise errors.too_large() from None
    if not raw:
        return None, {}
    if http.content_type != "application/json":
        raise errors.wrong_content_type()
    return _json(raw), {}


def _json(raw: bytes) -> Any:
    try:
        return loads(raw)
    except ValueError:
        raise errors.malformed_json() from None


async def _read_parts(http: web.BaseRequest) -> tuple[Any, dict[str, Upload]]:
    body: Any = None
    files: dict[str, Upload] = {}
    for part, data in await _parts(http):
        name, filename = legible(part.name or ""), legible(part.filename or "")
        if name == "payload_json":
            body = _json(data)
        else:
            kind = part.headers.get("Content-Type")
            files[name] = Upload(filename or name, legible(kind) if kind else None, data)
    return body, files


async def _parts(http: web.BaseRequest) -> list[tuple[BodyPartReader, bytes]]:
    """The parts of a multipart body; one whose header names no boundary, or another, is not what it says."""
    found: list[tuple[BodyPartReader, bytes]] = []
    try:
        reader = await http.multipart()
        while (part := await reader.next()) is not None:
            if isinstance(part, MultipartReader):
                raise errors.malformed_json()
            if part.name is None:
                raise errors.wrong_content_type()
            found.append((part, bytes(await part.read(decode=False))))
            if http.content.total_bytes > limits.REQUEST_BYTES:
                raise errors.too_large()
    except (ValueError, RuntimeError, HttpProcessingError, *UNNAMED):
        raise errors.wrong_content_type() from None
    return found
