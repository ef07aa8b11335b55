"""Commands, buttons, menus, forms, and every way to answer them."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import discord
import pytest
from discord import app_commands
from discord.http import Route

from playground import CannotType, Choice, Clock
from tests.playground.bot import Bot
from tests.playground.conftest import Camp


class Answers(discord.ui.View):
    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.button(label="Going", custom_id="going")
    async def going(self, interaction: discord.Interaction, _: discord.ui.Button[Answers]) -> None:
        await interaction.response.send_message(f"{interaction.user.display_name} goes", ephemeral=True)

    @discord.ui.button(label="Change", custom_id="change")
    async def change(self, interaction: discord.Interaction, _: discord.ui.Button[Answers]) -> None:
        await interaction.response.edit_message(content="changed")

    @discord.ui.button(label="Later", custom_id="later")
    async def later(self, interaction: discord.Interaction, _: discord.ui.Button[Answers]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="changed later")

    @discord.ui.button(label="Never", custom_id="never", disabled=True)
    async def never(self, _interaction: discord.Interaction, _: discord.ui.Button[Answers]) -> None:
        raise AssertionError

    @discord.ui.button(label="Ask", custom_id="ask")
    async def ask(self, interaction: discord.Interaction, _: discord.ui.Button[Answers]) -> None:
        await interaction.response.send_modal(Progress())

    @discord.ui.select(
        placeholder="Pick groups",
        custom_id="pick",
        min_values=1,
        max_values=2,
        options=[
            discord.SelectOption(label="Lyon", value="1"),
            discord.SelectOption(label="Paris", value="2"),
        ],
    )
    async def pick(self, interaction: discord.Interaction, select: discord.ui.Select[Answers]) -> None:
        await interaction.response.send_message(", ".join(select.values))

    @discord.ui.select(cls=discord.ui.UserSelect, placeholder="Whom", custom_id="whom")
    async def whom(self, interaction: discord.Interaction, select: discord.ui.UserSelect[Answers]) -> None:
        await interaction.response.send_message(", ".join(user.display_name for user in select.values))


class Progress(discord.ui.Modal, title="Your week"):
    did: discord.ui.Label[Progress] = discord.ui.Label(
        text="Did", component=discord.ui.TextInput(max_length=20)
    )
    mood: discord.ui.Label[Progress] = discord.ui.Label(
        text="Mood",
        component=discord.ui.Select(
            options=[
                discord.SelectOption(label="Good", value="g"),
                discord.SelectOption(label="Bad", value="b"),
            ],
            required=False,
        ),
    )
    proof: discord.ui.Label[Progress] = discord.ui.Label(
        text="Proof", component=discord.ui.FileUpload(required=False)
    )

    async def on_submit(self, interaction: discord.Interaction) -> None:
        did, mood, proof = self.did.component, self.mood.component, self.proof.component
        assert isinstance(did, discord.ui.TextInput)
        assert isinstance(mood, discord.ui.Select)
        assert isinstance(proof, discord.ui.FileUpload)
        sizes = [len(await file.read()) for file in proof.values]
        await interaction.response.send_message(f"{did.value} {mood.values} {sizes}")


def commands(bot: Bot) -> None:
    @bot.tree.command(name="hello", description="Says hello")
    @app_commands.describe(name="Whom")
    async def hello(
        interaction: discord.Interaction, name: app_commands.Range[str, 2, 10], loud: bool = False
    ) -> None:
        await interaction.response.send_message(f"Hello {name}{'!' if loud else ''}", view=Answers())

    @bot.tree.command(name="slow", description="Thinks")
    async def slow(interaction: discord.Interaction, how: str) -> None:
        await interaction.response.defer(ephemeral=True, thinking=True)
        if how == "edit":
            await interaction.edit_original_response(content="thought")
        else:
            await interaction.followup.send("thought", ephemeral=True)
            await interaction.followup.send("more", ephemeral=True)

    @bot.tree.command(name="late", description="Comes too late")
    async def late(interaction: discord.Interaction) -> None:
        await asyncio.sleep(0.25)
        with pytest.raises(discord.NotFound) as refusal:
            await interaction.response.send_message("too late")
        assert refusal.value.code == 10062

    @bot.tree.command(name="twice", description="Answers twice")
    async def twice(interaction: discord.Interaction) -> None:
        await interaction.response.send_message("once")
        with pytest.raises(discord.HTTPException) as refusal:
            await interaction.client.http.request(
                Route("POST", f"/interactions/{interaction.id}/{interaction.token}/callback"),
                json={"type": 4, "data": {"content": "again"}},
            )
        assert (refusal.value.status, refusal.value.code) == (400, 40060)
        await interaction.followup.send("refused")

    group = app_commands.Group(name="group", description="Groups")

    @group.command(name="create", description="Makes one")
    @app_commands.choices(
        kind=[app_commands.Choice(name="Small", value=1), app_commands.Choice(name="Big", value=2)]
    )
    async def create(
        interaction: discord.Interaction,
        who: discord.Member,
        size: app_commands.Range[int, 1, 9] = 1,
        kind: app_commands.Choice[int] | None = None,
        where: discord.TextChannel | None = None,
        role: discord.Role | None = None,
        picture: discord.Attachment | None = None,
    ) -> None:
        data = await picture.read() if picture else b""
        parts = [
            who.display_name,
            str(size),
            kind and kind.name,
            where and where.name,
            role and role.name,
            data.decode(),
        ]
        await interaction.response.send_message(" ".join(part for part in parts if part))

    @group.command(name="find", description="Finds one")
    async def find(interaction: discord.Interaction, name: str, city: str = "") -> None:
        await interaction.response.send_message(f"{name} {city}")

    @find.autocomplete("name")
    async def _(interaction: discord.Interaction, current: str) -> list[app_commands.Choice[str]]:
        city: Any = interaction.namespace.city
        return [app_commands.Choice(name=f"{current} in {city}", value=current)]

    bot.tree.add_command(group)

    @bot.tree.context_menu(name="Log as progress")
    async def log(interaction: discord.Interaction, message: discord.Message) -> None:
        await interaction.response.send_message(f"logged {message.content}", ephemeral=True)

    @bot.tree.context_menu(name="Greet")
    async def greet(interaction: discord.Interaction, member: discord.Member) -> None:
        await interaction.response.send_message(f"{member.display_name}, welcome")

    @bot.tree.command(name="keep", description="For organizers")
    @app_commands.default_permissions(manage_guild=True)
    @app_commands.guild_only()
    async def keep(interaction: discord.Interaction) -> None:
        rights = interaction.permissions.manage_guild, interaction.app_permissions.manage_roles
        await interaction.response.send_message(str(rights))


@pytest.fixture
async def bot(camp: Camp) -> Any:
    bot = Bot()
    commands(bot)
    async with camp.running(bot):
        yield bot


@pytest.mark.usefixtures("bot")
async def test_a_command_is_answered(camp: Camp) -> None:
    reply = await camp.ana.slash("/hello", name="Lyon", loud=True)
    assert (reply.text, reply.ephemeral, reply.failed) == ("Hello Lyon!", False, None)
    assert camp.guild.first_channel.messages[-1] is reply.message
    assert [button.label for button in reply.buttons] == ["Going", "Change", "Later", "Never", "Ask"]


@pytest.mark.usefixtures("bot")
async def test_a_client_refuses_to_send_what_discord_would_not_let_one_type(camp: Camp) -> None:
    ana = camp.ana
    wrong: list[tuple[str, dict[str, Any], str]] = [
        ("/helo", {}, "no command 'helo'"),
        ("/hello", {}, "needs 'name'"),
        ("/hello", {"name": "x"}, "2 to 10 characters"),
        ("/hello", {"name": "Lyon", "soft": True}, "no option 'soft'"),
        ("/hello", {"name": "Lyon", "loud": "yes"}, "true or false"),
        ("/group", {}, "needs one of its subcommands: create, find"),
        ("/group destroy", {}, "no subcommand 'destroy'"),
        ("/group create", {"who": ana, "size": 10}, "1 to 9"),
        ("/group create", {"who": ana, "kind": "Huge"}, "one of 'Small', 'Big'"),
        ("/keep", {}, "no command 'keep'"),
    ]
    for line, options, words in wrong:
        with pytest.raises(CannotType, match=words):
            await ana.slash(line, **options)
    assert camp.discord.requests.count("POST", "/interactions/*/*/callback") == 0


@pytest.mark.usefixtures("bot")
async def test_options_of_every_kind_arrive_resolved(camp: Camp) -> None:
    role = camp.guild.add_role("Lyon")
    reply = await camp.ana.slash(
        "/group create",
        who=camp.ana,
        size=3,
        kind="Big",
        where=camp.guild.first_channel,
        role=role,
        picture=(b"bytes", "picture.png"),
    )
    assert reply.text == "Ana 3 Big general Lyon bytes"


@pytest.mark.usefixtures("bot")
async def test_an_option_suggests_with_the_others_in_view(camp: Camp) -> None:
    assert await camp.ana.complete("/group find", "name", "sat 10", city="Lyon") == [
        Choice("sat 10 in Lyon", "sat 10")
    ]
    with pytest.raises(CannotType):
        await camp.ana.complete("/group find", "city", "L")


@pytest.mark.usefixtures("bot")
async def test_menus_of_messages_and_people_carry_their_target(camp: Camp) -> None:
    message = await camp.ana.says("closures")
    reply = await camp.ana.menu("Log as progress", on=message)
    assert (reply.text, reply.ephemeral) == ("logged closures", True)
    assert (await camp.ana.menu("Greet", on=camp.ana)).text == "Ana, welcome"


@pytest.mark.usefixtures("bot")
async def test_permissions_decide_who_is_offered_a_command_and_travel_with_it(camp: Camp) -> None:
    camp.guild.grant(camp.ana, "manage_guild")
    assert (await camp.ana.slash("/keep")).text == "(True, True)"


@pytest.mark.usefixtures("bot")
async def test_an_ephemeral_answer_is_seen_by_one_person_only(camp: Camp) -> None:
    await camp.ana.slash("/hello", name="Lyon")
    ben = camp.discord.person("Ben")
    ben.joins(camp.guild)
    reply = await ben.press("Going")
    assert (reply.text, reply.ephemeral) == ("Ben goes", True)
    assert ben.sees()[-1].text == "Ben goes"
    assert all(message.text != "Ben goes" for message in camp.ana.sees())
    assert all(message.text != "Ben goes" for message in camp.guild.first_channel.messages)


@pytest.mark.usefixtures("bot")
async def test_a_press_can_change_the_message_at_once_or_later(camp: Camp) -> None:
    message = (await camp.ana.slash("/hello", name="Lyon")).message
    reply = await camp.ana.press("Change", on=message)
    assert (reply.text, reply.updated, reply.message) == ("changed", True, message)
    reply = await camp.ana.press("Later", on=message)
    assert (reply.text, reply.updated, reply.deferred) == ("changed later", False, True)
    assert message is not None
    assert message.edits == 2


@pytest.mark.usefixtures("bot")
async def test_disabled_and_absent_buttons_cannot_be_pressed(camp: Camp) -> None:
    await camp.ana.slash("/hello", name="Lyon")
    with pytest.raises(CannotType, match="disabled"):
        await camp.ana.press("Never")
    with pytest.raises(CannotType, match="sees no button"):
        await camp.ana.press("Gone")


@pytest.mark.usefixtures("bot")
async def test_menus_take_what_they_offer(camp: Camp) -> None:
    await camp.ana.slash("/hello", name="Lyon")
    assert (await camp.ana.choose("Pick groups", ["Lyon", "Paris"])).text == "1, 2"
    assert (await camp.ana.choose("Whom", [camp.ana])).text == "Ana"
    with pytest.raises(CannotType, match="offers 'Lyon', 'Paris'"):
        await camp.ana.choose("Pick groups", ["Rome"])
    with pytest.raises(CannotType, match="takes 1 to 2"):
        await camp.ana.choose("Pick groups", [])


@pytest.mark.usefixtures("bot")
async def test_a_form_is_filled_in_by_labels_and_sent(camp: Camp) -> None:
    await camp.ana.slash("/hello", name="Lyon")
    reply = await camp.ana.press("Ask")
    assert reply.modal is not None
    assert (reply.modal.title, reply.modal.labels) == ("Your week", ["Did", "Mood", "Proof"])
    with pytest.raises(CannotType, match="must be filled in"):
        await camp.ana.fill({})
    with pytest.raises(CannotType, match="0 to 20 characters"):
        await camp.ana.fill({"Did": "x" * 21})
    with pytest.raises(CannotType, match="no field 'Next'"):
        await camp.ana.fill({"Next": "y"})
    reply = await camp.ana.fill({"Did": "closures", "Mood": "Good", "Proof": (b"123", "proof.txt")})
    assert reply.text == "closures ['g'] [3]"
    with pytest.raises(CannotType, match="no form open"):
        await camp.ana.fill({"Did": "again"})


@pytest.mark.usefixtures("bot")
@pytest.mark.parametrize("how", ["edit", "follow"])
async def test_a_bot_that_thinks_is_waited_for(camp: Camp, how: str) -> None:
    reply = await camp.ana.slash("/slow", how=how)
    assert (reply.text, reply.deferred, reply.ephemeral, reply.thinking) == ("thought", True, True, False)
    if how == "follow":
        await camp.discord.until(lambda: reply.followups)
        assert [message.text for message in reply.followups] == ["more"]


@pytest.mark.fault("R10", status=404, code=10062)
async def test_r10_an_answer_after_three_seconds_is_unknown_and_the_person_is_told(
    camp: Camp, bot: Bot
) -> None:
    camp.discord.answer_seconds = 0.15
    reply = await camp.ana.slash("/late")
    assert reply.failed == "The application did not respond"
    await camp.discord.until(lambda: camp.discord.requests.count("POST", "/interactions/*/*/callback"))
    assert bot.is_ready()


@pytest.mark.usefixtures("bot")
@pytest.mark.fault("R11", status=400, code=40060)
async def test_r11_a_second_answer_is_refused(camp: Camp) -> None:
    reply = await camp.ana.slash("/twice")
    await camp.discord.until(lambda: reply.followups)
    assert (reply.text, reply.followups[0].text) == ("once", "refused")


@pytest.mark.fault("R12", status=401, code=50027)
async def test_r12_the_token_ends_after_fifteen_minutes_on_the_clock(
    camp: Camp, bot: Bot, clock: Clock
) -> None:
    kept: list[discord.Interaction] = []

    @bot.event
    async def on_interaction(interaction: discord.Interaction) -> None:
        kept.append(interaction)

    assert on_interaction
    await camp.ana.slash("/hello", name="Lyon")
    await camp.discord.calm()
    clock.turn(timedelta(minutes=14))
    await kept[0].edit_original_response(content="in time")
    clock.turn(timedelta(minutes=2))
    with pytest.raises(discord.HTTPException) as refusal:
        await kept[0].edit_original_response(content="too late")
    assert (refusal.value.status, refusal.value.code) == (401, 50027)


async def test_a_hostile_client_sends_any_custom_id_and_any_value(camp: Camp, bot: Bot) -> None:
    message = (await camp.ana.slash("/hello", name="Lyon")).message
    assert message is not None
    camp.discord.answer_seconds = 0.1
    reply = await camp.ana.raw_component(message, "tampered:1")
    assert reply.failed == "This interaction failed"
    assert bot.told("INTERACTION_CREATE")[-1]["data"]["custom_id"] == "tampered:1"
    camp.discord.answer_seconds = 30.0
    reply = await camp.ana.raw_command("/hello", name="x")
    assert reply.text == "Hello x"


@pytest.mark.fault("G22")
async def test_g22_every_process_of_a_bot_hears_an_interaction(camp: Camp, bot: Bot) -> None:
    async with camp.running() as second:
        await camp.ana.slash("/hello", name="Lyon")
        await camp.discord.until(lambda: second.told("INTERACTION_CREATE"))
        assert bot.told("INTERACTION_CREATE")[0]["id"] == second.told("INTERACTION_CREATE")[0]["id"]


@pytest.mark.usefixtures("bot")
async def test_commands_work_in_direct_messages_where_they_may(camp: Camp) -> None:
    direct = camp.ana.direct(camp.app)
    assert (await camp.ana.slash("/hello", in_=direct, name="Lyon")).text == "Hello Lyon"
    with pytest.raises(CannotType, match="no command 'keep'"):
        await camp.ana.slash("/keep", in_=direct)
    assert [message.text for message in camp.ana.direct_messages] == ["Hello Lyon"]


@pytest.mark.usefixtures("bot")
@pytest.mark.fault("G17")
async def test_g17_a_button_in_direct_messages_has_no_member(camp: Camp, bot: Bot) -> None:
    await camp.ana.slash("/hello", in_=camp.ana.direct(camp.app), name="Lyon")
    camp.ana.leaves(camp.guild)
    assert (await camp.ana.press("Going")).text == "Ana goes"
    data = bot.told("INTERACTION_CREATE")[-1]
    assert (data.get("guild_id"), data.get("member"), data["context"]) == (None, None, 1)
