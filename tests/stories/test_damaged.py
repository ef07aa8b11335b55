"""A database that is damaged when the bot is started: nothing is said out of it, and its operator hears the way out."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot import client
from bot.db.backup import back_up, restore
from bot.settings import DATABASE_NAME
from tests.town import Town
from tests.village import Village

PAGE = 4096


def flip(path: Path, start: int, length: int) -> None:
    content = bytearray(path.read_bytes())
    content[start : start + length] = bytes(byte ^ 0xFF for byte in content[start : start + length])
    path.write_bytes(content)


def first_page_of(table: str, path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        [(page,)] = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,))
    return (page - 1) * PAGE


def damage(path: Path, how: str) -> None:
    match how:
        case "header":
            flip(path, 0, 16)
        case "schema":
            flip(path, 100, PAGE - 100)
        case "what a start reads":
            flip(path, first_page_of("installation", path), PAGE)
        case "what no start reads":
            flip(path, first_page_of("recaps", path), PAGE)
        case _:
            path.write_bytes(path.read_bytes()[: 20 * PAGE])


@pytest.mark.meets("S08")
@pytest.mark.parametrize(
    "how", ["header", "schema", "what a start reads", "what no start reads", "truncated"]
)
async def test_nothing_is_said_out_of_a_damaged_database_and_the_last_good_backup_is_named(
    data_dir: Path, how: str
) -> None:
    database, backups = data_dir / DATABASE_NAME, data_dir / "backups"
    async with Village(data_dir) as village:
        card = await village.meetup(await village.group(), "28 nov 10:00")
        ana = village.member("Ana")
        await ana.press("Going", on=card)
        assert await village.terminate() == 0
        good = back_up(database, backups)
        bad = back_up(database, backups)
        bad.write_bytes(good.read_bytes()[: 20 * PAGE])

        damage(database, how)
        village.turn(timedelta(days=7, hours=1))  # the reminder is due
        await village.begin()
        assert await village.ends() == 78
        last = village.logged().splitlines()[-1]
        assert last.startswith(f"{database} cannot be read as a database (")
        assert last.endswith(f"). Put the last good backup back with: campsite restore {good}")
        assert ana.notifications == []

        assert restore(good, database, backups, village.discord.clock.now()) is not None
        await village.start()
        await village.until(lambda: len(ana.notifications) == 1)


@pytest.mark.meets("S08")
async def test_where_no_backup_is_sound_it_says_so(data_dir: Path) -> None:
    village = Village(data_dir)
    flip(data_dir / DATABASE_NAME, 0, 16)
    async with village.discord:
        code, lines = await village.run_until_it_stops(token=village.campsite.token)
    assert code == 78
    assert lines[-1] == (
        f"{data_dir / DATABASE_NAME} cannot be read as a database (file is not a database). There is no sound backup in "
        f"{data_dir / 'backups'}: put back one that is kept elsewhere."
    )


async def test_a_database_that_cannot_be_looked_at_just_now_holds_nothing_back(
    town: Town, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    await olga.press("Going", on=card)
    await town.settle()
    await town.stop()

    async def without_a_handle(_path: Path) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(client, "check_quickly_beside", without_a_handle)
    town.discord.clock.turn(timedelta(days=7, hours=1))
    await town.start()
    await town.settle()
    assert len(olga.notifications) == 1
    assert "cannot be read from start to end just now: unable to open database file" in caplog.text
