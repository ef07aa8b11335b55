"""All sessions and sockets of one playground."""

from __future__ import annotations

from collections.abc import Callable

from aiohttp import web

from playground import limits
from playground.gateway.connection import VERSION, Connection
from playground.gateway.disturbances import Disturbances
from playground.gateway.frames import Frame, Watcher
from playground.gateway.session import Session
from playground.gateway.transport import COMPRESSIONS, ENCODINGS
from playground.rate_limits import RateLimits
from playground.world.applications import Application
from playground.world.world import Event, World


class Hub:
    """Lets every session hear what happens in the world. `pulse` is called whenever somebody came, resumed or left.

    `watchers` are told of everything that goes over the sockets.
    """

    def __init__(self, world: World, rate_limits: RateLimits, pulse: Callable[[], None]) -> None:
        self.world = world
        self.limits = rate_limits
        self.pulse = pulse
        self.heartbeat_seconds = limits.HEARTBEAT_MILLISECONDS / 1000
        self.silent_seconds = limits.SILENT_SECONDS
        self.opened = 0
        self.refused_sockets = 0
        self.watchers: list[Watcher] = []
        self.connections: set[Connection] = set()
        self._sessions: dict[str, Session] = {}
        self._disturbances: dict[int, Disturbances] = {}
        world.listeners.append(self.hear)

    def hear(self, event: Event) -> None:
        """Passes an event to every session that may know."""
        for session in list(self._sessions.values()):
            session.hear(event)

    async def serve(self, http: web.BaseRequest) -> web.StreamResponse:
        """Takes a new socket, or refuses it: a 503 on demand, a 400 for what is no socket or not spoken here.

        Discord does not document what it says to an unknown encoding or compression; the 400 is a guess.
        """
        if self.refused_sockets:
            self.refused_sockets -= 1
            return web.Response(status=503)
        if not web.WebSocketResponse().can_prepare(http):
            return web.Response(status=400, text='Can "Upgrade" only to "WebSocket".')
        encoding, compress = http.query.get("encoding"), http.query.get("compress")
        if encoding not in ENCODINGS or compress not in COMPRESSIONS:
            return web.Response(
                status=400, text=f"Not spoken here: encoding {encoding}, compress {compress}."
            )
        self.opened += 1
        version = http.query.get("v", VERSION)
        connection = Connection(self, self.opened, version, compress)
        self.connections.add(connection)
        return await connection.serve(http)

    def open_session(self, app: Application, intents: int, shard: tuple[int, int]) -> Session:
        """A new session after IDENTIFY."""
        session = Session(self.world, app, intents, shard, self.disturbances_of(app))
        self._sessions[session.id] = session
        return session

    def session(self, session_id: str) -> Session | None:
        """The session of this id, if it can still be resumed."""
        return self._sessions.get(session_id)

    def forget(self, session: Session) -> None:
        """Ends a session for good."""
        self._sessions.pop(session.id, None)

    def disturbances_of(self, app: Application) -> Disturbances:
        """What goes wrong between Discord and this bot, in all its sessions."""
        return self._disturbances.setdefault(app.id, Disturbances())

    def sessions_of(self, app: Application) -> list[Session]:
        """The sessions of a bot, those without a socket too."""
        return [session for session in self._sessions.values() if session.app is app]

    def connections_of(self, app: Application) -> list[Connection]:
        """The sockets of a bot."""
        return [connection for connection in self.connections if connection.app is app]

    def forget_all(self) -> None:
        """Ends every session for good."""
        self._sessions.clear()

    def watched(self, frame: Frame) -> None:
        """Tells whoever looks on."""
        for watcher in self.watchers:
            watcher(frame)

    def close_all(self) -> None:
        """Closes every socket, as a server that goes away does."""
        for connection in list(self.connections):
            connection.close(1001)
