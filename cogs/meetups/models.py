"""Meetups and answers: tables, rows and their named queries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    case,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata
from bot.people.models import people
from cogs.meetups.rules import Answer, Seating


class Seat(StrEnum):
    """Where somebody who wants to come stands."""

    SEATED = "seated"
    WAITING = "waiting"


class _Meetups(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int] = Column(Id, nullable=False)
    title: Column[str] = Column(Text, nullable=False)
    starts_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    ends_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    zone: Column[str] = Column(Text, nullable=False)
    place: Column[str | None] = Column(Text)
    link: Column[str | None] = Column(Text)
    seats: Column[int | None] = Column(Integer)
    cancelled_at: Column[datetime | None] = Column(UtcDateTime)
    channel_id: Column[int] = Column(Id, nullable=False)
    card_id: Column[int | None] = Column(Id)
    thread_id: Column[int | None] = Column(Id)
    archived_at: Column[datetime | None] = Column(UtcDateTime)
    request_id: Column[int] = Column(Id, nullable=False)
    created_by: Column[int] = Column(Id, nullable=False)
    created_at: Column[datetime] = Column(UtcDateTime, nullable=False)


class _Answers(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    meetup_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    answer: Column[str] = Column(Text, nullable=False)
    seat: Column[str | None] = Column(Text)
    turn: Column[int | None] = Column(Integer)
    asked: Column[int] = Column(Integer, nullable=False)
    answered_at: Column[datetime] = Column(UtcDateTime, nullable=False)


meetups = Table(
    "meetups",
    metadata,
    _Meetups,
    UniqueConstraint("guild_id", "id"),
    UniqueConstraint("request_id"),
    ForeignKeyConstraint(["guild_id", "group_id"], ["groups.guild_id", "groups.id"]),
    Index("ix_meetups_group_id_starts_at", "group_id", "starts_at"),
    Index("ix_meetups_guild_id_ends_at", "guild_id", "ends_at"),
    sqlite_strict=True,
)
"""One row per meetup. `channel_id` is the group's channel when it was planned: there its card stays.

`request_id` is the interaction that asked for it: the same request twice is one meetup.
"""

answers = Table(
    "answers",
    metadata,
    _Answers,
    UniqueConstraint("meetup_id", "person_id"),
    ForeignKeyConstraint(["guild_id", "meetup_id"], ["meetups.guild_id", "meetups.id"]),
    Index("ix_answers_meetup_id_turn", "meetup_id", "turn"),
    Index("ix_answers_person_id", "person_id"),
    sqlite_strict=True,
)
"""One row per person who answered. `turn` is their place in the order of asking while they want to come;
`asked` counts how often they came to want it, so that a second promotion is told like the first."""


@dataclass(frozen=True, slots=True)
class Meetup:
    """A meetup as stored."""

    id: int
    guild_id: int
    group_id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    place: str | None
    link: str | None
    seats: int | None
    cancelled_at: datetime | None
    channel_id: int
    card_id: int | None
    thread_id: int | None
    archived_at: datetime | None
    created_by: int


_MEETUP = (
    meetups.c.id,
    meetups.c.guild_id,
    meetups.c.group_id,
    meetups.c.title,
    meetups.c.starts_at,
    meetups.c.ends_at,
    meetups.c.zone,
    meetups.c.place,
    meetups.c.link,
    meetups.c.seats,
    meetups.c.cancelled_at,
    meetups.c.channel_id,
    meetups.c.card_id,
    meetups.c.thread_id,
    meetups.c.archived_at,
    meetups.c.created_by,
)


def _meetup(row: Sequence[Any]) -> Meetup:
    return Meetup(*row)


# The statements of a click are built once: building one costs more than running it.
_BY_ID = select(*_MEETUP).where(meetups.c.guild_id == bindparam("guild"), meetups.c.id == bindparam("meetup"))
_IN_ORDER = (
    select(answers.c.person_id, answers.c.seat)
    .where(
        answers.c.guild_id == bindparam("guild"),
        answers.c.meetup_id == bindparam("meetup"),
        answers.c.turn.is_not(None),
    )
    .order_by(answers.c.turn)
)
_ANSWER_OF = select(answers.c.answer).where(
    answers.c.guild_id == bindparam("guild"),
    answers.c.meetup_id == bindparam("meetup"),
    answers.c.person_id == bindparam("person"),
)
_last_turn = select(func.coalesce(func.max(answers.c.turn), 0)).where(
    answers.c.meetup_id == bindparam("meetup")
)
_given = upsert(answers).values(
    guild_id=bindparam("guild"),
    meetup_id=bindparam("meetup"),
    person_id=bindparam("person"),
    answer=bindparam("given"),
    seat=bindparam("given_seat"),
    turn=case((bindparam("wants", type_=Integer) == 1, _last_turn.scalar_subquery() + 1)),
    asked=bindparam("wants", type_=Integer),
    answered_at=bindparam("now"),
)
_SET_ANSWER = _given.on_conflict_do_update(
    index_elements=[answers.c.meetup_id, answers.c.person_id],
    set_={
        "answer": _given.excluded.answer,
        "seat": _given.excluded.seat,
        "turn": _given.excluded.turn,
        "asked": answers.c.asked + _given.excluded.asked,
        "answered_at": _given.excluded.answered_at,
    },
).returning(
    # Comes with the answer, so that who has chosen no number of meetups a month costs no query.
    select(people.c.monthly).where(people.c.person_id == bindparam("person")).scalar_subquery()
)
_GOING_BETWEEN = (
    select(func.count())
    .select_from(answers)
    .join(meetups, meetups.c.id == answers.c.meetup_id)
    .where(
        answers.c.person_id == bindparam("person"),
        answers.c.seat == Seat.SEATED,
        meetups.c.starts_at >= bindparam("begins"),
        meetups.c.starts_at < bindparam("ends"),
        meetups.c.cancelled_at.is_(None),
    )
)
_SEAT = (
    update(answers)
    .where(
        answers.c.guild_id == bindparam("guild"),
        answers.c.meetup_id == bindparam("meetup"),
        answers.c.person_id.in_(bindparam("people", expanding=True)),
    )
    .values(seat=Seat.SEATED)
    .returning(answers.c.person_id, answers.c.asked)
)


def meetup(tx: Tx, meetup_id: int) -> Meetup | None:
    """The meetup with this id in this server."""
    row = tx.connection.execute(_BY_ID, {"guild": tx.guild_id, "meetup": meetup_id}).first()
    return None if row is None else _meetup(row)


def meetup_asked_for(tx: Tx, request_id: int) -> Meetup | None:
    """The meetup that this request has already made."""
    return _first(tx, meetups.c.request_id == request_id)


def next_of_group(tx: Tx, group_id: int) -> Meetup | None:
    """What the group has planned next and not cancelled, one that is still on included."""
    return _first(
        tx, meetups.c.group_id == group_id, meetups.c.ends_at > tx.now, meetups.c.cancelled_at.is_(None)
    )


def _first(tx: Tx, *which: ColumnElement[bool]) -> Meetup | None:
    found = select(*_MEETUP).where(meetups.c.guild_id == tx.guild_id, *which).order_by(meetups.c.starts_at)
    row = tx.connection.execute(found.limit(1)).first()
    return None if row is None else _meetup(row)


def upcoming(tx: Tx, group_id: int | None = None, limit: int = 25) -> list[Meetup]:
    """What is planned and not cancelled, soonest first, of one group or of the whole server."""
    found = select(*_MEETUP).where(
        meetups.c.guild_id == tx.guild_id, meetups.c.ends_at > tx.now, meetups.c.cancelled_at.is_(None)
    )
    if group_id is not None:
        found = found.where(meetups.c.group_id == group_id)
    return [_meetup(row) for row in tx.connection.execute(found.order_by(meetups.c.starts_at).limit(limit))]


def since(tx: Tx, instant: datetime, limit: int) -> list[Meetup]:
    """What ends after an instant, cancelled or not, soonest first."""
    found = select(*_MEETUP).where(meetups.c.guild_id == tx.guild_id, meetups.c.ends_at > instant)
    return [_meetup(row) for row in tx.connection.execute(found.order_by(meetups.c.starts_at).limit(limit))]


def of_group_since(tx: Tx, group_id: int, instant: datetime) -> list[Meetup]:
    """What of a group ends after an instant, cancelled or not, soonest first."""
    found = select(*_MEETUP).where(
        meetups.c.guild_id == tx.guild_id, meetups.c.group_id == group_id, meetups.c.ends_at > instant
    )
    return [_meetup(row) for row in tx.connection.execute(found.order_by(meetups.c.starts_at))]


def of_person_since(tx: Tx, person_id: int, instant: datetime) -> list[tuple[Meetup, Answer, Seat | None]]:
    """What a person wants to come to or might, and ends after an instant, cancelled or not: with their answer."""
    found = (
        select(*_MEETUP, answers.c.answer, answers.c.seat)
        .join(answers, answers.c.meetup_id == meetups.c.id)
        .where(
            meetups.c.guild_id == tx.guild_id,
            meetups.c.ends_at > instant,
            answers.c.guild_id == tx.guild_id,
            answers.c.person_id == person_id,
            answers.c.answer != Answer.CANT,
        )
        .order_by(meetups.c.starts_at)
    )
    return [
        (_meetup(row[:-2]), Answer(row[-2]), None if row[-1] is None else Seat(row[-1]))
        for row in tx.connection.execute(found)
    ]


def count_open(tx: Tx, group_id: int) -> int:
    """How many meetups the group has ahead of it."""
    count = (
        select(func.count())
        .select_from(meetups)
        .where(
            meetups.c.guild_id == tx.guild_id,
            meetups.c.group_id == group_id,
            meetups.c.ends_at > tx.now,
            meetups.c.cancelled_at.is_(None),
        )
    )
    return tx.connection.scalar(count) or 0


def add_meetup(tx: Tx, **values: object) -> Meetup:
    """A new row."""
    added = tx.connection.execute(
        insert(meetups).values(guild_id=tx.guild_id, created_at=tx.now, **values)
    ).inserted_primary_key
    assert added is not None
    found = meetup(tx, added[0])
    assert found is not None
    return found


def change(tx: Tx, meetup_id: int, **values: object) -> None:
    """Changes columns of a meetup."""
    tx.connection.execute(
        update(meetups).where(meetups.c.guild_id == tx.guild_id, meetups.c.id == meetup_id).values(**values)
    )


def seating(tx: Tx, meetup: Meetup) -> Seating:
    """Who has a seat and who waits."""
    rows = tx.connection.execute(_IN_ORDER, {"guild": tx.guild_id, "meetup": meetup.id}).all()
    return Seating(
        meetup.seats,
        tuple([person for person, seat in rows if seat == Seat.SEATED]),
        tuple([person for person, seat in rows if seat == Seat.WAITING]),
    )


def answer_of(tx: Tx, meetup_id: int, person_id: int) -> Answer | None:
    """What a person answered."""
    found = tx.connection.scalar(_ANSWER_OF, {"guild": tx.guild_id, "meetup": meetup_id, "person": person_id})
    return None if found is None else Answer(found)


def people_who(tx: Tx, meetup_id: int, answer: Answer) -> tuple[int, ...]:
    """Everyone with this answer, in the order they gave it."""
    found = (
        select(answers.c.person_id)
        .where(
            answers.c.guild_id == tx.guild_id, answers.c.meetup_id == meetup_id, answers.c.answer == answer
        )
        .order_by(answers.c.turn, answers.c.answered_at, answers.c.id)
    )
    return tuple(tx.connection.scalars(found))


def set_answer(tx: Tx, meetup_id: int, person_id: int, answer: Answer, seat: Seat | None) -> int | None:
    """Writes a person's new answer; who newly wants to come is last in the order of asking.

    Returns how many meetups a month they want to go to; None for who has chosen no number.
    """
    return tx.connection.scalar(
        _SET_ANSWER,
        {
            "guild": tx.guild_id,
            "meetup": meetup_id,
            "person": person_id,
            "given": answer,
            "given_seat": seat,
            "wants": int(answer is Answer.GOING),
            "now": tx.now,
        },
    )


def count_going(tx: Tx, person_id: int, begins: datetime, ends: datetime) -> int:
    """How many meetups that begin between two instants a person has a seat in: a month is theirs, whatever the server."""
    between = {"person": person_id, "begins": begins, "ends": ends}
    return tx.connection.scalar(_GOING_BETWEEN, between) or 0


def seat(tx: Tx, meetup_id: int, people: Collection[int]) -> dict[int, int]:
    """Gives seats to people who waited; how often each had asked."""
    seated = tx.connection.execute(_SEAT, {"guild": tx.guild_id, "meetup": meetup_id, "people": people})
    return dict(seated.all())
