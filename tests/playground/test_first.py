from datetime import UTC, datetime
import asyncio
import discord
from discord import app_commands
from playground import Clock, Playground
import logging, time

class Bot(discord.Client):
    def __init__(self):
        super().__init__(intents=discord.Intents(guilds=True, guild_messages=True), guild_ready_timeout=0.01)
        self.tree = app_commands.CommandTree(self)
    async def setup_hook(self):
        await self.tree.sync()

class V(discord.ui.View):
    def __init__(self): super().__init__(timeout=None)
    @discord.ui.button(label="Going", custom_id="going")
    async def going(self, i, b):
        await i.response.send_message(f"{i.user.display_name} goes", ephemeral=True)

async def test_round():
    t=time.perf_counter()
    async with Playground(Clock(datetime(2026, 11, 20, 9, tzinfo=UTC))) as d:
        app = d.application("Campsite")
        g = d.guild("Learners")
        g.invite(app, ("view_channel","send_messages"))
        ana = d.person("Ana", locale="fr"); ana.joins(g)
        with d.seam():
            bot = Bot()
            @bot.tree.command(name="hello")
            async def hello(i: discord.Interaction, name: str):
                await i.response.send_message(f"Hello {name}", view=V())
            async with bot:
                await bot.login(app.token)
                task = asyncio.create_task(bot.connect())
                await d.ready(app)
                await bot.wait_until_ready()
                print("start", time.perf_counter()-t)
                r = await ana.slash("/hello", name="Lyon")
                assert r.text == "Hello Lyon"
                r = await ana.press("Going")
                assert r.text == "Ana goes" and r.ephemeral
                t=time.perf_counter(); c=time.process_time()
                for _ in range(200): await ana.slash("/hello", name="Lyon")
                print("per", (time.perf_counter()-t)/200*1e3, (time.process_time()-c)/200*1e3)
                m = await bot.get_channel(g.first_channel.id).send("hi")
                await m.edit(content="ho")
                assert ana.sees()[-1].text == "ho"
            await task
    print("whole", time.perf_counter()-t)
