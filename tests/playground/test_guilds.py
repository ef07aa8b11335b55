"""Channels, threads, roles, members and events: what a bot may do to a server, and what Discord refuses."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, TypeAlias

import discord
import pytest
from discord.http import Route

from playground import CannotType, Clock
from playground.world import channels, events, roles
from tests.playground.bot import Bot
from tests.playground.conftest import Camp
from tests.playground.refusals import malformed, refused

Overwrites: TypeAlias = dict[discord.Role | discord.Member | discord.Object, discord.PermissionOverwrite]


# Forms

GUILD, CHANNEL, FORUM = "/guilds/{guild}", "/channels/{channel}", "/channels/{forum}"
LONG = "x" * 101
BETWEEN, MOST = ("BASE_TYPE_BAD_LENGTH", "Must be between 1 and 100 in length."), "BASE_TYPE_MAX_LENGTH"
MISSING = ("BASE_TYPE_REQUIRED", "This field is required")
OUTING = {
    "name": "Outing", "privacy_level": 2, "entity_type": 3, "entity_metadata": {"location": "Library"},
    "scheduled_start_time": "2026-11-28T10:00:00Z", "scheduled_end_time": "2026-11-28T11:00:00Z",
}  # fmt: skip
QUESTION = {"name": "How", "message": {"content": "x"}}
TOO_MUCH: list[tuple[str, str, dict[str, Any], str, tuple[str, str]]] = [
    ("channel without a name", f"POST {GUILD}/channels", {}, "name", MISSING),
    ("long name", f"POST {GUILD}/channels", {"name": LONG}, "name", BETWEEN),
    ("long topic", f"POST {GUILD}/channels", {"name": "x", "topic": "x" * 1025}, "topic", (MOST, "Must be 1024 or fewer in length.")),
    ("long pause", f"POST {GUILD}/channels", {"name": "x", "rate_limit_per_user": 21601}, "rate_limit_per_user",
     ("NUMBER_TYPE_MAX", "int value should be less than or equal to 21600.")),
    ("no category", f"POST {GUILD}/channels", {"name": "x", "parent_id": "1"}, "parent_id",
     ("CHANNEL_PARENT_INVALID", "Category does not exist")),
    ("long new name", f"PATCH {CHANNEL}", {"name": LONG}, "name", BETWEEN),
    ("role's long name", f"POST {GUILD}/roles", {"name": LONG}, "name", (MOST, "Must be 100 or fewer in length.")),
    ("role's colour", f"POST {GUILD}/roles", {"color": 1 << 24}, "color",
     ("NUMBER_TYPE_MAX", "int value should be less than or equal to 16777215.")),
    ("nickname", f"PATCH {GUILD}/members/{{ana}}", {"nick": "x" * 33}, "nick", (MOST, "Must be 32 or fewer in length.")),
    ("long time-out", f"PATCH {GUILD}/members/{{ana}}", {"communication_disabled_until": "2026-12-19T10:00:00Z"},
     "communication_disabled_until", ("BASE_TYPE_MAX", "Must be within 28 days.")),
    ("event's long name", f"POST {GUILD}/scheduled-events", {**OUTING, "name": LONG}, "name", BETWEEN),
    ("event's description", f"POST {GUILD}/scheduled-events", {**OUTING, "description": "x" * 1001}, "description",
     (MOST, "Must be 1000 or fewer in length.")),
    ("event's long place", f"POST {GUILD}/scheduled-events", {**OUTING, "entity_metadata": {"location": LONG}},
     "entity_metadata.location", BETWEEN),
    ("event without a place", f"POST {GUILD}/scheduled-events", {**OUTING, "entity_metadata": {}}, "entity_metadata.location", MISSING),
    ("event without an end", f"POST {GUILD}/scheduled-events", {**OUTING, "scheduled_end_time": None}, "scheduled_end_time", MISSING),
    ("event of the past", f"POST {GUILD}/scheduled-events", {**OUTING, "scheduled_start_time": "2026-11-20T08:00:00Z"},
     "scheduled_start_time", ("GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", "Cannot schedule event in the past.")),
    ("event in no channel", f"POST {GUILD}/scheduled-events", {**OUTING, "entity_type": 2}, "channel_id", MISSING),
    ("long invite", f"POST {CHANNEL}/invites", {"max_age": 5_184_001}, "max_age",
     ("NUMBER_TYPE_MAX", "int value should be less than or equal to 5184000.")),
    ("invite for many", f"POST {CHANNEL}/invites", {"max_uses": 101}, "max_uses",
     ("NUMBER_TYPE_MAX", "int value should be less than or equal to 100.")),
    ("thread's long name", f"POST {CHANNEL}/threads", {"name": LONG, "type": 11}, "name", BETWEEN),
    ("thread of five minutes", f"POST {CHANNEL}/threads", {"name": "x", "type": 11, "auto_archive_duration": 5},
     "auto_archive_duration", ("BASE_TYPE_CHOICES", "Value must be one of {60, 1440, 4320, 10080}.")),
    ("post without a text", f"POST {FORUM}/threads", {"name": "How"}, "message", MISSING),
    ("post with a long text", f"POST {FORUM}/threads", {"name": "How", "message": {"content": "x" * 2001}}, "message.content",
     (MOST, "Must be 2000 or fewer in length.")),
    ("post with a tag of no forum", f"POST {FORUM}/threads", {**QUESTION, "applied_tags": ["1"]}, "applied_tags.0",
     ("BASE_TYPE_CHOICES", "Value must be one of the forum's tags.")),
    ("post with six tags", f"POST {FORUM}/threads", {**QUESTION, "applied_tags": [str(n) for n in range(100, 106)]}, "applied_tags",
     ("BASE_TYPE_MAX_LENGTH", "Must be 5 or fewer in length.")),
    ("search for nobody", f"GET {GUILD}/members/search", {"limit": 5}, "query", MISSING),
    ("search for too many", f"GET {GUILD}/members/search", {"query": "a", "limit": 1001}, "limit",
     ("NUMBER_TYPE_MAX", "int value should be less than or equal to 1000.")),
]  # fmt: skip


@pytest.mark.provokes
@pytest.mark.parametrize(
    ("on", "form", "field", "wrong"), [case[1:] for case in TOO_MUCH], ids=[case[0] for case in TOO_MUCH]
)
async def test_what_is_too_much_or_missing_is_said_of_its_field(
    camp: Camp, bot: Bot, on: str, form: dict[str, Any], field: str, wrong: tuple[str, str]
) -> None:
    camp.guild.grant(camp.app, "create_instant_invite")
    tags = [{"id": str(n), "name": f"t{n}", "moderated": False, "emoji_id": None, "emoji_name": None} for n in range(100, 106)]  # fmt: skip
    forum = camp.guild.add_channel("questions", 15, tags=tags)
    method, path = on.split()
    path = path.format(
        guild=camp.guild.id, channel=camp.guild.first_channel.id, forum=forum.id, ana=camp.ana.id
    )
    more: Any = {"params": form} if method == "GET" else {"json": form}
    asking = bot.http.request(Route(method, path), **more)
    assert await malformed(camp.discord, asking) == [(field, *wrong)]


# Channels


async def test_a_channel_is_made_in_its_category_with_its_overwrites(camp: Camp, bot: Bot) -> None:
    server = camp.server(bot)
    role = camp.guild.add_role("Lyon")
    category = await server.create_category("Groups")
    category = (
        await category.edit(overwrites={server.default_role: discord.PermissionOverwrite(view_channel=False)})
        or category
    )
    camp.guild.channel("Groups").set_overwrite(camp.guild.everyone, deny="send_messages")
    plain = await server.create_text_channel(
        "Lyon Évening's Talk!", category=category, topic="saturdays", reason="asked for"
    )
    assert plain.name == "lyon-évenings-talk"
    made = camp.guild.channel("lyon-évenings-talk")
    assert (made.parent, made.topic) == (camp.guild.channel("Groups"), "saturdays")
    assert made.overwrites[camp.guild.id].deny == discord.Permissions(send_messages=True).value
    own = await server.create_text_channel(
        "own",
        category=category,
        overwrites={
            discord.Object(role.id, type=discord.Role): discord.PermissionOverwrite(view_channel=True)
        },
    )
    assert set(camp.guild.channel("own").overwrites) == {role.id}
    edited = await own.edit(name="renamed", topic="x", slowmode_delay=5)
    assert edited is not None
    assert camp.guild.channel("renamed").slowmode == 5
    await own.delete(reason="over")
    assert not camp.guild.has_channel("renamed")
    assert camp.discord.requests.of("DELETE")[-1].reason == "over"
    await camp.discord.until(lambda: bot.told("CHANNEL_DELETE"))
    assert server.get_channel(own.id) is None


async def test_a_bot_gives_only_what_it_has_itself(camp: Camp, bot: Bot) -> None:
    server = camp.server(bot)
    beyond: Overwrites = {server.default_role: discord.PermissionOverwrite(manage_webhooks=True)}
    await refused(server.create_text_channel("x", overwrites=beyond), 403, 50013)
    manages: Overwrites = {server.me: discord.PermissionOverwrite(manage_roles=True)}
    await refused(server.create_text_channel("x", overwrites=manages), 403, 50013)
    await refused(server.create_role(name="x", permissions=discord.Permissions(ban_members=True)), 403, 50013)
    await refused(camp.place(bot).set_permissions(server.default_role, manage_webhooks=True), 403, 50013)
    await camp.place(bot).set_permissions(server.default_role, send_messages=False)
    assert camp.guild.first_channel.overwrites[camp.guild.id].deny == 1 << 11


async def test_without_a_permission_nothing_is_made(camp: Camp, bot: Bot) -> None:
    server = camp.server(bot)
    camp.guild.set_permissions(camp.app, "view_channel")
    await refused(server.create_text_channel("x"), 403, 50013)
    await refused(server.create_role(name="x"), 403, 50013)
    await refused(camp.place(bot).edit(topic="x"), 403, 50013)
    await refused(camp.place(bot).delete(), 403, 50013)
    assert [channel.name for channel in camp.guild.channels] == ["general"]


@pytest.mark.provokes
@pytest.mark.fault("R29", status=400, code=30013)
@pytest.mark.fault("R29", status=400, code=30005)
@pytest.mark.fault("R29", status=400, code=50035)
async def test_r29_a_server_has_500_channels_250_roles_and_50_channels_in_a_category(
    camp: Camp, bot: Bot
) -> None:
    server = camp.server(bot)
    category = camp.guild.add_category("Full")
    for number in range(50):
        channels.create(camp.guild, f"c{number}", parent_id=category.id)
    await camp.discord.until(lambda: server.get_channel(category.id))
    place = server.get_channel(category.id)
    assert isinstance(place, discord.CategoryChannel)
    assert await malformed(camp.discord, server.create_text_channel("x", category=place)) == [
        ("parent_id", "CHANNEL_PARENT_MAX_CHANNELS", "Maximum number of channels in category reached (50)")
    ]
    while len(camp.guild.channels) < 500:
        channels.create(camp.guild, "more")
    refusal = await refused(server.create_text_channel("x"), 400, 30013)
    assert refusal.text == "Maximum number of guild channels reached (500)"
    while len(camp.guild.roles) < 250:
        roles.create(camp.guild)
    await refused(server.create_role(name="x"), 400, 30005)


async def test_deleting_a_category_leaves_its_channels(camp: Camp, bot: Bot) -> None:
    category = camp.guild.add_category("Groups")
    channel = camp.guild.add_channel("lyon", parent_id=category.id)
    camp.guild.delete_channel(category)
    assert (channel.parent_id, camp.guild.has_channel("lyon")) == (None, True)
    await camp.discord.until(lambda: bot.told("CHANNEL_DELETE"))


# Roles and members


async def test_a_role_is_made_given_and_taken(camp: Camp, bot: Bot) -> None:
    server = camp.server(bot)
    role = await server.create_role(name="Lyon", colour=discord.Colour(0x112233), mentionable=True)
    member = await server.fetch_member(camp.ana.id)
    await member.add_roles(role)
    assert [held.name for held in camp.guild.member(camp.ana).roles] == ["Lyon"]
    assert camp.guild.role("Lyon").members == ["Ana"]
    await member.remove_roles(role)
    assert camp.guild.member(camp.ana).roles == []
    await role.edit(name="Paris")
    assert camp.guild.role("Paris").color == 0x112233
    await role.delete()
    assert not camp.guild.has_role("Paris")
    await refused(member.add_roles(role, atomic=True), 404, 10011)


@pytest.mark.fault("R32", status=403, code=50013)
async def test_r32_roles_at_or_above_the_bots_own_are_out_of_reach(camp: Camp, bot: Bot) -> None:
    server = camp.server(bot)
    high = camp.guild.add_role("High")
    high.move(camp.guild.role_of(camp.app).position)
    assert high.rank > camp.guild.role_of(camp.app).rank
    await camp.discord.until(lambda: server.get_role(high.id))
    role = await server.fetch_role(high.id)
    member = await server.fetch_member(camp.ana.id)
    await refused(member.add_roles(role), 403, 50013)
    await refused(role.delete(), 403, 50013)
    await refused(role.edit(name="x"), 403, 50013)
    low = await server.create_role(name="Low")
    await refused(low.edit(position=role.position), 403, 50013)
    await refused(server.default_role.delete(), 400, 50028)
    camp.guild.member(camp.ana).give(high)
    await refused(member.edit(nick="x"), 403, 50013)
    await refused(member.kick(), 403, 50013)


async def test_r32_roles_in_the_body_do_not_lift_the_owner_out_of_her_rank(camp: Camp, bot: Bot) -> None:
    owner = camp.guild.owner_id
    for name, value in (("nick", "z"), ("communication_disabled_until", None)):
        route = Route("PATCH", "/guilds/{guild_id}/members/{id}", guild_id=camp.guild.id, id=owner)
        await refused(bot.http.request(route, json={name: value, "roles": []}), 403, 50013)
    assert camp.guild.member_by_id[owner].nick is None
    role = camp.guild.add_role("Hosts")
    await (await camp.server(bot).fetch_member(owner)).edit(roles=[discord.Object(role.id)])
    assert camp.guild.member_by_id[owner].roles == [role]


@pytest.mark.provokes
async def test_a_ban_takes_away_what_was_written_lately(camp: Camp, bot: Bot, clock: Clock) -> None:
    camp.guild.grant(camp.app, "ban_members")
    await camp.ana.says("old")
    clock.turn(timedelta(hours=2))
    await camp.ana.says("new")
    await camp.ana.says("newer")
    route = Route("PUT", "/guilds/{guild_id}/bans/{id}", guild_id=camp.guild.id, id=camp.ana.id)
    assert await malformed(
        camp.discord, bot.http.request(route, json={"delete_message_seconds": 604_801})
    ) == [
        (
            "delete_message_seconds",
            "NUMBER_TYPE_MAX",
            "int value should be less than or equal to 604800.",
        )
    ]
    await bot.http.request(route, json={"delete_message_seconds": 3600})
    assert [message.text for message in camp.guild.first_channel.messages if message.author is camp.ana] == [
        "",
        "old",
    ]
    await camp.discord.until(lambda: bot.told("MESSAGE_DELETE_BULK"))
    assert len(bot.told("MESSAGE_DELETE_BULK")[0]["ids"]) == 2
    assert not camp.guild.has_member(camp.ana)


async def test_a_bots_own_role_cannot_be_given(camp: Camp, bot: Bot) -> None:
    member = await camp.server(bot).fetch_member(camp.ana.id)
    await refused(member.add_roles(discord.Object(camp.guild.role_of(camp.app).id)), 403, 50013)


async def test_members_are_fetched_searched_and_asked_for_over_the_gateway(camp: Camp, bot: Bot) -> None:
    server = camp.server(bot)
    ben = camp.discord.person("Ben")
    ben.joins(camp.guild)
    assert (await server.fetch_member(ben.id)).display_name == "Ben"
    assert [member.name for member in await server.query_members("be", limit=5)] == [ben.handle]
    found = await server.query_members(user_ids=[camp.ana.id, 1])
    assert [member.id for member in found] == [camp.ana.id]
    ben.leaves(camp.guild)
    await refused(server.fetch_member(ben.id), 404, 10007)
    await refused(server.fetch_member(1), 404, 10013)


async def test_all_members_are_listed_only_with_the_intent_switched_on(camp: Camp, bot: Bot) -> None:
    route = Route("GET", "/guilds/{guild_id}/members", guild_id=camp.guild.id)
    await refused(bot.http.request(route, params={"limit": 5}), 403, 50001)


async def test_all_members_come_in_chunks_with_the_intent(camp: Camp) -> None:
    camp.app = camp.discord.application("Host", privileged_intents=("members",))
    camp.guild.invite(camp.app, "view_channel")
    for number in range(1100):
        camp.guild.join(camp.discord.person(f"P{number}"))
    async with camp.running(intents=discord.Intents(guilds=True, members=True)) as bot:
        members = await camp.server(bot).chunk()
        assert len(members) == len(camp.guild.members) == 1104
        chunks = bot.told("GUILD_MEMBERS_CHUNK")[-2:]  # discord.py asks once more by itself, at the start
        assert [(chunk["chunk_index"], chunk["chunk_count"], len(chunk["members"])) for chunk in chunks] == [
            (0, 2, 1000),
            (1, 2, 104),
        ]
        assert len({chunk["nonce"] for chunk in chunks}) == 1
        fetched = [member.id async for member in camp.server(bot).fetch_members(limit=None)]
        assert len(fetched) == 1104
        ben = camp.discord.person("Ben")
        ben.joins(camp.guild)
        ben.leaves(camp.guild)
        await camp.discord.until(lambda: bot.told("GUILD_MEMBER_REMOVE"))
        assert bot.told("GUILD_MEMBER_ADD")[-1]["user"]["id"] == str(ben.id)


async def test_who_is_in_a_thread_is_listed_only_with_the_members_intent_and_asked_for_one_by_one_without(
    camp: Camp, bot: Bot
) -> None:
    thread = await camp.place(bot).create_thread(name="Talk", type=discord.ChannelType.private_thread)
    await thread.add_user(discord.Object(camp.ana.id))
    await refused(thread.fetch_members(), 403, 50001)
    assert (await thread.fetch_member(camp.ana.id)).id == camp.ana.id
    await thread.remove_user(discord.Object(camp.ana.id))
    await refused(thread.fetch_member(camp.ana.id), 404, 10007)
    camp.app = camp.discord.application("Host", privileged_intents=("members",))
    camp.guild.invite(camp.app, permissions=discord.Permissions(view_channel=True, manage_threads=True).value)
    async with camp.running() as host:
        theirs = await host.fetch_channel(thread.id)
        assert isinstance(theirs, discord.Thread)
        assert [member.id for member in await theirs.fetch_members()] == [bot.application_id]


async def test_a_member_is_renamed_silenced_and_sent_out(camp: Camp, bot: Bot, clock: Clock) -> None:
    member = await camp.server(bot).fetch_member(camp.ana.id)
    await member.edit(nick="Annie")
    assert camp.guild.member(camp.ana).name == "Annie"
    camp.guild.first_channel.set_overwrite(camp.ana, allow="send_messages")
    await member.timeout(clock.now() + timedelta(hours=1))
    with pytest.raises(CannotType):
        await camp.ana.says("x")
    clock.turn(timedelta(hours=2))
    await camp.ana.says("x")
    await member.kick(reason="bye")
    assert not camp.guild.has_member(camp.ana)


@pytest.mark.fault("G10")
async def test_g10_a_kicked_bot_hears_it_and_reaches_nothing_any_more(camp: Camp, bot: Bot) -> None:
    server, channel = camp.server(bot), camp.place(bot)
    camp.guild.kick(camp.app)
    await camp.discord.until(lambda: bot.told("GUILD_DELETE"))
    assert bot.told("GUILD_DELETE") == [{"id": str(camp.guild.id)}]
    await refused(channel.send("x"), 403, 50001)
    await refused(server.create_role(name="x"), 404, 10004)
    camp.guild.invite(camp.app, "view_channel")
    await camp.discord.until(lambda: len(bot.told("GUILD_CREATE")) == 2)
    assert "unavailable" not in bot.told("GUILD_CREATE")[-1]


# Threads


async def test_a_thread_starts_at_a_message_and_takes_its_id(camp: Camp, bot: Bot) -> None:
    message = await camp.place(bot).send("card")
    thread = await message.create_thread(name="Talk")
    assert thread.id == message.id
    card = camp.guild.first_channel.message_by_id[message.id]
    assert card.thread is not None
    assert (card.thread.name, card.thread.parent) == ("Talk", camp.guild.first_channel)
    assert camp.guild.first_channel.threads == [card.thread]
    await thread.send("first")
    said = await camp.ana.says("hello", in_=card.thread)
    assert card.thread.messages[-1] is said
    assert camp.ana.id in card.thread.thread_members
    await refused(message.create_thread(name="Again"), 400, 160004)
    active = await camp.server(bot).active_threads()
    assert [found.id for found in active] == [thread.id]
    await thread.delete()
    assert camp.guild.threads == []


@pytest.mark.fault("R27", status=400, code=50083)
@pytest.mark.fault("R27", status=403, code=160005)
async def test_r27_archived_and_locked_threads_refuse(camp: Camp, bot: Bot) -> None:
    thread = await camp.place(bot).create_thread(name="Talk", type=discord.ChannelType.public_thread)
    sent = await thread.send("x")
    await thread.edit(archived=True)
    await refused(sent.edit(content="y"), 400, 50083)
    await refused(thread.edit(name="Other"), 400, 50083)
    assert [found.id async for found in camp.place(bot).archived_threads()] == [thread.id]
    await thread.send("writing wakes it")
    assert not camp.guild.threads[0].archived
    await thread.edit(locked=True)
    camp.guild.set_permissions(camp.app, ("view_channel", "send_messages", "send_messages_in_threads"))
    await refused(thread.send("x"), 403, 160005)
    camp.guild.threads[0].edit(archived=True)
    await refused(thread.send("x"), 400, 50083)
    await refused(thread.edit(archived=False), 403, 50013)


async def test_a_private_thread_is_seen_by_its_members(camp: Camp, bot: Bot) -> None:
    thread = await camp.place(bot).create_thread(name="Secret", type=discord.ChannelType.private_thread)
    kept = camp.guild.threads[0]
    await thread.send("x")
    assert camp.ana.sees(in_=kept) == []
    await thread.add_user(discord.Object(camp.ana.id))
    assert [message.text for message in camp.ana.sees(in_=kept)] == ["x"]
    await thread.remove_user(discord.Object(camp.ana.id))
    assert camp.ana.sees(in_=kept) == []


@pytest.mark.fault("R28", status=400, code=40067)
@pytest.mark.fault("R28", status=400, code=40058)
@pytest.mark.fault("R28", status=400, code=50008)
async def test_r28_a_forum_takes_posts_with_a_tag_and_no_plain_messages(camp: Camp, bot: Bot) -> None:
    tag = {
        "id": str(camp.discord.world.ids.new()),
        "name": "Help",
        "moderated": False,
        "emoji_id": None,
        "emoji_name": None,
    }
    forum = camp.guild.add_channel("questions", 15, tags=[tag], requires_tag=True)
    await camp.discord.until(lambda: bot.get_channel(forum.id))
    place = bot.get_channel(forum.id)
    assert isinstance(place, discord.ForumChannel)
    await refused(place.create_thread(name="How", content="x"), 400, 40067)
    made = await place.create_thread(name="How", content="x", applied_tags=place.available_tags)
    assert [thread.name for thread in forum.threads] == ["How"]
    assert forum.threads[0].messages[0].id == made.message.id
    for place, code in ((forum, 40058), (camp.guild.add_category("Groups"), 50008)):
        route = Route("POST", "/channels/{channel_id}/messages", channel_id=place.id)
        await refused(bot.http.request(route, json={"content": "x"}), 400, code)


async def test_a_forum_is_made_and_changed_by_an_unmodified_client(camp: Camp, bot: Bot) -> None:
    made = await camp.server(bot).create_forum(
        "questions",
        topic="x" * 2000,
        available_tags=[
            discord.ForumTag(name="Help", emoji="⛺"),
            discord.ForumTag(name="News", moderated=True),
        ],
        default_reaction_emoji="👍",
        default_sort_order=discord.ForumOrderType.creation_date,
        default_layout=discord.ForumLayoutType.gallery_view,
        default_thread_slowmode_delay=30,
    )
    kept = camp.guild.channel("questions")
    assert [(tag["name"], tag["emoji_name"], tag["moderated"]) for tag in kept.tags] == [
        ("Help", "⛺", False),
        ("News", None, True),
    ]
    assert (str(made.default_reaction_emoji), made.default_thread_slowmode_delay) == ("👍", 30)
    assert (made.default_sort_order, made.default_layout) == (
        discord.ForumOrderType.creation_date,
        discord.ForumLayoutType.gallery_view,
    )
    extra = await made.create_tag(name="Idea")
    assert [int(tag["id"]) for tag in kept.tags] == [*(tag.id for tag in made.available_tags[:2]), extra.id]
    changed = await made.edit(require_tag=True, default_reaction_emoji=None)
    assert changed is not None
    assert (changed.flags.require_tag, changed.default_reaction_emoji) == (True, None)
    assert (kept.requires_tag, len(kept.tags)) == (True, 3)


@pytest.mark.provokes
async def test_tags_for_moderators_are_given_and_taken_by_them_alone(camp: Camp, bot: Bot) -> None:
    forum = await camp.server(bot).create_forum(
        "questions",
        available_tags=[discord.ForumTag(name="News", moderated=True)],
        default_thread_slowmode_delay=30,
    )
    forum = await forum.edit(require_tag=True) or forum
    [news] = forum.available_tags
    post = (await forum.create_thread(name="a", content="x", applied_tags=[news])).thread
    assert post.slowmode_delay == 30
    await refused(post.edit(applied_tags=[]), 400, 40067)
    kept = camp.guild.channel("questions")
    kept.set_overwrite(camp.guild.role_of(camp.app), deny="manage_threads")
    await refused(forum.create_thread(name="b", content="x"), 400, 40066)
    await refused(forum.create_thread(name="b", content="x", applied_tags=[news]), 403, 50013)
    idea = await forum.create_tag(name="Idea")
    await refused(post.edit(applied_tags=[idea]), 403, 50013)
    assert camp.guild.threads[0].applied_tags == [news.id]
    await refused(forum.edit(available_tags=[idea, discord.ForumTag(name="Idea")]), 400, 40061)
    unknown = discord.ForumTag(name="x")
    unknown.id = 5
    await refused(forum.edit(available_tags=[unknown]), 404, 10087)
    await forum.edit(available_tags=[idea])
    assert camp.guild.threads[0].applied_tags == []


# Scheduled events


@pytest.mark.fault("R30", status=400, code=180000)
async def test_an_event_is_announced_changed_and_ended(camp: Camp, bot: Bot, clock: Clock) -> None:
    server = camp.server(bot)
    start = clock.now() + timedelta(days=1)
    event = await server.create_scheduled_event(
        name="Meetup",
        description="closures",
        start_time=start,
        end_time=start + timedelta(hours=2),
        entity_type=discord.EntityType.external,
        location="Library",
        privacy_level=discord.PrivacyLevel.guild_only,
    )
    kept = camp.guild.events[0]
    assert (kept.name, kept.location, kept.start) == ("Meetup", "Library", start)
    camp.ana.is_interested_in(kept)
    assert [user.id async for user in event.users()] == [camp.ana.id]
    await camp.discord.until(lambda: bot.told("GUILD_SCHEDULED_EVENT_USER_ADD"))
    event = await event.edit(name="Big meetup")
    event = await event.start()
    await event.end()
    assert kept.status == events.EventStatus.COMPLETED
    await refused(event.edit(name="x"), 400, 180000)
    assert await server.fetch_scheduled_events() == []
    await event.delete()
    await refused(server.fetch_scheduled_event(event.id), 404, 10070)


async def test_creating_events_is_enough_for_ones_own_and_not_for_others(
    camp: Camp, bot: Bot, clock: Clock
) -> None:
    for holder in (camp.guild.role_of(camp.app), camp.guild.everyone):
        camp.guild.set_permissions(holder, ("view_channel", "create_events"))
    start = clock.now() + timedelta(days=1)
    own = await camp.server(bot).create_scheduled_event(
        name="x", start_time=start, end_time=start + timedelta(hours=1), entity_type=discord.EntityType.external,
        location="x", privacy_level=discord.PrivacyLevel.guild_only,
    )  # fmt: skip
    assert (await own.edit(name="y")).name == "y"
    kept = events.create(camp.guild, camp.ana, name="z", start=start, end=start + timedelta(hours=1), entity_type=3, location="x")  # fmt: skip
    others = await camp.server(bot).fetch_scheduled_event(kept.id)
    await refused(others.edit(name="y"), 403, 50013)
    await refused(others.delete(), 403, 50013)
    await own.delete()
    assert [event.name for event in camp.guild.events] == ["z"]


@pytest.mark.fault("R31", status=403, code=50013)
async def test_r31_managing_events_is_not_enough_to_create_one(camp: Camp, bot: Bot, clock: Clock) -> None:
    camp.guild.set_permissions(camp.app, ("view_channel", "manage_events"))
    start = clock.now() + timedelta(days=1)
    making = camp.server(bot).create_scheduled_event(
        name="x", start_time=start, end_time=start + timedelta(hours=1), entity_type=discord.EntityType.external,
        location="x", privacy_level=discord.PrivacyLevel.guild_only,
    )  # fmt: skip
    await refused(making, 403, 50013)


@pytest.mark.provokes
@pytest.mark.fault("R29", status=400, code=30038)
async def test_r29_a_server_has_100_open_events_and_none_in_the_past(
    camp: Camp, bot: Bot, clock: Clock
) -> None:
    async def make(start: timedelta) -> None:
        await camp.server(bot).create_scheduled_event(
            name="x", start_time=clock.now() + start, end_time=clock.now() + start + timedelta(hours=1),
            entity_type=discord.EntityType.external, location="x", privacy_level=discord.PrivacyLevel.guild_only,
        )  # fmt: skip

    assert await malformed(camp.discord, make(-timedelta(hours=1))) == [
        ("scheduled_start_time", "GUILD_SCHEDULED_EVENT_SCHEDULE_PAST", "Cannot schedule event in the past.")
    ]
    for number in range(100):
        events.create(
            camp.guild,
            camp.app.user,
            name=f"e{number}",
            start=clock.now() + timedelta(days=1),
            entity_type=3,
            location="x",
        )
    await refused(make(timedelta(days=1)), 400, 30038)
