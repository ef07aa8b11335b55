"""How many groups people may ask for, found and wait for, and what becomes of a request (plain values in, plain values out)."""

from __future__ import annotations

from datetime import timedelta

from bot.errors import Refusal
from bot.text import folded
from bot.words import Words

MOST_REQUESTS = 3
"""Open requests of one person: who founds groups one after the other is better known to the moderators by then."""

MOST_FOUNDED, FOUNDED_IN = 3, timedelta(days=7)
"""Groups that one person founds in such a time where founding is open: each is a channel, and a server holds 500."""

A_DAY = timedelta(hours=24)

MOST_FOUNDED_HERE = 20
"""Groups that all who moderate nothing found in a day where founding is open: more at once is no community but a raid."""

MOST_ASKED, MOST_ASKED_HERE = 5, 60
"""Requests of one person and of a whole server in a day, those taken back among them: each is a card for the moderators."""

MOST_WISHES = 10
"""Groups that one person waits for."""


class TooManyRequests(Refusal):
    """Somebody has asked for several groups that nobody has decided about."""

    def sentence(self, t: Words) -> str:
        """Says what to wait for."""
        return t(
            "You have asked for {count} groups already. Wait until the moderators have answered, or take one back.",
            count=MOST_REQUESTS,
        )


class FoundedEnough(Refusal):
    """Somebody has founded several groups within days."""

    def sentence(self, t: Words) -> str:
        """Says who can found more."""
        return t(
            "You have founded {count} groups this week. Get them going first, or ask a moderator to found another one.",
            count=MOST_FOUNDED,
        )


class FoundedEnoughHere(Refusal):
    """Very many groups were founded in the server within a day."""

    def sentence(self, t: Words) -> str:
        """Says when there can be more, and who can found one now."""
        return t(
            "{count} groups have been founded in this server since yesterday; no more can be founded in a day. Try again "
            "tomorrow, or ask a moderator to found yours.",
            count=MOST_FOUNDED_HERE,
        )


class AskedEnough(Refusal):
    """Somebody has asked for several groups within a day, whatever became of them."""

    def sentence(self, t: Words) -> str:
        """Says when they can ask for more."""
        return t(
            "You have asked for {count} groups since yesterday. Ask for another one tomorrow.",
            count=MOST_ASKED,
        )


class AskedEnoughHere(Refusal):
    """So many groups were asked for in the server within a day that nobody can look at them all."""

    def sentence(self, t: Words) -> str:
        """Says when there can be more."""
        return t(
            "{count} groups have been asked for in this server since yesterday; no more can be asked for in a day. Ask again "
            "tomorrow.",
            count=MOST_ASKED_HERE,
        )


def may_found(founded: int, here: int) -> None:
    """Whether somebody founds one more who has founded so many in FOUNDED_IN, and all so many `here` in a day.

    Raises FoundedEnough, FoundedEnoughHere.
    """
    if founded >= MOST_FOUNDED:
        raise FoundedEnough
    if here >= MOST_FOUNDED_HERE:
        raise FoundedEnoughHere


def may_ask(asked: int, here: int) -> None:
    """Whether somebody asks for one more who has asked for so many in a day, and all for so many `here`.

    Raises AskedEnough, AskedEnoughHere.
    """
    if asked >= MOST_ASKED:
        raise AskedEnough
    if here >= MOST_ASKED_HERE:
        raise AskedEnoughHere


class TooManyWishes(Refusal):
    """Somebody waits for very many groups."""

    def sentence(self, t: Words) -> str:
        """Says how many are possible."""
        return t("You are waiting for {count} groups, which is the most there can be.", count=MOST_WISHES)


class NoSuchRequest(Refusal):
    """No request of this server is meant, or it is none of this person's."""

    def sentence(self, t: Words) -> str:
        """Says where the open ones are."""
        return t("That request is not there any more. /group queue shows the open ones to moderators.")


class AlreadyDecided(Refusal):
    """Somebody else was faster."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self, t: Words) -> str:
        """Says that nothing is left to do."""
        return t("The request for {name} has been decided already.", name=self.name)


class MovedOn(Refusal):
    """A request has become somebody else's, or was asked about, since a moderator looked at it."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def sentence(self, t: Words) -> str:
        """Says to look again."""
        return t(
            "The request for {name} has changed since you looked at it. /group queue shows how it is now.",
            name=self.name,
        )


def wanted(name: str, city_id: int | None) -> str:
    """Under what people wait for a group: its city if it has one, else its name as two people would both write it."""
    return f"city:{city_id}" if city_id is not None else f"name:{folded(name)}"
