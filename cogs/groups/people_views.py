"""What people read about who does what in a group, and who is kept out of it."""

from __future__ import annotations

from collections.abc import Sequence

import discord
from discord.ui import LayoutView

from bot.outbox.models import Topic
from bot.outbox.post import Part
from bot.ui import letters
from bot.ui.cards import box, layout, row, text
from bot.words import Words
from cogs.groups.ban_models import Ban
from cogs.groups.models import Group
from cogs.groups.people import Team
from cogs.groups.rules import Standing
from cogs.groups.views import Leave, colour_of


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
        discord.utils.escape_markdown(group.name)
        + ("" if standing is Standing.MEMBER else f" ({names[standing]})")
        for group, standing in mine
    ]
    return t("**Your groups** {groups}", groups=t.listing(groups))


def shown(t: Words, team: Team) -> LayoutView:
    """Who does what in a group; who is kept out, for those who decide about it."""
    names = role_names(t)
    lines = [f"## {discord.utils.escape_markdown(team.group.name)}"]
    for standing, name in names.items():
        people = [f"<@{member.person_id}>" for member in team.members if member.standing is standing]
        if people:
            lines.append(f"**{name}** {t.listing(people)}")
    if len(lines) == 1:
        lines.append(t("Nobody organizes this group just now. A moderator can make somebody its organizer."))
    lines.extend(f"-# {kept_out(t, ban)}" for ban in team.bans)
    if team.sealed:
        lines.append(
            "-# "
            + t.plural(
                "{count} more is kept out who had themselves forgotten. /group unban lets them in again.",
                "{count} more are kept out who had themselves forgotten. /group unban lets them in again.",
                team.sealed,
            )
        )
    if team.leads:
        lines.append(
            "-# " + t("Name a person and a role in this command to change it; co-hosts plan meetups.")
        )
    return layout(box(text(*lines), colour=colour_of(team.group)))


def appointed(t: Words, group: Group, person_id: int, standing: Standing) -> str:
    """The answer to who gave somebody a role."""
    return t(
        "{person} is now {role} of {name}.",
        person=f"<@{person_id}>",
        role=role_names(t)[standing],
        name=discord.utils.escape_markdown(group.name),
    )


def kept_out(t: Words, ban: Ban) -> str:
    """That somebody is kept out, for how long and why."""
    reason = discord.utils.escape_markdown(ban.reason)
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
        name=discord.utils.escape_markdown(group.name),
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
