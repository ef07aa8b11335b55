"""What people can do with meetups, told to who asks for help."""

from __future__ import annotations

import discord

from bot.db.tx import Tx
from bot.signals import Hat, Offer, Offers
from cogs.groups import service as groups
from cogs.meetups import service

MOST_NAMED = 3
"""Meetups of an organizer that are named one by one, the next ones."""


def of_meetups(tx: Tx, question: Offers) -> tuple[Offer, ...]:
    """To see what comes; for who runs meetups, to plan and to change them."""
    t, person = question.t, question.person
    offers = [Offer(Hat.MEMBER, "/meetup list", t("What comes next in this server."))]
    if groups.joined(tx, person.id):
        words = t("Your meetups as a file for your own calendar.")
        offers.append(Offer(Hat.MEMBER, "/meetup calendar", words))
    acting = {group.id for group in groups.search_mine(tx, "", person)}
    if not acting:
        return tuple(offers)
    offers.append(Offer(Hat.ORGANIZER, "/meetup schedule", t("Plan a meetup: when is all I need to know.")))
    theirs = [meetup for meetup, group in service.upcoming(tx) if group.id in acting]
    for meetup in theirs[:MOST_NAMED]:
        words = t("Change it; it begins {when}.", when=discord.utils.format_dt(meetup.starts_at, "R"))
        offers.append(Offer(Hat.ORGANIZER, "/meetup edit", words, ("meetup", meetup.id), meetup.title))
    return tuple(offers)
