"""What an operator is given: the page, the units and the image say what the code does."""

from __future__ import annotations

import configparser
import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot import retention, settings
from bot.client import LONGEST_GOODBYE
from bot.db.database import BUSY_SECONDS
from bot.door import CONFIGURATION, LATER, _parser  # pyright: ignore[reportPrivateUsage] - the commands there are
from bot.operation.metrics import Metrics
from bot.operation.pulse import SILENCE_SECONDS
from bot.operation.session_starts import FEW
from playground import limits
from tests.village import Village

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "OPERATION.md").read_text(encoding="utf-8")
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
UNITS = ("campsite.service", "campsite-backup.service", "campsite-backup.timer")


def table(heading: str) -> list[list[str]]:
    """The rows of the first table below a heading, without its head."""
    section = re.split(rf"^## {heading}$", PAGE, flags=re.MULTILINE)[1].split("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[2:]]


def unit(name: str) -> configparser.RawConfigParser:
    # The two settings that stand there more than once are read as systemd reads them: by themselves.
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # pyright: ignore[reportAttributeAccessIssue] - names as they are written
    parser.read(ROOT / "deploy" / name, encoding="utf-8")
    return parser


# The page


def test_the_page_names_every_retention_as_it_is() -> None:
    spans = {
        name: value
        for name, value in vars(retention).items()
        if name.isupper() and isinstance(value, timedelta)
    }
    assert {row[0]: row[1] for row in table("Retention")} == {
        f"`{name}`": f"{span.days} days" for name, span in spans.items()
    }


def test_the_page_explains_every_metric_in_its_own_words() -> None:
    told = {
        metric.name + ("_total" if metric.type == "counter" else ""): metric.documentation
        for metric in Metrics().registry.collect()
    }
    assert {row[0].strip("`"): row[1] for row in table("Metrics")} == told
    assert set(re.findall(r"`(campsite_\w+)`", PAGE)) <= set(told)


def test_the_page_names_every_exit_code_and_every_command() -> None:
    assert [row[0] for row in table("Exit codes")] == ["0", "1", str(LATER), str(CONFIGURATION)]
    commands = re.findall(r"^ {4}([a-z]+) ", _parser().format_help(), re.MULTILINE)
    named = [shlex.split(row[0].strip("`"))[1] for row in table("Commands")]
    assert sorted(named) == sorted(commands)


def test_the_page_and_the_code_agree_on_figures() -> None:
    assert f"has looked within {SILENCE_SECONDS:.0f} seconds" in PAGE
    assert f"Below {FEW} remaining session starts" in PAGE


@pytest.mark.parametrize(
    "name", ["docs/OPERATION.md", "README.md", "Dockerfile", *(f"deploy/{unit}" for unit in UNITS)]
)
def test_every_setting_that_is_named_is_one(name: str) -> None:
    named = re.findall(r"\bCAMPSITE_[A-Z_]+|\bDISCORD_[A-Z_]+", (ROOT / name).read_text(encoding="utf-8"))
    assert set(named) <= set(settings.NAMES)


def test_whoever_stops_the_bot_waits_longer_than_its_goodbye_takes() -> None:
    patience = int(unit("campsite.service")["Service"]["TimeoutStopSec"])
    assert f"--stop-timeout {patience} " in PAGE
    assert patience > 2 * (LONGEST_GOODBYE + BUSY_SECONDS)


def test_the_readme_leads_to_the_page() -> None:
    assert "(docs/OPERATION.md)" in (ROOT / "README.md").read_text(encoding="utf-8")


# systemd


def test_the_unit_restarts_what_a_restart_can_help_and_spares_the_token() -> None:
    service = unit("campsite.service")
    assert service["Service"]["Restart"] == "on-failure"
    assert service["Service"]["RestartPreventExitStatus"] == str(CONFIGURATION)
    starts_a_day = 24 * 60 * 60 / int(service["Service"]["RestartSec"])
    assert starts_a_day <= 480 < limits.IDENTIFIES_A_DAY
    assert service["Unit"]["StartLimitIntervalSec"] == "0"


@pytest.mark.parametrize("name", UNITS[:2])
def test_the_units_run_without_rights_and_write_only_their_data(name: str) -> None:
    section = unit(name)["Service"]
    assert section["User"] == "campsite"
    assert section["ProtectSystem"] == "strict"
    assert section["CapabilityBoundingSet"] == ""
    assert section["NoNewPrivileges"] == "yes"
    assert (section["StateDirectory"], section["StateDirectoryMode"]) == ("campsite", "0700")
    assert section["Environment"] == "CAMPSITE_DATA_DIR=/var/lib/campsite"
    assert "ReadWritePaths" not in section


def test_the_bot_may_let_itself_be_preferred_to_the_process_that_makes_pictures() -> None:
    # The unit takes away all of @resources, and gives this one back.
    text = (ROOT / "deploy" / "campsite.service").read_text(encoding="utf-8")
    assert re.findall(r"^SystemCallFilter=(.*)$", text, re.MULTILINE)[-2:] == [
        "~@privileged @resources",
        "setpriority",
    ]


def test_systemd_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    systemd = shutil.which("systemd-analyze")
    if systemd is None:
        pytest.skip("there is no systemd-analyze on this machine")
    for name in UNITS:
        text = (ROOT / "deploy" / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/opt/campsite/.venv/bin/python", sys.executable))
    done = subprocess.run(
        [systemd, "verify", *(str(tmp_path / name) for name in UNITS)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


# Docker


def healthcheck() -> list[str]:
    found = re.search(r"^HEALTHCHECK.*?CMD (\[.*?\])$", DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert found is not None
    python, *rest = json.loads(found[1])
    assert python == "python"
    return [sys.executable, *rest]


def test_the_image_is_made_from_locked_packages_and_runs_without_rights() -> None:
    installs = [line for line in DOCKERFILE.splitlines() if "pip install" in line]
    assert installs
    assert all("--require-hashes" in line for line in installs)
    assert "://" not in DOCKERFILE
    final = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (\w+)$", final, re.MULTILINE) == ["campsite"]
    assert final.index("USER campsite") < final.index("ENTRYPOINT")


def test_the_image_sets_only_what_is_a_setting_and_keeps_its_data_in_the_volume() -> None:
    chosen = dict(re.findall(r"\b((?:CAMPSITE|DISCORD)_[A-Z_]+)=(\S+)", DOCKERFILE))
    assert set(chosen) <= set(settings.NAMES)
    loaded = settings.load(chosen)
    assert f"VOLUME {loaded.data_dir}\n" in DOCKERFILE


def test_everything_that_is_copied_into_the_image_is_let_through() -> None:
    let_through = {
        line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }
    copied = set(re.findall(r"^COPY (?!--from)(\S+) ", DOCKERFILE, re.MULTILINE))
    assert copied == let_through
    assert all((ROOT / name).exists() for name in copied)


def checked(port: str, cwd: Path) -> int:
    """The exit code of the container's health check."""
    environment = {"PATH": os.environ["PATH"], "CAMPSITE_WEB_PORT": port}
    done = subprocess.run(
        healthcheck(), env=environment, capture_output=True, timeout=30, check=False, cwd=cwd
    )
    return done.returncode


@pytest.mark.parametrize("port", ["", " "])
def test_a_container_whose_web_port_is_switched_off_is_not_ill(tmp_path: Path, port: str) -> None:
    assert settings.load({"CAMPSITE_WEB_PORT": port}).web_port is None
    assert checked(port, tmp_path) == 0


async def test_the_containers_health_check_sees_a_live_bot_and_a_dead_one(data_dir: Path) -> None:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])

    async with Village(data_dir, CAMPSITE_WEB_PORT=port) as village:
        assert checked(port, data_dir) == 0
        await village.kill()
        assert checked(port, data_dir) == 1
