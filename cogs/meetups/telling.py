"""The words of what meetups say on their own initiative."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import discord
from discord.utils import TimestampStyle

from bot.outbox.models import Topic
from bot.outbox.post import Part
from bot.ui import letters
from bot.ui.cards import layout, row, text
from bot.words import Words
from cogs.groups.service import Group
from cogs.meetups import warning_views
from cogs.meetups.change_models import Change
from cogs.meetups.models import Meetup
from cogs.meetups.naming import title
from cogs.meetups.rules import FullMonth
from cogs.meetups.service import Missed
from cogs.meetups.views import CantGo, Details, Going, PassSeat, TakeSeat, beyond, card_url
from cogs.meetups.warning import Reach


@dataclass(frozen=True, slots=True)
class Notice:
    """What every notice about a meetup needs to be put into words."""

    t: Words
    meetup: Meetup
    group: Group
    topic: Topic

    def part(
        self, people: Sequence[int], words: str, *taps: type[Going | CantGo | Details | TakeSeat | PassSeat]
    ) -> Part:
        """The words: to people in a channel, who can answer at once; or to one person, with the way there."""
        if self.topic.direct:
            view = letters.private(words, self.t("Open the card"), card_url(self.meetup))
        else:
            mentions = " ".join(f"<@{person}>" for person in people)
            buttons = [tap.of(self.t, self.meetup.id, self.topic.key) for tap in taps]
            view = layout(text(mentions, words), row(*buttons))
        return Part(view, tuple(people), self.group.name, self.t.language)

    @property
    def title(self) -> str:
        """The meetup's title, to stand out."""
        return f"**{title(self.meetup)}**"

    def starts(self, style: TimestampStyle) -> str:
        """When it begins, each reader in their own time."""
        return discord.utils.format_dt(self.meetup.starts_at, style)


def reminder(notice: Notice, people: Sequence[int], *, late: bool, begun: bool) -> Part:
    """Reminds people of what they said yes to, or tells them that it has begun."""
    t, meetup = notice.t, notice.meetup
    if begun:
        words = t(
            "{title} started {away} and is on until {end}. You can still come.",
            title=notice.title,
            away=notice.starts("R"),
            end=discord.utils.format_dt(meetup.ends_at, "t"),
        )
    else:
        words = t(
            "{title} is {away}: {moment}.",
            title=notice.title,
            away=notice.starts("R"),
            moment=notice.starts("F"),
        )
        if meetup.place is not None:
            words += " " + t("You meet at {place}.", place=discord.utils.escape_markdown(meetup.place))
        if late:
            words += "\n" + t("Sorry that this comes late.")
    return notice.part(people, words, Details, CantGo)


def still_coming(notice: Notice, people: Sequence[int]) -> Part:
    """Asks people who said Maybe."""
    t = notice.t
    words = t(
        "{title} is {away}: {moment}. You said maybe. Are you coming? Either answer helps.",
        title=notice.title,
        away=notice.starts("R"),
        moment=notice.starts("F"),
    )
    return notice.part(people, words, Going, CantGo)


def seat_is_yours(notice: Notice, people: Sequence[int], full: FullMonth | None = None) -> Part:
    """Tells people who waited that they are in; `full` where its one reader goes beyond what they wanted of the month."""
    t = notice.t
    words = t(
        "A seat has become free and it is yours: you are going to {title}, {moment}. If you can't come any more, tap "
        "Can't go, and the next in line gets it.",
        title=notice.title,
        moment=notice.starts("F"),
    )
    if full is not None:
        words = f"{words}\n{beyond(t, full)}"
    return notice.part(people, words, Details, CantGo)


def seat_offered(notice: Notice, people: Sequence[int], until: datetime) -> Part:
    """Tells people who wait that a seat is held for them."""
    t = notice.t
    words = t(
        "A seat at {title}, {moment}, is held for you until {until} ({away}). Take it, or pass it on to the next in line. "
        "If you do neither, it goes on by itself, and you keep your place.",
        title=notice.title,
        moment=notice.starts("F"),
        until=discord.utils.format_dt(until, "t"),
        away=discord.utils.format_dt(until, "R"),
    )
    return notice.part(people, words, TakeSeat, PassSeat)


def seat_open(notice: Notice, people: Sequence[int]) -> Part:
    """Tells everyone who waits that a seat is there for whoever is first."""
    t = notice.t
    words = t(
        "A seat at {title}, {away}, is free. Whoever of you takes it first has it.",
        title=notice.title,
        away=notice.starts("R"),
    )
    return notice.part(people, words, TakeSeat)


def offer_gone(notice: Notice, people: Sequence[int]) -> Part:
    """Tells people that the seat that was held for them is not there any more."""
    t = notice.t
    words = t(
        "{title}, {moment}, has fewer seats now, so none is held for you any more. You keep your place in line.",
        title=notice.title,
        moment=notice.starts("F"),
    )
    return notice.part(people, words, Details)


def differences(t: Words, meetup: Meetup, before: Mapping[str, Any]) -> list[str]:
    """What is different now from what it was before a change, a line each; `before` is as in `Change`."""
    lines: list[str] = []
    if "starts_at" in before and (was := datetime.fromisoformat(before["starts_at"])) != meetup.starts_at:
        lines.append(
            t(
                "It begins {now}, and not {was}.",
                now=discord.utils.format_dt(meetup.starts_at, "F"),
                was=discord.utils.format_dt(was, "F"),
            )
        )
    elif "ends_at" in before and datetime.fromisoformat(before["ends_at"]) != meetup.ends_at:
        lines.append(t("It ends at {now}.", now=discord.utils.format_dt(meetup.ends_at, "t")))
    if "place" in before and before["place"] != meetup.place:
        if meetup.place is None:
            lines.append(t("You do not meet at {place} any more.", place=_shown(before["place"])))
            if meetup.link is not None and before.get("link", meetup.link) is not None:
                lines.append(
                    t(
                        "If you had a seat in the room, you have one online now or wait for one. Tap Details to see which."
                    )
                )
        else:
            lines.append(t("You meet at {place}.", place=_shown(meetup.place)))
    if "link" in before and before["link"] != meetup.link:
        if meetup.link is None:
            lines.append(t("There is no way to join online any more."))
            if meetup.place is not None and before.get("place", meetup.place) is not None:
                lines.append(
                    t(
                        "If you had a seat online, you have one in the room now or wait for one. Tap Details to see which."
                    )
                )
        elif before["link"] is None:
            lines.append(t("You can join online now. Tap Details to see the link."))
        else:
            lines.append(t("The link is a new one. Tap Details to see it."))
    if "title" in before and before["title"] != meetup.title:
        lines.append(t("Until now it was called {title}.", title=_shown(before["title"])))
    if "notes" in before and before["notes"] != meetup.notes and meetup.notes is not None:
        lines.append(t("New notes: {notes}", notes=_shown(meetup.notes)))
    return lines


def _shown(typed: str) -> str:
    return discord.utils.escape_markdown(typed)


def changed(notice: Notice, people: Sequence[int], change: Change, differences: Sequence[str]) -> Part:
    """Tells people what is different now."""
    t = notice.t
    words = t("{title} has changed.", title=notice.title)
    if change.changed_by is None:
        words = t(
            "{title}: the rules of the clocks in {zone} have changed, the time on the wall stays.",
            title=notice.title,
            zone=t.zone(notice.meetup.zone),
        )
    return notice.part(people, "\n".join([words, *differences]), Details, CantGo)


def cancelled(notice: Notice, people: Sequence[int]) -> Part:
    """Tells people that it does not take place."""
    t = notice.t
    words = t("{title}, {moment}, is cancelled.", title=notice.title, moment=notice.starts("F"))
    return notice.part(people, words, Details)


def unsafe(notice: Notice, people: Sequence[int]) -> Part:
    """Warns people not to go there; without the title where AutoMod blocks what somebody typed."""
    t = notice.t
    if notice.topic.plain:
        words = t(
            "The meetup {moment} is cancelled by the moderators: it isn't safe. Please don't go there.",
            moment=notice.starts("F"),
        )
    else:
        words = t(
            "{title}, {moment}, is cancelled by the moderators: it isn't safe. Please don't go there.",
            title=notice.title,
            moment=notice.starts("F"),
        )
    return notice.part(people, words, Details)


def unwarned(notice: Notice, people: Sequence[int], reach: Reach) -> Part:
    """Tells organizers that some are not warned, and nothing by which others would know who."""
    words = [*warning_views.unwarned(notice.t, reach), warning_views.please_tell(notice.t)]
    return notice.part(people, "\n".join(words), Details)


def missed(notice: Notice, people: Sequence[int], unsaid: Missed) -> Part:
    """Tells organizers that people were not told something, in which time, and why."""
    t = notice.t
    words = t.plural(
        "{count} notice about {title}, {moment}, was not sent: I was offline or could not post from {since} to {until}.",
        "{count} notices about {title}, {moment}, were not sent: I was offline or could not post from {since} to {until}.",
        unsaid.count,
        title=notice.title,
        moment=notice.starts("F"),
        since=discord.utils.format_dt(unsaid.since, "f"),
        until=discord.utils.format_dt(unsaid.until, "f"),
    )
    return notice.part(people, words, Details)
