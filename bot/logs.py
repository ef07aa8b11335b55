"""Logs: one line per event, with the interaction, the server and the incident it belongs to, and no secret in it."""

from __future__ import annotations

import json
import logging
import os
import re
import sys
from collections.abc import Collection
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

interaction_id: ContextVar[int | None] = ContextVar("interaction_id", default=None)
"""The interaction being answered in this task, so that each of its log lines can be found by it."""

guild_id: ContextVar[int | None] = ContextVar("guild_id", default=None)
"""The server this task works for."""

HIDDEN = "(hidden)"

SHAPES = (
    # An interaction's token is part of every address it is answered at, and so is a webhook's.
    (re.compile(r"(/(?:interactions|webhooks)/[0-9]+/)[\w.%~-]+"), rf"\1{HIDDEN}"),
    # What the gateway sends and what is sent to it, as Python or as JSON shows it.
    (re.compile(r"""((\\?['"])\w*token\2: ?(\\?['"])).*?\3""", re.IGNORECASE), rf"\1{HIDDEN}\3"),
    (re.compile(r"\b(Bot |Bearer )[\w.~-]{20,}"), rf"\1{HIDDEN}"),
    (re.compile(r"[\w-]{18,40}\.[\w-]{6,7}\.[\w-]{27,}"), HIDDEN),
)
"""What a secret looks like that we were not told of, and what stays of it."""


class Redaction:
    """Takes secrets out of a text: those it is given, and whatever has the shape of one."""

    def __init__(self, secrets: Collection[str] = ()) -> None:
        self._secrets = [secret for secret in secrets if secret]

    def __call__(self, text: str) -> str:
        """The text without them."""
        for secret in self._secrets:
            text = text.replace(secret, HIDDEN)
        for shape, rest in SHAPES:
            text = shape.sub(rest, text)
        return text


class Text(logging.Formatter):
    """A line for people. An exception follows on lines of its own."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s%(belongs_to)s: %(message)s")
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """The whole of it, exception and stack included, without secrets."""
        belongings = ", ".join(f"{name} {value}" for name, value in belongs_to(record).items())
        record.belongs_to = f" [{belongings}]" if belongings else ""
        return self._redaction(super().format(record))


class Json(logging.Formatter):
    """An event as one line of JSON: at, level, logger, message; interaction, guild, incident, error where it has one."""

    def __init__(self, redaction: Redaction) -> None:
        super().__init__()
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """The line, without secrets."""
        event: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": self._redaction(record.getMessage()),
            **belongs_to(record),
        }
        if record.exc_info:
            event["error"] = self._redaction(self.formatException(record.exc_info))
        return json.dumps(event)


def belongs_to(record: logging.LogRecord) -> dict[str, int | str]:
    """The interaction, server and incident of a record, as far as it has them."""
    found = {
        "interaction": interaction_id.get(),
        "guild": guild_id.get(),
        "incident": getattr(record, "incident", None),  # given by `extra`
    }
    return {name: value for name, value in found.items() if value is not None}


class _Handler(logging.StreamHandler[Any]):
    """To standard error."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802 - logging's name
        """Drops what cannot be written, on a full disk for instance: to complain about it would need the same disk."""
        if not isinstance(sys.exception(), OSError):
            super().handleError(record)


def _not_about_voice(record: logging.LogRecord) -> bool:
    return "voice will NOT be supported" not in record.getMessage()  # we never meant to speak


def set_up(level: int, form: str = "text", secrets: Collection[str] = ()) -> None:
    """Sends all logs to standard error, in the form "text" or "json" and without `secrets`.

    discord.py stays at INFO: below, it prints whatever people do.
    """
    redaction = Redaction(secrets)
    handler = _Handler()
    handler.setFormatter(Json(redaction) if form == "json" else Text(redaction))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    logging.getLogger("discord").setLevel(max(level, logging.INFO))
    logging.getLogger("discord.client").addFilter(_not_about_voice)
    logging.getLogger("apscheduler").setLevel(max(level, logging.WARNING))  # or a line at every tick
    logging.getLogger("alembic.runtime.plugins").setLevel(
        max(level, logging.WARNING)
    )  # seven lines of nothing
    logging.getLogger("aiosqlite").setLevel(max(level, logging.INFO))


def flush() -> None:
    """At the very end: gives up what standard error would not take, or Python would end with a code of its own."""
    try:
        sys.stderr.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stderr.fileno())
