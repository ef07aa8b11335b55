"""A town to tell stories in: the bot, unmodified discord.py and a playground, on one clock turned by hand."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

from bot import settings
from bot.app import App, open_app
from bot.client import Campsite
from bot.invitation import PERMISSIONS
from playground import Clock, Playground
from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.builders import FRIDAY_MORNING


class Town:
    """One Discord with Campsite in it, inside `async with`."""

    client: Campsite
    app: App

    def __init__(self, data_dir: Path, *, members: bool = False) -> None:
        """`members` is whether the members intent is switched on, in the portal and in the settings."""
        self._settings = {
            "CAMPSITE_DATA_DIR": str(data_dir),
            "CAMPSITE_MEMBERS_INTENT": "on" if members else "off",
        }
        self.patience = 60.0
        """Seconds a write waits: in a town it is always the same moment, however slow the machine is."""
        self.redraw_pause = 0.0
        """Seconds between two edits in a channel, from the next start on."""
        self.discord = Playground(Clock(FRIDAY_MORNING))
        self.discord.rate_limits.off()
        self.discord.answer_seconds = (
            30.0  # stories about late answers say how late; others run on slow machines too
        )
        self.discord.patience = 30.0
        self.campsite = self.discord.application("Campsite", ["members"] if members else [])

    async def __aenter__(self) -> Self:
        await self.discord.__aenter__()
        await self.start()
        return self

    async def __aexit__(self, *what: object) -> None:
        await self.stop()
        await self.discord.__aexit__(None, None, None)

    async def start(self) -> None:
        """Starts the bot and waits until it is ready."""
        self.app = await open_app(
            settings.load(self._settings),
            self.discord.clock,
            patience=self.patience,
        )
        self.client = Campsite(self.app, ready_after=0.02, redraw_pause=self.redraw_pause)
        self._seam = self.discord.seam()
        self._seam.__enter__()
        await self.client.login(self.campsite.token)
        self._running = asyncio.create_task(self.client.connect())
        ready = asyncio.create_task(self.client.wait_until_ready())
        await asyncio.wait((self._running, ready), return_when=asyncio.FIRST_COMPLETED)
        if self._running.done():
            await self._running
        await self.settle()

    async def stop(self) -> None:
        """Stops the bot as SIGTERM does."""
        await self.client.close()
        await self._running
        await self.app.database.close()
        self._seam.__exit__(None, None, None)

    async def restart(self) -> None:
        """Stops the bot and starts it anew on the same data."""
        await self.stop()
        await self.start()

    async def turn(self, span: timedelta) -> None:
        """Lets time pass, and the bot do what falls due."""
        self.discord.clock.turn(span)
        await self.settle()

    async def settle(self) -> None:
        """Waits until the bot has done everything that is due."""
        self.client.worker.wake()
        async with asyncio.timeout(60):
            await self.client.worker.settled()

    def server(self, name: str = "Learners", locale: str = "en-US") -> Guild:
        """A server that has invited Campsite."""
        guild = self.discord.guild(name, locale=locale)
        guild.invite(self.campsite, permissions=PERMISSIONS.value)
        return guild

    def member(self, guild: Guild, name: str, locale: str = "en-US", *permissions: str) -> Person:
        """Somebody in a server, with these permissions on top of everyone's."""
        person = self.discord.person(name, locale=locale)
        person.joins(guild)
        if permissions:
            guild.grant(person, *permissions)
        return person

    async def group(self, organizer: Person, guild: Guild, name: str = "Lyon", **options: str) -> Channel:
        """Lets an organizer found a group; its channel, with the organizer in it."""
        reply = await organizer.slash("/group create", in_=guild.first_channel, name=name, **options)
        await self.settle()
        assert guild.has_channel(name.lower()), reply.text
        organizer.goes_to(guild.channel(name.lower()))
        return guild.channel(name.lower())

    async def meetup(
        self, organizer: Person, channel: Channel, when: str = "28 nov 10:00", **options: Any
    ) -> Message:
        """Lets an organizer plan a meetup in the group's channel; its card."""
        reply = await organizer.slash("/meetup schedule", in_=channel, when=when, **options)
        await self.settle()
        card = channel.messages[-1]
        assert any(button.label in ("Going", "Je viens") for button in card.buttons), reply.text
        return card
