"""What a person sets for themselves: one promise each, kept whole in one transaction or not at all.

A person is the same in every server, so what they set belongs to none: these verbs work across servers and take no
`tx.guild_id`. After every change, whatever they still have to be told is planned anew in the same transaction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from bot import outbox
from bot.db.tx import Tx
from bot.people import models
from bot.people import service as people
from bot.people.models import Preferences
from bot.signals import OwnRecord, RecordPart
from cogs.groups import service as groups
from cogs.members import rules
from cogs.members.rules import ChangedMeanwhile

WITH_VERBS = ("direct", "hidden", "protected")
"""Fields of Preferences that are more than a column to be set."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What a form asks to be kept, and what it was opened with."""

    values: Mapping[str, object]
    """Fields of Preferences."""
    mark: str
    """`rules.mark` of those fields as the form showed them."""


def record(tx: Tx, person_id: int) -> list[RecordPart]:
    """What each feature keeps of what a person did in this server."""
    return tx.signals.ask(tx, OwnRecord(person_id))


def look(tx: Tx, person_id: int, guild_id: int | None) -> tuple[Preferences, str]:
    """What a person has set, and where it is evening for them.

    That is the zone they named, or that of a group of theirs in the server they are in just now, or UTC.
    """
    held = _held(tx, person_id)
    if held.zone is not None or guild_id is None:
        return held, held.zone or "UTC"
    return held, next(iter(groups.zones_of(tx.of(guild_id), person_id)), "UTC")


def _held(tx: Tx, person_id: int) -> Preferences:
    return models.preferences(tx, [person_id]).get(person_id, Preferences())


def change(tx: Tx, person_id: int, choice: Choice) -> Preferences:
    """Keeps what a form asks; what holds then. Raises ChangedMeanwhile when the form no longer showed what holds."""
    before = _held(tx, person_id)
    held = {name: getattr(before, name) for name in choice.values}
    asks_again = before.closed_at is not None and choice.values.get("direct") is True
    if held == choice.values and not asks_again:
        return before
    if held != choice.values and rules.mark(held) != choice.mark:
        raise ChangedMeanwhile
    # What stays as it is read is not written: it may be a zone that is not known here and read as UTC.
    return _keep(
        tx,
        person_id,
        {name: value for name, value in choice.values.items() if asks_again or value != held[name]},
    )


def _keep(tx: Tx, person_id: int, values: Mapping[str, object]) -> Preferences:
    if "direct" in values:
        people.set_direct(tx, person_id, wanted=bool(values["direct"]))
    if "hidden" in values:
        people.hide_name(tx, person_id, wanted=bool(values["hidden"]))
    columns = {name: value for name, value in values.items() if name not in WITH_VERBS}
    models.save(tx, person_id, **columns)
    if "protected" in values:
        models.protect(tx, person_id, cast("tuple[tuple[date, date], ...]", values["protected"]))
    outbox.replan(tx, person_id)
    return _held(tx, person_id)


def set_back(tx: Tx, person_id: int) -> Preferences:
    """Takes away everything a person has set: the usual holds again."""
    people.hide_name(tx, person_id, wanted=False)
    models.clear(tx, person_id)
    outbox.replan(tx, person_id)
    return Preferences()


def set_zone(tx: Tx, person_id: int, zone: str) -> Preferences:
    """Sets a person's time zone, whatever it was. Raises NoSuchZone."""
    return _keep(tx, person_id, {"zone": rules.zone_of(zone)})


def set_language(tx: Tx, person_id: int, language: str) -> Preferences:
    """Sets in which language a person is answered, whatever it was. Raises Outdated for one that I do not speak."""
    return _keep(tx, person_id, {"language": rules.language_of(language)})


def pause(tx: Tx, person_id: int, until: datetime) -> Preferences:
    """Leaves a person alone until then."""
    return _keep(tx, person_id, {"paused_until": until})


def resume(tx: Tx, person_id: int) -> bool:
    """Ends a person's pause; whether there was one."""
    until = _held(tx, person_id).paused_until
    if until is None or until <= tx.now:
        return False
    _keep(tx, person_id, {"paused_until": None})
    return True
