"""The marker: the data folder remembers, outside of the database, that there was one."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

from bot.db.backup import copies, newest_usable
from bot.db.file import revision_of
from bot.settings import Settings

log = logging.getLogger(__name__)

NAME = "campsite.installed"


def compare(settings: Settings) -> None:
    """Before a database is made: says so when this installation had one already.

    A volume that was not mounted looks like a first start, and so does a file that somebody emptied; nobody should take
    the one for the other. Raises as `revision_of`.
    """
    if revision_of(settings.database) is not None:
        return
    since = known_since(settings)
    if since is None:
        return
    usable = newest_usable(settings.backups)
    advice = "no backup that could be put back was found" if usable is None else f"campsite restore {usable}"
    log.warning(
        "a new, empty database is created at %s, but this installation has had one since %s. If it should still be there, "
        "stop the bot and look for it (a volume that is not mounted?) or put a backup back: %s",
        *(settings.database, since, advice),
    )


def known_since(settings: Settings) -> str | None:
    """Since when this installation has had a database, in words; None when it never had one."""
    noted = _marker(settings)
    if noted.is_file():
        return noted.read_text(encoding="utf-8").strip()
    return "an unknown day" if copies(settings.backups) else None


def keep(settings: Settings) -> None:
    """There is a database now."""
    noted = _marker(settings)
    if not noted.exists():
        noted.write_text(f"{datetime.now(UTC):%Y-%m-%d}\n", encoding="utf-8")
        noted.chmod(0o600)


def _marker(settings: Settings) -> Path:
    return settings.data_dir / NAME
