"""A reminder on its way through whatever Discord does: said once, kept until it can be, or given up aloud."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest

from bot import breaker, pacer, post
from bot.outbox.notices import FAULTS
from playground.faults import Fault
from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.town import Town

DAY_BEFORE = timedelta(days=7, hours=1)  # from Friday 20, 09:00 UTC, to a day before Saturday 28, 10:00 UTC
MINUTES = timedelta(minutes=5)


class Planned:
    """A meetup that Olga goes to, a week before; its reminder is said in its thread."""

    def __init__(self, town: Town, guild: Guild, lyon: Channel, olga: Person, card: Message) -> None:
        assert card.thread is not None
        self.guild, self.lyon, self.olga, self.card, self.thread = guild, lyon, olga, card, card.thread
        self.messages = f"/channels/{card.thread.id}/messages"
        self.faults = town.discord.faults

    @property
    def reminders(self) -> list[Message]:
        return [message for message in self.thread.messages if "**Code & coffee** is" in message.text]


@pytest.fixture
async def planned(town: Town) -> Planned:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    await olga.press("Going", on=card)
    await town.settle()
    return Planned(town, guild, lyon, olga, card)


@pytest.mark.meets("R18", "R19", "R20", "R21", "R22")
@pytest.mark.parametrize("after_effect", [False, True], ids=["before the effect", "after the effect"])
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("fail", {"status": 500}),
        ("fail", {"status": 502}),
        ("fail", {"status": 503}),
        ("fail", {"status": 504}),
        ("cut", {}),
        ("reset", {}),
        ("garble", {}),
        ("garble", {"text": ""}),
        ("stall", {"seconds": 0.5}),
    ],
    ids=["500", "502", "503", "504", "cut", "reset", "garbled", "an empty 200", "no answer"],
)
async def test_whatever_becomes_of_the_answer_it_is_said_once(
    town: Town,
    planned: Planned,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    kind: str,
    options: dict[str, Any],
    *,
    after_effect: bool,
) -> None:
    if kind == "stall":
        monkeypatch.setattr(pacer, "LIMIT", 0.2)
    town.discord.nonce_window = timedelta(0)
    trap: Fault = getattr(planned.faults, kind)(
        "POST", planned.messages, after_effect=after_effect, **options
    )
    await town.turn(DAY_BEFORE)
    await town.discord.calm(quiet=0.6)  # what is stalled takes its effect, however late
    for _ in range(3):
        await town.turn(MINUTES)
    assert trap.hits == 1
    assert len(planned.reminders) == len(planned.olga.notifications) == 1
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.meets("R20", "R22")
@pytest.mark.parametrize("kind", ["reset", "cut", "garble"])
async def test_however_often_the_answer_is_lost_it_is_not_given_up_as_a_fault_of_ours(
    town: Town, planned: Planned, caplog: pytest.LogCaptureFixture, kind: str
) -> None:
    lost: Fault = getattr(planned.faults, kind)(
        "POST", planned.messages, times=FAULTS + 1, after_effect=False
    )
    await town.turn(DAY_BEFORE)
    for _ in range(FAULTS + 1):
        await town.turn(MINUTES)
    assert lost.hits == FAULTS + 1
    assert len(planned.reminders) == len(planned.olga.notifications) == 1
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


@pytest.mark.meets("R06")
async def test_one_that_arrived_and_was_deleted_before_we_knew_is_not_said_again(
    town: Town, planned: Planned
) -> None:
    planned.faults.fail("POST", planned.messages, status=503, after_effect=True)
    await town.turn(DAY_BEFORE)
    [said] = planned.reminders
    planned.thread.delete(said)
    await town.turn(timedelta(minutes=1))
    assert town.discord.requests.count("POST", planned.messages, status=404) == 1
    await town.turn(timedelta(hours=1))
    assert planned.reminders == []
    assert len(planned.olga.notifications) == 1


@pytest.mark.meets("R13", "R14", "R15")
@pytest.mark.parametrize("scope", ["user", "shared", "global"])
async def test_a_limit_is_waited_for(town: Town, planned: Planned, scope: str) -> None:
    trap = planned.faults.limit("POST", planned.messages, 0.1, scope=scope)
    await town.turn(DAY_BEFORE)
    assert trap.hits == 1
    assert town.discord.requests.count("POST", planned.messages) == 2
    assert len(planned.reminders) == 1


@pytest.mark.meets("G08")
async def test_after_two_hours_without_discord_it_is_said_with_an_apology_and_once(
    town: Town, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        post, "ASK_AGAIN", 0.0
    )  # a clock turned by hand is not believed until Discord was asked
    async with town.discord.outage():
        await town.turn(DAY_BEFORE)
        for _ in range(4):
            await town.turn(timedelta(minutes=30))
        assert planned.reminders == []
    await town.turn(MINUTES)  # the longest wait between two attempts
    [reminder] = planned.reminders
    assert "orry" in reminder.text
    await town.turn(timedelta(hours=1))
    assert len(planned.reminders) == 1


@pytest.mark.meets("R17")
async def test_a_ban_of_the_address_is_sat_out_while_people_are_answered(
    town: Town, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "SECONDS", 0.5)
    ban = planned.faults.fail("*", "/channels/*/messages", status=429, body="<html>error code: 1015</html>")
    await town.turn(DAY_BEFORE)
    assert ban.hits == 1
    town.discord.requests.clear()
    answered = await planned.olga.slash("/meetup list", in_=planned.lyon)
    assert "Code & coffee" in answered.text
    await town.turn(MINUTES)
    [reminder] = planned.reminders
    assert reminder.text


@pytest.mark.meets("R17")
async def test_a_reminder_is_not_kept_waiting_in_the_words_of_a_moment_that_has_passed(
    town: Town, planned: Planned, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(breaker, "SECONDS", 3600.0)
    ban = planned.faults.fail("*", "/channels/*/messages", status=429, body="<html>error code: 1015</html>")
    await town.turn(DAY_BEFORE)
    assert ban.hits == 1
    town.discord.requests.clear()
    await town.turn(MINUTES)  # it would be settled only once it was let go
    assert (planned.reminders, town.discord.requests.count("POST", planned.messages)) == ([], 0)
    assert town.client.worker.idle


@pytest.mark.meets("R16")
async def test_a_limit_of_ten_minutes_holds_up_nobody_else(town: Town, planned: Planned) -> None:
    other = await town.meetup(planned.olga, planned.lyon, title="Other")
    ana = town.member(planned.guild, "Ana")
    await ana.press("Going", on=other)
    await town.settle()
    planned.faults.limit("POST", planned.messages, 600, scope="user")
    await town.turn(DAY_BEFORE)
    assert (planned.reminders, len(ana.notifications)) == ([], 1)
    await town.turn(timedelta(minutes=9))
    assert planned.reminders == []
    await town.turn(timedelta(minutes=1, seconds=1))
    assert len(planned.reminders) == 1


@pytest.mark.meets("R01", "R02", "R25", "R27")
@pytest.mark.parametrize(
    ("status", "code"), [(403, 50013), (403, 50001), (400, 200000), (400, 50083), (400, 160005)]
)
async def test_what_only_people_can_mend_is_not_tried_all_the_time_and_not_forgotten(
    town: Town, planned: Planned, status: int, code: int
) -> None:
    body = {"message": "No", "code": code}
    trap = planned.faults.fail("POST", planned.messages, status=status, body=body, times=1 << 30)
    await town.turn(DAY_BEFORE)
    for _ in range(11):
        await town.turn(timedelta(minutes=30))
    assert trap.hits == 1
    town.discord.faults.clear()
    planned.lyon.set_overwrite(planned.guild.role_of(town.campsite), allow="send_messages")
    await town.discord.until(lambda: planned.reminders)
    await town.settle()
    assert len(planned.reminders) == len(planned.olga.notifications) == 1


@pytest.mark.meets("R26")
async def test_slowmode_makes_it_later_and_no_more_than_that(town: Town, planned: Planned) -> None:
    town.discord.slowmode_spares_bots = False
    planned.guild.set_permissions(
        town.campsite, planned.guild.role_of(town.campsite).permissions & ~(1 << 52)
    )
    planned.thread.edit(slowmode=60)
    other = town.member(planned.guild, "Ana")
    await other.press("Going", on=planned.card)
    await town.settle()
    await town.turn(DAY_BEFORE)
    assert len(planned.reminders) == 1
    await town.turn(timedelta(minutes=1))
    assert len(planned.reminders) == 1


@pytest.mark.meets("R03")
async def test_without_any_place_left_it_is_given_up_and_accounted_for(
    town: Town, planned: Planned, caplog: pytest.LogCaptureFixture
) -> None:
    role = planned.guild.role_of(town.campsite)
    planned.guild.set_permissions(town.campsite, role.permissions & ~(1 << 4))  # no new channel either
    planned.guild.delete_channel(planned.lyon)
    await town.turn(DAY_BEFORE)
    await town.turn(timedelta(days=3))
    assert planned.olga.notifications == []
    posts = town.discord.requests.count("POST", planned.messages)
    await town.turn(timedelta(days=3))
    assert town.discord.requests.count("POST", planned.messages) == posts
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []
    assert (await planned.olga.slash("/meetup list", in_=planned.guild.first_channel)).failed is None


@pytest.mark.meets("R04")
async def test_a_server_that_is_not_there_when_the_bot_starts_is_not_taken_for_lost(
    town: Town, planned: Planned
) -> None:
    await town.stop()
    planned.guild.become_unavailable()
    town.discord.clock.turn(DAY_BEFORE)
    await town.start()
    planned.guild.become_available()
    await town.turn(timedelta(hours=7))
    assert len(planned.reminders) == len(planned.olga.notifications) == 1


@pytest.mark.meets("T13")
async def test_a_meetup_that_is_cancelled_between_claim_and_message_is_not_reminded_of(
    town: Town, planned: Planned
) -> None:
    planned.faults.fail("POST", planned.messages, status=503)
    await town.turn(DAY_BEFORE)  # claimed, attempted, and nobody knows how it ended
    choices = await planned.olga.complete("/meetup cancel", "meetup", "")
    asked = await planned.olga.slash("/meetup cancel", meetup=choices[0].value)
    await planned.olga.press("Cancel the meetup", on=asked.message)
    await town.turn(MINUTES)
    assert planned.reminders == []
    assert [
        message.text.splitlines()[1].endswith("is cancelled.") for message in planned.olga.notifications
    ] == [True]


@pytest.mark.meets("T01", "T02")
@pytest.mark.parametrize("wrong", [timedelta(minutes=-10), timedelta(minutes=10)], ids=["ahead", "behind"])
async def test_by_a_clock_that_is_not_discords_nothing_is_said_until_it_is_set_right(
    town: Town,
    planned: Planned,
    wrong: timedelta,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(post, "ASK_AGAIN", 0.0)
    planned.faults.shift_date(wrong)
    await town.turn(DAY_BEFORE)
    for _ in range(3):
        await town.turn(timedelta(minutes=1))
    assert planned.reminders == []
    assert abs(town.client.pacer.skew.span + wrong) < timedelta(seconds=30)
    assert [record.levelname for record in caplog.records if record.name == "bot.outbox.worker"] == [
        "CRITICAL"
    ]
    planned.faults.shift_date(timedelta(0))
    await town.settle()
    assert len(planned.reminders) == len(planned.olga.notifications) == 1


@pytest.mark.meets("T03")
async def test_a_machine_that_was_suspended_asks_discord_before_it_believes_its_clock(
    town: Town, planned: Planned, caplog: pytest.LogCaptureFixture
) -> None:
    before = town.discord.requests.count("GET", "/gateway")
    await town.turn(DAY_BEFORE + timedelta(hours=3))  # and no answer of Discord's in between
    assert town.discord.requests.count("GET", "/gateway") == before + 1
    [reminder] = planned.reminders
    assert reminder.text.splitlines()[-1] == "Sorry that this comes late."
    assert [record for record in caplog.records if record.levelname == "CRITICAL"] == []


@pytest.mark.meets("R36", "R32")
@pytest.mark.parametrize(("status", "code", "tries"), [(404, 10013, 1), (403, 50013, 5)])
async def test_a_role_that_cannot_be_given_is_no_storm_of_requests(
    town: Town, status: int, code: int, tries: int
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    body = {"message": "No", "code": code}
    trap = town.discord.faults.fail(
        "PUT", "/guilds/*/members/*/roles/*", status=status, body=body, times=1 << 30
    )
    assert (await ana.press("Join", on=lyon.messages[0])).text.startswith("Welcome to Lyon.")
    await town.settle()
    for _ in range(48):
        await town.turn(timedelta(minutes=30))
    assert trap.hits == tries  # a day: never again, or every six hours


@pytest.mark.meets("G13")
async def test_a_command_that_arrives_twice_is_done_once(town: Town, planned: Planned) -> None:
    town.discord.faults.duplicate(town.campsite, "INTERACTION_CREATE")
    reply = await planned.olga.slash("/meetup schedule", when="29 nov 10:00", title="Twice")
    assert "Twice is planned for" in reply.text
    await town.settle()
    titles = [message.text.splitlines()[0] for message in planned.lyon.messages]
    assert titles.count("## Twice · Lyon") == 1


@pytest.mark.meets("R10", "R11", "R12")
@pytest.mark.parametrize(("status", "code"), [(404, 10062), (400, 40060), (401, 50027)])
async def test_an_answer_that_discord_refuses_undoes_nothing(
    town: Town, planned: Planned, caplog: pytest.LogCaptureFixture, status: int, code: int
) -> None:
    ana = town.member(planned.guild, "Ana")
    town.discord.answer_seconds = 0.3
    body = {"message": "No", "code": code}
    town.discord.faults.fail("POST", "/interactions/*/*/callback", status=status, body=body)
    await ana.press("Going", on=planned.card)
    await town.settle()
    assert ana.mention in planned.card.text
    town.discord.answer_seconds = 30.0
    assert (await ana.press("Going", on=planned.card)).text.startswith("You are going.")
    assert [record for record in caplog.records if record.levelname == "ERROR"] == []


@pytest.mark.meets("G01", "G02", "G03")
@pytest.mark.parametrize("resumable", [True, False], ids=["resumed", "begun anew"])
async def test_after_a_broken_session_clicks_count_and_reminders_come(
    town: Town, planned: Planned, *, resumable: bool
) -> None:
    ana = town.member(planned.guild, "Ana")
    before = len(town.campsite.identifies)
    town.discord.faults.invalidate(town.campsite, resumable=resumable)
    await town.discord.until(
        lambda: resumable or len(town.campsite.identifies) > before, seconds=15
    )  # discord.py waits up to 5 s
    await town.discord.ready(town.campsite)
    assert (await ana.press("Going", on=planned.card)).text.startswith("You are going.")
    await town.turn(DAY_BEFORE)
    assert [len(person.notifications) for person in (ana, planned.olga)] == [1, 1]
