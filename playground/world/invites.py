"""Invites: codes that let people into a server, for a while or a number of times."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from playground.wire import Json
from playground.world.snowflakes import iso

if TYPE_CHECKING:
    from playground.world.channels import Channel
    from playground.world.users import User

DAY = 86_400


@dataclass(eq=False, repr=False)
class Invite:
    """One code. `max_age` is in seconds; 0 is for ever, as 0 `max_uses` is without end."""

    channel: Channel
    inviter: User
    created_at: datetime
    max_age: int = DAY
    max_uses: int = 0
    temporary: bool = False
    uses: int = 0
    code: str = field(default_factory=lambda: secrets.token_urlsafe(6))

    def __repr__(self) -> str:
        return f"<Invite {self.code} to #{self.channel.name}>"

    @property
    def expires_at(self) -> datetime | None:
        """When it ends, on the clock."""
        return self.created_at + timedelta(seconds=self.max_age) if self.max_age else None

    @property
    def valid(self) -> bool:
        """Whether it still lets anybody in."""
        over = self.expires_at is not None and self.channel.world.clock.now() >= self.expires_at
        return not over and not (self.max_uses and self.uses >= self.max_uses)

    def use(self) -> None:
        """Somebody came in by it."""
        self.uses += 1

    def remove(self) -> None:
        """It is worth nothing any more."""
        del self.channel.guild.invite_by_code[self.code]
        data = {"channel_id": str(self.channel.id), "guild_id": str(self.channel.guild.id), "code": self.code}
        self.channel.world.announce("INVITE_DELETE", data, guild=self.channel.guild, channel=self.channel)

    def payload(self) -> Json:
        """The invite with how often it was used."""
        guild = self.channel.guild
        return {
            "type": 0,
            "code": self.code,
            "inviter": self.inviter.payload(),
            "max_age": self.max_age,
            "max_uses": self.max_uses,
            "uses": self.uses,
            "temporary": self.temporary,
            "created_at": iso(self.created_at),
            "expires_at": iso(self.expires_at) if self.expires_at else None,
            "flags": 0,
            "guild_id": str(guild.id),
            "guild": {
                "id": str(guild.id),
                "name": guild.name,
                "splash": None,
                "banner": None,
                "description": guild.description,
                "icon": None,
                "features": guild.features,
                "verification_level": guild.verification_level,
                "vanity_url_code": None,
                "nsfw_level": 0,
                "nsfw": False,
                "premium_subscription_count": 0,
            },
            "channel": {
                "id": str(self.channel.id),
                "type": int(self.channel.type),
                "name": self.channel.name,
            },
        }


def create(
    channel: Channel, inviter: User, *, max_age: int = DAY, max_uses: int = 0, temporary: bool = False
) -> Invite:
    """A new code."""
    guild = channel.guild
    invite = Invite(channel, inviter, channel.world.clock.now(), max_age, max_uses, temporary)
    guild.invite_by_code[invite.code] = invite
    data = {**invite.payload(), "channel_id": str(channel.id)}
    del data["guild"], data["channel"]
    channel.world.announce("INVITE_CREATE", data, guild=guild, channel=channel)
    return invite
