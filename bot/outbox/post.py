"""The way out: what the outbox needs of Discord, and what can come of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from discord.ui import LayoutView


@dataclass(frozen=True, slots=True)
class InChannel:
    """Said in a channel or thread."""

    channel_id: int


@dataclass(frozen=True, slots=True)
class ToPerson:
    """Said to one person alone, in their direct messages."""

    person_id: int


Address = InChannel | ToPerson


@dataclass(frozen=True, slots=True)
class Part:
    """What is to be said about one topic: a view whose buttons carry the topic's key, and the people it may ping."""

    view: LayoutView
    people: tuple[int, ...]
    group: str = ""
    """Whose word it is: a direct message says so."""
    language: str = "en"
    """The language it is in."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is to be sent: its parts under each other."""

    guild_id: int
    parts: tuple[Part, ...]
    marks: tuple[str, ...] = ()
    """Those of its topics, part by part."""
    silent: bool = False
    """Whether it makes no sound and pings nobody."""

    @property
    def people(self) -> tuple[int, ...]:
        """Everyone it is for, each once."""
        return tuple(dict.fromkeys(person for part in self.parts for person in part.people))


class Outcome(Enum):
    """What an attempt that raised has come to."""

    NOT_SENT = "not sent"
    """Surely without effect, and worth trying again soon."""
    UNKNOWN = "unknown"
    """It may have taken effect: look before trying again."""
    BLOCKED = "blocked"
    """Without effect until somebody changes a permission or a setting."""
    GONE = "gone"
    """Without effect because the place is not there any more."""
    CLOSED = "closed"
    """Without effect: this person lets nobody like us write to them."""
    LEFT = "left"
    """Without effect: this person is in none of our servers any more."""
    TOO_FAST = "too fast"
    """Without effect: we have opened direct messages to too many people in a short time."""
    IMPOSSIBLE = "impossible"
    """Without effect for ever: Discord will not take it."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """An outcome, its reason in a few words for the ledger and the log, and how long Discord asks us to wait."""

    outcome: Outcome
    reason: str
    wait: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class Found:
    """A message of ours that had arrived, when it did, and whom it told, by the mark of each topic in it."""

    message_id: int
    sent_at: datetime
    told: Mapping[str, frozenset[int]]


class Post(Protocol):
    """Sends messages and finds out whether one arrived."""

    async def send(self, address: Address, message: Message, key: str) -> int | None:
        """Sends with `key` as nonce; the message's id, or None when it arrived but has been deleted since."""
        ...

    async def find(self, address: Address, seal: str, since: datetime) -> Found | None:
        """Our own message that carries `seal` in a component, among those since `since`."""
        ...

    async def told(
        self, address: Address, marks: Collection[str], since: datetime
    ) -> Mapping[str, frozenset[int]]:
        """Whom our own messages since `since` told of the topics with these marks."""
        ...

    async def clock_is_right(self) -> bool:
        """Whether our clock agrees with Discord's so far that things may be said by it; asks Discord when in doubt."""
        ...

    def limited(self) -> AbstractAsyncContextManager[None]:
        """Around an attempt: raises TimeoutError when a request of it was let go and is not answered in time."""
        ...

    def judge(self, error: Exception) -> Judgement | None:
        """What an exception of an attempt means; None when it is a bug of ours."""
        ...
