"""AutoMod: words and links that a server does not let through."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from playground.world import permissions as permission

if TYPE_CHECKING:
    from playground.world.members import Member


@dataclass
class AutoMod:
    """One server's rules. Parts of words count, capitals do not."""

    words: set[str] = field(default_factory=set[str])
    links: set[str] = field(default_factory=set[str])

    def blocks_words(self, member: Member, text: str) -> bool:
        """Whether a word in the text keeps the message of this member back."""
        return not _exempt(member) and _any(self.words, text)

    def blocks_links(self, member: Member, text: str) -> bool:
        """Whether a link in the text does."""
        return not _exempt(member) and _any(self.links, text)


def _any(parts: set[str], text: str) -> bool:
    return any(part.lower() in text.lower() for part in parts)


def _exempt(member: Member) -> bool:
    """Who manages the server is not watched."""
    return permission.may(member, "manage_guild")
