"""A member leaves and is forgotten: by every feature, in Discord and in the files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import discord

from bot.db.backup import back_up, restore
from bot.invitation import PERMISSIONS
from bot.people.naming import rows_naming
from bot.people.register import NAME
from playground.people.person import Person
from tests.builders import dated
from tests.tongue import Tongue, told_in_both
from tests.town import Town

A_MINUTE = timedelta(minutes=1)
KEPT_NOTHING = "I keep nothing that names you. The file says the same."


def files_with(folder: Path, person: Person) -> list[str]:
    """The files below a folder in which a person's id stands, as text or as SQLite writes a number."""
    forms = str(person.id).encode(), person.id.to_bytes(8, "big")
    found = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    assert "campsite.sqlite3" in [path.name for path in found]
    return [path.name for path in found if any(form in path.read_bytes() for form in forms)]


IN_FRENCH = {
    "Going": "Je viens",
    "1 december": "1er décembre",
    "Forget me here": "M’oublier ici",
    "Forget me everywhere": "M’oublier partout",
    "**Going** {ben}": "**Participants** {ben}",
    "I keep nothing that names you. The file says the same.": (
        "Je ne garde rien qui te nomme. Le fichier dit la même chose."
    ),
}


@told_in_both(IN_FRENCH)
async def test_a_member_leaves_and_is_forgotten(town: Town, data_dir: Path, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, ben = (town.member(guild, name, says.locale) for name in ("Ana", "Ben"))
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, seats=1)
    for person in (ana, ben):
        await person.slash("/group join", in_=lyon, group="1")
        await person.press(says("Going"), on=card)
    await ana.slash("/me preferences", in_=lyon, timezone="Europe/Paris")
    await ana.slash("/me pause", in_=lyon, until=says("1 december"))
    await town.settle()
    role = guild.role("Lyon")
    assert role in guild.member(ana).roles
    assert ana.mention in card.text

    asked = await ana.slash("/me forget", in_=lyon)
    assert asked.ephemeral
    assert asked.message is not None
    assert [button.label for button in asked.message.buttons] == [
        says("Forget me here"),
        says("Forget me everywhere"),
    ]
    await ana.press(says("Forget me everywhere"), on=asked.message)
    await town.settle()
    assert ana.mention not in card.text
    assert says("**Going** {ben}", ben=ben.mention) in card.text
    assert role not in guild.member(ana).roles
    assert role in guild.member(ben).roles

    await town.turn(A_MINUTE)
    assert await town.app.database.read(None, rows_naming, ana.id) == {}
    await town.client.janitor.scrub()
    assert files_with(data_dir, ana) == []
    assert files_with(data_dir, ben) == ["campsite.sqlite3"]
    assert len((data_dir / NAME).read_text().splitlines()) == 2  # the key, and the hash of one person
    assert (await ana.slash("/me export", in_=lyon)).text == says(KEPT_NOTHING)
    assert [len(person.notifications) for person in (ana, ben)] == [0, 1]


async def test_forgotten_in_french_in_one_server_and_known_in_the_other(town: Town) -> None:
    here, there = town.server("Ici", "fr"), town.server("Là")
    olga, chloe = town.member(here, "Olga", "fr", "manage_guild"), town.member(here, "Chloé", "fr")
    for person in (olga, chloe):
        person.joins(there)
    there.grant(olga, "manage_guild")
    lyon, paris = await town.group(olga, here), await town.group(olga, there, "Paris")
    await chloe.slash("/group join", in_=lyon, group="1")
    await chloe.slash("/group join", in_=paris, group="2")
    await town.settle()

    asked = await chloe.slash("/me forget", in_=lyon)
    assert asked.message is not None
    assert [button.label for button in asked.message.buttons] == ["M’oublier ici", "M’oublier partout"]
    done = await chloe.press("M’oublier ici", on=asked.message)
    assert done.text.startswith("Je t’ai oublié sur ce serveur.")
    await town.settle()
    await town.turn(A_MINUTE)
    assert here.role("Lyon") not in here.member(chloe).roles
    assert there.role("Paris") in there.member(chloe).roles
    kept = await town.app.database.read(None, rows_naming, chloe.id)
    assert {row["guild_id"] for rows in kept.values() for row in rows} == {str(there.id)}


async def test_who_is_kept_out_and_has_themselves_forgotten_stays_out_without_their_id(
    town: Town, data_dir: Path
) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana = town.member(guild, "Ana", "fr")
    lyon = await town.group(olga, guild)
    await olga.slash("/groupe exclure", in_=lyon, personne=ana, raison="Insultes", durée="30")
    asked = await ana.slash("/moi oublier", in_=lyon)
    assert "Là où un groupe t’exclut, cela dure jusqu’au terme prévu." in asked.text
    assert "Si tu as demandé qu’on ne te sollicite plus, je l’oublie aussi" in asked.text
    await ana.press("M’oublier partout", on=asked.message)
    await town.settle()
    await town.turn(A_MINUTE)
    await town.client.janitor.scrub()
    assert files_with(data_dir, ana) == []
    out = await ana.press("Rejoindre", on=lyon.messages[0])
    assert out.text.startswith("Lyon t’exclut jusqu’au <t:")
    assert "Insultes" not in out.text
    team = await olga.slash("/groupe équipe", in_=lyon)
    assert "1 autre personne, qui s’est fait oublier, est exclue." in team.text
    await town.turn(timedelta(days=30))
    assert (await ana.press("Rejoindre", on=lyon.messages[0])).text.startswith("Bienvenue dans Lyon.")


async def test_a_role_that_cannot_be_taken_away_holds_the_last_row_back_for_a_day(town: Town) -> None:
    guild = town.server()
    olga, ana = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    await ana.slash("/group join", in_=lyon, group="1")
    await town.settle()
    role = guild.role("Lyon")
    guild.set_permissions(town.campsite, PERMISSIONS.value & ~discord.Permissions(manage_roles=True).value)
    asked = await ana.slash("/me forget", in_=lyon)
    await ana.press("Forget me here", on=asked.message)
    await town.settle()
    await town.turn(A_MINUTE)
    assert set(await town.app.database.read(None, rows_naming, ana.id)) == {"memberships"}
    await town.turn(timedelta(days=1))
    assert await town.app.database.read(None, rows_naming, ana.id) == {}
    assert role in guild.member(ana).roles


async def test_who_comes_back_keeps_what_they_do_while_a_role_cannot_be_taken_away(town: Town) -> None:
    guild = town.server()
    olga, ana = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    await ana.slash("/group join", in_=lyon, group="1")
    await town.settle()
    guild.set_permissions(town.campsite, PERMISSIONS.value & ~discord.Permissions(manage_roles=True).value)
    asked = await ana.slash("/me forget", in_=lyon)
    await ana.press("Forget me here", on=asked.message)
    await town.settle()
    await town.turn(timedelta(hours=2))
    assert (await ana.slash("/group join", in_=lyon, group="1")).text.startswith("Welcome to Lyon")
    await ana.press("Going", on=card)
    await town.turn(timedelta(days=2))
    assert ana.mention in card.text
    assert set(await town.app.database.read(None, rows_naming, ana.id)) >= {"memberships", "answers"}
    guild.set_permissions(town.campsite, PERMISSIONS.value)
    await town.turn(timedelta(days=1))
    assert guild.role("Lyon") in guild.member(ana).roles


async def test_a_backup_from_before_is_put_back_without_who_was_forgotten_since(town: Town) -> None:
    guild = town.server()
    olga, ana = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    await ana.press("Going", on=card)
    await ana.slash("/me preferences", in_=lyon, timezone="Europe/Paris")
    await town.settle()
    files = town.app.settings
    before = back_up(files.database, files.backups)
    dated(before, town.discord.clock.now() - timedelta(hours=1))
    asked = await ana.slash("/me forget", in_=lyon)
    await ana.press("Forget me everywhere", on=asked.message)
    await town.settle()
    await town.turn(A_MINUTE)

    await town.stop()
    restore(before, files.database, files.backups, town.discord.clock.now())
    await town.start()
    assert ana.mention not in card.text
    assert olga.mention in (await olga.slash("/group organizers", in_=lyon)).text
    await town.turn(A_MINUTE)
    assert await town.app.database.read(None, rows_naming, ana.id) == {}
    # Who comes back afterwards is known again, also to a later start.
    await ana.press("Going", on=card)
    await town.restart()
    assert "answers" in await town.app.database.read(None, rows_naming, ana.id)
