"""The commands one person is offered in a channel, named and described in that person's language."""

from __future__ import annotations

from collections.abc import Iterator

from playground.people.commands import visible
from playground.people.person import Person
from playground.wire import Json
from playground.world.channels import Channel
from playground.world.commands import NESTING, Command, CommandType


def chat_commands(viewer: Person, channel: Channel) -> list[Json]:
    """Every command and subcommand that can be typed, by its line such as "/group create"."""
    found = [
        line
        for command in visible(viewer, channel, CommandType.CHAT)
        for line in _lines(command, viewer.locale)
    ]
    return sorted(found, key=lambda line: line["shown"])


def menu_commands(viewer: Person, channel: Channel, kind: int) -> list[Json]:
    """The commands in the menu of a message or a person."""
    return [
        {
            "name": command.name,
            "shown": _named(command.fields | {"name": command.name}, "name", viewer.locale),
        }
        for command in visible(viewer, channel, kind)
    ]


def _lines(command: Command, locale: str) -> Iterator[Json]:
    top: Json = command.fields | {"name": command.name}
    yield from _walk(command, top, (command.name,), (_named(top, "name", locale),), locale)


def _walk(
    command: Command, part: Json, path: tuple[str, ...], shown: tuple[str, ...], locale: str
) -> Iterator[Json]:
    options: list[Json] = part.get("options") or []
    nested = [option for option in options if option["type"] in NESTING]
    for option in nested:
        name = _named(option, "name", locale)
        yield from _walk(command, option, (*path, option["name"]), (*shown, name), locale)
    if not nested:
        yield {
            "line": "/" + " ".join(path),
            "shown": "/" + " ".join(shown),
            "description": _named(part, "description", locale),
            "app": command.app.name,
            "app_id": str(command.app.id),
            "options": [_option(option, locale) for option in options],
        }


def _option(option: Json, locale: str) -> Json:
    kept = (
        "type",
        "name",
        "autocomplete",
        "min_value",
        "max_value",
        "min_length",
        "max_length",
        "channel_types",
    )
    shape: Json = {key: option[key] for key in kept if option.get(key) is not None}
    shape["shown"] = _named(option, "name", locale)
    shape["description"] = _named(option, "description", locale)
    shape["required"] = bool(option.get("required"))
    if "choices" in option:
        shape["choices"] = [
            {"name": _named(choice, "name", locale), "value": choice["value"]} for choice in option["choices"]
        ]
    return shape


def _named(part: Json, key: str, locale: str) -> str:
    translated: Json = part.get(f"{key}_localizations") or {}
    return translated.get(locale) or part.get(key) or ""
