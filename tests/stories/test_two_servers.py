"""Two servers with the same bot cannot see each other, whatever ids somebody types."""

from __future__ import annotations

from discord import app_commands

from tests.stories.camp import pitch
from tests.town import Town

UNKNOWN_MEETUP = "I know no such meetup here. Pick one from the list, or type /meetup list."
UNKNOWN_GROUP = "I know no such group here. Pick one from the list, or type /group browse to see them all."


async def test_nothing_of_one_server_is_found_from_the_other(town: Town) -> None:
    here, there = town.server("Here"), town.server("There")
    olga = town.member(here, "Olga", "en-US", "manage_guild")
    eve = town.member(there, "Eve", "en-US", "manage_guild")
    lyon = await town.group(olga, here)
    card = await town.meetup(olga, lyon, seats=1)
    await town.group(eve, there, "Elsewhere")
    meetup_id = str(card.buttons[0].custom_id).rpartition(":")[2]
    group_id = str(lyon.messages[0].buttons[0].custom_id).rpartition(":")[2]
    before = card.text

    eve.goes_to(there.channel("elsewhere"))
    for line in ("/meetup info", "/meetup cancel"):
        assert (await eve.raw_command(line, meetup=meetup_id)).text == UNKNOWN_MEETUP
    for line in ("/group join", "/group leave", "/group info", "/meetup list"):
        assert (await eve.raw_command(line, group=group_id)).text == UNKNOWN_GROUP
    assert (
        await eve.raw_command("/meetup schedule", when="28 nov 10:00", group=group_id)
    ).text == UNKNOWN_GROUP
    own_card = there.channel("elsewhere").messages[0]
    for custom_id in (
        f"meetups:going:{meetup_id}",
        f"meetups:cancel:{meetup_id}",
        f"meetups:details:{meetup_id}",
    ):
        assert (await eve.raw_component(own_card, custom_id=custom_id)).text == UNKNOWN_MEETUP
    assert (await eve.raw_component(own_card, custom_id=f"groups:join:{group_id}")).text == UNKNOWN_GROUP
    await town.settle()
    assert card.text == before

    assert await eve.complete("/meetup info", "meetup", "") == []
    assert [choice.name for choice in await eve.complete("/group join", "group", "")] == ["Elsewhere"]
    assert "Lyon" not in (await eve.slash("/group browse")).text
    assert (await eve.slash("/meetup list")).text.startswith("Nothing is planned yet.")


async def test_both_servers_may_use_the_same_name(town: Town) -> None:
    here, there = town.server("Here"), town.server("There")
    olga = town.member(here, "Olga", "en-US", "manage_guild")
    eve = town.member(there, "Eve", "en-US", "manage_guild")
    await town.group(olga, here)
    await town.group(eve, there)
    assert here.channel("lyon").guild is here
    assert there.channel("lyon").guild is there


async def test_no_choice_that_is_offered_names_anything_of_another_server(town: Town) -> None:
    camp = await pitch(town)
    eve, there = camp.people["elsewhere"], camp.place["elsewhere"]
    asked = 0
    for command in town.client.tree.walk_commands():
        if not isinstance(command, app_commands.Command):
            continue
        for option in command.parameters:
            if not option.autocomplete or option.name in ("city", "timezone"):  # these are the world's
                continue
            others = {name: "1" for name in ("group", "meetup") if name != option.name}
            given = {one.name: others[one.name] for one in command.parameters if one.name in others}
            for typed in ("", "lyon", "café", "1"):
                line = f"/{command.qualified_name}"
                offered = await eve.complete(line, option.name, typed, in_=there, **given)
                names = [f"{choice.name} {choice.value}" for choice in offered]
                assert [name for name in names if "Lyon" in name or "Café Perché" in name] == [], (
                    line,
                    option.name,
                )
                asked += 1
    assert asked > 100
