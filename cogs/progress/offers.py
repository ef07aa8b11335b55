"""What people can do about their progress, told to who asks for help."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import Hat, Offer, Offers
from cogs.groups import service as groups


def of_progress(tx: Tx, question: Offers) -> tuple[Offer, ...]:
    """For who is in a group: to share, and to see how far they and their groups have come."""
    t = question.t
    mine = groups.joined(tx, question.person.id)
    if not mine:
        return ()
    here = groups.of_channel(tx, question.channel_id)
    group = here if here in mine else mine[0]
    this = (("group", group.id), group.name)
    return (
        Offer(
            Hat.MEMBER,
            "/progress share",
            t("Tell what you did, what you learned, where you are stuck."),
            *this,
        ),
        Offer(Hat.MEMBER, "/progress goal", t("See your goals; add a title to set one.")),
        Offer(Hat.MEMBER, "/progress me", t("Your own year of learning; only you see it.")),
        Offer(
            Hat.MEMBER,
            "/progress group",
            t("Your group's month: what was shared, its goals and wins."),
            *this,
        ),
    )
