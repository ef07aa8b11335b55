"""A text cut into words, numbers and marks, before anything is known of their meaning.

Meaning is one letter, a token's *kind*, so that the grammar can be regular expressions over a text's kinds:

    digits   n one or two · k three · N four · # more      marks   : . - / , >
    date     M month (1-12) · W weekday (Monday 0) · D days from today · r ordinal ending
             q, U what follows or precedes a month's number · J, Y what follows a day's, a year's
    time     c a moment of the day, in minutes · A am (0), pm (12) · p part of the day (0-3, see `clock_time`)
             h an hour, of the clock or counted · H counted hours · m minutes · C o'clock
             P past · Z less · K half · Q quarters (1-3) · & and
    counted  v a number in words · a "a", also French "à" · d days · j French "jours" · w weeks · o months · y years
    between  t at · l the, b from (kept before a number only) · T to · u until · F from, after · B between · > arrow
             L for · i in · f from now · e French "en" · x next · X this · z last
    other    g said but without meaning · ? unknown
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from bot.when.errors import NotUnderstood

LONGEST = 120
"""Characters; nobody says a moment in more, and a cost that grows with the text has an end here."""

_SIGNS = "📅📆🗓⏰⏱🕰🕐-🕧"
"""Calendars and clocks, which announcements put before a date or a time; whatever they show, nobody means it."""
_RAW = re.compile(
    r"(?P<sign>[" + _SIGNS + r"]\ufe0f?)"
    r"|(?P<number>[0-9]+)"
    r"|(?P<mark>[:：.,/@>‐‑‒–—―−→-])"
    r"|(?P<odd>[#$%&*+<=\[\\\]^_`{|}~])"
    r"|(?P<word>(?<=[0-9])[年月日号號時时点點分]|[^"
    + _SIGNS
    + r"\s!-/:-@\[-`{-~0-9‐‑‒–—―−→’‘«»“”…·、，。（）：]+)"
)
_ACCENTS = re.compile("[\u0300-\u036f\ufe00-\ufe0f]")
_DASHES = frozenset("‐‑‒–—―−")
_LETTERS = str.maketrans({"ı": "i", "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe"})


@dataclass(frozen=True, slots=True)
class Raw:
    """A piece of a text: `text` is folded, `start` and `end` are places in the text as typed.

    `sort` is ``number``, ``mark``, ``odd`` or ``word``.
    """

    sort: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Token:
    """A piece with its kind; `amount` is what it counts, 0 where it counts nothing."""

    kind: str
    amount: int
    start: int
    end: int


@lru_cache(maxsize=4096)
def fold(word: str) -> str:
    """A word without case, accents and width, so that what looks alike is alike.

    Marks of other scripts stay: in Thai they alone tell January (ม.ค.) from March (มี.ค.).
    """
    if word.isascii():
        return word.lower()
    plain = unicodedata.normalize("NFKD", word).casefold().translate(_LETTERS)
    return _ACCENTS.sub("", plain)


def checked(text: str) -> str:
    """The text itself, if it is short and holds neither invisible characters nor foreign digits.

    Raises NotUnderstood with the first offending character. Foreign digits are refused because a text that
    mixes scripts may read differently to two people; invisible ones because they may reorder what is shown.
    """
    if len(text) > LONGEST:
        raise NotUnderstood(_shown(text[:60]))
    if text.isascii() and text.isprintable():
        return text
    for character in text:
        if character in "\t\n\r":
            continue
        category = unicodedata.category(character)
        if category[0] == "C" or category in ("Zl", "Zp"):
            raise NotUnderstood(f"U+{ord(character):04X}")
        if category[0] == "N" and not character.isascii():
            raise NotUnderstood(character)
    return text


def _shown(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text).strip()


def raws(text: str) -> list[Raw]:
    """The pieces of a checked text; what only parts words (quotes, brackets, spaces, signs) is left out.

    A dot after a word is an abbreviation's and goes; a comma stays between digits only.
    """
    pieces: list[Raw] = []
    for match in _RAW.finditer(text):
        sort = match.lastgroup or "odd"
        piece, start, end = match.group(), match.start(), match.end()
        if sort == "sign":
            continue
        if sort == "mark":
            if piece == "." and pieces and pieces[-1].sort == "word" and pieces[-1].end == start:
                continue
            if piece == "," and not (text[start - 1 : start].isdigit() and text[end : end + 1].isdigit()):
                continue
            if piece in _DASHES:
                piece = "-"
            elif piece == "→":
                piece = ">"
            elif piece == "：":  # as Japanese and Chinese keyboards type it
                piece = ":"
        elif sort == "word":
            piece = fold(piece)
        pieces.append(Raw(sort, piece, start, end))
    return pieces
