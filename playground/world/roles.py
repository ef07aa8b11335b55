"""Roles: names that people carry, with permissions and a rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playground.wire import Json
from playground.world import permissions as permission

if TYPE_CHECKING:
    from playground.world.guilds import Guild


@dataclass(eq=False, repr=False)
class Role:
    """One role of a guild. A higher `position` ranks higher; @everyone is 0 and has the guild's id."""

    id: int
    guild: Guild
    name: str = "new role"
    permissions: int = 0
    position: int = 1
    color: int = 0
    hoist: bool = False
    mentionable: bool = False
    bot_id: int | None = None

    def __repr__(self) -> str:
        return f"<Role {self.name}>"

    @property
    def managed(self) -> bool:
        """Whether it belongs to a bot, so that nobody can give or delete it."""
        return self.bot_id is not None

    @property
    def rank(self) -> tuple[int, int]:
        """Comparable: of two roles at one position the older one ranks higher."""
        return self.position, -self.id

    @property
    def members(self) -> list[str]:
        """The names of who carries it."""
        return [member.user.name for member in self.guild.members if self.id in member.role_ids]

    @property
    def mention(self) -> str:
        """What pings everybody who carries it."""
        return f"<@&{self.id}>"

    @property
    def permission_names(self) -> list[str]:
        """What it allows, by name."""
        return permission.names(self.permissions)

    def payload(self) -> Json:
        """The role as everybody sees it."""
        shape: Json = {
            "id": str(self.id),
            "name": self.name,
            "permissions": str(self.permissions),
            "position": self.position,
            "color": self.color,
            "colors": {"primary_color": self.color, "secondary_color": None, "tertiary_color": None},
            "hoist": self.hoist,
            "managed": self.managed,
            "mentionable": self.mentionable,
            "icon": None,
            "unicode_emoji": None,
            "flags": 0,
        }
        if self.bot_id is not None:
            shape["tags"] = {"bot_id": str(self.bot_id)}
        return shape

    def edit(self, **changes: Any) -> None:
        """Changes fields by name."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.announce("GUILD_ROLE_UPDATE")

    def move(self, position: int) -> None:
        """Puts the role at a rank; the roles from there on move up."""
        others = sorted(
            (role for role in self.guild.role_by_id.values() if role is not self), key=lambda role: role.rank
        )
        others.insert(max(1, position), self)
        for place, role in enumerate(others):
            if role.position != place or role is self:
                role.position = place
                role.announce("GUILD_ROLE_UPDATE")

    def remove(self) -> None:
        """Takes the role from everybody and out of the guild."""
        guild = self.guild
        del guild.role_by_id[self.id]
        for member in guild.member_by_id.values():
            if self.id in member.role_ids:
                member.role_ids.remove(self.id)
        for channel in guild.channel_by_id.values():
            channel.overwrites.pop(self.id, None)
        guild.world.announce(
            "GUILD_ROLE_DELETE", {"guild_id": str(guild.id), "role_id": str(self.id)}, guild=guild
        )

    def announce(self, event: str) -> None:
        """Tells the guild's bots about the role."""
        guild = self.guild
        guild.world.announce(event, {"guild_id": str(guild.id), "role": self.payload()}, guild=guild)


def create(guild: Guild, **fields: Any) -> Role:
    """A new role at the bottom, above @everyone; the others move up."""
    role = Role(guild.world.ids.new(), guild, **fields)
    for other in guild.role_by_id.values():
        if other.position:
            other.position += 1
    guild.role_by_id[role.id] = role
    role.announce("GUILD_ROLE_CREATE")
    return role
