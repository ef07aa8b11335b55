"""What people can do to find their way in, told to who asks for help."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import Hat, Offer, Offers
from cogs.groups import service as groups
from cogs.server import service as server


def of_onboarding(tx: Tx, question: Offers) -> tuple[Offer, ...]:
    """A way in for who is in no group yet, and a way on for everyone."""
    t = question.t
    offers = [Offer(Hat.MEMBER, "/path", t("Your own way from observing to leading; only you see it."))]
    offers.append(
        Offer(Hat.MEMBER, "/buddy", t("Ask for somebody who shows you around, or offer to be one."))
    )
    if server.settings(tx).introductions_channel_id is not None:
        offers.insert(0, Offer(Hat.MEMBER, "/intro", t("Introduce yourself in a few lines.")))
    if not groups.joined(tx, question.person.id):
        words = t("Find your groups and a first step; only you see it.")
        offers.insert(0, Offer(Hat.MEMBER, "/start", words))
    if server.moderates(tx, question.person):
        offers.append(Offer(Hat.MODERATOR, "/welcome desk", t("See who waits for a person, and since when.")))
        words = t("See who joined and never said a word, and write them a gentle one.")
        offers.append(Offer(Hat.MODERATOR, "/welcome lurkers", words))
    return tuple(offers)
