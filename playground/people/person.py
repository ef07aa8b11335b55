"""A person: somebody at home in servers who also uses bots: she types commands, presses, chooses, fills in."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeAlias

from playground.errors import CannotType
from playground.people import commands, forms
from playground.people.inhabitant import Inhabitant
from playground.people.reply import Choice, Modal, Reply
from playground.people.resolved import Resolved
from playground.world import interactions, parts
from playground.world.channels import Channel
from playground.world.commands import CommandType
from playground.world.interactions import Interaction, InteractionType
from playground.world.messages import Message
from playground.world.users import Somebody

if TYPE_CHECKING:
    from playground.world.applications import Application

Form: TypeAlias = tuple[Interaction, Modal]
"""A form, and the interaction whose answer it was."""


@dataclass(eq=False, repr=False)
class Person(Inhabitant):
    """Somebody with the app open. `form` is the modal she was shown last, `patience` how long she waits for more, in seconds."""

    patience: Callable[[], float] = field(kw_only=True)
    form: Form | None = None

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
        self, line: str, option: str, text: str, /, in_: Channel | None = None, **options: Any
    ) -> list[Choice]:
        """She types into an option that suggests, after filling in others, and reads the suggestions."""
        channel = in_ or self._place()
        typing = commands.Typing(self, channel, line)
        known = next((item for item in typing.options if item["name"] == option), None)
        if known is None or not known.get("autocomplete"):
            raise CannotType(f"{line} suggests nothing for {option!r}")
        value = commands.being_typed(known["type"], text)
        data = typing.data({**options, option: value}, focused=option)
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

    async def press(self, label: str | parts.Button, on: Message | None = None) -> Reply:
        """She presses a button, by itself or its label, emoji or custom id; by default on the newest message she sees with one."""
        message = on or self._newest(lambda message: _button(message, label) is not None, f"button {label!r}")
        button = _button(message, label) if self.reads(message) else None
        if button is None:
            listed = ", ".join(repr(other.label or other.emoji) for other in message.buttons) or "none"
            raise CannotType(
                f"there is no button {label!r} for {self.name} on {message!r}; there is: {listed}", "gone"
            )
        if button.disabled:
            raise CannotType(f"the button {label!r} is disabled", "gone")
        if button.custom_id is None:
            raise CannotType(f"the button {label!r} is a link to {button.url}")
        return await self._uses(message, {"component_type": parts.BUTTON, "custom_id": button.custom_id})

    async def choose(
        self, menu: str | parts.Select, choices: Iterable[Any], on: Message | None = None
    ) -> Reply:
        """She chooses in a menu, by itself or its placeholder or custom id: options by label, or people, roles, channels."""
        message = on or self._newest(lambda message: _select(message, menu) is not None, f"menu {menu!r}")
        select = _select(message, menu) if self.reads(message) else None
        if select is None:
            raise CannotType(f"there is no menu {menu!r} for {self.name} on {message!r}", "gone")
        if select.disabled:
            raise CannotType(f"the menu {menu!r} is disabled", "gone")
        resolved = Resolved(message.channel, self)
        wanted = list(choices)
        strings = select.type == parts.STRING_SELECT
        values = forms.pick(select.options, wanted, str(menu)) if strings else forms.named(wanted, resolved)
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

    async def raw_form(self, custom_id: str, values: dict[str, str]) -> Reply:
        """A hostile client: instead of the form she was shown last she sends another one; values by custom ids."""
        if self.form is None:
            raise CannotType(f"{self.name} has no form open", "gone")
        opened_by, _ = self.form
        fields = [
            {
                "type": parts.LABEL,
                "id": 2 * place + 1,
                "component": {
                    "type": parts.TEXT_INPUT,
                    "id": 2 * place + 2,
                    "custom_id": name,
                    "value": value,
                },
            }
            for place, (name, value) in enumerate(values.items())
        ]
        return await self._acts(
            opened_by.app,
            InteractionType.MODAL,
            opened_by.channel,
            {"custom_id": custom_id, "components": fields},
            message=opened_by.message,
            began_with=opened_by,
        )

    async def fill(self, values: dict[str, Any], form: Form | None = None) -> Reply:
        """She fills in a form, by labels, and sends it. What she leaves out keeps what stood there.

        It is the one she was shown last, unless she has several open at once and says which.
        """
        form = form or self.form
        if form is None:
            raise CannotType(f"{self.name} has no form open", "gone")
        opened_by, modal = form
        data = forms.submitted(modal, values, opened_by.channel, self)
        reply = await self._acts(
            opened_by.app,
            InteractionType.MODAL,
            opened_by.channel,
            data,
            message=opened_by.message,
            began_with=opened_by,
        )
        if self.form is form and reply.failed is None:
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


def _button(message: Message, name: str | parts.Button) -> parts.Button | None:
    return next(
        (
            button
            for button in message.buttons
            if name in (button, button.label, button.emoji, button.custom_id)
        ),
        None,
    )


def _select(message: Message, name: str | parts.Select) -> parts.Select | None:
    return next(
        (select for select in message.selects if name in (select, select.placeholder, select.custom_id)), None
    )
