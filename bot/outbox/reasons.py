"""Why a notice was not said, or is not said yet: in the ledger's own words, which stay in the database (pure)."""

from __future__ import annotations

from enum import StrEnum

LEFT = "left the server"
HIDDEN = "hides their name and takes no direct messages"
FAULT = "a fault in Campsite"
PUT_ASIDE = "put aside: the bot died three times while it was under way"
SUPERSEDED = "superseded by a later reminder"
NOT_CONCERNED = "no longer concerned"
PERHAPS_SAID = "perhaps said already; the channel's history cannot be read, and it has begun"
BEFORE_RESTORE = "before the database was put back"
"""A notice with this reason was said."""


class Nowhere(StrEnum):
    """Why there is no place to say something."""

    NOT_YET = "no channel to say it in"
    UNKNOWN = "no feature of this installation knows what it is"
    """Its feature was taken out; it waits quietly until it is back."""
    FAULT = "a fault in Campsite"
    """Where it is to be said cannot be found out."""
