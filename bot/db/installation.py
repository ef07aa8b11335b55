"""What one installation remembers about itself: a few named texts."""

from __future__ import annotations

from sqlalchemy import Column, Table, Text, TypedColumns, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from bot.db.tx import Tx
from bot.db.types import metadata

RESTORED = "restored at"
"""Under this name: the instant at which the database was put back from a backup."""


RESTORED_FROM = "restored from"
"""Under this name: when the backup was made that was put back, until whoever was forgotten since is forgotten again."""


class _Installation(TypedColumns):
    name: Column[str] = Column(Text, primary_key=True)
    value: Column[str] = Column(Text, nullable=False)


installation = Table("installation", metadata, _Installation, sqlite_strict=True)


_VALUE = select(installation.c.value).where(installation.c.name == bindparam("wanted"))


def recall(tx: Tx, name: str) -> str | None:
    """The text kept under `name`."""
    return tx.connection.scalar(_VALUE, {"wanted": name})


def keep(tx: Tx, name: str, value: str) -> None:
    """Keeps a text under `name`, instead of what was there."""
    row = insert(installation).values(name=name, value=value)
    tx.connection.execute(row.on_conflict_do_update(index_elements=["name"], set_={"value": value}))


def drop(tx: Tx, name: str) -> None:
    """Keeps nothing under `name` any more."""
    tx.connection.execute(delete(installation).where(installation.c.name == name))
