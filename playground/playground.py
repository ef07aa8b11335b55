"""The playground itself: one Discord, served on 127.0.0.1, with people in it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import AbstractContextManager, asynccontextmanager
from datetime import timedelta
from types import TracebackType
from typing import Self
from urllib.parse import quote

from aiohttp import StreamReader, web
from aiohttp.abc import AbstractStreamWriter
from aiohttp.http import RawRequestMessage

from playground import limits
from playground.clock import Clock
from playground.errors import not_found
from playground.faults import Faults
from playground.gateway.hub import Hub
from playground.people.person import Person
from playground.rate_limits import RateLimits
from playground.requests import RequestLog
from playground.rest.server import API, PREFIX, ROUTES, RestServer
from playground.wire import dumps, legible
from playground.world import guilds, snowflakes
from playground.world.applications import Application
from playground.world.guilds import Guild
from playground.world.users import User
from playground.world.world import Event, World

LINE = 1 << 16
"""Characters of a request's first line; beyond them the answer would not be Discord's."""
LOOK_SECONDS = 0.05
"""How long `Playground.until` waits at most before it looks again, though it heard of nothing."""

UPLOADED = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "default-src 'none'; sandbox"}
"""What somebody uploaded is looked at or kept, never run: a document of theirs would stand at the page's own address."""


class Playground:
    """A Discord of one's own, alive inside `async with`. Several can run in one process.

    `patience` is how many real seconds a person waits for a bot that said it is thinking. What fails inside the
    playground itself is kept in `crashes` and raised at the end, so that no test takes it for Discord's doing.
    """

    def __init__(self, clock: Clock | None = None, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.clock = clock or Clock()
        self.world = World(self.clock)
        self.requests = RequestLog()
        self.rate_limits = RateLimits(self.clock)
        self.hub = Hub(self.world, self.rate_limits, self._pulse)
        self.faults = Faults(self.hub, ((method, path) for method, path, _ in ROUTES), self._pulse)
        self.rest = RestServer(self.world, self.requests, self.rate_limits, self.faults)
        self.patience = 5.0
        self.people: list[Person] = []
        self.crashes: list[Exception] = []
        self.front: Callable[[web.BaseRequest], Awaitable[web.StreamResponse]] | None = None
        """Answers what is asked for beside the API, the gateway and the files: a page to look at it with."""
        self.pulses: list[Callable[[], None]] = []
        """Called whenever anything may have changed, connections of bots and answered requests included."""
        self._address = (host, port)
        self._changed = asyncio.Event()
        self._runner: web.ServerRunner | None = None
        self._site: web.TCPSite | None = None
        self.world.listeners.append(self._hear)

    # Life

    async def __aenter__(self) -> Self:
        server = web.Server(
            self._serve,
            request_factory=_request,
            max_line_size=LINE,
            auto_decompress=False,  # a compressed body is no JSON
            access_log=None,
        )
        self._runner = web.ServerRunner(server, shutdown_timeout=0.05)
        await self._runner.setup()
        await self._listen()
        host, port = self._address = self._runner.addresses[0][:2]
        self.world.cdn_url = f"http://{host}:{port}/cdn"
        self.world.gateway_url = f"ws://{host}:{port}/gateway"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner is not None
        self.hub.close_all()
        await asyncio.sleep(0)
        await self._runner.cleanup()
        if self.crashes and error is None:
            raise ExceptionGroup("the playground itself failed", self.crashes)

    async def _listen(self) -> None:
        assert self._runner is not None
        host, port = self._address
        self._site = web.TCPSite(self._runner, host, port, reuse_address=True)
        await self._site.start()

    async def go_down(self, *, sessions_lost: bool = False) -> None:
        """All connections break and new ones are refused. With `sessions_lost` nobody can resume afterwards."""
        assert self._runner is not None
        assert self._site is not None
        await self._site.stop()
        self._site = None
        assert self._runner.server is not None
        for connection in self._runner.server.connections:
            if connection.transport:
                connection.transport.abort()
        if sessions_lost:
            self.hub.forget_all()

    async def come_back(self) -> None:
        """The same addresses answer again."""
        await self._listen()

    @asynccontextmanager
    async def outage(self, *, sessions_lost: bool = False) -> AsyncGenerator[None]:
        """Inside it there is no Discord: connections break, new ones are refused."""
        await self.go_down(sessions_lost=sessions_lost)
        try:
            yield
        finally:
            await self.come_back()

    @property
    def url(self) -> str:
        """Base of the REST API, with its version."""
        host, port = self._address
        return f"http://{host}:{port}{PREFIX}"

    @property
    def page_url(self) -> str:
        """Where a browser finds it, if it has a `front`."""
        host, port = self._address
        return f"http://{host}:{port}/"

    @property
    def gateway_url(self) -> str:
        """The gateway's address."""
        return self.world.gateway_url

    def seam(self) -> AbstractContextManager[None]:
        """Within it discord.py in this process speaks with this playground."""
        from playground.seam import seam  # whoever uses another library needs no discord.py

        return seam(self.url, self.gateway_url)

    # Who and what there is

    def application(self, name: str, privileged_intents: Iterable[str] = ()) -> Application:
        """Registers a bot. Its privileged intents are of "members", "presences", "message_content"."""
        owner = self._user(User(self.world.ids.new(), f"{name}'s owner"))
        user = self._user(User(self.world.ids.new(), name, bot=True))
        app = Application.register(user, owner, privileged_intents)
        self.world.application_by_id[app.id] = app
        return app

    def guild(self, name: str, locale: str = "en-US", *, owner: User | None = None) -> Guild:
        """A new guild with @everyone, #general and an owner."""
        owner = owner or self.person(f"{name}'s owner")
        return guilds.create(self.world, name, owner, locale)

    def person(self, name: str, locale: str = "en-US") -> Person:
        """Somebody new, in no guild yet."""
        person = Person(self.world.ids.new(), name, locale, world=self.world, patience=lambda: self.patience)
        self._user(person)
        self.people.append(person)
        return person

    def raid(self, guild: Guild, count: int, name: str = "Raider") -> list[Person]:
        """Strangers come in, one right after the other."""
        crowd = [self.person(f"{name} {number}") for number in range(1, count + 1)]
        for person in crowd:
            person.joins(guild)
        return crowd

    @property
    def guilds(self) -> list[Guild]:
        """All guilds, in the order of making."""
        return list(self.world.guild_by_id.values())

    def _user(self, user: User) -> User:
        self.world.user_by_id[user.id] = user
        return user

    # Settings

    @property
    def nonce_window(self) -> timedelta:
        """How long on the clock an enforced nonce stands for its message."""
        return self.world.nonces.window

    @nonce_window.setter
    def nonce_window(self, window: timedelta) -> None:
        self.world.nonces.window = window

    @property
    def answer_seconds(self) -> float:
        """How many real seconds a bot has for its first answer; Discord gives three."""
        return self.world.answer_seconds

    @answer_seconds.setter
    def answer_seconds(self, seconds: float) -> None:
        self.world.answer_seconds = seconds

    @property
    def heartbeat_seconds(self) -> float:
        """How often Discord wants to hear a heartbeat, for sockets that open from now on."""
        return self.hub.heartbeat_seconds

    @heartbeat_seconds.setter
    def heartbeat_seconds(self, seconds: float) -> None:
        self.hub.heartbeat_seconds = seconds

    @property
    def slowmode_spares_bots(self) -> bool:
        """Whether bots need not wait in channels with slowmode, as Discord's documentation says of them."""
        return self.world.slowmode_spares_bots

    @slowmode_spares_bots.setter
    def slowmode_spares_bots(self, spares: bool) -> None:
        self.world.slowmode_spares_bots = spares

    # Waiting

    async def ready(self, app: Application, seconds: float = 30.0) -> None:
        """Waits until the bot has a live session that was told READY and all its guilds."""
        await self.until(
            lambda: any(session.ready and session.connection for session in self.hub.sessions_of(app)),
            seconds,
        )

    async def until(self, holds: Callable[[], object], seconds: float = 30.0) -> None:
        """Waits until something holds, looking again whenever anything happens here. Raises `TimeoutError`.

        What happens elsewhere, in a client that has heard of it for instance, is seen at the next `LOOK_SECONDS`.
        """
        async with asyncio.timeout(seconds):
            while not holds():
                self._changed.clear()
                try:
                    await asyncio.wait_for(self._changed.wait(), LOOK_SECONDS)
                except TimeoutError:
                    continue

    async def calm(self, quiet: float = 0.05, seconds: float = 30.0) -> None:
        """Waits until no request is open and none came for `quiet` real seconds. Raises `TimeoutError`."""
        async with asyncio.timeout(seconds):
            seen = -1
            while self.rest.open or seen != len(self.requests):
                seen = len(self.requests)
                await asyncio.sleep(quiet)

    def _hear(self, _: Event) -> None:
        self._pulse()

    def _pulse(self) -> None:
        self._changed.set()
        for pulse in self.pulses:
            pulse()

    # Serving

    async def _serve(self, http: web.BaseRequest) -> web.StreamResponse:
        try:
            response = await self._route(http)
            if not response.prepared:  # a socket has had its headers already
                response.headers["Date"] = self.world.date
            return response
        except (ConnectionError, web.RequestPayloadError):
            raise  # the client went away in the middle
        except Exception as crash:
            self.crashes.append(crash)
            raise

    async def _route(self, http: web.BaseRequest) -> web.StreamResponse:
        path = legible(http.rel_url.raw_path)
        if path.startswith(f"{API}/"):
            try:
                return await self.rest.answer(http)
            finally:
                self._pulse()
        if path.rstrip("/") == "/gateway":
            return await self.hub.serve(http)
        if path.startswith("/cdn/attachments/"):
            return self._file(path)
        if self.front is not None:
            return await self.front(http)
        body = dumps(not_found().body).encode()
        return web.Response(status=404, body=body, content_type="application/json")

    def _file(self, path: str) -> web.Response:
        try:
            _, _, _, _, digits, _ = path.split("/")
            attachment = self.world.attachment_by_id[snowflakes.read(digits)]
        except (ValueError, KeyError):
            return web.Response(status=404)
        kind = attachment.content_type or "application/octet-stream"
        headers = {"Content-Type": kind, **UPLOADED}
        if not kind.startswith("image/") or kind.startswith("image/svg"):
            headers["Content-Disposition"] = (
                f"attachment; filename*=UTF-8''{quote(attachment.filename, safe='')}"
            )
        return web.Response(body=attachment.data, headers=headers)


def _request(
    message: RawRequestMessage,
    payload: StreamReader,
    protocol: web.RequestHandler,
    writer: AbstractStreamWriter,
    task: asyncio.Task[None],
) -> web.BaseRequest:
    """A request whose body may be as large as Discord takes it."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(
        message, payload, protocol, writer, task, loop, client_max_size=limits.REQUEST_BYTES
    )
