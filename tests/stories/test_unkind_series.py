"""What does not fit into a series: it is said, and what fits is done all the same."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import discord
import pytest

from bot.invitation import PERMISSIONS
from playground.people.person import Person
from playground.world.channels import Channel
from tests.town import Town

FIRST = 1795856400  # 28 November 2026, 10:00 in Paris
DAY = 24 * 3600
WEEK = 7 * DAY


async def a_series(town: Town, locale: str = "en-US", **options: Any) -> tuple[Person, Person, Channel]:
    """Every Saturday; who organizes it, who comes to the first two, where."""
    guild = town.server("Learners", locale)
    olga, ana = town.member(guild, "Olga", locale, "manage_guild"), town.member(guild, "Ana", locale)
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    options = {"when": "28 nov 10:00", "repeat": "every saturday"} | options
    await olga.slash("/meetup schedule", **options)
    await town.settle()
    return olga, ana, lyon


async def test_seats_from_here_on_are_set_where_they_can_be_and_it_is_said_where_not(town: Town) -> None:
    olga, _, _ = await a_series(town, place="Café", link="https://meet.example/x")
    panel = await olga.slash("/meetup edit", meetup="3")
    await olga.press("Title, place, notes", on=panel.message)
    await olga.fill({"Link": ""})
    panel = await olga.slash("/meetup edit", meetup="1")
    await olga.press("Seats from here on", on=panel.message)
    saved = await olga.fill({"Seats": "5", "Seats online": "9"})
    assert saved.text.splitlines()[0] == (
        "Saved for this one and all that follow it: 6 meetups are different now. "
        f"These stay as they were: <t:{FIRST + 2 * WEEK}:F>. Seats online need a link that people join by. Add the link."
    )
    panel = await olga.slash("/meetup edit", meetup="2")
    await olga.press("Title, place, notes from here on", on=panel.message)
    await olga.fill({"Link": ""})
    panel = await olga.slash("/meetup edit", meetup="1")
    await olga.press("Seats from here on", on=panel.message)
    saved = await olga.fill({"Seats": "5", "Seats online": "7"})
    first, *_ = saved.text.splitlines()
    assert "1 meetup is different now." in first
    assert first.endswith(
        "Those that will be planned later stay as they were. Seats online need a link that people join by. Add the link."
    )


async def test_ce_qui_ne_va_pas_partout_est_dit_en_francais(town: Town) -> None:
    olga, _, _ = await a_series(town, "fr", place="Café", link="https://meet.example/x", until="7")
    panel = await olga.slash("/meetup edit", meetup="3")
    await olga.press("Titre, lieu, notes", on=panel.message)
    await olga.fill({"Lien": ""})
    panel = await olga.slash("/meetup edit", meetup="1")
    await olga.press("Places à partir d’ici", on=panel.message)
    saved = await olga.fill({"Places en ligne": "9"})
    assert f"Restent comme avant\xa0: <t:{FIRST + 2 * WEEK}:F>." in saved.text
    moved = await olga.slash("/meetup move", meetup="6", when=f"<t:{FIRST + 6 * WEEK}:F>", following=True)
    refused = await olga.slash("/meetup move", meetup="2", when="28 nov 10h")
    assert refused.text == (
        f"Une autre rencontre de cette série commence <t:{FIRST}:F>. Choisis un autre moment, ou annule ou déplace "
        "d’abord celle-là."
    )
    rests = await olga.slash("/meetup skip", meetup="1", days="30 nov au 1 déc")
    assert "rien n’était prévu à ces dates" in rests.text
    assert moved.text


async def test_what_a_move_from_here_on_leaves_no_room_for_is_said(town: Town) -> None:
    olga, ana, lyon = await a_series(town, until="19 dec")
    panel = await olga.slash("/meetup info", meetup="4")
    info = await ana.slash("/meetup info", in_=lyon, meetup="4")
    await ana.press("Going", on=info.message)
    await olga.press("Going", on=panel.message)
    moved = await olga.slash("/meetup move", meetup="3", when="14 dec 10:00", following=True)
    assert moved.text == (
        f"Code & coffee is <t:{FIRST + 2 * WEEK + 2 * DAY}:F> now. 1 that would come after the last day, Saturday 19 "
        "December 2026, is cancelled. I am telling 2 people."
    )


async def test_two_of_one_series_are_never_at_the_same_moment(town: Town) -> None:
    olga, _, _ = await a_series(town)
    why = "Another one of this series begins <t:{}:F>. Pick another time, or cancel or move that one first."
    refused = await olga.slash("/meetup move", meetup="2", when="28 nov 10:00")
    assert refused.text == why.format(FIRST)
    refused = await olga.slash("/meetup move", meetup="3", when="28 nov 10:00", following=True)
    assert refused.text == why.format(FIRST)
    later = await olga.slash("/meetup move", meetup="2", when="6 feb 2027 10:00")  # not planned yet
    assert later.text == why.format(FIRST + 10 * WEEK)
    await olga.slash("/meetup skip", meetup="1")
    moved = await olga.slash("/meetup move", meetup="2", when="28 nov 10:00")
    assert moved.text == f"Code & coffee is <t:{FIRST}:F> now."


@pytest.mark.parametrize(
    ("days", "said"),
    [
        ("30 nov to 1 dec", "It rests from Monday 30 November 2026 to Tuesday 1 December 2026: nothing of it was planned"),
        ("yesterday to today", "Thursday 19 November 2026 has passed. Type a day that is still to come."),
        ("2 jan to 1 jan", "“2 jan to 1 jan” ends before it begins. Type the first day first, with the years."),
        ("1 jan to 1 jun", "“1 jan to 1 jun” is longer than 100 days. Make it shorter, or let it rest in several parts."),
    ],
)  # fmt: skip
async def test_days_of_rest_that_say_nothing_are_answered_as_such(town: Town, days: str, said: str) -> None:
    olga, _, _ = await a_series(town)
    rests = await olga.slash("/meetup skip", meetup="1", days=days)
    assert rests.text.startswith(said)


async def test_where_no_channel_is_left_nobody_is_said_to_be_told(town: Town) -> None:
    olga, ana, lyon = await a_series(town)
    await ana.press("Going", on=lyon.messages[1])
    guild = lyon.guild
    assert guild is not None
    guild.set_permissions(town.campsite, PERMISSIONS.value & ~discord.Permissions(manage_channels=True).value)
    other = guild.first_channel
    olga.goes_to(other)
    lyon.remove()
    await town.turn(timedelta(minutes=1))
    skipped = await olga.slash("/meetup skip", meetup="1")
    assert skipped.text.splitlines()[-1] == (
        "The group has no channel now: people are told once it has one. /campsite doctor says what that needs."
    )


async def test_a_length_that_is_not_the_usual_one_is_said(town: Town) -> None:
    guild = town.server()
    olga, lea = (
        town.member(guild, "Olga", "en-US", "manage_guild"),
        town.member(guild, "Léa", "fr", "manage_guild"),
    )
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    planned = await olga.slash("/meetup schedule", in_=lyon, when="28 nov 10:00 to 9:00")
    assert f"to <t:{FIRST + 11 * 3600}:t>" in planned.text
    moved = await olga.slash("/meetup move", meetup="1", when="29 nov 10:00 for 90 min")
    assert moved.text == f"Code & coffee is <t:{FIRST + DAY}:F> now. It ends <t:{FIRST + DAY + 5400}:F>."
    again = await olga.slash("/meetup move", meetup="1", when="30 nov 10:00")
    assert again.text == f"Code & coffee is <t:{FIRST + 2 * DAY}:F> now."
    lea.goes_to(lyon)
    deplacee = await lea.slash("/meetup move", meetup="1", when="30 nov 10h", duration="2 h")
    assert deplacee.text.endswith(f" Elle finit <t:{FIRST + 2 * DAY + 7200}:F>.")


async def test_what_is_planned_twice_is_said_and_a_link_that_is_the_first_is_told_as_that(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, lea = town.member(guild, "Ana"), town.member(guild, "Léa", "fr", "manage_guild")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    first = await olga.slash("/meetup schedule", in_=lyon, when="28 nov 10:00")
    assert len(first.text.splitlines()) == 1
    await town.settle()
    card = lyon.messages[1]
    again = await olga.slash("/meetup schedule", when="28 nov 10:00", title="Coffee")
    assert again.text.splitlines()[1:] == [
        "The group has Code & coffee at the same moment. If that is one too many, /meetup cancel takes it back."
    ]
    encore = await lea.slash("/meetup schedule", in_=lyon, when="28 nov 10h", repeat="tous les samedis")
    assert encore.text.splitlines()[-1].startswith("Le groupe a Code & coffee au même moment.")
    await ana.press("Going", on=card)
    panel = await olga.slash("/meetup edit", meetup="1")
    await olga.press("Title, place, notes", on=panel.message)
    await olga.fill({"Place": "Café", "Link": "https://meet.example/x"})
    await town.settle()
    assert card.thread is not None
    assert card.thread.messages[-1].text.splitlines()[-1] == (
        "You can join online now. Tap Details to see the link."
    )
