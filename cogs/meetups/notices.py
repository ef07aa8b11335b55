"""What meetups say on their own initiative: reminders, a seat that became free, a cancellation."""

from __future__ import annotations

from collections.abc import Collection

from bot.db.tx import Tx
from bot.outbox.late import Lateness, lateness
from bot.outbox.models import Topic
from bot.outbox.notices import NoticeKind, Skip
from bot.outbox.post import Part
from bot.words import Catalogs
from cogs.groups import service as groups
from cogs.meetups import answer_models, rules, service, telling, warning
from cogs.meetups.models import Meetup
from cogs.meetups.rules import Answer, Needless
from cogs.meetups.seats import Offer, Pool
from cogs.meetups.telling import Notice


class _About:
    """A notice about a meetup, said in its thread, in its channel while there is no thread, later while there is neither."""

    name: str
    superseded_by: Collection[str] = ()

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """The meetup's thread, or its channel."""
        return service.place(tx, subject_id)

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:
        """Without its thread it is said in the channel, without that in the group's next one."""
        return service.place_lost(tx, subject_id, channel_id)

    def missed(self, tx: Tx, subject_id: int) -> None:
        """The organizers hear of it."""
        service.report_missed(tx, subject_id)

    def _notice(self, tx: Tx, meetup: Meetup, topic: Topic) -> Notice:
        group = groups.find(tx, meetup.group_id)
        return Notice(self._catalogs.of(topic.language or group.language), meetup, group, topic)


class Reminder(_About):
    """Reminds those who have a seat."""

    def __init__(self, catalogs: Catalogs, name: str, superseded_by: Collection[str] = ()) -> None:
        super().__init__(catalogs)
        self.name = name
        self.superseded_by = superseded_by

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """A reminder while it helps; the news that it has begun while it is on; then nothing."""
        meetup = service.find(tx, topic.subject_id)
        if meetup.cancelled_at is not None:
            return Skip(Needless.CANCELLED)
        late = lateness(tx.now, topic.due_at, meetup.starts_at, meetup.ends_at)
        people = _still_seated(tx, meetup, topic)
        if late is Lateness.OVER:
            return Skip(service.OVER, missed=bool(people))
        notice = self._notice(tx, meetup, topic)
        return telling.reminder(notice, people, late=late is Lateness.LATE, begun=late is Lateness.BEGUN)


class StillComing(_About):
    """Asks those who said Maybe."""

    name = rules.STILL_COMING

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The question, to those who still have not said, while there is time to answer."""
        meetup = service.find(tx, topic.subject_id)
        if meetup.cancelled_at is not None:
            return Skip(Needless.CANCELLED)
        if tx.now >= meetup.starts_at:
            return Skip(Needless.BEGUN)
        maybe = set(answer_models.people_who(tx, meetup.id, Answer.MAYBE))
        people = tuple(person for person in topic.people if person in maybe)
        return telling.still_coming(self._notice(tx, meetup, topic), people)


class SeatIsYours(_About):
    """Tells those who waited that they have a seat now."""

    name = service.SEAT_IS_YOURS

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The news, to those who still have that seat."""
        meetup = service.find(tx, topic.subject_id)
        if meetup.cancelled_at is not None:
            return Skip(Needless.CANCELLED)
        people = _still_seated(tx, meetup, topic)
        if tx.now >= meetup.ends_at:
            return Skip(service.OVER, missed=bool(people))
        # In the thread others read it too: there Details says it, to who taps it.
        full = service.full_month(tx, meetup, people[0]) if topic.direct and people else None
        return telling.seat_is_yours(self._notice(tx, meetup, topic), people, full)


class SeatOffered(_About):
    """Tells those who wait that a seat is held for them."""

    name = service.SEAT_OFFERED

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The offer, to those who still have it; people whose offers end together read one message."""
        meetup = service.find(tx, topic.subject_id)
        if meetup.cancelled_at is not None:
            return Skip(Needless.CANCELLED)
        held = {offer.person_id: offer for offer in _offers(tx, meetup) if offer.until > tx.now}
        people = tuple(person for person in topic.people if person in held)
        if not people:
            return Skip(Needless.NOTHING_HELD)
        until = min(held[person].until for person in people)
        return telling.seat_offered(self._notice(tx, meetup, topic), people, until)


class SeatOpen(_About):
    """Tells those who wait that a seat is there for the first of them."""

    name = service.SEAT_OPEN

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The news, to those who still wait, as long as there is such a seat."""
        meetup = service.find(tx, topic.subject_id)
        if meetup.cancelled_at is not None:
            return Skip(Needless.CANCELLED)
        if tx.now >= meetup.ends_at:
            return Skip(Needless.OVER)
        seating = answer_models.seating(tx, meetup)
        there = {p for pool in Pool if seating.of(pool).open for p in seating.of(pool).waiting}
        people = tuple(person for person in topic.people if person in there)
        if not people:
            return Skip(Needless.TAKEN)
        return telling.seat_open(self._notice(tx, meetup, topic), people)


class OfferGone(_About):
    """Tells those who wait that the seat held for them is not there any more."""

    name = service.OFFER_GONE

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The news, to those who still wait and have no other."""
        meetup = service.find(tx, topic.subject_id)
        if meetup.cancelled_at is not None:
            return Skip(Needless.CANCELLED)
        if tx.now >= meetup.ends_at:
            return Skip(Needless.OVER)
        seating = answer_models.seating(tx, meetup)
        waiting = {p for pool in Pool for p in seating.of(pool).waiting}
        waiting -= {offer.person_id for offer in _offers(tx, meetup)}
        people = tuple(person for person in topic.people if person in waiting)
        if not people:
            return Skip(Needless.NOT_TRUE)
        return telling.offer_gone(self._notice(tx, meetup, topic), people)


class Changed(_About):
    """Tells those who want to come what is different; its subject is the change."""

    name = service.CHANGED

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """The meetup's own."""
        return super().place(tx, service.find_change(tx, subject_id).meetup_id)

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:
        """Likewise."""
        return super().lost(tx, service.find_change(tx, subject_id).meetup_id, channel_id)

    def missed(self, tx: Tx, subject_id: int) -> None:
        """Likewise."""
        super().missed(tx, service.find_change(tx, subject_id).meetup_id)

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The differences between what was and what is now, to those who still want to come or organize."""
        change = service.find_change(tx, topic.subject_id)
        meetup = service.find(tx, change.meetup_id)
        if meetup.cancelled_at is not None:
            return Skip(Needless.CANCELLED)
        if tx.now >= meetup.ends_at:
            return Skip(service.OVER, missed=True)
        notice = self._notice(tx, meetup, topic)
        differences = telling.differences(notice.t, meetup, change.before)
        if not differences:
            return Skip(Needless.CHANGED_BACK)
        return telling.changed(notice, topic.people, change, differences)


class Cancelled(_About):
    """Tells everyone who wanted to come that it does not take place."""

    name = service.CANCELLED
    words = staticmethod(telling.cancelled)

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The news, for as long as somebody might still set out or be there."""
        meetup = service.find(tx, topic.subject_id)
        if tx.now >= meetup.ends_at:
            return Skip(service.OVER, missed=True)
        return self.words(self._notice(tx, meetup, topic), topic.people)


class Unsafe(Cancelled):
    """Warns everyone who wanted to come: a moderator has called it off for their safety."""

    name = service.UNSAFE
    words = staticmethod(telling.unsafe)

    def reach(self, tx: Tx, subject_id: int, *, worse: bool) -> None:
        """Organizers and moderators hear whom it does not reach."""
        warning.report(tx, subject_id, worse=worse)


class Unwarned(_About):
    """Tells the organizers that somebody is not warned, in their private thread: they may know who it is.

    The meetup's own thread may be the very place where nothing can be said.
    """

    name = service.UNWARNED

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """Their thread, which is opened for this, or where there can be none the group's channel."""
        return groups.team_place(tx, service.find(tx, subject_id).group_id)

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:
        """They get a new one."""
        return groups.room_lost(tx, service.find(tx, subject_id).group_id, channel_id)

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """How many there are, and why, as long as somebody might still set out or be there."""
        reach = warning.reach(tx, topic.subject_id)
        if reach.over:
            return Skip(Needless.OVER)
        if not reach.count:
            return Skip("everyone is warned")
        return telling.unwarned(self._notice(tx, reach.meetup, topic), topic.people, reach)

    def missed(self, tx: Tx, subject_id: int) -> None:
        """Nobody else answers for it."""


class Missed(_About):
    """Tells the organizers that some of this did not reach people."""

    name = service.MISSED

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """How many were not told, and in which time."""
        meetup = service.find(tx, topic.subject_id)
        missed = service.missed(tx, meetup.id)
        if missed is None:
            return Skip("nobody waited in vain")
        return telling.missed(self._notice(tx, meetup, topic), topic.people, missed)

    def missed(self, tx: Tx, subject_id: int) -> None:
        """Nobody is told that somebody was not told that somebody was not told."""


def _still_seated(tx: Tx, meetup: Meetup, topic: Topic) -> tuple[int, ...]:
    seating = answer_models.seating(tx, meetup)
    seated = {*seating.room.seated, *seating.online.seated}
    return tuple(person for person in topic.people if person in seated)


def _offers(tx: Tx, meetup: Meetup) -> tuple[Offer, ...]:
    seating = answer_models.seating(tx, meetup)
    return (*seating.room.offers, *seating.online.offers)


def kinds(catalogs: Catalogs) -> tuple[NoticeKind, ...]:
    """All of them."""
    return (
        Reminder(catalogs, rules.DAY_BEFORE, superseded_by=(rules.HOUR_BEFORE,)),
        Reminder(catalogs, rules.HOUR_BEFORE),
        StillComing(catalogs),
        SeatIsYours(catalogs),
        SeatOffered(catalogs),
        SeatOpen(catalogs),
        OfferGone(catalogs),
        Changed(catalogs),
        Cancelled(catalogs),
        Unsafe(catalogs),
        Unwarned(catalogs),
        Missed(catalogs),
    )
