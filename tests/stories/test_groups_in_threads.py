"""A group that lives in a thread, in a server that holds no more channels, lives on when the thread sleeps."""

from __future__ import annotations

from datetime import timedelta

from playground.world.channels import Channel
from playground.world.guilds import Guild
from tests.tongue import Tongue, told_in_both
from tests.town import Town

MOST_CHANNELS = 500
"""Of a server. Source: Discord, Server Limits."""

IN_FRENCH = {
    "Everything is in order.": "Tout est en ordre.",
    "in 3 days 10:00": "dans 3 jours 10h",
    "Name, city, language": "Nom, ville, langue",
    "Name": "Nom",
    "Organizers of Lille Python": "Équipe de Lille Python",
}


async def _sleeps(town: Town, guild: Guild, thread: Channel) -> None:
    thread.edit(archived=True)
    await town.discord.until(lambda: _forgotten(town, guild, thread))


def _forgotten(town: Town, guild: Guild, thread: Channel) -> bool:
    known = town.client.get_guild(guild.id)
    return known is not None and known.get_thread(thread.id) is None


@told_in_both(IN_FRENCH)
async def test_a_group_in_a_thread_lives_on_when_the_thread_sleeps(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    for number in range(MOST_CHANNELS - len(guild.channels)):
        guild.add_channel(f"c{number}")
    await olga.slash("/group create", in_=guild.first_channel, name="Lille")
    await town.settle()
    lille = guild.channel("Lille")
    await _sleeps(town, guild, lille)
    told = await olga.slash("/campsite doctor", in_=guild.first_channel)
    assert told.text.endswith(says("Everything is in order."))
    await olga.slash("/meetup schedule", in_=guild.first_channel, group="1", when=says("in 3 days 10:00"))
    await town.settle()
    assert len(lille.messages) == 2
    await _sleeps(town, guild, lille)
    panel = await olga.slash("/group edit", in_=guild.first_channel, group="1")
    await olga.press(says("Name, city, language"), on=panel.message)
    await olga.fill({says("Name"): "Lille Python"})
    await town.settle()
    assert lille.name == "Lille Python"
    await _sleeps(town, guild, lille)
    await town.turn(timedelta(days=31))
    await town.turn(timedelta(days=1))
    assert any(
        thread.name == says("Organizers of Lille Python") and thread.messages
        for thread in guild.thread_by_id.values()
    )
