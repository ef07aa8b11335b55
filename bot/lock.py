"""One process per installation: two bots on one database would answer and remind twice."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from bot.errors import OperatorMustAct

NAME = "campsite.lock"
"""In the data folder, for what else is in it."""

BESIDE = ".lock"
"""How the name of the file ends that stands beside a database which is not in the data folder."""


PATIENCE = 1.0
"""Seconds to wait for it: the check-up takes it for an instant to see whether it is held, and a process that was
stopped may be about to end."""


class AlreadyRunning(OperatorMustAct):
    """Another process works on this data folder, or on this database."""

    def __init__(self, what: Path, lock: Path) -> None:
        super().__init__(f"Another Campsite already works on {what} (it holds {lock}). Stop it first.")


@contextmanager
def sole(data_dir: Path, database: Path) -> Generator[None]:
    """Within it no other process works on this data folder, nor on this database wherever it is.

    The system lets go of both when the process dies. Raises AlreadyRunning, and OSError when a folder cannot be written.
    """
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    held = [(data_dir, data_dir / NAME)]
    there = database.resolve()
    if there.parent != data_dir.resolve():
        there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        held.append((database, there.with_name(there.name + BESIDE)))
    with ExitStack() as locks:
        for what, lock in held:
            try:
                locks.enter_context(FileLock(lock, PATIENCE, mode=0o600))
            except Timeout as error:
                raise AlreadyRunning(what, lock) from error
        yield
