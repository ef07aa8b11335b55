"""A bot left to itself: what its operator sees, and what becomes of it when its ground is taken away."""

from __future__ import annotations

import asyncio
import filecmp
import json
import re
import shutil
import socket
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot.db.backup import restore
from bot.settings import DATABASE_NAME
from playground import limits
from tests.village import Village

CODE_OF_UNAUTHORIZED = {"message": "401: Unauthorized", "code": 0}


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


async def get(port: int, path: str) -> tuple[int, str]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}{path}") as response,
    ):
        return response.status, await response.text()


def rows(database: Path, statement: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(database)) as connection:
        return connection.execute(statement).fetchall()


def take_away(data_dir: Path) -> None:
    for path in data_dir.glob(f"{DATABASE_NAME}*"):
        path.unlink()


def replace(database: Path, by: Path) -> None:
    shutil.copyfile(by, database.with_suffix(".other")).replace(database)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "campsite.log"


# Logs


@pytest.mark.parametrize("form", ["text", "json"])
async def test_no_token_reaches_the_log_even_at_debug(data_dir: Path, log: Path, form: str) -> None:
    async with Village(data_dir, log=log, CAMPSITE_LOG_LEVEL="DEBUG", CAMPSITE_LOG_FORMAT=form) as village:
        card = await village.meetup(await village.group(), "28 nov 10:00")
        await village.member("Ana").press("Going", on=card)
        # discord.py logs an answer that Discord fails at, address and all.
        village.discord.faults.fail("POST", "/interactions/*/*/callback", status=500, times=5)
        village.discord.answer_seconds = 0.5
        await village.olga.press("Going", on=card)
        await village.discord.calm(quiet=0.3)
        assert await village.terminate() == 0
        text = village.logged()
        tokens = set(village.discord.world.interaction_by_token)
        assert len(tokens) >= 4
        assert [token for token in {*tokens, village.campsite.token} if token in text] == []
    # What hides them was needed: discord.py did show them.
    assert re.search(r"/interactions/\d+/\(hidden\)/callback", text)
    assert re.search(r"'token': '\(hidden\)'", text)
    if form == "json":
        events = [json.loads(line) for line in text.splitlines()]
        assert all({"at", "level", "logger", "message"} <= set(event) for event in events)
        assert {event["guild"] for event in events if "interaction" in event} == {village.guild.id}


@pytest.mark.meets("S02")
async def test_a_full_disk_under_the_log_stops_nothing(data_dir: Path) -> None:
    async with Village(data_dir, log=Path("/dev/full"), CAMPSITE_LOG_LEVEL="DEBUG") as village:
        card = await village.meetup(await village.group(), "28 nov 10:00")
        ana = village.member("Ana")
        assert (await ana.press("Going", on=card)).text.startswith("You are going.")
        await village.until(lambda: ana.mention in card.text)
        assert await village.terminate() == 0


@pytest.mark.meets("S02")
async def test_a_full_disk_under_the_log_hides_no_exit_code(data_dir: Path) -> None:
    village = Village(data_dir, log=Path("/dev/full"))
    async with village.discord:
        await village.begin(token="bm9ib2R5.x.y")
        assert await village.ends() == 78


# The web port


async def test_health_and_metrics_tell_how_the_bot_is(data_dir: Path) -> None:
    port = free_port()
    async with Village(data_dir, CAMPSITE_WEB_PORT=str(port)) as village:
        await village.group()
        well = (200, '{"ok": true, "faults": []}')
        assert await get(port, "/health/live") == well
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /metrics HTTP/1.1\r\nX: " + b"x" * 100_000 + b"\r\n\r\n")
        assert (await reader.readline()).split()[1] == b"400"
        writer.close()
        assert "ERROR" not in village.logged()  # it is no trouble of the bot's
        async with asyncio.timeout(60):
            while await get(port, "/health/ready") != well:
                pass  # a card that has just been drawn rests before it is drawn again
        status, told = await get(port, "/metrics")
        assert status == 200
        assert (
            'campsite_interactions_total{kind="command",name="group create",outcome="answered"} 1.0' in told
        )
        assert "campsite_ready 1.0" in told

        await village.discord.go_down()
        away = (503, '{"ok": false, "faults": ["not connected to Discord\'s gateway"]}')
        async with asyncio.timeout(60):
            while await get(port, "/health/ready") != away:
                pass  # it asks over the network: the bot has its turn meanwhile
        assert await get(port, "/health/live") == well  # a restart would not help
        await village.discord.come_back()


async def test_a_web_port_in_use_is_one_sentence(data_dir: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        village = Village(data_dir, CAMPSITE_WEB_PORT=str(port))
        async with village.discord:
            code, lines = await village.run_until_it_stops(token=village.campsite.token)
    assert code == 78
    assert lines == [
        f"Port {port} on 127.0.0.1 is in use by another program. Choose another one for CAMPSITE_WEB_PORT, or leave it empty."
    ]


# Session starts and tokens


async def test_a_start_waits_when_few_are_left_and_is_alive_meanwhile(data_dir: Path, log: Path) -> None:
    port = free_port()
    village = Village(data_dir, log=log, CAMPSITE_WEB_PORT=str(port))
    now = village.discord.clock.now()
    started = [now - timedelta(hours=23)] * limits.IDENTIFIES_A_DAY
    village.campsite.identifies.extend(started)
    async with village.discord:
        await village.begin()
        await village.until(lambda: "session starts are left" in village.logged())
        assert (
            "only 0 session starts are left until Discord counts anew in 1:00:00, so this one waits for 1:00:00"
        ) in village.logged()
        assert (await get(port, "/health/live"))[0] == 200
        assert (await get(port, "/health/ready"))[0] == 503
        _, told = await get(port, "/metrics")
        assert "campsite_session_starts_left 0.0" in told
        assert "campsite_start_pause_seconds 3600.0" in told
        assert await village.terminate() == 0
    assert village.campsite.identifies == started


@pytest.mark.meets("G07")
async def test_a_new_session_is_not_begun_with_one_of_the_last_starts(data_dir: Path, log: Path) -> None:
    async with Village(data_dir, log=log) as village:
        village.campsite.identifies.extend([village.discord.clock.now()] * (limits.IDENTIFIES_A_DAY - 40))
        before = len(village.campsite.identifies)
        village.discord.faults.invalidate(village.campsite)
        assert await village.ends() == 75
        assert len(village.campsite.identifies) == before
    assert "only 39 session starts are left today; the bot stops" in village.logged()


@pytest.mark.meets("G05", "G06")
@pytest.mark.parametrize(
    ("close_code", "sentence"),
    [
        (4004, "Discord closed the connection for good (code 4004). Check the token and its intents."),
        (4013, "Discord closed the connection for good (code 4013). Check the token and its intents."),
        (
            4014,
            "Discord refuses an intent the bot asks for. Switch it on in the developer portal (Bot, Privileged Gateway Intents).",
        ),
    ],
)
async def test_a_connection_closed_for_good_is_one_line_and_exit_code_78(
    data_dir: Path, log: Path, close_code: int, sentence: str
) -> None:
    async with Village(data_dir, log=log, CAMPSITE_LOG_LEVEL="INFO") as village:
        await village.until(lambda: "ready as" in village.logged())
        village.discord.faults.close(village.campsite, close_code)
        assert await village.ends() == 78
    assert village.logged().splitlines()[-1] == sentence
    assert "Traceback" not in village.logged()


@pytest.mark.meets("R34", "R35")
async def test_a_token_revoked_while_the_bot_runs_ends_it(data_dir: Path, log: Path) -> None:
    async with Village(data_dir, log=log) as village:
        lyon = await village.group()
        await village.discord.calm()
        village.discord.faults.fail("*", "/channels/*/messages*", status=401, body=CODE_OF_UNAUTHORIZED)
        asked = village.discord.faults.fail("GET", "/users/@me", status=401, body=CODE_OF_UNAUTHORIZED)
        await village.olga.slash("/meetup schedule", in_=lyon, when="28 nov 10:00")
        assert await village.ends() == 78
        assert asked.hits == 1
    assert village.logged().splitlines()[-1] == (
        "Discord rejected the token. Reset it in the developer portal (Bot) and put it into DISCORD_TOKEN."
    )


async def test_one_request_refused_as_nobodys_ends_nothing(data_dir: Path) -> None:
    async with Village(data_dir) as village:
        lyon = await village.group()
        await village.discord.calm()
        village.discord.faults.fail("POST", "/channels/*/messages", status=401, body=CODE_OF_UNAUTHORIZED)
        village.discord.requests.clear()
        await village.olga.slash("/meetup schedule", in_=lyon, when="28 nov 10:00")
        await village.until(lambda: village.discord.requests.count("GET", "/users/@me") == 1)
        await village.discord.calm()
        assert (await village.olga.slash("/meetup list", in_=lyon)).text.startswith("**")
        assert await village.terminate() == 0


# The database's file


@pytest.mark.meets("S09")
async def test_a_database_that_is_deleted_is_rescued_to_the_last_answer(data_dir: Path, log: Path) -> None:
    async with Village(data_dir, log=log) as village:
        card = await village.meetup(await village.group(), "28 nov 10:00")
        database, backups = data_dir / DATABASE_NAME, data_dir / "backups"
        take_away(data_dir)
        ana = village.member("Ana")
        going = await ana.press("Going", on=card)
        assert await village.ends() == 78
        [rescued] = backups.glob("*-rescued.sqlite3")
        assert village.logged().splitlines()[-1] == (
            f"{database} was deleted or replaced while the bot was using it. Nothing is lost: all of it, to the last "
            f"answer, is in {rescued}. The bot has stopped. Put it back with: campsite restore {rescued}"
        )
        said_yes = going.text.startswith("You are going.")
        assert rows(rescued, "SELECT person_id FROM answers") == [(ana.id,)] * said_yes

        restore(rescued, database, backups, village.discord.clock.now())
        await village.start()
        ben = village.member("Ben")
        assert (await ben.press("Going", on=card)).text.startswith("You are going.")


@pytest.mark.meets("S09")
async def test_a_database_that_is_replaced_is_rescued_and_the_other_one_left_alone(
    data_dir: Path, log: Path, empty_database: Path
) -> None:
    async with Village(data_dir, log=log) as village:
        await village.group()
        replace(data_dir / DATABASE_NAME, empty_database)
        assert await village.ends() == 78
        [rescued] = (data_dir / "backups").glob("*-rescued.sqlite3")
        assert rows(rescued, "SELECT name FROM groups") == [("Lyon",)]
        assert filecmp.cmp(data_dir / DATABASE_NAME, empty_database, shallow=False)
