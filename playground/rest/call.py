"""One request as an endpoint sees it: who calls, about what, with which body."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeAlias

from playground import errors
from playground.rate_limits import Allowance, RateLimits
from playground.rest.form import Form, entries
from playground.rest.query import Query
from playground.world import permissions as permission
from playground.world.applications import Application
from playground.world.channels import Channel
from playground.world.direct_messages import DirectChannel
from playground.world.guilds import Guild
from playground.world.interactions import Interaction
from playground.world.members import Member
from playground.world.messages import Message
from playground.world.roles import Role
from playground.world.threads import Thread
from playground.world.users import User
from playground.world.world import World


@dataclass(frozen=True)
class Upload:
    """A file of a multipart body."""

    filename: str
    content_type: str | None
    data: bytes


@dataclass
class Call:
    """Whom and what a request names. Looking a thing up raises the refusal Discord gives when it cannot be had."""

    world: World
    caller: Application | None
    limits: RateLimits
    ids: dict[str, str]
    query: Query
    body: Any = None
    files: dict[str, Upload] = field(default_factory=dict[str, Upload])
    reason: str | None = None
    interaction: Interaction | None = None

    @property
    def form(self) -> Form:
        """The body as an object; raises 50035 if there is none at all."""
        if self.body is None:
            raise errors.invalid((), "BASE_TYPE_REQUIRED", "This field is required")
        return Form(self.body)

    @property
    def form_if_any(self) -> Form:
        """The body as an object, an empty one if there is none."""
        return Form(self.body)

    @property
    def entries(self) -> list[Form]:
        """The objects of a body that is a list; raises 50035 if it is none."""
        return entries(self.body)

    def id(self, name: str) -> int:
        """An id out of the path; raises 50035 if it is no number."""
        form = Form(self.ids)
        value = form.snowflake(name, required=True)
        form.check()
        assert value is not None
        return value

    def count(self, name: str, default: int, most: int, least: int = 1) -> int:
        """A number out of the query, in its limits."""
        value = self.query.number(name, least=least, most=most)
        self.query.check()
        return default if value is None else value

    def asks(self, name: str) -> bool:
        """Whether a switch of the query is on."""
        value = self.query.flag(name)
        self.query.check()
        return bool(value)

    def query_id(self, name: str) -> int | None:
        """An id out of the query."""
        value = self.query.snowflake(name)
        self.query.check()
        return value

    def query_instant(self, name: str) -> datetime | None:
        """An instant out of the query."""
        value = self.query.instant(name)
        self.query.check()
        return value

    def spend(self, what: Allowance, key: int) -> float:
        """Counts towards an allowance; the seconds to wait if it is used up."""
        return self.limits.spend(what, key)

    def rename(self, channel: Channel) -> None:
        """Counts a new name or topic of a channel; raises a 429 that lasts for minutes if there were enough."""
        if seconds := self.spend(Allowance.RENAMES, channel.id):
            raise errors.rate_limited(seconds)

    # Who calls

    @property
    def app(self) -> Application:
        """The bot that calls; raises 401 if nobody said who does, which open routes allow."""
        if self.caller is None:
            raise errors.unauthorized()
        return self.caller

    @property
    def user(self) -> User:
        """The bot's account."""
        return self.app.user

    def me(self, guild: Guild) -> Member:
        """The bot in a guild; raises 50001 if it is not in it."""
        try:
            return guild.member_by_id[self.app.id]
        except KeyError:
            raise errors.missing_access() from None

    def need(self, name: str, channel: Channel | None = None) -> None:
        """Raises 50013 if the bot lacks this permission in the path's guild, or in that channel."""
        if channel is not None and channel.guild_or_none is None:
            return
        guild = channel.guild if channel else self.guild
        if not permission.may(self.me(guild), name, channel):
            raise errors.missing_permissions()

    def may(self, name: str, channel: Channel) -> bool:
        """Whether the bot has this permission in that channel; in direct messages it has all."""
        return channel.guild_or_none is None or permission.may(self.me(channel.guild), name, channel)

    # What the path names

    @property
    def guild(self) -> Guild:
        """The path's guild; raises 10004 if there is none or the bot is not in it."""
        guild = self.world.guild_by_id.get(self.id("guild_id"))
        if guild is None or self.app.id not in guild.member_by_id:
            raise errors.unknown("guild")
        return guild

    @property
    def channel(self) -> Channel:
        """The path's channel; raises 10003 if there is none, 50001 if the bot does not see it."""
        return self.seen(self.world.channel_by_id.get(self.id("channel_id")))

    def seen(self, channel: Channel | None) -> Channel:
        """The channel, if there is one that the bot sees."""
        if channel is None:
            raise errors.unknown("channel")
        if isinstance(channel, DirectChannel):
            if self.user not in channel.between:
                raise errors.missing_access()
            return channel
        if not permission.sees(self.me(channel.guild), channel):
            raise errors.missing_access()
        return channel

    @property
    def guild_channel(self) -> Channel:
        """The path's channel, which must not be direct messages; raises 50024."""
        channel = self.channel
        if channel.guild_or_none is None:
            raise errors.wrong_channel_type()
        return channel

    @property
    def thread(self) -> Thread:
        """The path's channel, which must be a thread."""
        channel = self.channel
        if not isinstance(channel, Thread):
            raise errors.wrong_channel_type()
        return channel

    @property
    def message(self) -> Message:
        """The path's message; raises 10008 if it is not (any more) in the channel."""
        message = self.channel.message_by_id.get(self.id("message_id"))
        if message is None:
            raise errors.unknown("message")
        return message

    @property
    def role(self) -> Role:
        """The path's role; raises 10011."""
        role = self.guild.role_by_id.get(self.id("role_id"))
        if role is None:
            raise errors.unknown("role")
        return role

    @property
    def member(self) -> Member:
        """The path's member; raises 10013 for an account nobody has, 10007 for one that is not in the guild."""
        guild, user_id = self.guild, self.id("user_id")
        user = self.world.user_by_id.get(user_id)
        if user is None or user.deleted:
            raise errors.unknown("user")
        member = guild.member_by_id.get(user_id)
        if member is None:
            raise errors.unknown("member")
        return member


Result: TypeAlias = tuple[int, Any]
"""HTTP status and JSON body; a body of None is none at all."""

Endpoint: TypeAlias = Callable[[Call], Result]
Route: TypeAlias = tuple[str, str, Endpoint]
"""Method, path with `{names}`, and what answers."""
