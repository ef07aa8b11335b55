"""What organizers read and press: what they planned, what they call off, how people were told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import discord
from discord.ui import Button, Item, LayoutView

from bot.outbox.ledger import Came, Entry
from bot.ui.answers import app_of, guild_of, person_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, layout, row, section, text
from bot.ui.channels import mute
from bot.ui.why import briefly
from bot.when.repeat import Kind, Repeat
from bot.words import Words
from cogs.groups.service import Group
from cogs.meetups import planning, rules, series, service
from cogs.meetups.models import Meetup
from cogs.meetups.naming import title
from cogs.meetups.planning import CallingOff, Changed
from cogs.meetups.rules import Needless
from cogs.meetups.series import Begun, MovedOn
from cogs.meetups.service import Delivery, Unnamed
from cogs.meetups.spoken import End, HeardSeries
from cogs.meetups.views import Details, when
from cogs.meetups.warning import Reach
from cogs.meetups.warning_views import please_tell, unwarned


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
            guild_of(interaction), planning.cancel, self.row_id, person_of(interaction)
        )
        await _answer_called_off(interaction, meetup, was_on=was_on)


class WarnOff(Tap, template=rf"meetups:unsafe:(?P<id>{NUMBER})"):
    """Calls a meetup off because it would not be safe; moderators find it under /meetup cancel."""

    @classmethod
    def of(cls, t: Words, meetup_id: int) -> WarnOff:
        """The button as it is first drawn."""
        style = discord.ButtonStyle.danger
        label = t("It isn't safe: cancel and warn now")
        return cls(Button(label=label, style=style, custom_id=f"meetups:unsafe:{meetup_id}"), meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Calls it off; whether they moderate is asked for again."""
        meetup, was_on = await app_of(interaction).write(
            guild_of(interaction), planning.warn_off, self.row_id, person_of(interaction)
        )
        await _answer_called_off(interaction, meetup, was_on=was_on)


class Told(Tap, template=rf"meetups:told:(?P<id>{NUMBER})"):
    """Shows moderators how people were told about a meetup, as /meetup delivery does."""

    @classmethod
    def of(cls, t: Words, meetup_id: int) -> Told:
        """The button as it is first drawn."""
        return cls(Button(label=t("How people were told"), custom_id=mark_of_alarm(meetup_id)), meetup_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it; whether they may read it is asked for again."""
        found = await app_of(interaction).read(
            guild_of(interaction), service.delivery, self.row_id, person_of(interaction)
        )
        await reply(interaction, told(words_of(interaction), found))


class EndSeries(Tap, template=rf"meetups:end:(?P<id>{NUMBER})"):
    """Calls one of a series off and all that follow it."""

    @classmethod
    def of(cls, t: Words, meetup_id: int) -> EndSeries:
        """The button as it is first drawn."""
        return cls(
            Button(
                label=t("This one and all after it"),
                style=discord.ButtonStyle.danger,
                custom_id=f"meetups:end:{meetup_id}",
            ),
            meetup_id,
        )

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Ends the series; the rights are asked for again."""
        meetup, count = await app_of(interaction).write(
            guild_of(interaction), series.end, self.row_id, person_of(interaction)
        )
        said = ended(words_of(interaction), meetup, count)
        await interaction.response.edit_message(view=layout(text(said, *await untold(interaction, meetup))))


BUTTONS: tuple[type[Tap], ...] = (CallOff, WarnOff, EndSeries, Told)


def mark_of_alarm(meetup_id: int) -> str:
    """The custom id by which the card about a warning is found again where moderators are: nothing else has it."""
    return f"meetups:told:{meetup_id}"


def alarm(t: Words, reach: Reach, moderator_role_id: int | None) -> LayoutView:
    """What moderators are shown of a warning; their role is named while somebody is not warned, so that it can be pinged."""
    head, lines = ["## " + t("A warning")], list[str]()
    if reach.count:
        head = ["## " + t("A warning does not reach everyone")]
        if moderator_role_id is not None:
            head.append(f"<@&{moderator_role_id}>")
        lines = [*unwarned(t, reach), please_tell(t)]
    else:
        where = {
            "place": f"<#{reach.place}>",
            "moment": discord.utils.format_dt(reach.meetup.starts_at, "F"),
        }
        if not reach.concerns:
            said = t("Nobody is left who has to be warned of the meetup in {place}, {moment}.", **where)
        elif reach.under_way:
            said = t("I am warning everyone about the meetup in {place}, {moment}, now.", **where)
        else:
            said = t(
                "Everyone who wanted to come to the meetup in {place}, {moment}, is warned by now.", **where
            )
        lines = [said]
    return layout(box(text(*head), text(*lines), row(Told.of(t, reach.meetup.id))))


async def _answer_called_off(interaction: discord.Interaction[Any], meetup: Meetup, *, was_on: bool) -> None:
    t = words_of(interaction)
    said = [t("{title} was already cancelled.", title=title(meetup))]
    if was_on:
        unnamed = await app_of(interaction).read(
            guild_of(interaction), service.unnamed, meetup.id, interaction.user.id
        )
        said = called_off(t, meetup, unnamed)
    await interaction.response.edit_message(view=layout(text(*said, *await untold(interaction, meetup))))


async def untold(interaction: discord.Interaction[Any], meetup: Meetup) -> list[str]:
    """What to say where nobody can be told anything about a meetup now: its group has no channel, or we may not write there."""
    place = await app_of(interaction).read(guild_of(interaction), service.place, meetup.id)
    t = words_of(interaction)
    if place is None:
        return [
            t(
                "The group has no channel now: people are told once it has one. /campsite doctor says what that needs."
            )
        ]
    why = None if interaction.guild is None else mute(t, interaction.guild, place)
    return [] if why is None else [why + " " + t("Until then nobody hears of it there.")]


async def beside(interaction: discord.Interaction[Any], meetup: Meetup) -> list[str]:
    """What to say where its group has something else at the same moment: perhaps it was planned twice."""
    other = await app_of(interaction).read(guild_of(interaction), service.beside, meetup.id)
    if other is None:
        return []
    t = words_of(interaction)
    return [
        t(
            "The group has {title} at the same moment. If that is one too many, /meetup cancel takes it back.",
            title=title(other),
        )
    ]


def ended(t: Words, meetup: Meetup, count: int) -> str:
    """Says that a series has come to its end, and how many of it are called off by that."""
    if not count:
        return t("{title} has ended: nothing more of it is planned.", title=title(meetup))
    return t.plural(
        "{title} ends here: {count} is cancelled. I am telling everyone who wanted to come.",
        "{title} ends here: {count} are cancelled. I am telling everyone who wanted to come.",
        count,
        title=title(meetup),
    )


def repeat_words(t: Words, repeat: Repeat) -> str:
    """How something repeats, in words that can be typed as well."""
    day = t.weekday(repeat.weekday)
    match repeat.kind:
        case Kind.WEEKLY:
            return t("every {day}", day=day)
        case Kind.TWO_WEEKS:
            return t("every two weeks on {day}", day=day)
        case Kind.LAST:
            return t("last {day} of the month", day=day)
        case Kind.NTH:
            nth = (t("first"), t("second"), t("third"), t("fourth"))[(repeat.nth or 1) - 1]
            return t("{nth} {day} of the month", nth=nth, day=day)


def repeat_echo(t: Words, heard: HeardSeries) -> str:
    """What was understood: how it repeats, at which time if clocks skip that on the first day, and the first one."""
    repeats = repeat_words(t, heard.repeat)
    if heard.local_start.time() != heard.wall.time():
        repeats += f" {t.clock(heard.wall.time())}"
    return f"{repeats} · {t.moment(heard.local_start)} · {t.zone(heard.zone)}"


def end_echo(t: Words, end: End) -> str:
    """How a series ends, as it was understood."""
    if end.until is not None:
        return t.day(end.until)
    return t.plural("{count} time", "{count} times", end.count or 0)


def begun(t: Words, begun: Begun) -> str:
    """The answer to who began a series: how it repeats, what is planned, and what changes of clocks do to it."""
    series_row, first = begun.series, begun.first
    lines = [
        t(
            "{title} repeats {repeat} at {time} ({zone}). The first is {moment} to {end} ({away}); its card is in "
            "{channel}.",
            title=title(first),
            repeat=repeat_words(t, series_row.repeat),
            time=t.clock(series_row.wall),
            zone=t.zone(series_row.zone),
            moment=discord.utils.format_dt(first.starts_at, "F"),
            end=discord.utils.format_dt(first.ends_at, "t"),
            away=discord.utils.format_dt(first.starts_at, "R"),
            channel=f"<#{begun.group.channel_id}>",
        )
    ]
    if series_row.until_on is not None:
        lines.append(t("The last day it can be on is {day}.", day=t.day(series_row.until_on)))
    if series_row.count is not None:
        lines.append(
            t.plural("It is planned {count} time.", "It is planned {count} times.", series_row.count)
        )
    zone = ZoneInfo(series_row.zone)
    for one in begun.made:
        shown = t.clock(one.starts_at.astimezone(zone).time())
        if one.shift == "gap":
            lines.append(
                t(
                    "On {day} the clocks skip {wall}: that one begins at {shown}.",
                    day=t.day(one.on),
                    wall=t.clock(series_row.wall),
                    shown=shown,
                )
            )
        elif one.shift == "first":
            lines.append(
                t(
                    "On {day} the clocks show {shown} twice: that one begins the first time.",
                    day=t.day(one.on),
                    shown=shown,
                )
            )
    return "\n".join(lines)


def skipped(t: Words, meetup: Meetup, following: Meetup | None) -> str:
    """The answer to who let one of a series go by."""
    said = t(
        "{title}, {moment}, is skipped. I am telling everyone who wanted to come.",
        title=title(meetup),
        moment=discord.utils.format_dt(meetup.starts_at, "F"),
    )
    return said + _next(t, following)


def rests(t: Words, first_on: date, last_on: date, count: int, following: Meetup | None) -> str:
    """The answer to who lets a series rest."""
    if not count:
        said = t(
            "It rests from {first} to {last}: nothing of it was planned then, and nothing will be.",
            first=t.day(first_on),
            last=t.day(last_on),
        )
        return said + _next(t, following)
    said = t.plural(
        "It rests from {first} to {last}: {count} is skipped. I am telling everyone who wanted to come.",
        "It rests from {first} to {last}: {count} are skipped. I am telling everyone who wanted to come.",
        count,
        first=t.day(first_on),
        last=t.day(last_on),
    )
    return said + _next(t, following)


def _next(t: Words, following: Meetup | None) -> str:
    if following is None:
        return ""
    return " " + t("The next one is {moment}.", moment=discord.utils.format_dt(following.starts_at, "F"))


def changed(t: Words, changed: Changed) -> str:
    """The answer to who changed or moved a meetup."""
    if changed.was == changed.meetup:
        return t("{title} was like that already. Nothing has changed.", title=title(changed.meetup))
    said = t(
        "{title} is {moment} now.",
        title=title(changed.meetup),
        moment=discord.utils.format_dt(changed.meetup.starts_at, "F"),
    )
    sentences = [said]
    if changed.meetup.length != changed.was.length:
        sentences.append(t("It ends {moment}.", moment=discord.utils.format_dt(changed.meetup.ends_at, "F")))
    if isinstance(changed, MovedOn):
        sentences += _called_off_by(t, changed)
    if changed.told:
        sentences.append(
            t.plural("I am telling {count} person.", "I am telling {count} people.", changed.told)
        )
    return " ".join(sentences)


def _called_off_by(t: Words, moved: MovedOn) -> Iterator[str]:
    """Which of a series a move left no room for."""
    if moved.beyond:
        yield t.plural(
            "{count} that would come after the last day, {day}, is cancelled.",
            "{count} that would come after the last day, {day}, are cancelled.",
            moved.beyond,
            day=t.day(moved.last_on),
        )
    if moved.resting:
        yield t.plural(
            "{count} that would be on a day on which it rests is skipped.",
            "{count} that would be on days on which it rests are skipped.",
            moved.resting,
        )


def scheduled(t: Words, meetup: Meetup, group: Group) -> str:
    """The answer to who planned a meetup."""
    return t(
        "{title} is planned for {moment} to {end} ({away}). Its card is in {channel}.",
        title=title(meetup),
        moment=discord.utils.format_dt(meetup.starts_at, "F"),
        end=discord.utils.format_dt(meetup.ends_at, "t"),
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


def calling_off(t: Words, asked: CallingOff) -> LayoutView:
    """Asks whether a meetup is really to be called off, by an organizer, or by a moderator for everyone's safety."""
    meetup = asked.meetup
    question = t(
        "Cancel {title}, {moment}?",
        title=title(meetup),
        moment=discord.utils.format_dt(meetup.starts_at, "F"),
    )
    told = t.plural(
        "{count} person has answered and will be told.",
        "{count} people have answered and will be told.",
        asked.people,
    )
    said, taps = [question], list[Tap]()
    if asked.people:
        said.append(told)
    if meetup.cancelled_at is not None:
        said = [t("{title} was already cancelled.", title=title(meetup))]
    elif asked.organizes:
        taps.append(CallOff.of(t, meetup.id))
        if meetup.series_id is not None:
            taps.append(EndSeries.of(t, meetup.id))
    if asked.may_warn:
        said.append(
            t(
                "As a moderator you can still warn everyone who wanted to come that it isn't safe to go there: at once, even "
                "in their quiet hours."
            )
            if meetup.cancelled_at is not None
            else t(
                "As a moderator you can also cancel it because it isn't safe to go there. Everyone is then warned at "
                "once, even in their quiet hours."
            )
        )
        taps.append(WarnOff.of(t, meetup.id))
    return layout(text(*said), *([row(*taps)] if taps else []))


def called_off(t: Words, meetup: Meetup, unnamed: Unnamed) -> list[str]:
    """Says that a meetup is called off, and how many of those who wanted to come do not hear of it, or may not."""
    said = [t("{title} is cancelled. I am telling everyone who wanted to come.", title=title(meetup))]
    if unnamed.out_of_reach:
        said = [
            t.plural(
                "{title} is cancelled. {count} person cannot be told: no card may name them, and they take no direct "
                "messages. I am telling everyone else who wanted to come.",
                "{title} is cancelled. {count} people cannot be told: no card may name them, and they take no direct "
                "messages. I am telling everyone else who wanted to come.",
                unnamed.out_of_reach,
                title=title(meetup),
            )
        ]
    if unnamed.directly:
        said.append(
            t.plural(
                "{count} person can be told by direct message alone, if they take it.",
                "{count} people can be told by direct message alone, if they take it.",
                unnamed.directly,
            )
        )
    return said


def told(t: Words, delivery: Delivery) -> str:
    """How a meetup was told to people: those who are going in a line, then a line for each kind of notice."""
    meetup, entries = delivery.meetup, delivery.entries
    lines = [
        t(
            "How people were told about {title}, {moment}",
            title=f"**{title(meetup)}**",
            moment=discord.utils.format_dt(meetup.starts_at, "F"),
        )
    ]
    if delivery.going:
        ways = [_reached(t, came, count) for came, count in delivery.going.items()]
        lines.append(t("Going {count}: {ways}.", count=sum(delivery.going.values()), ways=", ".join(ways)))
    by_kind = [
        "- " + t("{kind}: {ways}", kind=name, ways=", ".join(ways))
        for kind, name in _kinds(t).items()
        if (ways := [_way(t, entry) for entry in entries.get(kind, ())])
    ]
    lines += by_kind or [_nothing(t, delivery)]
    late = max((entry.latest for own in entries.values() for entry in own), default=timedelta(0))
    if late:
        lines.append(
            t("The latest came {span} late: I was offline or could not post in time.", span=t.span(late))
        )
    return "\n".join(lines)


def _nothing(t: Words, delivery: Delivery) -> str:
    """Why there was nothing to say about a meetup so far."""
    if delivery.meetup.cancelled_at is not None:
        return t("It was cancelled, and nobody wanted to come: there was nobody to tell.")
    if delivery.going:
        return t("Nothing was to be said: whoever is going answered too late for a reminder.")
    if delivery.over:
        return t("It is over, and there was nobody to tell anything.")
    if not delivery.remindable:
        return t("Nothing is planned to be said: it is too late for reminders.")
    return t("Nothing is planned to be said yet. Reminders are, as soon as somebody is going.")


def _reached(t: Words, came: Came, count: int) -> str:
    """How so many people were reached by what was said to them last."""
    match came:
        case Came.WAITS:
            return t.plural("{count} not told anything yet", "{count} not told anything yet", count)
        case Came.NOTHING:
            return t.plural("{count} not told anything", "{count} not told anything", count)
        case Came.PERHAPS:
            return t.plural("{count} perhaps told", "{count} perhaps told", count)
        case Came.NOT_REACHED:
            return t.plural("{count} not reached", "{count} not reached", count)
        case _:
            return _way(t, Entry(came, None, count, timedelta(0)))


def _kinds(t: Words) -> dict[str, str]:
    return {
        rules.DAY_BEFORE: t("Reminder a day before"),
        rules.HOUR_BEFORE: t("Reminder an hour before"),
        rules.STILL_COMING: t("Question to those who said maybe"),
        service.SEAT_IS_YOURS: t("A seat became free"),
        service.SEAT_OFFERED: t("A seat held for somebody"),
        service.SEAT_OPEN: t("A seat for whoever is first"),
        service.OFFER_GONE: t("A seat no longer held"),
        service.CHANGED: t("Change"),
        service.CANCELLED: t("Cancellation"),
        service.UNSAFE: t("Warning that it isn't safe"),
    }


def _way(t: Words, entry: Entry) -> str:
    """What became of some notices, in a few words."""
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
        case Came.HELD_UP:
            reason = briefly(t, entry.reason)
            return t.plural(
                "{count} waits until I can say it ({reason})",
                "{count} wait until I can say it ({reason})",
                count,
                reason=reason,
            )
        case Came.WAITS:
            return t.plural("{count} waits for its time", "{count} wait for their time", count)
        case Came.WAITS_FOR_THE_MORNING:
            return t.plural("{count} waits for the morning", "{count} wait for the morning", count)
        case Came.NOT_REACHED:
            return t("{count} not reached ({reason})", count=count, reason=briefly(t, entry.reason))
        case Came.PERHAPS:
            reason = briefly(t, entry.reason)
            return t.plural(
                "{count} perhaps told ({reason})", "{count} perhaps told ({reason})", count, reason=reason
            )
        case Came.NOT_NEEDED if entry.reason == service.OVER:
            return t.plural(
                "{count} not told before it was over", "{count} not told before it was over", count
            )
        case Came.NOT_NEEDED | Came.NOTHING:
            reason = _needless(t, entry.reason)
            return t.plural(
                "{count} not needed ({reason})", "{count} not needed ({reason})", count, reason=reason
            )


def _needless(t: Words, reason: str | None) -> str:
    """Why somebody need not have been told."""
    match reason:
        case Needless.CANCELLED:
            return t("it was cancelled")
        case Needless.BEGUN:
            return t("it had begun")
        case Needless.OVER:
            return t("it was over")
        case Needless.NOTHING_HELD:
            return t("no seat was held any more")
        case Needless.TAKEN:
            return t("the seat was taken by then")
        case Needless.NOT_TRUE:
            return t("it was no longer true")
        case Needless.CHANGED_BACK:
            return t("it was changed back")
        case _:
            return briefly(t, reason)
