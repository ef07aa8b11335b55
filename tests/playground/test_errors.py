"""Every refusal of the playground stands in a test, with its status and its code."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from playground import errors
from playground.errors import UNKNOWN, DiscordError

ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "maximum_reached": (30013, "guild channels", 500),
    "too_soon": (20016, "", 1.0),
    "invalid": (("x",), "", ""),
}


def refusals() -> Iterator[tuple[str, DiscordError]]:
    """Every function that makes a refusal, by name, with one that it made; of `unknown`, one of each thing."""
    for name, make in inspect.getmembers(errors, inspect.isfunction):
        if make.__module__ != errors.__name__ or name.startswith("_"):
            continue
        if name == "unknown":
            yield from ((f"unknown {thing}", errors.unknown(thing)) for thing in UNKNOWN)
        else:
            waits = "seconds" in inspect.signature(make).parameters
            yield name, make(*ARGUMENTS.get(name, (1.0,) if waits else ()))


def said(node: ast.AST) -> Iterator[tuple[int, int]]:
    """The statuses with their codes in one node: side by side, or by these names."""
    row: list[ast.expr] = []
    if isinstance(node, ast.Tuple):
        row = node.elts
    elif isinstance(node, ast.Call):
        row = node.args
        named = {each.arg: each.value for each in node.keywords}
        if "status" in named and "code" in named:
            row = [*row, named["status"], named["code"]]
    for first, second in pairwise(row):
        match first, second:
            case ast.Constant(value=int(status)), ast.Constant(value=int(code)):
                yield status, code
            case _:
                pass


def test_every_refusal_is_met_by_a_test() -> None:
    met = {
        pair
        for source in Path(__file__).parent.glob("test_*.py")
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8")))
        for pair in said(node)
    }
    assert [name for name, refusal in refusals() if (refusal.status, refusal.code) not in met] == []
