"""A server with one of everything in it, and for every route an address and a body that a client would send."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, TypeAlias

from playground import Application, ChannelType, Guild, Person, Playground
from playground.world import commands, events, interactions, invites, permissions, threads
from playground.world.channels import Channel
from playground.world.interactions import Answer, Interaction, InteractionType
from playground.world.messages import Draft

Json: TypeAlias = dict[str, Any]
TAG = {"id": "77", "name": "tag", "moderated": False, "emoji_id": None, "emoji_name": None}


def button(custom_id: str, **more: Any) -> Json:
    return {"type": 2, "style": 1, "label": "Go", "custom_id": custom_id, "emoji": {"name": "⛺"}, **more}


def option(name: str, kind: int, **more: Any) -> Json:
    return {"type": kind, "name": name, "description": "x", "required": False, **more}


MEDIA = {"media": {"url": "https://a.example/x.png"}, "description": "x", "spoiler": False}
EMBED: Json = {
    "title": "t", "description": "d", "url": "https://a.example", "color": 1, "timestamp": "2026-11-20T09:00:00Z",
    "footer": {"text": "f", "icon_url": "https://a.example/i.png"}, "image": {"url": "https://a.example/i.png"},
    "author": {"name": "a", "url": "https://a.example"}, "fields": [{"name": "n", "value": "v", "inline": True}],
}  # fmt: skip
ROWS: list[Json] = [
    {"type": 1, "id": 9, "components": [button("a"), {"type": 2, "style": 5, "label": "x", "url": "https://a.example"}]},
    {"type": 1, "components": [{"type": 3, "custom_id": "s", "placeholder": "p", "min_values": 0, "max_values": 2, "options": [
        {"label": "l", "value": "v", "description": "d", "default": True, "emoji": {"name": "⛺"}}, {"label": "m", "value": "w"}]}]},
    {"type": 1, "components": [{"type": 5, "custom_id": "u", "default_values": [{"id": "5", "type": "user"}]}]},
    {"type": 1, "components": [{"type": 8, "custom_id": "c", "channel_types": [0, 2]}]},
]  # fmt: skip
MESSAGE: Json = {
    "content": "hello", "embeds": [EMBED], "components": ROWS, "flags": 4096, "tts": False, "nonce": "n1",
    "enforce_nonce": False, "allowed_mentions": {"parse": ["users"], "roles": ["5"], "replied_user": True},
    "attachments": [], "sticker_ids": None,
}  # fmt: skip
V2: Json = {
    "flags": 1 << 15,
    "components": [
        {"type": 17, "accent_color": 5, "spoiler": False, "components": [
            {"type": 10, "content": "text"},
            {"type": 9, "components": [{"type": 10, "content": "t"}], "accessory": {"type": 11, **MEDIA}},
            {"type": 12, "items": [MEDIA]}, {"type": 14, "divider": True, "spacing": 2},
            {"type": 1, "components": [button("b")]}]},
    ],
}  # fmt: skip
MODAL: Json = {
    "custom_id": "m", "title": "Edit", "components": [
        {"type": 1, "components": [{"type": 4, "custom_id": "i", "style": 1, "label": "L", "min_length": 1, "value": "v"}]},
        {"type": 18, "label": "l", "description": "d", "component": {"type": 3, "custom_id": "s", "required": True,
         "options": [{"label": "l", "value": "v"}]}},
        {"type": 18, "label": "r", "component": {"type": 21, "custom_id": "r", "options": [
            {"label": "l", "value": "v"}, {"label": "m", "value": "w"}]}},
        {"type": 18, "label": "f", "component": {"type": 19, "custom_id": "f", "min_values": 0, "max_values": 3}}],
}  # fmt: skip
COMMAND: Json = {
    "name": "go", "type": 1, "description": "x", "name_localizations": {"fr": "va"}, "nsfw": False, "contexts": [0, 1],
    "description_localizations": {"fr": "y"}, "default_member_permissions": "8", "integration_types": [0],
    "options": [
        option("s", 3, choices=[{"name": "a", "value": "b", "name_localizations": {"fr": "c"}}], min_length=1, max_length=5),
        option("i", 4, min_value=1, max_value=5, autocomplete=True), option("n", 10, choices=[{"name": "a", "value": 1.5}]),
        option("c", 7, channel_types=[0, 15])],
}  # fmt: skip
GROUP: Json = {
    "name": "set", "description": "x", "options": [option("g", 2, options=[option("s", 1, options=[option("b", 5)])])],
}  # fmt: skip
EVENT: Json = {
    "name": "e", "description": "d", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "here"},
    "scheduled_start_time": "2026-12-01T10:00:00Z", "scheduled_end_time": "2026-12-01T11:00:00Z",
    "recurrence_rule": {"start": "2026-12-01T10:00:00Z", "frequency": 2, "interval": 1, "by_weekday": [1]},
}  # fmt: skip
OVERWRITE: Json = {"id": "5", "type": 1, "allow": "1024", "deny": "0"}
BODIES: dict[tuple[str, str], list[Any]] = {
    ("PATCH", "/applications/@me"): [
        {"description": "d", "tags": ["a"]}, {"description": {"default": "d", "localizations": {"fr": "e"}}},
    ],
    ("PATCH", "/users/@me"): [{"username": "Guide"}],
    ("POST", "/users/@me/channels"): [{"recipient_id": "5"}],
    ("PATCH", "/guilds/{guild_id}"): [
        {"name": "new", "description": "d", "preferred_locale": "fr", "system_channel_id": None, "system_channel_flags": 1},
    ],
    ("POST", "/guilds/{guild_id}/channels"): [
        {"name": "c", "type": 0, "topic": "t", "nsfw": False, "position": 3, "parent_id": None, "rate_limit_per_user": 5,
         "user_limit": 5, "bitrate": 8000, "default_auto_archive_duration": 60, "permission_overwrites": [OVERWRITE]},
    ],
    ("PATCH", "/guilds/{guild_id}/channels"): [[{"id": "CHANNEL", "position": 2, "parent_id": "CATEGORY", "lock_permissions": True}]],
    ("PATCH", "/channels/{channel_id}"): [
        {"name": "c", "topic": "t", "position": 1, "parent_id": "CATEGORY", "permission_overwrites": [OVERWRITE]},
        {"name": "t", "archived": True, "locked": True, "invitable": True, "auto_archive_duration": 60, "flags": 2,
         "applied_tags": ["77"], "rate_limit_per_user": 5},
    ],
    ("PUT", "/channels/{channel_id}/permissions/{overwrite_id}"): [{"type": 0, "allow": "1024", "deny": 0}],
    ("POST", "/channels/{channel_id}/invites"): [{"max_age": 60, "max_uses": 5, "temporary": False, "unique": True}],
    ("POST", "/channels/{channel_id}/messages"): [
        MESSAGE, V2, {"content": "x", "message_reference": {"message_id": "MESSAGE", "fail_if_not_exists": False}},
    ],
    ("PATCH", "/channels/{channel_id}/messages/{message_id}"): [MESSAGE, V2, {"flags": 4}],
    ("POST", "/channels/{channel_id}/messages/bulk-delete"): [{"messages": ["5", "6"]}],
    ("POST", "/channels/{channel_id}/messages/{message_id}/threads"): [{"name": "t", "auto_archive_duration": 60}],
    ("POST", "/channels/{channel_id}/threads"): [
        {"name": "t", "type": 11, "auto_archive_duration": 60, "rate_limit_per_user": 5, "invitable": True},
        {"name": "p", "message": MESSAGE, "applied_tags": ["77"]},
    ],
    ("POST", "/guilds/{guild_id}/roles"): [
        {"name": "r", "permissions": "1024", "color": 5, "hoist": True, "mentionable": True, "colors": {"primary_color": 3}},
    ],
    ("PATCH", "/guilds/{guild_id}/roles"): [[{"id": "ROLE", "position": 1}]],
    ("PATCH", "/guilds/{guild_id}/roles/{role_id}"): [{"name": "r", "permissions": "1024", "color": 5}],
    ("PATCH", "/guilds/{guild_id}/members/{user_id}"): [
        {"nick": "n", "roles": ["ROLE"], "communication_disabled_until": "2026-11-21T09:00:00Z", "mute": True, "deaf": False},
    ],
    ("PATCH", "/guilds/{guild_id}/members/@me"): [{"nick": "n"}],
    ("PUT", "/guilds/{guild_id}/bans/{user_id}"): [{"delete_message_seconds": 60}],
    ("POST", "/guilds/{guild_id}/scheduled-events"): [
        EVENT, {**EVENT, "entity_type": 2, "channel_id": "VOICE", "entity_metadata": None},
    ],
    ("PATCH", "/guilds/{guild_id}/scheduled-events/{event_id}"): [
        EVENT, {"status": 2}, {"entity_type": 2, "channel_id": "VOICE"}, {"scheduled_end_time": "2026-12-03T11:00:00Z"},
    ],
    **{
        (method, base + tail): [[COMMAND, GROUP]] if method == "PUT" else [COMMAND, GROUP]
        for base in ("/applications/{application_id}/commands", "/applications/{application_id}/guilds/{guild_id}/commands")
        for method, tail in (("POST", ""), ("PUT", ""), ("PATCH", "/{command_id}"))
    },
    ("POST", "/interactions/{interaction_id}/{token}/callback"): [
        {"type": 4, "data": MESSAGE}, {"type": 4, "data": V2}, {"type": 5, "data": {"flags": 64}}, {"type": 9, "data": MODAL},
        {"type": 7, "data": MESSAGE}, {"type": 8, "data": {"choices": [{"name": "a", "value": "b"}]}},
    ],
    ("POST", "/webhooks/{application_id}/{token}"): [MESSAGE, V2],
    ("PATCH", "/webhooks/{application_id}/{token}/messages/@original"): [MESSAGE, V2],
    ("PATCH", "/webhooks/{application_id}/{token}/messages/{message_id}"): [MESSAGE],
}  # fmt: skip
"""Words in capitals stand for ids of the scene."""

QUERY = {
    "limit": "5", "before": "9", "after": "5", "around": "5", "with_counts": "true", "with_member": "true", "query": "a",
    "with_localizations": "1", "with_user_count": "true", "with_response": "true", "delete_message_seconds": "5",
}  # fmt: skip


@dataclass
class Scene:
    """One server of everything. The bot may do all in it."""

    discord: Playground
    app: Application
    guild: Guild = field(init=False)
    ana: Person = field(init=False)
    ids: dict[str, list[str]] = field(init=False)
    named: dict[str, str] = field(init=False)
    places: list[Channel] = field(init=False)

    def __post_init__(self) -> None:
        self.guild = guild = self.discord.guild("Full")
        guild.invite(self.app, permissions.ALL)
        self.ana = self.discord.person("Ana")
        self.ana.joins(guild)
        role, category = guild.add_role("r"), guild.add_category("cat")
        forum, voice = (
            guild.add_channel("f", ChannelType.FORUM, tags=[TAG]),
            guild.add_channel("v", ChannelType.VOICE),
        )
        text, direct = guild.first_channel, self.ana.direct(self.app)
        self.ana.enters(voice)
        said = [place.post(self.app.user, Draft("x")) for place in (text, text, direct)]
        said.append(text.post(self.ana, Draft("y")))
        said.append(hers := direct.post(self.ana, Draft("z")))
        side = threads.create(text, self.app.user, "side", on=said[0])
        post = threads.create(forum, self.app.user, "post", applied_tags=[77])
        clock = self.discord.clock
        event = events.create(
            guild, self.app.user, name="e", start=clock.now() + timedelta(days=1),
            end=clock.now() + timedelta(days=2), entity_type=3, location="here",
        )  # fmt: skip
        event.subscribe(self.ana)
        world = self.discord.world
        kept = commands.save(self.app, None, {"name": f"c{guild.id}", "description": "x"}, world.ids.new())
        local = commands.save(self.app, guild.id, {"name": "l", "description": "x"}, world.ids.new())
        invite = invites.create(text, self.app.user)
        banned = self.discord.person("Bad")
        guild.ban(banned)
        self.places = [text, text, text, side, post, forum, voice, category, direct]
        people = [self.ana, self.app.user, banned]
        self.ids = {
            "guild_id": [str(guild.id)],
            "channel_id": [str(place.id) for place in self.places],
            "message_id": [str(message.id) for message in said],
            "user_id": [str(user.id) for user in people],
            "role_id": [str(role.id), str(guild.id)],
            "overwrite_id": [str(role.id), str(self.ana.id)],
            "event_id": [str(event.id)],
            "command_id": [str(kept.id), str(local.id)],
            "application_id": [str(self.app.id)],
            "code": [invite.code],
            "emoji_name": ["👍"],
        }
        self.named = {
            "CHANNEL": str(text.id), "CATEGORY": str(category.id), "VOICE": str(voice.id),
            "MESSAGE": str(said[0].id), "ROLE": str(role.id), "EVENT": str(event.id), "FORUM": str(forum.id),
            "POST": str(post.id), "SIDE": str(side.id), "DIRECT": str(direct.id), "HERS": str(hers.id),
        }  # fmt: skip

    @property
    def whole(self) -> bool:
        """Whether the bot, Ana and all places are still there."""
        there = self.discord.world.channel_by_id
        return all(self.guild.has_member(user) for user in (self.app.user, self.ana)) and all(
            place.id in there for place in self.places
        )

    def typing(self, data: Json) -> Interaction:
        """Ana types into an option."""
        kind = InteractionType.AUTOCOMPLETE
        return interactions.begin(self.app, kind, self.ana, self.guild.first_channel, data)

    def interaction(self, kind: InteractionType, *, answered: bool) -> Interaction:
        """Ana did something; `answered` is whether the bot said a first word already."""
        text = self.guild.first_channel
        message = text.messages[0] if kind == InteractionType.COMPONENT and text.messages else None
        data = {"name": "go", "type": 1}
        before = (
            self.interaction(InteractionType.COMMAND, answered=True)
            if kind == InteractionType.MODAL
            else None
        )
        found = interactions.begin(self.app, kind, self.ana, text, data, message=message, began_with=before)
        if answered and kind != InteractionType.AUTOCOMPLETE:
            found.answer = Answer.MESSAGE
            found.original = text.post(self.app.user, Draft("answer", interaction=found))
        return found
