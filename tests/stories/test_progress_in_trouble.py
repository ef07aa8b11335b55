"""Progress among unkind people, slow ones and crashes: one clear sentence, nothing lost, nothing doubled."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.db.tx import Tx
from bot.outbox.models import chores
from bot.pictures.painter import NoPicture, Painter
from bot.signals import MemberForgotten
from cogs.progress.service import DIGEST_DUE
from playground.people.reply import Reply
from tests.builders import dot
from tests.stories.test_progress import DAY, circle, share, words
from tests.town import Town
from tests.village import Village


@pytest.fixture
async def village(data_dir: Path) -> AsyncGenerator[Village]:
    async with Village(data_dir) as built:
        yield built


def first_line(reply: Reply) -> str:
    assert reply.failed is None
    assert reply.ephemeral
    assert "Something broke" not in reply.text
    return reply.text.splitlines()[0]


LINK = "I can't use that link. It must be one web address, beginning with https://"
FILE = "I can't use the file “x.png”. Attach a PNG, JPEG, GIF or WebP picture of up to 5 MB."
NOTHING = "There is nothing in it yet. One of did, learned, stuck or next is enough."


async def test_whatever_is_sent_to_be_shared_is_answered_in_a_sentence_and_given_back(town: Town) -> None:
    guild, lyon, _, ana, ben = await circle(town)
    shown = len(lyon.messages)
    long = await ana.raw_command("/progress share", did="x" * 6000, stuck="recursion")
    assert first_line(long) == (
        "One of your texts has 6000 characters; there is room for 500 in each. Shorten it and try again."
    )
    form = await ana.press("Open the form again", on=long.message)
    assert form.modal is not None
    assert [field.value for field in form.modal.fields[:3]] == ["x" * 500, None, "recursion"]
    sent: list[tuple[dict[str, Any], str]] = [
        ({"did": "\u200b\u3164 \u202e"}, NOTHING),
        ({"did": "a", "link": "javascript:alert(1)"}, LINK),
        ({"did": "a", "link": "https://a.example/" + "x" * 5000}, LINK),
        ({"learned": "much", "image": (b"MZ not a picture", "x.png")}, FILE),
        ({"learned": "much", "image": (dot() + bytes(5_000_001), "x.png")}, FILE),
    ]
    for options, sentence in sent:
        sends = ana.slash if "image" in options else ana.raw_command
        answer = await sends("/progress share", **options)
        assert first_line(answer) == sentence
        assert ("learned" in options) == ("much" in answer.text)
    for group in ("999", "x" * 6000, "@everyone"):
        assert first_line(await ana.raw_command("/progress share", did="a", group=group)).startswith(
            "I know no such group here."
        )
    await town.settle()
    assert len(lyon.messages) == shown

    link = "[free](https://evil.example)"
    hostile = f"@everyone <@&{guild.id}> {ben.mention} {link} **`"
    await share(town, ana, did=hostile, learned=r"\[free\](https://evil.example)", stuck="`d[k]`")
    card = lyon.messages[-1]
    assert "](" not in card.text
    assert "`d[k]`" in card.text
    assert "[free]\u200b(https://evil.example)" in card.text
    assert ben.notifications == []
    won = await ana.raw_command("/progress win", what="x" * 100)
    await town.settle()
    assert first_line(won).startswith("Shared in")
    assert words(lyon.messages[-1])[0].startswith("**A win** · ")


async def test_whatever_is_sent_as_a_goal_or_a_pace_is_answered_in_a_sentence(town: Town) -> None:
    _, lyon, olga, ana, ben = await circle(town)
    sent: list[tuple[dict[str, Any], str]] = [
        ({"title": "x" * 6000}, "One of your texts has 6000 characters; there is room for 100 in each."),
        ({"title": "\u200b"}, NOTHING),
        ({"title": "a", "number": 0}, "That number does not work."),
        ({"title": "a", "number": 2**53}, "That number does not work."),
        ({"title": "a", "by": "y" * 6000}, "“yyy"),
        ({"title": "a", "by": "yesterday"}, "“yesterday” is no day ahead that I understand."),
        ({"title": "a", "link": "data:text/html,x"}, LINK),
        ({"title": "a", "checklist": "b"}, "Only organizers"),
    ]
    for options, sentence in sent:
        assert first_line(await ana.raw_command("/progress goal", **options)).startswith(sentence), options
    lines = "; ".join("abcdefghi")
    assert first_line(await olga.raw_command("/progress goal", title="a", checklist=lines)).startswith(
        "A checklist has room for 8 lines, and these are 9."
    )

    me = await ana.slash("/progress me")
    for typed in ("0", "8", "009", "٣", "-1", "x"):
        await ana.press("My pace", on=me.message)
        assert (
            first_line(await ana.fill({"Days a week": typed})) == "A week has 1 to 7 days; 3 is a good start."
        )
    month = await olga.slash("/progress group")
    for typed in ("24", "00099", "noon"):
        await olga.press("Place and digest", on=month.message)
        assert first_line(await olga.fill({"Hour of the digest": typed})).startswith("Give the hour")

    await ana.slash("/progress goal", title="Katas")
    listed = await ana.slash("/progress goal")
    reached = await ana.press("Reached", on=listed.message)
    card = lyon.messages[0]
    for custom_id in ("progress:step:1:1", "progress:letgo:1", "progress:celebrate:1"):
        assert first_line(await ben.raw_component(card, custom_id)).startswith("Only your own words")
    assert first_line(await ben.raw_component(card, "progress:fill:99999999")).startswith("That day is kept")
    before = len(lyon.messages)
    for _ in range(2):
        assert first_line(await ana.press("Celebrate it with the group", on=reached.message)).startswith(
            "Shared"
        )
        await town.settle()
    assert len(lyon.messages) == before + 1


async def test_other_peoples_buttons_and_another_servers_do_nothing(town: Town) -> None:
    _, lyon, _, ana, ben = await circle(town)
    shared = await ana.slash("/progress share", stuck="recursion")
    await town.settle()
    card = lyon.messages[-1]
    assert first_line(await ben.raw_component(card, "progress:back:1")).startswith("Only your own words")
    assert first_line(await ben.raw_component(card, "progress:arrange:1")).startswith("Only organizers")
    elsewhere = town.server("Elsewhere")
    eve = town.member(elsewhere, "Eve", "en-US", "manage_guild")
    paris = await town.group(eve, elsewhere, "Paris")
    for custom_id, sentence in (
        ("progress:well:1", "That post is not there any more"),
        ("progress:help:1", "That post is not there any more"),
        ("progress:back:1", "That post is not there any more"),
        ("progress:again:1", "I know no such group here."),
        ("progress:month:1", "I know no such group here."),
        ("progress:arrange:1", "I know no such group here."),
        ("progress:tick:1", "That goal is not open any more."),
    ):
        answer = await eve.raw_component(paris.messages[0], custom_id)
        if answer.modal is not None:  # it opens, and is refused when it is sent
            answer = await eve.fill({"What did you do?": "spied"})
        assert first_line(answer).startswith(sentence), custom_id
    await town.settle()
    assert not card.deleted

    await ana.press("Take back", on=shared.message)
    late = await ben.press("Well done", on=card)  # her screen still shows it
    assert first_line(late).startswith("That post is not there any more")
    assert first_line(await ana.press("Take back", on=shared.message)).startswith("It is taken back")
    await town.settle()
    assert card.deleted


async def test_a_picture_that_may_not_be_attached_any_more_is_left_out_and_the_card_says_so(
    town: Town,
) -> None:
    guild, lyon, _, ana, ben = await circle(town)
    shown = len(lyon.messages)
    refusal = {"code": 50013, "message": "Missing Permissions"}
    town.discord.faults.fail("POST", f"/channels/{lyon.id}/messages", status=403, body=refusal)
    await ana.slash("/progress share", did="a drawing", image=(dot(), "x.png"))
    await town.settle()
    assert len(lyon.messages) == shown
    lyon.set_overwrite(guild.role_of(town.campsite), deny=("attach_files",))

    def heard() -> bool:
        home = town.client.get_guild(guild.id)
        channel = None if home is None else home.get_channel(lyon.id)
        return home is not None and channel is not None and not channel.permissions_for(home.me).attach_files

    await town.discord.until(heard)
    await town.turn(timedelta(hours=1))
    card = lyon.messages[-1]
    left_out = "-# The picture is left out: an admin has to allow me “Attach Files” here first."
    assert words(card)[1:] == ["**Did** a drawing", left_out]
    await ben.press("Well done", on=card)
    await town.settle()
    assert words(card)[1:] == ["**Did** a drawing", left_out, f"-# Encouraged by {ben.mention}"]


async def test_who_is_forgotten_leaves_no_card_and_no_name_behind(town: Town) -> None:
    guild, lyon, _, ana, ben = await circle(town)
    await share(town, ana, learned="closures", image=(dot(), "x.png"))
    mine = lyon.messages[-1]
    await share(town, ben, did="a plan")
    other = lyon.messages[-1]
    await ana.press("Well done", on=other)
    await ana.slash("/progress goal", title="Katas")
    await town.settle()
    assert ana.mention in other.text

    await town.app.write(guild.id, lambda tx: tx.signals.announce(tx, MemberForgotten(ana.id)))
    await town.settle()
    assert mine.deleted
    assert [message.text for message in lyon.messages if ana.mention in message.text] == []
    assert (await ana.slash("/progress goal")).text.startswith("You have no goal open.")
    assert (await ana.slash("/progress me")).text.splitlines()[
        1
    ] == "0 days in total · 0 of 3 days this week."
    await town.turn(3 * DAY)
    assert "closures" not in lyon.messages[-1].text


async def test_who_is_forgotten_while_nobody_knows_whether_their_card_arrived_leaves_none(town: Town) -> None:
    guild, lyon, _, ana, ben = await circle(town)
    town.discord.faults.fail("POST", f"/channels/{lyon.id}/messages", status=502, after_effect=True)
    shared = await ana.slash("/progress share", learned="closures")
    await town.settle()
    card = lyon.messages[-1]
    assert "closures" in card.text
    assert not card.deleted
    await town.app.write(guild.id, lambda tx: tx.signals.announce(tx, MemberForgotten(ana.id)))
    await town.turn(timedelta(minutes=2))
    assert card.deleted

    await share(town, ben, did="a plan")
    theirs = lyon.messages[-1]
    late = await ana.press("Take back", on=shared.message)
    assert first_line(late).startswith("That post is not there any more")  # and does not mean Ben's
    assert not theirs.deleted


async def test_a_groups_month_is_for_its_members_and_for_who_can_read_its_channel(town: Town) -> None:
    guild, lyon, _, ana, ben = await circle(town)
    await ana.slash("/progress win", what="job", words="hired")
    await town.settle()
    eve, luc = town.member(guild, "Eve"), town.member(guild, "Luc", "fr")
    assert "Lyon" in (await eve.slash("/progress group", group="1")).text
    lyon.set_overwrite(guild.everyone, deny="view_channel")
    lyon.set_overwrite(guild.role_of(town.campsite), allow="view_channel")

    def hidden() -> bool:
        home = town.client.get_guild(guild.id)
        channel = None if home is None else home.get_channel(lyon.id)
        return (
            home is not None
            and channel is not None
            and not channel.permissions_for(home.default_role).read_messages
        )

    await town.discord.until(hidden)
    for person in (eve, luc, ben):
        person.goes_to(guild.first_channel)
    assert (await eve.slash("/progress group", group="1")).text == (
        "Only members of that group, and who can read its channel, see its progress. /group browse shows how to join."
    )
    assert first_line(await luc.slash("/progression groupe", groupe="1")).startswith(
        "Seuls les membres de ce groupe"
    )
    assert "Lyon" in (await ben.slash("/progress group", group="1")).text


async def test_a_refused_share_says_that_its_picture_is_to_be_attached_again(town: Town) -> None:
    _, _, _, ana, _ = await circle(town)
    again = "A form takes no picture: to share one, attach it again to /progress share."
    refused = await ana.slash("/progress share", did="a thing", link="no link", image=(dot(), "x.png"))
    assert refused.text.splitlines()[:2] == [LINK, again]
    assert again not in (await ana.slash("/progress share", did="a thing", link="no link")).text


async def test_a_goal_for_today_is_set_in_the_evening_and_one_let_go_is_not_reached(town: Town) -> None:
    _, _, _, ana, _ = await circle(town)
    await town.turn(timedelta(hours=8))
    set_ = await ana.slash("/progress goal", title="Katas", by="today")
    assert "Katas" in first_line(set_)
    await ana.press("Let it go", on=set_.message)
    late = await ana.press("Reached", on=set_.message)
    assert first_line(late).startswith("That goal is not open any more.")


async def test_killed_after_a_card_was_sent_but_before_it_was_known(village: Village) -> None:
    lyon = await village.group()
    await village.discord.calm()
    trap = village.discord.faults.stall("POST", f"/channels/{lyon.id}/messages", 3, after_effect=True)
    await village.olga.slash("/progress share", did="a drawing", image=(dot(), "x.png"))
    await village.until(lambda: trap.hits and len(lyon.messages) == 2)
    await village.kill()
    village.discord.nonce_window = timedelta(0)

    await village.start()
    await village.discord.calm(quiet=0.5)
    ben = village.member("Ben")
    await ben.press("Well done", on=lyon.messages[1])
    await village.time_passes_until(lambda: ben.mention in lyon.messages[1].text)
    assert len(lyon.messages) == 2
    assert [file.data for file in lyon.messages[1].attachments] == [dot()]


async def test_whatever_is_as_long_as_it_may_be_is_shown(town: Town) -> None:
    _, lyon, olga, ana, _ = await circle(town)
    link = "https://a.example/" + "x" * 280
    for number in range(7):
        options: dict[str, Any] = {
            "title": "](" * 49 + f"a{number}",
            "by": "31 december",
            "number": 10_000,
            "link": link,
        }
        await ana.slash("/progress goal", **options)
        await olga.slash("/progress goal", checklist="a; b", in_=lyon, **options)
    await town.settle()
    assert len(lyon.messages) == 8
    listed = await ana.slash("/progress goal")
    assert [line.partition("**")[0] for line in words_in(listed)[2:]] == [""] * 7
    assert len(words_in(listed)) == 9
    assert first_line(await ana.slash("/progress goal", title="one more")).startswith(
        "There are 7 goals open already."
    )

    part = "](" * 249 + "a"
    for _ in range(8):
        await share(town, ana, did=part, learned=part, stuck=part, next=part, link=link)
        await ana.slash("/progress win", what="pull_request", words="w" * 500)
    await town.settle()
    assert len(lyon.messages) == 8 + 16
    for pictures in (True, False):
        if not pictures:
            await town.client.painter.close()
            town.client.painter = NoPainter()
        month = words_in(await ana.slash("/progress group"))
        assert month[0] == "## Lyon · November 2026"
        assert ("**Wins**" in month) is not pictures
    await town.turn(2 * DAY + timedelta(hours=9))
    digest = words(lyon.messages[-1])
    assert digest[0] == "## The week in Lyon"
    assert [line for line in digest if line.startswith("**")] == [
        "**Wins**", "**Learned**", "**Can you help?**", "**Goals**",
    ]  # fmt: skip


class NoPainter(Painter):
    """One that can paint nothing."""

    async def paint(self, drawing: str) -> bytes:  # noqa: ARG002 - whatever it is
        raise NoPicture


def words_in(reply: Reply) -> list[str]:
    assert reply.failed is None
    return reply.text.splitlines()


async def test_a_day_is_filled_in_where_the_group_is(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await town.group(olga, guild, timezone="America/Los_Angeles")  # 01:00 on Friday: still Thursday's night
    me = await olga.slash("/progress me")
    assert me.message is not None
    assert [button.label for button in me.message.buttons][:2] == [
        "I learned on Wednesday", "I learned on Tuesday",
    ]  # fmt: skip
    filled = await olga.press("I learned on Tuesday", on=me.message)
    assert words_in(filled)[1].startswith("1 day in total")


async def test_made_up_and_late_buttons_are_told_what_is_true(town: Town) -> None:
    _, lyon, olga, ana, ben = await circle(town)
    await share(town, ana, did="a plan")
    card = lyon.messages[-1]
    for number in ("0", "20261119999999999", "999999999999999999"):
        answer = await ben.raw_component(card, f"progress:fill:{number}")
        assert first_line(answer).startswith("That day is kept")
    assert first_line(await ben.raw_component(card, "progress:help:1")).startswith("That post is not there")

    mine = await ana.slash("/progress goal", title="Katas")
    await ana.press("Reached", on=mine.message)
    closed = "That goal is not open any more."
    assert first_line(await ana.press("Let it go", on=mine.message)).startswith(closed)
    ours = await olga.slash("/progress goal", title="Read", checklist="a", in_=lyon)
    await town.settle()
    card = lyon.messages[-1]
    await ana.press(card.buttons[0], on=card)
    assert first_line(await olga.press("Let it go", on=ours.message)).startswith(closed)


async def test_a_win_needs_no_words_and_an_emoji_is_one(town: Town) -> None:
    _, lyon, _, ana, _ = await circle(town)
    given: list[tuple[dict[str, Any], str]] = [
        ({"words": "\N{PARTY POPPER}"}, "\N{PARTY POPPER}"),
        ({"link": "https://a.example/"}, "https://a.example/"),
    ]
    for options, line in given:
        await ana.slash("/progress win", what="job", **options)
        await town.settle()
        assert words(lyon.messages[-1])[1:] == [line]
    await share(town, ana, did="\N{PARTY POPPER}", learned="closures")
    assert words(lyon.messages[-1])[1:] == ["**Did** \N{PARTY POPPER}", "**Learned** closures"]


async def test_a_thread_that_may_not_be_opened_is_not_promised(town: Town) -> None:
    guild, lyon, olga, _, _ = await circle(town)
    lyon.set_overwrite(guild.role_of(town.campsite), deny=("create_public_threads",))
    await town.discord.calm()
    month = await olga.slash("/progress group", in_=lyon)
    await olga.press("Place and digest", on=month.message)
    answer = first_line(await olga.fill({"Where progress is shared": "In a thread of its own"}))
    assert answer == (
        f"I can't post in {lyon.mention}: I need the permission Create Public Threads there. An admin can give it under "
        "Channel settings, Permissions."
    )
    again = await olga.press("Place and digest", on=month.message)
    assert again.modal is not None


async def test_the_digest_of_a_group_without_a_channel_is_left_out(town: Town) -> None:
    guild, lyon, _, ana, _ = await circle(town)
    await share(town, ana, learned="closures")
    guild.delete_channel(lyon)
    await town.discord.calm()
    await town.turn(3 * DAY)
    due = await town.app.read(guild.id, digests_due)
    assert due == [0]


def digests_due(tx: Tx) -> list[int]:
    """How often each digest that is planned was tried in vain."""
    return list(tx.connection.scalars(select(chores.c.attempts).where(chores.c.kind == DIGEST_DUE)))
