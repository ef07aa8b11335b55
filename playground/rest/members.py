"""Members: find them, change them, give and take roles, send them out."""

from __future__ import annotations

from datetime import timedelta

from playground import errors, limits
from playground.rest import roles
from playground.rest.call import Call, Result, Route
from playground.rest.form import Form
from playground.wire import Json
from playground.world import messages, voice
from playground.world.channels import VOICE, Channel
from playground.world.members import Member, matching
from playground.world.roles import Role


def get(call: Call) -> Result:
    """One member."""
    return 200, call.member.payload()


def listing(call: Call) -> Result:
    """Members by ascending id; only with the members intent switched on for the application."""
    guild = call.guild
    if not call.app.may_use("members"):
        raise errors.missing_access()
    limit = call.count("limit", 1, 1000)
    after = call.query_id("after") or 0
    found = sorted((member for member in guild.members if member.id > after), key=lambda member: member.id)
    return 200, [member.payload() for member in found[:limit]]


def search(call: Call) -> Result:
    """Members whose account's or nickname begins with the query."""
    guild = call.guild
    query = call.query.text("query", least=1, most=100, required=True) or ""
    limit = call.count("limit", 1, 1000)
    return 200, [member.payload() for member in matching(guild.members, query)[:limit]]


def edit(call: Call) -> Result:
    """Changes a nickname, a time-out, the whole set of roles or the voice channel; each needs its own permission."""
    member, form = call.member, call.form
    changes: Json = {}
    if form.has("nick"):
        call.need("change_nickname" if member.id == call.app.id else "manage_nicknames")
        changes["nick"] = form.text("nick", most=limits.NICKNAME) or None
    if form.has("roles"):
        call.need("manage_roles")
        changes["role_ids"] = _whole_roles(call, member, form)
    if form.has("communication_disabled_until"):
        call.need("moderate_members")
        until = form.instant("communication_disabled_until")
        if until and until - call.world.clock.now() > limits.TIMEOUT:
            form.wrong("communication_disabled_until", "BASE_TYPE_MAX", "Must be within 28 days.")
        changes["silenced_until"] = until
        if member.may("administrator"):
            raise errors.missing_permissions()
    for name, right in (("mute", "mute_members"), ("deaf", "deafen_members")):
        if form.has(name):
            call.need(right)
            if member.id not in member.guild.voice_by_id:
                raise errors.not_in_voice()
            changes[name] = bool(form.flag(name))
    place = _moved(call, member, form)
    form.check()
    if member.id != call.app.id and set(changes) - {"role_ids"}:
        _outrank(call, member)  # roles ask for no rank above hers, only above the roles themselves
    if changes:
        member.edit(**changes)
    if place:
        voice.enter(member, place)
    elif form.has("channel_id"):
        voice.leave(member)
    return 200, member.payload()


def edit_me(call: Call) -> Result:
    """Changes the bot's own nickname."""
    me, form = call.me(call.guild), call.form
    if form.has("nick"):
        call.need("change_nickname")
    nick = form.text("nick", most=limits.NICKNAME) or None
    form.check()
    if form.has("nick"):
        me.edit(nick=nick)
    return 200, me.payload()


def _moved(call: Call, member: Member, form: Form) -> Channel | None:
    """The voice channel that she is to be in; moving her, or hanging up for her, needs a right where she is."""
    if not form.has("channel_id"):
        return None
    place_id = form.snowflake("channel_id")
    form.check()
    state = member.guild.voice_by_id.get(member.id)
    call.need("move_members", state.channel if state else None)
    if state is None:
        raise errors.not_in_voice()
    if place_id is None:
        return None
    place = call.seen(member.guild.channel_by_id.get(place_id))
    call.need("connect", place)
    if place.type not in VOICE:
        raise errors.wrong_channel_type()
    return place


def _outrank(call: Call, member: Member) -> None:
    if member.id == member.guild.owner_id or not call.me(member.guild).outranks(member.top_role):
        raise errors.missing_permissions()


def _whole_roles(call: Call, member: Member, form: Form) -> list[int]:
    wanted = list(dict.fromkeys(form.snowflakes("roles")))
    for role_id in set(wanted) ^ set(member.role_ids):
        role = member.guild.role_by_id.get(role_id)
        if role is None:
            raise errors.unknown("role")
        if role is member.guild.everyone:
            raise errors.invalid_role()
        roles.touchable(call, role)
        if role.managed:
            raise errors.missing_permissions()
    return wanted


def kick(call: Call) -> Result:
    """Sends somebody out."""
    member = call.member
    call.need("kick_members")
    _outrank(call, member)
    member.remove()
    return 204, None


def ban(call: Call) -> Result:
    """Sends somebody out for good, member or not, and deletes what she wrote lately if that is asked."""
    guild, user_id = call.guild, call.id("user_id")
    call.need("ban_members")
    # documented for the body, taken from the query too: discord.py sends it there
    form = Form({**call.query.data, **call.form_if_any.data})
    seconds = form.number("delete_message_seconds", least=0, most=limits.BAN_DELETES_SECONDS)
    if days := form.number("delete_message_days", least=0, most=limits.BAN_DELETES_SECONDS // 86_400):
        seconds = seconds or days * 86_400
    form.check()
    user = call.world.user_by_id.get(user_id)
    if user is None:
        raise errors.unknown("user")
    if user_id in guild.member_by_id:
        _outrank(call, guild.member_by_id[user_id])
    guild.ban(user, call.reason)
    messages.forget(guild, user, timedelta(seconds=seconds or 0))
    return 204, None


def unban(call: Call) -> Result:
    """Lets somebody come back."""
    guild, user_id = call.guild, call.id("user_id")
    call.need("ban_members")
    if user_id not in guild.banned:
        raise errors.unknown("ban")
    del guild.banned[user_id]
    data = {"guild_id": str(guild.id), "user": call.world.user_by_id[user_id].payload()}
    call.world.announce("GUILD_BAN_REMOVE", data, guild=guild)
    return 204, None


def give_role(call: Call) -> Result:
    """Gives a role that stands below the bot's highest one; a bot's own role cannot be given."""
    call.member.give(_given_by_hand(call))
    return 204, None


def take_role(call: Call) -> Result:
    """Takes a role that stands below the bot's highest one."""
    call.member.take(_given_by_hand(call))
    return 204, None


def _given_by_hand(call: Call) -> Role:
    """The path's role, if it is one that this bot may give and take."""
    _, role = call.member, call.role  # an unknown member is said before anything about the role
    call.need("manage_roles")
    roles.touchable(call, role)
    if role.managed or role is role.guild.everyone:
        raise errors.missing_permissions()
    return role


MEMBERS = "/guilds/{guild_id}/members"
ROUTES: tuple[Route, ...] = (
    ("GET", MEMBERS, listing),
    ("GET", MEMBERS + "/search", search),
    ("PATCH", MEMBERS + "/@me", edit_me),
    ("GET", MEMBERS + "/{user_id}", get),
    ("PATCH", MEMBERS + "/{user_id}", edit),
    ("DELETE", MEMBERS + "/{user_id}", kick),
    ("PUT", MEMBERS + "/{user_id}/roles/{role_id}", give_role),
    ("DELETE", MEMBERS + "/{user_id}/roles/{role_id}", take_role),
    ("PUT", "/guilds/{guild_id}/bans/{user_id}", ban),
    ("DELETE", "/guilds/{guild_id}/bans/{user_id}", unban),
)
