"""What there is to know of meetups, and what Discord has of them; the verbs that change one stand in the files beside.

`answering` has what members do, `planning` what organizers do with one meetup, `series` what they do with many.
Other slices attach here: `find`, `portrait`, `standing` and the rows they return are for them, too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot import outbox
from bot.db.tx import Tx
from bot.outbox import ledger
from bot.outbox.ledger import Came, Entry
from bot.outbox.models import Fate
from bot.outbox.reasons import HIDDEN, LEFT
from bot.people import models as people
from bot.people.boundaries import Weight
from bot.people.models import Preferences
from bot.people.person import Person
from bot.signals import (
    Gathering,
    GatheringChanged,
    GroupMoved,
    GroupZoneChanged,
    NextGatherings,
    SeriesByAnotherClock,
    TextsChanged,
)
from bot.text import folded
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.meetups import answer_models, change_models, models, rules
from cogs.meetups.answer_models import Seat
from cogs.meetups.change_models import Change
from cogs.meetups.models import Meetup
from cogs.meetups.rules import Answer, FullMonth, NoSuchMeetup
from cogs.meetups.seats import Offer, Pool, Seating
from cogs.server import service as server

CARD = "meetups.card"
"""The mirror of a meetup's card and thread."""
THREAD_NAME = "meetups.thread_name"
"""The mirror of what that thread is called, once its meetup has another title or another time."""
PASSED = "meetups.passed"
"""The chore that falls due when a meetup ends, and again when its thread is to be archived."""
SEATS = "meetups.seats"
"""The chore that falls due when time alone changes who has a seat or is offered one."""
SEARCHED = 2000
"""Meetups ahead that a search looks through; a server has fewer."""
SEAT_IS_YOURS = "meetups.seat_is_yours"
SEAT_OFFERED = "meetups.seat_offered"
SEAT_OPEN = "meetups.seat_open"
OFFER_GONE = "meetups.offer_gone"
CHANGED = "meetups.changed"
"""A difference; its subject is the change, not the meetup."""
CANCELLED = "meetups.cancelled"
UNSAFE = "meetups.unsafe"
"""As CANCELLED, by a moderator because it would not be safe: nobody's boundaries hold it back."""
MISSED = "meetups.missed"
UNWARNED = "meetups.unwarned"
"""That a moderator's warning cannot be said to somebody, to the organizers: at any hour, as the warning itself."""
OVER = "the meetup is over"
"""Why a notice was skipped that somebody should have had."""
REMINDERS = (rules.DAY_BEFORE, rules.HOUR_BEFORE, rules.STILL_COMING)
"""What is planned long before, and anew when the time changes."""
NOTICES = (*REMINDERS, SEAT_IS_YOURS, SEAT_OFFERED, SEAT_OPEN, OFFER_GONE)
"""What is planned for somebody who wants to come, or might."""
KINDS = (*NOTICES, CANCELLED, UNSAFE)
"""What members are told about a meetup."""
RECENT = timedelta(days=30)
"""How far back organizers look up how a meetup was told."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands with a meetup."""

    meetup: Meetup
    answer: Answer | None
    seat: Seat | None
    position: int
    """Their place in the waiting list, from 1; 0 for who does not wait."""
    pool: Pool | None = None
    """Where their seat is."""
    waits_for: Pool | None = None
    """Where they wait; who has a seat may wait for one in the other pool."""
    offer: Offer | None = None
    """The seat that is held for them."""
    may_take: bool = False
    """Whether a seat is there that they may take: one that is held for them, or one for whoever of the line is first."""
    line: int = 0
    """How many wait for the seat they are about to give up; then nothing has been changed yet."""
    closed: bool = False
    """Whether they are to be told that Discord did not let us write to them directly."""
    nameless: bool = False
    """Whether they cannot be mentioned instead, for that would name them."""
    zone_unknown: bool = False
    """Whether they are to be asked for their time zone."""
    full_month: FullMonth | None = None
    """Set for who has just gone beyond the number of meetups a month they want to go to."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A meetup with what its card shows."""

    meetup: Meetup
    group: Group
    seating: Seating
    maybe: tuple[int, ...]
    over: bool
    wants_thread: bool
    """Whether a thread is still to be opened."""
    wants_archive: bool
    """Whether its thread is still to be archived."""
    hidden: frozenset[int] = frozenset()
    """Who of those who come is not to be named."""
    working_on: Mapping[int, str] = field(default_factory=dict[int, str])
    """What those will work on who said so."""
    following: Meetup | None = None
    """For one of a series that does not take place: the next one that does."""


def standing_in(meetup: Meetup, seating: Seating, person_id: int, answer: Answer | None) -> Standing:
    """Where a person stands, as far as seats say it."""
    pool = waits_for = offer = None
    position, may_take = 0, False
    for each in Pool:
        places = seating.of(each)
        if person_id in places.seated:
            pool = each
        if person_id in places.waiting:
            waits_for, position = each, places.waiting.index(person_id) + 1
            offer = places.offered(person_id)
            may_take = offer is not None or places.open > 0
    seat = Seat.SEATED if pool is not None else Seat.WAITING if waits_for is not None else None
    return Standing(meetup, answer, seat, position, pool, waits_for, offer, may_take)


def find(tx: Tx, meetup_id: int) -> Meetup:
    """The meetup of this server. Raises NoSuchMeetup."""
    meetup = models.meetup(tx, meetup_id)
    if meetup is None:
        raise NoSuchMeetup
    return meetup


def find_change(tx: Tx, change_id: int) -> Change:
    """A change of a meetup of this server. Raises NoSuchMeetup."""
    change = change_models.find_change(tx, change_id)
    if change is None:
        raise NoSuchMeetup
    return change


def organized(tx: Tx, meetup_id: int, person: Person) -> tuple[Meetup, Group]:
    """The meetup and its group, if this person may act for it. Raises NoSuchMeetup, NotAnOrganizer."""
    meetup = find(tx, meetup_id)
    return meetup, groups.organized(tx, meetup.group_id, person)


def standing(tx: Tx, meetup_id: int, person_id: int) -> Standing:
    """Where a person stands with a meetup. Raises NoSuchMeetup."""
    meetup = find(tx, meetup_id)
    found = standing_in(
        meetup,
        answer_models.seating(tx, meetup),
        person_id,
        answer_models.answer_of(tx, meetup_id, person_id),
    )
    if found.seat is not Seat.SEATED:
        return found
    return replace(found, full_month=full_month(tx, meetup, person_id))


def full_month(tx: Tx, meetup: Meetup, person_id: int) -> FullMonth | None:
    """The meetup's month, if the person goes to more in it than they wanted; nobody on a pause is told.

    Theirs to know and nobody else's: only to be said where nobody else reads.
    """
    set_by = people.preferences(tx, [person_id]).get(person_id, Preferences())
    wanted = set_by.monthly
    if wanted is None:
        return None
    if set_by.paused_until is not None and set_by.paused_until > tx.now:
        return None
    month, begins, ends = rules.month_of(meetup.starts_at, set_by.zone or meetup.group_zone)
    count = answer_models.count_going(tx, person_id, begins, ends)
    return FullMonth(month, count, wanted) if count > wanted else None


def portrait(tx: Tx, meetup_id: int) -> Portrait:
    """A meetup as its card shows it. Raises NoSuchMeetup."""
    meetup = find(tx, meetup_id)
    seating = answer_models.seating(tx, meetup)
    following = None
    if meetup.skipped and meetup.series_id is not None:
        following = models.next_of_series(tx, meetup.series_id)
    return Portrait(
        meetup,
        groups.find(tx, meetup.group_id),
        seating,
        answer_models.people_who(tx, meetup_id, Answer.MAYBE),
        over=tx.now >= meetup.ends_at,
        wants_thread=meetup.thread_id is None and meetup.cancelled_at is None and tx.now < meetup.ends_at,
        wants_archive=meetup.archived_at is None and tx.now >= meetup.ends_at + rules.THREAD_STAYS,
        hidden=people.hidden(tx, (*seating.room.seated, *seating.online.seated)),
        working_on=answer_models.working_on(tx, meetup_id),
        following=following,
    )


def concerned(tx: Tx, meetup: Meetup) -> tuple[int, ...]:
    """Everyone who wants to come or might, each once."""
    seating = answer_models.seating(tx, meetup)
    return tuple(
        dict.fromkeys(
            person
            for each in (
                seating.room.seated,
                seating.online.seated,
                seating.room.waiting,
                seating.online.waiting,
                answer_models.people_who(tx, meetup.id, Answer.MAYBE),
            )
            for person in each
        )
    )


def redraw(tx: Tx, meetup: Meetup) -> None:
    """Wants a meetup's card redrawn, if it has one: of a series only what comes next does."""
    if meetup.announced_at is not None:
        outbox.show(tx, CARD, meetup.id)


def changed(tx: Tx, meetup: Meetup) -> None:
    """A meetup has become another one, or has come or gone: whatever shows it is to be redrawn.

    Whoever keeps a meetup elsewhere as well (an event of Discord's, a calendar) hears of it here.
    """
    redraw(tx, meetup)
    tx.signals.announce(tx, GatheringChanged(meetup.group_id))


def announce(tx: Tx, meetup: Meetup) -> None:
    """Gives a meetup its card, and looks after it from now on."""
    if meetup.announced_at is None:
        models.change(tx, meetup.id, announced_at=tx.now)
        outbox.show(tx, CARD, meetup.id)
        outbox.later(tx, PASSED, meetup.id, meetup.ends_at)
    tx.signals.announce(tx, GatheringChanged(meetup.group_id))


def announce_next(tx: Tx, series_id: int | None) -> None:
    """Gives the occurrence of a series that comes next its card, unless it has it or there is none."""
    following = None if series_id is None else models.next_of_series(tx, series_id)
    if following is not None and following.announced_at is None:
        announce(tx, following)


def upcoming(tx: Tx, group_id: int | None = None, limit: int = 25) -> list[tuple[Meetup, Group]]:
    """What comes next in this server, or in one group, soonest first. Raises NoSuchGroup."""
    if group_id is not None:
        groups.find(tx, group_id)
    return _with_groups(tx, models.upcoming(tx, group_id, limit))


def _with_groups(tx: Tx, found: list[Meetup]) -> list[tuple[Meetup, Group]]:
    by_id = {group: groups.find(tx, group) for group in {meetup.group_id for meetup in found}}
    return [(meetup, by_id[meetup.group_id]) for meetup in found]


def beside(tx: Tx, meetup_id: int) -> Meetup | None:
    """Another meetup of its group that begins at the same moment and is not cancelled."""
    meetup = find(tx, meetup_id)
    at_once = models.between(tx, meetup.starts_at, meetup.ends_at)
    return next(
        (
            one
            for one in at_once
            if (one.group_id, one.starts_at) == (meetup.group_id, meetup.starts_at) and one.id != meetup.id
        ),
        None,
    )


def search(tx: Tx, text: str, limit: int = 25) -> list[tuple[Meetup, Group]]:
    """What comes next with `text` in its title or its group's name, accents and case aside."""
    wanted = folded(text)
    found = upcoming(tx, limit=SEARCHED)
    return [pair for pair in found if wanted in folded(f"{pair[0].title} {pair[1].name}")][:limit]


def search_recent(tx: Tx, text: str, limit: int = 25) -> list[tuple[Meetup, Group]]:
    """Likewise, what was of late and what was called off included: soonest first, then the latest first."""
    wanted = folded(text)
    found = _with_groups(tx, models.since(tx, tx.now - RECENT, SEARCHED))
    ahead = [pair for pair in found if pair[0].ends_at > tx.now]
    over = [pair for pair in found if pair[0].ends_at <= tx.now]
    in_order = [*ahead, *reversed(over)]
    return [pair for pair in in_order if wanted in folded(f"{pair[0].title} {pair[1].name}")][:limit]


def warned_of(tx: Tx, meetup_id: int) -> bool:
    """Whether a moderator has warned people of a meetup."""
    return any(outbox.count(tx, meetup_id, [UNSAFE], fate) for fate in Fate)


def report_missed(tx: Tx, meetup_id: int) -> None:
    """Lets the organizers know, once for each meetup, that people were not told something about it."""
    if missed(tx, meetup_id) is None:
        return
    meetup = find(tx, meetup_id)
    organizers = groups.portrait(tx, meetup.group_id, None).organizers
    say(tx, meetup, MISSED, organizers, weight=Weight.ORDINARY)


def say(
    tx: Tx,
    meetup: Meetup,
    kind: str,
    people: Collection[int],
    *,
    weight: Weight = Weight.PROMISED,
    due_at: datetime | None = None,
    generation: int = 0,
    subject_id: int | None = None,
) -> None:
    """Plans to tell people something about a meetup; its group's evening is theirs if they named no zone.

    `subject_id` where the subject is not the meetup itself.
    """
    outbox.say(
        tx,
        kind,
        meetup.id if subject_id is None else subject_id,
        people,
        weight=weight,
        zone=meetup.group_zone,
        group_id=meetup.group_id,
        event_at=meetup.starts_at,
        due_at=due_at,
        generation=generation,
    )


@dataclass(frozen=True, slots=True)
class Missed:
    """What was not said about a meetup although somebody should have had it."""

    count: int
    since: datetime
    """When the first of it should have been said."""
    until: datetime
    """When the last of it was given up."""


def missed(tx: Tx, meetup_id: int) -> Missed | None:
    """What was not said about a meetup; None when nobody waited in vain."""
    changes = [change.id for change in change_models.changes_since(tx, meetup_id, 0)]
    unsaid = [*ledger.unsaid(tx, [meetup_id], KINDS), *ledger.unsaid(tx, changes, [CHANGED])]
    in_vain = [
        one
        for one in unsaid
        if (one.reason not in (LEFT, HIDDEN) if one.fate is Fate.FAILED else one.reason == OVER)
    ]
    if not in_vain:
        return None
    return Missed(len(in_vain), min(one.due_at for one in in_vain), max(one.settled_at for one in in_vain))


@dataclass(frozen=True, slots=True)
class Delivery:
    """How a meetup was told to people."""

    meetup: Meetup
    over: bool
    remindable: bool
    """Whether somebody who answers now is reminded."""
    going: Mapping[Came, int]
    """How many of those who are going the last that was said to them reached, and how."""
    entries: Mapping[str, Sequence[Entry]]
    """What became of each kind of notice."""


def delivery(tx: Tx, meetup_id: int, person: Person) -> Delivery:
    """How a meetup was told to people, for who runs its group or moderates. Raises NoSuchMeetup, NotAnOrganizer."""
    meetup = find(tx, meetup_id)
    if not server.moderates(tx, person):
        groups.organized(tx, meetup.group_id, person)
    changes = [change.id for change in change_models.changes_since(tx, meetup_id, 0)]
    seating = answer_models.seating(tx, meetup)
    abouts = (([meetup_id], KINDS), (changes, [CHANGED]))
    entries: dict[str, list[Entry]] = {}
    for subjects, kinds in abouts:
        entries |= ledger.about(tx, subjects, kinds)
    return Delivery(
        meetup,
        over=tx.now >= meetup.ends_at,
        remindable=bool(rules.reminders(meetup.starts_at, tx.now)),
        going=ledger.reached(tx, abouts, (*seating.room.seated, *seating.online.seated)),
        entries=entries,
    )


def next_gatherings(tx: Tx, question: NextGatherings) -> dict[int, Gathering]:
    """Answers what groups have planned next."""
    return {
        meetup.group_id: Gathering(meetup.title, meetup.starts_at, meetup.channel_id, meetup.card_id)
        for meetup in models.next_of_groups(tx, question.group_ids)
    }


def posted(tx: Tx, meetup_id: int, *, card_id: int | None = None, thread_id: int | None = None) -> None:
    """Keeps which message and thread now stand for a meetup."""
    ids = {"card_id": card_id, "thread_id": thread_id}
    models.change(tx, meetup_id, **{name: value for name, value in ids.items() if value is not None})
    if card_id is not None:
        tx.signals.announce(tx, GatheringChanged(find(tx, meetup_id).group_id))


def thread_lost(tx: Tx, meetup_id: int, thread_id: int) -> bool:
    """Somebody deleted a meetup's thread; False when it was not its thread."""
    if find(tx, meetup_id).thread_id != thread_id:
        return False
    models.change(tx, meetup_id, thread_id=None)
    return True


def channel_lost(tx: Tx, channel_id: int) -> None:
    """Somebody deleted a channel: what is planned there goes to the one its group has, or will have."""
    groups.channel_lost(tx, channel_id)
    for group_id in models.leave(tx, channel_id):
        _settle(tx, group_id)
        tx.signals.announce(tx, GatheringChanged(group_id))


def group_moved(tx: Tx, fact: GroupMoved) -> None:
    """A group has a new channel: what has no card yet gets it there, and what had one in a lost channel as well."""
    _settle(tx, fact.group_id)


def _settle(tx: Tx, group_id: int) -> None:
    channel_id = groups.find(tx, group_id).channel_id
    if channel_id is not None:
        for meetup_id in models.settle(tx, group_id, channel_id):
            outbox.show(tx, CARD, meetup_id)


def group_zone_changed(tx: Tx, fact: GroupZoneChanged) -> None:
    """A group has a new zone: from now on it is evening there, also for what is said after a meetup."""
    models.follow_zone(tx, fact.group_id, groups.find(tx, fact.group_id).zone)


def series_by_another_clock(tx: Tx, question: SeriesByAnotherClock) -> bool:
    """Answers whether what is to come of a group's series goes by another time zone than the group's."""
    return models.series_by_another_clock(tx, question.group_id)


def reworded(tx: Tx, fact: TextsChanged) -> None:
    """Meetups, or what people mean to work on there, do not name somebody any more: neither does what shows them."""
    own = fact.ids(models.meetups.name)
    for meetup_id in own | fact.ids(answer_models.answers.name, "meetup_id"):
        redraw(tx, find(tx, meetup_id))
    for meetup_id in own:
        outbox.show(tx, THREAD_NAME, meetup_id)
    for group_id in fact.ids(models.meetups.name, "group_id"):
        tx.signals.announce(tx, GatheringChanged(group_id))


def place(tx: Tx, meetup_id: int) -> int | None:
    """Where things about a meetup are said: in its thread, or in its channel; None while its group has none."""
    meetup = find(tx, meetup_id)
    if meetup.thread_id is not None:
        return meetup.thread_id
    has_channel = groups.find(tx, meetup.group_id).channel_id is not None
    return meetup.channel_id if has_channel else None


@dataclass(frozen=True, slots=True)
class Unnamed:
    """Those who want to come to a meetup, or might, and whom no card may name."""

    out_of_reach: int
    """How many of them take no direct messages either."""
    directly: int
    """How many of them are written to directly; whether they take that, Discord says only then."""


def unnamed(tx: Tx, meetup_id: int, but: int) -> Unnamed:
    """How many of those who want to come, or might, can be told something by direct message alone, or not at all.

    Without one person, who knows it already.
    """
    who = people.hidden(tx, concerned(tx, find(tx, meetup_id))) - {but}
    set_by = people.preferences(tx, who)
    directly = sum(set_by[person].takes_direct(tx.now) for person in who)
    return Unnamed(len(who) - directly, directly)


def place_lost(tx: Tx, meetup_id: int, channel_id: int) -> bool:
    """Somebody deleted where something was to be said; whether there is, or will be, another place for it."""
    if thread_lost(tx, meetup_id, channel_id):
        return True
    if find(tx, meetup_id).channel_id != channel_id:
        return False
    channel_lost(tx, channel_id)
    return True


def archived(tx: Tx, meetup_id: int) -> None:
    """Keeps that a meetup's thread has been archived."""
    models.change(tx, meetup_id, archived_at=tx.now)


def passed(tx: Tx, meetup_id: int) -> None:
    """A meetup has ended (its card says so), or its thread has been open long enough."""
    meetup = find(tx, meetup_id)
    if tx.now < meetup.ends_at:  # it was moved meanwhile
        outbox.later(tx, PASSED, meetup_id, meetup.ends_at)
        return
    changed(tx, meetup)
    if tx.now < meetup.ends_at + rules.THREAD_STAYS:
        outbox.later(tx, PASSED, meetup_id, meetup.ends_at + rules.THREAD_STAYS)
    announce_next(tx, meetup.series_id)
