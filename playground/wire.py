"""JSON as it travels: compact, and never with a loose `NaN`."""

import json
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]


def dumps(value: object) -> str:
    """The value as compact JSON text."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def loads(text: str | bytes) -> Any:
    """What the JSON text says; raises `ValueError` if it is none."""
    return json.loads(text)
