"""Who has joined and never said a word, and the gentle word a moderator writes them: one promise each, kept whole.

No content is read: that somebody has written or pressed something is all that is kept.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot import outbox
from bot.db.tx import Tx
from bot.outbox import ledger
from bot.people.boundaries import Weight
from bot.people.person import Person
from bot.signals import MemberForgotten
from cogs.onboarding import census_models, lurker_models, lurker_rules
from cogs.onboarding.census_models import Census
from cogs.onboarding.lurker_models import Count, Invitation
from cogs.onboarding.lurker_rules import (
    By,
    ForOthers,
    NobodyToInvite,
    NoPlaceToInvite,
    NoSuchInvitation,
    Span,
)
from cogs.server import service as server

INVITATION = "onboarding.invitation"
"""The notice that brings a word to its people; its subject is the word."""

all_active = lurker_models.all_active


@dataclass(frozen=True, slots=True)
class Cohort:
    """Those who joined in one week or month."""

    span: Span
    count: Count


@dataclass(frozen=True, slots=True)
class Overview:
    """Some cohorts, the latest first."""

    by: By
    since: datetime | None
    """When the first join was seen; None when none was."""
    census: Census
    listed: int
    """People whom the list of members has told of."""
    cohorts: tuple[Cohort, ...]
    earlier_on: date | None
    """The first day of the next cohort with somebody in it; None when there is none."""


@dataclass(frozen=True, slots=True)
class Portrait:
    """A cohort and who of it may be written to now."""

    cohort: Cohort
    people: tuple[int, ...]
    channel_id: int | None
    """Where the server welcomes; None where it has chosen no channel for that."""
    language: str | None
    """The server's; None follows its language in Discord."""


@dataclass(frozen=True, slots=True)
class Place:
    """What Discord knows of a server for which it has chosen nothing itself."""

    channel_id: int | None
    """Where Discord says who comes in."""
    language: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A word and those it would go to now."""

    invitation: Invitation
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OwnSigns:
    """What is kept of somebody for this."""

    arrived_at: datetime
    active: bool
    invited_at: datetime | None
    listed_at: datetime | None
    """When they were found on the list of members; None for who was seen to join."""


def overview(tx: Tx, person: Person, by: By, day: date | None = None) -> Overview:
    """The weeks or months up to the one that a day is in, or the latest, for a moderator. Raises NotAModerator."""
    server.check_moderates(tx, person)
    zone = _zone(tx)
    spans = lurker_rules.spans(by, day or tx.now.astimezone(zone).date(), zone)
    earlier = lurker_models.last_before(tx, spans[-1].begins_at)
    return Overview(
        by,
        lurker_models.seen_since(tx),
        census_models.census(tx),
        census_models.count_listed(tx),
        tuple(Cohort(span, lurker_models.count(tx, span.begins_at, span.ends_at)) for span in spans),
        None if earlier is None else lurker_rules.span(by, earlier.astimezone(zone).date(), zone).first_on,
    )


def portrait(tx: Tx, person: Person, by: By, day: date) -> Portrait:
    """The cohort that a day is in, for a moderator. Raises NotAModerator."""
    server.check_moderates(tx, person)
    span = lurker_rules.span(by, day, _zone(tx))
    found = lurker_models.to_invite(tx, span.begins_at, span.ends_at, lurker_rules.AT_ONCE)
    cohort = Cohort(span, lurker_models.count(tx, span.begins_at, span.ends_at))
    chosen = server.settings(tx)
    return Portrait(cohort, tuple(found), chosen.welcome_channel_id, chosen.language)


def write(tx: Tx, person: Person, by: By, day: date, typed: str, place: Place) -> Draft:
    """Keeps what a moderator has written to a cohort, to be looked at before it is sent.

    Raises NotAModerator, NobodyToInvite, NoPlaceToInvite, NoWord, TooLong, NotPlain.
    """
    server.check_moderates(tx, person)
    words = lurker_rules.word(typed)
    chosen = server.settings(tx)
    channel_id = chosen.welcome_channel_id or place.channel_id
    if channel_id is None:
        raise NoPlaceToInvite
    span = lurker_rules.span(by, day, _zone(tx))
    draft_id = lurker_models.draft(
        tx,
        person.id,
        channel_id=channel_id,
        words=words,
        language=chosen.language or place.language,
        begins_at=span.begins_at,
        ends_at=span.ends_at,
    )
    return draft(tx, person, draft_id)


def draft(tx: Tx, person: Person, invitation_id: int) -> Draft:
    """A word that is not sent yet, for who wrote it. Raises NotAModerator, NoSuchInvitation, NobodyToInvite."""
    found = _unsent(tx, person, invitation_id)
    people = lurker_models.to_invite(tx, found.begins_at, found.ends_at, lurker_rules.AT_ONCE)
    if not people:
        raise NobodyToInvite
    return Draft(found, tuple(people))


def rewrite(tx: Tx, person: Person, invitation_id: int) -> tuple[By, date, str]:
    """A word that is not sent yet with the cohort it is for. Raises what `draft` does."""
    found = draft(tx, person, invitation_id).invitation
    begins_on = found.begins_at.astimezone(_zone(tx)).date()
    week = lurker_rules.span(By.WEEK, begins_on, _zone(tx))
    by = By.WEEK if week.ends_at == found.ends_at and week.begins_at == found.begins_at else By.MONTH
    return by, begins_on, found.words


def send(tx: Tx, person: Person, invitation_id: int, people: Collection[int]) -> int:
    """Sends a word to those of some people who may still be written to; how many. To nobody, it stays unsent.

    Raises NotAModerator, NoSuchInvitation.
    """
    found = _unsent(tx, person, invitation_id)
    due = lurker_models.to_invite(tx, found.begins_at, found.ends_at, lurker_rules.AT_ONCE, among=people)
    if due:
        lurker_models.sent(tx, invitation_id)
        lurker_models.invited(tx, due, invitation_id)
        outbox.say(
            tx,
            INVITATION,
            invitation_id,
            due,
            weight=Weight.ORDINARY,
            zone=_zone(tx).key,
            group_id=None,
            event_at=tx.now + lurker_rules.GOOD_FOR,
        )
    return len(due)


def _unsent(tx: Tx, person: Person, invitation_id: int) -> Invitation:
    server.check_moderates(tx, person)
    found = lurker_models.invitation(tx, invitation_id)
    if found is None or found.sent_at is not None or found.written_by != person.id:
        raise NoSuchInvitation
    return found


def read(tx: Tx, person_id: int, invitation_id: int) -> Invitation:
    """A word, for whom it was written to. Raises NoSuchInvitation, ForOthers."""
    found = lurker_models.invitation(tx, invitation_id)
    if found is None or found.sent_at is None:
        raise NoSuchInvitation
    if not lurker_models.was_invited(tx, person_id, invitation_id):
        raise ForOthers
    return found


def missed(tx: Tx, invitation_id: int) -> None:
    """A word could not be said to some of its people: they were not written to, and may be."""
    lurker_models.not_invited(tx, ledger.untold(tx, invitation_id, INVITATION), invitation_id)


def own_signs(tx: Tx, person_id: int) -> OwnSigns | None:
    """What is kept of somebody for this; None for who was not seen to join."""
    known = lurker_models.own(tx, person_id)
    return None if known is None else OwnSigns(*known)


def forgotten(tx: Tx, fact: MemberForgotten) -> None:
    """What somebody wrote as a moderator is gone, and is not said any more."""
    for invitation_id in lurker_models.forget_moderator(tx, fact.person_id):
        outbox.unsay(tx, invitation_id, [INVITATION])


def _zone(tx: Tx) -> ZoneInfo:
    return ZoneInfo(server.settings(tx).zone or "UTC")
