"""Guilds: the servers, as people call them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playground.errors import CannotType
from playground.wire import Json
from playground.world import permissions as permission
from playground.world.automod import AutoMod
from playground.world.channels import ChannelType
from playground.world.channels import create as create_channel
from playground.world.members import join
from playground.world.messages import Draft, MessageType
from playground.world.roles import Role
from playground.world.roles import create as create_role
from playground.world.snowflakes import iso
from playground.world.users import Somebody, User

if TYPE_CHECKING:
    from playground.world.applications import Application
    from playground.world.channels import Channel, Overwrite
    from playground.world.events import ScheduledEvent
    from playground.world.invites import Invite
    from playground.world.members import Member
    from playground.world.threads import Thread
    from playground.world.voice import VoiceState
    from playground.world.world import World

NO_JOIN_MESSAGES = 1 << 0


@dataclass(eq=False, repr=False)
class Guild:
    """One server with everything in it."""

    id: int
    world: World
    name: str
    owner_id: int
    locale: str = "en-US"
    description: str | None = None
    system_channel_id: int | None = None
    system_channel_flags: int = 0
    features: list[str] = field(default_factory=list[str])
    verification_level: int = 0
    available: bool = True
    automod: AutoMod = field(default_factory=AutoMod)
    channel_by_id: dict[int, Channel] = field(default_factory=dict[int, "Channel"])
    thread_by_id: dict[int, Thread] = field(default_factory=dict[int, "Thread"])
    role_by_id: dict[int, Role] = field(default_factory=dict[int, Role])
    member_by_id: dict[int, Member] = field(default_factory=dict[int, "Member"])
    event_by_id: dict[int, ScheduledEvent] = field(default_factory=dict[int, "ScheduledEvent"])
    voice_by_id: dict[int, VoiceState] = field(default_factory=dict[int, "VoiceState"])
    invite_by_code: dict[str, Invite] = field(default_factory=dict[str, "Invite"])
    banned: dict[int, str | None] = field(default_factory=dict[int, str | None])

    def __repr__(self) -> str:
        return f"<Guild {self.name}>"

    # Looking around

    @property
    def everyone(self) -> Role:
        """The role that everybody has."""
        return self.role_by_id[self.id]

    @property
    def channels(self) -> list[Channel]:
        """All channels and categories without threads, from top to bottom."""
        return sorted(self.channel_by_id.values(), key=lambda channel: (channel.position, channel.id))

    @property
    def threads(self) -> list[Thread]:
        """All threads, archived ones too, oldest first."""
        return list(self.thread_by_id.values())

    @property
    def roles(self) -> list[Role]:
        """All roles, the highest first, @everyone last."""
        return sorted(self.role_by_id.values(), key=lambda role: role.rank, reverse=True)

    @property
    def members(self) -> list[Member]:
        """All members, bots too, in the order of joining."""
        return list(self.member_by_id.values())

    @property
    def events(self) -> list[ScheduledEvent]:
        """All scheduled events, in the order of making."""
        return list(self.event_by_id.values())

    def channel(self, name: str) -> Channel:
        """The channel, category or thread of this name; raises `LookupError` without one."""
        for channel in (*self.channels, *self.threads):
            if channel.name == name:
                return channel
        raise LookupError(f"no channel {name!r} among {[channel.name for channel in self.channels]}")

    def role(self, name: str) -> Role:
        """The role of this name; raises `LookupError` without one."""
        for role in self.roles:
            if role.name == name:
                return role
        raise LookupError(f"no role {name!r} among {[role.name for role in self.roles]}")

    def has_role(self, name: str) -> bool:
        """Whether there is a role of this name."""
        return any(role.name == name for role in self.role_by_id.values())

    def has_channel(self, name: str) -> bool:
        """Whether there is a channel, category or thread of this name."""
        return any(channel.name == name for channel in (*self.channels, *self.threads))

    def member(self, somebody: Somebody) -> Member:
        """Somebody's membership; raises `LookupError` if there is none."""
        try:
            return self.member_by_id[somebody.id]
        except KeyError:
            raise LookupError(f"{somebody} is not in {self.name}") from None

    def has_member(self, somebody: Somebody) -> bool:
        """Whether somebody is in the guild."""
        return somebody.id in self.member_by_id

    @property
    def first_channel(self) -> Channel:
        """The topmost text channel, where a newcomer lands."""
        for channel in self.channels:
            if channel.type == ChannelType.TEXT:
                return channel
        raise CannotType(f"{self.name} has no text channel")

    # Acts by hand

    def invite(self, app: Application, permissions: int | str | Iterable[str] = 0) -> Role:
        """Lets a bot join with these permissions and returns its managed role."""
        self.join(app.user, permission.bits(permissions))
        return next(role for role in self.role_by_id.values() if role.bot_id == app.id)

    def join(self, user: User, permissions: int | None = None) -> Member:
        """Somebody comes in, and the system channel says so."""
        member = join(self, user, permissions)
        if not member.pending:
            self._tell_of(member)
        return member

    def screen(self, somebody: Somebody) -> None:
        """Somebody has agreed to the rules and may take part; only now the system channel says that they are here."""
        member = self.member(somebody)
        member.edit(pending=False)
        self._tell_of(member)

    def _tell_of(self, member: Member) -> None:
        channel = self.channel_by_id.get(self.system_channel_id or 0)
        if channel and not self.system_channel_flags & NO_JOIN_MESSAGES:
            channel.post(member.user, Draft(type=MessageType.JOIN))

    def kick(self, somebody: Somebody) -> None:
        """Sends somebody out; a bot learns it from GUILD_DELETE."""
        self.member(somebody).remove()

    def ban(self, somebody: Somebody, reason: str | None = None) -> None:
        """Sends somebody out for good."""
        self.banned[somebody.id] = reason
        if somebody.id in self.member_by_id:
            self.member(somebody).remove()
        data = {"guild_id": str(self.id), "user": self.world.user_by_id[somebody.id].payload()}
        self.world.announce("GUILD_BAN_ADD", data, guild=self)

    def become_unavailable(self) -> None:
        """Discord has trouble with this server: its bots hear that it is gone for now, and nothing else of it."""
        self.available = False
        for app in self._apps:
            data = {"id": str(self.id), "unavailable": True}
            self.world.announce("GUILD_DELETE", data, guild=self, app=app)

    def become_available(self) -> None:
        """The trouble is over: its bots get it anew."""
        self.available = True
        for app in self._apps:
            data = {**self.gateway_payload(app), "unavailable": False}
            self.world.announce("GUILD_CREATE", data, guild=self, app=app)

    @property
    def _apps(self) -> list[Application]:
        return [app for app in self.world.application_by_id.values() if app.id in self.member_by_id]

    def add_channel(self, name: str, kind: int = ChannelType.TEXT, **fields: Any) -> Channel:
        """A new channel, at the bottom of its kind."""
        return create_channel(self, name, kind, **fields)

    def add_category(self, name: str, **fields: Any) -> Channel:
        """A new category."""
        return create_channel(self, name, ChannelType.CATEGORY, **fields)

    def delete_channel(self, channel: Channel) -> None:
        """Removes a channel, its threads and its messages."""
        channel.remove()

    def add_role(self, name: str, permissions: int | str | Iterable[str] = 0, **fields: Any) -> Role:
        """A new role at the bottom."""
        return create_role(self, name=name, permissions=permission.bits(permissions), **fields)

    def delete_role(self, role: Role) -> None:
        """Removes a role, from everybody too."""
        role.remove()

    def grant(self, somebody: Somebody, *names: str) -> Role:
        """Gives somebody these permissions, by a role named after them."""
        role = self.add_role(" ".join(names), names)
        self.member(somebody).give(role)
        return role

    def set_permissions(self, who: Application | Role, permissions: int | str | Iterable[str]) -> None:
        """What a role, or a bot's own role, may do from now on. @everyone's rights stay."""
        role = who if isinstance(who, Role) else self.role_of(who)
        role.edit(permissions=permission.bits(permissions))

    def role_of(self, app: Application) -> Role:
        """The managed role of a bot; raises `LookupError` if the bot is not here."""
        for role in self.role_by_id.values():
            if role.bot_id == app.id:
                return role
        raise LookupError(f"{app.name} has no role in {self.name}")

    def edit(self, **changes: Any) -> None:
        """Changes fields by name."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.world.announce("GUILD_UPDATE", self.payload(), guild=self)

    # Shapes

    def payload(self) -> Json:
        """The guild as REST gives it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "description": self.description,
            "home_header": None,
            "splash": None,
            "discovery_splash": None,
            "features": self.features,
            "banner": None,
            "owner_id": str(self.owner_id),
            "application_id": None,
            "region": "deprecated",
            "afk_channel_id": None,
            "afk_timeout": 300,
            "system_channel_id": str(self.system_channel_id) if self.system_channel_id else None,
            "system_channel_flags": self.system_channel_flags,
            "widget_enabled": False,
            "widget_channel_id": None,
            "verification_level": self.verification_level,
            "roles": [role.payload() for role in self.role_by_id.values()],
            "default_message_notifications": 0,
            "mfa_level": 0,
            "explicit_content_filter": 0,
            "max_presences": None,
            "max_members": 500_000,
            "max_stage_video_channel_users": 50,
            "max_video_channel_users": 25,
            "vanity_url_code": None,
            "premium_tier": 0,
            "premium_subscription_count": 0,
            "preferred_locale": self.locale,
            "rules_channel_id": None,
            "safety_alerts_channel_id": None,
            "public_updates_channel_id": None,
            "premium_progress_bar_enabled": False,
            "nsfw": False,
            "nsfw_level": 0,
            "emojis": [],
            "stickers": [],
            "incidents_data": None,
        }

    def counts(self) -> Json:
        """How many there are; everybody counts as present."""
        count = len(self.member_by_id)
        return {"approximate_member_count": count, "approximate_presence_count": count}

    def partial(self) -> Json:
        """The guild as invites and interactions show it."""
        return {"id": str(self.id), "locale": self.locale, "features": self.features}

    def gateway_payload(self, app: Application, *, everybody: bool = False) -> Json:
        """The guild as GUILD_CREATE brings it to a bot: of the members only itself, unless it hears presences."""
        me = self.member_by_id[app.id]
        shown = self.members if everybody else [me]
        return {
            **self.payload(),
            "joined_at": iso(me.joined_at),
            "large": len(self.member_by_id) > 250,
            "member_count": len(self.member_by_id),
            "voice_states": [state.payload(with_member=False) for state in self.voice_by_id.values()],
            "members": [member.payload() for member in shown],
            "channels": [channel.payload() for channel in self.channel_by_id.values()],
            "threads": [
                thread.payload()
                for thread in self.thread_by_id.values()
                if not thread.archived and permission.sees(me, thread)
            ],
            "presences": [],
            "stage_instances": [],
            "guild_scheduled_events": [event.payload() for event in self.event_by_id.values()],
            "soundboard_sounds": [],
        }

    def overwrites_from(self, channel: Channel | None) -> dict[int, Overwrite]:
        """A copy of a category's overwrites, which a channel made in it starts with."""
        return (
            {target: overwrite.copy() for target, overwrite in channel.overwrites.items()} if channel else {}
        )


def create(world: World, name: str, owner: User, locale: str) -> Guild:
    """A new guild with @everyone, its owner and #general, where joins are told."""
    guild = Guild(world.ids.new(), world, name, owner.id, locale)
    world.guild_by_id[guild.id] = guild
    everyone = Role(guild.id, guild, "@everyone", permission.EVERYONE_BY_DEFAULT, position=0)
    guild.role_by_id[guild.id] = everyone
    guild.system_channel_id = create_channel(guild, "general").id
    join(guild, owner)
    return guild
