"""A million notices to come against a thousand: finding what is next and claiming what is due must not care."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import median

from sqlalchemy import func, select, update

from bench.ground import NOTICE, fill, opened, pending
from bench.report import Figure, Report
from bot.app import App
from bot.db.tx import Tx
from bot.outbox import claims
from bot.outbox.freezing import Freezer
from bot.outbox.models import deliveries
from bot.outbox.quarantine import UnderWay

SIZES = (1_000, 1_000_000)
ROUNDS = 31
ROOM = 16
"""What the worker asks for when it has nothing under way."""


class HandClock:
    """A clock that stands where it is set."""

    def __init__(self) -> None:
        self.instant = datetime(2026, 11, 20, 9, tzinfo=UTC)

    def now(self) -> datetime:
        """Where it stands."""
        return self.instant


@dataclass(slots=True)
class Side:
    """One of the two databases, and the seconds each operation took."""

    app: App
    clock: HandClock
    claim: list[float] = field(default_factory=list[float])
    next_due: list[float] = field(default_factory=list[float])


async def growth(report: Report) -> None:
    """Both, round by round in turn, `ROOM` notices falling due in each round."""
    async with AsyncExitStack() as stack:
        sides: list[Side] = []
        for size in SIZES:
            clock = HandClock()
            app = await stack.enter_async_context(opened(clock))
            fill(
                app.settings.database,
                "notices",
                NOTICE,
                (_row(clock.instant, number) for number in range(size)),
            )
            sides.append(Side(app, clock))
        for _ in range(ROUNDS):
            for side in sides:
                side.clock.instant += timedelta(seconds=ROOM)
                side.next_due.append(await side.app.database.read(None, _timed, claims.next_due))
                side.claim.append(await side.app.database.write(None, _timed, _claim))
                await side.app.database.write(None, _settle)
        claimed = [await side.app.database.read(None, _claimed) for side in sides]
    for name, few, many in (
        ("claim", sides[0].claim, sides[1].claim),
        ("next due", sides[0].next_due, sides[1].next_due),
    ):
        report.at_most(
            f"{name} of {SIZES[1]:,} pending against {SIZES[0]:,}", median(many) / median(few), 2.0, " x"
        )
        report.show(
            Figure(
                "  microseconds, of many and of few", f"{median(many) * 1e6:,.0f}, {median(few) * 1e6:,.0f}"
            )
        )
    report.fact("  claimed of what fell due, in both", claimed, [ROOM * ROUNDS] * len(sides))


def _row(begin: datetime, number: int) -> tuple[object, ...]:
    """The `number`th notice: one falls due every second, each about a meetup of its own."""
    due_at = begin + timedelta(seconds=number + 1)
    return pending("meetups.hour_before", number + 1, number + 1, due_at, due_at)


def _timed(tx: Tx, what: Callable[[Tx], object]) -> float:
    """Seconds inside the transaction: how long a disk takes to commit is not what grows."""
    begun = time.perf_counter()
    what(tx)
    return time.perf_counter() - begun


def _claim(tx: Tx) -> None:
    claims.claim(tx, Freezer(tx, lambda _tx, _kind, _subject_id: 1), ROOM, UnderWay())


def _settle(tx: Tx) -> None:
    tx.connection.execute(update(deliveries).values(retry_at=None))


def _claimed(tx: Tx) -> int:
    return tx.connection.scalar(select(func.count()).select_from(deliveries)) or 0
