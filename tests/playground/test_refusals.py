"""Refusals that depend on time, on others, or on a server's own rules; and how many there were."""

from __future__ import annotations

from datetime import timedelta

import aiohttp
import discord
import pytest
from discord.http import Route

from playground import CannotType, Clock
from playground.errors import DiscordError
from playground.rate_limits import Allowance
from tests.playground.bot import Bot
from tests.playground.conftest import Camp
from tests.playground.hasty import Hasty
from tests.playground.refusals import refused

MESSAGES = "/channels/{channel_id}/messages"


# Time


@pytest.mark.fault("R37", status=429, code=30046)
async def test_r37_old_messages_are_edited_only_so_often(camp: Camp, hasty: Hasty, clock: Clock) -> None:
    limits = camp.discord.rate_limits
    limits.allowances[Allowance.OLD_EDITS] = (2, 3600.0)
    channel = camp.guild.first_channel
    _, sent = await hasty("POST", f"/channels/{channel.id}/messages", content="0")
    path = f"/channels/{channel.id}/messages/{sent['id']}"
    assert [(await hasty("PATCH", path, content=str(n)))[0] for n in range(3)] == [200, 200, 200]
    clock.turn(timedelta(hours=1, seconds=1))
    assert limits.left(Allowance.OLD_EDITS, channel.id) == 2
    assert [(await hasty("PATCH", path, content=str(n)))[0] for n in range(2)] == [200, 200]
    clock.turn(timedelta(minutes=10))
    status, body = await hasty("PATCH", path, content="too often")
    assert (status, body["code"], body["retry_after"], body["global"]) == (429, 30046, 3000.0, False)
    assert (limits.left(Allowance.OLD_EDITS, channel.id), hasty.headers["Retry-After"]) == (0, "3000")
    clock.turn(timedelta(minutes=50))
    assert (await hasty("PATCH", path, content="late"))[0] == 200


async def test_r37_answering_a_press_on_an_old_message_is_no_edit_of_the_channel(
    camp: Camp, clock: Clock
) -> None:
    bot = Bot()

    class Card(discord.ui.View):
        @discord.ui.button(label="Go")
        async def go(self, interaction: discord.Interaction, _: discord.ui.Button[Card]) -> None:
            await interaction.response.edit_message(content="gone")

    camp.discord.rate_limits.on_the_clock()
    camp.discord.rate_limits.allowances[Allowance.OLD_EDITS] = (0, 3600.0)
    async with camp.running(bot):
        await camp.place(bot).send("card", view=Card())
        clock.turn(timedelta(days=2))
        assert (await camp.ana.press("Go")).text == "gone"


@pytest.mark.fault("R16", status=429, code=0)
async def test_r16_a_channel_is_renamed_twice_in_ten_minutes(camp: Camp, hasty: Hasty, clock: Clock) -> None:
    path = f"/channels/{camp.guild.first_channel.id}"
    assert [(await hasty("PATCH", path, name=f"n{n}"))[0] for n in range(2)] == [200, 200]
    status, body = await hasty("PATCH", path, topic="new")
    assert (status, body["retry_after"]) == (429, 600.0)
    assert (await hasty("PATCH", path, nsfw=False))[0] == 200
    clock.turn(timedelta(minutes=10))
    assert (await hasty("PATCH", path, name="n2"))[0] == 200


@pytest.mark.fault("R16", status=429, code=0)
async def test_r16_a_client_with_little_patience_gives_up_at_once(camp: Camp) -> None:
    bot = Bot(max_ratelimit_timeout=30)
    camp.discord.rate_limits.on_the_clock()
    async with camp.running(bot):
        place = camp.place(bot)
        for number in range(2):
            await place.edit(name=f"n{number}")
        with pytest.raises(discord.RateLimited) as end:
            await place.edit(name="n3")
    assert end.value.retry_after == 600.0


@pytest.mark.fault("R09", status=403, code=40003)
async def test_r09_opening_direct_messages_to_one_after_another_is_refused(
    camp: Camp, hasty: Hasty, clock: Clock
) -> None:
    camp.discord.rate_limits.allowances[Allowance.DIRECT_CHANNELS] = (2, 600.0)
    people = [camp.discord.person(f"P{number}") for number in range(3)]
    opened = [await hasty("POST", "/users/@me/channels", recipient_id=str(person.id)) for person in people]
    assert [status for status, _ in opened] == [200, 200, 403]
    assert opened[2][1]["code"] == 40003
    assert (await hasty("POST", "/users/@me/channels", recipient_id=str(people[0].id)))[0] == 200
    clock.turn(timedelta(minutes=10))
    assert (await hasty("POST", "/users/@me/channels", recipient_id=str(people[2].id)))[0] == 200


@pytest.mark.fault("R26", status=429, code=20016)
async def test_r26_slowmode_holds_people_back_and_bots_only_if_it_must(
    camp: Camp, hasty: Hasty, clock: Clock
) -> None:
    channel = camp.guild.first_channel
    channel.edit(slowmode=60)
    await camp.ana.says("one")
    with pytest.raises(CannotType, match="slowmode: Ana waits 0:01:00"):
        await camp.ana.says("two")
    path = f"/channels/{channel.id}/messages"
    assert [(await hasty("POST", path, content=text))[0] for text in "ab"] == [200, 200]
    camp.discord.slowmode_spares_bots = False
    clock.turn(timedelta(seconds=20))
    status, body = await hasty("POST", path, content="c")
    assert (status, body["code"], body["retry_after"]) == (429, 20016, 40.0)
    clock.turn(timedelta(seconds=40))
    assert (await hasty("POST", path, content="c"))[0] == 200
    await camp.ana.says("two")
    camp.guild.grant(camp.app, "manage_messages", "manage_channels")  # they were enough until 2026
    assert (await hasty("POST", path, content="d"))[1]["code"] == 20016
    camp.guild.grant(camp.app, "bypass_slowmode")
    assert (await hasty("POST", path, content="d"))[0] == 200


# Others


@pytest.mark.fault("R14", status=429, code=0)
async def test_r14_a_shared_limit_is_nobodys_fault(camp: Camp, bot: Bot) -> None:
    camp.discord.faults.limit("POST", MESSAGES, 0.05)
    await camp.place(bot).send("x")
    first, second = camp.discord.requests.of("POST", MESSAGES)
    assert (first.status, first.scope, second.status) == (429, "shared", 200)
    assert (len(camp.discord.requests.limited), camp.discord.requests.invalid()) == (1, [])


async def test_invalid_requests_are_counted(camp: Camp, hasty: Hasty, clock: Clock) -> None:
    camp.discord.faults.limit("GET", "/users/@me", 1.0, scope="user")
    camp.discord.faults.limit("GET", "/users/@me", 1.0, scope="global")
    await hasty("GET", "/users/@me")
    await hasty("GET", "/users/@me")
    assert hasty.headers["X-RateLimit-Scope"] == "global"
    camp.guild.first_channel.set_overwrite(camp.guild.role_of(camp.app), deny="view_channel")
    clock.turn(timedelta(minutes=20))
    await hasty("GET", f"/channels/{camp.guild.first_channel.id}")
    await hasty("GET", "/channels/1")
    assert [request.status for request in camp.discord.requests.invalid()] == [429, 429, 403]
    assert len(camp.discord.requests.invalid(since=clock.now() - timedelta(minutes=10))) == 1


@pytest.mark.fault("R17", status=429)
async def test_r17_too_many_invalid_requests_in_ten_minutes_ban_the_address(
    camp: Camp, hasty: Hasty, clock: Clock
) -> None:
    camp.discord.rate_limits.allowances[Allowance.INVALID_REQUESTS] = (3, 600.0)
    camp.guild.first_channel.set_overwrite(camp.guild.role_of(camp.app), deny="view_channel")
    path = f"/channels/{camp.guild.first_channel.id}"
    assert [(await hasty("GET", path))[0] for _ in range(3)] == [403, 403, 403]
    status, body = await hasty("GET", "/users/@me")
    assert (status, "1015" in str(body["text"]), "Via" in hasty.headers) == (429, True, False)
    clock.turn(timedelta(minutes=11))
    assert (await hasty("GET", "/users/@me"))[0] == 200


async def test_a_429_on_demand_is_discords_own_unless_it_is_html(camp: Camp, hasty: Hasty) -> None:
    camp.discord.faults.fail("GET", "/users/@me", status=429)
    camp.discord.faults.fail("GET", "/users/@me", status=429, body={"retry_after": 2.5, "code": 7})
    camp.discord.faults.fail("GET", "/users/@me", status=429, body="<html>")
    _, body = await hasty("GET", "/users/@me")
    assert (body["retry_after"], body["global"], hasty.headers["Via"]) == (1.0, False, "1.1 google")
    _, body = await hasty("GET", "/users/@me")
    assert (body["code"], hasty.headers["Retry-After"], hasty.headers["X-RateLimit-Scope"]) == (
        7,
        "3",
        "user",
    )
    await hasty("GET", "/users/@me")
    assert "Via" not in hasty.headers


# Bodies that are not what they say


@pytest.mark.provokes
@pytest.mark.parametrize(
    ("kind", "code", "field"),
    [
        ("text/plain", 50035, "CONTENT_TYPE_INVALID"),
        ("application/x-www-form-urlencoded", 50035, "CONTENT_TYPE_INVALID"),
        ("multipart/form-data", 50035, "CONTENT_TYPE_INVALID"),
        ("multipart/form-data; boundary=other", 50035, "CONTENT_TYPE_INVALID"),
        ("application/json", 50109, None),
    ],
)
async def test_a_body_has_to_be_of_the_kind_it_says(
    camp: Camp, kind: str, code: int, field: str | None
) -> None:
    url = f"{camp.discord.url}/channels/{camp.guild.first_channel.id}/messages"
    headers = {"Authorization": f"Bot {camp.app.token}", "Content-Type": kind}
    data = b"{" if field is None else b'{"content": "x"}'
    async with (
        aiohttp.ClientSession() as session,
        session.post(url, data=data, headers=headers) as response,
    ):
        body = await response.json()
    assert (response.status, body["code"]) == (400, code)
    assert field is None or body["errors"]["_errors"][0]["code"] == field


# Bodies that are no answers


@pytest.mark.parametrize(
    ("text", "content_type"), [('{"id": "1', "application/json"), ("", "text/html"), ("<html>", "text/html")]
)
@pytest.mark.fault("R22", status=200)
async def test_r22_a_garbled_answer_comes_after_the_effect(
    camp: Camp, bot: Bot, text: str, content_type: str
) -> None:
    camp.discord.faults.garble("POST", MESSAGES, text=text, content_type=content_type)
    with pytest.raises((TypeError, ValueError)):
        await camp.place(bot).send("x")
    assert camp.guild.first_channel.messages[-1].text == "x"


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(50014, marks=pytest.mark.fault("R35", status=401, code=50014)),
        pytest.param(40001, marks=pytest.mark.fault("R35", status=401, code=40001)),
    ],
)
async def test_r35_a_token_can_be_refused_in_other_words(camp: Camp, bot: Bot, code: int) -> None:
    camp.discord.faults.fail("POST", MESSAGES, status=401, body={"message": "Unauthorized", "code": code})
    await refused(camp.place(bot).send("x"), 401, code)


# A server's own rules, and things that are gone


@pytest.mark.fault("R25", status=400, code=200000)
@pytest.mark.fault("R25", status=400, code=200001)
@pytest.mark.fault("R25", status=400, code=240000)
async def test_r25_automod_keeps_words_links_and_titles_back(camp: Camp, bot: Bot) -> None:
    camp.guild.automod.words.add("casino")
    camp.guild.automod.links.add("evil.example")
    place = camp.place(bot)
    await refused(place.send("To the Casino!"), 400, 200000)
    await refused(place.send(embed=discord.Embed(description="a casino")), 400, 200000)
    await refused(place.send("https://evil.example/x"), 400, 240000)
    await refused(place.create_thread(name="Casino", type=discord.ChannelType.public_thread), 400, 200001)
    sent = await place.send("harmless")
    await refused(sent.edit(content="casino"), 400, 200000)
    with pytest.raises(CannotType, match="AutoMod"):
        await camp.ana.says("casino")
    camp.guild.grant(camp.app, "manage_guild")
    await place.send("the casino is closed")


@pytest.mark.fault("R05", status=404, code=10008)
async def test_r05_a_message_that_a_moderator_deleted_cannot_be_edited(camp: Camp, bot: Bot) -> None:
    sent = await camp.place(bot).send("card")
    camp.guild.first_channel.delete(camp.guild.first_channel.messages[-1])
    await refused(sent.edit(content="x"), 404, 10008)


@pytest.mark.fault("R03", status=404, code=10003)
async def test_r03_a_deleted_channel_is_unknown_and_told(camp: Camp, bot: Bot) -> None:
    place = camp.place(bot)
    camp.guild.delete_channel(camp.guild.first_channel)
    await refused(place.send("x"), 404, 10003)
    await camp.discord.until(lambda: bot.told("CHANNEL_DELETE"))


@pytest.mark.fault("R36", status=404, code=10013)
async def test_r36_a_deleted_account_leaves_everything_and_cannot_be_reached(camp: Camp, bot: Bot) -> None:
    message = await camp.ana.says("hello")
    camp.ana.deletes_account()
    assert (await bot.fetch_user(camp.ana.id)).name.startswith("deleted_user_")
    assert message.payload()["author"]["username"].startswith("deleted_user_")
    await refused(camp.server(bot).fetch_member(camp.ana.id), 404, 10013)
    await refused(bot.http.start_private_message(camp.ana.id), 404, 10013)


@pytest.mark.fault("R30", status=404, code=10070)
async def test_r30_an_event_that_is_missing_is_unknown(camp: Camp, bot: Bot) -> None:
    route = Route("PATCH", "/guilds/{guild_id}/scheduled-events/5", guild_id=camp.guild.id)
    await refused(bot.http.request(route, json={"name": "x"}), 404, 10070)


async def test_the_bot_and_its_application_can_be_described_anew(camp: Camp, bot: Bot) -> None:
    assert bot.user is not None
    await bot.user.edit(username="Guide")
    assert camp.app.name == "Guide"
    info = await (await bot.application_info()).edit(description="Helps", tags=["study"])
    assert (info.description, info.tags, camp.app.description) == ("Helps", ["study"], "Helps")


def test_a_refusal_says_what_it_is() -> None:
    assert str(DiscordError(404, 10003, "Unknown Channel")) == "404 10003 Unknown Channel"
