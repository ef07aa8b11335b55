"""What a server lets its members do with groups, and who moderates them, until somebody chooses otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from bot.db.tx import Tx
from bot.errors import Refusal
from bot.people.person import Person
from bot.words import Words


class NotAModerator(Refusal):
    """The person moderates nothing here."""

    def sentence(self, t: Words) -> str:
        """Says who does."""
        return t("Only moderators can do that.")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a server has chosen."""

    language: str | None = None
    moderators_channel_id: int | None = None
    directory_channel_id: int | None = None
    welcome_channel_id: int | None = None
    founding: str = "queue"


def settings(tx: Tx) -> Settings:  # noqa: ARG001 - nothing can be chosen yet
    """What this server has chosen."""
    return Settings()


def moderates(tx: Tx, person: Person) -> bool:  # noqa: ARG001 - nothing can be chosen yet
    """Whether somebody moderates this server."""
    return person.manages_server
