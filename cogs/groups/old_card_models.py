"""Cards that stand where they are not wanted any more: their table, rows and named queries."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Column, Table, TypedColumns, delete, insert, select

from bot.db.tx import Tx
from bot.db.types import Id, metadata


class _OldCards(TypedColumns):
    id: Column[int] = Column(Id, primary_key=True)
    guild_id: Column[int] = Column(Id, nullable=False)
    channel_id: Column[int] = Column(Id, nullable=False)
    message_id: Column[int] = Column(Id, nullable=False)


old_cards = Table("old_cards", metadata, _OldCards, sqlite_strict=True, sqlite_autoincrement=True)
"""One row per card of a group that has moved, or page of a directory that has, until it is taken away."""


@dataclass(frozen=True, slots=True)
class OldCard:
    """A card that is to be taken away."""

    channel_id: int
    message_id: int


def add_old_card(tx: Tx, channel_id: int, message_id: int) -> int:
    """Keeps that a card is to be taken away; the row's id."""
    row = insert(old_cards).values(guild_id=tx.guild_id, channel_id=channel_id, message_id=message_id)
    return tx.connection.scalars(row.returning(old_cards.c.id)).one()


def old_card(tx: Tx, card_id: int) -> OldCard | None:
    """A card that is to be taken away, by its row; None once it is."""
    found = select(old_cards.c.channel_id, old_cards.c.message_id)
    row = tx.connection.execute(
        found.where(old_cards.c.guild_id == tx.guild_id, old_cards.c.id == card_id)
    ).first()
    return None if row is None else OldCard(*row)


def strike_old_card(tx: Tx, card_id: int) -> None:
    """A card has been taken away."""
    tx.connection.execute(
        delete(old_cards).where(old_cards.c.guild_id == tx.guild_id, old_cards.c.id == card_id)
    )
