"""Pictures: how long one takes, the first time, the next and from those kept, and whether it holds up anybody."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from datetime import date, timedelta

from sqlalchemy import insert

from bench.ground import opened
from bench.notices import heartbeat
from bench.report import Report
from bot.db.tx import Tx
from bot.people.person import Person
from bot.pictures import heatmap
from bot.pictures.drawing import THEMES
from bot.pictures.heatmap import Heatmap, Shade
from bot.pictures.painter import Painter
from cogs.groups import models as group_models
from cogs.groups import service as groups
from cogs.progress import day_models, models, service, together
from cogs.progress.days import day_at

PICTURES = 20
GUILD, ANA = 7_000_000_000_000_000_001, 11
MEMBERS, DAYS = 500, 365
TODAY = date(2026, 11, 20)


async def pictures(report: Report) -> None:
    """Paints a year for several people; then asks for what a group of 500 with a year of posts is shown."""
    painter = Painter()
    await painter.start()
    times: list[float] = []
    async with heartbeat() as stalls:
        for number in range(PICTURES):
            begun = time.perf_counter()
            await painter.paint(_year(number))
            times.append(time.perf_counter() - begun)
    async with heartbeat() as idle:
        await asyncio.sleep(sum(times))
    begun = time.perf_counter()
    await painter.paint(_year(0))
    kept = time.perf_counter() - begun
    await painter.close()
    report.at_most("the first picture, right after the start of the process", times[0] * 1000, 1000, " ms")
    report.at_most("each of the next, median", sorted(times[1:])[PICTURES // 2] * 1000, 1000, " ms")
    report.at_most("one that is kept, its drawing included", kept * 1000, 100, " ms")
    report.at_most(
        "longest stall of the event loop meanwhile",
        max(stalls.lengths) * 1000,
        10,
        " ms",
        f" (idle loop here: {max(idle.lengths) * 1000:.1f})",
    )
    report.at_most("of it at most the bot's own, CPU", max(stalls.busy) * 1000, 10, " ms")
    async with opened() as app:
        group_id = await app.write(GUILD, _fill)
        asked: tuple[tuple[str, Callable[[Tx], object]], ...] = (
            ("a group's month, 500 members with a year of posts, CPU",
             lambda tx: together.month(tx, group_id, Person(ANA))),
            ("what its digest tells of a week, CPU", lambda tx: _week(tx, group_id)),
            ("somebody's own year there, CPU", lambda tx: service.mine(tx, ANA)),
        )  # fmt: skip
        for what, verb in asked:
            begun = time.process_time()
            await app.read(GUILD, verb)
            report.at_most(what, (time.process_time() - begun) * 1000, 30, " ms")


def _week(tx: Tx, group_id: int) -> together.Week:
    return together.week(tx, groups.find(tx, group_id), service.today_in(tx, "UTC"))


def _year(number: int) -> str:
    days = {TODAY - timedelta(days=n): Shade(1 + (n + number) % 4) for n in range(0, 360, 2)}
    legend = ("filled in", "shared", "shared twice or more", "pause")
    names = "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"
    shown = Heatmap(
        f"Amélie {number} 東京 القاهرة",
        "41 days",
        days,
        TODAY,
        legend,
        lambda day: f"{day:%b}",
        names.__getitem__,
    )
    return heatmap.draw(shown, THEMES["dark"])


def _fill(tx: Tx) -> int:
    group = group_models.add_group(
        tx, name="Lyon", folded_name="lyon", language="en", zone="UTC", created_by=ANA
    )
    group_models.change(tx, group.id, channel_id=77)
    today = service.today_in(tx, "UTC")
    rows = [
        {
            "guild_id": GUILD, "group_id": group.id, "person_id": ANA + person, "request_id": person * DAYS + day,
            "kept_on": today - timedelta(days=day), "did": "x", "shared_at": tx.now - timedelta(days=day),
            "channel_id": 77,
        }
        for person in range(MEMBERS)
        for day in range(0, DAYS, 2)
    ]  # fmt: skip
    tx.connection.execute(insert(models.posts), rows)
    for day in range(0, DAYS, 2):
        day_models.keep_day(tx, ANA, day_at(tx.now - timedelta(days=day), "UTC"), shares=1)
    return group.id
