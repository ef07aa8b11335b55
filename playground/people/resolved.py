"""What ids in an interaction stand for, so that a bot need not ask."""

from __future__ import annotations

from playground.wire import Json
from playground.world import permissions as permission
from playground.world.attachments import Attachment
from playground.world.channels import Channel
from playground.world.messages import Message
from playground.world.roles import Role
from playground.world.users import User


class Resolved:
    """Collects the things an interaction names, in the shape that goes with it."""

    def __init__(self, channel: Channel, user: User) -> None:
        self._channel = channel
        self._user = user
        self.shape: Json = {}

    def user(self, user: User) -> str:
        """A person, with her membership if she has one here."""
        self.shape.setdefault("users", {})[str(user.id)] = user.payload()
        guild = self._channel.guild_or_none
        if guild and (member := guild.member_by_id.get(user.id)):
            partial = {**member.partial(), "permissions": str(permission.in_channel(member, self._channel))}
            self.shape.setdefault("members", {})[str(user.id)] = partial
        return str(user.id)

    def role(self, role: Role) -> str:
        """A role."""
        self.shape.setdefault("roles", {})[str(role.id)] = role.payload()
        return str(role.id)

    def channel(self, channel: Channel) -> str:
        """A channel, with what the person may do in it."""
        member = channel.guild.member_by_id.get(self._user.id)
        rights = permission.in_channel(member, channel) if member else 0
        self.shape.setdefault("channels", {})[str(channel.id)] = channel.partial(rights)
        return str(channel.id)

    def message(self, message: Message) -> str:
        """A message."""
        self.shape.setdefault("messages", {})[str(message.id)] = message.payload()
        return str(message.id)

    def attachment(self, attachment: Attachment) -> str:
        """A file."""
        attachment.ephemeral = True
        self.shape.setdefault("attachments", {})[str(attachment.id)] = attachment.payload()
        return str(attachment.id)
