"""A process killed at the worst moment: nothing lost, nothing doubled, and the card is right in the end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest

from playground.world.messages import Message
from tests.builders import FRIDAY_MORNING
from tests.village import Village


@pytest.fixture
async def village(data_dir: Path) -> AsyncGenerator[Village]:
    async with Village(data_dir) as built:
        yield built


def reminders(card: Message) -> list[Message]:
    assert card.thread is not None
    return [message for message in card.thread.messages if "**Code & coffee** is" in message.text]


@pytest.mark.parametrize(
    "window", [timedelta(minutes=5), timedelta(0)], ids=["nonce holds", "nonce is forgotten"]
)
async def test_killed_between_send_and_settle(village: Village, window: timedelta) -> None:
    card = await village.meetup(await village.group(), "28 nov 10:00")
    ana = village.member("Ana")
    await ana.press("Going", on=card)
    village.discord.nonce_window = window

    # The reminder reaches Discord, but the answer never reaches the bot.
    trap = village.discord.faults.stall("POST", "/channels/*/messages", 3, after_effect=True)
    village.turn(timedelta(days=7, hours=1))
    await village.kill()
    await village.start()  # a start looks at once for what is due
    await village.discord.until(lambda: trap.hits and reminders(card))
    await village.kill()
    assert len(reminders(card)) == 1

    village.turn(timedelta(seconds=30))
    await village.start()
    going = await ana.press("Going", on=card)
    assert going.text.startswith("You are going.")
    await village.discord.calm(quiet=0.5)
    assert len(reminders(card)) == 1
    assert len(ana.notifications) == 1


async def test_killed_between_commit_and_card(village: Village) -> None:
    card = await village.meetup(await village.group(), "28 nov 10:00")
    await village.discord.calm()
    ana = village.member("Ana")
    trap = village.discord.faults.stall("PATCH", "/channels/*/messages/*", 3)
    answer = await ana.press("Going", on=card)
    assert answer.text.startswith("You are going.")
    await village.discord.until(lambda: trap.hits)
    await village.kill()
    assert ana.mention not in card.text

    await village.start()
    await village.discord.until(lambda: ana.mention in card.text)


async def test_killed_in_the_midst_of_building_a_group(village: Village) -> None:
    # The role is made, but the bot dies before it hears of it.
    trap = village.discord.faults.stall("POST", "/guilds/*/roles", 3, after_effect=True)
    founding = asyncio.create_task(village.olga.slash("/group create", name="Lyon"))
    await village.discord.until(lambda: trap.hits and village.guild.has_role("Lyon"))
    await village.kill()
    founding.cancel()

    await village.start()
    await village.discord.until(
        lambda: village.guild.has_channel("lyon") and village.guild.channel("lyon").messages
    )
    await village.discord.until(
        lambda: village.guild.role("Lyon") in village.guild.member(village.olga).roles
    )
    assert [role.name for role in village.guild.roles].count("Lyon") == 1
    assert [channel.name for channel in village.guild.channels].count("lyon") == 1


async def test_killed_after_the_card_was_sent_but_before_it_was_known(village: Village) -> None:
    lyon = await village.group()
    await village.discord.calm()
    trap = village.discord.faults.stall("POST", f"/channels/{lyon.id}/messages", 3, after_effect=True)
    await village.olga.slash("/meetup schedule", when="28 nov 10:00")
    await village.discord.until(lambda: trap.hits and len(lyon.messages) == 2)
    await village.kill()
    village.discord.nonce_window = timedelta(0)

    await village.start()
    await village.discord.until(lambda: lyon.messages[1].thread)
    await village.discord.calm()
    assert len(lyon.messages) == 2


async def test_a_stop_by_sigterm_is_clean_and_quick(village: Village) -> None:
    await village.group()
    assert await village.terminate() == 0


async def test_the_alarm_wakes_the_outbox_by_itself(data_dir: Path) -> None:
    # Nobody turns a clock here: it runs, and APScheduler rings.
    async with Village(data_dir, running_from=FRIDAY_MORNING - timedelta(seconds=4)) as village:
        card = await village.meetup(await village.group(), "20 nov 10:00")
        ana = village.member("Ana")
        await ana.press("Going", on=card)
        assert reminders(card) == []
        await village.discord.until(lambda: reminders(card), seconds=10)
        late = village.discord.clock.now() - FRIDAY_MORNING
        assert late < timedelta(seconds=5)  # the tick alone would take up to 15
        assert ana.notifications == reminders(card)
