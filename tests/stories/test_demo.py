"""The demo as people start it, and that it would notice a bot which does not do as told."""

from __future__ import annotations

import io
import logging
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest

from bot.demo.page import recent_wednesday
from bot.demo.stage import Part, Stage, opened
from bot.demo.steps import Calls, NotAsTold, Silence, Step, Stops, Taps, Types, Until, told
from bot.demo.story import BEGINS, CAST, STORY
from bot.demo.tally import count
from bot.demo.teller import Teller
from playground.world.messages import Draft

OLGA = Part("Olga", manages_server=True)
ANA = Part("Ana")

pytestmark = pytest.mark.usefixtures("quick_demo")


def environment(folder: Path) -> Mapping[str, str]:
    return {**os.environ, "TMPDIR": str(folder), "TERM": "xterm-256color", "PYTHONWARNINGS": "error"}


def demo(*arguments: str) -> list[str]:
    # discord.py imports a module that Python 3.13 drops.
    return [sys.executable, "-W", "ignore::DeprecationWarning", "-m", "bot", "demo", *arguments]


def command(pace: str) -> list[str]:
    return demo("--story", "--pace", pace)


def test_the_demo_tells_the_whole_story_and_leaves_nothing_behind(tmp_path: Path) -> None:
    ended = subprocess.run(
        command("0"),
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    story = ended.stdout
    assert "\x1b" not in story
    assert max(map(len, story.splitlines())) <= 90
    for happened in (
        "Lyon is ready in #lyon",
        "I don't understand “tenish”",
        "Bienvenue dans Lyon.",
        "The room is full: you are number 1 in line.",
        "A seat has become free and it is yours",
        "· Campsite is back online.",
        "Sorry that this comes late.",
        "Code & coffee is in an hour: Saturday 28 November 2026, 10:00.",
        "  5 notifications owed, 5 arrived:",
        "  0 lost, 0 doubled, over 2 restarts.",
        "cp .env.example .env",
    ):
        assert happened in story
    assert list(tmp_path.iterdir()) == []


def test_control_c_ends_it_quietly_and_leaves_nothing_behind(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("30"),
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as demo:
        assert demo.stdout is not None
        assert demo.stdout.readline() == "\n"  # the first heading: the bot is running
        demo.send_signal(signal.SIGINT)
        _, complaints = demo.communicate(timeout=30)
    assert (demo.returncode, complaints) == (130, "")
    assert list(tmp_path.iterdir()) == []


def test_the_page_is_served_until_control_c_and_beside_another_one(tmp_path: Path) -> None:
    def started(port: int) -> subprocess.Popen[str]:
        return subprocess.Popen(
            demo("--port", str(port)),
            env=environment(tmp_path),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def address(page: subprocess.Popen[str]) -> str:
        assert page.stdout is not None
        return next(line.strip() for line in page.stdout if "http://" in line)

    with started(0) as first:
        url = address(first)
        with urlopen(url) as answer:
            assert b'<script type="module" src="main.js">' in answer.read()
        taken = int(url.split(":")[-1].strip("/"))
        with started(taken) as second:
            assert address(second) != url
            for page in (first, second):
                page.send_signal(signal.SIGINT)
                _, complaints = page.communicate(timeout=30)
                assert (page.returncode, complaints) == (0, "")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", [[], ["--story"]])
@pytest.mark.parametrize("kilobytes", [0, 300, 700])
def test_a_folder_without_room_is_named_with_what_to_do(
    tmp_path: Path, kilobytes: int, kind: list[str]
) -> None:
    ended = subprocess.run(
        demo("--port", "0", *kind),
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        # What a full disk does to files that grow, a limit for this process does as well.
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024)),
    )
    assert ended.returncode == 1
    assert re.fullmatch(
        rf"Nothing can be written into {tmp_path}: .+\. "
        r"Make room there, or name another folder in TMPDIR, and start again\.\n",
        ended.stderr,
    )
    assert list(tmp_path.iterdir()) == []


def test_the_page_opens_before_a_weekend_whatever_day_it_is() -> None:
    zone = ZoneInfo("Europe/Paris")
    wednesday = datetime(2026, 11, 18, 10, tzinfo=zone)
    for day in range(16, 23):
        assert recent_wednesday(datetime(2026, 11, day, 23, 30, tzinfo=zone)) == wednesday


def test_a_reader_who_goes_away_is_no_trouble(tmp_path: Path) -> None:
    with subprocess.Popen(
        command("0"),
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as demo:
        assert demo.stdout is not None
        assert demo.stderr is not None
        demo.stdout.close()
        complaints = demo.stderr.read()
    assert (demo.returncode, complaints) == (141, "")
    assert list(tmp_path.iterdir()) == []


async def tell(stage: Stage, *steps: Step) -> None:
    for step in steps:
        await told(step, stage, Teller(io.StringIO(), 0))


FOUNDS = Types(OLGA, "/group create", {"name": "Lyon", "timezone": "Europe/Paris"}, says="Lyon is ready")
PLANS = Types(OLGA, "/meetup schedule", {"when": "28 nov 10am", "seats": 1}, says="is planned", in_="lyon")
SIGNS_UP = Taps(ANA, "Going", says="You are going")


@pytest.mark.parametrize(
    ("steps", "trouble"),
    [
        ((Types(OLGA, "/group create", {"name": "Lyon"}, says="Hooray"),), "Olga types /group create: expected 'Hooray'"),
        ((Types(ANA, "/group create", {"name": "Lyon"}, says="Lyon is ready"),), "Ana types /group create: expected"),
        ((FOUNDS, Taps(ANA, "Dance", says="")), "Ana presses [ Dance ]: CannotType"),
        ((FOUNDS, PLANS, SIGNS_UP, Until("2026-11-27 10:00", ""), Stops()), "Ana was mentioned unasked"),
        ((FOUNDS, PLANS, SIGNS_UP, Until("2026-11-27 10:00", ""), Silence("")), "Ana was mentioned unasked"),
        ((FOUNDS, PLANS, SIGNS_UP, Calls((ANA,), "")), "one notification for Ana: it was nobody"),
        ((FOUNDS, PLANS, SIGNS_UP, Until("2026-11-27 10:00", ""), Calls((OLGA,), "")), "for Olga: it was Ana"),
    ],
)  # fmt: skip
async def test_a_story_that_does_not_come_true_names_the_step(steps: tuple[Step, ...], trouble: str) -> None:
    async with opened((OLGA, ANA), BEGINS) as stage:
        with pytest.raises(NotAsTold) as failure:
            await tell(stage, *steps)
    assert trouble in str(failure.value)


async def test_a_reminder_that_comes_twice_or_never_is_counted() -> None:
    async with opened((OLGA, ANA), BEGINS) as stage:
        await tell(stage, FOUNDS, PLANS, SIGNS_UP, Until("2026-11-27 10:00", ""), Calls((ANA,), "in a day"))
        sound = await count(stage)
        assert (sound.owed.total(), sound.arrived, sound.missing, sound.doubled, sound.sound) == (
            1,
            1,
            0,
            0,
            True,
        )

        reminder = stage.person(ANA).notifications[0]
        again = Draft(components=reminder.components, flags=reminder.flags)
        reminder.channel.post(stage.application.user, again)
        twice = await count(stage)
        assert (twice.arrived, twice.missing, twice.doubled, twice.sound) == (2, 0, 1, False)

        stage.person(ANA).notifications.clear()
        never = await count(stage)
        assert (never.arrived, never.missing, never.doubled, never.sound) == (0, 1, 0, False)


async def test_a_fault_that_the_bot_logs_ends_the_story() -> None:
    async with opened((OLGA, ANA), BEGINS) as stage:
        logging.getLogger("bot.outbox").error("a round of the outbox failed")
        with pytest.raises(NotAsTold, match="the bot reported a fault: a round of the outbox failed"):
            await tell(stage, FOUNDS)


def test_everyone_in_the_story_has_a_part_in_it() -> None:
    acting = {step.who for step in STORY if isinstance(step, Types | Taps)}
    assert acting == set(CAST)
