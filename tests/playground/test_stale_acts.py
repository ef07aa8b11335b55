"""What people do twice, late, or with a client of their own."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import discord
import pytest

from playground import Clock
from tests.playground.bot import Bot
from tests.playground.conftest import Camp


class Card(discord.ui.View):
    """One button that counts by interaction, and one that opens a form."""

    def __init__(self) -> None:
        super().__init__(timeout=None)
        self.pressed: list[int] = []

    @discord.ui.button(label="Go", custom_id="card:go")
    async def go(self, interaction: discord.Interaction, _: discord.ui.Button[Card]) -> None:
        self.pressed.append(interaction.id)
        await interaction.response.send_message("noted", ephemeral=True)

    @discord.ui.button(label="Edit", custom_id="card:edit")
    async def edit(self, interaction: discord.Interaction, _: discord.ui.Button[Card]) -> None:
        await interaction.response.send_modal(Form())


class Form(discord.ui.Modal, title="Edit"):
    """Says where its message stood when it came back."""

    name = discord.ui.TextInput[discord.ui.View](label="Name", default="old")

    async def on_submit(self, interaction: discord.Interaction) -> None:
        await interaction.response.send_message(
            f"{interaction.message and interaction.message.content}: {self.name}"
        )


@pytest.mark.fault("G14")
async def test_g14_a_double_click_is_two_interactions(camp: Camp, bot: Bot) -> None:
    card = Card()
    await camp.place(bot).send("card", view=card)
    await asyncio.gather(camp.ana.press("Go"), camp.ana.press("Go"))
    assert len(set(card.pressed)) == 2


@pytest.mark.fault("G15")
@pytest.mark.fault("G16")
async def test_g15_and_g16_an_old_card_can_be_pressed_years_later_with_what_it_was_sent_with(
    camp: Camp, bot: Bot, clock: Clock
) -> None:
    await camp.place(bot).send("card", view=Card())
    card = camp.guild.first_channel.messages[-1]
    clock.turn(timedelta(days=400))
    assert (await camp.ana.press("Go", on=card)).text == "noted"
    # An id that no version of the bot knows: silence, and the person is told.
    camp.discord.answer_seconds = 0.1
    assert (await camp.ana.raw_component(card, "card:v0:go")).failed == "This interaction failed"


@pytest.mark.fault("G19")
async def test_g19_a_form_can_stay_open_while_its_message_changes(camp: Camp, bot: Bot, clock: Clock) -> None:
    sent = await camp.place(bot).send("before", view=Card())
    reply = await camp.ana.press("Edit")
    assert reply.modal is not None
    await sent.edit(content="after")
    clock.turn(timedelta(minutes=20))
    assert (await camp.ana.fill({"Name": "new"})).text == "after: new"


@pytest.mark.fault("G18")
async def test_g18_a_suggestion_is_free_text(camp: Camp) -> None:
    bot = Bot()

    @bot.tree.command(description="Joins")
    async def join(interaction: discord.Interaction, group: str) -> None:
        await interaction.response.send_message(f"No group {group}", ephemeral=True)

    @join.autocomplete("group")
    async def _(_: discord.Interaction, __: str) -> list[discord.app_commands.Choice[str]]:
        return [discord.app_commands.Choice(name="Lyon", value="7")]

    async with camp.running(bot):
        assert [choice.value for choice in await camp.ana.complete("/join", "group", "ly")] == ["7"]
        assert (await camp.ana.slash("/join", group="' OR 1=1")).text == "No group ' OR 1=1"
        assert (await camp.ana.raw_command("/join", group="999")).text == "No group 999"
