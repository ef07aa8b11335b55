"""What may be shared and aimed at, and how it is kept (plain values in, plain values out)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.text import BLANK, JOINERS, TooLong, link_of
from bot.when.refusals import quoted
from bot.words import Words

LONGEST_WORDS = 500
"""Characters of each part of a post: something learned, not an essay. Five parts of it fit a card."""
LONGEST_TITLE = 100
LONGEST_LINE = 80
MOST_LINES = 8
"""Lines of a checklist: each is a text with a button on the goal's card, which holds 40 components."""
MOST_OPEN = 7
"""Goals somebody, or a group, works towards at once: so many fit a message of 4000 characters, however long they are."""
MOST_TARGET = 10_000

MOST_SHARED, SHARED_IN = 30, timedelta(hours=24)
"""Posts of one person: many times what a day of learning holds."""
MOST_SHARED_HERE, SHARED_HERE_IN = 600, timedelta(hours=1)
"""Posts of a whole server: one every six seconds is a storm, however many people it comes from."""

UNANSWERED = timedelta(hours=24)
"""After so long without an answer somebody who is willing is asked."""

DIGEST_DAY, DIGEST_HOUR = 6, 18
"""Sunday, 18:00 in the group's zone, where its organizers have chosen nothing else."""
DIGEST_WAITS = timedelta(hours=24)
"""A digest that would come later than this is left out: the next one is near."""

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co"})
"""Categories of characters that show nothing."""


class Cheer(StrEnum):
    """What one tap says to a post."""

    WELL_DONE = "well"
    SAME_HERE = "same"
    CAN_HELP = "help"


class Win(StrEnum):
    """What is celebrated, when whoever it is about says so."""

    JOB = "job"
    PULL_REQUEST = "pull_request"
    TALK = "talk"
    GOAL = "goal"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Entry:
    """What somebody shares; any one of the first four is enough."""

    did: str | None = None
    learned: str | None = None
    stuck: str | None = None
    next: str | None = None
    link: str | None = None


class NothingShared(Refusal):
    """A post without a word in it."""

    def sentence(self, t: Words) -> str:
        """Says what is enough."""
        return t("There is nothing in it yet. One of did, learned, stuck or next is enough.")


class SharedEnough(Refusal):
    """Somebody has shared very much within a day."""

    def sentence(self, t: Words) -> str:
        """Says when they can share more."""
        return t(
            "You have shared {count} times since yesterday. Keep this for tomorrow, or add it to what you say then.",
            count=MOST_SHARED,
        )


class TooBusyHere(Refusal):
    """So much is shared in this server that something is wrong."""

    def sentence(self, t: Words) -> str:
        """Asks for patience."""
        return t("So much is shared here just now that I take no more. Try again in an hour.")


def may_share(own: int, *, is_storm: bool) -> None:
    """Whether somebody shares once more who has shared so often in SHARED_IN. Raises SharedEnough, TooBusyHere."""
    if own >= MOST_SHARED:
        raise SharedEnough
    if is_storm:
        raise TooBusyHere


class WordsTooLong(TooLong):
    """A part of a post that is longer than fits."""

    def sentence(self, t: Words) -> str:
        """Says how much there is room for."""
        return t(
            "One of your texts has {given} characters; there is room for {longest} in each. Shorten it and try again.",
            given=self.given,
            longest=self.longest,
        )


class NoGroupHere(Refusal):
    """It is not clear which group is meant."""

    def sentence(self, t: Words) -> str:
        """Says how to make it clear."""
        return t(
            "Which group is it for? Use the command in the group's channel, or pick one under “group”. /group browse shows "
            "them all."
        )


class NotForEveryone(Refusal):
    """A group's progress, asked for by somebody who is not in it and cannot read its channel."""

    def sentence(self, t: Words) -> str:
        """Says who can see it."""
        return t(
            "Only members of that group, and who can read its channel, see its progress. /group browse shows how to join."
        )


class NoSuchPost(Refusal):
    """No post of this server, or not any more."""

    def sentence(self, t: Words) -> str:
        """Says what became of it."""
        return t("That post is not there any more; whoever shared it may have taken it back.")


class NotYours(Refusal):
    """Somebody else's message or post."""

    def sentence(self, t: Words) -> str:
        """Says what is possible."""
        return t(
            "Only your own words are yours to share. Ask whoever wrote it, or share yours with /progress share."
        )


class YourOwn(Refusal):
    """Encouragement for oneself."""

    def sentence(self, t: Words) -> str:
        """Turns it to the others."""
        return t("This one is yours, so the others tap here. Well done for sharing it.")


class CannotFillIn(Refusal):
    """A day that is kept already, or too long ago."""

    def sentence(self, t: Words) -> str:
        """Says what can be filled in."""
        return t(
            "That day is kept already, or it is more than 48 hours ago. Every new day counts just as much."
        )


class NotADay(Refusal):
    """A text that is no date to come."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed

    def sentence(self, t: Words) -> str:
        """Shows one that is."""
        return t(
            "“{typed}” is no day ahead that I understand. Try “31 december” or “in 3 weeks”.",
            typed=quoted(self.typed),
        )


class NoSuchGoal(Refusal):
    """No open goal of this server that is meant by what was given."""

    def sentence(self, t: Words) -> str:
        """Points to the list."""
        return t("That goal is not open any more. /progress goal shows yours, /progress group the group's.")


class TooManyGoals(Refusal):
    """More goals at once than anybody can work towards."""

    def sentence(self, t: Words) -> str:
        """Says what to do first."""
        return t(
            "There are {most} goals open already. Finish one or let one go, then there is room.",
            most=MOST_OPEN,
        )


class TargetOutOfRange(Refusal):
    """A number nobody can count to, or none at all."""

    def sentence(self, t: Words) -> str:
        """Names the range."""
        return t("That number does not work. It can be from 1 to {most}.", most=MOST_TARGET)


class TooManyLines(Refusal):
    """A checklist that does not fit on a card."""

    def __init__(self, given: int) -> None:
        super().__init__(given)
        self.given = given

    def sentence(self, t: Words) -> str:
        """Says how many fit."""
        return t(
            "A checklist has room for {most} lines, and these are {given}. Join some, or make two goals of it.",
            most=MOST_LINES,
            given=self.given,
        )


class NotAPace(Refusal):
    """No number of days a week."""

    def sentence(self, t: Words) -> str:
        """Names the range."""
        return t("A week has 1 to 7 days; 3 is a good start.")


class NotAnHour(Refusal):
    """No hour of the day."""

    def sentence(self, t: Words) -> str:
        """Names the range."""
        return t("Give the hour as a number from 0 to 23, such as 18.")


def win_of(value: str) -> Win:
    """What is celebrated, from an option's value, which is whatever was sent."""
    try:
        return Win(value)
    except ValueError:
        return Win.OTHER


def words_of(text: str | None, longest: int = LONGEST_WORDS) -> str | None:
    """A part of a post in one line; None when nothing is left. Raises WordsTooLong.

    Discord's formatting stays, for code is written with it; but no link hides where it leads.
    """
    if text is None:
        return None
    line = " ".join(unicodedata.normalize("NFC", text).split())
    line = "".join(c for c in line if c in JOINERS or not (c in BLANK or unicodedata.category(c) in UNSEEN))
    if len(line) > longest:
        raise WordsTooLong(longest, len(line))
    says_something = any(c.isalnum() or unicodedata.category(c) == "So" for c in line)  # such as an emoji
    return line if says_something else None


def entry_of(entry: Entry, win: Win | None = None) -> Entry:
    """What is shared, as it is stored; a win needs no words. Raises NothingShared, WordsTooLong, NotALink."""
    kept = Entry(
        words_of(entry.did),
        words_of(entry.learned),
        words_of(entry.stuck),
        words_of(entry.next),
        link_of(entry.link),
    )
    if win is None and not any(getattr(kept, field.name) for field in fields(kept) if field.name != "link"):
        raise NothingShared
    return kept


def lines_of(text: str | None) -> tuple[str, ...]:
    """The lines of a checklist: one a line, or parted by semicolons. Raises TooManyLines, WordsTooLong."""
    parts = re.split(r"[;\n]", text or "")
    lines = tuple(line for part in parts if (line := words_of(part.lstrip(" -*•"), LONGEST_LINE)))
    if len(lines) > MOST_LINES:
        raise TooManyLines(len(lines))
    return lines


def target_of(number: int | None) -> int:
    """How far a goal goes, 1 where nobody said. Raises TargetOutOfRange."""
    if number is not None and not 1 <= number <= MOST_TARGET:
        raise TargetOutOfRange
    return number or 1


def pace_of(typed: str) -> int:
    """Days a week. Raises NotAPace."""
    text = typed.strip()
    if not (text.isascii() and text.isdigit() and len(text) == 1 and 1 <= int(text) <= 7):
        raise NotAPace
    return int(text)


def hour_of(typed: str) -> int:
    """An hour of the day. Raises NotAnHour."""
    text = typed.strip().lower().removesuffix("h").removesuffix(":00").strip()
    if not (text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= 23):
        raise NotAnHour
    return int(text)


def begin_of(day: date, zone: str) -> datetime:
    """The instant a day begins in a zone."""
    return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))


def last_digest(now: datetime, zone: str, day: int, hour: int) -> tuple[datetime, date]:
    """When the hour of a digest came last, and the last day that one tells of."""
    due = next_digest(now - timedelta(days=7), zone, day, hour)
    return due, due.astimezone(ZoneInfo(zone)).date()


def next_digest(after: datetime, zone: str, day: int, hour: int) -> datetime:
    """The first digest after an instant; an hour that the clocks skip is said when they are past it."""
    local = after.astimezone(ZoneInfo(zone))
    on: date = local.date() + timedelta(days=(day - local.weekday()) % 7)
    for week in range(2):
        due = datetime(on.year, on.month, on.day, hour, tzinfo=ZoneInfo(zone)) + timedelta(weeks=week)
        due = due.astimezone(after.tzinfo)
        if due > after:
            return due
    raise AssertionError("two weeks have two digests")
