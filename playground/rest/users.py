"""Accounts: the bot's own, others', the guilds it is in, and opening direct messages."""

from __future__ import annotations

from playground import errors, limits
from playground.rate_limits import Allowance
from playground.rest.call import Call, Result, Route
from playground.world import direct_messages
from playground.world import permissions as permission


def me(call: Call) -> Result:
    """The bot's own account."""
    return 200, call.user.own_payload()


def get(call: Call) -> Result:
    """Anybody's account."""
    user = call.world.user_by_id.get(call.id("user_id"))
    if user is None:
        raise errors.unknown("user")
    return 200, user.payload()


def edit_me(call: Call) -> Result:
    """Renames the bot's own account."""
    form = call.form
    name = form.text("username", least=2, most=32)
    form.check()
    if name:
        call.user.name = name
        call.world.announce("USER_UPDATE", call.user.own_payload(), app=call.app)
    return 200, call.user.own_payload()


def guilds(call: Call) -> Result:
    """The guilds the bot is in by ascending id, as few lines each; its numbers of members only if they are asked for."""
    limit = call.count("limit", limits.GUILDS_PAGE, limits.GUILDS_PAGE)
    before, after = call.query_id("before"), call.query_id("after") or 0
    counted = call.asks("with_counts")
    found = [
        guild
        for guild in sorted(call.world.guilds_of(call.app.id), key=lambda guild: guild.id)
        if guild.id > after and (before is None or guild.id < before)
    ]
    page = found[-limit:] if before is not None and not after else found[:limit]
    return 200, [
        {
            "id": str(guild.id),
            "name": guild.name,
            "icon": None,
            "banner": None,
            "owner": guild.owner_id == call.app.id,
            "permissions": str(permission.in_guild(call.me(guild))),
            "features": guild.features,
            **(guild.counts() if counted else {}),
        }
        for guild in page
    ]


def leave(call: Call) -> Result:
    """The bot goes out of a guild."""
    call.guild.kick(call.user)
    return 204, None


def open_direct(call: Call) -> Result:
    """The channel between the bot and a person; it opens for anybody, writing is another thing."""
    form = call.form
    user_id = form.snowflake("recipient_id", required=True)
    form.check()
    user = call.world.user_by_id.get(user_id or 0)
    if user is None or user.deleted:
        raise errors.unknown("user")
    if user.id == call.app.id or user.bot:
        raise errors.direct_messages_closed()
    fresh = frozenset({call.app.id, user.id}) not in call.world.direct_by_pair
    if fresh and call.spend(Allowance.DIRECT_CHANNELS, call.app.id):
        raise errors.too_many_direct_channels()
    return 200, direct_messages.between(call.world, call.user, user).payload_for(call.app.id)


ROUTES: tuple[Route, ...] = (
    ("GET", "/users/@me", me),
    ("PATCH", "/users/@me", edit_me),
    ("GET", "/users/@me/guilds", guilds),
    ("DELETE", "/users/@me/guilds/{guild_id}", leave),
    ("POST", "/users/@me/channels", open_direct),
    ("GET", "/users/{user_id}", get),
)
