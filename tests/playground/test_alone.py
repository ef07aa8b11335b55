"""The playground by itself in a terminal, and bots in processes of their own that are pointed at it from outside."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import subprocess
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

import aiohttp
import pytest

from tests.contract.watch import Watch
from tests.playground.conftest import Camp
from tests.playground.test_readme import README

PONG = """
import sys

import discord

from playground.seam import seam

url, gateway_url, token = sys.argv[1:]
client = discord.Client(intents=discord.Intents(guilds=True, guild_messages=True), guild_ready_timeout=0.01)


@client.event
async def on_message(message):
    if client.user in message.mentions:
        await message.reply("pong")
        await client.close()


with seam(url, gateway_url):
    client.run(token, log_handler=None)
"""


@dataclass
class Alone:
    """A playground in a process of its own, and what it said of itself."""

    process: Process
    said: str

    def word(self, name: str) -> str:
        """What stands behind `REST`, `gateway` or `token`."""
        return self.found(self.said, name)

    @staticmethod
    def found(said: str, name: str) -> str:
        """The same in what a playground said."""
        found = re.search(rf"^ +{name} +(\S+)$", said, re.MULTILINE)
        assert found is not None
        return found[1]

    async def ends(self) -> tuple[str, str, int | None]:
        """What it says until its end on standard output and for errors, and its exit code."""
        output, errors = await asyncio.wait_for(self.process.communicate(), 20)
        return output.decode(), errors.decode(), self.process.returncode


async def python(*arguments: str, cwd: Path | None = None, **environment: str) -> tuple[str, str, int | None]:
    """Runs Python to its end: what it said on standard output and for errors, and its exit code."""
    env = {"PYTHONPATH": str(Path(__file__).parents[2]), **environment}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=cwd, env=env, stdout=PIPE, stderr=PIPE
    )
    output, errors = await asyncio.wait_for(process.communicate(), 30)
    return output.decode(), errors.decode(), process.returncode


@asynccontextmanager
async def started(*options: str) -> AsyncGenerator[Alone]:
    """`python -m playground` on a free port, once it is on."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "playground", "--port", "0", *options, stdout=PIPE, stderr=PIPE
    )
    assert process.stdout is not None
    try:
        text = ""
        async with asyncio.timeout(60):
            while "listed here" not in text:
                line = (await process.stdout.readline()).decode()
                assert line, "it ended"
                text += line
        yield Alone(process, text)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def test_a_bot_that_knows_nothing_of_it_is_pointed_at_it_as_the_readme_says(tmp_path: Path) -> None:
    [code] = [block for block in re.findall(r"```python\n(.*?)```", README, re.DOTALL) if "environ" in block]
    assert "playground" not in code
    (tmp_path / "bot.py").write_text(code)
    async with started("--bot", "Rosa", "--server", "Allotment") as alone:
        for program in (["bot.py"], ["-m", "bot"]):
            arguments = "-m", "playground.run", alone.word("REST"), alone.word("gateway"), *program
            output, _, status = await python(*arguments, cwd=tmp_path, DISCORD_TOKEN=alone.word("token"))
            assert (output, status) == ("Rosa said good morning in Allotment.\n", 0)
        alone.process.send_signal(signal.SIGINT)
        lines = (await alone.ends())[0].splitlines()
    assert [re.sub(r"\d{9,}", "*", line) for line in lines if "POST" in line] == [
        "  POST /channels/*/messages → 200"
    ] * 2


async def test_the_commands_it_prints_are_those_of_the_readme() -> None:
    async with started() as alone:
        printed = [line.strip() for line in alone.said.splitlines() if "bot.py" in line or "export" in line]
        words = {alone.word("token"): "...", alone.word("REST").split("/")[2]: "127.0.0.1:8250"}
    for real, shown in words.items():
        printed = [line.replace(real, shown) for line in printed]
    assert "\n".join(printed) in README


async def test_a_bot_in_another_process_is_pointed_here_by_two_addresses(camp: Camp) -> None:
    addresses = camp.discord.url, camp.discord.gateway_url
    running = asyncio.create_task(python("-c", PONG, *addresses, camp.app.token))
    await camp.discord.ready(camp.app, 30)
    await camp.ana.says(f"{camp.app.mention} ping")
    assert (await running)[2] == 0
    assert camp.guild.first_channel.messages[-1].text == "pong"


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
async def test_it_ends_with_a_sentence_though_a_bot_is_connected(name: str) -> None:
    async with started() as alone, aiohttp.ClientSession() as session:
        async with session.ws_connect(alone.word("gateway")) as socket:
            assert (await socket.receive_json())["op"] == 10
            alone.process.send_signal(signal.Signals[name])
            assert (await socket.receive()).type == aiohttp.WSMsgType.CLOSE
        assert await alone.ends() == ("\nThe Discord is off.\n", "", 0)


NOT_PRINTED = "The Discord is off, because nothing can be printed any more ({}).\n"


def test_a_reader_who_goes_away_changes_no_answer_and_ends_it_with_a_sentence() -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "playground", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        said = ""
        while "listed here" not in said:
            said += process.stdout.readline()
        process.stdout.close()
        url = Alone.found(said, "REST")
        with urlopen(f"{url}/gateway") as answer:
            assert json.load(answer) == {"url": Alone.found(said, "gateway")}
        assert process.stderr is not None
        assert process.stderr.read() == NOT_PRINTED.format("Broken pipe")
    assert process.returncode == 1


def test_a_disk_that_is_full_is_one_sentence() -> None:
    with Path("/dev/full").open("w") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "playground", "--port", "0"],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert (ended.returncode, ended.stderr) == (1, NOT_PRINTED.format("No space left on device"))


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
async def test_an_output_that_cannot_take_a_character_changes_no_answer(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", encoding)
    async with started() as alone, aiohttp.ClientSession() as session:
        async with session.get(f"{alone.word('REST')}/gateway") as answer:
            assert answer.status == 200
        alone.process.send_signal(signal.SIGINT)
        assert await alone.ends() == ("\n  GET /gateway \\u2192 200\nThe Discord is off.\n", "", 0)


async def test_what_it_hears_in_its_own_process_is_judged_as_well(watch: Watch) -> None:
    if watch.contract is None:
        pytest.skip("Discord's description is not at hand")
    record = Path(os.environ["PLAYGROUND_RECORD"])
    async with started() as alone, aiohttp.ClientSession() as session:
        answer = await session.get(f"{alone.word('REST')}/gateway?wait=1")
        assert answer.status == 200
    watch.read(record)
    assert watch.violations() == ["GET /gateway: query.wait is not in the description"]
    os.truncate(record, 0)
    watch.exchanges.clear()


async def test_a_port_that_is_taken_is_one_sentence_and_a_failure(camp: Camp) -> None:
    port = camp.discord.url.split(":")[2].split("/")[0]
    words = f"Port {port} cannot be had (Address already in use): choose another with --port, 0 takes a free one.\n"
    assert await python("-m", "playground", "--port", port) == ("", words, 1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--prot", "1"], "unrecognized arguments: --prot 1"),
        (["--port", "x"], "argument --port: 'x' is no port, which is a number from 0 to 65535"),
        (["--port", "65536"], "argument --port: '65536' is no port, which is a number from 0 to 65535"),
        (["--bot", ""], "argument --bot: '' is no name, which has 2 to 32 characters"),
        (["--server"], "argument --server: expected one argument"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
async def test_an_option_that_is_none_is_one_sentence(options: list[str], words: str) -> None:
    said = "", f"python -m playground: {words} (see --help)\n", 2
    assert await python("-m", "playground", *options) == said


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "usage: python -m playground.run REST GATEWAY bot.py [argument ...]"),
        (["a", "b", "-m"], "usage: python -m playground.run REST GATEWAY bot.py [argument ...]"),
        (["a", "b", "no.py"], "There is no file no.py."),
        (["a", "b", "-m", "no.such"], "There is no module no.such."),
    ],
)
async def test_what_cannot_be_run_is_said(tmp_path: Path, arguments: list[str], words: str) -> None:
    output, errors, status = await python("-m", "playground.run", *arguments, cwd=tmp_path)
    assert (output, errors.splitlines()[0], status) == ("", words, 1)


async def test_a_program_gets_its_arguments_and_its_own_folder(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "friend.py").write_text("WORD = 'hello'")
    (tmp_path / "mine" / "program.py").write_text(
        "import sys, friend, discord.http\nprint(friend.WORD, sys.argv, discord.http.Route.BASE, __name__)"
    )
    arguments = "-m", "playground.run", "http://here/api/v10", "ws://here", "mine/program.py", "--loud"
    assert await python(*arguments, cwd=tmp_path) == (
        "hello ['mine/program.py', '--loud'] http://here/api/v10 __main__\n", "", 0
    )  # fmt: skip
