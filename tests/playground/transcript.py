"""Everything a playground said to bots while one test ran, and what can be seen in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias, cast

from playground import Playground
from playground.faults import Fault
from playground.gateway.connection import HEARTBEAT, HEARTBEAT_ACK, INVALID_SESSION, RECONNECT, Connection
from playground.gateway.frames import Frame
from playground.requests import Request
from playground.world.snowflakes import born

Json: TypeAlias = dict[str, Any]
COMMAND, COMPONENT, SUGGESTION, FORM = 2, 3, 4, 5
"""Types of interactions."""
SUGGESTIONS, DIRECT_MESSAGES, BROKEN = 8, 1, 1006
"""A type of answer, a context of an interaction, and the code of a socket that ended without one."""


@dataclass
class Transcript:
    """The answers to requests and the frames of sockets, in the order in which they went out."""

    discord: Playground
    answers: list[Request] = field(default_factory=list[Request])
    frames: list[Frame] = field(default_factory=list[Frame])

    def sent(self) -> list[tuple[Connection, Json]]:
        """The payloads the playground sent, each with its socket."""
        return [(frame.socket, frame.payload) for frame in self.frames if frame.sent and frame.text]

    def closes(self) -> list[int]:
        """The codes with which the playground closed sockets."""
        return [frame.closed_with for frame in self.frames if frame.sent and frame.closed_with]

    def told(self, event: str, socket: Connection | None = None) -> list[Json]:
        """The data of every event of this name, on all sockets or on one."""
        return [
            payload["d"]
            for where, payload in self.sent()
            if payload["t"] == event and socket in (None, where)
        ]

    def interactions(self, kind: int) -> list[Json]:
        """The interactions of a type, as the bot heard of them."""
        return [data for data in self.told("INTERACTION_CREATE") if data["type"] == kind]

    def sockets(self) -> list[Connection]:
        """Every socket, in the order of its first frame."""
        return list(dict.fromkeys(frame.socket for frame in self.frames))

    def follows(self, first: Callable[[Frame], bool], then: str) -> bool:
        """Whether an event came after the first frame of a kind."""
        at = next((place for place, frame in enumerate(self.frames) if first(frame)), None)
        return at is not None and any(
            frame.sent and frame.text and frame.payload["t"] == then for frame in self.frames[at:]
        )


Look: TypeAlias = Callable[[Request], bool]
Sight: TypeAlias = Callable[[Transcript], bool]


def fields_of(body: Any) -> Json:
    """A body's fields, none where it is no object."""
    return cast("Json", body) if isinstance(body, dict) else {}


# One request and its answer


def of_scope(scope: str) -> Look:
    """A 429 of this scope whose body and headers agree."""
    return lambda request: request.scope == scope and request.answer["global"] is (scope == "global")


def asks_to_wait(seconds: float) -> Look:
    """A 429 that lasts at least so long."""
    return lambda request: request.answer["retry_after"] >= seconds


def page_of_the_guard(request: Request) -> bool:
    """A page where JSON should be."""
    return isinstance(request.answer, str) and "1015" in request.answer


def met(kind: type[Fault]) -> Look:
    """A fault of this kind came over it."""
    return lambda request: isinstance(request.fault, kind)


def wrong_field(path: str, code: str) -> Look:
    """A refusal that names this field with this code."""

    def seen_in(request: Request) -> bool:
        node = fields_of(request.answer)
        for step in ("errors", *path.split(".")):
            node = node.get(step, {})
        return code in [error["code"] for error in node.get("_errors", ())]

    return seen_in


# Sessions and sockets


def asked_back_and_resumed(seen: Transcript) -> bool:
    """Op 7, and the session went on."""
    return seen.follows(lambda frame: _is_op(frame, RECONNECT), "RESUMED")


def ended_and_begun_anew(seen: Transcript) -> bool:
    """Op 9 with false, and a new session."""
    return seen.follows(lambda frame: _is_op(frame, INVALID_SESSION, data=False), "READY")


def doubted_and_resumed(seen: Transcript) -> bool:
    """Op 9 with true, and the session went on."""
    return seen.follows(lambda frame: _is_op(frame, INVALID_SESSION, data=True), "RESUMED")


def left_for_silence(seen: Transcript) -> bool:
    """A heartbeat had no answer; the bot closed the socket itself and resumed on another."""

    def abandoned(frame: Frame) -> bool:
        if frame.closed_with is None or frame.sent:
            return False
        own = [each for each in seen.frames if each.socket is frame.socket and each.text]
        beats = sum(not each.sent and each.payload["op"] == HEARTBEAT for each in own)
        return beats > sum(_is_op(each, HEARTBEAT_ACK) for each in own)

    return seen.follows(abandoned, "RESUMED")


def broke_and_came_back(seen: Transcript) -> bool:
    """A connection ended without a word, and the bot is back."""

    def broke(frame: Frame) -> bool:
        return frame.closed_with == BROKEN

    return seen.follows(broke, "RESUMED") or seen.follows(broke, "READY")


def _is_op(frame: Frame, op: int, data: object = None) -> bool:
    return frame.sent and bool(frame.text) and frame.payload["op"] == op and frame.payload["d"] is data


# Servers


def named_but_never_shown(seen: Transcript) -> bool:
    """READY names a server of which nothing else comes."""
    return bool(_named(seen) - {data["id"] for data in seen.told("GUILD_CREATE")})


def never_named_though_it_is_there(seen: Transcript) -> bool:
    """A server there is, not in READY and never said to be gone."""
    there = {str(guild.id) for guild in seen.discord.guilds}
    return bool(_named(seen)) and bool(there - _named(seen)) and not seen.told("GUILD_DELETE")


def became_unavailable(seen: Transcript) -> bool:
    """GUILD_DELETE that says unavailable."""
    return any(data.get("unavailable") is True for data in seen.told("GUILD_DELETE"))


def sent_out(seen: Transcript) -> bool:
    """GUILD_DELETE that does not."""
    return any("unavailable" not in data for data in seen.told("GUILD_DELETE"))


def _named(seen: Transcript) -> set[str]:
    return {guild["id"] for data in seen.told("READY") for guild in data["guilds"]}


# Events


def the_same_event_twice(seen: Transcript) -> bool:
    """One message announced several times on a socket."""
    return _repeated(seen, "MESSAGE_CREATE")


def the_same_interaction_twice(seen: Transcript) -> bool:
    """One interaction announced several times on a socket."""
    return _repeated(seen, "INTERACTION_CREATE")


def _repeated(seen: Transcript, event: str) -> bool:
    return any(
        count > 1
        for socket in seen.sockets()
        for count in Counter(data["id"] for data in seen.told(event, socket)).values()
    )


def another_order(seen: Transcript) -> bool:
    """Messages announced in another order than they were written in."""
    return any(
        (ids := [int(data["id"]) for data in seen.told("MESSAGE_CREATE", socket)]) != sorted(ids)
        for socket in seen.sockets()
    )


def joins(count: int) -> Sight:
    """So many new members."""
    return lambda seen: len({data["user"]["id"] for data in seen.told("GUILD_MEMBER_ADD")}) >= count


def on_two_sockets(seen: Transcript) -> bool:
    """One interaction on two sockets."""
    heard = Counter(
        data["id"]
        for socket in seen.sockets()
        for data in {each["id"]: each for each in seen.told("INTERACTION_CREATE", socket)}.values()
    )
    return any(count > 1 for count in heard.values())


# Interactions


def two_presses_of_one_button(seen: Transcript) -> bool:
    """Two interactions of one person on one button."""
    presses = {
        data["id"]: (data["message"]["id"], data["data"]["custom_id"], data["member"]["user"]["id"])
        for data in seen.interactions(COMPONENT)
    }
    return len(set(presses.values())) < len(presses)


def a_button_the_card_has_not(seen: Transcript) -> bool:
    """A press with a custom id that its message does not carry."""
    return any(
        f'"{data["data"]["custom_id"]}"' not in str(data["message"]["components"]).replace("'", '"')
        for data in seen.interactions(COMPONENT)
    )


def a_press_a_year_later(seen: Transcript) -> bool:
    """A press on a message of last year."""
    return any(
        born(int(data["id"])) - born(int(data["message"]["id"])) > timedelta(days=365)
        for data in seen.interactions(COMPONENT)
    )


def a_press_without_a_member(seen: Transcript) -> bool:
    """A press in direct messages."""
    return any(
        (data.get("guild_id"), data.get("member"), data["context"]) == (None, None, DIRECT_MESSAGES)
        for data in seen.interactions(COMPONENT)
    )


def a_value_that_was_not_suggested(seen: Transcript) -> bool:
    """Suggestions were given, and an option came with something else."""
    suggested = {
        choice["value"]
        for each in seen.answers
        if fields_of(each.json).get("type") == SUGGESTIONS
        for choice in each.json["data"]["choices"]
    }
    sent = {
        option["value"]
        for data in seen.interactions(COMMAND)
        for option in data["data"].get("options", ())
        if "value" in option
    }
    return bool(suggested) and bool(sent - suggested)


def a_form_whose_message_changed(seen: Transcript) -> bool:
    """A form comes back, and its message is no longer what it was when the form was opened."""
    opened = {data["message"]["id"]: data["message"]["content"] for data in seen.interactions(COMPONENT)}
    return any(
        opened.get(data["message"]["id"], data["message"]["content"]) != data["message"]["content"]
        for data in seen.interactions(FORM)
    )


def commands_in(*channel_types: int) -> Sight:
    """Commands were used in channels of all these types; 1 is direct messages, which have no server."""

    def seen_in(seen: Transcript) -> bool:
        used = {(data["channel"]["type"], "guild_id" in data) for data in seen.interactions(COMMAND)}
        return {(kind, kind != DIRECT_MESSAGES) for kind in channel_types} <= used

    return seen_in
