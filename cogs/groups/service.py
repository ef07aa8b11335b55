"""What happens to groups: one promise each, kept whole in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot import outbox, places
from bot.db.tx import Tx
from bot.people import acts, sealing
from bot.people.boundaries import Weight
from bot.people.person import Person
from bot.places.city import City
from bot.signals import (
    Gathering,
    GatheringChanged,
    GroupChanged,
    GroupMoved,
    NextGatherings,
    TextsChanged,
    WordsForWhoJoins,
)
from bot.text import folded, one_line
from cogs.groups import (
    ban_models,
    founding_models,
    founding_rules,
    models,
    rules,
    sealed_ban_models,
    venue_models,
)
from cogs.groups.models import Group, Membership
from cogs.groups.rules import (
    ACTING,
    LEADING,
    Barred,
    CityHasGroup,
    GroupArchived,
    GroupExists,
    NoSuchCity,
    NoSuchGroup,
    NotAnOrganizer,
    NothingToFound,
    Standing,
)
from cogs.server import service as server

HOME = "groups.home"
"""The mirror of a group's role, channel and card; its subject is the group."""

OWN_ROLE = "groups.own_role"
"""The mirror of a group's role where the server had no room for it; its subject is the group."""

ROLE = "groups.role"
"""The mirror of one member's role; its subject is the membership."""

TEAM_ROOM = "groups.team_room"
"""The mirror of the private thread of a group's organizers; its subject is the group."""

TEAM_SEAT = "groups.team_seat"
"""The mirror of somebody's being in that thread; its subject is the membership."""

TEAM_THERE = "groups.team_there"
"""The mirror that looks whether those who run a group are still in the server; its subject is the group."""

LOOK = "groups.look"
"""The chore that looks how a group is doing; its subject is the group."""

MONTH = "groups.month"
"""The chore, and the notice, of a group's monthly note to those who run it."""

JOINING = "groups.joining"
"""The act that has a limit: joining a group, or the request for one."""

EVERY_DAY = timedelta(days=1)
EVERY_MONTH = timedelta(days=30)

FOUNDED = "groups.founded"
"""The notice to people who have waited for a group that is there now."""

NEWS_LASTS = timedelta(days=30)
"""How long it is worth telling somebody what came of what they asked for or waited for."""

LONGEST_CHOICE = 100
"""Characters of a choice's value. Source: Discord, Application command option choice."""

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
class Seat:
    """Somebody with the thread of their group's organizers."""

    group_id: int
    thread_id: int
    person_id: int
    acts: bool
    """Whether they belong into it."""


@dataclass(frozen=True, slots=True)
class Entered:
    """A group with somebody in it."""

    group: Group
    said: tuple[str, ...] | None
    """What the group says to who joins, besides its welcome; None for who was in it before."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list of groups; pages count from 0."""

    portraits: tuple[Portrait, ...]
    number: int
    last: int
    country: str | None = None
    """The country all of them are in, if that was asked for."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What somebody said of the group they want; it needs a name or a city, all else follows."""

    name: str | None = None
    city_id: int | None = None
    topic: str | None = None
    zone: str | None = None
    language: str | None = None
    guild_locale: str | None = None
    """The server's, whose language and zone count where none is said."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A group as it will be, if nobody takes its name first."""

    name: str
    city: City | None
    topic: str | None
    zone: str
    language: str


def draft(tx: Tx, plan: Plan) -> Draft:
    """What becomes of a plan.

    Raises NothingToFound, NoSuchCity, CityHasGroup, GroupExists, GroupArchived, UnknownZone, TooLong, NotPlain, NoText.
    """
    chosen = server.settings(tx)
    language = rules.language_of(plan.language, chosen.language or plan.guild_locale)
    city = None if plan.city_id is None else _city(plan.city_id, language)
    topic = None if plan.topic is None else one_line(plan.topic, rules.LONGEST_TOPIC)
    name = rules.name_of(_named_after(tx, city, topic) if plan.name is None else plan.name)
    if (existing := models.group_named(tx, folded(name))) is not None:
        raise (GroupExists if existing.archived_at is None else GroupArchived)(existing.name)
    zone = rules.zone_of(plan.zone, chosen.zone if city is None else city.zone)
    return Draft(name, city, topic, zone, language)


def create(
    tx: Tx,
    founder: Person,
    *,
    name: str | None,
    zone: str | None,
    language: str | None,
    guild_locale: str | None,
    city_id: int | None = None,
    topic: str | None = None,
) -> Group:
    """Founds a group with its founder in it; its home is built right after, and who has waited for it is told.

    Whether they may is asked before (`founding.found`). Raises what `draft` does.
    """
    drafted = draft(tx, Plan(name, city_id, topic, zone, language, guild_locale))
    city = drafted.city
    group = models.add_group(
        tx,
        name=drafted.name,
        folded_name=folded(drafted.name),
        language=drafted.language,
        zone=drafted.zone,
        topic=drafted.topic,
        created_by=founder.id,
        city_id=city and city.id,
        country=city and city.country,
    )
    membership_id = models.enter(tx, group.id, founder.id, Standing.FOUNDER)
    outbox.show(tx, HOME, group.id)
    outbox.show(tx, ROLE, membership_id)
    watch(tx, group.id)
    tx.signals.announce(tx, GroupChanged(group.id))
    return group


def watch(tx: Tx, group_id: int, first: timedelta = EVERY_DAY) -> None:
    """After `first` a group is looked at every day, and told every month how it is doing."""
    outbox.later(tx, LOOK, group_id, tx.now + first)
    outbox.later(tx, MONTH, group_id, tx.now + EVERY_MONTH)


def tell_waiting(tx: Tx, group: Group) -> None:
    """Whoever has waited for a group of this name or city hears that it is there, once."""
    wanted = {founding_rules.wanted(group.name, None), founding_rules.wanted(group.name, group.city_id)}
    inside = {member.person_id for member in models.members(tx, group.id)}
    people = [person for person in founding_models.people_waiting(tx, wanted) if person not in inside]
    founding_models.fulfil(tx, wanted)
    outbox.say(
        tx,
        FOUNDED,
        group.id,
        people,
        weight=Weight.ORDINARY,
        zone=group.zone,
        group_id=group.id,
        event_at=tx.now + NEWS_LASTS,
    )


def _city(city_id: int, language: str) -> City:
    city = places.city(city_id, language)
    if city is None:
        raise NoSuchCity
    return city


def _named_after(tx: Tx, city: City | None, topic: str | None) -> str:
    """The name of a group that was given none. Raises NothingToFound, CityHasGroup."""
    if city is None:
        if topic is None:
            raise NothingToFound
        return topic
    if topic is not None:
        return f"{topic} {city.name}"
    if there := models.groups_of_city(tx, city.id):
        raise CityHasGroup(city.name, there[0].name)
    namesake = models.group_named(tx, folded(city.name))
    another_city = namesake is not None and namesake.city_id not in (None, city.id)
    return city.label if another_city else city.name


def neighbours(tx: Tx, group_id: int) -> list[Group]:
    """The other groups of a group's city, the oldest first. Raises NoSuchGroup."""
    group = find(tx, group_id)
    there = [] if group.city_id is None else models.groups_of_city(tx, group.city_id)
    return [other for other in there if other.id != group_id]


def join(tx: Tx, group_id: int, person_id: int) -> tuple[Group, bool]:
    """Makes a person a member; the group, and whether they were not one before.

    Raises NoSuchGroup, GroupArchived, Barred, JoinedEnough.
    """
    group = find(tx, group_id)
    if group.archived_at is not None:
        raise GroupArchived(group.name)
    admitted(tx, group_id, person_id)
    membership = models.membership_of(tx, group_id, person_id)
    if membership is not None and membership.left_at is None:
        outbox.show(tx, ROLE, membership.id)  # whoever left the server and came back has lost the role
        return group, False
    note_joining(tx, person_id)
    take_in(tx, group_id, person_id)
    return group, True


def note_joining(tx: Tx, person_id: int) -> None:
    """Somebody joins one more group, or the request for one. Raises JoinedEnough."""
    rules.may_join(acts.count(tx, JOINING, rules.JOINED_IN, person_id))
    acts.note(tx, JOINING, person_id)


def take_in(tx: Tx, group_id: int, person_id: int) -> None:
    """Makes somebody a member who is not one."""
    membership_id = models.enter(tx, group_id, person_id, Standing.MEMBER)
    outbox.show(tx, ROLE, membership_id)
    outbox.show(tx, HOME, group_id)
    tx.signals.announce(tx, GroupChanged(group_id))


def enter(tx: Tx, group_id: int, person_id: int) -> Entered:
    """Lets somebody join as `join` does, and asks what the group says to who is new there; raises the same."""
    group, new = join(tx, group_id, person_id)
    return Entered(group, tuple(tx.signals.ask(tx, WordsForWhoJoins(group.id))) if new else None)


def leave(tx: Tx, group_id: int, person_id: int) -> tuple[Group, bool]:
    """Ends a membership; the group, and whether there was one. Raises NoSuchGroup."""
    group = find(tx, group_id)
    membership = models.membership_of(tx, group_id, person_id)
    if membership is None or membership.left_at is not None:
        return group, False
    models.depart(tx, membership.id)
    outbox.show(tx, ROLE, membership.id)
    outbox.show(tx, HOME, group_id)
    if membership.standing in ACTING:
        outbox.show(tx, TEAM_SEAT, membership.id)
        outbox.unsay(tx, group_id, [MONTH], person_id)
    tx.signals.announce(tx, GroupChanged(group_id))
    return group, True


def admitted(tx: Tx, group_id: int, person_id: int) -> None:
    """Raises Barred where a group keeps this person out."""
    if (ban := ban_models.ban_of(tx, group_id, person_id)) is not None:
        raise Barred(find(tx, group_id).name, ban.reason, ban.until_at)
    seal = sealing.sealed(tx, person_id, group_id)
    if seal is not None and (held := sealed_ban_models.sealed_ban(tx, group_id, seal)) is not None:
        raise Barred(find(tx, group_id).name, None, held.until_at)


def kept_out(tx: Tx, people: Collection[int]) -> frozenset[int]:
    """Who of these people is kept out now by some group of this server, also under a seal."""
    named, seals = ban_models.kept_out(tx), sealed_ban_models.seals(tx)
    unnamed = {
        person_id
        for person_id in people
        for group_id, known in seals.items()
        if sealing.sealed(tx, person_id, group_id) in known
    }
    return frozenset(people) & (named | unnamed)


def find(tx: Tx, group_id: int) -> Group:
    """The group of this server. Raises NoSuchGroup."""
    group = models.group(tx, group_id)
    if group is None:
        raise NoSuchGroup
    return group


def reworded(fact: TextsChanged) -> set[int]:
    """The groups that had the id of somebody who is forgotten in their name, or in what they say of themselves."""
    return fact.ids(models.groups.name)


def organized(tx: Tx, group_id: int, person: Person) -> Group:
    """The group, if this person may act for it. Raises NoSuchGroup, GroupArchived, NotAnOrganizer."""
    group = find(tx, group_id)
    if group.archived_at is not None:
        raise GroupArchived(group.name)
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
    mine = [group for group, standing in models.groups_of(tx, person.id) if standing in ACTING]
    return mine[0] if len(mine) == 1 else None


def organizes(tx: Tx, group_id: int, person: Person) -> bool:
    """Whether this person may act for the group."""
    try:
        organized(tx, group_id, person)
    except NotAnOrganizer:
        return False
    return True


def of_channel(tx: Tx, channel_id: int) -> Group | None:
    """The group whose channel this is."""
    return models.group_of_channel(tx, channel_id)


def joined(tx: Tx, person_id: int) -> list[Group]:
    """The groups a person is in, by name."""
    return [group for group, _ in models.groups_of(tx, person_id)]


def led(tx: Tx, person_id: int) -> list[Group]:
    """The groups a person decides about as their organizer, by name."""
    return [group for group, standing in models.groups_of(tx, person_id) if standing in LEADING]


def member_ids(tx: Tx, group_id: int) -> list[int]:
    """Everyone who is in a group now."""
    return [member.person_id for member in models.members(tx, group_id)]


def members_among(tx: Tx, people: Collection[int]) -> set[int]:
    """Who of these is in some group here."""
    return models.members_among(tx, people)


def helpers(tx: Tx, group_id: int) -> list[int]:
    """Who organizes, co-hosts or greets in a group."""
    return models.helpers(tx, group_id)


def helping_among(tx: Tx, people: Collection[int]) -> set[int]:
    """Who of these organizes, co-hosts or greets in some group here."""
    return models.helping_among(tx, people)


def portrait(tx: Tx, group_id: int, person_id: int | None) -> Portrait:
    """A group as `person_id` sees it (None: as anyone does). Raises NoSuchGroup."""
    return portraits(tx, [find(tx, group_id)], person_id)[0]


def browse(tx: Tx, number: int, person_id: int, country: str | None = None) -> Page:
    """A page of all groups by name (of one country); a number beyond the last page gives the last one."""
    last = max((models.count_of_groups(tx, country) - 1) // PAGE, 0)
    number = min(number, last)
    page = models.page_of_groups(tx, number * PAGE, PAGE, country)
    return Page(tuple(portraits(tx, page, person_id)), number, last, country)


def portraits(tx: Tx, groups: Sequence[Group], person_id: int | None) -> list[Portrait]:
    """These groups as `person_id` sees them (None: as anyone does)."""
    ids = [group.id for group in groups]
    counts = models.count_of_members(tx, ids)
    acting = models.acting(tx, ids)
    plans = planned(tx, ids)
    standings = {} if person_id is None else {group.id: s for group, s in models.groups_of(tx, person_id)}
    return [
        Portrait(
            group,
            counts.get(group.id, 0),
            tuple(member.person_id for member in acting.get(group.id, ())),
            plans.get(group.id),
            standings.get(group.id),
        )
        for group in groups
    ]


def planned(tx: Tx, group_ids: Collection[int]) -> dict[int, Gathering]:
    """What these groups have planned next; those with nothing are left out."""
    soonest: dict[int, Gathering] = {}
    for gatherings in tx.signals.ask(tx, NextGatherings(group_ids)):
        for group_id, gathering in gatherings.items():
            if group_id not in soonest or gathering.starts_at < soonest[group_id].starts_at:
                soonest[group_id] = gathering
    return soonest


def search(tx: Tx, text: str, limit: int = 25) -> list[Group]:
    """Groups whose name has `text` in it, accents and case aside."""
    return models.groups_with(tx, folded(text), limit)


def about(tx: Tx, text: str, limit: int = 25) -> list[Group]:
    """Groups whose name or topic has `text` in it, case aside; by their names first."""
    named = search(tx, text, limit)
    if not text or len(named) == limit:
        return named
    known = {group.id for group in named}
    others = [group for group in models.groups_on(tx, text, limit) if group.id not in known]
    return [*named, *others][:limit]


def search_mine(tx: Tx, text: str, person: Person, limit: int = 25) -> list[Group]:
    """Groups this person may act for whose name has `text` in it."""
    if person.manages_server:
        return search(tx, text, limit)
    mine = [group for group, standing in models.groups_of(tx, person.id) if standing in ACTING]
    return [group for group in mine if folded(text) in folded(group.name)][:limit]


def search_own(tx: Tx, text: str, person_id: int, limit: int = 25) -> list[Group]:
    """Groups somebody is in, archived or not, whose name has `text` in it, by name."""
    own = (group for group, _ in models.groups_of(tx, person_id, archived=True))
    return [group for group in own if folded(text) in folded(group.name)][:limit]


def search_led(tx: Tx, text: str, person: Person, limit: int = 25) -> list[Group]:
    """Groups this person decides about, archived ones behind the others, whose name has `text` in it."""
    wanted = folded(text)
    archived = models.archived_groups(tx, wanted, limit)
    if server.moderates(tx, person):
        return [*models.groups_with(tx, wanted, limit), *archived][:limit]
    mine = [group for group, standing in models.groups_of(tx, person.id) if standing in LEADING]
    found = [group for group in mine if wanted in folded(group.name)]
    for group in archived:
        membership = models.membership_of(tx, group.id, person.id)
        if membership is not None and membership.left_at is None and membership.standing in LEADING:
            found.append(group)
    return found[:limit]


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
    """Keeps what of a group's home now exists. A new role is owed to everyone who is in the group.

    Who has waited for the group is told as soon as it has a channel.
    """
    ids = {"role_id": role_id, "channel_id": channel_id, "card_id": card_id}
    made: dict[str, object] = {name: value for name, value in ids.items() if value is not None}
    if channel_id is not None:
        made["is_guest"] = False
    models.change(tx, group_id, **made)
    if role_id is not None:
        for member in models.members(tx, group_id):
            outbox.show(tx, ROLE, member.id)
    if channel_id is not None:
        tell_waiting(tx, find(tx, group_id))
        tx.signals.announce(tx, GroupMoved(group_id))
    tx.signals.announce(tx, GroupChanged(group_id))


def channel_lost(tx: Tx, channel_id: int) -> Group | None:
    """Somebody deleted a group's channel: it gets a new one, unless it is archived. The group, if it was one's."""
    group = models.group_of_channel(tx, channel_id)
    if group is not None:
        models.change(tx, group.id, channel_id=None, card_id=None, thread_id=None)
        outbox.show(tx, HOME, group.id)
        tx.signals.announce(tx, GroupChanged(group.id))
    return group


def want_role(tx: Tx, group_id: int) -> None:
    """The server has no room for a group's role: it is made once there is some."""
    outbox.show(tx, OWN_ROLE, group_id)


def waits_for_role(tx: Tx, group_id: int) -> bool:
    """Whether a group's role waits for room in the server."""
    return outbox.pending(tx, OWN_ROLE, group_id)


def role_lost(tx: Tx, group_id: int, role_id: int) -> None:
    """Somebody deleted a group's role: it gets a new one, which is then owed to everyone."""
    if find(tx, group_id).role_id == role_id:
        models.change(tx, group_id, role_id=None)
        outbox.show(tx, HOME, group_id)


def room_open(tx: Tx, group_id: int, thread_id: int) -> None:
    """The private thread of a group's organizers is there: they are all brought in."""
    models.change(tx, group_id, thread_id=thread_id)
    for member in models.acting(tx, [group_id]).get(group_id, ()):
        outbox.show(tx, TEAM_SEAT, member.id)


def team_seat(tx: Tx, membership_id: int) -> Seat | None:
    """Whether somebody belongs into the thread of their group's organizers; None while there is none."""
    membership = models.membership(tx, membership_id)
    if membership is None:
        return None
    thread_id = find(tx, membership.group_id).thread_id
    if thread_id is None:
        return None
    acts = membership.left_at is None and membership.standing in ACTING
    return Seat(membership.group_id, thread_id, membership.person_id, acts)


def room_lost(tx: Tx, group_id: int, thread_id: int) -> bool:
    """Somebody deleted the private thread of a group's organizers: it gets a new one. Whether it was this one."""
    if find(tx, group_id).thread_id != thread_id:
        return False
    models.change(tx, group_id, thread_id=None)
    outbox.show(tx, TEAM_ROOM, group_id)
    return True


def owed_role(tx: Tx, membership_id: int) -> tuple[Membership, int] | None:
    """A membership and its group's role; None while the group has none."""
    membership = models.membership(tx, membership_id)
    group = None if membership is None else models.group(tx, membership.group_id)
    if membership is None or group is None or group.role_id is None:
        return None
    return membership, group.role_id


def venues_like(tx: Tx, group_id: int, text: str, limit: int = 25) -> list[str]:
    """Places from a group's venue book whose name has `text` in it, as they stand on a meetup's card.

    Without their address where that makes them longer than the value of a choice.
    """
    found = venue_models.venues_of(tx, group_id, folded(text), limit)
    return [venue.place if len(venue.place) <= LONGEST_CHOICE else venue.name for venue in found]


def team_place(tx: Tx, group_id: int) -> int | None:
    """Where the people who run a group are told something: their private thread.

    Where none can be opened it is the group's channel, which everyone reads; None while that is not known yet.
    Raises NoSuchGroup.
    """
    group = find(tx, group_id)
    if group.thread_id is None and outbox.trouble(tx, TEAM_ROOM, group_id) is not None:
        return group.channel_id
    return group.thread_id
