"""The page's server, without a browser: what it gives to whom."""

from __future__ import annotations

import asyncio
import base64
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from yarl import URL

from playground import Clock, Playground, limits
from playground.web import Actor, Host, Site
from playground.web.session import LARGEST
from playground.web.site import STATIC
from playground.world import attachments


@asynccontextmanager
async def visited() -> AsyncGenerator[tuple[Playground, str, aiohttp.ClientSession]]:
    """A playground with a page for Ana, the page's origin, and a client that is no browser."""
    async with (
        Playground() as discord,
        Site(Host(discord, [Actor(discord.person("Ana"))])) as site,
        aiohttp.ClientSession(site.url) as client,
    ):
        yield discord, site.url.removesuffix("/"), client


async def test_the_page_is_served_with_a_strict_policy_and_nothing_beside_its_files(tmp_path: Path) -> None:
    async with visited() as (_, origin, client):
        names = ("", "main.js", "layout.css", "icon.svg", "nothing.js", "..%2Fsite.py", "__init__.py")
        answers = [await client.get("/" + name) for name in names]
        assert [(one.status, one.content_type) for one in answers[:4]] == [
            (200, "text/html"), (200, "text/javascript"), (200, "text/css"), (200, "image/svg+xml"),
        ]  # fmt: skip
        assert [one.status for one in answers[4:]] == [404, 404, 404]
        secret = tmp_path / "secret.js"
        secret.write_text("elsewhere")
        for path in (f"/{secret}", f"/%2F{str(secret)[1:]}"):  # //tmp/… is no file of the page
            elsewhere = await client.get(URL(origin + path, encoded=True))
            assert elsewhere.status == 404
        policy = answers[0].headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")


async def test_another_pages_script_can_neither_connect_nor_pretend_to_be_this_page() -> None:
    async with visited() as (_, origin, client):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await client.ws_connect("/live", origin="http://example.com")
        assert refused.value.status == 403
        assert (await client.get("/", headers={"Host": "example.com"})).status == 421
        async with client.ws_connect("/live", origin=origin) as live:
            first = await live.receive_json()
        assert first["world"]["me"]["name"] == "Ana"


async def test_a_request_that_fails_inside_is_answered_and_kept_as_a_crash() -> None:
    async with slow() as (host, site, client):
        host.trouble = RuntimeError("no bot")
        host.may_end.set()
        async with client.ws_connect("/live", origin=site.url.removesuffix("/")) as live:
            await live.send_json({"id": 1, "do": "restart"})
            answer = await answered(live)
        assert answer == {"re": 1, "refused": "Something went wrong inside the playground.", "kind": "crash"}
        assert host.discord.crashes == [host.trouble]
        host.discord.crashes.clear()  # it was meant


async def answered(live: aiohttp.ClientWebSocketResponse) -> Any:
    """The next answer, whatever news come before it."""
    answer: Any = {}
    while "re" not in answer:
        answer = await live.receive_json(timeout=30)
    return answer


@pytest.mark.parametrize(
    "sent",
    [
        "{",
        "[]",
        "1",
        "null",
        '"open"',
        "{}",
        '{"do": "nothing"}',
        '{"do": []}',
        "[" * 5000,
        r'{"do": "\ud83d"}',
    ],
)
async def test_what_is_no_request_is_answered_so_and_the_next_one_is_heard(sent: str) -> None:
    async with visited() as (discord, origin, client), client.ws_connect("/live", origin=origin) as live:
        await live.send_str(sent)
        assert await answered(live) == {
            "re": None, "refused": "This is no request of the page.", "kind": "unfit",
        }  # fmt: skip
        await live.send_json({"id": 7, "do": "open", "channel": "1"})
        assert await answered(live) == {"re": 7, "refused": "That is not there any more.", "kind": "gone"}
        assert discord.crashes == []


async def test_only_languages_that_discord_speaks_are_taken() -> None:
    async with visited() as (discord, origin, client):
        async with client.ws_connect("/live?language=x_!", origin=origin) as live:
            assert (await live.receive_json())["world"]["me"]["locale"] == "en-US"
            for locale, language in (("fr_FR", "fr"), ("fr", "fr_FR")):
                settings = {"do": "settings", "locale": locale, "language": language, "zone": "UTC"}
                await live.send_json({"id": 1, **settings})
                assert (await answered(live))["refused"] == "Discord does not speak that language."
        assert [person.locale for person in discord.people] == ["en-US"]


async def test_a_file_that_was_uploaded_is_looked_at_or_kept_but_never_run() -> None:
    async with visited() as (discord, _, client):
        kept = {
            name: attachments.keep(discord.world, 1, name, b"<script>alert(1)</script>")
            for name in ("été.html", "a.svg", "a.png", "a.txt", "a")
        }
        answers = {name: await client.get(URL(one.url)) for name, one in kept.items()}
        for answer in answers.values():
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        told = {name: answer.headers.get("Content-Disposition") for name, answer in answers.items()}
        assert told == {
            "été.html": "attachment; filename*=UTF-8''%C3%A9t%C3%A9.html",
            "a.svg": "attachment; filename*=UTF-8''a.svg",
            "a.png": None,
            "a.txt": "attachment; filename*=UTF-8''a.txt",
            "a": "attachment; filename*=UTF-8''a",
        }


async def test_as_many_and_as_large_files_as_discord_takes_are_taken_and_no_more() -> None:
    async with visited() as (discord, origin, client):
        ana = discord.people[0]
        place = discord.guild("Learners").channel("general")
        ana.joins(place.guild)
        async with client.ws_connect("/live", origin=origin, max_msg_size=0) as live:

            async def says(files: int, size: int) -> Any:
                file = {"name": "a.bin", "data": base64.b64encode(bytes(size)).decode()}
                say = {"do": "say", "id": 1, "channel": str(place.id), "text": "", "files": [file] * files}
                await live.send_json(say)
                return await answered(live)

            most = limits.FILE_BYTES
            assert await says(1, most + 1) == {
                "re": 1, "refused": "a.bin is too large", "kind": "large", "count": 10,
            }  # fmt: skip
            assert await says(limits.FILES + 1, 1) == {
                "re": 1, "refused": "11 files are too many", "kind": "many", "count": 10,
            }  # fmt: skip
            assert await says(2, most) == {"re": 1}
        assert [len(file.data) for file in place.messages[-1].attachments] == [most, most]
        assert limits.FILES * len(base64.b64encode(bytes(most))) < LARGEST


class Slow(Host):
    """Moves time and restarts as slowly as a test wants it; what has come to its end is counted."""

    can_restart = True
    began: asyncio.Event
    may_end: asyncio.Event
    ended = 0
    trouble: Exception | None = None

    async def restart(self) -> None:
        """Begins, and ends when it may."""
        self.began.set()
        await self.may_end.wait()
        if self.trouble:
            raise self.trouble
        self.ended += 1

    async def turn(self, until: datetime) -> None:
        """Likewise."""
        await self.restart()
        await super().turn(until)


@asynccontextmanager
async def slow() -> AsyncGenerator[tuple[Slow, Site, aiohttp.ClientSession]]:
    """A page of such a host, at 09:00 UTC."""
    async with Playground(Clock(datetime(2026, 11, 20, 9, tzinfo=UTC))) as discord:
        host = Slow(discord, [Actor(discord.person("Ana"))])
        host.began, host.may_end = asyncio.Event(), asyncio.Event()
        async with Site(host) as site, aiohttp.ClientSession(site.url) as client:
            yield host, site, client


@pytest.mark.parametrize(("asked", "hour"), [({"do": "restart"}, 9), ({"do": "turn", "to": "hour"}, 10)])
async def test_what_moves_the_world_ends_although_its_page_is_closed_and_the_next_page_knows_of_it(
    asked: dict[str, str], hour: int
) -> None:
    async with slow() as (host, site, client):
        origin = site.url.removesuffix("/")
        async with client.ws_connect("/live", origin=origin) as live:
            assert (await live.receive_json())["page"]["moving"] is False
            await live.send_json({"id": 1, **asked})
            await host.began.wait()
        await host.discord.until(lambda: not site.sessions)
        async with client.ws_connect("/live", origin=origin) as live:
            assert (await live.receive_json())["page"]["moving"] is True
            host.may_end.set()
            news: Any = {}
            while "page" not in news:
                news = await live.receive_json()
            assert news["page"]["moving"] is False
        assert (host.ended, host.discord.clock.now().hour) == (1, hour)


async def test_what_goes_wrong_when_nobody_waits_any_more_is_kept_as_a_crash() -> None:
    async with slow() as (host, site, client):
        host.trouble = RuntimeError("no bot")
        async with client.ws_connect("/live", origin=site.url.removesuffix("/")) as live:
            await live.send_json({"id": 1, "do": "restart"})
            await host.began.wait()
        await host.discord.until(lambda: not site.sessions)
        host.may_end.set()
        await host.discord.until(lambda: host.discord.crashes == [host.trouble])
        host.discord.crashes.clear()  # it was meant


def test_the_pages_modules_import_each_other_one_way() -> None:
    asks = {
        file.name: set(
            re.findall(r'^import .* from "\./([\w.]+)";$', file.read_text(encoding="utf-8"), re.MULTILINE)
        )
        for file in STATIC.iterdir()
        if file.name.endswith(".js")
    }
    assert asks["main.js"] > {"dom.js", "live.js"}
    for name in TopologicalSorter(asks).static_order():  # raises CycleError
        assert name in asks
