"""Groups and memberships: tables, rows and their named queries."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
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
    delete,
    func,
    insert,
    not_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, ZoneName, metadata
from cogs.groups.rules import ACTING, Standing, State


class _Groups(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    name: Column[str] = Column(Text, nullable=False)
    folded: Column[str] = Column(Text, nullable=False)
    language: Column[str] = Column(Text, nullable=False)
    zone: Column[str] = Column(ZoneName, nullable=False)
    city_id: Column[int | None] = Column(Id)
    country: Column[str | None] = Column(Text)
    topic: Column[str | None] = Column(Text)
    welcome: Column[str | None] = Column(Text)
    dues: Column[str | None] = Column(Text)
    links: Column[str | None] = Column(Text)
    partners: Column[str | None] = Column(Text)
    colour: Column[int | None] = Column(Integer)
    version: Column[int] = Column(Integer, nullable=False, server_default="0")
    state: Column[str] = Column(Text, nullable=False, server_default="new")
    archived_at: Column[datetime | None] = Column(UtcDateTime)
    thread_id: Column[int | None] = Column(Id)
    role_id: Column[int | None] = Column(Id)
    channel_id: Column[int | None] = Column(Id)
    is_guest: Column[int] = Column(Integer, nullable=False, server_default="0")
    card_id: Column[int | None] = Column(Id)
    created_by: Column[int] = Column(Id, nullable=False)
    created_at: Column[datetime] = Column(UtcDateTime, nullable=False)


class _Memberships(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    group_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    standing: Column[str] = Column(Text, nullable=False)
    joined_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    left_at: Column[datetime | None] = Column(UtcDateTime)


groups = Table(
    "groups",
    metadata,
    _Groups,
    UniqueConstraint("guild_id", "folded"),
    UniqueConstraint("guild_id", "id"),
    Index("ix_groups_channel_id", "channel_id"),
    Index("ix_groups_guild_id_city_id", "guild_id", "city_id"),
    Index("ix_groups_guild_id_country_folded", "guild_id", "country", "folded"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per group. `city_id` is GeoNames' and `country` the code of its country, for groups that have a city.

`role_id`, `channel_id` and `card_id` are filled while its home is built, `thread_id` when its organizers have a private
thread. `version` counts the changes of its settings, so that a form that is out of date overwrites nothing.
`is_guest` says that its channel was there before it came, so that nothing of that is the group's to change.
`archived_at` is None while it is open.
"""

memberships = Table(
    "memberships",
    metadata,
    _Memberships,
    UniqueConstraint("group_id", "person_id"),
    ForeignKeyConstraint(["guild_id", "group_id"], ["groups.guild_id", "groups.id"]),
    Index("ix_memberships_person_id", "person_id", sqlite_where=text("left_at IS NULL")),
    Index(
        "ix_memberships_acting",
        "group_id",
        sqlite_where=text("left_at IS NULL AND standing IN ('founder', 'organizer', 'co-host')"),
    ),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""One row per person who is or was in a group; `left_at` is None while they are."""


@dataclass(frozen=True, slots=True)
class Group:
    """A group as stored."""

    id: int
    guild_id: int
    name: str
    language: str
    zone: str
    city_id: int | None
    country: str | None
    role_id: int | None
    channel_id: int | None
    card_id: int | None
    created_at: datetime
    topic: str | None = None
    welcome: str | None = None
    dues: str | None = None
    links: str | None = None
    partners: str | None = None
    colour: int | None = None
    version: int = 0
    archived_at: datetime | None = None
    thread_id: int | None = None
    state: State = State.NEW
    is_guest: bool = False


@dataclass(frozen=True, slots=True)
class Membership:
    """One person's place in a group."""

    id: int
    group_id: int
    person_id: int
    standing: Standing
    left_at: datetime | None


_GROUP = (
    groups.c.id,
    groups.c.guild_id,
    groups.c.name,
    groups.c.language,
    groups.c.zone,
    groups.c.city_id,
    groups.c.country,
    groups.c.role_id,
    groups.c.channel_id,
    groups.c.card_id,
    groups.c.created_at,
    groups.c.topic,
    groups.c.welcome,
    groups.c.dues,
    groups.c.links,
    groups.c.partners,
    groups.c.colour,
    groups.c.version,
    groups.c.archived_at,
    groups.c.thread_id,
    groups.c.state,
    groups.c.is_guest,
)

LAST = "\U0010ffff"
"""Sorts behind every letter."""

_OPEN = groups.c.archived_at.is_(None)


_MEMBERSHIP = (
    memberships.c.id,
    memberships.c.group_id,
    memberships.c.person_id,
    memberships.c.standing,
    memberships.c.left_at,
)


def _group(row: Sequence[Any]) -> Group:
    *facts, state, is_guest = row
    return Group(*facts, state=State(state), is_guest=bool(is_guest))


def _one(tx: Tx, *which: ColumnElement[bool]) -> Group | None:
    row = tx.connection.execute(select(*_GROUP).where(groups.c.guild_id == tx.guild_id, *which)).first()
    return None if row is None else _group(row)


def group(tx: Tx, group_id: int) -> Group | None:
    """The group with this id in this server."""
    return _one(tx, groups.c.id == group_id)


def group_named(tx: Tx, folded_name: str) -> Group | None:
    """The group of this server whose name folds to this."""
    return _one(tx, groups.c.folded == folded_name)


def groups_of_city(tx: Tx, city_id: int) -> list[Group]:
    """The groups of this server that have this city, the oldest first."""
    found = select(*_GROUP).where(groups.c.guild_id == tx.guild_id, groups.c.city_id == city_id, _OPEN)
    return [_group(row) for row in tx.connection.execute(found.order_by(groups.c.id))]


def archived_groups_of_city(tx: Tx, city_id: int, limit: int) -> list[Group]:
    """The archived groups of this server that have this city, those that were archived last first."""
    put_aside = groups.c.archived_at.is_not(None)
    found = select(*_GROUP).where(groups.c.guild_id == tx.guild_id, groups.c.city_id == city_id, put_aside)
    return [
        _group(row) for row in tx.connection.execute(found.order_by(groups.c.archived_at.desc()).limit(limit))
    ]


def group_of_channel(tx: Tx, channel_id: int) -> Group | None:
    """The group whose channel this is."""
    return _one(tx, groups.c.channel_id == channel_id)


def nearest_groups(tx: Tx, distances: Mapping[int, float], limit: int) -> tuple[list[Group], int]:
    """The open groups in cities that are so far away, by their ids, the nearest first; and how many there are in all."""
    listed = func.json_each(json.dumps(list(distances))).table_valued("value")
    found = select(groups.c.id, groups.c.city_id, groups.c.folded).where(
        groups.c.guild_id == tx.guild_id, groups.c.city_id.in_(select(listed.c.value)), _OPEN
    )
    there = sorted(
        (distances[city_id], folded, group_id)
        for group_id, city_id, folded in tx.connection.execute(found)
        if city_id is not None
    )
    ids = [group_id for _, _, group_id in there[:limit]]
    rows = tx.connection.execute(
        select(*_GROUP).where(groups.c.guild_id == tx.guild_id, groups.c.id.in_(ids))
    )
    return sorted(map(_group, rows), key=lambda group: ids.index(group.id)), len(there)


def page_of_groups(tx: Tx, offset: int, limit: int, country: str | None = None) -> list[Group]:
    """Open groups by name, from the `offset`th on (of one country)."""
    page = select(*_GROUP).where(groups.c.guild_id == tx.guild_id, _OPEN).order_by(groups.c.folded)
    if country is not None:
        page = page.where(groups.c.country == country)
    return [_group(row) for row in tx.connection.execute(page.offset(offset).limit(limit))]


def all_groups(tx: Tx) -> list[Group]:
    """Every open group, by name."""
    found = select(*_GROUP).where(groups.c.guild_id == tx.guild_id, _OPEN).order_by(groups.c.folded)
    return [_group(row) for row in tx.connection.execute(found)]


def count_of_groups(tx: Tx, country: str | None = None) -> int:
    """How many open groups this server has (in one country)."""
    count = select(func.count()).select_from(groups).where(groups.c.guild_id == tx.guild_id, _OPEN)
    if country is not None:
        count = count.where(groups.c.country == country)
    return tx.connection.scalar(count) or 0


def countries(tx: Tx) -> dict[str, int]:
    """The countries that have open groups, each with how many."""
    counts = (
        select(groups.c.country, func.count())
        .where(groups.c.guild_id == tx.guild_id, groups.c.country.is_not(None), _OPEN)
        .group_by(groups.c.country)
    )
    rows = tx.connection.execute(counts).all()
    return {country: count for country, count in rows if country is not None}


def groups_with(tx: Tx, folded_part: str, limit: int) -> list[Group]:
    """Groups with this in their folded name, those that begin with it first."""
    here = select(*_GROUP).where(groups.c.guild_id == tx.guild_id, _OPEN).order_by(groups.c.folded)
    beginning = groups.c.folded.between(
        folded_part, folded_part + LAST
    )  # read from the index, unlike the others
    found = [_group(row) for row in tx.connection.execute(here.where(beginning).limit(limit))]
    if len(found) < limit and folded_part:
        inside = groups.c.folded.contains(folded_part, autoescape=True)
        rest = here.where(inside, not_(beginning)).limit(limit - len(found))
        found += [_group(row) for row in tx.connection.execute(rest)]
    return found


def groups_on(tx: Tx, topic: str, limit: int) -> list[Group]:
    """Groups with this in their topic; letters outside of ASCII as they are written."""
    found = (
        select(*_GROUP)
        .where(groups.c.guild_id == tx.guild_id, _OPEN, groups.c.topic.icontains(topic, autoescape=True))
        .order_by(groups.c.folded)
        .limit(limit)
    )
    return [_group(row) for row in tx.connection.execute(found)]


def archived_groups(tx: Tx, folded_part: str, limit: int) -> list[Group]:
    """Archived groups with this in their folded name, those that were archived last first."""
    found = (
        select(*_GROUP)
        .where(
            groups.c.guild_id == tx.guild_id,
            groups.c.archived_at.is_not(None),
            groups.c.folded.contains(folded_part, autoescape=True),
        )
        .order_by(groups.c.archived_at.desc())
        .limit(limit)
    )
    return [_group(row) for row in tx.connection.execute(found)]


def groups_of(tx: Tx, person_id: int, *, archived: bool = False) -> list[tuple[Group, Standing]]:
    """The open groups a person is in (and those `archived`), with what they are there, by name."""
    found = (
        select(*_GROUP, memberships.c.standing)
        .join(memberships, memberships.c.group_id == groups.c.id)
        .where(
            groups.c.guild_id == tx.guild_id,
            memberships.c.person_id == person_id,
            memberships.c.left_at.is_(None),
        )
        .order_by(groups.c.folded)
    )
    if not archived:
        found = found.where(_OPEN)
    return [(_group(row[:-1]), Standing(row[-1])) for row in tx.connection.execute(found)]


def add_group(
    tx: Tx,
    *,
    name: str,
    folded_name: str,
    language: str,
    zone: str,
    created_by: int,
    city_id: int | None = None,
    country: str | None = None,
    topic: str | None = None,
) -> Group:
    """A new row; its home is not built yet."""
    added = tx.connection.execute(
        insert(groups).values(
            guild_id=tx.guild_id,
            name=name,
            folded=folded_name,
            language=language,
            zone=zone,
            city_id=city_id,
            country=country,
            topic=topic,
            created_by=created_by,
            created_at=tx.now,
        )
    ).inserted_primary_key
    assert added is not None
    found = group(tx, added[0])
    assert found is not None
    return found


def roles_and_channels(tx: Tx) -> tuple[frozenset[int], frozenset[int]]:
    """Every group's role and channel."""
    rows = tx.connection.execute(
        select(groups.c.role_id, groups.c.channel_id).where(groups.c.guild_id == tx.guild_id)
    ).all()
    roles = frozenset(role for role, _ in rows if role is not None)
    return roles, frozenset(channel for _, channel in rows if channel is not None)


def change(tx: Tx, group_id: int, **values: object) -> None:
    """Sets columns of a group, such as role_id, channel_id or card_id once they are built."""
    tx.connection.execute(
        update(groups).where(groups.c.guild_id == tx.guild_id, groups.c.id == group_id).values(**values)
    )


def set_standing(tx: Tx, membership_id: int, standing: Standing) -> None:
    """Makes a member something else in their group."""
    tx.connection.execute(
        update(memberships)
        .where(memberships.c.guild_id == tx.guild_id, memberships.c.id == membership_id)
        .values(standing=standing)
    )


def membership(tx: Tx, membership_id: int) -> Membership | None:
    """A membership by its row."""
    return _membership(tx, memberships.c.id == membership_id)


def membership_of(tx: Tx, group_id: int, person_id: int) -> Membership | None:
    """A person's membership, past or present."""
    return _membership(tx, memberships.c.group_id == group_id, memberships.c.person_id == person_id)


def _membership(tx: Tx, *which: ColumnElement[bool]) -> Membership | None:
    row = tx.connection.execute(
        select(*_MEMBERSHIP).where(memberships.c.guild_id == tx.guild_id, *which)
    ).first()
    return (
        None
        if row is None
        else Membership(row.id, row.group_id, row.person_id, Standing(row.standing), row.left_at)
    )


def enter(tx: Tx, group_id: int, person_id: int, standing: Standing) -> int:
    """Makes a person a member (again); the id of the membership."""
    row = upsert(memberships).values(
        guild_id=tx.guild_id,
        group_id=group_id,
        person_id=person_id,
        standing=standing,
        joined_at=tx.now,
    )
    entered = tx.connection.scalar(
        row.on_conflict_do_update(
            index_elements=[memberships.c.group_id, memberships.c.person_id],
            set_={"standing": standing, "joined_at": tx.now, "left_at": None},
        ).returning(memberships.c.id)
    )
    assert entered is not None
    return entered


def depart(tx: Tx, membership_id: int) -> None:
    """Ends a membership; its row stays, so that the role can be taken away."""
    tx.connection.execute(
        update(memberships)
        .where(memberships.c.guild_id == tx.guild_id, memberships.c.id == membership_id)
        .values(left_at=tx.now)
    )


def forget_membership(tx: Tx, membership_id: int) -> None:
    """Deletes a membership."""
    tx.connection.execute(
        delete(memberships).where(memberships.c.guild_id == tx.guild_id, memberships.c.id == membership_id)
    )


def left_since(tx: Tx, person_id: int, instant: datetime) -> list[int]:
    """The memberships that a person has ended after an instant."""
    found = select(memberships.c.id).where(
        memberships.c.guild_id == tx.guild_id,
        memberships.c.person_id == person_id,
        memberships.c.left_at > instant,
    )
    return list(tx.connection.scalars(found))


def acting(tx: Tx, group_ids: Collection[int]) -> dict[int, list[Membership]]:
    """Who acts for each of these groups, in the order they came; groups without anybody are left out."""
    found = select(*_MEMBERSHIP).where(
        memberships.c.guild_id == tx.guild_id,
        memberships.c.group_id.in_(group_ids),
        memberships.c.standing.in_(ACTING),
        memberships.c.left_at.is_(None),
    )
    by_group: dict[int, list[Membership]] = {}
    for row in tx.connection.execute(found.order_by(memberships.c.joined_at, memberships.c.id)):
        by_group.setdefault(row.group_id, []).append(
            Membership(row.id, row.group_id, row.person_id, Standing(row.standing), row.left_at)
        )
    return by_group


def members(tx: Tx, group_id: int, standing: Standing | None = None) -> list[Membership]:
    """Everyone who is in a group now (with this standing), in the order they came."""
    found = select(*_MEMBERSHIP).where(
        memberships.c.guild_id == tx.guild_id,
        memberships.c.group_id == group_id,
        memberships.c.left_at.is_(None),
    )
    if standing is not None:
        found = found.where(memberships.c.standing == standing)
    rows = tx.connection.execute(found.order_by(memberships.c.joined_at, memberships.c.id))
    return [
        Membership(row.id, row.group_id, row.person_id, Standing(row.standing), row.left_at) for row in rows
    ]


def members_among(tx: Tx, people: Collection[int]) -> set[int]:
    """Who of these is in some group here."""
    found = select(memberships.c.person_id).where(
        memberships.c.guild_id == tx.guild_id,
        memberships.c.person_id.in_(people),
        memberships.c.left_at.is_(None),
    )
    return set(tx.connection.scalars(found))


def helping_among(tx: Tx, people: Collection[int]) -> set[int]:
    """Who of these is something more than a member in some group here."""
    found = select(memberships.c.person_id).where(
        memberships.c.guild_id == tx.guild_id,
        memberships.c.person_id.in_(people),
        memberships.c.standing != Standing.MEMBER,
        memberships.c.left_at.is_(None),
    )
    return set(tx.connection.scalars(found))


def helpers(tx: Tx, group_id: int) -> list[int]:
    """Who is something more than a member in a group."""
    found = select(memberships.c.person_id).where(
        memberships.c.guild_id == tx.guild_id,
        memberships.c.group_id == group_id,
        memberships.c.standing != Standing.MEMBER,
        memberships.c.left_at.is_(None),
    )
    return list(tx.connection.scalars(found))


def count_of_members(tx: Tx, group_ids: Collection[int]) -> dict[int, int]:
    """How many people are in each of these groups."""
    counts = (
        select(memberships.c.group_id, func.count())
        .where(
            memberships.c.guild_id == tx.guild_id,
            memberships.c.group_id.in_(group_ids),
            memberships.c.left_at.is_(None),
        )
        .group_by(memberships.c.group_id)
    )
    return dict(tx.connection.execute(counts).all())
