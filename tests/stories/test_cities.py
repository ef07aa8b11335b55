"""Groups of a city: founded by it, found in any script, on the map and on the clock where it is."""

from __future__ import annotations

import pytest

from bot.db.tx import Tx
from bot.people.person import Person as Admin
from cogs.groups import models, people
from cogs.groups.rules import Standing
from tests.tongue import Tongue, told_in_both
from tests.town import Town

LYON = "2996944"
LILLE = "2998324"
PARIS = "2988507"
PARIS_TEXAS = "4717560"


async def test_a_city_is_all_a_group_needs(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    choices = await olga.complete("/group create", "city", "lille")
    assert (choices[0].name, choices[0].value) == ("Lille, Hauts-de-France, France", LILLE)
    founded = await olga.slash("/group create", city=choices[0].value)
    await town.settle()
    lille = guild.channel("lille")
    assert founded.text == (
        f"Lille is ready in {lille.mention}, and you are its organizer. Its time zone is Paris. Plan a first meetup "
        "there with /meetup schedule."
    )
    assert lille.messages[0].text.splitlines()[:2] == ["## Lille", "France · 1 member · time zone Paris"]


async def test_a_french_server_reads_its_cities_in_french(town: Town) -> None:
    guild = town.server("Apprenants", locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    choices = await olga.complete("/group create", "city", "londres")
    assert choices[0].name == "Londres, England, Royaume-Uni"
    await olga.slash("/group create", city=choices[0].value)
    await olga.slash("/group create", name="Café Python", city=choices[0].value)
    await town.settle()
    assert guild.channel("londres").messages[0].text.splitlines()[:2] == [
        "## Londres",
        "Royaume-Uni · 1 membre · fuseau horaire\xa0: Londres",
    ]
    assert guild.channel("café-python").messages[0].text.splitlines()[:2] == [
        "## Café Python",
        "Londres, Royaume-Uni · 1 membre · fuseau horaire\xa0: Londres",
    ]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("東京", "Tokyo, Japan"),
        ("Токио", "Tokyo, Japan"),
        ("القاهرة", "Cairo, Egypt"),
        ("paris tex", "Paris, Texas, United States"),
    ],
)
async def test_cities_are_offered_in_any_script_while_typing(town: Town, typed: str, first: str) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    choices = await olga.complete("/group create", "city", typed)
    assert choices[0].name == first
    assert len({choice.value for choice in choices}) == len(choices)


async def test_a_second_group_of_a_city_is_shown_the_first(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await olga.slash("/group create", name="Coders of Lyon", city=LYON)
    refused = await olga.slash("/group create", city=LYON)
    assert refused.text == (
        "Lyon already has a group: Coders of Lyon. Join it with /group join, or give yours a name of its own."
    )
    founded = await olga.slash("/group create", name="Rust evenings", city=LYON)
    assert founded.text.endswith("In the same city there is already: Coders of Lyon.")


async def test_two_cities_of_one_name_both_have_a_group(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await olga.slash("/group create", city=PARIS)
    await olga.slash("/group create", city=PARIS_TEXAS)
    await town.settle()
    texas = guild.channel("paris-texas-united-states").messages[0].text
    assert texas.splitlines()[:2] == ["## Paris, Texas, United States", "1 member · time zone Chicago"]


async def test_a_zone_that_was_chosen_comes_before_the_citys(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await olga.slash("/group create", city=LYON, timezone="Asia/Tokyo")
    await town.settle()
    assert guild.channel("lyon").messages[0].text.splitlines()[1] == "France · 1 member · time zone Tokyo"


async def test_a_zone_is_found_by_a_city_that_gave_it_no_name(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    choices = await olga.complete("/groupe créer", "timezone", "lille", name="x")
    assert choices[0].name == "Europe/Paris · Paris (UTC+1)"


async def test_a_city_that_was_typed_is_taken_as_its_likeliest(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    founded = await olga.slash("/groupe créer", ville="londres")
    assert founded.text.startswith("Le groupe London est prêt dans")
    near = await olga.slash("/groupe proches", ville="Londres")
    browsed = await olga.slash("/groupe parcourir", ville="London, England")
    assert near.text == browsed.text
    assert near.text.splitlines()[0] == "## Londres, England, Royaume-Uni"


async def test_a_zone_that_was_typed_is_the_one_that_is_called_so(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    for name, typed in (
        ("Ann", "paris"),
        ("Ben", "Lille"),
        ("Cleo", "europe/paris"),
        ("Dan", "Lille, France"),
    ):
        founded = await olga.slash("/group create", name=name, timezone=typed)
        assert "Its time zone is Paris." in founded.text
    settings = await olga.slash("/campsite settings", timezone="Toronto")
    assert "**Time zone** Toronto" in settings.text


@pytest.mark.provokes
@pytest.mark.parametrize("typed", ["Xyzzyqqq", "0", "999999999999999999", "-1", "١٢٣", "' = --"])
async def test_what_names_no_city_is_refused(town: Town, typed: str) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    for line in ("/group create", "/group near", "/group browse"):
        refused = await olga.slash(line, city=typed)
        assert refused.text.startswith("I know no such city. Pick one from the list")
    assert len(guild.channels) == 1
    refused = await olga.slash("/group join", group=typed)
    assert refused.text.startswith("I know no such group here.")


async def test_a_group_needs_a_name_or_a_city_and_says_so_in_french(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    refused = await olga.slash("/groupe créer")
    assert refused.text == "Donne un nom ou une ville au groupe\xa0: l’un des deux suffit."


ARCHIVED_IN_FRENCH = {
    "Archive it": "L’archiver",
    "Revive it": "Le reprendre",
    "Lille is archived. Its organizers or a moderator can revive it with /group archive.": (
        "Lille est archivé. Les personnes qui l’organisent ou la modération peuvent le reprendre avec /groupe archiver."
    ),
    "Lille has been asleep since {day}. Ask {olga} or a moderator to revive it with /group archive.\n"
    "Or found one of another name with /group create, or wait until there is one again.": (
        "Lille dort depuis le {day}. Demande à {olga} ou à la modération de le reprendre avec /groupe archiver.\n"
        "Ou fonde-en un d’un autre nom avec /groupe créer, ou attends qu’il y en ait de nouveau un."
    ),
    "I tell you as soon as there is a group in Lille again.": (
        "Je te le dis dès qu’il y a de nouveau un groupe à Lille."
    ),
    "Tell me when there is one": "Me prévenir quand il existe",
}


@told_in_both(ARCHIVED_IN_FRENCH)
async def test_who_asks_for_an_archived_group_hears_how_it_comes_back_and_when(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana", says.locale)
    await town.group(olga, guild, name="Lille", city=LILLE)
    asked = await olga.slash("/group archive")
    await olga.press(says("Archive it"), on=asked.message)
    await town.settle()
    for wanted in ({"name": "Lille"}, {"city": LILLE}):
        refused = await ana.slash("/group create", in_=guild.first_channel, **wanted)
        assert refused.text == says(
            "Lille is archived. Its organizers or a moderator can revive it with /group archive."
        )
    near = await ana.slash("/group near", in_=guild.first_channel, city=LILLE)
    day = f"<t:{int(town.discord.clock.now().timestamp())}:D>"
    assert near.text.endswith(
        says(
            "Lille has been asleep since {day}. Ask {olga} or a moderator to revive it with /group archive.\n"
            "Or found one of another name with /group create, or wait until there is one again.",
            day=day,
            olga=olga.mention,
        )
    )
    assert near.message is not None
    assert [button.label for button in near.message.buttons] == [says("Tell me when there is one")]
    waits = await ana.press(says("Tell me when there is one"), on=near.message)
    assert says("I tell you as soon as there is a group in Lille again.") in waits.text
    assert ana.notifications == []
    asked = await olga.slash("/group archive")
    await olga.press(says("Revive it"), on=asked.message)
    await town.settle()
    assert len(ana.notifications) == 1


async def test_an_archived_group_names_no_organizer_who_has_left_the_server(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    await town.group(olga, guild, name="Lille", city=LILLE)
    await town.app.write(
        guild.id, people.appoint, 1, Admin(olga.id, manages_server=True), ben.id, Standing.ORGANIZER
    )
    asked = await olga.slash("/group archive")
    await olga.press("Archive it", on=asked.message)
    await town.settle()
    near = await ana.slash("/group near", in_=guild.first_channel, city=LILLE)
    assert f"Ask {olga.mention} and {ben.mention} or a moderator" in near.text
    ben.leaves(guild)  # nobody tells the bot
    near = await ana.slash("/group near", in_=guild.first_channel, city=LILLE)
    assert f"Ask {olga.mention} or a moderator" in near.text


async def test_an_archived_group_names_some_of_very_many_organizers(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    await town.group(olga, guild, name="Lille", city=LILLE)

    def appoint(tx: Tx) -> None:
        for number in range(300):
            models.enter(tx, 1, 7100000000000000000 + number, Standing.ORGANIZER)

    await town.app.write(guild.id, appoint)
    asked = await olga.slash("/group archive")
    await olga.press("Archive it", on=asked.message)
    await town.settle()
    near = await ana.slash("/group near", in_=guild.first_channel, city=LILLE)
    assert f"Ask {olga.mention}, <@7100000000000000004>, " in near.text
    assert " and 287 more or a moderator to revive it with /group archive." in near.text
