"""Asking for members over the gateway (op 8)."""

from __future__ import annotations

from playground import limits
from playground.gateway import fields
from playground.gateway import intents as intent
from playground.gateway.session import Session
from playground.wire import Json
from playground.world.members import Member, matching


class MissingIntentError(Exception):
    """All members, or presences, were asked for without the intent: Discord closes with 4014."""


def send_members(session: Session, request: Json) -> None:
    """Sends the asked members of a guild, a thousand a chunk. Raises `MissingIntentError` and `MalformedError`.

    Discord documents that a hundred ids may be asked for; that more close the socket is a guess.
    """
    asked = request.get("user_ids")
    wanted = [] if asked is None else fields.snowflakes(asked, limits.REQUESTED_MEMBERS)
    limit = fields.number(request.get("limit"))
    query, nonce = fields.text(request.get("query")), fields.text(request.get("nonce")) or ""
    presences = fields.flag(request.get("presences"))
    guild = session.world.guild_by_id.get(fields.snowflake(request.get("guild_id")))
    if guild is None or session.app.id not in guild.member_by_id:
        return
    missing: list[str] = []
    found: list[Member]
    if asked is not None:
        found = [guild.member_by_id[user_id] for user_id in wanted if user_id in guild.member_by_id]
        missing = [str(user_id) for user_id in wanted if user_id not in guild.member_by_id]
    elif query:
        found = matching(guild.members, query)[: min(limit or limits.QUERY_MEMBERS, limits.QUERY_MEMBERS)]
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
        if presences:
            data["presences"] = []
        if 0 < len(nonce.encode()) <= limits.CHUNK_NONCE_BYTES:
            data["nonce"] = nonce
        session.send("GUILD_MEMBERS_CHUNK", data)
