"""How Alembic meets our database: on the connection it is given, all steps in one transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext

from bot.db.types import Day, Id, TimeOfDay, UtcDateTime, WallTime, metadata
from bot.features import import_models


def render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | Literal[False]:
    """Our own column types by their names, in a migration that Alembic drafts."""
    if kind == "type" and item is Id:
        return "Id"
    if kind == "type" and isinstance(item, UtcDateTime | Day | TimeOfDay | WallTime):
        return f"{type(item).__name__}()"
    return False


import_models()
context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=True,
    render_as_batch=True,  # SQLite changes a table by copying it
    render_item=render_item,
)
context.run_migrations()
