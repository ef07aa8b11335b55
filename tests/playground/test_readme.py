"""What the playground's README shows is so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import aiohttp
import pytest

import playground
from playground import Clock
from tests.playground.conftest import Camp

README = Path(playground.__file__).with_name("README.md").read_text(encoding="utf-8")


async def test_the_test_of_a_foreign_bot_in_the_readme_passes() -> None:
    [code] = [
        block for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "async def test_" in block
    ]
    names: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), names)
    [name] = [name for name in names if name.startswith("test_")]
    await names[name]()


async def test_everything_in_the_table_of_the_readme_is_there(camp: Camp, clock: Clock) -> None:
    things: dict[str, Any] = {
        "ana": camp.ana, "guild": camp.guild, "channel": camp.guild.first_channel, "playground": camp.discord, "clock": clock,
    }  # fmt: skip
    rows = re.findall(r"^\| [^|]+ \| (.*) \|$", README, re.MULTILINE)[1:]
    assert len(rows) == 10
    for row in rows:
        way: list[Any] = []  # from the thing to what was named last; a bare `.name` belongs to one of them
        for code in re.findall(r"`([^`]+)`", row):
            if said := re.search(r"(?:^|\s)(\w+)\.([\w.]+)", code):
                way = [things[said[1]]]
                for name in said[2].split("."):
                    assert hasattr(way[-1], name), code
                    way.append(getattr(way[-1], name))
            elif said := re.match(r"\.(\w+)", code):
                assert any(hasattr(thing, said[1]) for thing in way), code


@pytest.mark.provokes
async def test_what_the_readme_says_has_no_route_has_none(camp: Camp) -> None:
    missing = {
        "preview": "GET /preview", "integrations": "GET /integrations", "onboarding": "GET /onboarding", "prune": "POST /prune",
        "bulk ban": "POST /bulk-ban", "the regions of voice": "GET /regions", "AutoMod's": "GET /auto-moderation/rules",
    }  # fmt: skip
    [said] = re.findall(r"^- It has no routes for .*?404", README, re.MULTILINE | re.DOTALL)
    headers = {"Authorization": f"Bot {camp.app.token}"}
    async with aiohttp.ClientSession(headers=headers) as session:
        for words, asked in missing.items():
            assert words in said
            method, path = asked.split()
            url = f"{camp.discord.url}/guilds/{camp.guild.id}{path}"
            async with session.request(method, url) as answer:
                assert answer.status == 404, asked
