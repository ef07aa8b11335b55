"""What a person does on the page, done in the playground: ids become things, and what came of it becomes JSON."""

from __future__ import annotations

from typing import Any

from playground.errors import CannotType
from playground.people.person import Form, Person
from playground.people.reply import Reply
from playground.web import asked, views
from playground.web.asked import Asked, NoRequest
from playground.wire import Json
from playground.world import parts
from playground.world.channels import Channel
from playground.world.commands import OptionType
from playground.world.messages import Message
from playground.world.users import User

PICKED = frozenset({OptionType.USER, OptionType.CHANNEL, OptionType.ROLE, OptionType.MENTIONABLE})


class Gone(CannotType):
    """What somebody points at is not there any more."""

    def __init__(self) -> None:
        super().__init__("That is not there any more.", "gone")


def thing(place: Channel, number: int) -> Any:
    """The account, role or channel of an id. Raises Gone."""
    world = place.world
    guild = place.guild_or_none
    role = guild.role_by_id.get(number) if guild else None
    found: User | Channel | object | None = (
        world.user_by_id.get(number) or role or world.channel_by_id.get(number)
    )
    if found is None:
        raise Gone
    return found


def option_values(place: Channel, given: dict[str, Any]) -> dict[str, Any]:
    """A command's options by name, out of `{name: {"type": …, "value": …}}`; unfit numbers stay texts."""
    if "in_" in given:  # the one name that whoever types a command has for something else
        raise NoRequest
    return {name: _option_value(place, Asked(option)) for name, option in given.items()}


def _option_value(place: Channel, option: Asked) -> Any:
    kind = option.kind("type")
    if kind in PICKED:
        return thing(place, option.number("value"))
    if kind == OptionType.ATTACHMENT:
        return option.file("value")
    return option.plain("value")


def outcome(reply: Reply) -> Json:
    """What came of an act beyond the messages that it brought: a form, or that there was no answer."""
    shape: Json = {"failed": reply.failed is not None}
    if reply.modal:
        shape["modal"] = views.modal(reply.modal, reply.interaction.id)
    return shape


async def press(person: Person, message: Message, custom_id: str) -> Reply:
    """A button is pressed."""
    for button in message.buttons:
        if button.custom_id == custom_id:
            return await person.press(button, message)
    raise Gone


async def choose(person: Person, message: Message, custom_id: str, values: list[str]) -> Reply:
    """Something is chosen in a menu."""
    for select in message.selects:
        if select.custom_id == custom_id:
            return await person.choose(select, _picked(message.channel, select, values), message)
    raise Gone


def _picked(place: Channel, select: parts.Select, values: list[str]) -> list[Any]:
    if select.type == parts.STRING_SELECT:
        return [option for option in select.options if option.value in values]
    return [thing(place, asked.number(value)) for value in values]


def filled(form: Form, given: dict[str, Any]) -> dict[str, Any]:
    """What stands in a form's fields, by custom id; `given` likewise, as the page sends each kind of field."""
    opened_by, modal = form
    values: dict[str, Any] = {}
    for field in modal.fields:
        value: Any = given.get(field.custom_id)
        if field.type == parts.UPLOAD:
            value = asked.files(value)
        elif field.type in (parts.STRING_SELECT, parts.CHECKBOX_GROUP, parts.RADIO_GROUP):
            chosen = asked.several(value)
            value = [option for option in field.options if option.value in chosen]
        elif field.type in parts.SELECTS:
            value = [thing(opened_by.channel, asked.number(one)) for one in asked.several(value)]
        elif not isinstance(value, str | bool | None):
            raise NoRequest
        values[field.custom_id] = value
    return values
