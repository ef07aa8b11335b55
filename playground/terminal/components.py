"""Components of a message, drawn: frames with a coloured bar, sections, rows of buttons, pictures, lines."""

from __future__ import annotations

from collections.abc import Iterable

from playground.terminal.markdown import paragraphs
from playground.terminal.runs import FAINT, PLAIN, Line, Run, Style, width_of, wrap
from playground.terminal.screen import Screen
from playground.terminal.viewer import Viewer
from playground.wire import Json
from playground.world import parts
from playground.world.attachments import Attachment
from playground.world.channels import Channel

BUTTON_COLOURS = {1: 0x5865F2, 3: 0x3BA55D, 4: 0xED4245, 5: 0x00A8FC, 6: 0x5865F2}
"""What a button's style looks like; the second is as grey as everything."""


class Drawing:
    """Draws for one person, on one screen, what stands in one channel."""

    def __init__(self, screen: Screen, viewer: Viewer, channel: Channel) -> None:
        self._screen = screen
        self._viewer = viewer
        self._channel = channel

    def text(self, text: str, width: int, style: Style = PLAIN) -> list[Line]:
        """A text in markdown."""
        found: list[Line] = []
        for paragraph in paragraphs(text, self._viewer, self._channel, style):
            if paragraph.fixed:
                found.append(paragraph.line)
                continue
            room = width - width_of(paragraph.first)
            for place, piece in enumerate(wrap(self._screen.spelled(paragraph.line), room)):
                found.append([*(paragraph.rest if place else paragraph.first), *piece])
        return found

    def components(self, components: Iterable[Json], width: int) -> list[Line]:
        """Components below each other."""
        return [line for component in components for line in self._component(component, width)]

    def framed(self, lines: Iterable[Line], accent: int | None) -> list[Line]:
        """Lines behind a bar in a colour, grey without one."""
        bar = Run("▌ ", FAINT if accent is None else Style(colour=accent))
        return [[bar, *line] for line in lines]

    def file(self, attachment: Attachment) -> Line:
        """A file: its name, and what it shows in words."""
        words = f"(file: {attachment.filename}, {_size(len(attachment.data))})"
        return [Run(words, FAINT), Run(f" {attachment.description}" if attachment.description else "", FAINT)]

    def _component(self, component: Json, width: int) -> list[Line]:
        match component["type"]:
            case parts.CONTAINER:
                inner = self.components(component["components"], width - 2)
                return self.framed(inner, component.get("accent_color"))
            case parts.TEXT:
                return self.text(component["content"], width)
            case parts.SECTION:
                return self._section(component, width)
            case parts.ROW:
                return _packed([self._control(part) for part in component["components"]], width)
            case parts.SEPARATOR:
                return [[Run("─" * width, FAINT)] if component.get("divider", True) else []]
            case parts.GALLERY:
                return [line for item in component["items"] for line in self._picture(item, width)]
            case parts.FILE:
                size = component.get("size")
                words = f"(file: {component.get('name') or 'unnamed'}{'' if size is None else ', ' + _size(size)})"
                return [[Run(words, FAINT)]]
            case _:
                return []

    def _section(self, section: Json, width: int) -> list[Line]:
        accessory: Json = section["accessory"]
        if accessory["type"] != parts.BUTTON:
            return [*self.components(section["components"], width), *self._picture(accessory, width)]
        button = self._control(accessory)
        room = width - width_of(button) - 2
        first, *rest = self.components(section["components"], room) or [[]]
        gap = Run(" " * (width - width_of(first) - width_of(button)))
        return [[*first, gap, *button], *rest]

    def _picture(self, item: Json, width: int) -> list[Line]:
        return wrap([Run(f"(picture: {item.get('description') or 'no description'})", FAINT)], width)

    def _control(self, part: Json) -> Line:
        """A button or a menu, on one line."""
        if part["type"] in parts.SELECTS:
            menu = parts.select(part)
            chosen = ", ".join(option.label for option in menu.options if option.default)
            return _control(f"{chosen or menu.placeholder or 'Choose'} ▾", PLAIN, disabled=menu.disabled)
        emoji: Json = part.get("emoji") or {}
        label = " ".join(word for word in (emoji.get("name"), part.get("label")) if word)
        if part["style"] == parts.LINK:
            label += " ↗"
        style = Style(bold=True, colour=BUTTON_COLOURS.get(part["style"]))
        return _control(label, style, disabled=bool(part.get("disabled")))


def _control(label: str, style: Style, *, disabled: bool) -> Line:
    return [Run(f"( {label} )", FAINT)] if disabled else [Run(f"[ {label} ]", style)]


def _packed(controls: list[Line], width: int) -> list[Line]:
    """Buttons side by side, in as many lines as they need."""
    lines: list[Line] = []
    for control in controls:
        if lines and width_of(lines[-1]) + 2 + width_of(control) <= width:
            lines[-1] = [*lines[-1], Run("  "), *control]
        else:
            lines.append(control)
    return lines


def _size(count: int) -> str:
    return f"{count} bytes" if count < 1024 else f"{round(count / 1024)} KB"
