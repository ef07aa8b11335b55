"""What a person can set, a class for each subject: the lines that say what holds, its form, and how that is read."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord.ui import Label

from bot.people.boundaries import QUIET_FROM, QUIET_UNTIL, quiet_hours
from bot.people.models import Preferences
from bot.ui.forms import choosing, typing
from bot.when import zones
from bot.words import LANGUAGE_NAMES, Words
from cogs.members import rules
from cogs.members.rules import USUAL


@dataclass(frozen=True, slots=True)
class Scene:
    """What a text is read by, and what holds is said by."""

    t: Words
    locale: str
    """Discord's: it decides the order of numbers in a date."""
    now: datetime
    zone: str
    """Where it is evening for this person."""

    @property
    def timezone(self) -> ZoneInfo:
        """Their zone, to compute with."""
        return ZoneInfo(self.zone)

    @property
    def today(self) -> date:
        """The day that runs where they are."""
        return self.now.astimezone(self.timezone).date()


class Topic(ABC):
    """One subject of a person's preferences."""

    name: str
    """In custom ids."""
    keeps: tuple[str, ...]
    """The fields of Preferences it is about."""
    choice: str | None = None
    """The field of its form that is chosen and not typed."""

    @abstractmethod
    def title(self, t: Words) -> str:
        """Its name, on the button and over the form: at most 45 characters."""

    @abstractmethod
    def lines(self, scene: Scene, held: Preferences) -> list[str]:
        """What holds now, and where it comes from."""

    @abstractmethod
    def answers(self, scene: Scene, held: Preferences) -> dict[str, str]:
        """What would have to be sent with its form to get what holds, by the fields' names."""

    @abstractmethod
    def fields(self, t: Words, answers: Mapping[str, str]) -> list[Label[Any]]:
        """Its form with these answers in it."""

    @abstractmethod
    def read(self, scene: Scene, answers: Mapping[str, str]) -> dict[str, object]:
        """The fields of Preferences that answers mean. Raises a Refusal."""

    def mark(self, held: Preferences) -> str:
        """What its form knows of what holds."""
        return rules.mark({name: getattr(held, name) for name in self.keeps})


def line(t: Words, fact: str, *, own: bool) -> str:
    """A fact with where it comes from."""
    source = t("yours") if own else t("the usual one")
    return f"{fact} · {source}"


class ZoneAndLanguage(Topic):
    """Where it is evening, and how they are answered."""

    name = "zone"
    keeps = ("zone", "language")
    choice = "language"

    def title(self, t: Words) -> str:
        """Its name."""
        return t("Time zone and language")

    def lines(self, scene: Scene, held: Preferences) -> list[str]:
        """Both."""
        t = scene.t
        if held.zone is None:
            zone = t("**Time zone** each group's own")
        else:
            where = f"{t.zone(held.zone)} ({zones.offset(held.zone, scene.now)})"
            zone = t("**Time zone** {zone}", zone=where)
        language = t("**Language** {language}", language=self._languages(t)[held.language or USUAL])
        return [
            line(t, zone, own=held.zone is not None),
            line(t, language, own=held.language is not None),
        ]

    def _languages(self, t: Words) -> dict[str, str]:
        return {USUAL: t("as in your Discord"), **LANGUAGE_NAMES}

    def answers(self, scene: Scene, held: Preferences) -> dict[str, str]:  # noqa: ARG002 - the same everywhere
        """Both; no zone is an empty field."""
        return {"zone": held.zone or "", "language": held.language or USUAL}

    def fields(self, t: Words, answers: Mapping[str, str]) -> list[Label[Any]]:
        """A zone to type, a language to choose."""
        return [
            typing(
                "zone",
                t("Time zone"),
                answers["zone"],
                hint=t("A city of your zone. Leave it empty to follow each group."),
                example=t("Paris"),
                longest=rules.LONGEST_ZONE,
            ),
            choosing("language", t("Language of my answers"), answers["language"], self._languages(t)),
        ]

    def read(self, scene: Scene, answers: Mapping[str, str]) -> dict[str, object]:
        """Both. Raises NoSuchZone, SeveralZones, Outdated."""
        language = rules.language_of(answers.get("language", ""))
        typed = answers.get("zone", "").strip()
        return {"zone": rules.zone_meant(typed, scene.t) if typed else None, "language": language}


class QuietTime(Topic):
    """The hours of each day, and the day of each week, on which they are left alone."""

    name = "quiet"
    keeps = ("quiet_from", "quiet_until", "day_off")
    choice = "day_off"

    def title(self, t: Words) -> str:
        """Its name."""
        return t("Quiet hours and day off")

    def lines(self, scene: Scene, held: Preferences) -> list[str]:
        """Both."""
        t = scene.t
        begins, ends = quiet_hours(held.quiet_from, held.quiet_until)
        hours = (
            t("**Quiet hours** none")
            if begins == ends
            else t("**Quiet hours** {start} to {end}", start=t.clock(begins), end=t.clock(ends))
        )
        free = t("**Day off** {day}", day=self._days(t)[USUAL if held.day_off is None else str(held.day_off)])
        own_hours = held.quiet_from is not None or held.quiet_until is not None
        return [line(t, hours, own=own_hours), line(t, free, own=held.day_off is not None)]

    def _days(self, t: Words) -> dict[str, str]:
        return {USUAL: t("none"), **{str(day): t.weekday(day) for day in range(7)}}

    def answers(self, scene: Scene, held: Preferences) -> dict[str, str]:
        """Hours that are the usual ones are empty fields."""
        t = scene.t
        return {
            "quiet_from": "" if held.quiet_from is None else t.clock(held.quiet_from),
            "quiet_until": "" if held.quiet_until is None else t.clock(held.quiet_until),
            "day_off": USUAL if held.day_off is None else str(held.day_off),
        }

    def fields(self, t: Words, answers: Mapping[str, str]) -> list[Label[Any]]:
        """Two times to type, a weekday to choose."""
        usual = t("Leave it empty for the usual one, {time}.", time=t.clock(QUIET_FROM))
        return [
            typing(
                "quiet_from",
                t("Quiet from"),
                answers["quiet_from"],
                hint=usual,
                example=t.clock(QUIET_FROM),
                longest=rules.LONGEST_TIME,
            ),
            typing(
                "quiet_until",
                t("Quiet until"),
                answers["quiet_until"],
                hint=t(
                    "Empty is {time}. The same time in both fields means no quiet hours.",
                    time=t.clock(QUIET_UNTIL),
                ),
                example=t.clock(QUIET_UNTIL),
                longest=rules.LONGEST_TIME,
            ),
            choosing("day_off", t("Day off, every week"), answers["day_off"], self._days(t)),
        ]

    def read(self, scene: Scene, answers: Mapping[str, str]) -> dict[str, object]:
        """All three. Raises UnclearTime, NoHourLeft, WholeDay, Outdated."""
        typed = answers.get("quiet_from", ""), answers.get("quiet_until", "")
        begins, ends = rules.quiet_of(*typed, scene.locale)
        return {
            "quiet_from": begins,
            "quiet_until": ends,
            "day_off": rules.day_off_of(answers.get("day_off", "")),
        }


class ProtectedDays(Topic):
    """Days on which they are left alone."""

    name = "days"
    keeps = ("protected",)

    def title(self, t: Words) -> str:
        """Its name."""
        return t("Protected days")

    def lines(self, scene: Scene, held: Preferences) -> list[str]:
        """Each stretch in a line."""
        t = scene.t
        ahead = [days for days in held.protected if days[1] >= scene.today]
        if not ahead:
            return [line(t, t("**Protected days** none"), own=False)]
        return [
            line(t, t("**Protected days**"), own=True),
            *(stretch(t, *days, weekdays=True) for days in ahead),
        ]

    def answers(self, scene: Scene, held: Preferences) -> dict[str, str]:
        """Each stretch that is not over, in a line, as it could be typed."""
        ahead = [stretch(scene.t, *days) for days in held.protected if days[1] >= scene.today]
        return {"protected": "\n".join(ahead)}

    def fields(self, t: Words, answers: Mapping[str, str]) -> list[Label[Any]]:
        """One field for all of them."""
        return [
            typing(
                "protected",
                t("Days to be left alone, one stretch a line"),
                answers["protected"],
                hint=t("Up to {most} lines. Leave it empty for none.", most=rules.MOST_PROTECTED),
                example=t("24 dec to 2 jan"),
                longest=rules.LONGEST_DAYS,
                long=True,
            )
        ]

    def read(self, scene: Scene, answers: Mapping[str, str]) -> dict[str, object]:
        """Raises UnclearDay, TooManyDays."""
        return {"protected": rules.protected_of(answers.get("protected", ""), scene.today, scene.locale)}


class Telling(Topic):
    """How they are told what is theirs alone to know, or theirs to be reminded of."""

    name = "telling"
    keeps = ("direct",)
    choice = "direct"

    def title(self, t: Words) -> str:
        """Its name."""
        return t("How I tell you")

    def lines(self, scene: Scene, held: Preferences) -> list[str]:
        """The way, and whether Discord lets it."""
        t = scene.t
        told = t("**How I tell you** {way}", way=self._ways(t)["direct" if held.direct else USUAL])
        found = [line(t, told, own=held.direct)]
        if held.hidden and not held.direct:
            found.append(
                t(
                    "As no card may name you, I cannot mention you either: choose direct messages to hear from me."
                )
            )
        elif held.hidden and held.closed_at is not None:
            found.append(
                t(
                    "Discord refused my direct message to you on {moment}, so I cannot tell you anything: a mention would "
                    "name you. Allow direct messages in the privacy settings of a server where I am, then choose this again.",
                    moment=discord.utils.format_dt(held.closed_at, "D"),
                )
            )
        elif held.direct and held.closed_at is not None:
            found.append(
                t(
                    "Discord refused my direct message to you on {moment}, so I tell you in the thread. Allow direct "
                    "messages in the privacy settings of a server where I am, then choose this again.",
                    moment=discord.utils.format_dt(held.closed_at, "D"),
                )
            )
        return found

    def _ways(self, t: Words) -> dict[str, str]:
        return {USUAL: t("by mention in the meetup's thread"), "direct": t("by direct message")}

    def answers(self, scene: Scene, held: Preferences) -> dict[str, str]:  # noqa: ARG002 - the same everywhere
        """The one that holds."""
        return {"direct": "direct" if held.direct else USUAL}

    def fields(self, t: Words, answers: Mapping[str, str]) -> list[Label[Any]]:
        """A choice of two."""
        return [choosing("direct", t("Reminders and news reach you"), answers["direct"], self._ways(t))]

    def read(self, scene: Scene, answers: Mapping[str, str]) -> dict[str, object]:  # noqa: ARG002 - nothing is typed
        """Raises Outdated."""
        return {"direct": rules.direct_of(answers.get("direct", ""))}


class Name(Topic):
    """Whether cards name them."""

    name = "name"
    keeps = ("hidden",)
    choice = "hidden"

    def title(self, t: Words) -> str:
        """Its name."""
        return t("Your name on cards")

    def lines(self, scene: Scene, held: Preferences) -> list[str]:
        """Whether."""
        t = scene.t
        shown = t("**Your name on cards** {way}", way=self._ways(t)["hidden" if held.hidden else USUAL])
        return [line(t, shown, own=held.hidden)]

    def _ways(self, t: Words) -> dict[str, str]:
        return {USUAL: t("shown"), "hidden": t("left out; you are counted, and told by direct message")}

    def answers(self, scene: Scene, held: Preferences) -> dict[str, str]:  # noqa: ARG002 - the same everywhere
        """The one that holds."""
        return {"hidden": "hidden" if held.hidden else USUAL}

    def fields(self, t: Words, answers: Mapping[str, str]) -> list[Label[Any]]:
        """A choice of two."""
        return [choosing("hidden", t("Cards of meetups and progress"), answers["hidden"], self._ways(t))]

    def read(self, scene: Scene, answers: Mapping[str, str]) -> dict[str, object]:  # noqa: ARG002 - nothing is typed
        """Raises Outdated."""
        return {"hidden": rules.hidden_of(answers.get("hidden", ""))}


class Monthly(Topic):
    """How many meetups a month they want to go to."""

    name = "monthly"
    keeps = ("monthly",)

    def title(self, t: Words) -> str:
        """Its name."""
        return t("Meetups a month")

    def lines(self, scene: Scene, held: Preferences) -> list[str]:
        """The number."""
        t = scene.t
        if held.monthly is None:
            return [line(t, t("**Meetups a month** as many as you like"), own=False)]
        return [line(t, t("**Meetups a month** {number}", number=held.monthly), own=True)]

    def answers(self, scene: Scene, held: Preferences) -> dict[str, str]:  # noqa: ARG002 - the same everywhere
        """No number is an empty field."""
        return {"monthly": "" if held.monthly is None else str(held.monthly)}

    def fields(self, t: Words, answers: Mapping[str, str]) -> list[Label[Any]]:
        """A number to type."""
        return [
            typing(
                "monthly",
                t("How many you want to go to"),
                answers["monthly"],
                hint=t("I tell you softly when you go beyond it; nobody else knows. Empty: no number."),
                example="3",
                longest=10,
            )
        ]

    def read(self, scene: Scene, answers: Mapping[str, str]) -> dict[str, object]:  # noqa: ARG002 - digits are digits
        """Raises NotANumber."""
        return {"monthly": rules.monthly_of(answers.get("monthly", ""))}


def stretch(t: Words, first: date, last: date, *, weekdays: bool = False) -> str:
    """One day, or from the first to the last; without weekdays as somebody would type it."""
    name = t.day if weekdays else t.date
    return name(first) if first == last else t("{first} to {last}", first=name(first), last=name(last))


TOPICS: dict[str, Topic] = {
    topic.name: topic
    for topic in (ZoneAndLanguage(), QuietTime(), ProtectedDays(), Telling(), Name(), Monthly())
}
"""By their names, in the order they are shown."""
