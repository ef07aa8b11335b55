"""Meetups and answers: tables, rows and their named queries."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    ForeignKey,
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
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Day, Id, UtcDateTime, WallTime, metadata
from bot.people.models import people
from cogs.meetups import formats
from cogs.meetups.formats import Format
from cogs.meetups.recurring import series
from cogs.meetups.rules import Answer
from cogs.meetups.seats import Offer, Places, Pool, Seating


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
    wall: Column[datetime] = Column(WallTime, nullable=False)
    format: Column[str] = Column(Text, nullable=False)
    place: Column[str | None] = Column(Text)
    link: Column[str | None] = Column(Text)
    seats: Column[int | None] = Column(Integer)
    online_seats: Column[int | None] = Column(Integer)
    room_open: Column[int] = Column(Integer, nullable=False)
    online_open: Column[int] = Column(Integer, nullable=False)
    notes: Column[str | None] = Column(Text)
    series_id: Column[int | None] = Column(Id, ForeignKey(series.c.id))
    occurs_on: Column[date | None] = Column(Day)
    skipped: Column[int] = Column(Integer, nullable=False)
    moves: Column[int] = Column(Integer, nullable=False)
    version: Column[int] = Column(Integer, nullable=False)
    changed_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    announced_at: Column[datetime | None] = Column(UtcDateTime)
    cancelled_at: Column[datetime | None] = Column(UtcDateTime)
    channel_id: Column[int] = Column(Id, nullable=False)
    card_id: Column[int | None] = Column(Id)
    thread_id: Column[int | None] = Column(Id)
    archived_at: Column[datetime | None] = Column(UtcDateTime)
    request_id: Column[int | None] = Column(Id)
    created_by: Column[int] = Column(Id, nullable=False)
    created_at: Column[datetime] = Column(UtcDateTime, nullable=False)


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


class _Changes(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    meetup_id: Column[int] = Column(Id, nullable=False)
    version: Column[int] = Column(Integer, nullable=False)
    before: Column[str] = Column(Text, nullable=False)
    changed_by: Column[int | None] = Column(Id)
    changed_at: Column[datetime] = Column(UtcDateTime, nullable=False)


meetups = Table(
    "meetups",
    metadata,
    _Meetups,
    UniqueConstraint("guild_id", "id"),
    UniqueConstraint("request_id"),
    UniqueConstraint("series_id", "occurs_on"),
    ForeignKeyConstraint(["guild_id", "group_id"], ["groups.guild_id", "groups.id"]),
    Index("ix_meetups_group_id_starts_at", "group_id", "starts_at"),
    Index("ix_meetups_guild_id_ends_at", "guild_id", "ends_at"),
    sqlite_strict=True,
)
"""One row per meetup. `channel_id` is the group's channel when it was planned: there its card stays.

`wall` is what clocks in `zone` show at its start: what was meant, whatever becomes of the zone's rules. `seats` are
those of the room, `room_open` and `online_open` how many are there for the taking. An occurrence of a series has
`occurs_on`, its date in it for good, and is `announced_at` when it comes next: from then on it has a card. `version`
grows with each change that people are told of, `moves` with each change of its time. `request_id` is the interaction
that asked for it: the same request twice is one meetup.
"""

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

changes = Table(
    "meetup_changes",
    metadata,
    _Changes,
    UniqueConstraint("meetup_id", "version"),
    ForeignKeyConstraint(["guild_id", "meetup_id"], ["meetups.guild_id", "meetups.id"]),
    sqlite_strict=True,
)
"""One row per change that people are told of: `before` has what was there until then, as JSON by the columns' names;
`version` is the one that the change made."""


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
    wall: datetime
    """What clocks in the zone show at its start, naive."""
    format: Format
    place: str | None
    link: str | None
    seats: int | None
    """In the room; None when there is room for everyone."""
    online_seats: int | None
    room_open: int
    online_open: int
    """Seats that are there for whoever waits and takes one."""
    notes: str | None
    series_id: int | None
    occurs_on: date | None
    """Its date in its series, which names it for good."""
    skipped: bool
    """Whether it was cancelled as one of a series that goes on."""
    moves: int
    """How often its time has changed."""
    version: int
    """Grows with each change that people are told of, from 1."""
    changed_at: datetime
    announced_at: datetime | None
    """Since when it has a card; None while an earlier one of its series comes first."""
    cancelled_at: datetime | None
    channel_id: int
    card_id: int | None
    thread_id: int | None
    archived_at: datetime | None
    created_by: int

    @property
    def pools(self) -> tuple[Pool, ...]:
        """Where there are seats."""
        return formats.pools(self.format, self.place, self.link)

    @property
    def hybrid(self) -> bool:
        """Whether there are seats both in a room and online."""
        return len(self.pools) > 1

    @property
    def length(self) -> timedelta:
        """How long it lasts."""
        return self.ends_at - self.starts_at

    def seats_in(self, pool: Pool) -> int | None:
        """How many seats a pool has; None when there is room for everyone."""
        return self.seats if pool is Pool.ROOM else self.online_seats


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

_MEETUP = (
    meetups.c.id,
    meetups.c.guild_id,
    meetups.c.group_id,
    meetups.c.title,
    meetups.c.starts_at,
    meetups.c.ends_at,
    meetups.c.zone,
    meetups.c.wall,
    meetups.c.format,
    meetups.c.place,
    meetups.c.link,
    meetups.c.seats,
    meetups.c.online_seats,
    meetups.c.room_open,
    meetups.c.online_open,
    meetups.c.notes,
    meetups.c.series_id,
    meetups.c.occurs_on,
    meetups.c.skipped,
    meetups.c.moves,
    meetups.c.version,
    meetups.c.changed_at,
    meetups.c.announced_at,
    meetups.c.cancelled_at,
    meetups.c.channel_id,
    meetups.c.card_id,
    meetups.c.thread_id,
    meetups.c.archived_at,
    meetups.c.created_by,
)
_FORMAT, _SKIPPED = _MEETUP.index(meetups.c.format), _MEETUP.index(meetups.c.skipped)


def _meetup(row: Sequence[Any]) -> Meetup:
    values = list(row)
    values[_FORMAT] = Format(values[_FORMAT])
    values[_SKIPPED] = bool(values[_SKIPPED])
    return Meetup(*values)


# The statements of a click are built once: building one costs more than running it.
_BY_ID = select(*_MEETUP).where(meetups.c.guild_id == bindparam("guild"), meetups.c.id == bindparam("meetup"))
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


def meetup(tx: Tx, meetup_id: int) -> Meetup | None:
    """The meetup with this id in this server."""
    row = tx.connection.execute(_BY_ID, {"guild": tx.guild_id, "meetup": meetup_id}).first()
    return None if row is None else _meetup(row)


def meetup_asked_for(tx: Tx, request_id: int) -> Meetup | None:
    """The meetup that this request has already made."""
    return _first(tx, meetups.c.request_id == request_id)


_listed = func.json_each(bindparam("groups")).table_valued("value")
_NEXT_OF_EACH = select(
    select(meetups.c.id)
    .where(
        meetups.c.guild_id == bindparam("guild"),
        meetups.c.group_id == _listed.c.value,
        meetups.c.ends_at > bindparam("now", type_=UtcDateTime),
        meetups.c.cancelled_at.is_(None),
    )
    .order_by(meetups.c.starts_at)
    .limit(1)
    .correlate(_listed)
    .scalar_subquery()
).select_from(_listed)
_NEXT_OF_GROUPS = select(*_MEETUP).where(
    meetups.c.guild_id == bindparam("guild"), meetups.c.id.in_(_NEXT_OF_EACH)
)


def next_of_groups(tx: Tx, group_ids: Collection[int]) -> list[Meetup]:
    """What each of these groups has next and not cancelled, one that is still on included."""
    asked = {"guild": tx.guild_id, "groups": json.dumps(list(group_ids)), "now": tx.now}
    return [_meetup(row) for row in tx.connection.execute(_NEXT_OF_GROUPS, asked)]


def next_of_series(tx: Tx, series_id: int) -> Meetup | None:
    """The occurrence of a series that comes next and is not cancelled, one that is still on included."""
    return _first(
        tx, meetups.c.series_id == series_id, meetups.c.ends_at > tx.now, meetups.c.cancelled_at.is_(None)
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


def occurrences(tx: Tx, series_id: int, from_on: date) -> list[Meetup]:
    """The occurrences of a series from a date of it on that are not over and not cancelled, soonest first."""
    found = (
        select(*_MEETUP)
        .where(
            meetups.c.guild_id == tx.guild_id,
            meetups.c.series_id == series_id,
            meetups.c.occurs_on >= from_on,
            meetups.c.ends_at > tx.now,
            meetups.c.cancelled_at.is_(None),
        )
        .order_by(meetups.c.occurs_on)
    )
    return [_meetup(row) for row in tx.connection.execute(found)]


def ahead(tx: Tx) -> list[Meetup]:
    """Everything in this server that has not begun and is not cancelled, soonest first."""
    found = (
        select(*_MEETUP)
        .where(
            meetups.c.guild_id == tx.guild_id, meetups.c.starts_at > tx.now, meetups.c.cancelled_at.is_(None)
        )
        .order_by(meetups.c.starts_at)
    )
    return [_meetup(row) for row in tx.connection.execute(found)]


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
        select(*_MEETUP, answers.c.answer, answers.c.seated_in, answers.c.waits_for)
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
        (_meetup(row[:-3]), Answer(answer), Seat.SEATED if seated else Seat.WAITING if waits else None)
        for row in tx.connection.execute(found)
        for answer, seated, waits in [row[-3:]]
    ]


def between(tx: Tx, begins: datetime, ends: datetime) -> list[Meetup]:
    """What is on between two instants and not cancelled, soonest first."""
    found = select(*_MEETUP).where(
        meetups.c.guild_id == tx.guild_id,
        meetups.c.ends_at > begins,
        meetups.c.starts_at < ends,
        meetups.c.cancelled_at.is_(None),
    )
    return [_meetup(row) for row in tx.connection.execute(found.order_by(meetups.c.starts_at))]


def count_open(tx: Tx, group_id: int) -> int:
    """How many meetups the group has ahead of it, each series counted once."""
    count = (
        select(func.count(func.distinct(func.coalesce(-meetups.c.series_id, meetups.c.id))))
        .select_from(meetups)
        .where(
            meetups.c.guild_id == tx.guild_id,
            meetups.c.group_id == group_id,
            meetups.c.ends_at > tx.now,
            meetups.c.cancelled_at.is_(None),
        )
    )
    return tx.connection.scalar(count) or 0


_ADD = insert(meetups)
_BEGINS_WITH = {"room_open": 0, "online_open": 0, "skipped": 0, "moves": 0, "version": 1}


def add_meetup(tx: Tx, **values: object) -> Meetup:
    """A new row."""
    row = {**_BEGINS_WITH, "guild_id": tx.guild_id, "created_at": tx.now, "changed_at": tx.now, **values}
    added = tx.connection.execute(_ADD, row).inserted_primary_key
    assert added is not None
    found = meetup(tx, added[0])
    assert found is not None
    return found


def add_meetups(tx: Tx, rows: Iterable[dict[str, object]]) -> None:
    """Several new rows at once."""
    several = [
        {**_BEGINS_WITH, "guild_id": tx.guild_id, "created_at": tx.now, "changed_at": tx.now, **row}
        for row in rows
    ]
    if several:
        tx.connection.execute(_ADD, several)


def change(tx: Tx, meetup_id: int, **values: object) -> None:
    """Changes columns of a meetup."""
    tx.connection.execute(
        update(meetups).where(meetups.c.guild_id == tx.guild_id, meetups.c.id == meetup_id).values(**values)
    )


def add_change(tx: Tx, meetup_id: int, version: int, before: dict[str, Any], by: int | None) -> int:
    """Keeps what was there before a change; its id."""
    added = tx.connection.execute(
        insert(changes).values(
            guild_id=tx.guild_id,
            meetup_id=meetup_id,
            version=version,
            before=json.dumps(before),
            changed_by=by,
            changed_at=tx.now,
        )
    ).inserted_primary_key
    assert added is not None
    return added[0]


@dataclass(frozen=True, slots=True)
class Change:
    """A change that people are told of: what was there before it, by the columns' names."""

    id: int
    meetup_id: int
    version: int
    before: dict[str, Any]
    changed_by: int | None


def changes_since(tx: Tx, meetup_id: int, version: int) -> list[Change]:
    """The changes that made a later version than this one, in order."""
    found = (
        select(changes)
        .where(
            changes.c.guild_id == tx.guild_id,
            changes.c.meetup_id == meetup_id,
            changes.c.version > version,
        )
        .order_by(changes.c.version)
    )
    return [_change(row) for row in tx.connection.execute(found)]


def find_change(tx: Tx, change_id: int) -> Change | None:
    """The change with this id in this server."""
    found = select(changes).where(changes.c.guild_id == tx.guild_id, changes.c.id == change_id)
    row = tx.connection.execute(found).first()
    return None if row is None else _change(row)


def _change(row: Any) -> Change:
    return Change(row.id, row.meetup_id, row.version, json.loads(row.before), row.changed_by)


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
