"""What happens to groups: one promise each, kept whole in one transaction or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from bot import outbox, places
from bot.db.tx import Tx
from bot.people.person import Person
from bot.places.city import City
from bot.signals import Gathering, GatheringChanged, NextGathering
from bot.text import folded
from cogs.groups import models, rules
from cogs.groups.models import Group, Membership
from cogs.groups.rules import CityHasGroup, GroupExists, NoSuchCity, NoSuchGroup, NothingToFound, Standing

HOME = "groups.home"
"""The mirror of a group's role, channel and card; its subject is the group."""

ROLE = "groups.role"
"""The mirror of one member's role; its subject is the membership."""

PAGE = 8
"""Groups on one page of the list: what fits into a message's 40 components."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A group with what people want to know of it."""

    group: Group
    members: int
    organizers: tuple[int, ...]
    next: Gathering | None
    standing: Standing | None
    """What the person who asks is there."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list of groups; pages count from 0."""

    portraits: tuple[Portrait, ...]
    number: int
    last: int


def create(
    tx: Tx,
    founder: Person,
    *,
    name: str | None,
    zone: str | None,
    language: str | None,
    guild_locale: str | None,
    city_id: int | None = None,
) -> Group:
    """Founds a group with its founder as organizer; its home is built right after. It needs a name or a city.

    Raises OnlyManagersFound, NothingToFound, NoSuchCity, CityHasGroup, GroupExists, UnknownZone, TooLong, NotPlain,
    NoText.
    """
    rules.may_found(founder)
    language = rules.language_of(language, guild_locale)
    city = None if city_id is None else _city(city_id, language)
    if name is None:
        name = _named_after(tx, city)
    name = rules.name_of(name)
    if (existing := models.group_named(tx, folded(name))) is not None:
        raise GroupExists(existing.name)
    group = models.add_group(
        tx,
        name=name,
        folded_name=folded(name),
        language=language,
        zone=rules.zone_of(zone, city and city.zone),
        created_by=founder.id,
        city_id=city and city.id,
        country=city and city.country,
    )
    membership_id = models.enter(tx, group.id, founder.id, Standing.ORGANIZER)
    outbox.show(tx, HOME, group.id)
    outbox.show(tx, ROLE, membership_id)
    return group


def _city(city_id: int, language: str) -> City:
    city = places.city(city_id, language)
    if city is None:
        raise NoSuchCity
    return city


def _named_after(tx: Tx, city: City | None) -> str:
    """The name of a group that was given none. Raises NothingToFound, CityHasGroup."""
    if city is None:
        raise NothingToFound
    if there := models.groups_of_city(tx, city.id):
        raise CityHasGroup(city.name, there[0].name)
    namesake = models.group_named(tx, folded(city.name))
    another_city = namesake is not None and namesake.city_id is not None
    return city.label if another_city else city.name


def neighbours(tx: Tx, group_id: int) -> list[Group]:
    """The other groups of a group's city, the oldest first. Raises NoSuchGroup."""
    group = find(tx, group_id)
    there = [] if group.city_id is None else models.groups_of_city(tx, group.city_id)
    return [other for other in there if other.id != group_id]


def join(tx: Tx, group_id: int, person_id: int) -> tuple[Group, bool]:
    """Makes a person a member; the group, and whether they were not one before. Raises NoSuchGroup."""
    group = find(tx, group_id)
    membership = models.membership_of(tx, group_id, person_id)
    if membership is not None and membership.left_at is None:
        outbox.show(tx, ROLE, membership.id)  # whoever left the server and came back has lost the role
        return group, False
    membership_id = models.enter(tx, group_id, person_id, Standing.MEMBER)
    outbox.show(tx, ROLE, membership_id)
    outbox.show(tx, HOME, group_id)
    return group, True


def leave(tx: Tx, group_id: int, person_id: int) -> tuple[Group, bool]:
    """Ends a membership; the group, and whether there was one. Raises NoSuchGroup."""
    group = find(tx, group_id)
    membership = models.membership_of(tx, group_id, person_id)
    if membership is None or membership.left_at is not None:
        return group, False
    models.depart(tx, membership.id)
    outbox.show(tx, ROLE, membership.id)
    outbox.show(tx, HOME, group_id)
    return group, True


def find(tx: Tx, group_id: int) -> Group:
    """The group of this server. Raises NoSuchGroup."""
    group = models.group(tx, group_id)
    if group is None:
        raise NoSuchGroup
    return group


def organized(tx: Tx, group_id: int, person: Person) -> Group:
    """The group, if this person may act for it. Raises NoSuchGroup, NotAnOrganizer."""
    group = find(tx, group_id)
    membership = models.membership_of(tx, group_id, person.id)
    standing = membership.standing if membership is not None and membership.left_at is None else None
    rules.may_organize(group.name, standing, person)
    return group


def meant(tx: Tx, channel_id: int, person: Person) -> Group | None:
    """The group an organizer means without naming it: the channel's own, or the only one they organize."""
    if (group := models.group_of_channel(tx, channel_id)) is not None:
        return group
    if person.manages_server and models.count_of_groups(tx) == 1:
        return models.page_of_groups(tx, 0, 1)[0]
    mine = [group for group, standing in models.groups_of(tx, person.id) if standing is Standing.ORGANIZER]
    return mine[0] if len(mine) == 1 else None


def portrait(tx: Tx, group_id: int, person_id: int | None) -> Portrait:
    """A group as `person_id` sees it (None: as anyone does). Raises NoSuchGroup."""
    return _portraits(tx, [find(tx, group_id)], person_id)[0]


def browse(tx: Tx, number: int, person_id: int) -> Page:
    """A page of all groups by name; a number beyond the last page gives the last one."""
    last = max((models.count_of_groups(tx) - 1) // PAGE, 0)
    number = min(number, last)
    page = models.page_of_groups(tx, number * PAGE, PAGE)
    return Page(tuple(_portraits(tx, page, person_id)), number, last)


def _portraits(tx: Tx, groups: list[Group], person_id: int | None) -> list[Portrait]:
    counts = models.count_of_members(tx, [group.id for group in groups])
    standings = {} if person_id is None else {group.id: s for group, s in models.groups_of(tx, person_id)}
    return [
        Portrait(
            group,
            counts.get(group.id, 0),
            tuple(member.person_id for member in models.members(tx, group.id, Standing.ORGANIZER)),
            min(
                tx.signals.ask(tx, NextGathering(group.id)),
                key=lambda planned: planned.starts_at,
                default=None,
            ),
            standings.get(group.id),
        )
        for group in groups
    ]


def search(tx: Tx, text: str, limit: int = 25) -> list[Group]:
    """Groups whose name has `text` in it, accents and case aside."""
    return models.groups_with(tx, folded(text), limit)


def search_mine(tx: Tx, text: str, person: Person, limit: int = 25) -> list[Group]:
    """Groups this person may act for whose name has `text` in it."""
    if person.manages_server:
        return search(tx, text, limit)
    mine = [group for group, standing in models.groups_of(tx, person.id) if standing is Standing.ORGANIZER]
    return [group for group in mine if folded(text) in folded(group.name)][:limit]


def zones_of(tx: Tx, person_id: int) -> tuple[str, ...]:
    """The time zones of the groups a person is in, each once, in the order of the groups' names."""
    return tuple(dict.fromkeys(group.zone for group, _ in models.groups_of(tx, person_id)))


def gathering_changed(tx: Tx, fact: GatheringChanged) -> None:
    """What a group has planned next stands on its card."""
    outbox.show(tx, HOME, fact.group_id)


def homes(tx: Tx) -> tuple[frozenset[int], frozenset[int]]:
    """The roles and the channels that belong to a group already."""
    return models.roles_and_channels(tx)


def built(
    tx: Tx,
    group_id: int,
    *,
    role_id: int | None = None,
    channel_id: int | None = None,
    card_id: int | None = None,
) -> None:
    """Keeps what of a group's home now exists. A new role is owed to everyone who is in the group."""
    ids = {"role_id": role_id, "channel_id": channel_id, "card_id": card_id}
    models.save_home(tx, group_id, **{name: value for name, value in ids.items() if value is not None})
    if role_id is not None:
        for member in models.members(tx, group_id):
            outbox.show(tx, ROLE, member.id)


def role_lost(tx: Tx, group_id: int, role_id: int) -> None:
    """Somebody deleted a group's role: it gets a new one, which is then owed to everyone."""
    if find(tx, group_id).role_id == role_id:
        models.save_home(tx, group_id, role_id=None)
        outbox.show(tx, HOME, group_id)


def owed_role(tx: Tx, membership_id: int) -> tuple[Membership, int] | None:
    """A membership and its group's role; None while the group has none."""
    membership = models.membership(tx, membership_id)
    group = None if membership is None else models.group(tx, membership.group_id)
    if membership is None or group is None or group.role_id is None:
        return None
    return membership, group.role_id
