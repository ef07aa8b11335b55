"""Why a text is not a moment: facts only, the sentences are the caller's."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

WORD_LIMIT = 40
"""Characters of a person's own text that an error repeats at most."""


class WhenError(Exception):
    """A text that cannot be scheduled; every other error of this package derives from it."""


class NotUnderstood(WhenError):
    """`word` is the part, as typed, that has no meaning here; empty if there was nothing to read.

    A character that cannot be shown is named by its code point, such as ``U+202E``.
    """

    def __init__(self, word: str):
        super().__init__(word)
        self.word = word if len(word) <= WORD_LIMIT else word[: WORD_LIMIT - 1] + "…"


class NoSuchDay(NotUnderstood):
    """A date no calendar has: 31 February, 29 February of a common year, month 13."""


class WeekdayDiffers(NotUnderstood):
    """The weekday and the date that were said disagree; `on` is the date, `word` the weekday as typed."""

    def __init__(self, word: str, on: date):
        super().__init__(word)
        self.on = on


class TimeMissing(WhenError):
    """A date without a time of day. `dates` has one to three of them, best first; `date` is the best.

    `corrected` holds the misspelt word and the one it was read as, if there was one.
    """

    def __init__(self, dates: Sequence[date], corrected: tuple[str, str] | None = None):
        super().__init__(*dates)
        self.dates = tuple(dates)
        self.corrected = corrected

    @property
    def date(self) -> date:
        """The best reading of the date."""
        return self.dates[0]


class RepeatDayMissing(WhenError):
    """A repeat without its weekday, and no first date that would say it."""


class RepeatTimeMissing(WhenError):
    """A repeat without its time of day, where that was to be said as well."""


class InThePast(WhenError):
    """Understood, but over: `on` is the date, `wall` the local date and time if a time was said."""

    def __init__(self, on: date, wall: datetime | None = None):
        super().__init__(on)
        self.on = on
        self.wall = wall


class TooFar(WhenError):
    """Understood, but after `limit`; `on` is None if the date is beyond what a calendar holds."""

    def __init__(self, on: date | None, limit: date):
        super().__init__(on, limit)
        self.on = on
        self.limit = limit


class OutOfRange(WhenError):
    """A duration shorter than `shortest` or longer than `longest`."""

    def __init__(self, shortest: timedelta, longest: timedelta):
        super().__init__(shortest, longest)
        self.shortest = shortest
        self.longest = longest


class SeveralDays(WhenError):
    """A day that may be one of several: `said` as typed, `dates` best first."""

    def __init__(self, said: str, dates: Sequence[date]):
        super().__init__(said, *dates)
        self.said = said
        self.dates = tuple(dates)


class Backwards(WhenError):
    """A span of days whose last one is before its first."""

    def __init__(self, first: date, last: date):
        super().__init__(first, last)
        self.first = first
        self.last = last


class SpanTooLong(WhenError):
    """A span of more days than anyone means; `longest` is how many it may have."""

    def __init__(self, longest: int):
        super().__init__(longest)
        self.longest = longest
