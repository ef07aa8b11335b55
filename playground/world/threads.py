"""Threads: side conversations below a channel, and the posts of a forum."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from playground.wire import Json
from playground.world.channels import FORUMS, Channel, ChannelType
from playground.world.messages import Draft, MessageType
from playground.world.snowflakes import iso

if TYPE_CHECKING:
    from playground.world.messages import Message
    from playground.world.users import Somebody, User

PINNED_IN_FORUM = 1 << 1


@dataclass(eq=False, repr=False)
class Thread(Channel):
    """A channel below a channel: it inherits the parent's overwrites and falls asleep when nobody writes."""

    owner_id: int = 0
    archived: bool = False
    locked: bool = False
    invitable: bool = True
    auto_archive: int = 1440
    archive_changed_at: datetime | None = None
    applied_tags: list[int] = field(default_factory=list[int])
    sent: int = 0
    pinned_in_forum: bool = False

    @property
    def overwrites_of(self) -> Channel:
        """A thread has no overwrites of its own."""
        return self.parent or self

    @property
    def in_forum(self) -> bool:
        """Whether it is a forum's post."""
        return self.parent is not None and self.parent.type in FORUMS

    def payload(self) -> Json:
        """The thread as everybody sees it."""
        changed = self.archive_changed_at or self.world.clock.now()
        metadata: Json = {
            "archived": self.archived,
            "archive_timestamp": iso(changed),
            "auto_archive_duration": self.auto_archive,
            "locked": self.locked,
            "create_timestamp": iso(self.world.born(self.id)),
        }
        if self.is_private_thread:
            metadata["invitable"] = self.invitable
        shape: Json = {
            "id": str(self.id),
            "type": int(self.type),
            "guild_id": str(self.guild.id),
            "parent_id": str(self.parent_id),
            "owner_id": str(self.owner_id),
            "name": self.name,
            "flags": PINNED_IN_FORUM if self.pinned_in_forum else 0,
            "rate_limit_per_user": self.slowmode,
            "last_message_id": str(self.last_message_id) if self.last_message_id else None,
            "message_count": max(0, self.sent - (0 if not self.in_forum else 1)),
            "member_count": min(50, len(self.thread_members)),
            "total_message_sent": self.sent,
            "thread_metadata": metadata,
        }
        if self.in_forum:
            shape["applied_tags"] = [str(tag) for tag in self.applied_tags]
        return shape

    def membership(self, user_id: int) -> Json:
        """Somebody's place in the thread."""
        joined = self.thread_members[user_id]
        return {"id": str(self.id), "user_id": str(user_id), "join_timestamp": iso(joined), "flags": 0}

    def edit(self, **changes: Any) -> None:
        """Changes fields by name; a thread opened or archived remembers when."""
        if "archived" in changes and changes["archived"] != self.archived:
            changes["archive_changed_at"] = self.world.clock.now()
        for name, value in changes.items():
            setattr(self, name, value)
        self.announce("THREAD_UPDATE")

    def hears(self, message: Message) -> None:
        """A message counts, makes its author a member and wakes the thread."""
        if message.type == MessageType.THREAD_STARTER:
            return
        self.sent += 1
        self.add_member(message.author)
        if self.archived:
            self.edit(archived=False)

    def add_member(self, somebody: Somebody) -> None:
        """Somebody comes into the thread; twice is once."""
        if somebody.id in self.thread_members:
            return
        self.thread_members[somebody.id] = self.world.clock.now()
        self._tell_members([somebody.id], [])
        if app := self.world.application_by_id.get(somebody.id):
            data = {**self.payload(), "member": self.membership(somebody.id)}
            self.world.announce("THREAD_CREATE", data, guild=self.guild, app=app, channel=self)

    def remove_member(self, somebody: Somebody) -> None:
        """Somebody leaves the thread; who is not in it cannot, and that is no error."""
        if self.thread_members.pop(somebody.id, None):
            self._tell_members([], [somebody.id])

    def _tell_members(self, added: list[int], removed: list[int]) -> None:
        data: Json = {
            "id": str(self.id),
            "guild_id": str(self.guild.id),
            "member_count": min(50, len(self.thread_members)),
            "added_members": [
                {
                    **self.membership(user_id),
                    "member": self.guild.member_by_id[user_id].payload(),
                    "presence": None,
                }
                for user_id in added
            ],
            "removed_member_ids": [str(user_id) for user_id in removed],
        }
        self.world.announce(
            "THREAD_MEMBERS_UPDATE", data, guild=self.guild, channel=self, about=(added or removed)[0]
        )

    def remove(self) -> None:
        """Takes the thread away with its messages."""
        del self.guild.thread_by_id[self.id]
        del self.world.channel_by_id[self.id]
        data = {
            "id": str(self.id),
            "guild_id": str(self.guild.id),
            "parent_id": str(self.parent_id),
            "type": int(self.type),
        }
        self.world.announce("THREAD_DELETE", data, guild=self.guild, channel=self)

    def announce(self, event: str) -> None:
        """Tells the bots that can see it."""
        data = {**self.payload(), "newly_created": True} if event == "THREAD_CREATE" else self.payload()
        self.world.announce(event, data, guild=self.guild, channel=self)


def create(
    parent: Channel,
    owner: User,
    name: str,
    *,
    on: Message | None = None,
    kind: int = ChannelType.PUBLIC_THREAD,
    **fields: Any,
) -> Thread:
    """A new thread below a channel; one that starts at a message takes that message's id."""
    world, guild = parent.world, parent.guild
    thread = Thread(
        on.id if on else world.ids.new(), world, name, kind, guild,
        parent_id=parent.id, owner_id=owner.id, archive_changed_at=world.clock.now(), **fields,
    )  # fmt: skip
    thread.thread_members[owner.id] = world.clock.now()
    guild.thread_by_id[thread.id] = thread
    world.channel_by_id[thread.id] = thread
    thread.announce("THREAD_CREATE")
    if on:
        on.announce("MESSAGE_UPDATE")
        thread.post(owner, Draft(type=MessageType.THREAD_STARTER, reference=on))
    elif parent.type not in FORUMS and kind != ChannelType.PRIVATE_THREAD:
        parent.post(owner, Draft(type=MessageType.THREAD_CREATED, content=name, reference_channel=thread))
    return thread
