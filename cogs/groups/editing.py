"""A group's own settings: changed by its organizers, and by nobody's stale form; archived and revived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot import outbox, places
from bot.db.tx import Tx
from bot.people.person import Person
from bot.signals import GroupChanged, GroupMoved, GroupZoneChanged, SeriesByAnotherClock, TextsChanged
from bot.text import folded, lines, one_line
from cogs.groups import cards, models, rules, service
from cogs.groups.models import Group
from cogs.groups.rules import (
    ChangedMeanwhile,
    GroupArchived,
    GroupExists,
    NoSuchCity,
    NotTheirChannel,
    SomethingIsPlanned,
    State,
)
from cogs.server import service as server

NAMES = "groups.names"
"""The mirror that calls a group's role and channel what the group is called; its subject is the group."""

TIME_TO_WAKE = timedelta(days=60)
"""How long a revived group is left alone before it is looked at: it would be found asleep at once."""

LONGEST_TEXT = 500
"""Characters of a welcome, a note on dues, links or partners, as typed; what shows them keeps a card within 4000."""

MOST_LINES = 8


@dataclass(frozen=True, slots=True)
class Basics:
    """What a group is, as typed into a form; "" where nothing stands."""

    name: str
    topic: str
    city: str
    zone: str
    language: str


@dataclass(frozen=True, slots=True)
class Texts:
    """What a group says of itself, as typed into a form; "" where nothing stands. `colour` is "#rrggbb"."""

    welcome: str
    dues: str
    links: str
    partners: str
    colour: str


def led(tx: Tx, group_id: int, person: Person) -> Group:
    """The group, archived or not, if this person decides about it. Raises NoSuchGroup, NotAnOrganizer."""
    group = service.find(tx, group_id)
    membership = models.membership_of(tx, group_id, person.id)
    standing = membership.standing if membership is not None and membership.left_at is None else None
    if not server.moderates(tx, person):
        rules.may_lead(group.name, standing, person)
    return group


@dataclass(frozen=True, slots=True)
class Edited:
    """A group after its basics were changed."""

    group: Group
    outlived: bool = False
    """Whether something is planned by clocks that were the group's before."""
    series: bool = False
    """Whether a series of it goes on by those clocks."""


def set_basics(tx: Tx, group_id: int, person: Person, version: int, typed: Basics) -> Edited:
    """Changes what a group is. An empty name leaves the name, an empty zone takes the city's.

    Raises NoSuchGroup, NotAnOrganizer, ChangedMeanwhile, GroupExists, NoSuchCity, UnknownZone, TooLong, NotPlain, NoText.
    """
    group = _unchanged(tx, group_id, person, version)
    name = rules.name_of(typed.name) if typed.name.strip() else group.name
    namesake = models.group_named(tx, folded(name))
    if namesake is not None and namesake.id != group.id:
        raise GroupExists(namesake.name)
    language = rules.language_of(typed.language or group.language, None)
    city_id, country, of_city = _city(group, typed.city, language)
    zone = typed.zone.strip() or None
    if zone == group.zone and city_id != group.city_id:
        zone = None  # it stood there from before; the new city's is meant
    zone = rules.zone_of(zone, of_city or group.zone)
    # One that is not known here is read as UTC, and stays what it is until another one is meant.
    moved = {} if zone == group.zone else {"zone": zone}
    models.change(
        tx,
        group.id,
        **moved,
        name=name,
        folded=folded(name),
        topic=one_line(typed.topic, rules.LONGEST_TOPIC) if typed.topic.strip() else None,
        city_id=city_id,
        country=country,
        language=language,
        version=group.version + 1,
    )
    if name != group.name:
        outbox.show(tx, NAMES, group.id)
    if group.archived_at is None:
        service.tell_waiting(tx, service.find(tx, group.id))
    changed = _changed(tx, group.id)
    if changed.zone == group.zone:
        return Edited(changed)
    outbox.follow_zone(tx, group.id, changed.zone)
    tx.signals.announce(tx, GroupZoneChanged(group.id))
    return Edited(
        changed,
        outlived=bool(service.planned(tx, [group.id])),
        series=any(tx.signals.ask(tx, SeriesByAnotherClock(group.id))),
    )


def _city(group: Group, typed: str, language: str) -> tuple[int | None, str | None, str | None]:
    """The id, country and zone of the city that was typed: the one that stands there, or the best that is called so."""
    if not typed.strip():
        return None, None, None
    known = None if group.city_id is None else places.city(group.city_id, language)
    if known is not None and folded(typed) in (folded(known.name), folded(known.label), folded(known.short)):
        return known.id, known.country, known.zone
    if (city := places.meant(typed, language)) is None:
        raise NoSuchCity
    return city.id, city.country, city.zone


def set_texts(tx: Tx, group_id: int, person: Person, version: int, typed: Texts) -> Group:
    """Changes what a group says of itself. Raises NoSuchGroup, NotAnOrganizer, ChangedMeanwhile, TooLong, NotPlain, …"""
    group = _unchanged(tx, group_id, person, version)
    models.change(
        tx,
        group.id,
        welcome=lines(typed.welcome, LONGEST_TEXT, MOST_LINES),
        dues=lines(typed.dues, LONGEST_TEXT, MOST_LINES),
        links=rules.links(lines(typed.links, LONGEST_TEXT, MOST_LINES)),
        partners=lines(typed.partners, LONGEST_TEXT, MOST_LINES),
        colour=rules.colour(typed.colour),
        version=group.version + 1,
    )
    return _changed(tx, group.id)


def move(tx: Tx, group_id: int, person: Person, channel_id: int, *, manages_channel: bool) -> Group:
    """Gives a group another channel; its card is posted there, and the old one goes.

    `manages_channel` is whether Discord lets this person manage that channel: nobody else, but for moderators, decides
    what is posted there. Raises NoSuchGroup, NotAnOrganizer, NotTheirChannel, GroupExists.
    """
    group = led(tx, group_id, person)
    if not manages_channel and not server.moderates(tx, person):
        raise NotTheirChannel(channel_id)
    owner = models.group_of_channel(tx, channel_id)
    if owner is not None and owner.id != group.id:
        raise GroupExists(owner.name)
    if channel_id != group.channel_id:
        if group.channel_id is not None and group.card_id is not None:
            cards.left_behind(tx, group.channel_id, group.card_id)
        models.change(
            tx, group.id, channel_id=channel_id, is_guest=True, card_id=None, version=group.version + 1
        )
        tx.signals.announce(tx, GroupMoved(group.id))
    return _changed(tx, group.id)


def archive(tx: Tx, group_id: int, person: Person) -> Group:
    """Puts a group aside with all its history; doing it twice is the same as once.

    Raises NoSuchGroup, NotAnOrganizer, SomethingIsPlanned.
    """
    group = led(tx, group_id, person)
    if group.archived_at is None:
        put_aside(tx, group)
    return _changed(tx, group.id)


def put_aside(tx: Tx, group: Group) -> None:
    """Archives a group. Raises SomethingIsPlanned."""
    if service.planned(tx, [group.id]):
        raise SomethingIsPlanned(group.name)
    models.change(tx, group.id, archived_at=tx.now, state=State.ARCHIVED)
    outbox.never_mind(tx, service.LOOK, group.id)
    outbox.never_mind(tx, service.MONTH, group.id)


def revive(tx: Tx, group_id: int, person: Person) -> Group:
    """Takes a group up again; doing it twice is the same as once. Raises NoSuchGroup, NotAnOrganizer."""
    group = led(tx, group_id, person)
    if group.archived_at is not None:
        models.change(tx, group.id, archived_at=None, state=State.ACTIVE)
        service.watch(tx, group.id, first=TIME_TO_WAKE)
        service.tell_waiting(tx, group)
    return _changed(tx, group.id)


def open_group(tx: Tx, group_id: int, person: Person) -> Group:
    """The group, if it is open and this person decides about it. Raises NoSuchGroup, NotAnOrganizer, GroupArchived."""
    group = led(tx, group_id, person)
    if group.archived_at is not None:
        raise GroupArchived(group.name)
    return group


def _unchanged(tx: Tx, group_id: int, person: Person, version: int) -> Group:
    group = led(tx, group_id, person)
    if group.version != version:
        raise ChangedMeanwhile(group.name)
    return group


def _changed(tx: Tx, group_id: int) -> Group:
    outbox.show(tx, service.HOME, group_id)
    tx.signals.announce(tx, GroupChanged(group_id))
    return service.find(tx, group_id)


def reworded(tx: Tx, fact: TextsChanged) -> None:
    """Groups do not name somebody any more in what they say of themselves: neither does what shows them."""
    for group_id in service.reworded(fact):
        outbox.show(tx, NAMES, group_id)
        _changed(tx, group_id)
