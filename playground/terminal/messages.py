"""One message, drawn: who wrote it and when, what it says, what hangs at it."""

from __future__ import annotations

from playground.terminal.components import Drawing
from playground.terminal.markdown import paragraphs
from playground.terminal.runs import BOLD, FAINT, PLAIN, Line, Run, wrap
from playground.terminal.screen import Screen
from playground.terminal.viewer import Viewer
from playground.wire import Json
from playground.world.messages import COMPONENTS_V2, Message, MessageType

INDENT = "  "

HAPPENED = {
    MessageType.JOIN: "{name} has joined.",
    MessageType.PINNED: "{name} pinned a message here.",
    MessageType.THREAD_CREATED: "{name} started a thread.",
}
"""What Discord itself notes in a channel."""


def message(screen: Screen, seen: Message, viewer: Viewer) -> list[str]:
    """The lines of a message as that person sees it."""
    happened = HAPPENED.get(seen.type)
    if happened:
        return [screen.painted([Run(happened.format(name=seen.author.name), FAINT)])]
    width = screen.width - len(INDENT)
    body = _body(Drawing(screen, viewer, seen.channel), seen, width)
    lines = [
        *_above(seen, viewer, screen.width),
        *wrap(_head(seen, viewer), screen.width),
        *([Run(INDENT), *line] for line in body),
    ]
    return [screen.painted(line) for line in lines]


def _above(seen: Message, viewer: Viewer, width: int) -> list[Line]:
    """What a message replies to, on one line; a bot's private answers stand below what they answer anyway."""
    if seen.type != MessageType.REPLY or seen.reference is None or seen.ephemeral:
        return []
    words = [Run(f"╭ to {seen.reference.author.name}: ", FAINT)]
    for paragraph in paragraphs(seen.reference.text, viewer, seen.channel, FAINT)[:1]:
        words += paragraph.line
    first, *rest = wrap(words, width - 2)
    return [[*first, Run(" …", FAINT)] if rest else first]


def _head(seen: Message, viewer: Viewer) -> Line:
    head = [Run(seen.author.name, BOLD)]
    if seen.author.bot:
        head.append(Run(" (bot)", FAINT))
    notes = [f"{viewer.wall(seen.sent_at):%H:%M}"]
    if seen.edited_at is not None and not seen.ephemeral:
        notes.append("(edited)")
    if seen.ephemeral and seen.only_for:
        notes.append(f"(only {seen.only_for.name} sees this)")
    return [*head, *(Run("  " + note, FAINT) for note in notes)]


def _body(drawing: Drawing, seen: Message, width: int) -> list[Line]:
    if seen.loading:
        return [[Run(f"{seen.author.name} is thinking …", FAINT)]]
    lines: list[Line] = drawing.text(seen.content, width) if seen.content else []
    for embed in seen.embeds:
        lines += drawing.framed(_embed(drawing, embed, width - 2), embed.get("color"))
    lines += drawing.components(seen.components, width)
    if not seen.flags & COMPONENTS_V2:  # otherwise components say where files stand
        lines += [drawing.file(attachment) for attachment in seen.attachments]
    if seen.reactions:
        words = "  ".join(f"{reaction.emoji} {len(reaction.users)}" for reaction in seen.reactions)
        lines.append([Run(words)])
    if seen.thread:
        count = sum(one.type != MessageType.THREAD_STARTER for one in seen.thread.messages)
        said = "nothing said yet" if not count else "1 message" if count == 1 else f"{count} messages"
        lines += wrap([Run(f"└ thread “{seen.thread.name}”, {said}", FAINT)], width)
    return lines


def _embed(drawing: Drawing, embed: Json, width: int) -> list[Line]:
    lines: list[Line] = []
    author: Json = embed.get("author") or {}
    footer: Json = embed.get("footer") or {}
    fields: list[Json] = embed.get("fields") or []
    said = [(author.get("name"), BOLD), (embed.get("title"), BOLD), (embed.get("description"), PLAIN)]
    for item in fields:
        said += [(item["name"], BOLD), (item["value"], PLAIN)]
    said.append((footer.get("text"), FAINT))
    for words, style in said:
        if words:
            lines += drawing.text(words, width, style)
    for picture in ("image", "thumbnail"):
        if embed.get(picture):
            lines.append([Run("(picture)", FAINT)])
    return lines
