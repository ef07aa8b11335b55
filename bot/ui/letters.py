"""How the outbox's messages look: one part, several under each other, or a letter to one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView, Separator

from bot.outbox.keys import KEYS
from bot.outbox.post import Message, Part
from bot.people import service
from bot.people.models import hidden
from bot.ui.answers import app_of, reply, words_of
from bot.ui.buttons import Tap
from bot.ui.cards import layout, row, section, text
from bot.words import Catalogs, Words


class StopDirect(Tap, template=rf"people:direct:(?P<id>0){KEYS}"):
    """Ends direct messages to whoever presses it; the number is what is set: 0, none."""

    @classmethod
    def of(cls, t: Words, keys: str) -> StopDirect:
        """The button as it is first drawn; `keys` are the marks of all topics and the delivery's seal."""
        return cls(Button(label=t("Stop direct messages"), custom_id=f"people:direct:0:{keys}"), 0)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Ends them. It is the person's own setting, the same in every server: no server is asked."""
        database, person_id = app_of(interaction).database, interaction.user.id
        await database.write(None, service.set_direct, person_id, wanted=bool(self.row_id))
        nameless = await database.read(None, hidden, [person_id])
        await reply(interaction, stopped(words_of(interaction), nameless=bool(nameless)))


def stopped(t: Words, *, nameless: bool) -> str:
    """The answer to who stopped direct messages; `nameless` when no mention may call them instead."""
    if nameless:
        return t(
            "I won't write to you directly any more. As no card may name you, I do not mention you either: you hear nothing "
            "from me. If you change your mind, /me preferences brings me back."
        )
    return t(
        "I won't write to you directly any more. From now on I mention you in the meetup's thread. If you change your "
        "mind, /me preferences brings me back."
    )


def private(words: str, label: str, url: str) -> LayoutView:
    """A part of a letter to one person: a text, and a link to what it is about."""
    return layout(section(words, Button[Any](label=label, url=url)))


def public(message: Message) -> LayoutView:
    """What is said in a channel: its parts, with a line between them."""
    items: list[Item[Any]] = []
    for part in message.parts:
        items += [Separator[Any](), *part.view.children] if items else part.view.children
    return layout(*items)


def letter(catalogs: Catalogs, message: Message, server: str, seal: str) -> LayoutView:
    """What is said to one person: where each part comes from, and in the end how to stop it."""
    items: list[Item[Any]] = []
    before: Part | None = None
    for part in message.parts:
        if before is None or before.group != part.group:
            items.append(text(_sender(part.group, server)))
        items += part.view.children
        before = part
    keys = "".join(message.marks) + seal
    items.append(row(StopDirect.of(catalogs.of(message.parts[0].language), keys)))
    return layout(*items)


def _sender(group: str, server: str) -> str:
    names: Sequence[str] = [discord.utils.escape_markdown(name) for name in (group, server) if name]
    return "-# " + " · ".join(names)
