"""What meetups propose to somebody who asks what they can do now."""

from __future__ import annotations

from datetime import timedelta

import discord

from bot.db.tx import Tx
from bot.signals import NextStep, NextSteps
from cogs.groups import service as groups
from cogs.meetups import answer_models, naming, service, views
from cogs.meetups.rules import Answer

SOON = timedelta(days=7)
"""A step that exists now is one within a week."""


def soon(tx: Tx, question: NextSteps) -> NextStep | None:
    """The next meetup of this week that they may still come to: of their own groups, or of any while they are in none."""
    mine = {group.id for group in groups.joined(tx, question.person_id)}
    for meetup, group in service.upcoming(tx):
        if meetup.starts_at > tx.now + SOON:
            break
        if meetup.starts_at <= tx.now or (mine and group.id not in mine):
            continue
        if answer_models.answer_of(tx, meetup.id, question.person_id) in (None, Answer.MAYBE):
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
