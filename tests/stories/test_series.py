"""An organizer's series, in words: begun in one command, skipped, moved, resting, ended; and its one card at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.town import Town

FIRST = 1795856400  # 28 November 2026, 10:00 in Paris
WEEK = 7 * 24 * 3600


async def test_a_series_from_its_first_words_to_its_end(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")

    choices = await olga.complete("/meetup schedule", "when", "every saturday 10:00")
    assert [choice.name for choice in choices] == ["every Saturday · Sat 21 November 2026, 10:00 · Paris"]
    begun = await olga.slash("/meetup schedule", when="28 nov 10:00", repeat="every saturday", format="study")
    await town.settle()
    assert begun.text == (
        f"Study session repeats every Saturday at 10:00 (Paris). The first is <t:{FIRST}:F> to <t:{FIRST + 7200}:t> "
        f"(<t:{FIRST}:R>); its card "
        f"is in {lyon.mention}."
    )
    cards = lyon.messages[1:]
    assert [card.text.splitlines()[0] for card in cards] == ["## Study session · Lyon"]
    answer = await ana.press("Going", on=cards[0])
    assert answer.message is not None
    assert [button.label for button in answer.message.buttons] == ["What will you work on?"]

    first, second, third, *_ = await olga.complete("/meetup skip", "meetup", "study")
    skipped = await olga.slash("/meetup skip", meetup=first.value)
    await town.settle()
    assert skipped.text == (
        f"Study session, <t:{FIRST}:F>, is skipped. I am telling everyone who wanted to come. The next one is <t:{FIRST + WEEK}:F>."
    )
    assert cards[0].text.splitlines()[1] == (
        f"**Skipped this time.** It was planned for <t:{FIRST}:F>. The next one is <t:{FIRST + WEEK}:F>."
    )
    assert len(lyon.messages) == 3
    assert cards[0].thread is not None
    assert cards[0].thread.messages[-1].mentions == [ana]

    card = lyon.messages[2]
    await ana.press("Going", on=card)
    moved = await olga.slash("/meetup move", meetup=second.value, when="6 dec 11:00")
    await town.settle()
    sunday = FIRST + WEEK + 25 * 3600
    assert moved.text == f"Study session is <t:{sunday}:F> now. I am telling 1 person."
    assert card.thread is not None
    told = card.thread.messages[-1]
    assert told.mentions == [ana]
    assert told.text.splitlines()[1:] == [
        "**Study session** has changed.",
        f"It begins <t:{sunday}:F>, and not <t:{FIRST + WEEK}:F>.",
    ]

    rests = await olga.slash("/meetup skip", meetup=third.value, days="20 dec to 3 jan")
    assert rests.text.startswith("It rests from ")
    assert "2 are skipped" in rests.text
    asked = await olga.slash("/meetup cancel", meetup=third.value)
    assert asked.message is not None
    assert [button.label for button in asked.message.buttons] == [
        "Cancel the meetup",
        "This one and all after it",
        "It isn't safe: cancel and warn now",
    ]
    ended = await olga.press("This one and all after it", on=asked.message)
    assert "are cancelled" in (ended.text or asked.message.text)

    refused = await olga.slash("/meetup schedule", when="28 nov 10:00", until="5 times")
    assert refused.text == "Say until when or how often only for something that repeats."
    refused = await olga.slash("/meetup schedule", when="28 nov 10:00", repeat="every blue moon")
    assert refused.text.startswith("I can't repeat something “every blue moon”.")
    await town.turn(timedelta(0))


async def test_each_time_of_a_short_series_has_its_card_when_the_one_before_is_over(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    await olga.slash("/meetup schedule", when="28 nov 10:00", repeat="every saturday", until="3 times")
    await town.settle()

    await town.turn(timedelta(days=7))  # the evening before the first
    for number in range(1, 4):
        assert [
            f"<t:{FIRST + week * WEEK}:F>" in card.text for week, card in enumerate(lyon.messages[1:])
        ] == [True] * number
        card = lyon.messages[-1]
        assert "Going" in [button.label for button in card.buttons]
        await town.turn(timedelta(days=2))
        assert "is over" in card.text
        await town.turn(timedelta(days=5))
    assert len(lyon.messages) == 4
    await town.turn(timedelta(days=7))
    assert all(card.thread is None or card.thread.archived for card in lyon.messages[1:])


@pytest.mark.parametrize("count", [3, 12])
async def test_as_many_times_as_were_promised_are_held_after_a_rest(town: Town, count: int) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    await olga.slash("/meetup schedule", when="28 nov 10:00", repeat="every saturday", until=f"{count} times")
    await olga.slash("/meetup skip", meetup="2", days="5 dec to 6 dec")
    for _ in range(count + 3):
        await town.turn(timedelta(days=7))
    held = [
        week
        for week in range(count + 3)
        if any(f"<t:{FIRST + week * WEEK}:F>" in card.text for card in lyon.messages)
    ]
    assert held == [0, *range(2, count + 1)]


async def test_a_series_that_was_moved_from_one_on_is_still_one_series(town: Town) -> None:
    guild = town.server()
    olga, ben = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    await olga.slash("/meetup schedule", when="28 nov 10:00", repeat="every saturday", until="10 times")
    await town.settle()
    first, second, third, *_ = await olga.complete("/meetup move", "meetup", "coffee")
    moved = await olga.slash("/meetup move", meetup=third.value, when="13 dec 12:00", following=True)
    sunday = FIRST + 2 * WEEK + 26 * 3600
    assert moved.text == f"Code & coffee is <t:{sunday}:F> now."
    await town.settle()
    assert len(lyon.messages) == 2  # the first is still what comes next
    rests = await olga.slash("/meetup skip", meetup=first.value, days="20 dec to 3 jan")
    assert "3 are skipped" in rests.text
    skipped = await olga.slash("/meetup skip", meetup=second.value)
    assert skipped.text.endswith(f"The next one is <t:{FIRST}:F>.")
    asked = await olga.slash("/meetup cancel", meetup=first.value)
    ended = await olga.press("This one and all after it", on=asked.message)
    assert ended.text.startswith("Code & coffee ends here: 3 are cancelled")
    await town.settle()
    listed = await ben.slash("/meetup list", in_=lyon)
    assert listed.text == "Nothing is planned yet. Organizers plan a meetup with /meetup schedule."
    await town.turn(timedelta(weeks=9))
    assert (await ben.slash("/meetup list", in_=lyon)).text == listed.text


async def test_ending_a_series_twice_is_ending_it_once(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await town.group(olga, guild, timezone="Europe/Paris")
    await olga.slash("/meetup schedule", when="28 nov 10:00", repeat="every saturday")
    asked = await olga.slash("/meetup cancel", meetup="1")
    other = await olga.slash("/meetup cancel", meetup="1")
    await olga.press("This one and all after it", on=asked.message)
    again = await olga.press("This one and all after it", on=other.message)
    assert again.text == "Code & coffee has ended: nothing more of it is planned."


async def test_a_last_day_that_can_be_two_is_asked_about_and_offered(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    weekly = "every saturday 10:00"
    asked = await olga.slash("/meetup schedule", in_=lyon, when=weekly, until="03/04")
    assert asked.text == (
        "“03/04” can mean Thursday 4 March 2027 or Saturday 3 April 2027. Type it again and pick the one you mean from "
        "the list."
    )
    offered = await olga.complete("/meetup schedule", "until", "03/04", when=weekly)
    assert [(one.name, one.value) for one in offered] == [
        ("Thursday 4 March 2027", "2027-03-04"),
        ("Saturday 3 April 2027", "2027-04-03"),
    ]
    [times] = await olga.complete("/meetup schedule", "until", "12x", when=weekly)
    assert (times.name, times.value) == ("12 times", "12")
    [unclear] = await olga.complete("/meetup schedule", "until", "one day", when=weekly)
    assert unclear.name.startswith("I don't understand the end “one day”.")
    assert await olga.complete("/meetup schedule", "until", "", when=weekly) == []
    begun = await olga.slash("/meetup schedule", in_=lyon, when=weekly, until=offered[1].value)
    assert "The last day it can be on is Saturday 3 April 2027." in begun.text


async def test_what_repeats_in_a_way_there_is_not_is_told_in_one_sentence(town: Town) -> None:
    guild = town.server()
    olga, lea = (
        town.member(guild, name, locale, "manage_guild")
        for name, locale in (("Olga", "en-US"), ("Léa", "fr"))
    )
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    there_is = (
        " There is “every saturday”, “every two weeks on tuesday”, “first saturday of the month” up to the fourth, and "
        "“last friday of the month”."
    )
    for typed, said in (
        ("every 0 weeks", "I can't repeat something “every 0 weeks”." + there_is),
        ("every 3 saturdays 10:00", "I can't repeat something “every 3 saturdays 10:00”." + there_is),
        ("every saturday", "At what time? Add it, such as “every saturday 10:00”."),
        (
            "every other week 10:00",
            "On which day? Add it to “every other week 10:00”, such as “every two weeks on tuesday”.",
        ),
        ("every blue saturday", "I don't understand “blue” in “every blue saturday”. Try “saturday 10:00”."),
    ):
        assert (await olga.slash("/meetup schedule", in_=lyon, when=typed)).text == said
        [offered] = await olga.complete("/meetup schedule", "when", typed)
        assert offered.name.rstrip("…") in said
    lea.goes_to(lyon)
    refused = await lea.slash("/meetup schedule", when="toutes les 0 semaines")
    assert refused.text.startswith("Je ne sais pas répéter «\xa0toutes les 0 semaines\xa0».")
    refused = await lea.slash("/meetup schedule", when="tous les samedis")
    assert refused.text == "À quelle heure\xa0? Ajoute-la, par exemple «\xa0tous les samedis 10h\xa0»."


async def test_a_repeat_that_can_mean_two_things_is_asked_about_and_offered(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    day = "28 nov 10:00"  # the fourth Saturday of that month, and its last
    asked = await olga.slash("/meetup schedule", in_=lyon, repeat="monthly", when=day)
    assert asked.text == (
        "“monthly” can mean fourth Saturday of the month or last Saturday of the month. Type it again and pick the one "
        "you mean from the list."
    )
    offered = await olga.complete("/meetup schedule", "repeat", "monthly", when=day)
    assert [(one.name, one.value) for one in offered] == [
        ("fourth Saturday of the month", "fourth saturday of the month"),
        ("last Saturday of the month", "last saturday of the month"),
    ]
    suggested = await olga.complete("/meetup schedule", "repeat", "", when=day)
    assert [one.name for one in suggested] == [
        "every Saturday",
        "every two weeks on Saturday",
        "fourth Saturday of the month",
        "last Saturday of the month",
    ]
    assert [
        one.name for one in await olga.complete("/meetup schedule", "repeat", "every 3 weeks", when=day)
    ] == [
        "I can't repeat something “every 3 weeks”. There is “every saturday”, “every two weeks on tuesday”, …"
    ]
    other = await olga.slash("/meetup schedule", in_=lyon, repeat="every saturday 19:00", when=day)
    assert other.text == "The repeat says another time than “when”. Say the time once, in “when”."
    no_day = await olga.slash("/meetup schedule", in_=lyon, when="10:00", repeat="every week")
    assert no_day.text == "On which day? Add it to “every week”, such as “every two weeks on tuesday”."
    both = await olga.slash("/meetup schedule", in_=lyon, when="every saturday at 10")
    assert both.text.startswith("“every saturday at 10” can mean every Saturday · ")
    begun = await olga.slash("/meetup schedule", in_=lyon, repeat=offered[1].value, when=day)
    assert begun.text.startswith("Code & coffee repeats last Saturday of the month at 10:00 (Paris).")


async def test_une_rencontre_hybride_a_deux_listes(town: Town) -> None:
    guild = town.server("Apprenants", locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana, ben, cleo = (town.member(guild, name, "fr") for name in ("Ana", "Ben", "Cléo"))
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    await olga.slash(
        "/meetup schedule",
        when="28 nov 10h",
        place="Café Perché",
        link="https://meet.example/x",
        seats=1,
        online_seats=1,
    )
    await town.settle()
    card = lyon.messages[1]
    assert [button.label for button in card.buttons] == [
        "Je viens",
        "En ligne",
        "Peut-être",
        "Pas cette fois",
        "Agenda",
    ]
    await ana.press("Je viens", on=card)
    await ben.press("En ligne", on=card)
    answers = [await ben.press("Je viens", on=card), await cleo.press("En ligne", on=card)]
    await town.settle()
    said = [
        [line for line in answer.text.splitlines() if not line.startswith("Au fait")] for answer in answers
    ]
    assert [lines[-1] for lines in said] == [
        "Pour une place dans la salle, tu es en position 1 sur la liste.",
        "Toutes les places en ligne sont prises\xa0: tu es en position 1 sur la liste. Je te préviens dès qu’une place est à toi.",
    ]
    assert "salle 1 sur 1 · en ligne 1 sur 1" in card.text
    assert "**En attente** 1 pour la salle, 1 en ligne" in card.text
    asked = await ana.press("Pas cette fois", on=card)
    assert asked.message is not None
    await ana.press("Laisser ma place", on=asked.message)
    await town.settle()
    assert card.thread is not None
    assert {person for message in card.thread.messages for person in message.mentions} == {ben, cleo}
    assert f"**Participants** {ben.mention} {cleo.mention}" in card.text


async def test_a_day_before_a_seat_is_held_and_taken_passed_on_or_runs_out(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo, dan = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo", "Dan"))
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    card = await town.meetup(olga, lyon, when="21 nov 19:00", seats=1)  # in 33 hours
    for person in (ana, ben, cleo, dan):
        await person.press("Going", on=card)
    asked = await ana.press("Can't go", on=card)
    assert asked.message is not None
    await ana.press("Give my seat up", on=asked.message)
    await town.settle()
    assert card.thread is not None
    offer = card.thread.messages[-1]
    assert offer.mentions == [ben]
    assert [button.label for button in offer.buttons] == ["Take the seat", "Pass it on"]
    passed = await ben.press("Pass it on", on=offer)
    await town.settle()
    assert passed.text.startswith("The seat goes to the next in line. You keep your place")
    assert card.thread.messages[-1].mentions == [cleo]
    late = card.thread.messages[-1]
    await town.turn(timedelta(hours=2, minutes=1))  # nobody answers
    await town.turn(timedelta(seconds=1))
    assert card.thread.messages[-1].mentions == [dan]
    gone = await cleo.press("Take the seat", on=late)
    assert gone.text.startswith("That seat is taken by now.")
    taken = await dan.press("Take the seat", on=card.thread.messages[-1])
    await town.settle()
    assert taken.text.splitlines()[0].startswith("You are going.")
    assert f"**Going** {dan.mention}" in card.text
    assert "**Waiting** 2" in card.text


@pytest.mark.meets("T05")
async def test_a_series_that_begins_in_the_spring_night_keeps_its_time_on_all_other_days(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    await town.group(olga, guild, timezone="Europe/Paris")
    await town.turn(timedelta(days=124))
    [choice] = await olga.complete("/meetup schedule", "when", "every sunday 02:30")
    assert choice.name == "every Sunday 02:30 · Sun 28 March 2027, 03:30 · Paris"
    begun = await olga.slash("/meetup schedule", when=choice.value)
    lines = begun.text.splitlines()
    assert "repeats every Sunday at 02:30 (Paris)" in lines[0]
    assert lines[1] == "On Sunday 28 March 2027 the clocks skip 02:30: that one begins at 03:30."
    _, second, *_ = await olga.complete("/meetup skip", "meetup", "code")
    assert "4 April 2027, 02:30" in second.name

    [moment] = await olga.complete("/meetup schedule", "when", "28 march 2027 02:45")
    also = await olga.slash("/meetup schedule", when=moment.value, repeat="every sunday", title="Also")
    assert "repeats every Sunday at 02:45 (Paris)" in also.text

    later, *_ = await olga.complete("/meetup move", "meetup", "also")
    [moment] = await olga.complete("/meetup move", "when", "28 march 2027 02:15", meetup=later.value)
    moved = await olga.slash("/meetup move", meetup=later.value, when=moment.value, following=True)
    assert moved.failed is None
    _, following, *_ = await olga.complete("/meetup skip", "meetup", "also")
    assert "4 April 2027, 02:15" in following.name
