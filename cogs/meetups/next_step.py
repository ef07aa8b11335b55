"""What meetups propose to somebody who asks what they can do now."""

from __future__ import annotations

from datetime import timedelta

import discord

from bot.db.tx import Tx
from bot.signals import NextStep, NextSteps
from cogs.groups import service as groups
from cogs.meetups import naming, service, views

SOON = timedelta(days=7)
"""A step that exists now is one within a week."""


def soon(tx: Tx, question: NextSteps) -> NextStep | None:
    """The next meetup of this week: of their own groups, or of any group while they are in none."""
    mine = {group.id for group in groups.joined(tx, question.person_id)}
    for meetup, group in service.upcoming(tx):
        if meetup.starts_at > tx.now + SOON:
            break
        if meetup.starts_at > tx.now and (not mine or group.id in mine):
            when = discord.utils.format_dt(meetup.starts_at, "R")
            return NextStep(
                question.t(
                    "Come to [{title}]({card}) of {group}, {when}.",
                    title=naming.title(meetup),
                    card=views.card_url(meetup),
                    group=discord.utils.escape_markdown(group.name),
                    when=when,
                )
            )
    return None
