"""When Discord, the disk or a permission fails: said plainly, nothing half done, mended without anyone's help."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
from datetime import timedelta
from itertools import count

import pytest

from bot import settings
from bot.db.database import BUSY_SECONDS
from bot.db.tx import Tx
from bot.invitation import PERMISSIONS
from bot.outbox.waits import LEASE
from soak.failing_disk import Disk
from tests.town import Town

NOT_SAVED = "I can't save anything right now, so nothing was changed. Try again in a minute."


async def test_a_missing_permission_is_named_before_anything_is_founded(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    guild.set_permissions(town.campsite, PERMISSIONS.value & ~(1 << 28))
    refused = await olga.slash("/group create", name="Lyon")
    assert refused.text == (
        "I need the permission Manage Roles in this server. An admin can give it under Server settings, Roles."
    )
    await town.settle()
    assert not guild.has_channel("lyon")
    assert (
        await olga.slash("/group browse")
    ).text == "There are no groups here yet. /group create founds the first."


@pytest.mark.meets("R01")
async def test_a_channel_the_bot_cannot_post_in_is_named_before_anything_is_planned(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    lyon.set_overwrite(guild.role_of(town.campsite), deny="send_messages")
    refused = await olga.slash("/meetup schedule", when="28 nov 10:00")
    assert refused.text == (
        f"I can't post in {lyon.mention}: I need the permission Send Messages there. An admin can give it under Channel settings, "
        "Permissions."
    )
    assert (await olga.slash("/meetup list")).text.startswith("Nothing is planned yet.")


@pytest.mark.meets("R01")
async def test_a_card_that_may_not_be_posted_any_more_appears_once_it_may(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    town.discord.faults.fail(
        "POST",
        f"/channels/{lyon.id}/messages",
        status=403,
        body={"message": "Missing Permissions", "code": 50013},
    )
    await olga.slash("/meetup schedule", when="28 nov 10:00")
    await town.settle()
    assert len(lyon.messages) == 1
    # Somebody sets the permissions right: Discord tells, and nobody has to wait six hours.
    lyon.set_overwrite(guild.role_of(town.campsite), allow="send_messages")
    await town.discord.until(lambda: len(lyon.messages) == 2)


@pytest.mark.meets("R02")
async def test_a_reminder_that_may_not_be_said_is_kept_until_it_may(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    await olga.press("Going", on=card)
    await town.settle()
    assert card.thread is not None
    trap = town.discord.faults.fail(
        "POST",
        f"/channels/{card.thread.id}/messages",
        status=403,
        body={"message": "Missing Access", "code": 50001},
    )
    await town.turn(timedelta(days=7, hours=1))
    assert trap.hits == 1
    assert olga.notifications == []
    shown = await olga.slash("/meetup delivery", meetup="1")
    assert shown.text.splitlines()[1:] == [
        "Going 1: 1 not told anything yet.",
        "- Reminder a day before: 1 waits until I can say it (I may not post there; an admin can allow it)",
        "- Reminder an hour before: 1 waits for its time",
    ]
    lyon.set_overwrite(guild.role_of(town.campsite), allow="send_messages")
    await town.discord.until(lambda: olga.notifications)
    assert len(olga.notifications) == 1


@pytest.mark.meets("R29")
@pytest.mark.parametrize("step", ["/guilds/*/roles", "/guilds/*/channels", "/channels/*/messages"])
@pytest.mark.parametrize("after_effect", [False, True], ids=["before the effect", "after the effect"])
async def test_founding_survives_a_failure_at_any_step(town: Town, step: str, *, after_effect: bool) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    town.discord.faults.cut("POST", step, after_effect=after_effect)
    founded = await olga.slash("/group create", name="Lyon")
    assert founded.text.startswith("Lyon is founded, but its channel is not finished yet.")
    await town.turn(timedelta(minutes=1))
    assert [channel.name for channel in guild.channels].count("lyon") == 1
    assert [role.name for role in guild.roles].count("Lyon") == 1
    assert len(guild.channel("lyon").messages) == 1
    assert guild.role("Lyon") in guild.member(olga).roles


@pytest.mark.meets("R29")
async def test_a_server_without_room_for_roles_gets_a_group_without_one(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    town.discord.faults.fail(
        "POST",
        "/guilds/*/roles",
        status=400,
        body={"message": "Maximum number of server roles reached (250)", "code": 30005},
        times=2,
    )
    founded = await olga.slash("/group create", name="Lyon")
    assert founded.text.startswith("Lyon is ready in")
    assert not guild.has_role("Lyon")


@pytest.mark.meets("R19")
async def test_a_reminder_that_was_accepted_in_spite_of_an_error_is_not_repeated(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    await olga.press("Going", on=card)
    await town.settle()
    assert card.thread is not None
    town.discord.nonce_window = timedelta(0)
    town.discord.faults.fail("POST", f"/channels/{card.thread.id}/messages", status=503, after_effect=True)
    await town.turn(timedelta(days=7, hours=1))
    await town.turn(timedelta(minutes=5))
    assert len(olga.notifications) == 1


def most_pages(tx: Tx, count: int) -> None:
    """How large the file may grow; less than it has means not a page more, as on a full disk."""
    tx.connection.exec_driver_sql(f"PRAGMA max_page_count = {count}")


@pytest.mark.meets("S01")
async def test_a_full_disk_is_said_and_once_there_is_room_all_goes_on(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    await town.app.database.write(None, most_pages, 1)
    texts: list[str] = []
    while not texts or " is planned for " in texts[-1]:  # until the pages there are used up
        texts.append((await olga.slash("/meetup schedule", when="28 nov 10:00", title="x" * 100)).text)
    assert texts[-1] == NOT_SAVED
    await town.app.database.write(None, most_pages, 1_000_000)
    await town.settle()
    planned = await olga.slash("/meetup schedule", when="29 nov 10:00", title="After")
    assert " is planned for " in planned.text
    await town.settle()
    assert len(lyon.messages) == 1 + len(texts)


@pytest.mark.meets("S02")
async def test_a_disk_that_is_full_once_a_group_is_founded_is_said_and_nobody_is_sent_to_an_admin(
    town: Town,
) -> None:
    disk = Disk()
    with disk.below():
        await town.restart()
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    answers: list[str] = []
    for number in count(1, 4):  # the statement from which on the disk is full
        name = f"Lyon {number}"
        await town.discord.calm()
        disk.fills(number, rolls_back=False)
        answers.append((await olga.slash("/group create", in_=guild.first_channel, name=name)).text)
        disk.has_room()
        await town.turn(LEASE)
        assert guild.has_channel(name.lower().replace(" ", "-")) == (answers[-1] != NOT_SAVED)
        if answers[-1].startswith(f"{name} is ready in "):
            break
        if answers[-1] != NOT_SAVED:
            assert answers[-1] == (
                f"{name} is founded, but its channel is not finished yet: I can't save anything right now. I go on by myself "
                "as soon as I can."
            )
    assert NOT_SAVED in answers
    assert len({*answers}) > 3


@pytest.mark.meets("S02")
async def test_a_moderator_reads_that_the_disk_is_full_once_a_group_is_activated(town: Town) -> None:
    disk = Disk()
    with disk.below():
        await town.restart()
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    answers = [""]
    for number in count(1, 4):
        if answers[-1] != NOT_SAVED:  # or the one before is still asked for
            asking = town.member(guild, f"Ana {number}")
            await asking.slash("/group create", in_=guild.first_channel, name=f"Lyon {number}")
        queue = await olga.slash("/group queue", in_=guild.first_channel)
        await town.discord.calm()
        disk.fills(number, rolls_back=False)
        answers.append((await olga.press("Activate", on=queue.message)).text)
        disk.has_room()
        await town.turn(LEASE)
        if " is ready in " in answers[-1]:
            break
    cannot = "I can't save anything right now. I go on by myself as soon as I can."
    assert f"Still to be made: role, channel and card. {cannot}" in answers
    assert [answer for answer in answers if "Discord says" in answer] == []


@pytest.mark.meets("S10")
async def test_a_database_that_may_only_be_read_is_said(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))

    def only_read(tx: Tx) -> None:
        tx.connection.exec_driver_sql("PRAGMA query_only = ON")

    await town.app.database.write(None, only_read)
    assert (await olga.press("Going", on=card)).text == NOT_SAVED
    assert (await olga.slash("/meetup list")).text.startswith("**Code & coffee**")


@pytest.mark.meets("S03")
async def test_a_locked_database_is_said_in_time_and_recovers(town: Town) -> None:
    town.patience = BUSY_SECONDS
    await town.restart()
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    other = sqlite3.connect(town.app.settings.data_dir / settings.DATABASE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert (await olga.press("Going", on=card)).text == NOT_SAVED
    other.execute("ROLLBACK")
    other.close()
    assert (await olga.press("Going", on=card)).text.startswith("You are going.")


async def test_a_bug_becomes_a_number_that_is_found_again_in_the_log(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))

    def break_something(tx: Tx) -> None:
        tx.connection.exec_driver_sql("ALTER TABLE answers RENAME TO answers_gone")

    await town.app.database.write(None, break_something)
    reply = await olga.press("Going", on=card)
    said = re.fullmatch(
        r"Something broke on our side\. Nothing was changed\. If it happens again, tell a moderator this code: "
        r"([0-9A-F]{4})\.",
        reply.text,
    )
    assert said
    assert reply.ephemeral
    [line] = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert line.getMessage() == f"bug {said[1]} in interaction {reply.interaction.id}"
    assert line.exc_info is not None


@pytest.mark.meets("R05")
async def test_a_card_deleted_by_hand_stays_away_and_can_still_be_answered(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    lyon.delete(card)
    choices = await olga.complete("/meetup info", "meetup", "")
    shown = await olga.slash("/meetup info", meetup=choices[0].value)
    assert (await olga.press("Going", on=shown.message)).text.startswith("You are going.")
    await town.settle()
    assert len(lyon.messages) == 1


@pytest.mark.meets("G01")
async def test_a_cut_gateway_comes_back_and_loses_no_click(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    town.discord.faults.reconnect(town.campsite)
    reply = await olga.press("Going", on=card)
    assert reply.text.startswith("You are going.")


@pytest.mark.meets("G04")
async def test_a_gateway_that_says_nothing_is_left_and_the_next_one_loses_no_click(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    card = await town.meetup(olga, await town.group(olga, guild))
    # In earnest it waits a minute. Both hold for the sockets from here on.
    town.discord.heartbeat_seconds = 0.1
    town.client._connection.heartbeat_timeout = 0.5  # pyright: ignore[reportPrivateUsage] - given only when it is made

    def sockets() -> list[object]:
        return [*town.discord.hub.connections_of(town.campsite)]

    async def left() -> None:
        before = sockets()
        await town.discord.until(lambda: sockets() and not set(map(id, sockets())) & set(map(id, before)), 20)

    town.discord.faults.reconnect(town.campsite)
    await left()
    town.discord.faults.silence_heartbeats(town.campsite)
    await left()
    town.discord.faults.silence_heartbeats(town.campsite, silent=False)
    reply = await olga.press("Going", on=card)
    assert reply.text.startswith("You are going.")


@pytest.mark.meets("G20")
async def test_events_that_arrive_backwards_change_nothing_in_the_end(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    [event] = guild.events
    as_planned = event.name
    town.discord.faults.hold(town.campsite)
    new, role = guild.add_channel("new"), guild.add_role("New")
    ana = town.member(guild, "Ana")
    guild.grant(ana, "manage_messages")
    event.edit(name="Party")
    event.edit(name="Another party")
    new.edit(name="newer")
    role.edit(name="Newer")
    guild.kick(ana)
    town.discord.faults.release(town.campsite)
    await town.discord.until(lambda: event.name == as_planned)
    ana.joins(guild)
    reply = await ana.press("Going", on=card)
    assert reply.text.startswith("You are going.")
    await town.settle()
    assert ana.mention in card.text
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


@pytest.mark.meets("R33")
async def test_commands_are_registered_only_when_they_changed(town: Town) -> None:
    assert town.discord.requests.count("PUT", "/applications/*/commands") == 1
    await town.restart()
    assert town.discord.requests.count("PUT", "/applications/*/commands") == 1


async def test_nothing_privileged_is_asked_for(town: Town) -> None:
    privileged = (1 << 1) | (1 << 8) | (1 << 15)
    assert [session.intents & privileged for session in town.discord.hub.sessions_of(town.campsite)] == [0]


@pytest.mark.parametrize(
    ("step", "has_category"),
    [
        ("/guilds/*/roles", False),
        ("/guilds/*/channels", False),
        ("/guilds/*/channels", True),
        ("/channels/*/messages", False),
    ],
    ids=["the role", "the category", "the channel", "the card"],
)
async def test_an_error_after_the_effect_makes_nothing_twice(
    town: Town, step: str, *, has_category: bool
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    if has_category:
        await town.group(olga, guild, "Lille")
    town.discord.nonce_window = timedelta(0)
    town.discord.faults.fail("POST", step, status=502, after_effect=True)
    await olga.slash("/group create", name="Lyon")
    await town.turn(timedelta(minutes=1))
    assert [channel.name for channel in guild.channels].count("lyon") == 1
    assert [channel.name for channel in guild.channels].count("Groups") == 1
    assert [role.name for role in guild.roles].count("Lyon") == 1
    assert len(guild.channel("lyon").messages) == 1


async def test_an_error_after_a_home_in_a_thread_was_made_makes_no_second(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    for number in range(500 - len(guild.channels)):
        guild.add_channel(f"c{number}")
    town.discord.faults.fail("POST", "/channels/*/threads", status=502, after_effect=True)
    await olga.slash("/group create", in_=guild.first_channel, name="Lyon")
    await town.turn(timedelta(minutes=1))
    assert town.discord.requests.count("POST", "/channels/*/threads", status=502) == 1
    assert town.discord.requests.count("POST", "/channels/*/threads") == 1
    assert len(guild.channel("Lyon").messages) == 1


@pytest.mark.meets("R20")
async def test_a_saved_answer_is_not_denied_because_discord_did_not_take_the_reply(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    town.discord.faults.cut("POST", "/interactions/*/*/callback")
    town.discord.answer_seconds = 2.0  # what she waits before Discord says that the bot did not answer
    reply = await olga.slash("/meetup schedule", when="28 nov 10:00")
    await town.settle()
    assert "Nothing was changed" not in reply.text
    assert len(lyon.messages) == 2


async def test_everyone_who_taps_while_the_database_is_locked_is_answered(town: Town) -> None:
    town.patience = BUSY_SECONDS
    await town.restart()
    guild = town.server()
    people = [town.member(guild, f"P{number}", "en-US", "manage_guild") for number in range(5)]
    card = await town.meetup(people[0], await town.group(people[0], guild))
    other = sqlite3.connect(town.app.settings.data_dir / settings.DATABASE_NAME, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    replies = await asyncio.gather(*(person.press("Going", on=card) for person in people))
    other.execute("ROLLBACK")
    other.close()
    assert [reply.text for reply in replies] == [NOT_SAVED] * 5


@pytest.mark.meets("R37")
async def test_two_taps_on_an_old_card_leave_it_right(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    card = await town.meetup(olga, await town.group(olga, guild))
    await town.turn(timedelta(hours=2))
    trap = town.discord.faults.stall("POST", "/interactions/*/*/callback", 0.5)
    slow = asyncio.create_task(ana.press("Going", on=card))
    await town.discord.until(lambda: trap.hits)
    await olga.press("Going", on=card)
    await slow
    await town.turn(timedelta(minutes=5))
    assert f"{ana.mention} {olga.mention}" in card.text


async def test_one_meetups_card_is_not_taken_for_anothers(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    town.discord.faults.cut("POST", f"/channels/{lyon.id}/messages", times=12)
    for number in range(1, 13):
        await olga.slash("/meetup schedule", when="28 nov 10:00", title=f"M{number:02}")
    for _ in range(4):
        await town.turn(timedelta(minutes=6))
    titles = sorted(message.text.splitlines()[0] for message in lyon.messages[1:])
    assert titles == [f"## M{number:02} · Lyon" for number in range(1, 13)]


async def test_what_cannot_be_offered_while_typing_is_said_as_a_choice(
    town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await town.group(olga, guild, "Lyon")
    await town.group(olga, guild, "Paris")
    olga.goes_to(guild.first_channel)
    [choice] = await olga.complete("/meetup schedule", "when", "sat 10:00")
    assert choice.name.startswith("Which group is it for?")
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []
