"""A playground with a page, a bot that shows everything, and a visitor with a real browser."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from playground import Application, Channel, Clock, Guild, Person, Playground
from playground.web import Actor, Host, Site
from playground.world import permissions
from tests.browser import Visitor, visitor
from tests.playground.web.showcase import Showcase


@dataclass
class Fair:
    """What there is: a server with people, the showcase's application, the page."""

    discord: Playground
    app: Application
    guild: Guild
    ana: Person
    ben: Person
    site: Site
    bot: Showcase

    @property
    def general(self) -> Channel:
        """Where people land."""
        return self.guild.channel("general")


@pytest_asyncio.fixture(loop_scope="session")
async def fair() -> AsyncGenerator[Fair]:
    """A page on Friday, 20 November 2026, 09:00 UTC, with a bot that is there."""
    async with Playground(Clock(datetime(2026, 11, 20, 9, tzinfo=UTC))) as discord:
        discord.rate_limits.off()
        discord.answer_seconds = discord.patience = 30.0  # tests of late answers say how late
        app = discord.application("Showcase", privileged_intents=("message_content",))
        guild = discord.guild("Learners")
        guild.edit(system_channel_flags=1)
        guild.invite(app, permissions.ALL)
        ana, ben = discord.person("Ana"), discord.person("Ben", "fr")
        for person in (ana, ben):
            person.joins(guild)
        guild.member(ben).give(guild.add_role("Helpers", ("manage_messages",), hoist=True, color=0x5BA7E0))
        guild.channel("general").edit(topic="Everything")
        with discord.seam():
            async with Showcase() as bot:
                await bot.login(app.token)
                running = asyncio.create_task(bot.connect())
                await discord.ready(app)
                await bot.wait_until_ready()
                actors = [Actor(ana, "member", "Europe/Paris"), Actor(ben, "moderator", "America/Toronto")]
                async with Site(Host(discord, actors)) as site:
                    yield Fair(discord, app, guild, ana, ben, site, bot)
                await bot.close()
                await running


@pytest_asyncio.fixture(loop_scope="session")
async def ana(fair: Fair, browser: Browser, request: pytest.FixtureRequest) -> AsyncGenerator[Visitor]:
    """A visitor who sees the page as Ana."""
    async with visitor(browser, request.node.name) as looking:
        await looking.opens(fair.site.url)
        yield looking
