"""What organizers do with one meetup: plan it, change it, move it, call it off."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot import outbox
from bot.db.tx import Tx
from bot.errors import ChannelGone
from bot.outbox.models import Fate
from bot.people.boundaries import Weight
from bot.people.person import Person
from bot.text import link_of
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.meetups import answer_models, answering, change_models, formats, models, rules, service
from cogs.meetups.formats import Format
from cogs.meetups.models import Meetup
from cogs.meetups.recurring import SeriesRow
from cogs.meetups.rules import Answer
from cogs.meetups.seats import Ask, Event, Leave, Pool, Resize
from cogs.server import service as server

TOLD = ("starts_at", "ends_at", "title", "place", "link", "notes")
"""What people are told of when it changes; more seats say themselves who gets one."""


@dataclass(frozen=True, slots=True)
class What:
    """What a meetup is, whenever it is."""

    title: str
    format: Format
    place: str | None
    link: str | None
    seats: int | None
    online_seats: int | None
    notes: str | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What an organizer asks for, as typed; times already understood."""

    starts_at: datetime
    title: str
    ends_at: datetime | None = None
    length: timedelta | None = None
    """Counts more than `ends_at`; without either it lasts as long as its format does."""
    place: str | None = None
    link: str | None = None
    seats: int | None = None
    """In the room; online for a meetup that has no room and for which `online_seats` is not given."""
    online_seats: int | None = None
    format: Format = Format.COFFEE
    notes: str | None = None

    @property
    def what(self) -> What:
        """What is planned, apart from its time."""
        return What(self.title, self.format, self.place, self.link, self.seats, self.online_seats, self.notes)


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of a change."""

    meetup: Meetup
    group: Group
    was: Meetup
    """What it was until then; the same if nothing is different."""
    told: int
    """How many people are told of the difference."""


def schedule(
    tx: Tx, group_id: int, organizer: Person, plan: Plan, *, request_id: int
) -> tuple[Meetup, Group]:
    """Plans a meetup; its card appears in the group's channel.

    Raises NoSuchGroup, NotAnOrganizer, ChannelGone, TooManyMeetups, AlreadyBegun, LengthOutOfRange,
    SeatsOutOfRange, NotALink, NotTogether, TooLong, NotPlain, NoText.
    """
    group = groups.organized(tx, group_id, organizer)
    if (known := models.meetup_asked_for(tx, request_id)) is not None:
        return known, group
    channel_id = home(tx, group)
    ends_at = checked_end(plan, tx.now)
    meetup = models.add_meetup(
        tx,
        group_id=group.id,
        starts_at=plan.starts_at,
        ends_at=ends_at,
        zone=group.zone,
        group_zone=group.zone,
        wall=wall_of(plan.starts_at, group.zone),
        channel_id=channel_id,
        request_id=request_id,
        created_by=organizer.id,
        **checked(plan.what),
    )
    service.announce(tx, meetup)
    return service.find(tx, meetup.id), group


def home(tx: Tx, group: Group) -> int:
    """The channel of a group that may plan one more. Raises ChannelGone, TooManyMeetups."""
    if group.channel_id is None:
        raise ChannelGone
    if models.count_open(tx, group.id) >= rules.MOST_OPEN:
        raise rules.TooManyMeetups
    return group.channel_id


def wall_of(instant: datetime, zone: str) -> datetime:
    """What clocks in a zone show at an instant, naive."""
    return instant.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def checked_end(plan: Plan, now: datetime) -> datetime:
    """When a plan ends. Raises AlreadyBegun, LengthOutOfRange."""
    ends_at = rules.ends_at(plan.starts_at, plan.ends_at, plan.length, formats.usual(plan.format).length)
    rules.check_times(plan.starts_at, ends_at, now)
    return ends_at


def checked(what: What) -> dict[str, Any]:
    """The columns that this means.

    Raises SeatsOutOfRange, NotALink, NotTogether, TooLong, NotPlain, NoText.
    """
    place, link = rules.place_of(what.place), link_of(what.link)
    return {
        "title": rules.title_of(what.title),
        "format": what.format,
        "place": place,
        "link": link,
        "notes": rules.notes_of(what.notes),
        **_seats(what.format, place, link, what.seats, what.online_seats),
    }


def _seats(
    kind: Format, place: str | None, link: str | None, seats: int | None, online_seats: int | None
) -> dict[str, int | None]:
    rules.check_seats(seats)
    rules.check_seats(online_seats)
    if kind is Format.CALL and place is not None:
        raise rules.NotTogether("place")
    if kind is Format.CALL and link is None:
        raise rules.NotTogether("call")
    pools = formats.pools(kind, place, link)
    if Pool.ONLINE not in pools and online_seats is not None:
        raise rules.NotTogether("online_seats")
    if Pool.ROOM in pools:
        return {"seats": seats, "online_seats": online_seats}
    return {"seats": None, "online_seats": online_seats if online_seats is not None else seats}


def edit(
    tx: Tx, meetup_id: int, organizer: Person, version: int | None, values: Mapping[str, Any]
) -> Changed:
    """Changes columns of a meetup; whoever wants to come is told what is different.

    `values` are of those that `checked` returns, as typed, or `starts_at` and `ends_at`. `version` is the one that
    the organizer saw; None where they saw none.
    Raises ChangedMeanwhile, NoSuchMeetup, NotAnOrganizer, MeetupIsCancelled, MeetupIsOver and as `schedule`.
    """
    was, group = service.organized(tx, meetup_id, organizer)
    rules.may_answer(was.ends_at, cancelled=was.cancelled_at is not None, now=tx.now)
    if version is not None and version != was.version:
        raise rules.ChangedMeanwhile
    times = {name: values[name] for name in ("starts_at", "ends_at") if name in values}
    asked = {name: values[name] for name in values if name not in times}
    wanted = different(was, asked) | {
        name: value for name, value in times.items() if value != getattr(was, name)
    }
    if "starts_at" in wanted or "ends_at" in wanted:
        starts_at, ends_at = wanted.get("starts_at", was.starts_at), wanted.get("ends_at", was.ends_at)
        if starts_at != was.starts_at or was.starts_at > tx.now:
            rules.check_times(starts_at, ends_at, tx.now)
        elif ends_at <= tx.now:
            raise rules.AlreadyBegun
    return change(tx, was, group, wanted, by=organizer.id)


def editable(tx: Tx, meetup_id: int, organizer: Person) -> Meetup:
    """The meetup, if this person may change it.

    Raises NoSuchMeetup, NotAnOrganizer, MeetupIsCancelled, MeetupIsOver.
    """
    meetup, _ = service.organized(tx, meetup_id, organizer)
    rules.may_answer(meetup.ends_at, cancelled=meetup.cancelled_at is not None, now=tx.now)
    return meetup


def changed_since(
    tx: Tx, meetup_id: int, organizer: Person, version: int
) -> tuple[Meetup, Mapping[str, Any]]:
    """The meetup as it is, and what people were told of its changes since a version: as `Change.before`.

    Raises as `editable`.
    """
    meetup = editable(tx, meetup_id, organizer)
    before: dict[str, Any] = {}
    for change in reversed(change_models.changes_since(tx, meetup_id, version)):
        before |= change.before
    return meetup, before


def different(was: Meetup | SeriesRow, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The columns that are to be different, checked together with those that stay; `asked` are such as of `What`.

    Raises as `checked`.
    """
    if not asked:
        return {}
    now = What(was.title, Format(was.format), was.place, was.link, was.seats, was.online_seats, was.notes)
    before = formats.pools(now.format, now.place, now.link)
    now = replace(now, **asked)
    pools = formats.pools(now.format, now.place, now.link)
    if "online_seats" not in asked and Pool.ONLINE not in pools:
        # They go with the link; whoever all were to join online are to be no more in a room.
        seats = now.seats if Pool.ROOM in before else now.online_seats
        now = replace(now, seats=seats, online_seats=None)
    if "seats" not in asked and Pool.ONLINE in before and Pool.ROOM in before and Pool.ROOM not in pools:
        now = replace(now, seats=None)  # the room's own number goes with the room
    return {name: value for name, value in checked(now).items() if value != getattr(was, name)}


def change(tx: Tx, was: Meetup, group: Group, wanted: Mapping[str, Any], *, by: int | None) -> Changed:
    """Makes a meetup different, and everything that follows from it, in one transaction.

    `by` is None where no person did it but the rules of a time zone: then the organizers are told as well.
    """
    if not wanted:
        return Changed(was, group, was, 0)
    columns: dict[str, Any] = dict(wanted)
    moved = "starts_at" in wanted
    if moved:
        columns["moves"] = was.moves + 1
        columns.setdefault("wall", wall_of(wanted["starts_at"], was.zone))
    models.change(tx, was.id, version=was.version + 1, changed_at=tx.now, **columns)
    meetup = service.find(tx, was.id)
    before = {name: _plain(getattr(was, name)) for name in wanted if name in TOLD}
    if outbox.try_to_show(tx, meetup.id, [service.CARD]) and "title" in before:
        del before["title"]  # what it was called is what must not be said
    told = _tell(tx, meetup, before, by) if before else 0
    if moved:
        _plan_anew(tx, meetup)
    # What stood in the way may have been what is changed now.
    outbox.try_again(tx, [meetup.id], service.KINDS)
    changes = [change.id for change in change_models.changes_since(tx, meetup.id, 0)]
    outbox.try_again(tx, changes, [service.CHANGED])
    if moved or "ends_at" in wanted:
        outbox.later(tx, service.PASSED, meetup.id, meetup.ends_at)
    if moved or "title" in wanted:
        outbox.show(tx, service.THREAD_NAME, meetup.id)
    answering.settle(tx, meetup, *_on_seats(tx, was, meetup))
    service.changed(tx, meetup)
    return Changed(service.find(tx, was.id), group, was, told)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _tell(tx: Tx, meetup: Meetup, before: dict[str, Any], by: int | None) -> int:
    """Tells those concerned what is different; what they have not been told yet is part of the same news."""
    people = [person for person in service.concerned(tx, meetup) if person != by]
    if by is None:
        organizers = groups.portrait(tx, meetup.group_id, None).organizers
        people += [person for person in organizers if person not in people]
    for earlier in reversed(change_models.changes_since(tx, meetup.id, 0)):
        told = outbox.count(tx, earlier.id, (service.CHANGED,), Fate.PENDING)
        if not told or outbox.count(tx, earlier.id, (service.CHANGED,), Fate.SENT):
            break
        outbox.unsay(tx, earlier.id, (service.CHANGED,))
        before = {**before, **earlier.before}
    change_id = change_models.add_change(tx, meetup.id, meetup.version, before, by)
    service.say(tx, meetup, service.CHANGED, people, subject_id=change_id)
    return len(people)


def _plan_anew(tx: Tx, meetup: Meetup) -> None:
    """Reminders belong to a time: those for the old one are taken back."""
    outbox.unsay(tx, meetup.id, service.REMINDERS)
    seating = answer_models.seating(tx, meetup)
    answering.remind(tx, meetup, [*seating.room.seated, *seating.online.seated])
    answering.ask_again(tx, meetup, answer_models.people_who(tx, meetup.id, Answer.MAYBE))


def _on_seats(tx: Tx, was: Meetup, meetup: Meetup) -> list[Event]:
    """What a change means for who sits where: who was in a pool that is no more asks for the other one."""
    events: list[Event] = []
    # The numbers are stored already; saying them again shares out what is free by the same rules as ever.
    events += [Resize(pool, meetup.seats_in(pool)) for pool in meetup.pools]
    seating = answer_models.seating(tx, meetup)
    for pool in was.pools:
        if pool not in meetup.pools:
            places = seating.of(pool)
            for person in (*places.seated, *places.waiting):
                events += [Leave(person), Ask(person, meetup.pools[0])]
    return events


def cancel(tx: Tx, meetup_id: int, person: Person) -> tuple[Meetup, bool]:
    """Calls a meetup off and tells whoever wanted to come; the meetup, and whether it was still on.

    Raises NoSuchMeetup, NotAnOrganizer, MeetupIsOver.
    """
    meetup = cancellable(tx, meetup_id, person)
    if meetup.cancelled_at is not None:
        return meetup, False
    call_off(tx, meetup)
    service.announce_next(tx, meetup.series_id)
    return meetup, True


def warn_off(tx: Tx, meetup_id: int, person: Person) -> tuple[Meetup, bool]:
    """As `cancel`, by a moderator because it would not be safe: whoever wanted to come is told at once, at any hour.

    Also where it is cancelled, unless they were warned already: who has not heard yet might hear in the morning only, and
    whoever has might go there all the same. Raises NotAModerator, NoSuchMeetup, MeetupIsOver.
    """
    server.check_moderates(tx, person)
    meetup = service.find(tx, meetup_id)
    rules.may_answer(meetup.ends_at, cancelled=False, now=tx.now)
    if meetup.cancelled_at is None:
        call_off(tx, meetup, unsafe=True, by=person.id)
        service.announce_next(tx, meetup.series_id)
    elif service.warned_of(tx, meetup_id):
        return meetup, False
    else:
        outbox.unsay(tx, meetup_id, [service.CANCELLED])
        _warn(tx, meetup, by=person.id)
    return meetup, True


def call_off(
    tx: Tx, meetup: Meetup, *, skipped: bool = False, unsafe: bool = False, by: int | None = None
) -> None:
    """Calls one off; `skipped` if it is one of a series that goes on without it, `unsafe` if nobody should go there.

    `by` is who need not be told, for they do it.
    """
    models.change(
        tx,
        meetup.id,
        cancelled_at=tx.now,
        changed_at=tx.now,
        version=meetup.version + 1,
        skipped=int(skipped),
    )
    outbox.unsay(tx, meetup.id, service.NOTICES)
    outbox.never_mind(tx, service.SEATS, meetup.id)
    if unsafe:
        _warn(tx, meetup, by)
    else:
        service.say(tx, meetup, service.CANCELLED, service.concerned(tx, meetup))
    service.changed(tx, meetup)


def _warn(tx: Tx, meetup: Meetup, by: int | None) -> None:
    told = [person for person in service.concerned(tx, meetup) if person != by]
    service.say(tx, meetup, service.UNSAFE, told, weight=Weight.SAFETY)


def cancellable(tx: Tx, meetup_id: int, person: Person) -> Meetup:
    """The meetup, if this person may call it off. Raises NoSuchMeetup, NotAnOrganizer, MeetupIsOver."""
    meetup, _ = service.organized(tx, meetup_id, person)
    if meetup.cancelled_at is None:  # calling it off twice is the same as once
        rules.may_answer(meetup.ends_at, cancelled=False, now=tx.now)
    return meetup


@dataclass(frozen=True, slots=True)
class CallingOff:
    """What calling a meetup off would mean, and what this person may do of it."""

    meetup: Meetup
    people: int
    """How many would be told."""
    organizes: bool
    may_warn: bool
    """Whether they moderate, and nobody has warned of it yet."""


def calling_off(tx: Tx, meetup_id: int, person: Person) -> CallingOff:
    """What calling it off would mean. Raises as `cancellable`, but NotAnOrganizer only for who does not moderate."""
    meetup = service.find(tx, meetup_id)
    organizes = groups.organizes(tx, meetup.group_id, person)
    moderates = server.moderates(tx, person)
    may_warn = moderates and not service.warned_of(tx, meetup_id)
    if organizes or not moderates:
        cancellable(tx, meetup_id, person)
    else:
        rules.may_answer(
            meetup.ends_at, cancelled=meetup.cancelled_at is not None and not may_warn, now=tx.now
        )
    return CallingOff(meetup, len(service.concerned(tx, meetup)), organizes, may_warn)


def search_to_call_off(tx: Tx, text: str, person: Person) -> list[tuple[Meetup, groups.Group]]:
    """As `service.search`; for moderators also what is cancelled and not over, of which people may still have to be warned."""
    if not server.moderates(tx, person):
        return service.search(tx, text)
    found = service.search_recent(tx, text, service.SEARCHED)
    return [(meetup, group) for meetup, group in found if meetup.ends_at > tx.now][:25]
