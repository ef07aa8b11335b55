"""Groups that people ask for: requests to found one and who waits for one. Tables, rows and their named queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    and_,
    delete,
    func,
    insert,
    not_,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, ZoneName, metadata
from bot.people.erasing import NOBODY


class Stage(StrEnum):
    """Where a request to found a group stands."""

    WAITING = "waiting"
    """For a moderator."""
    ASKED = "asked"
    """For the answer of who asked for it."""
    ACTIVATED = "activated"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


OPEN = frozenset({Stage.WAITING, Stage.ASKED})
"""Nothing is decided yet."""


class _Requests(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    channel_id: Column[int] = Column(Id, nullable=False)
    name: Column[str] = Column(Text, nullable=False)
    folded: Column[str] = Column(Text, nullable=False)
    city_id: Column[int | None] = Column(Id)
    topic: Column[str | None] = Column(Text)
    language: Column[str] = Column(Text, nullable=False)
    zone: Column[str] = Column(ZoneName, nullable=False)
    stage: Column[str] = Column(Text, nullable=False)
    version: Column[int] = Column(Integer, nullable=False)
    question: Column[str | None] = Column(Text)
    answer: Column[str | None] = Column(Text)
    reason: Column[str | None] = Column(Text)
    group_id: Column[int | None] = Column(Id)
    card_id: Column[int | None] = Column(Id)
    card_channel_id: Column[int | None] = Column(Id)
    created_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    decided_by: Column[int | None] = Column(Id)
    decided_at: Column[datetime | None] = Column(UtcDateTime)


class _Wishes(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    wanted: Column[str] = Column(Text, nullable=False)
    request_id: Column[int | None] = Column(Id)
    channel_id: Column[int | None] = Column(Id)
    created_at: Column[datetime] = Column(UtcDateTime, nullable=False)


requests = Table(
    "founding_requests",
    metadata,
    _Requests,
    Index("ix_founding_requests_open", "guild_id", sqlite_where=text("stage IN ('waiting', 'asked')")),
    Index("ix_founding_requests_group_id", "group_id"),
    Index("ix_founding_requests_person_id", "person_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per request. `channel_id` is where whoever it belongs to asked for it: there they hear what came of it.

`version` counts the steps of its stage: each is told once. `card_id` is its card in the moderators' channel. Once its
time is over a row without a name, or anybody else's, remains until the card says so.
"""

wishes = Table(
    "wishes",
    metadata,
    _Wishes,
    UniqueConstraint("guild_id", "wanted", "person_id"),
    Index("ix_wishes_person_id", "person_id"),
    sqlite_strict=True,
)
"""One row per person and group they wait for; `wanted` is `founding_rules.wanted` of its city or its name.

`request_id` is the request that they made, or joined by asking for the same; None where they only wait. `channel_id` is
where they asked; None where that is not known, or gone.
"""


@dataclass(frozen=True, slots=True)
class Request:
    """A request to found a group."""

    id: int
    guild_id: int
    person_id: int
    channel_id: int
    name: str
    city_id: int | None
    topic: str | None
    language: str
    zone: str
    stage: Stage
    version: int
    question: str | None
    answer: str | None
    reason: str | None
    group_id: int | None
    card_id: int | None
    card_channel_id: int | None
    created_at: datetime
    decided_by: int | None

    @property
    def is_let_go(self) -> bool:
        """Whether its time is over: then nothing is known of it but where its card is."""
        return not self.name


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody who asks for a group with a request; `channel_id` is where, if that is known and still there."""

    id: int
    person_id: int
    request_id: int
    channel_id: int | None


_REQUEST = (
    requests.c.id,
    requests.c.guild_id,
    requests.c.person_id,
    requests.c.channel_id,
    requests.c.name,
    requests.c.city_id,
    requests.c.topic,
    requests.c.language,
    requests.c.zone,
    requests.c.stage,
    requests.c.version,
    requests.c.question,
    requests.c.answer,
    requests.c.reason,
    requests.c.group_id,
    requests.c.card_id,
    requests.c.card_channel_id,
    requests.c.created_at,
    requests.c.decided_by,
)

_ONE_WISH = (wishes.c.guild_id, wishes.c.wanted, wishes.c.person_id)

_OPEN = requests.c.stage.in_(["waiting", "asked"])


def _requests(
    tx: Tx, *which: ColumnElement[bool], offset: int = 0, limit: int | None = None
) -> list[Request]:
    found = select(*_REQUEST).where(requests.c.guild_id == tx.guild_id, *which).order_by(requests.c.id)
    rows = tx.connection.execute(found.offset(offset).limit(limit))
    return [Request(*row[:9], Stage(row.stage), *row[10:]) for row in rows]


def request(tx: Tx, request_id: int) -> Request | None:
    """The request with this id in this server."""
    return next(iter(_requests(tx, requests.c.id == request_id)), None)


def request_of_group(tx: Tx, group_id: int) -> Request | None:
    """The request a group came of."""
    return next(iter(_requests(tx, requests.c.group_id == group_id)), None)


def open_like(tx: Tx, folded_name: str, city_id: int | None) -> Request | None:
    """The oldest open request for a group of this name, or of this city."""
    alike = requests.c.folded == folded_name
    if city_id is not None:
        alike = or_(alike, requests.c.city_id == city_id)
    return next(iter(_requests(tx, _OPEN, alike, limit=1)), None)


def open_requests(tx: Tx, offset: int = 0, limit: int | None = None) -> list[Request]:
    """The open requests, the oldest first."""
    return _requests(tx, _OPEN, offset=offset, limit=limit)


def open_requests_of(tx: Tx, person_id: int) -> list[Request]:
    """The open requests of one person."""
    return _requests(tx, _OPEN, requests.c.person_id == person_id)


def count_open(tx: Tx) -> int:
    """How many requests are open."""
    count = select(func.count()).select_from(requests).where(requests.c.guild_id == tx.guild_id, _OPEN)
    return tx.connection.scalar(count) or 0


def add_request(tx: Tx, **values: object) -> Request:
    """A new request, which waits."""
    added = tx.connection.execute(
        insert(requests).values(
            guild_id=tx.guild_id, stage=Stage.WAITING, version=0, created_at=tx.now, **values
        )
    ).inserted_primary_key
    assert added is not None
    found = request(tx, added[0])
    assert found is not None
    return found


def change_request(tx: Tx, request_id: int, **values: object) -> None:
    """Sets columns of a request."""
    tx.connection.execute(
        update(requests)
        .where(requests.c.guild_id == tx.guild_id, requests.c.id == request_id)
        .values(**values)
    )


def let_go(tx: Tx, request_id: int) -> None:
    """Takes out of a request whoever it names and what anybody wrote."""
    change_request(
        tx,
        request_id,
        person_id=NOBODY,
        name="",
        folded="",
        topic=None,
        question=None,
        answer=None,
        reason=None,
        group_id=None,
        decided_by=None,
    )


def is_let_go() -> ColumnElement[bool]:
    """Which requests were let go of: across servers."""
    return requests.c.name == ""


def forget(tx: Tx, person_id: int) -> list[int]:
    """Takes a person out of every request they made or decided; which ones."""
    here = requests.c.guild_id == tx.guild_id
    asked = update(requests).where(here, requests.c.person_id == person_id)
    decided = update(requests).where(here, requests.c.decided_by == person_id)
    return [
        *tx.connection.scalars(asked.values(person_id=NOBODY, answer=None).returning(requests.c.id)),
        *tx.connection.scalars(decided.values(decided_by=None).returning(requests.c.id)),
    ]


def wish(tx: Tx, person_id: int, wanted: str) -> None:
    """Lets a person wait for a group; they may wait already."""
    row = upsert(wishes).values(guild_id=tx.guild_id, person_id=person_id, wanted=wanted, created_at=tx.now)
    tx.connection.execute(row.on_conflict_do_nothing(index_elements=_ONE_WISH))


def ask(tx: Tx, person_id: int, wanted: str, request_id: int, channel_id: int) -> None:
    """Lets a person wait for a group and ask for it with a request, in this channel; they may wait already."""
    asked = {"request_id": request_id, "channel_id": channel_id}
    row = upsert(wishes).values(
        guild_id=tx.guild_id, person_id=person_id, wanted=wanted, created_at=tx.now, **asked
    )
    tx.connection.execute(row.on_conflict_do_update(index_elements=_ONE_WISH, set_=asked))


def asking(tx: Tx, request_id: int) -> list[Wish]:
    """Who made a request or joined it, and still waits, the first one first."""
    return _asking(tx, wishes.c.request_id == request_id)


def wish_to_found(tx: Tx, wish_id: int) -> Wish | None:
    """What somebody has asked for, if they still wait."""
    return next(iter(_asking(tx, wishes.c.id == wish_id, wishes.c.request_id.is_not(None))), None)


def _asking(tx: Tx, *which: ColumnElement[bool]) -> list[Wish]:
    found = select(wishes.c.id, wishes.c.person_id, wishes.c.request_id, wishes.c.channel_id)
    here = found.where(wishes.c.guild_id == tx.guild_id, *which)
    return [
        Wish(row.id, row.person_id, row.request_id or 0, row.channel_id)
        for row in tx.connection.execute(here.order_by(wishes.c.id))
    ]


def channel_gone(tx: Tx, channel_id: int) -> None:
    """A channel where people have asked for groups is there no more."""
    tx.connection.execute(
        update(wishes)
        .where(wishes.c.guild_id == tx.guild_id, wishes.c.channel_id == channel_id)
        .values(channel_id=None)
    )


def unwish(tx: Tx, person_id: int, wanted: str) -> int | None:
    """Lets a person wait no longer; the request they had joined."""
    mine = wishes.c.guild_id == tx.guild_id, wishes.c.person_id == person_id, wishes.c.wanted == wanted
    return tx.connection.scalar(delete(wishes).where(*mine).returning(wishes.c.request_id))


def wishes_of(tx: Tx, person_id: int) -> list[tuple[str, str | None]]:
    """What a person waits for, with the name of the request they have joined; their own open requests are left out."""
    joined = and_(requests.c.guild_id == wishes.c.guild_id, requests.c.id == wishes.c.request_id)
    own = and_(requests.c.person_id == person_id, _OPEN)
    found = (
        select(wishes.c.wanted, requests.c.name)
        .outerjoin_from(wishes, requests, joined)
        .where(wishes.c.guild_id == tx.guild_id, wishes.c.person_id == person_id)
        .where(or_(requests.c.id.is_(None), not_(own)))
        .order_by(wishes.c.id)
    )
    return [(row.wanted, row.name) for row in tx.connection.execute(found)]


def drop_wishes(tx: Tx, person_id: int) -> set[int]:
    """Lets a person wait for nothing any more; which requests they had joined."""
    mine = delete(wishes).where(wishes.c.guild_id == tx.guild_id, wishes.c.person_id == person_id)
    joined = tx.connection.scalars(mine.returning(wishes.c.request_id))
    return {request_id for request_id in joined if request_id is not None}


def count_wishes_of(tx: Tx, person_id: int) -> int:
    """How many groups a person waits for."""
    count = select(func.count()).where(wishes.c.guild_id == tx.guild_id, wishes.c.person_id == person_id)
    return tx.connection.scalar(count) or 0


def people_waiting(tx: Tx, wanted: Collection[str]) -> tuple[int, ...]:
    """Who waits for any of these, the first one first."""
    found = select(wishes.c.person_id).where(wishes.c.guild_id == tx.guild_id, wishes.c.wanted.in_(wanted))
    return tuple(dict.fromkeys(tx.connection.scalars(found.order_by(wishes.c.id))))


def fulfil(tx: Tx, wanted: Collection[str]) -> None:
    """Nobody waits for these any more."""
    tx.connection.execute(delete(wishes).where(wishes.c.guild_id == tx.guild_id, wishes.c.wanted.in_(wanted)))
