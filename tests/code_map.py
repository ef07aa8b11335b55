"""Writes the map of the code into CONTRIBUTING.md, from the first line of each module: `python -m tests.code_map`."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "CONTRIBUTING.md"
FOLDERS = ("bot", "cogs", "playground", "bench", "soak", "tests")
MARKS = re.compile(r"(<!-- map -->\n).*(<!-- /map -->)", re.DOTALL)


def first_line(module: Path) -> str:
    """What a module says of itself."""
    return (ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or "").partition("\n")[0]


def lines() -> Iterator[str]:
    """A row for every module but tests and migrations, folders before what is in them."""
    yield "| file | what it is |"
    yield "|---|---|"
    for folder in FOLDERS:
        for module in sorted((ROOT / folder).rglob("*.py"), key=lambda path: path.parts):
            if module.name.startswith("test_") or module.parent.name == "versions":
                continue
            name = module.relative_to(ROOT).as_posix().removesuffix("__init__.py")
            yield f"| `{name}` | {first_line(module)} |"


def page() -> str:
    """CONTRIBUTING.md with the map as it should be."""
    table = "\n".join(lines()) + "\n"
    return MARKS.sub(lambda marks: marks[1] + table + marks[2], PAGE.read_text(encoding="utf-8"))


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
