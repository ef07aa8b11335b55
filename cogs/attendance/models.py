"""Who came, the codes at the doors, who is in voice, what people said afterwards: tables, rows and their queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    Column,
    Index,
    Integer,
    Table,
    Text,
    TypedColumns,
    UniqueConstraint,
    delete,
    func,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert

from bot.db.tx import Tx
from bot.db.types import Id, UtcDateTime, metadata
from cogs.attendance.rules import Again, Feedback, Mood, Outcome, Witnessed


class _Attendances(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    meetup_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    begins_at: Column[datetime] = Column(UtcDateTime, nullable=False)
    voice_seconds: Column[int] = Column(Integer, nullable=False)
    voice_at: Column[datetime | None] = Column(UtcDateTime)
    code_at: Column[datetime | None] = Column(UtcDateTime)
    called_at: Column[datetime | None] = Column(UtcDateTime)
    absent_at: Column[datetime | None] = Column(UtcDateTime)
    noted_by: Column[int | None] = Column(Id)
    released_at: Column[datetime | None] = Column(UtcDateTime)
    missed_at: Column[datetime | None] = Column(UtcDateTime)
    own: Column[str | None] = Column(Text)


class _Doors(TypedColumns):
    meetup_id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    code: Column[str] = Column(Text, nullable=False)


class _Rooms(TypedColumns):
    group_id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    channel_id: Column[int] = Column(Id, nullable=False)


class _Visits(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    channel_id: Column[int] = Column(Id, nullable=False)
    entered_at: Column[datetime] = Column(UtcDateTime, nullable=False)


class _Tries(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    wrong: Column[int] = Column(Integer, nullable=False)
    since_at: Column[datetime] = Column(UtcDateTime, nullable=False)


class _Feedback(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    meetup_id: Column[int] = Column(Id, nullable=False)
    person_id: Column[int] = Column(Id, nullable=False)
    mood: Column[str | None] = Column(Text)
    again: Column[str | None] = Column(Text)
    line: Column[str | None] = Column(Text)


class _Recaps(TypedColumns):
    meetup_id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    words: Column[str] = Column(Text, nullable=False)
    links: Column[str] = Column(Text, nullable=False)
    written_by: Column[int | None] = Column(Id)
    channel_id: Column[int] = Column(Id, nullable=False)
    message_id: Column[int | None] = Column(Id)


attendances = Table(
    "attendances",
    metadata,
    _Attendances,
    UniqueConstraint("meetup_id", "person_id"),
    Index("ix_attendances_guild_id_person_id", "guild_id", "person_id"),
    sqlite_strict=True,
)
"""One row per person and meetup of which something is known: an instant for each witness. `begins_at` is the meetup's."""

doors = Table("doors", metadata, _Doors, Index("ix_doors_guild_id", "guild_id"), sqlite_strict=True)
"""The code at each meetup's door, once an organizer has asked for it."""

rooms = Table("rooms", metadata, _Rooms, Index("ix_rooms_guild_id", "guild_id"), sqlite_strict=True)
"""The voice channel of each group that has one."""

visits = Table("visits", metadata, _Visits, UniqueConstraint("guild_id", "person_id"), sqlite_strict=True)
"""Who is in a voice channel that counts, since when, as far as it has not been counted yet. Gone when they leave."""

tries = Table("tries", metadata, _Tries, UniqueConstraint("guild_id", "person_id"), sqlite_strict=True)
"""How many wrong codes somebody has typed of late."""

feedback = Table(
    "feedback", metadata, _Feedback, UniqueConstraint("meetup_id", "person_id"), sqlite_strict=True
)
"""What people said about a meetup; organizers see it without names."""

recaps = Table("recaps", metadata, _Recaps, Index("ix_recaps_guild_id", "guild_id"), sqlite_strict=True)
"""What organizers tell about a meetup that was; `channel_id` and `message_id` are where it stands."""


@dataclass(frozen=True, slots=True)
class Attendance:
    """What is known of a person at a meetup."""

    meetup_id: int
    person_id: int
    begins_at: datetime
    witnessed: Witnessed


@dataclass(frozen=True, slots=True)
class Visit:
    """Somebody who is in voice, since when it has not been counted."""

    person_id: int
    channel_id: int
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class Recap:
    """What an organizer tells about a meetup."""

    meetup_id: int
    words: str
    links: str
    channel_id: int
    message_id: int | None


def note(tx: Tx, meetup_id: int, begins_at: datetime, people: Collection[int], **values: object) -> None:
    """Notes something about people at a meetup; columns that are not given stay as they are."""
    rows = [
        {
            "guild_id": tx.guild_id,
            "meetup_id": meetup_id,
            "person_id": person_id,
            "begins_at": begins_at,
            "voice_seconds": 0,
            **values,
        }
        for person_id in people
    ]
    if rows:
        noted = insert(attendances)
        tx.connection.execute(
            noted.on_conflict_do_update(
                index_elements=[attendances.c.meetup_id, attendances.c.person_id],
                set_={"begins_at": noted.excluded.begins_at, **values},
            ),
            rows,
        )


def add_voice(tx: Tx, meetup_id: int, begins_at: datetime, person_id: int, seconds: int) -> int:
    """Adds time in voice; how many seconds there are now."""
    note(tx, meetup_id, begins_at, [person_id])
    counted = (
        update(attendances)
        .where(
            attendances.c.guild_id == tx.guild_id,
            attendances.c.meetup_id == meetup_id,
            attendances.c.person_id == person_id,
        )
        .values(voice_seconds=attendances.c.voice_seconds + seconds)
        .returning(attendances.c.voice_seconds)
    )
    return tx.connection.scalar(counted) or 0


_KNOWN = (
    attendances.c.meetup_id,
    attendances.c.person_id,
    attendances.c.begins_at,
    attendances.c.voice_at,
    attendances.c.code_at,
    attendances.c.called_at,
    attendances.c.absent_at,
    attendances.c.released_at,
    attendances.c.missed_at,
    attendances.c.own,
)


def of_meetup(tx: Tx, meetup_id: int) -> list[Attendance]:
    """Everyone of whom something is known at a meetup, in the order it became known."""
    found = select(*_KNOWN).where(attendances.c.guild_id == tx.guild_id, attendances.c.meetup_id == meetup_id)
    return [_attendance(tuple(row)) for row in tx.connection.execute(found.order_by(attendances.c.id))]


def of_meetups(tx: Tx, meetup_ids: Collection[int]) -> list[Attendance]:
    """Everyone of whom something is known at one of these meetups."""
    found = select(*_KNOWN).where(
        attendances.c.guild_id == tx.guild_id, attendances.c.meetup_id.in_(meetup_ids)
    )
    return [_attendance(tuple(row)) for row in tx.connection.execute(found)]


def of_people(tx: Tx, people: Collection[int], since: datetime) -> list[Attendance]:
    """What is known of these people at meetups since an instant, the latest first."""
    found = (
        select(*_KNOWN)
        .where(
            attendances.c.guild_id == tx.guild_id,
            attendances.c.person_id.in_(people),
            attendances.c.begins_at >= since,
        )
        .order_by(attendances.c.begins_at.desc())
    )
    return [_attendance(tuple(row)) for row in tx.connection.execute(found)]


def _attendance(row: tuple[object, ...]) -> Attendance:
    meetup_id, person_id, begins_at, *seen, own = row
    assert isinstance(meetup_id, int)
    assert isinstance(person_id, int)
    assert isinstance(begins_at, datetime)
    witnessed = Witnessed(*(one is not None for one in seen), own=None if own is None else Outcome(str(own)))
    return Attendance(meetup_id, person_id, begins_at, witnessed)


def door(tx: Tx, meetup_id: int) -> str | None:
    """The code at a meetup's door."""
    found = select(doors.c.code).where(doors.c.guild_id == tx.guild_id, doors.c.meetup_id == meetup_id)
    return tx.connection.scalar(found)


def codes(tx: Tx) -> dict[str, int]:
    """Every code of this server, with its meetup."""
    found = select(doors.c.code, doors.c.meetup_id).where(doors.c.guild_id == tx.guild_id)
    return dict(tx.connection.execute(found).all())


def save_door(tx: Tx, meetup_id: int, code: str) -> None:
    """Gives a meetup's door a code."""
    row = {"guild_id": tx.guild_id, "meetup_id": meetup_id, "code": code}
    tx.connection.execute(
        insert(doors)
        .values(row)
        .on_conflict_do_update(index_elements=[doors.c.meetup_id], set_={"code": code})
    )


def close_door(tx: Tx, meetup_id: int) -> None:
    """Forgets a code."""
    tx.connection.execute(
        delete(doors).where(doors.c.guild_id == tx.guild_id, doors.c.meetup_id == meetup_id)
    )


def wrong_tries(tx: Tx, person_id: int, since: datetime) -> int:
    """How many wrong codes somebody has typed since an instant."""
    found = select(tries.c.wrong).where(
        tries.c.guild_id == tx.guild_id, tries.c.person_id == person_id, tries.c.since_at > since
    )
    return tx.connection.scalar(found) or 0


def save_tries(tx: Tx, person_id: int, wrong: int) -> None:
    """Counts wrong codes; the first of a row says since when."""
    row = {"guild_id": tx.guild_id, "person_id": person_id, "wrong": wrong, "since_at": tx.now}
    changed: dict[str, object] = {"wrong": wrong}
    if wrong == 1:
        changed["since_at"] = tx.now
    tx.connection.execute(
        insert(tries)
        .values(row)
        .on_conflict_do_update(index_elements=[tries.c.guild_id, tries.c.person_id], set_=changed)
    )


def forget_tries(tx: Tx, before: datetime) -> None:
    """Forgets what counts no more."""
    tx.connection.execute(delete(tries).where(tries.c.guild_id == tx.guild_id, tries.c.since_at <= before))


def room(tx: Tx, group_id: int) -> int | None:
    """A group's voice channel."""
    found = select(rooms.c.channel_id).where(rooms.c.guild_id == tx.guild_id, rooms.c.group_id == group_id)
    return tx.connection.scalar(found)


def groups_in(tx: Tx, channel_id: int) -> list[int]:
    """The groups whose voice channel this is."""
    found = select(rooms.c.group_id).where(rooms.c.guild_id == tx.guild_id, rooms.c.channel_id == channel_id)
    return list(tx.connection.scalars(found))


def save_room(tx: Tx, group_id: int, channel_id: int | None) -> None:
    """Gives a group a voice channel, or (None) takes it away."""
    tx.connection.execute(delete(rooms).where(rooms.c.guild_id == tx.guild_id, rooms.c.group_id == group_id))
    if channel_id is not None:
        tx.connection.execute(
            insert(rooms).values(guild_id=tx.guild_id, group_id=group_id, channel_id=channel_id)
        )


def open_visits(tx: Tx, person_id: int | None = None) -> list[Visit]:
    """Who is in a voice channel that counts; only this person, if one is given."""
    found = select(visits.c.person_id, visits.c.channel_id, visits.c.entered_at).where(
        visits.c.guild_id == tx.guild_id
    )
    if person_id is not None:
        found = found.where(visits.c.person_id == person_id)
    return [Visit(*row) for row in tx.connection.execute(found.order_by(visits.c.id))]


def enter(tx: Tx, person_id: int, channel_id: int, entered_at: datetime) -> None:
    """Somebody is in a voice channel, counted from then."""
    row = {
        "guild_id": tx.guild_id,
        "person_id": person_id,
        "channel_id": channel_id,
        "entered_at": entered_at,
    }
    tx.connection.execute(
        insert(visits)
        .values(row)
        .on_conflict_do_update(
            index_elements=[visits.c.guild_id, visits.c.person_id],
            set_={"channel_id": channel_id, "entered_at": entered_at},
        )
    )


def leave(tx: Tx, person_id: int) -> None:
    """Somebody is not in voice any more."""
    tx.connection.execute(
        delete(visits).where(visits.c.guild_id == tx.guild_id, visits.c.person_id == person_id)
    )


def say(tx: Tx, meetup_id: int, person_id: int, **values: object) -> None:
    """Keeps what somebody said about a meetup; what is not given stays."""
    row = {"guild_id": tx.guild_id, "meetup_id": meetup_id, "person_id": person_id, **values}
    tx.connection.execute(
        insert(feedback)
        .values(row)
        .on_conflict_do_update(index_elements=[feedback.c.meetup_id, feedback.c.person_id], set_=dict(values))
    )


def said(tx: Tx, meetup_id: int) -> list[Feedback]:
    """What people said about a meetup."""
    found = select(feedback.c.mood, feedback.c.again, feedback.c.line).where(
        feedback.c.guild_id == tx.guild_id, feedback.c.meetup_id == meetup_id
    )
    return [
        Feedback(None if mood is None else Mood(mood), None if again is None else Again(again), line)
        for mood, again, line in tx.connection.execute(found)
    ]


def recap(tx: Tx, meetup_id: int) -> Recap | None:
    """What was told about a meetup."""
    found = select(
        recaps.c.meetup_id, recaps.c.words, recaps.c.links, recaps.c.channel_id, recaps.c.message_id
    ).where(recaps.c.guild_id == tx.guild_id, recaps.c.meetup_id == meetup_id)
    row = tx.connection.execute(found).first()
    return None if row is None else Recap(*row)


def save_recap(tx: Tx, meetup_id: int, *, words: str, links: str, written_by: int, channel_id: int) -> None:
    """Keeps what is told about a meetup; where it stands already, it stays."""
    row = {
        "guild_id": tx.guild_id,
        "meetup_id": meetup_id,
        "words": words,
        "links": links,
        "written_by": written_by,
        "channel_id": channel_id,
    }
    tx.connection.execute(
        insert(recaps)
        .values(row)
        .on_conflict_do_update(
            index_elements=[recaps.c.meetup_id],
            set_={"words": words, "links": links, "written_by": written_by},
        )
    )


def recap_stands(tx: Tx, meetup_id: int, channel_id: int, message_id: int | None) -> None:
    """Keeps which message tells it, None when none does, and where that is."""
    tx.connection.execute(
        update(recaps)
        .where(recaps.c.guild_id == tx.guild_id, recaps.c.meetup_id == meetup_id)
        .values(channel_id=channel_id, message_id=message_id)
    )


def forget_meetup(tx: Tx, meetup_id: int) -> None:
    """Takes out who came to a meetup and what they said."""
    for table in (attendances, feedback):
        tx.connection.execute(
            delete(table).where(table.c.guild_id == tx.guild_id, table.c.meetup_id == meetup_id)
        )
    close_door(tx, meetup_id)


def forget_person(tx: Tx, person_id: int) -> None:
    """Takes out everything about a person."""
    for table in (attendances, feedback, visits, tries):
        tx.connection.execute(
            delete(table).where(table.c.guild_id == tx.guild_id, table.c.person_id == person_id)
        )
    for table, actor in ((attendances, "noted_by"), (recaps, "written_by")):
        tx.connection.execute(
            update(table)
            .where(table.c.guild_id == tx.guild_id, table.c[actor] == person_id)
            .values({actor: None})
        )


def came_before(tx: Tx, person_id: int, begins_at: datetime) -> int:
    """How many meetups before an instant somebody has come to, as far as that is still known."""
    found = (
        select(func.count())
        .select_from(attendances)
        .where(
            attendances.c.guild_id == tx.guild_id,
            attendances.c.person_id == person_id,
            attendances.c.begins_at < begins_at,
            (attendances.c.own == Outcome.CAME)
            | attendances.c.own.is_(None)
            & (
                attendances.c.voice_at.is_not(None)
                | attendances.c.code_at.is_not(None)
                | attendances.c.called_at.is_not(None)
            ),
        )
    )
    return tx.connection.scalar(found) or 0
