"""Messages: sent, refused, edited, searched, pinned, reacted to, and who is pinged."""

from __future__ import annotations

import io
import re
from datetime import timedelta
from typing import Any

import aiohttp
import discord
import pytest
from discord.http import Route

from playground import CannotType, Clock
from tests.playground.bot import INTENTS, Bot
from tests.playground.conftest import Camp
from tests.playground.refusals import WrongField, malformed, refused, wrong_fields


async def test_a_message_with_files_and_an_embed_is_kept_as_it_was_sent(camp: Camp, bot: Bot) -> None:
    embed = discord.Embed(title="Week", description="closures", colour=0xAA5500).add_field(
        name="Who", value="Ana"
    )
    sent = await camp.place(bot).send(
        "hello",
        embed=embed,
        files=[
            discord.File(io.BytesIO(b"one"), "one.txt", description="first"),
            discord.File(io.BytesIO(b"two"), "two.txt"),
        ],
    )
    message = camp.guild.first_channel.messages[-1]
    assert message.id == sent.id
    assert message.text == "hello\nWeek\nclosures\nWho\nAna"
    assert message.accent == 0xAA5500
    assert [(file.filename, file.data, file.description) for file in message.attachments] == [
        ("one.txt", b"one", "first"),
        ("two.txt", b"two", None),
    ]
    assert await sent.attachments[1].read() == b"two"
    edited = await sent.edit(content="hi", attachments=[sent.attachments[0]])
    assert [file.filename for file in edited.attachments] == ["one.txt"]
    assert (message.text.splitlines()[0], message.edits) == ("hi", 1)
    await sent.delete()
    assert message.deleted
    await refused(sent.edit(content="gone"), 404, 10008)


class Card(discord.ui.LayoutView):
    def __init__(self) -> None:
        super().__init__(timeout=None)
        box: discord.ui.Container[Card] = discord.ui.Container(accent_colour=0x112233)
        map_button: discord.ui.Button[Card] = discord.ui.Button(label="Map", url="https://osm.org")
        row: discord.ui.ActionRow[Card] = discord.ui.ActionRow()
        row.add_item(discord.ui.Button(label="Going", custom_id="going"))
        box.add_item(discord.ui.TextDisplay("# Lyon"))
        box.add_item(discord.ui.Section("saturday", accessory=map_button))
        box.add_item(discord.ui.Separator())
        box.add_item(
            discord.ui.MediaGallery(discord.MediaGalleryItem("attachment://heat.png", description="heat"))
        )
        box.add_item(discord.ui.File("attachment://plan.txt"))
        box.add_item(row)
        self.add_item(box)


@pytest.mark.provokes
async def test_a_layout_is_read_pressed_and_coloured(camp: Camp, bot: Bot) -> None:
    files = [discord.File(io.BytesIO(b"png"), "heat.png"), discord.File(io.BytesIO(b"plan"), "plan.txt")]
    sent = await camp.place(bot).send(view=Card(), files=files)
    message = camp.guild.first_channel.messages[-1]
    assert message.text == "# Lyon\nsaturday"
    assert [(button.label, button.url) for button in message.buttons] == [
        ("Map", "https://osm.org"),
        ("Going", None),
    ]
    assert message.accent == 0x112233
    assert message.flags & 1 << 15
    assert sent.components
    # Files that components show are listed there alone.
    assert (sent.attachments, [file.filename for file in message.attachments]) == (
        [],
        ["heat.png", "plan.txt"],
    )
    words = "field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
    assert await malformed(camp.discord, sent.edit(content="plain text")) == [
        ("content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", f"The 'content' {words}")
    ]
    await sent.edit(view=discord.ui.LayoutView().add_item(discord.ui.TextDisplay("short")))
    assert message.text == "short"


async def post(bot: Bot, camp: Camp, **body: Any) -> Any:
    """Sends a body past discord.py's own checks."""
    route = Route("POST", "/channels/{channel_id}/messages", channel_id=camp.guild.first_channel.id)
    return await bot.http.request(route, json=body)


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(parts)}


def button(label: str = "Go", custom_id: str = "go", **more: Any) -> dict[str, Any]:
    return {"type": 2, "style": 1, "label": label, "custom_id": custom_id, **more}


def at_most(number: int) -> tuple[str, str]:
    return "BASE_TYPE_MAX_LENGTH", f"Must be {number} or fewer in length."


TEXT = {"type": 10, "content": "x" * 1001}
REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("two menus in a row", {"content": "x", "components": [row(*[{"type": 5, "custom_id": str(n)} for n in range(2)])]},
     "components.0.components.1", "COMPONENT_LAYOUT_WIDTH_EXCEEDED", "The specified component exceeds the maximum width"),
    ("six buttons", {"content": "x", "components": [row(*[button(custom_id=str(n)) for n in range(6)])]},
     "components.0.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 5 in length."),
    ("six rows", {"content": "x", "components": [row(button(custom_id=str(n))) for n in range(6)]},
     "components", "BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length."),
    ("one id twice", {"content": "x", "components": [row(button(), button())]},
     "components.0.components.1.custom_id", "COMPONENT_CUSTOM_ID_DUPLICATED", "Component custom id cannot be duplicated"),
    ("a long label", {"content": "x", "components": [row(button("x" * 81))]},
     "components.0.components.0.label", "BASE_TYPE_MAX_LENGTH", "Must be 80 or fewer in length."),
    ("a long custom id", {"content": "x", "components": [row(button(custom_id="x" * 101))]},
     "components.0.components.0.custom_id", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."),
    ("text without the flag", {"components": [{"type": 10, "content": "x"}]},
     "components.0.type", "UNION_TYPE_CHOICES", 'Value of field "type" must be one of (1).'),
    ("content with the flag", {"flags": 1 << 15, "content": "x", "components": [{"type": 10, "content": "x"}]},
     "content", "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2", "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"),
    ("text of 4004", {"flags": 1 << 15, "components": [TEXT] * 4},
     "components", "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED", "The total size of the displayable text exceeds the maximum size of 4000"),
    ("41 components", {"flags": 1 << 15, "components": [{"type": 10, "content": "x"}] * 41},
     "components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 40 in length."),
    ("a container of 40", {"flags": 1 << 15, "components": [{"type": 17, "components": [{"type": 10, "content": "x"}] * 40}]},
     "components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 40 in length."),
    ("a missing file", {"flags": 1 << 15, "components": [{"type": 13, "file": {"url": "attachment://no.txt"}}]},
     "components.0.file.url", "UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND", "There is no file for attachment://no.txt"),
    ("an empty section", {"flags": 1 << 15, "components": [{"type": 9, "components": [{"type": 10, "content": "x"}]}]},
     "components.0.accessory", "BASE_TYPE_REQUIRED", "This field is required"),
    ("a bad link", {"content": "x", "components": [row({"type": 2, "style": 5, "label": "x", "url": "ftp://x"})]},
     "components.0.components.0.url", "URL_TYPE_INVALID_SCHEME", "Scheme \"ftp\" is not supported. Scheme must be one of ('http', 'https', 'discord')."),
    ("26 options", {"content": "x", "components": [row({"type": 3, "custom_id": "s", "options": [
        {"label": str(n), "value": str(n)} for n in range(26)]})]},
     "components.0.components.0.options", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 25 in length."),
    ("a long embed", {"embeds": [{"description": "x" * 4096}, {"description": "x" * 1905}]},
     "embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum size of 6000"),
    ("a long title", {"embeds": [{"title": "x" * 257}]}, "embeds.0.title", *at_most(256)),
    ("a long description", {"embeds": [{"description": "x" * 4097}]}, "embeds.0.description", *at_most(4096)),
    ("a long footer", {"embeds": [{"footer": {"text": "x" * 2049}}]}, "embeds.0.footer.text", *at_most(2048)),
    ("a long author", {"embeds": [{"author": {"name": "x" * 257}}]}, "embeds.0.author.name", *at_most(256)),
    ("26 fields", {"embeds": [{"fields": [{"name": "x", "value": "x"}] * 26}]}, "embeds.0.fields", *at_most(25)),
    ("a field's long name", {"embeds": [{"fields": [{"name": "x" * 257, "value": "x"}]}]}, "embeds.0.fields.0.name", *at_most(256)),
    ("a field's long value", {"embeds": [{"fields": [{"name": "x", "value": "x" * 1025}]}]}, "embeds.0.fields.0.value", *at_most(1024)),
    ("a field of spaces", {"embeds": [{"fields": [{"name": " ", "value": "x"}]}]}, "embeds.0.fields.0.name", "BASE_TYPE_REQUIRED", "This field is required"),
    ("a field of nothing", {"embeds": [{"fields": [{"name": "x"}]}]}, "embeds.0.fields.0.value", "BASE_TYPE_REQUIRED", "This field is required"),
    ("a long placeholder", {"content": "x", "components": [row({"type": 5, "custom_id": "s", "placeholder": "x" * 151})]},
     "components.0.components.0.placeholder", *at_most(150)),
    ("a section of four", {"flags": 1 << 15, "components": [{"type": 9, "components": [{"type": 10, "content": "x"}] * 4, "accessory": button()}]},
     "components.0.components", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 3 in length."),
    ("a gallery of eleven", {"flags": 1 << 15, "components": [{"type": 12, "items": [{"media": {"url": "https://a.example"}}] * 11}]},
     "components.0.items", "BASE_TYPE_BAD_LENGTH", "Must be between 1 and 10 in length."),
    ("eleven embeds", {"embeds": [{"title": "x"}] * 11}, "embeds", "BASE_TYPE_MAX_LENGTH", "Must be 10 or fewer in length."),
    ("a reply to nothing", {"content": "x", "message_reference": {"message_id": "1"}},
     "message_reference", "REPLIES_UNKNOWN_MESSAGE", "Unknown message"),
    ("all users and some", {"content": "x", "allowed_mentions": {"parse": ["users"], "users": ["1"]}},
     "allowed_mentions.users", "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", 'parse:["users"] and users: [ids...] are mutually exclusive.'),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "field", "code", "words"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED]
)
@pytest.mark.provokes
async def test_what_is_too_much_is_refused_field_by_field(
    camp: Camp, bot: Bot, body: dict[str, Any], field: str, code: str, words: str
) -> None:
    assert await malformed(camp.discord, post(bot, camp, **body)) == [(field, code, words)]
    assert all(message.type == 7 for message in camp.guild.first_channel.messages)


@pytest.mark.provokes
@pytest.mark.fault("R23", status=400, code=50035)
async def test_r23_a_text_has_two_thousand_characters_at_most(camp: Camp, bot: Bot) -> None:
    await post(bot, camp, content="x" * 2000)
    assert await malformed(camp.discord, post(bot, camp, content="x" * 2001)) == [
        ("content", "BASE_TYPE_MAX_LENGTH", "Must be 2000 or fewer in length.")
    ]


@pytest.mark.parametrize("body", [{}, {"content": "  "}, {"flags": 1 << 15}])
@pytest.mark.fault("R24", status=400, code=50006)
async def test_r24_an_empty_message_is_refused(camp: Camp, bot: Bot, body: dict[str, Any]) -> None:
    await refused(post(bot, camp, **body), 400, 50006)


@pytest.mark.provokes
async def test_an_enforced_nonce_makes_one_message_within_its_window(
    camp: Camp, bot: Bot, clock: Clock
) -> None:
    camp.discord.nonce_window = timedelta(minutes=3)
    first = await post(bot, camp, content="once", nonce="a1", enforce_nonce=True)
    clock.turn(timedelta(minutes=2))
    again = await post(bot, camp, content="twice", nonce="a1", enforce_nonce=True)
    assert (again["id"], again["content"], again["nonce"]) == (first["id"], "once", "a1")
    clock.turn(timedelta(minutes=2))
    later = await post(bot, camp, content="later", nonce="a1", enforce_nonce=True)
    assert later["id"] != first["id"]
    loose = await post(bot, camp, content="loose", nonce="a1")
    assert loose["id"] != later["id"]
    assert await malformed(camp.discord, post(bot, camp, content="x", nonce="n" * 26)) == [
        ("nonce", "NONCE_TYPE_TOO_LONG", "Nonce must be 25 or fewer in length.")
    ]
    history = await bot.http.logs_from(camp.guild.first_channel.id, 10)
    assert all("nonce" not in message for message in history)
    assert bot.told("MESSAGE_CREATE")[0]["nonce"] == "a1"


@pytest.mark.fault("R06", status=404, code=10008)
async def test_r06_a_nonce_of_a_deleted_message_is_an_unknown_message(camp: Camp, bot: Bot) -> None:
    first = await post(bot, camp, content="once", nonce="a1", enforce_nonce=True)
    camp.guild.first_channel.delete(camp.guild.first_channel.message_by_id[int(first["id"])])
    await refused(post(bot, camp, content="once", nonce="a1", enforce_nonce=True), 404, 10008)


async def test_history_goes_before_after_and_around(camp: Camp, bot: Bot) -> None:
    channel = camp.place(bot)
    sent = [await channel.send(str(number)) for number in range(6)]
    texts = [message.content async for message in channel.history(limit=2)]
    assert texts == ["5", "4"]
    assert [message.content async for message in channel.history(before=sent[2], limit=2)] == ["1", "0"]
    assert [message.content async for message in channel.history(after=sent[2], limit=2)] == ["3", "4"]
    assert [message.content async for message in channel.history(around=sent[3], limit=3)] == ["4", "3", "2"]
    assert (await channel.fetch_message(sent[1].id)).content == "1"
    await refused(channel.fetch_message(1), 404, 10008)


async def test_only_who_is_allowed_and_named_is_pinged(camp: Camp, bot: Bot) -> None:
    ben, carl = camp.discord.person("Ben"), camp.discord.person("Carl")
    ben.joins(camp.guild)
    carl.joins(camp.guild)
    role = camp.guild.add_role("Lyon")
    camp.guild.member(carl).give(role)
    text = f"{camp.ana.mention} {ben.mention} {role.mention} @everyone"
    channel = camp.place(bot)
    await channel.send(text, allowed_mentions=discord.AllowedMentions.none())
    silent = camp.guild.first_channel.messages[-1]
    assert (silent.mentions, silent.mentioned_roles, silent.mentions_everyone, silent.pinged) == (
        [],
        [],
        False,
        [],
    )
    await channel.send(
        text,
        allowed_mentions=discord.AllowedMentions(users=[discord.Object(ben.id)], roles=False, everyone=False),
    )
    assert camp.guild.first_channel.messages[-1].pinged == [ben]
    await channel.send(
        text, allowed_mentions=discord.AllowedMentions(users=False, roles=True, everyone=False)
    )
    assert camp.guild.first_channel.messages[-1].pinged == [carl]
    await channel.send(text)
    loud = camp.guild.first_channel.messages[-1]
    assert loud.mentions_everyone
    assert {user.name for user in loud.pinged} == {"Ana", "Ben", "Carl", "Learners's owner"}
    assert camp.ana.notifications == [loud]
    await channel.send(f"`{camp.ana.mention}`")
    assert camp.ana.notifications == [loud]


async def test_a_role_that_is_not_mentionable_is_not_pinged_without_the_right(camp: Camp, bot: Bot) -> None:
    role = camp.guild.add_role("Lyon")
    camp.guild.member(camp.ana).give(role)
    for holder in (camp.guild.role_of(camp.app), camp.guild.everyone):
        left = holder.permissions & ~discord.Permissions(mention_everyone=True).value
        camp.guild.set_permissions(holder, left)
    channel = camp.place(bot)
    await channel.send(f"{role.mention} @everyone")
    assert camp.ana.notifications == []
    role.edit(mentionable=True)
    await channel.send(role.mention)
    assert len(camp.ana.notifications) == 1


async def test_a_reply_pings_the_author_unless_it_says_not_to(camp: Camp, bot: Bot) -> None:
    await camp.ana.says("question?")
    question = await camp.place(bot).fetch_message(camp.guild.first_channel.messages[-1].id)
    await question.reply("quietly", mention_author=False)
    assert camp.ana.notifications == []
    answer = await question.reply("loudly")
    assert [message.text for message in camp.ana.notifications] == ["loudly"]
    assert isinstance(answer.reference, discord.MessageReference)
    assert answer.reference.message_id == question.id


async def test_strangers_words_are_empty_without_the_content_intent_but_not_when_they_mention_the_bot(
    camp: Camp, bot: Bot
) -> None:
    await camp.ana.says("secret")
    await camp.ana.says(f"{camp.app.mention} hello")
    await camp.ana.says("in private", in_=camp.ana.direct(camp.app))
    await camp.place(bot).send("own")
    await camp.discord.until(lambda: len(bot.told("MESSAGE_CREATE")) == 4)
    assert [data["content"] for data in bot.told("MESSAGE_CREATE")] == [
        "",
        f"{camp.app.mention} hello",
        "in private",
        "own",
    ]


async def test_the_content_intent_must_be_switched_on(camp: Camp) -> None:
    app = camp.discord.application("Reader", privileged_intents=("message_content",))
    camp.guild.invite(app, "view_channel")
    intents = discord.Intents(guilds=True, guild_messages=True, message_content=True)
    camp.app = app
    async with camp.running(intents=intents) as bot:
        await camp.ana.says("open")
        await camp.discord.until(lambda: bot.told("MESSAGE_CREATE"))
        assert bot.told("MESSAGE_CREATE")[0]["content"] == "open"
        assert (await bot.application_info()).flags.gateway_message_content_limited


async def test_pins_need_their_own_permission(camp: Camp, bot: Bot) -> None:
    message = await camp.place(bot).send("card")
    await message.pin(reason="wanted")
    assert [pin.id async for pin in camp.place(bot).pins()] == [message.id]
    assert camp.guild.first_channel.pins[0].id == message.id
    assert camp.guild.first_channel.messages[-1].type == 6
    assert camp.discord.requests.of("PUT")[-1].reason == "wanted"
    await message.unpin()
    assert camp.guild.first_channel.pins == []
    role = camp.guild.role_of(camp.app)
    camp.guild.set_permissions(role, role.permissions & ~discord.Permissions(pin_messages=True).value)
    assert role.permissions & discord.Permissions(manage_messages=True).value  # it was enough until 2026
    await refused(message.pin(), 403, 50013)
    await refused(message.unpin(), 403, 50013)


async def test_a_channel_has_250_pins(camp: Camp, bot: Bot) -> None:
    channel = camp.guild.first_channel
    for number in range(250):
        (await camp.ana.says(str(number))).pin()
    message = await camp.place(bot).send("one more")
    refusal = await refused(message.pin(), 400, 30003)
    assert refusal.text == "Maximum number of pins reached (250)"
    await camp.place(bot).get_partial_message(channel.pins[0].id).unpin()
    await message.pin()


async def test_reactions_come_and_go(camp: Camp, bot: Bot) -> None:
    message = await camp.place(bot).send("poll")
    await message.add_reaction("👍")
    camp.ana.reacts(camp.guild.first_channel.messages[-1], "👍")
    fresh = await message.fetch()
    assert [(str(reaction.emoji), reaction.count, reaction.me) for reaction in fresh.reactions] == [
        ("👍", 2, True)
    ]
    assert {user.name async for user in fresh.reactions[0].users()} >= {"Helper"}
    await message.remove_reaction("👍", discord.Object(camp.ana.id))
    await message.clear_reactions()
    assert (await message.fetch()).reactions == []
    await refused(message.add_reaction("nonsense"), 400, 10014)
    await camp.discord.until(lambda: len(bot.told("MESSAGE_REACTION_ADD")) == 2)


async def test_whoever_may_not_begin_a_reaction_may_join_one(camp: Camp, bot: Bot) -> None:
    message = await camp.place(bot).send("poll")
    kept = camp.guild.first_channel.messages[-1]
    camp.ana.reacts(kept, "👍")
    for holder in (camp.guild.role_of(camp.app), camp.guild.everyone):
        camp.guild.set_permissions(holder, ("view_channel", "read_message_history"))
    await refused(message.add_reaction("🎉"), 403, 50013)
    await message.add_reaction("👍")
    assert [(each.emoji, len(each.users)) for each in kept.reactions] == [("👍", 2)]
    await refused(message.clear_reactions(), 403, 50013)
    await refused(message.remove_reaction("👍", discord.Object(camp.ana.id)), 403, 50013)
    camp.guild.first_channel.set_overwrite(camp.app, deny="view_channel")
    await refused(message.add_reaction("👍"), 403, 50001)


async def test_a_message_has_twenty_kinds_of_reactions(camp: Camp, bot: Bot) -> None:
    message = await camp.place(bot).send("poll")
    for number in range(20):
        camp.ana.reacts(camp.guild.first_channel.messages[-1], chr(0x1F600 + number))
    await refused(message.add_reaction("👍"), 400, 30010)
    await message.add_reaction(chr(0x1F600))
    camp.guild.first_channel.delete(camp.guild.first_channel.messages[-1])
    await refused(message.add_reaction("👍"), 404, 10008)


@pytest.mark.fault("R07", status=403, code=50007)
@pytest.mark.fault("R08", status=403, code=50278)
async def test_r07_closed_doors_and_r08_no_common_server(camp: Camp, bot: Bot) -> None:
    user = await bot.fetch_user(camp.ana.id)
    await user.send("hello")
    assert [message.text for message in camp.ana.direct_messages] == ["hello"]
    camp.ana.closes_dms()
    await refused(user.send("hello?"), 403, 50007)
    camp.ana.opens_dms()
    await user.send("again")
    camp.ana.leaves(camp.guild)
    await refused(user.send("still there?"), 403, 50278)


async def test_r36_an_account_that_is_gone_is_unknown(bot: Bot) -> None:
    await refused(bot.fetch_user(1), 404, 10013)


@pytest.mark.fault("R01", status=403, code=50013)
@pytest.mark.fault("R02", status=403, code=50001)
@pytest.mark.fault("R03", status=404, code=10003)
async def test_r01_to_r03_what_a_bot_may_not_write_has_its_own_refusal(camp: Camp, bot: Bot) -> None:
    channel = camp.place(bot)
    general = camp.guild.first_channel
    general.set_overwrite(camp.app, deny="send_messages")
    await refused(channel.send("x"), 403, 50013)
    general.set_overwrite(camp.app, deny="view_channel")
    await refused(channel.send("x"), 403, 50001)
    camp.guild.delete_channel(general)
    await refused(channel.send("x"), 404, 10003)


async def test_rights_given_to_everyone_reach_the_bot_too(camp: Camp, bot: Bot) -> None:
    camp.guild.set_permissions(camp.app, 0)
    await camp.place(bot).send("everyone may")
    camp.guild.set_permissions(camp.guild.everyone, 0)
    await refused(camp.place(bot).send("nobody may"), 403, 50001)


async def test_others_messages_are_deleted_only_with_the_right_to(camp: Camp, bot: Bot) -> None:
    said = await camp.ana.says("hello")
    message = await camp.place(bot).fetch_message(said.id)
    await refused(message.edit(content="changed"), 403, 50005)
    await message.delete()
    assert said.deleted
    camp.guild.set_permissions(camp.app, "view_channel")
    again = await camp.ana.says("again")
    await refused(camp.place(bot).get_partial_message(again.id).delete(), 403, 50013)


async def test_many_messages_go_at_once_if_they_are_young(camp: Camp, bot: Bot, clock: Clock) -> None:
    messages = [await camp.ana.says(str(number)) for number in range(3)]
    await camp.place(bot).delete_messages([discord.Object(message.id) for message in messages])
    assert all(message.deleted for message in messages)
    old = [await camp.ana.says(str(number)) for number in range(2)]
    clock.turn(timedelta(days=15))
    await refused(
        bot.http.delete_messages(camp.guild.first_channel.id, [message.id for message in old]), 400, 50034
    )


async def test_joins_are_told_in_the_system_channel(camp: Camp) -> None:
    async with camp.running(intents=INTENTS) as bot:
        camp.discord.person("Ben").joins(camp.guild)
        await camp.discord.until(lambda: bot.told("MESSAGE_CREATE"))
        data = bot.told("MESSAGE_CREATE")[0]
        assert (data["type"], data["author"]["global_name"]) == (7, "Ben")
        assert bot.told("GUILD_MEMBER_ADD") == []


async def test_people_are_held_to_permissions_as_well(camp: Camp) -> None:
    camp.guild.first_channel.set_overwrite(camp.guild.everyone, deny="send_messages")
    with pytest.raises(CannotType, match=re.escape("no permission send_messages in #general")):
        await camp.ana.says("x")
    camp.guild.first_channel.set_overwrite(camp.guild.everyone, deny="view_channel")
    assert camp.ana.sees() == []


@pytest.mark.provokes
async def test_an_answer_is_exactly_json_and_dated_by_the_clock(camp: Camp) -> None:
    headers = {"Authorization": f"Bot {camp.app.token}"}
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{camp.discord.url}/users/@me", headers=headers) as response:
            assert response.headers["Content-Type"] == "application/json"
            assert response.headers["Date"] == "Fri, 20 Nov 2026 09:00:00 GMT"
        async with session.get(f"{camp.discord.url}/users/@me") as response:
            assert (response.status, await response.json()) == (
                401,
                {"message": "401: Unauthorized", "code": 0},
            )
        async with session.get(f"{camp.discord.url}/nothing", headers=headers) as response:
            assert (response.status, await response.json()) == (404, {"message": "404: Not Found", "code": 0})
        async with session.put(f"{camp.discord.url}/users/@me", headers=headers) as response:
            assert response.status == 405


@pytest.mark.provokes
@pytest.mark.parametrize(
    ("embed", "path", "code"),
    [
        ({"url": "nonsense"}, "url", "URL_TYPE_INVALID_SCHEME"),
        ({"url": ""}, "url", "URL_TYPE_INVALID_SCHEME"),
        ({"url": "https://a b"}, "url", "URL_TYPE_INVALID_URL"),
        ({"url": "attachment://x.png"}, "url", "URL_TYPE_INVALID_SCHEME"),
        ({"timestamp": "yesterday"}, "timestamp", "DATE_TIME_TYPE_PARSE"),
        ({"image": {"url": "ftp://x"}}, "image.url", "URL_TYPE_INVALID_SCHEME"),
        ({"footer": {"text": "x", "icon_url": "x"}}, "footer.icon_url", "URL_TYPE_INVALID_SCHEME"),
        ({"author": {"name": "x", "url": "javascript:x"}}, "author.url", "URL_TYPE_INVALID_SCHEME"),
    ],
)
async def test_addresses_and_instants_of_an_embed_must_be_such(
    camp: Camp, embed: dict[str, object], path: str, code: str
) -> None:
    [(field, found, _)] = await _refusal(camp, embeds=[{"title": "x", **embed}])
    assert (field, found) == (f"embeds.0.{path}", code)


@pytest.mark.provokes
@pytest.mark.parametrize(
    ("name", "value"), [("poll", {"question": {"text": "Who?"}, "answers": []}), ("sticker_ids", ["1"])]
)
async def test_what_the_playground_lacks_is_refused_and_not_dropped(
    camp: Camp, name: str, value: object
) -> None:
    [(field, code, _)] = await _refusal(camp, content="x", **{name: value})
    assert (field, code) == (name, "PLAYGROUND_UNSUPPORTED")


@pytest.mark.provokes
async def test_a_message_is_not_forwarded_as_if_it_were_answered(camp: Camp) -> None:
    message = await camp.ana.says("hello")
    reference = {"type": 1, "message_id": str(message.id), "channel_id": str(message.channel.id)}
    [(field, code, _)] = await _refusal(camp, message_reference=reference)
    assert (field, code) == ("message_reference.type", "PLAYGROUND_UNSUPPORTED")


async def _refusal(camp: Camp, **body: object) -> list[WrongField]:
    """What is wrong with a message by hand."""
    url = f"{camp.discord.url}/channels/{camp.guild.first_channel.id}/messages"
    headers = {"Authorization": f"Bot {camp.app.token}"}
    async with (
        aiohttp.ClientSession(headers=headers) as session,
        session.post(url, json=body) as response,
    ):
        answer = await response.json()
    assert (response.status, answer["code"]) == (400, 50035)
    return wrong_fields(answer)
