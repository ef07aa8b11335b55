"""Voice: who is in which voice channel. Nothing is spoken here, people only come and go."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.wire import Json

if TYPE_CHECKING:
    from playground.world.channels import Channel
    from playground.world.guilds import Guild
    from playground.world.members import Member


@dataclass(eq=False)
class VoiceState:
    """One member's connection; without a channel it is over."""

    member: Member
    channel: Channel | None
    self_mute: bool = False
    self_deaf: bool = False
    session_id: str = field(default_factory=lambda: secrets.token_hex(16))

    def payload(self, *, with_member: bool = True) -> Json:
        """The state as everybody sees it."""
        member = self.member
        shape: Json = {
            "guild_id": str(member.guild.id),
            "channel_id": str(self.channel.id) if self.channel else None,
            "user_id": str(member.id),
            "session_id": self.session_id,
            "deaf": member.deaf,
            "mute": member.mute,
            "self_deaf": self.self_deaf,
            "self_mute": self.self_mute,
            "self_stream": False,
            "self_video": False,
            "suppress": False,
            "request_to_speak_timestamp": None,
        }
        if with_member:
            shape["member"] = member.payload()
        return shape


def enter(member: Member, channel: Channel, *, self_mute: bool = False, self_deaf: bool = False) -> None:
    """Comes into a voice channel, out of another one if need be; `self_…` is what she chose herself."""
    state = member.guild.voice_by_id.get(member.id) or VoiceState(member, channel)
    state.channel, state.self_mute, state.self_deaf = channel, self_mute, self_deaf
    member.guild.voice_by_id[member.id] = state
    _announce(state)


def leave(member: Member) -> None:
    """Hangs up; who is in no voice channel cannot, and that is no error."""
    state = member.guild.voice_by_id.pop(member.id, None)
    if state:
        state.channel = None
        _announce(state)


def inside(guild: Guild, channel: Channel) -> list[Member]:
    """Who is in a voice channel, in the order of coming."""
    return [state.member for state in guild.voice_by_id.values() if state.channel is channel]


def _announce(state: VoiceState) -> None:
    guild = state.member.guild
    guild.world.announce("VOICE_STATE_UPDATE", state.payload(), guild=guild)
