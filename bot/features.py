"""The features there are, known to the ground by name only."""

from __future__ import annotations

from importlib import import_module

FEATURES = ("groups", "meetups")
"""The folders under `cogs`, in the order they are loaded."""


def import_models() -> None:
    """Puts every table into the shared metadata, as migrations and tests need it."""
    for feature in FEATURES:
        import_module(f"cogs.{feature}.models")
    for ground in ("bot.db.installation", "bot.operation.servers", "bot.outbox.models", "bot.people.models"):
        import_module(ground)
