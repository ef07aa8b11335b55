"""Discord's markdown, read into paragraphs of styled text."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from playground.terminal.moments import shown
from playground.terminal.runs import FAINT, PLAIN, Line, Run, Style, joined, printable
from playground.terminal.viewer import Viewer
from playground.world.channels import Channel

MENTION = 0x7289DA
LINK = 0x00A8FC

INLINE = re.compile(
    r"""
    \\(?P<escaped>[^\w\s])
    | (?P<ticks>`+)(?P<code>.+?)(?P=ticks)
    | <t:(?P<instant>-?\d{1,13})(?::(?P<style>[tTdDfFsSR]))?>
    | <@!?(?P<user>\d+)> | <@&(?P<role>\d+)> | <\#(?P<channel>\d+)>
    | <(?P<command>/[^:>]+):\d+>
    | <a?:(?P<emoji>\w+):\d+>
    | <(?P<bracketed>https?://[^\s<>]+)>
    | \[(?P<label>(?:[^\[\]\\]|\\.)+)\]\(<?https?://[^\s)>]+>?\)
    | (?P<url>https?://[^\s<>)]+)
    | (?P<everyone>@(?:everyone|here))\b
    | \*\*(?P<bold>.+?)\*\*(?!\*)
    | __(?P<underline>.+?)__(?!_)
    | ~~(?P<strike>.+?)~~
    | \|\|(?P<spoiler>.+?)\|\|
    | \*(?P<italic>[^\s*](?:.*?[^\s*])?)\*(?!\*)
    | (?<!\w)_(?P<slanted>[^\s_](?:.*?[^\s_])?)_(?!\w)
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Paragraph:
    """One line of a message before it is wrapped. `first` stands before it, `rest` before what is wrapped of it.

    What is `fixed` keeps its spaces.
    """

    line: Line
    first: Line = field(default_factory=list[Run])
    rest: Line = field(default_factory=list[Run])
    fixed: bool = False


def paragraphs(text: str, viewer: Viewer, channel: Channel, style: Style = PLAIN) -> list[Paragraph]:
    """A message's text as that person reads it in that channel, on top of a style."""
    found: list[Paragraph] = []
    fenced = False
    for line in printable(text).split("\n"):
        if line.startswith("```"):
            fenced = not fenced
        elif fenced:
            found.append(Paragraph([Run(line, style)], fixed=True))
        else:
            found.append(_paragraph(line, style, lambda part, style: inline(part, viewer, channel, style)))
    return found


def _paragraph(line: str, style: Style, read: Callable[[str, Style], Line]) -> Paragraph:
    if heading := re.match(r"#{1,3} +(.+)", line):
        return Paragraph(read(heading[1], style.also(bold=True)))
    if small := re.match(r"-# +(.+)", line):
        return Paragraph(read(small[1], style.also(faint=True)))
    if quote := re.match(r"> (.*)", line):
        bar = [Run("│ ", FAINT)]
        return Paragraph(read(quote[1], style), bar, bar)
    if bullet := re.match(r"( *)[-*] +(.+)", line):
        return Paragraph(read(bullet[2], style), [Run(bullet[1] + "• ")], [Run(bullet[1] + "  ")])
    return Paragraph(read(line, style))


def inline(text: str, viewer: Viewer, channel: Channel, style: Style = PLAIN) -> Line:
    """One line of markdown in runs, on top of a style."""
    found: Line = []
    end = 0
    for match in INLINE.finditer(text):
        found.append(Run(text[end : match.start()], style))
        found += _piece(match, viewer, channel, style)
        end = match.end()
    return joined([*found, Run(text[end:], style)])


def _piece(match: re.Match[str], viewer: Viewer, channel: Channel, style: Style) -> Line:
    kind, value = next(
        (name, value)
        for name, value in match.groupdict().items()
        if value is not None and name not in ("ticks", "style")
    )
    mention = style.also(colour=MENTION)
    match kind:
        case "bold" | "underline" | "strike":
            return inline(value, viewer, channel, style.also(**{kind: True}))
        case "italic" | "slanted":
            return inline(value, viewer, channel, style.also(italic=True))
        case "label":
            # Like the app, it shows where one can go without showing the address.
            return [
                *inline(value, viewer, channel, style.also(underline=True, colour=LINK)),
                Run(" ↗", style),
            ]
        case "url" | "bracketed":
            return [Run(value, style.also(underline=True, colour=LINK))]
        case "instant":
            return [Run(_instant(int(value), match["style"] or "f", viewer), style)]
        case "user":
            return [Run(viewer.name_of(int(value)), mention)]
        case "role":
            return [Run(viewer.role(channel, int(value)), mention)]
        case "channel":
            return [Run(viewer.channel(int(value)), mention)]
        case "command" | "everyone":
            return [Run(value, mention)]
        case "emoji":
            return [Run(f":{value}:", style)]
        case "spoiler":
            return [Run("▒" * len(value), style)]
        case _:
            return [Run(value, style)]


def _instant(seconds: int, style: str, viewer: Viewer) -> str:
    try:
        wall = viewer.wall(datetime.fromtimestamp(seconds, UTC))
    except (OverflowError, ValueError, OSError):
        return "Invalid date"  # as the app says
    return shown(wall, viewer.now, style, viewer.language)
