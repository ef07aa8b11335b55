"""One browser: whose eyes it looks through, and what it is told."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, cast

from aiohttp import WSMsgType, web

from playground import limits
from playground.errors import CannotType
from playground.web import views
from playground.web.asked import Asked
from playground.web.host import Actor
from playground.web.requests import Requests
from playground.wire import Json, dumps, loads
from playground.world.channels import Channel
from playground.world.messages import Message

if TYPE_CHECKING:
    from playground.web.site import Site

log = logging.getLogger(__name__)

LARGEST = limits.FILES * limits.FILE_BYTES * 4 // 3 + 1024 * 1024
"""Bytes of one request of the page: as many and as large files as Discord takes, in base64, and something to spare."""


class Session:
    """Speaks with one browser over one WebSocket. What it asks is answered by `requests`."""

    def __init__(self, site: Site, viewer: Actor, language: str) -> None:
        self.site = site
        self.viewer = viewer
        self.language = language
        """What the visitor reads, whoever they are just now: the tour is told in it."""
        self.place: Channel | None = None
        self._socket = web.WebSocketResponse(max_msg_size=LARGEST, compress=False)
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self._acting: set[asyncio.Task[None]] = set()
        self._told: dict[str, str] = {}
        self._pinged = len(viewer.person.notifications)
        self._requests = Requests(self)

    # The socket

    async def serve(self, http: web.BaseRequest) -> web.WebSocketResponse:
        """From the first look to the close."""
        await self._socket.prepare(http)
        writing = asyncio.create_task(self._write())
        self.refresh((), ())
        try:
            async for incoming in self._socket:
                if incoming.type == WSMsgType.TEXT:
                    acting = asyncio.create_task(self._answer(incoming.data))
                    self._acting.add(acting)
                    acting.add_done_callback(self._acting.discard)
        finally:
            for task in (writing, *self._acting):
                task.cancel()
            await asyncio.gather(writing, *self._acting, return_exceptions=True)
        return self._socket

    async def close(self) -> None:
        """The page's server goes away."""
        await self._socket.close(code=1001)

    async def _write(self) -> None:
        while True:
            await self._socket.send_str(await self._outbox.get())

    def send(self, shape: Json) -> None:
        """Tells the page something, after all that it was told before."""
        self._outbox.put_nowait(dumps(shape))

    async def _answer(self, text: str) -> None:
        request = _request(text)
        try:
            answer = await self._requests.answer(Asked(request))
        except CannotType as refusal:
            answer = {"refused": str(refusal), "kind": refusal.kind, **refusal.facts}
        except Exception as crash:  # the page goes on; whoever runs it hears of it now, and again at the end
            log.exception("the page asked for %r", request.get("do"))
            self.site.discord.crashes.append(crash)
            answer = {"refused": "Something went wrong inside the playground.", "kind": "crash"}
        self.site.flush()  # what it changed is on the page before its answer is
        self.send({"re": request.get("id"), **answer})

    # What it is told

    def refresh(self, changed: Collection[Message], gone: Collection[tuple[Channel, int]]) -> None:
        """Tells the page what is different for its viewer."""
        site, person = self.site, self.viewer.person
        news: Json = {}
        language = self.language.partition("-")[0]
        for name, shape in (
            ("world", lambda: views.everything(site.discord, self.viewer, site.host.actors)),
            ("tour", lambda: site.host.tour.shape(language) if site.host.tour else None),
            ("page", site.shape),
        ):
            told = dumps(fresh := shape())
            if self._told.get(name) != told:
                self._told[name] = told
                news[name] = fresh
        mine = [message for message in changed if self._concerns(message)]
        if mine:
            news["messages"] = [views.message(message, person) for message in mine]
            if self.place:
                site.mark_read(person, self.place)
        if lost := [str(number) for place, number in gone if place is self.place]:
            news["gone"] = lost
        if pings := person.notifications[self._pinged :]:
            self._pinged = len(person.notifications)
            news["pings"] = [views.message(message, person) for message in pings if not message.deleted]
        unread = site.unread(person)
        if self._told.get("unread") != (told := dumps(unread)):
            self._told["unread"] = told
            news["unread"] = unread
        clock = site.discord.clock
        self.send({"now": clock.now().timestamp(), "stands": clock.stands, **news})

    def _concerns(self, message: Message) -> bool:
        person = self.viewer.person
        if message.channel is not self.place or message.id in self.site.dismissed_by(person):
            return False
        return message.only_for is person if message.ephemeral else True

    def look_as(self, actor: Actor) -> None:
        """Shows everything to somebody else from now on."""
        self.viewer, self.place = actor, None
        self._pinged = len(actor.person.notifications)
        self.refresh((), ())


def _request(text: str) -> Json:
    """What a browser sent; what is no request is an empty one."""
    try:
        shape: Any = loads(text)
    except ValueError:
        return {}
    return cast("Json", shape) if isinstance(shape, dict) else {}
