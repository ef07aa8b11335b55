"""Who has joined and never said a word, by when they joined, and when a gentle word to them is in order (pure)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.errors import Refusal
from bot.text import lines
from bot.words import Words

SHOWN = 8
"""Cohorts in one message."""

SETTLING_IN = timedelta(days=7)
"""Who has joined a shorter while ago is left to look around."""

A_QUARTER = timedelta(days=91)
"""Nobody is invited again within that. Source: the field's mailings to who has fallen silent, once a quarter at most.

Who was there before they could be heard is not taken for silent before that either.
"""

AT_ONCE = 10
"""People one word goes to: it is a person's word to people, not a mailing."""

GOOD_FOR = timedelta(days=14)
"""A word that could not be said within that is not said any more."""

LONGEST = 600
"""Characters of a word to them."""

MOST_LINES = 8


class By(StrEnum):
    """How long a cohort is."""

    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Span:
    """A week from Monday, or a month, on the server's clock."""

    by: By
    first_on: date
    begins_at: datetime
    ends_at: datetime


class NoWord(Refusal):
    """A form without a word."""

    def sentence(self, t: Words) -> str:
        """Asks for one."""
        return t("Write a few words to them, then send the form again.")


class NobodyToInvite(Refusal):
    """Everyone has spoken, was asked within a quarter, or wants to be left alone."""

    def sentence(self, t: Words) -> str:
        """Says so."""
        return t(
            "There is nobody to write to: they have said something by now, were written to within three months, have left, "
            "or want to be left alone."
        )


class NoPlaceToInvite(Refusal):
    """There is no channel in which it could be said."""

    def sentence(self, t: Words) -> str:
        """Says who can choose one."""
        return t(
            "I don’t know where to say it. An admin can choose a channel for welcomes with /campsite settings."
        )


class NoSuchInvitation(Refusal):
    """It is none of this server, was sent already, or whoever wrote it is forgotten."""

    def sentence(self, t: Words) -> str:
        """Says so."""
        return t("That word is not here any more.")


class ForOthers(Refusal):
    """Somebody opens what was written to others."""

    def sentence(self, t: Words) -> str:
        """Says so."""
        return t("This was written to others. /start shows you what there is for you.")


def span(by: By, day: date, zone: ZoneInfo) -> Span:
    """The week or month that a day is in."""
    if by is By.WEEK:
        first = day - timedelta(days=day.weekday())
        after = first + timedelta(days=7)
    else:
        first = day.replace(day=1)
        after = (first + timedelta(days=31)).replace(day=1)
    return Span(by, first, _midnight(first, zone), _midnight(after, zone))


def spans(by: By, day: date, zone: ZoneInfo) -> list[Span]:
    """The week or month that a day is in, then those before it."""
    found = [span(by, day, zone)]
    while len(found) < SHOWN:
        found.append(span(by, found[-1].first_on - timedelta(days=1), zone))
    return found


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def word(typed: str) -> str:
    """What is kept of what a moderator typed. Raises NoWord, TooLong, NotPlain."""
    kept = lines(typed, LONGEST, MOST_LINES)
    if kept is None:
        raise NoWord
    return kept
