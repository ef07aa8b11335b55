"""Somebody has left: they wait for nobody, and no word is written to them."""

from __future__ import annotations

from collections.abc import Collection

from bot.db.tx import Tx
from cogs.onboarding import desk, lurker_models


def left(tx: Tx, people: Collection[int]) -> None:
    """These are not in the server any more."""
    lurker_models.left(tx, people)
    for person_id in people:
        desk.left(tx, person_id)
