"""What the page asks for, and how it is answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from playground.errors import CannotType
from playground.web import acts, command_list, views
from playground.web.asked import Asked, NoRequest
from playground.wire import Json
from playground.world import direct_messages
from playground.world.channels import Channel
from playground.world.locales import LOCALES
from playground.world.messages import Message

if TYPE_CHECKING:
    from playground.people.person import Person
    from playground.people.reply import Reply
    from playground.web.session import Session
    from playground.world.users import User

PAGE = 50
"""Messages that are sent at once when a channel is opened."""

STEP = 25
"""How many more come at once as one scrolls: so few that drawing them is not felt."""


class Requests:
    """The requests of one browser, by their names. Each raises `CannotType` for what cannot be done."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.site = session.site
        self._acts: dict[str, Callable[[Asked], Awaitable[Json]]] = {
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

    async def answer(self, request: Asked) -> Json:
        """Does what is asked for; its answer. Raises NoRequest for what the page does not ask for."""
        act = self._acts.get(request.text("do"))
        if act is None:
            raise NoRequest
        return await act(request)

    # What it points at

    def _channel(self, request: Asked) -> Channel:
        found = self.site.discord.world.channel_by_id.get(request.number("channel"))
        if found is None or not self.person.may_see(found):
            raise acts.Gone
        return found

    def _message(self, request: Asked, key: str = "message") -> Message:
        place, number = self._channel(request), request.number(key)
        found = place.message_by_id.get(number) or place.ephemeral_by_id.get(number)
        if found is None or not self.person.reads(found):
            raise acts.Gone
        return found

    def _user(self, request: Asked) -> User:
        found = self.site.discord.world.user_by_id.get(request.number("who"))
        if found is None:
            raise acts.Gone
        return found

    def _outcome(self, reply: Reply) -> Json:
        self.site.forms.keep(self.person, reply)
        return acts.outcome(reply)

    def _read(self, place: Channel) -> list[Message]:
        dismissed = self.site.dismissed_by(self.person)
        return [
            message
            for message in self.person.sees(place)
            if message.id not in dismissed and not self.site.long_gone(message)
        ]

    # Who one is

    async def _become(self, request: Asked) -> Json:
        who = request.number("who")
        for actor in self.site.host.actors:
            if actor.person.id == who:
                self.session.look_as(actor)
                return {}
        raise acts.Gone

    async def _newcomer(self, _: Asked) -> Json:
        self.session.look_as(self.site.host.newcomer(self.person.locale, self.session.viewer.zone))
        return {}

    async def _settings(self, request: Asked) -> Json:
        locale, language, zone = (request.text(name) for name in ("locale", "language", "zone"))
        if not {locale, language} <= LOCALES:
            raise CannotType("Discord does not speak that language.")
        try:
            self.session.viewer.zone = ZoneInfo(zone).key
        except (
            ValueError,
            KeyError,
            OSError,
        ):  # by what is no name, by a name of none, by the name of a folder of them
            raise CannotType("There is no such time zone.") from None
        self.person.locale, self.session.language = locale, language
        self.site.look()
        return {}

    # Places

    async def _open(self, request: Asked) -> Json:
        place = self._channel(request)
        self.person.goes_to(place)
        self.session.place = place
        self.site.mark_read(self.person, place)
        self.site.look()
        return self._slice(place, about=request.maybe("about"))

    async def _history(self, request: Asked) -> Json:
        place = self._channel(request)
        return self._slice(place, before=request.maybe("before"), after=request.maybe("after"))

    def _slice(
        self, place: Channel, *, before: int | None = None, after: int | None = None, about: int | None = None
    ) -> Json:
        """Some messages of a channel, oldest first, and whether there are older and newer ones."""
        found = self._read(place)
        start, end = max(0, len(found) - PAGE), len(found)
        if before:
            end = sum(message.id < before for message in found)
            start = max(0, end - STEP)
        elif after:
            start = sum(message.id <= after for message in found)
            end = start + STEP
        elif about and any(message.id == about for message in found):
            middle = sum(message.id < about for message in found)
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

    async def _direct(self, request: Asked) -> Json:
        world, person, other = self.site.discord.world, self.person, self._user(request)
        if other is person:
            raise NoRequest
        place = direct_messages.between(world, person, other)
        return {"channel": views.direct(place, person)}

    # Commands and components

    async def _commands(self, request: Asked) -> Json:
        place, person = self._channel(request), self.person
        return {
            "chat": command_list.chat_commands(person, place),
            "message": command_list.menu_commands(person, place, 3),
            "user": command_list.menu_commands(person, place, 2),
        }

    async def _slash(self, request: Asked) -> Json:
        place = self._channel(request)
        values = acts.option_values(place, request.table("options"))
        return self._outcome(await self.person.slash(request.text("line"), place, **values))

    async def _complete(self, request: Asked) -> Json:
        place = self._channel(request)
        values = acts.option_values(place, request.table("options"))
        line, option, text = (request.text(name) for name in ("line", "option", "text"))
        try:
            found = await self.person.complete(line, option, text, place, **values)
        except TimeoutError:
            return {"failed": True}
        return {"choices": [{"name": choice.name, "value": choice.value} for choice in found]}

    async def _menu(self, request: Asked) -> Json:
        place, person = self._channel(request), self.person
        on = self._message(request) if "message" in request else self._user(request)
        return self._outcome(await person.menu(request.text("name"), on, place))

    async def _press(self, request: Asked) -> Json:
        message = self._message(request)
        return self._outcome(await acts.press(self.person, message, request.text("custom_id")))

    async def _choose(self, request: Asked) -> Json:
        message = self._message(request)
        custom_id, values = request.text("custom_id"), request.texts("values")
        return self._outcome(await acts.choose(self.person, message, custom_id, values))

    async def _fill(self, request: Asked) -> Json:
        forms, number = self.site.forms, request.number("form")
        values = acts.filled(forms.open(self.person, number), request.table("values"))
        return self._outcome(await forms.send(self.person, number, values))

    # Messages

    async def _say(self, request: Asked) -> Json:
        place, files = self._channel(request), request.files("files")
        reply_to = self._message(request, "reply_to") if "reply_to" in request else None
        await self.person.says(request.text("text"), place, reply_to=reply_to, files=files)
        return {}

    async def _delete(self, request: Asked) -> Json:
        self.person.deletes(self._message(request))
        return {}

    async def _react(self, request: Asked) -> Json:
        person, message = self.person, self._message(request)
        (person.reacts if request.flag("on") else person.unreacts)(message, request.text("emoji"))
        return {}

    async def _dismiss(self, request: Asked) -> Json:
        message = self._message(request)
        if not message.ephemeral:
            raise NoRequest
        self.site.dismiss(self.person, message)
        return {}

    async def _interested(self, request: Asked) -> Json:
        person, number = self.person, request.number("event")
        for guild in self.site.discord.world.guilds_of(person.id):
            if event := guild.event_by_id.get(number):
                (person.is_interested_in if request.flag("on") else person.loses_interest_in)(event)
                return {}
        raise acts.Gone

    async def _enter(self, request: Asked) -> Json:
        self.person.enters(self._channel(request))
        return {}

    async def _hang_up(self, request: Asked) -> Json:
        guild = self._channel(request).guild_or_none
        if guild is None:
            raise NoRequest
        self.person.hangs_up(guild)
        return {}

    # The world around

    async def _turn(self, request: Asked) -> Json:
        """Moves time, and says which messages of bots that brought to the viewer's eyes."""
        before = await self.site.move(lambda: self._turned(request.text("to")))
        if before is None:
            return {"nothing": True}
        places: Json = {}
        for place in self.site.places(self.person):
            fresh = [message for message in place.messages if message.id > before and message.author.bot]
            if fresh:
                places[str(place.id)] = len(fresh)
        return {"said": places}

    async def _turned(self, to: str) -> int | None:
        """Moves time; an id between the messages from before and those it brings. None where nothing is due."""
        until = await self._until(to)
        if until is None:
            return None
        before = self.site.mark()
        await self.site.host.turn(until)
        return before

    async def _until(self, to: str) -> datetime | None:
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
                raise NoRequest

    async def _restart(self, _: Asked) -> Json:
        await self.site.move(self.site.host.restart)
        return {}

    async def _tour(self, request: Asked) -> Json:
        on = request.flag("on")
        if (tour := self.site.host.tour) is None:
            raise acts.Gone
        if on:
            tour.begin()
        else:
            tour.leave()
        self.site.look()
        return {}
