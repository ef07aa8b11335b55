"""The command line: what an operator sees, and which exit code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.village import Village

ROOT = Path(__file__).parents[2]


def campsite(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_without_a_token_it_says_where_to_get_one_and_names_the_demo(tmp_path: Path) -> None:
    done = campsite("run", cwd=tmp_path)
    assert done.returncode == 78
    assert "discord.com/developers/applications" in done.stderr
    assert "make demo" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_bad_settings_are_told_without_a_traceback(tmp_path: Path) -> None:
    done = campsite("run", cwd=tmp_path, CAMPSITE_LOG_LEVEL="LOUD")
    assert done.returncode == 78
    assert done.stderr == "CAMPSITE_LOG_LEVEL is 'LOUD'; it can be DEBUG, INFO, WARNING, ERROR.\n"


def test_migrate_makes_the_database_and_says_so(tmp_path: Path) -> None:
    done = campsite("migrate", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "data/campsite.sqlite3 is ready.\n")
    assert (tmp_path / "data" / "campsite.sqlite3").is_file()


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    done = campsite("migrate", cwd=tmp_path)
    assert done.returncode == 78
    assert "data/campsite.sqlite3 cannot be opened" in done.stderr
    assert "Traceback" not in done.stderr


async def test_a_rejected_token_is_one_line_and_exit_code_78(data_dir: Path) -> None:
    village = Village(data_dir)
    async with village.discord:
        code, lines = await village.run_until_it_stops(token="bm9ib2R5.x.y")
    assert code == 78
    assert lines == [
        "Discord rejected the token. Reset it in the developer portal (Bot) and put it into DISCORD_TOKEN."
    ]
