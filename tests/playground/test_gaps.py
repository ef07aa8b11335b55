"""Every gap in Discord's description is needed: unmodified clients, by doing something usual, fall into it."""

from __future__ import annotations

import io

import discord
import hikari
import pytest
from discord import app_commands

from playground import ChannelType
from playground.requests import RequestLog
from tests.contract.gaps import GAPS
from tests.contract.judge import Contract
from tests.contract.watch import Watch
from tests.playground.bot import Bot
from tests.playground.conftest import Camp


class Card(discord.ui.View):
    @discord.ui.button(label="Go")
    async def go(self, interaction: discord.Interaction, _: discord.ui.Button[Card]) -> None:
        await interaction.response.edit_message(content="gone", embed=discord.Embed(title="Week"))
        await interaction.edit_original_response(content="come back")


async def direct_messages_and_a_description(bot: Bot, camp: Camp) -> None:
    await bot.http.start_private_message(camp.ana.id)
    await (await bot.application_info()).edit(description="Helps")


async def roles_and_overwrites(bot: Bot, camp: Camp) -> None:
    role = await camp.server(bot).create_role(
        name="Lyon", permissions=discord.Permissions(send_messages=True)
    )
    await role.edit(permissions=discord.Permissions(view_channel=True))
    await camp.place(bot).set_permissions(camp.server(bot).default_role, mention_everyone=False)


async def channels_made_and_changed_with_overwrites(_: Bot, camp: Camp) -> None:
    quiet = hikari.PermissionOverwrite(
        id=camp.guild.id, type=hikari.PermissionOverwriteType.ROLE, deny=hikari.Permissions.SEND_MESSAGES
    )
    app = hikari.RESTApp(url=camp.discord.url)
    await app.start()
    async with app.acquire(camp.app.token, hikari.TokenType.BOT) as client:
        made = await client.create_guild_text_channel(camp.guild.id, "x", permission_overwrites=[quiet])
        await client.edit_channel(made, permission_overwrites=[quiet])
    await app.close()


async def a_post_in_a_forum(bot: Bot, camp: Camp) -> None:
    forum = camp.guild.add_channel("questions", ChannelType.FORUM)
    await camp.discord.until(lambda: bot.get_channel(forum.id))
    place = bot.get_channel(forum.id)
    assert isinstance(place, discord.ForumChannel)
    await place.create_thread(name="How", content="x")


async def a_message_with_an_embed_and_files_that_is_changed(bot: Bot, camp: Camp) -> None:
    picture = discord.File(io.BytesIO(b"one"), "one.txt")
    sent = await camp.place(bot).send(
        embed=discord.Embed(title="Week"), file=picture, view=Card(timeout=None)
    )
    await sent.edit(content="x", attachments=sent.attachments)
    await camp.place(bot).send(embeds=sent.embeds)
    await sent.add_reaction("👍")
    await sent.fetch()
    await camp.ana.press("Go")
    await camp.discord.calm()


async def test_every_gap_is_needed_by_an_unmodified_client(camp: Camp, contract: Contract | None) -> None:
    if contract is None:
        pytest.skip("Discord's description is not at hand")
    watch = Watch(contract)
    bot = Bot()

    @bot.tree.command(description="Greets")
    async def greet(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("hello")

    assert isinstance(greet, app_commands.Command)
    with RequestLog.watched(watch.note):
        async with camp.running(bot):
            await direct_messages_and_a_description(bot, camp)
            await roles_and_overwrites(bot, camp)
            await channels_made_and_changed_with_overwrites(bot, camp)
            await a_post_in_a_forum(bot, camp)
            await a_message_with_an_embed_and_files_that_is_changed(bot, camp)
    assert watch.violations() == []
    needed = [gap for gap in GAPS if Watch(contract.without(gap), exchanges=watch.exchanges).violations()]
    assert needed == list(GAPS)
