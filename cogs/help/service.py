"""What somebody can do, as the features tell it."""

from __future__ import annotations

from collections.abc import Iterable

from bot.db.tx import Tx
from bot.people.person import Person
from bot.signals import Hat, Offer, Offers, OffersAnywhere
from bot.words import Words

Offered = dict[Hat, list[Offer]]
"""What somebody can do, by what they are; a hat they do not wear is missing."""


def here(tx: Tx, person: Person, channel_id: int, t: Words) -> Offered:
    """What this person can do in this server."""
    # The later a feature is loaded the more it builds on others, and the nearer it is to people's day.
    told = reversed(tx.signals.ask(tx, Offers(person, channel_id, t)))
    return _by_hat(offer for offers in (*told, *tx.signals.ask(tx, OffersAnywhere(t))) for offer in offers)


def anywhere(tx: Tx, t: Words) -> Offered:
    """What anybody can do outside of servers."""
    return _by_hat(offer for offers in tx.signals.ask(tx, OffersAnywhere(t)) for offer in offers)


def _by_hat(offers: Iterable[Offer]) -> Offered:
    # What two features offer is offered once, in the words of the first: Discord takes no two buttons that do the same.
    found: dict[tuple[Hat, str, tuple[str, int] | None], Offer] = {}
    for offer in offers:
        found.setdefault((offer.hat, offer.command, offer.option), offer)
    sorted_out = {hat: [offer for offer in found.values() if offer.hat is hat] for hat in Hat}
    return {hat: theirs for hat, theirs in sorted_out.items() if theirs}
