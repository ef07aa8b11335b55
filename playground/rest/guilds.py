"""Guilds: read and change them."""

from __future__ import annotations

from playground import limits
from playground.errors import unknown, wrong_channel_type
from playground.rest import unsupported
from playground.rest.call import Call, Result, Route
from playground.world.channels import ChannelType
from playground.world.locales import LOCALES


def get(call: Call) -> Result:
    """The guild, with approximate counts if they are asked for."""
    guild = call.guild
    shape = guild.payload()
    if call.asks("with_counts"):
        shape |= guild.counts()
    return 200, shape


def edit(call: Call) -> Result:
    """Changes the guild's name, description, language, level of verification or system channel."""
    guild = call.guild
    call.need("manage_guild")
    form = call.form
    if form.raw("features") != guild.features:
        unsupported.refuse(form, dict.fromkeys(["features"]))
    changes = form.given(
        name=form.text("name", least=2, most=limits.GUILD_NAME, required=form.has("name")),
        description=form.text("description", most=limits.GUILD_DESCRIPTION),
        preferred_locale=form.word("preferred_locale", LOCALES) or "en-US",
        verification_level=form.one_of("verification_level", range(5)) or 0,
        system_channel_id=form.snowflake("system_channel_id"),
        system_channel_flags=form.number("system_channel_flags", least=0) or 0,
    )
    form.check()
    if place := changes.get("system_channel_id"):
        channel = guild.channel_by_id.get(place)
        if channel is None:
            raise unknown("channel")
        if channel.type != ChannelType.TEXT:
            raise wrong_channel_type()
    if "preferred_locale" in changes:
        changes["locale"] = changes.pop("preferred_locale")
    guild.edit(**changes)
    return 200, guild.payload()


def bans(call: Call) -> Result:
    """Who is banned by ascending id, and why."""
    guild = call.guild
    call.need("ban_members")
    limit = call.count("limit", 1000, 1000)
    before, after = call.query_id("before"), call.query_id("after") or 0
    found = sorted(user_id for user_id in guild.banned if before is None or user_id < before)
    page = found[-limit:] if before is not None else [each for each in found if each > after][:limit]
    return 200, [
        {"user": call.world.user_by_id[user_id].payload(), "reason": guild.banned[user_id]}
        for user_id in page
    ]


def ban_of(call: Call) -> Result:
    """One ban."""
    guild = call.guild
    call.need("ban_members")
    user_id = call.id("user_id")
    if user_id not in guild.banned:
        raise unknown("ban")
    return 200, {"user": call.world.user_by_id[user_id].payload(), "reason": guild.banned[user_id]}


ROUTES: tuple[Route, ...] = (
    ("GET", "/guilds/{guild_id}", get),
    ("PATCH", "/guilds/{guild_id}", edit),
    ("GET", "/guilds/{guild_id}/bans", bans),
    ("GET", "/guilds/{guild_id}/bans/{user_id}", ban_of),
)
