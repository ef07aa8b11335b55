"""The command line: what an operator sees, and which exit code."""

from __future__ import annotations

import ctypes
import errno
import json
import os
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot import client, door
from bot.db.backup import BEGUN
from bot.db.file import revision_of
from bot.lock import sole
from bot.settings import DATABASE_NAME, load
from tests.village import Village

ROOT = Path(__file__).parents[2]


def humbly() -> None:
    """Takes root's right to open every file from the process that is begun: a test may be run by root."""
    if os.geteuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def campsite(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
        preexec_fn=humbly,
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


@pytest.mark.parametrize(
    "loaded", ["sqlalchemy.exc", "discord.client", "playground.wire", "bot.demo.community"]
)
def test_ctrl_c_while_it_is_being_loaded_ends_it_without_a_word(tmp_path: Path, loaded: str) -> None:
    begun = subprocess.Popen(
        [sys.executable, "-X", "importtime", "-m", "bot", "demo", "--port", "0"],
        cwd=tmp_path, env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert begun.stderr
    while not (line := begun.stderr.readline()).rstrip().endswith(f" {loaded}"):
        assert line, f"{loaded} is never loaded"
    begun.send_signal(signal.SIGINT)
    rest = begun.communicate(timeout=60)[1].splitlines()
    assert [line for line in rest if not line.startswith("import time:")] == []
    assert begun.returncode != 1


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("command", ["run", "migrate"])
def test_who_is_told_to_stop_in_the_midst_of_a_statement_stops_at_once(
    tmp_path: Path, command: str, name: signal.Signals
) -> None:
    campsite("migrate", cwd=tmp_path)
    database = tmp_path / "data" / DATABASE_NAME
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0036'")
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")  # the upgrade waits for it, in SQLite, for seconds
        begun = subprocess.Popen(
            [sys.executable, "-m", "bot", command], cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "DISCORD_TOKEN": "a.b.c"},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert begun.stderr
        while "was copied before its upgrade" not in (line := begun.stderr.readline()):
            assert line
        begun.send_signal(name)
        said, rest = begun.communicate(timeout=30)
    assert begun.returncode == (0 if command == "run" else 128 + name)
    assert (said, rest) == ("", "")
    assert revision_of(database) == "0036"
    # Not the copy of an upgrade that is done: or each start that is stopped would leave one.
    assert [copy.suffix for copy in (tmp_path / "data" / "backups").iterdir()] == [BEGUN]
    with sole(tmp_path / "data", database):
        pass


def test_migrate_makes_the_database_and_says_so(tmp_path: Path) -> None:
    done = campsite("migrate", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "data/campsite.sqlite3 is ready.\n")
    assert (tmp_path / "data" / "campsite.sqlite3").is_file()


@pytest.mark.meets("S10")
def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file")
    done = campsite("migrate", cwd=tmp_path)
    assert done.returncode == 78
    assert done.stderr == "data cannot be used: File exists.\n"


@pytest.mark.meets("S02")
def test_a_full_disk_is_no_reason_to_stay_down() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA max_page_count = 1")
        with pytest.raises(sqlite3.OperationalError) as full:
            connection.execute("CREATE TABLE too_much (x)")
    assert door.passes(full.value)
    assert door.passes(sqlite3.OperationalError("database is locked"))
    assert door.passes(OSError(errno.ENOSPC, "No space left on device"))
    assert not door.passes(PermissionError(errno.EACCES, "Permission denied"))
    assert not door.passes(sqlite3.OperationalError("unable to open database file"))


def test_what_an_operator_has_to_do_is_told_in_the_form_of_the_log(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "campsite.sqlite3").write_bytes(b"my shopping list " * 100)
    done = campsite("migrate", cwd=tmp_path, CAMPSITE_LOG_FORMAT="json")
    assert done.returncode == 78
    [line] = done.stderr.splitlines()
    event = json.loads(line)
    assert event["level"] == "CRITICAL"
    assert event["message"] == (
        "data/campsite.sqlite3 cannot be read as a database (file is not a database). There is no sound backup in "
        "data/backups: put back one that is kept elsewhere."
    )


def test_a_backup_is_made_and_put_back(tmp_path: Path) -> None:
    assert campsite("backup", cwd=tmp_path).stderr == "There is no database at data/campsite.sqlite3 yet.\n"
    campsite("migrate", cwd=tmp_path)
    made = campsite("backup", cwd=tmp_path)
    assert made.returncode == 0
    [copy] = (tmp_path / "data" / "backups").iterdir()
    assert made.stdout.startswith(f"{copy.relative_to(tmp_path)} is a complete copy of data/campsite.sqlite3")
    restored = campsite("restore", str(copy), cwd=tmp_path)
    assert restored.returncode == 0
    assert restored.stdout.startswith(
        f"data/campsite.sqlite3 is now what {copy} was. What was there before is kept in"
    )
    wrong = campsite("restore", "README.md", cwd=tmp_path)
    assert (wrong.returncode, wrong.stderr) == (
        78,
        "README.md is not a backup of Campsite (no such file). Nothing was changed.\n",
    )


def test_a_backup_of_a_damaged_database_is_refused_in_one_sentence_with_the_way_out(tmp_path: Path) -> None:
    campsite("migrate", cwd=tmp_path)
    campsite("backup", cwd=tmp_path)
    [good] = (tmp_path / "data" / "backups").iterdir()
    database = tmp_path / "data" / "campsite.sqlite3"
    content = database.read_bytes()
    database.write_bytes(content[:81920])
    refused = campsite("backup", cwd=tmp_path)
    assert (refused.returncode, refused.stdout) == (78, "")
    assert refused.stderr == (
        "data/campsite.sqlite3 cannot be read as a database (database disk image is malformed). Put the last good backup "
        f"back with: campsite restore {good.relative_to(tmp_path)}\n"
    )
    assert list((tmp_path / "data" / "backups").iterdir()) == [good]


@pytest.mark.meets("G22")
async def test_a_second_bot_on_the_same_data_is_refused(data_dir: Path) -> None:
    async with Village(data_dir) as village:
        code, lines = await village.run_until_it_stops(token=village.campsite.token)
        assert code == 78
        assert "Stop it first." in lines[-1]


async def test_a_rejected_token_is_one_line_and_exit_code_78(data_dir: Path) -> None:
    village = Village(data_dir)
    async with village.discord:
        code, lines = await village.run_until_it_stops(token="bm9ib2R5.x.y")
    assert code == 78
    assert lines == [
        "Discord rejected the token. Reset it in the developer portal (Bot) and put it into DISCORD_TOKEN."
    ]


@pytest.mark.parametrize("command", ["migrate", "backup"])
def test_an_answer_that_cannot_be_written_blames_no_database(tmp_path: Path, command: str) -> None:
    campsite("migrate", cwd=tmp_path)
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "bot", command],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=30,
            check=False,
        )
    assert done.returncode == 0
    assert "it is done, but its answer cannot be written" in done.stderr
    assert "cannot be used" not in done.stderr


async def test_a_feature_that_cannot_be_loaded_is_named(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(client, "FEATURES", ("server", "tents"))
    village = Village(data_dir)
    chosen = load({"CAMPSITE_DATA_DIR": str(data_dir), "DISCORD_TOKEN": village.campsite.token})
    async with village.discord:
        with village.discord.seam(), pytest.raises(client.FeatureBroken) as refused:
            await door.run(chosen, village.discord.clock)
    assert str(refused.value) == (
        "The feature “tents” cannot be loaded (ModuleNotFoundError: No module named 'cogs.tents'). Install this version "
        "anew; the log of this start says more."
    )
    assert "the feature tents cannot be loaded" in caplog.messages


@pytest.mark.meets("S22")
async def test_an_outbox_that_dies_takes_the_bot_with_it(data_dir: Path) -> None:
    with closing(sqlite3.connect(data_dir / DATABASE_NAME)) as connection:
        connection.execute("ALTER TABLE mirrors RENAME TO mirrors_gone")
    village = Village(data_dir)
    async with village.discord:
        code, lines = await village.run_until_it_stops(token=village.campsite.token)
    assert code == 1
    assert any("the outbox has stopped; so does the bot" in line for line in lines)


@pytest.mark.meets("S20")
@pytest.mark.parametrize(("command", "handles"), [("run", 6), ("run", 8), ("run", 32), ("backup", 7)])
def test_with_too_few_file_handles_every_command_says_so_and_is_to_be_tried_again(
    data_dir: Path, command: str, handles: int
) -> None:
    done = subprocess.run(
        ["bash", "-c", f"ulimit -n {handles}; exec {sys.executable} -m bot {command}"],
        cwd=data_dir.parent,
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DISCORD_TOKEN": "a.b.c",
            "CAMPSITE_DATA_DIR": str(data_dir),
        },
        capture_output=True,
        text=True,
        timeout=30,  # it did not hang
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        75,
        "",
        "Too many files are open: let the bot open more (ulimit -n, or LimitNOFILE= in its unit).\n",
    )
