"""The short forms of `make soak`: fewer kills and fewer rows, the same promises."""

from __future__ import annotations

from collections.abc import Generator
from datetime import timedelta

import pytest

from bench.report import Report
from soak import full_disk, mirrors, outage, raid, writes
from soak.notices import WEATHERS, Weather, campsite, life

ROWS, KILLS = 1_000, 10
STORM = timedelta(seconds=40)
"""Longer than so many kills take; what the quarantine waits before a last chance."""


@pytest.fixture
def report() -> Generator[Report]:
    report = Report()
    yield report
    assert report.broken == []


# The first weather is the second one made easier; `make soak` has all of them.
@pytest.mark.meets("S06", "R18", "R20")
@pytest.mark.parametrize("weather", WEATHERS[1:], ids=lambda weather: weather.name)
async def test_everybody_is_told_exactly_once_though_the_process_is_killed(weather: Weather) -> None:
    seen = await campsite(weather, ROWS, KILLS, life(ROWS, KILLS), STORM)
    assert (seen.lost, seen.doubled, seen.kills) == (0, 0, KILLS)
    assert seen.told < ROWS  # the last kill fell while there was work


@pytest.mark.meets("T04")
async def test_what_began_or_ended_while_the_bot_was_down_is_said_or_accounted_for(report: Report) -> None:
    await outage.outage(report, rows=60)


@pytest.mark.meets("S01")
async def test_a_full_disk_is_never_answered_with_a_yes(report: Report) -> None:
    await full_disk.full_disk(report, ("Going", "/meetup schedule", "/meetup cancel"))


@pytest.mark.meets("S06")
async def test_after_the_last_kill_every_card_role_thread_and_event_is_right(report: Report) -> None:
    await mirrors.mirrors(report, kills=6, last_chance=STORM)


@pytest.mark.meets("S06", "G21")
async def test_in_a_raid_nobody_is_lost_or_called_though_the_process_is_killed(report: Report) -> None:
    await raid.raid(report, people=100, kills=3, seconds=20.0)


@pytest.mark.meets("S06")
async def test_no_acknowledged_write_is_lost_however_slow_the_machine(
    report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writes, "SHORTEST", 0.0)
    monkeypatch.setattr(writes, "LONGEST", 0.0)  # as if nothing were written in half a second
    await writes.writes(report, kills=5)
