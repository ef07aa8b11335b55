"""What becomes of groups over time: looked at every day, told every month, asked who would go on when they sleep."""

from __future__ import annotations

import itertools
from collections.abc import Collection
from dataclasses import dataclass

from bot import outbox
from bot.db.tx import Tx
from bot.people.boundaries import Weight
from bot.people.person import Person
from bot.signals import GatheringChanged, GroupChanged, Held, Regulars, Rhythm, WantsQuiet
from cogs.groups import doing, editing, models, people, service, venue_models
from cogs.groups.doing import Suggestion
from cogs.groups.models import Group, Membership
from cogs.groups.rules import ACTING, LEADING, NotAsked, SomethingIsPlanned, Standing, State

MONTH = service.MONTH
"""Also the notice's kind."""

WOULD_YOU = "groups.would_you"
"""The notice that asks regulars of a sleeping group, or of one nobody runs, whether they would."""

PUT_ASIDE = "groups.put_aside"
"""The notice to a group's organizers that it was archived because it had not met for very long."""

ASKED = 3
"""Regulars who are asked."""


@dataclass(frozen=True, slots=True)
class Month:
    """What the people who run a group hear of it once a month."""

    group: Group
    held: Held | None
    members: int
    suggestion: Suggestion


def group_changed(tx: Tx, fact: GroupChanged) -> None:
    """A group that has lost its last organizer asks its regulars."""
    group = models.group(tx, fact.group_id)
    if group is not None and group.archived_at is None and not _leads(tx, group.id):
        _ask_regulars(tx, group)


def gathering_changed(tx: Tx, fact: GatheringChanged) -> None:
    """Something planned wakes a sleeping group at once."""
    group = models.group(tx, fact.group_id)
    if group is not None and group.state is State.DORMANT:
        outbox.later(tx, service.LOOK, group.id, tx.now)


def look(tx: Tx, group_id: int) -> None:
    """Looks how a group is doing, lets it be seen, and looks again tomorrow."""
    group = models.group(tx, group_id)
    if group is None or group.archived_at is not None:
        return
    held, planned = _held(tx, group_id), bool(service.planned(tx, [group_id]))
    now = doing.state(group.created_at, held, tx.now, is_planned=planned)
    if now is State.DORMANT and doing.is_given_up(group.created_at, held, tx.now):
        try:
            editing.put_aside(tx, group)
        except SomethingIsPlanned:
            pass
        else:
            _tell_put_aside(tx, group)
            _seen(tx, group_id)
            return
    if now is not group.state:
        models.change(tx, group_id, state=now)
        _seen(tx, group_id)
        if now is State.DORMANT:
            _ask_regulars(tx, group)
    outbox.later(tx, service.LOOK, group_id, tx.now + service.EVERY_DAY)


def month(tx: Tx, group_id: int) -> None:
    """Tells the people who run a group once a month how it is doing."""
    group = models.group(tx, group_id)
    if group is None or group.archived_at is not None:
        return
    team = people.acting(tx, group_id).people
    if team:
        outbox.show(tx, service.TEAM_ROOM, group_id)
        outbox.show(tx, service.TEAM_THERE, group_id)
        outbox.say(
            tx,
            MONTH,
            group_id,
            sorted(team),
            weight=Weight.ORDINARY,
            zone=group.zone,
            group_id=group.id,
            event_at=tx.now + service.EVERY_MONTH,
            generation=int(tx.now.timestamp()),
        )
    outbox.later(tx, MONTH, group_id, tx.now + service.EVERY_MONTH)


def of_month(tx: Tx, group_id: int) -> Month:
    """What the monthly note says. Raises NoSuchGroup."""
    group = service.find(tx, group_id)
    members = models.members(tx, group_id)
    standings = [member.standing for member in members]
    suggestion = doing.suggestion(
        is_planned=bool(service.planned(tx, [group_id])),
        acting=len(people.acting(tx, group_id).people),
        venues=venue_models.count_venues(tx, group_id),
        greeters=standings.count(Standing.GREETER),
    )
    return Month(group, _held(tx, group_id), len(members), suggestion)


def month_for(tx: Tx, group_id: int, person: Person) -> Month:
    """The same, for who runs the group. Raises NoSuchGroup, NotAnOrganizer, GroupArchived."""
    service.organized(tx, group_id, person)
    return of_month(tx, group_id)


def volunteer(tx: Tx, group_id: int, person: Person) -> tuple[Group, Membership]:
    """Lets a regular who was asked run a group: as its organizer where it has none, else as a co-host.

    Raises NoSuchGroup, GroupArchived, NotAsked.
    """
    group = service.find(tx, group_id)
    membership = models.membership_of(tx, group_id, person.id)
    has_leader = _leads(tx, group_id)
    runs_it = ACTING if has_leader else LEADING
    if membership is not None and membership.left_at is None and membership.standing in runs_it:
        return group, membership
    is_needed = group.state is State.DORMANT or not has_leader
    if membership is None or not is_needed or person.id not in regulars(tx, group_id):
        raise NotAsked(group.name)
    standing = Standing.COHOST if has_leader else Standing.ORGANIZER
    return group, people.put_in(tx, group, membership, standing)


def regulars(tx: Tx, group_id: int) -> tuple[int, ...]:
    """Up to three members who come most often and run nothing there, or the longest ones while nobody knows who came.

    Where nobody decides about the group any more, its co-hosts come first.
    """
    members = [member.person_id for member in models.members(tx, group_id, Standing.MEMBER)]
    members += [member.person_id for member in models.members(tx, group_id, Standing.GREETER)]
    told = [reply for reply in tx.signals.ask(tx, Regulars(group_id)) if reply]
    inside = set(members)
    # Who is known to have come, then who only said so.
    often = [person for person in dict.fromkeys(itertools.chain(*reversed(told))) if person in inside]
    hosts = () if _leads(tx, group_id) else people.acting(tx, group_id).people
    likely = [*sorted(hosts), *(often if told else members)]
    asked = (person for person in likely if not any(tx.signals.ask(tx, WantsQuiet(person))))
    return tuple(itertools.islice(asked, ASKED))


def come_often(tx: Tx, group_id: int, people: Collection[int]) -> bool:
    """Whether all of these are known to come to a group's meetups: nobody is thanked for what they did not do."""
    known = set(itertools.chain(*tx.signals.ask(tx, Regulars(group_id))))
    return known.issuperset(people)


def is_asked_for(tx: Tx, group_id: int) -> bool:
    """Whether a group still looks for somebody to run it. Raises NoSuchGroup."""
    group = service.find(tx, group_id)
    return group.archived_at is None and (group.state is State.DORMANT or not _leads(tx, group_id))


def _ask_regulars(tx: Tx, group: Group) -> None:
    outbox.say(
        tx,
        WOULD_YOU,
        group.id,
        regulars(tx, group.id),
        weight=Weight.ORDINARY,
        zone=group.zone,
        group_id=group.id,
        event_at=tx.now + service.EVERY_MONTH,
        generation=tx.now.year * 12 + tx.now.month,  # the same people at most once a month
    )


def _tell_put_aside(tx: Tx, group: Group) -> None:
    outbox.show(tx, service.TEAM_ROOM, group.id)
    outbox.say(
        tx,
        PUT_ASIDE,
        group.id,
        sorted(_leaders(tx, group.id)),
        weight=Weight.ORDINARY,
        zone=group.zone,
        group_id=group.id,
        event_at=tx.now + service.NEWS_LASTS,
        generation=int(tx.now.timestamp()),
    )


def _held(tx: Tx, group_id: int) -> Held | None:
    return max(tx.signals.ask(tx, Rhythm(group_id)), key=lambda held: held.last_at, default=None)


def _leads(tx: Tx, group_id: int) -> bool:
    return bool(_leaders(tx, group_id))


def _leaders(tx: Tx, group_id: int) -> set[int]:
    acting = models.acting(tx, [group_id]).get(group_id, ())
    return {member.person_id for member in acting if member.standing in LEADING}


def _seen(tx: Tx, group_id: int) -> None:
    outbox.show(tx, service.HOME, group_id)
    tx.signals.announce(tx, GroupChanged(group_id))
