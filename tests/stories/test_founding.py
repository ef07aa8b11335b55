"""A city asks for its group and gets it: asked for, waited for, looked at, answered, built."""

from __future__ import annotations

from datetime import timedelta

import discord
import pytest

from bot.invitation import PERMISSIONS
from bot.people import service as preferences
from bot.people.person import Person as Admin
from cogs.server import service as server
from playground.people.person import Person
from playground.world.guilds import Guild
from tests.tongue import Tongue, told_in_both
from tests.town import Town

LILLE = "2998324"
LYON = "2996944"


async def asks(person: Person, guild: Guild, **options: str) -> str:
    return (await person.slash("/group create", in_=guild.first_channel, **options)).text


IN_FRENCH = {
    "There is no group in Lille yet: found it, or wait for it.": (
        "Il n’y a pas encore de groupe à Lille\xa0: fonde-le, ou attends-le."
    ),
    "Tell me when there is one": "Me prévenir quand il existe",
    "I tell you as soon as there is one.": "Je te le dis dès qu’il y en a un.",
    "Your request for Python Lille is with the moderators. I tell you in this channel what comes of it. 1 other person is waiting for it.": (
        "La modération a ta demande pour Python Lille. Je te dis dans ce salon ce qu’il en advient. 1 autre personne l’attend."
    ),
    "Somebody has asked for Python Lille already. I tell you as soon as it is there. 2 other people are waiting for it.": (
        "Quelqu’un a déjà demandé Python Lille. Je te le dis dès que le groupe existe. 2 autres personnes l’attendent."
    ),
    "3 people are waiting for Python Lille.": "3 personnes attendent Python Lille.",
    "Ask": "Demander",
    "Your question": "Ta question",
    "{ana}\nThe moderators have a question about Python Lille.": (
        "{ana}\nLa modération a une question sur Python Lille."
    ),
    "Read and answer": "Lire et répondre",
    "Your answer": "Ta réponse",
    "Thank you. The moderators have your answer.": "Merci. La modération a ta réponse.",
    "Question: Who helps you?\nAnswer: Ben and Cléo": (
        "Question\xa0: Who helps you?\nRéponse\xa0: Ben and Cléo"
    ),
    "Activate": "Activer",
    "Python Lille is ready in {place}.": "Python Lille est prêt dans {place}.",
    "{ana}\nPython Lille is founded and you are its organizer. It meets in {place}.": (
        "{ana}\nPython Lille est fondé et c’est toi qui l’organises. Il se retrouve dans {place}."
    ),
    "Python Lille has its group now. You waited for it: one tap and you are in.": (
        "Le groupe Python Lille existe maintenant. Tu l’attendais\xa0: un clic et tu en es."
    ),
    "Join": "Rejoindre",
    "Python · France · 2 members · time zone Paris": (
        "Python · France · 2 membres · fuseau horaire\xa0: Paris"
    ),
    "Nobody waits for an answer. New requests come here by themselves.": (
        "Personne n’attend de réponse. Les nouvelles demandes arrivent ici d’elles-mêmes."
    ),
}


@told_in_both(IN_FRENCH)
async def test_a_city_asks_for_its_group_and_gets_it(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, ben, cleo = (town.member(guild, name, says.locale) for name in ("Ana", "Ben", "Cléo"))
    nothing = await ben.slash("/group near", in_=guild.first_channel, city=LILLE)
    assert says("There is no group in Lille yet: found it, or wait for it.") in nothing.text
    waiting = await ben.press(says("Tell me when there is one"), on=nothing.message)
    assert says("I tell you as soon as there is one.") in waiting.text
    asked = await ana.slash("/group create", in_=guild.first_channel, city=LILLE, topic="Python")
    assert asked.text == says(
        "Your request for Python Lille is with the moderators. I tell you in this channel what comes of it. "
        "1 other person is waiting for it."
    )
    assert await asks(cleo, guild, city=LILLE) == says(
        "Somebody has asked for Python Lille already. I tell you as soon as it is there. "
        "2 other people are waiting for it."
    )
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    assert says("3 people are waiting for Python Lille.") in queue.text
    await olga.press(says("Ask"), on=queue.message)
    await olga.fill({says("Your question"): "Who helps you?"})
    await town.settle()
    assert [message.text for message in ana.notifications] == [
        says("{ana}\nThe moderators have a question about Python Lille.", ana=ana.mention)
    ]
    await ana.press(says("Read and answer"), on=ana.notifications[-1])
    answered = await ana.fill({says("Your answer"): "Ben and Cléo"})
    assert answered.text == says("Thank you. The moderators have your answer.")
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    assert says("Question: Who helps you?\nAnswer: Ben and Cléo") in queue.text
    activated = await olga.press(says("Activate"), on=queue.message)
    await town.settle()
    lille = guild.channel("python-lille")
    assert activated.text == says("Python Lille is ready in {place}.", place=lille.mention)
    assert ana.notifications[-1].text.startswith(
        says(
            "{ana}\nPython Lille is founded and you are its organizer. It meets in {place}.",
            ana=ana.mention,
            place=lille.mention,
        )
    )
    told = lille.messages[-1]
    assert {*ben.notifications, *cleo.notifications} == {told}
    assert told.text.endswith(
        says("Python Lille has its group now. You waited for it: one tap and you are in.")
    )
    await ben.press(says("Join"), on=told)
    await town.settle()
    assert guild.role("Python Lille") in guild.member(ben).roles
    assert lille.messages[0].text.splitlines()[1] == says("Python · France · 2 members · time zone Paris")
    empty = await olga.slash("/group queue", in_=guild.first_channel)
    assert empty.text == says("Nobody waits for an answer. New requests come here by themselves.")


async def test_a_request_is_declined_with_a_reason_only_its_maker_reads(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana = town.member(guild, "Ana", "fr")
    asked = await ana.slash("/groupe créer", in_=guild.first_channel, nom="Astrologie")
    assert asked.text.startswith("La modération a ta demande pour Astrologie.")
    queue = await olga.slash("/groupe file", in_=guild.first_channel)
    await olga.press("Refuser", on=queue.message)
    refused = await olga.fill({"Ta raison": "Hors sujet ici"})
    assert refused.text == f"Refusé. {ana.mention} apprend pourquoi, en privé."
    await town.settle()
    told = ana.notifications[-1]
    assert "Hors sujet" not in told.text
    read = await ana.press("Lire", on=told)
    assert read.text == ("Astrologie n’a pas été fondé. La modération dit\xa0: Hors sujet ici")
    again = await olga.press("Activer", on=queue.message)
    assert again.text == "La demande pour Astrologie a déjà reçu une réponse."


async def test_a_request_is_a_card_in_the_moderators_channel_until_it_is_decided(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    moe = town.member(guild, "Moe", "en-US", "moderate_members")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    desk = guild.add_channel("desk")
    admin = Admin(olga.id, manages_server=True)
    await town.app.write(guild.id, server.change, admin, moderators_channel_id=desk.id)
    await town.group(olga, guild, "Lyon")
    await asks(ana, guild, name="Lyon coders", city=LYON)
    await asks(ben, guild, name="lyon CODERS")
    await town.settle()
    waiting, card = desk.messages
    assert waiting.text.startswith("## Welcome desk")
    assert card.text.splitlines()[0] == "### Lyon coders"
    assert card.text.splitlines()[-1] == "2 people are waiting for Lyon coders."
    await moe.press("Activate", on=card)
    await town.settle()
    await town.turn(timedelta(seconds=3))
    assert card.text.splitlines()[-2:] == [
        f"Activated by {moe.mention}.",
        f"Lyon coders is ready in {guild.channel('lyon-coders').mention}.",
    ]
    assert card.buttons == []
    await town.app.write(guild.id, server.change, admin, founding="open")
    assert (await asks(ben, guild, name="Rust")).startswith("Rust is ready in")


async def test_what_is_not_wanted_any_more_is_taken_back(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    asked = await ana.slash("/group create", in_=guild.first_channel, name="Rust")
    assert await asks(ana, guild, name="RUST") == (
        "You have asked for Rust already; the moderators have not answered yet."
    )
    assert (
        await ana.press("Take the request back", on=asked.message)
    ).text == "Your request for Rust is taken back."
    assert (
        await ana.press("Take the request back", on=asked.message)
    ).text == "Your request for Rust is taken back."
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    assert queue.text == "Nobody waits for an answer. New requests come here by themselves."
    for name in ("Go", "Zig", "Ada"):
        await asks(ana, guild, name=name)
    assert (await asks(ana, guild, name="C")).startswith("You have asked for 3 groups already.")


HANDED_ON_IN_FRENCH = {
    "Somebody has asked for Rust already. I tell you as soon as it is there. 1 other person is waiting for it.": (
        "Quelqu’un a déjà demandé Rust. Je te le dis dès que le groupe existe. 1 autre personne l’attend."
    ),
    "Ask": "Demander",
    "Your question": "Ta question",
    "Take the request back": "Retirer la demande",
    "You are out of the request for Rust. It goes on: others have asked for it too.": (
        "Tu n’es plus dans la demande pour Rust. Elle continue\xa0: d’autres l’ont faite aussi."
    ),
    "{ben}\nWho had asked for Rust has dropped out. The request is yours now: once the moderators activate "
    "it, you are its organizer.": (
        "{ben}\nLa personne qui avait demandé Rust s’est retirée. La demande est maintenant la tienne\xa0: dès que la "
        "modération l’active, c’est toi qui organises le groupe."
    ),
    "Read it": "Lire",
    "Your request for Rust is with the moderators.": "La modération a ta demande pour Rust.",
    "Forget me here": "M’oublier ici",
    "Activate": "Activer",
    "{cleo}\nRust is founded and you are its organizer. It meets in {place}.": (
        "{cleo}\nRust est fondé et c’est toi qui l’organises. Il se retrouve dans {place}."
    ),
}


@told_in_both(HANDED_ON_IN_FRENCH)
async def test_a_request_that_others_have_joined_goes_on_with_the_next_of_them(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, ben, cleo = (town.member(guild, name, says.locale) for name in ("Ana", "Ben", "Cléo"))
    desk = guild.add_channel("desk")
    admin = Admin(olga.id, manages_server=True)
    await town.app.write(guild.id, server.change, admin, moderators_channel_id=desk.id)
    asked = await ana.slash("/group create", in_=guild.first_channel, name="Rust")
    assert await asks(ben, guild, name="rust") == says(
        "Somebody has asked for Rust already. I tell you as soon as it is there. 1 other person is waiting for it."
    )
    await asks(cleo, guild, name="Rust")
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press(says("Ask"), on=queue.message)
    await olga.fill({says("Your question"): "Are you a beginner, Ana?"})
    await town.settle()
    card = next(message for message in desk.messages if "Rust" in message.text)
    assert ana.mention in card.text
    out = await ana.press(says("Take the request back"), on=asked.message)
    assert out.text == says("You are out of the request for Rust. It goes on: others have asked for it too.")
    await town.settle()
    assert ana.mention not in card.text
    assert ben.mention in card.text
    assert "beginner" not in card.text
    assert [message.text for message in ben.notifications] == [
        says(
            "{ben}\nWho had asked for Rust has dropped out. The request is yours now: once the moderators "
            "activate it, you are its organizer.",
            ben=ben.mention,
        )
    ]
    read = await ben.press(says("Read it"), on=ben.notifications[-1])
    assert read.text == says("Your request for Rust is with the moderators.")
    forget = await ben.slash("/me forget", in_=guild.first_channel)
    await ben.press(says("Forget me here"), on=forget.message)
    await town.settle()
    assert ben.mention not in card.text
    assert cleo.mention in card.text
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press(says("Activate"), on=queue.message)
    await town.settle()
    assert cleo.notifications[-1].text.startswith(
        says(
            "{cleo}\nRust is founded and you are its organizer. It meets in {place}.",
            cleo=cleo.mention,
            place=guild.channel("rust").mention,
        )
    )


async def test_who_leaves_the_server_is_out_of_what_they_asked_for_and_out_of_what_they_joined(
    told_town: Town,
) -> None:
    town = told_town
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cleo"))
    desk = guild.add_channel("desk")
    admin = Admin(olga.id, manages_server=True)
    await town.app.write(guild.id, server.change, admin, moderators_channel_id=desk.id)
    for person in (ana, ben, cleo):
        await asks(person, guild, name="Rust")
    await town.settle()
    card = next(message for message in desk.messages if "Rust" in message.text)
    assert "3 people are waiting" in card.text
    ben.leaves(guild)
    await town.settle()
    assert ana.mention in card.text
    assert "2 people are waiting" in card.text
    ana.leaves(guild)
    await town.settle()
    assert cleo.mention in card.text
    (told,) = cleo.notifications
    assert told.text.startswith(f"{cleo.mention}\nWho had asked for Rust has dropped out.")
    cleo.leaves(guild)
    await town.settle()
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    assert queue.text == "Nobody waits for an answer. New requests come here by themselves."


async def test_the_last_who_has_joined_a_request_may_take_it_back_for_good(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo"))
    asked = await ana.slash("/group create", in_=guild.first_channel, city=LILLE)
    await asks(ben, guild, city=LILLE)
    near = await cleo.slash("/group near", in_=guild.first_channel, city=LILLE)
    await cleo.press("Tell me when there is one", on=near.message)
    await ana.press("Take the request back", on=asked.message)
    await town.settle()
    read = await ben.press("Read it", on=ben.notifications[-1])
    taken = await ben.press("Take the request back", on=read.message)
    assert taken.text == "Your request for Lille is taken back."
    await town.settle()
    assert cleo.notifications == []
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    assert queue.text == "Nobody waits for an answer. New requests come here by themselves."
    near = await cleo.slash("/group near", in_=guild.first_channel, city=LILLE)
    assert "I tell you as soon as there is one." in near.text


DECLINED_IN_FRENCH = {
    "Decline": "Refuser",
    "Your reason": "Ta raison",
    "{ana} {ben}\nThere is an answer to the request for Astrology.": (
        "{ana} {ben}\nLa demande pour Astrology a reçu une réponse."
    ),
    "Read it": "Lire",
    "Astrology was not founded. The moderators say: Off topic": (
        "Astrology n’a pas été fondé. La modération dit\xa0: Off topic"
    ),
    "Astrology was not founded. You still wait for it: I tell you if it comes to be after all. /group leave ends that.": (
        "Astrology n’a pas été fondé. Tu l’attends toujours\xa0: je te le dis si le groupe existe un jour. /groupe quitter y met fin."
    ),
}


@told_in_both(DECLINED_IN_FRENCH)
async def test_everyone_who_asked_for_a_group_hears_that_it_is_not_to_be(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, ben, dora = (town.member(guild, name, says.locale) for name in ("Ana", "Ben", "Dora"))
    await town.app.database.write(None, preferences.set_direct, dora.id, wanted=True)
    for person in (ana, ben, dora):
        await asks(person, guild, name="Astrology")
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press(says("Decline"), on=queue.message)
    await olga.fill({says("Your reason"): "Off topic"})
    await town.settle()
    told = says(
        "{ana} {ben}\nThere is an answer to the request for Astrology.", ana=ana.mention, ben=ben.mention
    )
    assert [message.text for message in ana.notifications] == [told]
    assert ben.notifications == ana.notifications
    why = await ana.press(says("Read it"), on=ana.notifications[-1])
    assert why.text == says("Astrology was not founded. The moderators say: Off topic")
    still = says(
        "Astrology was not founded. You still wait for it: I tell you if it comes to be after all. /group leave ends that."
    )
    assert (await ben.press(says("Read it"), on=ben.notifications[-1])).text == still
    (letter,) = dora.direct(town.campsite).messages
    assert still in letter.text


WAITS_IN_FRENCH = {
    "Decline": "Refuser",
    "Your reason": "Ta raison",
    "**You wait for** Rust and Lille, Hauts-de-France, France": (
        "**Tu attends** Rust et Lille, Hauts-de-France, France"
    ),
    "Tell me when there is one": "Me prévenir quand il existe",
    "{name} (you wait for it)": "{name} (tu l’attends)",
    "You don’t wait for {name} any more.": "Tu n’attends plus {name}.",
    "2 people are waiting for Rust.": "2 personnes attendent Rust.",
}


@told_in_both(WAITS_IN_FRENCH)
async def test_who_waits_for_a_group_sees_what_they_wait_for_and_stops_where_one_leaves_groups(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, ben, cleo = (town.member(guild, name, says.locale) for name in ("Ana", "Ben", "Cléo"))
    for person in (ana, ben, cleo):
        await asks(person, guild, name="Rust")
    near = await ben.slash("/group near", in_=guild.first_channel, city=LILLE)
    await ben.press(says("Tell me when there is one"), on=near.message)
    record = await ben.slash("/me record", in_=guild.first_channel)
    assert says("**You wait for** Rust and Lille, Hauts-de-France, France") in record.text
    offered = await ben.complete("/group leave", "group", "", in_=guild.first_channel)
    assert [one.name for one in offered] == [
        says("{name} (you wait for it)", name=name) for name in ("Rust", "Lille, Hauts-de-France, France")
    ]
    for one, name in zip(offered, ("Rust", "Lille, Hauts-de-France, France"), strict=True):
        stopped = await ben.slash("/group leave", in_=guild.first_channel, group=one.value)
        assert stopped.text == says("You don’t wait for {name} any more.", name=name)
    assert await ben.complete("/group leave", "group", "", in_=guild.first_channel) == []
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    assert says("2 people are waiting for Rust.") in queue.text
    # Whose request it is takes it back instead.
    assert await ana.complete("/group leave", "group", "", in_=guild.first_channel) == []
    await olga.press(says("Decline"), on=queue.message)
    await olga.fill({says("Your reason"): "Off topic"})
    await town.settle()
    stopped = await cleo.slash("/group leave", in_=guild.first_channel, group="rust")
    assert stopped.text == says("You don’t wait for {name} any more.", name="Rust")
    await town.group(olga, guild, "Rust")
    rust = guild.channel("rust")
    assert [[m for m in person.notifications if m.channel == rust] for person in (ben, cleo)] == [[], []]


async def test_who_asks_for_a_declined_group_anew_waits_for_it_once(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    for person in (ana, ben):
        await asks(person, guild, name="Lille")
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press("Decline", on=queue.message)
    await olga.fill({"Your reason": "Name a city"})
    await town.settle()
    told = ben.notifications[-1]
    await asks(ana, guild, city=LILLE)
    await asks(ben, guild, name="Lille")
    offered = await ben.complete("/group leave", "group", "", in_=guild.first_channel)
    assert [(one.name, one.value) for one in offered] == [("Lille (you wait for it)", f"city:{LILLE}")]
    assert (await ben.press("Read it", on=told)).text == (
        "That request is not there any more. /group queue shows the open ones to moderators."
    )


OWN_PLACES_IN_FRENCH = {
    "Take the request back": "Retirer la demande",
    "{ben}\nWho had asked for Rust has dropped out. The request is yours now: once the moderators activate "
    "it, you are its organizer.": (
        "{ben}\nLa personne qui avait demandé Rust s’est retirée. La demande est maintenant la tienne\xa0: dès que la "
        "modération l’active, c’est toi qui organises le groupe."
    ),
    "Decline": "Refuser",
    "Your reason": "Ta raison",
    "{who}\nThere is an answer to the request for Rust.": "{who}\nLa demande pour Rust a reçu une réponse.",
    "Read it": "Lire",
    "Rust was not founded. The moderators say: Off topic": (
        "Rust n’a pas été fondé. La modération dit\xa0: Off topic"
    ),
    "Rust was not founded. You still wait for it: I tell you if it comes to be after all. /group leave ends that.": (
        "Rust n’a pas été fondé. Tu l’attends toujours\xa0: je te le dis si le groupe existe un jour. /groupe quitter y met fin."
    ),
}


@told_in_both(OWN_PLACES_IN_FRENCH)
async def test_each_who_has_asked_for_a_group_hears_of_it_where_they_asked(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, ben, cleo, dora = (town.member(guild, name, says.locale) for name in ("Ana", "Ben", "Cléo", "Dora"))
    ticket, lobby = guild.add_channel("ticket"), guild.add_channel("lobby")
    ticket.set_overwrite(guild.everyone, deny=["view_channel"])
    for member in (guild.member(ana), guild.role_of(town.campsite)):
        ticket.set_overwrite(member, allow=["view_channel", "send_messages"])
    asked = await ana.slash("/group create", in_=ticket, name="Rust")
    await asks(ben, guild, name="Rust")
    await cleo.slash("/group create", in_=lobby, name="Rust")
    await asks(dora, guild, name="Rust")
    await ana.press(says("Take the request back"), on=asked.message)
    await town.settle()
    (told,) = ben.notifications
    assert told.channel == guild.first_channel
    assert told.text == says(
        "{ben}\nWho had asked for Rust has dropped out. The request is yours now: once the moderators "
        "activate it, you are its organizer.",
        ben=ben.mention,
    )
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press(says("Decline"), on=queue.message)
    await olga.fill({says("Your reason"): "Off topic"})
    await town.settle()
    here, elsewhere = ben.notifications[-1], cleo.notifications[-1]
    news = "{who}\nThere is an answer to the request for Rust."
    assert here.text == says(news, who=f"{ben.mention} {dora.mention}")
    assert (elsewhere.channel, elsewhere.text) == (lobby, says(news, who=cleo.mention))
    why = await ben.press(says("Read it"), on=here)
    assert why.text == says("Rust was not founded. The moderators say: Off topic")
    still = says(
        "Rust was not founded. You still wait for it: I tell you if it comes to be after all. /group leave ends that."
    )
    for person, message in ((dora, here), (cleo, elsewhere)):
        assert (await person.press(says("Read it"), on=message)).text == still
    # Who asks anew is told anew.
    await cleo.slash("/group create", in_=lobby, name="Rust")
    await asks(dora, guild, name="Rust")
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press(says("Decline"), on=queue.message)
    await olga.fill({says("Your reason"): "Still off topic"})
    await town.settle()
    assert [message.text for message in guild.first_channel.messages[-1:]] == [says(news, who=dora.mention)]
    assert dora.notifications[-1].channel == guild.first_channel
    assert [message.text for message in cleo.notifications] == [says(news, who=cleo.mention)] * 2


async def test_whose_channel_is_gone_hears_of_a_request_where_others_have_asked_for_the_same(
    town: Town,
) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild", "manage_channels")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cleo"))
    first, second = guild.add_channel("first"), guild.add_channel("second")
    await ana.slash("/group create", in_=first, name="Rust")
    await ben.slash("/group create", in_=second, name="Rust")
    await asks(cleo, guild, name="Rust")
    for channel in (first, second):
        olga.deletes_channel(channel)
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press("Decline", on=queue.message)
    await olga.fill({"Your reason": "Off topic"})
    await town.settle()
    answer = "There is an answer to the request for Rust."
    for person in (ana, ben, cleo):
        (told,) = person.notifications
        assert (told.channel, told.text.splitlines()[-1]) == (guild.first_channel, answer)


async def test_a_request_whose_every_channel_is_gone_is_answered_all_the_same(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild", "manage_channels")
    ana, ben = (town.member(guild, name) for name in ("Ana", "Ben"))
    first, second = guild.add_channel("first"), guild.add_channel("second")
    await ana.slash("/group create", in_=first, name="Rust")
    await ben.slash("/group create", in_=second, name="Rust")
    for channel in (first, second):
        olga.deletes_channel(channel)
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press("Decline", on=queue.message)
    declined = await olga.fill({"Your reason": "Off topic"})
    assert declined.text == f"Declined. {ana.mention} is told why, privately."
    await town.settle()
    assert [ana.notifications, ben.notifications] == [[], []]
    again = await asks(ben, guild, name="Rust")
    assert again.startswith("Your request for Rust is with the moderators.")


LEFT_IN_FRENCH = {
    "Ask": "Demander",
    "Your question": "Ta question",
    "Activate": "Activer",
    "Who had asked for Rust has left the server; the request is now {cleo}’s, who asked for it too. /group queue shows "
    "how it is now.": (
        "La personne qui avait demandé Rust a quitté le serveur\xa0; la demande est maintenant celle de {cleo}, qui l’avait "
        "faite aussi. /groupe file montre où elle en est."
    ),
    "Rust is ready in {place}.": "Rust est prêt dans {place}.",
    "Nobody who asked for Zig is in the server any more: the request is taken back.": (
        "Plus personne parmi celles et ceux qui ont demandé Zig n’est sur le serveur\xa0: la demande est retirée."
    ),
    "Activate all on this page": "Activer toute la page",
    "Nobody who asked for Ada is in the server any more: the request is taken back. Who had asked for C has left the "
    "server; the request is now {fay}’s, who asked for it too. /group queue shows how it is now. Activated: Go. Who "
    "asked for them is told.": (
        "Plus personne parmi celles et ceux qui ont demandé Ada n’est sur le serveur\xa0: la demande est retirée. La "
        "personne qui avait demandé C a quitté le serveur\xa0; la demande est maintenant celle de {fay}, qui l’avait faite "
        "aussi. /groupe file montre où elle en est. Activés\xa0: Go. Les personnes qui les ont demandés l’apprennent."
    ),
}


@told_in_both(LEFT_IN_FRENCH)
async def test_a_group_is_founded_for_who_is_still_in_the_server(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, ben, cleo = (town.member(guild, name, says.locale) for name in ("Ana", "Ben", "Cléo"))
    for person in (ana, ben, cleo):
        await asks(person, guild, name="Rust")
    dora, emil, fay = (town.member(guild, name, says.locale) for name in ("Dora", "Emil", "Fay"))
    await asks(dora, guild, name="Zig")
    dora.leaves(guild)
    ana.leaves(guild)  # nobody tells the bot
    ben.leaves(guild)
    await town.settle()
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    rust, zig = (button for button in queue.buttons if button.label == says("Activate"))
    handed_on = await olga.press(rust, on=queue.message)
    assert handed_on.text == says(
        "Who had asked for Rust has left the server; the request is now {cleo}’s, who asked for it too. /group queue "
        "shows how it is now.",
        cleo=cleo.mention,
    )
    await town.settle()
    assert not guild.has_channel("rust")
    now = await olga.slash("/group queue", in_=guild.first_channel)
    activated = await olga.press(says("Activate"), on=now.message)
    await town.settle()
    assert activated.text == says("Rust is ready in {place}.", place=guild.channel("rust").mention)
    assert guild.role("Rust") in guild.member(cleo).roles
    taken = await olga.press(zig, on=queue.message)
    assert taken.text == says(
        "Nobody who asked for Zig is in the server any more: the request is taken back."
    )
    assert not guild.has_channel("zig")
    for name in ("Ada", "C"):
        await asks(emil, guild, name=name)
    await asks(fay, guild, name="C")
    await asks(cleo, guild, name="Go")
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    _, about_c, _ = (button for button in queue.buttons if button.label == says("Ask"))
    await olga.press(about_c, on=queue.message)
    await olga.fill({says("Your question"): "Which C?"})
    emil.leaves(guild)
    every = await olga.press(says("Activate all on this page"), on=queue.message)
    assert every.text == says(
        "Nobody who asked for Ada is in the server any more: the request is taken back. Who had asked for C has left the "
        "server; the request is now {fay}’s, who asked for it too. /group queue shows how it is now. Activated: Go. Who "
        "asked for them is told.",
        fay=fay.mention,
    )
    await town.settle()
    assert [guild.has_channel(name) for name in ("ada", "c", "go")] == [False, False, True]


STALE_IN_FRENCH = {
    "Ask": "Demander",
    "Your question": "Ta question",
    "Decline": "Refuser",
    "Your reason": "Ta raison",
    "Take the request back": "Retirer la demande",
    "The request for Rust has changed since you looked at it. /group queue shows how it is now.": (
        "La demande pour Rust a changé depuis que tu l’as regardée. /groupe file montre où elle en est."
    ),
    "Open the form again": "Rouvrir le formulaire",
    "Declined. {cleo} is told why, privately.": "Refusé. {cleo} apprend pourquoi, en privé.",
}


@told_in_both(STALE_IN_FRENCH)
async def test_what_is_written_about_one_person_is_not_said_to_the_next(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, ben, cleo = (town.member(guild, name, says.locale) for name in ("Ana", "Ben", "Cléo"))
    asked = await ana.slash("/group create", in_=guild.first_channel, name="Rust")
    for person in (ben, cleo):
        await asks(person, guild, name="Rust")
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    changed = says(
        "The request for Rust has changed since you looked at it. /group queue shows how it is now."
    )
    await olga.press(says("Ask"), on=queue.message)
    await ana.press(says("Take the request back"), on=asked.message)
    refused = await olga.fill({says("Your question"): "Are you a beginner, Ana?"})
    assert changed in refused.text
    assert "Are you a beginner, Ana?" in refused.text
    await olga.press(says("Decline"), on=queue.message)
    mine = await ben.slash("/group create", in_=guild.first_channel, name="Rust")
    await ben.press(says("Take the request back"), on=mine.message)
    refused = await olga.fill({says("Your reason"): "Not with you, Ben"})
    assert changed in refused.text
    await olga.press(says("Open the form again"), on=refused.message)
    declined = await olga.fill({says("Your reason"): "Off topic"})
    assert declined.text == says("Declined. {cleo} is told why, privately.", cleo=cleo.mention)


SEEN_IN_FRENCH = {
    "Activate": "Activer",
    "Activate all on this page": "Activer toute la page",
    "Take the request back": "Retirer la demande",
    "The request for Rust has changed since you looked at it. /group queue shows how it is now.": (
        "La demande pour Rust a changé depuis que tu l’as regardée. /groupe file montre où elle en est."
    ),
    "Activated: Zig. Who asked for them is told. Changed since this page was shown: Rust. /group queue shows how they are "
    "now.": (
        "Activés\xa0: Zig. Les personnes qui les ont demandés l’apprennent. Changées depuis que cette page est affichée\xa0: "
        "Rust. /groupe file montre où elles en sont."
    ),
    "Rust is ready in {place}.": "Rust est prêt dans {place}.",
}


@told_in_both(SEEN_IN_FRENCH)
async def test_a_group_is_founded_only_for_whom_the_moderator_has_seen(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, ben = (town.member(guild, name, says.locale) for name in ("Ana", "Ben"))
    asked = await ana.slash("/group create", in_=guild.first_channel, name="Rust")
    for name in ("Rust", "Zig"):
        await asks(ben, guild, name=name)
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await ana.press(says("Take the request back"), on=asked.message)
    stale = await olga.press(says("Activate"), on=queue.message)
    assert stale.text == says(
        "The request for Rust has changed since you looked at it. /group queue shows how it is now."
    )
    every = await olga.press(says("Activate all on this page"), on=queue.message)
    assert every.text == says(
        "Activated: Zig. Who asked for them is told. Changed since this page was shown: Rust. /group queue shows how "
        "they are now."
    )
    await town.settle()
    assert [guild.has_channel(name) for name in ("rust", "zig")] == [False, True]
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    activated = await olga.press(says("Activate"), on=queue.message)
    await town.settle()
    assert activated.text == says("Rust is ready in {place}.", place=guild.channel("rust").mention)
    again = await olga.press(says("Activate"), on=queue.message)
    assert again.text == activated.text


BATCH_IN_FRENCH = {
    "Ask": "Demander",
    "Your question": "Ta question",
    "Activate": "Activer",
    "Activate all on this page": "Activer toute la page",
    "Activated: Rust and Zig. Who asked for them is told. No answer to the moderators’ question yet: Go.": (
        "Activés\xa0: Rust et Zig. Les personnes qui les ont demandés l’apprennent. Pas encore de réponse à la question "
        "de la modération\xa0: Go."
    ),
    "There was nothing left to activate on this page. No answer to the moderators’ question yet: Go.": (
        "Il ne restait rien à activer sur cette page. Pas encore de réponse à la question de la modération\xa0: Go."
    ),
}


@told_in_both(BATCH_IN_FRENCH)
async def test_a_request_with_an_open_question_is_not_activated_with_the_others(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana", says.locale)
    for name in ("Go", "Rust", "Zig"):
        await asks(ana, guild, name=name)
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press(says("Ask"), on=queue.message)
    await olga.fill({says("Your question"): "Which version?"})
    activated = await olga.press(says("Activate all on this page"), on=queue.message)
    assert activated.text == says(
        "Activated: Rust and Zig. Who asked for them is told. No answer to the moderators’ question yet: Go."
    )
    await town.settle()
    assert [guild.has_channel(name) for name in ("go", "rust", "zig")] == [False, True, True]
    again = await olga.press(says("Activate all on this page"), on=queue.message)
    assert again.text == says(
        "There was nothing left to activate on this page. No answer to the moderators’ question yet: Go."
    )
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press(says("Activate"), on=queue.message)
    await town.settle()
    assert guild.has_channel("go")


async def test_twenty_groups_are_activated_in_a_row_and_discord_never_says_too_fast(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = [town.member(guild, f"P{number}") for number in range(7)]
    for number in range(20):
        await asks(ana[number // 3], guild, name=f"Group {number:02}")
    town.discord.rate_limits.in_real_time()
    await town.restart()  # what it has heard of limits is that there are none
    for _ in range(4):
        queue = await olga.slash("/group queue", in_=guild.first_channel)
        await olga.press("Activate all on this page", on=queue.message)
    names = [f"group-{number:02}" for number in range(20)]
    await town.discord.until(
        lambda: all(guild.has_channel(name) and guild.channel(name).messages for name in names), seconds=20.0
    )
    town.discord.rate_limits.off()
    await town.settle()
    assert town.discord.requests.count(status=429) == 0


@pytest.mark.provokes
async def test_whoever_moderates_nothing_decides_nothing(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    await asks(ana, guild, name="Rust")
    refused = await ana.slash("/group queue", in_=guild.first_channel)
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    assert queue.message is not None
    for custom_id in ("groups:activate:1:0", "groups:batch:1-0.2-0", "groups:ask:1", "groups:decline:1"):
        assert (await ana.raw_component(queue.message, custom_id)).text == refused.text
    assert not guild.has_channel("rust")


@pytest.mark.provokes
async def test_a_missing_permission_is_named_and_building_goes_on_once_it_is_there(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    await asks(ana, guild, name="Rust")
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    lacking = PERMISSIONS.value & ~discord.Permissions(manage_channels=True).value
    guild.set_permissions(town.campsite, lacking)
    await town.discord.calm()
    refused = await olga.press("Activate", on=queue.message)
    assert refused.text == (
        "I need the permission Manage Channels in this server. An admin can give it under Server settings, Roles."
    )
    guild.set_permissions(town.campsite, PERMISSIONS.value)
    await town.discord.calm()
    await olga.press("Activate", on=queue.message)
    await town.settle()
    assert guild.channel("rust").messages[0].text.splitlines()[0] == "## Rust"


LACKS_IN_FRENCH = {"Activate": "Activer", "Manage Channels": "Gérer les salons"}


@pytest.mark.provokes
@told_in_both(LACKS_IN_FRENCH)
async def test_a_permission_that_is_taken_away_while_a_group_is_built_is_named_where_people_look(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana", says.locale)
    desk = guild.add_channel("desk")
    admin = Admin(olga.id, manages_server=True)
    await town.app.write(guild.id, server.change, admin, moderators_channel_id=desk.id)
    await asks(ana, guild, name="Rust")
    await town.settle()
    card = next(message for message in desk.messages if "Rust" in message.text)
    refusal = {"message": "Missing Permissions", "code": 50013}
    town.discord.faults.fail("POST", "/guilds/*/channels", status=403, body=refusal, times=1 << 30)
    activated = await olga.press(says("Activate"), on=card)
    assert says("Manage Channels") in activated.text
    await town.turn(timedelta(seconds=3))
    assert says("Manage Channels") in card.text.splitlines()[-1]
    town.discord.faults.clear()
    await town.turn(timedelta(days=1))
    assert guild.has_channel("rust")
    await town.turn(timedelta(seconds=3))
    assert says("Manage Channels") not in card.text


async def test_a_server_that_is_full_of_roles_and_channels_still_founds_groups(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    for number in range(250 - len(guild.roles)):
        guild.add_role(f"r{number}")
    await town.group(olga, guild, "Lyon")
    for number in range(500 - len(guild.channels)):
        guild.add_channel(f"c{number}")
    ana = town.member(guild, "Ana")
    await olga.slash("/group create", in_=guild.first_channel, name="Lille")
    await town.settle()
    lille = guild.channel("Lille")
    assert lille.parent is not None
    joined = await ana.press("Join", on=lille.messages[0])
    assert joined.text == f"Welcome to Lille. It meets in {lille.mention}; say hello there."
    olga.goes_to(lille)
    planned = await olga.slash("/meetup schedule", when="28 nov 10:00")
    await town.settle()
    assert lille.messages[-1].text != lille.messages[0].text, planned.text


async def test_a_category_that_is_full_is_followed_by_another(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild, "Lyon")
    assert lyon.parent is not None
    for number in range(49):
        guild.add_channel(f"c{number}", parent_id=lyon.parent.id)
    lille = await town.group(olga, guild, "Lille")
    assert lille.parent is not None
    assert [lyon.parent.name, lille.parent.name] == ["Groups", "Groups 2"]


HIDDEN = "Who\u200bhelps?"
"""A question with a character that nobody sees."""


async def test_what_is_asked_answered_and_said_about_a_request_is_given_back_when_it_is_refused(
    town: Town,
) -> None:
    guild = town.server()
    olga, ana = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ana")
    await ana.slash("/group create", in_=guild.first_channel, name="Lille")
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    for button, field in (("Decline", "Your reason"), ("Ask", "Your question")):
        await olga.press(button, on=queue.message)
        refused = await olga.fill({field: HIDDEN})
        assert refused.text.endswith(f"\nYou typed:\n{HIDDEN}")
        again = await olga.press("Open the form again", on=refused.message)
        assert again.modal is not None
        assert [one.value for one in again.modal.fields] == [HIDDEN]
    asked = await olga.fill({"Your question": "Who helps?"})
    assert asked.text == f"{ana.mention} is asked; the answer comes onto the card."
    mine = await ana.slash("/group create", in_=guild.first_channel, name="Lille")
    await ana.press("Read and answer", on=mine.message)
    refused = await ana.fill({"Your answer": "…"})
    assert refused.text.endswith("\nYou typed:\n…")
    again = await ana.press("Open the form again", on=refused.message)
    assert again.modal is not None
    assert [one.value for one in again.modal.fields] == ["…"]
    thanked = await ana.fill({"Your answer": "Ben and I"})
    assert thanked.text == "Thank you. The moderators have your answer."


async def test_what_is_written_about_a_request_that_is_over_is_given_back_without_a_form(town: Town) -> None:
    guild = town.server()
    olga, ana = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ana")
    asked = await ana.slash("/group create", in_=guild.first_channel, name="Lille")
    queue = await olga.slash("/group queue", in_=guild.first_channel)
    await olga.press("Decline", on=queue.message)
    await ana.press("Take the request back", on=asked.message)
    refused = await olga.fill({"Your reason": "Off topic"})
    assert refused.text == "The request for Lille has been decided already.\nYou typed:\nOff topic"
    assert refused.buttons == []
