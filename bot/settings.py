"""Settings: read once from the environment and `.env`, all mistakes reported together, secrets masked."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from dotenv import dotenv_values

from bot.errors import OperatorMustAct

DATABASE_NAME = "campsite.sqlite3"
SQLITE = "sqlite:///"


class Secret:
    """A text that never shows itself in a log, a repr or a traceback; `reveal()` gives it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one call that needs it."""
        return self._text

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__


class BadSettings(OperatorMustAct):
    """Settings that cannot be used; the text has one line per mistake and never a secret's value."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What an operator can choose. Every field is explained in `.env.example`."""

    discord_token: Secret | None
    """Environment: DISCORD_TOKEN. None when it is not set: `demo` and `migrate` do without."""
    data_dir: Path
    """Environment: CAMPSITE_DATA_DIR. Where everything a running bot writes is kept."""
    database: Path
    """Environment: CAMPSITE_DATABASE_URL, as a path. The SQLite file, by default in `data_dir`."""
    log_level: int
    """Environment: CAMPSITE_LOG_LEVEL, as a number of the logging module."""
    log_format: str
    """Environment: CAMPSITE_LOG_FORMAT, one of FORMATS."""
    web_port: int | None
    """Environment: CAMPSITE_WEB_PORT. Where health and metrics are answered, on the loopback; None: nowhere."""
    members_intent: bool
    """Environment: CAMPSITE_MEMBERS_INTENT. Whether Discord is asked to tell who comes in and goes."""

    @property
    def backups(self) -> Path:
        """The folder for copies of the database."""
        return self.data_dir / "backups"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not reach any log."""
        return () if self.discord_token is None else (self.discord_token.reveal(),)


NAMES = (
    "DISCORD_TOKEN",
    "CAMPSITE_DATA_DIR",
    "CAMPSITE_DATABASE_URL",
    "CAMPSITE_LOG_LEVEL",
    "CAMPSITE_LOG_FORMAT",
    "CAMPSITE_WEB_PORT",
    "CAMPSITE_MEMBERS_INTENT",
)
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
FORMATS = ("text", "json")
SWITCH = {"": False, "off": False, "on": True}
PORTS = range(1, 65536)


def load(environment: Mapping[str, str], dotenv: Path | None = None) -> Settings:
    """Settings from `environment`, completed by the file `dotenv` where a name is missing there.

    Raises BadSettings with every mistake at once.
    """
    from_file: Mapping[str, str | None] = {}
    if dotenv is not None and dotenv.is_file():
        from_file = _read(dotenv)
    given = {**{name: value or "" for name, value in from_file.items()}, **environment}
    values = {name: given.get(name, "").strip() for name in NAMES}
    mistakes = [
        f"{name} is not a setting; the ones there are: {', '.join(NAMES)}."
        for name in sorted(given)
        if name.startswith("CAMPSITE_") and name not in NAMES
    ]

    token = values["DISCORD_TOKEN"]
    if token and (len(token.split()) != 1 or not token.isascii()):
        mistakes.append(
            "DISCORD_TOKEN holds spaces or odd characters; copy it again from the developer portal."
        )

    data_dir = Path(values["CAMPSITE_DATA_DIR"] or "data")
    database = data_dir / DATABASE_NAME
    url = values["CAMPSITE_DATABASE_URL"]
    if url.startswith(SQLITE) and url != SQLITE:
        database = Path(url.removeprefix(SQLITE))
    elif url:
        mistakes.append(
            f"CAMPSITE_DATABASE_URL must begin with {SQLITE} and name a file; no other database works yet."
        )

    level = (values["CAMPSITE_LOG_LEVEL"] or "INFO").upper()
    if level not in LEVELS:
        mistakes.append(f"CAMPSITE_LOG_LEVEL is {level!r}; it can be {', '.join(LEVELS)}.")

    log_format = (values["CAMPSITE_LOG_FORMAT"] or "text").lower()
    if log_format not in FORMATS:
        mistakes.append(f"CAMPSITE_LOG_FORMAT is {log_format!r}; it can be {', '.join(FORMATS)}.")

    port = values["CAMPSITE_WEB_PORT"]
    # Not isdigit alone: it takes "²" for a digit, and int() does not; nor does that take digits without end.
    if port and not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) in PORTS):
        mistakes.append(
            f"CAMPSITE_WEB_PORT is {port!r}; it must be a number from 1 to {PORTS[-1]}, or empty."
        )

    members = values["CAMPSITE_MEMBERS_INTENT"].lower()
    if members not in SWITCH:
        mistakes.append(f"CAMPSITE_MEMBERS_INTENT is {members!r}; it can be on or off.")

    if mistakes:
        raise BadSettings("\n".join(mistakes))
    return Settings(
        discord_token=Secret(token) if token else None,
        data_dir=data_dir,
        database=database,
        log_level=logging.getLevelNamesMapping()[level],
        log_format=log_format,
        web_port=int(port) if port else None,
        members_intent=SWITCH[members],
    )


def _read(dotenv: Path) -> Mapping[str, str | None]:
    try:
        return dotenv_values(dotenv, encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadSettings(f"{dotenv} is not written in UTF-8; save it anew in that encoding.") from None
