"""What happens when somebody arrives and begins: one promise each, kept whole in one transaction or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot import outbox, places
from bot.db.tx import Tx
from bot.people.models import hidden
from bot.people.person import Person
from bot.places.city import City
from bot.signals import MemberForgotten, NameHidden, NextStep, NextSteps, TextsChanged
from bot.words import Words
from cogs.groups import finding
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.onboarding import (
    buddies,
    desk,
    introductions,
    lurker_models,
    models,
    path_models,
    rules,
    welcoming_models,
)
from cogs.onboarding.buddies import Standing
from cogs.onboarding.desk_rules import Kind
from cogs.onboarding.models import Newcomer, Welcome
from cogs.onboarding.rules import NoSuchPlace
from cogs.server import service as server

WELCOME = "onboarding.welcome"
"""The mirror of a welcome; its subject is the welcome."""

MOST_GROUPS = 25
"""Groups in one menu. Source: Discord, String Select."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """A welcome with whom it is for."""

    welcome: Welcome
    language: str | None
    """The server's; None follows its language in Discord."""
    count: int
    """People it is for."""
    named: tuple[Newcomer, ...]
    """The first of them, without who wants to be named nowhere."""
    stale: bool
    """Whether it has come too late to be posted."""
    words: str | None = None
    """What the server says besides, in its own words."""


@dataclass(frozen=True, slots=True)
class Guide:
    """What somebody sees after Start: how far they are, and what there is for them."""

    city: City | None
    joined: tuple[Group, ...]
    said: Mapping[int, str]
    """What these say to who joins, in their own words."""
    about: str
    """What they are looking for; "" for all groups."""
    offered: tuple[Group, ...]
    """Groups to join, those near their city first."""
    more: bool
    """Whether there are more of them than one menu holds."""
    near: int
    """How many of these are near their city."""
    introduced: bool | None
    """Whether they have introduced themselves; None where the server has no place for that."""
    buddy: Standing | None
    """How they stand with buddies; None where asking for one would lead nowhere."""
    steps: tuple[NextStep, ...]
    """What they can do now."""


def arrive(
    tx: Tx,
    person: Person,
    arrived_at: datetime,
    channel_id: int | None,
    *,
    pending: bool = False,
) -> None:
    """Notes that somebody has come in and welcomes them, once they are not `pending` any more.

    `channel_id` is where Discord itself has said so, for a server that has chosen no channel for welcomes.
    """
    person_id = person.id
    known = models.newcomer(tx, person_id)
    waited = known is not None and known.pending
    again = known is None or rules.is_new_arrival(known.arrived_at, arrived_at)
    if known is not None and known.left_at is not None:
        desk.back(tx, person_id, known.left_at)
        models.note(tx, person_id, left_at=None)
        if known.welcome_id is not None:
            outbox.show(tx, WELCOME, known.welcome_id)
    if not again and (pending or not waited):
        return
    welcome_id, people = None, 1
    place = server.settings(tx).welcome_channel_id or channel_id
    if place is not None and not pending:
        welcome_id, people = _taken_in(tx, place)
    if not pending and not desk.helping(tx, [person]):
        desk.waits(tx, Kind.NEWCOMER, person_id, within=rules.pause_before(people))
    times = _times(known, arrived_at) + (not waited)
    models.note(
        tx,
        person_id,
        arrived_at=arrived_at,
        times=times,
        welcome_id=welcome_id,
        pending=int(pending),
        left_at=None,
        listed_at=None,
    )
    if known is not None and known.welcome_id is not None:
        outbox.show(tx, WELCOME, known.welcome_id)


def _times(known: Newcomer | None, before: datetime) -> int:
    """How often somebody had come in before: once at least, if they had begun here by then."""
    if known is None:
        return 0
    began = known.started_at is not None and known.started_at < before
    return max(known.times, int(began))


def _taken_in(tx: Tx, channel_id: int) -> tuple[int, int]:
    """The welcome that takes who arrives now, which is posted or changed soon; and how many people it has taken."""
    newest = models.newest_welcome(tx, channel_id)
    if newest is not None and rules.takes_more(newest.opened_at, newest.last_at, newest.people, tx.now):
        welcome_id, people = newest.id, newest.people + 1
    else:
        welcome_id, people = models.open_welcome(tx, channel_id), 1
    models.change_welcome(tx, welcome_id, people=people, last_at=tx.now)
    outbox.show(tx, WELCOME, welcome_id, within=rules.pause_before(people))
    return welcome_id, people


def greeting(tx: Tx, welcome_id: int) -> Greeting | None:
    """A welcome as it is to be shown now; None when there is no such one."""
    found = models.welcome(tx, welcome_id)
    if found is None:
        return None
    first = models.welcomed_by(tx, welcome_id, rules.NAMED)
    nameless = hidden(tx, [person.person_id for person in first])
    return Greeting(
        found,
        server.settings(tx).language,
        models.count_welcomed(tx, welcome_id),
        tuple(person for person in first if person.person_id not in nameless),
        tx.now - found.last_at > rules.FRESH,
        welcoming_models.welcoming(tx).words,
    )


def posted(tx: Tx, welcome_id: int, message_id: int | None) -> None:
    """Keeps where a welcome is; None when it is nowhere any more."""
    models.change_welcome(tx, welcome_id, message_id=message_id)


def start(tx: Tx, person_id: int, t: Words) -> Guide:
    """Lets somebody begin, or go on where they were."""
    known = models.newcomer(tx, person_id)
    if known is None or known.started_at is None:
        models.note(tx, person_id, started_at=tx.now)
        lurker_models.active(tx, person_id)
    return guide(tx, person_id, t)


def guide(tx: Tx, person_id: int, t: Words, about: str = "") -> Guide:
    """How far somebody is, and what there is for them: groups near them, or those `about` what they look for.

    Raises NoSuchTopic.
    """
    about = " ".join(about.split())[: rules.LONGEST_SEARCH]
    known = models.newcomer(tx, person_id)
    city_id = None if known is None else known.city_id
    city = None if city_id is None else places.city(city_id, t.language)
    joined = tuple(groups.joined(tx, person_id))
    mine = {group.id for group in joined}
    near: list[Group] = []
    if city is not None and not about:
        around = finding.near(tx, city.id, person_id, t.language)
        near = [it.group for _, there in around.bands for it in there if it.group.id not in mine]
    known_ids = mine | {group.id for group in near}
    beyond = groups.about(tx, about, len(known_ids) + MOST_GROUPS + 1)
    others = [group for group in beyond if group.id not in known_ids]
    if about and not others:
        raise rules.NoSuchTopic(about)
    steps: tuple[NextStep, ...] = ()
    if not path_models.is_quiet(tx, person_id):
        steps = tuple(tx.signals.ask(tx, NextSteps(person_id, t, None if city is None else city.id)))
    introduced = introductions.of_person(tx, person_id) is not None
    can_introduce = server.settings(tx).introductions_channel_id is not None
    return Guide(
        city,
        joined,
        welcoming_models.words_of(tx, mine),
        about,
        tuple([*near, *others][:MOST_GROUPS]),
        len(near) + len(others) > MOST_GROUPS,
        len(near),
        introduced if introduced or can_introduce else None,
        buddies.standing(tx, person_id) if buddies.can_be_asked_for(tx) else None,
        steps,
    )


def live_in(tx: Tx, person_id: int, typed: str, t: Words) -> Guide:
    """Keeps the city somebody has typed; nothing typed takes it away. Raises NoSuchPlace."""
    typed = typed.strip()
    city_id = None
    if typed:
        typed = typed[: rules.LONGEST_CITY]
        if (city := places.meant(typed, t.language)) is None:
            raise NoSuchPlace(typed)
        city_id = city.id
    models.note(tx, person_id, city_id=city_id)
    lurker_models.active(tx, person_id)
    return guide(tx, person_id, t)


def join(tx: Tx, person_id: int, group_id: int, t: Words) -> Guide:
    """Lets somebody join a group on their way. Raises what `groups.join` does."""
    groups.join(tx, group_id, person_id)
    return guide(tx, person_id, t)


def renamed(tx: Tx, fact: NameHidden) -> None:
    """Somebody wants to be named nowhere, or does not any more: the welcome that is for them is drawn anew."""
    known = models.newcomer(tx, fact.person_id)
    if known is not None and known.welcome_id is not None:
        outbox.show(tx, WELCOME, known.welcome_id)


def forgotten(tx: Tx, fact: MemberForgotten) -> None:
    """Nothing of somebody's arrival is kept, and the welcome that names them does so no more."""
    known = models.newcomer(tx, fact.person_id)
    models.forget(tx, fact.person_id)
    if known is not None and known.welcome_id is not None:
        outbox.show(tx, WELCOME, known.welcome_id)


def reworded(tx: Tx, fact: TextsChanged) -> None:
    """What the server's welcomes say besides does not name somebody any more: nor do those that stand."""
    if welcoming_models.welcome_settings.name in fact.rows:
        for welcome_id in models.standing_welcomes(tx):
            outbox.show(tx, WELCOME, welcome_id)
