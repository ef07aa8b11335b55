"""What people set for themselves, and the bot going by it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from playground.people.person import Person
from playground.people.reply import Modal, Reply
from playground.world.messages import Message
from tests.town import Town

USUAL = [
    "## What holds for you",
    "In every server where I am. Only you see this.",
    "**Time zone** each group's own · the usual one",
    "**Language** as in your Discord · the usual one",
    "**Quiet hours** 20:00 to 08:00 · the usual one",
    "**Day off** none · the usual one",
    "**Protected days** none · the usual one",
    "**How I tell you** by mention in the meetup's thread · the usual one",
    "**Your name on cards** shown · the usual one",
    "**Meetups a month** as many as you like · the usual one",
    "**Pause** none",
    "/me pause leaves you alone for a while.",
]
SAVED = "Saved. From now on I go by this."


def lines(reply: Reply) -> list[str]:
    """The lines of an answer that only this person sees."""
    assert reply.failed is None
    assert reply.ephemeral
    return reply.text.splitlines()


async def sends(person: Person, button: str, on: Message | None = None, /, **fields: Any) -> Reply:
    """She opens a form by its button and sends it with these fields filled in, by their names."""
    opened = await person.press(button, on=on)
    assert opened.modal is not None, opened.text
    return await person.fill(fields)


async def test_everything_is_set_by_forms_and_said_on_one_card(town: Town) -> None:
    ana = town.member(town.server(), "Ana")
    opened = await ana.slash("/me preferences")
    assert lines(opened) == USUAL
    card = opened.message
    buttons = [str(button.label) for button in opened.buttons]
    assert buttons == [
        "Time zone and language",
        "Quiet hours and day off",
        "Protected days",
        "How I tell you",
        "Your name on cards",
        "Meetups a month",
    ]
    done = await sends(ana, "Time zone and language", card, zone="tokyo", language="English")
    assert done.updated
    assert lines(done)[0] == SAVED
    await sends(
        ana, "Quiet hours and day off", card, quiet_from="9pm", quiet_until="7:30am", day_off="Sunday"
    )
    await sends(ana, "Protected days", card, protected="14 july\n24 dec to 2 jan")
    await sends(ana, "How I tell you", card, direct="by direct message")
    await sends(
        ana, "Your name on cards", card, hidden="left out; you are counted, and told by direct message"
    )
    done = await sends(ana, "Meetups a month", card, monthly="3")
    assert done.message is card
    expected = [
        SAVED,
        *USUAL[:2],
        "**Time zone** Tokyo (UTC+9) · yours",
        "**Language** English · yours",
        "**Quiet hours** 21:00 to 07:30 · yours",
        "**Day off** Sunday · yours",
        "**Protected days** · yours",
        "Thursday 24 December 2026 to Saturday 2 January 2027",
        "Wednesday 14 July 2027",
        "**How I tell you** by direct message · yours",
        "**Your name on cards** left out; you are counted, and told by direct message · yours",
        "**Meetups a month** 3 · yours",
        *USUAL[-2:],
    ]
    assert lines(done) == expected
    assert lines(await ana.slash("/me preferences")) == expected[1:]

    # Every form shows what holds, and sent as it is it changes nothing.
    for button in buttons:
        assert lines(await sends(ana, button, card)) == expected
    # What is emptied is as usual again.
    await sends(ana, "Time zone and language", card, zone="", language="as in your Discord")
    await sends(ana, "Quiet hours and day off", card, quiet_from="", quiet_until="", day_off="none")
    await sends(ana, "Protected days", card, protected="")
    await sends(ana, "How I tell you", card, direct="by mention in the meetup's thread")
    await sends(ana, "Your name on cards", card, hidden="shown")
    assert lines(await sends(ana, "Meetups a month", card, monthly="")) == [SAVED, *USUAL]


async def test_everything_is_set_by_forms_in_french(town: Town) -> None:
    zoe = town.member(town.server(locale="fr"), "Zoé", "fr")
    opened = await zoe.slash("/moi préférences")
    card = opened.message
    buttons = [str(button.label) for button in opened.buttons]
    assert lines(opened) == [
        "## Ce qui vaut pour toi",
        "Dans tous les serveurs où je suis. Personne d’autre ne voit ceci.",
        "**Fuseau horaire** celui de chaque groupe · réglage habituel",
        "**Langue** celle de ton Discord · réglage habituel",
        "**Heures calmes** de 20:00 à 08:00 · réglage habituel",
        "**Jour libre** aucun · réglage habituel",
        "**Jours protégés** aucun · réglage habituel",
        "**Comment je te préviens** par une mention dans le fil de la rencontre · réglage habituel",
        "**Ton nom sur les cartes** affiché · réglage habituel",
        "**Rencontres par mois** autant que tu veux · réglage habituel",
        "**Pause** aucune",
        "/moi pause te laisse en paix pour un temps.",
    ]
    await sends(zoe, "Fuseau horaire et langue", card, zone="Londres", language="Français")
    quiet = {"quiet_from": "21h", "quiet_until": "7h30", "day_off": "dimanche"}
    await sends(zoe, "Heures calmes et jour libre", card, **quiet)
    await sends(zoe, "Jours protégés", card, protected="14 juillet\ndu 24 décembre au 2 janvier")
    await sends(zoe, "Comment je te préviens", card, direct="par message privé")
    await sends(
        zoe,
        "Ton nom sur les cartes",
        card,
        hidden="absent\xa0; tu comptes quand même, et je t’écris en privé",
    )
    done = await sends(zoe, "Rencontres par mois", card, monthly="3")
    assert lines(done)[0] == "C’est enregistré. Je m’y tiens dès maintenant."
    assert lines(done)[3:-2] == [
        "**Fuseau horaire** Londres (UTC+0) · ton choix",
        "**Langue** Français · ton choix",
        "**Heures calmes** de 21:00 à 07:30 · ton choix",
        "**Jour libre** dimanche · ton choix",
        "**Jours protégés** · ton choix",
        "du jeudi 24 décembre 2026 au samedi 2 janvier 2027",
        "mercredi 14 juillet 2027",
        "**Comment je te préviens** par message privé · ton choix",
        "**Ton nom sur les cartes** absent\xa0; tu comptes quand même, et je t’écris en privé · ton choix",
        "**Rencontres par mois** 3 · ton choix",
    ]
    before = lines(done)
    for button in buttons:
        assert lines(await sends(zoe, button, card)) == before
    refused = await sends(zoe, "Jours protégés", card, protected="à Noël")
    assert lines(refused)[0] == (
        "Je ne comprends pas «\xa0à Noël\xa0». Essaie «\xa024 déc au 2 janv\xa0» ou «\xa014 juillet\xa0»."
    )


@pytest.mark.parametrize(
    ("button", "fields", "answer"),
    [
        (
            "Time zone and language",
            {"zone": "Xanadu-on-Sea"},
            "I know no time zone called “Xanadu-on-Sea”. Type the city of a zone, such as Paris or New York.",
        ),
        (
            "Time zone and language",
            {"zone": "@everyone", "language": "Français"},
            "I know no time zone called “everyone”. Type the city of a zone, such as Paris or New York.",
        ),
        (
            "Quiet hours and day off",
            {"quiet_from": "late", "quiet_until": "8:00", "day_off": "Sunday"},
            "I don't understand the time “late”. Try “20:00” or “8pm”.",
        ),
        (
            "Quiet hours and day off",
            {"quiet_from": "20:00", "quiet_until": "8"},
            "“8” can mean 08:00 or 20:00. Type the one you mean.",
        ),
        (
            "Protected days",
            {"protected": "14 july\nchristmas"},
            "I don't understand “christmas”. Try “24 dec to 2 jan” or “14 july”.",
        ),
        (
            "Protected days",
            {"protected": "03/04"},
            "“03/04” can mean Saturday 3 April 2027 or Thursday 4 March 2027. Type it like “3 April 2027”.",
        ),
        (
            "Protected days",
            {"protected": "1 may 2020 to 3 may 2020"},
            "Sunday 3 May 2020 has passed. Type a day that is still to come.",
        ),
        (
            "Protected days",
            {"protected": "26 dec to 24 dec 2026"},
            "“26 dec to 24 dec 2026” ends before it begins. Type the first day first, with the years.",
        ),
        (
            "Protected days",
            {"protected": "1 january to 1 july"},
            "“1 january to 1 july” is longer than 100 days. Make it shorter; for a long time there is /me pause.",
        ),
        (
            "Protected days",
            {"protected": "30 february"},
            "There is no such day as “30 february”. Look at the calendar again.",
        ),
        (
            "Protected days",
            {"protected": "\n".join(f"{day} dec" for day in range(1, 22))},
            "There is room for 20 lines, and these are 21. Take some out, or join days that follow each other.",
        ),
        (
            "Meetups a month",
            {"monthly": "many"},
            "“many” is not a number from 1 to 31. Leave the field empty if you want none.",
        ),
        (
            "Meetups a month",
            {"monthly": "0"},
            "“0” is not a number from 1 to 31. Leave the field empty if you want none.",
        ),
    ],
)
async def test_what_is_not_understood_is_said_and_nothing_typed_is_lost(
    town: Town, button: str, fields: dict[str, str], answer: str
) -> None:
    ana = town.member(town.server(), "Ana", "en-GB")
    card = (await ana.slash("/me preferences")).message
    refused = await sends(ana, button, card, **fields)
    assert lines(refused)[0] == answer
    assert lines(await ana.slash("/me preferences")) == USUAL
    await town.restart()
    again = await ana.press("Open the form again", on=refused.message)
    assert again.modal is not None
    assert again.modal.title == button
    filled = {
        field.custom_id: field.value or next((o.label for o in field.options if o.default), "")
        for field in again.modal.fields
    }
    assert {name: filled[name] for name in fields} == fields


async def test_a_form_that_was_refused_is_mended_and_sent(town: Town) -> None:
    ana = town.member(town.server(), "Ana")
    await ana.slash("/me preferences")
    quiet = {"quiet_from": "22:00", "quiet_until": "8", "day_off": "Sunday"}
    refused = await sends(ana, "Quiet hours and day off", **quiet)
    mended = await sends(ana, "Open the form again", refused.message, quiet_until="9am")
    assert mended.message is refused.message
    assert lines(mended)[5:7] == ["**Quiet hours** 22:00 to 09:00 · yours", "**Day off** Sunday · yours"]


async def test_a_zone_that_may_be_several_is_picked_from_a_menu_also_after_a_restart(town: Town) -> None:
    ana = town.member(town.server(), "Ana")
    await ana.slash("/me preferences")
    asked = await sends(ana, "Time zone and language", zone="kentucky", language="Français")
    assert lines(asked) == ["Which time zone do you mean by “kentucky”? Pick yours:"]
    await town.restart()
    assert asked.message is not None
    options = [option.label for option in asked.message.selects[0].options]
    assert options == [
        "America/Kentucky/Louisville · Louisville (UTC-5)",
        "America/Kentucky/Monticello · Monticello, Kentucky (UTC-5)",
    ]
    picked = await ana.choose("Your time zone", [options[1]], on=asked.message)
    assert lines(picked)[3:5] == [
        "**Fuseau horaire** Monticello [Kentucky] (UTC-5) · ton choix",
        "**Langue** Français · ton choix",
    ]


async def test_a_zone_is_set_right_in_the_command(town: Town) -> None:
    ana = town.member(town.server(), "Ana")
    choices = await ana.complete("/me preferences", "timezone", "par")
    assert "Europe/Paris · Paris (UTC+1)" in [choice.name for choice in choices]
    assert lines(await ana.slash("/me preferences", timezone="Europe/Paris"))[2] == (
        "**Time zone** Paris (UTC+1) · yours"
    )
    assert lines(await ana.slash("/me preferences", timezone="oslo"))[2] == (
        "**Time zone** Oslo (UTC+1) · yours"
    )
    asked = await ana.slash("/me preferences", timezone="kentucky")
    assert lines(asked) == ["Which time zone do you mean by “kentucky”? Pick yours:"]
    refused = await ana.slash("/me preferences", timezone="Xanadu-on-Sea")
    assert lines(refused)[0].startswith("I know no time zone called “Xanadu-on-Sea”.")


@pytest.mark.meets("G19")
async def test_two_windows_overwrite_nothing_of_each_other_unsaid(town: Town) -> None:
    ana = town.member(town.server(), "Ana")
    card = (await ana.slash("/me preferences")).message
    await ana.press("Quiet hours and day off", on=card)
    early = ana.form
    await sends(ana, "Meetups a month", card, monthly="2")  # another subject is no conflict
    await sends(ana, "Quiet hours and day off", card, quiet_from="22:00", day_off="Monday")
    ana.form = early
    refused = await ana.fill({"quiet_from": "23:00"})
    assert lines(refused) == [
        "You have changed this in another window meanwhile, so I have not saved what you sent now. This holds:",
        "**Quiet hours** 22:00 to 08:00 · yours",
        "**Day off** Monday · yours",
        "You typed:",
        "23:00",
    ]
    again = await sends(ana, "Open the form again", refused.message)
    assert lines(again)[5:7] == [
        "**Quiet hours** 23:00 to 08:00 · yours",
        "**Day off** none · the usual one",
    ]


async def test_a_card_and_its_forms_outlive_weeks_and_restarts(town: Town) -> None:
    ana = town.member(town.server(), "Ana")
    card = (await ana.slash("/me preferences")).message
    await sends(ana, "Protected days", card, protected="24 nov to 26 nov\n24 dec to 2 jan")
    await ana.press("Meetups a month", on=card)
    await town.restart()
    assert SAVED in lines(await ana.fill({"monthly": "4"}))
    await town.turn(timedelta(weeks=5))
    opened = await ana.press("Protected days", on=card)
    assert opened.modal is not None
    assert [field.value for field in opened.modal.fields] == ["24 December 2026 to 2 January 2027"]
    done = await ana.fill({"protected": "24 December 2026 to 4 January 2027"})
    assert "Thursday 24 December 2026 to Monday 4 January 2027" in lines(done)


async def test_days_protected_over_new_year_are_still_there_in_it(town: Town) -> None:
    ana = town.member(town.server(), "Ana")
    card = (await ana.slash("/me preferences")).message
    await sends(ana, "Protected days", card, protected="31 dec to 2 jan")
    expected = "Thursday 31 December 2026 to Saturday 2 January 2027"
    await town.turn(datetime(2027, 1, 1, 12, tzinfo=UTC) - town.discord.clock.now())
    assert expected in lines(await ana.slash("/me preferences"))
    assert expected in lines(await sends(ana, "Protected days", card))
    await town.turn(timedelta(days=2))
    assert "**Protected days** none · the usual one" in lines(await ana.slash("/me preferences"))


async def test_a_language_is_spoken_from_then_on_everywhere_and_after_a_restart(town: Town) -> None:
    guild, other = town.server(), town.server("Others")
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    zoe = town.member(guild, "Zoé", "fr")
    zoe.joins(other)
    lyon = await town.group(olga, guild)
    await zoe.slash("/moi préférences")
    done = await sends(zoe, "Fuseau horaire et langue", language="English")
    assert lines(done)[0] == SAVED
    for _ in range(2):
        assert (await zoe.press("Leave", on=lyon.messages[0])).text == "You are not in Lyon."
        assert lines(await zoe.slash("/moi préférences", in_=other.first_channel))[0] == USUAL[0]
        await town.restart()
    done = await sends(zoe, "Time zone and language", language="as in your Discord")
    assert lines(done)[4] == "**Langue** celle de ton Discord · réglage habituel"


async def test_a_pause_says_what_it_means_and_ends_at_a_tap(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    ana = town.member(guild, "Ana")
    await ana.press("Join", on=lyon.messages[0])
    assert lines(await ana.slash("/me pause")) == [
        "You are not on a pause. To take one, type /me pause and until when: “2 weeks” or “1 december”."
    ]
    choices = await ana.complete("/me pause", "until", "1 december")
    assert [choice.name for choice in choices] == ["Tuesday 1 December 2026 · Paris"]
    december = int(datetime(2026, 11, 30, 23, tzinfo=UTC).timestamp())
    paused = await ana.slash("/me pause", until=choices[0].value)
    assert lines(paused) == [
        f"You are on a pause until <t:{december}:F> (<t:{december}:R>).",
        (
            "Until then nothing of mine pings you. Reminders of meetups you said yes to stand in their threads without "
            "a sound, your seats stay yours, and everything else waits and comes in one message afterwards. If you "
            "can't come to a meetup, tap Can't go on its card, so that somebody else can."
        ),
    ]
    assert lines(await ana.slash("/me pause")) == lines(paused)
    card = await ana.slash("/me preferences")
    assert f"**Pause** until <t:{december}:F> (<t:{december}:R>) · yours" in lines(card)
    await town.restart()
    ended = await ana.press("End the pause", on=paused.message)
    assert lines(ended) == ["Welcome back. Your pause is over, and I tell you things again."]
    ended = await ana.press("End the pause", on=card.message)
    assert lines(ended) == ["You are not on a pause any more."]
    await ana.slash("/me pause", until="1 december")
    await town.turn(timedelta(days=12))
    assert lines(await ana.slash("/me pause"))[0].startswith("You are not on a pause.")
    assert lines(await ana.slash("/me preferences"))[-2] == "**Pause** none"


async def test_a_pause_in_french(town: Town) -> None:
    zoe = town.member(town.server(locale="fr"), "Zoé", "fr")
    choices = await zoe.complete("/moi pause", "until", "")
    assert [choice.name for choice in choices] == [
        "vendredi 27 novembre 2026 · UTC",
        "vendredi 4 décembre 2026 · UTC",
    ]
    choices = await zoe.complete("/moi pause", "until", "15 jours")
    assert [choice.name for choice in choices] == [
        "vendredi 4 décembre 2026 · UTC",
        "samedi 5 décembre 2026 · UTC",
    ]
    refused = await zoe.raw_command("/moi pause", fin="15 jours")
    assert lines(refused) == [
        (
            "«\xa015 jours\xa0» peut vouloir dire vendredi 4 décembre 2026 · UTC ou samedi 5 décembre 2026 · UTC. "
            "Tape-le à nouveau et choisis le bon dans la liste."
        )
    ]
    paused = await zoe.slash("/moi pause", fin="2 semaines")
    until = int(datetime(2026, 12, 4, tzinfo=UTC).timestamp())
    assert lines(paused)[0] == f"Tu es en pause jusqu’au <t:{until}:F> (<t:{until}:R>)."
    ended = await zoe.press("Finir la pause", on=paused.message)
    assert lines(ended) == ["Te revoilà. Ta pause est finie, et je te préviens à nouveau."]


@pytest.mark.parametrize(
    ("until", "answer"),
    [
        ("a while", "I don't understand “a while”. Try “2 weeks” or “1 december”."),
        ("yesterday", "Thursday 19 November 2026 has passed. Type a day that is still to come."),
        (
            "today",
            "Friday 20 November 2026 is today, so the pause would end at once. Type a later day, or how long: “2 weeks”.",
        ),
        ("31 february", "There is no such day as “31 february”. Look at the calendar again."),
        (
            "1 january 2028",
            "A pause lasts a year at most, until Sunday 21 November 2027. You can take another one then.",
        ),
        ("1 january 2031", "That is too far away. I plan until Saturday 20 May 2028."),
        ("x" * 6000, f"I don't understand “{'x' * 59}…”. Try “2 weeks” or “1 december”."),
    ],
)
async def test_an_end_that_cannot_be_meant(town: Town, until: str, answer: str) -> None:
    ana = town.member(town.server(), "Ana")
    assert lines(await ana.raw_command("/me pause", until=until)) == [answer]
    assert lines(await ana.slash("/me preferences")) == USUAL


async def test_what_is_still_to_be_said_follows_a_change_at_once(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    card = await town.meetup(olga, lyon, "28 nov 21:30")
    await ana.press("Going", on=card)
    await ben.press("Going", on=card)
    await ana.slash("/me preferences")
    await sends(ana, "Quiet hours and day off", quiet_from="22:00")
    await town.turn(datetime(2026, 11, 27, 20, 35, tzinfo=UTC) - town.discord.clock.now())
    assert card.thread is not None
    reminders = [message.mentions for message in card.thread.messages[1:]]
    assert reminders == [[ana]]  # a day before, at half past nine, when it is quiet for Ben
    await town.turn(timedelta(hours=11))
    reminders = [message.mentions for message in card.thread.messages[1:]]
    assert reminders == [[ana], [ben]]


async def test_the_monthly_number_is_said_softly_and_to_nobody_else(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild)
    first = await town.meetup(olga, lyon, "26 nov 10:00")
    second = await town.meetup(olga, lyon, "28 nov 10:00")
    starts = int(datetime(2026, 11, 28, 10, tzinfo=UTC).timestamp())
    going = f"You are going. See you <t:{starts}:F>."
    await ana.slash("/me preferences")
    await sends(ana, "Meetups a month", monthly="1")
    assert len(lines(await ana.press("Going", on=first))) == 2  # the second asks for her time zone
    told = await ana.press("Going", on=second)
    assert lines(told) == [going, "This makes 2 in November; you asked for 1."]
    assert [button.label for button in told.buttons] == ["Keep it", "Maybe", "Can't go"]
    assert (await ben.press("Going", on=second)).text.splitlines()[0] == going
    await town.settle()
    assert f"**Going** {ana.mention} {ben.mention}" in second.text
    assert "asked for" not in "".join(message.text for message in [*ben.sees(lyon), *olga.sees(lyon)])

    await town.restart()
    assert lines(await ana.press("Keep it", on=told.message)) == [going]
    await ana.press("Can't go", on=told.message)
    await town.settle()
    assert f"**Going** {ben.mention}" in second.text
    assert lines(await ana.press("Going", on=second))[1:] == ["This makes 2 in November; you asked for 1."]
    await ana.press("Maybe", on=told.message)
    await ana.slash("/me pause", until="2 weeks")
    assert lines(await ana.press("Going", on=second)) == [going]


async def test_the_monthly_number_in_french_and_on_an_old_card(town: Town) -> None:
    guild = town.server(locale="fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    zoe = town.member(guild, "Zoé", "fr")
    lyon = await town.group(olga, guild)
    first = await town.meetup(olga, lyon, "26 nov 10:00")
    second = await town.meetup(olga, lyon, "28 nov 10:00")
    await zoe.slash("/moi préférences")
    await sends(zoe, "Rencontres par mois", monthly="1")
    await zoe.press("Je viens", on=first)
    await town.turn(timedelta(hours=2))
    told = await zoe.press("Je viens", on=second)
    assert told.updated  # the click has redrawn the card, and what is said to her follows
    assert f"{zoe.mention}" in second.text
    await town.discord.until(lambda: told.followups)
    [said] = told.followups
    assert said.ephemeral
    assert said.text.splitlines()[1] == "Cela en fait 2 en novembre\xa0; tu en voulais 1."
    assert [button.label for button in said.buttons] == ["Je garde", "Peut-être", "Pas cette fois"]


async def test_all_as_usual_asks_once(town: Town) -> None:
    ana = town.member(town.server(), "Ana")
    await ana.slash("/me pause", until="2 weeks")
    await ana.slash("/me preferences", timezone="Europe/Paris")
    card = (await sends(ana, "Time zone and language", language="Français")).message
    asked = await ana.press("Tout comme d’habitude", on=card)
    assert lines(asked) == ["Annuler tout ce que tu as réglé, ta pause et tes jours protégés aussi\xa0?"]
    kept = await ana.press("Garder mes réglages", on=asked.message)
    assert lines(kept)[2] == "**Fuseau horaire** Paris (UTC+1) · ton choix"
    await ana.press("Tout comme d’habitude", on=card)
    done = await ana.press("Tout annuler", on=card)
    assert lines(done) == ["Done. The usual holds for you again.", *USUAL]
    assert "All as usual" not in [button.label for button in done.buttons]


@pytest.mark.meets("G24")
async def test_it_works_in_direct_messages_with_the_bot(town: Town) -> None:
    ana = town.member(town.server(), "Ana")
    direct = ana.direct(town.campsite)
    opened = await ana.slash("/me preferences", in_=direct)
    assert lines(opened) == USUAL
    done = await sends(ana, "Quiet hours and day off", opened.message, quiet_from="22:00")
    assert lines(done)[5] == "**Quiet hours** 22:00 to 08:00 · yours"
    refused = await sends(ana, "Meetups a month", opened.message, monthly="many")
    mended = await sends(ana, "Open the form again", refused.message, monthly="5")
    assert "**Meetups a month** 5 · yours" in lines(mended)
    paused = await ana.slash("/me pause", in_=direct, until="monday")
    assert lines(await ana.press("End the pause", on=paused.message))[0].startswith("Welcome back.")


@pytest.mark.parametrize(
    ("custom_id", "said"),
    [
        ("members:card", "## What holds for you"),
        ("members:usual:yes", "Done. The usual holds for you again."),
        ("members:resume", "You are not on a pause any more."),
    ],
)
async def test_whoever_presses_what_was_shown_to_another_changes_and_shows_only_their_own(
    town: Town, custom_id: str, said: str
) -> None:
    guild = town.server()
    ana, eve = town.member(guild, "Ana"), town.member(guild, "Eve")
    await ana.slash("/me pause", until="monday")
    card = (await ana.slash("/me preferences", timezone="Asia/Tokyo")).message
    assert card is not None
    shown = card.text
    pressed = await eve.raw_component(card, custom_id=custom_id)
    assert lines(pressed)[0] == said
    assert pressed.message is not card
    assert card.text == shown
    opened = await eve.raw_component(card, custom_id="members:form:zone")
    assert opened.modal is not None
    assert opened.modal.fields[0].value is None
    sent = await eve.fill({"zone": "Oslo"})
    assert lines(sent)[3] == "**Time zone** Oslo (UTC+1) · yours"
    assert card.text == shown
    assert lines(await ana.slash("/me preferences")) == shown.splitlines()


@pytest.mark.parametrize(
    "custom_id",
    [
        "members:form:everything",
        "members:again:zone:xyz:",
        "members:again:zone:00000000:../..",
        "members:usual:no",
        "members:pick:00000000:fr",
    ],
)
async def test_a_custom_id_nobody_drew(town: Town, custom_id: str) -> None:
    ana = town.member(town.server(), "Ana")
    card = (await ana.slash("/me preferences")).message
    assert card is not None
    assert lines(await ana.raw_component(card, custom_id=custom_id)) == [
        "That is no longer in use. Type /meetup list or /group browse for what is current."
    ]


@pytest.mark.parametrize(
    ("custom_id", "values", "answer"),
    [
        ("members:save:everything:00000000", {}, "That is no longer in use."),
        ("members:save:zone:xyz", {}, "That is no longer in use."),
        ("elsewhere:save:1", {}, "That is no longer in use."),
        ("members:save:zone:00000000", {"zone": "Oslo"}, "You have changed this in another window meanwhile"),
    ],
)
async def test_a_form_nobody_drew(town: Town, custom_id: str, values: dict[str, str], answer: str) -> None:
    ana = town.member(town.server(), "Ana")
    await ana.slash("/me preferences")
    await ana.press("Time zone and language")
    assert ana.form is not None
    opened_by, modal = ana.form
    ana.form = (opened_by, Modal(modal.title, custom_id, modal.components))
    assert lines(await ana.fill(values))[0].startswith(answer)
    assert lines(await ana.slash("/me preferences")) == USUAL


async def test_forms_that_are_opened_and_closed_leave_nothing_in_memory(town: Town) -> None:
    ana = town.member(town.server(), "Ana")
    card = (await ana.slash("/me preferences")).message
    for _ in range(3):
        await ana.press("Meetups a month", on=card)
    kept = town.client._connection._view_store._modals  # pyright: ignore[reportPrivateUsage] - nothing public tells
    assert kept == {}


async def test_a_choice_that_was_not_offered_is_refused(town: Town) -> None:
    ana = town.member(town.server(), "Ana")
    asked = await ana.slash("/me preferences", timezone="kentucky")
    assert asked.message is not None
    custom_id = asked.message.selects[0].custom_id
    refused = await ana.raw_component(
        asked.message, custom_id=custom_id, component_type=3, values=["Mars/Olympus"]
    )
    assert lines(refused)[0].startswith("I know no time zone called “Mars/Olympus”.")
    assert lines(await ana.slash("/me preferences")) == USUAL
