"""Another program that reads calendars: the npm package ical.js."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

READER = Path(__file__).parent / "meetups" / "ical"


def install() -> Path:
    """A folder with the reader in it. Skips the test where it cannot be had, but fails in CI."""
    folder = Path(sys.prefix) / "ical"
    with FileLock(f"{folder}.lock"):
        folder.mkdir(exist_ok=True)
        for file in READER.iterdir():
            if file.is_file():
                shutil.copy(file, folder)
        if not (folder / "node_modules" / "ical.js").exists():
            try:
                _run(folder, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
            except (OSError, subprocess.SubprocessError) as error:
                if os.environ.get("CI"):
                    raise
                pytest.skip(f"ical.js, which is to read the calendar, cannot be installed here: {error}")
    return folder


def _run(folder: Path, *command: str, text: str = "") -> str:
    # node and npm come with pyright, in the folder of this Python
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    program = shutil.which(command[0], path=path)
    if program is None:
        raise FileNotFoundError(command[0])
    done = subprocess.run(
        [program, *command[1:]],
        cwd=folder,
        env={**os.environ, "PATH": path},
        input=text,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    return done.stdout


def read(reader: Path, text: str) -> dict[str, Any]:
    """A calendar's `name` and `events` as ical.js reads them."""
    return json.loads(_run(reader, "node", "read.mjs", text=text))
