"""Somebody tells the moderators that something is not right: at once, also at night, and nobody else learns of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from discord import TextChannel

from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.guilds import Guild
from tests.tongue import Tongue, told_in_both
from tests.town import Town


async def desk_of(town: Town, guild: Guild, admin: Person) -> Channel:
    """A channel that only moderators can read, chosen for them."""
    desk = guild.add_channel("desk")
    desk.set_overwrite(guild.everyone, deny="view_channel")
    desk.set_overwrite(guild.role_of(town.campsite), allow="view_channel")
    desk.set_overwrite(guild.member(admin), allow="view_channel")
    await town.discord.until(
        lambda: (
            isinstance(found := town.client.get_channel(desk.id), TextChannel) and len(found.overwrites) == 3
        )
    )
    shown = await admin.slash("/campsite settings", in_=guild.first_channel)
    await admin.choose("server:channel:moderators_channel_id", [desk], on=shown.message)
    return desk


async def test_a_report_at_night_reaches_the_moderators_and_is_settled_by_one_of_them(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    mia = town.member(guild, "Mia", "fr", "moderate_members")
    ana = town.member(guild, "Ana")
    desk = await desk_of(town, guild, olga)
    desk.set_overwrite(guild.member(mia), allow="view_channel")
    await town.turn(timedelta(hours=17))  # two in the morning
    await ana.slash("/report", in_=guild.first_channel)
    sent = await ana.fill({"What happened?": "Somebody *shouts* at newcomers.\nIt goes on."})
    await town.settle()
    assert sent.ephemeral
    assert sent.text == "Thank you. The moderators have your report; nobody else sees it."
    waiting, card = desk.messages
    assert waiting.text.startswith("## Welcome desk")
    assert card.text.splitlines()[0] == "## A report"
    assert card.text.splitlines()[2:] == ["> Somebody \\*shouts\\* at newcomers.", "> It goes on."]
    assert ana.mention in card.text
    assert ana.notifications == []

    taken = await olga.press("I'll look into it", on=card)
    late = await mia.press("I'll look into it", on=card)
    await town.settle()
    assert taken.text == "It is yours. Tap Done once it is settled."
    assert late.text == f"{olga.mention} s’en occupe déjà."
    assert [button.label for button in card.buttons] == ["Done"]
    await olga.press("Done", on=card)
    await town.settle()
    assert "shouts" not in card.text
    assert card.buttons == []


async def test_a_report_about_a_message_names_it_and_a_storm_is_held_back(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana", "fr")
    desk = await desk_of(town, guild, olga)
    said = await olga.says("Something rude", in_=guild.first_channel)
    replies: list[str] = []
    refused = None
    for number in range(6):
        await ana.menu("Report to the moderators", on=said, in_=guild.first_channel)
        sent = await ana.fill({"Que s’est-il passé\xa0?": f"Ceci, {number} fois"})
        replies.append(sent.text)
        refused = sent.message
    await town.settle()
    assert len(desk.messages) == 5
    assert f"https://discord.com/channels/{guild.id}/{said.channel.id}/{said.id}" in desk.messages[0].text
    assert replies[-1].startswith("Tu as envoyé 5 signalements depuis hier.")
    assert "Ceci, 5 fois" in replies[-1]
    again = await ana.press("Rouvrir le formulaire", on=refused)
    assert again.modal is not None
    assert [field.value for field in again.modal.fields] == ["Ceci, 5 fois"]
    await town.turn(timedelta(days=1))
    await ana.fill({})
    await town.settle()
    reports = [message for message in desk.messages if message.text.startswith("## A report")]
    assert len(reports) == 6
    assert f"https://discord.com/channels/{guild.id}/{said.channel.id}/{said.id}" in reports[-1].text


@pytest.mark.parametrize("readable", [True, False])
async def test_where_it_would_not_be_private_nothing_can_be_reported(town: Town, *, readable: bool) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    if readable:
        desk = await desk_of(town, guild, olga)
        desk.set_overwrite(guild.everyone)
        await town.discord.until(
            lambda: (
                isinstance(found := town.client.get_channel(desk.id), TextChannel)
                and len(found.overwrites) == 2
            )
        )
    refused = await ana.slash("/report", in_=guild.first_channel)
    assert refused.modal is None
    assert refused.text == (
        "Everyone can read the moderators' channel here, so your report would not be private. "
        "Write to a moderator directly."
        if readable
        else "I can't reach the moderators yet: this server has chosen no channel for them. Write to one of them directly."
    )


async def test_who_moderates_nothing_settles_nothing(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    desk = await desk_of(town, guild, olga)
    desk.set_overwrite(guild.member(ana), allow="view_channel")
    await ana.slash("/report", in_=guild.first_channel)
    await ana.fill({"What happened?": "Nothing yet"})
    await town.settle()
    for button in ("I'll look into it", "Done"):
        refused = await ana.press(button, on=desk.messages[0])
        assert refused.text == "Only moderators can do that. Who they are is chosen with /campsite settings."
    await town.settle()
    assert [button.label for button in desk.messages[0].buttons] == ["I'll look into it", "Done"]


REPORTED_IN_FRENCH = {
    "Forget me here": "M’oublier ici",
    "What happened?": "Que s’est-il passé\xa0?",
    "You have sent 5 reports since yesterday.": "Tu as envoyé 5 signalements depuis hier.",
}


@told_in_both(REPORTED_IN_FRENCH)
async def test_who_had_themselves_forgotten_sends_no_more_reports_than_others(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana", says.locale)
    await desk_of(town, guild, olga)
    for number in range(5):
        await ana.slash("/report", in_=guild.first_channel)
        await ana.fill({says("What happened?"): f"This, {number} times"})
    asked = await ana.slash("/me forget", in_=guild.first_channel)
    await ana.press(says("Forget me here"), on=asked.message)
    await town.turn(timedelta(minutes=2))
    await ana.slash("/report", in_=guild.first_channel)
    refused = await ana.fill({says("What happened?"): "This once more"})
    assert refused.text.startswith(says("You have sent 5 reports since yesterday."))
