"""Makes the channels that the setup offers, and finds again those it made."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from weakref import WeakValueDictionary

import discord

from bot.errors import BotLacks
from bot.post import TOO_MANY_CHANNELS
from bot.ui.channels import check_may as may
from cogs.server.rules import NoRoom

NEEDED = ("manage_channels",)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A channel as it would be made."""

    name: str
    topic: str
    """What it is for; by this it is found again."""
    private: bool
    """Only for the bot and for who carries the role."""
    quiet: bool
    """Everyone reads it, the bot alone writes."""
    role_id: int | None


_locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()


def one_at_a_time(guild_id: int) -> asyncio.Lock:
    """Held while a channel of a server is made: a button that is pressed twice at once makes one."""
    return _locks.setdefault(guild_id, asyncio.Lock())


def seen_by_all(channel: discord.abc.GuildChannel) -> bool:
    """Whether everyone in the server can read a channel."""
    return seen_by(channel.guild.default_role, channel)


def seen_by(role: discord.Role, channel: discord.abc.GuildChannel) -> bool:
    """Whether who carries a role can read a channel."""
    return channel.permissions_for(role).view_channel


def is_ours(channel: discord.TextChannel, wanted: Wanted) -> bool:
    """Whether a channel is the one that was made for this."""
    return (channel.name, channel.topic) == (wanted.name, wanted.topic)


async def let_in(channel: discord.TextChannel, role: discord.Role, wanted: Wanted) -> bool:
    """Whether a role sees a channel now: it is let into one that the bot has made, if the bot may do that."""
    if not seen_by(role, channel) and is_ours(channel, wanted):
        with suppress(discord.Forbidden):
            await channel.set_permissions(role, overwrite=_speaks())
            return True
    return seen_by(role, channel)


def check_may(guild: discord.Guild) -> None:
    """Raises BotLacks."""
    may(guild, NEEDED)


async def make(guild: discord.Guild, wanted: Wanted) -> int:
    """The channel's id: of the one that was made before, or of a new one. Raises BotLacks, NoRoom."""
    for channel in guild.text_channels:  # the bot may have stopped before it kept what it had made
        if is_ours(channel, wanted):
            return channel.id
    try:
        return (
            await guild.create_text_channel(
                wanted.name, topic=wanted.topic, overwrites=_overwrites(guild, wanted)
            )
        ).id
    except discord.Forbidden:
        raise BotLacks(NEEDED) from None
    except discord.HTTPException as error:
        if error.code == TOO_MANY_CHANNELS:
            raise NoRoom from None
        raise


def _speaks() -> discord.PermissionOverwrite:
    return discord.PermissionOverwrite(view_channel=True, send_messages=True, read_message_history=True)


def _overwrites(
    guild: discord.Guild, wanted: Wanted
) -> dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]:
    mine = _speaks()
    found: dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite] = {}
    if wanted.private:
        found = {guild.default_role: discord.PermissionOverwrite(view_channel=False), guild.me: mine}
        if wanted.role_id is not None and (role := guild.get_role(wanted.role_id)) is not None:
            found[role] = _speaks()
    elif wanted.quiet:
        found = {guild.default_role: discord.PermissionOverwrite(send_messages=False), guild.me: mine}
    return found
