"""The playground as a server for others: a bot in a process of its own."""

from __future__ import annotations

import asyncio
import sys

from tests.playground.conftest import Camp

BOT = """
import sys

import discord

from playground.seam import seam

url, gateway_url, token = sys.argv[1:]
client = discord.Client(intents=discord.Intents(guilds=True, guild_messages=True), guild_ready_timeout=0.01)


@client.event
async def on_message(message):
    if client.user in message.mentions:
        await message.reply("pong")
        await client.close()


with seam(url, gateway_url):
    client.run(token, log_handler=None)
"""


async def test_a_bot_in_another_process_is_pointed_here_by_two_addresses(camp: Camp) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", BOT, camp.discord.url, camp.discord.gateway_url, camp.app.token
    )
    await camp.discord.ready(camp.app, 30)
    await camp.ana.says(f"{camp.app.mention} ping")
    assert await asyncio.wait_for(process.wait(), 10) == 0
    assert camp.guild.first_channel.messages[-1].text == "pong"
