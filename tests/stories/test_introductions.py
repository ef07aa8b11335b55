"""People introduce themselves, are greeted, change their minds, and are taken away with every word."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

from bot.people.service import hide_name
from cogs.onboarding import introduction_models as models
from cogs.server import models as server_models
from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.town import Town

WHO, TOPICS = "Who are you?", "Ask me about"


async def hall_of(town: Town, guild: Guild) -> Channel:
    """A channel for introductions, chosen for it and known to the bot."""
    hall = guild.add_channel("introductions")
    await town.app.write(guild.id, lambda tx: server_models.save(tx, introductions_channel_id=hall.id))
    await town.discord.until(lambda: town.client.get_channel(hall.id) is not None)
    return hall


async def introduces(town: Town, person: Person, hall: Channel, said: str, topics: str = "") -> Message:
    """Somebody introduces themselves; their card."""
    form = await person.slash("/intro", in_=hall)
    assert form.modal is not None, form.text
    await person.fill({WHO: said, TOPICS: topics} if person.locale == "en-US" else {"Qui es-tu\xa0?": said})
    await town.settle()
    return hall.messages[-1]


async def hides(town: Town, person: Person, *, wanted: bool) -> None:
    """Somebody wants no card to name them, or all to do so again."""
    await town.app.database.write(None, lambda tx: hide_name(tx, person.id, wanted=wanted))


async def answered(town: Town, guild: Guild, person: Person) -> None:
    """Waits until the bot has heard that somebody answered their introduction."""
    async with asyncio.timeout(60):
        known = None
        while known is None or known.answered_at is None:
            known = await town.app.read(guild.id, models.of_person, person.id)


async def test_somebody_introduces_themselves_and_is_greeted_by_who_was_asked_to(town: Town) -> None:
    guild = town.server()
    zoe, ana = town.member(guild, "Zoé"), town.member(guild, "Ana")
    hall = await hall_of(town, guild)
    form = await zoe.slash("/intro", in_=guild.first_channel)
    assert form.modal is not None
    assert form.modal.labels == [WHO, TOPICS]
    told = await zoe.fill(
        {WHO: "I teach *maths*.\n\nI want to build quizzes.", TOPICS: "maths, , Maths;cats"}
    )
    assert told.ephemeral
    assert told.text == f"Thank you. Your introduction is in {hall.mention}; /intro changes it."
    await town.settle()
    [card] = hall.messages
    assert card.text.splitlines() == [
        f"**{zoe.mention}**",
        r"I teach \*maths\*.",
        "I want to build quizzes.",
        "Ask me about **maths** and **cats**.",
        "-# Reply to say hello.",
    ]
    assert zoe.notifications == []

    start = await ana.slash("/start", in_=guild.first_channel)
    link = f"https://discord.com/channels/{guild.id}/{hall.id}/{card.id}"
    hello = f"- Say hello to {zoe.mention}: nobody has answered [their introduction]({link}) yet."
    assert hello in start.text.splitlines()
    own = await zoe.slash("/start", in_=guild.first_channel)
    assert hello not in own.text.splitlines()
    await zoe.says("I forgot to say hello", in_=hall, reply_to=card)
    await ana.says("Welcome!", in_=hall, reply_to=card)
    await answered(town, guild, zoe)
    start = await ana.slash("/start", in_=guild.first_channel)
    assert hello not in start.text.splitlines()
    path = await ana.slash("/path", in_=guild.first_channel)
    begun = await ana.press("Begin", on=path.message)
    written = f"You [introduced yourself]({link}) <t:{int(town.discord.clock.now().timestamp())}:D>."
    assert written in (await zoe.slash("/me record", in_=guild.first_channel)).text.splitlines()
    greeted = await ana.slash("/me record", in_=guild.first_channel)
    assert "You were the first to answer 1 introduction." in greeted.text.splitlines()
    second = await ana.press("Take part", on=begun.message)
    assert "✓ Help somebody who is stuck, or say hello to somebody new" in second.text.splitlines()


async def test_an_introduction_is_changed_and_taken_away_by_who_wrote_it_and_by_moderators(
    town: Town,
) -> None:
    guild = town.server()
    zoe, ana = town.member(guild, "Zoé"), town.member(guild, "Ana")
    mona = town.member(guild, "Mona", "en-US", "moderate_members")
    hall = await hall_of(town, guild)
    card = await introduces(town, zoe, hall, "I teach maths", "cats")
    form = await zoe.press("Change it", on=card)
    assert form.modal is not None
    assert [field.value for field in form.modal.fields] == ["I teach maths", "cats"]
    changed = await zoe.fill({WHO: "I teach physics", TOPICS: ""})
    assert changed.text == f"Changed in {hall.mention}."
    await town.settle()
    assert hall.messages == [card]
    assert card.text.splitlines()[1:] == ["I teach physics", "-# Reply to say hello."]

    assert (await ana.press("Change it", on=card)).text == (
        "Only who wrote it can change it. Write your own with /intro."
    )
    assert (await ana.press("Take it away", on=card)).text == (
        "Only who wrote it and moderators can take it away. If something is wrong with it, use /report."
    )
    gone = await mona.press("Take it away", on=card)
    assert gone.text == "It is taken away, and no word of it is kept."
    await town.settle()
    assert hall.messages == []

    await town.turn(timedelta(minutes=1))
    card = await introduces(town, zoe, hall, "Once more")
    zoe_again = await introduces(town, ana, hall, "Ana here")
    guild.grant(mona, "manage_messages")
    mona.deletes(card)
    await ana.press("Take it away", on=zoe_again)
    await town.settle()
    async with asyncio.timeout(60):
        while await town.app.read(guild.id, models.of_person, zoe.id) is not None:
            await town.settle()
    assert hall.messages == []


async def test_what_cannot_be_kept_is_said_and_given_back(town: Town) -> None:
    guild = town.server()
    zoe = town.member(guild, "Zoé")
    nowhere = await zoe.slash("/intro", in_=guild.first_channel)
    assert nowhere.text == (
        "This server has chosen no channel for introductions yet. An admin can, with /campsite settings."
    )
    assert "introduction" not in (await zoe.slash("/start", in_=guild.first_channel)).text
    hall = await hall_of(town, guild)
    start = await zoe.slash("/start", in_=guild.first_channel)
    await zoe.press("Introduce yourself", on=start.message)
    refused = await zoe.fill({WHO: "I teach", TOPICS: "maths, cats, dogs"})
    assert refused.text.splitlines() == [
        "Name at most 2 things people can ask you about, with a comma in between.",
        "You typed:",
        "I teach",
        "maths, cats, dogs",
    ]
    form = await zoe.press("Change and send again", on=refused.message)
    assert form.modal is not None
    assert [field.value for field in form.modal.fields] == ["I teach", "maths, cats, dogs"]
    assert (
        await zoe.fill({WHO: "  ", TOPICS: ""})
    ).text == "Write a line about yourself, then send it again."
    assert hall.messages == []


async def test_who_wants_to_be_named_nowhere_has_no_card_until_they_do_again(town: Town) -> None:
    guild = town.server()
    zoe, ana = town.member(guild, "Zoé"), town.member(guild, "Ana")
    hall = await hall_of(town, guild)
    await introduces(town, zoe, hall, "I teach maths")
    for person in (zoe, ana):
        await hides(town, person, wanted=True)
    await town.settle()
    assert hall.messages == []
    assert (await ana.slash("/intro", in_=hall)).text == (
        "An introduction names you, and you have asked me to name you nowhere. "
        "You can change that with /me preferences."
    )
    await hides(town, zoe, wanted=False)
    await town.settle()  # within the second in which the first one was posted
    assert [message.text.splitlines()[1] for message in hall.messages] == ["I teach maths"]


async def test_who_wants_to_be_named_again_before_discord_has_said_that_their_card_is_gone_keeps_their_words(
    town: Town,
) -> None:
    guild = town.server()
    zoe = town.member(guild, "Zoé")
    hall = await hall_of(town, guild)
    card = await introduces(town, zoe, hall, "I teach maths")
    trap = town.discord.faults.stall(
        "DELETE", f"/channels/{hall.id}/messages/{card.id}", 3, after_effect=True
    )
    town.discord.faults.hold(town.campsite)
    await hides(town, zoe, wanted=True)
    await town.discord.until(lambda: hall.messages == [])
    await hides(town, zoe, wanted=False)
    town.discord.faults.release(town.campsite)  # it hears of it while Discord still owes it the answer
    await town.settle()
    assert trap.hits == 1
    assert [message.text.splitlines()[1] for message in hall.messages] == ["I teach maths"]


async def test_who_is_forgotten_leaves_no_introduction_and_no_hello(town: Town) -> None:
    guild = town.server(locale="fr")
    zoe, ana = town.member(guild, "Zoé", "fr"), town.member(guild, "Ana", "fr")
    hall = await hall_of(town, guild)
    await introduces(town, ana, hall, "Je suis Ana")
    card = await introduces(town, zoe, hall, "J’enseigne les maths")
    assert card.text.splitlines()[-1] == "-# Réponds pour dire bonjour."
    await zoe.says("Bonjour !", in_=hall, reply_to=hall.messages[0])
    await answered(town, guild, ana)
    asked = await zoe.slash("/moi oublier", in_=hall)
    await zoe.press("M’oublier ici", on=asked.message)
    await town.settle()
    assert [message.author.name for message in hall.messages] == ["Campsite", "Zoé"]
    kept = await town.app.read(guild.id, models.of_person, ana.id)
    assert kept is not None
    assert kept.answered_at is not None


async def test_an_introduction_outlives_the_channel_it_was_in(town: Town) -> None:
    guild = town.server()
    olga, zoe = town.member(guild, "Olga", "en-US", "manage_channels"), town.member(guild, "Zoé")
    hall = await hall_of(town, guild)
    await introduces(town, zoe, hall, "I teach maths")
    olga.deletes_channel(hall)
    async with asyncio.timeout(60):
        known = await town.app.read(guild.id, models.of_person, zoe.id)
        while known is None or known.message_id is not None:
            known = await town.app.read(guild.id, models.of_person, zoe.id)
    other = await hall_of(town, guild)
    form = await zoe.slash("/intro", in_=guild.first_channel)
    assert form.modal is not None
    assert [field.value for field in form.modal.fields] == ["I teach maths", None]
    await zoe.fill({WHO: "I teach maths"})
    await town.turn(timedelta(minutes=1))
    assert [message.text.splitlines()[1] for message in other.messages] == ["I teach maths"]


async def test_nobody_is_asked_to_greet_who_has_left_nor_who_was_greeted_elsewhere(data_dir: Path) -> None:
    async with Town(data_dir, members=True) as town:
        guild = town.server()
        zoe, ana = town.member(guild, "Zoé"), town.member(guild, "Ana")
        hall = await hall_of(town, guild)
        await introduces(town, zoe, hall, "Zoé, from Lyon")
        start = await ana.slash("/start", in_=guild.first_channel)
        assert f"Say hello to {zoe.mention}" in start.text
        zoe.leaves(guild)
        async with asyncio.timeout(60):
            while f"Say hello to {zoe.mention}" in start.text:
                start = await ana.slash("/start", in_=guild.first_channel)
