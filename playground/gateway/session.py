"""A session: what one bot hears, in order, also while its socket is away."""

from __future__ import annotations

import secrets
from collections import deque
from collections.abc import Iterable
from typing import TYPE_CHECKING

from playground import limits
from playground.gateway import intents as intent
from playground.gateway.disturbances import Disturbances, Told
from playground.wire import Json, dumps
from playground.world.applications import Application
from playground.world.world import Event, World

if TYPE_CHECKING:
    from playground.gateway.connection import Connection
    from playground.world.guilds import Guild


class Session:
    """One IDENTIFY's life. Events are numbered and kept, so that a RESUME gets what it missed."""

    def __init__(
        self, world: World, app: Application, intents: int, shard: tuple[int, int], disturbances: Disturbances
    ) -> None:
        self.id = secrets.token_hex(16)
        self.world = world
        self.app = app
        self.intents = intents
        self.shard = shard
        self.disturbances = disturbances
        self.sequence = 0
        self.connection: Connection | None = None
        self.ready = False
        self.kept: deque[tuple[int, str]] = deque(maxlen=limits.REPLAYED_EVENTS)

    @property
    def guilds(self) -> list[Guild]:
        """The guilds of its shard."""
        number, count = self.shard
        return [guild for guild in self.world.guilds_of(self.app.id) if (guild.id >> 22) % count == number]

    def hear(self, event: Event) -> None:
        """Passes on what this bot may know."""
        number, count = self.shard
        place = (event.guild.id >> 22) % count if event.guild else 0
        if place == number and intent.hears(self.app, self.intents, event):
            data = intent.readable(self.app, self.intents, event)
            self.send_all(self.disturbances.passes(event.name, data))

    def send_all(self, events: Iterable[Told]) -> None:
        """Sends several events in this order."""
        for name, data in events:
            self.send(name, data)

    def send(self, name: str, data: Json) -> None:
        """Numbers an event, keeps it, and sends it if there is a socket."""
        self.sequence += 1
        text = f'{{"op":0,"s":{self.sequence},"t":"{name}","d":{dumps(data)}}}'
        self.kept.append((self.sequence, text))
        if self.connection:
            self.connection.send_text(text)

    def greet(self) -> None:
        """READY, then every guild that is there."""
        data: Json = {
            "v": 10,
            "user": self.app.user.own_payload(),
            "guilds": [{"id": str(guild.id), "unavailable": True} for guild in self.guilds],
            "session_id": self.id,
            "resume_gateway_url": self.world.gateway_url,
            "shard": list(self.shard),
            "application": {"id": str(self.app.id), "flags": self.app.flags},
            "private_channels": [],
            "relationships": [],
            "user_settings": {},
            "session_type": "normal",
        }
        self.send("READY", data)
        if self.intents & intent.GUILDS:
            for guild in self.guilds:
                if guild.available:
                    everybody = bool(self.intents & intent.PRESENCES)
                    self.send("GUILD_CREATE", guild.gateway_payload(self.app, everybody=everybody))
        self.ready = True

    def replay(self, after: int) -> None:
        """Sends again what came after this number, then says that it is complete."""
        assert self.connection is not None
        for number, text in self.kept:
            if number > after:
                self.connection.send_text(text)
        self.send("RESUMED", {})

    def can_replay(self, after: int) -> bool:
        """Whether nothing after this number is lost."""
        return not self.kept or self.kept[0][0] <= after + 1
