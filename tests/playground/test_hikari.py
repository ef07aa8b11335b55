"""A second client library: what holds for it as well is Discord's way, not discord.py's."""

from __future__ import annotations

from collections.abc import AsyncGenerator

import hikari
import pytest
from hikari import impl

from playground import CannotType
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


async def test_hikari_logs_in_and_registers_its_command(camp: Camp, second: hikari.GatewayBot) -> None:
    me = second.get_me()
    assert me is not None
    assert (me.id, me.username) == (camp.app.id, "Helper")
    [command] = camp.app.commands
    [kept] = await second.rest.fetch_application_commands(camp.app.id)
    assert isinstance(kept, hikari.SlashCommand)
    assert (command.name, command.guild_id, kept.id, kept.name) == ("greet", None, command.id, "greet")
    assert [(option.name, option.is_required) for option in kept.options or ()] == [("whom", True)]
    assert camp.discord.requests.count("PUT", "/applications/*/commands", status=200) == 1
    with pytest.raises(CannotType, match="needs 'whom'"):
        await camp.ana.slash("/greet")


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


async def test_hikari_answers_a_menu_with_a_form_and_reads_what_comes_back(
    camp: Camp, second: hikari.GatewayBot
) -> None:
    @second.listen()
    async def _(event: hikari.InteractionCreateEvent) -> None:
        used = event.interaction
        if isinstance(used, hikari.ComponentInteraction):
            row = impl.ModalActionRowBuilder().add_text_input("did", "Did", max_length=20)
            await used.create_modal_response(", ".join(used.values), "week", component=row)
        elif isinstance(used, hikari.ModalInteraction):
            [field] = used.components[0]
            assert isinstance(field, hikari.TextInputComponent)
            text = f"{used.custom_id}: {field.custom_id} {field.value}"
            await used.create_initial_response(
                hikari.ResponseType.MESSAGE_CREATE, text, flags=hikari.MessageFlag.EPHEMERAL
            )

    menu = impl.TextSelectMenuBuilder(custom_id="pick", placeholder="Pick groups", max_values=2, parent=None)
    menu.add_option("Lyon", "1").add_option("Paris", "2")
    row = impl.MessageActionRowBuilder().add_component(menu)
    await second.rest.create_message(camp.guild.first_channel.id, "groups", component=row)
    reply = await camp.ana.choose("Pick groups", ["Lyon", "Paris"])
    assert reply.modal is not None
    assert (reply.modal.title, reply.modal.labels) == ("1, 2", ["Did"])
    with pytest.raises(CannotType, match="0 to 20 characters"):
        await camp.ana.fill({"Did": "x" * 21})
    answer = await camp.ana.fill({"Did": "closures"})
    assert (answer.text, answer.ephemeral) == ("week: did closures", True)


async def test_hikari_sends_a_layout_with_a_button_and_a_file(camp: Camp, second: hikari.GatewayBot) -> None:
    file = hikari.Bytes(b"hello", "notes.txt")
    container = impl.ContainerComponentBuilder(accent_color=hikari.Color(0x336699))
    container.add_text_display("**Notes**").add_file(file)
    container.add_component(
        impl.MessageActionRowBuilder().add_interactive_button(
            hikari.ButtonStyle.SUCCESS, "keep", label="Keep"
        )
    )
    sent = await second.rest.create_message(camp.guild.first_channel.id, components=[container])
    kept = camp.guild.first_channel.messages[-1]
    assert (kept.id, kept.text, kept.accent) == (sent.id, "**Notes**", 0x336699)
    assert [button.label for button in kept.buttons] == ["Keep"]
    assert [(each.filename, each.data) for each in kept.attachments] == [("notes.txt", b"hello")]
    box = sent.components[0]
    assert isinstance(box, hikari.ContainerComponent)
    shown = box.components[1]
    assert isinstance(shown, hikari.FileComponent)
    assert await shown.file.resource.read() == b"hello"
    assert list(sent.attachments) == []  # a file that a component shows is listed nowhere else
    await sent.edit(components=[impl.TextDisplayComponentBuilder(content="changed")])
    assert kept.text == "changed"


@pytest.mark.parametrize("how", ["closed", "cut", "asked to"])
async def test_hikari_resumes_and_misses_nothing(camp: Camp, second: hikari.GatewayBot, how: str) -> None:
    heard: list[str | None] = []
    resumed: list[hikari.ShardResumedEvent] = []

    @second.listen()
    async def _(event: hikari.GuildMessageCreateEvent) -> None:
        heard.append(event.content)

    @second.listen()
    async def _(event: hikari.ShardResumedEvent) -> None:
        resumed.append(event)

    await camp.ana.says(f"{camp.app.mention} one")
    await camp.discord.until(lambda: len(heard) == 1)
    if how == "closed":
        camp.discord.faults.close(camp.app, 4000)
    elif how == "cut":
        await camp.discord.go_down()
        await camp.discord.come_back()
    else:
        camp.discord.faults.reconnect(camp.app)
    await camp.ana.says(f"{camp.app.mention} two")
    await camp.discord.until(lambda: len(heard) == 2, 20)
    assert [text.split()[-1] for text in heard if text] == ["one", "two"]
    assert (len(resumed), len(camp.app.identifies)) == (1, 1)


@pytest.mark.provokes
async def test_hikari_meets_the_same_refusals(camp: Camp, second: hikari.GatewayBot) -> None:
    camp.ana.closes_dms()
    with pytest.raises(hikari.ForbiddenError) as closed:
        await (await second.rest.create_dm_channel(camp.ana.id)).send("hello")
    assert closed.value.code == 50007
    assert (closed.value.status, camp.ana.direct_messages) == (403, [])
    with pytest.raises(hikari.BadRequestError) as long:
        await second.rest.create_message(camp.guild.first_channel.id, "x" * 2001)
    assert long.value.code == 50035
    assert long.value.errors == {
        "content": {
            "_errors": [{"code": "BASE_TYPE_MAX_LENGTH", "message": "Must be 2000 or fewer in length."}]
        }
    }
