"""Who waits for a person, and for how long that is all right (plain values in, plain values out)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from statistics import median

from bot.errors import Refusal
from bot.words import Words


class Kind(StrEnum):
    """What somebody waits with."""

    NEWCOMER = "newcomer"
    """They have come in, and nobody has said a word to them."""
    POST = "post"
    """They have written here for the first time."""
    INTRODUCTION = "introduction"
    STUCK = "stuck"
    """They have said that they are stuck."""
    BUDDY = "buddy"
    """They have asked for a buddy, and nobody was free."""


PATIENCE = {
    Kind.NEWCOMER: timedelta(0),
    Kind.POST: timedelta(hours=12),
    Kind.INTRODUCTION: timedelta(hours=24),
    Kind.STUCK: timedelta(hours=24),
    Kind.BUDDY: timedelta(0),
}
"""How long something may go unanswered before the desk shows it: others are given the chance to answer first."""

GIVEN_UP = timedelta(days=14)
"""After so long an answer would come oddly late, and the desk shows it no more."""

HELD = timedelta(hours=24)
"""Who has taken something on and not done it within that hands it back without a word."""

MEASURED = timedelta(days=30)
"""Answers of the last so many days say how long people wait; for so long the desk remembers what is over."""

ON_A_PAGE = 8
"""Entries in one message: with their buttons well below Discord's 40 components."""

MOST_LOOKED_AFTER = 1000
"""Entries of which it is found out, before the desk is shown, whether their people are still in the server."""

LONGEST_WORDS = 120
"""Characters of what somebody is stuck at that the desk shows; all of it stands where they wrote it."""


@dataclass(frozen=True, slots=True)
class FirstAnswers:
    """How long people waited for a first answer: half of them longer, half of them less."""

    usual: timedelta
    count: int
    """Of how many."""


class WaitsNoMore(Refusal):
    """What was on the desk is not there any more."""

    def sentence(self, t: Words) -> str:
        """Says why that is good news."""
        return t("Nobody waits there any more: it was answered, done or taken back.")


class NotAtTheDesk(Refusal):
    """The person neither moderates nor greets here."""

    def sentence(self, t: Words) -> str:
        """Says who does."""
        return t(
            "The desk is for moderators and greeters. Moderators say who they are with /welcome settings."
        )


class NoDesk(Refusal):
    """The server has no channel where the desk could be."""

    def sentence(self, t: Words) -> str:
        """Says how to choose one."""
        return t("The desk has no place yet. Choose its channel with /welcome settings.")


def usual_wait(waits: Iterable[tuple[int | None, timedelta]]) -> Mapping[int | None, FirstAnswers]:
    """The median of these, by group; None is the whole server. Each wait comes with the group it was in, or None."""
    of: dict[int | None, list[float]] = {}
    for group_id, wait in waits:
        for where in {None, group_id}:
            of.setdefault(where, []).append(wait.total_seconds())
    return {where: FirstAnswers(timedelta(seconds=median(found)), len(found)) for where, found in of.items()}
