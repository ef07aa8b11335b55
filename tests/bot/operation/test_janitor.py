"""The janitor: takes out what has been kept long enough, all of that, and nothing else."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, Table, Text, func, insert, select

from bot import servers
from bot.app import App
from bot.db.backup import STAMP
from bot.db.installation import recall
from bot.db.tx import Tx
from bot.db.types import Day, TimeOfDay, UtcDateTime, WallTime, metadata
from bot.errors import NothingSaved
from bot.operation import janitor as janitors
from bot.operation.janitor import TIDIED, Janitor, tables_of_servers
from bot.outbox.models import Fate, deliveries, notices
from bot.people import acts
from bot.retention import ACTS, BACKUPS, LEFT_SERVERS, SETTLED_NOTICES
from tests.builders import FRIDAY_MORNING, GUILD, HandClock

OTHER = GUILD + 1
SECOND = timedelta(seconds=1)


ONE_A_SERVER = {table for table in tables_of_servers() if table.primary_key.columns.keys() == ["guild_id"]}
"""Tables that have one row for each server."""


def row_of(table: Table, guild_id: int, mine: int) -> dict[str, object]:
    """A row as the columns ask for it; `mine` is its own id and that of whatever it refers to."""
    row: dict[str, object] = {}
    for column in table.columns:
        match column.type:
            case UtcDateTime():
                row[column.name] = FRIDAY_MORNING
            case Day():
                row[column.name] = FRIDAY_MORNING.date()
            case TimeOfDay():
                row[column.name] = FRIDAY_MORNING.time()
            case WallTime():
                row[column.name] = FRIDAY_MORNING.replace(tzinfo=None)
            case LargeBinary():
                row[column.name] = b"bytes"
            case Text():
                row[column.name] = f"text {mine}"
            case _:
                row[column.name] = mine
    return {**row, "guild_id": guild_id}


def fill(tx: Tx, copies: int = 1) -> None:
    """Rows of this server in every table; keys between tables hold."""
    for number in range(copies):
        mine = (tx.guild_id - GUILD) * 1_000_000 + number + 1
        for table in reversed(tables_of_servers()):
            if number and table in ONE_A_SERVER:
                continue
            tx.connection.execute(insert(table), row_of(table, tx.guild_id, mine))


async def right() -> bool:
    """A clock that can be believed."""
    return True


def counts(tx: Tx, guild_id: int) -> dict[str, int]:
    return {
        table.name: tx.connection.scalar(
            select(func.count()).select_from(table).where(table.c.guild_id == guild_id)
        )
        or 0
        for table in tables_of_servers()
    }


def test_every_row_belongs_to_a_server_or_to_the_installation_or_to_a_person_everywhere() -> None:
    """A table without `guild_id` would outlive the server it speaks of: here stand those that may."""
    others = {table.name for table in metadata.sorted_tables if "guild_id" not in table.c}
    assert others == {"installation", "pauses", "people", "protected_days"}


def test_what_refers_to_a_servers_row_belongs_to_a_server_too() -> None:
    mine = set(tables_of_servers())
    for table in metadata.sorted_tables:
        if any(key.column.table in mine for key in table.foreign_keys):
            assert table in mine, table.name


async def test_a_server_that_left_long_ago_is_erased_whole_and_no_other(app: App, clock: HandClock) -> None:
    await app.database.write(None, servers.present, {GUILD: "fr", OTHER: None})
    for guild_id in (GUILD, OTHER):
        await app.write(guild_id, fill, 3)
    kept = await app.read(OTHER, counts, OTHER)
    assert kept == {table.name: 1 if table in ONE_A_SERVER else 3 for table in tables_of_servers()}
    await app.write(GUILD, servers.left)
    tidy = Janitor(app, right).tidy

    clock.turn(LEFT_SERVERS - SECOND)
    await tidy()
    assert await app.read(GUILD, counts, GUILD) == kept
    clock.turn(SECOND)
    await tidy()
    assert set((await app.read(GUILD, counts, GUILD)).values()) == {0}
    assert await app.read(OTHER, counts, OTHER) == kept
    assert await app.database.read(None, servers.expired) == []


async def test_an_erasure_goes_on_where_it_was_interrupted(
    app: App, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(janitors, "STRIDE", 2)
    await app.write(GUILD, fill, 5)
    await app.write(GUILD, servers.left)
    clock.turn(LEFT_SERVERS)
    janitor, writes = Janitor(app, right), 0
    write = app.database.write

    async def write_three_times(*arguments: object, **named: object) -> object:
        nonlocal writes
        writes += 1
        if writes > 3:
            raise NothingSaved
        return await write(*arguments, **named)  # pyright: ignore[reportArgumentType, reportUnknownVariableType, reportCallIssue] - passed on as they came

    with monkeypatch.context() as disk_full:
        disk_full.setattr(app.database, "write", write_three_times)
        with pytest.raises(NothingSaved):
            await janitor.tidy()
    left_over = await app.read(GUILD, counts, GUILD)
    assert 0 < sum(left_over.values()) < 5 * len(left_over)
    await janitor.tidy()
    assert sum((await app.read(GUILD, counts, GUILD)).values()) == 0


async def test_a_server_that_comes_back_in_the_midst_of_it_keeps_what_is_left(
    app: App, clock: HandClock
) -> None:
    await app.write(GUILD, fill)
    await app.write(GUILD, servers.left)
    clock.turn(LEFT_SERVERS)
    await app.write(GUILD, servers.present, {GUILD: "fr"})
    kept = await app.read(GUILD, counts, GUILD)
    table: Table = notices
    condition = janitors._of_a_server_left(table, GUILD)  # pyright: ignore[reportPrivateUsage] - as if it had been chosen before
    assert await app.database.write(None, janitors._delete, table, condition, [1]) == 0  # pyright: ignore[reportPrivateUsage]
    assert await app.read(GUILD, counts, GUILD) == kept


async def test_settled_notices_and_their_deliveries_go_when_their_time_has_come(
    app: App, clock: HandClock
) -> None:
    def settle(tx: Tx) -> None:
        for number, (fate, event_at, settled_at) in enumerate(
            [
                (Fate.SENT, FRIDAY_MORNING, FRIDAY_MORNING),
                (Fate.CANCELLED, FRIDAY_MORNING, FRIDAY_MORNING),
                (Fate.SENT, FRIDAY_MORNING, FRIDAY_MORNING + SECOND),
                (Fate.SENT, FRIDAY_MORNING + SETTLED_NOTICES + SECOND, FRIDAY_MORNING),  # still to come
                (Fate.PENDING, FRIDAY_MORNING, None),
                (Fate.CLAIMED, FRIDAY_MORNING, None),
            ],
            start=1,
        ):
            retry_at = FRIDAY_MORNING if fate is Fate.CLAIMED else None
            delivery = {**row_of(deliveries, GUILD, number), "retry_at": retry_at}
            notice = {"fate": fate, "event_at": event_at, "settled_at": settled_at}
            tx.connection.execute(insert(deliveries), delivery)
            tx.connection.execute(insert(notices), {**row_of(notices, GUILD, number), **notice})

    def kept(tx: Tx) -> tuple[list[int], list[int]]:
        return (
            list(tx.connection.scalars(select(notices.c.id).order_by(notices.c.id))),
            list(tx.connection.scalars(select(deliveries.c.id).order_by(deliveries.c.id))),
        )

    await app.write(GUILD, settle)
    clock.turn(SETTLED_NOTICES - SECOND)
    await Janitor(app, right).tidy()
    assert await app.read(GUILD, kept) == ([1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6])
    clock.turn(SECOND)
    await Janitor(app, right).tidy()
    assert await app.read(GUILD, kept) == ([3, 4, 5, 6], [3, 4, 5, 6])
    clock.turn(SECOND)
    await Janitor(app, right).tidy()
    assert await app.read(GUILD, kept) == ([5, 6], [5, 6])


async def test_what_somebody_did_is_counted_as_long_as_a_limit_looks_back(app: App, clock: HandClock) -> None:
    await app.write(GUILD, acts.note, "reports", 7)
    clock.turn(SECOND)
    await app.write(GUILD, acts.note, "reports", 7)
    assert await app.read(GUILD, acts.count, "reports", ACTS, 7) == 2
    assert await app.read(GUILD, acts.count, "reports", ACTS, 8) == 0
    assert await app.read(GUILD, acts.count, "reports", SECOND) == 1
    assert await app.read(GUILD, acts.count, "shares", ACTS) == 0
    assert await app.read(OTHER, acts.count, "reports", ACTS) == 0
    janitor = Janitor(app, right)
    janitor.clears(acts.acts, acts.long_ago)
    clock.turn(ACTS - SECOND)
    await janitor.tidy()

    def kept(tx: Tx) -> list[int]:
        return list(tx.connection.scalars(select(acts.acts.c.id)))

    assert await app.read(GUILD, kept) == [2]


async def test_what_was_done_while_the_clock_was_ahead_is_counted_no_more(app: App, clock: HandClock) -> None:
    await app.write(GUILD, acts.note, "reports", 7)
    clock.turn(ACTS + SECOND)
    await app.write(GUILD, acts.note, "reports", 7)
    clock.turn(-ACTS)
    assert await app.read(GUILD, acts.count, "reports", ACTS, 7) == 1
    assert await app.read(GUILD, acts.count, "reports", ACTS) == 1
    janitor = Janitor(app, right)
    janitor.clears(acts.acts, acts.long_ago)
    await janitor.tidy()
    clock.turn(ACTS - 2 * SECOND)
    assert await app.read(GUILD, acts.count, "reports", ACTS, 7) == 1
    clock.turn(2 * SECOND)
    assert await app.read(GUILD, acts.count, "reports", ACTS, 7) == 0


@pytest.mark.parametrize("stride", [1, 7, 35, 36])
async def test_however_small_its_strides_it_reaches_every_row(
    app: App, clock: HandClock, monkeypatch: pytest.MonkeyPatch, stride: int
) -> None:
    monkeypatch.setattr(janitors, "STRIDE", stride)
    monkeypatch.setattr(janitors, "BREATH_SECONDS", 0)
    await app.write(GUILD, fill, 35)
    await app.write(OTHER, fill, 1)
    await app.write(GUILD, servers.left)
    clock.turn(LEFT_SERVERS)
    await Janitor(app, right).tidy()
    assert sum((await app.read(GUILD, counts, GUILD)).values()) == 0
    assert set((await app.read(OTHER, counts, OTHER)).values()) == {1}


async def test_no_transaction_of_it_takes_more_than_a_stride(
    app: App, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(janitors, "STRIDE", 10)
    monkeypatch.setattr(janitors, "BREATH_SECONDS", 0)
    sizes: list[int] = []
    delete = janitors._delete  # pyright: ignore[reportPrivateUsage] - to see what each takes

    def seen(*arguments: object) -> int:
        sizes.append(delete(*arguments))  # pyright: ignore[reportArgumentType] - passed on as they came
        return sizes[-1]

    monkeypatch.setattr(janitors, "_delete", seen)
    await app.write(GUILD, fill, 95)
    await app.write(GUILD, servers.left)
    clock.turn(LEFT_SERVERS)
    await Janitor(app, right).tidy()
    rows = sum(1 if table in ONE_A_SERVER else 95 for table in tables_of_servers())
    assert (sum(sizes), max(sizes)) == (rows, 10)


def copy_made(folder: Path, made: datetime, name: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / f"{made:{STAMP}}-{name}.sqlite3"
    path.write_bytes(b"")
    return path


async def test_backups_go_when_their_time_has_come_but_never_the_newest(app: App) -> None:
    folder = app.settings.backups
    old = FRIDAY_MORNING - BACKUPS - SECOND
    newest = copy_made(folder, old, "campsite")
    copy_made(folder, old - SECOND, "schema-0001")
    copy_made(folder, old + timedelta(microseconds=1), "damaged")  # newer, but no whole database
    mine = folder / "before-the-move.sqlite3"
    mine.write_bytes(b"")
    await Janitor(app, right).tidy()
    assert set(folder.iterdir()) == {newest, mine}
    fresh = copy_made(folder, FRIDAY_MORNING - BACKUPS, "rescued")
    await Janitor(app, right).tidy()
    assert set(folder.iterdir()) == {fresh, mine}


@pytest.mark.meets("T01")
async def test_while_the_clock_is_wrong_nothing_goes(
    app: App, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(janitors, "LOOK_SECONDS", 0.001)
    await app.database.write(None, servers.present, {GUILD: "fr"})
    await app.write(GUILD, fill, 1)
    await app.write(GUILD, servers.left)
    clock.turn(timedelta(days=400))
    old = copy_made(app.settings.backups, FRIDAY_MORNING, "campsite")
    copy_made(app.settings.backups, clock.now(), "campsite")
    asked = asyncio.Event()

    async def wrong() -> bool:
        asked.set()
        return False

    running = asyncio.create_task(Janitor(app, wrong).run())
    await asked.wait()
    await asyncio.sleep(0.05)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await Janitor(app, wrong).welcome_back([GUILD])
    assert set((await app.read(GUILD, counts, GUILD)).values()) == {1}
    assert old.exists()
    await Janitor(app, right).tidy()
    assert set((await app.read(GUILD, counts, GUILD)).values()) == {0}
    assert not old.exists()


async def test_it_tidies_once_a_day_however_often_the_bot_is_started(
    app: App, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(janitors, "LOOK_SECONDS", 0.001)
    turns: list[datetime] = []
    tidy = Janitor.tidy

    async def counted(self: Janitor) -> None:
        turns.append(clock.now())
        await tidy(self)

    monkeypatch.setattr(Janitor, "tidy", counted)

    async def runs(looks: int) -> None:
        """Lets it look a few times: each look reads when it tidied last."""
        read, left = app.database.read, looks
        enough = asyncio.Event()

        async def seen(*arguments: object, **named: object) -> object:
            nonlocal left
            left -= recall in arguments
            if left < 0:
                enough.set()
            return await read(*arguments, **named)  # pyright: ignore[reportArgumentType, reportUnknownVariableType, reportCallIssue] - passed on as they came

        with monkeypatch.context() as watched:
            watched.setattr(app.database, "read", seen)
            running = asyncio.create_task(Janitor(app, right).run())
            await enough.wait()
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    await runs(looks=3)
    await runs(looks=3)
    assert turns == [FRIDAY_MORNING]
    clock.turn(timedelta(days=1))
    await runs(looks=3)
    assert turns == [FRIDAY_MORNING, FRIDAY_MORNING + timedelta(days=1)]
    noted = await app.database.read(None, recall, TIDIED)
    assert noted is not None
    assert datetime.fromisoformat(noted).astimezone(UTC) == clock.now()
