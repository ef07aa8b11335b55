"""A restart in the middle of everything: nothing is forgotten, nothing is said again, old buttons work."""

from __future__ import annotations

from datetime import timedelta

from tests.town import Town


async def test_a_restart_in_the_middle_of_a_meetups_life_loses_nothing(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, seats=1)
    await ana.press("Going", on=card)
    await ben.press("Going", on=card)

    await town.restart()  # while the card is still to be redrawn
    assert f"**Going** {ana.mention}" in card.text
    assert (await ben.press("Going", on=card)).text.startswith("The room is full: you are number 1 in line.")
    assert (await ana.press("Leave", on=lyon.messages[0])).text == "You are not in Lyon."

    asked = await ana.press("Can't go", on=card)
    await ana.press("Give my seat up", on=asked.message)
    await town.restart()  # while a promotion is to be told
    assert card.thread is not None
    assert [message.mentions for message in card.thread.messages[1:]] == [[ben]]

    await town.stop()
    town.discord.clock.turn(
        timedelta(days=7, hours=1, minutes=5)
    )  # the reminder falls due while nobody is there
    await town.start()
    assert len(ben.notifications) == 2
    await town.restart()
    await town.turn(timedelta(hours=1))
    assert len(ben.notifications) == 2
    assert ana.notifications == []


async def test_buttons_of_an_ephemeral_answer_outlive_a_restart_too(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    choices = await olga.complete("/meetup cancel", "meetup", "")
    asked = await olga.slash("/meetup cancel", meetup=choices[0].value)
    await town.restart()
    done = await olga.press("Cancel the meetup", on=asked.message)
    await town.settle()
    assert done.text.startswith("Code & coffee is cancelled.")
    assert card.text.splitlines()[0] == "## ~~Code & coffee · Lyon~~"
