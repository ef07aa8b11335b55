"""Who comes to a meetup, and where they sit or wait: the table, its rows and their named queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata
from bot.people.models import people
from cogs.meetups import models
from cogs.meetups.models import Meetup, meetups
from cogs.meetups.rules import Answer
from cogs.meetups.seats import Offer, Places, Pool, Seating


class Seat(StrEnum):
    """Where somebody who wants to come stands."""

    SEATED = "seated"
    WAITING = "waiting"


class _Answers(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    meetup_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    answer: Column[str] = Column(Text, nullable=False)
    seated_in: Column[str | None] = Column(Text)
    seat_turn: Column[int | None] = Column(Integer)
    waits_for: Column[str | None] = Column(Text)
    line_turn: Column[int | None] = Column(Integer)
    offered_until: Column[datetime | None] = Column(UtcDateTime)
    offer_turn: Column[int | None] = Column(Integer)
    let_go: Column[int] = Column(Integer, nullable=False)
    asked: Column[int] = Column(Integer, nullable=False)
    working_on: Column[str | None] = Column(Text)
    answered_at: Column[datetime] = Column(UtcDateTime, nullable=False)


answers = Table(
    "answers",
    metadata,
    _Answers,
    UniqueConstraint("meetup_id", "person_id"),
    ForeignKeyConstraint(["guild_id", "meetup_id"], ["meetups.guild_id", "meetups.id"]),
    Index("ix_answers_person_id", "person_id"),
    sqlite_strict=True,
)
"""One row per person who answered. They may have a seat in one pool and wait for one in the other; turns count up, and
say in which order people were seated, asked and were offered a seat. `let_go` is who let an offer pass. `asked` counts
how often they came to want to come, so that a second promotion is told like the first."""


@dataclass(slots=True)
class Placed:
    """Where one person is, as stored; who does not come and does not wait is nowhere."""

    seated_in: Pool | None = None
    seat_turn: int | None = None
    waits_for: Pool | None = None
    line_turn: int | None = None
    offered_until: datetime | None = None
    offer_turn: int | None = None
    let_go: bool = False
    asked: int = 0


NOWHERE = Placed()

_PLACED = select(
    answers.c.person_id,
    answers.c.seated_in,
    answers.c.seat_turn,
    answers.c.waits_for,
    answers.c.line_turn,
    answers.c.offered_until,
    answers.c.offer_turn,
    answers.c.let_go,
    answers.c.asked,
).where(
    answers.c.guild_id == bindparam("guild"),
    answers.c.meetup_id == bindparam("meetup"),
    or_(answers.c.seated_in.is_not(None), answers.c.waits_for.is_not(None)),
)

_ANSWER_OF = select(answers.c.answer).where(
    answers.c.guild_id == bindparam("guild"),
    answers.c.meetup_id == bindparam("meetup"),
    answers.c.person_id == bindparam("person"),
)

_PLACES: dict[str, BindParameter[Any]] = {
    "seated_in": bindparam("now_seated_in"),
    "seat_turn": bindparam("now_seat_turn", type_=Integer),
    "waits_for": bindparam("now_waits_for"),
    "line_turn": bindparam("now_line_turn", type_=Integer),
    "offered_until": bindparam("now_offered_until", type_=UtcDateTime),
    "offer_turn": bindparam("now_offer_turn", type_=Integer),
    "let_go": bindparam("now_let_go", type_=Integer),
}

_given = upsert(answers).values(
    guild_id=bindparam("guild"),
    meetup_id=bindparam("meetup"),
    person_id=bindparam("person"),
    answer=bindparam("given"),
    asked=bindparam("wants", type_=Integer),
    answered_at=bindparam("now"),
    **_PLACES,
)

_SET_ANSWER = _given.on_conflict_do_update(
    index_elements=[answers.c.meetup_id, answers.c.person_id],
    set_={
        "answer": _given.excluded.answer,
        "asked": answers.c.asked + _given.excluded.asked,
        "answered_at": _given.excluded.answered_at,
        **{name: _given.excluded[name] for name in _PLACES},
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
        answers.c.seated_in.is_not(None),
        meetups.c.starts_at >= bindparam("begins"),
        meetups.c.starts_at < bindparam("ends"),
        meetups.c.cancelled_at.is_(None),
    )
)

_PLACE = (
    update(answers)
    .where(
        answers.c.guild_id == bindparam("guild"),
        answers.c.meetup_id == bindparam("meetup"),
        answers.c.person_id == bindparam("person"),
    )
    .values(**_PLACES)
)


def of_person_since(tx: Tx, person_id: int, instant: datetime) -> list[tuple[Meetup, Answer, Seat | None]]:
    """What a person wants to come to or might, and ends after an instant, cancelled or not: with their answer."""
    found = (
        select(*models.COLUMNS, answers.c.answer, answers.c.seated_in, answers.c.waits_for)
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
        (
            models.from_row(row[:-3]),
            Answer(answer),
            Seat.SEATED if seated else Seat.WAITING if waits else None,
        )
        for row in tx.connection.execute(found)
        for answer, seated, waits in [row[-3:]]
    ]


def placed(tx: Tx, meetup_id: int) -> dict[int, Placed]:
    """Everyone who has a seat or waits for one."""
    rows = tx.connection.execute(_PLACED, {"guild": tx.guild_id, "meetup": meetup_id}).all()
    return {
        person: Placed(
            None if seated_in is None else _POOLS[seated_in],
            seat_turn,
            None if waits_for is None else _POOLS[waits_for],
            line_turn,
            offered_until,
            offer_turn,
            let_go == 1,
            asked,
        )
        for person, seated_in, seat_turn, waits_for, line_turn, offered_until, offer_turn, let_go, asked in rows
    }


_POOLS = {str(pool): pool for pool in Pool}


def seating_of(meetup: Meetup, there: dict[int, Placed]) -> Seating:
    """The seats of a meetup as the rules want them."""
    return Seating(
        _places(Pool.ROOM, meetup.seats, meetup.room_open, there),
        _places(Pool.ONLINE, meetup.online_seats, meetup.online_open, there),
    )


def _places(pool: Pool, seats: int | None, free: int, there: dict[int, Placed]) -> Places:
    seated: list[tuple[int, int]] = []
    waiting: list[tuple[int, int]] = []
    offers: list[tuple[int, Offer]] = []
    let_go: list[int] = []
    for person, at in there.items():
        if at.seated_in is pool and at.seat_turn is not None:
            seated.append((at.seat_turn, person))
        if at.waits_for is pool and at.line_turn is not None:
            waiting.append((at.line_turn, person))
            if at.offered_until is not None and at.offer_turn is not None:
                offers.append((at.offer_turn, Offer(person, at.offered_until)))
            if at.let_go:
                let_go.append(person)
    seated.sort()
    waiting.sort()
    offers.sort(key=lambda offer: offer[0])
    return Places(
        seats,
        tuple([person for _, person in seated]),
        tuple([person for _, person in waiting]),
        tuple([offer for _, offer in offers]),
        frozenset(let_go),
        free,
    )


def seating(tx: Tx, meetup: Meetup) -> Seating:
    """Who has a seat and who waits."""
    return seating_of(meetup, placed(tx, meetup.id))


def moved_to(there: dict[int, Placed], after: Seating) -> dict[int, Placed]:
    """Who is somewhere else now than before, and where; turns go on counting from those there are."""
    turn = max(
        (max(at.seat_turn or 0, at.line_turn or 0, at.offer_turn or 0) for at in there.values()), default=0
    )
    now: dict[int, Placed] = {}
    for pool in Pool:
        places = after.of(pool)
        for person in places.seated:
            before = there.get(person, NOWHERE)
            at = now.setdefault(person, Placed(asked=before.asked))
            at.seated_in, at.seat_turn = pool, before.seat_turn
            if before.seated_in is not pool:
                turn += 1
                at.seat_turn = turn
        for person in places.waiting:
            before = there.get(person, NOWHERE)
            at = now.setdefault(person, Placed(asked=before.asked))
            at.waits_for, at.line_turn, at.let_go = pool, before.line_turn, person in places.let_go
            if before.waits_for is not pool:
                turn += 1
                at.line_turn = turn
        for offer in places.offers:
            before, at = there.get(offer.person_id, NOWHERE), now[offer.person_id]
            at.offered_until, at.offer_turn = offer.until, before.offer_turn
            if before.offered_until != offer.until or before.waits_for is not pool:
                turn += 1
                at.offer_turn = turn
    moved = {person: at for person, at in now.items() if at != there.get(person)}
    return moved | {person: Placed(asked=at.asked) for person, at in there.items() if person not in now}


def _values(at: Placed) -> dict[str, object]:
    return {
        "now_seated_in": at.seated_in,
        "now_seat_turn": at.seat_turn,
        "now_waits_for": at.waits_for,
        "now_line_turn": at.line_turn,
        "now_offered_until": at.offered_until,
        "now_offer_turn": at.offer_turn,
        "now_let_go": int(at.let_go),
    }


def place(tx: Tx, meetup_id: int, moved: dict[int, Placed]) -> None:
    """Writes where people are now who have answered before."""
    if moved:
        tx.connection.execute(
            _PLACE,
            [
                {"guild": tx.guild_id, "meetup": meetup_id, "person": person, **_values(at)}
                for person, at in moved.items()
            ],
        )


def answer_of(tx: Tx, meetup_id: int, person_id: int) -> Answer | None:
    """What a person answered."""
    found = tx.connection.scalar(_ANSWER_OF, {"guild": tx.guild_id, "meetup": meetup_id, "person": person_id})
    return None if found is None else Answer(found)


def answered_by(tx: Tx, person_id: int) -> list[int]:
    """Every meetup that a person has answered."""
    found = select(answers.c.meetup_id).where(
        answers.c.guild_id == tx.guild_id, answers.c.person_id == person_id
    )
    return list(tx.connection.scalars(found.order_by(answers.c.meetup_id)))


def take_out(tx: Tx, meetup_id: int, person_id: int) -> None:
    """Takes out what a person answered; they have no seat and wait for none."""
    tx.connection.execute(
        delete(answers).where(
            answers.c.guild_id == tx.guild_id,
            answers.c.meetup_id == meetup_id,
            answers.c.person_id == person_id,
        )
    )


def people_who(tx: Tx, meetup_id: int, answer: Answer) -> tuple[int, ...]:
    """Everyone with this answer, in the order they gave it."""
    found = (
        select(answers.c.person_id)
        .where(
            answers.c.guild_id == tx.guild_id, answers.c.meetup_id == meetup_id, answers.c.answer == answer
        )
        .order_by(answers.c.answered_at, answers.c.id)
    )
    return tuple(tx.connection.scalars(found))


def set_answer(
    tx: Tx, meetup_id: int, person_id: int, answer: Answer, at: Placed, *, wants: bool
) -> int | None:
    """Writes a person's new answer and where they are; `wants` if they newly want a seat.

    Returns how many meetups a month they want to go to; None for who has chosen no number.
    """
    return tx.connection.scalar(
        _SET_ANSWER,
        {
            "guild": tx.guild_id,
            "meetup": meetup_id,
            "person": person_id,
            "given": answer,
            "wants": int(wants),
            "now": tx.now,
            **_values(at),
        },
    )


def count_going(tx: Tx, person_id: int, begins: datetime, ends: datetime) -> int:
    """How many meetups that begin between two instants a person has a seat in: a month is theirs, whatever the server."""
    between = {"person": person_id, "begins": begins, "ends": ends}
    return tx.connection.scalar(_GOING_BETWEEN, between) or 0


def work_on(tx: Tx, meetup_id: int, person_id: int, what: str | None) -> bool:
    """Keeps what somebody who answered will work on; False for who has not answered."""
    kept = tx.connection.execute(
        update(answers)
        .where(
            answers.c.guild_id == tx.guild_id,
            answers.c.meetup_id == meetup_id,
            answers.c.person_id == person_id,
        )
        .values(working_on=what)
    )
    return bool(kept.rowcount)


def working_on(tx: Tx, meetup_id: int) -> dict[int, str]:
    """What those will work on who said so."""
    found = select(answers.c.person_id, answers.c.working_on).where(
        answers.c.guild_id == tx.guild_id,
        answers.c.meetup_id == meetup_id,
        answers.c.working_on.is_not(None),
    )
    return {person: str(what) for person, what in tx.connection.execute(found)}
