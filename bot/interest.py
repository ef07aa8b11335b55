"""Who is interested in a scheduled event, as the gateway tells it.

discord.py passes that on only about people it has in its cache, and Campsite caches nobody: hence this second reader
of the same two events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import discord

EVENTS = {"GUILD_SCHEDULED_EVENT_USER_ADD": True, "GUILD_SCHEDULED_EVENT_USER_REMOVE": False}


def hear(client: discord.Client) -> None:
    """Dispatches `interest(guild_id, event_id, person_id, there)` for each of these events."""
    # discord.py has no public way to what it reads from the gateway, short of every message as text.
    parsers = client._connection.parsers  # pyright: ignore[reportPrivateUsage]  # noqa: SLF001
    for name, there in EVENTS.items():
        parsers[name] = _heard(client, parsers[name], there=there)


def _heard(client: discord.Client, usual: Callable[[Any], None], *, there: bool) -> Callable[[Any], None]:
    def heard(data: Mapping[str, Any]) -> None:
        usual(data)
        ids = (int(data[name]) for name in ("guild_id", "guild_scheduled_event_id", "user_id"))
        client.dispatch("interest", *ids, there)

    return heard
