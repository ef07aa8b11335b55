"""Keys: how a message of ours is known again in a channel's history, and which topics are in it (pure).

Discord never gives a nonce back, but it does give back our own buttons. So the custom id of one of them ends in a
colon, the marks of the topics it stands for, and the seal of the delivery.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b

MARK = 8
"""Characters of a mark."""
SEAL = 12
"""Characters of a seal."""
TOPICS = 8
"""Topics in one message at most: so many marks fit into a custom id, and so many sections into 40 components."""

KEY = rf"(?::[0-9a-f]{{{MARK + SEAL}}})?"
"""How the custom id of a notice's button ends; a card's button has nothing there."""
KEYS = rf"(?::(?:[0-9a-f]{{{MARK}}}){{1,{TOPICS}}}[0-9a-f]{{{SEAL}}})?"
"""Likewise, for a button that stands for all topics of its message."""

_END = re.compile(rf":((?:[0-9a-f]{{{MARK}}}){{1,{TOPICS}}})([0-9a-f]{{{SEAL}}})$")


@dataclass(frozen=True, slots=True)
class Keys:
    """What the custom id of a button says of its message."""

    marks: tuple[str, ...]
    seal: str


def mark_of(kind: str, subject_id: int) -> str:
    """How the key of every message of a kind about a subject begins: by it they are found again after a restore.

    It names no server: a subject is a row, and no two servers share the id of one.
    """
    return blake2b(f"{kind}:{subject_id}".encode(), digest_size=MARK // 2).hexdigest()


def mark_in(key: str) -> str:
    """The mark a key begins with."""
    return key[:MARK]


def seal_in(key: str) -> str:
    """The seal a key ends in: no other delivery has it."""
    return key[MARK:]


def read(custom_id: str) -> Keys | None:
    """The keys in a custom id; None when it is no notice's."""
    found = _END.search(custom_id)
    if found is None:
        return None
    marks = found[1]
    return Keys(tuple(marks[first : first + MARK] for first in range(0, len(marks), MARK)), found[2])
