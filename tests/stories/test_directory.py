"""The directory: every group in one place, right again a minute after something changed."""

from __future__ import annotations

from datetime import timedelta

from bot.people.person import Person
from cogs.server import service as server
from tests.tongue import Tongue, told_in_both
from tests.town import Town

LYON = "2996944"


IN_FRENCH = {
    "## Groups": "## Groupes",
    "**Lyon** · {place} · new": "**Lyon** · {place} · nouveau",
    "Join a group": "Rejoindre un groupe",
    "Welcome to Lyon.": "Bienvenue dans Lyon.",
    "## Everywhere": "## Partout",
    "There are no groups here yet. /group create founds the first.": (
        "Il n’y a pas encore de groupe ici. /groupe créer fonde le premier."
    ),
}


@told_in_both(IN_FRENCH)
async def test_the_directory_follows_what_changes_and_joins_from_its_menu(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana", says.locale)
    channel = guild.add_channel("groups")
    admin = Person(olga.id, manages_server=True)
    await town.app.write(guild.id, server.change, admin, directory_channel_id=channel.id)
    await town.turn(timedelta(minutes=2))
    page = channel.messages[0]
    assert page.text.splitlines() == [
        says("## Groups"),
        says("There are no groups here yet. /group create founds the first."),
    ]
    lyon = await town.group(olga, guild, city=LYON)
    await town.turn(timedelta(minutes=2))
    assert page.text.splitlines() == [
        says("## Groups"),
        says("**Lyon** · {place} · new", place=lyon.mention),
    ]
    joined = await ana.choose(says("Join a group"), ["Lyon"], on=page)
    assert joined.text.startswith(says("Welcome to Lyon."))
    for number in range(25):
        await town.group(olga, guild, f"g{number}")
    await town.turn(timedelta(minutes=2))
    pages = [message for message in channel.messages if message.text.startswith("## ")]
    assert [message.text.splitlines()[0] for message in pages] == [says("## Everywhere"), "## Europe"]
    assert pages[0].id == page.id


async def test_a_directory_that_moves_leaves_nothing_behind(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await town.group(olga, guild, city=LYON)
    before, after = guild.add_channel("before"), guild.add_channel("after")
    admin = Person(olga.id, manages_server=True)
    seen: list[list[tuple[str, str]]] = []
    for channel in (before.id, after.id, None):
        await town.app.write(guild.id, server.change, admin, directory_channel_id=channel)
        await town.turn(timedelta(minutes=2))
        pages = [(at.name, page.text) for at in (before, after) for page in at.messages if page.text]
        seen.append([(name, text.splitlines()[0]) for name, text in pages])
    assert seen == [[("before", "## Groups")], [("after", "## Groups")], []]
