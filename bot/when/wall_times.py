"""A time of day without a date: "20:00", "8pm", "22h30", "midnight"."""

from datetime import time

from bot.when.clock_time import DAY
from bot.when.errors import NotUnderstood, WhenError
from bot.when.hours import clock_by_place, evident_clock
from bot.when.lexicon import lexicon
from bot.when.sentence import Sentence
from bot.when.tokens import checked

_LONE = r"n\.n|[kNnv]"


def read_times(text: str, *, locale: str) -> tuple[time, ...]:
    """The one or two times a text may mean, best first: an hour such as "8" may be in either half of the day.

    Raises NotUnderstood.
    """
    text = checked(text)
    words = lexicon(locale)
    if unknown := words.unknown(text):
        raise NotUnderstood(text[unknown[0].start : unknown[0].end])
    refusals: list[WhenError] = []
    for tokens in words.tokens(text):
        sentence = Sentence(text, tokens, twelve_hours=words.twelve_hours)
        try:
            found = evident_clock(sentence) or clock_by_place(sentence, _LONE)
            sentence.leftover()
        except NotUnderstood as refusal:
            refusals.append(refusal)
            continue
        if found is not None:
            return tuple(dict.fromkeys(time(*divmod(minutes % DAY, 60)) for minutes in found.minutes))
    raise refusals[0] if refusals else NotUnderstood(text.strip())
