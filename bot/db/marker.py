"""The marker: the data folder remembers, outside of the database, that there was one."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

from bot.db.backup import copies, newest_usable
from bot.settings import Settings

log = logging.getLogger(__name__)

NAME = "campsite.installed"


def compare(settings: Settings) -> None:
    """Before a database is made: says so when this installation had one already.

    A volume that was not mounted looks like a first start, and nobody should take the one for the other.
    """
    if settings.database.exists():
        return
    noted = _marker(settings)
    if not noted.is_file() and not copies(settings.backups):
        return
    since = noted.read_text(encoding="utf-8").strip() if noted.is_file() else "an unknown day"
    usable = newest_usable(settings.backups)
    advice = "no backup that could be put back was found" if usable is None else f"campsite restore {usable}"
    log.warning(
        "a new, empty database is created at %s, but this installation has had one since %s. If it should still be there, "
        "stop the bot and look for it (a volume that is not mounted?) or put a backup back: %s",
        *(settings.database, since, advice),
    )


def keep(settings: Settings) -> None:
    """There is a database now."""
    noted = _marker(settings)
    if not noted.exists():
        noted.write_text(f"{datetime.now(UTC):%Y-%m-%d}\n", encoding="utf-8")
        noted.chmod(0o600)


def _marker(settings: Settings) -> Path:
    return settings.data_dir / NAME
