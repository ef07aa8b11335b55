"""Scheduled events: what a guild announces at its top."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from playground.wire import Json
from playground.world.snowflakes import iso

if TYPE_CHECKING:
    from playground.world.guilds import Guild
    from playground.world.users import Somebody, User


class EventStatus(IntEnum):
    """Where an event stands."""

    SCHEDULED = 1
    ACTIVE = 2
    COMPLETED = 3
    CANCELED = 4


class EntityType(IntEnum):
    """Where an event takes place."""

    STAGE = 1
    VOICE = 2
    EXTERNAL = 3


OVER = frozenset({EventStatus.COMPLETED, EventStatus.CANCELED})


@dataclass(eq=False, repr=False)
class ScheduledEvent:
    """One event. External ones have a `location` and an end, the others a channel."""

    id: int
    guild: Guild
    creator: User
    name: str
    start: datetime
    entity_type: int
    end: datetime | None = None
    description: str | None = None
    channel_id: int | None = None
    location: str | None = None
    status: int = EventStatus.SCHEDULED
    recurrence: Json | None = None
    subscribers: list[User] = field(default_factory=list["User"])

    def __repr__(self) -> str:
        return f"<ScheduledEvent {self.name}>"

    @property
    def open(self) -> bool:
        """Whether it is still to come or going on."""
        return self.status not in OVER

    def pass_time(self, now: datetime) -> None:
        """Moves on an event that is somewhere else: Discord begins and ends such events itself, on time."""
        if self.entity_type != EntityType.EXTERNAL:
            return
        if self.status == EventStatus.SCHEDULED and self.start <= now:
            self.edit(status=EventStatus.ACTIVE)
        if self.status == EventStatus.ACTIVE and self.end is not None and self.end <= now:
            self.edit(status=EventStatus.COMPLETED)

    def payload(self, *, with_count: bool = False) -> Json:
        """The event as everybody sees it."""
        shape: Json = {
            "id": str(self.id),
            "guild_id": str(self.guild.id),
            "name": self.name,
            "description": self.description,
            "channel_id": str(self.channel_id) if self.channel_id else None,
            "creator_id": str(self.creator.id),
            "creator": self.creator.payload(),
            "image": None,
            "scheduled_start_time": iso(self.start),
            "scheduled_end_time": iso(self.end) if self.end else None,
            "status": int(self.status),
            "entity_type": int(self.entity_type),
            "entity_id": None,
            "entity_metadata": {"location": self.location} if self.location else None,
            "recurrence_rule": self.recurrence,
            "privacy_level": 2,
            "guild_scheduled_event_exceptions": [],
        }
        if with_count:
            shape["user_count"] = len(self.subscribers)
        return shape

    def edit(self, **changes: Any) -> None:
        """Changes fields by name."""
        for name, value in changes.items():
            setattr(self, name, value)
        self.announce("GUILD_SCHEDULED_EVENT_UPDATE")

    def remove(self) -> None:
        """Takes the event off the guild."""
        del self.guild.event_by_id[self.id]
        self.announce("GUILD_SCHEDULED_EVENT_DELETE")

    def subscribe(self, user: User) -> None:
        """Somebody is interested; twice is once."""
        if user not in self.subscribers:
            self.subscribers.append(user)
            self._tell("GUILD_SCHEDULED_EVENT_USER_ADD", user)

    def unsubscribe(self, user: User) -> None:
        """Somebody is not interested any more."""
        if user in self.subscribers:
            self.subscribers.remove(user)
            self._tell("GUILD_SCHEDULED_EVENT_USER_REMOVE", user)

    def announce(self, event: str) -> None:
        """Tells the guild's bots about it."""
        self.guild.world.announce(event, self.payload(), guild=self.guild)

    def _tell(self, event: str, user: Somebody) -> None:
        data = {
            "guild_scheduled_event_id": str(self.id),
            "user_id": str(user.id),
            "guild_id": str(self.guild.id),
        }
        self.guild.world.announce(event, data, guild=self.guild)


def create(guild: Guild, creator: User, **fields: Any) -> ScheduledEvent:
    """A new event."""
    event = ScheduledEvent(guild.world.ids.new(), guild, creator, **fields)
    guild.event_by_id[event.id] = event
    event.announce("GUILD_SCHEDULED_EVENT_CREATE")
    return event
