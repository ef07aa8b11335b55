"""Which scheduled events of Discord's stand for meetups, and whose interest in them became an answer."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Integer,
    Table,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    delete,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from bot.db.tx import Tx
from bot.db.types import Id, metadata
from cogs.meetups.answer_models import answers
from cogs.meetups.rules import Answer


class _Events(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    meetup_id: Column[int] = Column(Id, nullable=False)
    event_id: Column[int] = Column(Id, nullable=False)
    interest: Column[int] = Column(Integer, nullable=False)


class _Interested(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    meetup_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)


events = Table(
    "events",
    metadata,
    _Events,
    UniqueConstraint("guild_id", "meetup_id"),
    UniqueConstraint("event_id"),
    ForeignKeyConstraint(["guild_id", "meetup_id"], ["meetups.guild_id", "meetups.id"]),
    sqlite_strict=True,
)
"""One row per meetup that Discord shows as a scheduled event; `interest` is how many were interested when we asked."""

interested = Table(
    "interested",
    metadata,
    _Interested,
    UniqueConstraint("meetup_id", "person_id"),
    ForeignKeyConstraint(["guild_id", "meetup_id"], ["meetups.guild_id", "meetups.id"]),
    sqlite_strict=True,
)
"""One row per person whose Maybe is nothing but a tap on Interested: taking that back takes back the answer."""


def known(tx: Tx) -> dict[int, int]:
    """The meetups of this server by their events."""
    found = select(events.c.event_id, events.c.meetup_id).where(events.c.guild_id == tx.guild_id)
    return dict(tx.connection.execute(found).all())


def meetup_of(tx: Tx, event_id: int) -> int | None:
    """The meetup an event of this server stands for."""
    found = select(events.c.meetup_id).where(events.c.guild_id == tx.guild_id, events.c.event_id == event_id)
    return tx.connection.scalar(found)


def save(tx: Tx, found: Mapping[int, int]) -> None:
    """Keeps which event stands for which meetup, by the meetup; the others stand for none any more."""
    tx.connection.execute(
        delete(events).where(events.c.guild_id == tx.guild_id, events.c.event_id.not_in(found.values()))
    )
    rows = [
        {"guild_id": tx.guild_id, "meetup_id": meetup_id, "event_id": event_id, "interest": 0}
        for meetup_id, event_id in found.items()
    ]
    if rows:
        tx.connection.execute(insert(events).on_conflict_do_nothing(), rows)


def interest(tx: Tx, meetup_id: int) -> int:
    """How many were interested in a meetup's event when we asked."""
    found = select(events.c.interest).where(events.c.guild_id == tx.guild_id, events.c.meetup_id == meetup_id)
    return tx.connection.scalar(found) or 0


def save_interest(tx: Tx, meetup_id: int, count: int) -> None:
    """Keeps how many are interested."""
    tx.connection.execute(
        update(events)
        .where(events.c.guild_id == tx.guild_id, events.c.meetup_id == meetup_id)
        .values(interest=count)
    )


def is_interested(tx: Tx, meetup_id: int, person_id: int) -> None:
    """Keeps whose Maybe comes from there."""
    row = {"guild_id": tx.guild_id, "meetup_id": meetup_id, "person_id": person_id}
    tx.connection.execute(insert(interested).values(row).on_conflict_do_nothing())


# Done at every tap on a card: built once, for building a statement costs more than running it.
_NOT_INTERESTED = delete(interested).where(
    interested.c.guild_id == bindparam("guild"),
    interested.c.meetup_id == bindparam("meetup"),
    interested.c.person_id == bindparam("person"),
)


def not_interested(tx: Tx, meetup_id: int, person_id: int) -> bool:
    """Forgets it; whether there was anything to forget."""
    about = {"guild": tx.guild_id, "meetup": meetup_id, "person": person_id}
    return tx.connection.execute(_NOT_INTERESTED, about).rowcount > 0


def interested_in(tx: Tx, meetup_id: int) -> set[int]:
    """Everyone whose Maybe comes from there."""
    found = select(interested.c.person_id).where(
        interested.c.guild_id == tx.guild_id, interested.c.meetup_id == meetup_id
    )
    return set(tx.connection.scalars(found))


def forget(tx: Tx, person_id: int) -> None:
    """Forgets everything somebody was interested in."""
    tx.connection.execute(
        delete(interested).where(interested.c.guild_id == tx.guild_id, interested.c.person_id == person_id)
    )


def take_back_maybe(tx: Tx, meetup_id: int, person_id: int) -> bool:
    """Takes a Maybe back, as if it had never been given; whether there was one."""
    gone = delete(answers).where(
        answers.c.guild_id == tx.guild_id,
        answers.c.meetup_id == meetup_id,
        answers.c.person_id == person_id,
        answers.c.answer == Answer.MAYBE,
    )
    return tx.connection.execute(gone).rowcount > 0
