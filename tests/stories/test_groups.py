"""Finding a group, joining it in one tap, leaving it; pages when there are many."""

from __future__ import annotations

import pytest

from tests.town import Town


async def test_joining_from_the_list_from_the_card_and_by_command_is_the_same(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo"))
    lyon = await town.group(olga, guild)
    listed = await ana.slash("/group browse")
    assert listed.ephemeral
    await ana.press("Join", on=listed.message)
    await ben.press("Join", on=lyon.messages[0])
    choices = await cleo.complete("/group join", "group", "lyo")
    await cleo.slash("/group join", group=choices[0].value)
    await town.settle()
    role = guild.role("Lyon")
    assert [role in guild.member(person).roles for person in (ana, ben, cleo)] == [True, True, True]
    assert "4 members" in lyon.messages[0].text


async def test_leaving_takes_the_role_and_doing_it_twice_is_harmless(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    await ana.press("Join", on=lyon.messages[0])
    again = await ana.press("Join", on=lyon.messages[0])
    assert again.text == f"You are already in Lyon. It meets in {lyon.mention}."
    await town.settle()
    left = await ana.press("Leave", on=lyon.messages[0])
    assert left.text == "You have left Lyon. You can come back any time with /group join."
    assert (await ana.press("Leave", on=lyon.messages[0])).text == "You are not in Lyon."
    await town.settle()
    assert guild.role("Lyon") not in guild.member(ana).roles


async def test_info_shows_the_card_with_the_one_button_this_person_can_use(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    ana.goes_to(lyon)
    shown = await ana.slash("/group info")
    assert shown.ephemeral
    assert shown.text == lyon.messages[0].text
    assert [button.label for button in shown.buttons] == ["Join"]
    olga.goes_to(lyon)
    assert [button.label for button in (await olga.slash("/group info")).buttons] == ["Leave"]


async def test_many_groups_are_turned_page_by_page(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    for number in range(10):
        await town.group(olga, guild, f"g{number}")
    ana = town.member(guild, "Ana")
    first = await ana.slash("/group browse")
    assert first.text.splitlines()[-1] == "Page 1 of 2"
    second = await ana.press("More", on=first.message)
    assert second.updated
    assert second.text.splitlines()[-1] == "Page 2 of 2"
    assert [line.split("*")[2] for line in second.text.splitlines() if line.startswith("**")] == ["g8", "g9"]
    back = await ana.press("Earlier", on=second.message)
    assert back.text.splitlines()[-1] == "Page 1 of 2"


@pytest.mark.parametrize(
    ("locale", "typed", "name"),
    [
        ("en-US", "paris", "Europe/Paris · Paris (UTC+1)"),
        ("fr", "toronto", "America/Toronto · Toronto (UTC-5)"),
        ("fr", "kathm", "Asia/Kathmandu · Kathmandu (UTC+5:45)"),
    ],
)
async def test_zones_are_found_by_what_people_call_them(
    town: Town, locale: str, typed: str, name: str
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", locale, "manage_guild")
    choices = await olga.complete("/group create", "timezone", typed, name="x")
    assert name in [choice.name for choice in choices]
    assert len(choices) <= 25
