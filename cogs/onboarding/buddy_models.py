"""Who asks for a buddy, who offers to be one, and who has been whose: tables, rows and their named queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot import retention
from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata
from bot.people.erasing import NOBODY


class _Offers(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    language: Column[str] = Column(Text, nullable=False)
    any_language: Column[int] = Column(Integer, nullable=False)
    topics: Column[str] = Column(Text, nullable=False)
    places: Column[int] = Column(Integer, nullable=False)
    offered_at: Column[datetime] = Column(UtcDateTime, nullable=False)


class _Requests(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    language: Column[str] = Column(Text, nullable=False)
    any_language: Column[int] = Column(Integer, nullable=False)
    topics: Column[str] = Column(Text, nullable=False)
    asked_at: Column[datetime] = Column(UtcDateTime, nullable=False)


class _Buddies(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    accompanied_by: Column[int] = Column(Id, nullable=False)
    matched_by: Column[int | None] = Column(Id)
    language: Column[str] = Column(Text, nullable=False)
    any_language: Column[int] = Column(Integer, nullable=False)
    topics: Column[str] = Column(Text, nullable=False)
    thread_id: Column[int | None] = Column(Id)
    matched_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    ends_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    ended_at: Column[datetime | None] = Column(UtcDateTime)


offers = Table(
    "buddy_offers",
    metadata,
    _Offers,
    UniqueConstraint("guild_id", "person_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per person who would be a buddy, for so many newcomers at once; `topics` are one a line."""

requests = Table(
    "buddy_requests",
    metadata,
    _Requests,
    UniqueConstraint("guild_id", "person_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per person who waits for a buddy; `topics` as above."""

buddies = Table(
    "buddies",
    metadata,
    _Buddies,
    Index("ix_buddies_guild_id_person_id", "guild_id", "person_id"),
    Index("ix_buddies_guild_id_accompanied_by", "guild_id", "accompanied_by"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per two people: the newcomer and who accompanies them, matched by a greeter or (NULL) by the rules.

`thread_id` is the private thread of the two, `language` what they are spoken to in there; `any_language` and `topics` are
what the newcomer asked for. NOBODY stands for who was forgotten since.
"""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody who asks or offers has said."""

    language: str
    any_language: bool
    topics: tuple[str, ...]

    @property
    def columns(self) -> dict[str, object]:
        """As it is stored."""
        topics = "\n".join(self.topics)
        return {"language": self.language, "any_language": int(self.any_language), "topics": topics}


@dataclass(frozen=True, slots=True)
class Offer:
    """That somebody would be a buddy, as stored."""

    person_id: int
    wish: Wish
    places: int
    offered_at: datetime


@dataclass(frozen=True, slots=True)
class Request:
    """That somebody waits for a buddy, as stored."""

    id: int
    person_id: int
    wish: Wish
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Pair:
    """Two people who are or were buddies, as stored."""

    id: int
    person_id: int
    """The newcomer."""
    accompanied_by: int
    wish: Wish
    """What the newcomer asked for; its language is the one of the two."""
    thread_id: int | None
    matched_at: datetime
    ends_at: datetime
    ended_at: datetime | None

    @property
    def people(self) -> tuple[int, int]:
        """Both, the newcomer first."""
        return self.person_id, self.accompanied_by

    def other(self, person_id: int) -> int:
        """The other one of the two."""
        return self.accompanied_by if person_id == self.person_id else self.person_id


_OFFER = (
    offers.c.person_id,
    offers.c.language,
    offers.c.any_language,
    offers.c.topics,
    offers.c.places,
    offers.c.offered_at,
)
_REQUEST = (
    requests.c.id,
    requests.c.person_id,
    requests.c.language,
    requests.c.any_language,
    requests.c.topics,
    requests.c.asked_at,
)
_PAIR = (
    buddies.c.id,
    buddies.c.person_id,
    buddies.c.accompanied_by,
    buddies.c.language,
    buddies.c.any_language,
    buddies.c.topics,
    buddies.c.thread_id,
    buddies.c.matched_at,
    buddies.c.ends_at,
    buddies.c.ended_at,
)
_RUNS = buddies.c.ended_at.is_(None)


def _wish(language: str, any_language: int, topics: str) -> Wish:
    return Wish(language, bool(any_language), tuple(topics.splitlines()))


def save_offer(tx: Tx, person_id: int, wish: Wish, places: int) -> None:
    """Keeps that somebody would be a buddy, or what they have changed about it."""
    values = {**wish.columns, "places": places}
    row = upsert(offers).values(guild_id=tx.guild_id, person_id=person_id, offered_at=tx.now, **values)
    tx.connection.execute(row.on_conflict_do_update(index_elements=["guild_id", "person_id"], set_=values))


def offers_here(tx: Tx, person_id: int | None = None) -> list[Offer]:
    """Who would be a buddy, or (given a person) whether they would; the longest first."""
    found = select(*_OFFER).where(offers.c.guild_id == tx.guild_id)
    if person_id is not None:
        found = found.where(offers.c.person_id == person_id)
    rows = tx.connection.execute(found.order_by(offers.c.id))
    return [Offer(row[0], _wish(row[1], row[2], row[3]), row[4], row[5]) for row in rows]


def remove_offer(tx: Tx, person_id: int) -> None:
    """Somebody would not be a buddy any more."""
    tx.connection.execute(
        delete(offers).where(offers.c.guild_id == tx.guild_id, offers.c.person_id == person_id)
    )


def save_request(tx: Tx, person_id: int, wish: Wish) -> None:
    """Keeps that somebody waits for a buddy; who waits already keeps their place in line."""
    row = upsert(requests).values(guild_id=tx.guild_id, person_id=person_id, asked_at=tx.now, **wish.columns)
    tx.connection.execute(
        row.on_conflict_do_update(index_elements=["guild_id", "person_id"], set_=wish.columns)
    )


def _requests(tx: Tx, *which: ColumnElement[bool]) -> list[Request]:
    found = select(*_REQUEST).where(requests.c.guild_id == tx.guild_id, *which)
    rows = tx.connection.execute(found.order_by(requests.c.asked_at, requests.c.id))
    return [Request(row[0], row[1], _wish(row[2], row[3], row[4]), row[5]) for row in rows]


def waiting(tx: Tx) -> list[Request]:
    """Who waits for a buddy, the longest first."""
    return _requests(tx)


def request(tx: Tx, request_id: int) -> Request | None:
    """The request with this id in this server."""
    return next(iter(_requests(tx, requests.c.id == request_id)), None)


def request_of(tx: Tx, person_id: int) -> Request | None:
    """What somebody waits with."""
    return next(iter(_requests(tx, requests.c.person_id == person_id)), None)


def remove_request(tx: Tx, request_id: int) -> None:
    """Somebody waits no more."""
    tx.connection.execute(
        delete(requests).where(requests.c.guild_id == tx.guild_id, requests.c.id == request_id)
    )


def add(
    tx: Tx, asked: Request, other_id: int, language: str, ends_at: datetime, matched_by: int | None
) -> int:
    """Makes two people buddies; the row's id."""
    added = tx.connection.execute(
        insert(buddies).values(
            guild_id=tx.guild_id,
            person_id=asked.person_id,
            accompanied_by=other_id,
            matched_by=matched_by,
            matched_at=tx.now,
            ends_at=ends_at,
            **{**asked.wish.columns, "language": language},
        )
    ).inserted_primary_key
    assert added is not None
    return int(added[0])


def _pairs(tx: Tx, *which: ColumnElement[bool]) -> list[Pair]:
    found = select(*_PAIR).where(buddies.c.guild_id == tx.guild_id, *which)
    rows = tx.connection.execute(found.order_by(buddies.c.id))
    return [Pair(*row[:3], _wish(row[3], row[4], row[5]), *row[6:]) for row in rows]


def _names(person_id: int) -> ColumnElement[bool]:
    return or_(buddies.c.person_id == person_id, buddies.c.accompanied_by == person_id)


def pair(tx: Tx, pair_id: int) -> Pair | None:
    """The two with this id in this server, also those who are none any more."""
    return next(iter(_pairs(tx, buddies.c.id == pair_id)), None)


def running(tx: Tx, person_id: int) -> list[Pair]:
    """The buddies somebody has now, in either way."""
    return _pairs(tx, _RUNS, _names(person_id))


def of_thread(tx: Tx, thread_id: int) -> Pair | None:
    """The two whose thread this is, while they are buddies."""
    return next(iter(_pairs(tx, _RUNS, buddies.c.thread_id == thread_id)), None)


def known(tx: Tx, person_id: int) -> frozenset[int]:
    """Everyone who is or was somebody's buddy, in either way."""
    return frozenset(pair.other(person_id) for pair in _pairs(tx, _names(person_id)))


def count_over(tx: Tx, person_id: int) -> int:
    """How many buddies somebody has had who are none any more."""
    found = select(func.count()).where(buddies.c.guild_id == tx.guild_id, ~_RUNS, _names(person_id))
    return tx.connection.scalar(found) or 0


def saw_it_through(tx: Tx, person_id: int) -> bool:
    """Whether somebody has accompanied a newcomer to the end."""
    found = select(buddies.c.id).where(
        buddies.c.guild_id == tx.guild_id,
        buddies.c.accompanied_by == person_id,
        buddies.c.ended_at >= buddies.c.ends_at,
    )
    return tx.connection.scalar(found.limit(1)) is not None


def loads(tx: Tx) -> dict[int, tuple[int, datetime]]:
    """How many newcomers each has now who ever had one, and when they were last given one."""
    found = (
        select(
            buddies.c.accompanied_by,
            func.count().filter(_RUNS),
            func.max(buddies.c.matched_at),
        )
        .where(buddies.c.guild_id == tx.guild_id)
        .group_by(buddies.c.accompanied_by)
    )
    return {who: (count, last) for who, count, last in tx.connection.execute(found)}


def change(tx: Tx, pair_id: int, **values: object) -> None:
    """Changes columns of two people's row."""
    tx.connection.execute(
        update(buddies).where(buddies.c.guild_id == tx.guild_id, buddies.c.id == pair_id).values(**values)
    )


def forget(tx: Tx, person_id: int) -> None:
    """Nobody knows any more that somebody was anyone's buddy, or has brought two together."""
    for column, nobody in (
        (buddies.c.person_id, NOBODY),
        (buddies.c.accompanied_by, NOBODY),
        (buddies.c.matched_by, None),
    ):
        tx.connection.execute(
            update(buddies)
            .where(buddies.c.guild_id == tx.guild_id, column == person_id)
            .values({column: nobody})
        )


def long_over(tx: Tx) -> ColumnElement[bool]:
    """Which rows are not kept any longer: across servers."""
    return buddies.c.ended_at <= tx.now - retention.BUDDIES
