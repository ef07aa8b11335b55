"""Who gets a seat, when a meetup may be answered, when people are reminded (plain values in, plain values out)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.text import one_line
from bot.when.durations import LONGEST, SHORTEST
from bot.words import Words

LONGEST_TITLE = 100
"""Characters, as many as a native event's name may have."""
LONGEST_PLACE = 100
"""Characters, as many as a native event's location may have."""
LONGEST_LINK = 300
"""Characters of a link; longer ones are trackers or mistakes."""
MOST_SEATS = 1000
"""Nobody gathers more people than this around laptops; a larger number is a slip of the finger."""
MOST_OPEN = 100
"""Meetups a group may have ahead of it."""
USUAL_LENGTH = timedelta(minutes=90)
"""How long code & coffee lasts."""
THREAD_STAYS = timedelta(days=7)
"""How long people go on talking in a meetup's thread before it is archived."""

DAY_BEFORE = "meetups.day_before"
HOUR_BEFORE = "meetups.hour_before"
REMINDERS = ((DAY_BEFORE, timedelta(hours=24)), (HOUR_BEFORE, timedelta(hours=1)))
"""What those who are going are reminded of, and how long before the start."""
STILL_COMING = "meetups.still_coming"
ASKED_AGAIN = timedelta(hours=24)
"""How long before the start those are asked again who said Maybe."""


class Answer(StrEnum):
    """What somebody said about coming."""

    GOING = "going"
    MAYBE = "maybe"
    CANT = "cant"


class MeetupIsOver(Refusal):
    """It has ended."""

    def sentence(self, t: Words) -> str:
        """Points to what comes."""
        return t("This meetup is over. /meetup list shows the next ones.")


class MeetupIsCancelled(Refusal):
    """It was called off."""

    def sentence(self, t: Words) -> str:
        """Points to what comes."""
        return t("This meetup was cancelled. /meetup list shows the next ones.")


class NoSuchMeetup(Refusal):
    """No meetup of this server is meant by what was given."""

    def sentence(self, t: Words) -> str:
        """Points to the list."""
        return t("I know no such meetup here. Pick one from the list, or type /meetup list.")


class NoGroupMeant(Refusal):
    """A meetup was scheduled where no group is at home, without naming one."""

    def sentence(self, t: Words) -> str:
        """Asks for it."""
        return t(
            "Which group is it for? Pick one in the option “group”, or type the command in the group's channel."
        )


class SeatsOutOfRange(Refusal):
    """Fewer than one seat, or more than anyone means."""

    def sentence(self, t: Words) -> str:
        """Names the range."""
        return t(
            "Seats can be from 1 to {most}. Leave the option out if there is room for everyone.",
            most=MOST_SEATS,
        )


class LengthOutOfRange(Refusal):
    """Shorter or longer than a meetup can be."""

    def sentence(self, t: Words) -> str:
        """Names the range."""
        return t(
            "It can last from {shortest} to {longest}.", shortest=t.span(SHORTEST), longest=t.span(LONGEST)
        )


class AlreadyBegun(Refusal):
    """The moment passed while the command was typed."""

    def sentence(self, t: Words) -> str:
        """Asks for a later one."""
        return t("That moment has passed. Pick one that is still to come.")


class OneOfBoth(Refusal):
    """A meetup and a group were chosen for one calendar."""

    def sentence(self, t: Words) -> str:
        """Asks for one of them."""
        return t("Choose a meetup or a group, not both.")


class NotALink(Refusal):
    """Not a web address one could open."""

    def sentence(self, t: Words) -> str:
        """Shows what one looks like."""
        return t("I can't use that link. It must be one web address, beginning with https://")


class TooManyMeetups(Refusal):
    """The group has more ahead of it than a list can show."""

    def sentence(self, t: Words) -> str:
        """Says what to do."""
        return t(
            "This group already has {most} meetups ahead. Cancel one, or wait until one is over.",
            most=MOST_OPEN,
        )


def title_of(text: str) -> str:
    """A title as it is stored. Raises TooLong, NotPlain or NoText."""
    return one_line(text, LONGEST_TITLE)


def place_of(text: str | None) -> str | None:
    """A place as it is stored. Raises TooLong, NotPlain or NoText."""
    return None if text is None else one_line(text, LONGEST_PLACE)


def link_of(text: str | None) -> str | None:
    """A web address as it is stored. Raises NotALink."""
    if text is None:
        return None
    text = text.strip()
    if len(text) > LONGEST_LINK or not text.isascii() or any(c.isspace() or c in '<>"`\\|()' for c in text):
        raise NotALink
    try:
        parts = urlsplit(text)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        raise NotALink from None
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or not port_is_sound:
        raise NotALink
    if parts.username is not None:  # "https://campsite.example@evil.example" shows one host and opens another
        raise NotALink
    return text


def ends_at(starts_at: datetime, said: datetime | None, length: timedelta | None) -> datetime:
    """When a meetup ends: after the length that was given, or at the end that was said, or after the usual time."""
    if length is not None:
        return starts_at + length
    return said or starts_at + USUAL_LENGTH


def check_times(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raises AlreadyBegun or LengthOutOfRange."""
    if starts_at <= now:
        raise AlreadyBegun
    if not SHORTEST <= ends_at - starts_at <= LONGEST:
        raise LengthOutOfRange


def check_seats(seats: int | None) -> None:
    """Raises SeatsOutOfRange."""
    if seats is not None and not 1 <= seats <= MOST_SEATS:
        raise SeatsOutOfRange


def may_answer(ends_at: datetime, *, cancelled: bool, now: datetime) -> None:
    """Raises MeetupIsCancelled or MeetupIsOver."""
    if cancelled:
        raise MeetupIsCancelled
    if now >= ends_at:
        raise MeetupIsOver


def reminders(starts_at: datetime, now: datetime) -> list[tuple[str, datetime]]:
    """The reminders still ahead for somebody who is going: kind and instant."""
    return [(kind, starts_at - before) for kind, before in REMINDERS if starts_at - before > now]


def asks_again_at(starts_at: datetime, now: datetime) -> datetime | None:
    """When somebody who said Maybe is asked whether they come; None when that moment has passed."""
    return starts_at - ASKED_AGAIN if starts_at - ASKED_AGAIN > now else None


@dataclass(frozen=True, slots=True)
class FullMonth:
    """A month in which somebody is going to more meetups than they wanted to."""

    month: date
    """Its first day."""
    count: int
    """Meetups they are going to."""
    wanted: int
    """The number they have chosen."""


def month_of(instant: datetime, zone: str) -> tuple[date, datetime, datetime]:
    """The calendar month that an instant is in where somebody lives: its first day, first instant, and the next one's."""
    first = instant.astimezone(ZoneInfo(zone)).date().replace(day=1)
    following = (first + timedelta(days=31)).replace(day=1)
    begins, ends = (
        datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC) for day in (first, following)
    )
    return first, begins, ends


@dataclass(frozen=True, slots=True)
class Seating:
    """Who has a seat and who waits for one, each in the order they asked."""

    seats: int | None
    """How many there are; None when there is room for everyone."""
    seated: tuple[int, ...]
    waiting: tuple[int, ...]

    def newly_seated(self, before: Seating) -> list[int]:
        """Who has a seat now and had none before, in order."""
        had = frozenset(before.seated)
        return [person for person in self.seated if person not in had]

    def full(self) -> bool:
        """Whether nobody more can be seated."""
        return self.seats is not None and len(self.seated) >= self.seats


def answered(seating: Seating, person_id: int, wish: Answer) -> Seating:
    """The seating after one person's answer.

    Whoever asks first is seated first; asking again changes nothing; a seat that is given up goes to whoever has
    waited longest; never are more seated than there are seats (unless more were already).
    """
    if wish is Answer.GOING:
        if person_id in seating.seated or person_id in seating.waiting:
            return seating
        if seating.full() or seating.waiting:
            return Seating(seating.seats, seating.seated, (*seating.waiting, person_id))
        return Seating(seating.seats, (*seating.seated, person_id), seating.waiting)
    seated = tuple(person for person in seating.seated if person != person_id)
    waiting = tuple(person for person in seating.waiting if person != person_id)
    return promoted(Seating(seating.seats, seated, waiting))


def promoted(seating: Seating) -> Seating:
    """The seating once everyone is seated who can be, in order."""
    free = len(seating.waiting) if seating.seats is None else max(seating.seats - len(seating.seated), 0)
    return Seating(seating.seats, seating.seated + seating.waiting[:free], seating.waiting[free:])
