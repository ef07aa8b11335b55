"""Accounts: people, bots, and Discord itself."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from playground.wire import Json

if TYPE_CHECKING:
    from playground.world.messages import Message


class Somebody(Protocol):
    """Whatever stands for an account: a person, a bot's user, its application, a member."""

    @property
    def id(self) -> int:
        """The account's id."""
        ...


@dataclass(eq=False, repr=False)
class User:
    """One account. `name` is what people read; `notifications` are the messages that pinged it, oldest first."""

    id: int
    name: str
    locale: str = "en-US"
    bot: bool = False
    deleted: bool = False
    notifications: list[Message] = field(default_factory=list["Message"])

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    @property
    def handle(self) -> str:
        """The unique lower-case name under the display name."""
        if self.deleted:
            return f"deleted_user_{self.id:x}"
        plain = re.sub(r"[^a-z0-9_.]+", "_", self.name.lower()).strip("_") or "user"
        return self.name if self.bot else f"{plain}_{self.id % 10_000}"

    @property
    def mention(self) -> str:
        """What pings the account when it is written in a message."""
        return f"<@{self.id}>"

    def payload(self) -> Json:
        """The account as everybody sees it."""
        shape: Json = {
            "id": str(self.id),
            "username": self.handle,
            "global_name": None if self.bot or self.deleted else self.name,
            "discriminator": "0001" if self.bot else "0",
            "avatar": None,
            "public_flags": 0,
            "flags": 0,
            "primary_guild": None,
            "banner": None,
            "accent_color": None,
            "avatar_decoration_data": None,
            "collectibles": None,
        }
        if self.bot:
            shape["bot"] = True
        return shape

    def own_payload(self) -> Json:
        """The account as it sees itself."""
        return {
            **self.payload(),
            "mfa_enabled": True,
            "locale": self.locale,
            "premium_type": 0,
            "email": None,
            "verified": True,
        }
