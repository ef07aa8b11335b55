"""What moderators say to newcomers in their own words (plain values in, plain values out)."""

from __future__ import annotations

from bot.errors import Refusal
from bot.text import lines
from bot.words import Words

LONGEST = 300
"""Characters of such a text: it stands in one message with a button, and nobody reads welcome walls."""

MOST_LINES = 3


class OnlyModerators(Refusal):
    """Somebody who does not moderate wants to say how newcomers are welcomed."""

    def sentence(self, t: Words) -> str:
        """Says who may."""
        return t("Only moderators choose how newcomers are welcomed; organizers what their own group says.")


class NoSuchPlace(Refusal):
    """The channel or the role is none of this server, or not any more."""

    def sentence(self, t: Words) -> str:
        """Asks for another one."""
        return t("I can’t use that here. Pick another one.")


def own_words(typed: str) -> str | None:
    """A text as it is kept; None for nothing. Raises TooLong, NotPlain."""
    return lines(typed, LONGEST, MOST_LINES)
