"""The App: what a feature needs to do its work. It knows no Discord."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, ParamSpec, TypeVar

from bot.clock import Clock
from bot.db.database import BUSY_SECONDS, Database
from bot.db.tx import Tx
from bot.people.languages import MOST, Languages
from bot.people.models import languages_chosen
from bot.settings import Settings
from bot.signals import Signals
from bot.words import Catalogs

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class App:
    """Everything that is there once, handed to whoever needs it."""

    settings: Settings
    clock: Clock
    database: Database
    signals: Signals
    catalogs: Catalogs
    languages: Languages

    async def write(
        self, guild_id: int, verb: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs a verb of a service for one server, in one transaction; see Database.write."""
        return await self.database.write(guild_id, verb, *args, **kwargs)

    async def read(
        self, guild_id: int, query: Callable[Concatenate[Tx, P], T], *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Asks something about one server; see Database.read."""
        return await self.database.read(guild_id, query, *args, **kwargs)


async def open_app(settings: Settings, clock: Clock, *, patience: float = BUSY_SECONDS) -> App:
    """The App on an upgraded database. Whoever opens it closes its database. Raises sqlite3.Error.

    `patience` is how many seconds a write waits in all before it is given up.
    """
    signals, catalogs = Signals(), Catalogs()
    database = Database(settings.database, clock, signals, patience)
    await database.open()
    try:
        languages = Languages(await database.read(None, languages_chosen, MOST))
    except BaseException:
        await database.close()
        raise
    return App(settings, clock, database, signals, catalogs, languages)
