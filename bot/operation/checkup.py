"""The check-up: `campsite doctor` looks at the machine, the data and Discord, and says who can mend what it finds."""

from __future__ import annotations

import asyncio
import logging
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from pathlib import Path
from types import SimpleNamespace

import aiohttp
import discord
from filelock import FileLock, Timeout

from bot import lock, places
from bot.clock import Clock
from bot.db import marker, migrations
from bot.db.backup import copies, newest_usable
from bot.db.file import DamagedDatabase, check, revision_of
from bot.operation.session_starts import FEW
from bot.pictures.drawing import LIGHT, Text, sheet
from bot.pictures.painter import NoPicture, Painter
from bot.settings import Settings
from bot.skew import NOTABLE, Skew, described
from bot.words import LANGUAGES

LEAST_SPACE = 200_000_000
"""Bytes that should be free: log, backups and a growing database need them within weeks."""

OLDEST_BACKUP = timedelta(days=2)
"""A backup is made every night; a day may be missed."""

PATIENCE = 15.0
"""Seconds Discord may take to say who we are."""

WORDS = "Campsite é 東京"
"""What is set for a try: letters of several fonts."""


class Health(Enum):
    """How something is; the value is how its line begins."""

    FINE = "ok    "
    HEED = "heed  "
    """The bot works, but not as well as it could, or not for long."""
    BROKEN = "BROKEN"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was looked at."""

    health: Health
    words: str
    """What it is; where it is not fine, who can mend it and how."""

    def __str__(self) -> str:
        return f"{self.health.value} {self.words}"


def _fine(words: str) -> Line:
    return Line(Health.FINE, words)


def _heed(words: str) -> Line:
    return Line(Health.HEED, words)


def _broken(words: str) -> Line:
    return Line(Health.BROKEN, words)


async def look(settings: Settings, clock: Clock) -> list[Line]:
    """All that can be looked at from here; Discord only where there is a token. Changes nothing."""
    lines = [
        *_as_far_as_allowed(_data(settings)),
        *_as_far_as_allowed(_database(settings)),
        *_as_far_as_allowed(_backups(settings, clock)),
        _gazetteer(),
        await _pictures(),
    ]
    if settings.discord_token is None:
        return [
            _broken("No token: whoever runs the bot puts one into DISCORD_TOKEN (see .env.example)."),
            *lines,
        ]
    return [*lines, *await ask_discord(settings, settings.discord_token.reveal(), clock)]


def _as_far_as_allowed(lines: Iterator[Line]) -> Iterator[Line]:
    """These lines, until something may not be looked at."""
    try:
        yield from lines
    except OSError as error:
        yield _not_ours(Path(error.filename), error.strerror or str(error))


def _not_ours(path: Path, reason: str = "Permission denied") -> Line:
    return _broken(
        f"{path} cannot be used by this user ({reason}): whoever runs the machine gives it to the bot's user, and asks "
        "as that user."
    )


def _data(settings: Settings) -> Iterator[Line]:
    """The folder, the space in it, and who works on it."""
    folder = settings.data_dir
    there = next(path for path in (folder, *folder.absolute().parents) if path.exists())
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
    except OSError as error:
        yield _broken(
            f"{there} cannot be written ({error.strerror}): whoever runs the machine gives it to the bot's user, or "
            "names another folder in CAMPSITE_DATA_DIR."
        )
        return
    yield _fine(f"{folder} can be written" + ("." if folder.exists() else "; it is made at the first start."))
    size = settings.database.stat().st_size if settings.database.is_file() else 0
    free, needed = shutil.disk_usage(there).free, max(LEAST_SPACE, size)
    space = f"{free // 1_000_000:,} MB are free beside {size // 1_000_000:,} MB of database"
    if free < needed:
        yield _broken(
            f"{space}, too little for a backup: whoever runs the machine makes room, {needed // 1_000_000:,} MB at least."
        )
    else:
        yield _fine(f"{space}.")
    yield _fine("The bot is running." if _is_held(folder / lock.NAME) else "The bot is not running.")


def _is_held(path: Path) -> bool:
    if not path.exists():
        return False
    try:
        with FileLock(path, mode=0o600, blocking=False):
            return False
    except Timeout:
        return True


def _database(settings: Settings) -> Iterator[Line]:
    """Whether it can be read from start to end, and whose schema it has."""
    path = settings.database
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        yield _not_ours(path)
        return
    try:
        revision = revision_of(path)
        if revision is None:
            yield _no_database(settings)
            return
        check(path)
    except (DamagedDatabase, sqlite3.Error) as error:
        reason = error.reason if isinstance(error, DamagedDatabase) else error
        yield _broken(
            f"{path} cannot be read ({reason}): whoever runs the bot stops it and puts a backup back with: campsite restore."
        )
        return
    yield _fine(f"{path} is sound; every page was read.")
    if revision > migrations.HEAD:
        yield _broken(
            f"Its schema is {revision}, this version knows {migrations.HEAD}: whoever runs the bot installs the newer one."
        )
    elif revision != migrations.HEAD:
        yield _heed(f"Its schema is {revision}; the next start brings it to {migrations.HEAD}.")
    else:
        yield _fine(f"Its schema is {revision}, as this version needs it.")


def _no_database(settings: Settings) -> Line:
    """A first start, or something is amiss."""
    path, since = settings.database, marker.known_since(settings)
    if since is None:
        return _heed(f"{path} is not there yet: the first start makes it.")
    usable = newest_usable(settings.backups) or "(one that is kept elsewhere)"
    return _broken(
        f"{path} is {'empty' if path.exists() else 'missing'}, but this installation has had a database since {since}: "
        "whoever runs the bot looks for it (a volume that is not mounted?) or puts a backup back with: campsite restore "
        f"{usable}"
    )


def _backups(settings: Settings, clock: Clock) -> Iterator[Line]:
    made = copies(settings.backups)
    if made and not os.access(settings.backups, os.W_OK):
        yield _not_ours(settings.backups)
    how = "whoever runs the machine sees to it that `campsite backup` runs every night (docs/OPERATION.md)."
    if not made:
        yield _heed(f"There is no backup in {settings.backups}: {how}")
    elif clock.now() - made[0][0] > OLDEST_BACKUP:
        yield _heed(f"The newest backup is of {made[0][0]:%Y-%m-%d}: {how}")
    else:
        yield _fine(f"The newest backup is {made[0][1]}.")


def _gazetteer() -> Line:
    try:
        found = places.search("Paris", LANGUAGES[0], 1)
    except (OSError, sqlite3.Error) as error:
        return _broken(
            f"Cities cannot be found ({error}): whoever installed the bot runs `make`, or installs the wheel."
        )
    if not found:
        return _broken(
            "The file of cities has no Paris in it: whoever installed the bot builds it anew with `make`."
        )
    return _fine("Cities are found by their names.")


async def _pictures() -> Line:
    painter = Painter()
    try:
        await painter.paint(sheet(200, 40, LIGHT, [Text(8, 26, WORDS, 16, LIGHT.ink)]))
    except NoPicture:
        return _heed(
            "Pictures cannot be made, all is said in words: whoever installed the bot installs requirements/run.txt anew."
        )
    finally:
        await painter.close()
    return _fine("Pictures can be made.")


async def ask_discord(settings: Settings, token: str, clock: Clock) -> list[Line]:
    """What Discord says of the bot: its token, its intents, the sessions it may start, and what time it is."""
    skew, trace = Skew(clock), aiohttp.TraceConfig()

    async def heard(
        _session: aiohttp.ClientSession, _context: SimpleNamespace, params: aiohttp.TraceRequestEndParams
    ) -> None:
        skew.heard(params.response.headers.get("Date"))

    trace.on_request_end.append(heard)
    client = discord.Client(
        intents=discord.Intents(guilds=True), http_trace=trace, max_ratelimit_timeout=30.0
    )
    logging.getLogger("bot.skew").disabled = True  # it is said in a line of its own
    try:
        async with asyncio.timeout(PATIENCE), client:
            await client.login(token)
            flags = (await client.application_info()).flags
            _, _, limit = await client.http.get_bot_gateway()
    except discord.LoginFailure:
        return [
            _broken(
                "Discord rejected the token: whoever owns the application resets it in the developer portal (Bot) and puts "
                "it into DISCORD_TOKEN."
            )
        ]
    except (discord.DiscordException, aiohttp.ClientError, OSError) as error:
        why = "it took too long" if isinstance(error, TimeoutError) else str(error) or type(error).__name__
        return [
            _heed(
                f"Discord cannot be asked just now ({why}): whoever runs the machine looks at its network, if this stays."
            )
        ]
    finally:
        logging.getLogger("bot.skew").disabled = False
    assert client.user is not None
    return [
        _fine(f"Discord knows the token as {client.user}."),
        _intents(settings, flags),
        _sessions(limit["remaining"], limit["total"]),
        _time(skew.span),
    ]


def _intents(settings: Settings, flags: discord.ApplicationFlags) -> Line:
    granted = flags.gateway_guild_members or flags.gateway_guild_members_limited
    if settings.members_intent and not granted:
        return _broken(
            "CAMPSITE_MEMBERS_INTENT is on, but Discord does not grant it: whoever owns the application switches on Server "
            "Members Intent in the developer portal (Bot), or whoever runs the bot switches the setting off."
        )
    if settings.members_intent:
        return _fine("The members intent is on, and granted.")
    return _fine("No privileged intent is asked for.")


def _sessions(remaining: int, total: int) -> Line:
    said = f"{remaining} of {total} session starts are left today"
    if remaining < FEW:
        return _heed(f"{said}: something starts the bot again and again; whoever runs it looks into its log.")
    return _fine(f"{said}.")


def _time(span: timedelta) -> Line:
    if abs(span) > NOTABLE:
        return _broken(
            f"This machine's clock is {described(span)}: whoever runs the machine sets it right, and lets it be set by itself."
        )
    return _fine("This machine's clock agrees with Discord's.")
