"""What groups say on their own initiative: a group you waited for is there, a request has been answered."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Collection
from typing import NamedTuple

from bot.db.tx import Tx
from bot.outbox.models import Topic
from bot.outbox.notices import NoticeKind, Skip
from bot.outbox.post import Part
from bot.words import Catalogs, Words
from cogs.groups import (
    founding,
    founding_views,
    models,
    people,
    people_views,
    service,
    state_views,
    states,
    views,
)
from cogs.groups.founding_models import OPEN, Request, Stage, request
from cogs.groups.rules import Standing


class _Said:
    """What the notices of groups have in common: said in one place, and nobody is to be told if it is missed."""

    name: str
    superseded_by: Collection[str] = ()

    def __init__(self, catalogs: Catalogs) -> None:
        self._catalogs = catalogs

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:  # noqa: ARG002 - as the outbox asks
        """There is no other place."""
        return False

    def missed(self, tx: Tx, subject_id: int) -> None:
        """It stands where they would look: in the list, or on the answer to asking again."""


class Founded(_Said):
    """Tells who has waited for a group that it is there, in its own channel."""

    name = service.FOUNDED

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """The group's channel; while there is none it waits."""
        return service.find(tx, subject_id).channel_id

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The news, to those who are not in it yet."""
        group = service.find(tx, topic.subject_id)
        if group.archived_at is not None:
            return Skip("archived")
        inside = {member.person_id for member in models.members(tx, group.id)}
        people = tuple(person for person in topic.people if person not in inside)
        if not people:
            return Skip("in it already")
        t = self._catalogs.of(topic.language or group.language)
        return views.news(t, group, topic, people)


class _About(NamedTuple):
    """A request that somebody is told of, who that is at first, and where they asked."""

    asked: Request
    person_id: int
    channel_id: int


class _OfRequest(_Said):
    """What the notices of a request have in common: said where somebody asked, else where others have."""

    def about(self, tx: Tx, subject_id: int) -> _About | None:
        """What it is about; None where nothing is left of it."""
        asked = request(tx, subject_id)
        return None if asked is None or asked.is_let_go else _About(asked, asked.person_id, asked.channel_id)

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """Where they asked."""
        about = self.about(tx, subject_id)
        return None if about is None else about.channel_id

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:
        """They are told where others have asked, or in the group that was founded."""
        about = self.about(tx, subject_id)
        return about is not None and founding.place_lost(tx, about.asked.id, channel_id)

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """How it stands now."""
        about = self.about(tx, topic.subject_id)
        if about is None:
            return Skip("not any more")
        return self.told(tx, self._catalogs.of(topic.language or about.asked.language), about, topic)

    @abstractmethod
    def told(self, tx: Tx, t: Words, about: _About, topic: Topic) -> Part | Skip:
        """What is said, or why nothing is any more."""


class RequestStep(_OfRequest):
    """Tells who asked for a group what has come of it."""

    name = founding.STEP

    def told(self, tx: Tx, t: Words, about: _About, topic: Topic) -> Part | Skip:
        """The step, until it waits for the moderators again, or for nobody."""
        asked = about.asked
        if asked.stage in (Stage.WAITING, Stage.WITHDRAWN):
            return Skip("answered" if asked.stage is Stage.WAITING else "taken back")
        group = None if asked.group_id is None else models.group(tx, asked.group_id)
        return founding_views.step(t, asked, group, topic)


class JoinedDeclined(_OfRequest):
    """Tells somebody that the request they had joined elsewhere is declined; its subject is their wish."""

    name = founding.JOINED_DECLINED

    def about(self, tx: Tx, subject_id: int) -> _About | None:
        """What they have joined, while they wait for it."""
        joined = founding.joined(tx, subject_id)
        if joined is None:
            return None
        wish, asked = joined
        return _About(asked, wish.person_id, founding.place_of(wish, asked))

    def told(self, tx: Tx, t: Words, about: _About, topic: Topic) -> Part | Skip:  # noqa: ARG002 - as the others ask
        """That it is not to be, until they ask anew."""
        if about.person_id not in topic.people or about.asked.stage is not Stage.DECLINED:
            return Skip("not any more")
        return founding_views.joined_declined(t, about.asked, about.channel_id, topic)


class RequestHandedOn(_OfRequest):
    """Tells somebody that the request they had joined is theirs now."""

    name = founding.HANDED_ON

    def told(self, tx: Tx, t: Words, about: _About, topic: Topic) -> Part | Skip:  # noqa: ARG002 - as the others ask
        """The news, while it is theirs and open."""
        if about.person_id not in topic.people or about.asked.stage not in OPEN:
            return Skip("not any more")
        return founding_views.handed_on(t, about.asked, topic)


class Appointed(_Said):
    """Tells somebody what they are in a group from now on, in its channel."""

    name = people.APPOINTED

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """The group's channel."""
        membership = people.appointment(tx, subject_id)
        return None if membership is None else service.find(tx, membership.group_id).channel_id

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """What they are now."""
        membership = people.appointment(tx, topic.subject_id)
        if membership is None or membership.standing is Standing.MEMBER:
            return Skip("not any more")
        group = service.find(tx, membership.group_id)
        t = self._catalogs.of(topic.language or group.language)
        return people_views.told(t, group, membership.standing, topic, topic.people)


class WouldYou(_Said):
    """Asks regulars of a group that sleeps, or that nobody runs, whether they would."""

    name = states.WOULD_YOU

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """The group's channel; the answer is theirs alone."""
        return service.find(tx, subject_id).channel_id

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The question, while it is one."""
        if not states.is_asked_for(tx, topic.subject_id):
            return Skip("not needed any more")
        group = service.find(tx, topic.subject_id)
        t = self._catalogs.of(topic.language or group.language)
        return state_views.would_you(
            t, group, topic, topic.people, often=states.come_often(tx, topic.subject_id, topic.people)
        )


class PutAside(_Said):
    """Tells the organizers of a group that it was archived because it had not met for very long, where they are told things."""

    name = states.PUT_ASIDE

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """Their thread, which is opened for this, or the channel."""
        return service.team_place(tx, subject_id)

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:
        """They get a new one."""
        return service.room_lost(tx, subject_id, channel_id)

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """The news, while it is so."""
        group = service.find(tx, topic.subject_id)
        if group.archived_at is None:
            return Skip("revived")
        t = self._catalogs.of(topic.language or group.language)
        return state_views.put_aside(t, group, topic, topic.people)


class Month(_Said):
    """Tells the people who run a group how it is doing: in their private thread, or with a button that tells them alone."""

    name = states.MONTH

    def place(self, tx: Tx, subject_id: int) -> int | None:
        """Their thread, which is opened for this, or the channel."""
        return service.team_place(tx, subject_id)

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:
        """They get a new one."""
        return service.room_lost(tx, subject_id, channel_id)

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        """How it is doing now, to those who run it now."""
        told = states.of_month(tx, topic.subject_id)
        if told.group.archived_at is not None:
            return Skip("archived")
        acting = people.acting(tx, topic.subject_id).people
        still = tuple(person for person in topic.people if person in acting)
        if not still:
            return Skip("not any more")
        t = self._catalogs.of(topic.language or told.group.language)
        return state_views.month(t, told, topic, still)


def kinds(catalogs: Catalogs) -> tuple[NoticeKind, ...]:
    """All of them."""
    return (
        Founded(catalogs),
        RequestStep(catalogs),
        JoinedDeclined(catalogs),
        RequestHandedOn(catalogs),
        Appointed(catalogs),
        WouldYou(catalogs),
        PutAside(catalogs),
        Month(catalogs),
    )
