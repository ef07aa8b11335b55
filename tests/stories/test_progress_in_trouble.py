"""Progress among unkind people, slow ones and crashes: one clear sentence, nothing lost, nothing doubled."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.signals import MemberForgotten
from playground.people.reply import Reply
from tests.stories.test_progress import DAY, circle, dot, share, words
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
FILE = "I can't use that file. Attach a PNG, JPEG, GIF or WebP picture of up to 5 MB."
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

    hostile = f"@everyone <@&{guild.id}> {ben.mention} [free](https://evil.example) **`"
    await share(town, ana, did=hostile)
    card = lyon.messages[-1]
    assert "\\[free\\](https://evil.example)" in card.text
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
