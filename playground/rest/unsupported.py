"""What Discord takes in a body and the playground does not have: it is refused rather than lost without a word."""

from __future__ import annotations

from typing import Any, cast

from playground.errors import FieldErrors
from playground.rest.form import Form
from playground.wire import Json

CODE = "PLAYGROUND_UNSUPPORTED"
COMMANDS = (
    "/applications/{application_id}/commands",
    "/applications/{application_id}/guilds/{guild_id}/commands",
)
CHANNEL = {"rtc_region": None, "video_quality_mode": 1, "default_tag_setting": None}
ROLE = {"icon": None, "unicode_emoji": None, "colors.secondary_color": None, "colors.tertiary_color": None}
EVENT = {"image": None}
FIELDS: dict[tuple[str, str], Json] = {
    ("PATCH", "/applications/@me"): {
        "cover_image": None, "custom_install_url": None, "event_webhooks_status": 1, "event_webhooks_types": None,
        "event_webhooks_url": None, "explicit_content_filter": None, "flags": None, "icon": None, "install_params": None,
        "integration_types_config": None, "interactions_endpoint_url": None, "max_participants": None,
        "role_connections_verification_url": None, "team_id": None, "type": None,
    },
    ("PATCH", "/users/@me"): {"avatar": None, "banner": None},
    ("POST", "/users/@me/channels"): {"access_tokens": None, "nicks": None},
    ("PATCH", "/guilds/{guild_id}"): {
        "afk_channel_id": None, "afk_timeout": 300, "banner": None, "default_message_notifications": None,
        "discovery_splash": None, "explicit_content_filter": None, "home_header": None, "icon": None,
        "premium_progress_bar_enabled": None, "public_updates_channel_id": None, "region": None,
        "rules_channel_id": None, "safety_alerts_channel_id": None, "splash": None,
    },
    ("POST", "/guilds/{guild_id}/channels"): CHANNEL,
    ("PATCH", "/channels/{channel_id}"): {**CHANNEL, "icon": None},
    ("POST", "/channels/{channel_id}/invites"): {
        "role_ids": None, "target_application_id": None, "target_type": None, "target_user_id": None,
    },
    ("POST", "/guilds/{guild_id}/roles"): ROLE,
    ("PATCH", "/guilds/{guild_id}/roles/{role_id}"): ROLE,
    ("PATCH", "/guilds/{guild_id}/members/@me"): {"avatar": None, "banner": None, "bio": None},
    ("PATCH", "/guilds/{guild_id}/members/{user_id}"): {"flags": None},
    ("POST", "/guilds/{guild_id}/scheduled-events"): EVENT,
    ("PATCH", "/guilds/{guild_id}/scheduled-events/{event_id}"): EVENT,
    ("POST", "/webhooks/{application_id}/{token}"): {
        "applied_tags": None, "avatar_url": None, "thread_name": None, "username": None,
    },
    **{
        (method, base + tail): {"handler": None, **more}
        for base in COMMANDS
        for method, tail, more in (("POST", "", {}), ("PUT", "", {"id": None}), ("PATCH", "/{command_id}", {}))
    },
}  # fmt: skip
"""By route, each with the value that says what is so anyway; nothing at all (null, false, 0, empty) is always taken."""
MESSAGE = {"poll": "polls", "sticker_ids": "stickers", "shared_client_theme": "themes"}
"""The same of every message, wherever it stands in a body."""


def check(method: str, route: str, body: Any) -> None:
    """Raises 50035 with every field that this route does not have here, of a list's every object."""
    fields = FIELDS.get((method, route))
    if not fields or not isinstance(body, dict | list):
        return
    errors = FieldErrors()
    if isinstance(body, list):
        for place, item in enumerate(cast("list[Any]", body)):
            if isinstance(item, dict):
                refuse(Form(cast("Json", item), errors, (place,)), fields)
    else:
        refuse(Form(cast("Json", body), errors), fields)
    errors.check()


def refuse(form: Form, fields: Json) -> None:
    """Notes those of these fields that say something else than what is so anyway; a dot leads into an object."""
    for name, same in fields.items():
        outer, dot, inner = name.partition(".")
        value = form.raw(outer)
        if dot:
            if isinstance(value, dict):
                refuse(Form(cast("Json", value), form.errors, (*form.path, outer)), {inner: same})
        elif value and value != same:
            form.wrong(name, CODE, "The playground does not have this.")
