"""How long: "90 min", "1h30", "2 hours", "une heure et demie"."""

import re
from datetime import timedelta

from bot.when.errors import NotUnderstood, OutOfRange
from bot.when.lexicon import lexicon
from bot.when.sentence import Sentence
from bot.when.spans import SPAN, span
from bot.when.tokens import checked

SHORTEST = timedelta(minutes=5)
LONGEST = timedelta(hours=24)

_LENGTH = re.compile(f"[L]?(?P<span>{SPAN})")
_DIGITAL = re.compile(r"L?n:n")


def within_limits(length: timedelta) -> timedelta:
    """The length itself. Raises OutOfRange if no meetup lasts so short or so long."""
    if not SHORTEST <= length <= LONGEST:
        raise OutOfRange(SHORTEST, LONGEST)
    return length


def read_duration(text: str, *, locale: str = "en-US") -> timedelta:
    """The length a text says, in English, French or with the few other words of the locale.

    A number without a unit is not understood. Raises NotUnderstood, or OutOfRange outside 5 minutes to 24 hours.
    """
    text = checked(text)
    words = lexicon(locale)
    if unknown := words.unknown(text):
        raise NotUnderstood(text[unknown[0].start : unknown[0].end])
    for tokens in words.tokens(text):
        sentence = Sentence(text, tokens)
        if _DIGITAL.fullmatch(sentence.kinds) and sentence.digits(-1) == 2 and sentence.amount(-1) < 60:
            return within_limits(timedelta(hours=sentence.amount(-3), minutes=sentence.amount(-1)))
        if match := _LENGTH.fullmatch(sentence.kinds):
            found = span(sentence, *match.span("span"))
            if found.months or found.also_days is not None:
                raise OutOfRange(SHORTEST, LONGEST)
            return within_limits(timedelta(minutes=found.minutes, days=found.days))
    raise NotUnderstood(text.strip())
