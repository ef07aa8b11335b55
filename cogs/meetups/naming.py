"""What a meetup is called where people read of it."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import discord

from bot.words import Words
from cogs.groups.service import Group
from cogs.meetups.models import Meetup


def title(meetup: Meetup) -> str:
    """A meetup's title, shown as it was typed."""
    return discord.utils.escape_markdown(meetup.title)


def wall(t: Words, meetup: Meetup) -> str:
    """When it begins in its group's own time, for places where Discord renders no timestamps."""
    return t.moment(meetup.starts_at.astimezone(ZoneInfo(meetup.group_zone)))


def choice(t: Words, meetup: Meetup, group: Group) -> str:
    """A meetup in one line for a list of choices; at most 100 characters."""
    line = f"{wall(t, meetup)} · {meetup.title} · {group.name}"
    return line if len(line) <= 100 else line[:99] + "…"
