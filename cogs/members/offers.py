"""What people can do for themselves, told to who asks for help."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.signals import Hat, Offer, Offers, OffersAnywhere


def here(tx: Tx, question: Offers) -> tuple[Offer, ...]:  # noqa: ARG001 - it is the same for everyone
    """To see what was noted of them in this server."""
    words = question.t("See what I noted of what you did here, and correct it.")
    return (Offer(Hat.ONESELF, "/me record", words),)


def anywhere(tx: Tx, question: OffersAnywhere) -> tuple[Offer, ...]:  # noqa: ARG001 - likewise
    """What holds for somebody in all servers."""
    t = question.t
    return (
        Offer(
            Hat.ONESELF,
            "/me preferences",
            t("Your time zone, your language, your quiet hours, and how I tell you things."),
        ),
        Offer(Hat.ONESELF, "/me pause", t("See whether I leave you alone; add until when, and I do.")),
        Offer(Hat.ONESELF, "/me export", t("Get a file with all I keep that names you.")),
        Offer(Hat.ONESELF, "/me forget", t("Have me forget you; I ask before I do.")),
    )
