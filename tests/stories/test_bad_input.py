"""Whatever somebody types or sends: one clear sentence to them alone, and nothing changed."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from playground.people.reply import Reply
from tests.town import Town


def said(reply: Reply) -> str:
    """The one sentence (or two) of a refusal, which nobody else sees."""
    assert reply.failed is None
    assert reply.ephemeral
    assert "\n" not in reply.text
    assert "Something broke" not in reply.text
    return reply.text


@pytest.mark.parametrize(
    ("when", "answer"),
    [
        ("saturday tenish", r"I don't understand “tenish” in “saturday tenish”\. Try “saturday 10:00”\."),
        ("asdf", r"I don't understand “asdf”\. Try “saturday 10:00” or “28 November 10am”\."),
        ("saturday", r"At what time on Saturday 21 November 2026\? Add it, such as “saturday 10:00”\."),
        ("yesterday 10:00", r"Thursday 19 November 2026 has passed\. Pick a moment that is still to come\."),
        ("31 feb 10:00", r"There is no such day as “31 feb”\. Look at the calendar again\."),
        (
            "03/04 10:00",
            r"“03/04 10:00” can mean .* or .*\. Type it again and pick the one you mean from the list\.",
        ),
        (
            "saterday 10:00",
            r"I don't know “saterday” in “saterday 10:00”\. Do you mean “saturday”\? Type it so, or pick it from the list\.",
        ),
        ("1 jan 2030 10:00", r"That is too far away\. I plan until .*\."),
        ("tomorrow 25:00", r"I don't understand “25:00” in “tomorrow 25:00”\. Try “saturday 10:00”\."),
        ("x" * 6000, r"I don't understand “x{39}…” in “x{59}…”\. Try “saturday 10:00”\."),
        ("", r"I don't understand “”\. Try “saturday 10:00” or “28 November 10am”\."),
        (
            "saturday 12:00-10:00",
            r"I don't understand “12:00-10:00” in “saturday 12:00-10:00”\. Try “saturday 10:00”\.",
        ),
        ("saturday 10:00 for 3 days", r"I don't understand .*"),
        ("29 feb 2027 10:00", r"There is no such day as “29 feb 2027”\. Look at the calendar again\."),
        (
            "saturday 29 november 10:00",
            r"Sunday 29 November 2026 is not a “saturday”\. Type the one you mean\.",
        ),
        ("tomorrow 10:61", r"I don't understand “10:61” in “tomorrow 10:61”\. Try “saturday 10:00”\."),
        ("in 99999999999 hours", r"I don't understand .*"),
        ("9999-12-31 23:59", r"That is too far away\. I plan until .*\."),
        ("1 jan 1970 10:00", r"Thursday 1 January 1970 has passed\. Pick a moment that is still to come\."),
        ("every saturday", r"At what time\? Add it, such as “every saturday 10:00”\."),
        (
            "saturday\u202e 10:00",
            r"I don't understand “U\+202E” in “saturday 10:00”\. Try “saturday 10:00”\.",
        ),
        ("@everyone saturday 10:00", r"I don't understand “[^@]*” in “[^@]*”\. Try “saturday 10:00”\."),
    ],
)
async def test_a_time_that_cannot_be_meant(town: Town, when: str, answer: str) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    text = said(await olga.raw_command("/meetup schedule", when=when))
    assert re.fullmatch(answer, text), text
    await town.settle()
    assert len(lyon.messages) == 1


@pytest.mark.meets("T05", "T06")
async def test_a_time_the_clocks_skip_moves_forward_and_one_they_repeat_is_asked_about(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await town.group(olga, guild, timezone="Europe/Paris")
    skipped = await olga.complete("/meetup schedule", "when", "28 march 2027 02:30")
    assert [choice.name for choice in skipped] == [
        "Sun 28 March 2027, 03:30 (UTC+2): moved forward, that night the clocks skip it"
    ]
    text = said(await olga.raw_command("/meetup schedule", when="28 march 2027 02:30"))
    assert text == (
        "“28 march 2027 02:30” does not exist: that night the clocks skip it. Type another time, or pick "
        "Sun 28 March 2027, 03:30 from the list."
    )
    picked = await olga.slash("/meetup schedule", when=skipped[0].value)
    assert f"<t:{int(datetime(2027, 3, 28, 1, 30, tzinfo=UTC).timestamp())}:F>" in picked.text
    repeated = await olga.complete("/meetup schedule", "when", "31 october 2027 02:30")
    assert [choice.name.rpartition(": ")[2] for choice in repeated] == [
        "the first of two that night",
        "the second of two that night",
    ]
    text = said(await olga.raw_command("/meetup schedule", when="31 october 2027 02:30"))
    assert "can mean" in text


END = "I don't understand the end “{}”. Type a day, such as “14 july”, or a number of times from 1 to 200."
TWO = "“{}” can mean {}. Type it again and pick the one you mean from the list."
REPEAT = (
    "I can't repeat something “{}”. There is “every saturday”, “every two weeks on tuesday”, “first saturday of the month” "
    "up to the fourth, and “last friday of the month”."
)


@pytest.mark.meets("G18")
@pytest.mark.parametrize(
    ("options", "answer"),
    [
        ({"seats": 0}, "Seats can be from 1 to 1000. Leave them out if there is room for everyone."),
        (
            {"seats": 2**53},
            "Seats can be from 1 to 1000. Leave them out if there is room for everyone.",
        ),
        ({"title": "@everyone come"}, "I can't use “\\@” there. Leave it out and try again."),
        (
            {"title": "a\u202eb"},
            "That text has an invisible character in it. Type it anew instead of pasting it.",
        ),
        (
            {"title": "x" * 5000},
            "That text has 5000 characters; there is room for 100. Shorten it and try again.",
        ),
        ({"place": "[free](https://evil.example)"}, "I can't use “\\[” there. Leave it out and try again."),
        (
            {"link": "javascript:alert(1)"},
            "I can't use that link. It must be one web address, beginning with https://",
        ),
        ({"duration": "two moons"}, "I don't understand the length “two moons”. Try “90 min” or “2 h”."),
        ({"duration": "3 days"}, "It can last from 5 minutes to 24 hours."),
        ({"duration": "0 min"}, "I don't understand the length “0 min”. Try “90 min” or “2 h”."),
        (
            {"repeat": "every week", "until": "27 nov"},
            "Nothing would take place: the end comes before the first time. Give a later end.",
        ),
        ({"repeat": "every week", "until": "0 times"}, END.format("0 times")),
        ({"repeat": "every week", "until": "201"}, END.format("201")),
        ({"repeat": "every week", "until": "some day"}, END.format("some day")),
        ({"until": "5 times"}, "Say until when or how often only for something that repeats."),
        ({"repeat": "every third saturday"}, REPEAT.format("every third saturday")),
        ({"repeat": "fifth saturday of the month"}, REPEAT.format("fifth saturday of the month")),
        ({"repeat": "every day"}, REPEAT.format("every day")),
        ({"repeat": "\u202e"}, REPEAT.format("")),
        (
            {"repeat": "every tuesday"},
            "It does not repeat on Saturday 28 November 2026. Begin on a day on which it does.",
        ),
        (
            {"repeat": "every saturday 19:00"},
            "The repeat says another time than “when”. Say the time once, in “when”.",
        ),
        (
            {"repeat": "monthly"},
            TWO.format("monthly", "fourth Saturday of the month or last Saturday of the month"),
        ),
        (
            {"format": "rave"},
            "I know no such format. Pick one from the list, or leave the option out for code & coffee.",
        ),
        ({"online_seats": 5}, "Seats online need a link that people join by. Add the link."),
        ({"format": "call"}, "An online call needs a link that people join by. Add the link."),
        (
            {"group": "999999"},
            "I know no such group here. Pick one from the list, or type /group browse to see them all.",
        ),
        (
            {"group": "1; DROP TABLE"},
            "I know no such group here. Pick one from the list, or type /group browse to see them all.",
        ),
    ],
)
async def test_an_option_that_cannot_be_meant(town: Town, options: dict[str, Any], answer: str) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    assert said(await olga.raw_command("/meetup schedule", when="28 nov 10:00", **options)) == answer
    await town.settle()
    assert len(lyon.messages) == 1


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("@everyone", "I can't use “\\@” there. Leave it out and try again."),
        ("**Lyon**", "I can't use “\\*” there. Leave it out and try again."),
        ("Ly\u200bon", "That text has an invisible character in it. Type it anew instead of pasting it."),
        ("x" * 6000, "That text has 6000 characters; there is room for 60. Shorten it and try again."),
        ("…", "I can't find a letter or a digit in that text. Type a few words."),
        ("LYÓN", "There is already a group called Lyon. Join it with /group join."),
    ],
)
async def test_a_group_name_that_cannot_be_used(town: Town, name: str, answer: str) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await town.group(olga, guild)
    channels, roles = len(guild.channels), len(guild.roles)
    assert said(await olga.raw_command("/group create", name=name)) == answer
    await town.settle()
    assert (len(guild.channels), len(guild.roles)) == (channels, roles)


@pytest.mark.meets("T09")
async def test_a_zone_nobody_lives_in_is_refused(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    for zone in ("Mars/Olympus", "../../etc/passwd", "localtime", "posixrules", ""):
        text = said(await olga.raw_command("/group create", name="Lyon", timezone=zone))
        assert text == "I know no such time zone. Pick one from the list, such as Europe/Paris."


async def test_who_may_not_is_told_who_may(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    meetup_id = str(card.buttons[0].custom_id).rpartition(":")[2]
    ana.goes_to(lyon)
    refused = "Only organizers of Lyon can do that. /group info shows who they are."
    assert said(await ana.slash("/meetup schedule", when="28 nov 10:00")) == refused
    assert said(await ana.raw_command("/meetup cancel", meetup=meetup_id)) == refused
    assert said(await ana.raw_component(card, custom_id=f"meetups:cancel:{meetup_id}")) == refused
    await town.settle()
    assert "Cancelled" not in card.text


@pytest.mark.meets("G15", "S16")
@pytest.mark.parametrize(
    "custom_id",
    [
        "",
        "meetups",
        "meetups:going:",
        "meetups:going:abc",
        "meetups:going:1:2:3",
        "meetups:explode:1",
        "x" * 100,
        "meetups:going:" + "9" * 30,
        "groups:page:-1",
        "1'; --",
    ],
)
async def test_a_custom_id_nobody_drew(town: Town, custom_id: str) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    assert said(await olga.raw_component(lyon.messages[0], custom_id=custom_id)) == (
        "That is no longer in use. Type /meetup list or /group browse for what is current."
    )


@pytest.mark.meets("G16")
async def test_a_button_of_a_meetup_that_was_cancelled_or_is_over(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    going = str(card.buttons[0].custom_id)
    asked = await olga.raw_command("/meetup cancel", meetup=going.rpartition(":")[2])
    await olga.press("Cancel the meetup", on=asked.message)
    assert said(await olga.raw_component(card, custom_id=going)) == (
        "This meetup was cancelled. /meetup list shows the next ones."
    )
    other = await town.meetup(olga, lyon, "29 nov 10:00")
    going = str(other.buttons[0].custom_id)
    await town.turn(timedelta(days=10))
    assert said(await olga.raw_component(other, custom_id=going)) == (
        "This meetup is over. /meetup list shows the next ones."
    )


async def test_scheduling_where_no_group_is_at_home_asks_which_one(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await town.group(olga, guild, "Lyon")
    await town.group(olga, guild, "Paris")
    text = said(await olga.slash("/meetup schedule", in_=guild.first_channel, when="28 nov 10:00"))
    assert text.startswith("Which group is it for?")


async def test_two_people_found_the_same_group_at_once(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    oscar = town.member(guild, "Oscar", "en-US", "manage_guild")
    replies = await asyncio.gather(
        olga.slash("/group create", name="Lyon"), oscar.slash("/group create", name="lyon")
    )
    await town.settle()
    assert sorted(reply.text.split(".")[0].split(" in <")[0] for reply in replies) == [
        "Lyon is ready",
        "There is already a group called Lyon",
    ]
    assert [channel.name for channel in guild.channels].count("lyon") == 1
    assert [role.name for role in guild.roles].count("Lyon") == 1
