"""The web port: what it says is what is the case."""

from __future__ import annotations

import asyncio
import math
import re
import sqlite3
import time
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, closing, suppress
from datetime import timedelta

import aiohttp
import pytest

from bot.db.backup import back_up
from bot.errors import NothingSaved
from bot.operation import pulse as pulses
from bot.operation import web as web_port
from bot.operation.pulse import Pulse
from bot.operation.web import open_port
from tests.town import Town

LIVELY: tuple[int, object] = (200, {"ok": True, "faults": []})


class Operator:
    """Somebody on the same machine."""

    def __init__(self, session: aiohttp.ClientSession, port: int) -> None:
        self._session = session
        self._address = f"http://127.0.0.1:{port}"

    async def status(self, path: str, headers: dict[str, str]) -> int:
        async with self._session.get(f"{self._address}{path}", headers=headers) as response:
            return response.status

    async def health(self, kind: str) -> tuple[int, object]:
        async with self._session.get(f"{self._address}/health/{kind}") as response:
            return response.status, await response.json()

    async def metrics(self) -> dict[str, float]:
        """Every sample, with its labels, by what stands before its value."""
        async with self._session.get(f"{self._address}/metrics") as response:
            lines = (await response.text()).splitlines()
        samples = (line.rpartition(" ") for line in lines if not line.startswith("#"))
        return {name: float(number) for name, _, number in samples}


@pytest.fixture
async def operator(town: Town) -> AsyncGenerator[Operator]:
    pulse = Pulse(town.client.metrics, town.client.worker)
    async with (
        aiohttp.ClientSession() as session,
        open_port(town.client, pulse, 0) as port,
    ):
        yield Operator(session, port)


@asynccontextmanager
async def beating(town: Town) -> AsyncGenerator[Callable[[], Awaitable[None]]]:
    """A pulse that beats within it; what is given waits until it has beaten once more."""
    beats = "campsite_event_loop_lag_seconds_count"
    metrics = town.client.metrics
    running = asyncio.create_task(Pulse(metrics, town.client.worker).run())

    async def once_more() -> None:
        before = metrics.registry.get_sample_value(beats)
        async with asyncio.timeout(60):
            while metrics.registry.get_sample_value(beats) == before:  # noqa: ASYNC110 - a counter sets no event
                await asyncio.sleep(0)

    try:
        yield once_more
    finally:
        running.cancel()


async def test_what_people_did_is_counted_by_name_and_outcome(town: Town, operator: Operator) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    await olga.press("Going", on=card)
    await olga.slash("/meetup schedule", when="whenever")
    await olga.raw_component(card, custom_id="meetups:going:123456")
    await olga.raw_component(card, custom_id="made:up:7")
    await olga.complete("/meetup info", "meetup", "")
    town.discord.faults.fail("POST", "/interactions/*/*/callback", status=404, body={"code": 10062})
    with suppress(TimeoutError):
        town.discord.answer_seconds = 0.1
        await olga.slash("/group browse")
    await town.settle()
    counted = {
        tuple(re.findall(r'"([^"]*)"', name)): number
        for name, number in (await operator.metrics()).items()
        if name.startswith("campsite_interactions_total")
    }
    assert counted == {
        ("command", "group create", "answered"): 1,
        ("command", "meetup schedule", "answered"): 1,
        ("command", "meetup schedule", "refused"): 1,
        ("command", "group browse", "late"): 1,
        ("button", "Going", "answered"): 1,
        ("button", "Going", "refused"): 1,
        ("button", "unknown", "refused"): 1,
        ("autocomplete", "meetup info", "answered"): 1,
    }


async def test_what_is_not_shown_yet_is_named_with_the_reason(town: Town, operator: Operator) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    assert await operator.health("ready") == LIVELY
    edits = f"/channels/{lyon.id}/messages/*"
    trap = town.discord.faults.stall("PATCH", edits, 4)
    await olga.press("Going", on=card)
    await town.discord.until(lambda: trap.hits)
    which = f"meetups.card of 1 in server {guild.id}: "
    under_way = {"ok": True, "faults": [], "waiting": [which + "is being drawn"]}
    assert await operator.health("ready") == (200, under_way)
    await town.settle()
    missing = {"message": "Missing Permissions", "code": 50013}
    town.discord.faults.fail("PATCH", edits, status=403, body=missing)
    await olga.press("Can't go", on=card)
    await town.settle()
    status, body = await operator.health("ready")
    assert (status, str(body).count(which), "50013" in str(body)) == (200, 1, True)
    assert await operator.health("live") == LIVELY


async def test_what_has_just_been_drawn_rests_and_says_so(town: Town, operator: Operator) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    mirrors = town.client.worker.mirrors
    mirrors._pause = 60.0  # pyright: ignore[reportPrivateUsage] - so long that a slow machine sees it too
    await olga.press("Going", on=card)
    await town.discord.until(lambda: olga.mention in card.text)
    await olga.press("Can't go", on=card)
    _, body = await operator.health("ready")
    found = re.search(
        r"meetups\.card of 1 in server \d+: rests for (\d+)\.\d seconds, for its place was drawn", str(body)
    )
    assert found is not None
    assert 0 < int(found[1]) <= 60


async def test_every_first_answer_is_timed_once(town: Town, operator: Operator) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await town.group(olga, guild)
    for _ in range(3):
        await olga.slash("/group browse")
    metrics = await operator.metrics()
    assert metrics["campsite_answer_seconds_count"] == 4
    assert metrics['campsite_answer_seconds_bucket{le="3.0"}'] == 4


async def test_requests_and_limits_are_counted(town: Town, operator: Operator) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    before = await operator.metrics()
    town.discord.faults.limit("POST", f"/channels/{lyon.id}/messages", 0.01, scope="shared")
    town.discord.faults.limit("POST", f"/channels/{lyon.id}/messages", 0.01, scope="user")
    await town.meetup(olga, lyon)
    after = await operator.metrics()
    assert after['campsite_discord_requests_total{status="429"}'] == 2
    assert after['campsite_discord_rate_limited_total{scope="shared"}'] == 1
    assert after['campsite_discord_rate_limited_total{scope="user"}'] == 1
    assert after["campsite_discord_invalid_requests_total"] == 1  # a shared limit is nobody's fault
    name = 'campsite_discord_requests_total{status="200"}'
    sent = town.discord.requests.count(status=200)
    assert after[name] >= before[name] + 1
    assert after[name] == sent
    unanswered = 'campsite_discord_requests_total{status="none"}'
    assert unanswered not in after
    town.discord.faults.reset("POST", f"/channels/{lyon.id}/messages")
    await olga.slash("/meetup schedule", when="29 nov 10:00")
    await town.settle()
    assert (await operator.metrics())[unanswered] == 1


async def test_what_waits_in_the_outbox_is_told(town: Town, operator: Operator) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    await olga.press("Going", on=card)
    await town.turn(timedelta(minutes=1))  # Olga's welcome has waited for others to come with her
    quiet = await operator.metrics()
    assert quiet['campsite_notices{fate="pending"}'] == 2
    assert quiet["campsite_overdue_seconds"] == 0
    assert (quiet["campsite_deliveries_waiting"], quiet["campsite_mirrors_waiting"]) == (0, 0)

    assert card.thread is not None
    missing = {"message": "Missing Access", "code": 50001}
    town.discord.faults.fail("POST", f"/channels/{card.thread.id}/messages", status=403, body=missing)
    await town.turn(timedelta(days=7, hours=1))
    town.discord.clock.turn(timedelta(hours=7))  # the retry is an hour overdue, and nobody has looked
    stuck = await operator.metrics()
    assert stuck['campsite_notices{fate="claimed"}'] == 1
    assert stuck["campsite_deliveries_waiting"] == 1
    assert stuck["campsite_overdue_seconds"] >= 3600


async def test_sizes_backups_and_servers_are_told(town: Town, operator: Operator) -> None:
    town.server()
    await town.discord.until(lambda: town.client.guilds)
    settings = town.app.settings
    before = await operator.metrics()
    assert math.isnan(before["campsite_last_backup_age_seconds"])
    back_up(settings.database, settings.backups)
    after = await operator.metrics()
    assert 0 <= after["campsite_last_backup_age_seconds"] < 60
    assert after['campsite_database_bytes{file="database"}'] == settings.database.stat().st_size
    assert after['campsite_database_bytes{file="log"}'] > 0
    assert (after["campsite_servers"], after["campsite_ready"]) == (1, 1)
    # One of a thousand was begun after they had been counted.
    assert after["campsite_session_starts_left"] == 1000


@pytest.mark.meets("S22")
async def test_a_worker_that_has_stopped_looking_is_seen(
    town: Town, operator: Operator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert await operator.health("live") == LIVELY
    working = town.client._working  # pyright: ignore[reportPrivateUsage] - its death is the subject
    assert working is not None
    working.cancel()  # nobody hears of a task that was cancelled
    monkeypatch.setattr(pulses, "SILENCE_SECONDS", 0.01)
    monkeypatch.setattr(pulses, "BEAT_SECONDS", 0.01)
    await asyncio.sleep(0.02)
    assert await operator.health("live") == (
        503,
        {"ok": False, "faults": ["the outbox's worker does not look for what is due"]},
    )
    async with beating(town) as once_more:
        for _ in range(3):
            await once_more()
    assert caplog.text.count("nobody is reminded. Restart the bot") == 1  # said once, not at every beat


@pytest.mark.meets("S21")
async def test_a_loop_that_is_held_up_is_measured_and_logged(
    town: Town, operator: Operator, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(pulses, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(pulses, "SLOW_SECONDS", 0.2)
    async with beating(town) as once_more:
        await once_more()
        time.sleep(0.3)  # noqa: ASYNC251 - this is what must not happen
        await once_more()
    metrics = await operator.metrics()
    slow = (
        metrics['campsite_event_loop_lag_seconds_bucket{le="+Inf"}']
        - metrics['campsite_event_loop_lag_seconds_bucket{le="0.25"}']
    )
    assert slow >= 1
    assert re.search(r"something held up the event loop for \d+\.\d seconds", caplog.text)


async def test_a_database_that_cannot_be_written_makes_it_unready_until_it_can(
    town: Town, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_port, "SEEN_FOR", 0.0)
    monkeypatch.setattr(web_port, "PATIENCE", 30.0)  # no machine is so slow that it would be the reason
    assert await operator.health("ready") == LIVELY
    with closing(sqlite3.connect(town.app.settings.database)) as another, monkeypatch.context() as hasty:
        hasty.setattr(town.app.database, "_patience", 0.05)
        another.execute("BEGIN IMMEDIATE")
        assert await operator.health("ready") == (
            503,
            {"ok": False, "faults": ["the database cannot be written: is the disk full, or read-only?"]},
        )
        assert (await operator.metrics())["campsite_ready"] == 0
        assert (await operator.health("live"))[0] == 200
        another.rollback()
    assert await operator.health("ready") == LIVELY


async def test_a_database_that_does_not_answer_makes_it_unready_but_not_dead(
    town: Town, operator: Operator, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await operator.health("ready") == LIVELY

    async def fails(*_arguments: object) -> None:
        raise NothingSaved

    with monkeypatch.context() as broken:
        broken.setattr(town.app.database, "read", fails)
        assert await operator.health("ready") == (
            503,
            {"ok": False, "faults": ["the database does not answer"]},
        )
        assert await operator.health("live") == LIVELY
    assert await operator.health("ready") == LIVELY


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:9464", "127.0.0.1.evil.example", "localhost.", ""]
)
async def test_who_asks_by_another_name_than_this_machines_learns_nothing(
    operator: Operator, host: str
) -> None:
    assert await operator.status("/metrics", {"Host": host}) == 421
    assert await operator.status("/metrics", {"Host": "localhost:9464"}) == 200


async def test_a_port_that_may_not_be_opened_is_one_sentence_about_the_port(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_port, "HOST", "192.0.2.1")  # no address of this machine's: the system refuses it
    pulse = Pulse(town.client.metrics, town.client.worker)
    with pytest.raises(web_port.PortUnusable) as refused:
        async with open_port(town.client, pulse, 9464):
            pass
    assert str(refused.value) == (
        "Port 9464 on 192.0.2.1 cannot be used: Cannot assign requested address. Choose another one for CAMPSITE_WEB_PORT, "
        "or leave it empty."
    )
