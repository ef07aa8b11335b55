"""A second client library: what holds for it as well is Discord's way, not discord.py's."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import hikari
import pytest
from hikari import impl

from tests.playground.conftest import Camp


@pytest.fixture
async def second(camp: Camp) -> AsyncGenerator[hikari.GatewayBot]:
    """An unmodified hikari bot that has registered a command and is ready."""
    bot = hikari.GatewayBot(
        camp.app.token,
        rest_url=camp.discord.url,
        intents=hikari.Intents.GUILDS | hikari.Intents.GUILD_MESSAGES,
        logs=None,
        banner=None,
        suppress_optimization_warning=True,
        auto_chunk_members=False,
    )

    @bot.listen()
    async def _(_: hikari.StartingEvent) -> None:
        command = bot.rest.slash_command_builder("greet", "Greets somebody").add_option(
            hikari.CommandOption(
                type=hikari.OptionType.STRING, name="whom", description="Who", is_required=True
            )
        )
        await bot.rest.set_application_commands(camp.app.id, [command])

    await bot.start(check_for_updates=False)
    await camp.discord.ready(camp.app)
    yield bot
    await bot.close()


async def test_hikari_reads_the_server_it_is_in(camp: Camp, second: hikari.GatewayBot) -> None:
    guild = second.cache.get_guild(camp.guild.id)
    assert guild is not None
    assert (guild.name, [channel.name for channel in guild.get_channels().values()]) == (
        "Learners",
        ["general"],
    )
    members = await second.rest.fetch_member(camp.guild.id, camp.ana.id)
    assert members.display_name == "Ana"


async def test_hikari_answers_a_command_and_a_button(camp: Camp, second: hikari.GatewayBot) -> None:
    @second.listen()
    async def _(event: hikari.InteractionCreateEvent) -> None:
        used = event.interaction
        if isinstance(used, hikari.CommandInteraction):
            row = impl.MessageActionRowBuilder().add_interactive_button(
                hikari.ButtonStyle.PRIMARY, "again", label="Again"
            )
            assert used.options
            await used.create_initial_response(
                hikari.ResponseType.MESSAGE_CREATE, f"Hello {used.options[0].value}", component=row
            )
        elif isinstance(used, hikari.ComponentInteraction):
            await used.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_UPDATE)
            await used.edit_initial_response(f"{used.message.content} again", components=[])

    reply = await camp.ana.slash("/greet", whom="Ben")
    assert (reply.text, [button.label for button in reply.buttons]) == ("Hello Ben", ["Again"])
    pressed = await camp.ana.press("Again")
    assert (pressed.text, pressed.buttons) == ("Hello Ben again", [])


async def test_hikari_sends_a_layout_with_a_file(camp: Camp, second: hikari.GatewayBot) -> None:
    file = hikari.Bytes(b"hello", "notes.txt")
    container = impl.ContainerComponentBuilder(accent_color=hikari.Color(0x336699))
    container.add_text_display("**Notes**").add_file(file)
    sent = await second.rest.create_message(camp.guild.first_channel.id, components=[container])
    kept = camp.guild.first_channel.messages[-1]
    assert (kept.id, kept.text, kept.accent) == (sent.id, "**Notes**", 0x336699)
    assert [(each.filename, each.data) for each in kept.attachments] == [("notes.txt", b"hello")]
    await sent.edit(components=[impl.TextDisplayComponentBuilder(content="changed")])
    assert kept.text == "changed"


async def test_hikari_resumes_after_a_cut_and_misses_nothing(camp: Camp, second: hikari.GatewayBot) -> None:
    heard: list[str | None] = []

    @second.listen()
    async def _(event: hikari.GuildMessageCreateEvent) -> None:
        heard.append(event.content)

    await camp.ana.says(f"{camp.app.mention} one")
    await camp.discord.until(lambda: len(heard) == 1)
    camp.discord.faults.close(camp.app, 4000)
    await camp.ana.says(f"{camp.app.mention} two")
    await camp.discord.until(lambda: len(heard) == 2, 10)
    assert [text.split()[-1] for text in heard if text] == ["one", "two"]
    assert len(camp.app.identifies) == 1


@pytest.mark.provokes
async def test_hikari_meets_the_same_refusals(camp: Camp, second: hikari.GatewayBot) -> None:
    camp.ana.closes_dms()
    with pytest.raises(hikari.ForbiddenError) as closed:
        await (await second.rest.create_dm_channel(camp.ana.id)).send("hello")
    assert closed.value.code == 50007
    with pytest.raises(hikari.BadRequestError) as long:
        await second.rest.create_message(camp.guild.first_channel.id, "x" * 2001)
    assert long.value.code == 50035
