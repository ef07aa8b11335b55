"""JSON as it travels: compact, and strictly what other languages read as well."""

import json
import math
import re
from typing import Any, NoReturn, TypeAlias

Json: TypeAlias = dict[str, Any]

DEEPEST = 128
"""How many lists and objects may stand in each other. Discord's own limit is not known; nothing it takes comes near."""
HALF = re.compile(r"\\u[dD][89a-fA-F]")


def dumps(value: object) -> str:
    """The value as compact JSON text."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def loads(text: str | bytes) -> Any:
    """What the JSON text says; raises `ValueError` if it is none.

    Python alone would take `NaN`, numbers beyond all bounds, half characters (lone surrogates) and any depth.
    """
    plain = text if isinstance(text, str) else text.decode()
    if plain.count("[") + plain.count("{") > DEEPEST and _depth(plain) > DEEPEST:
        raise ValueError("nested too deep")
    value = json.loads(plain, parse_constant=_no_number, parse_float=_finite)
    if HALF.search(plain):
        json.dumps(value, ensure_ascii=False).encode()  # a half character cannot be encoded
    return value


def legible(text: str) -> str:
    """The same without half characters, which a name or a path may have out of bytes that are no UTF-8."""
    return text.encode(errors="replace").decode()


def _depth(text: str) -> int:
    """How deep brackets stand in each other, those in strings left out."""
    deepest = depth = 0
    for mark in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text, re.DOTALL):
        sign = mark[0]
        if sign in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif sign in "]}":
            depth -= 1
    return deepest


def _finite(digits: str) -> float:
    number = float(digits)
    if math.isinf(number):
        raise ValueError(f"{digits} is beyond all bounds")
    return number


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
