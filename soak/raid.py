"""A raid while the process is killed: is everybody who came in accounted for, and nobody called?"""

from __future__ import annotations

import asyncio
import time

from bench.report import Figure, Report
from playground.people.person import Person
from playground.world.channels import Channel
from soak.camp import Camp

PEOPLE, KILLS = 500, 5
SECONDS = 60.0
"""How long they take to come in."""

PATIENCE = 240.0
"""Seconds after the last kill by which everybody must be at the desk: a crowd's messages are changed twice a minute."""

MOST_SHOWN = 2_000
"""Characters of a desk that one still reads; Discord takes 4,000."""


async def raid(report: Report, people: int = PEOPLE, kills: int = KILLS, seconds: float = SECONDS) -> None:
    """So many strangers come in within so many seconds; meanwhile the bot is killed so many times."""
    async with Camp() as camp:
        office = await _opened(camp)
        crowd = [camp.discord.person(f"Stranger {number}") for number in range(1, people + 1)]
        before = len(camp.discord.requests)
        coming = asyncio.create_task(_come_in(camp, crowd, seconds))
        await camp.sleep(seconds / kills / 4, seconds / kills / 2)
        await camp.kill()
        await camp.lives(kills - 1, 0.0, seconds / kills / 2)
        come = sum(person.id in camp.guild.member_by_id for person in crowd)
        await camp.start()
        await coming
        begun = time.monotonic()
        await camp.until(lambda: _shown(office) == people and _drawn(camp), PATIENCE)
        report.show(
            Figure(f"{people} come in within {seconds:.0f} s, kills meanwhile", f"{camp.kills}"),
            Figure("  how many had come when the last kill fell", f"{come}"),
            Figure("  seconds until the desk has all of them", f"{time.monotonic() - begun:.0f}"),
            Figure("  requests in all", f"{len(camp.discord.requests) - before}"),
        )
        report.fact("  not noted", people - _noted(camp, crowd), 0)
        report.fact("  at the desk", _shown(office), people)
        report.fact("  desks", len(office.messages), 1)
        [desk] = office.messages[:1]
        report.at_most("  characters of the desk", len(desk.text), MOST_SHOWN, "")
        report.fact("  welcomes", len(_welcomes(camp)), 1)
        report.fact("  people who were called by name", sum(bool(one.notifications) for one in crowd), 0)
        report.fact("  requests refused as too fast", len(camp.discord.requests.limited), 0)
        report.fact("  the database is sound", camp.sound(), wanted=True)
        report.fact("  errors in the log", len(camp.faults()), 0)


async def _opened(camp: Camp) -> Channel:
    """Starts the bot and lets who owns the server choose a channel for moderators."""
    office = camp.guild.add_channel("office")
    mona = camp.discord.person("Mona")
    mona.joins(camp.guild)
    camp.guild.grant(mona, "manage_guild", "moderate_members")
    await camp.start()
    settings = await mona.slash("/campsite settings", in_=camp.guild.first_channel)
    await mona.choose("server:channel:moderators_channel_id", [office], on=settings.message)
    return office


async def _come_in(camp: Camp, crowd: list[Person], seconds: float) -> None:
    for person in crowd:
        person.joins(camp.guild)
        await asyncio.sleep(seconds / len(crowd))


def _noted(camp: Camp, crowd: list[Person]) -> int:
    noted = {person_id for (person_id,) in camp.rows("SELECT person_id FROM newcomers")}
    return sum(person.id in noted for person in crowd)


def _shown(office: Channel) -> int:
    """How many people wait, as the desk says it."""
    numbers = [
        int(word) for message in office.messages[-1:] for word in message.text.split() if word.isdigit()
    ]
    return numbers[0] if numbers else 0


def _drawn(camp: Camp) -> bool:
    return camp.rows("SELECT count(*) FROM mirrors WHERE due_at IS NOT NULL") == [(0,)]


def _welcomes(camp: Camp) -> list[str]:
    of_bot = [it for it in camp.guild.first_channel.messages if it.author.id == camp.application.user.id]
    return [message.text for message in of_bot if message.buttons]
