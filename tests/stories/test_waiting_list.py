"""A full room: the line moves in order, and who moves up is told."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from tests.builders import FRIDAY_MORNING
from tests.town import Town


async def test_a_freed_seat_goes_to_the_first_in_line_who_is_told_once(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo"))
    card = await town.meetup(olga, await town.group(olga, guild), seats=1)
    for person in (ana, ben, cleo):
        await person.press("Going", on=card)
    asked = await ana.press("Can't go", on=card)
    assert asked.text == "2 people wait for your seat. If you give it up, it goes to the next in line."
    assert asked.message is not None
    assert [button.label for button in asked.message.buttons] == ["Keep it", "Give my seat up"]
    await ana.press("Give my seat up", on=asked.message)
    await town.settle()

    assert card.thread is not None
    told = card.thread.messages[-1]
    assert told.mentions == [ben]
    assert told.text.splitlines()[1].startswith("A seat has become free and it is yours")
    assert f"**Going** {ben.mention}" in card.text
    assert "**Waiting** 1" in card.text
    assert (await cleo.press("Going", on=card)).text.startswith("The room is full: you are number 1 in line.")

    await town.turn(timedelta(days=7, hours=1))
    await town.turn(timedelta(hours=23))
    assert [len(person.notifications) for person in (ana, ben, cleo)] == [
        0,
        3,
        0,
    ]  # promotion and two reminders


async def test_who_gives_the_seat_back_from_the_notice_passes_it_on(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo"))
    card = await town.meetup(olga, await town.group(olga, guild), seats=1)
    for person in (ana, ben, cleo):
        await person.press("Going", on=card)
    await ana.press("Give my seat up", on=(await ana.press("Can't go", on=card)).message)
    await town.settle()
    assert card.thread is not None
    answer = await ben.press("Can't go", on=card.thread.messages[-1])
    await town.settle()
    assert answer.text == "You are not coming this time. Thank you for saying so."
    assert card.thread.messages[-1].mentions == [cleo]


async def test_a_seat_that_is_freed_at_night_is_offered_in_the_morning_and_wakes_nobody(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo"))
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    card = await town.meetup(olga, lyon, "21 nov 19:00", seats=1)
    for person in (ana, ben, cleo):
        await person.press("Going", on=card)
    await town.turn(timedelta(hours=13))  # 23:00 in Paris
    asked = await ana.press("Can't go", on=card)
    await ana.press("Give my seat up", on=asked.message)
    await town.settle()
    assert card.thread is not None
    before = len(card.thread.messages)
    for _ in range(17):  # until 07:30
        await town.turn(timedelta(minutes=30))
    assert len(card.thread.messages) == before
    await town.turn(timedelta(minutes=30))
    offer = card.thread.messages[-1]
    until = int((FRIDAY_MORNING + timedelta(days=1)).timestamp())  # 10:00 in Paris
    assert offer.mentions == [ben]
    assert f"is held for you until <t:{until}:t>" in offer.text
    taken = await ben.press("Take the seat", on=offer)
    assert taken.text.startswith("You are going.")


async def test_a_seat_freed_the_night_before_a_coffee_is_there_for_the_first_who_is_up(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo"))
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    card = await town.meetup(olga, lyon, "21 nov 10:00", seats=1)
    for person in (ana, ben, cleo):
        await person.press("Going", on=card)
    await town.turn(timedelta(hours=13))  # 23:00 in Paris
    asked = await ana.press("Can't go", on=card)
    await ana.press("Give my seat up", on=asked.message)
    await town.settle()
    assert card.thread is not None
    before = len(card.thread.messages)
    for _ in range(17):
        await town.turn(timedelta(minutes=30))
    assert len(card.thread.messages) == before
    await town.turn(timedelta(minutes=30))
    free = card.thread.messages[-1]
    assert free.mentions == [ben, cleo]
    assert "is free. Whoever of you takes it first has it." in free.text
    dan = town.member(guild, "Dan")
    once = await dan.press("Going", on=card)  # who only now wants to come stands behind those who wait
    await town.discord.until(lambda: once.followups)  # the tap itself refreshes an old card
    twice = await dan.press("Going", on=card)
    await town.discord.until(lambda: twice.followups or twice.ephemeral)
    for answer in (once.followups[0], twice.followups[0] if twice.followups else twice):
        assert answer.text.startswith(
            "A seat is free now: it goes to whoever of those waiting takes it first."
        )
    assert "0 of 1 seats taken" in card.text
    taken = await cleo.press("Take the seat", on=free)
    assert taken.text.startswith("You are going.")


async def test_two_hundred_ask_for_twenty_seats_at_once(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild), seats=20)
    people = [town.member(guild, f"P{number}") for number in range(200)]
    replies = await asyncio.gather(*(person.press("Going", on=card) for person in people))
    await town.settle()
    texts = [reply.text for reply in replies]
    assert sum(text.startswith("You are going.") for text in texts) == 20
    waiting = {
        f"The room is full: you are number {place} in line. I will tell you as soon as a seat is yours."
        for place in range(1, 181)
    }
    firsts = [text.splitlines()[0] for text in texts]
    assert {first for first in firsts if not first.startswith("You are going.")} == waiting
    assert "20 of 20 seats taken" in card.text
    assert "**Waiting** 180" in card.text
