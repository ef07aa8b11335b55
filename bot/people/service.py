"""What happens to people's own settings: one promise each, kept whole in one transaction or not at all.

A person is the same in every server, so none of these is confined to one.
"""

from __future__ import annotations

from enum import Enum, auto

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from bot.db.tx import Tx
from bot.people import models
from bot.people.erasing import servers_naming
from bot.people.models import people
from bot.signals import NameHidden

# Asked at every tap on a card: built once, for building a statement costs more than running it.
_OWED = select(people.c.closed_at, people.c.closed_told, people.c.zone, people.c.zone_asked).where(
    people.c.person_id == bindparam("person")
)
_CLOSED_TOLD = update(people).where(people.c.person_id == bindparam("person")).values(closed_told=1)
_ASKED = upsert(people).values(person_id=bindparam("person"), zone_asked=1)
_ZONE_ASKED = _ASKED.on_conflict_do_update(index_elements=[people.c.person_id], set_={"zone_asked": 1})
_REACHED = (
    update(people)
    .where(people.c.person_id == bindparam("person"), people.c.closed_at.is_not(None))
    .values(closed_at=None, closed_told=0)
)


def set_direct(tx: Tx, person_id: int, *, wanted: bool) -> None:
    """Writes to a person directly from now on, or in the thread; who asks anew is tried anew."""
    models.save(tx, person_id, direct=int(wanted), closed_at=None, closed_told=0)


def hide_name(tx: Tx, person_id: int, *, wanted: bool) -> None:
    """Lets no card name a person from now on, or all again; those that stand are drawn anew.

    Who hides their name is written to directly from then on, for a mention would name them.
    """
    if (person_id in models.hidden(tx, [person_id])) != wanted:
        models.save(tx, person_id, hidden=int(wanted))
        if wanted:
            set_direct(tx, person_id, wanted=True)
        for guild_id in sorted(servers_naming(tx, person_id)):
            tx.signals.announce(tx.of(guild_id), NameHidden(person_id))


def refused(tx: Tx, person_id: int) -> None:
    """Discord would not let us write to somebody: for a while we do not try, and they are owed a word about it, once."""
    models.save(tx, person_id, closed_at=tx.now)


def reached(tx: Tx, person_id: int) -> None:
    """A direct message got through."""
    tx.connection.execute(_REACHED, {"person": person_id})


class Owed(Enum):
    """A word that somebody is owed, once."""

    CLOSED = auto()
    """That their direct messages are closed to us."""
    ZONE = auto()
    """The question for their time zone: they have named none."""


def owed(tx: Tx, person_id: int, *, zone: bool) -> Owed | None:
    """What somebody is to be told now, and from then on not any more; their time zone is asked only if `zone`."""
    row = tx.connection.execute(_OWED, {"person": person_id}).first()
    if row is not None and row.closed_at is not None and not row.closed_told:
        tx.connection.execute(_CLOSED_TOLD, {"person": person_id})
        return Owed.CLOSED
    if zone and (row is None or (row.zone is None and not row.zone_asked)):
        tx.connection.execute(_ZONE_ASKED, {"person": person_id})
        return Owed.ZONE
    return None
