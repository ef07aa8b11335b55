"""Every fault that Discord, the disk, the process or the clock has in stock, and what the bot makes of it.

A test says with `@pytest.mark.meets("S09")` which faults it shows. A fault that no test shows has a reason here.
"""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

TESTS = Path(__file__).parent
NUMBERS = {"R": 37, "G": 24, "S": 24, "T": 15}
"""Faults of REST, of the gateway and interactions, of storage and the process, of time."""

ELSEWHERE: dict[str, str] = {}


def met() -> dict[str, list[str]]:
    """The tests that show each fault."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for source in sorted(TESTS.rglob("test_*.py")):
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                for fault in (fault for decorator in node.decorator_list for fault in _ids(decorator)):
                    found[fault].append(f"{source.relative_to(TESTS)}::{node.name}")
    return dict(found)


def _ids(decorator: ast.expr) -> list[str]:
    if not isinstance(decorator, ast.Call) or ast.unparse(decorator.func) != "pytest.mark.meets":
        return []
    return [str(ast.literal_eval(argument)) for argument in decorator.args]


def test_every_fault_is_met_by_a_test_or_has_a_reason_why_not() -> None:
    known = [f"{kind}{number:02}" for kind, count in NUMBERS.items() for number in range(1, count + 1)]
    assert sorted({*met(), *ELSEWHERE}) == sorted(known)


def test_no_reason_stands_for_what_a_test_shows() -> None:
    assert sorted(ELSEWHERE.keys() & met().keys()) == []
