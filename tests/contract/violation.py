"""What is wrong at one place of a request or an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Violation:
    """What is wrong at a place. `rule` is the schema's word that was broken, or `unknown` for a field it has not."""

    place: str
    words: str
    rule: str
    value: Any = None
    format: str | None = None
