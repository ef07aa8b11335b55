"""What words mean in a locale: the tables of `bot.when.words` and CLDR's names of months and weekdays."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import product
from typing import Any, cast

from bot.when.errors import NotUnderstood
from bot.when.tokens import Raw, Token, raws
from bot.when.words import en, fr, others

Rows = tuple[tuple[str, str], ...]
"""A table of `bot.when.words`."""
Sense = tuple[tuple[str, int], ...]
"""The kinds and amounts of the tokens that a word or phrase stands for."""

MOST_SENSES = 16
"""Combinations of ambiguous words that are tried at most; a text that needs more is not a moment."""

_DIGITS = {1: "n", 2: "n", 3: "k", 4: "N"}
_MARKS = {"@": "t"}
_SHORTEST_TO_MEND = 5
"""Letters; in shorter words one slip makes too many other words."""
_MENDABLE = frozenset("MWDpxXcHhmdjwo")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """A locale's words and habits; the words of English and French are among them.

    `phrases` leads from a phrase's first word to its other words and its senses, longest phrase first.
    `month_first` and `twelve_hours` are how the locale writes dates and times; `week_starts` is 0 for Monday.
    """

    phrases: dict[str, tuple[tuple[tuple[str, ...], tuple[Sense, ...]], ...]]
    month_first: bool
    twelve_hours: bool
    week_starts: int

    def tokens(self, text: str) -> Iterator[tuple[Token, ...]]:
        """A checked text with each combination of its words' senses, the locale's own first.

        Raises NotUnderstood with the first word, sign or overlong number that has no sense at all.
        """
        pieces = raws(text)
        choices: list[tuple[tuple[Token, ...], ...]] = []
        at = 0
        while at < len(pieces):
            piece = pieces[at]
            if piece.sort == "word":
                length, senses = self._longest(pieces, at)
                end = pieces[at + length - 1].end
                choices.append(
                    tuple(
                        tuple(Token(kind, amount, piece.start, end) for kind, amount in sense)
                        for sense in senses
                    )
                )
                at += length
                continue
            kind = (
                _DIGITS.get(len(piece.text), "#")
                if piece.sort == "number"
                else _MARKS.get(piece.text, piece.text)
            )
            if kind == "#" or piece.sort == "odd":
                raise NotUnderstood(text[piece.start : piece.end])
            amount = int(piece.text) if piece.sort == "number" else 0
            choices.append(((Token(kind, amount, piece.start, piece.end),),))
            at += 1
        for taken, chosen in enumerate(product(*choices)):
            if taken == MOST_SENSES:
                return
            yield _kept(chosen)

    def unknown(self, text: str) -> list[Raw]:
        """The words of a checked text that have no sense here."""
        pieces = raws(text)
        missing: list[Raw] = []
        at = 0
        while at < len(pieces):
            length = 1
            if pieces[at].sort == "word":
                length, senses = self._longest(pieces, at)
                if not senses:
                    missing.append(pieces[at])
            at += length
        return missing

    def _longest(self, pieces: list[Raw], at: int) -> tuple[int, tuple[Sense, ...]]:
        """How many pieces the longest phrase at this place has, and its senses; (1, ()) if there is none."""
        for rest, senses in self.phrases.get(pieces[at].text, ()):
            here = at + 1
            for word in rest:
                if (
                    here + 1 < len(pieces)
                    and pieces[here].text == "-"
                    and pieces[here].start == pieces[here - 1].end
                ):
                    here += 1
                if here >= len(pieces) or pieces[here].text != word:
                    break
                here += 1
            else:
                return here - at, senses
        return 1, ()

    def mended(self, word: str) -> str | None:
        """The one known word that a folded unknown word is a slip away from, or None.

        A slip is one letter too many, too few, wrong, or two exchanged. None as well if the slip may have
        meant words of different sense, and for a plural, which says a habit and not a day.
        """
        if len(word) < _SHORTEST_TO_MEND:
            return None
        found: dict[tuple[Sense, ...], str] = {}
        for known, entries in self.phrases.items():
            if abs(len(known) - len(word)) > 1 or len(known) < _SHORTEST_TO_MEND:
                continue
            for rest, senses in entries:
                if not rest and senses[0][0][0] in _MENDABLE and _one_slip(word, known):
                    if word == known + "s":
                        return None
                    found.setdefault(senses, known)
        return next(iter(found.values())) if len(found) == 1 else None


def _one_slip(typed: str, known: str) -> bool:
    same = 0
    for one, other in zip(typed, known, strict=False):
        if one != other:
            break
        same += 1
    typed, known = typed[same:], known[same:]
    return (
        typed[1:] == known
        or typed == known[1:]
        or typed[1:] == known[1:]
        or (typed[:2] == known[1::-1] and typed[2:] == known[2:])
    )


def _kept(chosen: tuple[tuple[Token, ...], ...]) -> tuple[Token, ...]:
    """The tokens without those that mean nothing; an article only where it makes a number a day."""
    flat = [token for tokens in chosen for token in tokens if token.kind != "g"]
    followers = [token.kind for token in flat[1:]] + [""]
    return tuple(
        token
        for token, after in zip(flat, followers, strict=False)
        if token.kind not in "lb" or after in ("n", "v")
    )


@lru_cache(maxsize=64)
def lexicon(locale: str) -> Lexicon:
    """The lexicon of one of Discord's locales; English habits of Britain and no further words if unknown."""
    from babel import UnknownLocaleError  # Babel costs more than the rest of the bot's words: on first use

    from bot.cldr import cldr

    try:
        own = cldr(locale.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        own = cldr("en_GB")
    found: dict[tuple[str, ...], list[Sense]] = {}
    _add(found, _names(own), exclusive=False)
    _add(found, _rows(_ROWS.get(own.language, ())), exclusive=False)
    if own.language != "en":
        _add(found, _names(cldr("en")), exclusive=False)
        _add(found, _rows(en.ROWS), exclusive=False)
    if own.language != "fr":
        french: dict[tuple[str, ...], list[Sense]] = {}
        _add(french, _names(cldr("fr")), exclusive=False)
        _add(french, _rows(fr.ROWS), exclusive=False)
        _add(found, ((words, sense) for words, senses in french.items() for sense in senses), exclusive=True)
    phrases: dict[str, list[tuple[tuple[str, ...], tuple[Sense, ...]]]] = {}
    for (first, *rest), senses in sorted(found.items(), key=lambda entry: -len(entry[0])):
        phrases.setdefault(first, []).append((tuple(rest), tuple(senses)))
    clock = str(own.time_formats["short"].pattern)
    pattern = str(own.datetime_skeletons["Md"].pattern)
    return Lexicon(
        phrases={first: tuple(entries) for first, entries in phrases.items()},
        month_first=pattern.find("M") < pattern.find("d"),
        twelve_hours="h" in clock,
        week_starts=own.first_week_day,
    )


def extended(base: Lexicon, rows: Rows, plurals: str) -> Lexicon:
    """A lexicon with further words, which lose the meaning they had.

    `plurals` is the kind of a weekday with an s, which says a habit; it keeps the weekday's amount.
    """
    found: dict[tuple[str, ...], list[Sense]] = {}
    for first, entries in base.phrases.items():
        for rest, senses in entries:
            if not rest and senses[0][0][0] == "W" and len(first) >= _SHORTEST_TO_MEND:
                found[first + "s",] = [((plurals, senses[0][0][1]),)]
    _add(found, _rows(rows), exclusive=False)
    phrases = {
        first: [entry for entry in entries if (first, *entry[0]) not in found]
        for first, entries in base.phrases.items()
    }
    for (first, *rest), senses in found.items():
        phrases.setdefault(first, []).append((tuple(rest), tuple(senses)))
    longest_first = {
        first: tuple(sorted(entries, key=lambda entry: -len(entry[0]))) for first, entries in phrases.items()
    }
    return replace(base, phrases=longest_first)


_ROWS = {"en": en.ROWS, "fr": fr.ROWS, **others.ROWS}


def _add(
    found: dict[tuple[str, ...], list[Sense]],
    entries: Iterator[tuple[tuple[str, ...], Sense]],
    *,
    exclusive: bool,
) -> None:
    """Adds senses after those that are there; if exclusive, only to words that have none yet."""
    taken = frozenset(found) if exclusive else frozenset[tuple[str, ...]]()
    for words, sense in entries:
        if words in taken:
            continue
        senses = found.setdefault(words, [])
        if sense not in senses:
            senses.append(sense)


def _rows(rows: Rows) -> Iterator[tuple[tuple[str, ...], Sense]]:
    for code, phrases in rows:
        sense = tuple((part[0], int(part[1:] or 0)) for part in code.split())
        for phrase in phrases.split(", "):
            yield _words(phrase), sense


def _names(locale: Any) -> Iterator[tuple[tuple[str, ...], Sense]]:
    """CLDR's names; where a month's name holds its number (11月, tháng 11), the word beside it is a mark."""
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for month, name in cast(dict[int, str], locale.months[context][width]).items():
                before, number, after = name.partition(str(month))
                if not number:
                    yield from _named(name, "M", month)
                elif month > 9 and before.strip():
                    yield from _named(before, "U", 0)
                elif month > 9:
                    yield from _named(after, "q", 0)
            for weekday, name in cast(dict[int, str], locale.days[context][width]).items():
                yield from _named(name, "W", weekday)


def _named(name: str, kind: str, amount: int) -> Iterator[tuple[tuple[str, ...], Sense]]:
    words = _words(name)
    if words:
        yield words, ((kind, amount),)


def _words(phrase: str) -> tuple[str, ...]:
    """The folded words of a phrase; none if it holds a number, which no phrase can match."""
    pieces = raws(phrase)
    return (
        ()
        if any(piece.sort == "number" for piece in pieces)
        else tuple(piece.text for piece in pieces if piece.sort == "word")
    )
