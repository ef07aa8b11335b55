"""Messages: send, read, edit, delete, react, pin."""

from __future__ import annotations

from playground import errors, limits
from playground.rate_limits import Allowance
from playground.rest.call import Call, Result, Route
from playground.rest.message_form import MessageForm
from playground.world import messages, reactions, slowmode
from playground.world.channels import FORUMS, WRITTEN_IN, Channel
from playground.world.direct_messages import DirectChannel
from playground.world.emoji import is_emoji
from playground.world.messages import Draft, Message, MessageType
from playground.world.snowflakes import iso
from playground.world.threads import Thread

TEXTS = ("content", "embeds", "components")


def may_speak(call: Call, channel: Channel) -> None:
    """Raises what keeps the bot from writing here: no right, closed doors, an archive, a lock, a wrong kind."""
    if isinstance(channel, DirectChannel):
        person = channel.other(call.app.id)
        if person.deleted or person.id in call.world.closed_doors:
            raise errors.direct_messages_closed()
        if not any(call.app.id in guild.member_by_id for guild in call.world.guilds_of(person.id)):
            raise errors.no_mutual_guild()
        return
    if channel.type in FORUMS:
        raise errors.in_a_forum()
    if channel.type not in WRITTEN_IN:
        raise errors.not_a_text_channel()
    if isinstance(channel, Thread):
        call.need("send_messages_in_threads", channel)
        if channel.locked and not call.may("manage_threads", channel):
            raise errors.thread_archived() if channel.archived else errors.thread_locked()
        return
    call.need("send_messages", channel)


def send(call: Call) -> Result:
    """Says something; with `enforce_nonce` the same nonce gives the same message again."""
    channel = call.channel
    may_speak(call, channel)
    form = call.form_if_any
    draft = MessageForm(call, channel, form, call.files).new()
    if draft.reference and not call.may("read_message_history", channel):
        raise errors.reply_without_history()
    if draft.tts:
        draft.tts = call.may("send_tts_messages", channel)
    without_embeds(call, channel, draft)
    nonce = str(draft.nonce) if draft.nonce is not None and form.flag("enforce_nonce") else None
    if nonce and (known := call.world.nonces.message(call.app.id, channel.id, nonce)):
        if known.deleted:
            raise errors.unknown("message")
        return 200, known.payload(call.app.id, with_nonce=True)
    if seconds := slowmode.wait(channel, call.user).total_seconds():
        raise errors.slowmode(seconds)
    moderated(call, channel, draft)
    message = channel.post(call.user, draft)
    if nonce:
        call.world.nonces.remember(message, nonce)
    return 200, message.payload(call.app.id, with_nonce=True)


def without_embeds(call: Call, channel: Channel, draft: Draft) -> None:
    """Takes the embeds off if the bot may show none here; raises 50006 if nothing is left."""
    if not call.may("embed_links", channel):
        draft.embeds = []
        if draft.empty:
            raise errors.empty_message()


def moderated(call: Call, channel: Channel, draft: Draft) -> None:
    """Raises 200000 or 240000 if the server's AutoMod does not let a word or a link through."""
    if channel.guild_or_none is None:
        return
    text = draft.text
    me = call.me(channel.guild)
    if channel.guild.automod.blocks_words(me, text):
        raise errors.blocked_by_automod()
    if channel.guild.automod.blocks_links(me, text):
        raise errors.link_blocked()


def history(call: Call) -> Result:
    """Up to 100 messages, the newest first; nothing without the right to read the past."""
    channel = call.channel
    limit = call.count("limit", 50, limits.HISTORY_PAGE)
    if not call.may("read_message_history", channel):
        return 200, []
    everything = channel.messages
    before, after, around = (call.query_id(name) for name in ("before", "after", "around"))
    if around is not None:
        half = limit // 2
        older = [message for message in everything if message.id < around][-half:] if half else []
        newer = [message for message in everything if message.id >= around][: limit - len(older)]
        page = older + newer
    elif after is not None:
        page = [message for message in everything if message.id > after][:limit]
    else:
        page = [message for message in everything if before is None or message.id < before][-limit:]
    return 200, [message.payload(call.app.id) for message in reversed(page)]


def get(call: Call) -> Result:
    """One message."""
    call.need("read_message_history", call.channel)
    return 200, call.message.payload(call.app.id)


def edit(call: Call) -> Result:
    """Changes an own message; of others' only embeds can be hidden."""
    message = call.message
    not_asleep(message.channel)
    if message.author.id != call.app.id:
        if set(call.form_if_any.data) - {"flags"}:
            raise errors.not_the_author()
        call.need("manage_messages", message.channel)
    changes = MessageForm(call, message.channel, call.form_if_any, call.files).changes(message)
    moderated(call, message.channel, Draft(**{name: changes[name] for name in TEXTS if name in changes}))
    old = call.world.clock.now() - message.sent_at > limits.OLD_MESSAGE
    if old and (seconds := call.spend(Allowance.OLD_EDITS, message.channel.id)):
        raise errors.too_many_old_edits(seconds)
    message.edit(**changes)
    return 200, message.payload(call.app.id)


def not_asleep(channel: Channel) -> None:
    """Raises 50083 in an archived thread."""
    if isinstance(channel, Thread) and channel.archived:
        raise errors.thread_archived()


def delete(call: Call) -> Result:
    """Takes a message away: an own one, or anybody's with the right to manage messages."""
    message = call.message
    not_asleep(message.channel)
    if message.author.id != call.app.id:
        _moderates(call, message.channel)
    if message.type not in messages.DELETABLE:
        raise errors.system_message()
    message.remove()
    return 204, None


def bulk_delete(call: Call) -> Result:
    """Takes 2 to 100 messages away at once, none older than two weeks."""
    channel = call.channel
    _moderates(call, channel)
    form = call.form
    ids = form.snowflakes("messages", least=2, most=100, unique=True)
    form.check()
    oldest = call.world.clock.now().timestamp() - 14 * 24 * 3600
    if any(call.world.born(message_id).timestamp() < oldest for message_id in ids):
        raise errors.too_old_to_bulk_delete()
    messages.remove_all(
        channel,
        [channel.message_by_id[message_id] for message_id in ids if message_id in channel.message_by_id],
    )
    return 204, None


def _moderates(call: Call, channel: Channel) -> None:
    """Raises 50013 if the bot may not touch what others wrote, 50003 where nobody may."""
    if channel.guild_or_none is None:
        raise errors.not_in_direct_messages()
    call.need("manage_messages", channel)


# Reactions


def _emoji(call: Call, message: Message) -> str:
    """The path's emoji: one of everybody's, or one that is there already; servers here have none of their own."""
    emoji = call.ids["emoji_name"]
    if not is_emoji(emoji) and reactions.reaction(message, emoji) is None:
        raise errors.unknown_emoji()
    return emoji


def react(call: Call) -> Result:
    """Puts an emoji under a message."""
    message = call.message
    emoji = _emoji(call, message)
    not_asleep(message.channel)
    if reactions.reaction(message, emoji) is None:
        call.need("add_reactions", message.channel)
        call.need("read_message_history", message.channel)
        if len(message.reactions) >= limits.REACTION_KINDS:
            raise errors.maximum_reached(30010, "reactions", limits.REACTION_KINDS)
    reactions.add(message, call.user, emoji)
    return 204, None


def unreact(call: Call) -> Result:
    """Takes the own emoji off."""
    message = call.message
    reactions.remove(message, call.user, _emoji(call, message))
    return 204, None


def unreact_other(call: Call) -> Result:
    """Takes somebody's emoji off."""
    message = call.message
    _moderates(call, message.channel)
    user = call.world.user_by_id.get(call.id("user_id"))
    if user is None:
        raise errors.unknown("user")
    reactions.remove(message, user, _emoji(call, message))
    return 204, None


def clear_reactions(call: Call) -> Result:
    """Takes all emojis off, or all of one."""
    message = call.message
    _moderates(call, message.channel)
    reactions.clear(message, _emoji(call, message) if "emoji_name" in call.ids else None)
    return 204, None


def reactors(call: Call) -> Result:
    """Who put an emoji there."""
    limit = call.count("limit", 25, 100)
    after = call.query_id("after") or 0
    message = call.message
    found = reactions.reaction(message, _emoji(call, message))
    users = (
        sorted((user for user in found.users if user.id > after), key=lambda user: user.id) if found else []
    )
    return 200, [user.payload() for user in users[:limit]]


# Pins


def _pinnable(call: Call) -> Message:
    message = call.message
    not_asleep(message.channel)
    call.need("pin_messages", message.channel)
    return message


def pin(call: Call) -> Result:
    """Pins a message; the channel is told by one of Discord's own messages."""
    message = _pinnable(call)
    if message.pinned_at is None:
        if len(message.channel.pins) >= limits.PINS_PER_CHANNEL:
            raise errors.maximum_reached(30003, "pins", limits.PINS_PER_CHANNEL)
        message.pin()
        message.channel.post(call.user, Draft(type=MessageType.PINNED, reference=message))
    return 204, None


def unpin(call: Call) -> Result:
    """Takes the pin off."""
    message = _pinnable(call)
    if message.pinned_at:
        message.unpin()
    return 204, None


def pins(call: Call) -> Result:
    """The pinned messages with the moment of pinning, the newest first."""
    channel = call.channel
    call.need("read_message_history", channel)
    limit = call.count("limit", 50, 50)
    before = call.query_instant("before")
    found = [
        message
        for message in channel.pins
        if not before or (message.pinned_at and message.pinned_at < before)
    ]
    items = [
        {"pinned_at": iso(message.pinned_at), "message": message.payload(call.app.id)}
        for message in found[:limit]
        if message.pinned_at
    ]
    return 200, {"items": items, "has_more": len(found) > limit}


def old_pins(call: Call) -> Result:
    """The pinned messages as a plain list, at most 50."""
    channel = call.channel
    call.need("read_message_history", channel)
    return 200, [message.payload(call.app.id) for message in channel.pins[:50]]


def typing(call: Call) -> Result:
    """Shows that the bot is writing."""
    channel = call.channel
    may_speak(call, channel)
    data = {
        "channel_id": str(channel.id),
        "user_id": str(call.app.id),
        "timestamp": int(call.world.clock.now().timestamp()),
    }
    guild = channel.guild_or_none
    if guild:
        data |= {"guild_id": str(guild.id), "member": call.me(guild).payload()}
    call.world.announce("TYPING_START", data, guild=guild, channel=channel)
    return 204, None


MESSAGES = "/channels/{channel_id}/messages"
MESSAGE = MESSAGES + "/{message_id}"
REACTIONS = MESSAGE + "/reactions"
ROUTES: tuple[Route, ...] = (
    ("POST", MESSAGES, send),
    ("GET", MESSAGES, history),
    ("POST", MESSAGES + "/bulk-delete", bulk_delete),
    ("GET", MESSAGES + "/pins", pins),
    ("PUT", MESSAGES + "/pins/{message_id}", pin),
    ("DELETE", MESSAGES + "/pins/{message_id}", unpin),
    ("GET", MESSAGE, get),
    ("PATCH", MESSAGE, edit),
    ("DELETE", MESSAGE, delete),
    ("DELETE", REACTIONS, clear_reactions),
    ("GET", REACTIONS + "/{emoji_name}", reactors),
    ("DELETE", REACTIONS + "/{emoji_name}", clear_reactions),
    ("PUT", REACTIONS + "/{emoji_name}/@me", react),
    ("DELETE", REACTIONS + "/{emoji_name}/@me", unreact),
    ("DELETE", REACTIONS + "/{emoji_name}/{user_id}", unreact_other),
    ("GET", "/channels/{channel_id}/pins", old_pins),
    ("PUT", "/channels/{channel_id}/pins/{message_id}", pin),
    ("DELETE", "/channels/{channel_id}/pins/{message_id}", unpin),
    ("POST", "/channels/{channel_id}/typing", typing),
)
