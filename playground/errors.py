"""What Discord refuses, with its HTTP status, its code and its words."""

import math
from typing import Literal, TypeAlias

from playground.wire import Json


class DiscordError(Exception):
    """A refusal as it leaves the server: `status` is HTTP's, `code` is Discord's, `errors` names the fields."""

    def __init__(
        self, status: int, code: int, message: str, *, errors: Json | None = None, **more: object
    ) -> None:
        super().__init__(f"{status} {code} {message}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors
        self.more = more
        self.headers: dict[str, str] = {}

    @property
    def body(self) -> Json:
        """The JSON a client reads."""
        body: Json = {"message": self.message, "code": self.code, **self.more}
        if self.errors:
            body["errors"] = self.errors
        return body


Kind: TypeAlias = Literal[
    "unfit", "gone", "rights", "slowmode", "blocked", "full", "large", "many", "long", "sent", "form", "stuck", "unwritable"
]  # fmt: skip
"""Why a person's client does not let her, for whoever says it in other words.

"unfit" is what nobody meets without having done something odd. The rest is "gone", "rights", "slowmode" with `count`
seconds to wait, "blocked" by AutoMod, "full" voice channel, "large" file of more than `count` megabytes, "many" files, more
than `count`, "long" text of more than `count` characters, "sent" form, or a "form" that is not open any more. Of the bot
itself: it is "stuck", or its data is "unwritable" in a `folder`, with the system's `words`.
"""


class CannotType(AssertionError):
    """A person's client would not let her do this: an unknown command, a missing option, an absent button."""

    def __init__(self, words: str, kind: Kind = "unfit", /, **facts: int | str) -> None:
        super().__init__(words)
        self.kind = kind
        self.facts = facts


def unauthorized() -> DiscordError:
    """No token, or one that nobody has (any more)."""
    return DiscordError(401, 0, "401: Unauthorized")


def not_found() -> DiscordError:
    """No such route."""
    return DiscordError(404, 0, "404: Not Found")


def not_allowed() -> DiscordError:
    """The route exists, the method does not."""
    return DiscordError(405, 0, "405: Method Not Allowed")


UNKNOWN = {
    "application": (10002, "Unknown Application"),
    "channel": (10003, "Unknown Channel"),
    "guild": (10004, "Unknown Guild"),
    "invite": (10006, "Unknown Invite"),
    "member": (10007, "Unknown Member"),
    "message": (10008, "Unknown Message"),
    "overwrite": (10009, "Unknown permission overwrite"),
    "role": (10011, "Unknown Role"),
    "user": (10013, "Unknown User"),
    "webhook": (10015, "Unknown Webhook"),
    "ban": (10026, "Unknown Ban"),
    "interaction": (10062, "Unknown interaction"),
    "command": (10063, "Unknown application command"),
    "voice state": (10065, "Unknown Voice State"),
    "event": (10070, "Unknown Guild Scheduled Event"),
    "tag": (10087, "Unknown tag"),
}


def unknown(thing: str) -> DiscordError:
    """There is no such thing here (any more); `thing` is a key of `UNKNOWN`."""
    code, message = UNKNOWN[thing]
    return DiscordError(404, code, message)


def unknown_emoji() -> DiscordError:
    """What should be an emoji is none; unlike all else that is unknown, a 400."""
    return DiscordError(400, 10014, "Unknown Emoji")


def missing_permissions() -> DiscordError:
    """The bot sees the place but may not do this there."""
    return DiscordError(403, 50013, "Missing Permissions")


def missing_access() -> DiscordError:
    """The bot does not see the place."""
    return DiscordError(403, 50001, "Missing Access")


def direct_messages_closed() -> DiscordError:
    """The person takes no direct messages, or blocked the bot."""
    return DiscordError(403, 50007, "Cannot send messages to this user")


def no_mutual_guild() -> DiscordError:
    """The bot and the person share no server."""
    return DiscordError(403, 50278, "Cannot send messages to this user due to having no mutual guilds")


def empty_message() -> DiscordError:
    """Nothing to send."""
    return DiscordError(400, 50006, "Cannot send an empty message")


def not_the_author() -> DiscordError:
    """Only who wrote a message edits it."""
    return DiscordError(403, 50005, "Cannot edit a message authored by another user")


def system_message() -> DiscordError:
    """Discord's own messages cannot be changed like that."""
    return DiscordError(403, 50021, "Cannot execute action on a system message")


def not_in_direct_messages() -> DiscordError:
    """Direct messages have no moderators."""
    return DiscordError(403, 50003, "Cannot execute action on a DM channel")


def not_a_text_channel() -> DiscordError:
    """Nothing is written in this kind of channel."""
    return DiscordError(400, 50008, "Cannot send messages in a non-text channel")


def wrong_channel_type() -> DiscordError:
    """This kind of channel does not do that."""
    return DiscordError(400, 50024, "Cannot execute action on this channel type")


def thread_archived() -> DiscordError:
    """An archived thread takes no change but being opened again."""
    return DiscordError(400, 50083, "Thread is archived")


def thread_locked() -> DiscordError:
    """Only who manages threads speaks in a locked one."""
    return DiscordError(403, 160005, "Thread is locked")


def slowmode(seconds: float) -> DiscordError:
    """The channel's pause between two messages of one account."""
    return too_soon(20016, "This action cannot be performed due to slowmode rate limit", seconds)


def too_many_old_edits(seconds: float) -> DiscordError:
    """Messages older than an hour are edited only so often."""
    message = "Maximum number of edits to messages older than 1 hour reached. Try again later"
    return too_soon(30046, message, seconds)


def too_many_direct_channels() -> DiscordError:
    """The bot opens direct messages to one person after another."""
    return DiscordError(403, 40003, "You are opening direct messages too fast")


def blocked_by_automod() -> DiscordError:
    """A word of the message is on the server's list."""
    return DiscordError(400, 200000, "Message was blocked by automatic moderation")


def title_blocked_by_automod() -> DiscordError:
    """A word of the title is on the server's list."""
    return DiscordError(400, 200001, "Title was blocked by automatic moderation")


def link_blocked() -> DiscordError:
    """A link of the message is known to be harmful."""
    return DiscordError(400, 240000, "Message blocked by harmful links filter")


def tag_names_not_unique() -> DiscordError:
    """Two tags of a forum have one name."""
    return DiscordError(400, 40061, "Tag names must be unique")


def only_moderators_tag() -> DiscordError:
    """A post needs a tag, and all there are may be set by moderators alone."""
    return DiscordError(400, 40066, "There are no tags available that can be set by non-moderators")


def tag_required() -> DiscordError:
    """A post needs a tag here."""
    return DiscordError(400, 40067, "A tag is required to create a forum post in this channel")


def too_many_active_threads() -> DiscordError:
    """A server has 1,000 open threads."""
    return DiscordError(400, 160006, "Maximum number of active threads reached")


def too_old_to_bulk_delete() -> DiscordError:
    """Many messages at once are deleted only while they are young."""
    return DiscordError(400, 50034, "You can only bulk delete messages that are under 14 days old.")


def in_a_forum() -> DiscordError:
    """Forums hold posts; messages are written in those."""
    return DiscordError(400, 40058, "Cannot send a message in a forum channel")


def reply_without_history() -> DiscordError:
    """Only who reads what was said replies to it."""
    return DiscordError(400, 160002, "Cannot reply without permission to read message history")


def thread_exists() -> DiscordError:
    """A message carries one thread at most."""
    return DiscordError(400, 160004, "A thread has already been created for this message")


def already_acknowledged() -> DiscordError:
    """An interaction is answered once."""
    return DiscordError(400, 40060, "Interaction has already been acknowledged.")


def invalid_webhook_token() -> DiscordError:
    """The interaction's token has ended."""
    return DiscordError(401, 50027, "Invalid Webhook Token")


def maximum_reached(code: int, what: str, number: int) -> DiscordError:
    """A server is full of something: 30005 roles, 30013 channels, 30003 pins …"""
    return DiscordError(400, code, f"Maximum number of {what} reached ({number})")


def not_in_voice() -> DiscordError:
    """Whoever is in no voice channel cannot be made mute or deaf there."""
    return DiscordError(400, 40032, "Target user is not connected to voice.")


def invalid_role() -> DiscordError:
    """This role cannot be used like that: everybody has @everyone, a bot's own role is nobody else's."""
    return DiscordError(400, 50028, "Invalid role")


def only_one_parent() -> DiscordError:
    """Channels change their category one at a time."""
    return DiscordError(400, 40009, "Only one channel can have a parent_id modified at a time")


def event_is_over() -> DiscordError:
    """A scheduled event that has ended stays as it is."""
    return DiscordError(400, 180000, "Cannot update a finished event")


def invalid_api_version() -> DiscordError:
    """The address names a version of the API that is not spoken here."""
    return DiscordError(400, 50041, "Invalid API version")


def malformed_json() -> DiscordError:
    """The body is no JSON."""
    return DiscordError(400, 50109, "The request body contains invalid JSON.")


def wrong_content_type() -> DiscordError:
    """The body is of a kind that is not read here; Discord says so in a 400, it knows no 415."""
    message = "Expected \"Content-Type\" header to be one of {'application/json', 'multipart/form-data'}."
    return invalid((), "CONTENT_TYPE_INVALID", message)


def too_large() -> DiscordError:
    """A body, or a file in it, above what is taken."""
    return DiscordError(413, 40005, "Request entity too large")


def too_soon(code: int, message: str, seconds: float, *, scope: str = "user") -> DiscordError:
    """Not yet: this may be tried again after so many seconds, which body and headers both say.

    Without `Via` a client takes it for the guard in front of Discord, not for Discord.
    """
    wait = math.ceil(round(seconds * 1000, 3)) / 1000
    everywhere = scope == "global"
    refusal = DiscordError(429, code, message, retry_after=wait)
    refusal.more["global"] = everywhere
    refusal.headers = {"Via": "1.1 google", "Retry-After": str(math.ceil(wait)), "X-RateLimit-Scope": scope}
    if everywhere:
        refusal.headers["X-RateLimit-Global"] = "true"
    return refusal


def rate_limited(seconds: float, *, scope: str = "user") -> DiscordError:
    """A limit of the scope `user`, `shared` (others used it up) or `global`."""
    what = "The resource is" if scope == "shared" else "You are"
    return too_soon(0, f"{what} being rate limited.", seconds, scope=scope)


def too_many_command_creates() -> DiscordError:
    """An application created its 200 commands of the day in this place."""
    return too_soon(30034, "Max number of daily application command creates has been reached (200)", 86400.0)


NO_OBJECT = "DICT_TYPE_CONVERT"


class FieldErrors:
    """Collects what is wrong with a body, by field, and raises it in Discord's nested form."""

    def __init__(self) -> None:
        self.tree: Json = {}

    def add(self, path: tuple[str | int, ...], code: str, message: str) -> None:
        """Notes an error at a path such as `("components", 0, "label")`."""
        node = self.tree
        for step in path:
            node = node.setdefault(str(step), {})
        node.setdefault("_errors", []).append({"code": code, "message": message})

    def check(self) -> None:
        """Raises 50035 if anything was wrong."""
        if self.tree:
            raise DiscordError(400, 50035, "Invalid Form Body", errors=_innermost(self.tree))


def _innermost(tree: Json) -> Json:
    """A field with wrong parts says nothing of itself: Discord looks at the whole once the parts are right.

    What is no object at all has no parts.
    """
    own = tree.get("_errors", [])
    if set(tree) == {"_errors"} or any(error["code"] == NO_OBJECT for error in own):
        return {"_errors": own}
    return {name: _innermost(inner) for name, inner in tree.items() if name != "_errors"}


def invalid(path: tuple[str | int, ...], code: str, message: str) -> DiscordError:
    """A single wrong field."""
    errors = FieldErrors()
    errors.add(path, code, message)
    return DiscordError(400, 50035, "Invalid Form Body", errors=errors.tree)
