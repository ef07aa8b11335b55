"""Permission bits, their names, and who may do what where."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playground.world.channels import Channel
    from playground.world.members import Member

BITS: dict[str, int] = {
    name: 1 << bit
    for bit, name in {
        0: "create_instant_invite",
        1: "kick_members",
        2: "ban_members",
        3: "administrator",
        4: "manage_channels",
        5: "manage_guild",
        6: "add_reactions",
        7: "view_audit_log",
        8: "priority_speaker",
        9: "stream",
        10: "view_channel",
        11: "send_messages",
        12: "send_tts_messages",
        13: "manage_messages",
        14: "embed_links",
        15: "attach_files",
        16: "read_message_history",
        17: "mention_everyone",
        18: "use_external_emojis",
        19: "view_guild_insights",
        20: "connect",
        21: "speak",
        22: "mute_members",
        23: "deafen_members",
        24: "move_members",
        25: "use_vad",
        26: "change_nickname",
        27: "manage_nicknames",
        28: "manage_roles",
        29: "manage_webhooks",
        30: "manage_guild_expressions",
        31: "use_application_commands",
        32: "request_to_speak",
        33: "manage_events",
        34: "manage_threads",
        35: "create_public_threads",
        36: "create_private_threads",
        37: "use_external_stickers",
        38: "send_messages_in_threads",
        39: "use_embedded_activities",
        40: "moderate_members",
        41: "view_creator_monetization_analytics",
        42: "use_soundboard",
        43: "create_guild_expressions",
        44: "create_events",
        45: "use_external_sounds",
        46: "send_voice_messages",
        48: "set_voice_channel_status",
        49: "send_polls",
        50: "use_external_apps",
        51: "pin_messages",
        52: "bypass_slowmode",
    }.items()
}
ALL = sum(BITS.values())


def bits(permissions: int | str | Iterable[str]) -> int:
    """The bit field of permissions given as bits, as one name or as names; raises `KeyError` for an unknown name."""
    if isinstance(permissions, int):
        return permissions
    if isinstance(permissions, str):
        return BITS[permissions]
    total = 0
    for name in permissions:
        total |= BITS[name]
    return total


def names(field: int) -> list[str]:
    """The names of the bits that are set."""
    return [name for name, bit in BITS.items() if field & bit]


EVERYONE_BY_DEFAULT = bits(
    (
        "create_instant_invite",
        "add_reactions",
        "stream",
        "view_channel",
        "send_messages",
        "embed_links",
        "attach_files",
        "read_message_history",
        "mention_everyone",
        "use_external_emojis",
        "connect",
        "speak",
        "use_vad",
        "change_nickname",
        "use_application_commands",
        "request_to_speak",
        "create_public_threads",
        "create_private_threads",
        "use_external_stickers",
        "send_messages_in_threads",
        "use_embedded_activities",
        "use_soundboard",
        "use_external_sounds",
        "send_voice_messages",
        "send_polls",
        "use_external_apps",
    )
)
VOICE = frozenset({2, 13})
"""The kinds of channels whose chat is for those who may come in."""
WHILE_TIMED_OUT = bits(("view_channel", "read_message_history"))
NEEDS_SENDING = bits(("mention_everyone", "send_tts_messages", "attach_files", "embed_links"))


def in_guild(member: Member) -> int:
    """What the roles of a member add up to, everywhere in the server."""
    guild = member.guild
    if guild.owner_id == member.id:
        return ALL
    total = guild.everyone.permissions
    for role in member.roles:
        total |= role.permissions
    if total & BITS["administrator"]:
        return ALL
    return total & WHILE_TIMED_OUT if member.timed_out else total


def in_channel(member: Member, channel: Channel) -> int:
    """What a member may do in a channel: roles, then overwrites of everyone, of roles, of the member. Threads inherit."""
    total = in_guild(member)
    if total == ALL:
        return ALL
    place = channel.overwrites_of
    guild = member.guild
    if everyone := place.overwrites.get(guild.id):
        total = total & ~everyone.deny | everyone.allow
    allow = deny = 0
    for role in member.roles:
        if overwrite := place.overwrites.get(role.id):
            allow |= overwrite.allow
            deny |= overwrite.deny
    total = total & ~deny | allow
    if own := place.overwrites.get(member.id):
        total = total & ~own.deny | own.allow
    if member.timed_out:
        total &= WHILE_TIMED_OUT
    if not total & BITS["view_channel"]:
        return 0
    if channel.type in VOICE and not total & BITS["connect"]:
        return total & BITS["view_channel"]
    if not total & BITS["send_messages_in_threads" if channel.is_thread else "send_messages"]:
        total &= ~NEEDS_SENDING
    return total


def may(member: Member, name: str, channel: Channel | None = None) -> bool:
    """Whether the member has the permission of this name in the server, or in the channel if one is given."""
    field = in_channel(member, channel) if channel else in_guild(member)
    return bool(field & BITS[name])


def sees(member: Member, channel: Channel) -> bool:
    """Whether the channel is in the member's list; a private thread only for who is in it or manages threads."""
    if not may(member, "view_channel", channel):
        return False
    return (
        not channel.is_private_thread
        or member.id in channel.thread_members
        or may(member, "manage_threads", channel)
    )
