"""Somebody who acts, as Discord vouches for them in the interaction at hand."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """Who acts, and what they may do in this server at this moment: rights are never remembered."""

    id: int
    manages_server: bool = False
    """Has Discord's permission Manage Server (or is its owner, or an administrator)."""
    moderates_members: bool = False
    """Has Discord's permission Moderate Members (or is an administrator)."""
    role_ids: frozenset[int] = frozenset()
    """The roles they carry."""
