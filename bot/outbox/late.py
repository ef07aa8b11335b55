"""What a notice is still worth when its moment comes, or has passed (pure)."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import Enum

EXCUSE_AFTER = timedelta(minutes=10)
"""Later than this, a notice says sorry."""


class Lateness(Enum):
    """How a notice stands towards what it is about."""

    IN_TIME = "in time"
    LATE = "late"
    """Before the start, but people have waited for it: say sorry."""
    BEGUN = "begun"
    """The subject has started and is still on: say that instead."""
    OVER = "over"
    """Nothing worth saying is left."""


def lateness(now: datetime, due_at: datetime, starts_at: datetime, ends_at: datetime) -> Lateness:
    """How late a notice due at `due_at` is, for a subject that lasts from `starts_at` to `ends_at`."""
    if now >= ends_at:
        return Lateness.OVER
    if now >= starts_at:
        return Lateness.BEGUN
    return Lateness.LATE if now - due_at > EXCUSE_AFTER else Lateness.IN_TIME
