"""One's own data as a file: every row that names a person, as JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

import discord

from bot.words import Words

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by their tables, as plain values."""


def as_file(rows: Rows, person_id: int, now: datetime) -> discord.File:
    """The file; ids are texts in it, for JSON's readers lose the last digits of such numbers."""
    whole = {"person_id": str(person_id), "exported_at": now.isoformat(), "tables": rows}
    data = json.dumps(whole, ensure_ascii=False, indent=1).encode()
    return discord.File(BytesIO(data), f"campsite-{now:%Y-%m-%d}.json")


def answer(t: Words, rows: Rows) -> str:
    """What stands beside the file."""
    count = sum(len(several) for several in rows.values())
    if not count:
        return t("I keep nothing that names you. The file says the same.")
    return t.plural(
        "This is everything I keep that names you, in all servers: {count} entry. Other people’s ids are left out.",
        "This is everything I keep that names you, in all servers: {count} entries. Other people’s ids are left out.",
        count,
    )
