"""A way out that keeps what it is given, and fails as it is told: the outbox without Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import discord.ui

from bot.app import App
from bot.db.tx import Tx
from bot.outbox.late import Lateness, lateness
from bot.outbox.models import Delivery, Mirror
from bot.outbox.notices import Skip
from bot.outbox.post import Judgement, Message, Outcome
from bot.outbox.worker import Worker
from tests.builders import HandClock


class Failure(Exception):
    """What an attempt runs into; `outcome` None is a bug of ours."""

    def __init__(self, outcome: Outcome | None, *, arrives: bool = False) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.arrives = arrives


@dataclass
class Letterbox:
    """Messages that arrived, by channel, with the people in them; `failures` are met one by one, then none."""

    arrived: list[tuple[int, str, tuple[int, ...]]] = field(
        default_factory=list[tuple[int, str, tuple[int, ...]]]
    )
    failures: list[Failure] = field(default_factory=list[Failure])
    history_fails: Failure | None = None
    ids: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    async def send(self, channel_id: int, message: Message, key: str) -> int | None:
        failure = self.failures.pop(0) if self.failures else None
        if failure is None or failure.arrives:
            self.arrived.append((channel_id, key, message.people))
        if failure is not None:
            raise failure
        return self.ids()

    async def find(self, channel_id: int, key: str, since: datetime) -> int | None:
        assert since is not None
        if self.history_fails is not None:
            raise self.history_fails
        return (
            1 if any(there == (channel_id, key) for there in [(c, k) for c, k, _ in self.arrived]) else None
        )

    async def told(self, channel_id: int, mark: str, since: datetime) -> set[int]:
        assert since is not None
        there = [
            people for channel, key, people in self.arrived if channel == channel_id and key.startswith(mark)
        ]
        return {person for people in there for person in people}

    def judge(self, error: Exception) -> Judgement | None:
        if isinstance(error, Failure) and error.outcome is not None:
            return Judgement(error.outcome, error.outcome.value)
        return None

    @property
    def people(self) -> list[tuple[int, ...]]:
        return [people for _, _, people in self.arrived]


@dataclass
class Kind:
    """A notice about a subject that lasts from `starts_at` to `ends_at`; the subject's id is its channel."""

    name: str
    starts_at: datetime
    superseded_by: Collection[str] = ()
    length: timedelta = timedelta(hours=1)
    place_is_known: bool = True
    raises_for: Collection[int] = ()
    missed_subjects: list[int] = field(default_factory=list[int])
    heard: list[Lateness] = field(default_factory=list[Lateness])

    def place(self, tx: Tx, subject_id: int) -> int | None:
        assert tx.guild_id
        return subject_id if self.place_is_known else None

    def render(self, tx: Tx, delivery: Delivery) -> Message | Skip:
        if delivery.subject_id in self.raises_for:
            raise RuntimeError("this one is poisoned")
        late = lateness(tx.now, delivery.due_at, self.starts_at, self.starts_at + self.length)
        self.heard.append(late)
        return (
            Skip("over", missed=True)
            if late is Lateness.OVER
            else Message(discord.ui.LayoutView(), delivery.people)
        )

    def missed(self, tx: Tx, subject_id: int) -> None:
        assert tx.guild_id
        self.missed_subjects.append(subject_id)


@dataclass
class Picture:
    """A mirror that counts how often it was drawn, and can be held up."""

    name: str = "test.picture"
    drawn: list[Mirror] = field(default_factory=list[Mirror])
    failures: list[Failure] = field(default_factory=list[Failure])
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def draw(self, mirror: Mirror) -> None:
        self.drawn.append(mirror)
        self.begun.set()
        await self.may_go_on.wait()
        if self.failures:
            raise self.failures.pop(0)


@asynccontextmanager
async def working(app: App, clock: HandClock, letterbox: Letterbox) -> AsyncGenerator[Worker]:
    """A worker at its work."""
    worker = Worker(app.database, clock, letterbox)
    running = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
