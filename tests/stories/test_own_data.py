"""Everyone gets what is kept of them, as one file only they see."""

from __future__ import annotations

import json

from tests.town import Town


async def test_a_member_takes_along_all_that_names_them_and_nobody_else(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    nothing = await ana.slash("/me export", in_=guild.first_channel)
    assert nothing.text == "I keep nothing that names you. The file says the same."

    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    await ana.slash("/group join", in_=lyon, group="1")
    await ana.press("Going", on=card)
    await ana.slash("/me preferences", in_=lyon, timezone="Europe/Paris")
    answer = await ana.slash("/me export", in_=lyon)
    assert answer.ephemeral
    assert answer.message is not None
    [file] = answer.message.attachments
    assert file.filename == "campsite-2026-11-20.json"
    whole = json.loads(file.data)
    assert whole["person_id"] == str(ana.id)
    assert {"answers", "memberships", "notices", "people"} <= set(whole["tables"])
    assert whole["tables"]["people"][0]["zone"] == "Europe/Paris"
    assert str(olga.id) not in file.data.decode()
