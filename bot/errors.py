"""What Campsite says no to: a refusal is a fact with a sentence for the person who asked."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.words import Words


class OperatorMustAct(Exception):
    """The bot cannot go on until an operator sets something right; the text says what, in a line or two."""


class Refusal(Exception, ABC):
    """Something a person asked for that cannot be done; nothing was changed.

    Subclasses carry facts as attributes and turn them into one plain sentence that says what to do next.
    """

    @abstractmethod
    def sentence(self, t: Words) -> str:
        """The one sentence that person reads, in the language of `t`."""


class NothingSaved(Refusal):
    """The database would not take a write: disk full, read-only, locked or failing."""

    def sentence(self, t: Words) -> str:
        """Says that nothing changed and when to come back."""
        return t("I can't save anything right now, so nothing was changed. Try again in a minute.")


class NotHere(Refusal):
    """A command was used where there is no server: in a direct message, or by an app installed for a person."""

    def sentence(self, t: Words) -> str:
        """Names the place where it works."""
        return t("This works only inside a server. Go to one where I am a member and try there.")


class Outdated(Refusal):
    """A button or command that no part of this version answers."""

    def sentence(self, t: Words) -> str:
        """Points to what replaces it."""
        return t("That is no longer in use. Type /meetup list or /group browse for what is current.")


class NotOffered(Refusal):
    """A command was given something that is not of this server, or of another kind than it takes."""

    def sentence(self, t: Words) -> str:
        """Points to what Discord offers."""
        return t("I can't use what you gave there. Pick something of this server that Discord offers.")


class ChannelGone(Refusal):
    """The channel something was to be posted in is not there any more, or not yet."""

    def sentence(self, t: Words) -> str:
        """Says what it means."""
        return t(
            "This group has no channel now, so nobody would see it. Wait a minute and try again, or ask an admin."
        )


class BotLacks(Refusal):
    """The bot itself misses permissions in a channel, or in the whole server when `channel_id` is None.

    `permissions` are discord.py's names ("send_messages"), the ones that are missing.
    """

    def __init__(self, permissions: tuple[str, ...], channel_id: int | None = None) -> None:
        super().__init__(permissions, channel_id)
        self.permissions = permissions
        self.channel_id = channel_id

    def sentence(self, t: Words) -> str:
        """Names the permissions as Discord's own screens do, and who can give them."""
        names = t.listing([t.permission(name) for name in self.permissions])
        if self.channel_id is None:
            return t(
                "I need the permission {permissions} in this server. An admin can give it under Server settings, Roles.",
                permissions=names,
            )
        return t(
            "I can't post in {channel}: I need the permission {permissions} there. An admin can give it under Channel "
            "settings, Permissions.",
            channel=f"<#{self.channel_id}>",
            permissions=names,
        )
