"""What Discord refuses although a lenient reader would take it: every refusal with its code, and where it says it."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncGenerator, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias, cast

import aiohttp
import pytest

from playground import ChannelType, limits
from playground.world import permissions, threads
from playground.world.interactions import InteractionType
from playground.world.messages import Draft
from tests.playground.conftest import Camp
from tests.playground.scene import COMMAND, EVENT, OVERWRITE, Scene, button, option

Wrong: TypeAlias = dict[str, str] | tuple[int, int]
"""The codes of wrong fields by their paths, or the status and the code of another refusal."""

pytestmark = pytest.mark.usefixtures("answers_only")


@dataclass
class Desk:
    """A client that sends what it is given, and the scene it sends it to. Names of the scene stand for ids."""

    scene: Scene
    session: aiohttp.ClientSession

    @property
    def url(self) -> str:
        return self.scene.discord.url

    def fill(self, text: str) -> str:
        named = {
            "GUILD": str(self.scene.guild.id),
            "APP": str(self.scene.app.id),
            "ANA": str(self.scene.ana.id),
        }
        for name, known in (named | self.scene.named).items():
            text = text.replace(name, known)
        return text

    async def send(
        self, method: str, path: str, body: Any = None, *, kind: str = "application/json"
    ) -> tuple[int, Any]:
        """The status and the JSON. A body of text goes out as it is, anything else as JSON."""
        data = None if body is None else self.fill(body if isinstance(body, str) else json.dumps(body))
        headers = {"Content-Type": kind} if data is not None else {}
        async with self.session.request(
            method, self.url + self.fill(path), data=data, headers=headers
        ) as response:
            text = await response.text()
            if text:
                assert response.headers["Content-Type"] == "application/json"
            return response.status, json.loads(text) if text else None

    async def refused(self, method: str, path: str, body: Any = None) -> Wrong:
        """What is wrong with which field; without fields, the status and the code."""
        status, answer = await self.send(method, path, body)
        if status < 400:
            return status, 0
        found = dict(flat(answer.get("errors") or {}))
        assert bool(found) == (answer["code"] == 50035)
        return found or (status, answer["code"])


def flat(tree: dict[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """Every error's code by the path of its field."""
    for name, inner in tree.items():
        if name == "_errors":
            yield path.removeprefix("."), cast("list[dict[str, str]]", inner)[0]["code"]
        else:
            yield from flat(inner, f"{path}.{name}")


@pytest.fixture
async def desk(camp: Camp) -> AsyncGenerator[Desk]:
    headers = {"Authorization": f"Bot {camp.app.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        yield Desk(Scene(camp.discord, camp.app), session)


# JSON


@pytest.mark.parametrize(
    "value",
    ["1e999", "-1e999", "NaN", "Infinity", "-Infinity", '"\\ud800"', '"x\\uDFFFx"', "[" * 100_000, '{"a":' * 50_000, "1" * 5000],
    ids=lambda value: str(value)[:12],
)  # fmt: skip
@pytest.mark.parametrize("place", ['{"content": %s}', '{"content": "x", "flags": %s}', "%s"])
async def test_what_only_python_takes_for_json_is_none(desk: Desk, place: str, value: str) -> None:
    before = desk.scene.guild.first_channel.messages
    status, answer = await desk.send("POST", "/channels/CHANNEL/messages", place % value)
    assert (status, answer["code"]) == (400, 50109)
    assert desk.scene.guild.first_channel.messages == before


async def test_brackets_in_a_text_are_no_depth(desk: Desk) -> None:
    content = "[{" * 500 + '"\\'
    assert (await desk.send("POST", "/channels/CHANNEL/messages", {"content": content}))[0] == 200


async def test_a_body_that_is_no_utf_8_is_no_json(desk: Desk) -> None:
    url = desk.url + desk.fill("/channels/CHANNEL/messages")
    for body in (b'{"content": "\xff"}', b'{"content": "\xed\xa0\x80"}', b"\xff\xfe{\x00}\x00"):
        async with desk.session.post(
            url, data=body, headers={"Content-Type": "application/json"}
        ) as response:
            assert (response.status, (await response.json())["code"]) == (400, 50109)


async def test_a_body_above_the_maximum_is_too_large(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUEST_BYTES", 100_000)
    path = "/channels/CHANNEL/messages"
    assert await desk.refused("POST", path, {"content": "x" * 200_000}) == (413, 40005)
    form = aiohttp.FormData()
    for number in range(4):
        form.add_field(f"files[{number}]", b"x" * 50_000, filename="x.bin")
    async with desk.session.post(desk.url + desk.fill(path), data=form) as response:
        assert (response.status, (await response.json())["code"]) == (413, 40005)


async def test_a_compressed_body_is_no_json(desk: Desk) -> None:
    url = desk.url + desk.fill("/channels/CHANNEL/messages")
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    for body in (b"junk", gzip.compress(b'{"content": "x"}')):
        async with desk.session.post(url, data=body, headers=headers) as response:
            assert (response.status, (await response.json())["code"]) == (400, 50109)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("PUT", "/applications/APP/commands"),
        ("PATCH", "/guilds/GUILD/channels"),
        ("PATCH", "/guilds/GUILD/roles"),
        ("PATCH", "/channels/CHANNEL"),
        ("PATCH", "/guilds/GUILD/roles/ROLE"),
    ],
)
@pytest.mark.parametrize("body", [None, "null", "5"])
async def test_a_body_that_is_needed_and_missing_is_refused(
    desk: Desk, method: str, path: str, body: str | None
) -> None:
    before = desk.scene.app.commands
    code = "BASE_TYPE_REQUIRED"
    if body == "5":
        code = "LIST_TYPE_CONVERT" if path.endswith("s") else "DICT_TYPE_CONVERT"
    assert await desk.refused(method, path, body) == {"": code}
    assert desk.scene.app.commands == before


# Addresses


@pytest.mark.parametrize("step", ["9" * 5000, "9" * 30, "²", "٣", "1_0", "-1", "x", "%ff", " "])
async def test_an_id_in_an_address_is_a_number_of_64_bits(desk: Desk, step: str) -> None:
    beyond = (
        "NUMBER_TYPE_MAX"
        if step.startswith("9")
        else "NUMBER_TYPE_MIN"
        if step == "-1"
        else "NUMBER_TYPE_COERCE"
    )
    assert await desk.refused("GET", f"/channels/{step}") == {"channel_id": beyond}


@pytest.mark.parametrize(
    ("path", "field", "code"),
    [
        ("/channels/CHANNEL/messages?limit=1_0", "limit", "NUMBER_TYPE_COERCE"),
        ("/channels/CHANNEL/messages?limit=٥", "limit", "NUMBER_TYPE_COERCE"),
        ("/channels/CHANNEL/messages?limit=%2B5", "limit", "NUMBER_TYPE_COERCE"),
        ("/channels/CHANNEL/messages?limit=5&limit=6", "limit", "NUMBER_TYPE_COERCE"),
        ("/channels/CHANNEL/messages?limit=0", "limit", "NUMBER_TYPE_MIN"),
        ("/channels/CHANNEL/messages?before=" + "9" * 5000, "before", "NUMBER_TYPE_MAX"),
        ("/channels/CHANNEL/messages?before=1&before=2", "before", "NUMBER_TYPE_COERCE"),
        ("/channels/CHANNEL/messages/pins?before=zz", "before", "DATE_TIME_TYPE_PARSE"),
        ("/channels/CHANNEL/messages/pins?before=0001-01-01T00:00:00%2B23:59", "before", "DATE_TIME_TYPE_PARSE"),
        ("/channels/CHANNEL/threads/archived/public?before=5", "before", "DATE_TIME_TYPE_PARSE"),
        ("/guilds/GUILD?with_counts=maybe", "with_counts", "BOOLEAN_TYPE_CONVERT"),
        ("/guilds/GUILD?with_counts=true&with_counts=true", "with_counts", "BOOLEAN_TYPE_CONVERT"),
        ("/guilds/GUILD/members/search?query=a&query=b", "query", "STRING_TYPE_CONVERT"),
        ("/users/@me/guilds?limit=201", "limit", "NUMBER_TYPE_MAX"),
    ],
)  # fmt: skip
async def test_a_query_is_read_as_strictly_as_a_body(desk: Desk, path: str, field: str, code: str) -> None:
    assert await desk.refused("GET", path) == {field: code}


async def test_a_query_is_logged_as_it_was_said(desk: Desk) -> None:
    await desk.send("GET", "/guilds/GUILD?with_counts=true&with_counts=false")
    request = desk.scene.discord.requests[-1]
    assert request.asked == (("with_counts", "true"), ("with_counts", "false"))
    assert (request.query, request.matched) == ({"with_counts": "false"}, True)


async def test_only_what_was_asked_for_comes_of_several_pages(desk: Desk) -> None:
    first, second = (guild.id for guild in desk.scene.discord.guilds)
    for query, expected in (
        ("", [first, second]), ("?limit=1", [first]), (f"?after={first}", [second]), (f"?before={second}", [first]),
    ):  # fmt: skip
        _, answer = await desk.send("GET", f"/users/@me/guilds{query}")
        assert [int(guild["id"]) for guild in answer] == expected
    for query, expected in (("", 1), (f"?after={desk.scene.ids['user_id'][2]}", 0), ("?before=5", 0)):
        assert len((await desk.send("GET", f"/guilds/GUILD/bans{query}"))[1]) == expected


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/", 404, 0),
        ("/api/v9", 400, 50041),
        ("/api/v9/users/@me", 400, 50041),
        ("/api/v100/users/@me", 400, 50041),
        ("/api/users/@me", 400, 50041),
        ("//users/@me", 404, 0),
        ("/api/v10//users/@me", 404, 0),
        ("/api/v10/users//@me", 404, 0),
        ("/gatewayx", 404, 0),
    ],
)
async def test_an_address_that_is_none_is_answered_in_plain_json(
    desk: Desk, path: str, status: int, code: int
) -> None:
    base = desk.url.removesuffix("/api/v10")
    async with desk.session.get(base + path) as response:
        answer = await response.json()
        said = (response.status, answer["code"], response.headers["Content-Type"])
    assert said == (status, code, "application/json")


@pytest.mark.parametrize("path", ["1/²/x", "1/" + "9" * 5000 + "/x", "1/5/x", "x", "1/2/3/4", ""])
async def test_a_file_that_is_none_is_not_found(desk: Desk, path: str) -> None:
    async with desk.session.get(f"{desk.url.removesuffix('/api/v10')}/cdn/attachments/{path}") as response:
        assert response.status == 404


async def test_bytes_that_are_no_text_are_still_answered(desk: Desk) -> None:
    scene = desk.scene
    path = f"/guilds/{scene.guild.id}/bans/{scene.ana.id}".encode()
    host, port = desk.url.split("/")[2].split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    token = scene.app.token.encode()
    writer.write(
        b"PUT /api/v10" + path + b" HTTP/1.1\r\nHost: x\r\nX-Audit-Log-Reason: caf\xe9 %ff\r\n"
        b"Authorization: Bot " + token + b"\r\nConnection: close\r\n\r\n"
    )
    assert (await reader.read()).startswith(b"HTTP/1.1 204")
    writer.close()
    status, answer = await desk.send("GET", f"/guilds/GUILD/bans/{scene.ana.id}")
    assert (status, answer["reason"].startswith("caf")) == (200, True)


# Fields


def row(*components: Any) -> dict[str, Any]:
    return {"components": [{"type": 1, "components": list(components)}]}


def select(kind: int, **more: Any) -> dict[str, Any]:
    return row({"type": kind, "custom_id": "s", **more})


ONE, TWO = {"label": "l", "value": "v"}, {"label": "m", "value": "w"}
PART = "components.0.components.0"
MESSAGES: list[tuple[str, Any, Wrong]] = [
    ("a type that is a list", row({"type": []}), {f"{PART}.type": "UNION_TYPE_CHOICES"}),
    ("a type that is an object", {"components": [{"type": {}}]}, {"components.0.type": "UNION_TYPE_CHOICES"}),
    ("a type that is true", {"components": [{"type": True, "components": []}]}, {"components.0.type": "UNION_TYPE_CHOICES"}),
    ("a row of nothing", {"components": [{"type": 1}]}, {"components.0.components": "BASE_TYPE_REQUIRED"}),
    ("half an address", row({"type": 2, "style": 5, "label": "x", "url": "http://["}), {f"{PART}.url": "URL_TYPE_INVALID_URL"}),
    ("an address of nowhere", row({"type": 2, "style": 5, "label": "x", "url": "https:///x"}), {f"{PART}.url": "URL_TYPE_INVALID_URL"}),
    ("a port that is none", row({"type": 2, "style": 5, "label": "x", "url": "https://a:99999"}), {f"{PART}.url": "URL_TYPE_INVALID_URL"}),
    ("a long link", row({"type": 2, "style": 5, "label": "x", "url": "https://a/" + "x" * 512}), {f"{PART}.url": "BASE_TYPE_BAD_LENGTH"}),
    ("a button that is two things", row(button("a", url="https://a.example")),
     {f"{PART}.url": "BUTTON_COMPONENT_CUSTOM_ID_URL_MUTUALLY_EXCLUSIVE"}),
    ("a label of spaces", row({"type": 2, "style": 1, "custom_id": "a", "label": "   "}),
     {f"{PART}.label": "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED"}),
    ("an embed of nothing", {"embeds": [{}]}, {"embeds.0.description": "BASE_TYPE_REQUIRED"}),
    ("an embed of a colour", {"content": "x", "embeds": [{"color": 5}]}, {"embeds.0.description": "BASE_TYPE_REQUIRED"}),
    ("fewer than none", select(3, options=[ONE, TWO], min_values=2), {f"{PART}.min_values": "SELECT_COMPONENT_MIN_VALUES_TOO_LARGE"}),
    ("more than there are", select(3, options=[ONE], max_values=2), {f"{PART}.max_values": "SELECT_COMPONENT_MAX_VALUES_TOO_LARGE"}),
    ("an option twice", select(3, options=[ONE, ONE]), {f"{PART}.options.1.value": "SELECT_COMPONENT_OPTION_VALUE_DUPLICATED"}),
    ("a component's id twice", row(button("a", id=5), button("b", id=5)), {f"{PART.removesuffix('0')}1.id": "COMPONENT_ID_DUPLICATED"}),
    ("an emoji that is none", row(button("a", emoji={"name": "tent"})), {f"{PART}.emoji.name": "BUTTON_COMPONENT_INVALID_EMOJI"}),
    ("an emoji of nobody's", row(button("a", emoji={"name": "x", "id": "5"})), {f"{PART}.emoji.id": "BUTTON_COMPONENT_INVALID_EMOJI"}),
    ("an emoji that is a text", row(button("a", emoji="⛺")), {f"{PART}.emoji": "DICT_TYPE_CONVERT"}),
    ("something for sale", row({"type": 2, "style": 6, "sku_id": "5"}), {f"{PART}.sku_id": "BUTTON_COMPONENT_INVALID_SKU"}),
    ("something for sale with a label", row({"type": 2, "style": 6, "label": "x"}),
     {f"{PART}.sku_id": "BASE_TYPE_REQUIRED", f"{PART}.label": "BUTTON_COMPONENT_PREMIUM_EXCLUSIVE"}),
    ("more chosen than can be", select(3, options=[{**ONE, "default": True}, {**TWO, "default": True}]),
     {f"{PART}.options": "SELECT_COMPONENT_INVALID_DEFAULT_VALUES"}),
    ("a choice that is not true", select(3, options=[{**ONE, "default": "yes"}]), {f"{PART}.options.0.default": "BOOLEAN_TYPE_CONVERT"}),
    ("an option's emoji", select(3, options=[{**ONE, "emoji": {"name": "x"}}]),
     {f"{PART}.options.0.emoji.name": "BUTTON_COMPONENT_INVALID_EMOJI"}),
    ("chosen of another kind", select(5, default_values=[{"id": "5", "type": "role"}]), {f"{PART}.default_values.0.type": "BASE_TYPE_CHOICES"}),
    ("chosen junk", select(5, default_values=["5"]), {f"{PART}.default_values.0": "DICT_TYPE_CONVERT"}),
    ("chosen too many", select(8, default_values=[{"id": "5", "type": "channel"}] * 2),
     {f"{PART}.default_values": "SELECT_COMPONENT_INVALID_DEFAULT_VALUES"}),
    ("channels of no kind", select(8, channel_types=[0, "2", 99]),
     {f"{PART}.channel_types.1": "BASE_TYPE_CHOICES", f"{PART}.channel_types.2": "BASE_TYPE_CHOICES"}),
    ("channels of a kind twice", select(8, channel_types=[0, 0]), {f"{PART}.channel_types.1": "SET_TYPE_ALREADY_CONTAINS_VALUE"}),
    ("pinging whom nobody is", {"content": "x", "allowed_mentions": {"parse": ["users", "here"]}},
     {"allowed_mentions.parse.1": "BASE_TYPE_CHOICES"}),
    ("pinging somebody twice", {"content": "x", "allowed_mentions": {"users": ["5", 5]}},
     {"allowed_mentions.users.1": "SET_TYPE_ALREADY_CONTAINS_VALUE"}),
    ("an id of 30 digits", {"content": "x", "allowed_mentions": {"users": ["9" * 30]}}, {"allowed_mentions.users.0": "NUMBER_TYPE_MAX"}),
    ("an id that is true", {"content": "x", "allowed_mentions": {"users": [True]}}, {"allowed_mentions.users.0": "NUMBER_TYPE_COERCE"}),
    ("a nonce that is true", {"content": "x", "nonce": True}, {"nonce": "NONCE_TYPE_COERCE"}),
    ("a nonce that is half", {"content": "x", "nonce": 0.5}, {"nonce": "NONCE_TYPE_COERCE"}),
    ("a huge nonce", {"content": "x", "nonce": 1 << 63}, {"nonce": "NUMBER_TYPE_MAX"}),
    ("a long nonce", {"content": "x", "nonce": "x" * 26}, {"nonce": "NONCE_TYPE_TOO_LONG"}),
    ("a number and a half", {"content": "x", "flags": 1.5}, {"flags": "NUMBER_TYPE_COERCE"}),
    ("a number that is true", {"content": "x", "flags": True}, {"flags": "NUMBER_TYPE_COERCE"}),
    ("digits of another script", {"content": "x", "flags": "٤"}, {"flags": "NUMBER_TYPE_COERCE"}),
    ("an instant before the first", {"embeds": [{"title": "x", "timestamp": "0001-01-01T00:00:00+23:59"}]},
     {"embeds.0.timestamp": "DATE_TIME_TYPE_PARSE"}),
    ("an embed's junk", {"embeds": [{"footer": {"text": []}}]}, {"embeds.0.footer.text": "STRING_TYPE_CONVERT"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "wrong"), [case[1:] for case in MESSAGES], ids=[case[0] for case in MESSAGES]
)
async def test_a_message_with_a_wrong_field_is_refused(
    desk: Desk, body: dict[str, Any], wrong: Wrong
) -> None:
    assert await desk.refused("POST", "/channels/CHANNEL/messages", body) == wrong


async def test_what_is_said_of_a_footer_is_kept_and_junk_beside_it_is_not(desk: Desk) -> None:
    footer = {"text": "f", "icon_url": "https://a.example/x.png", "junk": [1]}
    _, answer = await desk.send("POST", "/channels/CHANNEL/messages", {"embeds": [{"footer": footer}]})
    assert answer["embeds"][0]["footer"] == {"text": "f", "icon_url": "https://a.example/x.png"}


def again(frequency: int, **more: Any) -> dict[str, Any]:
    """An event that comes again."""
    rule = {"start": EVENT["scheduled_start_time"], "frequency": frequency, "interval": 1, **more}
    return {**EVENT, "recurrence_rule": rule}


def no_rule(*fields: str) -> dict[str, str]:
    """These fields make no rule that Discord takes."""
    return {f"recurrence_rule.{name}": "GUILD_SCHEDULED_EVENT_RECURRENCE_RULE_INVALID" for name in fields}


YEARLY, MONTHLY, WEEKLY, DAILY = range(4)
FIRST_TUESDAY = {"n": 1, "day": 1}
RULES: list[tuple[dict[str, Any], Wrong]] = [
    (again(WEEKLY, by_weekday=[1]), (200, 0)),
    (again(WEEKLY, by_weekday=[1], interval=2), (200, 0)),
    (again(WEEKLY, by_weekday=[1], interval=3), no_rule("interval")),
    (again(WEEKLY), no_rule("by_weekday")),
    (again(WEEKLY, by_weekday=[1, 2]), no_rule("by_weekday")),
    (again(WEEKLY, by_weekday=[1], by_month=[3]), no_rule("by_month")),
    (again(MONTHLY, by_n_weekday=[FIRST_TUESDAY]), (200, 0)),
    (again(MONTHLY, by_n_weekday=[FIRST_TUESDAY], interval=2), no_rule("interval")),
    (again(MONTHLY, by_n_weekday=[FIRST_TUESDAY, {"n": 5, "day": 1}]), no_rule("by_n_weekday")),
    (again(MONTHLY, by_month_day=[1]), no_rule("by_n_weekday", "by_month_day")),
    (again(DAILY, by_weekday=[4, 3, 2, 1, 0]), (200, 0)),
    (again(DAILY, by_weekday=[0, 6]), (200, 0)),
    (again(DAILY, by_weekday=[0, 2]), no_rule("by_weekday")),
    (again(DAILY), no_rule("by_weekday")),
    (again(YEARLY, by_month=[12], by_month_day=[1]), (200, 0)),
    (again(YEARLY, by_month=[12]), no_rule("by_month_day")),
    (again(YEARLY, by_month=[11, 12], by_month_day=[1]), no_rule("by_month")),
    (again(WEEKLY, by_weekday=[1], count=3), no_rule("count")),
    (again(WEEKLY, by_weekday=[1], end="2027-12-01T10:00:00Z"), no_rule("end")),
    (again(YEARLY, by_month=[12], by_month_day=[1], by_year_day=[335]), no_rule("by_year_day")),
    (again(WEEKLY, by_weekday=[1], start="2026-12-08T10:00:00Z"), no_rule("start")),
]


@pytest.mark.parametrize(("body", "wrong"), RULES)
async def test_an_event_comes_again_only_as_discord_lets_it(
    desk: Desk, body: dict[str, Any], wrong: Wrong
) -> None:
    assert await desk.refused("POST", "/guilds/GUILD/scheduled-events", body) == wrong


@pytest.mark.parametrize(("right", "status"), [("view_channel", (403, 50001)), ("connect", (403, 50013))])
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_an_event_in_a_voice_channel_needs_the_way_in(
    desk: Desk, right: str, status: Wrong, method: str
) -> None:
    guild = desk.scene.guild
    guild.channel("v").set_overwrite(guild.role_of(desk.scene.app), deny=right)
    path = "/guilds/GUILD/scheduled-events" + ("/EVENT" if method == "PATCH" else "")
    guild.set_permissions(desk.scene.app, permissions.ALL & ~permissions.BITS["administrator"])
    body = {**EVENT, "entity_type": 2, "channel_id": "VOICE", "entity_metadata": None}
    assert await desk.refused(method, path, body) == status


SAY: dict[str, Any] = {"content": "x"}
REPLY: dict[str, Any] = {"content": "x", "message_reference": {"message_id": "MESSAGE"}}
RIGHTS: list[tuple[str, str, str, Any, Wrong]] = [
    ("send_messages", "POST", "/channels/CHANNEL/messages", SAY, (403, 50013)),
    ("connect", "POST", "/channels/VOICE/messages", SAY, (403, 50013)),
    ("view_channel", "POST", "/channels/CHANNEL/messages", SAY, (403, 50001)),
    ("send_messages_in_threads", "POST", "/channels/SIDE/messages", SAY, (403, 50013)),
    ("read_message_history", "POST", "/channels/CHANNEL/messages", REPLY, (400, 160002)),
    ("read_message_history", "GET", "/channels/CHANNEL/messages/MESSAGE", None, (403, 50013)),
    ("read_message_history", "GET", "/channels/CHANNEL/messages/pins", None, (403, 50013)),
    ("read_message_history", "GET", "/channels/CHANNEL/pins", None, (403, 50013)),
    ("read_message_history", "GET", "/channels/CHANNEL/threads/archived/public", None, (403, 50013)),
    ("read_message_history", "PUT", "/channels/CHANNEL/messages/MESSAGE/reactions/⛺/@me", None, (403, 50013)),
    ("add_reactions", "PUT", "/channels/CHANNEL/messages/MESSAGE/reactions/⛺/@me", None, (403, 50013)),
    ("manage_messages", "DELETE", "/channels/CHANNEL/messages/MESSAGE/reactions", None, (403, 50013)),
    ("manage_messages", "DELETE", "/channels/CHANNEL/messages/MESSAGE/reactions/⛺", None, (403, 50013)),
    ("manage_messages", "DELETE", "/channels/CHANNEL/messages/MESSAGE/reactions/⛺/ANA", None, (403, 50013)),
    ("manage_messages", "POST", "/channels/CHANNEL/messages/bulk-delete", {"messages": ["5", "6"]}, (403, 50013)),
    ("pin_messages", "PUT", "/channels/CHANNEL/messages/pins/MESSAGE", None, (403, 50013)),
    ("pin_messages", "DELETE", "/channels/CHANNEL/messages/pins/MESSAGE", None, (403, 50013)),
    ("pin_messages", "PUT", "/channels/CHANNEL/pins/MESSAGE", None, (403, 50013)),
    ("pin_messages", "DELETE", "/channels/CHANNEL/pins/MESSAGE", None, (403, 50013)),
    ("send_messages", "POST", "/channels/CHANNEL/typing", None, (403, 50013)),
    ("create_public_threads", "POST", "/channels/CHANNEL/threads", {"name": "t", "type": 11}, (403, 50013)),
    ("create_private_threads", "POST", "/channels/CHANNEL/threads", {"name": "t", "type": 12}, (403, 50013)),
    ("send_messages", "POST", "/channels/FORUM/threads", {"name": "t", "message": SAY}, (403, 50013)),
    ("manage_threads", "PATCH", "/channels/SIDE", {"locked": True}, (403, 50013)),
    ("manage_threads", "DELETE", "/channels/SIDE", None, (403, 50013)),
    ("manage_threads", "DELETE", "/channels/SIDE/thread-members/ANA", None, (403, 50013)),
    ("manage_threads", "GET", "/channels/CHANNEL/threads/archived/private", None, (403, 50013)),
    ("send_messages_in_threads", "PUT", "/channels/SIDE/thread-members/ANA", None, (403, 50013)),
    ("manage_channels", "PATCH", "/channels/CHANNEL", {"nsfw": True}, (403, 50013)),
    ("manage_channels", "DELETE", "/channels/CHANNEL", None, (403, 50013)),
    ("manage_channels", "POST", "/guilds/GUILD/channels", {"name": "x"}, (403, 50013)),
    ("manage_channels", "PATCH", "/guilds/GUILD/channels", [{"id": "CHANNEL", "position": 1}], (403, 50013)),
    ("manage_channels", "GET", "/channels/CHANNEL/invites", None, (403, 50013)),
    ("manage_roles", "PUT", "/channels/CHANNEL/permissions/ROLE", {"type": 0}, (403, 50013)),
    ("manage_roles", "DELETE", "/channels/CHANNEL/permissions/ROLE", None, (403, 50013)),
    ("manage_roles", "POST", "/guilds/GUILD/roles", {"name": "r"}, (403, 50013)),
    ("manage_roles", "PATCH", "/guilds/GUILD/roles", [{"id": "ROLE", "position": 1}], (403, 50013)),
    ("manage_roles", "PATCH", "/guilds/GUILD/roles/ROLE", {"name": "r"}, (403, 50013)),
    ("manage_roles", "DELETE", "/guilds/GUILD/roles/ROLE", None, (403, 50013)),
    ("manage_roles", "PUT", "/guilds/GUILD/members/ANA/roles/ROLE", None, (403, 50013)),
    ("manage_roles", "DELETE", "/guilds/GUILD/members/ANA/roles/ROLE", None, (403, 50013)),
    ("manage_roles", "PATCH", "/guilds/GUILD/members/ANA", {"roles": []}, (403, 50013)),
    ("manage_nicknames", "PATCH", "/guilds/GUILD/members/ANA", {"nick": "n"}, (403, 50013)),
    ("moderate_members", "PATCH", "/guilds/GUILD/members/ANA", {"communication_disabled_until": None}, (403, 50013)),
    ("mute_members", "PATCH", "/guilds/GUILD/members/ANA", {"mute": True}, (403, 50013)),
    ("deafen_members", "PATCH", "/guilds/GUILD/members/ANA", {"deaf": True}, (403, 50013)),
    ("move_members", "PATCH", "/guilds/GUILD/members/ANA", {"channel_id": None}, (403, 50013)),
    ("change_nickname", "PATCH", "/guilds/GUILD/members/@me", {"nick": "n"}, (403, 50013)),
    ("kick_members", "DELETE", "/guilds/GUILD/members/ANA", None, (403, 50013)),
    ("ban_members", "PUT", "/guilds/GUILD/bans/ANA", None, (403, 50013)),
    ("ban_members", "DELETE", "/guilds/GUILD/bans/ANA", None, (403, 50013)),
    ("ban_members", "GET", "/guilds/GUILD/bans", None, (403, 50013)),
    ("ban_members", "GET", "/guilds/GUILD/bans/ANA", None, (403, 50013)),
    ("manage_guild", "PATCH", "/guilds/GUILD", {"name": "new"}, (403, 50013)),
    ("manage_guild", "GET", "/guilds/GUILD/invites", None, (403, 50013)),
    ("create_instant_invite", "POST", "/channels/CHANNEL/invites", {}, (403, 50013)),
    ("create_events", "POST", "/guilds/GUILD/scheduled-events", EVENT, (403, 50013)),
]  # fmt: skip


@pytest.mark.parametrize(("right", "method", "path", "body", "wrong"), RIGHTS)
async def test_without_its_right_nothing_is_done(
    desk: Desk, right: str, method: str, path: str, body: Any, wrong: Wrong
) -> None:
    guild, bit = desk.scene.guild, permissions.BITS[right]
    guild.everyone.edit(permissions=guild.everyone.permissions & ~bit)
    guild.set_permissions(desk.scene.app, permissions.ALL & ~permissions.BITS["administrator"] & ~bit)
    assert await desk.refused(method, path, body) == wrong


async def test_an_invite_is_taken_back_with_the_right_to_manage_its_channel_or_the_guild(desk: Desk) -> None:
    guild, [code] = desk.scene.guild, desk.scene.ids["code"]
    guild.set_permissions(desk.scene.app, 0)
    assert await desk.refused("DELETE", f"/invites/{code}") == (403, 50013)
    guild.set_permissions(desk.scene.app, "manage_guild")
    guild.first_channel.set_overwrite(guild.everyone, deny="view_channel")
    assert await desk.refused("DELETE", f"/invites/{code}") == (200, 0)


async def test_discords_own_words_are_not_taken_away(desk: Desk) -> None:
    side = desk.scene.guild.channel("side")
    assert await desk.refused("DELETE", f"/channels/SIDE/messages/{side.messages[0].id}") == (403, 50021)


async def test_a_server_has_only_so_many_open_threads(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ACTIVE_THREADS", 2)
    body = {"name": "t", "type": 11}
    assert await desk.refused("POST", "/channels/CHANNEL/threads", body) == (400, 160006)
    desk.scene.guild.channel("side").edit(archived=True)
    assert await desk.refused("POST", "/channels/CHANNEL/threads", body) == (201, 0)


async def test_nothing_follows_what_was_not_answered_or_belongs_to_another(desk: Desk) -> None:
    did = desk.scene.interaction(InteractionType.COMMAND, answered=False)
    assert await desk.refused("POST", f"/webhooks/APP/{did.token}", {"content": "x"}) == (404, 10015)
    assert await desk.refused("POST", f"/webhooks/5/{did.token}", {"content": "x"}) == (404, 10015)


async def test_what_may_not_be_read_aloud_is_written_only(desk: Desk) -> None:
    body = {"content": "x", "tts": True}
    assert (await desk.send("POST", "/channels/CHANNEL/messages", body))[1]["tts"] is True
    desk.scene.guild.set_permissions(desk.scene.app, "send_messages")
    assert (await desk.send("POST", "/channels/CHANNEL/messages", body))[1]["tts"] is False


async def test_a_reason_has_512_characters_at_most(desk: Desk) -> None:
    url = desk.url + desk.fill("/guilds/GUILD/members/ANA")
    for length, status in ((513, 400), (512, 204)):
        async with desk.session.delete(url, headers={"X-Audit-Log-Reason": "x" * length}) as response:
            assert response.status == status


FIVE_YEARS = "2031-11-20T09:00:01Z"
OPTION = "options.0"
FIELDS: list[tuple[str, str, Any, Wrong]] = [
    ("PATCH", "/guilds/GUILD", {"name": None}, {"name": "BASE_TYPE_REQUIRED"}),
    ("PATCH", "/guilds/GUILD", {"name": "  x  "}, {"name": "BASE_TYPE_BAD_LENGTH"}),
    ("PATCH", "/guilds/GUILD", {"preferred_locale": "xx"}, {"preferred_locale": "BASE_TYPE_CHOICES"}),
    ("PATCH", "/guilds/GUILD", {"system_channel_id": "VOICE"}, (400, 50024)),
    ("PATCH", "/channels/CHANNEL", {"parent_id": "CHANNEL"}, {"parent_id": "CHANNEL_PARENT_INVALID_TYPE"}),
    ("PATCH", "/channels/CATEGORY", {"parent_id": "CATEGORY"}, {"parent_id": "CHANNEL_PARENT_INVALID_TYPE"}),
    ("PATCH", "/channels/CHANNEL", {"parent_id": "5"}, {"parent_id": "CHANNEL_PARENT_INVALID"}),
    ("PATCH", "/channels/CHANNEL", {"parent_id": "VOICE"}, {"parent_id": "CHANNEL_PARENT_INVALID_TYPE"}),
    ("PATCH", "/guilds/GUILD/channels", [{"id": "CHANNEL", "parent_id": "5"}], {"0.parent_id": "CHANNEL_PARENT_INVALID"}),
    ("PATCH", "/guilds/GUILD/channels", [{"id": "CHANNEL", "parent_id": "CHANNEL"}], {"0.parent_id": "CHANNEL_PARENT_INVALID_TYPE"}),
    ("PATCH", "/guilds/GUILD/channels",
     [{"id": "CHANNEL", "parent_id": "CATEGORY"}, {"id": "VOICE", "parent_id": "CATEGORY"}], (400, 40009)),
    ("POST", "/guilds/GUILD/channels", {"name": "x", "parent_id": "CHANNEL"}, {"parent_id": "CHANNEL_PARENT_INVALID_TYPE"}),
    ("POST", "/guilds/GUILD/channels", {"name": "x", "permission_overwrites": [{**OVERWRITE, "allow": "x"}]},
     {"permission_overwrites.0.allow": "NUMBER_TYPE_COERCE"}),
    ("PATCH", "/guilds/GUILD/members/ANA", {"roles": ["GUILD"]}, (400, 50028)),
    ("PATCH", "/guilds/GUILD/members/APP", {"mute": True}, (400, 40032)),
    ("PATCH", "/guilds/GUILD/members/APP", {"deaf": False}, (400, 40032)),
    ("PATCH", "/guilds/GUILD/members/@me", ["nick"], {"": "DICT_TYPE_CONVERT"}),
    ("PATCH", "/guilds/GUILD/roles", [{"id": "GUILD", "position": 1}], (400, 50028)),
    ("PATCH", "/applications/@me", {"tags": ["a", "a"]}, {"tags.1": "SET_TYPE_ALREADY_CONTAINS_VALUE"}),
    ("PATCH", "/applications/@me", {"tags": [5, []]}, {"tags.1": "STRING_TYPE_CONVERT"}),
    ("PATCH", "/applications/@me", {"description": []}, {"description": "STRING_TYPE_CONVERT"}),
    ("PATCH", "/applications/@me", {"description": {}}, {"description.default": "BASE_TYPE_REQUIRED"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "contexts": [0, 7]}, {"contexts.1": "BASE_TYPE_CHOICES"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "contexts": []}, {"contexts": "BASE_TYPE_MIN_LENGTH"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "integration_types": [True]}, {"integration_types.0": "BASE_TYPE_CHOICES"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "default_member_permissions": "٨"},
     {"default_member_permissions": "NUMBER_TYPE_COERCE"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "name_localizations": {"fr": None}},
     {"name_localizations.fr": "BASE_TYPE_REQUIRED"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "name_localizations": {"_errors": "x"}},
     {"name_localizations": "BASE_TYPE_CHOICES"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "options": [option("a", 4, min_value=5, max_value=1)]},
     {f"{OPTION}.min_value": "APPLICATION_COMMAND_OPTIONS_MIN_MAX_INVALID"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "options": [option("a", 10, min_value="5")]},
     {f"{OPTION}.min_value": "NUMBER_TYPE_COERCE"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "options": [option("a", 4, max_value=1 << 54)]},
     {f"{OPTION}.max_value": "NUMBER_TYPE_MAX"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "options": [option("a", 3, min_length=5, max_length=1)]},
     {f"{OPTION}.min_length": "APPLICATION_COMMAND_OPTIONS_MIN_MAX_INVALID"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "options": [option("a", 4, choices=[{"name": "x", "value": 1.5}])]},
     {f"{OPTION}.choices.0.value": "APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "options": [option("a", 7, channel_types=["0"])]},
     {f"{OPTION}.channel_types.0": "BASE_TYPE_CHOICES"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "options": [option("a", 5, autocomplete=True)]},
     {f"{OPTION}.autocomplete": "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "options": [option("a", 6, choices=[{"name": "x", "value": "y"}])]},
     {f"{OPTION}.choices": "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID"}),
    ("POST", "/applications/APP/commands",
     {**COMMAND, "options": [option("a", 3, choices=[{"name": "x", "value": "y"}, {"name": "x", "value": "z"}])]},
     {f"{OPTION}.choices.1.name": "APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_DUPLICATE"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "options": [option("a", 2, options=[])]}, {f"{OPTION}.options": "BASE_TYPE_MIN_LENGTH"}),
    ("POST", "/applications/APP/commands", {**COMMAND, "options": [option("a", 2)]}, {f"{OPTION}.options": "BASE_TYPE_REQUIRED"}),
    ("POST", "/guilds/GUILD/channels", {"name": "x", "type": 5}, (400, 50024)),
    ("PATCH", "/guilds/GUILD/scheduled-events/EVENT", {"status": 3}, {"status": "GUILD_SCHEDULED_EVENT_STATUS_INVALID"}),
    ("PUT", "/users/@me", None, (405, 0)),
    ("POST", "/applications/5/commands", COMMAND, (404, 10002)),
    ("PATCH", "/applications/APP/commands/5", COMMAND, (404, 10063)),
    ("DELETE", "/channels/CHANNEL/permissions/5", None, (404, 10009)),
    ("DELETE", "/guilds/GUILD/bans/ANA", None, (404, 10026)),
    ("GET", "/guilds/GUILD/bans/ANA", None, (404, 10026)),
    ("POST", "/guilds/GUILD/scheduled-events", {**EVENT, "scheduled_start_time": None}, {"scheduled_start_time": "BASE_TYPE_REQUIRED"}),
    ("POST", "/guilds/GUILD/scheduled-events", {**EVENT, "entity_type": None}, {"entity_type": "BASE_TYPE_REQUIRED"}),
    ("POST", "/guilds/GUILD/scheduled-events", {**EVENT, "entity_type": 7}, {"entity_type": "BASE_TYPE_CHOICES"}),
    ("POST", "/guilds/GUILD/scheduled-events", {**EVENT, "name": None}, {"name": "BASE_TYPE_REQUIRED"}),
    ("POST", "/guilds/GUILD/scheduled-events", {**EVENT, "entity_type": 2, "channel_id": "CHANNEL"},
     {"channel_id": "GUILD_SCHEDULED_EVENT_CHANNEL_TYPE_INVALID"}),
    ("POST", "/guilds/GUILD/scheduled-events", {**EVENT, "entity_type": 1, "channel_id": "VOICE"},
     {"channel_id": "GUILD_SCHEDULED_EVENT_CHANNEL_TYPE_INVALID"}),
    ("POST", "/guilds/GUILD/scheduled-events", {**EVENT, "recurrence_rule": None, "scheduled_start_time": FIVE_YEARS, "scheduled_end_time": "2031-11-19T09:00:01Z"},
     {"scheduled_start_time": "GUILD_SCHEDULED_EVENT_SCHEDULE_TOO_FAR",
      "scheduled_end_time": "GUILD_SCHEDULED_EVENT_END_BEFORE_START"}),
    ("POST", "/guilds/GUILD/scheduled-events", {**EVENT, "scheduled_end_time": EVENT["scheduled_start_time"]},
     {"scheduled_end_time": "GUILD_SCHEDULED_EVENT_END_BEFORE_START"}),
    ("POST", "/guilds/GUILD/scheduled-events", {**EVENT, "channel_id": "VOICE"},
     {"channel_id": "GUILD_SCHEDULED_EVENT_CHANNEL_ID_INVALID"}),
    ("POST", "/guilds/GUILD/scheduled-events", {**EVENT, "recurrence_rule": 5}, {"recurrence_rule": "DICT_TYPE_CONVERT"}),
    ("POST", "/guilds/GUILD/scheduled-events", {**EVENT, "recurrence_rule": {"frequency": 9, "by_weekday": [1, 1], "by_n_weekday": [{"n": 6}]}},
     {"recurrence_rule.start": "BASE_TYPE_REQUIRED", "recurrence_rule.frequency": "BASE_TYPE_CHOICES",
      "recurrence_rule.by_n_weekday.0.n": "BASE_TYPE_CHOICES", "recurrence_rule.by_n_weekday.0.day": "BASE_TYPE_REQUIRED",
      "recurrence_rule.by_weekday.1": "SET_TYPE_ALREADY_CONTAINS_VALUE"}),
    ("PATCH", "/guilds/GUILD/scheduled-events/EVENT", {"name": None}, {"name": "BASE_TYPE_REQUIRED"}),
    ("PATCH", "/guilds/GUILD/scheduled-events/EVENT", {"scheduled_start_time": "2026-11-19T09:00:00Z"},
     {"scheduled_start_time": "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST"}),
    ("PATCH", "/guilds/GUILD/scheduled-events/EVENT", {"scheduled_end_time": "2026-11-20T10:00:00Z"},
     {"scheduled_end_time": "GUILD_SCHEDULED_EVENT_END_BEFORE_START"}),
    ("PATCH", "/guilds/GUILD/scheduled-events/EVENT", {"scheduled_start_time": "2026-12-20T10:00:00Z"},
     {"scheduled_end_time": "GUILD_SCHEDULED_EVENT_END_BEFORE_START"}),
    ("PATCH", "/guilds/GUILD/scheduled-events/EVENT", {"scheduled_end_time": None}, {"scheduled_end_time": "BASE_TYPE_REQUIRED"}),
    ("PATCH", "/guilds/GUILD/scheduled-events/EVENT", {"channel_id": "VOICE", "entity_type": 1},
     {"channel_id": "GUILD_SCHEDULED_EVENT_CHANNEL_TYPE_INVALID"}),
    ("PATCH", "/guilds/GUILD/scheduled-events/EVENT", {"entity_type": 2}, {"channel_id": "BASE_TYPE_REQUIRED"}),
    ("POST", "/channels/CHANNEL/messages/bulk-delete", {"messages": ["9" * 30, "MESSAGE"]}, {"messages.0": "NUMBER_TYPE_MAX"}),
    ("POST", "/channels/CHANNEL/messages/bulk-delete", {"messages": ["MESSAGE", "MESSAGE"]},
     {"messages.1": "SET_TYPE_ALREADY_CONTAINS_VALUE"}),
    ("POST", "/channels/CHANNEL/messages/bulk-delete", {}, {"messages": "BASE_TYPE_REQUIRED"}),
    ("PUT", "/channels/CHANNEL/messages/MESSAGE/reactions/nonsense/@me", None, (400, 10014)),
    ("PUT", "/channels/CHANNEL/messages/MESSAGE/reactions/5/@me", None, (400, 10014)),
    ("PUT", "/channels/CHANNEL/messages/MESSAGE/reactions/é/@me", None, (400, 10014)),
    ("PUT", "/channels/CHANNEL/messages/MESSAGE/reactions/👍👍/@me", None, (400, 10014)),
    ("PUT", "/channels/CHANNEL/messages/MESSAGE/reactions/own:5/@me", None, (400, 10014)),
    ("POST", "/channels/FORUM/threads", {"name": "x", "message": {"content": "x"}, "applied_tags": ["5"]},
     {"applied_tags.0": "BASE_TYPE_CHOICES"}),
    ("PATCH", "/channels/POST", {"applied_tags": ["77", "5"]}, {"applied_tags.1": "BASE_TYPE_CHOICES"}),
    ("PATCH", "/channels/POST", {"applied_tags": ["77", "77"]}, {"applied_tags.1": "SET_TYPE_ALREADY_CONTAINS_VALUE"}),
    ("PATCH", "/channels/SIDE", {"applied_tags": ["77"]}, {"applied_tags.0": "BASE_TYPE_CHOICES"}),
    ("POST", "/channels/DIRECT/messages/bulk-delete", {"messages": ["5", "6"]}, (403, 50003)),
    ("DELETE", "/channels/DIRECT/messages/HERS", None, (403, 50003)),
    ("DELETE", "/channels/DIRECT/messages/HERS/reactions", None, (403, 50003)),
    ("GET", "/channels/DIRECT/invites", None, (400, 50024)),
    ("POST", "/channels/DIRECT/invites", {}, (400, 50024)),
    ("GET", "/channels/DIRECT/threads/archived/public", None, (400, 50024)),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "wrong"), FIELDS)
async def test_a_request_with_a_wrong_field_is_refused_and_changes_nothing(
    desk: Desk, method: str, path: str, body: Any, wrong: Wrong
) -> None:
    scene = desk.scene
    guild = scene.guild
    before = [
        guild.payload(),
        *(place.payload() for place in scene.places),
        *(event.payload() for event in guild.events),
    ]
    assert await desk.refused(method, path, body) == wrong
    assert [
        guild.payload(), *(place.payload() for place in scene.places), *(event.payload() for event in guild.events)
    ] == before  # fmt: skip


async def test_bulk_deletion_in_direct_messages_deletes_nothing(desk: Desk) -> None:
    direct = desk.scene.ana.direct(desk.scene.app)
    ids = [str(direct.post(desk.scene.ana, Draft(text)).id) for text in "ab"]
    before = direct.messages
    assert await desk.refused("POST", "/channels/DIRECT/messages/bulk-delete", {"messages": ids}) == (
        403,
        50003,
    )
    assert direct.messages == before


async def test_a_reaction_of_a_servers_own_emoji_can_be_joined_and_taken_back(desk: Desk) -> None:
    message = desk.scene.guild.first_channel.messages[0]
    desk.scene.ana.reacts(message, "own:5")
    path = f"/channels/CHANNEL/messages/{message.id}/reactions/own:5/@me"
    assert [await desk.refused(method, path) for method in ("PUT", "DELETE")] == [(204, 0), (204, 0)]


async def test_direct_messages_of_another_bot_are_out_of_sight(desk: Desk) -> None:
    other = desk.scene.discord.application("Other")
    channel = desk.scene.ana.direct(other)
    for method, path in (("GET", ""), ("GET", "/messages"), ("POST", "/messages"), ("DELETE", "")):
        body = {"content": "x"} if method == "POST" else None
        assert await desk.refused(method, f"/channels/{channel.id}{path}", body) == (403, 50001)


async def test_a_full_category_takes_no_more_but_those_in_it_move_freely(desk: Desk) -> None:
    guild, category = desk.scene.guild, int(desk.scene.named["CATEGORY"])
    inside = [guild.add_channel(f"c{number}", parent_id=category) for number in range(50)]
    full = {"parent_id": "CHANNEL_PARENT_MAX_CHANNELS"}
    assert await desk.refused("PATCH", "/channels/CHANNEL", {"parent_id": "CATEGORY"}) == full
    assert (
        await desk.refused("POST", "/guilds/GUILD/channels", {"name": "x", "parent_id": "CATEGORY"}) == full
    )
    move = {"parent_id": "CATEGORY", "position": 3}
    assert await desk.refused("PATCH", f"/channels/{inside[7].id}", move) == (200, 0)
    several = [{"id": str(channel.id), "parent_id": "CATEGORY", "position": 5} for channel in inside[:3]]
    assert await desk.refused("PATCH", "/guilds/GUILD/channels", several) == (204, 0)
    assert [channel.position for channel in (*inside[:3], inside[7])] == [5, 5, 5, 3]


async def test_a_position_of_null_is_where_it_is(desk: Desk) -> None:
    before = desk.scene.guild.first_channel.position
    assert await desk.refused("PATCH", "/channels/CHANNEL", {"position": None}) == (200, 0)
    assert await desk.refused("PATCH", "/guilds/GUILD/channels", [{"id": "CHANNEL", "position": None}]) == (
        204,
        0,
    )
    assert desk.scene.guild.first_channel.position == before


async def test_a_command_is_not_renamed_to_another_ones_name(desk: Desk) -> None:
    for name in ("one", "two"):
        assert (await desk.send("POST", "/applications/APP/commands", {**COMMAND, "name": name}))[0] == 201
    command = next(command for command in desk.scene.app.commands if command.name == "two")
    path = f"/applications/APP/commands/{command.id}"
    assert await desk.refused("PATCH", path, {"name": "one"}) == {
        "name": "APPLICATION_COMMANDS_DUPLICATE_NAME"
    }
    assert await desk.refused("PATCH", path, {"name": "two", "type": 2}) == (200, 0)
    assert (command.name, command.fields["type"]) == ("two", 1)


async def test_a_suggestion_is_of_the_options_type(desk: Desk) -> None:
    data = {
        "name": "go",
        "type": 1,
        "options": [
            {"name": "s", "type": 1, "options": [{"name": "n", "type": 4, "value": "1", "focused": True}]}
        ],
    }
    did = desk.scene.typing(data)
    path = f"/interactions/{did.id}/{did.token}/callback"
    wrong = {"type": 8, "data": {"choices": [{"name": "a", "value": "b"}]}}
    code = {"data.choices.0.value": "APPLICATION_COMMAND_OPTIONS_CHOICE_TYPE"}
    assert await desk.refused("POST", path, wrong) == code
    assert await desk.refused(
        "POST", path, {"type": 8, "data": {"choices": [{"name": "a", "value": 5}]}}
    ) == (204, 0)


async def test_the_first_message_of_a_post_obeys_as_any_other(camp: Camp, desk: Desk) -> None:
    forum = camp.guild.add_channel("forum", ChannelType.FORUM)
    camp.guild.automod.words.add("casino")
    path, post = f"/channels/{forum.id}/threads", {"name": "post", "message": {"content": "the casino"}}
    assert await desk.refused("POST", path, post) == (400, 200000)
    forum.set_overwrite(camp.guild.role_of(camp.app), deny="embed_links")
    forum.set_overwrite(camp.guild.everyone, deny="embed_links")
    assert await desk.refused("POST", path, {"name": "post", "message": {"embeds": [{"title": "x"}]}}) == (
        400,
        50006,
    )
    status, answer = await desk.send(
        "POST", path, {"name": "post", "message": {"content": "x", "embeds": [{"title": "x"}]}}
    )
    assert (status, answer["message"]["embeds"], len(forum.threads)) == (201, [], 1)


async def test_archived_threads_come_in_pages(desk: Desk) -> None:
    text, app = desk.scene.guild.first_channel, desk.scene.app
    made: list[str] = []
    for number in range(3):
        thread = threads.create(text, app.user, f"t{number}")
        desk.scene.discord.clock.turn(timedelta(days=1))
        thread.edit(archived=True)
        made.append(thread.payload()["thread_metadata"]["archive_timestamp"])
    path = f"/channels/CHANNEL/threads/archived/public?limit=2&before={made[2].replace('+', '%2B')}"
    _, answer = await desk.send("GET", path)
    assert ([thread["name"] for thread in answer["threads"]], answer["has_more"]) == (["t1", "t0"], False)


async def test_a_file_has_a_name_without_folders(desk: Desk) -> None:
    form = aiohttp.FormData()
    form.add_field("files[0]", b"x", filename="a.txt")
    form.add_field("payload_json", json.dumps({"attachments": [{"id": 0, "filename": "../a/b\x00.txt"}]}))
    async with desk.session.post(desk.url + desk.fill("/channels/CHANNEL/messages"), data=form) as response:
        file = (await response.json())["attachments"][0]
    assert file["filename"] == ".._a_b_.txt"
    async with desk.session.get(file["url"]) as response:
        assert await response.read() == b"x"
