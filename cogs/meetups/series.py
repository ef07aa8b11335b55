"""What organizers do with a series: begin it, let one week go by, rest for a while, move it, end it; and its upkeep.

The wall time and the zone are the truth. Eight weeks of occurrences are rows like any other meetup; only what comes
next has a card.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice, takewhile
from typing import Any
from zoneinfo import ZoneInfo

from bot import outbox
from bot.db import installation
from bot.db.tx import Tx
from bot.people.person import Person
from bot.when.reading import instants
from bot.when.repeat import Kind, Repeat, monthly_of
from bot.when.series import Occurrence, Series, stretch
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.meetups import models, planning, recurring, rules, service
from cogs.meetups.models import Meetup
from cogs.meetups.planning import Plan
from cogs.meetups.recurring import SeriesRow

log = logging.getLogger(__name__)

EXTEND = "meetups.extend"
"""The chore that makes the next occurrences of a series; its subject is the series."""
EXTENDED_EVERY = timedelta(days=7)
ZONE_RULES = "zone rules of meetups"
"""Under this name: the version of the zone database that all instants follow from."""


@dataclass(frozen=True, slots=True)
class Repeating:
    """How something repeats, and how it ends; without `until` and `count` it does not."""

    repeat: Repeat
    until: date | None = None
    count: int | None = None
    wall: datetime | None = None
    """What clocks are to show at each start, naive, with the first day; None for what they show at the first one."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A series that was begun."""

    series: SeriesRow
    first: Meetup
    group: Group
    made: tuple[Occurrence, ...]
    """The occurrences that are planned so far; none when the request was carried out before."""


def schedule(
    tx: Tx, group_id: int, organizer: Person, plan: Plan, repeating: Repeating, *, request_id: int
) -> Begun:
    """Begins a series whose first occurrence the plan says.

    Raises NotThatDay, NoDayLeft and as `planning.schedule` does.
    """
    group = groups.organized(tx, group_id, organizer)
    known = models.meetup_asked_for(tx, request_id)
    if known is not None and known.series_id is not None:
        return Begun(_find(tx, known.series_id), known, group, ())
    channel_id = planning.home(tx, group)
    ends_at = planning.checked_end(plan, tx.now)
    wall = repeating.wall or planning.wall_of(plan.starts_at, group.zone)
    if next(repeating.repeat.days(wall.date()), None) != wall.date():
        raise rules.NotThatDay(wall.date())
    if repeating.until is not None and repeating.until < wall.date():
        raise rules.NoDayLeft
    series_id = recurring.add(
        tx,
        repeating.repeat,
        ends_at - plan.starts_at,
        group_id=group.id,
        first_on=wall.date(),
        wall=wall.time(),
        zone=group.zone,
        until_on=repeating.until,
        count=repeating.count,
        created_by=organizer.id,
        **planning.checked(plan.what),
    )
    series = _find(tx, series_id)
    made = _make(tx, series, channel_id, request_id)
    first = models.next_of_series(tx, series_id)
    assert first is not None
    return Begun(series, first, group, made)


def _find(tx: Tx, series_id: int) -> SeriesRow:
    found = recurring.find(tx, series_id)
    assert found is not None  # a meetup refers to it
    return found


def _make(
    tx: Tx, series: SeriesRow, channel_id: int, request_id: int | None = None
) -> tuple[Occurrence, ...]:
    """Makes what is missing of the next eight weeks; what comes next gets its card."""
    due = stretch(series.rule(), series.made_through_on, tx.now)
    template = {
        "group_id": series.group_id,
        "group_zone": groups.find(tx, series.group_id).zone,
        "title": series.title,
        "format": series.format,
        "place": series.place,
        "link": series.link,
        "seats": series.seats,
        "online_seats": series.online_seats,
        "notes": series.notes,
        "zone": series.zone,
        "channel_id": channel_id,
        "series_id": series.id,
        "created_by": series.created_by,
    }
    models.add_meetups(
        tx,
        (
            {
                **template,
                "starts_at": one.starts_at,
                "ends_at": one.starts_at + series.length,
                "wall": datetime.combine(one.on, series.wall),
                "occurs_on": one.on,
                "request_id": request_id if number == 0 else None,
            }
            for number, one in enumerate(due.occurrences)
        ),
    )
    recurring.change(tx, series.id, made_through_on=due.through)
    service.announce_next(tx, series.id)
    outbox.later(tx, EXTEND, series.id, tx.now + EXTENDED_EVERY)
    return due.occurrences


def extend(tx: Tx, series_id: int) -> None:
    """A week has passed: a series reaches eight weeks ahead again, unless it has come to its end."""
    series = recurring.find(tx, series_id)
    if series is None or series.ended_at is not None:
        return
    last = series.rule()
    if series.made_through_on is not None and all(day <= series.made_through_on for day in _near_end(last)):
        return
    channel_id = groups.find(tx, series.group_id).channel_id
    if channel_id is None:  # its channel may come back
        outbox.later(tx, EXTEND, series_id, tx.now + EXTENDED_EVERY)
        return
    if not recurring.zone_is_known(tx, series_id):  # nobody would move back what is made by another clock
        log.warning("series %s goes by a zone that is not known here: nothing more is made of it", series_id)
        outbox.later(tx, EXTEND, series_id, tx.now + EXTENDED_EVERY)
        return
    _make(tx, series, channel_id)


def _near_end(rule: Series) -> list[date]:
    """All dates of a series that ends, or one that is never reached."""
    if rule.until is None and rule.count is None:
        return [date.max]
    return list(islice(rule.dates(), rules.MOST_DATES))


def skip(tx: Tx, meetup_id: int, organizer: Person) -> tuple[Meetup, Meetup | None]:
    """Lets one of a series go by; it, and the one that comes next. Those who wanted to come are told.

    Raises NoSuchMeetup, NotAnOrganizer, NotASeries, MeetupIsOver, MeetupIsCancelled.
    """
    meetup = planning.cancellable(tx, meetup_id, organizer)
    if meetup.series_id is None:
        raise rules.NotASeries
    if meetup.cancelled_at is not None and not meetup.skipped:
        raise rules.MeetupIsCancelled
    if meetup.cancelled_at is None:
        planning.call_off(tx, meetup, skipped=True)
        service.announce_next(tx, meetup.series_id)
    return meetup, models.next_of_series(tx, meetup.series_id)


def rest(
    tx: Tx, meetup_id: int, organizer: Person, first_on: date, last_on: date
) -> tuple[int, Meetup | None]:
    """Lets a series rest from one day to another; how many of it are called off, and which comes next.

    What was moved into these days rests as well, and what was moved out of them does not. What would fall into them
    later is never made. Raises NoSuchMeetup, NotAnOrganizer, NotASeries.
    """
    meetup, _ = service.organized(tx, meetup_id, organizer)
    if meetup.series_id is None:
        raise rules.NotASeries
    for part in recurring.parts(tx, meetup.series_id):
        if (first_on, last_on) not in part.breaks:
            recurring.add_break(tx, part.id, first_on, last_on)
            if part.count is not None and part.ended_at is None:  # as many as were promised are held after it
                recurring.change(tx, part.id, made_through_on=models.last_made_on(tx, part.id))
                outbox.later(tx, EXTEND, part.id, tx.now)
    resting = [
        one for one in models.occurrences(tx, meetup.series_id) if first_on <= one.wall.date() <= last_on
    ]
    for one in resting:
        planning.call_off(tx, one, skipped=True)
    service.announce_next(tx, meetup.series_id)
    return len(resting), models.next_of_series(tx, meetup.series_id)


def end(tx: Tx, meetup_id: int, organizer: Person) -> tuple[Meetup, int]:
    """Ends a series: calls off one and all that follow it; it, and how many were called off.

    Raises NoSuchMeetup, NotAnOrganizer, NotASeries.
    """
    meetup, _ = service.organized(tx, meetup_id, organizer)
    if meetup.series_id is None or meetup.occurs_on is None:
        raise rules.NotASeries
    _stop(tx, *_from(tx, meetup), meetup.occurs_on)
    following = _following(tx, meetup)
    for one in following:
        planning.call_off(tx, one)
    service.announce_next(tx, meetup.series_id)
    return meetup, len(following)


def _from(tx: Tx, meetup: Meetup) -> tuple[SeriesRow, list[SeriesRow]]:
    """The part of its series that an occurrence is in, and those that come after it."""
    assert meetup.series_id is not None
    own, *later = (part for part in recurring.parts(tx, meetup.series_id) if part.id >= meetup.series_id)
    return own, later


def _stop(tx: Tx, own: SeriesRow, later: Sequence[SeriesRow], on: date) -> None:
    """Nothing is made any more of a part from one of its days on, and nothing at all of those after it."""
    for part, day in ((own, on), *((part, part.first_on) for part in later)):
        eve = min(part.until_on or date.max, day - timedelta(days=1))
        recurring.change(tx, part.id, ended_at=part.ended_at or tx.now, until_on=eve)
        outbox.never_mind(tx, EXTEND, part.id)


def move(
    tx: Tx,
    meetup_id: int,
    organizer: Person,
    starts_at: datetime,
    length: timedelta | None = None,
    *,
    following: bool = False,
    wall: datetime | None = None,
) -> planning.Changed:
    """Moves a meetup, or one of a series and all that come after it; whoever wants to come is told.

    `wall` is what clocks are to show (naive) at all that follow; None for what they show at the new start.

    Raises NotASeries, SameMoment and as `planning.edit` does.
    """
    meetup, group = service.organized(tx, meetup_id, organizer)
    length = length or meetup.length
    values = {"starts_at": starts_at, "ends_at": starts_at + length}
    if not following:
        if meetup.series_id is not None and starts_at != meetup.starts_at:
            _check_free(tx, meetup, starts_at)
        changed = planning.edit(tx, meetup_id, organizer, None, values)
        service.announce_next(tx, meetup.series_id)
        return changed
    if meetup.series_id is None or meetup.occurs_on is None:
        raise rules.NotASeries
    rules.may_answer(meetup.ends_at, cancelled=meetup.cancelled_at is not None, now=tx.now)
    rules.check_times(starts_at, starts_at + length, tx.now)
    wall = wall or planning.wall_of(starts_at, group.zone)
    return _move_on(tx, meetup, group, organizer, length, wall)


@dataclass(frozen=True, slots=True)
class MovedOn(planning.Changed):
    """What became of moving one of a series and all that follow it; `told` are all who are told anything of it."""

    last_on: date
    """The last day it can be on."""
    beyond: int
    """How many are called off because they would come after that day."""
    resting: int
    """How many are called off because they would be on days on which it rests."""


def _check_free(tx: Tx, meetup: Meetup, starts_at: datetime) -> None:
    """Raises SameMoment if another one of its series begins then, or one that is still to be made will."""
    assert meetup.series_id is not None
    latest = recurring.parts(tx, meetup.series_id)[-1]
    others = {one.starts_at for one in models.occurrences(tx, meetup.series_id) if one.id != meetup.id}
    day = starts_at.astimezone(ZoneInfo(latest.zone)).date()
    to_be_made = latest.ended_at is None and day > (latest.made_through_on or date.min)
    if starts_at in others or (to_be_made and _begins(latest.rule(), starts_at)):
        raise rules.SameMoment(starts_at)


def _begins(rule: Series, starts_at: datetime) -> bool:
    """Whether one of a series begins at an instant."""
    day = starts_at.astimezone(rule.zone).date()
    is_one = any(each == day for each in takewhile(lambda each: each <= day, rule.dates()))
    return is_one and rule.occurrence(day).starts_at == starts_at


def _move_on(
    tx: Tx,
    meetup: Meetup,
    group: Group,
    organizer: Person,
    length: timedelta,
    wall: datetime,
) -> MovedOn:
    """One part of a series ends before this occurrence, and a new one goes on from there with all that follow it.

    From there on it is by the clocks of the zone that the group has now.
    """
    from_on = meetup.occurs_on
    assert from_on is not None
    old, later = _from(tx, meetup)
    latest = [old, *later][-1]
    # Date for date, those in a break with them: so none is moved past another one.
    places = _places(old, later, from_on)
    held = sum(1 for _ in takewhile(lambda day: day < from_on, old.rule().dates()))
    repeat = repeat_on(latest.repeat, wall.date())
    days = list(islice(repeat.days(wall.date()), len(places)))
    until_on = latest.until_on
    if latest.ended_at is not None:
        until_on = days[-1]
    elif until_on is not None:
        until_on = max(until_on, wall.date())
    new_id = recurring.add(
        tx,
        repeat,
        length,
        group_id=old.group_id,
        continues_id=old.continues_id or old.id,
        first_on=wall.date(),
        wall=wall.time(),
        zone=group.zone,
        until_on=until_on,
        count=None if old.count is None else max(old.count - held, 1),
        made_through_on=days[-1],
        title=latest.title,
        format=latest.format,
        place=latest.place,
        link=latest.link,
        seats=latest.seats,
        online_seats=latest.online_seats,
        notes=latest.notes,
        created_by=organizer.id,
    )
    for first_on, last_on in old.breaks:
        recurring.add_break(tx, new_id, first_on, last_on)
    _stop(tx, old, later, from_on)
    new = _find(tx, new_id).rule()
    held_on = set(islice(new.dates(), len(days)))
    moved_to = dict(zip(places, days, strict=True))
    following = _following(tx, meetup)
    ids = {one.id for one in following}
    for one in models.occurrences(tx, new_id):  # those before it, which may have been moved to any time
        if one.id not in ids and _begins(new, one.starts_at):
            raise rules.SameMoment(one.starts_at)
    result = planning.Changed(meetup, group, meetup, 0)
    told, beyond, resting = set[int](), 0, 0
    for one in following:
        assert one.series_id is not None
        assert one.occurs_on is not None
        day = moved_to[one.series_id, one.occurs_on]
        # Its end comes earlier now, or a break is on that day; what was moved itself is held where it was put.
        if day not in held_on and one.id != meetup.id:
            rests = any(first <= day <= last for first, last in old.breaks)
            resting, beyond = resting + rests, beyond + (not rests)
            told.update(service.concerned(tx, one))
            planning.call_off(tx, one, skipped=rests)
            continue
        to = new.occurrence(day)
        columns: dict[str, Any] = {"series_id": new_id, "occurs_on": to.on}
        if to.starts_at != one.starts_at:
            columns["starts_at"] = to.starts_at
        if to.starts_at != one.starts_at or group.zone != one.zone:
            columns |= {"zone": group.zone, "wall": datetime.combine(to.on, wall.time())}
        if to.starts_at + length != one.ends_at:
            columns["ends_at"] = to.starts_at + length
        changed = planning.change(tx, one, group, columns, by=organizer.id)
        if changed.told:
            told.update(person for person in service.concerned(tx, one) if person != organizer.id)
        if one.id == meetup.id:
            result = changed
    if group.channel_id is not None:
        _make(tx, _find(tx, new_id), group.channel_id)
    return MovedOn(
        result.meetup,
        group,
        result.was,
        len(told),
        last_on=until_on or days[-1],
        beyond=beyond,
        resting=resting,
    )


def _places(own: SeriesRow, later: Sequence[SeriesRow], from_on: date) -> list[tuple[int, date]]:
    """Where occurrences can be, from a date of a part on as far as they are made: part and date, in order.

    Dates in a break are among them.
    """
    found: list[tuple[int, date]] = []
    for part in (own, *later):
        through = part.made_through_on or date.min
        if part.ended_at is not None and part.until_on is not None:
            through = min(through, part.until_on)
        every = replace(part.rule(), until=None, count=None, breaks=()).dates()
        near = takewhile(lambda day, through=through: day <= through, every)
        found += [(part.id, day) for day in near if part is not own or day >= from_on]
    return found


@dataclass(frozen=True, slots=True)
class ChangedOn:
    """What became of a change of one of a series and all that follow it."""

    meetup: Meetup
    """The first of them."""
    count: int
    """How many that are planned are different now."""
    later: bool
    """Whether those are different that will be planned later."""
    told: int
    """How many people are told of it."""
    kept: tuple[Meetup, ...] = ()
    """Those that stay as they are, because what was asked for has no meaning for them."""
    later_kept: bool = False
    """Whether those stay so that will be planned later."""
    why: rules.NotTogether | None = None
    """Why they do."""


def editable(tx: Tx, meetup_id: int, organizer: Person) -> tuple[Meetup, int]:
    """One of a series, if this person may change it and all that follow it, and the version of them together.

    Raises NotASeries and as `planning.editable`.
    """
    meetup = planning.editable(tx, meetup_id, organizer)
    return meetup, _version(_following(tx, meetup))


def _following(tx: Tx, meetup: Meetup) -> list[Meetup]:
    """An occurrence and all that follow it. Raises NotASeries."""
    if meetup.series_id is None or meetup.occurs_on is None:
        raise rules.NotASeries
    return models.occurrences(tx, meetup.series_id, (meetup.series_id, meetup.occurs_on))


def _version(following: Sequence[Meetup]) -> int:
    """Grows with each change of one of them; another one that is made does not change it."""
    return 1 + sum(one.version - 1 for one in following)


def edit(tx: Tx, meetup_id: int, organizer: Person, version: int, values: Mapping[str, Any]) -> ChangedOn:
    """Changes columns of one of a series, of all that follow it, and of those that are still to be made.

    `values` are of those of `planning.What`, as typed, and `version` is as `editable` gave it. What is different from
    the first one is set in all of them, the rest they keep; if nothing is, all become what the first one is. Where it
    has no meaning (seats online, without a link) they stay as they are.
    Raises NotASeries, ChangedInSeries and as `planning.edit` does.
    """
    meetup, group = service.organized(tx, meetup_id, organizer)
    rules.may_answer(meetup.ends_at, cancelled=meetup.cancelled_at is not None, now=tx.now)
    following = _following(tx, meetup)
    if version != _version(following):
        raise rules.ChangedInSeries
    here = planning.different(meetup, values)
    asked = {name: value for name, value in values.items() if name in here} or values
    own, parts_after = _from(tx, meetup)
    latest = [own, *parts_after][-1]
    count, people, kept = 0, set[int](), list[Meetup]()
    later, later_kept, why = dict[str, Any](), False, None
    try:
        later = planning.different(latest, asked)
    except rules.NotTogether as refusal:
        later_kept, why = latest.ended_at is None, refusal
    if later:
        recurring.change(tx, latest.id, **later)
    for one in following:
        try:
            wanted = planning.different(one, asked)
        except rules.NotTogether as refusal:
            kept.append(one)
            why = refusal
            continue
        changed = planning.change(tx, one, group, wanted, by=organizer.id)
        count += changed.meetup != one
        if changed.told:
            people.update(service.concerned(tx, one))
    return ChangedOn(
        service.find(tx, meetup_id),
        count,
        bool(later),
        len(people - {organizer.id}),
        tuple(kept),
        later_kept,
        why,
    )


def repeat_on(old: Repeat, day: date) -> Repeat:
    """The same kind of repeat with another first day; a fifth weekday of a month can only be the last."""
    if old.kind in (Kind.WEEKLY, Kind.TWO_WEEKS):
        return Repeat(old.kind, day.weekday())
    found = monthly_of(day)
    return next((repeat for repeat in found if repeat.kind is old.kind), found[0])


def zone_rules(tx: Tx) -> str | None:
    """The version of the zone database that all instants follow from; None in a new database."""
    return installation.recall(tx, ZONE_RULES)


def follow_zone_rules(tx: Tx, version: str) -> int:
    """Derives all that is ahead anew if the zone database has changed since; how many meetups moved by it.

    Across servers: called at the start, before anything falls due. Whoever wants to come is told, and so are
    the organizers.
    """
    known = zone_rules(tx)
    if known == version:
        return 0
    installation.keep(tx, ZONE_RULES, version)
    if known is None:
        return 0
    return sum(_derive(tx.of(guild_id)) for guild_id in models.servers_ahead(tx))


def _derive(tx: Tx) -> int:
    moved, unknown = 0, models.of_unknown_zones(tx)
    for meetup in models.ahead(tx):
        if meetup.id in unknown:  # it stays at its moment
            continue
        right = [starts_at for _, starts_at, _ in instants(meetup.wall, ZoneInfo(meetup.zone))]
        if meetup.starts_at in right:
            continue
        values = {"starts_at": right[0], "ends_at": right[0] + meetup.length, "wall": meetup.wall}
        planning.change(tx, meetup, groups.find(tx, meetup.group_id), values, by=None)
        moved += 1
    return moved
