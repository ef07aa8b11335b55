"""Moderators see who waits for a person, share it out without getting in each other's way, and it clears itself."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from discord import TextChannel

from bot.people.naming import rows_naming
from cogs.onboarding import desk as service
from cogs.onboarding import desk_models, introduction_models, models
from cogs.server import models as server_models
from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.town import Town

MOMENT = timedelta(seconds=5)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def office_of(town: Town, guild: Guild, *moderators: Person) -> Channel:
    """A channel that only these can read, chosen for moderators; and one for introductions. They came in long ago."""
    for person in moderators:
        await heard(town, guild, person)
        await town.app.write(guild.id, desk_models.forget, person.id)
    office, hall = guild.add_channel("office"), guild.add_channel("introductions")
    office.set_overwrite(guild.everyone, deny="view_channel")
    office.set_overwrite(guild.role_of(town.campsite), allow="view_channel")
    for person in moderators:
        office.set_overwrite(guild.member(person), allow="view_channel")
    chosen = {"moderators_channel_id": office.id, "introductions_channel_id": hall.id}
    await town.app.write(guild.id, lambda tx: server_models.save(tx, **chosen))

    def known() -> bool:
        found = town.client.get_channel(office.id)
        there = isinstance(found, TextChannel) and len(found.overwrites) == 2 + len(moderators)
        return there and town.client.get_channel(hall.id) is not None

    await town.discord.until(known)
    return office


async def heard(town: Town, guild: Guild, person: Person) -> None:
    """Waits until the bot has heard that somebody came in."""
    async with asyncio.timeout(60):
        known = None
        while known is None:
            known = await town.app.read(guild.id, models.newcomer, person.id)


async def comes_in(town: Town, guild: Guild, name: str, locale: str = "en-US") -> Person:
    """Somebody joins, and is welcomed."""
    person = town.member(guild, name, locale)
    await heard(town, guild, person)
    await town.turn(MOMENT)
    return person


async def waiting(town: Town, guild: Guild, count: int) -> None:
    """Waits until the bot has heard enough for so many to wait, and has drawn it."""
    async with asyncio.timeout(60):
        seen = None
        while seen is None or seen.count != count:
            seen = await town.app.read(guild.id, service.look)
    await town.settle()


async def wrote_first(town: Town, person: Person) -> None:
    """Waits until the bot has heard that somebody has written for the first time."""
    async with asyncio.timeout(60):
        kinds: list[object] = []
        while "post" not in kinds:
            kinds = [row["kind"] for row in await kept(town, person)]


async def kept(town: Town, person: Person) -> list[dict[str, object]]:
    named = await town.app.database.read(None, rows_naming, person.id)
    return named.get("desk_entries", [])


def labels(message: Message) -> list[str | None]:
    return [button.label for button in message.buttons]


async def introduces(town: Town, guild: Guild, person: Person, field: str, said: str) -> Message:
    """Somebody introduces themselves; their card."""
    await person.slash("/intro" if field == "Who are you?" else "/présentation", in_=guild.first_channel)
    await person.fill({field: said})
    await town.settle()
    return guild.channel("introductions").messages[-1]


async def test_a_moderators_morning(town: Town) -> None:
    guild = town.server()
    mia = town.member(guild, "Mia", "en-US", "moderate_members", "manage_guild")
    noa = town.member(guild, "Noa", "en-US", "moderate_members")
    lyon = await town.group(mia, guild, timezone="Europe/Paris")
    office = await office_of(town, guild, mia, noa)
    zoe, sam = await comes_in(town, guild, "Zoé"), await comes_in(town, guild, "Sam")
    ben = await comes_in(town, guild, "Ben")
    [desk] = office.messages
    assert desk.text.splitlines()[0] == "## Welcome desk · 3 people wait for someone"
    assert labels(desk) == ["I’ll greet", "I’ll greet", "I’ll greet", "Open the desk"]
    assert mia.notifications == noa.notifications == []

    card = await introduces(town, guild, sam, "Who are you?", "Sam, from Oran")
    await zoe.says("Is this the right place?", in_=guild.first_channel)
    await wrote_first(town, zoe)
    await ben.press("Join", on=lyon.messages[0])
    ben.goes_to(lyon)
    await ben.slash("/progress share", stuck="recursion")
    await town.settle()
    assert [line.split(" ")[0] for line in desk.text.splitlines()[1:]] == [sam.mention, ben.mention]
    await town.turn(13 * HOUR)  # a first post has waited twelve hours
    assert desk.text.splitlines()[1].startswith(f"{zoe.mention} wrote [here](https://discord.com/channels/")
    await town.turn(12 * HOUR)  # the next morning
    lines = desk.text.splitlines()
    assert lines[0] == "## Welcome desk · 3 people wait for someone"
    assert [line.split(" ")[0] for line in lines[1:]] == [
        sam.mention,
        zoe.mention,
        ben.mention,
        sam.mention,
        ben.mention,
    ]
    assert "they are [stuck](" in lines[3]
    assert lines[3].endswith("“recursion”")

    mine, late = await asyncio.gather(
        mia.press(desk.buttons[0], on=desk), noa.press(desk.buttons[0], on=desk)
    )
    taker = mia if mine.text.startswith(f"{sam.mention} is yours.") else noa
    other, told = (noa, late) if taker is mia else (mia, mine)
    assert told.text == f"{taker.mention} takes care of {sam.mention} already."
    await town.settle()
    assert f"-# Taken by {taker.mention}" in desk.text.splitlines()
    back = await taker.press("Hand back", on=desk)
    assert back.text == f"{sam.mention} is for whoever comes first again."
    await town.settle()
    assert "Hand back" not in labels(desk)
    await other.press(desk.buttons[0], on=desk)
    await town.settle()
    await other.says("Welcome, Sam", in_=guild.channel("introductions"), reply_to=card)
    await waiting(town, guild, 3)  # the answer greets Sam, who had come in as well
    introduction = await town.app.read(guild.id, introduction_models.of_person, sam.id)
    assert introduction is not None
    assert introduction.answered_at is not None
    lines = desk.text.splitlines()
    assert [line.split(" ")[0] for line in lines[1:4]] == [zoe.mention, ben.mention, ben.mention]
    assert lines[-1] == "-# Half of the first answers of the last 30 days came within 25 hours."
    await mia.says(f"Call it yourself, {ben.mention}", in_=lyon)
    await waiting(town, guild, 1)
    whole = await noa.slash("/welcome desk", in_=office)
    assert whole.ephemeral
    assert whole.text.splitlines()[-3:] == [
        "**First answers**",
        "Half of the first answers of the last 30 days came within 25 hours.",
        "- Lyon: 25 hours",
    ]
    await noa.press("I’ll reply", on=whole.message)
    done = await noa.press("Done", on=whole.message)
    assert done.updated
    assert done.text.splitlines()[0] == f"Done. {zoe.mention} has left the desk."
    await town.settle()
    assert office.messages == [desk]
    assert desk.text.splitlines()[:2] == ["## Welcome desk", "Nobody waits for anyone."]


async def test_what_is_taken_on_and_not_done_goes_back_by_itself_and_the_old_is_let_go_of(town: Town) -> None:
    guild = town.server(locale="fr")
    mia = town.member(guild, "Mia", "fr", "moderate_members")
    office = await office_of(town, guild, mia)
    zoe = await comes_in(town, guild, "Zoé", "fr")
    [desk] = office.messages
    assert desk.text.splitlines()[0] == "## Comptoir d’accueil · 1 personne attend quelqu’un"
    taken = await mia.press("Je l’accueille", on=desk)
    assert taken.text.startswith(f"{zoe.mention} est pour toi.")
    await town.turn(23 * HOUR)
    assert labels(desk) == ["C’est réglé", "Rendre", "Ouvrir le comptoir"]
    await town.restart()
    await town.turn(2 * HOUR)
    assert labels(desk) == ["Je l’accueille", "Ouvrir le comptoir"]
    await town.turn(14 * DAY)
    assert desk.text.splitlines() == ["## Comptoir d’accueil", "Personne n’attend."]
    assert await kept(town, zoe) == []


@pytest.mark.parametrize(
    ("locale", "wrote"), [("en-US", "wrote [here]("), ("fr", "a écrit [ici](")], ids=["English", "French"]
)
async def test_who_has_read_along_for_weeks_and_then_writes_is_not_left_without_an_answer(
    town: Town, locale: str, wrote: str
) -> None:
    guild = town.server(locale=locale)
    mia = town.member(guild, "Mia", locale, "moderate_members")
    office = await office_of(town, guild, mia)
    zoe = await comes_in(town, guild, "Zoé", locale)
    await town.turn(15 * DAY)
    await zoe.says("A first question", in_=guild.first_channel)
    await wrote_first(town, zoe)
    await town.turn(13 * HOUR)
    [desk] = office.messages
    assert f"{zoe.mention} {wrote}" in desk.text


async def test_the_desk_is_for_who_moderates_and_for_servers_that_have_a_place_for_it(town: Town) -> None:
    guild = town.server()
    mia, ana = town.member(guild, "Mia", "en-US", "moderate_members"), town.member(guild, "Ana")
    refused = await mia.slash("/welcome desk", in_=guild.first_channel)
    assert refused.text == ("The desk has no place yet. Choose its channel with /welcome settings.")
    office = await office_of(town, guild, mia, ana)
    only = "The desk is for moderators and greeters. Moderators say who they are with /welcome settings."
    assert (await ana.slash("/welcome desk", in_=guild.first_channel)).text == only
    await mia.slash("/welcome desk", in_=guild.first_channel)
    await comes_in(town, guild, "Zoé")
    [desk] = office.messages
    assert (await ana.press("I’ll greet", on=desk)).text == only
    guild.grant(mia, "manage_messages")
    mia.deletes(desk)
    await comes_in(town, guild, "Sam")
    await town.turn(MOMENT)
    [again] = office.messages
    assert labels(again) == ["I’ll greet", "I’ll greet", "Open the desk"]


@pytest.mark.parametrize(
    ("locale", "head", "greet", "gone"),
    [
        (
            "en-US",
            "## Welcome desk · 1 person waits for someone",
            "I’ll greet",
            "{person} has left the server, and the desk with it.",
        ),
        (
            "fr",
            "## Comptoir d’accueil · 1 personne attend quelqu’un",
            "Je l’accueille",
            "{person} a quitté le serveur, et donc le comptoir.",
        ),
    ],
    ids=["English", "French"],
)
async def test_a_raid_that_was_thrown_out_hides_nobody_at_the_desk(
    town: Town, locale: str, head: str, greet: str, gone: str
) -> None:
    guild = town.server(locale=locale)
    mia = town.member(guild, "Mia", locale, "moderate_members")
    office = await office_of(town, guild, mia)
    raid = town.discord.raid(guild, 250)
    for person in raid:
        await heard(town, guild, person)
    await town.turn(timedelta(minutes=1))
    [desk] = office.messages
    guild.kick(raid[0])
    hers = next(button for button in desk.buttons if button.label == greet)
    told = await mia.press(hers, on=desk)
    if told.text != gone.format(
        person=raid[0].mention
    ):  # a slow machine: the desk finds out when it is drawn
        await town.settle()
    waits = await town.app.read(guild.id, service.people_waiting)
    assert raid[0].id not in waits
    for person in raid[1:]:
        guild.kick(person)
    await town.turn(HOUR)
    zoe = await comes_in(town, guild, "Zoé", locale)
    await waiting(town, guild, 1)
    [desk] = office.messages
    assert desk.text.splitlines()[0] == head
    assert desk.text.splitlines()[1].startswith(zoe.mention)
    zoe.leaves(guild)
    async with asyncio.timeout(60):
        shown = desk.text
        while zoe.mention in shown:
            shown = (
                await mia.slash("/welcome desk" if locale == "en-US" else "/accueil comptoir", in_=office)
            ).text


async def test_who_is_forgotten_is_on_no_desk(town: Town) -> None:
    guild = town.server()
    mia = town.member(guild, "Mia", "en-US", "moderate_members")
    office = await office_of(town, guild, mia)
    zoe, sam = await comes_in(town, guild, "Zoé"), await comes_in(town, guild, "Sam")
    [desk] = office.messages
    await mia.press(desk.buttons[0], on=desk)
    for person in (zoe, mia):
        asked = await person.slash("/me forget", in_=guild.first_channel)
        await person.press("Forget me here", on=asked.message)
        await town.settle()
    assert await kept(town, zoe) == await kept(town, mia) == []
    assert [line.split(" ")[0] for line in desk.text.splitlines()[1:]] == [sam.mention]


async def test_a_moderators_morning_in_french(town: Town) -> None:
    guild = town.server(locale="fr")
    mia = town.member(guild, "Mia", "fr", "moderate_members", "manage_guild")
    noa = town.member(guild, "Noa", "fr", "moderate_members")
    office = await office_of(town, guild, mia, noa)
    zoe, sam = await comes_in(town, guild, "Zoé", "fr"), await comes_in(town, guild, "Sam", "fr")
    card = await introduces(town, guild, sam, "Qui es-tu\xa0?", "Sam, d’Oran")
    await zoe.says("C’est bien ici ?", in_=guild.first_channel)
    await wrote_first(town, zoe)
    await town.turn(25 * HOUR)  # the next morning
    [desk] = office.messages
    hall = guild.channel("introductions")
    here = f"https://discord.com/channels/{guild.id}"
    first = guild.first_channel.messages[-1]
    assert desk.text.splitlines() == [
        "## Comptoir d’accueil · 2 personnes attendent quelqu’un",
        f"{sam.mention} s’est [présenté·e]({here}/{hall.id}/{card.id}) <t:1795165210:R>",
        f"{zoe.mention} a écrit [ici]({here}/{guild.first_channel.id}/{first.id}) pour la première fois <t:1795165210:R>",
        f"{sam.mention} est arrivé·e <t:1795165205:R>",
    ]
    assert labels(desk) == ["Je réponds", "Je réponds", "Je l’accueille", "Ouvrir le comptoir"]
    await mia.press(desk.buttons[0], on=desk)
    late = await noa.press(desk.buttons[0], on=desk)
    assert late.text == f"{mia.mention} s’occupe déjà de {sam.mention}."
    await town.settle()
    assert f"-# {mia.mention} s’en occupe" in desk.text.splitlines()
    await mia.says("Bienvenue, Sam", in_=hall, reply_to=card)
    await waiting(town, guild, 1)
    await noa.says("Oui, bienvenue", in_=guild.first_channel, reply_to=first)
    await waiting(town, guild, 0)
    assert desk.text.splitlines() == [
        "## Comptoir d’accueil",
        "Personne n’attend.",
        "-# La moitié des premières réponses des 30 derniers jours est venue en moins de 25\xa0heures.",
    ]
    whole = await noa.slash("/accueil comptoir", in_=office)
    assert whole.text.splitlines()[2:] == [
        f"Le comptoir pour vous tous est ici\xa0: {here}/{office.id}/{desk.id}",
        "**Premières réponses**",
        "La moitié des premières réponses des 30 derniers jours est venue en moins de 25\xa0heures.",
    ]


async def test_who_moderates_greets_or_organizes_is_nobody_to_greet(town: Town) -> None:
    guild = town.server()
    mia = town.member(guild, "Mia", "en-US", "moderate_members", "manage_guild")
    office = await office_of(town, guild, mia)
    noa, zoe, sam = [await comes_in(town, guild, name) for name in ("Noa", "Zoé", "Sam")]
    guild.invite(town.discord.application("Helper"))
    greeters = guild.add_role("Greeters")
    settings = await mia.slash("/welcome settings", in_=guild.first_channel)
    await mia.choose("onboarding:greeters", [greeters], on=settings.message)
    assert waits_at(office, noa, zoe, sam) == [noa, zoe, sam]
    guild.member(noa).give(greeters)
    await noa.says("Hello", in_=guild.first_channel)
    lyon = await town.group(mia, guild, timezone="Europe/Paris")
    await sam.press("Join", on=lyon.messages[0])
    await mia.slash("/group organizers", in_=lyon, person=sam, role="greeter")
    await waiting(town, guild, 1)
    assert waits_at(office, noa, zoe, sam) == [zoe]
    await town.turn(13 * HOUR)  # nor does a greeter's first post wait for an answer
    assert waits_at(office, noa, zoe, sam) == [zoe]
    sam.leaves(guild)
    sam.joins(guild)
    await town.turn(HOUR)
    ben = await comes_in(town, guild, "Ben")
    assert waits_at(office, noa, zoe, sam, ben) == [zoe, ben]


def waits_at(office: Channel, *people: Person) -> list[Person]:
    [desk] = office.messages
    lines = desk.text.splitlines()
    return [person for person in people if any(line.startswith(person.mention) for line in lines)]


async def test_the_desk_of_a_channel_that_was_deleted_is_not_linked(town: Town) -> None:
    guild = town.server()
    mia = town.member(guild, "Mia", "en-US", "moderate_members")
    office = await office_of(town, guild, mia)
    await comes_in(town, guild, "Zoé")
    linked = await mia.slash("/welcome desk", in_=guild.first_channel)
    assert (
        f"The desk for all of you is here: https://discord.com/channels/{guild.id}/{office.id}/"
        in linked.text
    )
    guild.delete_channel(office)
    await town.discord.until(lambda: town.client.get_channel(office.id) is None)
    shown = await mia.slash("/welcome desk", in_=guild.first_channel)
    assert "came in" in shown.text
    assert "The desk for all of you is here" not in shown.text
