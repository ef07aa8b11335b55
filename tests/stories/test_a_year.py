"""An organizer's year in French and in English, week by week, over both changes of the clocks."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from playground.world.channels import Channel
from playground.world.messages import Message
from tests.town import Town

PARIS, LONDON = ZoneInfo("Europe/Paris"), ZoneInfo("Europe/London")
WEEKS = 51


def begins(card: Message, zone: ZoneInfo = PARIS) -> datetime:
    """When the meetup of a card begins, on clocks in a zone."""
    found = re.search(r"<t:([0-9]+):F>", card.text)
    assert found is not None
    return datetime.fromtimestamp(int(found[1]), UTC).astimezone(zone)


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


async def test_a_year_of_meetups(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo"))
    lyon = await town.group(olga, guild, timezone="Europe/London")
    begun = await olga.slash("/meetup schedule", when="every saturday 10:00", seats=1, place="Library")
    await town.settle()
    assert begun.text.startswith("Code & coffee repeats every Saturday at 10:00 (London).")

    async def choose(command: str) -> Any:
        return (await olga.complete(command, "meetup", ""))[0].value

    async def change(button: str, **fields: str) -> str:
        panel = await olga.slash("/meetup edit", meetup=await choose("/meetup edit"))
        await olga.press(button, on=panel.message)
        return (await olga.fill(fields)).text.splitlines()[0]

    for week in range(WEEKS):  # from Friday to Friday
        card = cards(lyon)[-1]
        match week:
            case 1:
                await olga.slash("/meetup skip", meetup=await choose("/meetup skip"))
            case 3:
                rests = await olga.slash(
                    "/meetup skip", meetup=await choose("/meetup skip"), days="24 dec to 3 jan"
                )
                assert "2 are skipped" in rests.text
            case 8:
                assert (await ana.press("Going", on=card)).text.startswith("You are going.")
                full = await ben.press("Going", on=card)
                assert full.text.startswith("The room is full: you are number 1 in line.")
            case 10:
                await ana.press("Going", on=card)
                await olga.slash("/meetup move", meetup=await choose("/meetup move"), when="sunday 11am")
                await town.settle()
                assert card.thread is not None
                assert card.thread.messages[-1].mentions == [ana]
                assert "and not" in card.thread.messages[-1].text
            case 12:
                await ana.press("Going", on=card)
                asked = await olga.slash("/meetup cancel", meetup=await choose("/meetup cancel"))
                await olga.press("Cancel the meetup", on=asked.message)
                await town.settle()
                assert card.thread is not None
                assert card.thread.messages[-1].mentions == [ana]
            case 20:  # one of them in a room and online
                said = await change("Title, place, notes", Link="https://meet.example/room")
                assert said == "Saved. The card follows."
                await change("Seats", **{"Seats online": "1"})
                await town.settle()
                await ana.press("Going", on=card)
                online = await ben.press("Online", on=card)
                assert "https://meet.example/room" in online.text
                line = await cleo.press("Online", on=card)
                assert line.text.startswith("All seats online are taken: you are number 1 in line.")
                await town.settle()
                assert "room 1 of 1 · online 1 of 1" in card.text
                assert "https://meet.example/room" not in card.text
            case 30:
                said = await change("Title, place, notes from here on", Place="Town hall")
                assert said.startswith("Saved for this one and all that follow it: ")
            case 40:
                await olga.slash(
                    "/meetup move", meetup=await choose("/meetup move"), when="sunday 11:00", following=True
                )
            case _:
                pass
        await town.turn(timedelta(weeks=1))

    seen = [begins(card, LONDON) for card in cards(lyon)]
    saturdays = [each for each in seen if (each.weekday(), each.hour, each.minute) == (5, 10, 0)]
    sundays = [each for each in seen if (each.weekday(), each.hour, each.minute) == (6, 11, 0)]
    assert len(saturdays) + len(sundays) == len(seen)
    assert [each.date().isoformat() for each in sundays[:2]] == ["2027-01-31", "2027-08-29"]
    assert seen == sorted(seen)
    assert seen[-1].date().isoformat() == "2027-11-14"
    assert {(later.date() - sooner.date()).days for sooner, later in pairwise(seen)} == {6, 7, 8, 21}
    offsets = {each.date().isoformat(): each.utcoffset() for each in seen}
    assert [offsets[day] for day in ("2027-03-27", "2027-04-03", "2027-10-24", "2027-10-31")] == [
        timedelta(hours=hours) for hours in (0, 1, 1, 0)
    ]
    places = ["Town hall" in card.text for card in cards(lyon)]
    assert places == sorted(places)
    assert sum("online" in card.text for card in cards(lyon)) == 1
    asked = await olga.slash("/meetup cancel", meetup=await choose("/meetup cancel"))
    ended = await olga.press("This one and all after it", on=asked.message)
    assert ended.text.startswith("Code & coffee ends here: ")
    await town.turn(timedelta(weeks=9))
    listed = await ben.slash("/meetup list", in_=lyon)
    assert listed.text == "Nothing is planned yet. Organizers plan a meetup with /meetup schedule."
