"""What the bot may do in a channel, asked before anything is promised."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.errors import BotLacks, ChannelGone
from bot.outbox.reasons import THREAD_LOCKED
from bot.ui.why import at_length
from bot.words import Words

TO_POST = ("view_channel", "send_messages", "read_message_history")
"""What a card needs: to be sent, and to be found again after a crash."""


IN_A_THREAD = ("view_channel", "send_messages_in_threads", "read_message_history")
"""The same where that is a thread."""


TO_OPEN_A_THREAD = ("create_public_threads", "send_messages_in_threads")
"""What it takes to open a public thread in a channel and to write in it."""


def check_may(guild: discord.Guild, permissions: Iterable[str]) -> None:
    """Raises BotLacks with what is missing in the server as a whole."""
    granted = guild.me.guild_permissions
    if lacks := tuple(name for name in permissions if not getattr(granted, name)):
        raise BotLacks(lacks)


async def channel_there(
    guild: discord.Guild, channel_id: int
) -> discord.abc.GuildChannel | discord.Thread | None:
    """A channel or thread of a server; Discord is asked for what only sleeps. None when it is gone.

    Raises discord.Forbidden where Discord does not tell.
    """
    known = guild.get_channel_or_thread(channel_id)
    if known is not None:
        return known
    try:
        return await guild.fetch_channel(channel_id)
    except (discord.NotFound, discord.InvalidData):  # gone, or another server's
        return None


async def rename_thread(thread: discord.Thread, name: str) -> None:
    """Calls a thread something else; one that is archived is opened for it, as Discord wants it, and archived again."""
    if thread.name == name:
        return
    if not thread.archived:
        await thread.edit(name=name)
        return
    await thread.edit(name=name, archived=False)
    await thread.edit(archived=True)


async def check_may_post(guild: discord.Guild, channel_id: int) -> None:
    """Raises BotLacks with what is missing to post in a channel, or ChannelGone. What is posted wakes a thread that sleeps."""
    try:
        channel = await channel_there(guild, channel_id)
    except discord.Forbidden:
        raise BotLacks(("view_channel",), channel_id) from None
    _check(channel, IN_A_THREAD if isinstance(channel, discord.Thread) else TO_POST)


def mute(t: Words, guild: discord.Guild, channel_id: int) -> str | None:
    """Why nothing can be said in a channel or thread and who can mend it, as far as that is known here; else None."""
    channel = guild.get_channel_or_thread(channel_id)
    in_thread = isinstance(channel, discord.Thread)
    try:
        if channel is not None:
            _check(channel, ("view_channel", "send_messages_in_threads" if in_thread else "send_messages"))
    except BotLacks as lacks:
        return lacks.sentence(t)
    if in_thread and channel.locked and not channel.permissions_for(guild.me).manage_threads:
        return at_length(t, THREAD_LOCKED)
    return None


def check_may_open_thread(guild: discord.Guild, channel_id: int) -> None:
    """Raises BotLacks with what is missing to open a thread in a channel, or ChannelGone."""
    _check(guild.get_channel_or_thread(channel_id), TO_OPEN_A_THREAD)


def check_may_attach(guild: discord.Guild, channel_id: int) -> None:
    """Raises BotLacks when no file may be attached in a channel; a thread that sleeps is not known here, and passes."""
    if (channel := guild.get_channel_or_thread(channel_id)) is not None:
        _check(channel, ("attach_files",))


def _check(channel: discord.abc.GuildChannel | discord.Thread | None, needed: Iterable[str]) -> None:
    if channel is None:
        raise ChannelGone
    granted = channel.permissions_for(channel.guild.me)
    if lacks := tuple(name for name in needed if not getattr(granted, name)):
        raise BotLacks(lacks, channel.id)
