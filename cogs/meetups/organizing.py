"""What organizers read and press: what they planned, what they call off, how people were told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView

from bot.outbox import reasons
from bot.outbox.ledger import Came, Entry
from bot.ui.answers import app_of, guild_of, person_of, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import box, layout, row, section, text
from bot.words import Words
from cogs.groups.service import Group
from cogs.meetups import planning, rules, service
from cogs.meetups.models import Meetup
from cogs.meetups.views import Details, title, when


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
        await interaction.response.edit_message(view=called_off(words_of(interaction), meetup, was_on=was_on))


BUTTONS: tuple[type[Tap], ...] = (CallOff,)


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
        service.SEAT_OFFERED: t("A seat held for somebody"),
        service.SEAT_OPEN: t("A seat for whoever is first"),
        service.OFFER_GONE: t("A seat no longer held"),
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
