"""The way out: what the outbox needs of Discord, and what can come of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from discord.ui import LayoutView


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be sent: a view whose buttons carry the delivery's key, and the people it may ping."""

    view: LayoutView
    people: tuple[int, ...]


class Outcome(Enum):
    """What an attempt that raised has come to."""

    NOT_SENT = "not sent"
    """Surely without effect, and worth trying again soon."""
    UNKNOWN = "unknown"
    """It may have taken effect: look before trying again."""
    BLOCKED = "blocked"
    """Without effect until somebody changes a permission or a setting."""
    IMPOSSIBLE = "impossible"
    """Without effect for ever: the place is gone, or Discord will not take it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome and its reason in a few words, for the ledger."""

    outcome: Outcome
    reason: str


class Post(Protocol):
    """Sends messages and finds out whether one arrived."""

    async def send(self, channel_id: int, message: Message, key: str) -> int | None:
        """Sends with `key` as nonce; the message's id, or None when it arrived but has been deleted since."""
        ...

    async def find(self, channel_id: int, key: str, since: datetime) -> int | None:
        """The id of our own message that carries `key` in a component, among those since `since`."""
        ...

    async def told(self, channel_id: int, mark: str, since: datetime) -> set[int]:
        """Who is mentioned in our own messages since `since` whose keys begin with `mark`."""
        ...

    def judge(self, error: Exception) -> Judgement | None:
        """What an exception of send, of find or of a mirror means; None when it is a bug of ours."""
        ...
