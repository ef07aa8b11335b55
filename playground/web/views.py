"""What one person sees, as JSON for the page: servers, channels, people, messages."""

from __future__ import annotations

from collections.abc import Iterable

from playground.people.person import Person
from playground.people.reply import Field, Modal
from playground.playground import Playground
from playground.web.host import Actor
from playground.wire import Json
from playground.world import permissions as permission
from playground.world.channels import VOICE, WRITTEN_IN, Channel
from playground.world.direct_messages import DirectChannel
from playground.world.events import ScheduledEvent
from playground.world.guilds import Guild
from playground.world.interactions import Interaction
from playground.world.members import Member
from playground.world.messages import Message
from playground.world.snowflakes import iso
from playground.world.threads import Thread

SHOWN_RIGHTS = (
    "send_messages",
    "send_messages_in_threads",
    "add_reactions",
    "attach_files",
    "manage_messages",
    "connect",
)
"""What the page has to know of a person's rights in a channel, to offer only what the app would offer."""


def everything(discord: Playground, viewer: Actor, actors: Iterable[Actor]) -> Json:
    """All that stands around the messages."""
    world, person = discord.world, viewer.person
    return {
        "me": actor(viewer),
        "actors": [actor(other) for other in actors],
        "users": {
            str(user.id): {"name": user.name, "handle": user.handle, "bot": user.bot}
            for user in world.user_by_id.values()
        },
        "online": [
            str(app.id) for app in world.application_by_id.values() if discord.hub.connections_of(app)
        ],
        "guilds": [guild(place, person) for place in world.guilds_of(person.id)],
        "directs": [
            direct(channel, person)
            for pair, channel in world.direct_by_pair.items()
            if person.id in pair and channel.last_message_id
        ],
    }


def actor(one: Actor) -> Json:
    """Somebody one can be."""
    person = one.person
    return {
        "id": str(person.id), "name": person.name, "part": one.part, "locale": person.locale, "zone": one.zone,
    }  # fmt: skip


def guild(place: Guild, viewer: Person) -> Json:
    """A server as one of its members sees it."""
    me = place.member(viewer)
    return {
        "id": str(place.id),
        "name": place.name,
        "channels": [channel(one, me) for one in place.channels if permission.sees(me, one)],
        "threads": [channel(one, me) for one in place.threads if permission.sees(me, one)],
        "roles": {
            str(role.id): {"name": role.name, "color": role.color, "hoist": role.hoist, "bot": role.managed}
            for role in place.roles
            if role is not place.everyone
        },
        "members": [member(one) for one in place.members],
        "events": [event(one, viewer) for one in place.events if one.open],
    }


def member(one: Member) -> Json:
    """Somebody in a server, roles from the highest down."""
    coloured = next((role.color for role in one.roles if role.color), 0)
    return {
        "id": str(one.id),
        "name": one.name,
        "color": coloured,
        "roles": [str(role.id) for role in one.roles],
        "owner": one.id == one.guild.owner_id,
        "joined": iso(one.joined_at),
    }


def channel(one: Channel, viewer: Member) -> Json:
    """A channel or thread, with what its reader may do there."""
    rights = permission.in_channel(viewer, one)
    shape: Json = {
        "id": str(one.id),
        "name": one.name,
        "type": int(one.type),
        "parent": str(one.parent_id) if one.parent_id else None,
        "topic": one.topic,
        "may": [name for name in SHOWN_RIGHTS if rights & permission.BITS[name]],
        "written": one.type in WRITTEN_IN,
    }
    if one.type in VOICE:
        shape["inside"] = [str(member.id) for member in one.voice_members]
    if isinstance(one, Thread):
        shape |= {"archived": one.archived, "locked": one.locked, "joined": viewer.id in one.thread_members}
    return shape


def direct(one: DirectChannel, viewer: Person) -> Json:
    """Direct messages with somebody."""
    return {
        "id": str(one.id),
        "name": one.other(viewer.id).name,
        "with": str(one.other(viewer.id).id),
        "type": int(one.type),
        "parent": None,
        "topic": None,
        "may": list(SHOWN_RIGHTS[:4]),
        "written": True,
    }


def event(one: ScheduledEvent, viewer: Person) -> Json:
    """A scheduled event."""
    return {
        "id": str(one.id),
        "name": one.name,
        "description": one.description,
        "start": one.start.timestamp(),
        "end": one.end.timestamp() if one.end else None,
        "place": one.location,
        "channel": str(one.channel_id) if one.channel_id else None,
        "active": int(one.status) == 2,
        "count": len(one.subscribers),
        "mine": viewer in one.subscribers,
    }


def message(one: Message, viewer: Person) -> Json:
    """A message as it stands, and what concerns its reader about it."""
    shape = one.payload(viewer.id)
    shape["private"] = one.ephemeral
    shape["loading"] = one.loading
    shape["mine"] = one.author is viewer
    shape["pings"] = viewer in one.pinged
    shape["described"] = {file.url: file.description for file in one.attachments if file.description}
    shape["app"] = str(one.author.id) if one.author.id in one.channel.world.application_by_id else None
    if one.interaction:
        shape["used"] = {"by": str(one.interaction.user.id), "line": command_line(one.interaction)}
    return shape


def command_line(interaction: Interaction) -> str | None:
    """The command an answer belongs to, such as "/group create"; None for the answer to a press."""
    if "name" not in interaction.data:
        return None
    words: list[str] = [interaction.data["name"]]
    options: list[Json] = interaction.data.get("options", [])
    while options and options[0]["type"] in (1, 2):
        words.append(options[0]["name"])
        options = options[0].get("options", [])
    return "/" + " ".join(words) if interaction.data.get("type", 1) == 1 else words[0]


def modal(form: Modal, number: int) -> Json:
    """A form that opened, part by part; `number` is the id of what opened it, by which it is sent."""
    return {
        "id": str(number),
        "title": form.title,
        "parts": form.components,
        "fields": {field.custom_id: _field(field) for field in form.fields},
    }


def _field(field: Field) -> Json:
    return {"label": field.label, "description": field.description, "required": field.required}
