"""Chores: verbs of the slices that fall due without speaking; done and struck off in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import delete, select, update

from bot.db.database import Database
from bot.db.tx import Tx
from bot.errors import NothingSaved
from bot.outbox.models import chores
from bot.outbox.notices import backoff

log = logging.getLogger(__name__)

Verb = Callable[[Tx, int], None]
"""A verb of a slice's service, called with the chore's subject."""


def _due(tx: Tx) -> list[tuple[int, int, str, int, int]]:
    return [
        (row.id, row.guild_id, row.kind, row.subject_id, row.attempts)
        for row in tx.connection.execute(
            select(chores).where(chores.c.due_at <= tx.now).order_by(chores.c.due_at).limit(64)
        )
    ]


def _do(tx: Tx, chore_id: int, verb: Verb, subject_id: int) -> None:
    # Struck off first: a verb may plan itself anew.
    struck = tx.connection.execute(delete(chores).where(chores.c.id == chore_id, chores.c.due_at <= tx.now))
    if struck.rowcount:
        verb(tx, subject_id)


def _put_off(tx: Tx, chore_id: int, attempts: int) -> None:
    tx.connection.execute(
        update(chores)
        .where(chores.c.id == chore_id)
        .values(due_at=tx.now + backoff(attempts), attempts=attempts)
    )


class Chores:
    """Does what falls due."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._verbs: dict[str, Verb] = {}

    def know(self, kind: str, verb: Verb) -> None:
        """Registers the verb of a kind of chore."""
        self._verbs[kind] = verb

    async def do(self) -> bool:
        """Does a handful of due chores; whether there were any."""
        due = await self._database.read(None, _due)
        for chore_id, guild_id, kind, subject_id, attempts in due:
            try:
                await self._database.write(guild_id, _do, chore_id, self._verbs[kind], subject_id)
            except NothingSaved:
                raise
            except Exception:  # one bad chore must not hold up the others
                log.exception("chore %s (%s of %s) raised", chore_id, kind, subject_id)
                await self._database.write(guild_id, _put_off, chore_id, attempts + 1)
        return bool(due)
