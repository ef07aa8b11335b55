"""Which intent an event needs, and what of it a bot may read."""

from __future__ import annotations

from playground.wire import Json
from playground.world import permissions as permission
from playground.world.applications import Application
from playground.world.direct_messages import DirectChannel
from playground.world.world import Event

GUILDS, MEMBERS, MODERATION = 1 << 0, 1 << 1, 1 << 2
INVITES, VOICE_STATES, PRESENCES = 1 << 6, 1 << 7, 1 << 8
GUILD_MESSAGES, GUILD_REACTIONS, GUILD_TYPING = 1 << 9, 1 << 10, 1 << 11
DIRECT_MESSAGES, DIRECT_REACTIONS, DIRECT_TYPING = 1 << 12, 1 << 13, 1 << 14
CONTENT, SCHEDULED_EVENTS = 1 << 15, 1 << 16
KNOWN = (1 << 17) - 1 | 1 << 20 | 1 << 21 | 1 << 24 | 1 << 25
PRIVILEGED = {"members": MEMBERS, "presences": PRESENCES, "message_content": CONTENT}

BY_PREFIX = (
    ("GUILD_SCHEDULED_EVENT_", SCHEDULED_EVENTS, 0),
    ("GUILD_MEMBER", MEMBERS, 0),
    ("GUILD_BAN_", MODERATION, 0),
    ("GUILD_", GUILDS, 0),
    ("CHANNEL_PINS_", GUILDS, DIRECT_MESSAGES),
    ("CHANNEL_", GUILDS, DIRECT_MESSAGES),
    ("THREAD_", GUILDS, 0),
    ("INVITE_", INVITES, 0),
    ("VOICE_STATE_", VOICE_STATES, 0),
    ("MESSAGE_REACTION_", GUILD_REACTIONS, DIRECT_REACTIONS),
    ("MESSAGE_", GUILD_MESSAGES, DIRECT_MESSAGES),
    ("TYPING_", GUILD_TYPING, DIRECT_TYPING),
)
"""Beginnings of event names, the more exact first; the intent for guilds and the one for direct messages."""

WITHOUT_INTENT = frozenset({"INTERACTION_CREATE", "GUILD_MEMBERS_CHUNK", "READY", "RESUMED", "USER_UPDATE"})
ABOUT_ITSELF = frozenset({"GUILD_MEMBER_UPDATE", "THREAD_MEMBERS_UPDATE"})
OF_MEMBERS = frozenset({"THREAD_MEMBERS_UPDATE"})
READABLE = frozenset({"MESSAGE_CREATE", "MESSAGE_UPDATE"})


def hears(app: Application, intents: int, event: Event) -> bool:
    """Whether a bot with these intents is told."""
    if event.app is not None and event.app is not app:
        return False
    if event.name not in WITHOUT_INTENT and not _wants(app, intents, event):
        return False
    if event.app is app:
        return True
    channel = event.channel
    if isinstance(channel, DirectChannel):
        return any(user.id == app.id for user in channel.between)
    if event.guild is None:
        return False
    member = event.guild.member_by_id.get(app.id)
    if member is None or not event.guild.available:
        return False
    return channel is None or permission.sees(member, channel)


def _wants(app: Application, intents: int, event: Event) -> bool:
    if event.name == "GUILD_MEMBER_ADD" and event.about == app.id:
        return False
    if event.name in ABOUT_ITSELF and event.about == app.id:
        return True
    if event.name in OF_MEMBERS:
        return bool(intents & MEMBERS)
    for prefix, in_guilds, in_direct in BY_PREFIX:
        if event.name.startswith(prefix):
            return bool(intents & (in_guilds if event.guild else in_direct))
    return False


def readable(app: Application, intents: int, event: Event) -> Json:
    """The event as this bot may read it: without its intent, what strangers wrote is empty."""
    data = event.data
    if event.name not in READABLE or intents & CONTENT or event.guild is None:
        return data
    own = str(app.id)
    if data["author"]["id"] == own or any(user["id"] == own for user in data["mentions"]):
        return data
    return {**data, "content": "", "embeds": [], "attachments": [], "components": []}
