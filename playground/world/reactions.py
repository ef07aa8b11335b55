"""Reactions: small pictures that people put under a message."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.wire import Json

if TYPE_CHECKING:
    from playground.world.messages import Message
    from playground.world.users import Somebody, User


@dataclass(eq=False)
class Reaction:
    """One emoji under a message, and who put it there. `emoji` is the character, or `name:id` of a custom one."""

    emoji: str
    users: list[User] = field(default_factory=list["User"])

    @property
    def emoji_payload(self) -> Json:
        """The emoji as Discord names it."""
        name, _, emoji_id = self.emoji.partition(":")
        return {"id": emoji_id or None, "name": name}

    def payload(self, viewer_id: int | None) -> Json:
        """The reaction as messages list it."""
        count = len(self.users)
        return {
            "emoji": self.emoji_payload,
            "count": count,
            "count_details": {"burst": 0, "normal": count},
            "burst_colors": [],
            "me_burst": False,
            "burst_me": False,
            "me": any(user.id == viewer_id for user in self.users),
            "burst_count": 0,
        }


def reaction(message: Message, emoji: str) -> Reaction | None:
    """The message's reaction with this emoji, if it has one."""
    return next((found for found in message.reactions if found.emoji == emoji), None)


def add(message: Message, user: User, emoji: str) -> None:
    """Somebody puts an emoji under the message; twice is once."""
    found = reaction(message, emoji)
    if found is None:
        found = Reaction(emoji)
        message.reactions.append(found)
    if user in found.users:
        return
    found.users.append(user)
    data = {**_about(message, found), "user_id": str(user.id), "type": 0, "burst": False}
    data["message_author_id"] = str(message.author.id)
    guild = message.channel.guild_or_none
    if guild and (member := guild.member_by_id.get(user.id)):
        data["member"] = member.payload()
    _tell(message, "MESSAGE_REACTION_ADD", data)


def remove(message: Message, user: Somebody, emoji: str) -> None:
    """Somebody takes it off again; what is not there is no error."""
    found = reaction(message, emoji)
    if found is None or all(other.id != user.id for other in found.users):
        return
    found.users = [other for other in found.users if other.id != user.id]
    if not found.users:
        message.reactions.remove(found)
    data = {**_about(message, found), "user_id": str(user.id), "type": 0, "burst": False}
    _tell(message, "MESSAGE_REACTION_REMOVE", data)


def clear(message: Message, emoji: str | None = None) -> None:
    """Takes all reactions off, or all with one emoji."""
    if emoji is None:
        message.reactions.clear()
        about = {"channel_id": str(message.channel.id), "message_id": str(message.id)}
        _tell(message, "MESSAGE_REACTION_REMOVE_ALL", about)
    elif found := reaction(message, emoji):
        message.reactions.remove(found)
        _tell(message, "MESSAGE_REACTION_REMOVE_EMOJI", _about(message, found))


def _about(message: Message, found: Reaction) -> Json:
    return {
        "channel_id": str(message.channel.id),
        "message_id": str(message.id),
        "emoji": found.emoji_payload,
    }


def _tell(message: Message, event: str, data: Json) -> None:
    guild = message.channel.guild_or_none
    if guild:
        data["guild_id"] = str(guild.id)
    message.channel.world.announce(event, data, guild=guild, channel=message.channel)
