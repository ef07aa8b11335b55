"""No field that Discord describes is taken and lost: each is read, or refused by name."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any, cast

import aiohttp
import pytest

from playground.rest.form import Form
from playground.rest.server import ROUTES
from playground.rest.unsupported import CODE
from playground.world.interactions import InteractionType
from tests.contract.description import Description, find_description, plain
from tests.playground.conftest import Camp
from tests.playground.refusals import wrong_fields
from tests.playground.scene import BODIES, Scene

pytestmark = pytest.mark.usefixtures("answers_only")


class Watched(dict[str, Any]):
    """An object that knows which of its fields were looked at."""

    def __init__(self, data: dict[str, Any], looked: set[str]) -> None:
        super().__init__(data)
        self.looked = looked

    def get(self, key: str, default: Any = None) -> Any:
        self.looked.add(key)
        return super().get(key, default)


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of all fields that endpoints looked at in a body, or in an object of its list."""
    names: set[str] = set()
    begin = Form.__init__

    def watched(form: Form, data: object, errors: Any = None, path: tuple[str | int, ...] = ()) -> None:
        begin(form, data, errors, path)
        if not any(isinstance(step, str) for step in path):
            form.data = Watched(form.data, names)

    monkeypatch.setattr(Form, "__init__", watched)
    return names


def fields(description: Description, schema: dict[str, Any]) -> set[str]:
    """The names an object may have, in any of its shapes; a list's are those of its objects."""
    schema = description.resolved(schema)
    found = set(schema.get("properties", ()))
    shapes = [*schema.get("oneOf", ()), *schema.get("anyOf", ()), *schema.get("allOf", ())]
    for each in [*shapes, *([schema["items"]] if "items" in schema else [])]:
        found |= fields(description, each)
    return found


def described(description: Description, method: str, route: str) -> set[str]:
    """What the JSON body of a route may have."""
    operation = description.operations[method, plain(route)]
    kinds = operation.get("requestBody", {}).get("content", {})
    return fields(description, kinds["application/json"]["schema"]) if kinds else set()


def requests(scene: Scene, method: str, route: str, field: str) -> Iterator[tuple[str, Any]]:
    """An address and a body for every kind of channel and every usual body, each with something in this field."""
    places = [scene.named[name] for name in ("CHANNEL", "SIDE", "FORUM")]
    for place in places if route == "/channels/{channel_id}" or route.endswith("/threads") else places[:1]:
        for body in BODIES.get((method, route), [{}]):
            ids = {name: known[0] for name, known in scene.ids.items()} | {"channel_id": place}
            if "/guilds/" in route:
                ids["command_id"] = scene.ids["command_id"][1]
            if "{token}" in route:
                did = scene.interaction(InteractionType.COMMAND, answered="callback" not in route)
                ids |= {"token": did.token, "interaction_id": str(did.id)}
                ids["message_id"] = str(did.original.id if did.original else 5)
            text = json.dumps(body)
            for name, known in scene.named.items():
                text = text.replace(f'"{name}"', f'"{known}"')
            asked = copy.deepcopy(json.loads(text))
            for item in cast("list[dict[str, Any]]", asked) if isinstance(asked, list) else [asked]:
                item.setdefault(field, 5)
            path = "/".join(ids[step[1:-1]] if step.startswith("{") else step for step in route.split("/"))
            yield path, asked


async def test_every_described_field_is_read_or_refused(camp: Camp, looked: set[str]) -> None:
    source = find_description()
    if source is None:
        pytest.skip("Discord's description is not at hand")
    description = Description.read(source)
    lost: list[tuple[str, str, str]] = []
    headers = {"Authorization": f"Bot {camp.app.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for method, route, _ in ROUTES:
            for field in sorted(described(description, method, route)):
                seen = False
                for path, body in requests(Scene(camp.discord, camp.app), method, route, field):
                    looked.clear()
                    async with session.request(method, camp.discord.url + path, json=body) as response:
                        answer: Any = await response.json() if response.status != 204 else {}
                    wrong = wrong_fields(answer) if response.status == 400 and "errors" in answer else []
                    refused = any(name.split(".")[-1] == field and code == CODE for name, code, _ in wrong)
                    seen = seen or refused or field in looked
                if not seen:
                    lost.append((method, route, field))
    assert lost == []


@pytest.mark.parametrize(
    ("method", "path", "body", "field"),
    [
        ("PATCH", "/guilds/GUILD", {"afk_timeout": 60}, "afk_timeout"),
        ("PATCH", "/guilds/GUILD", {"features": ["COMMUNITY"]}, "features"),
        ("PATCH", "/channels/CHANNEL", {"type": 5}, "type"),
        ("PATCH", "/channels/CHANNEL", {"available_tags": [{"name": "x"}]}, "available_tags"),
        ("PATCH", "/channels/CHANNEL", {"archived": True}, "archived"),
        ("PATCH", "/channels/SIDE", {"topic": "x"}, "topic"),
        ("PATCH", "/channels/VOICE", {"default_thread_rate_limit_per_user": 5}, "default_thread_rate_limit_per_user"),
        ("PATCH", "/channels/FORUM", {"flags": 1 << 15}, "flags"),
        ("POST", "/channels/CHANNEL/threads", {"name": "x", "applied_tags": ["77"]}, "applied_tags"),
        ("POST", "/guilds/GUILD/roles", {"unicode_emoji": "⛺"}, "unicode_emoji"),
        ("POST", "/guilds/GUILD/roles", {"colors": {"primary_color": 1, "secondary_color": 2}}, "colors.secondary_color"),
        ("POST", "/channels/CHANNEL/invites", {"target_type": 1}, "target_type"),
        ("PUT", "/applications/APP/commands", [{"name": "a", "description": "b", "id": "5"}], "0.id"),
        ("PATCH", "/applications/@me", {"icon": "data:"}, "icon"),
    ],
)  # fmt: skip
async def test_what_has_no_effect_here_is_refused_at_its_field(
    camp: Camp, method: str, path: str, body: Any, field: str
) -> None:
    scene = Scene(camp.discord, camp.app)
    for name, known in {"GUILD": str(scene.guild.id), "APP": str(scene.app.id), **scene.named}.items():
        path = path.replace(name, known)
    headers = {"Authorization": f"Bot {camp.app.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.request(method, camp.discord.url + path, json=body) as response,
    ):
        answer = await response.json()
    assert (response.status, answer["code"]) == (400, 50035)
    assert [(name, code) for name, code, _ in wrong_fields(answer)] == [(field, CODE)]


async def test_what_is_so_anyway_is_taken(camp: Camp) -> None:
    headers = {"Authorization": f"Bot {camp.app.token}"}
    camp.guild.grant(camp.app, "manage_guild")
    async with aiohttp.ClientSession(headers=headers) as session:
        asked: list[tuple[str, dict[str, Any]]] = [
            (f"/guilds/{camp.guild.id}", {"afk_timeout": 300, "icon": None, "features": [], "verification_level": 2}),
            (f"/channels/{camp.guild.first_channel.id}", {"type": 0, "flags": 0, "video_quality_mode": 1}),
        ]  # fmt: skip
        for path, body in asked:
            async with session.patch(camp.discord.url + path, json=body) as response:
                assert response.status == 200
    assert camp.guild.verification_level == 2
