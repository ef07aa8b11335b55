"""A shy newcomer's first week, in both languages: nobody pushes, everything is optional, and somebody says hello."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta

import pytest

from cogs.onboarding import desk as service
from cogs.onboarding import models
from cogs.server import models as server_models
from playground.people.person import Person
from playground.people.reply import Reply
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.town import Town

MOMENT = timedelta(seconds=5)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Language:
    """What people read."""

    locale: str
    start: str
    path: str
    welcome: str
    city: str
    groups: str
    thanks: str
    hello: str
    come: str
    waits: str
    nobody: str
    written: str
    joined: str


ENGLISH = Language(
    "en-US",
    "/start",
    "/path",
    "Welcome, {zoe}. Tap Start and I’ll show you the groups near you.",
    "**Your city** Villeurbanne",
    "**Your groups** Lyon",
    "Thank you. Your introduction is in {hall}; /intro changes it.",
    "- Say hello to {zoe}: nobody has answered [their introduction]({link}) yet.",
    "- Come to [Code & coffee]({link}) of Lyon, <t:1795856400:R>.",
    "## Welcome desk · 1 person waits for someone",
    "Nobody waits for anyone.",
    "**Your introduction** written",
    "✓ Be in a group",
)
FRENCH = Language(
    "fr",
    "/commencer",
    "/parcours",
    "Bienvenue, {zoe}. Touche Commencer et je te montre les groupes près de chez toi.",
    "**Ta ville** Villeurbanne",
    "**Tes groupes** Lyon",
    "Merci. Ta présentation est dans {hall}\u00a0; /présentation la change.",
    "- Dis bonjour à {zoe}\u00a0: personne n’a encore répondu à [sa présentation]({link}).",
    "- Viens à [Code & coffee]({link}) de Lyon, <t:1795856400:R>.",
    "## Comptoir d’accueil · 1 personne attend quelqu’un",
    "Personne n’attend.",
    "**Ta présentation** écrite",
    "✓ Faire partie d’un groupe",
)


async def comes_in(town: Town, guild: Guild, name: str, locale: str) -> Person:
    """Somebody joins, and is welcomed."""
    person = town.member(guild, name, locale)
    async with asyncio.timeout(60):
        known = None
        while known is None:
            known = await town.app.read(guild.id, models.newcomer, person.id)
    await town.turn(MOMENT)
    return person


def card(reply: Reply) -> Message:
    assert reply.message is not None
    return reply.message


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["English", "French"])
async def test_a_shy_newcomers_first_week(town: Town, words: Language) -> None:
    guild = town.server(locale=words.locale)
    mona = await comes_in(town, guild, "Mona", "en-US")
    guild.grant(mona, "manage_guild", "moderate_members")
    ana = await comes_in(town, guild, "Ana", words.locale)
    lyon = await town.group(mona, guild, timezone="Europe/Paris")
    meetup = await town.meetup(mona, lyon, "28 nov 10:00", title="Code & coffee")
    hall, office = guild.add_channel("hall"), guild.add_channel("office")
    chosen = {"introductions_channel_id": hall.id, "moderators_channel_id": office.id}
    await town.app.write(guild.id, lambda tx: server_models.save(tx, **chosen))
    await town.discord.until(lambda: town.client.get_channel(office.id) is not None)
    for person in (mona, ana):
        await town.app.write(guild.id, service.left, person.id)  # they have been here for years

    await town.turn(4 * 24 * HOUR)  # Tuesday
    zoe = await comes_in(town, guild, "Zoé", words.locale)
    welcome = guild.first_channel.messages[-1]
    assert welcome.text == words.welcome.format(zoe=zoe.mention)
    begun = await zoe.press(welcome.buttons[0], on=welcome)
    start = card(begun)
    await zoe.press("onboarding:city", on=start)
    await zoe.fill({"city": "villeurbanne"})
    await zoe.choose("onboarding:group", ["Lyon"], on=start)
    await zoe.press("onboarding:intro:write", on=start)
    thanks = await zoe.fill({"said": "J’apprends / I learn Python", "topics": "Python"})
    assert thanks.text == words.thanks.format(hall=hall.mention)
    await town.settle()
    [introduction] = hall.messages
    lines = start.text.splitlines()
    assert lines[2].startswith(words.city)
    assert words.groups in lines
    link = f"https://discord.com/channels/{guild.id}/{lyon.id}/{meetup.id}"
    assert words.come.format(link=link) in lines

    await town.turn(25 * HOUR)  # Wednesday: nobody has said a word to her
    [desk] = office.messages
    assert desk.text.splitlines()[0] == words.waits
    there = f"https://discord.com/channels/{guild.id}/{hall.id}/{introduction.id}"
    steps = await ana.slash(words.start, in_=guild.first_channel)
    assert words.hello.format(zoe=zoe.mention, link=there) in steps.text.splitlines()
    await ana.says("Salut !", in_=hall, reply_to=introduction)
    async with asyncio.timeout(60):
        seen = None
        while seen is None or seen.count:
            seen = await town.app.read(guild.id, service.look)
    await town.settle()
    assert desk.text.splitlines()[1] == words.nobody

    zoe.goes_to(lyon)
    await zoe.press(meetup.buttons[0], on=meetup)
    await town.settle()
    assert zoe.mention in meetup.text
    path = await zoe.slash(words.path, in_=lyon)
    walked = await zoe.press("onboarding:path:begin", on=card(path))
    assert words.joined in walked.text.splitlines()
    await town.turn(5 * 24 * HOUR)  # the meetup is over, a week has passed
    again = (await zoe.slash(words.start, in_=lyon)).text.splitlines()
    assert words.groups in again
    assert words.written in again
    assert len(hall.messages) == 2
    assert zoe.direct_messages == []
