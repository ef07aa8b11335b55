"""What should be shown and is not, as long as nobody does something about it: for the doctor of its server."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto

from sqlalchemy import func, or_, select

from bot.db.tx import Tx
from bot.outbox.models import mirrors
from bot.outbox.reasons import FAULT, Nowhere
from bot.outbox.waits import LONGEST_BACKOFF

NOT_THERE = "404 "
"""How the reason begins where Discord knew nothing of what was to be changed: then nothing is left to show."""


class Mender(Enum):
    """Who can do something about it."""

    ADMIN = auto()
    """Somebody who manages the server: Discord does not let the bot."""
    OPERATOR = auto()
    """Whoever runs the bot: it is a fault of its own."""


@dataclass(frozen=True, slots=True)
class Stuck:
    """Some things in one place that are not as they should be, all for the same reason."""

    channel_id: int | None
    """Where they are; None where they are nowhere yet, or are no messages."""
    reason: str
    """In a few English words, as it stands in the log."""
    mender: Mender
    count: int


def stuck(tx: Tx) -> list[Stuck]:
    """What is stuck in this server, the most first."""
    is_tried = mirrors.c.due_at.is_not(None)
    waits_for_somebody = or_(mirrors.c.due_at.is_(None), mirrors.c.due_at > tx.now + LONGEST_BACKOFF)
    found = (
        select(mirrors.c.channel_id, mirrors.c.trouble, is_tried, func.count())
        .where(
            mirrors.c.guild_id == tx.guild_id,
            mirrors.c.shown < mirrors.c.wanted,
            or_(waits_for_somebody, mirrors.c.trouble == FAULT),
            mirrors.c.trouble != Nowhere.UNKNOWN,
            mirrors.c.trouble.not_like(f"{NOT_THERE}%"),
        )
        .group_by(mirrors.c.channel_id, mirrors.c.trouble, is_tried)
        .order_by(func.count().desc(), mirrors.c.channel_id)
    )
    return [
        Stuck(channel_id, reason, Mender.ADMIN if tried and reason != FAULT else Mender.OPERATOR, count)
        for channel_id, reason, tried, count in tx.connection.execute(found)
        if reason is not None
    ]
