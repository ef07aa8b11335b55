"""Invites: make, read, take back."""

from __future__ import annotations

from playground import errors, limits
from playground.rest.call import Call, Result, Route
from playground.world import invites
from playground.world.invites import Invite


def _invite(call: Call) -> Invite:
    code = call.ids["code"]
    for guild in call.world.guild_by_id.values():
        invite = guild.invite_by_code.get(code)
        if invite and invite.valid:
            return invite
    raise errors.unknown("invite")


def create(call: Call) -> Result:
    """A new invite to the channel; a day, any number of people, unless the body says otherwise."""
    channel = call.guild_channel
    if channel.is_thread:
        raise errors.wrong_channel_type()
    call.need("create_instant_invite", channel)
    form = call.form
    age = form.number("max_age", least=0, most=limits.INVITE_SECONDS)
    uses = form.number("max_uses", least=0, most=limits.INVITE_USES)
    temporary, unique = bool(form.flag("temporary")), bool(form.flag("unique"))
    form.check()
    wanted = (invites.DAY if age is None else age, uses or 0, temporary)
    for invite in channel.guild.invite_by_code.values():
        same = (invite.max_age, invite.max_uses, invite.temporary) == wanted and invite.channel is channel
        if same and invite.valid and not unique and invite.inviter is call.user:
            return 200, invite.payload()
    if len(channel.guild.invite_by_code) >= limits.GUILD_INVITES:
        raise errors.maximum_reached(30016, "invites", limits.GUILD_INVITES)
    made = invites.create(channel, call.user, max_age=wanted[0], max_uses=wanted[1], temporary=temporary)
    return 200, made.payload()


def of_channel(call: Call) -> Result:
    """The channel's invites."""
    channel = call.guild_channel
    call.need("manage_channels", channel)
    found = channel.guild.invite_by_code.values()
    return 200, [invite.payload() for invite in found if invite.channel is channel and invite.valid]


def of_guild(call: Call) -> Result:
    """The guild's invites."""
    call.need("manage_guild")
    return 200, [invite.payload() for invite in call.guild.invite_by_code.values() if invite.valid]


def get(call: Call) -> Result:
    """One invite, by its code."""
    invite = _invite(call)
    shape = invite.payload()
    if call.asks("with_counts"):
        shape |= invite.channel.guild.counts()
    return 200, shape


def delete(call: Call) -> Result:
    """Takes an invite back: any with the right to manage the guild, those of a channel with the right to manage that."""
    invite = _invite(call)
    if not call.me(invite.channel.guild).may("manage_guild"):
        call.need("manage_channels", call.seen(invite.channel))
    shape = invite.payload()
    invite.remove()
    return 200, shape


ROUTES: tuple[Route, ...] = (
    ("POST", "/channels/{channel_id}/invites", create),
    ("GET", "/channels/{channel_id}/invites", of_channel),
    ("GET", "/guilds/{guild_id}/invites", of_guild),
    ("GET", "/invites/{code}", get),
    ("DELETE", "/invites/{code}", delete),
)
