"""Discord's own description of its API (OpenAPI): where it is, and what stands in it.

It is `discord-openapi.json` in the folder `$CAMPSITE_SHARED` names, else in `shared/` beside the checkout.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TypeAlias

from tests.contract.gaps import CORRECTED

Json: TypeAlias = dict[str, Any]
NAME = "discord-openapi.json"
METHODS = ("get", "put", "post", "patch", "delete")


def find_description() -> Path | None:
    """Where the description is on this machine; None where there is no folder for it, but a folder must have it."""
    named = os.environ.get("CAMPSITE_SHARED")
    folder = Path(named) if named else Path(__file__).parents[3] / "shared"
    if not named and not folder.is_dir():
        return None
    if not (folder / NAME).is_file():
        raise FileNotFoundError(f"{folder} should have {NAME}")
    return folder / NAME


def plain(path: str) -> str:
    """A route with nameless placeholders: the description and the playground name their ids differently."""
    return re.sub(r"\{[^}]*\}", "{}", path)


@dataclass(frozen=True)
class Description:
    """The operations by method and plain route, and all schemas by name."""

    operations: dict[tuple[str, str], Json]
    schemas: Json
    document: Json

    @classmethod
    def read(cls, path: Path) -> Self:
        """The description in a file."""
        return cls.of(json.loads(path.read_text(encoding="utf-8")))

    @classmethod
    def of(cls, document: Json) -> Self:
        """The description in a document, which is corrected in place."""
        operations: dict[tuple[str, str], Json] = {
            (method.upper(), plain(path)): {
                **item[method],
                "parameters": item.get("parameters", []) + item[method].get("parameters", []),
            }
            for path, item in document["paths"].items()
            for method in METHODS
            if method in item
        }
        made = cls(operations, document["components"]["schemas"], document)
        made._correct()
        made._flatten()
        return made

    def resolved(self, node: Json) -> Json:
        """What a node means, be it there or elsewhere in the document."""
        while "$ref" in node:
            place: Any = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                place = place[step]
            node = place
        return node

    def _correct(self) -> None:
        for place, value, _ in CORRECTED:
            *steps, last = place.split(".")
            node = self.schemas
            for step in steps:
                if "$ref" in node[step]:
                    node[step] = {}
                node = node[step]
            node[last] = value

    def _flatten(self) -> None:
        """Makes one object of each that is put together, or no part would know the fields of the others."""
        for schema in self.schemas.values():
            parts = [self.resolved(part) for part in schema.pop("allOf", ())]
            for part in parts:
                schema["properties"] = {**schema.get("properties", {}), **part.get("properties", {})}
                schema["required"] = [*schema.get("required", ()), *part.get("required", ())]
