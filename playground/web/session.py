"""One browser: whose eyes it looks through, what it is told, and what it asks for."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Collection
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

from aiohttp import WSMsgType, web

from playground import limits
from playground.errors import CannotType
from playground.web import acts, command_list, views
from playground.web.host import Actor
from playground.wire import Json, dumps, loads
from playground.world import direct_messages
from playground.world.channels import Channel
from playground.world.locales import LOCALES
from playground.world.messages import Message

if TYPE_CHECKING:
    from playground.web.site import Site

log = logging.getLogger(__name__)

PAGE = 50
"""Messages that are sent at once when a channel is opened."""

STEP = 25
"""How many more come at once as one scrolls: so few that drawing them is not felt."""

LARGEST = limits.FILES * limits.FILE_BYTES * 4 // 3 + 1024 * 1024
"""Bytes of one request of the page: as many and as large files as Discord takes, in base64, and something to spare."""


class Session:
    """Speaks with one browser over one WebSocket. What it asks is answered by the method of that name below."""

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
        self._requests: dict[str, Callable[[Json], Awaitable[Json]]] = {
            "become": self._become,
            "newcomer": self._newcomer,
            "settings": self._settings,
            "open": self._open,
            "history": self._history,
            "direct": self._direct,
            "commands": self._commands,
            "slash": self._slash,
            "complete": self._complete,
            "menu": self._menu,
            "press": self._press,
            "choose": self._choose,
            "fill": self._fill,
            "say": self._say,
            "delete": self._delete,
            "react": self._react,
            "dismiss": self._dismiss,
            "interested": self._interested,
            "enter": self._enter,
            "hang_up": self._hang_up,
            "turn": self._turn,
            "restart": self._restart,
            "tour": self._tour,
        }

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

    def _send(self, shape: Json) -> None:
        self._outbox.put_nowait(dumps(shape))

    async def _answer(self, text: str) -> None:
        request = _request(text)
        act = self._requests.get(str(request.get("do")))
        if act is None:
            self._send({"re": None, "refused": "This is no request of the page."})
            return
        try:
            answer = await act(request)
        except CannotType as refusal:
            answer = {"refused": str(refusal), "kind": refusal.kind or "unfit", **refusal.facts}
        except Exception as crash:  # the page goes on; whoever runs it hears of it now, and again at the end
            log.exception("the page asked for %r", request["do"])
            self.site.discord.crashes.append(crash)
            answer = {"refused": "Something went wrong inside the playground.", "kind": "crash"}
        self.site.flush()  # what it changed is on the page before its answer is
        self._send({"re": request.get("id"), **answer})

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
        self._send({"now": clock.now().timestamp(), "stands": clock.stands, **news})

    def _concerns(self, message: Message) -> bool:
        person = self.viewer.person
        if message.channel is not self.place or message.id in self.site.dismissed_by(person):
            return False
        return message.only_for is person if message.ephemeral else True

    def _read(self, place: Channel) -> list[Message]:
        dismissed = self.site.dismissed_by(self.viewer.person)
        return [
            message
            for message in self.viewer.person.sees(place)
            if message.id not in dismissed and not self.site.long_gone(message)
        ]

    # What it points at

    def _channel(self, request: Json, key: str = "channel") -> Channel:
        found = self.site.discord.world.channel_by_id.get(int(request[key]))
        if found is None:
            raise acts.Gone
        return found

    def _message(self, request: Json) -> Message:
        place, number = self._channel(request), int(request["message"])
        found = place.message_by_id.get(number) or place.ephemeral_by_id.get(number)
        if found is None:
            raise acts.Gone
        return found

    # Who one is

    async def _become(self, request: Json) -> Json:
        for actor in self.site.host.actors:
            if str(actor.person.id) == request["who"]:
                self._look_as(actor)
                return {}
        raise acts.Gone

    async def _newcomer(self, _: Json) -> Json:
        self._look_as(self.site.host.newcomer(self.viewer.person.locale, self.viewer.zone))
        return {}

    def _look_as(self, actor: Actor) -> None:
        self.viewer, self.place = actor, None
        self._pinged = len(actor.person.notifications)
        self.refresh((), ())

    async def _settings(self, request: Json) -> Json:
        if not {request["locale"], request["language"]} <= LOCALES:
            raise CannotType("Discord does not speak that language.")
        self.viewer.person.locale, self.language = request["locale"], request["language"]
        self.viewer.zone = ZoneInfo(request["zone"]).key
        self.site.look()
        return {}

    # Places

    async def _open(self, request: Json) -> Json:
        place = self._channel(request)
        self.viewer.person.goes_to(place)
        self.place = place
        self.site.mark_read(self.viewer.person, place)
        self.site.look()
        return self._slice(place, about=request.get("about"))

    async def _history(self, request: Json) -> Json:
        place = self._channel(request)
        return self._slice(place, before=request.get("before"), after=request.get("after"))

    def _slice(
        self, place: Channel, *, before: str | None = None, after: str | None = None, about: str | None = None
    ) -> Json:
        """Some messages of a channel, oldest first, and whether there are older and newer ones."""
        found = self._read(place)
        start, end = max(0, len(found) - PAGE), len(found)
        if before:
            end = sum(message.id < int(before) for message in found)
            start = max(0, end - STEP)
        elif after:
            start = sum(message.id <= int(after) for message in found)
            end = start + STEP
        elif about and any(message.id == int(about) for message in found):
            middle = sum(message.id < int(about) for message in found)
            start, end = max(0, middle - PAGE // 2), middle + PAGE // 2
            if end >= len(found):
                start, end = max(0, len(found) - PAGE), len(found)
        person = self.viewer.person
        return {
            "messages": [views.message(message, person) for message in found[start:end]],
            "older": start > 0,
            "newer": end < len(found),
            "pins": len(place.pins),
        }

    async def _direct(self, request: Json) -> Json:
        world, person = self.site.discord.world, self.viewer.person
        other = world.user_by_id.get(int(request["who"]))
        if other is None:
            raise acts.Gone
        place = direct_messages.between(world, person, other)
        return {"channel": views.direct(place, person)}

    # Commands and components

    async def _commands(self, request: Json) -> Json:
        place, person = self._channel(request), self.viewer.person
        return {
            "chat": command_list.chat_commands(person, place),
            "message": command_list.menu_commands(person, place, 3),
            "user": command_list.menu_commands(person, place, 2),
        }

    async def _slash(self, request: Json) -> Json:
        place = self._channel(request)
        values = acts.option_values(place, request["options"])
        return acts.outcome(await self.viewer.person.slash(request["line"], place, **values))

    async def _complete(self, request: Json) -> Json:
        place = self._channel(request)
        values = acts.option_values(place, request["options"])
        text = acts.typed(request["type"], request["text"])
        try:
            found = await self.viewer.person.complete(
                request["line"], request["option"], text, place, **values
            )
        except TimeoutError:
            return {"failed": True}
        return {"choices": [{"name": choice.name, "value": choice.value} for choice in found]}

    async def _menu(self, request: Json) -> Json:
        place, person = self._channel(request), self.viewer.person
        on = self._message(request) if "message" in request else acts.thing(place, request["who"])
        return acts.outcome(await person.menu(request["name"], on, place))

    async def _press(self, request: Json) -> Json:
        return await acts.press(self.viewer.person, self._message(request), request["custom_id"])

    async def _choose(self, request: Json) -> Json:
        message = self._message(request)
        return await acts.choose(self.viewer.person, message, request["custom_id"], request["values"])

    async def _fill(self, request: Json) -> Json:
        return await acts.fill(self.viewer.person, request["values"])

    # Messages

    async def _say(self, request: Json) -> Json:
        reply_to = (
            self._message({**request, "message": request["reply_to"]}) if request.get("reply_to") else None
        )
        files = acts.uploads(request.get("files", []))
        await self.viewer.person.says(request["text"], self._channel(request), reply_to=reply_to, files=files)
        return {}

    async def _delete(self, request: Json) -> Json:
        self.viewer.person.deletes(self._message(request))
        return {}

    async def _react(self, request: Json) -> Json:
        person, message = self.viewer.person, self._message(request)
        (person.reacts if request["on"] else person.unreacts)(message, request["emoji"])
        return {}

    async def _dismiss(self, request: Json) -> Json:
        message = self._message(request)
        self.site.dismissed_by(self.viewer.person).add(message.id)
        self._send({"gone": [str(message.id)]})
        return {}

    async def _interested(self, request: Json) -> Json:
        person = self.viewer.person
        for guild in self.site.discord.world.guilds_of(person.id):
            if event := guild.event_by_id.get(int(request["event"])):
                (person.is_interested_in if request["on"] else person.loses_interest_in)(event)
                return {}
        raise acts.Gone

    async def _enter(self, request: Json) -> Json:
        self.viewer.person.enters(self._channel(request))
        return {}

    async def _hang_up(self, request: Json) -> Json:
        self.viewer.person.hangs_up(self._channel(request).guild)
        return {}

    # The world around

    async def _turn(self, request: Json) -> Json:
        """Moves time, and says which messages of bots that brought to the viewer's eyes."""
        before = await self.site.move(lambda: self._turned(request["to"]))
        if before is None:
            return {"nothing": True}
        places: Json = {}
        for place in self.site.places(self.viewer.person):
            fresh = [message for message in place.messages if message.id > before and message.author.bot]
            if fresh:
                places[str(place.id)] = len(fresh)
        return {"said": places}

    async def _turned(self, to: Any) -> int | None:
        """Moves time; an id between the messages from before and those it brings. None where nothing is due."""
        until = await self._until(to)
        if until is None:
            return None
        before = self.site.mark()
        await self.site.host.turn(until)
        return before

    async def _until(self, to: Any) -> datetime | None:
        now = self.site.discord.clock.now()
        match to:
            case "hour":
                return now + timedelta(hours=1)
            case "tomorrow":
                zone = ZoneInfo(self.viewer.zone)
                day = now.astimezone(zone).date() + timedelta(days=1)
                return datetime.combine(day, time(9), zone)
            case "due":
                return await self.site.host.next_due()
            case _:
                raise acts.Gone

    async def _restart(self, _: Json) -> Json:
        await self.site.move(self.site.host.restart)
        return {}

    async def _tour(self, request: Json) -> Json:
        if (tour := self.site.host.tour) is None:
            raise acts.Gone
        if request["on"]:
            tour.begin()
        else:
            tour.leave()
        self.site.look()
        return {}


def _request(text: str) -> Json:
    """What a browser sent; what is no request is an empty one."""
    try:
        shape: Any = loads(text)
    except ValueError:
        return {}
    return cast("Json", shape) if isinstance(shape, dict) else {}
