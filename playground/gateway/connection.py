"""One socket: its handshake, its heartbeats, its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

from playground import limits
from playground.gateway import fields
from playground.gateway import intents as intent
from playground.gateway.chunks import MissingIntentError, send_members
from playground.gateway.frames import Frame
from playground.gateway.session import Session
from playground.gateway.transport import encoder
from playground.rate_limits import Allowance
from playground.wire import Json, dumps, loads
from playground.world import permissions as permission
from playground.world import voice
from playground.world.applications import Application
from playground.world.channels import VOICE

if TYPE_CHECKING:
    from playground.gateway.hub import Hub

VERSION = "10"
DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, VOICE_STATE, RESUME = 0, 1, 2, 3, 4, 6
RECONNECT, REQUEST_MEMBERS, INVALID_SESSION, HELLO, HEARTBEAT_ACK = 7, 8, 9, 10, 11
UNKNOWN_OPCODE, DECODE_ERROR, NOT_AUTHENTICATED, AUTHENTICATION_FAILED, ALREADY_AUTHENTICATED = range(
    4001, 4006
)
INVALID_SEQUENCE, RATE_LIMITED, SESSION_TIMED_OUT = 4007, 4008, 4009
INVALID_SHARD, INVALID_VERSION, INVALID_INTENTS, DISALLOWED_INTENTS = 4010, 4012, 4013, 4014
SESSION_ENDED = frozenset({INVALID_SEQUENCE, SESSION_TIMED_OUT})
"""Closes after which the old session cannot be resumed."""


class CloseError(Exception):
    """The socket has to close with this code."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Connection:
    """Speaks with one client over one WebSocket."""

    def __init__(self, hub: Hub, number: int, version: str, compress: str | None) -> None:
        self.hub = hub
        self.number = number
        self.session: Session | None = None
        self._version = version
        self._closing = False
        self._closed_with: int | None = None
        self._heard = asyncio.Event()
        self._encode = encoder(compress)
        self._socket = web.WebSocketResponse(compress=False, max_msg_size=1 << 24)
        self._outbox: asyncio.Queue[str | int] = asyncio.Queue()
        self._operations: dict[int, Callable[[Any], None]] = {
            HEARTBEAT: self._on_heartbeat,
            IDENTIFY: self._on_identify,
            RESUME: self._on_resume,
            REQUEST_MEMBERS: self._on_request_members,
            PRESENCE: self._on_presence,
            VOICE_STATE: self._on_voice_state,
        }

    @property
    def app(self) -> Application | None:
        """The bot at the other end, once it has said who it is."""
        return self.session.app if self.session else None

    async def serve(self, http: web.BaseRequest) -> web.WebSocketResponse:
        """From the first greeting to the close."""
        self._socket.headers["Date"] = self.hub.world.date
        await self._socket.prepare(http)
        watches = [asyncio.create_task(self._write()), asyncio.create_task(self._await_heartbeats())]
        if self._version != VERSION:
            self.close(INVALID_VERSION)
        self.send(HELLO, {"heartbeat_interval": round(self.hub.heartbeat_seconds * 1000), "_trace": []})
        try:
            async for message in self._socket:
                if message.type in (WSMsgType.TEXT, WSMsgType.BINARY) and not self._closing:
                    self._read(message.data)
        finally:
            for watch in watches:
                watch.cancel()
            self._leave()
            self.hub.pulse()
        return self._socket

    # Out

    def send(self, op: int, data: Any = None) -> None:
        """Sends a payload that is no event."""
        self.send_text(dumps({"op": op, "d": data, "s": None, "t": None}))

    def send_text(self, text: str) -> None:
        """Sends a finished payload, after all before it."""
        self._outbox.put_nowait(text)

    def close(self, code: int) -> None:
        """Closes the socket with a code, after all that was sent before; nothing is read of it any more."""
        self._closing = True
        self._outbox.put_nowait(code)

    def ask_to_reconnect(self) -> None:
        """Asks the client to come back and resume."""
        self.send(RECONNECT)

    def invalidate(self, *, resumable: bool) -> None:
        """Tells the client that its session is no good; if it is not resumable it is forgotten."""
        if not resumable and self.session:
            self.hub.forget(self.session)
            self.session = None
        self.send(INVALID_SESSION, resumable)

    async def _write(self) -> None:
        while True:
            item = await self._outbox.get()
            if isinstance(item, int):
                self._closed_with = item
                await self._socket.close(code=item)
                return
            try:
                if self._encode:
                    await self._socket.send_bytes(self._encode(item.encode()))
                else:
                    await self._socket.send_str(item)
            except ConnectionError:
                return
            self.hub.watched(Frame(self, sent=True, text=item))

    # In

    async def _await_heartbeats(self) -> None:
        """Ends the session of a client that lets a heartbeat and all grace go by."""
        while True:
            self._heard.clear()
            try:
                async with asyncio.timeout(self.hub.heartbeat_seconds + self.hub.silent_seconds):
                    await self._heard.wait()
            except TimeoutError:
                self.close(SESSION_TIMED_OUT)
                return

    def _read(self, raw: str | bytes) -> None:
        text = raw if isinstance(raw, str) else raw.decode(errors="replace")
        self.hub.watched(Frame(self, sent=False, text=text))
        try:
            self._operate(raw if isinstance(raw, bytes) else raw.encode())
        except fields.MalformedError:
            self.close(DECODE_ERROR)
        except CloseError as end:
            self.close(end.code)

    def _operate(self, raw: bytes) -> None:
        if self.hub.limits.spend(Allowance.SOCKET_PAYLOADS, self.number):
            raise CloseError(RATE_LIMITED)
        if len(raw) > limits.PAYLOAD_BYTES:
            raise CloseError(DECODE_ERROR)
        try:
            payload = fields.mapping(loads(raw))
        except ValueError:
            raise CloseError(DECODE_ERROR) from None
        op = payload.get("op")
        if isinstance(op, bool) or not isinstance(op, int):
            raise CloseError(DECODE_ERROR)
        if op not in self._operations:
            raise CloseError(UNKNOWN_OPCODE)
        self._operations[op](payload.get("d"))

    def _on_heartbeat(self, raw: Any) -> None:
        fields.number(raw)
        self._heard.set()
        if self.app is None or not self.hub.disturbances_of(self.app).silent:
            self.send(HEARTBEAT_ACK)

    def _on_presence(self, raw: Any) -> None:
        if self.session is None:
            raise CloseError(NOT_AUTHENTICATED)
        fields.presence(raw)

    def _on_voice_state(self, raw: Any) -> None:
        if self.session is None:
            raise CloseError(NOT_AUTHENTICATED)
        data = fields.mapping(raw)
        guild = self.hub.world.guild_by_id.get(fields.snowflake(data.get("guild_id")))
        asked = data.get("channel_id")
        channel_id = None if asked is None else fields.snowflake(asked)
        mute, deaf = fields.flag(data.get("self_mute")), fields.flag(data.get("self_deaf"))
        member = guild.member_by_id.get(self.session.app.id) if guild else None
        if guild is None or member is None:
            return
        if channel_id is None:
            voice.leave(member)
            return
        channel = guild.channel_by_id.get(channel_id)
        if channel and channel.type in VOICE and permission.may(member, "connect", channel):
            voice.enter(member, channel, self_mute=mute, self_deaf=deaf)

    def _on_identify(self, raw: Any) -> None:
        if self.session is not None:
            raise CloseError(ALREADY_AUTHENTICATED)
        data = fields.mapping(raw)
        fields.mapping(data.get("properties"))
        intents = fields.number(data.get("intents"))
        if data.get("presence") is not None:
            fields.presence(data["presence"])
        which, count = fields.shard(data.get("shard"))
        app = self._application(data)
        if which >= count:
            raise CloseError(INVALID_SHARD)
        if data.get("intents") is None or intents & ~intent.KNOWN:
            raise CloseError(INVALID_INTENTS)
        for name, bit in intent.PRIVILEGED.items():
            if intents & bit and not app.may_use(name):
                raise CloseError(DISALLOWED_INTENTS)
        if self.hub.limits.spend(Allowance.IDENTIFIES, app.id):
            self.send(INVALID_SESSION, data=False)
            return
        self._count(app)
        self.session = self.hub.open_session(app, intents, (which, count))
        self.session.connection = self
        self.session.greet()
        self.hub.pulse()

    def _on_resume(self, raw: Any) -> None:
        if self.session is not None:
            raise CloseError(ALREADY_AUTHENTICATED)
        data = fields.mapping(raw)
        after = fields.number(data.get("seq"))
        app = self._application(data)
        session = self.hub.session(fields.text(data.get("session_id")) or "")
        if session and self.hub.disturbances_of(app).refuses_resume():
            self.hub.forget(session)
            session = None
        if session is None or session.app is not app or not session.can_replay(after):
            self.send(INVALID_SESSION, data=False)
            return
        if after > session.sequence:
            self.hub.forget(session)
            raise CloseError(INVALID_SEQUENCE)
        if session.connection:
            session.connection.close(4000)
        self.session = session
        session.connection = self
        session.replay(after)
        self.hub.pulse()

    def _on_request_members(self, raw: Any) -> None:
        if self.session is None:
            raise CloseError(NOT_AUTHENTICATED)
        try:
            send_members(self.session, fields.mapping(raw))
        except MissingIntentError:
            raise CloseError(DISALLOWED_INTENTS) from None

    def _count(self, app: Application) -> None:
        """A thousand sessions a day; who begins more loses the token."""
        now = self.hub.world.clock.now()
        if len(app.identifies_since(now - timedelta(days=1))) >= limits.IDENTIFIES_A_DAY:
            app.reset_token()
            raise CloseError(AUTHENTICATION_FAILED)
        app.identifies.append(now)

    def _application(self, data: Json) -> Application:
        token = (fields.text(data.get("token")) or "").removeprefix("Bot ")
        for app in self.hub.world.application_by_id.values():
            if app.token == token:
                return app
        raise CloseError(AUTHENTICATION_FAILED)

    def _leave(self) -> None:
        self.hub.connections.discard(self)
        ours = self._closed_with is not None
        code = self._closed_with if ours else self._socket.close_code or 1006
        self.hub.watched(Frame(self, sent=ours, closed_with=code))
        session = self.session
        if session is None or session.connection is not self:
            return
        session.connection = None
        ended_by_client = self._closed_with is None and self._socket.close_code in (1000, 1001)
        if ended_by_client or self._closed_with in SESSION_ENDED:
            self.hub.forget(session)
