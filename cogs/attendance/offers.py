"""What people can do while a meetup is on and when it is over, told to who asks for help."""

from __future__ import annotations

from datetime import timedelta

from bot.db.tx import Tx
from bot.signals import Hat, Offer, Offers
from cogs.attendance import service
from cogs.groups import service as groups
from cogs.meetups import service as meetups

AROUND = timedelta(days=1)
"""How long after a meetup its organizers are still offered to say who came."""

MOST_NAMED = 3
"""Meetups of an organizer that are named one by one."""


def of_attendance(tx: Tx, question: Offers) -> tuple[Offer, ...]:
    """To say that they are there, and to see where they were; for who runs meetups, to call the roll."""
    t, person = question.t, question.person
    offers: list[Offer] = []
    on = [
        (meetup, group)
        for meetup, group in meetups.search_recent(tx, "")
        if meetup.cancelled_at is None and meetup.starts_at <= tx.now < meetup.ends_at + AROUND
    ]
    if any(tx.now < meetup.ends_at for meetup, _ in on):
        words = t("Say that you are at the meetup, with the four letters at the door.")
        offers.append(Offer(Hat.MEMBER, "/meetup checkin", words))
    if service.record(tx, person.id, limit=1):
        offers.append(Offer(Hat.MEMBER, "/meetup record", t("Which meetups you came to.")))
    acting = {group.id for group in groups.search_mine(tx, "", person)}
    for meetup, _ in [(meetup, group) for meetup, group in on if group.id in acting][:MOST_NAMED]:
        this = (("meetup", meetup.id), meetup.title)
        offers.append(Offer(Hat.ORGANIZER, "/meetup rollcall", t("Say who came."), *this))
        offers.append(Offer(Hat.ORGANIZER, "/meetup recap", t("Tell everyone how it was."), *this))
    return tuple(offers)
