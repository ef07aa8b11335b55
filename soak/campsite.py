"""`campsite run` as the nursery forks it: everything it needs is imported before."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module

from bot import door
from bot.client import Campsite
from bot.features import FEATURES
from bot.outbox import quarantine
from playground.seam import seam

for feature in FEATURES:
    import_module(f"cogs.{feature}.cog")

MODULE = "soak.campsite"

AHEAD = "SOAK_AHEAD"
"""Among its settings: how many seconds its clock runs ahead of the machine's."""

LAST_CHANCE_AFTER = "SOAK_LAST_CHANCE_AFTER"
"""Likewise: how many seconds the quarantine waits before a last chance. A short storm of kills needs less."""


class AheadClock:
    """Runs with the machine's clock, ahead of it."""

    def __init__(self, seconds: float) -> None:
        self._ahead = timedelta(seconds=seconds)

    def now(self) -> datetime:
        """The instant, aware, in UTC."""
        return datetime.now(UTC) + self._ahead


def live(url: str, gateway_url: str, settings: Mapping[str, str]) -> int:
    """What `campsite run` does with these settings; its exit code."""
    os.environ.update(settings)
    # Here are one or two servers; two seconds of waiting for more would be most of a short life.
    door.Campsite = partial(Campsite, ready_after=0.1)
    if LAST_CHANCE_AFTER in settings:
        quarantine.LAST_CHANCE_AFTER = timedelta(seconds=float(settings[LAST_CHANCE_AFTER]))
    door.SystemClock = partial(AheadClock, float(settings.get(AHEAD, "0")))
    with seam(url, gateway_url):
        return door.main(["run"])
