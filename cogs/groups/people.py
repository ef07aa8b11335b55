"""Who is what in a group: organizers, co-hosts, greeters; and who is kept out of it for a while."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from bot import outbox
from bot.db.tx import Tx
from bot.operation.forgetting import left_traces
from bot.people import sealing
from bot.people.boundaries import Weight
from bot.people.person import Person
from bot.signals import Deed, Deeds, GroupChanged, MemberBarred, MemberForgotten, Rows, StillNeeded
from bot.text import said_line
from cogs.groups import ban_models, editing, founding, models, sealed_ban_models, service
from cogs.groups.ban_models import Ban
from cogs.groups.models import Group, Membership
from cogs.groups.rules import (
    ACTING,
    LEADING,
    FounderStays,
    LastOrganizer,
    NotAMember,
    NotOneself,
    Standing,
)
from cogs.server import service as server

APPOINTED = "groups.appointed"
"""The notice to who has become something in a group; its subject is the membership."""

SEAL_ENDS = "groups.seal_ends"
"""The chore that lets in again whom a group keeps out without knowing their id; its subject is that row."""

ROLE_GOES = "groups.role_goes"
"""The chore that lets go of a membership of somebody who is forgotten, once their role is taken away; its subject is that row."""

ROLE_GOES_IN = timedelta(days=1)
"""How long the row of somebody who is forgotten is held back for their role to be taken away."""

LOOKED_IN = timedelta(minutes=1)
"""How long after another it is looked whether it is."""

LONGEST_REASON = 200
"""Characters of why somebody is kept out."""

PAGE = 5
"""People kept out that are shown at once, each with the reason in full."""


@dataclass(frozen=True, slots=True)
class Team:
    """A group and who does something in it."""

    group: Group
    members: tuple[Membership, ...]
    """All but those who are simply members, the founder first."""
    bans: tuple[Ban, ...]
    """A page of who is kept out; only for who decides about the group."""
    sealed: int
    """How many more are whose names are not known any more; likewise."""
    leads: bool
    number: int
    """Which page of who is kept out this is; pages count from 0."""
    last: int


_RANK = [Standing.FOUNDER, Standing.ORGANIZER, Standing.COHOST, Standing.GREETER]


def team(tx: Tx, group_id: int, person: Person, number: int = 0) -> Team:
    """Who does something in a group, as `person` may see it; a number beyond the last page gives the last.

    Raises NoSuchGroup.
    """
    group = service.find(tx, group_id)
    named = [member for member in models.members(tx, group_id) if member.standing is not Standing.MEMBER]
    named.sort(key=lambda member: _RANK.index(member.standing))
    membership = models.membership_of(tx, group_id, person.id)
    here = membership is not None and membership.left_at is None and membership.standing in LEADING
    leads = here or person.manages_server or server.moderates(tx, person)
    bans = ban_models.bans_of(tx, group_id) if leads else []
    last = max((len(bans) - 1) // PAGE, 0)
    number = min(number, last)
    sealed = sealed_ban_models.count_sealed_bans(tx, group_id) if leads else 0
    return Team(group, tuple(named), tuple(bans[number * PAGE :][:PAGE]), sealed, leads, number, last)


@dataclass(frozen=True, slots=True)
class Acting:
    """A group and the people who run its meetups."""

    group: Group
    people: frozenset[int]


def acting(tx: Tx, group_id: int) -> Acting:
    """Who belongs into the private thread of a group's organizers. Raises NoSuchGroup."""
    group = service.find(tx, group_id)
    members = models.acting(tx, [group_id]).get(group_id, ())
    return Acting(group, frozenset(member.person_id for member in members))


def appoint(tx: Tx, group_id: int, person: Person, other_id: int, standing: Standing) -> Membership:
    """Makes somebody an organizer, a co-host, a greeter or simply a member of a group; they hear of it once.

    Raises NoSuchGroup, NotAnOrganizer, GroupArchived, Barred, NotAMember, FounderStays, LastOrganizer.
    """
    group = editing.open_group(tx, group_id, person)
    service.admitted(tx, group_id, other_id)
    before = models.membership_of(tx, group_id, other_id)
    was = None if before is None or before.left_at is not None else before.standing
    if was is standing or (was is Standing.FOUNDER and standing is Standing.ORGANIZER):
        assert before is not None
        return before
    if was is None and standing is Standing.MEMBER:
        raise NotAMember(group.name, other_id)
    if was is Standing.FOUNDER and person.id != other_id and not server.moderates(tx, person):
        raise FounderStays(group.name)
    if was in LEADING and standing not in LEADING and _leads(tx, group_id) == {other_id}:
        raise LastOrganizer(group.name)
    if before is None or before.left_at is not None:
        service.take_in(tx, group_id, other_id)
    membership = models.membership_of(tx, group_id, other_id)
    assert membership is not None
    membership = put_in(tx, group, membership, standing)
    if other_id != person.id and standing is not Standing.MEMBER:
        outbox.say(
            tx,
            APPOINTED,
            membership.id,
            [other_id],
            weight=Weight.ORDINARY,
            zone=group.zone,
            group_id=group.id,
            event_at=tx.now + service.NEWS_LASTS,
            generation=int(tx.now.timestamp()),
        )
    return membership


def put_in(tx: Tx, group: Group, membership: Membership, standing: Standing) -> Membership:
    """Makes a member something else, where it shows: on the group's card and in its organizers' thread."""
    models.set_standing(tx, membership.id, standing)
    outbox.show(tx, service.HOME, group.id)
    if standing in ACTING:
        outbox.show(tx, service.TEAM_ROOM, group.id)
    elif membership.standing in ACTING:
        outbox.show(tx, service.TEAM_SEAT, membership.id)
    tx.signals.announce(tx, GroupChanged(group.id))
    return replace(membership, standing=standing)


def left_server(tx: Tx, person_id: int) -> list[Group]:
    """Somebody has left the server, and with it all groups here, archived ones too, and all they asked or waited for.

    The groups they were in.
    """
    founding.leave(tx, person_id)
    left = [group for group, _ in models.groups_of(tx, person_id, archived=True)]
    for group in left:
        service.leave(tx, group.id, person_id)
    return left


def forgotten(tx: Tx, fact: MemberForgotten) -> None:
    """Somebody is forgotten here: they leave every group, and their requests stand without a name.

    Who keeps them out goes on doing so, by a seal instead of their id; else forgetting would let them in again.
    """
    left_server(tx, fact.person_id)
    for membership_id in models.left_since(tx, fact.person_id, tx.now - ROLE_GOES_IN):
        outbox.later(tx, ROLE_GOES, membership_id, tx.now + LOOKED_IN)
    founding.forget(tx, fact.person_id)
    for ban in ban_models.bans_on(tx, fact.person_id):
        seal = sealing.seal(tx, fact.person_id, ban.group_id)
        row_id = sealed_ban_models.add_sealed_ban(tx, ban.group_id, seal, ban.until_at)
        ban_models.unban(tx, ban.group_id, fact.person_id)
        if ban.until_at is not None:
            outbox.later(tx, SEAL_ENDS, row_id, ban.until_at)


def seal_ends(tx: Tx, row_id: int) -> None:
    """The time is over for which a group kept out somebody who was forgotten."""
    sealed_ban_models.drop_ended(tx, row_id)


def still_needed(tx: Tx, question: StillNeeded) -> Rows | None:
    """The memberships by which somebody is still to lose a role or leave a thread."""
    left = models.left_since(tx, question.person_id, tx.now - ROLE_GOES_IN)
    owed = frozenset(membership_id for membership_id in left if _owes_role(tx, membership_id))
    return Rows(models.memberships.name, owed) if owed else None


def role_goes(tx: Tx, membership_id: int) -> None:
    """Lets go of a membership of somebody who is forgotten; whoever a role cannot be taken from in a day keeps it.

    Who has joined again meanwhile is a member.
    """
    membership = models.membership(tx, membership_id)
    if membership is None or membership.left_at is None:
        return
    if membership.left_at > tx.now - ROLE_GOES_IN and _owes_role(tx, membership_id):
        outbox.later(tx, ROLE_GOES, membership_id, tx.now + LOOKED_IN)
        return
    models.forget_membership(tx, membership_id)
    left_traces(tx)


def _owes_role(tx: Tx, membership_id: int) -> bool:
    return any(outbox.pending(tx, kind, membership_id) for kind in (service.ROLE, service.TEAM_SEAT))


def _leads(tx: Tx, group_id: int) -> set[int]:
    acting = models.acting(tx, [group_id]).get(group_id, ())
    return {member.person_id for member in acting if member.standing in LEADING}


def keep_out(
    tx: Tx, group_id: int, person: Person, other_id: int, reason: str, span: timedelta | None
) -> Ban:
    """Keeps somebody out of a group for `span`, or for good when that is None; they leave it.

    Raises NoSuchGroup, NotAnOrganizer, NotOneself, FounderStays, TooLong, NotPlain, NoText.
    """
    group = editing.led(tx, group_id, person)
    if other_id == person.id:
        raise NotOneself
    membership = models.membership_of(tx, group_id, other_id)
    leads = membership is not None and membership.left_at is None and membership.standing in LEADING
    if leads and not server.moderates(tx, person):
        raise FounderStays(group.name)
    until = None if span is None else tx.now + span
    ban_models.ban(tx, group_id, other_id, said_line(reason, LONGEST_REASON), until, person.id)
    service.leave(tx, group_id, other_id)
    tx.signals.announce(tx, MemberBarred(group_id, other_id))
    found = ban_models.ban_of(tx, group_id, other_id)
    assert found is not None
    return found


def let_in(tx: Tx, group_id: int, person: Person, other_id: int) -> bool:
    """Lets somebody into a group again; whether they were kept out. Raises NoSuchGroup, NotAnOrganizer."""
    editing.led(tx, group_id, person)
    seal = sealing.sealed(tx, other_id, group_id)
    was_sealed = seal is not None and sealed_ban_models.remove_sealed_ban(tx, group_id, seal)
    return ban_models.unban(tx, group_id, other_id) or was_sealed


def appointment(tx: Tx, membership_id: int) -> Membership | None:
    """A membership, while it lasts."""
    membership = models.membership(tx, membership_id)
    return None if membership is None or membership.left_at is not None else membership


def groups_of(tx: Tx, person_id: int) -> list[tuple[Group, Standing]]:
    """The groups somebody is in here, and what they are in each, by name."""
    return models.groups_of(tx, person_id)


def deeds(tx: Tx, question: Deeds) -> frozenset[Deed]:
    """Answers what somebody is in the groups of this server."""
    standings = {standing for _, standing in models.groups_of(tx, question.person_id)}
    found = {Deed.JOINED} if standings else set[Deed]()
    if standings & ACTING:
        found.add(Deed.COHOSTS)
    if standings & LEADING:
        found.add(Deed.ORGANIZES)
    return frozenset(found)
