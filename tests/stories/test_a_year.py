"""An organizer's year in French, week by week, over both changes of the clocks."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from playground.world.channels import Channel
from playground.world.messages import Message
from tests.town import Town

PARIS = ZoneInfo("Europe/Paris")
WEEKS = 51


def begins(card: Message) -> datetime:
    """When the meetup of a card begins, on clocks in Paris."""
    found = re.search(r"<t:([0-9]+):F>", card.text)
    assert found is not None
    return datetime.fromtimestamp(int(found[1]), UTC).astimezone(PARIS)


def cards(channel: Channel) -> list[Message]:
    return channel.messages[1:]


async def test_un_an_de_rencontres(town: Town) -> None:
    guild = town.server("Apprenants", locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana, ben = town.member(guild, "Ana", "fr"), town.member(guild, "Ben", "fr")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    begun = await olga.slash("/meetup schedule", when="tous les samedis à 10h", seats=1, place="Café Perché")
    await town.settle()
    assert begun.text.startswith("Code & café a lieu chaque samedi à 10:00 (Paris).")

    async def choose(command: str) -> Any:
        return (await olga.complete(command, "meetup", ""))[0].value

    for week in range(WEEKS):  # from Friday to Friday
        card = cards(lyon)[-1]
        match week:
            case 1:
                await olga.slash("/meetup skip", meetup=await choose("/meetup skip"))
            case 3:
                await olga.slash("/meetup skip", meetup=await choose("/meetup skip"), days="24 déc au 3 janv")
            case 8:
                assert "complet" not in (await ana.press("Je viens", on=card)).text
                answer = await ben.press("Je viens", on=card)
                assert answer.text.startswith("C’est complet")
            case 10:
                await ana.press("Je viens", on=card)
                await olga.slash("/meetup move", meetup=await choose("/meetup move"), when="dimanche 11h")
                await town.settle()
                assert card.thread is not None
                assert card.thread.messages[-1].mentions == [ana]
                assert "et non" in card.thread.messages[-1].text
            case 12:
                await ana.press("Je viens", on=card)
                asked = await olga.slash("/meetup cancel", meetup=await choose("/meetup cancel"))
                assert asked.message is not None
                await olga.press(asked.message.buttons[0].label, on=asked.message)
                await town.settle()
                assert card.thread is not None
                assert card.thread.messages[-1].mentions == [ana]
            case _:
                pass
        await town.turn(timedelta(weeks=1))

    seen = [begins(card) for card in cards(lyon)]
    moved = [each for each in seen if (each.weekday(), each.hour, each.minute) != (5, 10, 0)]
    assert [each.isoformat() for each in moved] == ["2027-01-31T11:00:00+01:00"]
    saturdays = [each.date() for each in seen if each not in moved]
    assert len(set(saturdays)) == len(saturdays)
    assert {(later - sooner).days for sooner, later in pairwise(saturdays)} == {7, 14, 21}
    offsets = {each.date().isoformat(): each.utcoffset() for each in seen}
    assert [offsets[day] for day in ("2027-03-27", "2027-04-03", "2027-10-30", "2027-11-06")] == [
        timedelta(hours=hours) for hours in (1, 2, 2, 1)
    ]
