"""Words that moderators write to who has joined and never said anything, and who that is: tables and named queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    ColumnElement,
    Index,
    Table,
    Text,
    TypedColumns,
    bindparam,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata
from bot.people.models import people
from cogs.onboarding.lurker_rules import A_QUARTER, SETTLING_IN
from cogs.onboarding.models import newcomers
from cogs.onboarding.path_models import paths


class _Invitations(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    written_by: Column[int] = Column(Id, nullable=False)
    channel_id: Column[int] = Column(Id, nullable=False)
    words: Column[str] = Column(Text, nullable=False)
    language: Column[str] = Column(Text, nullable=False)
    begins_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    ends_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    sent_at: Column[datetime | None] = Column(UtcDateTime)


invitations = Table(
    "invitations",
    metadata,
    _Invitations,
    Index("ix_invitations_guild_id_written_by", "guild_id", "written_by"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per word written to people who joined from `begins_at` until before `ends_at`; a draft has no `sent_at`."""


@dataclass(frozen=True, slots=True)
class Invitation:
    """A word as stored."""

    id: int
    written_by: int
    channel_id: int
    words: str
    language: str
    """Of the line that says there is a word."""
    begins_at: datetime
    ends_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many joined in a span and are still here as far as is known, and how many of them have given no sign."""

    joined: int
    silent: int
    """Who was seen to join and never said anything."""
    unheard: int = 0
    """Who was there before that could be seen, and has given no sign for a quarter since."""
    unknown: int = 0
    """Who was there before, has given no sign yet, and may have said anything before."""


# Built once, for every message of somebody not heard of lately runs it.
_ACTIVE = (
    update(newcomers)
    .where(
        newcomers.c.guild_id == bindparam("guild"),
        newcomers.c.person_id == bindparam("person"),
        newcomers.c.active_at.is_(None),
    )
    .values(active_at=bindparam("now"))
)


def active(tx: Tx, person_id: int) -> None:
    """Somebody who is known to have come in has written or pressed something."""
    tx.connection.execute(_ACTIVE, {"guild": tx.guild_id, "person": person_id, "now": tx.now})


def all_active(tx: Tx, whom: Collection[int]) -> None:
    """Likewise, several at once."""
    tx.connection.execute(
        update(newcomers)
        .where(
            newcomers.c.guild_id == tx.guild_id,
            newcomers.c.person_id.in_(whom),
            newcomers.c.active_at.is_(None),
        )
        .values(active_at=tx.now)
    )


def left(tx: Tx, gone: Collection[int]) -> None:
    """These are not in the server any more."""
    tx.connection.execute(
        update(newcomers)
        .where(newcomers.c.guild_id == tx.guild_id, newcomers.c.person_id.in_(gone))
        .values(left_at=tx.now)
    )


def seen_since(tx: Tx) -> datetime | None:
    """When the first arrival was seen that is still known; None before any."""
    return tx.connection.scalar(
        select(newcomers.c.arrived_at)
        .where(
            newcomers.c.guild_id == tx.guild_id,
            newcomers.c.arrived_at.is_not(None),
            newcomers.c.listed_at.is_(None),
        )
        .order_by(newcomers.c.arrived_at)
        .limit(1)
    )


def last_before(tx: Tx, moment: datetime) -> datetime | None:
    """When the last of those came who came before; None when nobody did."""
    return tx.connection.scalar(
        select(func.max(newcomers.c.arrived_at)).where(
            newcomers.c.guild_id == tx.guild_id, newcomers.c.arrived_at < moment
        )
    )


def count(tx: Tx, begins_at: datetime, ends_at: datetime) -> Count:
    """How many joined between these."""
    no_sign = newcomers.c.active_at.is_(None)
    unknown = newcomers.c.listed_at > tx.now - A_QUARTER
    found = select(
        func.count(),
        func.count().filter(no_sign, newcomers.c.listed_at.is_(None)),
        func.count().filter(no_sign, newcomers.c.listed_at.is_not(None), ~unknown),
        func.count().filter(no_sign, unknown),
    ).where(*_here_since(tx, begins_at, ends_at))
    return Count(*tx.connection.execute(found).one())


def _here_since(tx: Tx, begins_at: datetime, ends_at: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        newcomers.c.guild_id == tx.guild_id,
        newcomers.c.arrived_at >= begins_at,
        newcomers.c.arrived_at < ends_at,
        newcomers.c.left_at.is_(None),
        newcomers.c.pending == 0,
    )


def _silent(tx: Tx) -> tuple[ColumnElement[bool], ...]:
    """Who has never said anything, and wants neither to be left alone nor to be named nowhere."""
    quiet = select(paths.c.person_id).where(paths.c.guild_id == tx.guild_id, paths.c.quiet_at.is_not(None))
    hidden = select(people.c.person_id).where(people.c.hidden == 1)
    return (
        newcomers.c.active_at.is_(None),
        newcomers.c.person_id.not_in(quiet),
        newcomers.c.person_id.not_in(hidden),
    )


def to_invite(
    tx: Tx, begins_at: datetime, ends_at: datetime, limit: int, *, among: Collection[int] | None = None
) -> list[int]:
    """Who of those that joined between these (and are `among` some) may be written to, who has waited longest first."""
    found = (
        select(newcomers.c.person_id)
        .where(
            *_here_since(tx, begins_at, ends_at),
            *_silent(tx),
            newcomers.c.arrived_at <= tx.now - SETTLING_IN,
            or_(newcomers.c.listed_at.is_(None), newcomers.c.listed_at <= tx.now - A_QUARTER),
            or_(newcomers.c.invited_at.is_(None), newcomers.c.invited_at <= tx.now - A_QUARTER),
        )
        .order_by(newcomers.c.arrived_at, newcomers.c.id)
        .limit(limit)
    )
    if among is not None:
        found = found.where(newcomers.c.person_id.in_(among))
    return list(tx.connection.scalars(found))


def still_concerned(tx: Tx, invitation_id: int, of: Collection[int]) -> list[int]:
    """Who of these a word is still for: they are here, silent, and have not asked to be left alone."""
    found = select(newcomers.c.person_id).where(
        newcomers.c.guild_id == tx.guild_id,
        newcomers.c.person_id.in_(of),
        newcomers.c.invitation_id == invitation_id,
        newcomers.c.invited_at > newcomers.c.arrived_at,  # who has come in again meanwhile is new here
        newcomers.c.left_at.is_(None),
        *_silent(tx),
    )
    return list(tx.connection.scalars(found))


def invited(tx: Tx, whom: Collection[int], invitation_id: int) -> None:
    """These are being written to now."""
    tx.connection.execute(
        update(newcomers)
        .where(newcomers.c.guild_id == tx.guild_id, newcomers.c.person_id.in_(whom))
        .values(invited_at=tx.now, invitation_id=invitation_id)
    )


def not_invited(tx: Tx, whom: Collection[int], invitation_id: int) -> None:
    """This word has not come to these."""
    tx.connection.execute(
        update(newcomers)
        .where(
            newcomers.c.guild_id == tx.guild_id,
            newcomers.c.person_id.in_(whom),
            newcomers.c.invitation_id == invitation_id,
        )
        .values(invited_at=None, invitation_id=None)
    )


def was_invited(tx: Tx, person_id: int, invitation_id: int) -> bool:
    """Whether this word was, last of all, for this person."""
    found = select(newcomers.c.id).where(
        newcomers.c.guild_id == tx.guild_id,
        newcomers.c.person_id == person_id,
        newcomers.c.invitation_id == invitation_id,
    )
    return tx.connection.scalar(found) is not None


def invitation(tx: Tx, invitation_id: int) -> Invitation | None:
    """The word with this id in this server."""
    row = tx.connection.execute(
        select(
            invitations.c.id,
            invitations.c.written_by,
            invitations.c.channel_id,
            invitations.c.words,
            invitations.c.language,
            invitations.c.begins_at,
            invitations.c.ends_at,
            invitations.c.sent_at,
        ).where(invitations.c.guild_id == tx.guild_id, invitations.c.id == invitation_id)
    ).first()
    return None if row is None else Invitation(*row)


def draft(tx: Tx, written_by: int, **values: object) -> int:
    """Keeps a word that is not sent yet, by column, in place of the moderator's last such one; its id."""
    tx.connection.execute(
        delete(invitations).where(
            invitations.c.guild_id == tx.guild_id,
            invitations.c.written_by == written_by,
            invitations.c.sent_at.is_(None),
        )
    )
    added = tx.connection.execute(
        insert(invitations).values(guild_id=tx.guild_id, written_by=written_by, **values)
    ).inserted_primary_key
    assert added is not None
    return int(added[0])


def sent(tx: Tx, invitation_id: int) -> None:
    """A word is on its way."""
    tx.connection.execute(
        update(invitations)
        .where(invitations.c.guild_id == tx.guild_id, invitations.c.id == invitation_id)
        .values(sent_at=tx.now)
    )


def forget_moderator(tx: Tx, person_id: int) -> list[int]:
    """Takes out every word that somebody has written; the ids they had."""
    written = invitations.c.guild_id == tx.guild_id, invitations.c.written_by == person_id
    ids = list(tx.connection.scalars(select(invitations.c.id).where(*written)))
    tx.connection.execute(delete(invitations).where(*written))
    return ids


def own(tx: Tx, person_id: int) -> tuple[datetime, bool, datetime | None, datetime | None] | None:
    """When somebody joined, whether they have said anything since, when they were written to last and were listed."""
    row = tx.connection.execute(
        select(
            newcomers.c.arrived_at, newcomers.c.active_at, newcomers.c.invited_at, newcomers.c.listed_at
        ).where(newcomers.c.guild_id == tx.guild_id, newcomers.c.person_id == person_id)
    ).first()
    if row is None or row.arrived_at is None:
        return None
    return row.arrived_at, row.active_at is not None, row.invited_at, row.listed_at
