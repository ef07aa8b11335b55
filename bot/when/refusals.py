"""What a person reads when a text is not a moment or a length of time."""

from __future__ import annotations

from datetime import time

from bot.errors import Refusal
from bot.when.errors import (
    Backwards,
    InThePast,
    NoSuchDay,
    NotUnderstood,
    OutOfRange,
    RepeatDayMissing,
    RepeatTimeMissing,
    SeveralDays,
    SpanTooLong,
    TimeMissing,
    TooFar,
    WeekdayDiffers,
    WhenError,
)
from bot.words import Words


class UnclearMoment(Refusal):
    """A text that is no moment one could meet at."""

    def __init__(self, typed: str, error: WhenError) -> None:
        super().__init__(typed, error)
        self.typed = typed
        self.error = error

    def sentence(self, t: Words) -> str:
        """Says what was not understood, or what is missing, and shows what can be typed."""
        typed = quoted(self.typed)
        match self.error:
            case TimeMissing():
                return t(
                    "At what time on {day}? Add it, such as “{typed} 10:00”.",
                    day=t.day(self.error.date),
                    typed=typed,
                )
            case InThePast():
                return t("{day} has passed. Pick a moment that is still to come.", day=t.day(self.error.on))
            case TooFar():
                return t("That is too far away. I plan until {day}.", day=t.day(self.error.limit))
            case WeekdayDiffers():
                return t(
                    "{day} is not a “{word}”. Type the one you mean.",
                    day=t.day(self.error.on),
                    word=quoted(self.error.word),
                )
            case NoSuchDay():
                return t(
                    "There is no such day as “{word}”. Look at the calendar again.",
                    word=quoted(self.error.word),
                )
            case NotUnderstood() if (
                self.error.word and self.error.word.casefold() != self.typed.strip().casefold()
            ):
                return t(
                    "I don't understand “{word}” in “{typed}”. Try “{example}”.",
                    word=quoted(self.error.word),
                    typed=typed,
                    example=t("saturday 10:00"),
                )
            case _:
                return t(
                    "I don't understand “{typed}”. Try “{example}” or “{other}”.",
                    typed=typed,
                    example=t("saturday 10:00"),
                    other=t("28 November 10am"),
                )


class SeveralMoments(Refusal):
    """A text that can mean more than one moment; `readings` are those, in words."""

    def __init__(self, typed: str, readings: tuple[str, ...]) -> None:
        super().__init__(typed, readings)
        self.typed = typed
        self.readings = readings

    def sentence(self, t: Words) -> str:
        """Names the readings and asks for one."""
        return t(
            "“{typed}” can mean {readings}. Type it again and pick the one you mean from the list.",
            typed=quoted(self.typed),
            readings=t.either(self.readings),
        )


class MisspeltMoment(Refusal):
    """A text with a word that is one slip away from a known one: `word` as typed, `meant` as it may be meant."""

    def __init__(self, typed: str, word: str, meant: str) -> None:
        super().__init__(typed, word, meant)
        self.typed = typed
        self.word = word
        self.meant = meant

    def sentence(self, t: Words) -> str:
        """Names the word that may be meant; nothing is taken for granted."""
        return t(
            "I don't know “{word}” in “{typed}”. Do you mean “{meant}”? Type it so, or pick it from the list.",
            word=quoted(self.word),
            typed=quoted(self.typed),
            meant=self.meant,
        )


class SkippedMoment(Refusal):
    """A time that the clocks skip on that night; `moment` is the time they show instead, in words."""

    def __init__(self, typed: str, moment: str) -> None:
        super().__init__(typed, moment)
        self.typed = typed
        self.moment = moment

    def sentence(self, t: Words) -> str:
        """Says which time there is instead."""
        return t(
            "“{typed}” does not exist: that night the clocks skip it. Type another time, or pick {moment} from the list.",
            typed=quoted(self.typed),
            moment=self.moment,
        )


class UnclearDay(Refusal):
    """A text that is no day, and no days from one to another."""

    def __init__(self, typed: str, error: WhenError) -> None:
        super().__init__(typed, error)
        self.typed = typed
        self.error = error

    def examples(self, t: Words) -> tuple[str, str]:
        """Two texts that would have been understood."""
        return t("24 dec to 2 jan"), t("14 july")

    def sentence(self, t: Words) -> str:
        """Says what was not understood, and shows what can be typed."""
        typed = quoted(self.typed)
        match self.error:
            case SeveralDays():
                return t(
                    "“{typed}” can mean {days}. Type it like “{example}”.",
                    typed=quoted(self.error.said),
                    days=t.either([t.day(day) for day in self.error.dates]),
                    example=t.date(self.error.dates[0]),
                )
            case InThePast():
                return t("{day} has passed. Type a day that is still to come.", day=t.day(self.error.on))
            case TooFar():
                return t("That is too far away. I plan until {day}.", day=t.day(self.error.limit))
            case Backwards():
                return t(
                    "“{typed}” ends before it begins. Type the first day first, with the years.", typed=typed
                )
            case SpanTooLong():
                return t(
                    "“{typed}” is longer than {longest} days. Make it shorter; for a long time there is /me pause.",
                    typed=typed,
                    longest=self.error.longest,
                )
            case NoSuchDay():
                return t(
                    "There is no such day as “{word}”. Look at the calendar again.",
                    word=quoted(self.error.word),
                )
            case _:
                example, other = self.examples(t)
                return t(
                    "I don't understand “{typed}”. Try “{example}” or “{other}”.",
                    typed=typed,
                    example=example,
                    other=other,
                )


class UnclearTime(Refusal):
    """A text that is no time of day, or may be each of `ways`."""

    def __init__(self, typed: str, ways: tuple[time, ...] = ()) -> None:
        super().__init__(typed, ways)
        self.typed = typed
        self.ways = ways

    def sentence(self, t: Words) -> str:
        """Names the times it can be, or shows what can be typed."""
        typed = quoted(self.typed)
        if self.ways:
            times = t.either([t.clock(way) for way in self.ways])
            return t("“{typed}” can mean {times}. Type the one you mean.", typed=typed, times=times)
        return t("I don't understand the time “{typed}”. Try “20:00” or “8pm”.", typed=typed)


class UnclearRepeat(Refusal):
    """A text that says no repeat there is."""

    def __init__(self, typed: str, error: WhenError) -> None:
        super().__init__(typed, error)
        self.typed = typed
        self.error = error

    def sentence(self, t: Words) -> str:
        """Names what there is, or asks for the day or the time."""
        if isinstance(self.error, RepeatDayMissing):
            return t(
                "On which day? Add it to “{typed}”, such as “{example}”.",
                typed=quoted(self.typed),
                example=t("every two weeks on tuesday"),
            )
        if isinstance(self.error, RepeatTimeMissing):
            return t("At what time? Add it, such as “{typed} 10:00”.", typed=quoted(self.typed))
        return t(
            "I can't repeat something “{typed}”. There is “{weekly}”, “{two_weeks}”, “{nth}” up to the fourth, "
            "and “{last}”.",
            typed=quoted(self.typed),
            weekly=t("every saturday"),
            two_weeks=t("every two weeks on tuesday"),
            nth=t("first saturday of the month"),
            last=t("last friday of the month"),
        )


class UnclearLength(Refusal):
    """A text that is no length of time."""

    def __init__(self, typed: str, error: WhenError) -> None:
        super().__init__(typed, error)
        self.typed = typed
        self.error = error

    def sentence(self, t: Words) -> str:
        """Names the range, or shows what can be typed."""
        if isinstance(self.error, OutOfRange):
            return t(
                "It can last from {shortest} to {longest}.",
                shortest=t.span(self.error.shortest),
                longest=t.span(self.error.longest),
            )
        return t("I don't understand the length “{typed}”. Try “90 min” or “2 h”.", typed=quoted(self.typed))


def quoted(typed: str) -> str:
    """What somebody typed, short and harmless enough to be shown back to them."""
    plain = "".join(c for c in " ".join(typed.split()) if c.isprintable() and c not in "`*_~|<>[]@\\")
    return plain if len(plain) <= 60 else plain[:59] + "…"
