"""What people can do about the whole server, told to who asks for help."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import Hat, Offer, Offers
from cogs.server import service


def of_the_server(tx: Tx, question: Offers) -> tuple[Offer, ...]:
    """To report, where somebody hears it; for admins, what concerns the server."""
    t = question.t
    everyone: tuple[Offer, ...] = ()
    if service.settings(tx).moderators_channel_id is not None:
        words = t("Tell the moderators, and only them, that something is not right.")
        everyone = (Offer(Hat.MEMBER, "/report", words),)
    if not question.person.manages_server:
        return everyone
    return (
        *everyone,
        Offer(Hat.ADMIN, "/campsite setup", t("Set me up, one step after the other; all of it is optional.")),
        Offer(
            Hat.ADMIN, "/campsite settings", t("Choose channels, moderators, language and who founds groups.")
        ),
        Offer(
            Hat.ADMIN, "/campsite doctor", t("See what I lack here, and what does not work because of it.")
        ),
        Offer(Hat.ADMIN, "/campsite about", t("See my version, and what I keep of people.")),
    )
