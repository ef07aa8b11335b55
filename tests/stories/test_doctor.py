"""An admin asks how the bot is doing: what it lacks, what that breaks, who can mend it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from discord import TextChannel

from bot import __version__
from bot.invitation import PERMISSIONS
from bot.people.person import Person as Admin
from cogs.server import service as server
from tests.stories.test_server_settings import heard_of
from tests.tongue import Tongue, told_in_both
from tests.town import Town

MOST_ROLES = 250
"""Of a server, with the one that everyone has. Source: Discord."""


async def test_the_doctor_says_what_is_missing_until_nothing_is(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild", "manage_channels")
    lyon = await town.group(olga, guild)
    well = await olga.slash("/campsite doctor", in_=lyon)
    assert well.ephemeral
    assert well.text.startswith("## How I am doing in this server\nI checked ")
    assert well.text.endswith(" things. Everything is in order.")

    desk = guild.add_channel("desk")
    await heard_of(town, desk)
    shown = await olga.slash("/campsite settings", in_=lyon)
    await olga.choose("server:channel:moderators_channel_id", [desk], on=shown.message)
    public = await olga.slash("/campsite doctor", in_=lyon)
    assert public.text.splitlines()[2].startswith(
        f"**Everyone can read {desk.mention}.** It is for moderators alone."
    )

    olga.deletes_channel(desk)
    await town.discord.until(lambda: town.client.get_channel(desk.id) is None)
    gone = await olga.slash("/campsite doctor", in_=lyon)
    assert "**A channel was deleted.** Moderators do not see there what waits for them." in gone.text


async def test_the_doctor_names_a_permission_the_bot_was_invited_without(town: Town) -> None:
    guild = town.discord.guild("Learners", locale="fr")
    guild.invite(town.campsite, permissions=PERMISSIONS.value & ~(1 << 44))
    await town.discord.until(lambda: town.client.get_guild(guild.id) is not None)
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    said = await olga.slash("/campsite doctor", in_=guild.first_channel)
    assert said.text == (
        "## Comment je vais sur ce serveur\n1 chose ne marche pas comme elle pourrait\u00a0:\n"
        "**Il me manque Créer des évènements.** Les prochaines rencontres ne s’affichent pas comme évènements du serveur. "
        "Un admin peut me donner ce droit dans Paramètres du serveur, Rôles."
    )


ABOUT_IN_FRENCH = {
    "Version {version}, under the MIT licence.": "Version {version}, sous licence MIT.",
    "Cities: data of [GeoNames](https://www.geonames.org), abridged, under [CC BY 4.0]"
    "(https://creativecommons.org/licenses/by/4.0/).": (
        "Villes\xa0: données de [GeoNames](https://www.geonames.org), abrégées, sous [CC BY 4.0]"
        "(https://creativecommons.org/licenses/by/4.0/)."
    ),
    "I read no messages. I keep what people tell me with commands and buttons, by their Discord id. With /me export "
    "everyone gets a file of all that names them.": (
        "Je ne lis aucun message. Je garde ce qu’on me dit par des commandes et des boutons, avec l’identifiant Discord. "
        "Avec /moi exporter, chacun reçoit un fichier de tout ce qui le nomme."
    ),
}


@told_in_both(ABOUT_IN_FRENCH)
async def test_an_admin_reads_what_the_bot_is_and_what_it_keeps(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    about = await olga.slash("/campsite about", in_=guild.first_channel)
    assert about.text.splitlines() == [
        "## Campsite",
        *(says(line, version=__version__) for line in ABOUT_IN_FRENCH),
    ]


async def test_the_doctor_names_a_list_that_cannot_be_pinned_and_a_room_that_cannot_be_opened(
    town: Town,
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    groups = guild.add_channel("groups")
    groups.set_overwrite(town.campsite.user, deny="pin_messages")
    lyon.set_overwrite(town.campsite.user, deny="create_private_threads")
    await heard_of(town, groups)
    await heard_of(town, lyon)
    shown = await olga.slash("/campsite settings", in_=lyon)
    await olga.choose("server:channel:directory_channel_id", [groups], on=shown.message)
    said = (await olga.slash("/campsite doctor")).text
    assert f"**I lack Pin Messages in {groups.mention}.** The list of all groups is not pinned." in said
    assert (
        f"**I lack Create Private Threads in {lyon.mention}.** Organizers of a group get no private thread."
        in said
    )


NO_THREADS_IN_FRENCH = {
    "**I lack Create Public Threads and Send Messages In Threads in {lyon}.** Meetups get no thread. Nobody is reminded in "
    "the threads of meetups.": (
        "**Il me manque Créer des fils publics et Envoyer des messages dans les fils dans {lyon}.** Les rencontres n’ont "
        "pas de fil. Personne ne reçoit de rappel dans les fils des rencontres."
    ),
}


@told_in_both(NO_THREADS_IN_FRENCH)
async def test_the_doctor_names_what_lacks_for_the_threads_of_meetups_before_any_is_planned(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    lyon = await town.group(olga, guild)
    lyon.set_overwrite(town.campsite.user, deny=["create_public_threads", "send_messages_in_threads"])
    await heard_of(town, lyon)
    said = await olga.slash("/campsite doctor", in_=lyon)
    assert said.text.splitlines()[2].startswith(
        says(
            "**I lack Create Public Threads and Send Messages In Threads in {lyon}.** Meetups get no thread. Nobody is "
            "reminded in the threads of meetups.",
            lyon=lyon.mention,
        )
    )


@pytest.mark.parametrize(
    ("locale", "finding"),
    [
        ("en-US", "**I lack Send Messages in {hall}.** Nobody who joins is welcomed."),
        (
            "fr",
            "**Il me manque Envoyer des messages dans {hall}.** Les personnes qui arrivent ne sont pas accueillies.",
        ),
    ],
)
async def test_the_doctor_names_what_lacks_where_people_are_welcomed_though_nobody_chose_it(
    town: Town, locale: str, finding: str
) -> None:
    guild = town.server(locale=locale)
    olga = town.member(guild, "Olga", locale, "manage_guild")
    hall, aside = guild.first_channel, guild.add_channel("aside")
    hall.set_overwrite(town.campsite.user, deny="send_messages")
    await heard_of(town, aside)

    def known() -> bool:
        found = town.client.get_channel(hall.id)
        assert isinstance(found, TextChannel)
        return not found.permissions_for(found.guild.me).send_messages

    await town.discord.until(known)
    said = (await olga.slash("/campsite doctor", in_=aside)).text
    assert finding.format(hall=hall.mention) in said


@pytest.mark.provokes
async def test_the_doctor_names_cards_that_are_stuck_and_who_can_mend_them(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    guild.automod.words.add("casino")
    await olga.slash("/group edit", in_=lyon)
    await olga.press("Welcome, dues, links")
    await olga.fill({"Welcome": "Bring your casino chips."})
    await town.settle()
    said = (await olga.slash("/campsite doctor")).text
    assert said == (
        "## How I am doing in this server\n1 thing does not work as it could:\n"
        f"**1 card in {lyon.mention} does not show what it should.** Discord’s AutoMod blocks a word in it. An admin can "
        "let me through under Server settings, AutoMod; organizers can change the words."
    )
    await olga.slash("/group edit")
    await olga.press("Welcome, dues, links")
    await olga.fill({"Welcome": "Bring your laptop."})
    await town.turn(timedelta(hours=7))
    assert "Bring your laptop." in lyon.messages[0].text
    assert (await olga.slash("/campsite doctor")).text.endswith("Everything is in order.")


@pytest.mark.provokes
async def test_the_doctor_says_what_is_a_fault_of_the_bots_own_in_french(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    lyon = await town.group(olga, guild)
    town.discord.faults.fail("PATCH", "/channels/*/messages/*", status=400)
    await olga.slash("/group edit", in_=lyon)
    await olga.press("Bienvenue, participation, liens")
    await olga.fill({"Bienvenue": "Apporte un portable."})
    await town.settle()
    said = (await olga.slash("/campsite doctor")).text
    assert f"**1 carte dans {lyon.mention} ne montre pas ce qu’elle devrait.** C’est ma faute." in said


async def test_what_lacks_in_one_channel_is_one_thing_however_much_it_is(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    lyon.set_overwrite(
        town.campsite.user, deny=["send_messages", "read_message_history", "create_private_threads"]
    )
    hidden = await town.group(olga, guild, "Lille")
    hidden.set_overwrite(town.campsite.user, deny="view_channel")
    await heard_of(town, lyon)
    await heard_of(town, hidden)
    said = (await olga.slash("/campsite doctor", in_=guild.first_channel)).text
    assert said == (
        "## How I am doing in this server\n2 things do not work as they could:\n"
        f"**I lack Send Messages, Read Message History and Create Private Threads in {lyon.mention}.** This group’s card "
        "and meetups can’t be shown. Organizers of a group get no private thread. An admin can allow that under Channel "
        "settings, Permissions.\n"
        f"**I lack View Channel in {hidden.mention}.** This group’s card and meetups can’t be shown. Organizers of a group "
        "get no private thread. Meetups get no thread. Nobody is reminded in the threads of meetups. An admin can allow that "
        "under Channel settings, Permissions."
    )


@pytest.mark.parametrize(
    ("locale", "unseen", "deleted"),
    [
        (
            "en-US",
            (
                "**{role} does not see {desk}.** Moderators do not see there what waits for them. An admin can let the role in "
                "under Channel settings, Permissions."
            ),
            (
                "**The role that {desk} is for was deleted.** Moderators do not see there what waits for them. An admin can "
                "choose another one with /campsite settings."
            ),
        ),
        (
            "fr",
            (
                "**{role} ne voit pas {desk}.** La modération n’y voit pas ce qui l’attend. Un admin peut laisser entrer ce rôle "
                "dans Paramètres du salon, Permissions."
            ),
            (
                "**Le rôle pour lequel est {desk} a été supprimé.** La modération n’y voit pas ce qui l’attend. Un admin peut en "
                "choisir un autre avec /campsite réglages."
            ),
        ),
    ],
)
async def test_the_doctor_says_when_moderators_do_not_see_their_channel(
    town: Town, locale: str, unseen: str, deleted: str
) -> None:
    guild = town.server(locale=locale)
    olga = town.member(guild, "Olga", locale, "manage_guild", "manage_roles")
    desk, mentors = guild.add_channel("desk"), guild.add_role("Mentors")
    desk.set_overwrite(guild.everyone, deny="view_channel")
    desk.set_overwrite(guild.role_of(town.campsite), allow="view_channel")
    await heard_of(town, desk)
    await town.app.write(
        guild.id,
        server.change,
        Admin(olga.id, manages_server=True),
        moderators_channel_id=desk.id,
        moderator_role_id=mentors.id,
    )
    said = (await olga.slash("/campsite doctor", in_=guild.first_channel)).text
    assert said.splitlines()[2:] == [unseen.format(role=f"<@&{mentors.id}>", desk=desk.mention)]
    guild.delete_role(mentors)
    known = town.client.get_guild(guild.id)
    await town.discord.until(lambda: known is not None and known.get_role(mentors.id) is None)
    said = (await olga.slash("/campsite doctor", in_=guild.first_channel)).text
    assert said.splitlines()[2:] == [deleted.format(desk=desk.mention)]


@pytest.mark.provokes
async def test_a_role_that_the_server_has_no_room_for_is_made_once_there_is_some(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    spare = [guild.add_role(f"r{number}") for number in range(MOST_ROLES - len(guild.roles))]
    lyon = await town.group(olga, guild)

    def asked() -> int:
        return sum(one.method == "POST" and one.path.endswith("/roles") for one in town.discord.requests)

    before = asked()
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    for person in (ana, ben):
        await person.press("Join", on=lyon.messages[0])
        await town.settle()
    assert asked() == before
    assert "3 members" in lyon.messages[0].text
    said = (await olga.slash("/campsite doctor", in_=lyon)).text
    assert said == (
        "## How I am doing in this server\n1 thing does not work as it could:\n"
        "**1 card or role is not as it should be.** This server has as many roles as Discord allows. An admin can delete "
        "one that nobody needs."
    )
    guild.delete_role(spare[0])
    await town.turn(timedelta(days=1))
    assert guild.role("Lyon") in guild.member(ben).roles
    assert (await olga.slash("/campsite doctor", in_=lyon)).text.endswith("Everything is in order.")
