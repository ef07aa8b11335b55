"""Logs: one line per event, with the interaction it belongs to."""

from __future__ import annotations

import logging
from contextvars import ContextVar

interaction_id: ContextVar[int | None] = ContextVar("interaction_id", default=None)
"""The interaction being answered in this task, so that each of its log lines can be found by it."""


class _WithInteraction(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:
        current = interaction_id.get()
        record.interaction = f" [interaction {current}]" if current is not None else ""
        return True


def _not_about_voice(record: logging.LogRecord) -> bool:
    return "voice will NOT be supported" not in record.getMessage()  # we never meant to speak


def set_up(level: int) -> None:
    """Sends all logs to standard error. discord.py stays at INFO: below, it prints interaction tokens."""
    handler = logging.StreamHandler()
    handler.addFilter(_WithInteraction())
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s%(interaction)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("discord").setLevel(max(level, logging.INFO))
    logging.getLogger("discord.client").addFilter(_not_about_voice)
    logging.getLogger("apscheduler").setLevel(max(level, logging.WARNING))  # or a line at every tick
    logging.getLogger("aiosqlite").setLevel(max(level, logging.INFO))
