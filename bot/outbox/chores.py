"""Chores: verbs of the slices that fall due without speaking; done and struck off in one transaction."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import TypeVar, overload

from sqlalchemy import bindparam, delete, select, update

from bot.db.database import Database
from bot.db.tx import Tx
from bot.errors import NothingSaved
from bot.outbox import quarantine
from bot.outbox.models import DEATHS, chores
from bot.outbox.quarantine import UnderWay
from bot.outbox.reasons import Nowhere
from bot.outbox.waits import UNKNOWN_FOR, backoff

log = logging.getLogger(__name__)

A_HANDFUL = 64
"""How many are taken up together: a thousand of them must not hold up the reminders."""

Verb = Callable[[Tx, int], None]
"""A verb of a slice's service, called with the chore's subject."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Chore:
    """One verb that is due."""

    id: int
    guild_id: int
    kind: str
    subject_id: int
    attempts: int


# Built once, for it is part of every round: building a statement costs more than running it.
_DUE = (
    select(chores.c.id, chores.c.guild_id, chores.c.kind, chores.c.subject_id, chores.c.attempts)
    .where(chores.c.due_at <= bindparam("now"), chores.c.deaths < DEATHS)
    .order_by(chores.c.due_at)
    .limit(A_HANDFUL)
)
_ONE = _DUE.where(chores.c.id == bindparam("only"))


def due(tx: Tx) -> bool:
    """Whether anything is to be done."""
    return tx.connection.execute(_DUE, {"now": tx.now}).first() is not None


def claim(tx: Tx, under_way: UnderWay) -> list[Chore]:
    """What is to be done now, noted as under way; one of which a process may have died, alone."""
    suspect = quarantine.suspect(tx, under_way)
    if suspect and (under_way or suspect.table != chores.name):
        return []
    rows = tx.connection.execute(
        _ONE if suspect else _DUE, {"now": tx.now, "only": suspect.id if suspect else None}
    ).all()
    tx.connection.execute(update(chores).where(chores.c.id.in_([row.id for row in rows])).values(in_flight=1))
    return [Chore(row.id, row.guild_id, row.kind, row.subject_id, row.attempts) for row in rows]


def do(tx: Tx, chore: Chore, verb: Verb) -> None:
    """Does one, unless it was called off or moved meanwhile."""
    # Struck off first: a verb may plan itself anew.
    struck = tx.connection.execute(delete(chores).where(chores.c.id == chore.id, chores.c.due_at <= tx.now))
    if struck.rowcount:
        verb(tx, chore.subject_id)


def _knowing(verb: Callable[..., None], found: object, tx: Tx, subject_id: int) -> None:
    verb(tx, subject_id, found)


def put_off(tx: Tx, chore: Chore, wait: timedelta) -> None:
    """Lets one fall due again after `wait`."""
    tx.connection.execute(
        update(chores)
        .where(chores.c.id == chore.id)
        .values(due_at=tx.now + wait, attempts=chore.attempts + 1, in_flight=0, deaths=0)
    )
    tx.falls_due(tx.now + wait)


class Chores:
    """Does what falls due."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._verbs: dict[str, Callable[..., None]] = {}
        self._looks: dict[str, Callable[[Tx, int], object]] = {}

    @overload
    def know(self, kind: str, verb: Verb) -> None: ...

    @overload
    def know(self, kind: str, verb: Callable[[Tx, int, T], None], look: Callable[[Tx, int], T]) -> None: ...

    def know(
        self, kind: str, verb: Callable[..., None], look: Callable[[Tx, int], object] | None = None
    ) -> None:
        """Registers the verb of a kind of chore.

        What takes long to find out is read by `look` before, while others may write, and handed to the verb.
        """
        self._verbs[kind] = verb
        if look is not None:
            self._looks[kind] = look

    async def put_aside(self) -> None:
        """Does no more what three processes have died of."""
        await self._database.write(None, quarantine.put_chores_aside)

    async def do(self, under_way: UnderWay) -> bool:
        """Does a handful of due chores; whether it did any."""
        if not await self._database.read(None, due):
            return False
        claimed = await self._database.write(None, claim, under_way)
        for chore in claimed:
            verb = self._verbs.get(chore.kind)
            if verb is None:  # its feature was taken out: it waits quietly until it is back
                log.info("chore %s (%s): %s", chore.id, chore.kind, Nowhere.UNKNOWN)
                await self._database.write(chore.guild_id, put_off, chore, UNKNOWN_FOR)
                continue
            look = self._looks.get(chore.kind)
            try:
                if look is not None:
                    found = await self._database.read(chore.guild_id, look, chore.subject_id)
                    verb = partial(_knowing, verb, found)
                await self._database.write(chore.guild_id, do, chore, verb)
            except NothingSaved:
                raise
            except Exception:  # one bad chore must not hold up the others
                log.exception("chore %s (%s of %s) raised", chore.id, chore.kind, chore.subject_id)
                wait = backoff(chore.attempts + 1)
                await self._database.write(chore.guild_id, put_off, chore, wait)
        return bool(claimed)
