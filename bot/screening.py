"""Who has passed a server's membership screening, as the gateway tells it.

discord.py passes a change of a member on only about people it has in its cache, and Campsite caches nobody: hence this
second reader of that event, which comes with the members intent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import discord

EVENT = "GUILD_MEMBER_UPDATE"


def hear(client: discord.Client) -> None:
    """Dispatches `screened(guild_id, person_id, role_ids)` whenever Discord tells of a person who may take part.

    Most of them have passed long ago and only changed their name or roles: whoever hears it knows who was waited for.
    """
    # discord.py has no public way to what it reads from the gateway, short of every message as text.
    parsers = client._connection.parsers  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001
    usual = parsers[EVENT]

    def heard(data: Mapping[str, Any]) -> None:
        usual(data)
        if not data.get("pending") and not data["user"].get("bot"):
            role_ids = [int(role_id) for role_id in data["roles"]]
            client.dispatch("screened", int(data["guild_id"]), int(data["user"]["id"]), role_ids)

    parsers[EVENT] = heard
