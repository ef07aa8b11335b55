"""Applications: the bot's registration in the developer portal, its token and its switches."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.wire import Json
from playground.world.users import User

if TYPE_CHECKING:
    from datetime import datetime

    from playground.world.commands import Command

PRIVILEGED = {"presences": 1 << 13, "members": 1 << 15, "message_content": 1 << 19}
"""The portal's switches, and the flag each leaves on a small application."""


@dataclass(eq=False, repr=False)
class Application:
    """An application and its bot account, which share one id."""

    user: User
    owner: User
    flags: int
    token: str
    command_by_id: dict[int, Command] = field(default_factory=dict[int, "Command"])
    creates: list[datetime] = field(default_factory=list["datetime"])
    identifies: list[datetime] = field(default_factory=list["datetime"])
    guild_count: int = 0
    description: str = ""
    tags: list[str] = field(default_factory=list[str])

    @classmethod
    def register(cls, user: User, owner: User, privileged_intents: Iterable[str]) -> Application:
        """A new application of that bot account; raises `KeyError` for an intent that has no switch."""
        flags = sum(PRIVILEGED[name] for name in set(privileged_intents))
        return cls(user, owner, flags, new_token(user.id))

    def __repr__(self) -> str:
        return f"<Application {self.name}>"

    @property
    def id(self) -> int:
        """The application's id, which is its bot account's as well."""
        return self.user.id

    @property
    def name(self) -> str:
        """The bot's name."""
        return self.user.name

    @property
    def mention(self) -> str:
        """What pings the bot."""
        return self.user.mention

    @property
    def commands(self) -> list[Command]:
        """All registered commands, global ones and those of guilds."""
        return list(self.command_by_id.values())

    def identifies_since(self, instant: datetime) -> list[datetime]:
        """When it began a session after an instant."""
        return [at for at in self.identifies if at > instant]

    def may_use(self, intent: str) -> bool:
        """Whether the switch of this privileged intent is on in the portal."""
        return bool(self.flags & PRIVILEGED[intent])

    def reset_token(self) -> str:
        """The old token is worth nothing from now on."""
        self.token = new_token(self.id)
        return self.token

    def payload(self) -> Json:
        """The application as its owner sees it."""
        return {
            "id": str(self.id),
            "name": self.name,
            "icon": None,
            "description": self.description,
            "type": None,
            "bot": self.user.payload(),
            "bot_public": True,
            "bot_require_code_grant": False,
            "verify_key": f"{self.id:064x}",
            "flags": self.flags,
            "flags_new": str(self.flags),
            "tags": self.tags,
            "redirect_uris": [],
            "interactions_endpoint_url": None,
            "role_connections_verification_url": None,
            "owner": self.owner.payload(),
            "approximate_guild_count": self.guild_count,
            "approximate_user_install_count": 0,
            "approximate_user_authorization_count": 0,
            "explicit_content_filter": 0,
            "team": None,
            "eligible_oauth2_scopes": [],
            "integration_types_config": {"0": {}},
        }


def new_token(application_id: int) -> str:
    """A bot token; its first part is the application's id, which client libraries read."""
    owner = base64.urlsafe_b64encode(str(application_id).encode()).decode().rstrip("=")
    return f"{owner}.{secrets.token_urlsafe(4)}.{secrets.token_urlsafe(28)}"
