"""Reaching five hundred people: by direct messages, and in one channel, against the least time Discord's limits allow."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import TypeVar

import discord

from bench.report import Figure, Report
from bot.clock import SystemClock
from bot.outbox.freezing import PEOPLE_A_MESSAGE
from bot.outbox.keys import SEAL, mark_of
from bot.outbox.post import InChannel, Message, Part, ToPerson
from bot.outbox.worker import AT_ONCE
from bot.pacer import Pacer
from bot.post import DiscordPost
from bot.ui.cards import layout, text
from bot.words import Catalogs
from playground import Application, Person, Playground
from playground.rate_limits import BUCKETS, OVERALL, Allowance

Whom = TypeVar("Whom")

PEOPLE = 500
CROWD = 1_000
DISTANCE = 0.08
"""Seconds that every request takes on its way, besides what the playground needs."""

SENDS, OPENS = ("POST", "/channels/{channel_id}/messages"), ("POST", "/users/@me/channels")


@dataclass(frozen=True)
class Ground:
    """A playground that enforces its limits, and our way to it."""

    playground: Playground
    app: Application
    client: discord.Client
    post: DiscordPost
    people: Sequence[Person]
    round_trip: float
    """Seconds, as measured."""

    def least(self, requests: int) -> float:
        """Seconds that so many requests take at the least, as Discord limits a bot as a whole."""
        limit, window = OVERALL
        return (ceil(requests / limit) - 1) * window + self.round_trip

    def least_in_a_channel(self, messages: int) -> float:
        """Likewise for messages in one channel.

        Only the first answer tells what the channel's limit is: until then no other message may go out.
        """
        limit, window = BUCKETS[SENDS]
        return (ceil(messages / limit) - 1) * window + min(messages, 2) * self.round_trip


@asynccontextmanager
async def ground(people: int) -> AsyncGenerator[Ground]:
    """With so many people in it."""
    async with Playground() as playground:
        app = playground.application("Campsite")
        guild = playground.guild("Learners")
        guild.invite(app, permissions="send_messages")
        members = [playground.person(f"P{number}") for number in range(people)]
        for person in members:
            person.joins(guild)
        # How many direct messages may be opened at once is nowhere said; here only the limit of the whole bot counts.
        playground.rate_limits.buckets[OPENS] = OVERALL
        playground.rate_limits.allowances[Allowance.DIRECT_CHANNELS] = (people, 600.0)
        playground.faults.stall("*", "/channels/*/messages", DISTANCE, times=1 << 30)
        playground.faults.stall("*", "/users/*", DISTANCE, times=1 << 30)
        playground.faults.stall("*", "/users/@me/channels", DISTANCE, times=1 << 30)
        pacer = Pacer(SystemClock())
        with playground.seam():
            client = discord.Client(
                intents=discord.Intents(guilds=True), http_trace=pacer.trace, max_ratelimit_timeout=30.0
            )
            async with client:
                await client.login(app.token)
                trips = [await _timed(client.fetch_user(members[0].id)) for _ in range(5)]
                await asyncio.sleep(OVERALL[1])  # what came before does not count any more
                yield Ground(
                    playground, app, client, DiscordPost(client, pacer, Catalogs()), members, median(trips)
                )


async def reach(report: Report) -> None:
    """Direct messages whose channels are known, then such as have to be opened first, then one channel."""
    await _by_direct_message(report, "their channels known", known=True)
    await _by_direct_message(report, "each channel opened first", known=False)
    for crowd in (PEOPLE, CROWD):
        await _in_one_channel(report, crowd)


async def _by_direct_message(report: Report, name: str, *, known: bool) -> None:
    async with ground(PEOPLE) as here:
        if known:
            for person in here.people:
                person.direct(here.app)

        async def write(person: Person) -> None:
            address = InChannel(person.direct(here.app).id) if known else ToPerson(person.id)
            await here.post.send(address, _message(here, [person]), _key(person))

        seconds = await _heard_after(here, write, here.people, lambda person: len(person.direct_messages) > 0)
        requests = PEOPLE if known else 2 * PEOPLE
        _judge(report, here, f"{PEOPLE} direct messages, {name}", seconds, here.least(requests), 1.10)
        once = sum(len(person.direct_messages) == 1 for person in here.people)
        report.fact("  reached exactly once", once, PEOPLE)


async def _in_one_channel(report: Report, crowd: int) -> None:
    async with ground(crowd) as here:
        channel_id = here.playground.guilds[0].first_channel.id
        parts = [here.people[first : first + PEOPLE_A_MESSAGE] for first in range(0, crowd, PEOPLE_A_MESSAGE)]

        async def say(part: Sequence[Person]) -> None:
            await here.post.send(InChannel(channel_id), _message(here, part), _key(part[0]))

        seconds = await _heard_after(here, say, parts, lambda part: len(part[0].notifications) > 0)
        least = here.least_in_a_channel(len(parts))
        _judge(report, here, f"{crowd:,} people in one channel, {len(parts)} messages", seconds, least, 1.05)
        once = sum(len(person.notifications) == 1 for person in here.people)
        report.fact("  reached exactly once", once, crowd)


def _key(person: Person) -> str:
    return mark_of("bench.reach", person.id) + secrets.token_hex(SEAL // 2)


def _message(here: Ground, people: Sequence[Person]) -> Message:
    names = " ".join(person.mention for person in people)
    words = layout(text(names, "Code & coffee is in an hour."))
    part = Part(words, tuple(person.id for person in people))
    return Message(here.playground.guilds[0].id, (part,), (mark_of("bench.reach", people[0].id),))


def _judge(report: Report, here: Ground, what: str, seconds: float, least: float, goal: float) -> None:
    report.at_most(what, seconds / least, goal, " x")
    trip = f"{seconds:.2f}, {least:.2f}, {here.round_trip:.3f}"
    report.show(Figure("  seconds, the least, of it one round trip", trip))
    report.fact("  requests that met a limit (429)", len(here.playground.requests.limited), 0)


async def _timed(doing: Awaitable[object]) -> float:
    begun = time.perf_counter()
    await doing
    return time.perf_counter() - begun


async def _heard_after(
    here: Ground,
    do: Callable[[Whom], Awaitable[None]],
    everybody: Sequence[Whom],
    heard: Callable[[Whom], bool],
) -> float:
    """Seconds until everybody has heard, with as many under way at once as the outbox has.

    Not until each is done: discord.py returns from a request only when the limit it used up is over.
    """
    places = asyncio.Semaphore(AT_ONCE)

    async def one(whom: Whom) -> None:
        async with places:
            await do(whom)

    begun = time.perf_counter()
    doing = asyncio.gather(*(one(whom) for whom in everybody))
    await here.playground.until(lambda: all(heard(whom) for whom in everybody), 120)
    seconds = time.perf_counter() - begun
    await doing
    return seconds
