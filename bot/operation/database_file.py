"""Watches the database's file: one that was deleted or replaced is copied whole while it can still be read."""

from __future__ import annotations

import logging
import sqlite3
from functools import partial
from pathlib import Path

from bot.app import App
from bot.db.backup import copy_whole
from bot.errors import OperatorMustAct

log = logging.getLogger(__name__)

LOOK_SECONDS = 30.0
"""How often it looks: what is written meanwhile is in no file that a person could find."""


class DatabaseTaken(OperatorMustAct):
    """The database's file was deleted or replaced while the bot used it; everything is in the copy."""

    def __init__(self, path: Path, copy: Path) -> None:
        super().__init__(
            f"{path} was deleted or replaced while the bot was using it. Nothing is lost: all of it, to the last answer, is "
            f"in {copy}. The bot has stopped. Put it back with: campsite restore {copy}"
        )


async def look(app: App) -> None:
    """Raises DatabaseTaken when the file is not where it was; all of it has been copied then.

    Where it cannot be copied, the running bot holds the only one there is and goes on with it.
    """
    path, backups = app.settings.database, app.settings.backups
    if app.database.is_in_place():
        return
    try:
        copy = await app.database.seal(partial(copy_whole, folder=backups, name="rescued"))
    except (sqlite3.Error, OSError, OperatorMustAct) as error:
        log.critical(
            "%s was deleted or replaced while the bot is using it, and could not be copied to %s (%s). Do not stop the bot: "
            "it holds the only data there is. Make room there; it tries again every %.0f seconds",
            *(path, backups, error, LOOK_SECONDS),
        )
        return
    raise DatabaseTaken(path, copy)
