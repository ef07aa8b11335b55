"""Direct messages: the channel between two accounts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.wire import Json
from playground.world.channels import Channel, ChannelType
from playground.world.users import User

if TYPE_CHECKING:
    from playground.world.world import World


@dataclass(eq=False, repr=False)
class DirectChannel(Channel):
    """Two accounts and what they wrote each other."""

    between: tuple[User, ...] = field(default=())

    def other(self, user_id: int) -> User:
        """Whom that account writes to here."""
        return next(user for user in self.between if user.id != user_id)

    def payload_for(self, user_id: int) -> Json:
        """The channel as one of the two sees it."""
        return {
            "id": str(self.id),
            "type": int(ChannelType.DIRECT),
            "last_message_id": str(self.last_message_id) if self.last_message_id else None,
            "flags": 0,
            "recipients": [self.other(user_id).payload()],
        }

    def payload(self) -> Json:
        """The channel as the bot in it sees it."""
        return self.payload_for(next((user.id for user in self.between if user.bot), self.between[0].id))


def between(world: World, one: User, other: User) -> DirectChannel:
    """The channel of these two, opened at the first need."""
    key = frozenset({one.id, other.id})
    channel = world.direct_by_pair.get(key)
    if channel is None:
        channel = DirectChannel(
            world.ids.new(), world, "direct messages", ChannelType.DIRECT, between=(one, other)
        )
        world.direct_by_pair[key] = channel
        world.channel_by_id[channel.id] = channel
        for user in (one, other):
            if app := world.application_by_id.get(user.id):
                world.announce("CHANNEL_CREATE", channel.payload_for(user.id), app=app)
    return channel
