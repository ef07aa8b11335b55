"""What an introduction may say (plain values in, plain values out)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta

from bot.errors import Refusal
from bot.text import folded, lines, one_line
from bot.words import Words

LONGEST = 400
"""Characters of an introduction: what is read in passing."""

MOST_LINES = 6

MOST_TOPICS = 2
"""Things somebody can be asked about: with more, nobody knows where to begin."""

LONGEST_TOPIC = 30
"""Characters of one of these."""

LONGEST_TOPICS = 80
"""Characters typed for all of them."""

FRESH = timedelta(days=14)
"""An introduction without an answer is proposed to others for so long; after that, a hello comes oddly late."""

APART = re.compile(r"[,;\n]")


@dataclass(frozen=True, slots=True)
class Introducing:
    """What somebody says of themselves."""

    said: str
    topics: tuple[str, ...]


class NothingSaid(Refusal):
    """An introduction without a word."""

    def sentence(self, t: Words) -> str:
        """Asks for one."""
        return t("Write a line about yourself, then send it again.")


class TooManyTopics(Refusal):
    """More than anybody would remember."""

    def sentence(self, t: Words) -> str:
        """Says how many there may be."""
        return t(
            "Name at most {count} things people can ask you about, with a comma in between.",
            count=MOST_TOPICS,
        )


class NoPlaceForIntroductions(Refusal):
    """The server has chosen no channel for introductions."""

    def sentence(self, t: Words) -> str:
        """Says who can."""
        return t(
            "This server has chosen no channel for introductions yet. An admin can, with /campsite settings."
        )


class NamedNowhere(Refusal):
    """Somebody who wants to be named nowhere introduces themselves."""

    def sentence(self, t: Words) -> str:
        """Says how both go together."""
        return t(
            "An introduction names you, and you have asked me to name you nowhere. You can change that with /me preferences."
        )


class NoSuchIntroduction(Refusal):
    """The introduction is none of this server, or was taken away."""

    def sentence(self, t: Words) -> str:
        """Says so."""
        return t("That introduction is not here any more.")


class NotYours(Refusal):
    """Somebody changes what another one says of themselves."""

    def sentence(self, t: Words) -> str:
        """Says who may, and how to write one's own."""
        return t("Only who wrote it can change it. Write your own with /intro.")


class OnlyTheirsOrModerators(Refusal):
    """Somebody takes away what another one says of themselves."""

    def sentence(self, t: Words) -> str:
        """Says who may."""
        return t(
            "Only who wrote it and moderators can take it away. If something is wrong with it, use /report."
        )


def written(said: str, topics: str) -> Introducing:
    """What is kept of what somebody typed. Raises NothingSaid, TooManyTopics, TooLong, NotPlain, NoText."""
    text = lines(said, LONGEST, MOST_LINES)
    if text is None:
        raise NothingSaid
    return Introducing(text, topics_in(topics))


def topics_in(typed: str) -> tuple[str, ...]:
    """The things somebody has named, each once. Raises TooManyTopics, TooLong, NotPlain, NoText."""
    by_name = {folded(part): part for part in reversed(APART.split(typed)) if part.strip()}
    if len(by_name) > MOST_TOPICS:
        raise TooManyTopics
    return tuple(one_line(part, LONGEST_TOPIC) for part in reversed(by_name.values()))
