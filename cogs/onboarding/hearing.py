"""Somebody has given a sign, or written: who was answered by that, at the desk and among introductions. No word of it is read."""

from __future__ import annotations

from bot.db.tx import Tx
from bot.people.person import Person
from cogs.onboarding import desk, introductions, lurker_models
from cogs.onboarding.desk import Said
from cogs.onboarding.desk_rules import Kind


def seen(tx: Tx, person: Person) -> None:
    """Somebody has given a sign: one who takes care of others does not wait at the desk themselves."""
    lurker_models.active(tx, person.id)
    desk.recognized(tx, person)


def matters(tx: Tx, said: Said) -> bool:
    """Whether a message changes anything."""
    return desk.matters(tx, said) or introductions.awaits_answer(tx, said.to_message_id, said.person_id)


def heard(tx: Tx, said: Said) -> None:
    """Keeps what a message changes: that is all that is known of it afterwards."""
    introductions.answered(tx, said.to_message_id, said.person_id)
    for entry in desk.heard(tx, said):
        if entry.kind is Kind.INTRODUCTION:
            introductions.answered(tx, entry.message_id, said.person_id)
