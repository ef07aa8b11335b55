"""A calendar as a file that only one person gets: the button on a card, and the words around it."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any

import discord
from discord.ui import Button

from bot.errors import BotLacks
from bot.text import folded
from bot.ui.answers import app_of, guild_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.words import Words
from cogs.meetups import calendars, ics
from cogs.meetups.calendars import Entry

NEEDED = ("attach_files",)
"""What Campsite may have to ask for, to give files."""


class Calendar(Tap, template=rf"meetups:calendar:(?P<id>{NUMBER})"):
    """Gives whoever presses it the meetup as a file for their own calendar."""

    @classmethod
    def of(cls, t: Words, meetup_id: int) -> Calendar:
        """The button as it is first drawn."""
        return cls(Button(label=t("Calendar"), custom_id=f"meetups:calendar:{meetup_id}"), meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Answers with the file."""
        await give_meetup(interaction, self.row_id)


async def give_meetup(interaction: discord.Interaction[Any], meetup_id: int) -> None:
    """Answers with one meetup, its link included if this person has a seat. Raises NoSuchMeetup, BotLacks."""
    t = words_of(interaction)
    group, entry = await app_of(interaction).read(
        guild_of(interaction), calendars.of_meetup, meetup_id, interaction.user.id
    )
    words = t("Open the file, and your calendar takes the meetup in.")
    if entry.link is not None:
        words += "\n" + t("Your join link is in it: keep the file to yourself.")
    await _give(interaction, words, f"{entry.meetup.title} {group.name}", group.name, [entry])


async def give_group(interaction: discord.Interaction[Any], group_id: int) -> None:
    """Answers with what a group plans. Raises NoSuchGroup, BotLacks."""
    t = words_of(interaction)
    group, entries = await app_of(interaction).read(guild_of(interaction), calendars.of_group, group_id)
    name = discord.utils.escape_markdown(group.name)
    if not entries:
        await reply(interaction, t("{group} has planned nothing yet, so its calendar is empty.", group=name))
        return
    words = t(
        "All that {group} has planned. Take it anew when plans change: what you have already is brought up to date.",
        group=name,
    )
    await _give(interaction, words, group.name, group.name, entries)


async def give_mine(interaction: discord.Interaction[Any]) -> None:
    """Answers with what this person wants to come to, or might. Raises BotLacks."""
    t = words_of(interaction)
    entries = await app_of(interaction).read(guild_of(interaction), calendars.of_person, interaction.user.id)
    if not entries:
        await reply(
            interaction,
            t(
                "You are not going to anything yet. Tap Going on a card, or choose a group to get all it has planned."
            ),
        )
        return
    words = t("The meetups you are going to or might go to. Join links in it are yours alone.")
    await _give(interaction, words, "campsite", t("My meetups"), entries)


async def _give(
    interaction: discord.Interaction[Any], words: str, filename: str, name: str, entries: Sequence[Entry]
) -> None:
    if not interaction.app_permissions.attach_files:
        raise BotLacks(NEEDED, interaction.channel_id)
    t = words_of(interaction)
    text = ics.calendar(name, [event(t, entry) for entry in entries])
    file = discord.File(io.BytesIO(text.encode()), f"{_file_name(filename)}.ics")
    await reply(interaction, words, file=file)


def event(t: Words, entry: Entry) -> ics.Event:
    """A meetup as it stands in a calendar."""
    meetup = entry.meetup
    card = f"https://discord.com/channels/{meetup.guild_id}/{meetup.channel_id}"
    if meetup.card_id is not None:
        card += f"/{meetup.card_id}"
    notes = [t("Who comes, and your answer: {address}", address=card)]
    if entry.link is not None:
        notes.insert(0, t("Join here: {link}", link=entry.link))
    return ics.Event(
        uid=f"meetup-{meetup.guild_id}-{meetup.id}@campsite",
        sequence=entry.sequence,
        changed_at=entry.changed_at,
        starts_at=meetup.starts_at,
        ends_at=meetup.ends_at,
        title=meetup.title,
        place=meetup.place if meetup.place is not None or meetup.link is None else t("online"),
        notes="\n".join(notes),
        link=entry.link or card,
        cancelled=meetup.cancelled_at is not None,
        tentative=entry.tentative,
    )


def _file_name(text: str) -> str:
    """Letters and digits that every system takes; never empty."""
    return re.sub(r"[^a-z0-9]+", "-", folded(text)).strip("-")[:60] or "campsite"
