"""What is kept no longer leaves the moderators' channel as well: once its time is over its card names and quotes nobody."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from discord import TextChannel
from sqlalchemy import Table, func, select

from bot.db.tx import Tx
from bot.outbox.waits import BLOCKED_FOR
from bot.people import service as preferences
from bot.retention import REQUESTS
from cogs.groups.founding_models import requests
from cogs.server.report_models import reports
from cogs.server.reporting import KEPT
from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.guilds import Guild
from tests.stories.test_forgotten import files_with
from tests.stories.test_reports import desk_of
from tests.stories.test_written_of import forgets, messages_with
from tests.tongue import Tongue, told_in_both
from tests.town import Town

A_MOMENT = timedelta(seconds=2)
"""So long changes of a group are gathered before its request's card is drawn."""

IN_FRENCH = {
    "Decline": "Refuser",
    "Your reason": "Ta raison",
    "What happened?": "Que s’est-il passé\xa0?",
    "Done": "C’est réglé",
    "Forget me everywhere": "M’oublier partout",
    "A request for a group, decided long ago. I don't keep it any longer.": (
        "Une demande de groupe, tranchée il y a longtemps. Je ne la garde plus."
    ),
    "## A report\nSent long ago. I don't keep it any longer.": (
        "## Un signalement\nEnvoyé il y a longtemps. Je ne le garde plus."
    ),
}

meanwhile_the_bot = pytest.mark.parametrize("away", [False, True], ids=["was there", "was away"])


def rows(tx: Tx, table: Table) -> int:
    return tx.connection.scalar(select(func.count()).select_from(table)) or 0


async def passes(town: Town, span: timedelta, *, away: bool) -> None:
    """Lets time pass, with the bot or without it."""
    if away:
        await town.stop()
        town.discord.clock.turn(span)
        await town.start()
        await town.settle()
    else:
        await town.turn(span)


async def names_nobody(town: Town, guild: Guild, data_dir: Path, says: Tongue, *people: Person) -> None:
    """Has each of them forgotten; then neither Discord nor a file says who they were."""
    assert [message.text for person in people for message in messages_with(guild, person)] == []
    for person in people:
        person.goes_to(guild.first_channel)
        await forgets(town, person, says)
    await town.client.janitor.scrub()
    assert [message.text for person in people for message in messages_with(guild, person)] == []
    assert [files_with(data_dir, person) for person in people] == [[] for _ in people]


@meanwhile_the_bot
@told_in_both(IN_FRENCH)
async def test_a_request_decided_long_ago_names_nobody(
    town: Town, data_dir: Path, says: Tongue, *, away: bool
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild", "moderate_members")
    ana, ben = (town.member(guild, name, says.locale) for name in ("Ana", "Ben"))
    desk = await desk_of(town, guild, olga)
    await town.app.database.write(None, preferences.set_direct, ana.id, wanted=True)
    await ana.slash("/group create", in_=guild.first_channel, name=f"Fans {ben.id}", topic=f"Of {ben.id}")
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press(says("Decline"), on=queue.message)
    await olga.fill({says("Your reason"): f"{ben.mention} does not like it"})
    await town.settle()
    card = desk.messages[-1]
    await passes(town, REQUESTS - timedelta(minutes=1), away=away)
    assert [len(messages_with(guild, person)) for person in (olga, ana, ben)] == [1, 1, 1]
    await town.client.janitor.tidy()
    assert await town.app.database.read(None, rows, requests) == 1

    await passes(town, timedelta(minutes=1), away=away)
    assert card.text == says("A request for a group, decided long ago. I don't keep it any longer.")
    await town.client.janitor.tidy()
    assert await town.app.database.read(None, rows, requests) == 0
    await names_nobody(town, guild, data_dir, says, olga, ana, ben)


async def test_a_request_whose_group_is_there_is_let_go_of_and_the_group_goes_on(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild", "moderate_members")
    ana = town.member(guild, "Ana")
    desk = await desk_of(town, guild, olga)
    await ana.slash("/group create", in_=guild.first_channel, name="Rust")
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press("Activate", on=queue.message)
    await town.settle()
    await town.turn(REQUESTS)
    await town.turn(A_MOMENT)
    rust, card = guild.channel("rust"), desk.messages[-1]
    ana.goes_to(rust)
    kept_no_longer = "A request for a group, decided long ago. I don't keep it any longer."
    assert card.text == kept_no_longer
    panel = await ana.slash("/group edit", in_=rust)
    await ana.press("Revive it", on=panel.message)
    await town.turn(A_MOMENT)
    assert card.text == kept_no_longer
    await town.client.janitor.tidy()
    assert await town.app.database.read(None, rows, requests) == 0
    panel = await ana.slash("/group edit", in_=rust)
    await ana.press("Name, city, language", on=panel.message)
    await ana.fill({"Name": "Rust and C"})
    await town.turn(A_MOMENT)
    assert guild.channel("rust-and-c") is rust
    assert card.text == kept_no_longer


@pytest.mark.parametrize("done", [False, True], ids=["nobody was done with it", "it was done"])
@meanwhile_the_bot
@told_in_both(IN_FRENCH)
async def test_a_report_sent_long_ago_names_nobody(
    town: Town, data_dir: Path, says: Tongue, *, away: bool, done: bool
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild", "moderate_members")
    ana, ben = (town.member(guild, name, says.locale) for name in ("Ana", "Ben"))
    desk = await desk_of(town, guild, olga)
    await ana.slash("/report", in_=guild.first_channel)
    await ana.fill({says("What happened?"): f"{ben.mention} insulted me"})
    await town.settle()
    (card,) = (message for message in desk.messages if ana.mention in message.text)
    if done:
        await olga.press(says("Done"), on=card)
        await town.settle()
    await passes(town, KEPT - timedelta(minutes=1), away=away)
    found = [len(messages_with(guild, person)) for person in (olga, ana, ben)]
    assert found == ([1, 1, 0] if done else [0, 1, 1])
    await town.client.janitor.tidy()
    assert await town.app.database.read(None, rows, reports) == 1

    await passes(town, timedelta(minutes=1), away=away)
    assert card.text == says("## A report\nSent long ago. I don't keep it any longer.")
    assert card.buttons == []
    await town.client.janitor.tidy()
    assert await town.app.database.read(None, rows, reports) == 0
    await names_nobody(town, guild, data_dir, says, olga, ana, ben)


async def reported(town: Town, guild: Guild, olga: Person) -> Channel:
    """The moderators' channel with one report in it."""
    ana = town.member(guild, "Ana")
    desk = await desk_of(town, guild, olga)
    await ana.slash("/report", in_=guild.first_channel)
    await ana.fill({"What happened?": "Somebody shouts"})
    await town.settle()
    return desk


async def test_a_card_that_cannot_be_changed_now_is_changed_when_it_can(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild", "moderate_members")
    desk = await reported(town, guild, olga)
    card = desk.messages[0]
    desk.set_overwrite(guild.role_of(town.campsite), deny="view_channel")
    await town.turn(KEPT)
    await town.client.janitor.tidy()
    assert "Somebody shouts" in card.text
    assert await town.app.database.read(None, rows, reports) == 1
    for button in ("I'll look into it", "Done"):
        refused = await olga.press(button, on=card)
        assert refused.text == "I don't have that report any more: I keep them for a month."

    desk.set_overwrite(guild.role_of(town.campsite), allow="view_channel")
    await town.discord.until(
        lambda: (
            isinstance(found := town.client.get_channel(desk.id), TextChannel)
            and found.permissions_for(found.guild.me).view_channel
        )
    )
    await town.turn(BLOCKED_FOR)
    assert card.text == "## A report\nSent long ago. I don't keep it any longer."
    await town.client.janitor.tidy()
    assert await town.app.database.read(None, rows, reports) == 0


@pytest.mark.parametrize("gone", ["its card", "its channel"])
async def test_what_has_no_card_any_more_gets_none(town: Town, gone: str) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild", "moderate_members")
    desk = await reported(town, guild, olga)
    if gone == "its card":
        guild.grant(olga, "manage_messages")
        olga.deletes(desk.messages[0])
    else:
        guild.delete_channel(desk)
    left = len(desk.messages)
    await town.turn(KEPT)
    assert len(desk.messages) == left
    await town.client.janitor.tidy()
    assert await town.app.database.read(None, rows, reports) == 0
