"""Deliveries as they are frozen in the database, read back with their topics: in one place, for whoever needs them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import bindparam, select

from bot.db.installation import RESTORED, recall
from bot.db.tx import Tx
from bot.outbox.keys import mark_of, seal_in
from bot.outbox.models import Delivery, Fate, Topic, notices

NEVER = datetime.min.replace(tzinfo=UTC)

Row = Any
"""A row as SQLAlchemy selects it, whose columns no type describes."""

# Built once, for it is part of every round: building a statement costs more than running it.
_OF_DELIVERIES = (
    select(
        notices.c.delivery_id,
        notices.c.kind,
        notices.c.subject_id,
        notices.c.person_id,
        notices.c.due_at,
        notices.c.event_at,
    )
    .where(notices.c.delivery_id.in_(bindparam("deliveries", expanding=True)), notices.c.fate == Fate.CLAIMED)
    .order_by(notices.c.event_at, notices.c.kind, notices.c.subject_id, notices.c.id)
)


def read_back(tx: Tx, rows: Sequence[Row]) -> list[Delivery]:
    """Deliveries from whole rows of their table, with what is still open of their notices."""
    if not rows:
        return []
    about: dict[int, list[Row]] = {}
    for notice in tx.connection.execute(_OF_DELIVERIES, {"deliveries": [row.id for row in rows]}):
        about.setdefault(notice.delivery_id, []).append(notice)
    put_back_at = restored_at(tx)
    return [delivery(row, about.get(row.id, ()), put_back_at) for row in rows]


def delivery(row: Row, concerned: Sequence[Row], put_back_at: datetime) -> Delivery:
    """A delivery from its row and its notices; the database was put back at `put_back_at`."""
    return Delivery(
        id=row.id,
        guild_id=row.guild_id,
        kind=row.kind,
        subject_id=row.subject_id,
        channel_id=row.channel_id,
        person_id=row.person_id,
        silent=bool(row.silent),
        key=row.key,
        claimed_at=row.claimed_at,
        attempts=row.attempts,
        faults=row.faults,
        uncertain=bool(row.uncertain),
        trouble=row.trouble,
        restored=any(notice.due_at <= put_back_at for notice in concerned),
        topics=_topics(concerned, row.key, row.channel_id),
    )


def _topics(rows: Iterable[Row], key: str, channel_id: int | None) -> tuple[Topic, ...]:
    """The notices of one message as its topics, in their order."""
    by_topic: dict[tuple[str, int], list[Row]] = {}
    for row in rows:
        by_topic.setdefault((row.kind, row.subject_id), []).append(row)
    return tuple(
        _topic(kind, subject_id, key, own, channel_id) for (kind, subject_id), own in by_topic.items()
    )


def _topic(kind: str, subject_id: int, key: str, rows: Sequence[Row], channel_id: int | None) -> Topic:
    return Topic(
        kind,
        subject_id,
        mark_of(kind, subject_id) + seal_in(key),
        people=tuple(dict.fromkeys([row.person_id for row in rows])),
        due_at=min([row.due_at for row in rows]),
        event_at=min([row.event_at for row in rows]),
        channel_id=channel_id,
    )


def restored_at(tx: Tx) -> datetime:
    """When the database was put back; long ago when it never was."""
    known = recall(tx, RESTORED)
    return NEVER if known is None else datetime.fromisoformat(known)
