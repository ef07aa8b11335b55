"""Many people tap at once, on two cards of one channel."""

from __future__ import annotations

import asyncio
from itertools import pairwise

from bot.client import REDRAW_PAUSE
from playground.requests import Request, RequestLog
from tests.town import Town

TAPS, SECONDS = 200, 2.0


async def test_cards_of_one_channel_are_edited_once_a_second_and_both_show_the_last_answer(
    town: Town,
) -> None:
    town.redraw_pause = REDRAW_PAUSE
    await town.restart()
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    cards = [await town.meetup(olga, lyon, when) for when in ("28 nov 10:00", "5 dec 10:00")]
    people = [town.member(guild, f"P{number}") for number in range(TAPS)]
    edits: list[float] = []

    def note(request: Request) -> None:
        if request.method == "PATCH" and request.path.startswith(f"/channels/{lyon.id}/messages/"):
            edits.append(asyncio.get_running_loop().time())

    with RequestLog.watched(note):
        begun = asyncio.get_running_loop().time()
        taps: list[asyncio.Task[object]] = []
        for number, person in enumerate(people):
            await asyncio.sleep(begun + number * SECONDS / TAPS - asyncio.get_running_loop().time())
            taps.append(asyncio.create_task(person.press("Going", on=cards[number % 2])))
        await asyncio.gather(*taps)
        await town.settle()
        took = asyncio.get_running_loop().time() - begun
    assert 2 <= len(edits) <= took / REDRAW_PAUSE + 1
    assert [later - sooner for sooner, later in pairwise(edits) if later - sooner < REDRAW_PAUSE] == []
    for card in cards:
        assert f"and {TAPS // 2 - 12} more" in card.text
