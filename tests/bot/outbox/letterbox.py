"""A way out that keeps what it is given, and fails as it is told: the outbox without Discord."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

import discord.ui
from sqlalchemy import select

from bot.app import App
from bot.db.tx import Tx
from bot.outbox.keys import mark_in, seal_in
from bot.outbox.late import Lateness, lateness
from bot.outbox.models import Mirror, Topic, notices
from bot.outbox.notices import Skip
from bot.outbox.post import Address, Found, InChannel, Judgement, Message, Outcome, Part, ToPerson
from bot.outbox.worker import Worker
from tests.builders import FRIDAY_MORNING, HandClock


class Failure(Exception):
    """What an attempt runs into; `outcome` None is a bug of ours."""

    def __init__(self, outcome: Outcome | None, *, arrives: bool = False, reason: str | None = None) -> None:
        super().__init__(outcome)
        self.outcome = outcome
        self.reason = reason
        self.arrives = arrives


@dataclass(frozen=True)
class Letter:
    """A message that arrived: where, with which key, and each topic's mark with the people it told."""

    address: Address
    key: str
    told: tuple[tuple[str, tuple[int, ...]], ...]
    silent: bool = False
    sent_at: datetime = FRIDAY_MORNING

    @property
    def people(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(person for _, people in self.told for person in people))

    @property
    def by_mark(self) -> dict[str, frozenset[int]]:
        return {mark: frozenset(people) for mark, people in self.told}


@dataclass
class Letterbox:
    """Messages that arrived; `failures` are met one by one, then none, those of a person whenever they are written to.

    Those in `refused` are met whenever a message has a topic with that mark in it.
    """

    arrived: list[Letter] = field(default_factory=list[Letter])
    failures: list[Failure] = field(default_factory=list[Failure])
    failures_of: dict[int, Failure] = field(default_factory=dict[int, Failure])
    refused: dict[str, Failure] = field(default_factory=dict[str, Failure])
    history_fails: Failure | None = None
    tried: list[Address] = field(default_factory=list[Address])
    clock_is_trusted: bool = True
    ids: Callable[[], int] = field(default_factory=lambda: count(1).__next__)

    async def send(self, address: Address, message: Message, key: str) -> int | None:
        self.tried.append(address)
        failure = self.failures.pop(0) if self.failures else None
        if failure is None and isinstance(address, ToPerson):
            failure = self.failures_of.get(address.person_id)
        if failure is None:
            failure = next((self.refused[mark] for mark in message.marks if mark in self.refused), None)
        if failure is None or failure.arrives:
            people = (part.people for part in message.parts)
            told = tuple(zip(message.marks, people, strict=True))
            self.arrived.append(Letter(address, key, told, message.silent))
        if failure is not None:
            raise failure
        return self.ids()

    async def find(self, address: Address, seal: str, since: datetime) -> Found | None:
        assert since is not None
        if self.history_fails is not None:
            raise self.history_fails
        there = [
            Found(1, letter.sent_at, letter.by_mark)
            for letter in self.arrived
            if letter.address == address and seal_in(letter.key) == seal
        ]
        return there[0] if there else None

    @asynccontextmanager
    async def limited(self) -> AsyncGenerator[None]:
        yield

    async def told(
        self, address: Address, marks: Collection[str], since: datetime
    ) -> dict[str, frozenset[int]]:
        assert since is not None
        told: dict[str, frozenset[int]] = {}
        for letter in self.arrived:
            if letter.address == address:
                for mark, people in letter.by_mark.items():
                    if mark in marks:
                        told[mark] = told.get(mark, frozenset()) | people
        return told

    async def clock_is_right(self) -> bool:
        return self.clock_is_trusted

    def judge(self, error: Exception) -> Judgement | None:
        if isinstance(error, Failure) and error.outcome is not None:
            return Judgement(error.outcome, error.reason or error.outcome.value)
        return None

    @property
    def people(self) -> list[tuple[int, ...]]:
        return [letter.people for letter in self.arrived]

    def has(self, channel_id: int, key: str, *people: int) -> None:
        """Puts an ordinary message into it that was sent some other time."""
        self.arrived.append(Letter(InChannel(channel_id), key, ((mark_in(key), people),)))


@dataclass
class Kind:
    """A notice about a subject that lasts from `starts_at` to `ends_at`; the subject's id is its channel."""

    name: str
    starts_at: datetime
    superseded_by: Collection[str] = ()
    length: timedelta = timedelta(hours=1)
    place_is_known: bool = True
    raises_for: Collection[int] = ()
    characters: int = 0
    where: Callable[[int], int] = int
    """The channel of a subject."""
    finds_another: Callable[[Tx, int], bool] = lambda _tx, _subject_id: False
    """What its feature does about a lost channel; whether there is another one."""
    missed_subjects: list[int] = field(default_factory=list[int])
    heard: list[Lateness] = field(default_factory=list[Lateness])

    def place(self, tx: Tx, subject_id: int) -> int | None:
        assert tx.guild_id
        return self.where(subject_id) if self.place_is_known else None

    def render(self, tx: Tx, topic: Topic) -> Part | Skip:
        if topic.subject_id in self.raises_for:
            raise RuntimeError("this one is poisoned")
        late = lateness(tx.now, topic.due_at, self.starts_at, self.starts_at + self.length)
        self.heard.append(late)
        if late is Lateness.OVER:
            return Skip("over", missed=True)
        view = discord.ui.LayoutView()
        if self.characters:
            view.add_item(discord.ui.TextDisplay[discord.ui.LayoutView]("x" * self.characters))
        return Part(view, topic.people)

    def lost(self, tx: Tx, subject_id: int, channel_id: int) -> bool:
        assert tx.guild_id
        assert self.where(subject_id) == channel_id
        return self.finds_another(tx, subject_id)

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
async def working(
    app: App, clock: HandClock, letterbox: Letterbox, *, redraw_pause: float = 0.0
) -> AsyncGenerator[Worker]:
    """A worker at its work."""
    worker = Worker(app.database, clock, letterbox, redraw_pause=redraw_pause)
    running = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)


def ledger(tx: Tx) -> list[tuple[int, str, str | None]]:
    rows = tx.connection.execute(
        select(notices.c.person_id, notices.c.fate, notices.c.reason).order_by(notices.c.id)
    )
    return [(row.person_id, row.fate, row.reason) for row in rows]


async def turn(worker: Worker, clock: HandClock, span: timedelta) -> None:
    clock.turn(span)
    worker.wake()
    async with asyncio.timeout(60):
        await worker.settled()
