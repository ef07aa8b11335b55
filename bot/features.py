"""The features there are, known to the ground by name only."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules

FEATURES = ("server", "groups", "members", "meetups", "attendance", "progress", "onboarding", "help")
"""The folders under `cogs`, in the order they are loaded."""


def import_models() -> None:
    """Puts every table into the shared metadata, as migrations and tests need it."""
    for feature in FEATURES:
        for room in iter_modules(import_module(f"cogs.{feature}").__path__):
            if room.name == "models" or room.name.endswith("_models"):
                import_module(f"cogs.{feature}.{room.name}")
    for ground in (
        "bot.db.installation",
        "bot.servers",
        "bot.outbox.models",
        "bot.people.acts",
        "bot.people.models",
    ):
        import_module(ground)
