"""Filling in a modal, and choosing in menus."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from playground.errors import CannotType
from playground.people.commands import upload
from playground.people.reply import Field, Modal
from playground.people.resolved import Resolved
from playground.wire import Json
from playground.world import parts
from playground.world.channels import Channel
from playground.world.roles import Role
from playground.world.users import User


def submitted(modal: Modal, values: dict[str, Any], channel: Channel, user: User) -> Json:
    """The data of a modal that is sent; raises `CannotType` for what the app would not let through."""
    resolved = Resolved(channel, user)
    fields = {field.custom_id: field for field in modal.fields}
    for name in values:
        if not any(name in (field.label, field.custom_id) for field in fields.values()):
            raise CannotType(
                f"the form {modal.title!r} has no field {name!r}; there is: {', '.join(modal.labels)}"
            )
    shapes: list[Json] = []
    for outer in modal.components:
        shape: Json = {"type": outer["type"], "id": outer["id"]}
        if outer["type"] == parts.LABEL:
            shape["component"] = _filled(fields[outer["component"]["custom_id"]], values, channel, resolved)
        elif outer["type"] == parts.ROW:
            inner = outer["components"]
            shape["components"] = [
                _filled(fields[part["custom_id"]], values, channel, resolved) for part in inner
            ]
        shapes.append(shape)
    data: Json = {"custom_id": modal.custom_id, "components": shapes}
    if resolved.shape:
        data["resolved"] = resolved.shape
    return data


def _filled(field: Field, values: dict[str, Any], channel: Channel, resolved: Resolved) -> Json:
    shape: Json = {"type": field.type, "id": field.component["id"], "custom_id": field.custom_id}
    value = values.get(field.custom_id, values.get(field.label))
    if field.type == parts.TEXT_INPUT:
        return shape | {"value": _text(field, value)}
    if field.type == parts.CHECKBOX:
        return shape | {"value": field.component["default"] if value is None else bool(value)}
    if field.type == parts.RADIO_GROUP:
        picked = _picked(field, value)
        return shape | {"value": picked[0] if picked else None}
    if field.type == parts.UPLOAD:
        files: list[Any] = _counted(field, [value] if isinstance(value, tuple) else _several(value))
        return shape | {"values": [resolved.attachment(upload(channel, file)) for file in files]}
    if field.type in (parts.STRING_SELECT, parts.CHECKBOX_GROUP):
        return shape | {"values": _picked(field, value)}
    return shape | {"values": named(_counted(field, _several(value)), resolved)}


def _text(field: Field, value: Any) -> str:
    text = (field.value or "") if value is None else str(value)
    if field.required and not text:
        raise CannotType(f"{field.label!r} must be filled in")
    least, most = field.component["min_length"], field.component["max_length"]
    if text and not least <= len(text) <= most:
        raise CannotType(f"{field.label!r} takes {least} to {most} characters, not {len(text)}")
    return text


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(cast("Iterable[Any]", value)) if isinstance(value, list | tuple | set) else [value]


def _counted(field: Field, values: list[Any]) -> list[Any]:
    """The same, if the field takes so many; nothing at all is no trouble where nothing is needed."""
    if not values:
        if field.required:
            raise CannotType(f"{field.label!r} needs something")
        return values
    least = field.component.get("min_values") or 1
    most = field.component.get("max_values") or (1 if field.type == parts.RADIO_GROUP else len(field.options))
    if not least <= len(values) <= most:
        raise CannotType(f"{field.label!r} takes {least} to {most}, not {len(values)}")
    return values


def _picked(field: Field, value: Any) -> list[str]:
    if value is None:
        return _counted(field, [option.value for option in field.options if option.default])
    return _counted(field, pick(field.options, _several(value), field.label))


def pick(options: tuple[parts.Option, ...], wanted: list[Any], name: str) -> list[str]:
    """The values of options by label or value, or of options themselves; raises `CannotType` for one that is not there."""
    found: list[str] = []
    for want in wanted:
        value = next(
            (option.value for option in options if want in (option, option.label, option.value)), None
        )
        if value is None:
            listed = ", ".join(repr(option.label) for option in options)
            raise CannotType(f"{name!r} offers {listed}, not {want!r}")
        found.append(value)
    return found


def named(values: list[Any], resolved: Resolved) -> list[str]:
    """People, roles and channels as a menu sends them."""
    found: list[str] = []
    for value in values:
        if isinstance(value, Role):
            found.append(resolved.role(value))
        elif isinstance(value, Channel):
            found.append(resolved.channel(value))
        elif isinstance(value, User):
            found.append(resolved.user(value))
        else:
            raise CannotType(f"{value!r} is nothing one can choose")
    return found
