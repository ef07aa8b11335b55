"""Transactions: whole or not at all, one after the other, also when whoever asked is gone."""

from __future__ import annotations

import asyncio
import threading
from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import literal, select
from sqlalchemy.engine.interfaces import CacheStats

from bot.app import App
from bot.db.installation import keep, recall
from bot.db.tx import Tx
from bot.db.types import UtcDateTime
from bot.errors import NothingSaved
from tests.builders import FRIDAY_MORNING, GUILD, HandClock


def count_up(tx: Tx, name: str) -> int:
    count = int(recall(tx, name) or 0) + 1
    keep(tx, name, str(count))
    return count


async def test_a_hundred_writers_at_once_lose_nothing(app: App) -> None:
    counts = await asyncio.gather(*(app.write(GUILD, count_up, "n") for _ in range(100)))
    assert sorted(counts) == list(range(1, 101))


async def test_what_raises_leaves_nothing_behind(app: App) -> None:
    def half(tx: Tx) -> None:
        keep(tx, "half", "written")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await app.write(GUILD, half)
    assert await app.read(GUILD, recall, "half") is None


@pytest.mark.meets("S15")
async def test_a_write_whose_asker_is_cancelled_is_carried_through_whole(app: App) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        keep(tx, "first", "1")
        begun.set()
        go_on.wait(5)
        keep(tx, "second", "2")

    writing = asyncio.create_task(app.write(GUILD, slow))
    await asyncio.to_thread(begun.wait, 5)
    writing.cancel()
    go_on.set()
    with pytest.raises(asyncio.CancelledError):
        await writing
    assert await app.write(GUILD, recall, "second") == "2"


async def test_a_commit_tells_when_something_falls_due_even_if_its_asker_is_gone(app: App) -> None:
    heard: list[datetime] = []
    app.database.on_due = heard.append

    def plan(tx: Tx) -> None:
        tx.falls_due(tx.now + timedelta(hours=2))
        tx.falls_due(tx.now + timedelta(hours=1))

    await app.write(GUILD, plan)
    assert heard == [FRIDAY_MORNING + timedelta(hours=1)]


async def test_a_reader_cannot_write(app: App) -> None:
    with pytest.raises(NothingSaved):
        await app.read(GUILD, keep, "x", "y")


async def test_a_reader_is_not_held_up_by_a_writer(app: App) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def slow(tx: Tx) -> None:
        keep(tx, "x", "1")
        begun.set()
        go_on.wait(5)

    writing = asyncio.create_task(app.write(GUILD, slow))
    await asyncio.to_thread(begun.wait, 5)
    assert await app.read(GUILD, recall, "x") is None
    go_on.set()
    await writing
    assert await app.read(GUILD, recall, "x") == "1"


async def test_a_transaction_has_one_instant_and_one_server(app: App, clock: HandClock) -> None:
    def facts(tx: Tx) -> tuple[datetime, int]:
        clock.turn(timedelta(hours=1))
        return tx.now, tx.guild_id

    assert await app.write(GUILD, facts) == (FRIDAY_MORNING, GUILD)


async def test_work_across_servers_has_no_server(app: App) -> None:
    with pytest.raises(LookupError):
        await app.database.write(None, lambda tx: tx.guild_id)


@pytest.mark.meets("S07")
async def test_durable_and_checked(app: App) -> None:
    def pragmas(tx: Tx) -> list[object]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [tx.connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await app.write(GUILD, pragmas) == ["wal", 2, 1]


async def test_a_statement_is_compiled_once_whichever_connection_executes_it(app: App) -> None:
    def compiled(tx: Tx) -> bool:
        asked = tx.connection.execute(select(literal(1).label("asked by this test alone")))
        return asked.context.cache_hit is CacheStats.CACHE_MISS

    assert [await app.write(GUILD, compiled), await app.read(GUILD, compiled)] == [True, False]


def test_an_instant_without_a_zone_is_not_stored(tx: Tx) -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        UtcDateTime().process_bind_param(datetime(2026, 11, 20), tx.connection.dialect)  # noqa: DTZ001 - the point


def test_an_instant_keeps_its_moment_whatever_its_zone(tx: Tx) -> None:
    eastern = datetime(2026, 11, 20, 4, 0, tzinfo=timezone(timedelta(hours=-5)))
    kind = UtcDateTime()
    stored = kind.process_bind_param(eastern, tx.connection.dialect)
    assert stored == "2026-11-20T09:00:00.000000+00:00"
    assert kind.process_result_value(stored, tx.connection.dialect) == FRIDAY_MORNING
