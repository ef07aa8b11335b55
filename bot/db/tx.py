"""A transaction as the functions inside it see it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from bot.signals import Signals


@dataclass(slots=True)
class Tx:
    """One transaction: its connection, its instant and its server.

    A verb of a service is `f(tx, …)` and runs whole, in the database's own thread: nothing can interleave with it.
    """

    connection: Connection
    now: datetime
    """The instant of the transaction, aware, in UTC; the same for all that happens in it."""
    server_id: int | None
    """The server it works for; None only in the bot's own work across servers."""
    signals: Signals
    due: list[datetime] = field(default_factory=list[datetime])
    """Instants at which something written here falls due for the outbox."""

    @property
    def guild_id(self) -> int:
        """The server every query of a slice is confined to."""
        if self.server_id is None:
            raise LookupError("this transaction works for no particular server")
        return self.server_id

    def of(self, guild_id: int) -> Tx:
        """The same transaction, confined to one server: for asking a slice in the midst of work across servers."""
        return replace(self, server_id=guild_id)  # what falls due is noted in the same list

    def falls_due(self, instant: datetime) -> None:
        """Notes that a row of the outbox is due at `instant`, so that the commit wakes it in time."""
        self.due.append(instant)
