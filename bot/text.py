"""What people type, made fit to be stored and shown (pure)."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

from bot.errors import Refusal
from bot.words import Words

MARKUP = frozenset("*_~|`<>[]@\\")
"""Characters that Discord reads as formatting, a mention or a link."""

BLANK = frozenset("\u115f\u1160\u3164\uffa0")
"""Letters by name that show nothing: fillers of Korean syllables."""

JOINERS = frozenset("\u200c\u200d")
"""Invisible, but some scripts and emoji are misspelt without them."""


LONGEST_LINK = 300
"""Characters of a link; longer ones are trackers or mistakes."""


class TooLong(Refusal):
    """A text longer than fits; `longest` in characters."""

    def __init__(self, longest: int, given: int) -> None:
        super().__init__(longest, given)
        self.longest = longest
        self.given = given

    def sentence(self, t: Words) -> str:
        """Says how long it may be."""
        return t(
            "That text has {given} characters; there is room for {longest}. Shorten it and try again.",
            given=self.given,
            longest=self.longest,
        )


class NoText(Refusal):
    """Nothing was left to show."""

    def sentence(self, t: Words) -> str:
        """Asks for something readable."""
        return t("I can't find a letter or a digit in that text. Type a few words.")


class NotPlain(Refusal):
    """A character that would be read as formatting or a mention, or would not be seen at all."""

    def __init__(self, character: str) -> None:
        super().__init__(character)
        self.character = character

    def sentence(self, t: Words) -> str:
        """Names the character, or says that it is invisible."""
        if self.character in MARKUP:
            return t(
                "I can't use “{character}” there. Leave it out and try again.",
                character=f"\\{self.character}",
            )
        return t("That text has an invisible character in it. Type it anew instead of pasting it.")


class NotALink(Refusal):
    """Not a web address one could open."""

    def sentence(self, t: Words) -> str:
        """Shows what one looks like."""
        return t("I can't use that link. It must be one web address, beginning with https://")


def one_line(text: str, longest: int) -> str:
    """`text` as one line of plain characters, spaces collapsed; at most `longest` characters.

    Raises TooLong, NotPlain or NoText.
    """
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if len(line) > longest:
        raise TooLong(longest, len(line))
    for character in line:
        if character in MARKUP or character in BLANK or _invisible(character):
            raise NotPlain(character)
    if not any(character.isalnum() for character in line):
        raise NoText
    return line


def said_line(text: str, longest: int) -> str:
    """`text` as one line, for what people tell each other: addresses, reasons, questions.

    It may hold what Discord reads as formatting: whoever shows it escapes it. Raises TooLong, NotPlain or NoText.
    """
    line = lines(text, longest, 1)
    if line is None or not any(character.isalnum() for character in line):
        raise NoText
    return line


def escaped(text: str) -> str:
    """`text` as Discord shows what somebody has typed: every character of it, nothing formatted or mentioned, links whole.

    It is up to twice as long as `text`, and ends in the midst of none of its escapes when `bot.ui.cards.cut` cuts it.
    """
    return _READ.sub(_unread, text)


_READ = re.compile(
    r"""(?P<link> <https?://[^\s<>]{2,}> | https?://[^\s<]{2,} ) (?P<next> < )?
    | (?P<line> ^[^\S\n]* [#>-] (?=[#>]*\s) )
    | [*_~|`<\[\\] | @(?=everyone|here)""",
    re.VERBOSE | re.MULTILINE,
)
"""A link, as far as Discord takes it for one, or what Discord would read as formatting or a mention; in this order."""


def _unread(found: re.Match[str]) -> str:
    if (link := found["link"]) is not None:
        return f"{link} \\<" if found["next"] else link  # a backslash right behind it would be part of it
    return f"{found[0][:-1]}\\{found[0][-1]}"


def _invisible(character: str) -> bool:
    """Whether nobody would see it. A character this Python does not know yet is likely a new emoji."""
    return unicodedata.category(character) in ("Cc", "Cf", "Co", "Cs") and character not in JOINERS


def seen(text: str) -> bool:
    """Whether there is anything in it that one can see."""
    return any(not (c.isspace() or c in BLANK or _invisible(c) or c in JOINERS) for c in text)


def link_of(text: str | None) -> str | None:
    """A web address as it is stored; None for nothing. Raises NotALink."""
    if text is None or not text.strip():
        return None
    text = text.strip()
    if len(text) > LONGEST_LINK or not text.isascii() or any(c.isspace() or c in '<>"`\\|()' for c in text):
        raise NotALink
    try:
        parts = urlsplit(text)
        port_is_sound = parts.port is None or parts.port > 0
    except ValueError:
        raise NotALink from None
    if parts.scheme not in ("http", "https") or "." not in (parts.hostname or "") or not port_is_sound:
        raise NotALink
    if parts.username is not None:  # "https://campsite.example@evil.example" shows one host and opens another
        raise NotALink
    return text


def id_in(value: str) -> int:
    """The row id in an option's value, which is whatever somebody typed; 0, which no row has, when it is none."""
    return int(value) if value.isascii() and value.isdigit() and len(value) <= 18 else 0


def snowflake_in(value: str) -> int:
    """The id of something in Discord in a menu's value, which is whatever was sent; 0, which nothing has, when it is none."""
    return (
        int(value) if value.isascii() and value.isdigit() and len(value) <= 19 and int(value) < 1 << 63 else 0
    )


def folded(text: str) -> str:
    """`text` without accents, case or spacing: what two people would call the same name.

    Only the accents of Latin, Greek and Cyrillic go: elsewhere a mark makes another letter.
    """
    bare = (
        c
        for c in unicodedata.normalize("NFKD", text.casefold())
        if not "\u0300" <= c <= "\u036f" and c not in JOINERS
    )
    return " ".join(unicodedata.normalize("NFC", "".join(bare)).casefold().split())


def lines(text: str, longest: int, most: int) -> str | None:
    """`text` as at most `most` lines without anything invisible, empty ones left out; None when nothing is left.

    It may hold what Discord reads as formatting: whoever shows it escapes it. Raises TooLong or NotPlain.
    """
    kept = [" ".join(line.split()) for line in unicodedata.normalize("NFC", text).splitlines()]
    kept = [line for line in kept if line]
    whole = "\n".join([*kept[: most - 1], " ".join(kept[most - 1 :])]).strip()
    if len(whole) > longest:
        raise TooLong(longest, len(whole))
    for character in whole:
        if character != "\n" and (character in BLANK or _invisible(character)):
            raise NotPlain(character)
    return whole or None
