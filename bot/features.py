"""The features there are, known to the ground by name only."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

FEATURES = ("groups", "members", "meetups")
"""The folders under `cogs`, in the order they are loaded."""


def import_models() -> None:
    """Puts every table into the shared metadata, as migrations and tests need it."""
    for feature in FEATURES:
        if find_spec(f"cogs.{feature}.models") is not None:  # some have no tables of their own
            import_module(f"cogs.{feature}.models")
    for ground in ("bot.db.installation", "bot.operation.servers", "bot.outbox.models", "bot.people.models"):
        import_module(ground)
