"""Interactions: somebody used a command, pressed, chose or filled in, and a bot owes an answer."""

from __future__ import annotations

import asyncio
import secrets
import time
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING

from playground import limits
from playground.wire import Json
from playground.world import permissions as permission
from playground.world.channels import ChannelType
from playground.world.commands import OptionType

if TYPE_CHECKING:
    from playground.world.applications import Application
    from playground.world.channels import Channel
    from playground.world.members import Member
    from playground.world.messages import Message
    from playground.world.users import User


class InteractionType(IntEnum):
    """What somebody did."""

    COMMAND = 2
    COMPONENT = 3
    AUTOCOMPLETE = 4
    MODAL = 5


class Answer(IntEnum):
    """How a bot may answer."""

    PONG = 1
    MESSAGE = 4
    DEFERRED_MESSAGE = 5
    DEFERRED_UPDATE = 6
    UPDATE = 7
    CHOICES = 8
    MODAL = 9


ANSWERS_TO = {
    InteractionType.COMMAND: {Answer.MESSAGE, Answer.DEFERRED_MESSAGE, Answer.MODAL},
    InteractionType.COMPONENT: {
        Answer.MESSAGE,
        Answer.DEFERRED_MESSAGE,
        Answer.DEFERRED_UPDATE,
        Answer.UPDATE,
        Answer.MODAL,
    },
    InteractionType.AUTOCOMPLETE: {Answer.CHOICES},
    InteractionType.MODAL: {Answer.MESSAGE, Answer.DEFERRED_MESSAGE, Answer.DEFERRED_UPDATE, Answer.UPDATE},
}


@dataclass(eq=False, repr=False)
class Interaction:
    """One act of a person towards one bot, and what came of it."""

    id: int
    app: Application
    type: InteractionType
    user: User
    channel: Channel
    data: Json
    message: Message | None = None
    began_with: Interaction | None = None
    token: str = field(default_factory=lambda: secrets.token_urlsafe(64))
    sent: float = field(default_factory=time.monotonic)
    answer: Answer | None = None
    original: Message | None = None
    followups: list[Message] = field(default_factory=list["Message"])
    modal: Json | None = None
    choices: list[Json] | None = None
    acted: bool = False
    changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __repr__(self) -> str:
        return f"<Interaction {self.type.name.lower()} by {self.user.name}>"

    @property
    def member(self) -> Member | None:
        """The person in the guild; None in direct messages."""
        guild = self.channel.guild_or_none
        return guild.member_by_id.get(self.user.id) if guild else None

    @property
    def late(self) -> bool:
        """Whether the three real seconds for the first answer are over."""
        return time.monotonic() - self.sent > self.channel.world.answer_seconds

    @property
    def expires_at(self) -> datetime:
        """When its token ends, on the clock."""
        return self.channel.world.born(self.id) + limits.INTERACTION_TOKEN

    @property
    def expired(self) -> bool:
        """Whether its token is worth nothing any more."""
        return self.channel.world.clock.now() > self.expires_at

    @property
    def settled(self) -> bool:
        """Whether the person sees an answer, not only that the bot is thinking."""
        if self.answer in (None, Answer.DEFERRED_MESSAGE, Answer.DEFERRED_UPDATE):
            return self.acted
        return True

    @property
    def focused_type(self) -> int:
        """The type of the option that is being typed."""
        waiting: list[Json] = list(self.data.get("options", []))
        for option in waiting:
            if option.get("focused"):
                return option["type"]
            waiting += option.get("options", [])
        return OptionType.STRING

    def act(self) -> None:
        """Something visible came of it after a deferral."""
        self.acted = True
        self.changed.set()

    # Shapes

    def payload(self) -> Json:
        """The interaction as INTERACTION_CREATE brings it."""
        channel, guild, member = self.channel, self.channel.guild_or_none, self.member
        shape: Json = {
            "id": str(self.id),
            "application_id": str(self.app.id),
            "type": int(self.type),
            "token": self.token,
            "version": 1,
            "data": self.data,
            "channel_id": str(channel.id),
            "locale": self.user.locale,
            "entitlements": [],
            "authorizing_integration_owners": {"0": str(guild.id) if guild else "0"},
            "context": 0 if guild else 1,
            "attachment_size_limit": limits.FILE_BYTES,
        }
        if guild:
            bot = guild.member_by_id.get(self.app.id)
            theirs = permission.in_channel(member, channel) if member else 0
            shape |= {
                "guild_id": str(guild.id),
                "guild_locale": guild.locale,
                "guild": guild.partial(),
                "app_permissions": str(permission.in_channel(bot, channel) if bot else 0),
                "channel": channel.partial(theirs),
            }
            if member:
                shape["member"] = {**member.payload(), "permissions": str(theirs)}
        else:
            shape |= {
                "user": self.user.payload(),
                "channel": {**channel.payload(), "type": int(ChannelType.DIRECT)},
                "app_permissions": str(permission.ALL),
            }
        if self.message:
            shape["message"] = self.message.payload(self.app.id)
        return shape

    def metadata(self) -> Json:
        """What the answer's message says about where it comes from."""
        shape: Json = {
            "id": str(self.id),
            "type": int(self.type),
            "user": self.user.payload(),
            "authorizing_integration_owners": {
                "0": str(self.channel.guild.id) if self.channel.guild_or_none else "0"
            },
        }
        if self.message and self.type == InteractionType.COMPONENT:
            shape["interacted_message_id"] = str(self.message.id)
        if self.began_with:
            shape["triggering_interaction_metadata"] = self.began_with.metadata()
        return shape

    def callback_payload(self) -> Json:
        """What the callback answers when it is asked for a response."""
        shape: Json = {
            "interaction": {
                "id": str(self.id),
                "type": int(self.type),
                "response_message_loading": bool(self.original and self.original.loading),
                "response_message_ephemeral": bool(self.original and self.original.ephemeral),
            }
        }
        if self.original:
            shape["interaction"]["response_message_id"] = str(self.original.id)
            shape["interaction"]["channel_id"] = str(self.channel.id)
            if self.answer and self.answer in (Answer.MESSAGE, Answer.UPDATE):
                shape["resource"] = {"type": int(self.answer), "message": self.original.payload(self.app.id)}
        return shape


def begin(
    app: Application,
    kind: InteractionType,
    user: User,
    channel: Channel,
    data: Json,
    *,
    message: Message | None = None,
    began_with: Interaction | None = None,
) -> Interaction:
    """Tells the bot what somebody did; it has three seconds."""
    world = channel.world
    interaction = Interaction(world.ids.new(), app, kind, user, channel, data, message, began_with)
    world.interaction_by_token[interaction.token] = interaction
    world.announce("INTERACTION_CREATE", interaction.payload(), guild=channel.guild_or_none, app=app)
    return interaction
