"""A playground with one server, one bot's application and one person for every test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeAlias, cast

import aiohttp
import discord
import pytest

from playground import Application, Clock, Guild, Person, Playground
from playground.requests import Request, RequestLog
from playground.world import permissions
from tests.contract.judge import Contract
from tests.contract.watch import Watch
from tests.playground.bot import INTENTS, Bot
from tests.playground.catalogue import line_of
from tests.playground.hasty import Hasty
from tests.playground.transcript import Transcript

RIGHTS = (
    "view_channel", "send_messages", "send_messages_in_threads", "read_message_history", "embed_links", "attach_files",
    "add_reactions", "manage_channels", "manage_roles", "manage_messages", "manage_threads", "create_public_threads",
    "create_private_threads", "create_events", "manage_events", "pin_messages", "kick_members", "mention_everyone",
    "manage_nicknames", "moderate_members",
)  # fmt: skip


@dataclass
class Camp:
    """Everything a test needs: the playground, a bot's application, a server, Ana in it."""

    discord: Playground
    app: Application
    guild: Guild
    ana: Person

    @asynccontextmanager
    async def running(
        self, bot: Bot | None = None, intents: discord.Intents = INTENTS
    ) -> AsyncGenerator[Bot]:
        """A bot that is logged in, has synced its commands and has heard of its servers."""
        bot = bot or Bot(intents)
        with self.discord.seam():
            async with bot:
                await bot.login(self.app.token)
                task = asyncio.create_task(bot.connect())
                try:
                    await self.discord.ready(self.app)
                    await bot.wait_until_ready()
                    yield bot
                finally:
                    await bot.close()
                    await task

    def place(self, bot: Bot, name: str = "general") -> discord.TextChannel:
        """A text channel as the bot knows it."""
        channel = bot.get_channel(self.guild.channel(name).id)
        assert isinstance(channel, discord.TextChannel)
        return channel

    def server(self, bot: Bot) -> discord.Guild:
        """The server as the bot knows it."""
        guild = bot.get_guild(self.guild.id)
        assert guild is not None
        return guild


@pytest.fixture
def clock() -> Clock:
    return Clock(datetime(2026, 11, 20, 9, tzinfo=UTC))


Listen: TypeAlias = Callable[[Playground], None]


@pytest.fixture(autouse=True)
def wire(request: pytest.FixtureRequest) -> Generator[Listen]:
    """Holds a test to its marks: each names a fault, which must really have gone over the wire while it ran."""
    transcripts: list[Transcript] = []

    def listen(playground: Playground) -> None:
        transcripts.append(Transcript(playground))
        playground.hub.watchers.append(transcripts[-1].frames.append)

    def note(answer: Request) -> None:
        for transcript in transcripts:
            transcript.answers.append(answer)

    with RequestLog.watched(note):
        yield listen
    marks = cast("pytest.Item", request.node).iter_markers("fault")
    promised = [line_of(mark) for mark in marks]
    if missing := [fault for fault in promised if not any(fault.happened(each) for each in transcripts)]:
        pytest.fail("never seen on the wire:\n" + "\n".join(map(str, missing)), pytrace=False)


@pytest.fixture
async def camp(clock: Clock, wire: Listen) -> AsyncGenerator[Camp]:
    async with Playground(clock) as playground:
        wire(playground)
        playground.rate_limits.off()
        app = playground.application("Helper")
        guild = playground.guild("Learners")
        guild.invite(app, permissions.bits(RIGHTS))
        ana = playground.person("Ana", locale="fr")
        ana.joins(guild)
        yield Camp(playground, app, guild, ana)


@pytest.fixture
def answers_only(watch: Watch, contract: Contract | None) -> Generator[None]:
    """What the test sends is wrong on purpose; what comes back has to be as Discord describes it all the same."""
    yield
    exchanges, watch.exchanges = watch.exchanges, []
    if contract:
        judged = [wrong for each in exchanges if each.matched for wrong in contract.of_answer(each)]
        assert list(dict.fromkeys(judged)) == []


@pytest.fixture
async def bot(camp: Camp) -> AsyncGenerator[Bot]:
    async with camp.running() as running:
        yield running


@pytest.fixture
async def hasty(camp: Camp) -> AsyncGenerator[Hasty]:
    """A client without patience; limits run on the clock."""
    camp.discord.rate_limits.on_the_clock()
    async with aiohttp.ClientSession() as session:
        yield Hasty(camp.discord, camp.app, session)
