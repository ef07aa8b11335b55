"""One process per data folder: two bots on one database would answer and remind twice."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import OperatorMustAct

NAME = "campsite.lock"


class AlreadyRunning(OperatorMustAct):
    """Another process works on this data folder."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(
            f"Another Campsite already works on {data_dir} (it holds {data_dir / NAME}). Stop it first."
        )


@contextmanager
def sole(data_dir: Path) -> Generator[None]:
    """Within it no other process works on this data folder; the system lets go of it when the process dies.

    Raises AlreadyRunning, and OSError when the folder cannot be written.
    """
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    lock = FileLock(data_dir / NAME, mode=0o600, blocking=False)
    try:
        with lock:
            yield
    except Timeout as error:
        raise AlreadyRunning(data_dir) from error
