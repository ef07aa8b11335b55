"""What people can do with groups, told to who asks for help."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import Hat, Offer, Offers
from cogs.groups import service
from cogs.server import service as server

MOST_LED = 3
"""Groups of an organizer that are named one by one; who runs more goes to their channels."""


def of_groups(tx: Tx, question: Offers) -> tuple[Offer, ...]:
    """To find a group and to found one; for organizers and moderators, what waits for them."""
    t, person = question.t, question.person
    here = service.of_channel(tx, question.channel_id)
    offers = [
        Offer(Hat.MEMBER, "/group browse", t("All groups, with what they plan next; join in one tap.")),
        Offer(Hat.MEMBER, "/group near", t("Groups in a city and around it.")),
        Offer(Hat.MEMBER, "/group create", t("Found a group where there is none yet.")),
    ]
    if here is not None:
        words = t("What this channel's group is, and who organizes it.")
        offers.append(Offer(Hat.MEMBER, "/group info", words, ("group", here.id), here.name))
    for group in service.led(tx, person.id)[:MOST_LED]:
        this = (("group", group.id), group.name)
        offers += [
            Offer(Hat.ORGANIZER, "/group edit", t("Its name, texts, language and channel."), *this),
            Offer(
                Hat.ORGANIZER, "/group organizers", t("Who does what in it; let somebody help you."), *this
            ),
            Offer(Hat.ORGANIZER, "/group venues", t("Where it can meet."), *this),
        ]
    if server.moderates(tx, person):
        offers.append(Offer(Hat.MODERATOR, "/group queue", t("The groups that members ask for.")))
    return tuple(offers)
