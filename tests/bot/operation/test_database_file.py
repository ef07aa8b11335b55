"""A database's file that is taken away: copied whole, and nothing acknowledged afterwards."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.app import App
from bot.db.file import check
from bot.db.installation import keep
from bot.errors import NothingSaved
from bot.operation.database_file import DatabaseTaken, look
from tests.builders import GUILD


def value(path: Path, name: str) -> str | None:
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT value FROM installation WHERE name = ?", (name,)).fetchone()
    return None if row is None else row[0]


async def test_a_file_in_its_place_is_left_alone(app: App) -> None:
    await look(app)
    assert not app.settings.backups.exists()
    await app.write(GUILD, keep, "x", "written")


async def test_the_copy_has_all_that_was_acknowledged(app: App) -> None:
    wrote = asyncio.Event()

    async def write_on() -> int:
        """Writes until nothing is saved any more; how often that was acknowledged."""
        acknowledged = 0
        while True:
            try:
                await app.write(GUILD, keep, "x", str(acknowledged + 1))
            except NothingSaved:
                return acknowledged
            acknowledged += 1
            wrote.set()

    await app.write(GUILD, keep, "x", "0")
    app.settings.database.unlink()
    await app.write(GUILD, keep, "x", "still written")  # SQLite notices nothing
    writing = asyncio.create_task(write_on())
    await wrote.wait()
    with pytest.raises(DatabaseTaken, match="Nothing is lost"):
        await look(app)
    acknowledged = await writing
    assert acknowledged > 0
    [copy] = app.settings.backups.iterdir()
    check(copy)
    assert value(copy, "x") == str(acknowledged)
    assert copy.stat().st_mode & 0o777 == 0o600


async def test_where_it_cannot_be_copied_the_bot_goes_on_and_tries_again(
    app: App, caplog: pytest.LogCaptureFixture
) -> None:
    app.settings.database.unlink()
    app.settings.backups.write_text("in the way")
    await look(app)
    [said] = [record for record in caplog.records if record.levelno == logging.CRITICAL]
    assert "Do not stop the bot: it holds the only data there is." in said.getMessage()
    await app.write(GUILD, keep, "x", "written")
    app.settings.backups.unlink()
    with pytest.raises(DatabaseTaken):
        await look(app)
    [copy] = app.settings.backups.iterdir()
    assert value(copy, "x") == "written"


async def test_a_folder_that_is_gone_altogether_is_made_anew_for_the_copy(app: App) -> None:
    for path in app.settings.data_dir.iterdir():
        path.unlink()
    app.settings.data_dir.rmdir()
    with pytest.raises(DatabaseTaken):
        await look(app)
    assert len(list(app.settings.backups.glob("*-rescued.sqlite3"))) == 1
