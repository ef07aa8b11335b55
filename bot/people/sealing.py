"""Seals: somebody is known again whose id is not kept, by a keyed hash of it.

The key is made at random for this installation and stands in the database: who has both can find out whether an id they
know is meant, and nobody can read one out of a seal.
"""

from __future__ import annotations

import hmac
import secrets

from bot.db.installation import keep, recall
from bot.db.tx import Tx

KEY = "key of seals"
"""Under this name: the key, once something has been sealed."""


def seal(tx: Tx, person_id: int, subject: int | str) -> str:
    """What a person is known by from now on where something (its id, or its kind) concerns them in this server."""
    key = recall(tx, KEY)
    if key is None:
        key = secrets.token_hex(32)
        keep(tx, KEY, key)
    return _hash(tx, key, person_id, subject)


def sealed(tx: Tx, person_id: int, subject: int | str) -> str | None:
    """The same for who asks whether they are known; None while nobody was ever sealed."""
    key = recall(tx, KEY)
    return None if key is None else _hash(tx, key, person_id, subject)


def _hash(tx: Tx, key: str, person_id: int, subject: int | str) -> str:
    about = f"{tx.guild_id} {subject} {person_id}"
    return hmac.new(bytes.fromhex(key), about.encode(), "sha256").hexdigest()
