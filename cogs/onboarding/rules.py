"""Who arrives together, how a crowd is welcomed (plain values in, plain values out)."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.errors import Refusal
from bot.words import Words

SAME_ARRIVAL = timedelta(minutes=10)
"""Discord may tell of one arrival twice and in two ways; who goes and comes back within that is not greeted again."""

TOGETHER = timedelta(minutes=1)
"""Whoever arrives within that after somebody else is welcomed in the same message."""

LONGEST_GATHERING = timedelta(minutes=10)
"""A welcome takes nobody any more after that, or on a busy day it would stay far up in the channel; a crowd's does."""

NAMED = 5
"""People who are welcomed by name; of more there is only the number."""

CROWD = 20
"""As many at a time are a crowd, perhaps a raid: its welcome is changed as seldom as possible."""

FRESH = timedelta(hours=24)
"""A welcome that could not be posted for so long is not worth posting any more."""

LONGEST_CITY = 80
"""Characters somebody may type for a city: more than the longest name of one."""


LONGEST_SEARCH = 60
"""Characters somebody may type to search groups."""


class NoSuchTopic(Refusal):
    """No group is about what somebody has typed."""

    def __init__(self, about: str) -> None:
        super().__init__(about)
        self.about = about

    def sentence(self, t: Words) -> str:
        """Says what else there is."""
        return t(
            "No group here is about {about}, or you are in it already. /group create asks for a new one.",
            about=self.about,
        )


class NoSuchPlace(Refusal):
    """No city is called as somebody has typed."""

    def __init__(self, typed: str) -> None:
        super().__init__(typed)
        self.typed = typed

    def sentence(self, t: Words) -> str:
        """Asks for another spelling, or the next bigger city."""
        return t(
            "I know no city called {typed}. Try another spelling, or the next bigger city.", typed=self.typed
        )


def is_new_arrival(known_at: datetime | None, at: datetime) -> bool:
    """Whether somebody whose last arrival was at `known_at` has arrived (again) at `at`."""
    return known_at is None or at > known_at + SAME_ARRIVAL


def takes_more(opened_at: datetime, last_at: datetime, people: int, now: datetime) -> bool:
    """Whether a welcome of so many people still takes who arrives now."""
    if now - last_at > TOGETHER:
        return False
    return people >= CROWD or now - opened_at <= LONGEST_GATHERING


def pause_before(people: int) -> timedelta:
    """How long a welcome of so many people waits for others before it is posted or changed."""
    return timedelta(seconds=30) if people >= CROWD else timedelta(seconds=4)
