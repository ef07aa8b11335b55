"""What people find on a message: its buttons, its menus, its words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from playground.wire import Json

ROW, BUTTON, STRING_SELECT, TEXT_INPUT = 1, 2, 3, 4
USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT = 5, 6, 7, 8
SECTION, TEXT, THUMBNAIL, GALLERY, FILE, SEPARATOR, CONTAINER, LABEL = 9, 10, 11, 12, 13, 14, 17, 18
UPLOAD, RADIO_GROUP, CHECKBOX_GROUP, CHECKBOX = 19, 21, 22, 23
SELECTS = frozenset({STRING_SELECT, USER_SELECT, ROLE_SELECT, MENTIONABLE_SELECT, CHANNEL_SELECT})
LINK, PREMIUM = 5, 6


@dataclass(frozen=True)
class Button:
    """A button as people see it. A link has a `url` and no `custom_id`."""

    label: str
    custom_id: str | None
    style: int
    disabled: bool
    url: str | None
    emoji: str | None


@dataclass(frozen=True)
class Option:
    """One line of a menu."""

    label: str
    value: str
    description: str | None = None
    default: bool = False


@dataclass(frozen=True)
class Select:
    """A menu. `type` tells strings (3) from users (5), roles (6), both (7) and channels (8)."""

    type: int
    custom_id: str
    placeholder: str | None
    disabled: bool
    options: tuple[Option, ...] = ()
    min_values: int = 1
    max_values: int = 1
    channel_types: tuple[int, ...] = field(default=())


def walk(components: list[Json]) -> Iterator[Json]:
    """Every component, parents before children, in the order people read them."""
    for component in components:
        yield component
        yield from walk(children(component))


def named(components: list[Json], custom_id: str) -> Json | None:
    """The component with this custom id, if there is one."""
    return next((part for part in walk(components) if part.get("custom_id") == custom_id), None)


def children(component: Json) -> list[Json]:
    """What hangs in a component: rows' buttons, containers' parts, a section's accessory, a label's field."""
    inner: list[Json] = list(component.get("components") or [])
    return inner + [component[key] for key in ("accessory", "component") if component.get(key)]


def buttons(components: list[Json]) -> list[Button]:
    """All buttons, from top to bottom."""
    return [
        Button(
            part.get("label") or "",
            part.get("custom_id"),
            part["style"],
            bool(part.get("disabled")),
            part.get("url"),
            part["emoji"].get("name") if part.get("emoji") else None,
        )
        for part in walk(components)
        if part["type"] == BUTTON
    ]


def selects(components: list[Json]) -> list[Select]:
    """All menus, from top to bottom."""
    return [select(part) for part in walk(components) if part["type"] in SELECTS]


def select(part: Json) -> Select:
    """One menu out of its component."""
    return Select(
        part["type"],
        part["custom_id"],
        part.get("placeholder"),
        bool(part.get("disabled")),
        tuple(
            Option(option["label"], option["value"], option.get("description"), bool(option.get("default")))
            for option in part.get("options", [])
        ),
        part.get("min_values", 1),
        part.get("max_values", 1),
        tuple(part.get("channel_types") or ()),
    )


def texts(components: list[Json]) -> list[str]:
    """The text displays, from top to bottom."""
    return [part["content"] for part in walk(components) if part["type"] == TEXT]


def embed_texts(embeds: list[Json]) -> list[str]:
    """Every human line of embeds, in the order people read them."""
    lines: list[str] = []
    for embed in embeds:
        author: Json = embed.get("author") or {}
        footer: Json = embed.get("footer") or {}
        fields: list[Json] = embed.get("fields") or []
        lines += [author.get("name", ""), embed.get("title", ""), embed.get("description", "")]
        for item in fields:
            lines += [item.get("name", ""), item.get("value", "")]
        lines.append(footer.get("text", ""))
    return [line for line in lines if line]


def accent(components: list[Json], embeds: list[Json]) -> int | None:
    """The colour of the first container or embed, as 0xRRGGBB."""
    for part in components:
        if part["type"] == CONTAINER and part.get("accent_color") is not None:
            return part["accent_color"]
    return next((embed["color"] for embed in embeds if embed.get("color") is not None), None)
