"""When a meetup may be answered, when people are reminded, what an organizer may ask for (plain values in, plain values out)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.text import one_line
from bot.when.durations import LONGEST, SHORTEST
from bot.when.errors import SpanTooLong
from bot.when.refusals import UnclearDay, quoted
from bot.words import Words

LONGEST_TITLE = 100
"""Characters, as many as a native event's name may have."""
LONGEST_PLACE = 100
"""Characters, as many as a native event's location may have."""
MOST_SEATS = 1000
"""Nobody gathers more people than this around laptops; a larger number is a slip of the finger."""
MOST_OPEN = 100
"""Meetups a group may have ahead of it."""
LONGEST_NOTES = 500
"""Characters of what an organizer adds: it stands on a card, between other things."""
LONGEST_WORK = 60
"""Characters of what somebody will work on: a dozen of them share a card."""
MOST_DATES = 1000
"""Dates of a series that are ever counted through: twenty years of weeks."""
MOST_OCCURRENCES = 200
"""Times a series may be counted to; whoever wants more leaves the end open."""
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


class Needless(StrEnum):
    """Why nobody was told something, and nobody waited for it."""

    CANCELLED = "cancelled"
    BEGUN = "it has begun"
    OVER = "it is over"
    NOTHING_HELD = "no seat is held any more"
    TAKEN = "taken by now"
    NOT_TRUE = "no longer true"
    CHANGED_BACK = "changed back"


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
            "Seats can be from 1 to {most}. Leave them out if there is room for everyone.",
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


class TooManyMeetups(Refusal):
    """The group has more ahead of it than a list can show."""

    def sentence(self, t: Words) -> str:
        """Says what to do."""
        return t(
            "This group already has {most} meetups ahead. Cancel one, or wait until one is over.",
            most=MOST_OPEN,
        )


class NotComing(Refusal):
    """Somebody says what they will work on who does not come."""

    def sentence(self, t: Words) -> str:
        """Says what comes first."""
        return t("Tap Going first; then you can say what you will work on.")


class NotTogether(Refusal):
    """An option that has no meaning beside the others: `wanted` is what it asks for."""

    def __init__(self, wanted: str) -> None:
        super().__init__(wanted)
        self.wanted = wanted

    def sentence(self, t: Words) -> str:
        """Says what is missing, or in the way."""
        match self.wanted:
            case "online_seats":
                return t("Seats online need a link that people join by. Add the link.")
            case "call":
                return t("An online call needs a link that people join by. Add the link.")
            case "place":
                return t("An online call has no place. Leave the place out, or choose another format.")
            case "time":
                return t("The repeat says another time than “when”. Say the time once, in “when”.")
            case _:
                return t("Say until when or how often only for something that repeats.")


class ChangedMeanwhile(Refusal):
    """A form was opened on a version of a meetup that is not the present one."""

    def sentence(self, t: Words) -> str:
        """Says that nothing was overwritten."""
        return t("Somebody has changed this meetup meanwhile, so I have not saved what you sent.")


class ChangedInSeries(ChangedMeanwhile):
    """Likewise, on a version of a meetup and all that follow it in its series."""

    def sentence(self, t: Words) -> str:
        """Says that nothing was overwritten."""
        return t(
            "Somebody has changed this meetup or one after it meanwhile, so I have not saved what you sent."
        )


class UnknownFormat(Refusal):
    """No format is meant by what was given."""

    def sentence(self, t: Words) -> str:
        """Points to the list."""
        return t("I know no such format. Pick one from the list, or leave the option out for code & coffee.")


class NotASeries(Refusal):
    """Something that is done to series was asked for a meetup that stands alone."""

    def sentence(self, t: Words) -> str:
        """Names what there is instead."""
        return t("This meetup does not repeat. /meetup move and /meetup cancel change it.")


class UnclearRest(UnclearDay):
    """A text that does not say on which days a series is to rest."""

    def sentence(self, t: Words) -> str:
        """Likewise; a long rest can be had in parts."""
        if isinstance(self.error, SpanTooLong):
            return t(
                "“{typed}” is longer than {longest} days. Make it shorter, or let it rest in several parts.",
                typed=quoted(self.typed),
                longest=self.error.longest,
            )
        return super().sentence(t)


class SameMoment(Refusal):
    """Two of one series would begin at the same instant: `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__(at)
        self.at = at

    def sentence(self, t: Words) -> str:
        """Says when, and what to do."""
        return t(
            "Another one of this series begins <t:{moment}:F>. Pick another time, or cancel or move that one first.",
            moment=int(self.at.timestamp()),
        )


class NoDayLeft(Refusal):
    """A series that would have no occurrence at all."""

    def sentence(self, t: Words) -> str:
        """Says why."""
        return t("Nothing would take place: the end comes before the first time. Give a later end.")


class NotThatDay(Refusal):
    """The first date that was said is none of the days on which it repeats; `day` is that date."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day

    def sentence(self, t: Words) -> str:
        """Says which two things disagree."""
        return t("It does not repeat on {day}. Begin on a day on which it does.", day=t.day(self.day))


class UnclearEnd(Refusal):
    """A text that says neither a last day nor a number of times."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed

    def sentence(self, t: Words) -> str:
        """Shows what can be typed."""
        return t(
            "I don't understand the end “{typed}”. Type a day, such as “{day}”, or a number of times from 1 to {most}.",
            typed=quoted(self.typed),
            day=t("14 july"),
            most=MOST_OCCURRENCES,
        )


def work_of(text: str) -> str | None:
    """What somebody will work on as it is stored. Raises TooLong, NotPlain or NoText."""
    return one_line(text, LONGEST_WORK) if text.strip() else None


def notes_of(text: str | None) -> str | None:
    """Notes as they are stored. Raises TooLong, NotPlain or NoText."""
    return one_line(text, LONGEST_NOTES) if text is not None and text.strip() else None


def title_of(text: str) -> str:
    """A title as it is stored. Raises TooLong, NotPlain or NoText."""
    return one_line(text, LONGEST_TITLE)


def place_of(text: str | None) -> str | None:
    """A place as it is stored. Raises TooLong, NotPlain or NoText."""
    return None if text is None else one_line(text, LONGEST_PLACE)


def ends_at(
    starts_at: datetime, said: datetime | None, length: timedelta | None, usual: timedelta
) -> datetime:
    """When a meetup ends: after the length that was given, or at the end that was said, or after the usual time."""
    if length is not None:
        return starts_at + length
    return said or starts_at + usual


def check_times(starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    """Raises AlreadyBegun or LengthOutOfRange."""
    if starts_at <= now:
        raise AlreadyBegun
    if not SHORTEST <= ends_at - starts_at <= LONGEST:
        raise LengthOutOfRange


def seats_of(text: str) -> int | None:
    """A number of seats, or None for no limit, from what was typed. Raises SeatsOutOfRange."""
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_SEATS))):
        raise SeatsOutOfRange
    seats = int(text)
    check_seats(seats)
    return seats


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
