"""The page's server: its files, its WebSocket, and who is told when something changes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from importlib import resources
from pathlib import PurePath
from types import TracebackType
from typing import Any, Self, TypeVar

from aiohttp import web

from playground import limits
from playground.errors import CannotType
from playground.people.person import Person
from playground.web.forms import Forms
from playground.web.host import Host
from playground.web.session import Session
from playground.wire import Json
from playground.world import permissions as permission
from playground.world.channels import WRITTEN_IN, Channel
from playground.world.locales import LOCALES
from playground.world.messages import Message
from playground.world.world import Event

T = TypeVar("T")

SOON = 0.01
"""Seconds in which changes are gathered before the pages are told."""

KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""What the page's files are, whatever this machine thinks of their endings."""

STATIC = resources.files("playground.web") / "static"

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
        "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cache-Control": "no-cache",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
"""Nothing is loaded from anywhere else, and no other page may hold this one in a frame."""


class Site:
    """The page of one playground, inside `async with`, at the playground's own address."""

    def __init__(self, host: Host) -> None:
        self.host = host
        self.discord = host.discord
        self.sessions: set[Session] = set()
        self._moving = asyncio.Lock()
        self._moves: set[asyncio.Task[Any]] = set()
        self._seen_at_first = self.mark()
        self._read: dict[tuple[int, int], int] = {}
        self._dismissed: dict[int, set[int]] = {}
        self.forms = Forms()
        self._changed: dict[int, Message] = {}
        self._gone: set[tuple[Channel, int]] = set()
        self._waiting: asyncio.TimerHandle | None = None

    async def __aenter__(self) -> Self:
        world = self.discord.world
        self.discord.front = self._serve
        self.discord.pulses.append(self.look)
        world.listeners.append(self._hear)
        world.confidants.append(self._note)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        world = self.discord.world
        self.discord.front = None
        self.discord.pulses.remove(self.look)
        world.listeners.remove(self._hear)
        world.confidants.remove(self._note)
        for move in self._moves:
            move.cancel()
        await asyncio.gather(*self._moves, return_exceptions=True)
        if self._waiting:
            self._waiting.cancel()
        await asyncio.gather(*(session.close() for session in self.sessions))

    @property
    def url(self) -> str:
        """The page's address."""
        return self.discord.page_url

    def shape(self) -> Json:
        """What the page has to know of itself; `moving` is whether time is moved or the bot restarted just now.

        `files` is how many files may be sent at once, `file_bytes` how large each of them may be, `characters` how many
        a message may have.
        """
        return {
            "title": self.host.title,
            "restarts": self.host.can_restart,
            "moving": self._moving.locked(),
            "files": limits.FILES,
            "file_bytes": limits.FILE_BYTES,
            "characters": limits.CONTENT_LENGTH,
        }

    # What moves it all

    async def move(self, work: Callable[[], Awaitable[T]]) -> T:
        """Moves time or restarts the bot: one thing after the other, and each to its end, whoever asked and left.

        Half a restart would leave the bot off.
        """
        moving = asyncio.create_task(self._move(work))
        self._moves.add(moving)
        moving.add_done_callback(self._moves.discard)
        try:
            return await asyncio.shield(moving)
        except asyncio.CancelledError:
            moving.add_done_callback(self._unasked)
            raise

    async def _move(self, work: Callable[[], Awaitable[T]]) -> T:
        try:
            async with self._moving:
                self.look()
                return await work()
        finally:
            self.look()

    def _unasked(self, moving: asyncio.Task[Any]) -> None:
        """Nobody waits for it any more who could say what went wrong."""
        crash = None if moving.cancelled() else moving.exception()
        if isinstance(crash, Exception) and not isinstance(crash, CannotType):
            self.discord.crashes.append(crash)

    # What changes

    def _hear(self, event: Event) -> None:
        place = event.channel
        if place is not None and event.name.startswith("MESSAGE_"):
            digits: list[str] = event.data.get("ids") or [event.data.get("message_id") or event.data["id"]]
            for number in map(int, digits):
                if number in place.message_by_id:
                    self._changed[number] = place.message_by_id[number]
                else:
                    self._gone.add((place, number))
            self._count_again(place)
        self.look()

    def _count_again(self, place: Channel) -> None:
        """Where a thread begins, it is said how many messages it has."""
        parent = place.parent if place.is_thread else None
        if parent is not None and place.id in parent.message_by_id:
            self._changed[place.id] = parent.message_by_id[place.id]

    def _note(self, message: Message) -> None:
        if message.deleted:
            self._gone.add((message.channel, message.id))
        else:
            self._changed[message.id] = message
        self.look()

    def look(self) -> None:
        """Tells every page soon what is different by then."""
        if self._waiting is None and self.sessions:
            self._waiting = asyncio.get_running_loop().call_later(SOON, self.flush)

    def flush(self) -> None:
        """Tells every page now what is different."""
        if self._waiting:
            self._waiting.cancel()
            self._waiting = None
        if self.host.tour:
            self.host.tour.look()
        changed = [message for message in self._changed.values() if not message.deleted]
        gone = list(self._gone)
        self._changed.clear()
        self._gone.clear()
        for session in self.sessions:
            session.refresh(changed, gone)

    # What people have read

    def mark(self) -> int:
        """An id between all messages up to now and all that follow."""
        return self.discord.world.ids.new()

    def mark_read(self, person: Person, place: Channel) -> None:
        """Somebody has seen everything in a channel up to now."""
        self._read[person.id, place.id] = place.last_message_id or 0

    def unread(self, person: Person) -> dict[str, int]:
        """Channels with something new, and how often it mentions the person."""
        found: dict[str, int] = {}
        for place in self.places(person):
            read = self._read.get((person.id, place.id), self._seen_at_first)
            if (place.last_message_id or 0) > read:
                found[str(place.id)] = sum(
                    message.channel is place and message.id > read for message in person.notifications
                )
        return found

    def places(self, person: Person) -> list[Channel]:
        """Every channel, thread and direct message that a person can read."""
        world = self.discord.world
        found: list[Channel] = [
            channel for pair, channel in world.direct_by_pair.items() if person.id in pair
        ]
        for guild in world.guilds_of(person.id):
            me = guild.member(person)
            found += [
                channel
                for channel in (*guild.channels, *guild.threads)
                if channel.type in WRITTEN_IN and permission.sees(me, channel)
            ]
        return found

    def long_gone(self, message: Message) -> bool:
        """Whether it was for one person only, from before the page opened: the app forgets those."""
        return message.ephemeral and message.id < self._seen_at_first

    def dismiss(self, person: Person, message: Message) -> None:
        """Somebody closes a message that is only for them: it goes from every page of theirs."""
        self.dismissed_by(person).add(message.id)
        self._gone.add((message.channel, message.id))
        self.look()

    def dismissed_by(self, person: Person) -> set[int]:
        """The messages only for this person that were closed on the page."""
        return self._dismissed.setdefault(person.id, set())

    # Serving

    async def _serve(self, http: web.BaseRequest) -> web.StreamResponse:
        if http.host != self.url.split("/")[2]:  # a name that points here is another page's trick
            return web.Response(status=421, text="This page is at " + self.url)
        if http.path == "/live":
            if http.headers.get("Origin") != self.url.removesuffix("/"):
                return web.Response(status=403)
            return await self._talk(http)
        return _file(http.path)

    async def _talk(self, http: web.BaseRequest) -> web.StreamResponse:
        wanted = http.query.get("as")
        viewer = next(
            (actor for actor in self.host.actors if str(actor.person.id) == wanted), self.host.actors[0]
        )
        language = http.query.get("language")
        if language not in LOCALES:
            language = viewer.person.locale
        if wanted is None:  # whoever comes for the first time is spoken to as their browser is
            viewer.person.locale = language
        session = Session(self, viewer, language)
        self.sessions.add(session)
        try:
            return await session.serve(http)
        finally:
            self.sessions.discard(session)


def _file(path: str) -> web.Response:
    name = path.removeprefix("/") or "index.html"
    kind = KINDS.get(PurePath(name).suffix)
    # A name is looked for among those there are: joined to the folder, one that begins with a slash would leave it.
    file = next((file for file in STATIC.iterdir() if file.name == name), None)
    if kind is None or file is None:
        return web.Response(status=404, headers=HEADERS)
    return web.Response(body=file.read_bytes(), content_type=kind, charset="utf-8", headers=HEADERS)
