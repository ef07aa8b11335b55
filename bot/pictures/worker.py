"""The process that makes pictures: reads drawings from its input, writes pictures to its output, until that ends.

It is run by its path and isolated from its surroundings; of Campsite it knows this folder alone. A message is its
length as four bytes, then itself; an empty answer says that this drawing cannot be painted.
"""

from __future__ import annotations

import json
import os
import struct
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

LENGTH = struct.Struct(">I")

SCALE = 2
"""Pixels for one unit of a drawing: sharp on a phone as well."""


def send(stream: BinaryIO, message: bytes) -> None:
    """Writes one message."""
    stream.write(LENGTH.pack(len(message)) + message)
    stream.flush()


def receive(stream: BinaryIO) -> bytes | None:
    """Reads one message; None when there will be no more."""
    head = stream.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    (length,) = LENGTH.unpack(head)
    message = stream.read(length)
    return message if len(message) == length else None


def main() -> None:
    """Paints until the input ends, which it does when the bot does."""
    with suppress(AttributeError, OSError):  # not every system has it, and one that confines us may refuse it
        os.nice(5)  # whoever waits for an answer of the bot goes first
    sys.path.append(str(Path(__file__).parents[2]))
    import resvg_py  # holds the interpreter while it paints: hence a process of its own

    from bot.pictures.typesetting import Typesetter

    typesetter = Typesetter()
    while (drawing := receive(sys.stdin.buffer)) is not None:
        try:
            whole = svg(json.loads(drawing), typesetter)
            picture = bytes(resvg_py.svg_to_bytes(svg_string=whole, zoom=SCALE, skip_system_fonts=True))
        except ValueError as error:
            print("a drawing cannot be painted:", error, file=sys.stderr)  # noqa: T201 - the bot's own error output
            picture = b""
        send(sys.stdout.buffer, picture)


def svg(drawing: dict[str, Any], typesetter: Any) -> str:
    """A drawing with its words as outlines."""
    width, height = drawing["width"], drawing["height"]
    parts = [part if isinstance(part, str) else _set(part, typesetter) for part in drawing["parts"]]
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}">{"".join(parts)}</svg>'


def _set(part: dict[str, Any], typesetter: Any) -> str:
    if "items" in part:
        return _row(part, typesetter)
    paths, width = typesetter.line(part["words"], part["size"], part["weight"], part["room"])
    x = part["x"] - {"start": 0.0, "middle": width / 2, "end": width}[part["anchor"]]
    return _group(x, part["y"], paths, part["fill"])


def _row(part: dict[str, Any], typesetter: Any) -> str:
    x, drawn = part["x"], ""
    for sign, words in part["items"]:
        paths, width = typesetter.line(words, part["size"], 400, None)
        drawn += f'<g transform="translate({x:.2f} {part["y"]:g})">{sign}</g>'
        drawn += _group(x + part["indent"], part["y"] + 11.5, paths, part["fill"])
        x += part["indent"] + width + part["gap"]
    return drawn


def _group(x: float, y: float, paths: str, fill: str) -> str:
    return f'<g transform="translate({x:.2f} {y:g})" fill="{fill}">{paths}</g>'


if __name__ == "__main__":
    main()
