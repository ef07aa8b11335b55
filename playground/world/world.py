"""The whole state of one Discord, and how changes are told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

from playground import limits
from playground.clock import Clock
from playground.wire import Json
from playground.world.nonces import Nonces
from playground.world.snowflakes import Snowflakes, born

if TYPE_CHECKING:
    from playground.world.applications import Application
    from playground.world.attachments import Attachment
    from playground.world.channels import Channel
    from playground.world.direct_messages import DirectChannel
    from playground.world.guilds import Guild
    from playground.world.interactions import Interaction
    from playground.world.messages import Message
    from playground.world.users import User


EVENTS = frozenset({
    "CHANNEL_CREATE", "CHANNEL_DELETE", "CHANNEL_PINS_UPDATE", "CHANNEL_UPDATE",
    "GUILD_BAN_ADD", "GUILD_BAN_REMOVE", "GUILD_CREATE", "GUILD_DELETE", "GUILD_UPDATE",
    "GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE", "GUILD_MEMBER_UPDATE",
    "GUILD_ROLE_CREATE", "GUILD_ROLE_DELETE", "GUILD_ROLE_UPDATE",
    "GUILD_SCHEDULED_EVENT_CREATE", "GUILD_SCHEDULED_EVENT_DELETE", "GUILD_SCHEDULED_EVENT_UPDATE",
    "GUILD_SCHEDULED_EVENT_USER_ADD", "GUILD_SCHEDULED_EVENT_USER_REMOVE",
    "INTERACTION_CREATE", "INVITE_CREATE", "INVITE_DELETE",
    "MESSAGE_CREATE", "MESSAGE_DELETE", "MESSAGE_DELETE_BULK", "MESSAGE_UPDATE",
    "MESSAGE_REACTION_ADD", "MESSAGE_REACTION_REMOVE", "MESSAGE_REACTION_REMOVE_ALL", "MESSAGE_REACTION_REMOVE_EMOJI",
    "THREAD_CREATE", "THREAD_DELETE", "THREAD_MEMBERS_UPDATE", "THREAD_UPDATE",
    "TYPING_START", "USER_UPDATE", "VOICE_STATE_UPDATE",
})  # fmt: skip
"""The names of all that is ever announced."""


@dataclass(frozen=True)
class Event:
    """Something happened. `app` narrows it to one bot, `channel` to who sees it; `about` names whom it is about."""

    name: str
    data: Json
    guild: Guild | None = None
    channel: Channel | None = None
    app: Application | None = None
    about: int | None = None


class World:
    """Every account, guild, channel and interaction by its id. It holds and tells; it decides nothing."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.ids = Snowflakes(clock)
        self.nonces = Nonces(clock, timedelta(minutes=2))
        self.cdn_url = ""
        self.gateway_url = ""
        self.answer_seconds = limits.ANSWER_SECONDS
        self.user_by_id: dict[int, User] = {}
        self.application_by_id: dict[int, Application] = {}
        self.guild_by_id: dict[int, Guild] = {}
        self.channel_by_id: dict[int, Channel] = {}
        self.direct_by_pair: dict[frozenset[int], DirectChannel] = {}
        self.attachment_by_id: dict[int, Attachment] = {}
        self.interaction_by_token: dict[str, Interaction] = {}
        self.closed_doors: set[int] = set()
        self.slowmode_spares_bots = True
        self.date_ahead = timedelta(0)
        self.listeners: list[Callable[[Event], None]] = []
        self.confidants: list[Callable[[Message], None]] = []
        """Who hears of messages that only one person sees: no bot is told of those."""

    def announce(
        self,
        name: str,
        data: Json,
        *,
        guild: Guild | None = None,
        channel: Channel | None = None,
        app: Application | None = None,
        about: int | None = None,
    ) -> None:
        """Tells every listener what happened, at once and in order."""
        assert name in EVENTS, name
        event = Event(name, data, guild, channel, app, about)
        for listener in self.listeners:
            listener(event)

    def confide(self, message: Message) -> None:
        """Tells that a message which only one person sees came, changed or went."""
        for confidant in self.confidants:
            confidant(message)

    @property
    def date(self) -> str:
        """The clock as the `Date` header of an answer shows it, `date_ahead` of what it is."""
        return format_datetime((self.clock.now() + self.date_ahead).astimezone(UTC), usegmt=True)

    def born(self, snowflake: int) -> datetime:
        """When the id was given."""
        return born(snowflake)

    def guilds_of(self, user_id: int) -> list[Guild]:
        """The guilds an account is in."""
        return [guild for guild in self.guild_by_id.values() if user_id in guild.member_by_id]
