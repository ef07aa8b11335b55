"""A person: she types, presses, chooses, fills in, reads."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from playground.errors import CannotType
from playground.people import commands, forms
from playground.people.reply import Choice, Modal, Reply
from playground.people.resolved import Resolved
from playground.world import direct_messages, interactions, parts, reactions, slowmode, voice
from playground.world import permissions as permission
from playground.world.channels import VOICE, Channel
from playground.world.commands import CommandType, OptionType
from playground.world.interactions import Interaction, InteractionType
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
    from playground.world.world import World


@dataclass(eq=False, repr=False)
class Person(User):
    """Somebody with the app open. `place` is the channel in front of her; `form` the modal she was shown last."""

    world: World = field(kw_only=True)
    patience: Callable[[], float] = field(kw_only=True)
    place: Channel | None = None
    form: tuple[Interaction, Modal] | None = None

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
            raise CannotType(f"#{channel.name} is full")
        voice.enter(channel.guild.member(self), channel)

    def hangs_up(self, guild: Guild) -> None:
        """She disconnects from voice."""
        voice.leave(guild.member(self))

    # Reading

    def sees(self, in_: Channel | None = None) -> list[Message]:
        """What she reads in a channel, oldest first, with what only she sees; nothing where she may not look."""
        channel = in_ or self._place()
        if not self._may_see(channel):
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
        kept = [commands.upload(channel, file) for file in files]
        draft = Draft(text, attachments=kept, reference=reply_to, allowed=Allowed())
        if reply_to:
            draft.type = MessageType.REPLY
        if draft.empty:
            raise CannotType("there is nothing to send")
        if left := slowmode.wait(channel, self):
            raise CannotType(f"#{channel.name} is in slowmode: {self.name} waits {left}")
        if guild := channel.guild_or_none:
            member = guild.member(self)
            if guild.automod.blocks_words(member, text) or guild.automod.blocks_links(member, text):
                raise CannotType(f"AutoMod of {guild.name} blocked {text!r}")
        message = channel.post(self, draft)
        await asyncio.sleep(0)
        return message

    def edits(self, message: Message, text: str) -> None:
        """She changes a message of hers."""
        if message.author is not self:
            raise CannotType(f"{self.name} did not write that")
        message.edit(content=text)

    def deletes(self, message: Message) -> None:
        """She takes a message away: her own, or as a moderator."""
        if message.author is not self:
            self._needs("manage_messages", message.channel)
        message.remove()

    def reacts(self, message: Message, emoji: str) -> None:
        """She puts an emoji under a message."""
        if reactions.reaction(message, emoji) is None:
            self._needs("add_reactions", message.channel)
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

    # Commands

    async def slash(self, line: str, /, in_: Channel | None = None, **options: Any) -> Reply:
        """She uses a command such as "/group create", with its options by name, and waits for the answer.

        Raises `CannotType` for anything the app would not let her send.
        """
        channel = in_ or self._place()
        typing = commands.Typing(self, channel, line)
        return await self._acts(typing.command.app, InteractionType.COMMAND, channel, typing.data(options))

    async def raw_command(self, line: str, /, in_: Channel | None = None, **options: Any) -> Reply:
        """The same from a hostile client: values go out as they are."""
        channel = in_ or self._place()
        typing = commands.Typing(self, channel, line)
        data = typing.data(options, checked=False)
        return await self._acts(typing.command.app, InteractionType.COMMAND, channel, data)

    async def complete(
        self, line: str, option: str, text: str | float, /, in_: Channel | None = None, **options: Any
    ) -> list[Choice]:
        """She types into an option that suggests, after filling in others, and reads the suggestions."""
        channel = in_ or self._place()
        typing = commands.Typing(self, channel, line)
        known = next((item for item in typing.options if item["name"] == option), None)
        if known is None or not known.get("autocomplete"):
            raise CannotType(f"{line} suggests nothing for {option!r}")
        data = typing.data({option: text, **options}, focused=option)
        if known["type"] == OptionType.STRING:
            text = str(text)
        reply = await self._acts(typing.command.app, InteractionType.AUTOCOMPLETE, channel, data)
        choices = reply.interaction.choices
        if choices is None:
            raise TimeoutError("loading options failed")
        return [Choice(choice["name"], choice["value"]) for choice in choices]

    async def menu(self, name: str, on: Message | Somebody, in_: Channel | None = None) -> Reply:
        """She uses a command of a message's or a person's menu."""
        channel = in_ or (on.channel if isinstance(on, Message) else self._place())
        kind = CommandType.MESSAGE if isinstance(on, Message) else CommandType.USER
        command = commands.find(self, channel, kind, name)
        resolved = Resolved(channel, self)
        target = (
            resolved.message(on) if isinstance(on, Message) else resolved.user(self.world.user_by_id[on.id])
        )
        data = {
            "id": str(command.id),
            "name": command.name,
            "type": kind,
            "target_id": target,
            "resolved": resolved.shape,
        }
        return await self._acts(command.app, InteractionType.COMMAND, channel, data)

    # Components

    async def press(self, label: str, on: Message | None = None) -> Reply:
        """She presses a button by its label, emoji or custom id; by default on the newest message she sees with one."""
        message = on or self._newest(lambda message: _button(message, label) is not None, f"button {label!r}")
        button = _button(message, label) if self._reads(message) else None
        if button is None:
            listed = ", ".join(repr(other.label or other.emoji) for other in message.buttons) or "none"
            raise CannotType(
                f"there is no button {label!r} for {self.name} on {message!r}; there is: {listed}"
            )
        if button.disabled:
            raise CannotType(f"the button {label!r} is disabled")
        if button.custom_id is None:
            raise CannotType(f"the button {label!r} is a link to {button.url}")
        return await self._uses(message, {"component_type": parts.BUTTON, "custom_id": button.custom_id})

    async def choose(self, menu: str, choices: Iterable[Any], on: Message | None = None) -> Reply:
        """She chooses in a menu by its placeholder or custom id: options by label, or people, roles, channels."""
        message = on or self._newest(lambda message: _select(message, menu) is not None, f"menu {menu!r}")
        select = _select(message, menu) if self._reads(message) else None
        if select is None:
            raise CannotType(f"there is no menu {menu!r} for {self.name} on {message!r}")
        if select.disabled:
            raise CannotType(f"the menu {menu!r} is disabled")
        resolved = Resolved(message.channel, self)
        wanted = list(choices)
        strings = select.type == parts.STRING_SELECT
        values = forms.pick(select.options, wanted, menu) if strings else forms.named(wanted, resolved)
        if not select.min_values <= len(values) <= select.max_values:
            raise CannotType(f"{menu!r} takes {select.min_values} to {select.max_values}, not {len(values)}")
        data: dict[str, Any] = {
            "component_type": select.type,
            "custom_id": select.custom_id,
            "values": values,
        }
        if not strings:
            data["resolved"] = resolved.shape
        return await self._uses(message, data)

    async def raw_component(
        self,
        message: Message,
        custom_id: str,
        *,
        component_type: int = parts.BUTTON,
        values: list[str] | None = None,
    ) -> Reply:
        """A hostile client: any custom id on a message, whether it has it or not."""
        data: dict[str, Any] = {"component_type": component_type, "custom_id": custom_id, "id": 1}
        if values is not None:
            data["values"] = values
        return await self._uses(message, data)

    async def fill(self, values: dict[str, Any]) -> Reply:
        """She fills in the form she was shown last, by labels, and sends it. What she leaves out keeps what stood there."""
        if self.form is None:
            raise CannotType(f"{self.name} has no form open")
        opened_by, modal = self.form
        data = forms.submitted(modal, values, opened_by.channel, self)
        reply = await self._acts(
            opened_by.app,
            InteractionType.MODAL,
            opened_by.channel,
            data,
            message=opened_by.message,
            began_with=opened_by,
        )
        if reply.failed is None and reply.modal is None:
            self.form = None
        return reply

    # Underneath

    async def _uses(self, message: Message, data: dict[str, Any]) -> Reply:
        app = self.world.application_by_id.get(message.author.id)
        if app is None:
            raise CannotType(f"{message!r} is not a bot's")
        part = parts.named(message.components, data["custom_id"])
        data = {"id": part["id"] if part else 1, **data}
        return await self._acts(app, InteractionType.COMPONENT, message.channel, data, message=message)

    async def _acts(
        self,
        app: Application,
        kind: InteractionType,
        channel: Channel,
        data: dict[str, Any],
        *,
        message: Message | None = None,
        began_with: Interaction | None = None,
    ) -> Reply:
        interaction = interactions.begin(
            app, kind, self, channel, data, message=message, began_with=began_with
        )
        await self._waits(
            interaction, self.world.answer_seconds + 0.05, lambda: interaction.answer is not None
        )
        await self._waits(
            interaction, self.patience(), lambda: interaction.answer is None or interaction.settled
        )
        reply = Reply(interaction)
        if reply.modal:
            self.form = (interaction, reply.modal)
        return reply

    async def _waits(self, interaction: Interaction, seconds: float, enough: Callable[[], bool]) -> None:
        try:
            async with asyncio.timeout(seconds):
                while not enough():
                    interaction.changed.clear()
                    await interaction.changed.wait()
        except TimeoutError:
            return

    def _place(self) -> Channel:
        if self.place is not None:
            return self.place
        for guild in self.world.guilds_of(self.id):
            return guild.first_channel
        raise CannotType(f"{self.name} is in no server; say in which channel")

    def _sees(self, channel: Channel) -> None:
        if not self._may_see(channel):
            raise CannotType(f"{self.name} does not see #{channel.name}")

    def _may_see(self, channel: Channel) -> bool:
        if isinstance(channel, direct_messages.DirectChannel):
            return self in channel.between
        member = channel.guild.member_by_id.get(self.id)
        return member is not None and permission.sees(member, channel)

    def _needs(self, name: str, channel: Channel) -> None:
        self._sees(channel)
        if channel.guild_or_none and not permission.may(channel.guild.member_by_id[self.id], name, channel):
            raise CannotType(f"{self.name} has no permission {name} in #{channel.name}")

    def _reads(self, message: Message) -> bool:
        if message.deleted or message.only_for not in (None, self):
            return False
        return self._may_see(message.channel)

    def _newest(self, fits: Callable[[Message], bool], what: str) -> Message:
        found: Message | None = None
        for channel in self.world.channel_by_id.values():
            if not self._may_see(channel):
                continue
            for kept in (channel.message_by_id, channel.ephemeral_by_id):
                for message in reversed(kept.values()):
                    if found and message.id < found.id:
                        break
                    if self._reads(message) and fits(message):
                        found = message
                        break
        if found is None:
            raise CannotType(f"{self.name} sees no {what} anywhere")
        return found


def _button(message: Message, name: str) -> parts.Button | None:
    return next(
        (button for button in message.buttons if name in (button.label, button.emoji, button.custom_id)), None
    )


def _select(message: Message, name: str) -> parts.Select | None:
    return next(
        (select for select in message.selects if name in (select.placeholder, select.custom_id)), None
    )
