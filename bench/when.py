"""Texts to moments, and a series from what was typed to its rows: short enough that nobody waits for them."""

from __future__ import annotations

import time
from contextlib import suppress
from datetime import timedelta
from statistics import median, quantiles

from bench.ground import GUILD, opened
from bench.report import Figure, Report
from bot.app import App
from bot.db.tx import Tx
from bot.people.person import Person
from bot.when.errors import WhenError
from bot.when.moments import readings
from bot.when.repeat import Kind, Repeat
from cogs.groups import models as group_models
from cogs.meetups import models, series
from cogs.meetups.planning import Plan
from cogs.meetups.series import Repeating
from tests.bot.when.cases import BLIND, ENGLISH, FRENCH, HOSTILE, MESSY, OTHERS, UNSEEN
from tests.bot.when.spoken import FRIDAY, PARIS

TEXTS = (
    *(("en-US", text) for text, _ in (*ENGLISH, *HOSTILE)),
    *(("fr", text) for text, _ in FRENCH),
    *((locale, text) for locale, text, _ in (*OTHERS, *MESSY, *UNSEEN, *BLIND)),
)
TIMES = 5
"""So often each text is read; its quickest counts, for what else the machine does is not part of it."""
ORGANIZER = Person(1, manages_server=True)
WEEKS = 8
SERIES = 60


async def when(report: Report) -> None:
    """Both, on this machine's clock."""
    _texts(report)
    async with opened() as app:
        await _series(report, app)


def _texts(report: Report) -> None:
    took = [min(_read(locale, text) for _ in range(TIMES)) for locale, text in TEXTS]
    report.at_most(f"one of {len(TEXTS):,} texts to its moments: median", median(took) * 1e3, 1, " ms")
    report.at_most("  of one in a hundred", quantiles(took, n=100)[-1] * 1e3, 1, " ms")
    report.at_most("  of the slowest", max(took) * 1e3, 1, " ms")


def _read(locale: str, text: str) -> float:
    """Seconds that a text takes to be understood or refused."""
    begun = time.perf_counter()
    with suppress(WhenError):
        readings(text, now=FRIDAY, zone=PARIS, locale=locale)
    return time.perf_counter() - begun


async def _series(report: Report, app: App) -> None:
    took: list[float] = []
    for number in range(SERIES + 1):
        group_id = await app.write(GUILD, _group, number)
        begun = time.perf_counter()
        await app.write(GUILD, _schedule, group_id, number)
        took.append(time.perf_counter() - begun)
    made = await app.read(GUILD, _made)
    report.fact(f"{SERIES + 1} series of {WEEKS} weeks: meetups made", made, (SERIES + 1) * WEEKS)
    report.at_most(
        "  one scheduled and committed, its weeks with it: median", median(took[1:]) * 1e3, 50, " ms"
    )
    report.show(Figure("  the slowest", f"{max(took[1:]) * 1e3:,.2f} ms"))


def _group(tx: Tx, number: int) -> int:
    group = group_models.add_group(
        tx,
        name=f"Lyon {number}",
        folded_name=f"lyon {number}",
        language="en",
        zone="Europe/Paris",
        created_by=ORGANIZER.id,
    )
    group_models.change(tx, group.id, channel_id=number + 1)
    return group.id


def _schedule(tx: Tx, group_id: int, number: int) -> None:
    starts_at = (tx.now + timedelta(days=2)).replace(second=0, microsecond=0)
    plan = Plan(starts_at, "Code & coffee", starts_at + timedelta(minutes=90), place="Café Perché", seats=20)
    weekly = Repeating(Repeat(Kind.WEEKLY, starts_at.astimezone(PARIS).weekday()))
    series.schedule(tx, group_id, ORGANIZER, plan, weekly, request_id=number + 1)


def _made(tx: Tx) -> int:
    return len(models.since(tx, tx.now, (SERIES + 1) * WEEKS + 1))
