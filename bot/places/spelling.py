"""How a place's name is compared: the same key for every way that people type it (pure).

It stands apart from `bot.text` because the gazetteer is built before anything is installed.
"""

from __future__ import annotations

import unicodedata

LONGEST = 100
"""Characters of a typed text that are read: the longest a choice can be."""

SAME = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ı": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ə": "a",
        "ة": "ه",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ـ": "",
    }
)
"""Letters that carry no separable accent, and Arabic ones that keyboards interchange."""

SILENT = frozenset("'’‘ʼʻʹ`´")
"""Apostrophes, which are typed in many ways or not at all: "N'Djamena" is also "Ndjamena"."""

SHORT = {"st": "saint", "ste": "sainte"}
"""Words that are written in short as often as in full."""


def key(text: str, *, typing: bool = False) -> str:
    """Lower-case words of letters and digits, without accents, one space between them; "" when there are none.

    While somebody is `typing`, the last word may be the beginning of a longer one and is not written out.
    """
    bare = unicodedata.normalize("NFKD", text[:LONGEST].casefold()).casefold()
    plain = "".join(_plain(c) for c in bare if c not in SILENT and not _accent(c)).translate(SAME)
    words = unicodedata.normalize("NFC", plain).split()
    kept = words[-1:] if typing else []
    return " ".join([SHORT.get(word, word) for word in words[: len(words) - len(kept)]] + kept)


def _plain(character: str) -> str:
    return character if unicodedata.category(character)[0] in "LMN" else " "


def _accent(character: str) -> bool:
    """Accents of Latin, Greek and Cyrillic, points of Hebrew and Arabic: elsewhere a mark makes another letter."""
    return (
        "\u0300" <= character <= "\u036f"
        or "\u0591" <= character <= "\u05c7"
        or "\u064b" <= character <= "\u065f"
    )
