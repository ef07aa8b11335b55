"""Whose eyes it is seen with: names, times and languages differ from one person to the next."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from playground.people.person import Person
from playground.world.channels import Channel


@dataclass(frozen=True)
class Viewer:
    """Somebody in front of a screen, whose computer is set to the time zone `zone` (an IANA name)."""

    who: Person
    zone: str = "UTC"

    @property
    def language(self) -> str:
        """The language of the app: "en", "fr", …"""
        return self.who.locale.partition("-")[0]

    def wall(self, instant: datetime) -> datetime:
        """An instant on this person's wall clock."""
        return instant.astimezone(ZoneInfo(self.zone))

    @property
    def now(self) -> datetime:
        """What this person's wall clock says now."""
        return self.wall(self.who.world.clock.now())

    def name_of(self, user_id: int) -> str:
        """How a mention of somebody reads."""
        user = self.who.world.user_by_id.get(user_id)
        return f"@{user.name}" if user else "@unknown-user"

    def channel(self, channel_id: int) -> str:
        """How a mention of a channel reads."""
        channel = self.who.world.channel_by_id.get(channel_id)
        return f"#{channel.name}" if channel else "#unknown"

    def role(self, channel: Channel, role_id: int) -> str:
        """How a mention of a role reads in a channel."""
        guild = channel.guild_or_none
        role = guild.role_by_id.get(role_id) if guild else None
        return f"@{role.name}" if role else "@unknown-role"
