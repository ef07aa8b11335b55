"""Who joined and never said a word is written to gently, by a person, once; whoever wants no such word never gets one."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from discord import TextChannel

from bot.people import service as people
from cogs.onboarding import lurkers, path_models
from playground.people.person import Person
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.stories.test_welcome import come_in, shown
from tests.town import Town

DAY = timedelta(days=1)
WORD = "Hello!\nWhat brought you here?"


def words_for(guild: Guild, town: Town) -> list[Message]:
    """The messages by which the bot says that there is a word for somebody."""
    of_bot = [it for it in guild.first_channel.messages if it.author.id == town.campsite.user.id]
    return [it for it in of_bot if any(button.label in ("Read it", "Lire") for button in it.buttons)]


async def noticed(town: Town, guild: Guild, person: Person) -> None:
    """Waits until the bot has noticed that somebody has said something."""
    active = False
    async with asyncio.timeout(60):
        while not active:
            await asyncio.sleep(0.01)
            signs = await town.app.read(guild.id, lurkers.own_signs, person.id)
            active = signs is not None and signs.active


async def write_to_them(olga: Person, guild: Guild, label: str = "Look") -> Message:
    """A moderator looks at the newest cohort with somebody silent in it, and writes."""
    seen = await olga.slash("/welcome lurkers", in_=guild.first_channel)
    card = shown(seen)
    await olga.press(label, on=card)
    return card


async def test_a_moderator_writes_to_who_never_said_a_word_and_one_of_them_never_wants_to_be_asked_again(
    town: Town,
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "moderate_members")
    zoe, sam, ana = await come_in(town, guild, "Zoé", "Sam", "Ana")
    await ana.says("Hello everyone", in_=guild.first_channel)
    await noticed(town, guild, ana)
    await olga.slash("/start", in_=guild.first_channel)
    await noticed(town, guild, olga)
    early = await write_to_them(olga, guild)
    assert early.text == (
        "## Month from <t:1793491200:D>\n4 joined · 2 never said a word\n"
        "Nobody of them is to be written to now: they joined less than a week ago, were written to within three months, "
        "have left, or want to be left alone."
    )
    await town.turn(8 * DAY)
    overview = await olga.slash("/welcome lurkers", in_=guild.first_channel)
    assert overview.ephemeral
    assert overview.text.splitlines()[0] == "## Who joined and never said a word"
    assert "**Month from <t:1793491200:D>**\n4 joined · 2 never said a word" in overview.text
    card = shown(overview)
    await olga.press("Look", on=card)
    assert f"You can write to {zoe.mention} and {sam.mention}." in card.text
    await olga.press("Write to them", on=card)
    empty = await olga.fill({"Your words": " "})
    assert empty.text == "Write a few words to them, then send the form again."
    await olga.press("Write to them", on=card)
    await olga.fill({"Your words": WORD})
    assert "> Hello!\n> What brought you here?" in card.text
    assert f"To {zoe.mention} and {sam.mention}." in card.text
    await olga.press("Write it otherwise", on=card)
    await olga.fill({"Your words": WORD})
    await olga.press("Send it", on=card)
    assert card.text == "Your word is on its way to 2 people, and waits where it is night."
    await town.settle()
    [said] = words_for(guild, town)
    assert said.text == (f"{zoe.mention} {sam.mention}\nA moderator has a word for you. Only you see it.")
    assert WORD not in said.text

    read = await zoe.press("Read it", on=said)
    assert read.ephemeral
    assert read.text.splitlines() == [
        f"{olga.mention} writes to you:",
        "> Hello!",
        "> What brought you here?",
    ]
    others = await ana.press("Read it", on=said)
    assert others.text == "This was written to others. /start shows you what there is for you."
    never = await sam.press("Don’t ask me again", on=said)
    assert never.text.startswith("Nobody will ask you again, and I won’t suggest anything to you.")

    record = await sam.slash("/me record", in_=guild.first_channel)
    assert "You want to be left alone, so nobody writes to you and nothing is suggested." in record.text
    start = await sam.slash("/start", in_=guild.first_channel)
    assert "What you can do now" not in start.text
    again = await olga.slash("/welcome lurkers", in_=guild.first_channel)
    assert "4 joined · 0 never said a word" in again.text


async def test_at_most_once_a_quarter_and_never_who_left_or_spoke_meanwhile_and_not_at_night(
    town: Town,
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "moderate_members")
    await olga.slash("/start", in_=guild.first_channel)
    zoe, sam, ana, ben = await come_in(town, guild, "Zoé", "Sam", "Ana", "Ben")
    await town.turn(8 * DAY + timedelta(hours=12))  # 21:00
    ben.leaves(guild)
    card = await write_to_them(olga, guild)
    await olga.press("Write to them", on=card)
    await olga.fill({"Your words": WORD})
    await olga.press("Send it", on=card)
    assert card.text == "Your word is on its way to 3 people, and waits where it is night."
    await town.settle()
    assert words_for(guild, town) == []
    await sam.slash("/path", in_=guild.first_channel)
    await sam.press("I am happy observing")
    await ana.says("I am here after all", in_=guild.first_channel)
    await noticed(town, guild, ana)
    await town.turn(timedelta(hours=12))
    [said] = words_for(guild, town)
    assert said.text.splitlines()[0] == zoe.mention
    assert (sam.notifications, ana.notifications) == ([], [])
    await town.turn(80 * DAY)
    card = await write_to_them(olga, guild)
    assert "Nobody of them is to be written to now" in card.text
    await town.turn(12 * DAY)
    card = await write_to_them(olga, guild)
    assert f"You can write to {zoe.mention}." in card.text


async def test_who_asked_for_direct_messages_reads_it_there_and_can_end_it_from_there(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "moderate_members")
    await olga.slash("/start", in_=guild.first_channel)
    [zoe] = await come_in(town, guild, "Zoé")
    await town.app.database.write(None, people.set_direct, zoe.id, wanted=True)
    await town.turn(8 * DAY)
    card = await write_to_them(olga, guild)
    await olga.press("Write to them", on=card)
    await olga.fill({"Your words": WORD})
    await olga.press("Send it", on=card)
    await town.settle()
    [letter] = zoe.direct_messages
    assert "A moderator writes to you:\n> Hello!\n> What brought you here?" in letter.text
    answer = await zoe.press("Don’t ask me again", on=letter)
    assert answer.text.startswith("Nobody will ask you again")
    quiet = await town.app.read(guild.id, path_models.is_quiet, zoe.id)
    assert (quiet, words_for(guild, town)) == (True, [])


@pytest.mark.parametrize(
    ("locale", "labels", "refused", "still"),
    [
        (
            "en-US",
            ("Look", "Write to them", "Your words", "Send it"),
            "I can't post in",
            "You can write to {zoe}.",
        ),
        (
            "fr",
            ("Regarder", "Leur écrire", "Tes mots", "Envoyer"),
            "Je ne peux pas écrire dans",
            "Tu peux écrire à {zoe}.",
        ),
    ],
)
async def test_where_nothing_can_be_posted_no_word_is_said_to_be_on_its_way_and_none_is_used_up(
    town: Town, locale: str, labels: tuple[str, str, str, str], refused: str, still: str
) -> None:
    look, write, words, send = labels
    guild = town.server(locale=locale)
    olga = town.member(guild, "Olga", locale, "moderate_members")
    await olga.slash("/start" if locale == "en-US" else "/commencer", in_=guild.first_channel)
    [zoe] = await come_in(town, guild, "Zoé", locale=locale)
    await town.turn(8 * DAY + timedelta(hours=12))  # 21:00
    card = await write_to_them(olga, guild, look)
    await olga.press(write, on=card)
    await olga.fill({words: WORD})
    await may_write(town, guild, may=False)
    answer = await olga.press(send, on=card)
    assert refused in answer.text
    await may_write(town, guild, may=True)
    await olga.press(send, on=card)
    await may_write(town, guild, may=False)  # before the morning comes
    for _ in range(16):
        await town.turn(DAY)
    await may_write(town, guild, may=True)
    await town.turn(timedelta(hours=12))
    assert words_for(guild, town) == []
    card = await write_to_them(olga, guild, look)
    assert still.format(zoe=zoe.mention) in card.text
    await may_write(town, guild, may=False)
    assert refused in (await olga.press(write, on=card)).text


IN_FRENCH = {
    "/start": "/commencer",
    "Look": "Regarder",
    "Write to them": "Leur écrire",
    "Your words": "Tes mots",
    "Send it": "Envoyer",
    "Change and send again": "Corriger et renvoyer",
    "Nobody it was for can be written to any more. It would go to these people now:": (
        "On ne peut plus écrire à aucune des personnes prévues. Ton mot irait maintenant à d’autres\xa0:"
    ),
    "Your word is on its way to 2 people": "Ton mot est en route vers 2 personnes",
}


def said(locale: str, words: str) -> str:
    """What is read in this language for an English text."""
    return IN_FRENCH[words] if locale == "fr" else words


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_ten_who_have_all_left_are_in_the_way_of_nobody_and_a_word_goes_to_no_one_unnamed(
    town: Town, locale: str
) -> None:
    guild = town.server(locale=locale)
    olga = town.member(guild, "Olga", locale, "moderate_members")
    await olga.slash(said(locale, "/start"), in_=guild.first_channel)
    people = await come_in(town, guild, *(f"P{number}" for number in range(12)), locale=locale)
    await town.turn(8 * DAY)
    card = await write_to_them(olga, guild, said(locale, "Look"))
    await olga.press(said(locale, "Write to them"), on=card)
    await olga.fill({said(locale, "Your words"): f"{WORD} <@{people[11].id}>"})
    assert (people[9].mention in card.text, people[10].mention in card.text) == (True, False)
    for person in people[:10]:
        person.leaves(guild)
    await olga.press(said(locale, "Send it"), on=card)
    assert card.text.splitlines()[0] == said(
        locale, "Nobody it was for can be written to any more. It would go to these people now:"
    )
    assert people[10].mention in card.text
    await town.settle()
    assert words_for(guild, town) == []
    await olga.press(said(locale, "Send it"), on=card)
    assert card.text.startswith(said(locale, "Your word is on its way to 2 people"))
    await town.settle()
    [word] = words_for(guild, town)
    assert word.text.splitlines()[0] == f"{people[10].mention} {people[11].mention}"


async def test_who_speaks_after_the_preview_is_replaced_by_nobody(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "moderate_members")
    await olga.slash("/start", in_=guild.first_channel)
    people = await come_in(town, guild, *(f"P{number}" for number in range(12)))
    await town.turn(8 * DAY)
    card = await write_to_them(olga, guild)
    await olga.press("Write to them", on=card)
    await olga.fill({"Your words": f"{WORD} <@{people[11].id}>"})
    await people[0].says("I am here after all", in_=guild.first_channel)
    await noticed(town, guild, people[0])
    await olga.press("Send it", on=card)
    assert card.text.startswith("Your word is on its way to 9 people")
    await town.settle()
    [word] = words_for(guild, town)
    assert word.text.splitlines()[0] == " ".join(person.mention for person in people[1:10])


@pytest.mark.parametrize("locale", ["en-US", "fr"])
async def test_words_that_are_refused_are_given_back(town: Town, locale: str) -> None:
    guild = town.server(locale=locale)
    olga = town.member(guild, "Olga", locale, "moderate_members")
    await olga.slash(said(locale, "/start"), in_=guild.first_channel)
    [zoe] = await come_in(town, guild, "Zoé", locale=locale)
    await town.turn(8 * DAY)
    card = await write_to_them(olga, guild, said(locale, "Look"))
    await olga.press(said(locale, "Write to them"), on=card)
    await may_write(town, guild, may=False)
    refused = await olga.fill({said(locale, "Your words"): WORD})
    assert refused.ephemeral
    assert WORD in refused.text
    await may_write(town, guild, may=True)
    form = await olga.press(said(locale, "Change and send again"), on=refused.message)
    assert form.modal is not None
    await zoe.says("I am here after all", in_=guild.first_channel)
    await noticed(town, guild, zoe)
    gone = await olga.fill({})  # with what stands in it, and nobody is left to write to
    assert WORD in gone.text
    again = await olga.press(said(locale, "Change and send again"), on=gone.message)
    assert again.modal is not None


async def may_write(town: Town, guild: Guild, *, may: bool) -> None:
    """Sets whether the bot may write where people are welcomed, and waits until it knows."""
    hall = guild.first_channel
    if may:
        hall.set_overwrite(guild.role_of(town.campsite), allow="send_messages")
    else:
        hall.set_overwrite(guild.role_of(town.campsite), deny="send_messages")

    def known() -> bool:
        found = town.client.get_channel(hall.id)
        assert isinstance(found, TextChannel)
        return found.permissions_for(found.guild.me).send_messages is may

    await town.discord.until(known)


async def test_only_moderators_see_it_and_what_is_made_up_is_refused(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "moderate_members")
    [zoe] = await come_in(town, guild, "Zoé")
    refused = await zoe.slash("/welcome lurkers", in_=guild.first_channel)
    assert refused.text.startswith("Only moderators can do that")
    await olga.slash("/start", in_=guild.first_channel)
    card = shown(await olga.slash("/welcome lurkers", in_=guild.first_channel))
    for made_up in (
        "onboarding:lurkers:look:month:20269999",
        "onboarding:lurkers:look:week:99991231",
        "onboarding:lurkers:send:1",
        "onboarding:lurkers:change:1",
        "onboarding:lurkers:read:1",
        "onboarding:quiet:1",
    ):
        answer = await olga.raw_component(card, made_up)
        assert answer.ephemeral
        assert "Something broke" not in answer.text, made_up


async def test_une_personne_qui_ne_veut_plus_jamais_qu_on_lui_ecrive(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "moderate_members")
    await olga.slash("/start", in_=guild.first_channel)
    [zoe] = await come_in(town, guild, "Zoé", locale="fr")
    await town.turn(8 * DAY)
    card = await write_to_them(olga, guild, "Regarder")
    form = await olga.press("Leur écrire", on=card)
    assert form.modal is not None
    await olga.fill({"Tes mots": "Bonjour Zoé !"})
    await olga.press("Envoyer", on=card)
    await town.settle()
    [said] = words_for(guild, town)
    assert said.text == f"{zoe.mention}\nQuelqu’un de la modération a un mot pour toi. Toi seul·e le vois."
    never = await zoe.press("Ne plus me demander", on=said)
    assert never.text.startswith("Personne ne te demandera plus rien")
    await town.turn(200 * DAY)
    card = shown(await olga.slash("/welcome lurkers", in_=guild.first_channel))
    cohort = await olga.raw_component(card, "onboarding:lurkers:look:month:20261101")
    assert cohort.text.splitlines()[1] == "2 arrivées · 0 personne n’a rien dit"
    assert cohort.text.splitlines()[2].startswith("Personne à qui écrire pour l’instant")
    assert zoe.mention not in cohort.text
    assert len(words_for(guild, town)) == 1
