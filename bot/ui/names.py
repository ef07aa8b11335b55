"""How people are named where it may be that nobody knows any more who it was."""

from __future__ import annotations

from bot.words import Words


def named(t: Words, person_id: int | None) -> str:
    """Somebody as Discord shows them; None, and 0, is somebody who had themselves forgotten."""
    return f"<@{person_id}>" if person_id else t("somebody I have forgotten")
