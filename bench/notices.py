"""Ten thousand notices due in one second: is each said, how long does it take, is anyone kept waiting meanwhile?"""

from __future__ import annotations

import asyncio
import gc
import time
from collections import Counter
from collections.abc import AsyncGenerator, Collection, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

from sqlalchemy import func, select

from bench.ground import GUILD, MEETUP, NOTICE, fill, opened, pending, planned, stored
from bench.report import Figure, Report
from bot.clock import SystemClock
from bot.db.tx import Tx
from bot.outbox.models import Fate
from bot.outbox.models import notices as table
from bot.outbox.post import Address, Found, Judgement, Message, Post
from bot.outbox.worker import Worker
from cogs.meetups import notices as meetup_notices
from cogs.meetups.rules import HOUR_BEFORE

NOTICES = 10_000
SUBJECTS = (200, 10_000)
ROUNDS = 3
BEAT = 0.001
PATIENCE = 120.0
"""Seconds after which what is not yet said counts as lost."""


class Silent(Post):
    """A post office that puts everything into a drawer."""

    def __init__(self) -> None:
        self.people: Counter[int] = Counter()

    async def send(self, address: Address, message: Message, key: str) -> int | None:  # noqa: ARG002 - as the protocol has it
        """Counts whom it would have reached."""
        self.people.update(message.people)
        return 1

    async def find(self, address: Address, seal: str, since: datetime) -> Found | None:  # noqa: ARG002 - as the protocol has it
        """Finds nothing."""
        return None

    def limited(self) -> AbstractAsyncContextManager[None]:
        """Has nothing to limit."""
        return nullcontext()

    async def told(
        self,
        address: Address,  # noqa: ARG002 - as the protocol has it
        marks: Collection[str],  # noqa: ARG002 - as the protocol has it
        since: datetime,  # noqa: ARG002 - as the protocol has it
    ) -> Mapping[str, frozenset[int]]:
        """Knows of nobody."""
        return {}

    async def clock_is_right(self) -> bool:
        """Has no other clock to compare ours with."""
        return True

    def judge(self, error: Exception) -> Judgement | None:  # noqa: ARG002 - as the protocol has it
        """Knows no error."""
        return None


@dataclass(slots=True)
class Stalls:
    """How long the event loop kept others waiting, in seconds, each time."""

    lengths: list[float] = field(default_factory=list[float])
    busy: list[float] = field(default_factory=list[float])
    """How long this process was at work meanwhile, in seconds of CPU: the rest is others on this machine."""


@asynccontextmanager
async def heartbeat() -> AsyncGenerator[Stalls]:
    """Wants to be called every millisecond, and notes by how much it is called too late."""
    stalls = Stalls()

    async def beat() -> None:
        while True:
            before, worked = time.perf_counter(), time.process_time()
            await asyncio.sleep(BEAT)
            stalls.busy.append(time.process_time() - worked)
            stalls.lengths.append(time.perf_counter() - before - BEAT)

    task = asyncio.create_task(beat())
    try:
        yield stalls
    finally:
        task.cancel()


@dataclass(frozen=True, slots=True)
class Burst:
    """What one burst came to."""

    seconds: float
    longest_stall: float
    idle_stall: float
    """The longest stall of a loop that had nothing to do: this machine's own share."""
    sent: int
    told_once: int


async def notices(report: Report) -> None:
    """Bursts about few and about many subjects."""
    gc.collect()
    gc.freeze()  # as `campsite run` does; nor is what earlier measures left behind to count
    for subjects in SUBJECTS:
        bursts = [await _burst(subjects) for _ in range(ROUNDS)]
        report.show(
            Figure(
                f"{NOTICES:,} due together about {subjects:,} meetups",
                f"{median(burst.seconds for burst in bursts):.2f} s",
            )
        )
        report.fact("  said, at worst", min(burst.sent for burst in bursts), NOTICES)
        report.fact("  people told exactly once, at worst", min(burst.told_once for burst in bursts), NOTICES)
        report.at_most(
            "  longest stall of the event loop",
            median(burst.longest_stall for burst in bursts) * 1e3,
            20,
            " ms",
            f" (idle loop here: {median(burst.idle_stall for burst in bursts) * 1e3:.1f})",
        )


async def _burst(subjects: int) -> Burst:
    async with opened() as app:
        due_at = datetime.now(UTC)
        _plan(app.settings.database, subjects, due_at)
        post = Silent()
        worker = Worker(app.database, SystemClock(), post)
        for kind in meetup_notices.kinds(app.catalogs):
            worker.notices.know(kind)
        async with heartbeat() as idle:
            await asyncio.sleep(1)
        running = asyncio.create_task(worker.run())
        async with heartbeat() as stalls:
            begun = time.perf_counter()
            await asyncio.wait(
                [running, asyncio.create_task(worker.settled())],
                timeout=PATIENCE,
                return_when="FIRST_COMPLETED",
            )
            seconds = time.perf_counter() - begun
        sent = await app.read(GUILD, _sent)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    once = sum(count == 1 for count in post.people.values())
    return Burst(seconds, max(stalls.lengths), max(idle.lengths), sent, once)


def _sent(tx: Tx) -> int:
    return tx.connection.scalar(select(func.count()).where(table.c.fate == Fate.SENT)) or 0


def _plan(database: Path, subjects: int, due_at: datetime) -> None:
    """Meetups an hour after `due_at`, everybody seated and about to be reminded."""
    starts_at = due_at + timedelta(hours=1)
    each = NOTICES // subjects
    people = [(subject, subject * each + seat) for subject in range(1, subjects + 1) for seat in range(each)]
    now = stored(due_at)
    fill(
        database,
        "groups",
        ("id", "name", "folded", "language", "zone", "channel_id", "created_by", "created_at"),
        [(1, "Lyon", "lyon", "en", "Europe/Paris", 1, 1, now)],
    )
    fill(
        database,
        "meetups",
        ("id", *MEETUP),
        ((subject, *planned(1, starts_at, timedelta(hours=1), due_at)) for subject in range(1, subjects + 1)),
    )
    fill(
        database,
        "answers",
        ("meetup_id", "person_id", "answer", "seated_in", "seat_turn", "let_go", "asked", "answered_at"),
        (
            (subject, person, "going", "room", turn, 0, 1, now)
            for turn, (subject, person) in enumerate(people)
        ),
    )
    fill(
        database,
        "notices",
        NOTICE,
        (pending(HOUR_BEFORE, subject, person, due_at, starts_at) for subject, person in people),
    )
