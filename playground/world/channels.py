"""Channels of a guild: text, voice, categories, forums. Threads and direct messages build on them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from playground.wire import Json
from playground.world import messages, voice
from playground.world import permissions as permission
from playground.world.snowflakes import iso

if TYPE_CHECKING:
    from datetime import datetime

    from playground.world.guilds import Guild
    from playground.world.members import Member
    from playground.world.messages import Draft, Message
    from playground.world.threads import Thread
    from playground.world.users import Somebody, User
    from playground.world.world import World


class ChannelType(IntEnum):
    """The kinds, by Discord's numbers."""

    TEXT = 0
    DIRECT = 1
    VOICE = 2
    CATEGORY = 4
    ANNOUNCEMENT = 5
    ANNOUNCEMENT_THREAD = 10
    PUBLIC_THREAD = 11
    PRIVATE_THREAD = 12
    STAGE = 13
    FORUM = 15
    MEDIA = 16


WRITTEN_IN = frozenset({0, 1, 2, 5, 10, 11, 12, 13})
THREADS = frozenset({10, 11, 12})
FORUMS = frozenset({15, 16})
VOICE = permission.VOICE
THREADED = frozenset({0, 5, 15, 16})
REQUIRE_TAG = 1 << 4
DASHED_NAMES = frozenset({0, 5, 15, 16})


@dataclass
class Overwrite:
    """An exception for one role or member in one channel."""

    id: int
    of_member: bool
    allow: int = 0
    deny: int = 0

    def payload(self) -> Json:
        """As channels list it."""
        return {
            "id": str(self.id),
            "type": int(self.of_member),
            "allow": str(self.allow),
            "deny": str(self.deny),
        }

    def copy(self) -> Overwrite:
        """One that changes for itself."""
        return replace(self)


@dataclass(eq=False, repr=False)
class Channel:
    """One place where things are said, or a category of such places."""

    id: int
    world: World
    name: str
    type: int
    guild_or_none: Guild | None = None
    topic: str | None = None
    parent_id: int | None = None
    position: int = 0
    nsfw: bool = False
    slowmode: int = 0
    user_limit: int = 0
    bitrate: int = 64000
    default_auto_archive_duration: int | None = None
    tags: list[Json] = field(default_factory=list[Json])
    requires_tag: bool = False
    default_reaction_emoji: Json | None = None
    default_sort_order: int | None = None
    default_forum_layout: int = 0
    default_thread_slowmode: int = 0
    overwrites: dict[int, Overwrite] = field(default_factory=dict[int, Overwrite])
    message_by_id: dict[int, Message] = field(default_factory=dict[int, "Message"])
    ephemeral_by_id: dict[int, Message] = field(default_factory=dict[int, "Message"])
    thread_members: dict[int, datetime] = field(default_factory=dict[int, "datetime"])
    last_message_id: int | None = None
    last_pin_at: datetime | None = None
    spoke: dict[int, datetime] = field(default_factory=dict[int, "datetime"])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} #{self.name}>"

    # Looking around

    @property
    def guild(self) -> Guild:
        """The guild it is in; only direct messages are in none."""
        assert self.guild_or_none is not None
        return self.guild_or_none

    @property
    def is_thread(self) -> bool:
        """Whether it hangs below another channel."""
        return self.type in THREADS

    @property
    def is_private_thread(self) -> bool:
        """Whether only its members see it."""
        return self.type == ChannelType.PRIVATE_THREAD

    @property
    def overwrites_of(self) -> Channel:
        """The channel whose overwrites count: its own, a thread's parent."""
        return self

    @property
    def parent(self) -> Channel | None:
        """Its category, or a thread's channel."""
        if self.guild_or_none is None or self.parent_id is None:
            return None
        return self.guild.channel_by_id.get(self.parent_id)

    @property
    def messages(self) -> list[Message]:
        """What everybody here can read, oldest first."""
        return list(self.message_by_id.values())

    @property
    def pins(self) -> list[Message]:
        """Pinned messages, the newest pin first."""
        pinned = [message for message in self.message_by_id.values() if message.pinned_at]
        return sorted(pinned, key=lambda message: (message.pinned_at, message.id), reverse=True)

    @property
    def threads(self) -> list[Thread]:
        """The threads below it, oldest first."""
        if self.guild_or_none is None:
            return []
        return [thread for thread in self.guild.thread_by_id.values() if thread.parent_id == self.id]

    @property
    def voice_members(self) -> list[Member]:
        """Who is connected to it, in the order of coming."""
        return voice.inside(self.guild, self)

    @property
    def mention(self) -> str:
        """The link to it in a message."""
        return f"<#{self.id}>"

    # Acts by hand

    def post(self, author: User, draft: Draft) -> Message:
        """Somebody says something here, and everybody who may read it hears."""
        return messages.post(self, author, draft)

    def hears(self, message: Message) -> None:
        """A message came in."""

    def delete(self, message: Message) -> None:
        """Removes a message, as its author or a moderator would."""
        message.remove()

    def edit(self, **changes: Any) -> None:
        """Changes fields by name."""
        if "name" in changes:
            changes["name"] = written(str(changes["name"]), self.type)
        for name, value in changes.items():
            setattr(self, name, value)
        if "tags" in changes:
            known = {int(tag["id"]) for tag in self.tags}
            for thread in self.threads:
                thread.applied_tags = [tag for tag in thread.applied_tags if tag in known]
        self.announce("CHANNEL_UPDATE")

    def set_overwrite(
        self, who: Somebody, *, allow: int | str | Iterable[str] = 0, deny: int | str | Iterable[str] = 0
    ) -> None:
        """Makes an exception for a role or a member here; with nothing given it only clears the old one."""
        self.overwrites.pop(who.id, None)
        overwrite = Overwrite(
            who.id, who.id not in self.guild.role_by_id, permission.bits(allow), permission.bits(deny)
        )
        if overwrite.allow or overwrite.deny:
            self.overwrites[who.id] = overwrite
        self.announce("CHANNEL_UPDATE")

    def remove(self) -> None:
        """Takes it out of the guild with everything in it; channels of a category stay and lose it."""
        guild = self.guild
        for thread in self.threads:
            thread.remove()
        for member in self.voice_members:
            voice.leave(member)
        for invite in list(guild.invite_by_code.values()):
            if invite.channel is self:
                invite.remove()
        del guild.channel_by_id[self.id]
        del self.world.channel_by_id[self.id]
        if guild.system_channel_id == self.id:
            guild.system_channel_id = None
        for child in guild.channels:
            if child.parent_id == self.id:
                child.edit(parent_id=None)
        self.announce("CHANNEL_DELETE")

    def announce(self, event: str) -> None:
        """Tells the guild's bots about it."""
        self.world.announce(event, self.payload(), guild=self.guild)

    # Shapes

    def payload(self) -> Json:
        """The channel as everybody sees it."""
        shape: Json = {
            "id": str(self.id),
            "type": int(self.type),
            "guild_id": str(self.guild.id),
            "name": self.name,
            "position": self.position,
            "flags": REQUIRE_TAG if self.requires_tag else 0,
            "parent_id": str(self.parent_id) if self.parent_id else None,
            "permission_overwrites": [overwrite.payload() for overwrite in self.overwrites.values()],
        }
        if self.type == ChannelType.CATEGORY:
            return shape
        shape |= {
            "nsfw": self.nsfw,
            "rate_limit_per_user": self.slowmode,
            "last_message_id": str(self.last_message_id) if self.last_message_id else None,
        }
        if self.type in (ChannelType.VOICE, ChannelType.STAGE):
            return shape | {"bitrate": self.bitrate, "user_limit": self.user_limit, "rtc_region": None}
        shape["topic"] = self.topic
        if self.last_pin_at:
            shape["last_pin_timestamp"] = iso(self.last_pin_at)
        if self.default_auto_archive_duration:
            shape["default_auto_archive_duration"] = self.default_auto_archive_duration
        if self.type in THREADED:
            shape["default_thread_rate_limit_per_user"] = self.default_thread_slowmode
        if self.type in FORUMS:
            shape |= {
                "available_tags": self.tags,
                "default_reaction_emoji": self.default_reaction_emoji,
                "default_sort_order": self.default_sort_order,
                "default_forum_layout": self.default_forum_layout,
            }
        return shape

    def partial(self, permissions: int) -> Json:
        """The channel as interactions carry it, with what the person may do in it."""
        shape = {**self.payload(), "permissions": str(permissions)}
        shape.pop("permission_overwrites", None)
        return shape


def create(guild: Guild, name: str, kind: int = ChannelType.TEXT, **fields: Any) -> Channel:
    """A new channel, at the bottom; without overwrites of its own it starts with its category's."""
    if not fields.get("overwrites"):
        fields["overwrites"] = guild.overwrites_from(guild.channel_by_id.get(fields.get("parent_id") or 0))
    fields.setdefault(
        "position", max((other.position + 1 for other in guild.channel_by_id.values()), default=0)
    )
    channel = Channel(guild.world.ids.new(), guild.world, written(name, kind), kind, guild, **fields)
    guild.channel_by_id[channel.id] = channel
    guild.world.channel_by_id[channel.id] = channel
    channel.announce("CHANNEL_CREATE")
    return channel


def written(name: str, kind: int) -> str:
    """The name as Discord keeps it: text channels lose capitals, spaces and most punctuation."""
    if kind not in DASHED_NAMES:
        return name.strip()
    dashed = re.sub(r"\s+", "-", name.strip().lower())
    plain = re.sub(r"[!\"#$%&'()*+,./:;<=>?@\[\\\]^`{|}~]", "", dashed)
    return re.sub(r"-{2,}", "-", plain).strip("-") or "new-channel"
