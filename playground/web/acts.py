"""What a person does on the page, done in the playground: ids become things, and what came of it becomes JSON."""

from __future__ import annotations

import base64
from typing import Any, cast

from playground import limits
from playground.errors import CannotType
from playground.people.person import Person
from playground.people.reply import Reply
from playground.web import views
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


def uploads(files: list[Json]) -> list[tuple[bytes, str]]:
    """Files as the page sends them: a name each, and its bytes in base64. Raises `CannotType` for too many, or too large."""
    if len(files) > limits.FILES:
        raise CannotType(f"{len(files)} files are too many", "many", count=limits.FILES)
    return [_upload(file) for file in files]


def _upload(file: Json) -> tuple[bytes, str]:
    data, name = base64.b64decode(file["data"]), str(file["name"])
    if len(data) > limits.FILE_BYTES:
        raise CannotType(f"{name} is too large", "large", count=limits.FILE_BYTES // 2**20)
    return data, name


def thing(place: Channel, digits: str) -> Any:
    """The account, role or channel of an id. Raises Gone."""
    number, world = int(digits), place.world
    guild = place.guild_or_none
    role = guild.role_by_id.get(number) if guild else None
    found: User | Channel | object | None = (
        world.user_by_id.get(number) or role or world.channel_by_id.get(number)
    )
    if found is None:
        raise Gone
    return found


def option_values(place: Channel, given: Json) -> dict[str, Any]:
    """A command's options by name, out of `{name: {"type": …, "value": …}}`; unfit numbers stay texts."""
    return {name: _option_value(place, option["type"], option["value"]) for name, option in given.items()}


def _option_value(place: Channel, kind: int, value: Any) -> Any:
    if kind in PICKED:
        return thing(place, value)
    if kind == OptionType.ATTACHMENT:
        return _upload(value)
    return value


def typed(kind: int, text: str) -> str | float:
    """What stands in an option that is being typed: numbers are sent as numbers as soon as they are some."""
    if kind in (OptionType.INTEGER, OptionType.NUMBER):
        try:
            return int(text) if kind == OptionType.INTEGER else float(text)
        except ValueError:
            return text
    return text


def outcome(reply: Reply) -> Json:
    """What came of an act beyond the messages that it brought: a form, or that there was no answer."""
    shape: Json = {"failed": reply.failed is not None}
    if reply.modal:
        shape["modal"] = views.modal(reply.modal)
    return shape


async def press(person: Person, message: Message, custom_id: str) -> Json:
    """A button is pressed."""
    for button in message.buttons:
        if button.custom_id == custom_id:
            return outcome(await person.press(button, message))
    raise Gone


async def choose(person: Person, message: Message, custom_id: str, values: list[str]) -> Json:
    """Something is chosen in a menu."""
    for select in message.selects:
        if select.custom_id == custom_id:
            return outcome(await person.choose(select, _picked(message.channel, select, values), message))
    raise Gone


def _picked(place: Channel, select: parts.Select, values: list[str]) -> list[Any]:
    if select.type == parts.STRING_SELECT:
        return [option for option in select.options if option.value in values]
    return [thing(place, value) for value in values]


async def fill(person: Person, given: dict[str, Any]) -> Json:
    """The form that is open is sent; `given` by custom id, as each kind of field has its value."""
    if person.form is None:
        raise Gone
    opened_by, modal = person.form
    values: dict[str, Any] = {}
    for field in modal.fields:
        value: Any = given.get(field.custom_id)
        several = cast("list[Any]", value) if isinstance(value, list) else []
        if field.type == parts.UPLOAD:
            value = uploads(several)
        elif field.type in (parts.STRING_SELECT, parts.CHECKBOX_GROUP, parts.RADIO_GROUP):
            value = [option for option in field.options if option.value in several]
        elif field.type in parts.SELECTS:
            value = [thing(opened_by.channel, digits) for digits in several]
        values[field.custom_id] = value
    return outcome(await person.fill(values))
