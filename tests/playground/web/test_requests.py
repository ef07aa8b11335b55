"""What the page asks for, over its socket and without a browser: by the page, and by whoever is no page."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any

import pytest
import pytest_asyncio

from playground import limits
from playground.people import commands
from playground.world import messages
from playground.world.commands import OptionType
from playground.world.interactions import InteractionType
from playground.world.messages import Draft
from tests.playground.web.conftest import Fair
from tests.playground.web.tab import Tab, tab

pytestmark = pytest.mark.asyncio(loop_scope="session")

NO_REQUEST = {"refused": "This is no request of the page.", "kind": "unfit"}
GONE = {"refused": "That is not there any more.", "kind": "gone"}


@pytest_asyncio.fixture(loop_scope="session")
async def tab_of_ana(fair: Fair) -> AsyncGenerator[Tab]:
    async with tab(fair.site.url, fair.ana) as one:
        yield one


def here(fair: Fair) -> str:
    return str(fair.general.id)


async def form_of(fair: Fair, one: Tab, command: str) -> Any:
    """Opens a form of the showcase."""
    return (await one.asks("slash", channel=here(fair), line=command, options={}))["modal"]


def answers(form: Any, *values: Any) -> dict[str, Any]:
    """The values of a form's fields, in their order."""
    return dict(zip(form["fields"], values, strict=True))


# Forms in several tabs


async def test_each_of_several_open_forms_is_sent_as_itself_whichever_was_opened_last(
    fair: Fair, tab_of_ana: Tab
) -> None:
    async with tab(fair.site.url, fair.ana) as other:
        questions = await form_of(fair, tab_of_ana, "/show form")
        boxes = await form_of(fair, other, "/show boxes")
        filled = answers(questions, "Ana", "A long thought", ["b"], [])
        assert await tab_of_ana.asks("fill", form=questions["id"], values=filled) == {"failed": False}
        ticked = answers(boxes, ["Friday"], ["Small"], True, [])
        assert await other.asks("fill", form=boxes["id"], values=ticked) == {"failed": False}
    assert [message.text for message in fair.general.ephemeral_by_id.values()] == [
        "Ana | A long thought | ['b'] | []",
        "['Friday'] | Small | True | []",
    ]


async def test_a_form_that_was_sent_is_not_sent_again_and_one_that_nobody_opened_is_refused(
    fair: Fair, tab_of_ana: Tab
) -> None:
    form = await form_of(fair, tab_of_ana, "/show form")
    values = answers(form, "Ana", "", ["b"], [])
    short = {**values, next(iter(values)): "A"}
    assert (await tab_of_ana.asks("fill", form=form["id"], values=short))["kind"] == "unfit"
    assert await tab_of_ana.asks("fill", form=form["id"], values=values) == {"failed": False}
    for _ in range(2):
        refused = await tab_of_ana.asks("fill", form=form["id"], values=values)
        assert refused == {"refused": "This form was sent already.", "kind": "sent"}
    refused = await tab_of_ana.asks("fill", form=here(fair), values=values)
    assert refused == {"refused": "This form is not open any more.", "kind": "form"}
    async with tab(fair.site.url, fair.ben) as other:
        mine = await form_of(fair, tab_of_ana, "/show form")
        assert await other.asks("fill", form=mine["id"], values=values) == refused
    assert len(fair.general.ephemeral_by_id) == 1


async def test_a_form_that_was_on_its_way_when_the_line_was_cut_does_not_arrive_twice(fair: Fair) -> None:
    interactions = fair.discord.world.interaction_by_token
    async with tab(fair.site.url, fair.ana) as one:
        form = await form_of(fair, one, "/show form")
        values = answers(form, "Ana", "", ["b"], [])
        await one.sends("fill", form=form["id"], values=values)
        await fair.discord.until(
            lambda: any(act.type == InteractionType.MODAL for act in interactions.values())
        )
    async with tab(fair.site.url, fair.ana) as one:
        assert (await one.asks("fill", form=form["id"], values=values))["kind"] == "sent"


async def test_only_so_many_forms_are_remembered(fair: Fair, tab_of_ana: Tab) -> None:
    first = await form_of(fair, tab_of_ana, "/show form")
    more = [await form_of(fair, tab_of_ana, "/show form") for _ in range(50)]
    values = answers(first, "Ana", "", ["b"], [])
    assert (await tab_of_ana.asks("fill", form=first["id"], values=values))["kind"] == "form"
    values = answers(more[0], "Ana", "", ["b"], [])
    assert await tab_of_ana.asks("fill", form=more[0]["id"], values=values) == {"failed": False}


def file(name: str) -> dict[str, str]:
    return {"name": name, "data": ""}


async def test_what_a_form_does_not_need_may_be_left_empty_and_what_was_chosen_may_be_taken_back(
    fair: Fair, tab_of_ana: Tab
) -> None:
    form = await form_of(fair, tab_of_ana, "/show limits")
    nothing = answers(form, [], [], [], [file("a.txt"), file("b.txt")], "")
    assert await tab_of_ana.asks("fill", form=form["id"], values=nothing) == {"failed": False}
    form = await form_of(fair, tab_of_ana, "/show limits")
    something = answers(
        form, ["Apple"], ["Tea", "Juice"], ["Monday", "Friday"], [file("a.txt"), file("b.txt")], "👏👏👏"
    )
    assert await tab_of_ana.asks("fill", form=form["id"], values=something) == {"failed": False}
    assert [message.text for message in fair.general.ephemeral_by_id.values()] == [
        "nothing | nothing | nothing | a.txt+b.txt |",
        "Apple | Tea+Juice | Monday+Friday | a.txt+b.txt | 👏👏👏",
    ]


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (0, ["Apple", "Pear"]),
        (1, ["Tea"]),
        (1, ["Tea", "Water", "Juice"]),
        (2, ["Monday"]),
        (3, []),
        (3, [file("a.txt")]),
        (3, [file("a.txt")] * 4),
        (4, "👏👏"),
        (4, "👏" * 6),
    ],
)
async def test_of_what_a_form_takes_there_are_neither_fewer_nor_more(
    fair: Fair, tab_of_ana: Tab, place: int, value: Any
) -> None:
    form = await form_of(fair, tab_of_ana, "/show limits")
    values: list[Any] = [[], [], [], [file("a.txt"), file("b.txt")], ""]
    values[place] = value
    refused = await tab_of_ana.asks("fill", form=form["id"], values=answers(form, *values))
    assert refused["kind"] == "unfit"
    assert list(form["fields"].values())[place]["label"] in refused["refused"]


@pytest.mark.parametrize(
    ("kind", "text", "sent"),
    [
        (OptionType.INTEGER, "-12", -12),
        (OptionType.INTEGER, "9007199254740992", 2**53),
        (OptionType.NUMBER, "2.5", 2.5),
        *((kind, text, text) for kind in (OptionType.INTEGER, OptionType.NUMBER)
          for text in ("9007199254740994", "1_000", "٣", "0x3", " ", "", "nan", "inf", "1e3", "9" * 5000)),
    ],
)  # fmt: skip
async def test_what_is_typed_is_a_number_where_people_would_call_it_one(
    kind: int, text: str, sent: str | float
) -> None:
    assert commands.being_typed(kind, text) == sent


async def test_what_is_typed_is_sent_as_the_command_takes_it_whatever_the_request_says_of_it(
    fair: Fair, tab_of_ana: Tab
) -> None:
    otherwise = {"fruit": {"type": OptionType.INTEGER, "value": 5}}
    fields = {"line": "/slow", "option": "fruit", "text": "12", "type": OptionType.INTEGER}
    found = await tab_of_ana.asks("complete", channel=here(fair), **fields, options=otherwise)
    assert (found, fair.bot.asked.get_nowait()) == ({"choices": []}, "12")


# What is for one person only


async def test_what_was_dismissed_goes_from_every_page_of_who_did_it_and_the_clock_goes_on(
    fair: Fair, tab_of_ana: Tab
) -> None:
    for_all = await fair.ben.says("For all", fair.general)
    for_ana = messages.post(fair.general, fair.app.user, Draft("Only for one"), only_for=fair.ana)
    async with tab(fair.site.url, fair.ana) as other:
        tabs = (tab_of_ana, other)
        for one in tabs:
            await one.asks("open", channel=here(fair))
        on = {"channel": here(fair), "message": str(for_ana.id)}
        assert await tab_of_ana.asks("dismiss", **on) == {}
        assert await tab_of_ana.asks("dismiss", channel=here(fair), message=str(for_all.id)) == NO_REQUEST
        for one in tabs:
            opened = await one.asks("open", channel=here(fair))
            assert [message["id"] for message in opened["messages"]] == [str(for_all.id)]
            assert all({"now", "stands"} <= news.keys() for news in one.news)
        gone = [[number for news in one.news for number in news.get("gone", ())] for one in tabs]
        assert gone == [[str(for_ana.id)], [str(for_ana.id)]]


# By hand


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("open", {}),
        ("open", {"channel": "no number"}),
        ("open", {"channel": ["1"]}),
        ("open", {"about": "x"}),
        ("history", {"before": "x"}),
        ("history", {"after": {}}),
        ("settings", {}),
        ("settings", {"locale": ["fr"], "language": "fr", "zone": "UTC"}),
        ("settings", {"locale": "fr", "language": "fr", "zone": 1}),
        ("tour", {}),
        ("tour", {"on": "yes"}),
        ("turn", {}),
        ("turn", {"to": ["hour"]}),
        ("turn", {"to": "never"}),
        ("become", {"who": "Ben"}),
        ("direct", {}),
        ("slash", {"line": "/say"}),
        ("slash", {"line": "/say", "options": []}),
        ("slash", {"line": "/say", "options": {"what": "hi"}}),
        ("slash", {"line": "/say", "options": {"what": {"type": 3, "value": ["hi"]}}}),
        ("slash", {"line": "/say", "options": {"tone": {"type": 3, "value": {}}}}),
        ("slash", {"line": "/say", "options": {"to": {"type": 6, "value": "Ben"}}}),
        ("slash", {"line": "/say", "options": {"in_": {"type": 3, "value": "hi"}}}),
        ("slash", {"line": "/say", "options": {"file": {"type": 11, "value": {"name": "a", "data": "é"}}}}),
        ("complete", {"line": "/slow", "options": {}, "option": "fruit"}),
        ("menu", {"who": "Ben"}),
        ("press", {}),
        ("choose", {"message": "x"}),
        ("fill", {"values": {}}),
        ("say", {}),
        ("say", {"text": 1}),
        ("say", {"text": "", "files": [1]}),
        ("say", {"text": "", "files": {}}),
        ("react", {"message": True}),
        ("interested", {}),
        ("hang_up", {"channel": None}),
    ],
)
async def test_what_the_page_does_not_send_is_no_request_of_it(
    fair: Fair, tab_of_ana: Tab, what: str, fields: dict[str, Any]
) -> None:
    place = {} if what == "open" and not fields else {"channel": here(fair)}
    assert await tab_of_ana.asks(what, **place | fields) == NO_REQUEST
    assert await tab_of_ana.asks("direct", who=str(fair.ana.id)) == NO_REQUEST
    assert fair.discord.crashes == []
    assert fair.ana.locale == "en-US"


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("settings", {"locale": "fr", "language": "fr", "zone": "Europe/Nowhere"}),
        ("settings", {"locale": "fr", "language": "fr", "zone": "Europe"}),
        ("settings", {"locale": "fr", "language": "fr", "zone": "../zone"}),
        ("slash", {"line": "", "options": {}}),
        ("slash", {"line": "/say", "options": {"what": {"type": 3, "value": 1}}}),
        ("slash", {"line": "/say", "options": {"nothing": {"type": 3, "value": ""}}}),
        ("complete", {"line": "/say", "options": {}, "option": "times", "text": "nan"}),
        ("complete", {"line": "/say", "options": {}, "option": "times", "text": "9" * 4000}),
        ("say", {"text": "x" * (limits.CONTENT_LENGTH + 1)}),
        ("enter", {}),
    ],
)
async def test_what_cannot_be_done_is_refused_in_a_sentence(
    fair: Fair, tab_of_ana: Tab, what: str, fields: dict[str, Any]
) -> None:
    answer = await tab_of_ana.asks(what, channel=here(fair), **fields)
    assert answer["refused"]
    assert answer["kind"] in ("unfit", "gone", "long")
    assert fair.discord.crashes == []
    assert fair.general.messages == []
    assert fair.ana.locale == "en-US"


async def test_what_is_for_one_person_only_is_out_of_everybody_elses_reach(
    fair: Fair, tab_of_ana: Tab
) -> None:
    message = messages.post(fair.general, fair.app.user, Draft("Only for one"), only_for=fair.ben)
    on = {"channel": here(fair), "message": str(message.id)}
    attempts: tuple[tuple[str, dict[str, Any]], ...] = (
        ("react", {"emoji": "🎉", "on": True}),
        ("dismiss", {}),
        ("delete", {}),
        ("press", {"custom_id": "tree"}),
        ("choose", {"custom_id": "tree", "values": []}),
        ("menu", {"name": "Count words"}),
    )
    for what, fields in attempts:
        assert await tab_of_ana.asks(what, **on, **fields) == GONE
    reply = {"channel": here(fair), "reply_to": str(message.id), "text": "Aha"}
    assert await tab_of_ana.asks("say", **reply) == GONE
    async with tab(fair.site.url, fair.ben) as own:
        assert (await own.asks("react", **on, emoji="🎉", on=True))["kind"] == "unfit"
        assert (await own.asks("say", **reply))["kind"] == "unfit"
    assert (message.reactions, fair.general.messages) == ([], [])


async def test_a_channel_that_one_does_not_see_is_not_there(fair: Fair, tab_of_ana: Tab) -> None:
    hidden = fair.guild.add_channel("hidden")
    hidden.set_overwrite(fair.guild.everyone, deny="view_channel")
    for what in ("open", "history", "commands", "hang_up", "enter"):
        assert await tab_of_ana.asks(what, channel=str(hidden.id)) == GONE


async def test_only_emojis_are_put_under_a_message_and_not_more_kinds_than_discord_takes(
    fair: Fair, tab_of_ana: Tab
) -> None:
    message = await fair.ben.says("Hello", fair.general)
    on = {"channel": here(fair), "message": str(message.id), "on": True}
    for emoji in ("x" * 10_000, "👍\u200d" * 5000 + "👍", "", "👍 "):
        assert (await tab_of_ana.asks("react", **on, emoji=emoji))["kind"] == "unfit"
    for emoji in ("👨‍👩‍👧‍👦", "party:123", *(chr(0x1F600 + number) for number in range(18))):
        assert await tab_of_ana.asks("react", **on, emoji=emoji) == {}
    assert (await tab_of_ana.asks("react", **on, emoji="🎉"))["kind"] == "unfit"
    assert await tab_of_ana.asks("react", **on, emoji=chr(0x1F600)) == {}
    assert len(message.reactions) == 20
