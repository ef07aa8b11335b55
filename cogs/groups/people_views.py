"""What people read about who does what in a group, and who is kept out of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import discord
from discord.ui import Button, Item, LayoutView

from bot.outbox.models import Topic
from bot.outbox.post import Part
from bot.text import escaped
from bot.ui import letters
from bot.ui.answers import app_of, guild_of, person_of, show_in_place, words_of
from bot.ui.buttons import NUMBER, Tap
from bot.ui.cards import ROOM, box, layout, named_as_fit, row, text
from bot.ui.pages import turning
from bot.words import Words
from cogs.groups import people
from cogs.groups.ban_models import Ban
from cogs.groups.models import Group
from cogs.groups.people import Team
from cogs.groups.rules import Standing
from cogs.groups.views import Leave, colour_of

LONGEST_LIST = 700
"""Characters of somebody's groups in one enumeration."""

LONGEST_FRAME = 250
"""Characters of the group's name over its people, and of the page's number under them."""


class TurnTeam(Tap, template=rf"groups:team:(?P<id>{NUMBER}):(?P<page>{NUMBER})"):
    """Shows another page of who is kept out of a group, in the place of this one."""

    def __init__(self, button: Button[Any], group_id: int, page: int) -> None:
        super().__init__(button, group_id)
        self.page = page

    @classmethod
    def rebuilt(cls, button: Button[Any], match: re.Match[str]) -> TurnTeam:
        """The button again, with its page."""
        return cls(button, int(match["id"]), int(match["page"]))

    @classmethod
    def of(cls, label: str, group_id: int, page: int) -> TurnTeam:
        """The button as it is first drawn; `page` counts from 0."""
        return cls(Button(label=label, custom_id=f"groups:team:{group_id}:{page}"), group_id, page)

    async def pressed(self, interaction: discord.Interaction[Any]) -> None:
        """Turns to the page."""
        team = await app_of(interaction).read(
            guild_of(interaction), people.team, self.row_id, person_of(interaction), self.page
        )
        await show_in_place(interaction, shown(words_of(interaction), team))


BUTTONS: tuple[type[Tap], ...] = (TurnTeam,)


def role_names(t: Words) -> dict[Standing, str]:
    """What somebody can be in a group, in words, the one with the most to do first."""
    return {
        Standing.FOUNDER: t("founder"),
        Standing.ORGANIZER: t("organizer"),
        Standing.COHOST: t("co-host"),
        Standing.GREETER: t("greeter"),
        Standing.MEMBER: t("member"),
    }


def own_groups(t: Words, mine: Sequence[tuple[Group, Standing]]) -> str:
    """Somebody's groups, and what they are in each."""
    names = role_names(t)
    groups = [
        escaped(group.name) + ("" if standing is Standing.MEMBER else f" ({names[standing]})")
        for group, standing in mine
    ]
    return t("**Your groups** {groups}", groups=named_as_fit(t, groups, LONGEST_LIST))


def shown(t: Words, team: Team) -> LayoutView:
    """Who does what in a group; who is kept out, for those who decide about it."""
    below = [f"-# {kept_out(t, ban)}" for ban in team.bans]
    if team.sealed:
        below.append(
            "-# "
            + t.plural(
                "{count} more is kept out who had themselves forgotten. /group unban lets them in again.",
                "{count} more are kept out who had themselves forgotten. /group unban lets them in again.",
                team.sealed,
            )
        )
    if team.leads:
        below.append(
            "-# " + t("Name a person and a role in this command to change it; co-hosts plan meetups.")
        )
    roles: dict[Standing, list[str]] = {}
    for member in team.members:
        roles.setdefault(member.standing, []).append(f"<@{member.person_id}>")
    room = (ROOM - LONGEST_FRAME - sum(len(line) + 1 for line in below)) // max(len(roles), 1)
    lines = [f"## {escaped(team.group.name)}"]
    for standing, name in role_names(t).items():
        if standing in roles:
            lines.append(f"**{name}** {named_as_fit(t, roles[standing], room - len(name))}")
    if not roles:
        lines.append(t("Nobody organizes this group just now. A moderator can make somebody its organizer."))
    lines.extend(below)
    items: list[Item[Any]] = [text(*lines)]
    items += turning(t, team.number, team.last, lambda label, page: TurnTeam.of(label, team.group.id, page))
    return layout(box(*items, colour=colour_of(team.group)))


def appointed(t: Words, group: Group, person_id: int, standing: Standing) -> str:
    """The answer to who gave somebody a role."""
    return t(
        "{person} is now {role} of {name}.",
        person=f"<@{person_id}>",
        role=role_names(t)[standing],
        name=escaped(group.name),
    )


def kept_out(t: Words, ban: Ban) -> str:
    """That somebody is kept out, for how long and why."""
    reason = escaped(ban.reason)
    if ban.until_at is None:
        return t("{person} is kept out: {reason}", person=f"<@{ban.person_id}>", reason=reason)
    return t(
        "{person} is kept out until {moment}: {reason}",
        person=f"<@{ban.person_id}>",
        moment=discord.utils.format_dt(ban.until_at, "D"),
        reason=reason,
    )


def told(t: Words, group: Group, standing: Standing, topic: Topic, people: tuple[int, ...]) -> Part:
    """Tells somebody what they are in a group from now on."""
    words = t(
        "You are now {role} of {name}.",
        role=role_names(t)[standing],
        name=escaped(group.name),
    )
    match standing:
        case Standing.FOUNDER | Standing.ORGANIZER:
            words += " " + t("You plan its meetups with /meetup schedule and change it with /group edit.")
        case Standing.COHOST:
            words += " " + t("You can plan meetups with /meetup schedule.")
        case _:
            words += " " + t("Say hello to who comes new.")
    if topic.direct:
        url = f"https://discord.com/channels/{group.guild_id}/{group.channel_id}"
        view = letters.private(words, t("Go there"), url)
    else:
        mentions = " ".join(f"<@{person}>" for person in people)
        view = layout(text(mentions, words), row(Leave.of(t, group.id, topic.key)))
    return Part(view, people, group.name, t.language)
