"""Members: an account in one guild, with its roles and its nickname."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from playground.wire import Json
from playground.world import permissions as permission
from playground.world import roles, voice
from playground.world.snowflakes import iso
from playground.world.users import User

if TYPE_CHECKING:
    from playground.world.guilds import Guild
    from playground.world.roles import Role


@dataclass(eq=False, repr=False)
class Member:
    """One account's place in one guild."""

    user: User
    guild: Guild
    joined_at: datetime
    nick: str | None = None
    role_ids: list[int] = field(default_factory=list[int])
    silenced_until: datetime | None = None
    mute: bool = False
    deaf: bool = False
    pending: bool = False

    def __repr__(self) -> str:
        return f"<Member {self.user.name} of {self.guild.name}>"

    @property
    def id(self) -> int:
        """The account's id."""
        return self.user.id

    @property
    def name(self) -> str:
        """What people read here: the nickname, else the account's name."""
        return self.nick or self.user.name

    @property
    def roles(self) -> list[Role]:
        """Her roles without @everyone, the highest first."""
        held = [self.guild.role_by_id[role_id] for role_id in self.role_ids]
        return sorted(held, key=lambda role: role.rank, reverse=True)

    @property
    def top_role(self) -> Role:
        """The highest one she has, @everyone at least."""
        return next(iter(self.roles), self.guild.everyone)

    @property
    def timed_out(self) -> bool:
        """Whether a moderator silenced her for now."""
        return self.silenced_until is not None and self.silenced_until > self.guild.world.clock.now()

    def outranks(self, role: Role) -> bool:
        """Whether she may touch that role: the owner always, others only what is below their highest."""
        return self.id == self.guild.owner_id or role.rank < self.top_role.rank

    def may(self, name: str) -> bool:
        """Whether her roles give her this permission in the guild."""
        return permission.may(self, name)

    def payload(self) -> Json:
        """The member as everybody sees her."""
        return {**self.partial(), "user": self.user.payload()}

    def partial(self) -> Json:
        """The same without the account, as messages carry it."""
        return {
            "avatar": None,
            "banner": None,
            "avatar_decoration_data": None,
            "communication_disabled_until": iso(self.silenced_until) if self.silenced_until else None,
            "flags": 0,
            "joined_at": iso(self.joined_at),
            "nick": self.nick,
            "pending": self.pending,
            "premium_since": None,
            "roles": [str(role_id) for role_id in self.role_ids],
            "mute": self.mute,
            "deaf": self.deaf,
        }

    def edit(self, **changes: Any) -> None:
        """Changes fields by name."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.announce("GUILD_MEMBER_UPDATE")

    def give(self, role: Role) -> None:
        """Gives her a role; twice is once."""
        if role.id not in self.role_ids:
            self.role_ids.append(role.id)
            self.announce("GUILD_MEMBER_UPDATE")

    def take(self, role: Role) -> None:
        """Takes a role from her; one she has not is no error."""
        if role.id in self.role_ids:
            self.role_ids.remove(role.id)
            self.announce("GUILD_MEMBER_UPDATE")

    def remove(self) -> None:
        """She leaves, or is made to."""
        guild = self.guild
        voice.leave(self)
        del guild.member_by_id[self.id]
        for role in list(guild.role_by_id.values()):
            if role.bot_id == self.id:
                role.remove()
        for thread in guild.thread_by_id.values():
            thread.thread_members.pop(self.id, None)
        data = {"guild_id": str(guild.id), "user": self.user.payload()}
        guild.world.announce("GUILD_MEMBER_REMOVE", data, guild=guild)
        if app := guild.world.application_by_id.get(self.id):
            guild.world.announce("GUILD_DELETE", {"id": str(guild.id)}, app=app, guild=guild)

    def announce(self, event: str) -> None:
        """Tells the guild's bots about her."""
        data = {"guild_id": str(self.guild.id), **self.payload()}
        self.guild.world.announce(event, data, guild=self.guild, about=self.id)


def join(guild: Guild, user: User, permissions: int | None = None) -> Member:
    """Puts an account into the guild; a bot gets its managed role with those permissions."""
    world = guild.world
    screened = "MEMBER_VERIFICATION_GATE_ENABLED" in guild.features and not user.bot
    member = Member(user, guild, world.clock.now(), pending=screened)
    if permissions is not None:
        role = roles.create(guild, name=user.name, permissions=permissions, bot_id=user.id)
        member.role_ids.append(role.id)
    guild.member_by_id[user.id] = member
    member.announce("GUILD_MEMBER_ADD")
    if app := world.application_by_id.get(user.id):
        world.announce("GUILD_CREATE", guild.gateway_payload(app), app=app, guild=guild)
    return member


def matching(members: list[Member], query: str) -> list[Member]:
    """Members with a name that begins like the query, capitals aside."""
    wanted = query.lower()
    return [
        member
        for member in members
        if any(
            name.lower().startswith(wanted)
            for name in (member.user.handle, member.user.name, member.nick or "")
            if name
        )
    ]
