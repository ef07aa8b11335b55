"""What members do with a meetup: say whether they come, take a seat that is held for them, let it go."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

from bot import outbox
from bot.db.tx import Tx
from bot.people import service as people
from bot.people.boundaries import Weight
from bot.people.models import hidden, preferences
from bot.people.service import Owed
from bot.signals import MemberBarred, MemberForgotten, NameHidden, SeatGivenUp
from cogs.groups import service as groups
from cogs.meetups import answer_models, event_models, models, rules, seats, service
from cogs.meetups.answer_models import NOWHERE, Placed
from cogs.meetups.models import Meetup
from cogs.meetups.rules import Answer
from cogs.meetups.seats import (
    SEATED_BEFORE,
    Ask,
    Circumstances,
    Event,
    Leave,
    Look,
    Pass,
    Pool,
    Seating,
    Take,
)
from cogs.meetups.service import Portrait, Standing

CLICK_REDRAWS = timedelta(seconds=30)
"""How long a click may take to redraw an old card before the outbox does it after all."""


@dataclass(frozen=True, slots=True)
class Redraw:
    """A card that the answer itself is to redraw, and which version of it that will be."""

    portrait: Portrait
    version: int


@dataclass(frozen=True, slots=True)
class Sharing:
    """The seats of a meetup before something happened and after it, and who is elsewhere now."""

    before: Seating
    after: Seating
    there: dict[int, Placed]
    moved: dict[int, Placed]


def answer(
    tx: Tx,
    meetup_id: int,
    person_id: int,
    wish: Answer,
    *,
    pool: Pool | None = None,
    old_card: int | None = None,
    sure: bool = True,
    reads: bool = True,
) -> tuple[Standing, Redraw | None]:
    """Sets a person's answer and seats everyone who can be seated.

    `pool` is where they want to be if they are going; without it, or where there are no such seats, it is the first
    that the meetup has. Who is not `sure` and would give up a seat that others wait for is only told how many.
    `old_card` is the message pressed on, when it is old: if it is this meetup's card, the one who answers is to
    redraw it (and then to call `redrawn`), for Discord limits other edits of old messages.
    Who `reads` what comes of it is told, once, what they should know besides.
    Raises NoSuchMeetup, MeetupIsCancelled, MeetupIsOver, and what `groups.admitted` does to who would come.
    """
    meetup = _answerable(tx, meetup_id)
    if wish is not Answer.CANT:
        groups.admitted(tx, meetup.group_id, person_id)
    event_models.not_interested(tx, meetup_id, person_id)  # from now on it is their own word
    there = answer_models.placed(tx, meetup_id)
    seating = answer_models.seating_of(meetup, there)
    if wish is not Answer.GOING and not sure and (line := _line_behind(seating, person_id)):
        held = answer_models.answer_of(tx, meetup_id, person_id)
        return replace(service.standing_in(meetup, seating, person_id, held), line=line), None
    shared = _shared(tx, meetup, there, seating, _event(meetup, person_id, wish, pool))
    standing = service.standing_in(meetup, shared.after, person_id, wish)
    owed = people.owed(tx, person_id, zone=wish is not Answer.CANT) if reads else None
    if owed is Owed.CLOSED:
        standing = replace(standing, closed=True, nameless=bool(hidden(tx, [person_id])))
    elif owed is Owed.ZONE:
        standing = replace(standing, zone_unknown=True)
    if shared.after == shared.before and answer_models.answer_of(tx, meetup_id, person_id) is wish:
        return standing, None
    was, at = there.get(person_id, NOWHERE), shared.moved.pop(person_id, there.get(person_id, NOWHERE))
    newly = (was.seated_in is None and at.seated_in is not None) or (
        was.waits_for is None and at.waits_for is not None
    )
    wanted = answer_models.set_answer(tx, meetup_id, person_id, wish, at, wants=newly)
    if wanted is not None and at.seated_in is not None:  # who waits is warned when they get the seat
        standing = replace(standing, full_month=service.full_month(tx, meetup, person_id))
    if wish is not Answer.GOING:
        outbox.unsay(tx, meetup_id, service.NOTICES, person_id)
        if was.seated_in is not None:
            tx.signals.announce(tx, SeatGivenUp(meetup_id, person_id))
    if wish is Answer.MAYBE:
        ask_again(tx, meetup, [person_id])
    if at.seated_in is not None and was.seated_in is None:
        remind(tx, meetup, [person_id])
    _carry_out(tx, meetup, shared, doer=person_id)
    return standing, _drawn(tx, meetup, old_card)


def _answerable(tx: Tx, meetup_id: int) -> Meetup:
    meetup = service.find(tx, meetup_id)
    rules.may_answer(meetup.ends_at, cancelled=meetup.cancelled_at is not None, now=tx.now)
    return meetup


def _line_behind(seating: Seating, person_id: int) -> int:
    """How many wait for the seat that somebody has."""
    return sum(
        len(places.waiting)
        for places in (seating.room, seating.online)
        if person_id in places.seated and not places.open
    )


def _event(meetup: Meetup, person_id: int, wish: Answer, pool: Pool | None) -> Event:
    if wish is not Answer.GOING:
        return Leave(person_id)
    wanted = pool if pool in meetup.pools else meetup.pools[0]
    assert wanted is not None
    return Ask(person_id, wanted)


def take(tx: Tx, meetup_id: int, person_id: int) -> Standing:
    """Takes the seat that is held for somebody, or one that is there for whoever of the line is first.

    Where there is none any more, the standing says so. Raises NoSuchMeetup, MeetupIsCancelled, MeetupIsOver.
    """
    meetup = _answerable(tx, meetup_id)
    shared = _happen(tx, meetup, Take(person_id), doer=person_id)
    return service.standing_in(
        meetup, shared.after, person_id, answer_models.answer_of(tx, meetup_id, person_id)
    )


def pass_on(tx: Tx, meetup_id: int, person_id: int) -> Standing:
    """Lets an offer go to the next; who does keeps their place in the line. Raises as `take` does."""
    meetup = _answerable(tx, meetup_id)
    shared = _happen(tx, meetup, Pass(person_id), doer=person_id)
    return service.standing_in(
        meetup, shared.after, person_id, answer_models.answer_of(tx, meetup_id, person_id)
    )


def look(tx: Tx, meetup_id: int) -> None:
    """Time has passed: offers run out, quiet hours end, a seat is there for the taking."""
    meetup = service.find(tx, meetup_id)
    if meetup.cancelled_at is None and tx.now < meetup.ends_at:
        shared = _happen(tx, meetup, Look())
        if shared.after == shared.before:  # too early for those who sleep: another look is needed
            at = seats.look_again_at(shared.after, _circumstances(tx, meetup, shared.after))
            if at is not None:
                outbox.later(tx, service.SEATS, meetup.id, at)


def settle(tx: Tx, meetup: Meetup, *events: Event) -> None:
    """Lets things happen to the seats of a meetup as it is now stored, such as another number of them."""
    for event in events or (Look(),):
        _happen(tx, service.find(tx, meetup.id), event)


def depart(tx: Tx, meetup_id: int, person_id: int) -> None:
    """Somebody is not there any more: no seat, no place in the line, nothing more to be said to them."""
    outbox.unsay(tx, meetup_id, service.NOTICES, person_id)
    _happen(tx, service.find(tx, meetup_id), Leave(person_id), doer=person_id)


def barred(tx: Tx, fact: MemberBarred) -> None:
    """Whoever a group keeps out is not expected at its meetups any more."""
    for meetup, _, _ in answer_models.of_person_since(tx, fact.person_id, tx.now):
        if meetup.group_id == fact.group_id and meetup.cancelled_at is None:
            depart(tx, meetup.id, fact.person_id)
            answer_models.set_answer(tx, meetup.id, fact.person_id, Answer.CANT, NOWHERE, wants=False)
            service.redraw(tx, meetup)


def renamed(tx: Tx, fact: NameHidden) -> None:
    """Somebody wants to be named by no card any more, or by all again: those of what they come to are redrawn."""
    for meetup_id in answer_models.answered_by(tx, fact.person_id):
        if answer_models.answer_of(tx, meetup_id, fact.person_id) is Answer.GOING:
            service.redraw(tx, service.find(tx, meetup_id))


def forgotten(tx: Tx, fact: MemberForgotten) -> None:
    """Somebody is forgotten here: their seats are free, their answers gone, and no card names them."""
    for meetup_id in answer_models.answered_by(tx, fact.person_id):
        meetup = service.find(tx, meetup_id)
        if meetup.cancelled_at is None and tx.now < meetup.ends_at:
            depart(tx, meetup_id, fact.person_id)
        answer_models.take_out(tx, meetup_id, fact.person_id)
        service.redraw(tx, meetup)


def _happen(tx: Tx, meetup: Meetup, event: Event, *, doer: int | None = None) -> Sharing:
    there = answer_models.placed(tx, meetup.id)
    shared = _shared(tx, meetup, there, answer_models.seating_of(meetup, there), event)
    if doer is not None and (at := shared.moved.pop(doer, None)) is not None:
        answer_models.place(tx, meetup.id, {doer: at})
        if at.seated_in is not None and there[doer].seated_in is None:
            outbox.unsay(tx, meetup.id, (service.SEAT_OFFERED, service.SEAT_OPEN), doer)
            remind(tx, meetup, [doer])
    _carry_out(tx, meetup, shared, doer=doer)
    if shared.after != shared.before:
        service.redraw(tx, meetup)
    return shared


def _shared(tx: Tx, meetup: Meetup, there: dict[int, Placed], before: Seating, event: Event) -> Sharing:
    after = seats.after(before, event, _circumstances(tx, meetup, before))
    return Sharing(before, after, there, answer_models.moved_to(there, after) if after != before else {})


def _circumstances(tx: Tx, meetup: Meetup, *seatings: Seating) -> Circumstances:
    """When it is, and when those sleep who wait; asked only where it matters."""
    waiting = [p for seating in seatings for pool in Pool for p in seating.of(pool).waiting]
    if not waiting or meetup.starts_at - tx.now > SEATED_BEFORE:
        return Circumstances(tx.now, meetup.starts_at, meetup.group_zone)
    set_by = preferences(tx, set(waiting))
    boundaries = {person: own.boundaries(meetup.group_zone) for person, own in set_by.items()}
    return Circumstances(tx.now, meetup.starts_at, meetup.group_zone, boundaries)


def _carry_out(tx: Tx, meetup: Meetup, shared: Sharing, *, doer: int | None) -> None:
    """Writes what has become of the seats, but for what the doer's own row says, and tells whom it concerns."""
    before, after = shared.before, shared.after
    if before == after:
        return
    answer_models.place(tx, meetup.id, shared.moved)
    opened = {
        name: now.open
        for name, was, now in (
            ("room_open", before.room, after.room),
            ("online_open", before.online, after.online),
        )
        if was.open != now.open
    }
    if opened:
        models.change(tx, meetup.id, **opened)
    if not any((before.room.waiting, before.online.waiting, after.room.waiting, after.online.waiting)):
        return
    there = _circumstances(tx, meetup, before, after)
    for pool in Pool:
        was, now = before.of(pool), after.of(pool)
        promoted = [person for person in now.newly_seated(was) if person != doer]
        remind(tx, meetup, promoted)
        for person in promoted:
            service.say(
                tx,
                meetup,
                service.SEAT_IS_YOURS,
                [person],
                generation=shared.there.get(person, NOWHERE).asked,
            )
        stamp = int(tx.now.timestamp())
        offered = [offer.person_id for offer in now.newly_offered(was)]
        service.say(tx, meetup, service.SEAT_OFFERED, offered, generation=stamp)
        taken_back = [offer.person_id for offer in was.offers if offer not in now.offers]
        for person in taken_back:
            outbox.unsay(tx, meetup.id, (service.SEAT_OFFERED,), person)
        gone = [offer.person_id for offer in now.taken_back(was) if offer.person_id != doer]
        service.say(tx, meetup, service.OFFER_GONE, gone, generation=stamp)
        if now.newly_open(was):
            # Who sleeps hears of it when they are up, if it is there still.
            service.say(tx, meetup, service.SEAT_OPEN, now.waiting, generation=stamp)
    at = seats.look_again_at(after, there)
    if at is not None:
        outbox.later(tx, service.SEATS, meetup.id, at)
    elif seats.look_again_at(before, there) is not None:
        outbox.never_mind(tx, service.SEATS, meetup.id)


def remind(tx: Tx, meetup: Meetup, people: Collection[int]) -> None:
    """Plans the reminders that are still ahead for people who have a seat."""
    outbox.say_each(
        tx,
        rules.reminders(meetup.starts_at, tx.now),
        meetup.id,
        people,
        weight=Weight.PROMISED,
        zone=meetup.group_zone,
        group_id=meetup.group_id,
        event_at=meetup.starts_at,
        generation=meetup.moves,
    )


def ask_again(tx: Tx, meetup: Meetup, people: Collection[int]) -> None:
    """Plans the question to people who said Maybe, if there is still time for it."""
    if (asked_at := rules.asks_again_at(meetup.starts_at, tx.now)) is not None:
        service.say(
            tx,
            meetup,
            rules.STILL_COMING,
            people,
            weight=Weight.ORDINARY,
            due_at=asked_at,
            generation=meetup.moves,
        )


def _drawn(tx: Tx, meetup: Meetup, old_card: int | None) -> Redraw | None:
    if old_card is None or old_card != meetup.card_id:
        service.redraw(tx, meetup)
        return None
    version = outbox.show(tx, service.CARD, meetup.id, within=CLICK_REDRAWS)
    return Redraw(service.portrait(tx, meetup.id), version)


def redrawn(tx: Tx, meetup_id: int, version: int) -> None:
    """The card was redrawn by an answer itself."""
    outbox.seen(tx, service.CARD, meetup_id, version)


def work_on(tx: Tx, meetup_id: int, person_id: int, typed: str) -> tuple[Meetup, str | None]:
    """Keeps what somebody who comes will work on, for all to see; nothing typed takes it back.

    Raises NoSuchMeetup, MeetupIsCancelled, MeetupIsOver, NotComing, TooLong, NotPlain.
    """
    meetup = _answerable(tx, meetup_id)
    what = rules.work_of(typed)
    if person_id not in answer_models.placed(tx, meetup_id):
        raise rules.NotComing
    answer_models.work_on(tx, meetup_id, person_id, what)
    service.redraw(tx, meetup)
    return meetup, what
