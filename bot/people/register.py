"""Who was forgotten, so that a backup from before is put back without them: a file of keyed hashes, no ids.

It is no part of the database, for it has to outlive one that is replaced. Its first line is the key, made at random
for this installation; each other line is an instant and a hash.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

NAME = "forgotten"
"""The file's name in the data folder."""


class Register:
    """The register of one data folder."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / NAME

    def note(self, guild_id: int | None, person_id: int, now: datetime) -> None:
        """Notes that somebody is forgotten in a server, or (None) everywhere; on the disk when it returns. Raises OSError."""
        lines = self._lines() or [secrets.token_hex(32)]
        lines.append(f"{now.isoformat()} {_hash(lines[0], guild_id, person_id)}")
        self._write(lines)

    def since(self, instant: datetime) -> Callable[[int | None, int], bool]:
        """Says of a server (None: of none) and a person whether they were forgotten there after an instant."""
        lines = self._lines()
        key = lines[0] if lines else ""
        noted = (line.split(" ") for line in lines[1:])
        hashes = {mark for at, mark in noted if datetime.fromisoformat(at) > instant}

        def forgotten(guild_id: int | None, person_id: int) -> bool:
            return bool(hashes) and not hashes.isdisjoint(
                {_hash(key, guild_id, person_id), _hash(key, None, person_id)}
            )

        return forgotten

    def discard(self, line: datetime) -> None:
        """Takes out what was noted before an instant: no backup is older than that any more."""
        lines = self._lines()
        kept = [entry for entry in lines[1:] if datetime.fromisoformat(entry.split(" ")[0]) >= line]
        if len(kept) < len(lines) - 1:
            self._write([lines[0], *kept])

    def _lines(self) -> list[str]:
        try:
            return self._path.read_text(encoding="ascii").split("\n")[:-1]
        except FileNotFoundError:
            return []

    def _write(self, lines: list[str]) -> None:
        begun = self._path.with_suffix(".begun")
        descriptor = os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write("".join(f"{line}\n" for line in lines))
            file.flush()
            os.fsync(file.fileno())
        begun.replace(self._path)


def _hash(key: str, guild_id: int | None, person_id: int) -> str:
    where = "everywhere" if guild_id is None else str(guild_id)
    return hmac.new(bytes.fromhex(key), f"{where} {person_id}".encode(), "sha256").hexdigest()
