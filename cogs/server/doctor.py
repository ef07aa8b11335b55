"""The doctor: what the features need of a server, held against what Discord gives the bot there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto

import discord

from bot.outbox import reasons
from bot.outbox.stuck import Mender, Stuck
from bot.signals import Need
from bot.ui.channels import channel_there

MENDED_BY_ADMINS = frozenset(
    {
        reasons.AUTOMOD,
        reasons.AUTOMOD_TITLE,
        reasons.ROLES_FULL,
        reasons.CHANNELS_FULL,
        reasons.THREAD_LOCKED,
        reasons.THREAD_ARCHIVED,
    }
)
"""Why something is stuck that no permission changes."""


class Trouble(Enum):
    """What is wrong."""

    LACKS = auto()
    """The bot lacks a permission."""
    GONE = auto()
    """Somebody deleted the channel or the role."""
    ROLE_TOO_LOW = auto()
    """The bot's highest role stands below one that it should give or take."""
    SEEN_BY_ALL = auto()
    """Everyone can read a channel that should be private."""
    UNSEEN = auto()
    """Those whom a channel is for cannot read it."""
    NOBODY = auto()
    """Those whom a channel is for are not there any more: somebody deleted their role."""
    JOINS_UNHEARD = auto()
    """Discord tells us in no way who comes in."""


MOST_ASKED = 20
"""Threads that sleep, or channels that are gone, that Discord is asked for: the answer is due in seconds."""

Asleep = discord.abc.GuildChannel | discord.Thread | Trouble | None
"""What Discord knows of a channel that it has not told us of: itself, that we may not see it, or nothing."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that does not work as it could, in one place."""

    trouble: Trouble
    needs: tuple[Need, ...]
    """What it is in the way of, all in that place; at least one."""

    @property
    def place(self) -> Need:
        """One of them, for where it is."""
        return self.needs[0]

    @property
    def permissions(self) -> tuple[str, ...]:
        """What is to be given there; what nobody can use before the channel is seen comes after that."""
        names = dict.fromkeys(need.permission for need in self.needs)
        return ("view_channel",) if "view_channel" in names else tuple(names)

    @property
    def breaks(self) -> str:
        """All that does not work because of it, in whole sentences."""
        return " ".join(dict.fromkeys(need.breaks for need in self.needs))


async def examine(guild: discord.Guild, needs: Sequence[Need], *, members: bool) -> list[Finding]:
    """What is wrong in a server, each thing once in each place: what concerns all of it first.

    `members` is whether the members intent is granted.
    """
    placed = list(_placed(guild, needs))
    channel_ids = {need.channel_id for need in placed if need.channel_id is not None}
    unknown = sorted(one for one in channel_ids if guild.get_channel_or_thread(one) is None)[:MOST_ASKED]
    heard = await asyncio.gather(*(_asleep(guild, one) for one in unknown))
    asked = dict(zip(unknown, heard, strict=True))
    found: dict[tuple[Trouble, int | None, int | None, str | None], list[Need]] = {}
    for need in placed:
        if not (need.joins and members) and (trouble := _trouble(guild, need, asked)) is not None:
            what = need.permission if need.channel_id is None else None
            found.setdefault((trouble, need.channel_id, need.role_id, what), []).append(need)
    return sorted(
        (Finding(trouble, tuple(needs)) for (trouble, *_), needs in found.items()),
        key=lambda finding: (finding.place.channel_id or finding.place.role_id) is not None,
    )


def _placed(guild: discord.Guild, needs: Iterable[Need]) -> Iterator[Need]:
    """What is needed, each in its channel."""
    for need in needs:
        if not need.where_joins_are_told:
            yield need
        elif guild.system_channel is not None:
            yield replace(need, where_joins_are_told=False, channel_id=guild.system_channel.id)


def unexplained(stuck: Iterable[Stuck], findings: Iterable[Finding]) -> list[Stuck]:
    """What is stuck and is not so because of what was found: what Discord only says it does not let the bot do."""
    places = {finding.place.channel_id for finding in findings if finding.place.role_id is None}
    return [
        one
        for one in stuck
        if one.mender is Mender.OPERATOR
        or one.reason in MENDED_BY_ADMINS
        or not places & {None, one.channel_id}
    ]


async def _asleep(guild: discord.Guild, channel_id: int) -> Asleep:
    try:
        return await channel_there(guild, channel_id)
    except discord.Forbidden:
        return Trouble.LACKS


def _trouble(guild: discord.Guild, need: Need, asked: Mapping[int, Asleep]) -> Trouble | None:
    if need.joins:
        channel = guild.system_channel
        told = channel is not None and guild.system_channel_flags.join_notifications
        seen = channel is not None and getattr(channel.permissions_for(guild.me), need.permission)
        return None if told and seen else Trouble.JOINS_UNHEARD
    if need.role_id is not None:
        role = guild.get_role(need.role_id)
        if role is None:
            return Trouble.GONE
        return None if guild.me.top_role > role else Trouble.ROLE_TOO_LOW
    granted = guild.me.guild_permissions
    if need.channel_id is not None:
        channel = guild.get_channel_or_thread(need.channel_id)
        if channel is None:
            if need.channel_id not in asked:
                return None
            channel = asked[need.channel_id]
        if channel is None:
            return Trouble.GONE
        if isinstance(channel, Trouble):
            return channel
        if need.private and channel.permissions_for(guild.default_role).view_channel:
            return Trouble.SEEN_BY_ALL
        if need.seen_by is not None:
            role = guild.get_role(need.seen_by)
            if role is None:
                return Trouble.NOBODY
            return None if channel.permissions_for(role).view_channel else Trouble.UNSEEN
        granted = channel.permissions_for(guild.me)
    return None if getattr(granted, need.permission) else Trouble.LACKS
