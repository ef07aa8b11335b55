"""The same story for a server and a member who speak French."""

from __future__ import annotations

from datetime import timedelta

from tests.town import Town

STARTS = 1795856400
ASKED = (
    "Au fait\xa0: je pars du principe que c’est le soir pour toi quand c’est le soir à Paris. Si tu vis à une autre heure, donne "
    "ta ville avec /moi préférences."
)


async def test_a_french_server_from_the_first_command_to_the_reminder(town: Town) -> None:
    guild = town.server("Apprenants", locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana = town.member(guild, "Ana", "fr")

    founded = await olga.slash("/group create", name="Lyon", timezone="Europe/Paris")
    await town.settle()
    lyon = guild.channel("lyon")
    assert founded.text == (
        f"Le groupe Lyon est prêt dans {lyon.mention}, et c’est toi qui l’organises. Son fuseau horaire\xa0: Paris. "
        "Prévois-y une première rencontre avec /rencontre planifier."
    )
    assert lyon.messages[0].text.splitlines() == [
        "## Lyon",
        "1 membre · fuseau horaire\xa0: Paris",
        f"Organisé par {olga.mention}",
        "Rien n’est encore prévu.",
    ]
    assert [button.label for button in lyon.messages[0].buttons] == ["Rejoindre", "Quitter"]

    olga.goes_to(lyon)
    choices = await olga.complete("/meetup schedule", "when", "samedi 28 à 10h")
    assert [choice.name for choice in choices] == ["sam. 28 novembre 2026, 10:00 · Paris (UTC+1)"]
    await olga.slash("/meetup schedule", when=choices[0].value, seats=1)
    await town.settle()
    card = lyon.messages[1]
    assert card.text.splitlines()[0] == "## Code & café · Lyon"
    assert [button.label for button in card.buttons] == ["Je viens", "Peut-être", "Pas cette fois", "Agenda"]
    assert (await ana.press("Je viens", on=card)).text.splitlines() == [
        f"C’est noté, tu viens. Rendez-vous <t:{STARTS}:F>.",
        ASKED,
    ]
    assert (await olga.press("Je viens", on=card)).text.splitlines() == [
        "C’est complet\xa0: tu es en position 1 sur la liste. Je te préviens dès qu’une place est à toi.",
        ASKED,
    ]
    await town.turn(timedelta(days=7))
    assert card.thread is not None
    assert card.thread.messages[-1].text.splitlines() == [
        ana.mention,
        f"**Code & café**, c’est <t:{STARTS}:R>\xa0: <t:{STARTS}:F>.",
    ]


async def test_everyone_is_answered_in_their_own_language_and_the_card_keeps_the_groups(town: Town) -> None:
    guild = town.server(locale="en-US")
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    zoe = town.member(guild, "Zoé", "fr")
    card = await town.meetup(olga, await town.group(olga, guild))
    assert (await zoe.press("Maybe", on=card)).text.startswith("Tu viendras peut-être.")
    await town.settle()
    assert "**Maybe** 1" in card.text


async def test_a_group_can_speak_another_language_than_its_server(town: Town) -> None:
    guild = town.server(locale="en-US")
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild, language="fr")
    assert lyon.messages[0].text.splitlines()[-1] == "Rien n’est encore prévu."


async def test_a_refusal_is_in_the_language_of_who_asked(town: Town) -> None:
    guild = town.server(locale="en-US")
    zoe = town.member(guild, "Zoé", "fr")
    refused = await zoe.slash("/group create")
    assert refused.ephemeral
    assert refused.text == "Donne un nom ou une ville au groupe\xa0: l’un des deux suffit."


async def test_a_time_zone_is_understood_in_ones_own_language_and_in_english(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    for name, typed in (("Un", "La Haye"), ("Deux", "The Hague"), ("Trois", "Moscou"), ("Quatre", "Moscow")):
        await olga.raw_command("/group create", name=name, timezone=typed)
    await town.settle()
    cards = [guild.channel(name).messages[0].text for name in ("un", "deux", "trois", "quatre")]
    assert [card.splitlines()[1].rpartition("\xa0: ")[2] for card in cards] == [
        "Amsterdam",
        "Amsterdam",
        "Moscou",
        "Moscou",
    ]
    offered = await olga.complete("/group create", "timezone", "eastern time new york")
    assert [one.value for one in offered] == ["America/New_York"]
