"""What a meetup is changes on the way: its words, its place, its seats; nothing that somebody typed is lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.town import Town


async def test_a_stale_edit_says_what_changed_meanwhile_and_loses_nothing(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon, place="Library")
    await ben.press("Going", on=card)
    await olga.slash("/group organizers", person=ana, role="organizer")
    ana.goes_to(lyon)
    ben.goes_to(lyon)
    choices = await ana.complete("/meetup edit", "meetup", "code")
    panel = await ana.slash("/meetup edit", meetup=choices[0].value)
    other = await olga.slash("/meetup edit", meetup="1")
    await olga.press("Title, place, notes", on=other.message)
    await ana.press("Title, place, notes", on=panel.message)
    saved = await ana.fill({"Place": "Café Perché", "Notes": "Bring a charger."})
    assert (
        saved.text.splitlines()[0] == "Saved. The card follows, and I am telling 1 person what is different."
    )
    await town.settle()
    assert "Café Perché" in card.text
    assert card.thread is not None
    assert card.thread.messages[-1].text.splitlines() == [
        ben.mention,
        "**Code & coffee** has changed.",
        "You meet at Café Perché.",
        "New notes: Bring a charger.",
    ]

    stale = await olga.fill({"Title": "Hack night", "Place": "Town hall"})
    assert stale.text.splitlines() == [
        "Somebody has changed this meetup meanwhile, so I have not saved what you sent.",
        "You meet at Café Perché.",
        "New notes: Bring a charger.",
        "You typed:",
        "Hack night",
        "Town hall",
    ]
    assert "Café Perché" in card.text
    await olga.press("Open the form again", on=stale.message)
    odd = await olga.fill({"Title": "Hack night", "Place": "Town hall", "Link": "town hall"})
    assert "Town hall" in odd.text
    assert [button.label for button in odd.buttons] == ["Open the form again"]
    await olga.press("Open the form again", on=odd.message)
    await olga.fill({"Link": ""})
    await town.settle()
    assert card.text.splitlines()[0] == "## Hack night · Lyon"
    assert "Town hall" in card.text
    told = await ana.slash("/meetup delivery", meetup="1")
    assert told.text.splitlines()[-1] == "- Change: 2 in the thread"
    refused = await ben.slash("/meetup edit", meetup="1")
    assert refused.text == "Only organizers of Lyon can do that. /group info shows who they are."


async def test_a_meetups_thread_is_called_what_the_meetup_is_and_when(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    assert card.thread is not None
    names = [card.thread.name]
    panel = await olga.slash("/meetup edit", meetup="1")
    await olga.press("Title, place, notes", on=panel.message)
    await olga.fill({"Title": "Hack night"})
    await town.settle()
    names.append(card.thread.name)
    await olga.slash("/meetup move", meetup="1", when="29 nov 11:00")
    await town.settle()
    names.append(card.thread.name)
    assert names == [
        "Code & coffee · Sat 28 November 2026, 10:00",
        "Hack night · Sat 28 November 2026, 10:00",
        "Hack night · Sun 29 November 2026, 11:00",
    ]


async def test_a_series_gets_another_place_from_one_of_its_meetups_on(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    card = await town.meetup(olga, lyon, repeat="every saturday", place="Library")
    await ben.press("Going", on=card)
    await olga.slash("/group organizers", person=ana, role="organizer")
    ana.goes_to(lyon)
    panel = await olga.slash("/meetup edit", meetup="1")
    assert panel.message is not None
    assert [button.label for button in panel.message.buttons] == [
        "Title, place, notes",
        "Seats",
        "Title, place, notes from here on",
        "Seats from here on",
    ]
    other = await ana.slash("/meetup edit", meetup="1")
    await ana.press("Title, place, notes from here on", on=other.message)
    await olga.press("Title, place, notes from here on", on=panel.message)
    saved = await olga.fill({"Place": "Café Perché"})
    assert saved.text.splitlines()[0] == (
        "Saved for this one and all that follow it: 7 meetups are different now. I am telling 1 person."
    )
    await town.settle()
    assert card.thread is not None
    told = card.thread.messages[-1]
    assert told.mentions == [ben]
    assert told.text.splitlines()[1:] == ["**Code & coffee** has changed.", "You meet at Café Perché."]
    stale = await ana.fill({"Place": "Town hall"})
    assert stale.text.splitlines() == [
        "Somebody has changed this meetup or one after it meanwhile, so I have not saved what you sent.",
        "**Title** Code & coffee",
        "**Place** Café Perché",
        "**Link** nothing",
        "**Notes** nothing",
        "You typed:",
        "Code & coffee",
        "Town hall",
    ]
    await ana.press("Open the form again", on=stale.message)
    odd = await ana.fill({"Link": "nowhere"})
    await ana.press("Open the form again", on=odd.message)
    await ana.fill({"Link": ""})
    await olga.press("Seats from here on", on=panel.message)
    seats = await olga.fill({"Seats": "12"})
    assert seats.text.splitlines()[0].endswith("7 meetups are different now.")
    same = await olga.press("Seats from here on", on=panel.message)
    same = await olga.fill({})
    assert same.text.splitlines()[0] == "It was like that already. Nothing has changed."
    await town.turn(timedelta(weeks=10))  # long after all that was planned then
    following = lyon.messages[-1]
    assert "Town hall" in following.text
    assert "0 of 12" in following.text


async def test_une_serie_change_de_lieu_a_partir_d_une_rencontre(town: Town) -> None:
    guild = town.server("Apprenants", locale="fr")
    olga, ben = town.member(guild, "Olga", "fr", "manage_guild"), town.member(guild, "Ben", "fr")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    await olga.slash("/meetup schedule", when="tous les samedis à 10h", place="Médiathèque")
    await town.settle()
    first, second = lyon.messages[1], (await olga.complete("/meetup edit", "meetup", ""))[1].value
    await ben.press("Je viens", on=first)
    panel = await olga.slash("/meetup edit", meetup=second)
    await olga.press("Titre, lieu, notes à partir d’ici", on=panel.message)
    saved = await olga.fill({"Lieu": "Café Perché"})
    assert saved.text.splitlines()[0].startswith(
        "C’est enregistré pour celle-ci et toutes les suivantes\xa0: "
    )
    await town.settle()
    assert "Médiathèque" in first.text
    assert first.thread is not None
    assert not any(message.mentions for message in first.thread.messages)
    await town.turn(timedelta(weeks=1))
    assert "Café Perché" in lyon.messages[-1].text


async def test_more_seats_go_to_those_who_wait_in_order(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana, ben, cleo = (town.member(guild, name, "fr") for name in ("Ana", "Ben", "Cléo"))
    await olga.slash("/groupe créer", in_=guild.first_channel, nom="Lyon")
    await town.settle()
    lyon = guild.channel("lyon")
    olga.goes_to(lyon)
    await olga.slash("/rencontre planifier", quand="28 nov 10:00", places=1)
    await town.settle()
    card = lyon.messages[-1]
    for person in (ana, ben, cleo):
        await person.press("Je viens", on=card)
    panel = await olga.slash("/rencontre modifier", rencontre="1")
    await olga.press("Places", on=panel.message)
    odd = await olga.fill({"Places": "deux"})
    assert odd.text.splitlines() == [
        "Il peut y avoir de 1 à 1000 places. Ne mets rien s’il y a de la place pour tout le monde.",
        "Tu as écrit\xa0:",
        "deux",
    ]
    await olga.press("Rouvrir le formulaire", on=odd.message)
    saved = await olga.fill({"Places": "2"})
    assert saved.text.splitlines()[0] == "C’est enregistré. La carte suit."
    await town.settle()
    assert "places prises\xa0: 2 sur 2" in card.text
    assert card.thread is not None
    assert card.thread.messages[-1].mentions == [ben]
    await olga.press("Places", on=panel.message)
    await olga.fill({"Places": ""})
    await town.settle()
    assert card.thread.messages[-1].mentions == [cleo]


async def test_who_loses_the_seat_online_with_the_link_is_told_where_to_look(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo"))
    lyon = await town.group(olga, guild)
    hybrid: dict[str, Any] = {
        "place": "Library",
        "link": "https://meet.example/secret",
        "seats": 1,
        "online_seats": 5,
    }
    card = await town.meetup(olga, lyon, **hybrid)
    await ana.press("Going", on=card)
    for person in (ben, cleo):
        await person.press("Online", on=card)
    panel = await olga.slash("/meetup edit", meetup="1")
    await olga.press("Title, place, notes", on=panel.message)
    await olga.fill({"Link": ""})
    await town.settle()
    assert card.thread is not None
    told = card.thread.messages[-1]
    assert told.text.splitlines()[2:] == [
        "There is no way to join online any more.",
        "If you had a seat online, you have one in the room now or wait for one. Tap Details to see which.",
    ]
    shown = await ben.press("Details", on=told)
    assert shown.text.splitlines()[-1].startswith("The room is full: you are number 1 in line.")

    await olga.press("Title, place, notes", on=panel.message)
    await olga.fill({"Link": "https://meet.example/again"})
    await town.settle()
    await olga.press("Title, place, notes", on=panel.message)
    await olga.fill({"Place": ""})
    await town.settle()
    change, seat = card.thread.messages[-2:]
    assert change.text.splitlines()[-1] == (
        "If you had a seat in the room, you have one online now or wait for one. Tap Details to see which."
    )
    assert seat.mentions == [ben, cleo]  # only the room was full: online there is a seat for everyone
    assert "A seat has become free and it is yours" in seat.text


async def test_who_sits_online_keeps_the_seat_when_the_room_is_gone(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo"))
    lyon = await town.group(olga, guild)
    plain = await town.meetup(olga, lyon, place="Café", link="https://meet.example/x", seats=1)
    tight = await town.meetup(
        olga, lyon, "29 nov 10:00", place="Café", link="https://meet.example/y", seats=1, online_seats=1
    )
    for card in (plain, tight):
        await ana.press("Going", on=card)
        await ben.press("Online", on=card)
    for meetup in ("1", "2"):
        panel = await olga.slash("/meetup edit", meetup=meetup)
        await olga.press("Title, place, notes", on=panel.message)
        await olga.fill({"Place": ""})
    await town.settle()
    going = await cleo.press("Going", on=plain)  # there is room for everyone, as there was online
    assert going.text.startswith("You are going")
    assert "1 of 1 seats taken" in tight.text
    assert ben.mention in tight.text
    assert ana.mention not in tight.text


async def test_what_was_typed_about_a_meetup_that_was_skipped_meanwhile_is_given_back(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    max_ = town.member(guild, "Max", "en-US", "manage_guild")
    lyon = await town.group(olga, guild)
    max_.goes_to(lyon)
    await town.meetup(olga, lyon, repeat="every saturday")
    for meetup, button in (("1", "Title, place, notes"), ("2", "Title, place, notes from here on")):
        panel = await olga.slash("/meetup edit", meetup=meetup)
        await olga.press(button, on=panel.message)
        await max_.slash("/meetup skip", meetup=meetup)
        lost = await olga.fill({"Notes": "Ten minutes of typing."})
        assert lost.text.splitlines()[0] == "This meetup was cancelled. /meetup list shows the next ones."
        assert lost.text.splitlines()[-1] == "Ten minutes of typing."


async def test_what_cannot_stand_on_the_card_is_given_back(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild)
    card = await town.meetup(olga, lyon)
    going = await ana.press("Going", on=card)
    await ana.press("What will you work on?", on=going.message)
    odd = await ana.fill({"What will you work on?": "my *first* game"})
    assert odd.text.splitlines()[-1] == "my *first* game"
    await ana.press("Open the form again", on=odd.message)
    assert ana.form is not None
    assert (await ana.fill({})).text == odd.text
    await ana.press("Open the form again", on=odd.message)
    await ana.fill({"What will you work on?": "my first game"})
    await town.settle()
    assert "my first game" in card.text
