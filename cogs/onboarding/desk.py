"""What happens at the desk: who waits for a person, who takes care of them, and that they were answered.

One promise each, kept whole in one transaction or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import outbox
from bot.db.tx import Tx
from bot.people.person import Person
from bot.signals import (
    GroupChanged,
    MemberForgotten,
    ServerSettingsChanged,
    SomebodyIsStuck,
    StuckIsOver,
    TextsChanged,
)
from cogs.groups import service as groups
from cogs.onboarding import desk_models, desk_rules, models, welcoming_models
from cogs.onboarding.desk_models import DeskEntry
from cogs.onboarding.desk_rules import FirstAnswers, Kind
from cogs.server import service as server

DESK = "onboarding.desk"
"""The mirror of a server's desk; its subject is 0, for there is one."""

DUE = "onboarding.desk_due"
"""The chore of what time alone changes at the desk; its subject is 0."""

MOST_GREETED = 5
"""People whom an answer to a welcome greets: as many as it names."""

AT_ONCE = timedelta(0)


@dataclass(frozen=True, slots=True)
class Said:
    """What is known of a message: who wrote it where, and to whom. Never its words."""

    person: Person
    message_id: int
    channel_id: int
    to_message_id: int | None
    """What it replies to, or at what its thread starts."""
    to_people: frozenset[int]
    """Whom it names, and who wrote what it replies to; none of them a bot."""

    @property
    def person_id(self) -> int:
        """Who wrote it."""
        return self.person.id


@dataclass(frozen=True, slots=True)
class Waiting:
    """An entry as the desk shows it."""

    entry: DeskEntry
    city_id: int | None
    """Where somebody who came in has said they are."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk, or one page of it, as it is now."""

    channel_id: int | None
    """Where it belongs; None where the server has chosen no place."""
    place: tuple[int, int | None] | None
    """The channel and the message it is in."""
    language: str | None
    """The server's; None follows its language in Discord."""
    page: int
    waiting: tuple[Waiting, ...]
    count: int
    """How many entries there are, on all pages."""
    people: int
    """How many people wait, each with one thing or several."""
    answers: Mapping[int | None, FirstAnswers]
    """How long first answers took, by group; None is the whole server."""


def look(tx: Tx, page: int = 0) -> Desk:
    """The desk as it is now; `page` counts from 0, and the last one stands for those after it."""
    held, (count, people) = server.settings(tx), desk_models.count_shown(tx)
    page = min(page, max(0, (count - 1) // desk_rules.ON_A_PAGE))
    found = desk_models.shown(tx, desk_rules.ON_A_PAGE, page * desk_rules.ON_A_PAGE)
    return Desk(
        welcoming_models.welcoming(tx).desk_channel_id or held.moderators_channel_id,
        desk_models.place(tx),
        held.language,
        page,
        tuple(Waiting(entry, _city(tx, entry)) for entry in found),
        count,
        people,
        desk_rules.usual_wait(desk_models.waits(tx)),
    )


def people_waiting(tx: Tx) -> list[int]:
    """Who waits, of a great crowd the first, in the order in which the desk shows them."""
    waiting = desk_models.shown(tx, desk_rules.MOST_LOOKED_AFTER, 0)
    return list(dict.fromkeys(entry.person_id for entry in waiting))


def _city(tx: Tx, entry: DeskEntry) -> int | None:
    known = models.newcomer(tx, entry.person_id) if entry.kind is Kind.NEWCOMER else None
    return None if known is None else known.city_id


def may_use(tx: Tx, person: Person) -> None:
    """Raises NotAtTheDesk."""
    greeters = welcoming_models.welcoming(tx).greeter_role_id
    if not server.moderates(tx, person) and greeters not in person.role_ids:
        raise desk_rules.NotAtTheDesk


def helping(tx: Tx, people: Collection[Person]) -> set[int]:
    """Who of these takes care of others: moderates or greets here, or does something in a group."""
    greeters = welcoming_models.welcoming(tx).greeter_role_id
    found = {person.id for person in people if greeters in person.role_ids}
    return found | server.moderating(tx, people) | groups.helping_among(tx, [person.id for person in people])


def is_mistaken(tx: Tx, person: Person) -> bool:
    """Whether somebody is waited for at the desk who takes care of others themselves."""
    return desk_models.is_new(tx, person.id) and bool(helping(tx, [person]))


def recognized(tx: Tx, person: Person) -> bool:
    """Lets go of somebody who takes care of others themselves; whether the desk knew them as somebody new."""
    if not is_mistaken(tx, person):
        return False
    desk_models.is_new_no_more(tx, person.id)
    _changed(tx)
    return True


def visit(tx: Tx, person: Person, page: int = 0) -> Desk:
    """The desk, for who takes care of it; it is put up where it belongs if it is not there.

    Raises NotAtTheDesk, NoDesk.
    """
    may_use(tx, person)
    desk = look(tx, page)
    if desk.channel_id is None:
        raise desk_rules.NoDesk
    if desk.place is None:
        desk_models.put(tx, desk.channel_id, None)
        outbox.show(tx, DESK, 0)
    return desk


def group_names(tx: Tx, person: Person) -> dict[int, str]:
    """What the groups are called in which somebody was answered. Raises NotAtTheDesk."""
    may_use(tx, person)
    ids = {group_id for group_id, _ in desk_models.waits(tx) if group_id is not None}
    return {group.id: group.name for group in (groups.find(tx, group_id) for group_id in sorted(ids))}


def waits(
    tx: Tx,
    kind: Kind,
    person_id: int,
    subject_id: int = 0,
    *,
    group_id: int | None = None,
    channel_id: int | None = None,
    message_id: int | None = None,
    words: str | None = None,
    within: timedelta = AT_ONCE,
) -> None:
    """Somebody waits for a person from now on; `within` leaves so long to whatever else comes at the same time."""
    shown_at = tx.now + desk_rules.PATIENCE[kind]
    desk_models.open_entry(
        tx,
        kind,
        subject_id,
        person_id,
        group_id=group_id,
        channel_id=channel_id,
        message_id=message_id,
        words=words,
        since_at=tx.now,
        shown_at=shown_at,
        until_at=shown_at + desk_rules.GIVEN_UP,
    )
    _changed(tx, within)


def waiting_with(tx: Tx, kind: Kind) -> list[int]:
    """What people wait with, by its subject."""
    return desk_models.open_subjects(tx, kind)


def waits_no_more(tx: Tx, kind: Kind, subject_id: int, *, answered: bool = False) -> None:
    """What somebody waited with was answered, or is taken back."""
    for entry in desk_models.open_of(tx, kind, subject_id):
        _end(tx, entry, answered=answered)


def _end(tx: Tx, entry: DeskEntry, *, answered: bool, channel_id: int | None = None) -> None:
    group_id = _group_of(tx, entry, channel_id) if answered else entry.group_id
    desk_models.change(
        tx, entry.id, ended_at=tx.now, answered=int(answered), words=None, back_at=None, group_id=group_id
    )
    _changed(tx)


def _group_of(tx: Tx, entry: DeskEntry, channel_id: int | None) -> int | None:
    """The group an answer counts for: the one it is about, or was given in, or the first that they are in."""
    if entry.group_id is not None:
        return entry.group_id
    for place in (channel_id, entry.channel_id):
        if place is not None and (group := groups.of_channel(tx, place)) is not None:
            return group.id
    return next((group.id for group in groups.joined(tx, entry.person_id)), None)


def _changed(tx: Tx, within: timedelta = AT_ONCE) -> None:
    outbox.show(tx, DESK, 0, within=within)
    due = desk_models.next_change(tx, desk_rules.MEASURED)
    if due is not None:
        outbox.later(tx, DUE, 0, due)


def due(tx: Tx, _subject_id: int) -> None:
    """Time has changed something: somebody has waited long enough to be shown, or too long; a hold has ended."""
    desk_models.take_back(tx)
    desk_models.tidy(tx, desk_rules.MEASURED)
    _changed(tx)


def matters(tx: Tx, said: Said) -> bool:
    """Whether a message changes anything at the desk."""
    return bool(_answered(tx, said)) or models.is_yet_to_write(tx, said.person_id)


def heard(tx: Tx, said: Said) -> list[DeskEntry]:
    """Somebody has written: whoever they have answered waits no more. Which ones those are.

    What somebody who was seen to come in writes first, however long they read along before, waits for an answer itself.
    """
    over = _answered(tx, said)
    for entry in over:
        _end(tx, entry, answered=True, channel_id=said.channel_id)
    first = models.is_yet_to_write(tx, said.person_id)
    if first:
        models.note(tx, said.person_id, wrote_at=tx.now)
    if recognized(tx, said.person):
        return over
    if first and not helping(tx, [said.person]):
        arrival = desk_models.of_person(tx, said.person_id, Kind.NEWCOMER)
        if arrival is not None and arrival.ended_at is None:
            _end(tx, arrival, answered=False)
        waits(
            tx,
            Kind.POST,
            said.person_id,
            said.message_id,
            channel_id=said.channel_id,
            message_id=said.message_id,
        )
    return over


def _answered(tx: Tx, said: Said) -> list[DeskEntry]:
    people = set(said.to_people)
    if not people and said.to_message_id is None:
        return []
    if said.to_message_id is not None:
        people.update(models.welcomed_in(tx, said.channel_id, said.to_message_id, MOST_GREETED))
        people.update(desk_models.people_of_message(tx, said.to_message_id))
    return desk_models.answered_by(tx, said.person_id, said.channel_id, said.to_message_id, people)


def _open(tx: Tx, entry_id: int, person: Person) -> DeskEntry:
    may_use(tx, person)
    found = desk_models.entry(tx, entry_id)
    if found is None or found.ended_at is not None:
        raise desk_rules.WaitsNoMore
    return found


def take(tx: Tx, entry_id: int, person: Person) -> DeskEntry:
    """Somebody takes care of who waits there; who was first stays. Raises NotAtTheDesk, WaitsNoMore."""
    if _open(tx, entry_id, person).taken_by is None:
        desk_models.change(tx, entry_id, taken_by=person.id, back_at=tx.now + desk_rules.HELD)
        _changed(tx)
    return _open(tx, entry_id, person)


def hand_back(tx: Tx, entry_id: int, person: Person) -> DeskEntry:
    """Nobody takes care of it any more. Raises NotAtTheDesk, WaitsNoMore."""
    if _open(tx, entry_id, person).taken_by is not None:
        desk_models.change(tx, entry_id, taken_by=None, back_at=None)
        _changed(tx)
    return _open(tx, entry_id, person)


def done(tx: Tx, entry_id: int, person: Person) -> DeskEntry:
    """It is taken care of in a way nobody else sees. Raises NotAtTheDesk, WaitsNoMore."""
    found = _open(tx, entry_id, person)
    _end(tx, found, answered=False)
    return found


def group_changed(tx: Tx, fact: GroupChanged) -> None:
    """Somebody may have become one of those who take care of others."""
    for person_id in groups.helpers(tx, fact.group_id):
        recognized(tx, Person(person_id))


def stuck(tx: Tx, fact: SomebodyIsStuck) -> None:
    """Somebody has said what they are stuck at."""
    waits(
        tx,
        Kind.STUCK,
        fact.person_id,
        fact.post_id,
        group_id=fact.group_id,
        channel_id=fact.channel_id,
        message_id=fact.message_id,
        words=fact.words[: desk_rules.LONGEST_WORDS],
    )


def unstuck(tx: Tx, fact: StuckIsOver) -> None:
    """They are helped, or have taken it back."""
    waits_no_more(tx, Kind.STUCK, fact.post_id, answered=fact.answered)


def left(tx: Tx, person_id: int) -> None:
    """Who has left the server waits for nobody."""
    for entry in desk_models.open_of_person(tx, person_id):
        _end(tx, entry, answered=False)


def back(tx: Tx, person_id: int, left_at: datetime) -> None:
    """Somebody is here again who left then: what ended with that goes on."""
    desk_models.reopen(tx, person_id, left_at, (Kind.NEWCOMER, Kind.POST, Kind.INTRODUCTION))
    _changed(tx)


def settings_changed(tx: Tx, fact: ServerSettingsChanged) -> None:
    """The desk may belong elsewhere now, or speak another language."""
    if fact.names & {"moderators_channel_id", "language"}:
        outbox.show(tx, DESK, 0)


def placed(tx: Tx, channel_id: int, message_id: int | None) -> None:
    """Keeps where the desk is."""
    desk_models.put(tx, channel_id, message_id)


def gone(tx: Tx) -> None:
    """The desk is not there any more: moved, or deleted by hand. It comes back as long as somebody waits."""
    desk_models.unput(tx)
    if desk_models.count_shown(tx)[0]:
        outbox.show(tx, DESK, 0)


def forgotten(tx: Tx, fact: MemberForgotten) -> None:
    """Somebody is forgotten: they wait for nobody, and take care of nobody."""
    desk_models.forget(tx, fact.person_id)
    _changed(tx)


def reworded(tx: Tx, fact: TextsChanged) -> None:
    """What somebody is stuck with does not name somebody else any more: neither does the desk."""
    if desk_models.entries.name in fact.rows:
        _changed(tx)
