"""What happens to meetups: one promise each, kept whole in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot import outbox
from bot.db.tx import Tx
from bot.errors import ChannelGone
from bot.outbox import ledger
from bot.outbox.ledger import Entry
from bot.outbox.models import Fate
from bot.outbox.reasons import LEFT
from bot.people import service as people
from bot.people.boundaries import Weight
from bot.people.models import Preferences, preferences
from bot.people.person import Person
from bot.signals import Gathering, GatheringChanged, NextGathering
from bot.text import folded
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.meetups import models, rules
from cogs.meetups.models import Meetup, Seat
from cogs.meetups.rules import Answer, FullMonth, NoSuchMeetup, Seating

CARD = "meetups.card"
"""The mirror of a meetup's card and thread."""
PASSED = "meetups.passed"
"""The chore that falls due when a meetup ends, and again when its thread is to be archived."""
SEARCHED = 2000
"""Meetups ahead that a search looks through; a server has fewer."""
CLICK_REDRAWS = timedelta(seconds=30)
"""How long a click may take to redraw an old card before the outbox does it after all."""
SEAT_IS_YOURS = "meetups.seat_is_yours"
CANCELLED = "meetups.cancelled"
MISSED = "meetups.missed"
OVER = "the meetup is over"
"""Why a notice was skipped that somebody should have had."""
NOTICES = (rules.DAY_BEFORE, rules.HOUR_BEFORE, rules.STILL_COMING, SEAT_IS_YOURS)
"""What is planned for somebody who wants to come, or might."""
KINDS = (*NOTICES, CANCELLED)
"""What members are told about a meetup."""
RECENT = timedelta(days=30)
"""How far back organizers look up how a meetup was told."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What an organizer asks for, as typed; times already understood."""

    starts_at: datetime
    title: str
    ends_at: datetime | None = None
    length: timedelta | None = None
    """Counts more than `ends_at`; without either it lasts as long as code & coffee does."""
    place: str | None = None
    link: str | None = None
    seats: int | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one person stands with a meetup."""

    meetup: Meetup
    answer: Answer | None
    seat: Seat | None
    position: int
    """Their place in the waiting list, from 1; 0 for who does not wait."""
    closed: bool = False
    """Whether they are to be told that Discord did not let us write to them directly."""
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


@dataclass(frozen=True, slots=True)
class Redraw:
    """A card that the answer itself is to redraw, and which version of it that will be."""

    portrait: Portrait
    version: int


def schedule(
    tx: Tx, group_id: int, organizer: Person, plan: Plan, *, request_id: int
) -> tuple[Meetup, Group]:
    """Plans a meetup; its card appears in the group's channel.

    Raises NoSuchGroup, NotAnOrganizer, ChannelGone, TooManyMeetups, AlreadyBegun, LengthOutOfRange,
    SeatsOutOfRange, NotALink, TooLong, NotPlain, NoText.
    """
    group = groups.organized(tx, group_id, organizer)
    if (known := models.meetup_asked_for(tx, request_id)) is not None:
        return known, group
    if group.channel_id is None:
        raise ChannelGone
    ends_at = rules.ends_at(plan.starts_at, plan.ends_at, plan.length)
    rules.check_times(plan.starts_at, ends_at, tx.now)
    rules.check_seats(plan.seats)
    if models.count_open(tx, group.id) >= rules.MOST_OPEN:
        raise rules.TooManyMeetups
    meetup = models.add_meetup(
        tx,
        group_id=group.id,
        title=rules.title_of(plan.title),
        starts_at=plan.starts_at,
        ends_at=ends_at,
        zone=group.zone,
        place=rules.place_of(plan.place),
        link=rules.link_of(plan.link),
        seats=plan.seats,
        channel_id=group.channel_id,
        request_id=request_id,
        created_by=organizer.id,
    )
    outbox.show(tx, CARD, meetup.id)
    outbox.later(tx, PASSED, meetup.id, meetup.ends_at)
    tx.signals.announce(tx, GatheringChanged(group.id))
    return meetup, group


def answer(
    tx: Tx, meetup_id: int, person_id: int, wish: Answer, *, old_card: int | None = None
) -> tuple[Standing, Redraw | None]:
    """Sets a person's answer and seats everyone who can be seated.

    `old_card` is the message pressed on, when it is old: if it is this meetup's card, the one who answers is to
    redraw it (and then to call `redrawn`), for Discord limits other edits of old messages.
    Raises NoSuchMeetup, MeetupIsCancelled, MeetupIsOver.
    """
    meetup = find(tx, meetup_id)
    rules.may_answer(meetup.ends_at, cancelled=meetup.cancelled_at is not None, now=tx.now)
    before = models.seating(tx, meetup)
    after = rules.answered(before, person_id, wish)
    standing = _standing(meetup, after, person_id, wish)
    standing = replace(standing, closed=people.news(tx, person_id))
    if after == before and models.answer_of(tx, meetup_id, person_id) is wish:
        return standing, None
    wanted = models.set_answer(tx, meetup_id, person_id, wish, standing.seat)
    if wanted is not None and standing.seat is Seat.SEATED:  # who waits is warned when they get the seat
        standing = replace(standing, full_month=full_month(tx, meetup, person_id))
    if wish is not Answer.GOING:
        outbox.unsay(tx, meetup_id, NOTICES, person_id)
    if wish is Answer.MAYBE and (asked_at := rules.asks_again_at(meetup.starts_at, tx.now)) is not None:
        _say(tx, meetup, rules.STILL_COMING, [person_id], weight=Weight.ORDINARY, due_at=asked_at)
    newly = after.newly_seated(before)
    _remind(tx, meetup, newly)
    _tell_promoted(tx, meetup, [person for person in newly if person != person_id])
    if old_card is not None and old_card == meetup.card_id:
        version = outbox.show(tx, CARD, meetup_id, within=CLICK_REDRAWS)
        return standing, Redraw(portrait(tx, meetup_id), version)
    outbox.show(tx, CARD, meetup_id)
    return standing, None


def full_month(tx: Tx, meetup: Meetup, person_id: int) -> FullMonth | None:
    """The meetup's month, if the person goes to more in it than they wanted; nobody on a pause is told.

    Theirs to know and nobody else's: only to be said where nobody else reads.
    """
    set_by = preferences(tx, [person_id]).get(person_id, Preferences())
    wanted = set_by.monthly
    if wanted is None:
        return None
    if set_by.paused_until is not None and set_by.paused_until > tx.now:
        return None
    month, begins, ends = rules.month_of(meetup.starts_at, set_by.zone or meetup.zone)
    count = models.count_going(tx, person_id, begins, ends)
    return FullMonth(month, count, wanted) if count > wanted else None


def redrawn(tx: Tx, meetup_id: int, version: int) -> None:
    """The card was redrawn by an answer itself."""
    outbox.seen(tx, CARD, meetup_id, version)


def _standing(meetup: Meetup, seating: Seating, person_id: int, answer: Answer | None) -> Standing:
    if person_id in seating.waiting:
        return Standing(meetup, answer, Seat.WAITING, seating.waiting.index(person_id) + 1)
    return Standing(meetup, answer, Seat.SEATED if person_id in seating.seated else None, 0)


def _remind(tx: Tx, meetup: Meetup, people: list[int]) -> None:
    for kind, due_at in rules.reminders(meetup.starts_at, tx.now):
        _say(tx, meetup, kind, people, due_at=due_at)


def _tell_promoted(tx: Tx, meetup: Meetup, people: list[int]) -> None:
    if not people:
        return
    for person_id, asked in models.seat(tx, meetup.id, people).items():
        _say(tx, meetup, SEAT_IS_YOURS, [person_id], generation=asked)


def cancel(tx: Tx, meetup_id: int, person: Person) -> tuple[Meetup, bool]:
    """Calls a meetup off and tells whoever wanted to come; the meetup, and whether it was still on.

    Raises NoSuchMeetup, NotAnOrganizer, MeetupIsOver.
    """
    meetup = cancellable(tx, meetup_id, person)
    if meetup.cancelled_at is not None:
        return meetup, False
    models.change(tx, meetup_id, cancelled_at=tx.now)
    outbox.unsay(tx, meetup_id, NOTICES)
    _say(tx, meetup, CANCELLED, _concerned(tx, meetup))
    outbox.show(tx, CARD, meetup_id)
    tx.signals.announce(tx, GatheringChanged(meetup.group_id))
    return meetup, True


def cancellable(tx: Tx, meetup_id: int, person: Person) -> Meetup:
    """The meetup, if this person may call it off. Raises NoSuchMeetup, NotAnOrganizer, MeetupIsOver."""
    meetup = find(tx, meetup_id)
    groups.organized(tx, meetup.group_id, person)
    if meetup.cancelled_at is None:  # calling it off twice is the same as once
        rules.may_answer(meetup.ends_at, cancelled=False, now=tx.now)
    return meetup


def calling_off(tx: Tx, meetup_id: int, person: Person) -> tuple[Meetup, int]:
    """What calling it off would mean: the meetup, and how many would be told. Raises as `cancellable`."""
    meetup = cancellable(tx, meetup_id, person)
    return meetup, len(_concerned(tx, meetup))


def _concerned(tx: Tx, meetup: Meetup) -> tuple[int, ...]:
    seating = models.seating(tx, meetup)
    return (*seating.seated, *seating.waiting, *models.people_who(tx, meetup.id, Answer.MAYBE))


def find(tx: Tx, meetup_id: int) -> Meetup:
    """The meetup of this server. Raises NoSuchMeetup."""
    meetup = models.meetup(tx, meetup_id)
    if meetup is None:
        raise NoSuchMeetup
    return meetup


def standing(tx: Tx, meetup_id: int, person_id: int) -> Standing:
    """Where a person stands with a meetup. Raises NoSuchMeetup."""
    meetup = find(tx, meetup_id)
    found = _standing(
        meetup, models.seating(tx, meetup), person_id, models.answer_of(tx, meetup_id, person_id)
    )
    if found.seat is not Seat.SEATED:
        return found
    return replace(found, full_month=full_month(tx, meetup, person_id))


def portrait(tx: Tx, meetup_id: int) -> Portrait:
    """A meetup as its card shows it. Raises NoSuchMeetup."""
    meetup = find(tx, meetup_id)
    return Portrait(
        meetup,
        groups.find(tx, meetup.group_id),
        models.seating(tx, meetup),
        models.people_who(tx, meetup_id, Answer.MAYBE),
        over=tx.now >= meetup.ends_at,
        wants_thread=meetup.thread_id is None and meetup.cancelled_at is None and tx.now < meetup.ends_at,
        wants_archive=meetup.archived_at is None and tx.now >= meetup.ends_at + rules.THREAD_STAYS,
    )


def upcoming(tx: Tx, group_id: int | None = None, limit: int = 25) -> list[tuple[Meetup, Group]]:
    """What comes next in this server, or in one group, soonest first. Raises NoSuchGroup."""
    if group_id is not None:
        groups.find(tx, group_id)
    return _with_groups(tx, models.upcoming(tx, group_id, limit))


def _with_groups(tx: Tx, found: list[Meetup]) -> list[tuple[Meetup, Group]]:
    by_id = {group: groups.find(tx, group) for group in {meetup.group_id for meetup in found}}
    return [(meetup, by_id[meetup.group_id]) for meetup in found]


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


def report_missed(tx: Tx, meetup_id: int) -> None:
    """Lets the organizers know, once for each meetup, that people were not told something about it."""
    meetup = find(tx, meetup_id)
    organizers = groups.portrait(tx, meetup.group_id, None).organizers
    _say(tx, meetup, MISSED, organizers, weight=Weight.ORDINARY)


def _say(
    tx: Tx,
    meetup: Meetup,
    kind: str,
    people: Collection[int],
    *,
    weight: Weight = Weight.PROMISED,
    due_at: datetime | None = None,
    generation: int = 0,
) -> None:
    """Plans to tell people something about a meetup; its group's evening is theirs if they named no zone."""
    outbox.say(
        tx,
        kind,
        meetup.id,
        people,
        weight=weight,
        zone=meetup.zone,
        event_at=meetup.starts_at,
        due_at=due_at,
        generation=generation,
    )


def count_missed(tx: Tx, meetup_id: int) -> int:
    """How many notices about a meetup were not said although somebody should have had them."""
    failed = outbox.count(tx, meetup_id, KINDS, Fate.FAILED)
    gone = outbox.count(tx, meetup_id, KINDS, Fate.FAILED, LEFT)  # nobody has waited in vain
    return failed - gone + outbox.count(tx, meetup_id, KINDS, Fate.SKIPPED, OVER)


def delivery(tx: Tx, meetup_id: int, person: Person) -> tuple[Meetup, dict[str, list[Entry]]]:
    """How a meetup was told to people, by kind of notice. Raises NoSuchMeetup, NotAnOrganizer."""
    meetup = find(tx, meetup_id)
    groups.organized(tx, meetup.group_id, person)
    return meetup, ledger.about(tx, meetup_id, KINDS)


def next_gathering(tx: Tx, question: NextGathering) -> Gathering | None:
    """Answers what a group has planned next."""
    meetup = models.next_of_group(tx, question.group_id)
    return (
        None
        if meetup is None
        else Gathering(meetup.title, meetup.starts_at, meetup.channel_id, meetup.card_id)
    )


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


def archived(tx: Tx, meetup_id: int) -> None:
    """Keeps that a meetup's thread has been archived."""
    models.change(tx, meetup_id, archived_at=tx.now)


def passed(tx: Tx, meetup_id: int) -> None:
    """A meetup has ended (its card says so), or its thread has been open long enough."""
    meetup = find(tx, meetup_id)
    outbox.show(tx, CARD, meetup_id)
    tx.signals.announce(tx, GatheringChanged(meetup.group_id))
    if tx.now < meetup.ends_at + rules.THREAD_STAYS:
        outbox.later(tx, PASSED, meetup_id, meetup.ends_at + rules.THREAD_STAYS)
