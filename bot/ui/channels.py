"""What the bot may do in a channel, asked before anything is promised."""

from __future__ import annotations

from collections.abc import Iterable

import discord

from bot.errors import BotLacks, ChannelGone

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


def check_may_post(guild: discord.Guild, channel_id: int) -> None:
    """Raises BotLacks with what is missing to post in a channel, or ChannelGone."""
    in_a_thread = isinstance(guild.get_channel_or_thread(channel_id), discord.Thread)
    _check(guild, channel_id, IN_A_THREAD if in_a_thread else TO_POST)


def check_may_open_thread(guild: discord.Guild, channel_id: int) -> None:
    """Raises BotLacks with what is missing to open a thread in a channel, or ChannelGone."""
    _check(guild, channel_id, TO_OPEN_A_THREAD)


def check_may_attach(guild: discord.Guild, channel_id: int) -> None:
    """Raises BotLacks when no file may be attached in a channel; a thread that sleeps is not known here, and passes."""
    if guild.get_channel_or_thread(channel_id) is not None:
        _check(guild, channel_id, ("attach_files",))


def _check(guild: discord.Guild, channel_id: int, needed: Iterable[str]) -> None:
    channel = guild.get_channel_or_thread(channel_id)
    if channel is None:
        raise ChannelGone
    granted = channel.permissions_for(guild.me)
    if lacks := tuple(name for name in needed if not getattr(granted, name)):
        raise BotLacks(lacks, channel_id)
