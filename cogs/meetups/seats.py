"""Who has a seat, who waits for one, and who gets the one that came free (plain values in, plain values out).

The later a seat comes free, the less it helps to hand it to whoever is next: they may not be able to come any more,
and nobody would know. So it is given by the time that is left:

    more than 48 h       seated and told
    48 h to 6 h          offered to whoever is next, and held for 2 h
    6 h to 3.5 h         offered, and held for 30 min
    3.5 h and less       open: the first of those waiting who takes it has it

An offer that somebody would not hear of, or that would run out in their quiet time, passes them over; they keep their
place in the line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

from bot.people.boundaries import Boundaries, quiet

SEATED_BEFORE = timedelta(hours=48)
"""With more time than this left, a seat is simply given."""
HOLDS = ((timedelta(hours=6), timedelta(hours=2)), (timedelta(hours=3, minutes=30), timedelta(minutes=30)))
"""With more time left than the first, but not more than in the line before, a seat is held for the second."""


class Pool(StrEnum):
    """Where seats are: each has its own number of them, and its own line."""

    ROOM = "room"
    ONLINE = "online"


@dataclass(frozen=True, slots=True)
class Offer:
    """A seat held for somebody who waits, up to but not including an instant."""

    person_id: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Places:
    """The seats of one pool and the line for them."""

    seats: int | None = None
    """How many there are; None when there is room for everyone."""
    seated: tuple[int, ...] = ()
    """In the order in which they got their seats."""
    waiting: tuple[int, ...] = ()
    """In the order in which they asked; who has an offer is still here."""
    offers: tuple[Offer, ...] = ()
    let_go: frozenset[int] = frozenset()
    """Who passed on an offer, or let it run out: they wait, but are not offered another while others are."""
    open: int = 0
    """Seats that are held for nobody: whoever waits may take one."""

    def newly_seated(self, before: Places) -> list[int]:
        """Who has a seat now and had none before, in order."""
        had = frozenset(before.seated)
        return [person for person in self.seated if person not in had]

    def newly_offered(self, before: Places) -> list[Offer]:
        """The offers that were not there before, in order."""
        had = frozenset(before.offers)
        return [offer for offer in self.offers if offer not in had]

    def taken_back(self, before: Places) -> list[Offer]:
        """The offers that were taken back from people who still wait, in order."""
        kept = frozenset(self.offers)
        still = frozenset(self.waiting) - self.let_go
        return [offer for offer in before.offers if offer not in kept and offer.person_id in still]

    def newly_open(self, before: Places) -> bool:
        """Whether those who wait ought to hear of a seat that is there for the taking."""
        return self.open > before.open

    def offered(self, person_id: int) -> Offer | None:
        """The seat that is held for somebody."""
        return next((offer for offer in self.offers if offer.person_id == person_id), None)

    def free(self) -> int:
        """Seats that nobody has and that are held for nobody; as many as anyone wants when there is no limit."""
        if self.seats is None:
            return len(self.waiting)
        return max(self.seats - len(self.seated) - len(self.offers), 0)

    def unasked(self) -> list[int]:
        """Who waits and may be offered a seat, in order."""
        asked = self.let_go.union(offer.person_id for offer in self.offers)
        return [person for person in self.waiting if person not in asked]

    def without(self, person_id: int) -> Places:
        """The same without somebody: no seat, no place in the line, no offer."""
        return replace(self._not_waiting(person_id), seated=tuple(p for p in self.seated if p != person_id))

    def _not_waiting(self, person_id: int) -> Places:
        return replace(
            self,
            waiting=tuple(person for person in self.waiting if person != person_id),
            offers=tuple(offer for offer in self.offers if offer.person_id != person_id),
            let_go=self.let_go - {person_id},
        )

    def with_offer(self, offer: Offer) -> Places:
        """The same with a seat held for somebody."""
        return replace(self, offers=(*self.offers, offer))

    def with_seat_for(self, person_id: int) -> Places:
        """The same with somebody in a seat instead of in the line."""
        return replace(self._not_waiting(person_id), seated=(*self.seated, person_id))


@dataclass(frozen=True, slots=True)
class Seating:
    """The pools of a meetup. Nobody has two seats, and nobody stands in two lines.

    Who has a seat in one pool may wait for one in the other; they give up the first when they get the second.
    """

    room: Places = field(default_factory=Places)
    online: Places = field(default_factory=Places)

    def of(self, pool: Pool) -> Places:
        """One of the pools."""
        return self.room if pool is Pool.ROOM else self.online

    def put(self, pool: Pool, places: Places) -> Seating:
        """The same with one pool changed."""
        return replace(self, room=places) if pool is Pool.ROOM else replace(self, online=places)


@dataclass(frozen=True, slots=True)
class Ask:
    """Somebody wants to come. Asking again changes nothing, except that it accepts what is offered."""

    person_id: int
    pool: Pool


@dataclass(frozen=True, slots=True)
class Take:
    """Somebody who waits takes the seat that is offered to them or open."""

    person_id: int


@dataclass(frozen=True, slots=True)
class Pass:
    """Somebody lets their offer go to the next."""

    person_id: int


@dataclass(frozen=True, slots=True)
class Leave:
    """Somebody does not come, and does not wait either."""

    person_id: int


@dataclass(frozen=True, slots=True)
class Resize:
    """The number of seats changes. Nobody loses a seat by it, but the last offers may be taken back."""

    pool: Pool
    seats: int | None


@dataclass(frozen=True, slots=True)
class Look:
    """Nothing but time has passed."""


Event = Ask | Take | Pass | Leave | Resize | Look


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When something happens, and what that depends on besides the seating."""

    now: datetime
    starts_at: datetime
    zone: str
    """Where it is quiet at night for who has set nothing."""
    boundaries: Mapping[int, Boundaries] = field(default_factory=dict[int, Boundaries])

    def hold(self) -> timedelta | None:
        """How long a seat is held for whoever is next; None if it is not held but given, or open."""
        left = self.starts_at - self.now
        if left > SEATED_BEFORE:
            return None
        return next((hold for least, hold in HOLDS if left > least), None)

    def given(self) -> bool:
        """Whether there is so much time left that a seat is given without asking."""
        return self.starts_at - self.now > SEATED_BEFORE

    def silence(self, person_id: int, at: datetime) -> datetime | None:
        """When the quiet time ends that an instant falls into for somebody; None if it does not."""
        found = quiet(self.boundaries.get(person_id, Boundaries(self.zone)), at)
        return None if found is None else found[1]

    def may_offer_at(self, person_id: int, hold: timedelta) -> datetime | None:
        """When quiet time no longer stands in the way of an offer held so long, or is to be looked at anew; None: now."""
        ends = self.silence(person_id, self.now)  # before that they would not hear of it
        if ends is not None:
            return ends
        ends = self.silence(person_id, self.now + hold)
        if ends is None or self.silence(person_id, ends - hold) is not None:
            return ends
        return ends - hold


def after(seating: Seating, event: Event, there: Circumstances) -> Seating:
    """The seating after something has happened and every seat that can be given or offered is.

    Whoever asks first is first; never are more seats given and held than there are (unless more were already).
    What has run out by now is over before the event.
    """
    seating = _settled(_lapsed(seating, there.now), there)
    match event:
        case Ask():
            return _asked(seating, event, there)
        case Take():
            seating = _taken(seating, event.person_id)
        case Pass():
            for pool in Pool:
                if (places := seating.of(pool)).offered(event.person_id) is not None:
                    seating = seating.put(pool, _let_go(places, event.person_id))
        case Leave():
            for pool in Pool:
                seating = seating.put(pool, seating.of(pool).without(event.person_id))
        case Resize():
            seating = seating.put(event.pool, _resized(seating.of(event.pool), event.seats))
        case Look():
            pass
    return _settled(seating, there)


def look_again_at(seating: Seating, there: Circumstances) -> datetime | None:
    """When something changes by itself: an offer runs out, a quiet time no longer stands in the way, a seat opens.

    None if nothing does. It is after `there.now` for a seating that `after` has left then.
    """
    moments = [offer.until for pool in Pool for offer in seating.of(pool).offers]
    for pool in Pool:
        places = seating.of(pool)
        if places.waiting and places.free() and not places.open:
            moments += [at for least, _ in HOLDS if (at := there.starts_at - least) > there.now]
            hold = there.hold()
            if hold is not None:
                awake = (there.may_offer_at(person, hold) for person in places.unasked())
                moments += [at for at in awake if at is not None]
    return min(moments, default=None)


def _asked(seating: Seating, event: Ask, there: Circumstances) -> Seating:
    person, pool = event.person_id, event.pool
    other = Pool.ONLINE if pool is Pool.ROOM else Pool.ROOM
    if person not in seating.of(other).seated:
        seating = seating.put(other, seating.of(other).without(person))
    places = seating.of(pool)
    if person in places.waiting:
        seating = seating.put(pool, replace(places, let_go=places.let_go - {person}))
    elif person not in places.seated:
        seating = seating.put(pool, replace(places, waiting=(*places.waiting, person)))
    if places.offered(person) is not None or (
        person not in places.seated and not places.waiting and places.free()
    ):
        seating = _seat(seating, pool, person)
    return _settled(seating, there, asking=person)


def _taken(seating: Seating, person: int) -> Seating:
    for pool in Pool:
        places = seating.of(pool)
        if places.offered(person) is not None or (person in places.waiting and places.open):
            return _seat(seating, pool, person)
    return seating


def _seat(seating: Seating, pool: Pool, person: int) -> Seating:
    """Gives somebody a seat; the one they had in the other pool is free then."""
    other = Pool.ONLINE if pool is Pool.ROOM else Pool.ROOM
    seating = seating.put(other, seating.of(other).without(person))
    return seating.put(pool, seating.of(pool).with_seat_for(person))


def _let_go(places: Places, person: int) -> Places:
    return replace(
        places,
        offers=tuple(offer for offer in places.offers if offer.person_id != person),
        let_go=places.let_go | {person},
    )


def _lapsed(seating: Seating, now: datetime) -> Seating:
    for pool in Pool:
        for offer in seating.of(pool).offers:
            if offer.until <= now:
                seating = seating.put(pool, _let_go(seating.of(pool), offer.person_id))
    return seating


def _resized(places: Places, seats: int | None) -> Places:
    room = len(places.offers) if seats is None else max(seats - len(places.seated), 0)
    return replace(places, seats=seats, offers=places.offers[:room])


def _settled(seating: Seating, there: Circumstances, asking: int | None = None) -> Seating:
    """Gives, offers or opens what is free, until nothing changes: a seat in one pool may free one in the other."""
    while True:
        before = seating
        for pool in Pool:
            seating = _shared_out(seating, pool, there, asking)
        if seating == before:
            return seating


def _shared_out(seating: Seating, pool: Pool, there: Circumstances, asking: int | None) -> Seating:
    places = seating.of(pool)
    hold = there.hold()
    if places.seats is None or there.given():
        free = len(places.waiting) if places.seats is None else max(places.seats - len(places.seated), 0)
        held = [offer.person_id for offer in places.offers]  # a promise stays one when the start moves away
        for person in [*held, *(one for one in places.waiting if one not in held)][:free]:
            seating = _seat(seating, pool, person)
        return seating.put(pool, replace(seating.of(pool), open=0))
    if hold is None:
        return seating.put(pool, replace(places, open=places.free() if places.waiting else 0))
    for person in places.unasked():
        if not seating.of(pool).free():
            break
        if person == asking:
            seating = _seat(seating, pool, person)
        elif there.may_offer_at(person, hold) is None:
            seating = seating.put(pool, seating.of(pool).with_offer(Offer(person, there.now + hold)))
    places = seating.of(pool)
    # Once everyone who waits has let a seat go, it is there for whoever of them thinks again.
    nobody_next = bool(places.waiting) and not places.unasked()
    return seating.put(pool, replace(places, open=places.free() if nobody_next else 0))
