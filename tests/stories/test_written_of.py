"""Others have written of somebody, by mention and by id, wherever one can write; forgotten, nothing says who it was."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from bot import servers
from bot.db.backup import back_up, restore
from bot.invitation import PERMISSIONS
from playground.people.person import Person
from playground.world.events import OVER
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.builders import dated
from tests.stories.test_forgotten import files_with
from tests.stories.test_introductions import hall_of
from tests.stories.test_lurkers import words_for, write_to_them
from tests.stories.test_reports import desk_of
from tests.stories.test_welcome import come_in
from tests.tongue import Tongue, told_in_both
from tests.town import Town

A_MINUTE = timedelta(minutes=1)


def messages_with(guild: Guild, person: Person) -> list[Message]:
    """Every message in a server that has somebody's id in it, in its text or in a link of a button."""
    return [
        message
        for channel in (*guild.channels, *guild.threads)
        for message in channel.messages
        if str(person.id) in f"{message.text} {[button.url for button in message.buttons]}"
    ]


def names_with(guild: Guild, person: Person) -> list[str]:
    """What has somebody's id in its name in a server: channels, threads, roles; and events, in all they say.

    Nobody is shown an event that is over, nor may anybody change it.
    """
    shown = [event for event in guild.events if event.status not in OVER]
    events = [f"{event.name} {event.location} {event.description}" for event in shown]
    named = (*guild.channels, *guild.threads, *guild.roles)
    return [name for name in (*(one.name for one in named), *events) if str(person.id) in name]


async def forgets(town: Town, person: Person, says: Tongue) -> None:
    """Has somebody forgotten everywhere, and lets the minute pass that it takes."""
    asked = await person.slash("/me forget")
    await person.press(says("Forget me everywhere"), on=asked.message)
    await town.settle()
    await town.turn(A_MINUTE)


IN_FRENCH = {
    "someone forgotten": "un membre oublié",
    "Forget me everywhere": "M’oublier partout",
    "Forget me here": "M’oublier ici",
    "What happened?": "Que s’est-il passé\xa0?",
    "Welcome, dues, links": "Bienvenue, participation, liens",
    "Welcome": "Bienvenue",
    "Links": "Liens",
    "Ask": "Demander",
    "Your question": "Ta question",
    "Read and answer": "Lire et répondre",
    "Your answer": "Ta réponse",
    "Going": "Je viens",
    "What will you work on?": "Sur quoi vas-tu travailler\xa0?",
    "Change the text": "Changer le texte",
    "In your own words": "Avec vos propres mots",
    "Who are you?": "Qui es-tu\xa0?",
    "Place and digest": "Lieu et résumé",
    "Where progress is shared": "Où les progrès se partagent",
    "In a thread of its own": "Dans un fil à part",
    "Question: {question}\nAnswer: {answer}": "Question\xa0: {question}\nRéponse\xa0: {answer}",
}


@told_in_both(IN_FRENCH)
async def test_what_others_wrote_of_somebody_names_them_no_more(
    town: Town, data_dir: Path, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild", "moderate_members")
    ana, ben = (town.member(guild, name, says.locale) for name in ("Ana", "Ben"))
    mention, number, link = ana.mention, str(ana.id), f"https://discord.com/users/{ana.id}"
    desk, hall = await desk_of(town, guild, olga), await hall_of(town, guild)
    lyon = await town.group(olga, guild)
    for person in (ana, ben):
        person.goes_to(lyon)
        await person.slash("/group join", group="1")

    await ben.slash("/report")
    await ben.fill({says("What happened?"): f"{mention} insulted me, yes, {number}"})
    panel = await olga.slash("/group edit")
    await olga.press(says("Welcome, dues, links"), on=panel.message)
    await olga.fill({says("Welcome"): f"Ask {mention} or {number}", says("Links"): f"Help {link}"})
    await olga.slash("/group venue", name=f"Chez {number}", contact=f"ask {mention}")
    await ben.slash("/group create", name="Fans", topic=f"Ask {number}")
    await town.settle()
    queue = await olga.slash("/group queue")
    await olga.press(says("Ask"), on=queue.message)
    await olga.fill({says("Your question"): f"Does {mention} know?"})
    await town.settle()
    await ben.press(says("Read and answer"), on=ben.notifications[-1])
    await ben.fill({says("Your answer"): f"{number} does"})
    meetup = await town.meetup(olga, lyon, title=f"{number} speaks", notes=f"Call {number}", link=link)
    going = await ben.press(says("Going"), on=meetup)
    await ben.press(says("What will you work on?"), on=going.message)
    await ben.fill({says("What will you work on?"): f"a card for {number}"})
    await olga.slash(
        "/progress goal", title=f"As {mention} does", checklist=f"Ask {mention}; {number}", link=link
    )
    await ben.slash("/progress share", learned=f"closures, from {mention}", link=link)
    settings = await olga.slash("/welcome settings")
    await olga.press(says("Change the text"), on=settings.message)
    await olga.fill({says("In your own words"): f"{mention} knows the way"})
    ben.goes_to(hall)
    await ben.slash("/intro")
    await ben.fill({says("Who are you?"): f"A friend of {mention}"})
    await town.settle()
    assert {message.channel.id for message in messages_with(guild, ana)} >= {desk.id, hall.id, lyon.id}
    assert len(messages_with(guild, ana)) == 7
    assert len(names_with(guild, ana)) == 2  # a thread and an event

    await forgets(town, ana, says)
    they = says("someone forgotten")
    assert [message.text for message in messages_with(guild, ana)] == []
    assert names_with(guild, ana) == []
    await town.client.janitor.scrub()
    assert files_with(data_dir, ana) == []
    assert f"> {they} insulted me, yes, {they}" in "\n".join(message.text for message in desk.messages)
    assert f"Ask {they} or {they}" in lyon.messages[0].text
    assert "Help https://discord.com/users/0" in lyon.messages[0].text
    assert f"{they} speaks" in meetup.text
    assert f"a card for {they}" in meetup.text
    assert f"closures, from {they}" in lyon.messages[-1].text
    assert f"A friend of {they}" in hall.messages[-1].text
    olga.goes_to(lyon)
    assert f"ask {they}" in (await olga.slash("/group venues")).text
    queue = await olga.slash("/group queue")
    answered = says(
        "Question: {question}\nAnswer: {answer}", question=f"Does {they} know?", answer=f"{they} does"
    )
    assert answered in queue.text


@told_in_both(IN_FRENCH)
async def test_where_nothing_but_a_text_names_somebody_it_names_them_no_more(
    town: Town, data_dir: Path, says: Tongue
) -> None:
    here, there = (
        town.server(locale=says.locale),
        town.server("There", "en-US" if says.locale == "fr" else "fr"),
    )
    olga = town.member(here, "Olga", says.locale, "manage_guild")
    olga.joins(there)
    there.grant(olga, "manage_guild")
    ana = town.member(here, "Ana", says.locale)
    await town.group(olga, here)
    paris = await town.group(olga, there, "Paris")
    card = await town.meetup(olga, paris, notes=f"{ana.id} helps")
    assert str(ana.id) in card.text
    ana.goes_to(here.first_channel)
    await forgets(town, ana, says)
    assert ("un membre oublié helps" if says.locale == "en-US" else "someone forgotten helps") in card.text
    await town.client.janitor.scrub()
    assert files_with(data_dir, ana) == []


async def test_where_the_bot_is_not_any_more_who_is_forgotten_is_called_so_in_the_language_spoken_there(
    town: Town,
) -> None:
    here, there = town.server(), town.server("There", "en-US")
    olga, ana = town.member(there, "Olga", "en-US", "manage_guild"), town.member(here, "Ana")
    paris = await town.group(olga, there, "Paris")
    await town.meetup(olga, paris, notes=f"{ana.id} helps")
    there.edit(locale="fr")
    while await town.app.read(there.id, servers.locale) != "fr":
        await town.discord.calm(quiet=0.01)
    ana.goes_to(here.first_channel)
    asked = await ana.slash("/me forget")
    await ana.press("Forget me everywhere", on=asked.message)
    there.kick(town.campsite.user)
    await town.discord.until(lambda: town.client.get_guild(there.id) is None)
    await town.turn(A_MINUTE)
    there.invite(town.campsite, permissions=PERMISSIONS.value)
    await town.discord.until(lambda: town.client.get_guild(there.id) is not None)
    again = await olga.slash("/meetup info", in_=there.first_channel, meetup="1")
    assert "un membre oublié helps" in again.text


async def test_a_backup_from_before_is_put_back_and_its_texts_name_nobody_who_was_forgotten_since(
    town: Town, data_dir: Path
) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana, ben = town.member(guild, "Ana", "fr"), town.member(guild, "Ben", "fr")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, notes=f"{ana.id} et {ben.id}")
    files = town.app.settings
    before = back_up(files.database, files.backups)
    dated(before, town.discord.clock.now() - timedelta(hours=1))
    ana.goes_to(lyon)
    await forgets(town, ana, Tongue("fr", IN_FRENCH))
    assert f"un membre oublié et {ben.id}" in card.text

    await town.stop()
    restore(before, files.database, files.backups, town.discord.clock.now())
    for left in files.backups.iterdir():
        left.unlink()
    await town.start()
    await town.turn(A_MINUTE)
    assert f"un membre oublié et {ben.id}" in card.text
    await town.client.janitor.scrub()
    assert files_with(data_dir, ana) == []
    assert files_with(data_dir, ben) == ["campsite.sqlite3"]


@told_in_both(IN_FRENCH)
async def test_what_was_said_to_several_in_a_channel_names_who_is_forgotten_no_more(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, ben = (town.member(guild, name, says.locale) for name in ("Ana", "Ben"))
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    for person in (ana, ben):
        person.goes_to(lyon)
        await person.press(says("Going"), on=card)
    await town.settle()
    await town.turn(timedelta(days=7, hours=2))
    assert card.thread is not None
    reminder = card.thread.messages[-1]
    buttons = [button.custom_id for button in reminder.buttons]
    assert reminder.mentions == [ana, ben]

    await forgets(town, ana, says)
    assert str(ana.id) not in reminder.text
    assert reminder.text.startswith(f"{says('someone forgotten')} {ben.mention}")
    assert [button.custom_id for button in reminder.buttons] == buttons
    assert messages_with(guild, ana) == []


async def test_a_moderators_word_names_who_is_forgotten_no_more(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "moderate_members")
    zoe, sam = await come_in(town, guild, "Zoé", "Sam")
    await town.turn(timedelta(days=8))
    card = await write_to_them(olga, guild, "Regarder")
    await olga.press("Leur écrire", on=card)
    await olga.fill({"Tes mots": "Bonjour"})
    await olga.press("Envoyer", on=card)
    await town.settle()
    [word] = words_for(guild, town)
    assert word.text.startswith(f"{zoe.mention} {sam.mention}\n")
    zoe.goes_to(guild.first_channel)
    asked = await zoe.slash("/me forget")
    assert "If you asked not to be asked again, that is forgotten too" in asked.text
    await zoe.press("Forget me here", on=asked.message)
    await town.settle()
    await town.turn(A_MINUTE)
    assert word.text.startswith(f"un membre oublié {sam.mention}\n")
    assert messages_with(guild, zoe) == []
    # What is forgotten once does not come back with what is said to others.
    assert (await sam.press("Lire", on=word)).ephemeral


@told_in_both(IN_FRENCH)
async def test_what_is_named_after_somebody_is_renamed_and_an_archived_thread_stays_archived(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, ben = (town.member(guild, name, says.locale) for name in ("Ana", "Ben"))
    await olga.slash("/group create", in_=guild.first_channel, name=f"Fans {ana.id}")
    await town.settle()
    fans = next(channel for channel in guild.channels if str(ana.id) in channel.name)
    olga.goes_to(fans)
    ben.goes_to(fans)
    await ben.slash("/group join", group="1")
    await olga.slash("/group organizers", person=ben, role="co-host")
    month = await olga.slash("/progress group")
    await olga.press(says("Place and digest"), on=month.message)
    await olga.fill({says("Where progress is shared"): says("In a thread of its own")})
    over = await town.meetup(olga, fans, title=f"Ask {ana.id}", when="22 nov 10:00")
    await town.settle()
    await town.turn(timedelta(days=12))
    assert over.thread is not None
    assert over.thread.archived
    await town.meetup(olga, fans, title=f"Meet {ana.id}", when="12 dec 10:00", place=f"at {ana.id}")
    await town.settle()
    assert len(names_with(guild, ana)) == 7  # a role, a channel, four threads, an event
    await forgets(town, ana, says)
    assert names_with(guild, ana) == []
    they = says("someone forgotten")
    assert over.thread.name.startswith(f"Ask {they} · ")
    assert over.thread.archived
    assert fans.name == f"fans-{they.replace(' ', '-')}"
