"""Typing a command: finding it, and giving its options as the app lets one."""

from __future__ import annotations

import re
from typing import Any

from playground import limits
from playground.errors import CannotType
from playground.people.resolved import Resolved
from playground.wire import Json
from playground.world import attachments
from playground.world import permissions as permission
from playground.world.channels import Channel
from playground.world.commands import NESTING, Command, CommandType, OptionType
from playground.world.members import Member
from playground.world.roles import Role
from playground.world.users import User

WHOLE = re.compile(r"[+-]?[0-9]{1,20}")
NUMBER = re.compile(rf"{WHOLE.pattern}(?:\.[0-9]{{1,20}})?")
"""Numbers as people type them, and not as Python reads them: with neither underscores nor other scripts' digits."""


def visible(user: User, channel: Channel, kind: int) -> list[Command]:
    """The commands of this kind that the app offers the person in this channel."""
    world, guild = channel.world, channel.guild_or_none
    found: list[Command] = []
    for app in world.application_by_id.values():
        for command in app.command_by_id.values():
            if command.type != kind or command.guild_id not in (None, guild.id if guild else None):
                continue
            if guild is None:
                if command.in_direct_messages:
                    found.append(command)
            elif app.id in guild.member_by_id and command.in_guilds and _allowed(user, channel, command):
                found.append(command)
    return found


def _allowed(user: User, channel: Channel, command: Command) -> bool:
    member = channel.guild.member_by_id.get(user.id)
    if member is None or not permission.may(member, "use_application_commands", channel):
        return False
    needed = command.default_member_permissions
    rights = permission.in_channel(member, channel)
    if needed is None or rights & permission.BITS["administrator"]:
        return True
    return needed != 0 and rights & needed == needed


def find(user: User, channel: Channel, kind: int, name: str) -> Command:
    """The command of this name in any language; raises `CannotType` if the person is not offered one."""
    offered = visible(user, channel, kind)
    for command in offered:
        if name in command.names:
            return command
    listed = ", ".join(sorted(command.name for command in offered)) or "none"
    raise CannotType(
        f"{user.name} is offered no command {name!r} in #{channel.name}; there is: {listed}", "gone"
    )


class Typing:
    """One chat command while it is being typed: `line` is like "/meetup schedule"."""

    def __init__(self, user: User, channel: Channel, line: str) -> None:
        name, *steps = line.removeprefix("/").split() or [""]
        self.user = user
        self.channel = channel
        self.line = line
        self.command = find(user, channel, CommandType.CHAT, name)
        self.resolved = Resolved(channel, user)
        self._path: list[Json] = []
        options = self.command.options
        for word in steps:
            step = next(
                (option for option in options if option["type"] in NESTING and word in _names(option)), None
            )
            if step is None:
                raise CannotType(f"/{self.command.name} has no subcommand {word!r}")
            self._path.append(step)
            options = step.get("options", [])
        if any(option["type"] in NESTING for option in options):
            listed = ", ".join(option["name"] for option in options)
            raise CannotType(f"{line} needs one of its subcommands: {listed}")
        self.options = options

    def data(self, values: dict[str, Any], *, checked: bool = True, focused: str | None = None) -> Json:
        """The interaction's data. Unchecked is a hostile client; focused is the option being typed."""
        given: list[Json] = []
        for name in values:
            if not any(name in _names(option) for option in self.options):
                listed = ", ".join(option["name"] for option in self.options) or "none"
                raise CannotType(f"{self.line} has no option {name!r}; there is: {listed}")
        for option in self.options:
            value = next((values[name] for name in values if name in _names(option)), None)
            being_typed = focused in _names(option)
            if value is None:
                if option.get("required") and checked and focused is None:
                    raise CannotType(f"{self.line} needs {option['name']!r}")
                continue
            raw = being_typed or not checked
            item: Json = {
                "type": option["type"],
                "name": option["name"],
                "value": self._plain(value) if raw else self._value(option, value),
            }
            if being_typed:
                item["focused"] = True
            given.append(item)
        for step in reversed(self._path):
            given = [{"type": step["type"], "name": step["name"], "options": given}]
        shape: Json = {"id": str(self.command.id), "name": self.command.name, "type": CommandType.CHAT}
        if self.command.guild_id:
            shape["guild_id"] = str(self.command.guild_id)
        if given:
            shape["options"] = given
        if self.resolved.shape:
            shape["resolved"] = self.resolved.shape
        return shape

    def _plain(self, value: Any) -> Any:
        return value if isinstance(value, str | int | float) else self._named(value)

    def _named(self, value: Any) -> str:
        if isinstance(value, Role):
            return self.resolved.role(value)
        if isinstance(value, Channel):
            return self.resolved.channel(value)
        if isinstance(value, Member):
            return self.resolved.user(value.user)
        if isinstance(value, User):
            return self.resolved.user(value)
        account = self.channel.world.user_by_id.get(getattr(value, "id", 0))
        if account is None:
            raise CannotType(f"{value!r} is nothing one can pick")
        return self.resolved.user(account)

    def _value(self, option: Json, value: Any) -> Any:
        kind, name = option["type"], option["name"]
        if "choices" in option:
            return _chosen(option, value)
        if kind == OptionType.STRING:
            return _text(option, value)
        if kind in (OptionType.INTEGER, OptionType.NUMBER):
            return _number(option, value)
        if kind == OptionType.BOOLEAN:
            if not isinstance(value, bool):
                raise CannotType(f"{name!r} is true or false, not {value!r}")
            return value
        if kind == OptionType.ATTACHMENT:
            return self.resolved.attachment(upload(self.channel, value))
        if kind == OptionType.ROLE and not isinstance(value, Role):
            raise CannotType(f"{name!r} takes a role, not {value!r}")
        if kind == OptionType.CHANNEL:
            kinds = option.get("channel_types")
            if not isinstance(value, Channel) or (kinds and value.type not in kinds):
                raise CannotType(f"{name!r} does not take {value!r}")
        if kind == OptionType.USER and isinstance(value, Role | Channel):
            raise CannotType(f"{name!r} takes a person, not {value!r}")
        return self._named(value)


def being_typed(kind: int, text: str) -> str | float:
    """What stands in an option that is being typed: numbers are sent as numbers as soon as they are some."""
    if kind == OptionType.INTEGER and WHOLE.fullmatch(text):
        number = int(text)
    elif kind == OptionType.NUMBER and NUMBER.fullmatch(text):
        number = float(text)
    else:
        return text
    return number if abs(number) <= limits.DOUBLE else text


def upload(channel: Channel, value: Any) -> attachments.Attachment:
    """A file as a person attaches it: its bytes and its name, as `(b"…", "picture.png")`."""
    if isinstance(value, attachments.Attachment):
        return value
    data, filename = value
    return attachments.keep(channel.world, channel.id, filename, data)


def _names(option: Json) -> set[str]:
    translated: Json = option.get("name_localizations") or {}
    return {option["name"], *translated.values()}


def _chosen(option: Json, value: Any) -> Any:
    for choice in option["choices"]:
        if value == choice["value"] or value in _names(choice):
            return choice["value"]
    listed = ", ".join(repr(choice["name"]) for choice in option["choices"])
    raise CannotType(f"{option['name']!r} is one of {listed}, not {value!r}")


def _text(option: Json, value: Any) -> str:
    if not isinstance(value, str):
        raise CannotType(f"{option['name']!r} takes text, not {value!r}")
    least, most = option.get("min_length", 0), option.get("max_length", 6000)
    if not least <= len(value) <= most:
        raise CannotType(f"{option['name']!r} takes {least} to {most} characters, not {len(value)}")
    return value


def _number(option: Json, value: Any) -> int | float:
    whole = option["type"] == OptionType.INTEGER
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise CannotType(f"{option['name']!r} takes a {'whole ' if whole else ''}number, not {value!r}")
    least, most = option.get("min_value", -limits.DOUBLE), option.get("max_value", limits.DOUBLE)
    if not least <= value <= most:
        raise CannotType(f"{option['name']!r} takes {least} to {most}, not {value}")
    return value
