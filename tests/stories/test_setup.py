"""An admin sets a fresh server up: one screen after the other, all of it optional, and whenever they like."""

from __future__ import annotations

import asyncio

import pytest

from playground.people.reply import Reply
from playground.world import parts
from playground.world.guilds import Guild
from playground.world.messages import Message
from playground.world.permissions import sees
from tests.stories.test_server_settings import heard_of
from tests.tongue import Tongue, told_in_both
from tests.town import Town


def shown(reply: Reply) -> Message:
    """The message of an answer."""
    assert reply.message is not None
    return reply.message


def head(reply: Reply) -> str:
    """The first line of an answer's card."""
    return next(line for line in reply.text.splitlines() if line.startswith("## "))


def channels(guild: Guild) -> list[str]:
    """The names of a server's text channels."""
    return [channel.name for channel in guild.channels]


IN_FRENCH = {
    "## Setting up, step 1 of 6": "## Configuration, étape 1 sur 6",
    "## Setting up, step 3 of 6": "## Configuration, étape 3 sur 6",
    "## Setting up, step 4 of 6": "## Configuration, étape 4 sur 6",
    "Name a city": "Nommer une ville",
    "A city": "Une ville",
    "**Time zone** Paris": "**Fuseau horaire** Paris",
    "Go on": "Continuer",
    "Back": "Retour",
    "I would create **#moderators**: private, until you let somebody in": (
        "Je créerais **#modération**\xa0: privé, jusqu’à ce que tu y laisses entrer quelqu’un"
    ),
    "I would create **#moderators**: private, for {role} and me.": (
        "Je créerais **#modération**\xa0: privé, pour {role} et moi."
    ),
    "Create #moderators": "Créer #modération",
    "moderators": "modération",
    "Saved.": "C’est enregistré.",
    "## That is all": "## C’est tout",
    "**Moderators' channel** {place}": "**Salon de la modération** {place}",
    "**Welcome channel** none yet": "**Salon d’accueil** aucun pour l’instant",
}


@told_in_both(IN_FRENCH)
async def test_an_admin_sets_up_a_fresh_server(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    mentors = guild.add_role("Mentors")
    first = await olga.slash("/campsite setup", in_=guild.first_channel)
    assert first.ephemeral
    assert head(first) == says("## Setting up, step 1 of 6")
    same = await olga.choose("server:1:language", ["fr"], on=first.message)
    assert same.updated
    assert head(same) == says("## Setting up, step 1 of 6")
    await olga.press(says("Name a city"), on=first.message)
    zoned = await olga.fill({says("A city"): "Europe/Paris"})
    assert says("**Time zone** Paris") in zoned.text

    second = await olga.press(says("Go on"), on=first.message)
    assert says("I would create **#moderators**: private, until you let somebody in") in second.text
    chosen = await olga.choose("server:2:role", [mentors], on=first.message)
    assert (
        says("I would create **#moderators**: private, for {role} and me.", role=mentors.mention)
        in chosen.text
    )
    before = channels(guild)
    made = await olga.press(says("Create #moderators"), on=first.message)
    assert channels(guild) == [*before, says("moderators")]
    assert made.text.splitlines()[0] == says("Saved.")
    desk = guild.channel(says("moderators"))
    zoe, mia = (town.member(guild, name, says.locale) for name in ("Zoé", "Mia"))
    guild.member(mia).give(mentors)
    assert [sees(guild.member(person), desk) for person in (zoe, mia)] == [False, True]
    assert says("Create #moderators") not in [button.label for button in made.buttons]

    # The next day, after a restart: it goes on where nothing was chosen yet.
    await town.restart()
    again = await olga.slash("/campsite setup")
    assert head(again) == says("## Setting up, step 4 of 6")
    back = await olga.press(says("Back"), on=again.message)
    opened = await olga.choose("server:3:founding", ["open"], on=back.message)
    assert head(opened) == says("## Setting up, step 3 of 6")
    last = again
    for _ in range(4):
        last = await olga.press(says("Go on"), on=again.message)
    assert head(last) == says("## That is all")
    assert says("**Moderators' channel** {place}", place=desk.mention) in last.text
    assert says("**Welcome channel** none yet") in last.text
    await zoe.slash("/group create", in_=guild.first_channel, name="Lyon")
    await town.settle()
    assert guild.has_channel("lyon")


async def test_a_channel_is_made_once_whatever_is_pressed_twice(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    first = await olga.slash("/campsite configurer", in_=guild.first_channel)
    before = channels(guild)
    for _ in range(2):
        await olga.raw_component(shown(first), custom_id="server:setup:make:directory_channel_id")
    assert channels(guild) == [*before, "groupes"]
    settings = await olga.slash("/campsite réglages")
    await olga.choose("server:channel:directory_channel_id", [], on=settings.message)
    await olga.raw_component(shown(first), custom_id="server:setup:make:directory_channel_id")
    assert channels(guild) == [*before, "groupes"]


async def test_a_channel_for_moderators_that_everyone_reads_is_warned_of(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    desk = guild.add_channel("desk")
    await heard_of(town, desk)
    settings = await olga.slash("/campsite settings", in_=guild.first_channel)
    said = await olga.choose("server:channel:moderators_channel_id", [desk], on=settings.message)
    assert said.text.splitlines()[0] == (
        f"Saved. But everyone can read {desk.mention}: what is for moderators would be read by all, and reports are not "
        "taken. Make it private under Channel settings, Permissions, or choose another one."
    )
    welcome = await olga.choose("server:channel:welcome_channel_id", [desk], on=settings.message)
    assert welcome.text.splitlines()[0] == "Saved."


@pytest.mark.parametrize(
    "custom_id", ["server:setup:3", "server:setup:zone", "server:setup:make:welcome_channel_id"]
)
async def test_who_does_not_manage_the_server_sets_nothing_up(town: Town, custom_id: str) -> None:
    guild = town.server()
    zoe = town.member(guild, "Zoé")
    asked = await zoe.slash("/help", in_=guild.first_channel)
    before = channels(guild)
    said = await zoe.raw_component(shown(asked), custom_id=custom_id)
    assert said.text.startswith("Only who may manage this server can do that.")
    assert channels(guild) == before


async def test_without_the_permission_nothing_is_created_and_the_admin_reads_why(town: Town) -> None:
    guild = town.discord.guild("Learners")
    guild.invite(town.campsite, permissions=1 << 10 | 1 << 11 | 1 << 16)
    await town.discord.until(lambda: town.client.get_guild(guild.id) is not None)
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    first = await olga.slash("/campsite setup", in_=guild.first_channel)
    before = channels(guild)
    said = await olga.raw_component(shown(first), custom_id="server:setup:make:welcome_channel_id")
    assert said.text.startswith("I need the permission Manage Channels in this server.")
    assert channels(guild) == before


async def test_a_city_nobody_knows_is_refused_and_several_are_offered(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    first = await olga.slash("/campsite setup", in_=guild.first_channel)
    await olga.press("Name a city", on=first.message)
    unknown = await olga.fill({"A city": "Xyzzyx"})
    assert unknown.text == "I know no city called “Xyzzyx”. Try a bigger one in the same time zone."
    await olga.press("Name a city", on=first.message)
    offered = await olga.fill({"A city": "america"})
    assert offered.text.splitlines()[0] == "Several time zones may be meant:"
    menu = parts.named(shown(offered).components, "server:1:zone")
    assert menu is not None
    saved = await olga.choose("server:1:zone", [menu["options"][0]["value"]], on=offered.message)
    assert saved.text.splitlines()[0] == "Saved."


async def test_a_button_pressed_three_times_at_once_makes_one_channel(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    step = await olga.press("Go on", on=shown(await olga.slash("/campsite setup", in_=guild.first_channel)))
    before = len(guild.channels)
    making = next(button for button in shown(step).buttons if button.label.startswith("Create #moderators"))
    await asyncio.gather(*(olga.press(making, on=shown(step)) for _ in range(3)))
    await town.settle()
    assert len(guild.channels) == before + 1


CLOSED = {
    "Create #moderators": "Créer #modération",
    "moderators": "modération",
    "Go on": "Continuer",
    "Saved.": "C’est enregistré.",
    "Saved. But {role} does not see {channel}: let the role in under Channel settings, Permissions.": (
        "C’est enregistré. Mais {role} ne voit pas {channel}\xa0: laisse entrer ce rôle dans Paramètres du salon, Permissions."
    ),
}


@told_in_both(CLOSED)
async def test_who_moderates_comes_into_the_channel_that_was_made_before_their_role_was_chosen(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    mentors, theirs = guild.add_role("Mentors"), guild.add_channel("mods")
    zoe = town.member(guild, "Zoé", says.locale)
    guild.member(zoe).give(mentors)
    first = await olga.slash("/campsite setup", in_=guild.first_channel)
    await olga.press(says("Go on"), on=first.message)
    await olga.press(says("Create #moderators"), on=first.message)
    made = guild.channel(says("moderators"))
    assert not sees(guild.member(zoe), made)
    chosen = await olga.choose("server:2:role", [mentors], on=first.message)
    assert sees(guild.member(zoe), made)
    assert chosen.text.splitlines()[0] == says("Saved.")

    theirs.set_overwrite(guild.everyone, deny="view_channel")
    theirs.set_overwrite(guild.member(town.campsite.user), allow="view_channel")
    await heard_of(town, theirs)
    closed = says(
        "Saved. But {role} does not see {channel}: let the role in under Channel settings, Permissions.",
        role=mentors.mention,
        channel=theirs.mention,
    )
    answer = await olga.choose("server:2:channel:moderators_channel_id", [theirs], on=first.message)
    assert answer.text.splitlines()[0] == closed
    again = await olga.choose("server:2:role", [mentors], on=first.message)
    assert again.text.splitlines()[0] == closed


async def test_who_chooses_everyone_for_moderators_lets_nobody_into_their_channel(town: Town) -> None:
    guild = town.server()
    olga, zoe = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Zoé")
    first = await olga.slash("/campsite setup", in_=guild.first_channel)
    await olga.press("Go on", on=first.message)
    await olga.press("Create #moderators", on=first.message)
    refused = await olga.choose("server:2:role", [guild.everyone], on=first.message)
    assert refused.text == "I can't use that role. Pick one that only your moderators have."
    await town.discord.calm()
    assert not sees(guild.member(zoe), guild.channel("moderators"))
