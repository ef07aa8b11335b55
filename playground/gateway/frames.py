"""What goes over the sockets, for whoever looks on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

from playground.wire import loads

if TYPE_CHECKING:
    from playground.gateway.connection import Connection


@dataclass(frozen=True)
class Frame:
    """A payload that was sent or came in (`sent` is False), or the end of a socket.

    At the end `text` is empty and `closed_with` is the code; 1006 is a connection that broke without a word.
    `sent` says then whether the playground closed it.
    """

    socket: Connection
    sent: bool
    text: str = ""
    closed_with: int | None = None

    @cached_property
    def payload(self) -> Any:
        """The JSON of the text; None where it is none."""
        try:
            return loads(self.text)
        except ValueError:
            return None


Watcher: TypeAlias = Callable[[Frame], None]
