"""Why a notice was not said, or is not said yet: in the ledger's own words, which stay in the database (pure)."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

LEFT = "left the server"
HIDDEN = "hides their name and takes no direct messages"
FAULT = "a fault in Campsite"
PUT_ASIDE = "put aside: the bot died three times while it was under way"
SUPERSEDED = "superseded by a later reminder"
NOT_CONCERNED = "no longer concerned"
PERHAPS_SAID = "perhaps said already; the channel's history cannot be read, and it has begun"
AUTOMOD = "AutoMod blocks the text"
AUTOMOD_TITLE = "AutoMod blocks the title"
AUTOMOD_PLAIN = "AutoMod blocks even the plain words"
"""Those of a warning that are ours alone, with nothing in them that somebody typed."""
ROLES_FULL = "the server has as many roles as Discord allows"
CHANNELS_FULL = "the server has as many channels as Discord allows"
THREAD_LOCKED = "the thread is locked"
THREAD_ARCHIVED = "the thread is archived"
SERVER_AWAY = "the server is not there"
NOT_SAVED = "nothing can be saved"
"""Told to who waits, and for that reason never stored."""
BEFORE_RESTORE = "before the database was put back"
"""A notice with this reason was said."""


_NEEDS = "needs "


def needs(permissions: Iterable[str]) -> str:
    """That the bot lacks these permissions, by discord.py's names."""
    return _NEEDS + ", ".join(permissions)


def needed(reason: str) -> list[str]:
    """Which permissions a reason says that the bot lacks; none when it says something else."""
    return reason.removeprefix(_NEEDS).split(", ") if reason.startswith(_NEEDS) else []


class Nowhere(StrEnum):
    """Why there is no place to say something."""

    NOT_YET = "no channel to say it in"
    UNKNOWN = "no feature of this installation knows what it is"
    """Its feature was taken out; it waits quietly until it is back."""
    FAULT = "a fault in Campsite"
    """Where it is to be said cannot be found out."""
