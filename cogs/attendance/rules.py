"""Who came and who did not, what a code at the door is worth, what organizers hear of it (plain values)."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.words import Words

ENOUGH = timedelta(minutes=10)
"""In voice this long while a meetup is on counts as having come."""
DOOR_OPENS, DOOR_CLOSES = timedelta(minutes=15), timedelta(minutes=30)
"""The code at the door holds from so long before the start until so long after the end."""
SHORTLY = timedelta(hours=12)
"""How long before a meetup who is in its voice channel is noted; what does not overlap with it is never counted."""
LETTERS = "CDFHJKLMNPRTWX"
"""Letters of a code: none that is read as a digit or as another, and no vowel, so that no code is a word."""
MOST_TRIES, TRIES_FOR = 5, timedelta(minutes=10)
"""Wrong codes somebody may type in a while. With 38,416 codes nobody guesses one in an evening."""
LATE = timedelta(hours=3, minutes=30)
"""A seat given up later than this before the start is a late cancel. Source: codebar lets nobody change after that."""
KEPT = timedelta(days=182)
"""How long it is kept who came: half a year."""
MISSED_OFTEN = 2
"""So many meetups missed, and at least half of those somebody had a seat for, is what organizers are told of."""
ENOUGH_ANSWERS = 3
"""With fewer answers, those who gave them could be told from them."""
LONGEST_NOTE = 300
"""Characters of a line about a meetup."""
MOST_LINKS = 5
"""Links under a recap."""
MOST_PICTURES = 4
"""Pictures under a recap: with the largest there are, as much as Discord takes in one message. Source: Discord, Uploading Files."""
LONGEST_DESCRIPTIONS = 1000
"""Characters of what is said of all pictures together."""
MORNING = time(9)
"""When people are asked about yesterday and organizers hear what was said, where the meetup was."""


class Outcome(StrEnum):
    """What became of one person's evening."""

    CAME = "came"
    AWAY = "away"
    """Did not come, by their own word: that is not held against anyone."""
    RELEASED = "released"
    """Gave the seat up late."""
    MISSED = "missed"
    """Had a seat, said nothing, and nobody saw them."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Witnessed:
    """What is known of one person at one meetup."""

    voice: bool = False
    code: bool = False
    called: bool = False
    """An organizer saw them."""
    absent: bool = False
    """An organizer did not see them."""
    released: bool = False
    missed: bool = False
    own: Outcome | None = None
    """Their own word: CAME or AWAY."""


def outcome(seen: Witnessed) -> Outcome:
    """What counts: a person's own word first, then any witness that they came; only then what speaks against it."""
    if seen.own is not None:
        return seen.own
    if seen.voice or seen.code or seen.called:
        return Outcome.CAME
    if seen.released:
        return Outcome.RELEASED
    return Outcome.MISSED if seen.missed or seen.absent else Outcome.UNKNOWN


def misses_often(outcomes: Collection[Outcome]) -> bool:
    """Whether organizers whose seats are scarce may expect that somebody does not come."""
    missed = sum(one is Outcome.MISSED for one in outcomes)
    had_a_seat = missed + sum(one is Outcome.CAME for one in outcomes)
    return missed >= MISSED_OFTEN and 2 * missed >= had_a_seat


def overlap(entered_at: datetime, left_at: datetime, begins: datetime, ends: datetime) -> timedelta:
    """How long somebody was there while it was on."""
    return max(min(left_at, ends) - max(entered_at, begins), timedelta())


def code(taken: Collection[str]) -> str:
    """Four letters that are not `taken`."""
    while True:
        made = "".join(secrets.choice(LETTERS) for _ in range(4))
        if made not in taken:
            return made


def code_typed(text: str) -> str:
    """A code as somebody typed it, with spaces, hyphens and small letters."""
    return re.sub(r"[\s-]", "", text).upper()


def channel_in(link: str | None, guild_id: int) -> int | None:
    """The channel of this server that a meetup's link leads to."""
    if link is None:
        return None
    match = re.fullmatch(
        rf"https://(?:[a-z]+\.)?discord\.com/channels/{guild_id}/([0-9]{{1,18}}[0-9]?)/?", link
    )
    return None if match is None else int(match[1])


def next_morning(instant: datetime, zone: str) -> datetime:
    """The morning of the day after."""
    day = instant.astimezone(ZoneInfo(zone)).date() + timedelta(days=1)
    return datetime.combine(day, MORNING, ZoneInfo(zone)).astimezone(instant.tzinfo)


class Mood(StrEnum):
    """How somebody found it."""

    GLAD = "glad"
    FINE = "fine"
    NOT_FOR_ME = "not"


class Again(StrEnum):
    """Whether somebody would come again."""

    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Feedback:
    """What one person said about a meetup."""

    mood: Mood | None
    again: Again | None
    line: str | None


@dataclass(frozen=True, slots=True)
class Summary:
    """What everyone said, without names and in no order of people."""

    answers: int
    moods: tuple[int, ...]
    """How many of each Mood, in its order; empty while too few have answered."""
    agains: tuple[int, ...]
    """Likewise of each Again."""
    lines: tuple[str, ...]
    """What was written, by the alphabet: not by who wrote first."""


def summary(said: Sequence[Feedback]) -> Summary:
    """What organizers read."""
    if len(said) < ENOUGH_ANSWERS:
        return Summary(len(said), (), (), ())
    return Summary(
        len(said),
        tuple(sum(one.mood is mood for one in said) for mood in Mood),
        tuple(sum(one.again is again for one in said) for again in Again),
        tuple(sorted(one.line for one in said if one.line is not None)),
    )


class NotYet(Refusal):
    """A roll is called before anyone can be there."""

    def sentence(self, t: Words) -> str:
        """Says from when on."""
        return t("Nobody can be there yet. The roll opens 15 minutes before the start.")


class TooManyTries(Refusal):
    """Too many wrong codes in a short time."""

    def sentence(self, t: Words) -> str:
        """Says how long to wait and what else helps."""
        return t(
            "Those were several wrong codes. Wait ten minutes, or ask an organizer to note that you are there."
        )


class NotThere(Refusal):
    """Somebody answers about a meetup they had nothing to do with."""

    def sentence(self, t: Words) -> str:
        """Says who is asked."""
        return t("I have no note of you at that meetup. Whoever was there is asked the next morning.")


class NothingToRecap(Refusal):
    """The meetup has not begun."""

    def sentence(self, t: Words) -> str:
        """Says when."""
        return t("There is nothing to tell yet. Write the recap once the meetup has begun.")


class EmptyRecap(Refusal):
    """A recap without a word."""

    def sentence(self, t: Words) -> str:
        """Asks for some."""
        return t("A recap needs a few words. Open the form again and write them.")


class TooManyLinks(Refusal):
    """More links under a recap than fit."""

    def sentence(self, t: Words) -> str:
        """Says how many fit."""
        return t(
            "There is room for {most} links under a recap. Leave some out and try again.", most=MOST_LINKS
        )


class TooManyPictures(Refusal):
    """More pictures under a recap than fit."""

    def sentence(self, t: Words) -> str:
        """Says how many fit, and how to make room."""
        return t(
            "There is room for {most} pictures under a recap. Add fewer, or take one down with the button under it.",
            most=MOST_PICTURES,
        )


class NotAgreed(Refusal):
    """Nobody said that those who are in the pictures agreed."""

    def sentence(self, t: Words) -> str:
        """Says what to do."""
        return t("I show only pictures in which everyone agreed to be shown. Ask them, then tick the box.")


class NotDescribed(Refusal):
    """Not as many descriptions as pictures."""

    def __init__(self, pictures: int, given: int) -> None:
        super().__init__(pictures, given)
        self.pictures = pictures
        self.given = given

    def sentence(self, t: Words) -> str:
        """Says how many there are of each, and that the pictures are to be attached again."""
        return t(
            "Each picture needs a line that says what is in it: pictures {pictures}, lines {given}. Open the form again and "
            "attach the pictures once more.",
            pictures=self.pictures,
            given=self.given,
        )


class NoSuchPicture(Refusal):
    """It was taken down, or never was here."""

    def sentence(self, t: Words) -> str:
        """Says so."""
        return t("That picture is not there any more.")


class NotAMember(Refusal):
    """Somebody answers a letter from a server they have left."""

    def sentence(self, t: Words) -> str:
        """Says why nothing is kept."""
        return t("You are not in that server any more, so I keep no answer.")
