"""The main job from start to end: a group, a meetup, people who come, reminders, a restart in the middle."""

from __future__ import annotations

from datetime import timedelta

from tests.town import Town


async def test_the_first_coffee(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo"))

    reply = await olga.slash("/group create", name="Lyon", timezone="Europe/Paris")
    print(reply.text)
    await town.settle()
    lyon = guild.channel("lyon")
    print(lyon.messages[0].text)
    joined = await ana.press("Join", on=lyon.messages[0])
    print(joined.text)
    await town.settle()
    assert guild.role("Lyon") in guild.member(ana).roles

    olga.goes_to(lyon)
    for choice in await olga.complete("/meetup schedule", "when", "saturday 10:00"):
        print(choice)
    reply = await olga.slash("/meetup schedule", when="28 nov 10:00", seats=2, place="Café Perché")
    print(reply.text)
    await town.settle()
    card = lyon.messages[1]
    print(card.text, [b.label for b in card.buttons])
    for person in (ana, ben, cleo):
        print((await person.press("Going", on=card)).text)
    await town.settle()
    print(card.text)
    await town.restart()
    print((await ana.press("Can't go", on=card)).text)
    await town.settle()
    print(card.text)
    assert card.thread is not None
    await town.turn(timedelta(days=7, hours=1))
    await town.turn(timedelta(hours=23))
    for m in card.thread.messages:
        print("THREAD", m.text, [p for p in m.mentions])
    await town.turn(timedelta(hours=3))
    print(card.text)
