"""Who becomes whose buddy, for how long, and what stands against it (plain values in, plain values out)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import Outdated, Refusal
from bot.words import Words

TOGETHER = timedelta(days=30)
"""How long two are buddies."""

CHECK_AFTER = timedelta(days=7)
"""When both are asked, once, how it goes."""

LOOKED_FOR = timedelta(days=14)
"""How long somebody is looked for; then it is too late for a newcomer, as at the desk."""

LOOK_EVERY = timedelta(days=1)
"""Pauses end and places come free without anybody doing something: so often it is looked who waits."""

WORTH_TELLING = timedelta(days=7)
"""How long it is worth telling somebody that it is over."""

MOST_AT_ONCE = 3
"""Newcomers one person takes care of at the same time, at most: with more, nobody has time for any."""


@dataclass(frozen=True, slots=True)
class Ties:
    """Somebody who asks for a buddy or offers to be one, with what may connect them to others."""

    person_id: int
    language: str
    any_language: bool
    """Whether another language than that one is fine too."""
    city_ids: frozenset[int]
    """Where they or their groups are."""
    group_ids: frozenset[int]
    topics: frozenset[str]
    """What they have named, folded."""


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who offers to be a buddy and may be asked now."""

    ties: Ties
    places: int
    """How many newcomers they want at once."""
    taken: int
    """How many they have."""
    last_at: datetime | None
    """When they were last given one; None: never."""
    offered_at: datetime


class HasABuddy(Refusal):
    """Somebody asks who is accompanied already."""

    def sentence(self, t: Words) -> str:
        """Says where to find them."""
        return t("You have a buddy already. /buddy shows who it is, and ends it if you like.")


class NamedToNobody(Refusal):
    """Somebody who wants to be named nowhere asks for a buddy, or offers to be one."""

    def sentence(self, t: Words) -> str:
        """Says how both go together."""
        return t(
            "Buddies know who they are, and you have asked me to name you nowhere. You can change that with /me preferences."
        )


class OnAPause(Refusal):
    """Somebody asks for a buddy who wants to be left alone just now."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until

    def sentence(self, t: Words) -> str:
        """Says until when, and how it ends sooner."""
        return t(
            "You are on a pause until <t:{moment}:f>, and I keep it. /me pause ends it; then ask again.",
            moment=int(self.until.timestamp()),
        )


class NotBuddies(Refusal):
    """There are no such two, or it is over, or it is about others."""

    def sentence(self, t: Words) -> str:
        """Says where one's own are."""
        return t("Those two are buddies no more, or it is about others. /buddy shows what there is now.")


class NoLongerAsked(Refusal):
    """Who asked for a buddy has one by now, or has taken it back."""

    def sentence(self, t: Words) -> str:
        """Says why that is good news."""
        return t("Nobody needs to be found any more: they have a buddy, or have changed their mind.")


class NotAvailable(Refusal):
    """Somebody is to be given a newcomer who cannot be, or has not offered it."""

    def sentence(self, t: Words) -> str:
        """Says who can be."""
        return t(
            "That is not possible: choose somebody who has offered it with /buddy and has a place free, who is not on a "
            "pause, and who was not their buddy before. Or do it yourself."
        )


class AccompaniesEnough(Refusal):
    """A greeter who takes care of as many newcomers as anybody does would be the buddy of another."""

    def sentence(self, t: Words) -> str:
        """Says how many that are, and who else there is."""
        return t.plural(
            "You accompany {count} newcomer already; with more, nobody has time for any. Give them somebody else, or ask "
            "somebody to offer it with /buddy.",
            "You accompany {count} newcomers already; with more, nobody has time for any. Give them somebody else, or ask "
            "somebody to offer it with /buddy.",
            MOST_AT_ONCE,
        )


def places_in(typed: str) -> int:
    """How many newcomers somebody wants at once, as their form says it. Raises Outdated for what it never offered."""
    if typed not in {str(number) for number in range(1, MOST_AT_ONCE + 1)}:
        raise Outdated
    return int(typed)


def understand(one: Ties, other: Ties) -> bool:
    """Whether the two have a language for each other."""
    return one.language == other.language or one.any_language or other.any_language


def language_of(newcomer: Ties, other: Ties) -> str:
    """What the two are spoken to in: the newcomer's language, unless only the newcomer takes any."""
    return other.language if newcomer.any_language and not other.any_language else newcomer.language


def available(newcomer: Ties, volunteers: Iterable[Volunteer], before: Collection[int]) -> list[Volunteer]:
    """Who could be somebody's buddy: not themselves, nobody from before, nobody whose places are taken."""
    return [
        one
        for one in volunteers
        if one.taken < one.places
        and one.ties.person_id != newcomer.person_id
        and one.ties.person_id not in before
    ]


def best(newcomer: Ties, volunteers: Iterable[Volunteer], before: Collection[int]) -> Volunteer | None:
    """Who becomes somebody's buddy; None when nobody can be.

    Both need a language in common. Then who is nearest comes first (the same group, then the same city), then who has
    named the same things; among equals who has the fewest newcomers, and then whoever has waited longest for one.
    """
    fit = [one for one in available(newcomer, volunteers, before) if understand(newcomer, one.ties)]
    return min(fit, key=lambda one: _rank(newcomer, one), default=None)


def _rank(newcomer: Ties, one: Volunteer) -> tuple[int, int, int, datetime, int]:
    same_group = bool(newcomer.group_ids & one.ties.group_ids)
    near = same_group or bool(newcomer.city_ids & one.ties.city_ids)
    return (
        -(same_group + near),
        -len(newcomer.topics & one.ties.topics),
        one.taken,
        one.last_at or one.offered_at,
        one.ties.person_id,
    )
