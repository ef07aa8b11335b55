"""Everyone gets what is kept of them, as one file only they see."""

from __future__ import annotations

import json
from datetime import timedelta

from bot.people.naming import rows_naming
from playground.people.person import Person
from playground.world.guilds import NO_JOIN_MESSAGES
from tests.tongue import Tongue, told_in_both
from tests.town import Town

EXPORTED_IN_FRENCH = {
    "I keep nothing that names you. The file says the same.": (
        "Je ne garde rien qui te nomme. Le fichier dit la même chose."
    ),
    "Going": "Je viens",
    "This is everything I keep that names you, in all servers: {count} entries. Other people’s ids are left out.": (
        "Voici tout ce que je garde qui te nomme, sur tous les serveurs\xa0: {count} entrées. Les identifiants des autres n’y "
        "sont pas."
    ),
}


@told_in_both(EXPORTED_IN_FRENCH)
async def test_a_member_takes_along_all_that_names_them_and_nobody_else(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana", says.locale)
    nothing = await ana.slash("/me export", in_=guild.first_channel)
    assert nothing.text == says("I keep nothing that names you. The file says the same.")

    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    await ana.slash("/group join", in_=lyon, group="1")
    await ana.press(says("Going"), on=card)
    await ana.slash("/me preferences", in_=lyon, timezone="Europe/Paris")
    answer = await ana.slash("/me export", in_=lyon)
    assert answer.ephemeral
    assert answer.message is not None
    [file] = answer.message.attachments
    assert file.filename == "campsite-2026-11-20.json"
    whole = json.loads(file.data)
    assert answer.text == says(
        "This is everything I keep that names you, in all servers: {count} entries. Other people’s ids are left out.",
        count=sum(len(rows) for rows in whole["tables"].values()),
    )
    assert whole["person_id"] == str(ana.id)
    assert {"answers", "memberships", "notices", "people"} <= set(whole["tables"])
    assert whole["tables"]["people"][0]["zone"] == "Europe/Paris"
    assert str(olga.id) not in file.data.decode()


async def test_somebody_reads_what_was_noted_of_them_here_and_where_to_correct_it(town: Town) -> None:
    guild = town.server()
    guild.edit(system_channel_flags=NO_JOIN_MESSAGES)  # so that nobody is seen to join
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana", "fr")
    lyon = await town.group(olga, guild)
    nothing = await ana.slash("/me record", in_=lyon)
    assert nothing.ephemeral
    assert nothing.text.splitlines() == [
        "## Ce que tu as fait ici",
        "Je n’ai encore rien noté. /groupe parcourir montre les groupes que tu peux rejoindre.",
    ]
    await ana.press("Join", on=lyon.messages[0])
    assert (await ana.slash("/me record", in_=lyon)).text.splitlines()[1:3] == [
        "**Tes groupes** Lyon",
        "-# Quelque chose n’est pas juste\xa0? `/groupe quitter`",
    ]
    founded = await olga.slash("/me record", in_=lyon)
    assert founded.text.splitlines()[1] == "**Your groups** Lyon (founder)"
    elsewhere = town.server("Elsewhere")
    ana.joins(elsewhere)
    other = await ana.slash("/me record", in_=elsewhere.first_channel)
    assert "Lyon" not in other.text


async def test_bans_that_have_ended_and_requests_that_were_decided_are_not_kept_for_ever(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    await town.group(olga, guild)
    await olga.slash("/group ban", person=ana, reason="Insults", span="7")
    await olga.slash("/group ban", person=ben, reason="Insults", span="0")
    asked = await ana.slash("/group create", in_=guild.first_channel, name="Rust")
    await ana.press("Take the request back", on=asked.message)
    await ana.slash("/group create", in_=guild.first_channel, name="Zig")

    async def kept(person: Person) -> list[tuple[str, int]]:
        rows = await town.app.database.read(None, rows_naming, person.id)
        return [(name, len(rows.get(name, []))) for name in ("bans", "founding_requests")]

    assert await kept(ana) == [("bans", 1), ("founding_requests", 2)]
    for days, left in ((36, (1, 2)), (1, (0, 2)), (142, (0, 2)), (1, (0, 1)), (400, (0, 1))):
        await town.turn(timedelta(days=days))
        await town.client.janitor.tidy()
        assert await kept(ana) == [("bans", left[0]), ("founding_requests", left[1])], days
    assert await kept(ben) == [("bans", 1), ("founding_requests", 0)]
    read = await ana.press("Take the request back", on=asked.message)
    assert read.text == "That request is not there any more. /group queue shows the open ones to moderators."
