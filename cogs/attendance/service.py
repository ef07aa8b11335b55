"""What is noted of who came: one promise each, kept whole in one transaction or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import outbox
from bot.db.tx import Tx
from bot.people.boundaries import Weight
from bot.people.person import Person
from bot.signals import Deed, Deeds, GatheringChanged, MemberForgotten, Regulars, SeatGivenUp
from bot.text import one_line
from cogs.attendance import models, picture_models, rules
from cogs.attendance.rules import Outcome, Summary, Witnessed
from cogs.groups import people as team
from cogs.groups import service as groups
from cogs.groups.service import Group
from cogs.meetups import attending
from cogs.meetups import service as meetups
from cogs.meetups.attending import Meetup, MeetupIsCancelled

OVER = "attendance.over"
"""The chore that falls due when a meetup's door closes: what was seen is summed up, and people are asked the next day."""
EXPIRED = "attendance.expired"
"""The chore that takes out who came, half a year later."""
AFTERWARDS = "attendance.afterwards"
"""The question of the next morning."""
ANSWERABLE = timedelta(days=3)
"""How long after it the question is worth asking."""
SUMMED_UP = "attendance.summed_up"
"""The chore that tells organizers what was said: in the morning, so that nobody is told from when they answered."""
SAID = "attendance.said"
"""What people said about a meetup, for its organizers."""
PLANNED = 3
"""Meetups ahead of a group whose end is planned for: when one is over, the next is planned for in its turn."""


@dataclass(frozen=True, slots=True)
class Roll:
    """A meetup as an organizer calls its roll."""

    meetup: Meetup
    group: Group
    code: str | None
    """What is shown at the door; None once it is closed."""
    people: tuple[tuple[int, Witnessed], ...]
    """Who said they come, and then who came without."""
    expected: int
    """How many of them said so."""
    may_miss: tuple[int, ...]
    """Who of those with a seat often has one and does not come; nobody while there are seats for all."""
    said: Summary


@dataclass(frozen=True, slots=True)
class Heard:
    """What people said about a meetup, as its organizers hear it."""

    meetup: Meetup
    group: Group
    said: Summary


@dataclass(frozen=True, slots=True)
class CheckIn:
    """What a code was worth: a meetup, or nothing."""

    meetup: Meetup | None
    left: int = 0
    """Wrong codes that may still be typed."""


@dataclass(frozen=True, slots=True)
class Evening:
    """One line of somebody's own record."""

    meetup: Meetup
    witnessed: Witnessed
    first: bool = False
    """Whether it is their first, as far as that is known."""

    @property
    def outcome(self) -> Outcome:
        """What counts."""
        return rules.outcome(self.witnessed)


def planned(tx: Tx, fact: GatheringChanged) -> None:
    """A group's plans have changed: the end of what comes next is not to be missed."""
    for meetup, _ in meetups.upcoming(tx, fact.group_id, PLANNED):
        outbox.later(tx, OVER, meetup.id, meetup.ends_at + rules.DOOR_CLOSES)


def given_up(tx: Tx, fact: SeatGivenUp) -> None:
    """A seat given up late is noted as that: it is not the same as not coming without a word."""
    meetup = meetups.find(tx, fact.meetup_id)
    if meetup.starts_at - rules.LATE <= tx.now < meetup.starts_at:
        models.note(tx, meetup.id, meetup.starts_at, [fact.person_id], released_at=tx.now)


# The door


def check_in(tx: Tx, person_id: int, typed: str) -> CheckIn:
    """Somebody is at the door and types its code. Raises TooManyTries.

    A wrong code is no refusal: it must be counted.
    """
    since = tx.now - rules.TRIES_FOR
    wrong = models.wrong_tries(tx, person_id, since)
    if wrong >= rules.MOST_TRIES:
        raise rules.TooManyTries
    meetup_id = models.codes(tx).get(rules.code_typed(typed))
    meetup = None if meetup_id is None else meetups.find(tx, meetup_id)
    if meetup is None or meetup.cancelled_at is not None or not _door_is_open(meetup, tx.now):
        models.save_tries(tx, person_id, wrong + 1)
        return CheckIn(None, rules.MOST_TRIES - wrong - 1)
    models.note(tx, meetup.id, meetup.starts_at, [person_id], code_at=tx.now)
    return CheckIn(meetup)


def _door_is_open(meetup: Meetup, now: datetime) -> bool:
    return meetup.starts_at - rules.DOOR_OPENS <= now <= meetup.ends_at + rules.DOOR_CLOSES


def new_code(tx: Tx, meetup_id: int, person: Person) -> Roll:
    """Another code for the door: the old one has got about. Raises as `roll`."""
    meetup, _ = _organized(tx, meetup_id, person)
    if tx.now <= meetup.ends_at + rules.DOOR_CLOSES:
        models.save_door(tx, meetup_id, rules.code(models.codes(tx)))
    return roll(tx, meetup_id, person)


# The roll


def roll(tx: Tx, meetup_id: int, person: Person) -> Roll:
    """The roll of a meetup, with a code for its door. Raises NoSuchMeetup, NotAnOrganizer, MeetupIsCancelled."""
    meetup, group = _organized(tx, meetup_id, person)
    code = models.door(tx, meetup_id)
    if code is None and tx.now <= meetup.ends_at + rules.DOOR_CLOSES:
        code = rules.code(models.codes(tx))
        models.save_door(tx, meetup_id, code)
    _count_voice(tx)
    known = {one.person_id: one.witnessed for one in models.of_meetup(tx, meetup_id)}
    expected = attending.expected(tx, meetup_id)
    # Who left early of those with a seat stays on the list: they may have come after all.
    others = [one for one in known if one not in expected.seated]
    return Roll(
        meetup,
        group,
        code,
        tuple((one, known.get(one, Witnessed())) for one in (*expected.seated, *others)),
        len(expected.seated),
        _may_miss(tx, expected.seated) if expected.scarce and tx.now < meetup.ends_at else (),
        rules.summary(models.said(tx, meetup_id)),
    )


def _organized(tx: Tx, meetup_id: int, person: Person) -> tuple[Meetup, Group]:
    meetup = meetups.find(tx, meetup_id)
    group = groups.organized(tx, meetup.group_id, person)
    if meetup.cancelled_at is not None:
        raise MeetupIsCancelled
    return meetup, group


def _may_miss(tx: Tx, people: Collection[int]) -> tuple[int, ...]:
    by_person: dict[int, list[Outcome]] = {}
    for one in models.of_people(tx, people, tx.now - rules.KEPT):
        by_person.setdefault(one.person_id, []).append(rules.outcome(one.witnessed))
    return tuple(person for person in people if rules.misses_often(by_person.get(person, ())))


def were_there(tx: Tx, meetup_id: int, person: Person, people: Collection[int]) -> Roll:
    """An organizer saw these people. Raises as `roll`, and NotYet."""
    meetup = _callable(tx, meetup_id, person)
    models.note(tx, meetup_id, meetup.starts_at, people, called_at=tx.now, absent_at=None, noted_by=person.id)
    return roll(tx, meetup_id, person)


def all_there(tx: Tx, meetup_id: int, person: Person) -> Roll:
    """An organizer saw everyone who said they come. Raises as `were_there`."""
    return were_there(tx, meetup_id, person, attending.expected(tx, meetup_id).seated)


def were_not_there(tx: Tx, meetup_id: int, person: Person, people: Collection[int]) -> Roll:
    """An organizer did not see these people, of those who are on the roll. Raises as `were_there`."""
    meetup = _callable(tx, meetup_id, person)
    on_it = {
        *attending.expected(tx, meetup_id).seated,
        *(a.person_id for a in models.of_meetup(tx, meetup_id)),
    }
    absent = [one for one in people if one in on_it]
    models.note(tx, meetup_id, meetup.starts_at, absent, called_at=None, absent_at=tx.now, noted_by=person.id)
    return roll(tx, meetup_id, person)


def _callable(tx: Tx, meetup_id: int, person: Person) -> Meetup:
    meetup, _ = _organized(tx, meetup_id, person)
    if tx.now < meetup.starts_at - rules.DOOR_OPENS:
        raise rules.NotYet
    return meetup


# Voice


def set_room(tx: Tx, group_id: int, person: Person, channel_id: int | None) -> Group:
    """The voice channel where a group meets; None when it has none. Raises NoSuchGroup, NotAnOrganizer."""
    group = groups.organized(tx, group_id, person)
    models.save_room(tx, group_id, channel_id)
    return group


def moved(tx: Tx, person_id: int, channel_id: int | None) -> None:
    """Somebody has come into a voice channel, or (None) hung up."""
    for visit in models.open_visits(tx, person_id):
        if visit.channel_id == channel_id:
            return  # only muted, or the like
        _count(tx, visit)
        models.leave(tx, person_id)
    if channel_id is not None and _counts(tx, channel_id):
        models.enter(tx, person_id, channel_id, tx.now)


def in_voice(tx: Tx, people: Mapping[int, int]) -> None:
    """Who is in which voice channel now, after a while in which nobody looked: what nobody saw does not count."""
    for visit in models.open_visits(tx):
        if people.get(visit.person_id) != visit.channel_id:
            models.leave(tx, visit.person_id)
    for person_id, channel_id in people.items():
        moved(tx, person_id, channel_id)


def _counts(tx: Tx, channel_id: int) -> bool:
    """Whether anyone's being there may count one day soon."""
    if models.groups_in(tx, channel_id):
        return True
    return any(
        _leads_to(tx, meetup, channel_id) for meetup in attending.between(tx, tx.now, tx.now + rules.SHORTLY)
    )


def _leads_to(tx: Tx, meetup: Meetup, channel_id: int) -> bool:
    assert tx.guild_id is not None
    return rules.channel_in(meetup.link, tx.guild_id) == channel_id


def _count_voice(tx: Tx) -> None:
    """Counts all who are in voice just now."""
    for visit in models.open_visits(tx):
        _count(tx, visit)
        models.enter(tx, visit.person_id, visit.channel_id, tx.now)


def _count(tx: Tx, visit: models.Visit) -> None:
    own = models.groups_in(tx, visit.channel_id)
    for meetup in attending.between(tx, visit.entered_at, tx.now):
        if meetup.group_id in own or _leads_to(tx, meetup, visit.channel_id):
            there = rules.overlap(visit.entered_at, tx.now, meetup.starts_at, meetup.ends_at)
            seconds = models.add_voice(
                tx, meetup.id, meetup.starts_at, visit.person_id, int(there.total_seconds())
            )
            if seconds >= rules.ENOUGH.total_seconds():
                models.note(tx, meetup.id, meetup.starts_at, [visit.person_id], voice_at=tx.now)


# Afterwards


def over(tx: Tx, meetup_id: int) -> None:
    """A meetup's door closes: what was seen is summed up, and those who were expected or came are asked the next day."""
    meetup = meetups.find(tx, meetup_id)
    if tx.now < meetup.ends_at + rules.DOOR_CLOSES:  # it was moved meanwhile
        outbox.later(tx, OVER, meetup_id, meetup.ends_at + rules.DOOR_CLOSES)
        return
    outbox.later(tx, EXPIRED, meetup_id, max(meetup.starts_at + rules.KEPT, tx.now))
    models.forget_tries(tx, tx.now - rules.TRIES_FOR)
    models.close_door(tx, meetup_id)
    if meetup.cancelled_at is not None:
        return
    _count_voice(tx)
    known = models.of_meetup(tx, meetup_id)
    came = [one.person_id for one in known if rules.outcome(one.witnessed) is Outcome.CAME]
    seated = attending.expected(tx, meetup_id).seated
    if came:  # else nobody took note, and it says nothing that somebody was not seen
        missed = [one for one in seated if one not in came]
        models.note(tx, meetup_id, meetup.starts_at, missed, missed_at=tx.now)
    due_at = rules.next_morning(meetup.ends_at, meetup.group_zone)
    outbox.say(
        tx,
        AFTERWARDS,
        meetup_id,
        tuple(dict.fromkeys((*seated, *came))),
        weight=Weight.ORDINARY,
        zone=meetup.group_zone,
        group_id=meetup.group_id,
        event_at=due_at + ANSWERABLE,
        due_at=due_at,
    )


def expired(tx: Tx, meetup_id: int) -> None:
    """Half a year later: who came is nobody's business any more."""
    models.forget_meetup(tx, meetup_id)


def forgotten(tx: Tx, fact: MemberForgotten) -> None:
    """Somebody wants nothing of them kept."""
    models.forget_person(tx, fact.person_id)
    picture_models.forget_person(tx, fact.person_id)


# One's own record


def record(tx: Tx, person_id: int, limit: int = 25) -> list[Evening]:
    """What is known of somebody's last half year, the latest first."""
    found = models.of_people(tx, [person_id], tx.now - rules.KEPT)
    return [
        Evening(meetups.find(tx, one.meetup_id), one.witnessed)
        for one in found
        if rules.outcome(one.witnessed) is not Outcome.UNKNOWN
    ][:limit]


def evening(tx: Tx, meetup_id: int, person_id: int) -> Evening:
    """What is known of somebody at a meetup. Raises NoSuchMeetup, NotThere."""
    meetup = meetups.find(tx, meetup_id)
    known = {one.person_id: one.witnessed for one in models.of_meetup(tx, meetup_id)}
    if person_id not in known and person_id not in attending.expected(tx, meetup_id).seated:
        raise rules.NotThere
    first = not models.came_before(tx, person_id, meetup.starts_at)
    return Evening(meetup, known.get(person_id, Witnessed()), first)


def correct(tx: Tx, meetup_id: int, person_id: int, *, came: bool) -> Evening:
    """Somebody says themselves whether they were there. Raises NoSuchMeetup, NotThere, NotYet."""
    known = evening(tx, meetup_id, person_id)
    if tx.now < known.meetup.starts_at:
        raise rules.NotYet
    own = Outcome.CAME if came else Outcome.AWAY
    models.note(tx, meetup_id, known.meetup.starts_at, [person_id], own=own)
    return evening(tx, meetup_id, person_id)


def say(
    tx: Tx,
    meetup_id: int,
    person_id: int,
    *,
    mood: rules.Mood | None = None,
    again: rules.Again | None = None,
    line: str | None = None,
) -> Evening:
    """Keeps what somebody says about a meetup they came to; what is None stays.

    Raises NoSuchMeetup, NotThere, Barred, TooLong, NotPlain, NoText.
    """
    known = evening(tx, meetup_id, person_id)
    if known.outcome is not Outcome.CAME:
        raise rules.NotThere
    groups.admitted(tx, known.meetup.group_id, person_id)  # a direct message is still there after a ban
    given = {
        "mood": mood,
        "again": again,
        "line": None if line is None else one_line(line, rules.LONGEST_NOTE),
    }
    models.say(
        tx, meetup_id, person_id, **{name: value for name, value in given.items() if value is not None}
    )
    outbox.later(tx, SUMMED_UP, meetup_id, rules.next_morning(tx.now, known.meetup.group_zone))
    return known


def summed_up(tx: Tx, meetup_id: int) -> None:
    """The organizers hear what was said, once; the roll shows it as well.

    While too few have answered they hear nothing: the next answer asks for it again.
    """
    found = heard(tx, meetup_id)
    if not found.said.moods or found.group.archived_at is not None:
        return
    outbox.show(tx, groups.TEAM_ROOM, found.group.id)
    outbox.say(
        tx,
        SAID,
        meetup_id,
        team.acting(tx, found.group.id).people,
        weight=Weight.ORDINARY,
        zone=found.meetup.group_zone,
        group_id=found.group.id,
        event_at=tx.now + ANSWERABLE,
    )


def heard(tx: Tx, meetup_id: int) -> Heard:
    """What was said about a meetup. Raises NoSuchMeetup."""
    meetup = meetups.find(tx, meetup_id)
    said = rules.summary(models.said(tx, meetup_id))
    return Heard(meetup, groups.find(tx, meetup.group_id), said)


def heard_by(tx: Tx, meetup_id: int, person: Person) -> Heard:
    """What was said about a meetup, for who runs it. Raises NoSuchMeetup, NotAnOrganizer."""
    found = heard(tx, meetup_id)
    groups.organized(tx, found.group.id, person)
    return found


def deeds(tx: Tx, question: Deeds) -> frozenset[Deed]:
    """Answers whether somebody came to a meetup, as far as that is still known."""
    return frozenset({Deed.CAME} if models.came_before(tx, question.person_id, tx.now) else ())


def regulars(tx: Tx, question: Regulars) -> tuple[int, ...] | None:
    """Answers who came to a group's meetups most often, as far as that is still known."""
    held = [meetup.id for meetup in attending.held(tx, question.group_id, tx.now - rules.KEPT)]
    came = Counter(
        one.person_id for one in models.of_meetups(tx, held) if rules.outcome(one.witnessed) is Outcome.CAME
    )
    return tuple(sorted(came, key=lambda person: (-came[person], person))) or None
