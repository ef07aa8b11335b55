"""The outbox's rows: notices, the deliveries they are sent in, mirrors and chores."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, ForeignKey, Index, Integer, Table, Text, TypedColumns, UniqueConstraint, text

from bot.db.types import Id, UtcDateTime, ZoneName, metadata
from bot.outbox.keys import mark_in
from bot.outbox.post import Address, InChannel, ToPerson

DIGEST = "outbox.digest"
"""The kind of a delivery with several topics; its subject is the channel, or the person."""


class Fate(StrEnum):
    """What became of a notice, for one person."""

    PENDING = "pending"
    """Waits for its time."""
    CLAIMED = "claimed"
    """Part of a delivery whose outcome is not known yet."""
    SENT = "sent"
    SKIPPED = "skipped"
    """Not worth saying any more; the reason says why."""
    FAILED = "failed"
    """Could not be said, and will not be tried again; the reason says why."""
    CANCELLED = "cancelled"
    """Taken back before its time by the one who planned it."""


DEATHS = 3
"""So many processes in a row may die while the same thing is under way; then it is put aside."""


class _Notices(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    kind: Column[str] = Column(Text, nullable=False)
    subject_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    generation: Column[int] = Column(Integer, nullable=False)
    due_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    event_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    wanted_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    weight: Column[str] = Column(Text, nullable=False)
    zone: Column[str] = Column(ZoneName, nullable=False)
    group_id: Column[int | None] = Column(Id)
    manner: Column[str] = Column(Text, nullable=False)
    fate: Column[str] = Column(Text, nullable=False)
    reason: Column[str | None] = Column(Text)
    delivery_id: Column[int | None] = Column(Id, ForeignKey("deliveries.id"))
    settled_at: Column[datetime | None] = Column(UtcDateTime)


class _Deliveries(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    kind: Column[str] = Column(Text, nullable=False)
    subject_id: Column[int] = Column(Id, nullable=False)
    channel_id: Column[int | None] = Column(Id)
    person_id: Column[int | None] = Column(Id)
    silent: Column[int] = Column(Integer, nullable=False)
    key: Column[str] = Column(Text, nullable=False)
    claimed_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    attempts: Column[int] = Column(Integer, nullable=False)
    faults: Column[int] = Column(Integer, nullable=False, server_default="0")
    retry_at: Column[datetime | None] = Column(UtcDateTime)
    uncertain: Column[int] = Column(Integer, nullable=False)
    trouble: Column[str | None] = Column(Text)
    message_id: Column[int | None] = Column(Id)
    in_flight: Column[int] = Column(Integer, nullable=False, server_default="0")
    deaths: Column[int] = Column(Integer, nullable=False, server_default="0")


class _Mirrors(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    kind: Column[str] = Column(Text, nullable=False)
    subject_id: Column[int] = Column(Id, nullable=False)
    channel_id: Column[int | None] = Column(Id)
    wanted: Column[int] = Column(Integer, nullable=False)
    shown: Column[int] = Column(Integer, nullable=False)
    due_at: Column[datetime | None] = Column(UtcDateTime)
    begun_at: Column[datetime | None] = Column(UtcDateTime)
    attempts: Column[int] = Column(Integer, nullable=False)
    trouble: Column[str | None] = Column(Text)
    in_flight: Column[int] = Column(Integer, nullable=False, server_default="0")
    deaths: Column[int] = Column(Integer, nullable=False, server_default="0")


class _Chores(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    kind: Column[str] = Column(Text, nullable=False)
    subject_id: Column[int] = Column(Id, nullable=False)
    due_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    attempts: Column[int] = Column(Integer, nullable=False)
    in_flight: Column[int] = Column(Integer, nullable=False, server_default="0")
    deaths: Column[int] = Column(Integer, nullable=False, server_default="0")


deliveries = Table(
    "deliveries",
    metadata,
    _Deliveries,
    UniqueConstraint("key"),
    Index("ix_deliveries_retry_at", "retry_at", sqlite_where=text("retry_at IS NOT NULL")),
    Index("ix_deliveries_deaths", "deaths", "retry_at", sqlite_where=text("deaths > 0")),
    sqlite_strict=True,
)
"""One row per message to be sent: frozen before the network is touched, the same for every attempt.

It goes to a channel, or to one person's direct messages; its notices say what it is about. `key` is the message's nonce and stands in a component's custom id. `retry_at` is when the delivery is looked at again
(None: settled); while `uncertain`, an attempt may have reached Discord without our knowing. `in_flight` while
an attempt is under way; `deaths` counts the processes that died meanwhile, one after the other. `faults` counts the
attempts that failed by a fault of our own, of all `attempts`.
"""

notices = Table(
    "notices",
    metadata,
    _Notices,
    UniqueConstraint("kind", "guild_id", "subject_id", "person_id", "generation"),
    Index("ix_notices_due_at", "due_at", sqlite_where=text("fate = 'pending'")),
    Index("ix_notices_delivery_id", "delivery_id"),
    Index("ix_notices_person_id", "person_id"),
    Index(
        "ix_notices_group_id", "group_id", sqlite_where=text("group_id IS NOT NULL AND settled_at IS NULL")
    ),
    Index("ix_notices_settled_at", "settled_at", sqlite_where=text("settled_at IS NOT NULL")),
    sqlite_strict=True,
)
"""One row per person and thing to be said to them.

`event_at` is when the subject begins: what begins soonest is said first. `generation` changes when the same thing is
to be said anew (a moved meetup, a second promotion). `zone` is where it is evening for who has named no zone, and `group_id` the
group whose zone that is (None: no group's). `settled_at` is when it was said, as far as that is known, else when
its fate was.
"""

mirrors = Table(
    "mirrors",
    metadata,
    _Mirrors,
    UniqueConstraint("kind", "guild_id", "subject_id"),
    Index("ix_mirrors_due_at", "due_at", sqlite_where=text("due_at IS NOT NULL")),
    Index("ix_mirrors_deaths", "deaths", "due_at", sqlite_where=text("deaths > 0")),
    sqlite_strict=True,
)
"""One row per thing kept in view: `wanted` counts changes, `shown` says up to which one Discord is right.

`channel_id` is where its message was when it was last drawn (None: it has none). `due_at` is when it is looked at next
(None: it is right). `begun_at` is set while an attempt's outcome is unknown. `in_flight` and `deaths` as above.
"""

chores = Table(
    "chores",
    metadata,
    _Chores,
    UniqueConstraint("kind", "guild_id", "subject_id"),
    Index("ix_chores_due_at", "due_at"),
    Index("ix_chores_deaths", "deaths", "due_at", sqlite_where=text("deaths > 0")),
    sqlite_strict=True,
)
"""One row per verb that falls due; it is deleted by the transaction that does it. `in_flight` and `deaths` as above."""


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing a message says, and to whom."""

    kind: str
    subject_id: int
    key: str
    """What the custom ids of its buttons end in."""
    people: tuple[int, ...]
    """Whom it still concerns, in the order they were planned."""
    due_at: datetime
    """The earliest instant at which it should have been said."""
    event_at: datetime
    """When its subject begins, as far as was known when it was planned."""
    channel_id: int | None
    """Where it is said, which others may read; None for one person's direct messages."""
    language: str | None = None
    """The language its one reader asked for; None where the group's is spoken."""
    plain: bool = False
    """Whether a warning is to be said in words that are ours alone: AutoMod has blocked those with a title in them."""

    @property
    def direct(self) -> bool:
        """Whether it goes to one person's direct messages: no mention then, and a link to the place."""
        return self.channel_id is None

    @property
    def mark(self) -> str:
        """By this it is found in the history, whatever message it is in."""
        return mark_in(self.key)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message to be sent: to a channel, or to one person's direct messages."""

    id: int
    guild_id: int
    kind: str
    """Its topic's, or DIGEST."""
    subject_id: int
    channel_id: int | None
    person_id: int | None
    silent: bool
    key: str
    claimed_at: datetime
    attempts: int
    faults: int
    """How many of them failed by a fault of our own."""
    uncertain: bool
    """Whether an earlier attempt may have sent it."""
    trouble: str | None
    """What has kept it from being said until somebody acts; None when nothing has."""
    restored: bool
    """Whether it was due before the database was put back: then some may have been told, in another message."""
    topics: tuple[Topic, ...]
    """One, or several in a digest; what begins soonest first."""

    @property
    def address(self) -> Address:
        """Where it goes."""
        if self.person_id is not None:
            return ToPerson(self.person_id)
        assert self.channel_id is not None
        return InChannel(self.channel_id)


def slot_of(mirror_id: int, channel_id: int | None) -> int:
    """As `Mirror.slot`."""
    return -mirror_id if channel_id is None else channel_id


@dataclass(frozen=True, slots=True)
class Mirror:
    """One thing to be shown."""

    id: int
    guild_id: int
    kind: str
    subject_id: int
    wanted: int
    begun_at: datetime
    """When this attempt began, or the earlier one of which we do not know how far it came."""
    uncertain: bool
    """Whether there was such an earlier attempt."""
    attempts: int
    channel_id: int | None = None
    """Where its message was when it was last drawn; None when it has none, or was never drawn."""

    @property
    def slot(self) -> int:
        """What is drawn one at a time and then rests: all that is shown in one channel, or this mirror by itself."""
        return slot_of(self.id, self.channel_id)

    @property
    def key(self) -> str:
        """A nonce for what this drawing creates: the same for every attempt of it, another one for what begins later than in
        the same second.
        """
        return f"m{self.id}-{self.begun_at:%y%m%d%H%M%S}"
