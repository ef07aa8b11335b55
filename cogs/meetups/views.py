"""What members read and press about meetups."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Self
from zoneinfo import ZoneInfo

import discord
from discord.ui import Button, Item, LayoutView
from discord.utils import TimestampStyle

from bot.errors import NothingSaved
from bot.outbox import reasons
from bot.outbox.keys import KEY
from bot.outbox.ledger import Came, Entry
from bot.outbox.models import Topic
from bot.outbox.post import Part
from bot.ui import letters
from bot.ui.answers import UNREACHED, app_of, guild_of, person_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import accent, box, layout, row, section, text
from bot.when import zones
from bot.when.moments import Reading
from bot.words import Words
from cogs.groups.service import Group
from cogs.meetups import rules, service
from cogs.meetups.calendar_file import Calendar
from cogs.meetups.models import Meetup, Seat
from cogs.meetups.rules import Answer, FullMonth
from cogs.meetups.service import Portrait, Redraw, Standing

NAMED = 12
"""How many of those going the card names; the others are counted."""


log = logging.getLogger(__name__)

OLD = timedelta(minutes=55)
"""Older messages may be edited only so often; with a margin. Source: Discord, code 30046 (an hour)."""


class _AnswerButton(Tap, template=r"(?!)"):
    """Sets the answer of whoever presses it."""

    wish: Answer
    style: discord.ButtonStyle

    @classmethod
    def of(cls, t: Words, meetup_id: int, key: str | None = None, label: str | None = None) -> Self:
        """The button as it is first drawn; `key` when it belongs to a notice, `label` where it says something else."""
        custom_id = f"meetups:{cls.wish}:{meetup_id}" + (f":{key}" if key else "")
        return cls(Button(label=label or cls.label(t), style=cls.style, custom_id=custom_id), meetup_id)

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        raise NotImplementedError

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Answers, and says what it means."""
        old_card = _old_card(interaction)
        with interaction.client.post.alone_with(old_card) as alone:
            standing, redraw = await app_of(interaction).write(
                guild_of(interaction),
                service.answer,
                self.row_id,
                interaction.user.id,
                self.wish,
                old_card=old_card,
            )
            if redraw is not None and alone:
                await _redraw(interaction, redraw)
        t = words_of(interaction)
        if standing.full_month is None:
            await reply(interaction, answered(t, standing))
        else:
            await reply(interaction, full_month(t, standing, standing.full_month))


async def _redraw(interaction: discord.Interaction[Any], redraw: Redraw) -> None:
    """Redraws the card that was pressed on; if that fails, the outbox does it a little later."""
    app, meetup = app_of(interaction), redraw.portrait.meetup
    try:
        public = app.catalogs.of(redraw.portrait.group.language)
        await interaction.response.edit_message(view=card(public, redraw.portrait))
        await app.write(meetup.guild_id, service.redrawn, meetup.id, redraw.version)
    except (*UNREACHED, NothingSaved) as error:
        log.info("a click could not redraw its card: %r", error)


def _old_card(interaction: discord.Interaction[Any]) -> int | None:
    """The message pressed on, if it is so old that Discord limits how often others may edit it."""
    message = interaction.message
    if message is None or app_of(interaction).clock.now() - message.created_at < OLD:
        return None
    return message.id


class Going(_AnswerButton, template=rf"meetups:going:(?P<id>{NUMBER}){KEY}"):
    """Asks for a seat."""

    wish = Answer.GOING
    style = discord.ButtonStyle.success

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        return t("Going")


class Maybe(_AnswerButton, template=rf"meetups:maybe:(?P<id>{NUMBER}){KEY}"):
    """Leaves it open."""

    wish = Answer.MAYBE
    style = discord.ButtonStyle.secondary

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        return t("Maybe")


class CantGo(_AnswerButton, template=rf"meetups:cant:(?P<id>{NUMBER}){KEY}"):
    """Gives a seat, or a place in the line, to others."""

    wish = Answer.CANT
    style = discord.ButtonStyle.secondary

    @classmethod
    def label(cls, t: Words) -> str:
        """What stands on it."""
        return t("Can't go")


class Details(Tap, template=rf"meetups:details:(?P<id>{NUMBER}){KEY}"):
    """Shows one person what they need to know of a meetup, its link included if they are going."""

    @classmethod
    def of(cls, t: Words, meetup_id: int, key: str | None = None) -> Details:
        """The button as it is first drawn; `key` when it belongs to a notice."""
        custom_id = f"meetups:details:{meetup_id}" + (f":{key}" if key else "")
        return cls(Button(label=t("Details"), custom_id=custom_id), meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        await show_details(interaction, self.row_id)


class CallOff(Tap, template=rf"meetups:cancel:(?P<id>{NUMBER})"):
    """Calls a meetup off; the second step of /meetup cancel."""

    @classmethod
    def of(cls, t: Words, meetup_id: int) -> CallOff:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.danger
        return cls(
            Button(label=t("Cancel the meetup"), style=style, custom_id=f"meetups:cancel:{meetup_id}"),
            meetup_id,
        )

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Calls it off; the rights are asked for again, they may have changed since the button was drawn."""
        meetup, was_on = await app_of(interaction).write(
            guild_of(interaction), service.cancel, self.row_id, person_of(interaction)
        )
        await interaction.response.edit_message(view=called_off(words_of(interaction), meetup, was_on=was_on))


BUTTONS: tuple[type[Tap], ...] = (Going, Maybe, CantGo, Details, CallOff, Calendar)


async def show_details(interaction: discord.Interaction[Any], meetup_id: int) -> None:
    """Answers with a meetup's card and where this person stands with it."""
    app = app_of(interaction)
    portrait = await app.read(guild_of(interaction), service.portrait, meetup_id)
    standing = await app.read(guild_of(interaction), service.standing, meetup_id, interaction.user.id)
    view = card(words_of(interaction), portrait, standing)
    await interaction.response.send_message(view=view, ephemeral=True)


def title(meetup: Meetup) -> str:
    """A meetup's title, shown as it was typed."""
    return discord.utils.escape_markdown(meetup.title)


def usual_title(t: Words) -> str:
    """What a meetup is called when nobody says otherwise."""
    return t("Code & coffee")


def when(t: Words, meetup: Meetup) -> str:
    """From when to when, and how far away, each reader in their own time."""
    return t(
        "{start} to {end} · {away}",
        start=discord.utils.format_dt(meetup.starts_at, "F"),
        end=discord.utils.format_dt(meetup.ends_at, "t"),
        away=discord.utils.format_dt(meetup.starts_at, "R"),
    )


def card(t: Words, portrait: Portrait, standing: Standing | None = None) -> LayoutView:
    """A meetup's card; with a `standing`, the private one of that person."""
    meetup = portrait.meetup
    name = f"{title(meetup)} · {discord.utils.escape_markdown(portrait.group.name)}"
    cancelled = meetup.cancelled_at is not None
    lines = [f"## ~~{name}~~" if cancelled else f"## {name}"]
    if cancelled:
        lines.append(
            t(
                "**Cancelled.** It was planned for {moment}.",
                moment=discord.utils.format_dt(meetup.starts_at, "F"),
            )
        )
        return layout(box(text(*lines), colour=accent(meetup.group_id)))
    lines.append(when(t, meetup))
    if where := _where(t, portrait):
        lines.append(where)
    lines.extend(_people(t, portrait))
    if portrait.over:
        lines.append(t("This meetup is over. Thank you for coming."))
        return layout(box(text(*lines), colour=accent(meetup.group_id)))
    items: list[Item[Any]] = [text(*lines)]
    if standing is not None:
        items.append(text(answered(t, standing)))
        if standing.full_month is not None:
            items.append(text(_beyond(t, standing.full_month)))
    taps = (
        Going.of(t, meetup.id),
        Maybe.of(t, meetup.id),
        CantGo.of(t, meetup.id),
        Calendar.of(t, meetup.id),
    )
    items.append(row(*taps))
    return layout(box(*items, colour=accent(meetup.group_id)))


def _where(t: Words, portrait: Portrait) -> str:
    meetup, seating = portrait.meetup, portrait.seating
    parts: list[str] = []
    if meetup.place is not None:
        parts.append(discord.utils.escape_markdown(meetup.place))
    if meetup.link is not None:
        parts.append(t("online, with a link for those who are going"))
    if seating.seats is not None:
        parts.append(t("{taken} of {seats} seats taken", taken=len(seating.seated), seats=seating.seats))
    return " · ".join(parts)


def _people(t: Words, portrait: Portrait) -> list[str]:
    seating = portrait.seating
    lines: list[str] = []
    if seating.seated:
        names = " ".join(f"<@{person}>" for person in seating.seated[:NAMED])
        more = len(seating.seated) - NAMED
        others = " " + t.plural("and {count} more", "and {count} more", more) if more > 0 else ""
        lines.append(t("**Going** {names}{others}", names=names, others=others))
    elif not portrait.over:
        lines.append(t("Nobody is going yet. Be the first."))
    if seating.waiting:
        lines.append(t("**Waiting** {count}", count=len(seating.waiting)))
    if portrait.maybe:
        lines.append(t("**Maybe** {count}", count=len(portrait.maybe)))
    return lines


def answered(t: Words, standing: Standing) -> str:
    """What an answer means for who gave it; only they read it."""
    words = _answered(t, standing)
    if standing.closed:
        words += "\n" + t(
            "By the way: Discord did not let me write to you directly. Your privacy settings for this server say so. "
            "For now I mention you in the thread instead."
        )
    return words


def _answered(t: Words, standing: Standing) -> str:
    meetup = standing.meetup
    moment = discord.utils.format_dt(meetup.starts_at, "F")
    if standing.seat is Seat.SEATED:
        going = t("You are going. See you {moment}.", moment=moment)
        return (
            going if meetup.link is None else going + "\n" + t("Join here: {link}", link=f"<{meetup.link}>")
        )
    if standing.seat is Seat.WAITING:
        return t(
            "The room is full: you are number {position} in line. I will tell you as soon as a seat is yours.",
            position=standing.position,
        )
    match standing.answer:
        case Answer.MAYBE:
            return t("You might come. Say so as soon as you know; until then no seat is kept for you.")
        case Answer.CANT:
            return t("You are not coming this time. Thank you for saying so.")
        case _:
            return t("You have not answered yet.")


def _beyond(t: Words, full: FullMonth) -> str:
    return t(
        "This makes {count} in {month}; you asked for {wanted}.",
        count=full.count,
        month=t.month(full.month),
        wanted=full.wanted,
    )


def full_month(t: Words, standing: Standing, full: FullMonth) -> LayoutView:
    """What an answer means, and that it goes beyond what this person wanted of the month; nobody else is told."""
    meetup_id = standing.meetup.id
    taps = (Going.of(t, meetup_id, label=t("Keep it")), Maybe.of(t, meetup_id), CantGo.of(t, meetup_id))
    return layout(text(answered(t, standing), _beyond(t, full)), row(*taps))


def scheduled(t: Words, meetup: Meetup, group: Group) -> str:
    """The answer to who planned a meetup."""
    return t(
        "{title} is planned for {moment} ({away}). Its card is in {channel}.",
        title=title(meetup),
        moment=discord.utils.format_dt(meetup.starts_at, "F"),
        away=discord.utils.format_dt(meetup.starts_at, "R"),
        channel=f"<#{group.channel_id}>",
    )


def listed(t: Words, found: Sequence[tuple[Meetup, Group]], *, more: bool) -> LayoutView:
    """What comes next, each with a button for its details, and whether there is `more` than is shown."""
    if not found:
        return layout(text(t("Nothing is planned yet. Organizers plan a meetup with /meetup schedule.")))
    items: list[Item[Any]] = [
        section(
            f"**{title(meetup)}** · {discord.utils.escape_markdown(group.name)}\n{when(t, meetup)}",
            Details.of(t, meetup.id),
        )
        for meetup, group in found
    ]
    if more:
        items.append(text(t("More is planned. /meetup info finds each of them by its title.")))
    return layout(box(*items))


def calling_off(t: Words, meetup: Meetup, people: int) -> LayoutView:
    """Asks whether a meetup is really to be called off."""
    question = t(
        "Cancel {title}, {moment}?",
        title=title(meetup),
        moment=discord.utils.format_dt(meetup.starts_at, "F"),
    )
    told = t.plural(
        "{count} person has answered and will be told.",
        "{count} people have answered and will be told.",
        people,
    )
    return layout(text(question, told) if people else text(question), row(CallOff.of(t, meetup.id)))


def called_off(t: Words, meetup: Meetup, *, was_on: bool) -> LayoutView:
    """Says that a meetup is called off."""
    if not was_on:
        return layout(text(t("{title} was already cancelled.", title=title(meetup))))
    return layout(text(t("{title} is cancelled. Everyone who wanted to come is told.", title=title(meetup))))


def echo(t: Words, reading: Reading) -> str:
    """What was understood: weekday, date, time and zone, or what a change of clocks does to it."""
    moment = t.moment(reading.local_start)
    offset = zones.offset(reading.zone.key, reading.starts_at)
    match reading.shift:
        case "gap":
            return t(
                "{moment} ({offset}): moved forward, that night the clocks skip it",
                moment=moment,
                offset=offset,
            )
        case "first":
            return t("{moment} ({offset}): the first of two that night", moment=moment, offset=offset)
        case "second":
            return t("{moment} ({offset}): the second of two that night", moment=moment, offset=offset)
        case None:
            return f"{moment} · {t.zone(reading.zone.key)} ({offset})"


def wall(t: Words, meetup: Meetup) -> str:
    """When it begins in its group's own time, for places where Discord renders no timestamps."""
    return t.moment(meetup.starts_at.astimezone(ZoneInfo(meetup.zone)))


def choice(t: Words, meetup: Meetup, group: Group) -> str:
    """A meetup in one line for a list of choices; at most 100 characters."""
    line = f"{wall(t, meetup)} · {meetup.title} · {group.name}"
    return line if len(line) <= 100 else line[:99] + "…"


def thread_name(t: Words, meetup: Meetup) -> str:
    """The name of a meetup's thread; at most 100 characters."""
    return f"{meetup.title[:60]} · {wall(t, meetup)}"[:100]


@dataclass(frozen=True, slots=True)
class Notice:
    """What every notice about a meetup needs to be put into words."""

    t: Words
    meetup: Meetup
    group: Group
    topic: Topic

    def part(self, people: Sequence[int], words: str, *taps: type[_AnswerButton | Details]) -> Part:
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


def card_url(meetup: Meetup) -> str:
    """The address of a meetup's card, or of its channel while there is no card."""
    place = f"https://discord.com/channels/{meetup.guild_id}/{meetup.channel_id}"
    return place if meetup.card_id is None else f"{place}/{meetup.card_id}"


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
        words = f"{words}\n{_beyond(t, full)}"
    return notice.part(people, words, Details, CantGo)


def cancelled(notice: Notice, people: Sequence[int]) -> Part:
    """Tells people that it does not take place."""
    t = notice.t
    words = t("{title}, {moment}, is cancelled.", title=notice.title, moment=notice.starts("F"))
    return notice.part(people, words, Details)


def missed(notice: Notice, people: Sequence[int], count: int) -> Part:
    """Tells organizers that people were not told something, and why."""
    t = notice.t
    words = t.plural(
        "{count} notice about {title}, {moment}, was not sent: I was offline or could not post in time.",
        "{count} notices about {title}, {moment}, were not sent: I was offline or could not post in time.",
        count,
        title=notice.title,
        moment=notice.starts("F"),
    )
    return notice.part(people, words, Details)


def told(t: Words, meetup: Meetup, entries: Mapping[str, Sequence[Entry]]) -> str:
    """How a meetup was told to people: a line for each kind of notice."""
    lines = [
        t(
            "How people were told about {title}, {moment}",
            title=f"**{title(meetup)}**",
            moment=discord.utils.format_dt(meetup.starts_at, "F"),
        )
    ]
    for kind, name in _kinds(t).items():
        ways = [way for entry in entries.get(kind, ()) if (way := _way(t, entry))]
        if ways:
            lines.append("- " + t("{kind}: {ways}", kind=name, ways=", ".join(ways)))
    if len(lines) == 1:
        lines.append(t("Nothing is planned to be said yet. Reminders are, as soon as somebody is going."))
    late = max((entry.latest for own in entries.values() for entry in own), default=timedelta(0))
    if late:
        lines.append(t("The latest came {span} late: I was offline.", span=t.span(late)))
    return "\n".join(lines)


def _kinds(t: Words) -> dict[str, str]:
    return {
        rules.DAY_BEFORE: t("Reminder a day before"),
        rules.HOUR_BEFORE: t("Reminder an hour before"),
        rules.STILL_COMING: t("Question to those who said maybe"),
        service.SEAT_IS_YOURS: t("A seat became free"),
        service.CANCELLED: t("Cancellation"),
    }


def _way(t: Words, entry: Entry) -> str:
    """What became of some notices, in a few words; nothing for those that were no longer needed."""
    count = entry.people
    match entry.came:
        case Came.IN_CHANNEL:
            return t("{count} in the thread", count=count)
        case Came.SILENTLY:
            return t("{count} in the thread without a sound", count=count)
        case Came.DIRECTLY:
            return t("{count} by direct message", count=count)
        case Came.ON_ITS_WAY:
            return t("{count} on the way", count=count)
        case Came.WAITS:
            return t.plural("{count} waits for its time", "{count} wait for their time", count)
        case Came.WAITS_FOR_THE_MORNING:
            return t.plural("{count} waits for the morning", "{count} wait for the morning", count)
        case Came.NOT_REACHED:
            return t("{count} not reached ({reason})", count=count, reason=_reason(t, entry.reason))
        case Came.NOT_NEEDED:
            return (
                t("{count} not told before it was over", count=count) if entry.reason == service.OVER else ""
            )


def _reason(t: Words, reason: str | None) -> str:
    """Why somebody was not reached; what Discord said is repeated as it is."""
    match reason:
        case reasons.LEFT:
            return t("left the server")
        case reasons.FAULT:
            return t("a fault of mine")
        case _:
            return discord.utils.escape_markdown(reason or "?")
