"""What the bot may do in a channel, asked before anything is promised."""

from __future__ import annotations

import discord

from bot.errors import BotLacks

TO_POST = ("view_channel", "send_messages", "read_message_history")
"""What a card needs: to be sent, and to be found again after a crash."""


def check_may_post(guild: discord.Guild, channel_id: int) -> None:
    """Raises BotLacks with what is missing to post in a channel. A channel we do not know of is left to the outbox."""
    channel = guild.get_channel(channel_id)
    if channel is None:
        return
    granted = channel.permissions_for(guild.me)
    if lacks := tuple(name for name in TO_POST if not getattr(granted, name)):
        raise BotLacks(lacks, channel_id)
