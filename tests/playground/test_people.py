"""People without any bot: what they can do, and where Discord's app would stop them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from playground import CannotType, Clock
from playground.world import events, threads
from playground.world.snowflakes import born
from tests.playground.conftest import Camp


def test_a_clock_stands_until_it_is_turned() -> None:
    clock = Clock(datetime(2026, 11, 20, 9, tzinfo=UTC))
    assert clock.now() == clock.now()
    clock.turn(timedelta(hours=1))
    assert (
        clock.turn_to(datetime(2026, 12, 1, tzinfo=UTC)) == clock.now() == datetime(2026, 12, 1, tzinfo=UTC)
    )
    with pytest.raises(ValueError, match="aware"):
        Clock(datetime(2026, 11, 20))  # noqa: DTZ001 - what is refused


def test_a_clock_without_a_start_runs_with_the_wall_and_can_be_turned_ahead() -> None:
    clock = Clock()
    clock.turn(timedelta(days=2))
    assert (
        timedelta(0)
        <= clock.now() - datetime.now(UTC) - timedelta(days=2) + timedelta(seconds=5)
        < timedelta(seconds=6)
    )


async def test_ids_follow_the_clock_and_always_grow(camp: Camp, clock: Clock) -> None:
    first = await camp.ana.says("one")
    second = await camp.ana.says("two")
    clock.turn(timedelta(days=1))
    third = await camp.ana.says("three")
    clock.turn(-timedelta(days=2))
    fourth = await camp.ana.says("four")
    assert first.id < second.id < third.id < fourth.id
    assert born(third.id) - born(first.id) == timedelta(days=1)


async def test_what_one_does_happens_in_the_channel_one_went_to(camp: Camp) -> None:
    other = camp.guild.add_channel("other")
    await camp.ana.says("here")
    camp.ana.goes_to(other)
    await camp.ana.says("there")
    assert [message.text for message in other.messages] == ["there"]
    assert [message.text for message in camp.ana.sees()] == ["there"]
    hidden = camp.guild.add_channel("hidden")
    hidden.set_overwrite(camp.guild.everyone, deny="view_channel")
    with pytest.raises(CannotType, match="does not see #hidden"):
        camp.ana.goes_to(hidden)


async def test_messages_are_changed_and_taken_away_by_their_authors_and_moderators(camp: Camp) -> None:
    ben = camp.discord.person("Ben")
    ben.joins(camp.guild)
    message = await camp.ana.says("helo")
    camp.ana.edits(message, "hello")
    assert (message.text, message.edits) == ("hello", 1)
    with pytest.raises(CannotType, match="did not write"):
        ben.edits(message, "x")
    with pytest.raises(CannotType, match="manage_messages"):
        ben.deletes(message)
    camp.guild.grant(ben, "manage_messages")
    ben.deletes(message)
    assert message.deleted


async def test_channels_and_roles_are_removed_by_whoever_may(camp: Camp) -> None:
    ben = camp.discord.person("Ben")
    ben.joins(camp.guild)
    attic, above = camp.guild.add_channel("attic"), camp.guild.add_role("Above")
    thread = threads.create(camp.guild.first_channel, camp.ana, "Talk")
    with pytest.raises(CannotType, match="no permission manage_channels"):
        ben.deletes_channel(attic)
    with pytest.raises(CannotType, match="no permission manage_threads"):
        ben.deletes_channel(thread)
    with pytest.raises(CannotType, match="no permission manage_roles"):
        ben.deletes_role(above)
    own = camp.guild.grant(ben, "manage_channels", "manage_roles", "manage_threads")
    below = camp.guild.add_role("Below")  # a new role is the lowest
    for role in (own, above, camp.guild.role_of(camp.app), camp.guild.everyone):
        with pytest.raises(CannotType, match=r"not below Ben|cannot be removed"):
            ben.deletes_role(role)
    with pytest.raises(CannotType, match="direct messages"):
        ben.deletes_channel(ben.direct(camp.app))
    ben.deletes_channel(attic)
    ben.deletes_channel(thread)
    assert [camp.guild.has_channel(name) for name in ("attic", "Talk", "general")] == [False, False, True]
    ben.deletes_role(below)
    assert [camp.guild.has_role(name) for name in ("Above", "Below")] == [True, False]


async def test_members_are_sent_out_by_whoever_stands_above_them(camp: Camp) -> None:
    ben, cleo, stranger = (camp.discord.person(name) for name in ("Ben", "Cléo", "Dan"))
    ben.joins(camp.guild)
    cleo.joins(camp.guild)
    with pytest.raises(CannotType, match="no permission kick_members"):
        ben.kicks(cleo, camp.guild)
    with pytest.raises(CannotType, match="no permission ban_members"):
        ben.bans(cleo, camp.guild)
    role = camp.guild.grant(ben, "kick_members", "ban_members")
    camp.guild.member(camp.ana).give(role)
    owner = camp.discord.world.user_by_id[camp.guild.owner_id]
    for untouchable in (camp.ana, owner):
        with pytest.raises(CannotType, match="is not below Ben"):
            ben.kicks(untouchable, camp.guild)
        with pytest.raises(CannotType, match="is not below Ben"):
            ben.bans(untouchable, camp.guild)
    with pytest.raises(CannotType, match="no such member"):
        ben.kicks(stranger, camp.guild)
    ben.kicks(cleo, camp.guild)
    cleo.joins(camp.guild)
    for somebody in (cleo, stranger):
        ben.bans(somebody, camp.guild)
        with pytest.raises(CannotType, match="banned"):
            somebody.joins(camp.guild)
    assert [camp.guild.has_member(one) for one in (camp.ana, ben, cleo)] == [True, True, False]


async def test_reactions_and_interest_can_be_taken_back(camp: Camp, clock: Clock) -> None:
    message = await camp.ana.says("poll")
    camp.ana.reacts(message, "👍")
    assert [(reaction.emoji, reaction.users) for reaction in message.reactions] == [("👍", [camp.ana])]
    camp.ana.unreacts(message, "👍")
    assert message.reactions == []
    event = events.create(camp.guild, camp.ana, name="x", start=clock.now(), entity_type=3, location="x")
    camp.ana.is_interested_in(event)
    camp.ana.loses_interest_in(event)
    assert event.subscribers == []


async def test_a_banned_person_stays_out_and_nobody_joins_twice(camp: Camp) -> None:
    with pytest.raises(CannotType, match="already"):
        camp.ana.joins(camp.guild)
    camp.guild.ban(camp.ana)
    with pytest.raises(CannotType, match="banned"):
        camp.ana.joins(camp.guild)


async def test_a_role_that_is_deleted_is_gone_from_everybody(camp: Camp) -> None:
    role = camp.guild.grant(camp.ana, "manage_guild", "kick_members")
    assert (role.permission_names, role.members) == (["kick_members", "manage_guild"], ["Ana"])
    camp.guild.delete_role(role)
    assert camp.guild.member(camp.ana).roles == []
    with pytest.raises(LookupError, match="no role"):
        camp.guild.role("manage_guild kick_members")


async def test_a_thread_is_closed_to_whoever_may_not_write_in_threads(camp: Camp) -> None:
    camp.guild.first_channel.set_overwrite(camp.guild.everyone, deny="send_messages_in_threads")
    thread = threads.create(camp.guild.first_channel, camp.ana, "Talk")
    await camp.ana.says("in the channel", in_=camp.guild.first_channel)
    with pytest.raises(CannotType, match="send_messages_in_threads"):
        await camp.ana.says("in the thread", in_=thread)
