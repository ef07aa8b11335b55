"""What the page asks for, and how it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from playground.errors import CannotType
from playground.web import acts, command_list, views
from playground.wire import Json
from playground.world import direct_messages
from playground.world.channels import Channel
from playground.world.locales import LOCALES
from playground.world.messages import Message

if TYPE_CHECKING:
    from playground.people.person import Person
    from playground.web.session import Session

PAGE = 50
"""Messages that are sent at once when a channel is opened."""

STEP = 25
"""How many more come at once as one scrolls: so few that drawing them is not felt."""


class Requests:
    """The requests of one browser, by their names. Each takes its JSON, and raises `CannotType` for what cannot be done."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.site = session.site
        self._acts: dict[str, Callable[[Json], Awaitable[Json]]] = {
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

    @property
    def person(self) -> Person:
        """Through whose eyes the browser looks just now."""
        return self.session.viewer.person

    def named(self, name: str) -> Callable[[Json], Awaitable[Json]] | None:
        """What answers such a request."""
        return self._acts.get(name)

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

    def _read(self, place: Channel) -> list[Message]:
        dismissed = self.site.dismissed_by(self.person)
        return [
            message
            for message in self.person.sees(place)
            if message.id not in dismissed and not self.site.long_gone(message)
        ]

    # Who one is

    async def _become(self, request: Json) -> Json:
        for actor in self.site.host.actors:
            if str(actor.person.id) == request["who"]:
                self.session.look_as(actor)
                return {}
        raise acts.Gone

    async def _newcomer(self, _: Json) -> Json:
        self.session.look_as(self.site.host.newcomer(self.person.locale, self.session.viewer.zone))
        return {}

    async def _settings(self, request: Json) -> Json:
        if not {request["locale"], request["language"]} <= LOCALES:
            raise CannotType("Discord does not speak that language.")
        self.person.locale, self.session.language = request["locale"], request["language"]
        self.session.viewer.zone = ZoneInfo(request["zone"]).key
        self.site.look()
        return {}

    # Places

    async def _open(self, request: Json) -> Json:
        place = self._channel(request)
        self.person.goes_to(place)
        self.session.place = place
        self.site.mark_read(self.person, place)
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
        person = self.person
        return {
            "messages": [views.message(message, person) for message in found[start:end]],
            "older": start > 0,
            "newer": end < len(found),
            "pins": len(place.pins),
        }

    async def _direct(self, request: Json) -> Json:
        world, person = self.site.discord.world, self.person
        other = world.user_by_id.get(int(request["who"]))
        if other is None:
            raise acts.Gone
        place = direct_messages.between(world, person, other)
        return {"channel": views.direct(place, person)}

    # Commands and components

    async def _commands(self, request: Json) -> Json:
        place, person = self._channel(request), self.person
        return {
            "chat": command_list.chat_commands(person, place),
            "message": command_list.menu_commands(person, place, 3),
            "user": command_list.menu_commands(person, place, 2),
        }

    async def _slash(self, request: Json) -> Json:
        place = self._channel(request)
        values = acts.option_values(place, request["options"])
        return acts.outcome(await self.person.slash(request["line"], place, **values))

    async def _complete(self, request: Json) -> Json:
        place = self._channel(request)
        values = acts.option_values(place, request["options"])
        text = acts.typed(request["type"], request["text"])
        try:
            found = await self.person.complete(request["line"], request["option"], text, place, **values)
        except TimeoutError:
            return {"failed": True}
        return {"choices": [{"name": choice.name, "value": choice.value} for choice in found]}

    async def _menu(self, request: Json) -> Json:
        place, person = self._channel(request), self.person
        on = self._message(request) if "message" in request else acts.thing(place, request["who"])
        return acts.outcome(await person.menu(request["name"], on, place))

    async def _press(self, request: Json) -> Json:
        return await acts.press(self.person, self._message(request), request["custom_id"])

    async def _choose(self, request: Json) -> Json:
        message = self._message(request)
        return await acts.choose(self.person, message, request["custom_id"], request["values"])

    async def _fill(self, request: Json) -> Json:
        return await acts.fill(self.person, request["values"])

    # Messages

    async def _say(self, request: Json) -> Json:
        reply_to = (
            self._message({**request, "message": request["reply_to"]}) if request.get("reply_to") else None
        )
        files = acts.uploads(request.get("files", []))
        await self.person.says(request["text"], self._channel(request), reply_to=reply_to, files=files)
        return {}

    async def _delete(self, request: Json) -> Json:
        self.person.deletes(self._message(request))
        return {}

    async def _react(self, request: Json) -> Json:
        person, message = self.person, self._message(request)
        (person.reacts if request["on"] else person.unreacts)(message, request["emoji"])
        return {}

    async def _dismiss(self, request: Json) -> Json:
        message = self._message(request)
        self.site.dismissed_by(self.person).add(message.id)
        self.session.send({"gone": [str(message.id)]})
        return {}

    async def _interested(self, request: Json) -> Json:
        person = self.person
        for guild in self.site.discord.world.guilds_of(person.id):
            if event := guild.event_by_id.get(int(request["event"])):
                (person.is_interested_in if request["on"] else person.loses_interest_in)(event)
                return {}
        raise acts.Gone

    async def _enter(self, request: Json) -> Json:
        self.person.enters(self._channel(request))
        return {}

    async def _hang_up(self, request: Json) -> Json:
        self.person.hangs_up(self._channel(request).guild)
        return {}

    # The world around

    async def _turn(self, request: Json) -> Json:
        """Moves time, and says which messages of bots that brought to the viewer's eyes."""
        before = await self.site.move(lambda: self._turned(request["to"]))
        if before is None:
            return {"nothing": True}
        places: Json = {}
        for place in self.site.places(self.person):
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
                zone = ZoneInfo(self.session.viewer.zone)
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
