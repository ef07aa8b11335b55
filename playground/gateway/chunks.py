"""Asking for members over the gateway (op 8)."""

from __future__ import annotations

from typing import Any

from playground import limits
from playground.gateway import intents as intent
from playground.gateway.session import Session
from playground.wire import Json
from playground.world.members import Member, matching


class MissingIntentError(Exception):
    """All members, or presences, were asked for without the intent: Discord closes with 4014."""


def send_members(session: Session, request: Json) -> None:
    """Sends the asked members of a guild, a thousand a chunk. Raises `MissingIntentError`."""
    guild = session.world.guild_by_id.get(int(request.get("guild_id") or 0))
    if guild is None or session.app.id not in guild.member_by_id:
        return
    query, limit = request.get("query"), int(request.get("limit") or 0)
    missing: list[str] = []
    found: list[Member]
    if request.get("user_ids") is not None:
        raw: Any = request["user_ids"]
        wanted = [int(user_id) for user_id in (raw if isinstance(raw, list) else [raw])]  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - any JSON
        found = [guild.member_by_id[user_id] for user_id in wanted if user_id in guild.member_by_id]
        missing = [str(user_id) for user_id in wanted if user_id not in guild.member_by_id]
    elif query:
        found = matching(guild.members, str(query))[
            : min(limit or limits.QUERY_MEMBERS, limits.QUERY_MEMBERS)
        ]
    else:
        if limit == 0 and not session.intents & intent.MEMBERS:
            raise MissingIntentError
        found = guild.members[: limit or None]
    pages = [
        found[start : start + limits.CHUNK_MEMBERS] for start in range(0, len(found), limits.CHUNK_MEMBERS)
    ] or [[]]
    for number, page in enumerate(pages):
        data: Json = {
            "guild_id": str(guild.id),
            "members": [member.payload() for member in page],
            "chunk_index": number,
            "chunk_count": len(pages),
        }
        if missing:
            data["not_found"] = missing
        if request.get("presences"):
            data["presences"] = []
        if request.get("nonce"):
            data["nonce"] = request["nonce"]
        session.send("GUILD_MEMBERS_CHUNK", data)
