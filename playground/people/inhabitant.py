"""What people do without any bot: they come and go, read, and write."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import ceil
from typing import TYPE_CHECKING

from playground import limits
from playground.errors import CannotType
from playground.people import commands
from playground.world import direct_messages, reactions, slowmode, voice
from playground.world import permissions as permission
from playground.world.channels import VOICE, WRITTEN_IN, Channel
from playground.world.emoji import OF_A_SERVER, is_emoji
from playground.world.mentions import Allowed
from playground.world.messages import Draft, Message, MessageType
from playground.world.users import Somebody, User

if TYPE_CHECKING:
    from playground.world.applications import Application
    from playground.world.direct_messages import DirectChannel
    from playground.world.events import ScheduledEvent
    from playground.world.guilds import Guild
    from playground.world.invites import Invite
    from playground.world.members import Member
    from playground.world.roles import Role
    from playground.world.world import World


@dataclass(eq=False, repr=False)
class Inhabitant(User):
    """Somebody at home in this world. `place` is the channel in front of her."""

    world: World = field(kw_only=True)
    place: Channel | None = None

    # Coming and going

    def joins(self, guild: Guild, by: Invite | None = None) -> Member:
        """She comes into a guild, maybe by an invite, and lands in its first channel."""
        if self.id in guild.banned:
            raise CannotType(f"{self.name} is banned from {guild.name}")
        if guild.has_member(self):
            raise CannotType(f"{self.name} is in {guild.name} already")
        if by and not by.valid:
            raise CannotType(f"{by!r} is not valid any more")
        if by:
            by.use()
        member = guild.join(self)
        self.place = guild.first_channel
        return member

    def leaves(self, guild: Guild) -> None:
        """She goes out of a guild."""
        guild.kick(self)
        if self.place and self.place.guild_or_none is guild:
            self.place = None

    def deletes_account(self) -> None:
        """She is gone from Discord: out of every server, a `deleted_user_…` under what she wrote."""
        for guild in self.world.guilds_of(self.id):
            self.leaves(guild)
        self.deleted = True
        self.place = None

    def goes_to(self, channel: Channel) -> None:
        """She opens a channel; what she does from now on happens there."""
        self._sees(channel)
        self.place = channel

    def closes_dms(self) -> None:
        """Bots cannot write to her any more."""
        self.world.closed_doors.add(self.id)

    def opens_dms(self) -> None:
        """Bots can write to her again."""
        self.world.closed_doors.discard(self.id)

    def direct(self, app: Application) -> DirectChannel:
        """Her direct messages with a bot, to write or use commands in."""
        return direct_messages.between(self.world, self, app.user)

    def enters(self, channel: Channel) -> None:
        """She connects to a voice channel."""
        self._needs("connect", channel)
        if channel.type not in VOICE:
            raise CannotType(f"#{channel.name} is no voice channel")
        inside = channel.voice_members
        if channel.user_limit and len(inside) >= channel.user_limit:
            raise CannotType(f"#{channel.name} is full", "full")
        voice.enter(channel.guild.member(self), channel)

    def hangs_up(self, guild: Guild) -> None:
        """She disconnects from voice."""
        voice.leave(guild.member(self))

    # Reading

    def may_see(self, channel: Channel) -> bool:
        """Whether a channel is there for her."""
        if isinstance(channel, direct_messages.DirectChannel):
            return self in channel.between
        member = channel.guild.member_by_id.get(self.id)
        return member is not None and permission.sees(member, channel)

    def reads(self, message: Message) -> bool:
        """Whether she can read a message, which may be for somebody else only."""
        if message.deleted or message.only_for not in (None, self):
            return False
        return self.may_see(message.channel)

    def sees(self, in_: Channel | None = None) -> list[Message]:
        """What she reads in a channel, oldest first, with what only she sees; nothing where she may not look."""
        channel = in_ or self._place()
        if not self.may_see(channel):
            return []
        mine = [message for message in channel.ephemeral_by_id.values() if message.only_for is self]
        return sorted([*channel.messages, *mine], key=lambda message: message.id)

    @property
    def direct_messages(self) -> list[Message]:
        """What she got by direct message from anybody, oldest first."""
        found = [
            message
            for pair, channel in self.world.direct_by_pair.items()
            if self.id in pair
            for message in channel.messages
            if message.author is not self
        ]
        return sorted(found, key=lambda message: message.id)

    # Writing

    async def says(
        self,
        text: str = "",
        in_: Channel | None = None,
        *,
        reply_to: Message | None = None,
        files: Iterable[tuple[bytes, str]] = (),
    ) -> Message:
        """She writes a message; `files` are bytes with a name each."""
        channel = in_ or self._place()
        self._needs("send_messages_in_threads" if channel.is_thread else "send_messages", channel)
        if channel.type not in WRITTEN_IN:
            raise CannotType(f"nothing is written in #{channel.name}")
        kept = [commands.upload(channel, file) for file in files]
        draft = Draft(text, attachments=kept, reference=reply_to, allowed=Allowed())
        if reply_to:
            _is_for_all(reply_to)
            draft.type = MessageType.REPLY
        if draft.empty:
            raise CannotType("there is nothing to send")
        _fits(text)
        if left := slowmode.wait(channel, self):
            seconds = ceil(left.total_seconds())
            raise CannotType(
                f"#{channel.name} is in slowmode: {self.name} waits {left}", "slowmode", count=seconds
            )
        if guild := channel.guild_or_none:
            member = guild.member(self)
            if guild.automod.blocks_words(member, text) or guild.automod.blocks_links(member, text):
                raise CannotType(f"AutoMod of {guild.name} blocked {text!r}", "blocked")
        message = channel.post(self, draft)
        await asyncio.sleep(0)
        return message

    def edits(self, message: Message, text: str) -> None:
        """She changes a message of hers."""
        if message.author is not self:
            raise CannotType(f"{self.name} did not write that")
        _fits(text)
        message.edit(content=text)

    def deletes(self, message: Message) -> None:
        """She takes a message away: her own, or as a moderator."""
        if message.author is not self:
            self._needs("manage_messages", message.channel)
        message.remove()

    def deletes_channel(self, channel: Channel) -> None:
        """She removes a channel, a category or a thread, with what is written there."""
        self._needs("manage_threads" if channel.is_thread else "manage_channels", channel)
        if channel.guild_or_none is None:
            raise CannotType("direct messages cannot be removed")
        channel.remove()

    def deletes_role(self, role: Role) -> None:
        """She removes a role that stands below her highest one."""
        member = self._moderates(role.guild, "manage_roles")
        if role.managed or role is role.guild.everyone:
            raise CannotType(f"{role.name} cannot be removed")
        if not member.outranks(role):
            raise CannotType(f"{role.name} is not below {self.name}")
        role.remove()

    def kicks(self, somebody: Somebody, from_: Guild) -> None:
        """She sends a member out who stands below her."""
        self._outranks(self._moderates(from_, "kick_members"), somebody)
        from_.kick(somebody)

    def bans(self, somebody: Somebody, from_: Guild) -> None:
        """She sends somebody out for good, member or not."""
        moderator = self._moderates(from_, "ban_members")
        if from_.has_member(somebody):
            self._outranks(moderator, somebody)
        from_.ban(somebody)

    def reacts(self, message: Message, emoji: str) -> None:
        """She puts an emoji under a message."""
        _is_for_all(message)
        if reactions.reaction(message, emoji) is None:
            self._needs("add_reactions", message.channel)
            if not (is_emoji(emoji) or OF_A_SERVER.fullmatch(emoji)):
                raise CannotType("that is no emoji")
            if len(message.reactions) >= limits.REACTION_KINDS:
                raise CannotType(f"a message has {limits.REACTION_KINDS} different reactions at most")
        reactions.add(message, self, emoji)

    def unreacts(self, message: Message, emoji: str) -> None:
        """She takes her emoji off."""
        reactions.remove(message, self, emoji)

    def is_interested_in(self, event: ScheduledEvent) -> None:
        """She marks a scheduled event."""
        event.subscribe(self)

    def loses_interest_in(self, event: ScheduledEvent) -> None:
        """She takes the mark off."""
        event.unsubscribe(self)

    # Underneath

    def _place(self) -> Channel:
        if self.place is not None:
            return self.place
        for guild in self.world.guilds_of(self.id):
            return guild.first_channel
        raise CannotType(f"{self.name} is in no server; say in which channel")

    def _sees(self, channel: Channel) -> None:
        if not self.may_see(channel):
            raise CannotType(f"{self.name} does not see #{channel.name}", "gone")

    def _needs(self, name: str, channel: Channel) -> None:
        self._sees(channel)
        if channel.guild_or_none and not permission.may(channel.guild.member_by_id[self.id], name, channel):
            raise CannotType(f"{self.name} has no permission {name} in #{channel.name}", "rights")

    def _moderates(self, guild: Guild, name: str) -> Member:
        """Her membership, if it gives her this permission in the whole guild."""
        member = guild.member_by_id.get(self.id)
        if member is None or not member.may(name):
            raise CannotType(f"{self.name} has no permission {name} in {guild.name}", "rights")
        return member

    def _outranks(self, moderator: Member, somebody: Somebody) -> None:
        guild = moderator.guild
        member = guild.member_by_id.get(somebody.id)
        if member is None:
            raise CannotType(f"there is no such member in {guild.name}")
        if member.id == guild.owner_id or not moderator.outranks(member.top_role):
            raise CannotType(f"{member.user.name} is not below {self.name}")

    def _newest(self, fits: Callable[[Message], bool], what: str) -> Message:
        found: Message | None = None
        for channel in self.world.channel_by_id.values():
            if not self.may_see(channel):
                continue
            for kept in (channel.message_by_id, channel.ephemeral_by_id):
                for message in reversed(kept.values()):
                    if found and message.id < found.id:
                        break
                    if self.reads(message) and fits(message):
                        found = message
                        break
        if found is None:
            raise CannotType(f"{self.name} sees no {what} anywhere")
        return found


def _fits(text: str) -> None:
    """Raises `CannotType` for more than a message holds."""
    if len(text) > limits.CONTENT_LENGTH:
        raise CannotType("the message is too long", "long", count=limits.CONTENT_LENGTH)


def _is_for_all(message: Message) -> None:
    """Raises `CannotType` where only one person reads a message: the app offers nothing with such a one."""
    if message.ephemeral:
        raise CannotType("only one person sees that message")
