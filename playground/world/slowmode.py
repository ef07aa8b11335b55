"""Slowmode: how long somebody has to wait before the next message in a channel."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from playground.world import permissions as permission

if TYPE_CHECKING:
    from playground.world.channels import Channel
    from playground.world.users import User


def wait(channel: Channel, user: User) -> timedelta:
    """What is left of the pause, nothing for who may bypass it. Bots are spared, unless the world says otherwise."""
    nothing = timedelta()
    if channel.guild_or_none is None or not channel.slowmode or user.id not in channel.spoke:
        return nothing
    member = channel.guild.member_by_id.get(user.id)
    if member is None or permission.may(member, "bypass_slowmode", channel):
        return nothing
    if user.bot and channel.world.slowmode_spares_bots:
        return nothing
    passed = channel.world.clock.now() - channel.spoke[user.id]
    return max(nothing, timedelta(seconds=channel.slowmode) - passed)
