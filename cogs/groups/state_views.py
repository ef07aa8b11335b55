"""What the people who run a group hear of it every month, and what its regulars are asked when it needs somebody."""

from __future__ import annotations

from typing import Any

import discord
from discord.ui import Button

from bot.outbox.keys import KEY
from bot.outbox.models import Topic
from bot.outbox.post import Part
from bot.ui import letters
from bot.ui.answers import app_of, guild_of, person_of, reply, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import layout, row, text
from bot.words import Words
from cogs.groups import doing, people, people_views, states
from cogs.groups.doing import Suggestion
from cogs.groups.editing_views import Revive
from cogs.groups.models import Group
from cogs.groups.rules import State
from cogs.groups.states import Month


class Volunteer(Tap, template=rf"groups:volunteer:(?P<id>{NUMBER}){KEY}"):
    """Lets whoever was asked run the group from now on."""

    @classmethod
    def of(cls, t: Words, group_id: int, key: str | None = None) -> Volunteer:
        """The button as it is first drawn."""
        custom_id = f"groups:volunteer:{group_id}" + (f":{key}" if key else "")
        style = discord.ButtonStyle.success
        return cls(Button(label=t("I would"), style=style, custom_id=custom_id), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Makes them a co-host, or the organizer, and says what to do first."""
        group, membership = await app_of(interaction).write(
            guild_of(interaction), states.volunteer, self.row_id, person_of(interaction)
        )
        t = words_of(interaction)
        words = t(
            "Thank you. You are now {role} of {name}. One meetup is enough to wake it: type /meetup schedule in its channel.",
            role=people_views.role_names(t)[membership.standing],
            name=discord.utils.escape_markdown(group.name),
        )
        await reply(interaction, words)


class AboutMonth(Tap, template=rf"groups:month:(?P<id>{NUMBER}){KEY}"):
    """Shows the people of a group's team who does what."""

    @classmethod
    def of(cls, t: Words, group_id: int, key: str | None = None) -> AboutMonth:
        """The button as it is first drawn."""
        custom_id = f"groups:month:{group_id}" + (f":{key}" if key else "")
        return cls(Button(label=t("Who does what"), custom_id=custom_id), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows the team."""
        team = await app_of(interaction).read(
            guild_of(interaction), people.team, self.row_id, person_of(interaction)
        )
        await reply(interaction, people_views.shown(words_of(interaction), team))


class HowItIs(Tap, template=rf"groups:doing:(?P<id>{NUMBER}){KEY}"):
    """Tells those who run a group, and them alone, how it is doing."""

    @classmethod
    def of(cls, t: Words, group_id: int, key: str) -> HowItIs:
        """The button as it is first drawn."""
        return cls(Button(label=t("Read it"), custom_id=f"groups:doing:{group_id}:{key}"), group_id)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Shows it."""
        t = words_of(interaction)
        told = await app_of(interaction).read(
            guild_of(interaction), states.month_for, self.row_id, person_of(interaction)
        )
        await reply(interaction, layout(text(*_month(t, told)), row(AboutMonth.of(t, told.group.id))))


BUTTONS: tuple[type[Tap], ...] = (Volunteer, AboutMonth, HowItIs)


def would_you(t: Words, group: Group, topic: Topic, whom: tuple[int, ...], *, often: bool) -> Part:
    """Asks regulars whether they would run a meetup, or the group where nobody runs it."""
    name = discord.utils.escape_markdown(group.name)
    if group.state is State.DORMANT and not often:
        words = t(
            "{name} has not met for a while, and you have long been a member. Would you co-host once?",
            name=name,
        )
    elif not often:
        words = t(
            "Nobody runs {name} just now, and you have long been a member. Would you take it over?", name=name
        )
    elif group.state is State.DORMANT:
        words = t("{name} has not met for a while, and you came often. Would you co-host once?", name=name)
    else:
        words = t("Nobody runs {name} just now, and you came often. Would you take it over?", name=name)
    if topic.direct:
        url = f"https://discord.com/channels/{group.guild_id}/{group.channel_id}"
        words += " " + t("If so, tell a moderator there.")
        view = letters.private(words, t("Go there"), url)
    else:
        mentions = " ".join(f"<@{person}>" for person in whom)
        view = layout(text(mentions, words), row(Volunteer.of(t, group.id, topic.key)))
    return Part(view, whom, group.name, t.language)


def month(t: Words, told: Month, topic: Topic, whom: tuple[int, ...]) -> Part:
    """The monthly note: how the group is doing, who comes, and the one thing that would help."""
    group = told.group
    if topic.direct:
        url = f"https://discord.com/channels/{group.guild_id}/{group.thread_id or group.channel_id}"
        view = letters.private("\n".join(_month(t, told)), t("Go there"), url)
        return Part(view, whom, group.name, t.language)
    mentions = " ".join(f"<@{person}>" for person in whom)
    if topic.channel_id == group.thread_id:
        view = layout(text(mentions, *_month(t, told)), row(AboutMonth.of(t, group.id, topic.key)))
    else:  # others read it: how it is doing they see when they tap
        name = discord.utils.escape_markdown(group.name)
        words = t("How {name} is doing this month, for those who run it.", name=name)
        view = layout(text(mentions, words), row(HowItIs.of(t, group.id, topic.key)))
    return Part(view, whom, group.name, t.language)


def put_aside(t: Words, group: Group, topic: Topic, whom: tuple[int, ...]) -> Part:
    """Tells its organizers that a group was archived because it had not met for very long, and how it comes back."""
    words = t(
        "{name} has not met for very long, so I have archived it. Its channel, its people and its history stay, and "
        "/group archive revives it whenever you like.",
        name=discord.utils.escape_markdown(group.name),
    )
    if topic.direct:
        url = f"https://discord.com/channels/{group.guild_id}/{group.thread_id or group.channel_id}"
        return Part(letters.private(words, t("Go there"), url), whom, group.name, t.language)
    mentions = " ".join(f"<@{person}>" for person in whom)
    view = layout(text(mentions, words), row(Revive.of(t, group.id, topic.key)))
    return Part(view, whom, group.name, t.language)


def _month(t: Words, told: Month) -> list[str]:
    return [*_doing(t, told), _suggested(t, told.suggestion)]


def _doing(t: Words, told: Month) -> list[str]:
    name = discord.utils.escape_markdown(told.group.name)
    held = told.held
    if held is None:
        return [t("{name} has not met yet.", name=name)]
    lines = [t("{name} last met {moment}.", name=name, moment=discord.utils.format_dt(held.last_at, "R"))]
    if held.turnout is not None:
        lines.append(
            t("About {count} come each time.", count=round(held.turnout))
            + " "
            + t(
                "{few} to {many} regulars per {all} members are plenty.",
                few=doing.PLENTY_FROM,
                many=doing.PLENTY_TO,
                all=doing.PLENTY_OF,
            )
        )
        if doing.is_plenty(held.turnout, told.members):
            lines[-1] += " " + t("That is you.")
    return lines


def _suggested(t: Words, suggestion: Suggestion) -> str:
    match suggestion:
        case Suggestion.PLAN:
            return t("Nothing is planned. /meetup schedule takes a time and no more.")
        case Suggestion.SHARE:
            return t("One person carries it all. Ask a regular to co-host: /group organizers.")
        case Suggestion.PLACE:
            return t(
                "Write where you meet into the venue book, so that whoever helps finds it: /group venue."
            )
        case Suggestion.GREET:
            return t("Ask somebody friendly to be the greeter: /group organizers.")
        case Suggestion.THANK:
            return t("All is well. Thank somebody by name at the next meetup.")
