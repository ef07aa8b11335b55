"""Drafts a migration from what changed in the tables: `python -m bot.db.draft "add buddies"`. For developers."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy import NullPool, create_engine

from bot.db import migrations
from bot.db.migrate import config, upgrade


def main(message: str) -> None:
    """Writes the next file into `versions`, comparing the tables with what the migrations so far make."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "campsite.sqlite3"
        upgrade(path, Path(folder))
        engine = create_engine(f"sqlite:///{path}", poolclass=NullPool)
        with engine.begin() as connection:
            settings = config()
            settings.attributes["connection"] = connection
            revision = f"{int(migrations.HEAD) + 1:04}"
            command.revision(settings, message, autogenerate=True, rev_id=revision)


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
