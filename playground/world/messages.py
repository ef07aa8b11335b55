"""Messages: what was said, by whom, and who was pinged by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from playground.wire import Json
from playground.world import mentions, parts
from playground.world.attachments import urls_in
from playground.world.mentions import Allowed, Pings
from playground.world.reactions import Reaction
from playground.world.snowflakes import born, iso

if TYPE_CHECKING:
    from playground.world.attachments import Attachment
    from playground.world.channels import Channel
    from playground.world.guilds import Guild
    from playground.world.interactions import Interaction
    from playground.world.roles import Role
    from playground.world.threads import Thread
    from playground.world.users import User

SUPPRESS_EMBEDS = 1 << 2
HAS_THREAD = 1 << 5
EPHEMERAL = 1 << 6
LOADING = 1 << 7
SILENT = 1 << 12
COMPONENTS_V2 = 1 << 15


class MessageType(IntEnum):
    """The kinds, by Discord's numbers."""

    PLAIN = 0
    PINNED = 6
    JOIN = 7
    THREAD_CREATED = 18
    REPLY = 19
    CHAT_COMMAND = 20
    THREAD_STARTER = 21
    CONTEXT_COMMAND = 23


DELETABLE = frozenset({0, 6, 7, 8, 9, 10, 11, 12, 18, 19, 20, 22, 23, 24, 25, 26, 29, 31, 46})


@dataclass
class Draft:
    """A message before it is sent. `embeds` and `components` are already in the shape that Discord answers."""

    content: str = ""
    embeds: list[Json] = field(default_factory=list[Json])
    components: list[Json] = field(default_factory=list[Json])
    attachments: list[Attachment] = field(default_factory=list["Attachment"])
    flags: int = 0
    tts: bool = False
    type: MessageType = MessageType.PLAIN
    nonce: str | int | None = None
    reference: Message | None = None
    reference_channel: Channel | None = None
    allowed: Allowed = field(default_factory=Allowed)
    interaction: Interaction | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing to read or press in it."""
        return not (self.content.strip() or self.embeds or self.components or self.attachments)

    @property
    def text(self) -> str:
        """All human text in it, a line each."""
        return "\n".join((self.content, *parts.texts(self.components), *parts.embed_texts(self.embeds)))


@dataclass(eq=False, repr=False)
class Message:
    """One message as it stands now. `edits` counts its changes, `pinged` is who got a notification."""

    id: int
    channel: Channel
    author: User
    content: str
    embeds: list[Json]
    components: list[Json]
    attachments: list[Attachment]
    flags: int
    type: MessageType
    tts: bool = False
    nonce: str | int | None = None
    reference: Message | None = None
    reference_channel: Channel | None = None
    interaction: Interaction | None = None
    allowed: Allowed = field(default_factory=Allowed)
    named: Pings = field(default_factory=Pings)
    pinged: list[User] = field(default_factory=list["User"])
    reactions: list[Reaction] = field(default_factory=list[Reaction])
    edited_at: datetime | None = None
    edits: int = 0
    pinned_at: datetime | None = None
    deleted: bool = False
    only_for: User | None = None

    def __repr__(self) -> str:
        return f"<Message {self.id} by {self.author.name}: {self.text[:60]!r}>"

    # What people see

    @property
    def text(self) -> str:
        """All human text, a line each: the content, text displays in order, embeds."""
        lines = [self.content, *parts.texts(self.components), *parts.embed_texts(self.embeds)]
        return "\n".join(line for line in lines if line)

    @property
    def buttons(self) -> list[parts.Button]:
        """Its buttons, from top to bottom."""
        return parts.buttons(self.components)

    @property
    def selects(self) -> list[parts.Select]:
        """Its menus, from top to bottom."""
        return parts.selects(self.components)

    @property
    def accent(self) -> int | None:
        """The colour at its side, as 0xRRGGBB."""
        return parts.accent(self.components, self.embeds)

    @property
    def mentions(self) -> list[User]:
        """The accounts it names with effect."""
        return self.named.users

    @property
    def mentioned_roles(self) -> list[Role]:
        """The roles it names with effect."""
        return self.named.roles

    @property
    def mentions_everyone(self) -> bool:
        """Whether @everyone or @here in it has effect."""
        return self.named.everyone

    @property
    def thread(self) -> Thread | None:
        """The thread that starts at it."""
        guild = self.channel.guild_or_none
        return guild.thread_by_id.get(self.id) if guild else None

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Whether it only says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def sent_at(self) -> datetime:
        """When it was sent, to the millisecond."""
        return self.channel.world.born(self.id)

    # Acts

    def edit(self, **changes: Any) -> None:
        """Changes fields by name and counts it; nobody is pinged by an edit."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.flags &= ~LOADING
        self.edited_at = self.channel.world.clock.now()
        self.edits += 1
        self.named = self.names()
        self.announce("MESSAGE_UPDATE")

    def fill_in(self, draft: Draft) -> None:
        """The answer that "thinking …" stood for. It counts as new, so that it pings."""
        self.content, self.embeds, self.components = draft.content, draft.embeds, draft.components
        self.attachments, self.allowed = draft.attachments, draft.allowed
        self.flags = (self.flags | draft.flags & ~EPHEMERAL) & ~LOADING
        self.named = self.names()
        if not self.ephemeral:
            self.ping()
        self.edited_at = self.channel.world.clock.now()
        self.announce("MESSAGE_UPDATE")

    def ping(self) -> None:
        """Notifies whom it names, once in its life."""
        self.pinged = mentions.heard_by(self.channel, self.author, self.named)
        for user in self.pinged:
            user.notifications.append(self)

    def remove(self) -> None:
        """Takes it out of the channel."""
        self.deleted = True
        self.channel.message_by_id.pop(self.id, None)
        self.channel.ephemeral_by_id.pop(self.id, None)
        if self.ephemeral:
            self.channel.world.confide(self)
        else:
            self._tell("MESSAGE_DELETE", {"id": str(self.id), "channel_id": str(self.channel.id)})

    def pin(self) -> None:
        """Pins it at the channel's top, which the channel is told."""
        self.pinned_at = self.channel.last_pin_at = self.channel.world.clock.now()
        self.announce("MESSAGE_UPDATE")
        self._tell("CHANNEL_PINS_UPDATE", self._pins())

    def unpin(self) -> None:
        """Takes the pin off."""
        self.pinned_at = None
        self.announce("MESSAGE_UPDATE")
        self._tell("CHANNEL_PINS_UPDATE", self._pins())

    def announce(self, event: str) -> None:
        """Tells the bots that may read the channel; what only one person sees is told to nobody."""
        if self.ephemeral:
            self.channel.world.confide(self)
            return
        data = self.payload(with_nonce=event == "MESSAGE_CREATE")
        if guild := self.channel.guild_or_none:
            if member := guild.member_by_id.get(self.author.id):
                data["member"] = member.partial()
            for shape in data["mentions"]:
                if member := guild.member_by_id.get(int(shape["id"])):
                    shape["member"] = member.partial()
        self._tell(event, data)

    def _tell(self, event: str, data: Json) -> None:
        guild = self.channel.guild_or_none
        if guild:
            data["guild_id"] = str(guild.id)
        self.channel.world.announce(event, data, guild=guild, channel=self.channel)

    def _pins(self) -> Json:
        newest = next(iter(self.channel.pins), None)
        at = iso(newest.pinned_at) if newest and newest.pinned_at else None
        return {"channel_id": str(self.channel.id), "last_pin_timestamp": at}

    def names(self) -> Pings:
        """Whom the text as it stands names with effect."""
        if self.type not in (
            MessageType.PLAIN,
            MessageType.REPLY,
            MessageType.CHAT_COMMAND,
            MessageType.CONTEXT_COMMAND,
        ):
            return Pings()
        text = "\n".join((self.content, *parts.texts(self.components)))
        replied_to = self.reference.author if self.type == MessageType.REPLY and self.reference else None
        return mentions.pings(self.channel, self.author, text, self.allowed, replied_to)

    # Shapes

    def payload(self, viewer_id: int | None = None, *, with_nonce: bool = False, deep: bool = True) -> Json:
        """The message as REST gives it; `viewer_id` tells whose reactions are "me". History never has a nonce.

        One that another message refers to is not `deep`: it has no reactions, and nothing it refers to itself.
        """
        shape: Json = {
            "id": str(self.id),
            "channel_id": str(self.channel.id),
            "type": int(self.type),
            "author": self.author.payload(),
            "content": self.content,
            "timestamp": iso(self.sent_at),
            "edited_timestamp": iso(self.edited_at) if self.edited_at else None,
            "tts": self.tts,
            "mention_everyone": self.named.everyone,
            "mentions": [user.payload() for user in self.named.users],
            "mention_roles": [str(role.id) for role in self.named.roles],
            "attachments": [file.payload() for file in self._beside()],
            "embeds": self.embeds,
            "components": self.components,
            "pinned": self.pinned_at is not None,
            "flags": self.flags | (HAS_THREAD if self.thread else 0),
        }
        if self.reactions and deep:
            shape["reactions"] = [reaction.payload(viewer_id) for reaction in self.reactions]
        if with_nonce and self.nonce is not None:
            shape["nonce"] = self.nonce
        if self.thread:
            shape["thread"] = self.thread.payload()
        if self.interaction:
            shape["interaction_metadata"] = self.interaction.metadata()
            shape["application_id"] = shape["webhook_id"] = str(self.interaction.app.id)
        self._refer(shape, deep=deep)
        return shape

    def _beside(self) -> list[Attachment]:
        """The files that no component and no embed shows: others are listed where they are shown, and only there."""
        if not self.attachments:
            return []
        shown = {*urls_in(self.components), *urls_in(self.embeds)}
        return [file for file in self.attachments if file.url not in shown]

    def _refer(self, shape: Json, *, deep: bool) -> None:
        guild = self.channel.guild_or_none
        target = self.reference_channel or (self.reference.channel if self.reference else None)
        if target is None:
            return
        reference: Json = {"type": 0, "channel_id": str(target.id)}
        if guild:
            reference["guild_id"] = str(guild.id)
        if self.reference:
            reference["message_id"] = str(self.reference.id)
            if deep:
                shape["referenced_message"] = (
                    None if self.reference.deleted else self.reference.payload(deep=False)
                )
        shape["message_reference"] = reference


def post(channel: Channel, author: User, draft: Draft, *, only_for: User | None = None) -> Message:
    """Says it: the channel keeps it, whoever is named is pinged, the bots hear. With `only_for` one person sees it."""
    world = channel.world
    flags = draft.flags | (EPHEMERAL if only_for else 0)
    message = Message(
        world.ids.new(), channel, author, draft.content, draft.embeds, draft.components, draft.attachments,
        flags, draft.type, draft.tts, draft.nonce, draft.reference, draft.reference_channel, draft.interaction,
        draft.allowed, only_for=only_for,
    )  # fmt: skip
    message.named = message.names()
    if only_for:
        for attachment in message.attachments:
            attachment.ephemeral = True
        channel.ephemeral_by_id[message.id] = message
        world.confide(message)
        return message
    message.ping()
    channel.message_by_id[message.id] = message
    channel.last_message_id = message.id
    if message.type in (MessageType.PLAIN, MessageType.REPLY):
        channel.spoke[author.id] = world.clock.now()
    channel.hears(message)
    message.announce("MESSAGE_CREATE")
    return message


def remove_all(channel: Channel, gone: list[Message]) -> None:
    """Takes several messages of a guild's channel away at once, which is told as one event."""
    for message in gone:
        message.deleted = True
        del channel.message_by_id[message.id]
    data = {
        "ids": [str(message.id) for message in gone],
        "channel_id": str(channel.id),
        "guild_id": str(channel.guild.id),
    }
    channel.world.announce("MESSAGE_DELETE_BULK", data, guild=channel.guild, channel=channel)


def forget(guild: Guild, author: User, span: timedelta) -> None:
    """Takes away what an account wrote in a guild within this span up to now."""
    since = guild.world.clock.now() - span
    for channel in (*guild.channels, *guild.threads):
        gone = [
            message
            for message in channel.messages
            if message.author.id == author.id and born(message.id) > since
        ]
        if gone:
            remove_all(channel, gone)
