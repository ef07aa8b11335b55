"""Finds the endpoint of a method and a path."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from urllib.parse import unquote

from playground import errors
from playground.rest.call import Endpoint, Route


@dataclass
class Node:
    """One step of the paths: fixed words first, else one named placeholder."""

    words: dict[str, Node] = field(default_factory=dict[str, "Node"])
    any: Node | None = None
    route: str = ""
    endpoints: dict[str, Endpoint] = field(default_factory=dict[str, Endpoint])


@dataclass(frozen=True)
class Match:
    """An endpoint, the route it stands under and the path's ids by name."""

    route: str
    endpoint: Endpoint
    ids: dict[str, str]


class Router:
    """All routes as a tree."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = Node()
        for method, path, endpoint in routes:
            node = self._root
            for step in path.strip("/").split("/"):
                if step.startswith("{"):
                    node.any = node.any or Node()
                    node = node.any
                else:
                    node = node.words.setdefault(step, Node())
            node.route = path
            node.endpoints[method] = endpoint

    def match(self, method: str, path: str) -> Match:
        """The endpoint for this request; raises 404 or 405 as Discord does."""
        steps = path.removeprefix("/").removesuffix("/").split("/")
        node = None if "" in steps else self._walk(self._root, steps, 0)
        if node is None or not node.endpoints:
            raise errors.not_found()
        endpoint = node.endpoints.get(method)
        if endpoint is None:
            raise errors.not_allowed()
        names = node.route.strip("/").split("/")
        ids = {
            name[1:-1]: unquote(step) for name, step in zip(names, steps, strict=True) if name.startswith("{")
        }
        return Match(node.route, endpoint, ids)

    def _walk(self, node: Node, steps: list[str], at: int) -> Node | None:
        if at == len(steps):
            return node if node.endpoints else None
        word = node.words.get(steps[at])
        found = self._walk(word, steps, at + 1) if word else None
        if found is None and node.any:
            found = self._walk(node.any, steps, at + 1)
        return found
