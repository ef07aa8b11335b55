"""What the playground's README shows, and the playground by itself in a terminal."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from pathlib import Path
from typing import Any

import discord

import playground
from playground.seam import seam

README = Path(playground.__file__).with_name("README.md").read_text(encoding="utf-8")


async def test_the_test_of_a_foreign_bot_in_the_readme_passes() -> None:
    [code] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    names: dict[str, Any] = {}
    exec(compile(code, "README.md", "exec"), names)
    [name] = [name for name in names if name.startswith("test_")]
    await names[name]()


async def test_started_alone_it_says_how_a_bot_gets_in() -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground", "--port", "0", stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    text = ""
    async with asyncio.timeout(20):
        while "Ctrl-C" not in text:
            text += (await process.stdout.readline()).decode()
    url, gateway_url, token = (re.search(rf"{word} +(\S+)", text) for word in ("REST", "gateway", "token"))
    assert url is not None
    assert gateway_url is not None
    assert token is not None
    with seam(url[1], gateway_url[1]):
        async with discord.Client(intents=discord.Intents.all(), guild_ready_timeout=0.01) as client:
            await client.login(token[1])
            running = asyncio.create_task(client.connect())
            await client.wait_until_ready()
            assert [guild.name for guild in client.guilds] == ["Campground"]
            await client.close()
            await running
    process.send_signal(signal.SIGINT)
    rest, _ = await asyncio.wait_for(process.communicate(), 10)
    assert (rest.decode().strip(), process.returncode) == ("The Discord is off.", 0)
