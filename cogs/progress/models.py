"""Posts, and who encouraged them: tables, rows and their named queries; days, goals and digests have theirs beside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    delete,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Day, Id, UtcDateTime, metadata
from cogs.progress.rules import Cheer, Win


class _Posts(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    request_id: Column[int] = Column(Id, nullable=False)
    kept_on: Column[date] = Column(Day, nullable=False)
    win: Column[str | None] = Column(Text)
    did: Column[str | None] = Column(Text)
    learned: Column[str | None] = Column(Text)
    stuck: Column[str | None] = Column(Text)
    next: Column[str | None] = Column(Text)
    link: Column[str | None] = Column(Text)
    image: Column[bytes | None] = Column(LargeBinary)
    image_name: Column[str | None] = Column(Text)
    image_left_out: Column[int] = Column(Integer, nullable=False, server_default="0")
    shared_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    channel_id: Column[int] = Column(Id, nullable=False)
    card_id: Column[int | None] = Column(Id)
    answered_at: Column[datetime | None] = Column(UtcDateTime)
    taken_back_at: Column[datetime | None] = Column(UtcDateTime)


class _Cheers(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    post_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    kind: Column[str] = Column(Text, nullable=False)
    cheered_at: Column[datetime] = Column(UtcDateTime, nullable=False)


class _Leftovers(TypedColumns):
    post_id: Column[int] = Column(Id, primary_key=True, autoincrement=False)
    guild_id: Column[int] = Column(Id, nullable=False)
    channel_id: Column[int] = Column(Id, nullable=False)
    message_id: Column[int | None] = Column(Id)
    shared_at: Column[datetime] = Column(UtcDateTime, nullable=False)


posts = Table(
    "progress_posts",
    metadata,
    _Posts,
    UniqueConstraint("guild_id", "id"),
    UniqueConstraint("request_id"),
    ForeignKeyConstraint(["guild_id", "group_id"], ["groups.guild_id", "groups.id"]),
    Index(
        "ix_progress_posts_of_days",  # answers what a group's month and week add up to without looking at a post
        "guild_id",
        "group_id",
        "kept_on",
        "person_id",
        "win",
        "taken_back_at",  # always NULL here, and yet SQLite would look it up
        sqlite_where=text("taken_back_at IS NULL"),
    ),
    Index("ix_progress_posts_person_id_shared_at", "person_id", "shared_at"),
    Index("ix_progress_posts_card_id", "card_id", sqlite_where=text("card_id IS NOT NULL")),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per post. `kept_on` is the author's own day. `image` is kept until it is on Discord; `image_left_out` says that
it never could be, for want of a permission.

`request_id` is the interaction that shared it: the same request twice is one post. What is taken back keeps no words.
"""

cheers = Table(
    "progress_cheers",
    metadata,
    _Cheers,
    UniqueConstraint("post_id", "person_id"),
    ForeignKeyConstraint(["guild_id", "post_id"], ["progress_posts.guild_id", "progress_posts.id"]),
    Index("ix_progress_cheers_person_id", "person_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per person who encouraged, with what they said last."""

leftovers = Table("progress_leftovers", metadata, _Leftovers, sqlite_strict=True)
"""What is left of posts whose author is forgotten, until their cards are deleted: nothing says any more who that was.

A card whose `message_id` is not known may have been sent since `shared_at`.
"""


@dataclass(frozen=True, slots=True)
class Leftover:
    """What is left of a forgotten post, as stored."""

    channel_id: int
    message_id: int | None
    shared_at: datetime


@dataclass(frozen=True, slots=True)
class Post:
    """A post as stored, without its image."""

    id: int
    guild_id: int
    group_id: int
    person_id: int
    kept_on: date
    win: Win | None
    did: str | None
    learned: str | None
    stuck: str | None
    next: str | None
    link: str | None
    image_name: str | None
    image_left_out: bool
    shared_at: datetime
    channel_id: int
    card_id: int | None
    answered_at: datetime | None
    taken_back_at: datetime | None


_POST = (
    posts.c.id, posts.c.guild_id, posts.c.group_id, posts.c.person_id, posts.c.kept_on, posts.c.win, posts.c.did, posts.c.learned,
    posts.c.stuck, posts.c.next, posts.c.link, posts.c.image_name, posts.c.image_left_out, posts.c.shared_at, posts.c.channel_id,
    posts.c.card_id, posts.c.answered_at, posts.c.taken_back_at,
)  # fmt: skip


def _post(row: Sequence[Any]) -> Post:
    values = list(row)
    values[5], values[12] = None if row[5] is None else Win(row[5]), bool(row[12])
    return Post(*values)


def _one(tx: Tx, *which: Any) -> Post | None:
    row = tx.connection.execute(select(*_POST).where(posts.c.guild_id == tx.guild_id, *which)).first()
    return None if row is None else _post(row)


def post(tx: Tx, post_id: int) -> Post | None:
    """The post with this id in this server."""
    return _one(tx, posts.c.id == post_id)


def post_asked_for(tx: Tx, request_id: int) -> Post | None:
    """The post that this request has already made."""
    return _one(tx, posts.c.request_id == request_id)


def post_of_card(tx: Tx, card_id: int) -> Post | None:
    """The post whose card this is."""
    return _one(tx, posts.c.card_id == card_id)


def add_post(tx: Tx, **values: object) -> Post:
    """A new row."""
    added = tx.connection.execute(
        insert(posts).values(guild_id=tx.guild_id, shared_at=tx.now, **values)
    ).inserted_primary_key
    assert added is not None
    found = post(tx, added[0])
    assert found is not None
    return found


def change_post(tx: Tx, post_id: int, **values: object) -> None:
    """Changes columns of a post."""
    tx.connection.execute(
        update(posts).where(posts.c.guild_id == tx.guild_id, posts.c.id == post_id).values(**values)
    )


def move_posts(tx: Tx, group_id: int, away_from: int, to: int) -> list[int]:
    """Posts of a group that are not on Discord yet go to another channel; their ids."""
    row = (
        update(posts)
        .where(
            posts.c.guild_id == tx.guild_id,
            posts.c.group_id == group_id,
            posts.c.channel_id == away_from,
            posts.c.card_id.is_(None),
            posts.c.taken_back_at.is_(None),
        )
        .values(channel_id=to)
    )
    return list(tx.connection.scalars(row.returning(posts.c.id)))


def image_of(tx: Tx, post_id: int) -> bytes | None:
    """A post's image, as long as it is not on Discord."""
    return tx.connection.scalar(
        select(posts.c.image).where(posts.c.guild_id == tx.guild_id, posts.c.id == post_id)
    )


def latest_posts(tx: Tx, person_id: int, limit: int) -> list[Post]:
    """What somebody shared last and has not taken back, the newest first."""
    found = (
        select(*_POST)
        .where(
            posts.c.guild_id == tx.guild_id, posts.c.person_id == person_id, posts.c.taken_back_at.is_(None)
        )
        .order_by(posts.c.shared_at.desc(), posts.c.id.desc())
        .limit(limit)
    )
    return [_post(row) for row in tx.connection.execute(found)]


def has_shared(tx: Tx, person_id: int) -> bool:
    """Whether somebody ever shared anything here, be it taken back or not."""
    found = select(posts.c.id).where(posts.c.guild_id == tx.guild_id, posts.c.person_id == person_id)
    return tx.connection.scalar(found.limit(1)) is not None


def have_shared(tx: Tx, count: int, since: datetime) -> bool:
    """Whether at least so many posts were shared in this server since an instant; none of a clock that was ahead."""
    until_now = (posts.c.guild_id == tx.guild_id, posts.c.shared_at <= tx.now)
    found = select(posts.c.shared_at).where(*until_now).order_by(posts.c.id.desc())
    at = tx.connection.scalar(found.limit(1).offset(count - 1))
    return at is not None and at > since


def posts_of(tx: Tx, person_id: int) -> list[Post]:
    """Everything somebody ever shared here."""
    found = select(*_POST).where(posts.c.guild_id == tx.guild_id, posts.c.person_id == person_id)
    return [_post(row) for row in tx.connection.execute(found)]


def cards_naming(tx: Tx, person_id: int) -> list[int]:
    """The posts whose cards name somebody: those they shared and have not taken back, those they encouraged."""
    shared = select(posts.c.id).where(
        posts.c.guild_id == tx.guild_id, posts.c.person_id == person_id, posts.c.taken_back_at.is_(None)
    )
    encouraged = select(cheers.c.post_id).where(
        cheers.c.guild_id == tx.guild_id, cheers.c.person_id == person_id
    )
    return list(tx.connection.scalars(shared.union(encouraged)))


def learned_between(tx: Tx, group_id: int, first: date, last: date, limit: int) -> list[Post]:
    """What a group learned in some days, the newest first; a win is told as a win."""
    return _between(tx, group_id, first, last, limit, posts.c.learned.is_not(None), posts.c.win.is_(None))


def stuck_between(tx: Tx, group_id: int, first: date, last: date, limit: int) -> list[Post]:
    """What people of a group were stuck at in some days and nobody has answered yet, the newest first."""
    return _between(
        tx, group_id, first, last, limit, posts.c.stuck.is_not(None), posts.c.answered_at.is_(None)
    )


def wins_between(tx: Tx, group_id: int, first: date, last: date, limit: int) -> list[Post]:
    """What a group celebrated in some days, the newest first."""
    return _between(tx, group_id, first, last, limit, posts.c.win.is_not(None))


def _between(tx: Tx, group_id: int, first: date, last: date, limit: int, *which: Any) -> list[Post]:
    found = (
        select(*_POST)
        .where(*_of_days(tx, group_id, first, last), *which)
        .order_by(posts.c.kept_on.desc(), posts.c.shared_at.desc(), posts.c.id.desc())
        .limit(limit)
    )
    return [_post(row) for row in tx.connection.execute(found)]


def _of_days(tx: Tx, group_id: int, first: date, last: date) -> tuple[Any, ...]:
    """Which posts a group shared from one date to another, and are not taken back."""
    return (
        posts.c.guild_id == tx.guild_id,
        posts.c.group_id == group_id,
        posts.c.kept_on >= first,
        posts.c.kept_on <= last,
        posts.c.taken_back_at.is_(None),
    )


@dataclass(frozen=True, slots=True)
class Sum:
    """What a group shared in some days, all together: nobody is counted against anybody."""

    posts: int
    people: int
    days: int
    """Days of learning, each person's apart."""
    by_day: dict[date, int]
    """How many people shared something on each date."""


def sum_between(tx: Tx, group_id: int, first: date, last: date) -> Sum:
    """What a group shared from one date to another; two queries, whatever its size."""
    shared = _of_days(tx, group_id, first, last)
    each = (
        select(posts.c.kept_on, func.count().label("posts"))
        .where(*shared)
        .group_by(posts.c.kept_on, posts.c.person_id)
        .subquery()
    )
    daily = select(each.c.kept_on, func.count(), func.sum(each.c.posts)).group_by(each.c.kept_on)
    by_day: dict[date, int] = {}
    count = 0
    for on, who, number in tx.connection.execute(daily):
        by_day[on] = who
        count += number
    everyone = tx.connection.scalar(select(func.count(posts.c.person_id.distinct())).where(*shared)) or 0
    return Sum(count, everyone, sum(by_day.values()), by_day)


def cheer(tx: Tx, post_id: int, person_id: int, kind: str) -> int:
    """Sets what somebody says to a post; the id of their row, the same whatever they say."""
    row = upsert(cheers).values(
        guild_id=tx.guild_id, post_id=post_id, person_id=person_id, kind=kind, cheered_at=tx.now
    )
    row = row.on_conflict_do_update(
        index_elements=[cheers.c.post_id, cheers.c.person_id], set_={"kind": kind}
    )
    return tx.connection.execute(row.returning(cheers.c.id)).scalar_one()


def cheers_of(tx: Tx, post_id: int) -> list[tuple[int, str]]:
    """Who said what to a post, in the order they came."""
    found = (
        select(cheers.c.person_id, cheers.c.kind)
        .where(cheers.c.guild_id == tx.guild_id, cheers.c.post_id == post_id)
        .order_by(cheers.c.cheered_at, cheers.c.id)
    )
    return [(person_id, kind) for person_id, kind in tx.connection.execute(found)]


def posts_cheered_by(tx: Tx, person_id: int) -> list[int]:
    """The posts somebody encouraged."""
    found = select(cheers.c.post_id).where(cheers.c.guild_id == tx.guild_id, cheers.c.person_id == person_id)
    return list(tx.connection.scalars(found))


def leave_behind(tx: Tx, post: Post) -> None:
    """Notes that a post's card is to be deleted, wherever it turns out to be."""
    tx.connection.execute(
        insert(leftovers).values(
            post_id=post.id,
            guild_id=tx.guild_id,
            channel_id=post.channel_id,
            message_id=post.card_id,
            shared_at=post.shared_at,
        )
    )


def leftover(tx: Tx, post_id: int) -> Leftover | None:
    """What is left of a forgotten post."""
    row = tx.connection.execute(
        select(leftovers.c.channel_id, leftovers.c.message_id, leftovers.c.shared_at).where(
            leftovers.c.guild_id == tx.guild_id, leftovers.c.post_id == post_id
        )
    ).first()
    return None if row is None else Leftover(*row)


def leftover_found(tx: Tx, post_id: int, message_id: int) -> None:
    """The card of a forgotten post is on Discord."""
    tx.connection.execute(
        update(leftovers)
        .where(leftovers.c.guild_id == tx.guild_id, leftovers.c.post_id == post_id)
        .values(message_id=message_id)
    )


def cleared(tx: Tx, post_id: int) -> None:
    """It is deleted."""
    tx.connection.execute(
        delete(leftovers).where(leftovers.c.guild_id == tx.guild_id, leftovers.c.post_id == post_id)
    )


def forget(tx: Tx, person_id: int) -> None:
    """Takes out every row of these tables that names somebody."""
    mine = select(posts.c.id).where(posts.c.guild_id == tx.guild_id, posts.c.person_id == person_id)
    tx.connection.execute(
        delete(cheers).where(
            cheers.c.guild_id == tx.guild_id, (cheers.c.person_id == person_id) | cheers.c.post_id.in_(mine)
        )
    )
    tx.connection.execute(
        delete(posts).where(posts.c.guild_id == tx.guild_id, posts.c.person_id == person_id)
    )


def acts_of(tx: Tx, person_id: int) -> tuple[frozenset[Win | None], bool]:
    """The wins among what somebody shared (None for what is no win), and whether they offered help to anybody."""
    shared = (
        select(posts.c.win)
        .where(
            posts.c.guild_id == tx.guild_id, posts.c.person_id == person_id, posts.c.taken_back_at.is_(None)
        )
        .distinct()
    )
    helped = select(cheers.c.id).where(
        cheers.c.guild_id == tx.guild_id, cheers.c.person_id == person_id, cheers.c.kind == Cheer.CAN_HELP
    )
    wins = frozenset(None if win is None else Win(win) for win in tx.connection.scalars(shared))
    return wins, tx.connection.scalar(helped.limit(1)) is not None


def counts_of(tx: Tx, person_id: int) -> tuple[int, int]:
    """How many posts of somebody's stand here, and how many posts of others they encouraged."""

    def count(table: Table, *which: Any) -> int:
        mine = table.c.guild_id == tx.guild_id, table.c.person_id == person_id, *which
        return tx.connection.scalar(select(func.count()).where(*mine)) or 0

    return count(posts, posts.c.taken_back_at.is_(None)), count(cheers)
