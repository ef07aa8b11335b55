"""Somebody is forgotten: every feature lets go of them by its own rules, then nothing names them any more.

It takes two steps. At once the features act (a seat goes to who waits, a membership ends, a card is drawn without
them) and what was to be said to them is dropped. A minute later, when Discord shows it, every row that still names
them is erased, and their id is taken out of what others have written. Where something is still to be taken away from
them on Discord, the one row that says so is let go of when it has been. The janitor then takes what was erased out of
the database's files.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import delete

from bot import outbox
from bot.db.installation import RESTORED_FROM, drop, keep, recall
from bot.db.tx import Tx
from bot.outbox import ledger
from bot.outbox.models import Fate, notices
from bot.people.erasing import NOBODY, erase_here, erase_own, people_named, servers_naming
from bot.people.register import Register
from bot.people.texts import erase_from_texts, people_written_of, servers_writing_of
from bot.signals import CalledInTexts, MemberForgotten, StillNeeded, TextsChanged

HERE = "people.forget_here"
EVERYWHERE = "people.forget_everywhere"
"""The chores that erase what is left; their subject is the person."""

SAID = "people.said"
"""The mirror of a message that told somebody something and names them no more; its subject is the delivery."""

SHOWN_IN = timedelta(minutes=1)
"""How long Discord is given to show that somebody has gone, before it is looked whether it does."""

TRACES = "traces left since"
"""Under this name: when something was last erased whose bytes may still stand in the database's files."""


def forget_here(tx: Tx, person_id: int, register: Register) -> None:
    """Forgets somebody in this server. Raises OSError when it cannot be noted; then nothing is forgotten."""
    # Noted first: who asked to be forgotten and is noted for nothing has lost nothing.
    register.note(tx.guild_id, person_id, tx.now)
    _let_go(tx, person_id, HERE)


def forget_everywhere(tx: Tx, person_id: int, register: Register, writing: Collection[int]) -> None:
    """Forgets somebody in every server, with all they have set for themselves. Raises OSError likewise.

    `writing` are the servers that `servers_writing_of` has found before: nobody's writing waits while texts are read.
    """
    register.note(None, person_id, tx.now)
    _everywhere(tx, person_id, writing)


def erase_rest_here(tx: Tx, person_id: int, written: Mapping[str, Collection[int]]) -> None:
    """The chore: erases what still names somebody in this server; `written` is what `rows_writing_of` has found before."""
    _finish(tx, person_id, written)


def erase_rest_everywhere(tx: Tx, person_id: int, written: Mapping[str, Collection[int]]) -> None:
    """Likewise, with what they have set for themselves, which may have been written anew meanwhile."""
    _finish(tx, person_id, written)
    erase_own(tx, person_id)


def forget_again(tx: Tx, register: Register) -> int:
    """After a backup was put back: forgets whoever was forgotten since it was made; how many people."""
    made = recall(tx, RESTORED_FROM)
    if made is None:
        return 0
    forgotten = register.since(datetime.fromisoformat(made))
    known = people_named(tx) | people_written_of(tx)
    found = [(guild_id, person_id) for guild_id, person_id in known if forgotten(guild_id, person_id)]
    for guild_id, person_id in found:
        if guild_id is None:
            _everywhere(tx, person_id, servers_writing_of(tx, person_id))
        else:
            _let_go(tx.of(guild_id), person_id, HERE)
    drop(tx, RESTORED_FROM)
    return len({person_id for _, person_id in found})


def called_in_texts(tx: Tx) -> str:
    """What stands in texts of this server where somebody stood who is forgotten."""
    return next(iter(tx.signals.ask(tx, CalledInTexts())), str(NOBODY))


def _everywhere(tx: Tx, person_id: int, writing: Collection[int]) -> None:
    for guild_id in sorted(servers_naming(tx, person_id).union(writing)):
        _let_go(tx.of(guild_id), person_id, EVERYWHERE)
    erase_own(tx, person_id)
    left_traces(tx)


def _let_go(tx: Tx, person_id: int, kind: str) -> None:
    tx.signals.announce(tx, MemberForgotten(person_id))
    waiting = notices.c.guild_id == tx.guild_id, notices.c.person_id == person_id
    tx.connection.execute(delete(notices).where(*waiting, notices.c.fate == Fate.PENDING))
    outbox.later(tx, kind, person_id, tx.now + SHOWN_IN)


def left_traces(tx: Tx) -> None:
    """Something of somebody was erased: its bytes are to go from the database's files."""
    keep(tx, TRACES, tx.now.isoformat())


def _finish(tx: Tx, person_id: int, written: Mapping[str, Collection[int]]) -> None:
    # Once more: they may have tapped something in the last minute.
    tx.signals.announce(tx, MemberForgotten(person_id))
    if changed := erase_from_texts(tx, person_id, called_in_texts(tx), written):
        tx.signals.announce(tx, TextsChanged(changed))
    for delivery_id in ledger.said_to(tx, person_id):
        outbox.show(tx, SAID, delivery_id)
    erase_here(tx, person_id, tx.signals.ask(tx, StillNeeded(person_id)))
    left_traces(tx)
