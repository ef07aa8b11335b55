"""Bodies, queries and addresses of every kind: whatever comes, the playground answers, in Discord's JSON."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import quote, urlencode

import aiohttp
import pytest

from playground import Clock, Playground
from playground.rest.server import ROUTES
from playground.world.interactions import InteractionType
from tests.playground.conftest import Camp
from tests.playground.scene import BODIES, QUERY, Scene

JUNK: list[Any] = [
    None, True, False, 0, -1, 1, 2, 5, 1.5, 3.0, 1e300, 10**30, -(10**30), 2**63, 2**63 - 1, "", " ", "0", "-1", "1_0", "²",
    "٣", "9" * 30, "9" * 4000, "x" * 5000, "\x00", "true", "null", "http://[", "https://a:99999", "attachment://x",
    "attachment://", "discord://", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-13-45", "@everyone",
    "<@999999999999999999999999999999>", "<@²>", "⛺", "🇫🇷", "_errors", [], [None], [[]], [{}], {}, {"type": []}, {"_errors": {"_errors": "x"}},
    {"id": "9" * 30}, ["1", "1"], [1, 1], {"name": None}, {"fr": 5, "_errors": None, "": "x"}, [True], {"url": 5}, [{"type": {}}],
]  # fmt: skip
TEXTS = ["1e999", "NaN", "-Infinity", '"\\ud800"', '"\\udc00x"', "[" * 100_000, '{"a":' * 50_000, "1" * 5000]
"""JSON that is none, or that no reader but Python's takes."""
STEPS = [
    "²",
    "9" * 5000,
    "9" * 30,
    "-1",
    "",
    "0",
    "%ff",
    "%00",
    "@me",
    "a%2Fb",
    "x:5",
    "%ED%A0%80",
    "..",
    " ",
    "1_0",
]
KINDS = tuple(InteractionType)
SEED = 20261120


def nodes(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value inside of a value, and of itself."""
    yield path
    if isinstance(value, dict):
        for key, inner in cast("dict[str, Any]", value).items():
            yield from nodes(inner, (*path, key))
    elif isinstance(value, list):
        for place, inner in enumerate(cast("list[Any]", value)):
            yield from nodes(inner, (*path, place))


class Fuzz:
    """Makes requests that are nearly right."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)

    def spoilt(self, body: Any) -> Any:
        """The body with up to three places wrong: another value, nothing, or twice the same."""
        body = copy.deepcopy(body)
        for _ in range(self.random.choice((0, 1, 1, 1, 2, 3))):
            path = self.random.choice(list(nodes(body)))
            if not path:
                if self.random.random() < 0.2:
                    body = copy.deepcopy(self.random.choice(JUNK))
                continue
            parent = body
            for step in path[:-1]:
                parent = parent[step]
            act = self.random.random()
            if act < 0.15:
                del parent[path[-1]]
            elif act < 0.25 and isinstance(parent, list):
                several = cast("list[Any]", parent)
                several.append(copy.deepcopy(several[path[-1]]))
            else:
                parent[path[-1]] = copy.deepcopy(self.random.choice(JUNK))
        return body

    def text(self, body: Any) -> str:
        """The body as it is sent, now and then with a value that is no JSON."""
        text = json.dumps(body)
        if self.random.random() < 0.04:
            return (
                text.replace('"hello"', self.random.choice(TEXTS))
                if '"hello"' in text
                else self.random.choice(TEXTS)
            )
        return text

    def query(self) -> str:
        """A query of names that mean something somewhere, some said twice."""
        names = self.random.choices(list(QUERY), k=self.random.choice((0, 0, 1, 2, 3)))
        junk = [text for text in JUNK if isinstance(text, str)]
        pairs = [
            (name, QUERY[name] if self.random.random() < 0.5 else self.random.choice(junk)) for name in names
        ]
        return "?" + urlencode(pairs) if pairs else ""

    def request(self, scene: Scene, method: str, route: str) -> tuple[str, str | None]:
        """An address and a body for this route."""
        ids = {name: self.random.choice(known) for name, known in scene.ids.items()}
        if "{token}" in route:
            did = scene.interaction(self.random.choice(KINDS), answered="callback" not in route)
            ids |= {"token": did.token, "interaction_id": str(did.id)}
            if did.original:
                ids["message_id"] = str(did.original.id)
        elif "{message_id}" in route or "bulk" in route:
            place = self.random.choice([place for place in scene.places if place.messages] or scene.places)
            ids["channel_id"] = str(place.id)
            ids["message_id"] = str(self.random.choice(place.messages).id) if place.messages else "5"
        steps = [
            self.random.choice(STEPS) if self.random.random() < 0.02 else quote(ids[step[1:-1]]) if step.startswith("{") else step
            for step in route.split("/")[1:]
        ]  # fmt: skip
        bodies = BODIES.get((method, route), [None] if self.random.random() < 0.8 else [{}])
        body = json.dumps(self.random.choice(bodies))
        for name, known in scene.named.items():
            body = body.replace(f'"{name}"', f'"{known}"')
        chosen = json.loads(body)
        sent = None if chosen is None else self.text(self.spoilt(chosen))
        return f"/{'/'.join(steps)}{self.query()}", sent


DISPOSITION = b'Content-Disposition: form-data; name="files[0]"; filename='
PARTS: list[tuple[bytes, bytes, int]] = [
    (DISPOSITION + b'"\xff\xfe.txt"', b"x", 200),
    (DISPOSITION + b'"a.txt"\r\nContent-Type: \xff\xff', b"x", 200),
    (DISPOSITION + b'""', b"", 200),
    (b"Content-Disposition: \xff\xff", b"x", 400),
    (b"Content-Disposition: form-data", b"x", 400),
    (b"Content-Disposition: form-data; name*=x", b"x", 400),
    (b"X: y", b"x", 400),
    (b"nonsense", b"x", 400),
    (b'Content-Disposition: form-data; name="payload_json"\r\nContent-Length: x', b"{}", 400),
    (b'Content-Disposition: form-data; name="payload_json"\r\nContent-Length: 99999', b"{}", 400),
    (b'Content-Disposition: form-data; name="payload_json"', b"\xff\xff", 400),
    (b'Content-Disposition: form-data; name="payload_json"', b"[1]", 400),
    (b'Content-Disposition: form-data; name="payload_json"', b"[" * 100_000, 400),
    (b'Content-Disposition: form-data; name="payload_json"', b"", 400),
    (b"Content-Type: multipart/mixed; boundary=IN", b"--IN\r\n\r\nx\r\n--IN--", 400),
    (b"X: " + b"y" * 20_000, b"x", 400),
]


@pytest.mark.filterwarnings(
    "ignore::aiohttp.BadContentDispositionHeader", "ignore::aiohttp.BadContentDispositionParam"
)
@pytest.mark.usefixtures("answers_only")
@pytest.mark.parametrize(("header", "data", "status"), PARTS, ids=[str(part[:2])[:60] for part in PARTS])
async def test_no_form_of_any_kind_makes_the_playground_stumble(
    camp: Camp, header: bytes, data: bytes, status: int
) -> None:
    body = b"--B\r\n" + header + b"\r\n\r\n" + data + b"\r\n--B--\r\n"
    url = f"{camp.discord.url}/channels/{camp.guild.first_channel.id}/messages"
    headers = {"Authorization": f"Bot {camp.app.token}", "Content-Type": "multipart/form-data; boundary=B"}
    async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as response:
        answer = await response.json()
        assert (response.status, camp.discord.crashes) == (status, [])
        files: list[dict[str, str]] = answer.get("attachments", [])
    for file in files:
        async with aiohttp.ClientSession() as session, session.get(file["url"]) as response:
            assert (response.status, await response.read()) == (200, data)


@pytest.mark.usefixtures("answers_only")
@pytest.mark.parametrize("part", range(2))
async def test_no_request_of_any_kind_makes_the_playground_stumble(part: int) -> None:
    fuzz = Fuzz(SEED + part)
    clock = Clock(datetime(2026, 11, 20, 9, tzinfo=UTC))
    async with Playground(clock) as discord, aiohttp.ClientSession() as session:
        discord.rate_limits.off()
        app = discord.application("Helper", ["members"])
        headers = {"Authorization": f"Bot {app.token}", "Content-Type": "application/json"}
        scene = Scene(discord, app)
        for turn in range(24):
            for method, route, _ in ROUTES:
                path, body = fuzz.request(scene, method, route)
                async with session.request(
                    method, discord.url + path, data=body, headers=headers
                ) as response:
                    told = f"{method} {path} {body}: {response.status} {(await response.text())[:500]}"
                    assert response.status < 500, told
                    assert response.status == 204 or response.content_type == "application/json", told
                if not scene.whole:
                    scene = Scene(discord, app)
            if turn % 3 == 2:
                scene = Scene(discord, app)
        assert discord.crashes == []
