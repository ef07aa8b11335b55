"""The pictures under recaps: table, rows and their queries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Column, Index, LargeBinary, Table, Text, TypedColumns, delete, insert, select, update

from bot.db.tx import Tx
from bot.db.types import Id, metadata


class _RecapPictures(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    meetup_id: Column[int] = Column(Id, nullable=False)
    added_by: Column[int | None] = Column(Id)
    kind: Column[str] = Column(Text, nullable=False)
    description: Column[str] = Column(Text, nullable=False)
    data: Column[bytes | None] = Column(LargeBinary)


recap_pictures = Table(
    "recap_pictures",
    metadata,
    _RecapPictures,
    Index("ix_recap_pictures_guild_id_meetup_id", "guild_id", "meetup_id"),
    sqlite_strict=True,
    sqlite_autoincrement=True,
)
"""Pictures that stand, or are to stand, under a recap; `added_by` said that everyone in them agreed.

`data` is the picture until Discord has it; `kind` is how its file's name ends.
"""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture under a recap, without itself."""

    id: int
    meetup_id: int
    kind: str
    description: str
    """What is to be seen in it, for who cannot see it."""

    @property
    def file_name(self) -> str:
        """The name of its file, which no other picture has."""
        return f"picture-{self.id}.{self.kind}"


_PICTURE = (
    recap_pictures.c.id,
    recap_pictures.c.meetup_id,
    recap_pictures.c.kind,
    recap_pictures.c.description,
)


def pictures(tx: Tx, meetup_id: int) -> tuple[Picture, ...]:
    """The pictures under a meetup's recap, in the order they were added."""
    found = (
        select(*_PICTURE)
        .where(recap_pictures.c.guild_id == tx.guild_id, recap_pictures.c.meetup_id == meetup_id)
        .order_by(recap_pictures.c.id)
    )
    return tuple(Picture(*row) for row in tx.connection.execute(found))


def picture(tx: Tx, picture_id: int) -> Picture | None:
    """One of them."""
    found = select(*_PICTURE).where(
        recap_pictures.c.guild_id == tx.guild_id, recap_pictures.c.id == picture_id
    )
    row = tx.connection.execute(found).first()
    return None if row is None else Picture(*row)


def waiting(tx: Tx, meetup_id: int) -> dict[int, bytes]:
    """Those under a recap that Discord does not have yet, by their ids."""
    found = select(recap_pictures.c.id, recap_pictures.c.data).where(
        recap_pictures.c.guild_id == tx.guild_id,
        recap_pictures.c.meetup_id == meetup_id,
        recap_pictures.c.data.is_not(None),
    )
    return {picture_id: data for picture_id, data in tx.connection.execute(found) if data is not None}


def add(tx: Tx, meetup_id: int, added_by: int, kind: str, description: str, data: bytes) -> None:
    """Keeps a picture for a recap."""
    row = {
        "meetup_id": meetup_id,
        "added_by": added_by,
        "kind": kind,
        "description": description,
        "data": data,
    }
    tx.connection.execute(insert(recap_pictures).values(guild_id=tx.guild_id, **row))


def posted(tx: Tx, picture_ids: Collection[int]) -> None:
    """Discord has them: here they are not kept any more."""
    tx.connection.execute(
        update(recap_pictures)
        .where(recap_pictures.c.guild_id == tx.guild_id, recap_pictures.c.id.in_(picture_ids))
        .values(data=None)
    )


def delete_posted(tx: Tx, meetup_id: int) -> None:
    """Lets go of those that stood in a message which is gone."""
    tx.connection.execute(
        delete(recap_pictures).where(
            recap_pictures.c.guild_id == tx.guild_id,
            recap_pictures.c.meetup_id == meetup_id,
            recap_pictures.c.data.is_(None),
        )
    )


def delete_picture(tx: Tx, picture_id: int) -> None:
    """Lets go of one."""
    tx.connection.execute(
        delete(recap_pictures).where(
            recap_pictures.c.guild_id == tx.guild_id, recap_pictures.c.id == picture_id
        )
    )


def forget_person(tx: Tx, person_id: int) -> None:
    """Lets go of who added pictures; the pictures are the group's."""
    tx.connection.execute(
        update(recap_pictures)
        .where(recap_pictures.c.guild_id == tx.guild_id, recap_pictures.c.added_by == person_id)
        .values(added_by=None)
    )
