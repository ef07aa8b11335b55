"""`campsite doctor` on the host: one line for each thing, and an exit code that a script can read."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.db import migrations
from bot.lock import NAME
from bot.operation import checkup
from bot.operation.checkup import Health
from bot.settings import DATABASE_NAME, load
from playground import Clock, Playground
from tests.bot.test_door import campsite
from tests.builders import FRIDAY_MORNING, killed_while_writing

NO_TOKEN = "BROKEN No token: whoever runs the bot puts one into DISCORD_TOKEN (see .env.example)."


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the bot has been made ready and backed up; to be copied."""
    path = tmp_path_factory.mktemp("host")
    campsite("migrate", cwd=path)
    campsite("backup", cwd=path)
    return path


@pytest.fixture
def ready(tmp_path: Path, host: Path) -> Path:
    """The same, to be spoilt."""
    return Path(shutil.copytree(host, tmp_path, dirs_exist_ok=True))


def test_a_machine_without_a_bot_is_told_what_to_do_first(tmp_path: Path) -> None:
    done = campsite("doctor", cwd=tmp_path)
    assert done.returncode == 1
    said = done.stdout.splitlines()
    assert said[0] == NO_TOKEN
    assert [line for line in said[1:] if line.startswith("BROKEN")] == []
    assert "heed   data/campsite.sqlite3 is not there yet: the first start makes it." in said
    assert list(tmp_path.iterdir()) == []


def test_what_is_there_is_looked_at(ready: Path) -> None:
    said = campsite("doctor", cwd=ready).stdout.splitlines()
    assert [line for line in said if not line.startswith("ok ")] == [NO_TOKEN]
    assert "ok     data/campsite.sqlite3 is sound; every page was read." in said
    assert f"ok     Its schema is {migrations.HEAD}, as this version needs it." in said
    assert "ok     Cities are found by their names." in said
    assert "ok     Pictures can be made." in said
    assert "ok     The bot is not running." in said


def broken(data: Path) -> list[str]:
    """What is broken but the token."""
    done = campsite("doctor", cwd=data.parent)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return [line for line in done.stdout.splitlines() if line.startswith("BROKEN")][1:]


def test_a_damaged_database_is_named(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    (data / DATABASE_NAME).write_bytes(b"my shopping list " * 100)
    [line] = broken(data)
    assert line.startswith("BROKEN data/campsite.sqlite3 cannot be read (file is not a database)")


def test_a_database_of_a_newer_version_is_named_and_an_older_one_is_not_broken(ready: Path) -> None:
    path = ready / "data" / DATABASE_NAME
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.commit()
    [line] = broken(path.parent)
    assert line.startswith(f"BROKEN Its schema is 9999, this version knows {migrations.HEAD}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
        connection.commit()
    assert broken(path.parent) == []


def test_a_database_that_is_gone_or_emptied_is_named_with_the_way_out(ready: Path) -> None:
    [copy] = (ready / "data" / "backups").iterdir()
    path = ready / "data" / DATABASE_NAME
    path.write_bytes(b"")
    [line] = broken(ready / "data")
    assert line.startswith(
        "BROKEN data/campsite.sqlite3 is empty, but this installation has had a database since 20"
    )
    assert line.endswith(f"puts a backup back with: campsite restore {copy.relative_to(ready)}")
    path.unlink()
    shutil.rmtree(copy.parent)  # the folder itself remembers
    [line] = broken(ready / "data")
    assert line.startswith(
        "BROKEN data/campsite.sqlite3 is missing, but this installation has had a database since"
    )
    assert line.endswith("campsite restore (one that is kept elsewhere)")


def test_a_database_that_a_process_was_killed_in_the_midst_of_is_not_broken(ready: Path) -> None:
    killed_while_writing(ready / "data" / DATABASE_NAME)
    assert broken(ready / "data") == []


def test_a_folder_that_is_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    [line] = broken(tmp_path / "data")
    assert line.startswith("BROKEN data cannot be written (Not a directory)")


@pytest.mark.parametrize("name", [DATABASE_NAME, "backups", NAME])
def test_what_this_user_may_not_use_is_named_and_the_rest_is_looked_at(ready: Path, name: str) -> None:
    taken = ready / "data" / name
    taken.chmod(0o500 if taken.is_dir() else 0o400)
    said = campsite("doctor", cwd=ready).stdout.splitlines()
    taken.chmod(0o700)
    [_, line] = [line for line in said if line.startswith("BROKEN")]
    assert f"data/{name} cannot be used by this user (Permission denied)" in line
    assert "ok     Pictures can be made." in said


def test_a_folder_that_may_not_be_entered_hides_nothing_else(ready: Path) -> None:
    (ready / "data").chmod(0)
    said = campsite("doctor", cwd=ready).stdout.splitlines()
    (ready / "data").chmod(0o700)
    assert said[1].startswith("BROKEN data cannot be written (Permission denied)")
    assert "ok     Pictures can be made." in said


async def asked(ahead: timedelta = timedelta(0), token: str | None = None, **settings: str) -> list[str]:
    """What Discord is asked, on a machine whose clock runs ahead."""
    discord = Playground(Clock(FRIDAY_MORNING))
    app = discord.application("Campsite")
    ours = Clock(FRIDAY_MORNING + ahead)
    async with discord:
        with discord.seam():
            return [str(line) for line in await checkup.ask_discord(load(settings), token or app.token, ours)]


async def test_discord_is_asked_who_the_bot_is() -> None:
    said = await asked()
    assert said == [
        said[0],
        "ok     No privileged intent is asked for.",
        "ok     1000 of 1000 session starts are left today.",
        "ok     This machine's clock agrees with Discord's.",
    ]
    assert said[0].startswith("ok     Discord knows the token as Campsite")


async def test_a_clock_that_is_wrong_an_intent_that_is_off_and_a_wrong_token_are_named() -> None:
    assert (await asked(timedelta(minutes=3)))[-1].startswith(
        "BROKEN This machine's clock is 0:03:00 ahead of Discord's"
    )
    assert (await asked(CAMPSITE_MEMBERS_INTENT="on"))[1].startswith("BROKEN CAMPSITE_MEMBERS_INTENT is on")
    [line] = await asked(token="bm9ib2R5.x.y")
    assert line.startswith("BROKEN Discord rejected the token")


async def test_discord_that_cannot_be_reached_breaks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    discord = Playground(Clock(FRIDAY_MORNING))
    app = discord.application("Campsite")
    async with discord:
        seam = discord.seam()
    monkeypatch.setattr("asyncio.sleep", _at_once)
    with seam:
        [line] = await checkup.ask_discord(load({}), app.token, Clock(FRIDAY_MORNING))
    assert line.health is Health.HEED
    assert line.words.startswith("Discord cannot be asked just now")


async def _at_once(_seconds: float) -> None:
    """discord.py waits longer and longer between its attempts."""
