"""Organizers run their group by themselves: its settings, its people, its places, its end and its new beginning."""

from __future__ import annotations

import pytest

from cogs.groups import service as groups
from tests.stories.test_server_settings import heard_of
from tests.tongue import Tongue, told_in_both
from tests.town import Town


async def test_organizers_change_their_group_and_a_stale_form_loses_nothing(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild)
    named = await olga.slash("/group organizers", person=ana, role="organizer")
    assert named.text == f"{ana.mention} is now organizer of Lyon."
    await town.settle()
    assert ana.notifications[-1].text == (
        f"{ana.mention}\nYou are now organizer of Lyon. You plan its meetups with /meetup schedule and change it with "
        "/group edit."
    )
    room = next(thread for thread in guild.thread_by_id.values() if thread.name == "Organizers of Lyon")
    assert set(room.thread_members) >= {olga.id, ana.id}
    ana.goes_to(lyon)
    ben.goes_to(lyon)
    panel = await ana.slash("/group edit")
    await olga.slash("/group edit")
    await ana.press("Welcome, dues, links", on=panel.message)
    other = await olga.slash("/group edit")
    await olga.press("Welcome, dues, links", on=other.message)
    await ana.fill(
        {"Welcome": "Bring a laptop.", "Links": "Notes https://example.org/notes", "Colour": "#2a9d8f"}
    )
    stale = await olga.fill({"Welcome": "Bring cake."})
    assert stale.text.splitlines()[0].startswith("Lyon was changed by somebody else while your form was open")
    assert "**Welcome** Bring a laptop." in stale.text
    assert stale.text.endswith("You typed:\nBring cake.")
    again = await olga.press("Open the form again", on=stale.message)
    assert again.modal is not None
    assert [field.value for field in again.modal.fields] == ["Bring cake.", None, None, None, None]
    await ana.press("Name, city, language", on=panel.message)
    await ana.fill({"Name": "Lyon coders", "City": "Lyon", "Topic": "Python"})
    await town.settle()
    assert (lyon.name, guild.has_role("Lyon coders")) == ("lyon-coders", True)
    assert lyon.messages[0].text.splitlines() == [
        "## Lyon coders",
        "Python · France · 2 members · time zone Paris",
        f"Organized by {olga.mention} and {ana.mention}",
        "Nothing is planned yet.",
        "Bring a laptop.",
        "Notes https://example.org/notes",
    ]
    joined = await ben.press("Join", on=lyon.messages[0])
    assert joined.text.endswith("say hello there.\nBring a laptop.")
    refused = await ben.slash("/group edit")
    assert refused.text == "Only organizers of Lyon coders can do that. /group info shows who they are."


async def test_who_runs_a_group_no_more_is_in_its_organizers_thread_no_more(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    await town.group(olga, guild)
    await olga.slash("/group organizers", person=ana, role="organizer")
    await olga.slash("/group organizers", person=ben, role="co-host")
    await town.settle()
    room = next(thread for thread in guild.thread_by_id.values() if thread.name == "Organizers of Lyon")
    bot = town.campsite.user.id
    assert set(room.thread_members) == {olga.id, ana.id, ben.id, bot}
    await olga.slash("/group organizers", person=ben, role="member")
    await ana.slash("/group leave", in_=guild.first_channel, group="1")
    await town.settle()
    assert set(room.thread_members) == {olga.id, bot}
    room.remove()
    await olga.slash("/group organizers", person=ben, role="co-host")
    await town.settle()
    [room] = [thread for thread in guild.thread_by_id.values() if thread.name == "Organizers of Lyon"]
    assert set(room.thread_members) == {olga.id, ben.id, bot}


async def test_a_group_that_moves_leaves_no_card_behind(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    elsewhere = guild.add_channel("elsewhere")
    await heard_of(town, elsewhere)
    await olga.slash("/group edit", channel=elsewhere)
    await town.settle()
    assert [message.text.splitlines()[0] for message in elsewhere.messages] == ["## Lyon"]
    assert lyon.messages == []


@pytest.mark.provokes
async def test_a_card_that_may_not_be_taken_away_keeps_no_other_back(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    elsewhere = guild.add_channel("elsewhere")
    lyon.set_overwrite(town.campsite.user, deny="view_channel")
    await heard_of(town, elsewhere)
    olga.goes_to(elsewhere)
    await olga.slash("/group edit", group="1", channel=elsewhere)
    await town.settle()
    assert [message.text.splitlines()[0] for message in elsewhere.messages] == ["## Lyon"]
    assert len(lyon.messages) == 1
    lyon.set_overwrite(town.campsite.user)
    await town.discord.until(lambda: lyon.messages == [])


async def test_who_is_kept_out_reads_why_and_comes_back_when_let_in(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana = town.member(guild, "Ana", "fr")
    reply = await olga.slash("/groupe créer", in_=guild.first_channel, nom="Lyon")
    await town.settle()
    assert guild.has_channel("lyon"), reply.text
    lyon = guild.channel("lyon")
    await ana.press("Rejoindre", on=lyon.messages[0])
    await town.settle()
    olga.goes_to(lyon)
    out = await olga.slash("/groupe exclure", personne=ana, raison="Insultes", durée="0")
    assert out.text == f"{ana.mention} est exclu\xa0: Insultes"
    await town.settle()
    assert guild.role("Lyon") not in guild.member(ana).roles
    refused = await ana.press("Rejoindre", on=lyon.messages[0])
    assert refused.text == (
        "Lyon t’exclut. La raison donnée\xa0: Insultes. Si c’est une erreur, parles-en à la modération."
    )
    await olga.slash("/groupe réadmettre", personne=ana)
    assert (await ana.press("Rejoindre", on=lyon.messages[0])).text.startswith("Bienvenue dans Lyon.")


async def test_who_is_kept_out_gives_their_seat_to_who_waits_and_gets_none_again(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo"))
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, seats=1)
    await ana.press("Going", on=card)
    await ben.press("Going", on=card)
    await cleo.press("Maybe", on=card)
    await town.settle()
    await olga.slash("/group ban", person=ana, reason="Insults", span="0")
    await olga.slash("/group ban", person=cleo, reason="Insults, <@&1> *daily*", span="0")
    await town.settle()
    assert f"**Going** {ben.mention}" in card.text
    assert (ana.mention in card.text, "Waiting" in card.text, "Maybe" in card.text) == (False, False, False)
    assert card.thread is not None
    assert card.thread.messages[-1].mentions == [ben]
    why = "Lyon keeps you out. Its organizers say: Insults. If that is wrong, tell a moderator."
    whole = why.replace("Insults", r"Insults, \<@&1> \*daily\*")
    assert [(await person.press("Going", on=card)).text for person in (ana, cleo)] == [why, whole]
    assert (
        await ana.press("Can't go", on=card)
    ).text == "You are not coming this time. Thank you for saying so."
    await olga.slash("/group unban", person=ana)
    assert (await ana.press("Going", on=card)).text.startswith("The room is full: you are number 1 in line.")


@pytest.mark.provokes
async def test_a_group_is_archived_and_one_tap_revives_it(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    asked = await olga.slash("/group archive")
    refused = await olga.press("Archive it", on=asked.message)
    assert refused.text == "Lyon still has a meetup ahead. Cancel it with /meetup cancel first."
    calling_off = await olga.slash("/meetup cancel", meetup=str(1))
    await olga.press(calling_off.buttons[0], on=calling_off.message)
    await town.settle()
    assert card.channel is lyon
    await olga.press("Archive it", on=asked.message)
    await town.settle()
    assert lyon.messages[0].text.splitlines()[-1] == (
        "This group is archived. Its history stays; its organizers can revive it with /group archive."
    )
    assert (await ana.slash("/group join", in_=guild.first_channel, group="1")).text == (
        "Lyon is archived. Its organizers or a moderator can revive it with /group archive."
    )
    assert (await ana.raw_component(lyon.messages[0], "groups:revive:1")).text == (
        "Only organizers of Lyon can do that. /group info shows who they are."
    )
    choices = await olga.complete("/group archive", "group", "ly", in_=guild.first_channel)
    again = await olga.slash("/group archive", group=choices[0].value, in_=guild.first_channel)
    await olga.press("Revive it", on=again.message)
    await town.settle()
    assert lyon.messages[0].buttons[0].label == "Join"


async def test_the_venue_book_tells_organizers_whom_to_call_and_others_where_it_is(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    noted = await olga.slash(
        "/group venue", name="Café Perché", address="12 rue des Capucins", capacity=20, contact="Zoé"
    )
    assert noted.text == "**Café Perché**\n12 rue des Capucins · 20 seats\n-# For organizers: Zoé"
    by_mail = await olga.slash(
        "/group venue", name="Hackerspace", contact="zoe_b@hack.example, [here](https://x.example)"
    )
    assert by_mail.text.splitlines()[1] == (
        r"-# For organizers: zoe\_b@hack.example, \[here](https://x.example)"
    )
    nothing = await olga.slash("/group venue", name="Hackerspace", contact="…")
    assert nothing.ephemeral
    assert "zoe" not in nothing.text
    offered = await olga.complete("/meetup schedule", "place", "perche")
    assert [each.value for each in offered] == ["Café Perché, 12 rue des Capucins"]
    mona = town.member(guild, "Mona", "en-US", "moderate_members")
    may = [await mona.complete(f"/group {verb}", "group", "ly") for verb in ("edit", "archive", "ban")]
    assert [[each.name for each in choices] for choices in may] == [["Lyon"]] * 3
    assert await ana.complete("/group edit", "group", "ly") == []
    ana.goes_to(lyon)
    seen = await ana.slash("/group venues")
    assert "Zoé" not in seen.text
    assert seen.buttons == []


MOVES_IN_FRENCH = {
    "Join": "Rejoindre",
    "Only who may manage {rules} can bring a group there. Ask a moderator to do it with /group edit.": (
        "Il faut pouvoir gérer {rules} pour y amener un groupe. Demande à la modération de le faire avec /groupe modifier."
    ),
    "Name, city, language": "Nom, ville, langue",
    "Name": "Nom",
    "organizer": "organisateur·rice",
    "Only people who are in this server can have a role in a group. Choose one of them.": (
        "Seules les personnes présentes sur ce serveur peuvent avoir un rôle dans un groupe. Choisis l’une d’elles."
    ),
}


@told_in_both(MOVES_IN_FRENCH)
async def test_organizers_bring_their_group_only_where_discord_lets_them_manage(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, mod = (
        town.member(guild, "Ana", says.locale),
        town.member(guild, "Mod", says.locale, "moderate_members"),
    )
    lyon = await town.group(olga, guild)
    await olga.slash("/group organizers", person=ana, role="organizer")
    await town.settle()
    rules = guild.add_channel("rules")
    await heard_of(town, rules)
    refused = await ana.slash("/group edit", in_=lyon, channel=rules)
    assert refused.text == says(
        "Only who may manage {rules} can bring a group there. Ask a moderator to do it with /group edit.",
        rules=rules.mention,
    )
    await town.settle()
    assert rules.messages == []
    rules.set_overwrite(ana, allow="manage_channels")
    await heard_of(town, rules)
    panel = await ana.slash("/group edit", in_=lyon, channel=rules)
    await town.settle()
    assert [message.text.splitlines()[0] for message in rules.messages] == ["## Lyon"]
    await ana.press(says("Name, city, language"), on=panel.message)
    await ana.fill({says("Name"): "Lyon coders"})
    await town.settle()
    assert (rules.name, guild.has_role("Lyon coders")) == ("rules", True)
    other = guild.add_channel("other")
    await heard_of(town, other)
    await mod.slash("/group edit", in_=rules, channel=other)
    await town.settle()
    assert [message.text.splitlines()[0] for message in other.messages] == ["## Lyon coders"]


@told_in_both(MOVES_IN_FRENCH)
async def test_who_is_not_a_person_in_the_server_is_given_no_role_in_a_group(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, stranger = town.member(guild, "Ana", says.locale), town.discord.person("Stranger")
    lyon = await town.group(olga, guild)
    await ana.press(says("Join"), on=lyon.messages[0])
    await town.settle()
    ana.leaves(guild)
    for nobody in (stranger, ana, town.campsite.user):
        refused = await olga.slash("/group organizers", person=nobody, role="organizer")
        assert refused.text == says(
            "Only people who are in this server can have a role in a group. Choose one of them."
        )
    await town.settle()
    assert await town.app.read(guild.id, groups.member_ids, 1) == [olga.id]


NOT_IN_IT = "{ana} is not in Lyon. They can join it themselves with /group join."
NOT_IN_IT_IN_FRENCH = {
    NOT_IN_IT: "{ana} n’est pas dans Lyon. Cette personne peut rejoindre le groupe elle-même avec /groupe rejoindre.",
    "member": "membre",
    "Join": "Rejoindre",
    "Only people who are in this server can have a role in a group. Choose one of them.": (
        "Seules les personnes présentes sur ce serveur peuvent avoir un rôle dans un groupe. Choisis l’une d’elles."
    ),
}


@pytest.mark.provokes
@told_in_both(NOT_IN_IT_IN_FRENCH)
async def test_nobody_is_made_a_member_by_somebody_else(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    refused = await olga.slash("/group organizers", person=ana, role="member")
    assert refused.text == says(NOT_IN_IT, ana=ana.mention)
    refused = await olga.raw_command("/group organizers", person=town.campsite.user, role="co-host")
    assert refused.text == says(
        "Only people who are in this server can have a role in a group. Choose one of them."
    )
    await ana.press(says("Join"), on=lyon.messages[0])
    kept = await olga.slash("/group organizers", person=ana, role="member")
    assert says("member") in kept.text


@pytest.mark.provokes
async def test_a_channel_of_another_server_is_a_refusal_and_no_fault(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    guild, other = town.server(), town.server("Elsewhere")
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await town.group(olga, guild)
    refused = await olga.raw_command("/group edit", channel=other.first_channel)
    assert refused.text == (
        "I can't use what you gave there. Pick something of this server that Discord offers."
    )
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


GIVEN_BACK_IN_FRENCH = {
    "Welcome, dues, links": "Bienvenue, participation, liens",
    "Welcome": "Bienvenue",
    "Dues": "Participation",
    "Colour": "Couleur",
    "Name, city, language": "Nom, ville, langue",
    "Name": "Nom",
    "Its time zone": "Son fuseau horaire",
    "Language": "Langue",
    "Open the form again": "Rouvrir le formulaire",
    "I know no such colour. Write it like #2a9d8f, or leave it empty.\nYou typed:\n{welcome}\n5 €\nblue": (
        "Je ne connais pas cette couleur. Écris-la comme #2a9d8f, ou n’écris rien.\nTu as écrit\xa0:\n{welcome}\n5 €"
        "\nblue"
    ),
}


@told_in_both(GIVEN_BACK_IN_FRENCH)
async def test_a_form_about_a_group_that_is_refused_is_opened_again_with_all_that_was_typed(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    lyon = await town.group(olga, guild)
    welcome = "*Bring* <a laptop> `now`"
    panel = await olga.slash("/group edit", in_=lyon)
    await olga.press(says("Welcome, dues, links"), on=panel.message)
    refused = await olga.fill({says("Welcome"): welcome, says("Dues"): "5 €", says("Colour"): "blue"})
    assert refused.text == says(
        "I know no such colour. Write it like #2a9d8f, or leave it empty.\nYou typed:\n{welcome}\n5 €\nblue",
        welcome=welcome,
    )
    again = await olga.press(says("Open the form again"), on=refused.message)
    assert again.modal is not None
    assert [field.value for field in again.modal.fields] == [welcome, "5 €", None, None, "blue"]
    await olga.fill({says("Colour"): "#0000ff"})
    kept = await town.app.read(guild.id, groups.find, 1)
    assert (kept.welcome, kept.dues, kept.colour) == (welcome, "5 €", 0x0000FF)

    await olga.press(says("Name, city, language"), on=panel.message)
    refused = await olga.fill(
        {says("Name"): "Lyon <3", says("Its time zone"): "lille", says("Language"): "Français"}
    )
    again = await olga.press(says("Open the form again"), on=refused.message)
    assert again.modal is not None
    assert [field.value for field in again.modal.fields[:4]] == ["Lyon <3", None, None, "lille"]
    await olga.fill({says("Name"): "Lyon 3"})
    kept = await town.app.read(guild.id, groups.find, 1)
    assert (kept.name, kept.zone, kept.language) == ("Lyon 3", "Europe/Paris", "fr")


async def test_whom_to_call_and_why_somebody_is_kept_out_name_nobody_and_keep_their_links(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    words = f"https://example.org/a_b and *{ana.mention}* or @everyone"
    shown = f"https://example.org/a_b and \\*\\{ana.mention}\\* or \\@everyone"
    noted = await olga.slash("/group venue", in_=lyon, name="Café", contact=words)
    assert noted.text.endswith(f"For organizers: {shown}")
    out = await olga.slash("/group ban", person=ana, reason=words, span="0")
    assert out.text == f"{ana.mention} is kept out: {shown}"
    refused = await ana.press("Join", on=lyon.messages[0])
    assert f"Its organizers say: {shown}." in refused.text
