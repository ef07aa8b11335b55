"""Application commands as they are registered."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

from playground.wire import Json

if TYPE_CHECKING:
    from playground.world.applications import Application


class CommandType(IntEnum):
    """Typed in the chat, or found in the menu of a person or a message."""

    CHAT = 1
    USER = 2
    MESSAGE = 3


class OptionType(IntEnum):
    """What an option takes."""

    SUBCOMMAND = 1
    GROUP = 2
    STRING = 3
    INTEGER = 4
    BOOLEAN = 5
    USER = 6
    CHANNEL = 7
    ROLE = 8
    MENTIONABLE = 9
    NUMBER = 10
    ATTACHMENT = 11


CONTEXTS = (0, 1, 2)
"""Where a command is used: in servers, in direct messages with the bot, in others."""
INTEGRATION_TYPES = (0, 1)
"""By whom it is installed: servers, or people for themselves."""
NESTING = frozenset({OptionType.SUBCOMMAND, OptionType.GROUP})


@dataclass(eq=False, repr=False)
class Command:
    """One registered command; `guild_id` is None for a global one. `fields` are as it was registered."""

    id: int
    app: Application
    guild_id: int | None
    type: int
    name: str
    version: int
    fields: Json = field(default_factory=dict[str, object])

    def __repr__(self) -> str:
        return f"<Command /{self.name}>"

    @property
    def options(self) -> list[Json]:
        """Its options or subcommands."""
        return self.fields.get("options", [])

    @property
    def default_member_permissions(self) -> int | None:
        """What a member needs to see it; None is nothing, 0 is Administrator."""
        field = self.fields.get("default_member_permissions")
        return None if field is None else int(field)

    @property
    def in_direct_messages(self) -> bool:
        """Whether it can be used in direct messages with the bot."""
        contexts = self.fields.get("contexts")
        if self.guild_id is not None:
            return False
        return 1 in contexts if contexts is not None else self.fields.get("dm_permission", True) is not False

    @property
    def in_guilds(self) -> bool:
        """Whether it can be used in servers."""
        contexts = self.fields.get("contexts")
        return 0 in contexts if contexts is not None else True

    @property
    def names(self) -> set[str]:
        """Its name and the names in other languages."""
        return {self.name, *(self.fields.get("name_localizations") or {}).values()}

    def payload(self, *, with_localizations: bool = True) -> Json:
        """The command as REST gives it."""
        contexts = self.fields.get("contexts")
        shape: Json = {
            "id": str(self.id),
            "application_id": str(self.app.id),
            "version": str(self.version),
            "type": self.type,
            "name": self.name,
            "description": self.fields.get("description", ""),
            "default_member_permissions": self.fields.get("default_member_permissions"),
            "nsfw": self.fields.get("nsfw", False),
            "integration_types": self.fields.get("integration_types") or [0],
            "contexts": contexts,
            "dm_permission": self.in_direct_messages,
        }
        if self.options:
            shape["options"] = self.options
        if with_localizations:
            shape["name_localizations"] = self.fields.get("name_localizations")
            shape["description_localizations"] = self.fields.get("description_localizations")
        if self.guild_id is not None:
            shape["guild_id"] = str(self.guild_id)
            del shape["dm_permission"], shape["contexts"]
        return shape


def find(app: Application, name: str, kind: int, guild_id: int | None) -> Command | None:
    """The command of exactly this place, kind and name."""
    for command in app.command_by_id.values():
        if (command.name, command.type, command.guild_id) == (name, kind, guild_id):
            return command
    return None


def of_place(app: Application, guild_id: int | None) -> list[Command]:
    """The commands registered for a guild, or the global ones for None."""
    return [command for command in app.command_by_id.values() if command.guild_id == guild_id]


def save(app: Application, guild_id: int | None, definition: Json, new_id: int) -> Command:
    """Registers a command over the one of the same name and kind, whose id it keeps; `new_id` is also its version."""
    name, kind = definition["name"], definition.get("type", CommandType.CHAT)
    command = find(app, name, kind, guild_id)
    if command is None:
        command = Command(new_id, app, guild_id, kind, name, new_id, definition)
        app.command_by_id[command.id] = command
    elif command.fields != definition:
        command.fields, command.version = definition, new_id
    return command
