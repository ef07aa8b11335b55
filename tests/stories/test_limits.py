"""Who does too much of something in too short a time is held back, and having oneself forgotten is no way around it."""

from __future__ import annotations

from datetime import timedelta

from bot.people.person import Person as Admin
from cogs.server import service as server
from playground.people.person import Person
from playground.world.guilds import Guild
from tests.tongue import Tongue, told_in_both
from tests.town import Town


async def is_forgotten(town: Town, person: Person, guild: Guild, says: Tongue) -> None:
    asked = await person.slash("/me forget", in_=guild.first_channel)
    await person.press(says("Forget me here"), on=asked.message)
    await town.settle()
    await town.turn(timedelta(minutes=2))


async def test_what_was_done_while_the_clock_was_ahead_holds_nobody_back(town: Town) -> None:
    guild = town.server()
    ana = town.member(guild, "Ana")
    ahead = timedelta(days=365)
    town.discord.clock.turn(ahead)
    for number in range(5):
        asked = await ana.slash("/group create", in_=guild.first_channel, name=f"Group {number}")
        await ana.press("Take the request back", on=asked.message)
    assert "Ask for another one tomorrow" in (await ana.slash("/group create", name="Rust")).text
    town.discord.clock.turn(-ahead)
    again = await ana.slash("/group create", name="Rust")
    assert again.message is not None
    assert "Take the request back" in [button.label for button in again.message.buttons]


FOUNDED_IN_FRENCH = {
    "Forget me here": "M’oublier ici",
    "You have founded 3 groups this week. Get them going first, or ask a moderator to found another one.": (
        "Tu as fondé 3 groupes cette semaine. Lance-les d’abord, ou demande à la modération d’en fonder un autre."
    ),
}


@told_in_both(FOUNDED_IN_FRENCH)
async def test_who_had_themselves_forgotten_founds_no_more_groups_than_others(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana", says.locale)
    await town.app.write(guild.id, server.change, Admin(olga.id, manages_server=True), founding="open")
    for name in ("Go", "Rust", "Zig"):
        await town.group(ana, guild, name)
    await is_forgotten(town, ana, guild, says)
    refused = await ana.slash("/group create", in_=guild.first_channel, name="Ada")
    assert refused.text == says(
        "You have founded 3 groups this week. Get them going first, or ask a moderator to found another one."
    )
    await town.turn(timedelta(days=7))
    await town.group(ana, guild, "Ada")


ASKED_IN_FRENCH = {
    "Forget me here": "M’oublier ici",
    "Take the request back": "Retirer la demande",
    "You have asked for 5 groups since yesterday. Ask for another one tomorrow.": (
        "Tu as demandé 5 groupes depuis hier. Demandes-en un autre demain."
    ),
}


@told_in_both(ASKED_IN_FRENCH)
async def test_requests_that_are_taken_back_count(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    ana = town.member(guild, "Ana", says.locale)
    for number in range(5):
        asked = await ana.slash("/group create", in_=guild.first_channel, name=f"Group {number}")
        await ana.press(says("Take the request back"), on=asked.message)
    enough = says("You have asked for 5 groups since yesterday. Ask for another one tomorrow.")
    assert (await ana.slash("/group create", in_=guild.first_channel, name="Rust")).text == enough
    await is_forgotten(town, ana, guild, says)
    assert (await ana.slash("/group create", in_=guild.first_channel, name="Rust")).text == enough
    await town.turn(timedelta(days=1))
    again = await ana.slash("/group create", in_=guild.first_channel, name="Rust")
    assert again.message is not None
    assert says("Take the request back") in [button.label for button in again.message.buttons]
