"""An admin says where things are and who moderates; everybody else is told who may."""

from __future__ import annotations

import pytest
from discord import TextChannel

from playground.world import parts
from playground.world.channels import Channel, ChannelType
from playground.world.messages import Message
from tests.town import Town


def chosen(message: Message, menu: str) -> list[str]:
    """What is chosen in a menu of a message."""
    part = parts.named(message.components, menu)
    assert part is not None
    return [value["id"] for value in part.get("default_values", [])]


async def heard_of(town: Town, channel: Channel) -> None:
    """Waits until the bot knows of a new channel, as it is now."""

    def known() -> bool:
        found = town.client.get_channel(channel.id)
        return isinstance(found, TextChannel) and len(found.overwrites) == len(channel.overwrites)

    await town.discord.until(known)


async def test_an_admin_chooses_channels_and_who_moderates(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    desk, mentors = guild.add_channel("desk"), guild.add_role("Mentors")
    await heard_of(town, desk)
    shown = await olga.slash("/campsite settings", in_=guild.first_channel)
    assert shown.ephemeral
    assert shown.text.splitlines()[0] == "## How I work in this server"

    await olga.choose("server:channel:moderators_channel_id", [desk], on=shown.message)
    kept = await olga.choose("server:role", [mentors], on=shown.message)
    assert kept.updated
    assert kept.text.splitlines()[0] == "Saved."
    zoned = await olga.slash("/campsite settings", timezone="Europe/Paris")
    assert "**Time zone** Paris" in zoned.text

    await town.restart()
    again = (await olga.slash("/campsite settings")).message
    assert again is not None
    assert chosen(again, "server:channel:moderators_channel_id") == [str(desk.id)]
    assert chosen(again, "server:role") == [str(mentors.id)]
    cleared = await olga.choose("server:channel:moderators_channel_id", [], on=again)
    assert cleared.message is not None
    assert chosen(cleared.message, "server:channel:moderators_channel_id") == []


async def test_what_cannot_be_chosen_is_refused_and_changes_nothing(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    secret = guild.add_channel("secret")
    secret.set_overwrite(town.campsite.user, deny="view_channel")
    await heard_of(town, secret)
    shown = (await olga.slash("/campsite settings", in_=guild.first_channel)).message
    assert shown is not None
    refused = await olga.choose("server:channel:welcome_channel_id", [secret], on=shown)
    assert refused.text.startswith(f"I can't post in {secret.mention}: I need the permission View Channel")
    refused = await olga.choose("server:role", [guild.everyone], on=shown)
    assert refused.text == "I can't use that role. Pick one that only your moderators have."
    again = (await olga.slash("/campsite settings")).message
    assert again is not None
    assert chosen(again, "server:channel:welcome_channel_id") == chosen(again, "server:role") == []


@pytest.mark.meets("R28")
async def test_a_forum_is_offered_nowhere_and_one_that_is_sent_by_hand_is_refused(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    forum = guild.add_channel("forum", ChannelType.FORUM)
    await town.discord.until(lambda: town.client.get_channel(forum.id) is not None)
    shown = (await olga.slash("/campsite settings", in_=guild.first_channel)).message
    assert shown is not None
    menu = parts.named(shown.components, "server:channel:welcome_channel_id")
    assert menu is not None
    assert menu["channel_types"] == [ChannelType.TEXT]
    refused = await olga.raw_component(
        shown, "server:channel:welcome_channel_id", component_type=8, values=[str(forum.id)]
    )
    assert refused.text == "I know no such channel here. Pick another one."
    again = (await olga.slash("/campsite settings")).message
    assert again is not None
    assert chosen(again, "server:channel:welcome_channel_id") == []
