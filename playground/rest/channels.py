"""Channels of a guild: make, change, arrange, delete, and make exceptions in them."""

from __future__ import annotations

from playground import errors, limits
from playground.rest import forum_form, threads, unsupported
from playground.rest.call import Call, Result, Route
from playground.rest.form import Form
from playground.wire import Json
from playground.world import channels
from playground.world import permissions as permission
from playground.world.channels import FORUMS, THREADED, Channel, ChannelType, Overwrite
from playground.world.direct_messages import DirectChannel
from playground.world.guilds import Guild
from playground.world.members import Member
from playground.world.threads import Thread
from playground.world.world import World

MAKEABLE = (0, 2, 4, 5, 13, 15, 16)
NEEDS_COMMUNITY = (5, 13, 16)
ARCHIVE_MINUTES = (60, 1440, 4320, 10080)
FIELDS = (
    "available_tags", "bitrate", "default_auto_archive_duration", "default_forum_layout", "default_reaction_emoji",
    "default_sort_order", "default_thread_rate_limit_per_user", "nsfw", "parent_id", "permission_overwrites",
    "position", "topic", "type", "user_limit",
)  # fmt: skip
"""What no thread has."""
POSITION = (1 << 31) - 1


def get(call: Call) -> Result:
    """The channel, thread or direct messages."""
    channel = call.channel
    if isinstance(channel, DirectChannel):
        return 200, channel.payload_for(call.app.id)
    return 200, channel.payload()


def listing(call: Call) -> Result:
    """All channels of the guild, without threads."""
    return 200, [channel.payload() for channel in call.guild.channels]


def create(call: Call) -> Result:
    """A new channel; its overwrites may give or forbid only what the bot itself has."""
    guild = call.guild
    call.need("manage_channels")
    form = call.form
    kind = form.one_of("type", MAKEABLE) or ChannelType.TEXT
    name = form.text("name", least=1, most=limits.CHANNEL_NAME, required=True) or ""
    fields = _fields(form, kind, [], call.world)
    if form.has("permission_overwrites"):
        fields["overwrites"] = _overwrites(form, guild, call.me(guild), {})
    _check_parent(form, guild, fields, kind)
    form.check()
    if kind in NEEDS_COMMUNITY and "COMMUNITY" not in guild.features:
        raise errors.wrong_channel_type()
    if len(guild.channel_by_id) >= limits.GUILD_CHANNELS:
        raise errors.maximum_reached(30013, "guild channels", limits.GUILD_CHANNELS)
    return 201, channels.create(guild, name, kind, **fields).payload()


def edit(call: Call) -> Result:
    """Changes a channel; a thread by the rules of threads."""
    channel = call.channel
    if isinstance(channel, Thread):
        form = call.form
        unsupported.refuse(form, dict.fromkeys(FIELDS))
        return threads.edit(call, channel, form)
    if isinstance(channel, DirectChannel):
        raise errors.wrong_channel_type()
    call.need("manage_channels", channel)
    form = call.form
    if form.number("type") != channel.type:
        unsupported.refuse(form, dict.fromkeys(["type"]))
    unsupported.refuse(form, dict.fromkeys(threads.FIELDS))
    fields = _fields(form, channel.type, channel.tags, call.world)
    if form.has("name"):
        fields["name"] = form.text("name", least=1, most=limits.CHANNEL_NAME, required=True)
    if form.has("permission_overwrites"):
        call.need("manage_roles", channel)
        me = call.me(channel.guild)
        fields["overwrites"] = _overwrites(form, channel.guild, me, channel.overwrites, channel)
    if form.has("parent_id"):
        _check_parent(form, channel.guild, fields, channel.type, channel)
    form.check()
    if form.has("name") or form.has("topic"):
        call.rename(channel)
    channel.edit(**fields)
    return 200, channel.payload()


def delete(call: Call) -> Result:
    """Deletes a channel or thread; direct messages are only closed."""
    channel = call.channel
    if isinstance(channel, DirectChannel):
        return 200, channel.payload_for(call.app.id)
    call.need("manage_threads" if channel.is_thread else "manage_channels", channel)
    shape = channel.payload()
    channel.remove()
    return 200, shape


def arrange(call: Call) -> Result:
    """Changes the places of several channels at once."""
    guild = call.guild
    call.need("manage_channels")
    wishes: list[tuple[Channel, Json]] = []
    for item in call.entries:
        channel_id, locks = item.snowflake("id", required=True), item.flag("lock_permissions")
        changes = _placed(item)
        item.check()
        channel = guild.channel_by_id.get(channel_id or 0)
        if channel is None:
            raise errors.unknown("channel")
        _check_parent(item, guild, changes, channel.type, channel)
        item.check()
        if locks and (parent := guild.channel_by_id.get(changes.get("parent_id") or 0)):
            changes["overwrites"] = guild.overwrites_from(parent)
        wishes.append((channel, changes))
    moved = [
        place for place, changes in wishes if changes.get("parent_id", place.parent_id) != place.parent_id
    ]
    if len(moved) > 1:
        raise errors.only_one_parent()
    for channel, changes in wishes:
        channel.edit(**changes)
    return 204, None


def put_overwrite(call: Call) -> Result:
    """Makes an exception for a role or member; it may give or forbid only what the bot itself has here."""
    channel, target = _changeable(call), call.id("overwrite_id")
    form = call.form
    kind = form.one_of("type", (0, 1), required=True)
    allow, deny = form.number("allow", least=0) or 0, form.number("deny", least=0) or 0
    form.check()
    guild = channel.guild
    if kind == 0 and target not in guild.role_by_id:
        raise errors.unknown("role")
    old = channel.overwrites.get(target, Overwrite(target, bool(kind)))
    _own_rights(call.me(guild), (old.allow ^ allow) | (old.deny ^ deny), channel)
    channel.overwrites[target] = Overwrite(target, bool(kind), allow, deny)
    channel.announce("CHANNEL_UPDATE")
    return 204, None


def delete_overwrite(call: Call) -> Result:
    """Takes an exception away."""
    channel, target = _changeable(call), call.id("overwrite_id")
    if channel.overwrites.pop(target, None) is None:
        raise errors.unknown("overwrite")
    channel.announce("CHANNEL_UPDATE")
    return 204, None


def _changeable(call: Call) -> Channel:
    channel = call.channel
    if channel.guild_or_none is None or channel.is_thread:
        raise errors.wrong_channel_type()
    call.need("manage_roles", channel)
    return channel


def _fields(form: Form, kind: int, tags: list[Json], world: World) -> Json:
    fields = form.given(
        topic=form.text("topic", most=limits.FORUM_TOPIC if kind in FORUMS else limits.TOPIC),
        nsfw=bool(form.flag("nsfw")),
        user_limit=form.number("user_limit", least=0, most=99) or 0,
        bitrate=form.number("bitrate", least=8000, most=384_000) or 64_000,
        default_auto_archive_duration=form.one_of("default_auto_archive_duration", ARCHIVE_MINUTES),
    )
    slowmode = form.number("rate_limit_per_user", least=0, most=limits.SLOWMODE_SECONDS)
    if form.has("rate_limit_per_user"):
        fields["slowmode"] = slowmode or 0
    if kind in THREADED and form.has("default_thread_rate_limit_per_user"):
        wait = form.number("default_thread_rate_limit_per_user", least=0, most=limits.SLOWMODE_SECONDS)
        fields["default_thread_slowmode"] = wait or 0
    elif kind not in THREADED:
        unsupported.refuse(form, dict.fromkeys(["default_thread_rate_limit_per_user"]))
    if kind in FORUMS:
        fields |= forum_form.settings(form, tags, world.ids.new)
    else:
        unsupported.refuse(form, dict.fromkeys(forum_form.FIELDS))
    return {**fields, **_placed(form)}


def _placed(form: Form) -> Json:
    """Where the channel is to stand; a position of null is where it is."""
    changes = form.given(
        position=form.number("position", least=0, most=POSITION),
        parent_id=form.snowflake("parent_id") or None,
    )
    return {name: value for name, value in changes.items() if name != "position" or value is not None}


def _check_parent(form: Form, guild: Guild, fields: Json, kind: int, channel: Channel | None = None) -> None:
    """Notes a category that is none or full; a channel that is in it already takes no more room."""
    parent_id = fields.get("parent_id")
    if not parent_id:
        return
    parent = guild.channel_by_id.get(parent_id)
    if parent is None:
        form.wrong("parent_id", "CHANNEL_PARENT_INVALID", "Category does not exist")
    elif parent.type != ChannelType.CATEGORY or kind == ChannelType.CATEGORY:
        form.wrong("parent_id", "CHANNEL_PARENT_INVALID_TYPE", "Not a category")
    elif (
        sum(other.parent_id == parent_id for other in guild.channel_by_id.values() if other is not channel)
        >= limits.CATEGORY_CHANNELS
    ):
        form.wrong(
            "parent_id", "CHANNEL_PARENT_MAX_CHANNELS", "Maximum number of channels in category reached (50)"
        )


def _overwrites(
    form: Form, guild: Guild, me: Member, before: dict[int, Overwrite], channel: Channel | None = None
) -> dict[int, Overwrite]:
    found: dict[int, Overwrite] = {}
    for item in form.each("permission_overwrites", most=1000):
        target = item.snowflake("id", required=True) or 0
        kind = item.one_of("type", (0, 1))
        of_member = target not in guild.role_by_id if kind is None else bool(kind)
        allow, deny = item.number("allow", least=0) or 0, item.number("deny", least=0) or 0
        found[target] = Overwrite(target, of_member, allow, deny)
        old = before.get(target, Overwrite(target, of_member))
        _own_rights(me, (old.allow ^ allow) | (old.deny ^ deny), channel)
    return found


def _own_rights(me: Member, touched: int, channel: Channel | None) -> None:
    rights = permission.in_channel(me, channel) if channel else permission.in_guild(me)
    if touched & ~rights:
        raise errors.missing_permissions()
    if channel is None and touched & permission.BITS["manage_roles"] and not me.may("administrator"):
        raise errors.missing_permissions()


CHANNEL = "/channels/{channel_id}"
ROUTES: tuple[Route, ...] = (
    ("GET", CHANNEL, get),
    ("PATCH", CHANNEL, edit),
    ("DELETE", CHANNEL, delete),
    ("PUT", CHANNEL + "/permissions/{overwrite_id}", put_overwrite),
    ("DELETE", CHANNEL + "/permissions/{overwrite_id}", delete_overwrite),
    ("GET", "/guilds/{guild_id}/channels", listing),
    ("POST", "/guilds/{guild_id}/channels", create),
    ("PATCH", "/guilds/{guild_id}/channels", arrange),
)
