"""What is said of a warning that does not reach everyone: in words that are ours alone, so that AutoMod hardly keeps it back."""

from __future__ import annotations

from collections.abc import Iterator

import discord

from bot.outbox.ledger import Came, Entry
from bot.ui.why import briefly
from bot.words import Words
from cogs.meetups import service
from cogs.meetups.warning import Reach


def unwarned(t: Words, reach: Reach) -> Iterator[str]:
    """How many are not warned, then why, a line for each reason; nothing by which others would know who."""
    yield t.plural(
        "{count} person who wanted to come to the meetup in {place}, {moment}, has not been warned that it isn't safe:",
        "{count} people who wanted to come to the meetup in {place}, {moment}, have not been warned that it isn't safe:",
        reach.count,
        place=f"<#{reach.place}>",
        moment=discord.utils.format_dt(reach.meetup.starts_at, "F"),
    )
    for entry in reach.unwarned:
        yield "- " + _why(t, entry)


def _why(t: Words, entry: Entry) -> str:
    if entry.reason == service.OVER:
        return t("{count}: {why}", count=entry.people, why=t("it was over"))
    why = briefly(t, entry.reason)
    if entry.came is Came.HELD_UP:
        return t("{count}: {why}. I warn them as soon as I can.", count=entry.people, why=why)
    return t("{count}: {why}", count=entry.people, why=why)


def please_tell(t: Words) -> str:
    """What whoever reads it can do."""
    return t("If you know who it is, please tell them yourself.")
