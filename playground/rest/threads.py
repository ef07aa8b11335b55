"""Threads: start them, change them, join and leave them, list them."""

from __future__ import annotations

from playground import errors, limits
from playground.rest import messages, unsupported
from playground.rest.call import Call, Result, Route
from playground.rest.form import Form
from playground.rest.message_form import MessageForm
from playground.world import permissions as permission
from playground.world import threads
from playground.world.channels import FORUMS, Channel, ChannelType
from playground.world.threads import Thread

ARCHIVE_MINUTES = (60, 1440, 4320, 10080)
FIELDS = ("applied_tags", "archived", "auto_archive_duration", "invitable", "locked")
"""What no other channel has."""
PARENTS = frozenset({ChannelType.TEXT, ChannelType.ANNOUNCEMENT})


def from_message(call: Call) -> Result:
    """Starts a public thread at a message; the thread has the message's id."""
    message = call.message
    channel = message.channel
    if channel.type not in PARENTS:
        raise errors.wrong_channel_type()
    call.need("create_public_threads", channel)
    form = call.form
    name = form.text("name", least=1, most=limits.CHANNEL_NAME, required=True) or ""
    archive = form.one_of("auto_archive_duration", ARCHIVE_MINUTES) or 1440
    slowmode = _slowmode(form, channel)
    form.check()
    if message.thread:
        raise errors.thread_exists()
    _room(channel)
    _titled(call, channel, name)
    thread = threads.create(channel, call.user, name, on=message, auto_archive=archive, slowmode=slowmode)
    return 201, _as_seen(thread, call.app.id)


def start(call: Call) -> Result:
    """Starts a thread without a message, or a forum's post with its first message."""
    channel, form = call.channel, call.form
    if channel.type in FORUMS:
        return _post_in_forum(call, channel, form)
    if channel.type not in PARENTS:
        raise errors.wrong_channel_type()
    kind = form.one_of("type", (10, 11, 12)) or ChannelType.PRIVATE_THREAD
    unsupported.refuse(form, dict.fromkeys(("applied_tags", "message")))
    private = kind == ChannelType.PRIVATE_THREAD
    call.need("create_private_threads" if private else "create_public_threads", channel)
    name = form.text("name", least=1, most=limits.CHANNEL_NAME, required=True) or ""
    archive = form.one_of("auto_archive_duration", ARCHIVE_MINUTES) or 1440
    slowmode = _slowmode(form, channel)
    invitable = form.flag("invitable") is not False
    form.check()
    _room(channel)
    _titled(call, channel, name)
    thread = threads.create(
        channel, call.user, name, kind=kind, auto_archive=archive, slowmode=slowmode, invitable=invitable
    )
    return 201, _as_seen(thread, call.app.id)


def _post_in_forum(call: Call, channel: Channel, form: Form) -> Result:
    call.need("send_messages", channel)
    name = form.text("name", least=1, most=limits.CHANNEL_NAME, required=True) or ""
    archive = form.one_of("auto_archive_duration", ARCHIVE_MINUTES) or 1440
    slowmode = _slowmode(form, channel)
    tags = _tags(form, channel)
    inner = form.inner("message")
    if inner is None:
        form.required("message")
    form.check()
    assert inner is not None
    _tagged(call, channel, [], tags)
    _room(channel)
    _titled(call, channel, name)
    draft = MessageForm(call, channel, inner, call.files).new()
    messages.without_embeds(call, channel, draft)
    messages.moderated(call, channel, draft)
    thread = threads.create(
        channel, call.user, name, auto_archive=archive, slowmode=slowmode, applied_tags=tags
    )
    message = thread.post(call.user, draft)
    return 201, {**_as_seen(thread, call.app.id), "message": message.payload(call.app.id)}


def edit(call: Call, thread: Thread, form: Form) -> Result:
    """Changes a thread. Its starter may rename and close it, and open it unless it is locked; the rest needs the right to manage threads."""
    fields = form.given(
        name=form.text("name", least=1, most=limits.CHANNEL_NAME, required=form.has("name")),
        archived=bool(form.flag("archived")),
        locked=bool(form.flag("locked")),
        invitable=form.flag("invitable") is not False,
        applied_tags=_tags(form, thread.parent),
    )
    if form.has("auto_archive_duration"):
        fields["auto_archive"] = form.one_of("auto_archive_duration", ARCHIVE_MINUTES, required=True)
    if form.has("rate_limit_per_user"):
        fields["slowmode"] = form.number("rate_limit_per_user", least=0, most=limits.SLOWMODE_SECONDS) or 0
    if form.has("flags"):
        fields["pinned_in_forum"] = bool((form.number("flags") or 0) & threads.PINNED_IN_FORUM)
    form.check()
    manages = call.may("manage_threads", thread)
    opens = fields.get("archived") is False
    if not manages:
        opening = set(fields) == {"archived"} and opens and not thread.locked
        own = thread.owner_id == call.app.id and not {"locked", "slowmode", "pinned_in_forum"} & set(fields)
        own = own and not (opens and thread.locked)
        if opening:
            call.need("send_messages_in_threads", thread)
        elif not own:
            raise errors.missing_permissions()
    if thread.parent and "applied_tags" in fields:
        _tagged(call, thread.parent, thread.applied_tags, fields["applied_tags"])
    if thread.archived and not opens and set(fields) - {"locked", "archived"}:
        raise errors.thread_archived()
    if "name" in fields:
        _titled(call, thread, fields["name"])
        call.rename(thread)
    thread.edit(**fields)
    return 200, thread.payload()


def join(call: Call) -> Result:
    """The bot comes in."""
    thread = _awake(call)
    thread.add_member(call.user)
    return 204, None


def leave(call: Call) -> Result:
    """The bot goes out."""
    _awake(call).remove_member(call.user)
    return 204, None


def add(call: Call) -> Result:
    """Brings a member in."""
    thread = _awake(call)
    call.need("send_messages_in_threads", thread)
    member = thread.guild.member_by_id.get(call.id("user_id"))
    if member is None:
        raise errors.unknown("member")
    if not permission.may(member, "view_channel", thread):
        raise errors.missing_access()
    thread.add_member(member)
    return 204, None


def remove(call: Call) -> Result:
    """Sends a member out."""
    thread = _awake(call)
    if not (thread.is_private_thread and thread.owner_id == call.app.id):
        call.need("manage_threads", thread)
    user = call.world.user_by_id.get(call.id("user_id"))
    if user is None or user.id not in thread.thread_members:
        raise errors.unknown("member")
    thread.remove_member(user)
    return 204, None


def member(call: Call) -> Result:
    """Somebody's place in the thread."""
    thread, user_id = call.thread, call.id("user_id")
    if user_id not in thread.thread_members:
        raise errors.unknown("member")
    return 200, thread.membership(user_id)


def members(call: Call) -> Result:
    """Who is in the thread, for an application with the members intent switched on.

    With their memberships of the guild they come in pages, by ascending id.
    """
    thread = call.thread
    if not call.app.may_use("members"):
        raise errors.missing_access()
    limit, after = call.count("limit", 100, 100), call.query_id("after") or 0
    with_member = call.asks("with_member")
    found = sorted(user_id for user_id in thread.thread_members if user_id > after or not with_member)
    shapes = [thread.membership(user_id) for user_id in (found[:limit] if with_member else found)]
    if with_member:
        for shape in shapes:
            shape["member"] = thread.guild.member_by_id[int(shape["user_id"])].payload()
    return 200, shapes


def active(call: Call) -> Result:
    """All open threads of the guild that the bot sees, the newest first."""
    guild = call.guild
    me = call.me(guild)
    found = [thread for thread in guild.threads if not thread.archived and permission.sees(me, thread)]
    return 200, _listed(sorted(found, key=lambda thread: thread.id, reverse=True), call.app.id)


def archived_public(call: Call) -> Result:
    """The channel's archived public threads, the latest archived first."""
    return _archived(call, private=False, joined=False)


def archived_private(call: Call) -> Result:
    """The channel's archived private threads; needs the right to manage threads."""
    call.need("manage_threads", call.guild_channel)
    return _archived(call, private=True, joined=False)


def archived_joined(call: Call) -> Result:
    """The archived private threads the bot is in, the newest first."""
    return _archived(call, private=True, joined=True)


def _archived(call: Call, *, private: bool, joined: bool) -> Result:
    channel = call.guild_channel
    call.need("read_message_history", channel)
    limit = call.count("limit", 50, 100, least=2)
    earlier, older = (None, call.query_id("before")) if joined else (call.query_instant("before"), None)
    found = [
        thread
        for thread in channel.threads
        if thread.archived
        and thread.is_private_thread == private
        and (not joined or call.app.id in thread.thread_members)
        and (earlier is None or (thread.archive_changed_at and thread.archive_changed_at < earlier))
        and (older is None or thread.id < older)
    ]
    found.sort(key=lambda thread: (None if joined else thread.archive_changed_at, thread.id), reverse=True)
    return 200, {**_listed(found[:limit], call.app.id), "has_more": len(found) > limit}


def _listed(found: list[Thread], app_id: int) -> dict[str, object]:
    return {
        "threads": [thread.payload() for thread in found],
        "members": [thread.membership(app_id) for thread in found if app_id in thread.thread_members],
        "has_more": False,
    }


def _as_seen(thread: Thread, user_id: int) -> dict[str, object]:
    return {**thread.payload(), "member": thread.membership(user_id)}


def _awake(call: Call) -> Thread:
    thread = call.thread
    if thread.archived:
        raise errors.thread_archived()
    return thread


def _tags(form: Form, forum: Channel | None) -> list[int]:
    """The tags of a post, which must be its forum's; a thread that is no post has none."""
    tags = form.snowflakes("applied_tags", most=limits.THREAD_TAGS, unique=True)
    known = {int(tag["id"]) for tag in forum.tags} if forum else set[int]()
    for place, tag in enumerate(tags):
        if tag not in known:
            words = "Value must be one of the forum's tags."
            form.errors.add((*form.path, "applied_tags", place), "BASE_TYPE_CHOICES", words)
    return tags


def _tagged(call: Call, forum: Channel, before: list[int], tags: list[int]) -> None:
    """Raises what keeps a post from these tags: one is needed, some are for who manages threads to give and take."""
    moderated = {int(tag["id"]) for tag in forum.tags if tag["moderated"]}
    manages = call.may("manage_threads", forum)
    if forum.requires_tag and not tags:
        if forum.tags and len(moderated) == len(forum.tags) and not manages:
            raise errors.only_moderators_tag()
        raise errors.tag_required()
    if moderated & (set(before) ^ set(tags)) and not manages:
        raise errors.missing_permissions()


def _slowmode(form: Form, channel: Channel) -> int:
    """The pause between two messages of one account: the body's, else what the channel gives its threads."""
    seconds = form.number("rate_limit_per_user", least=0, most=limits.SLOWMODE_SECONDS)
    return channel.default_thread_slowmode if seconds is None else seconds


def _titled(call: Call, channel: Channel, name: str) -> None:
    if channel.guild.automod.blocks_words(call.me(channel.guild), name):
        raise errors.title_blocked_by_automod()


def _room(channel: Channel) -> None:
    if sum(not thread.archived for thread in channel.guild.thread_by_id.values()) >= limits.ACTIVE_THREADS:
        raise errors.too_many_active_threads()


THREAD = "/channels/{channel_id}"
ROUTES: tuple[Route, ...] = (
    ("POST", THREAD + "/messages/{message_id}/threads", from_message),
    ("POST", THREAD + "/threads", start),
    ("GET", THREAD + "/thread-members", members),
    ("PUT", THREAD + "/thread-members/@me", join),
    ("DELETE", THREAD + "/thread-members/@me", leave),
    ("GET", THREAD + "/thread-members/{user_id}", member),
    ("PUT", THREAD + "/thread-members/{user_id}", add),
    ("DELETE", THREAD + "/thread-members/{user_id}", remove),
    ("GET", THREAD + "/threads/archived/public", archived_public),
    ("GET", THREAD + "/threads/archived/private", archived_private),
    ("GET", THREAD + "/users/@me/threads/archived/private", archived_joined),
    ("GET", "/guilds/{guild_id}/threads/active", active),
)
