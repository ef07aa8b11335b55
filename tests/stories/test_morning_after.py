"""The morning after a meetup: who is asked in a direct message answers there, and organizers hear what was said."""

from __future__ import annotations

from datetime import timedelta

from bot.people import service as people
from playground.people.person import Person
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.town import Town

TO_THE_START = timedelta(days=8)  # from Friday 20, 09:00 UTC
TO_THE_NEXT_MORNING = timedelta(hours=23)


async def a_meetup(town: Town, guild: Guild, olga: Person, going: str, *people: Person) -> Message:
    """A meetup to which these people say they come, and it begins; its card."""
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    card = await town.meetup(olga, lyon)
    for person in people:
        await person.press(going, on=card)
    await town.turn(TO_THE_START + timedelta(minutes=5))
    return card


async def answers(person: Person, *taps: str, on: Message) -> None:
    asked = await person.press(taps[0], on=on)
    for tap in taps[1:]:
        await person.press(tap, on=asked.message)


def room(guild: Guild, name: str) -> list[Message] | None:
    """What stands in the private thread of a group's organizers; None while there is none."""
    for thread in guild.thread_by_id.values():
        if thread.name == name:
            return thread.messages
    return None


async def roll(olga: Person) -> Message:
    [choice] = await olga.complete("/meetup rollcall", "meetup", "")
    shown = await olga.slash("/meetup rollcall", meetup=choice.value)
    assert shown.message is not None
    return shown.message


async def test_who_asked_for_direct_messages_answers_there_as_others_do_in_the_thread(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, zoe = (town.member(guild, name) for name in ("Ana", "Ben", "Zoé"))
    for person in (ana, zoe):
        await town.app.database.write(None, people.set_direct, person.id, wanted=True)
    card = await a_meetup(town, guild, olga, "Going", ana, ben)
    await olga.press("Everyone was there", on=await roll(olga))
    before = len(ana.direct_messages)
    await town.turn(TO_THE_NEXT_MORNING)

    [letter] = ana.direct_messages[before:]
    assert card.thread is not None
    assert card.thread.messages[-1].mentions == [ben]
    assert letter.text.splitlines() == [
        "-# Lyon · Learners",
        "How was **Code & coffee**? Two taps are enough, and nobody sees who said what.",
    ]
    labels = ["Open the thread", "Tell the organizers", "I was not there", "Stop direct messages"]
    assert [button.label for button in letter.buttons] == labels
    asked = await ana.press("Tell the organizers", on=letter)
    assert asked.ephemeral
    await ana.press("Glad I came", on=asked.message)
    await ana.press("Yes", on=asked.message)
    assert asked.text.startswith("Thank you. It was your first time")
    await ana.press("Write a line", on=asked.message)
    thanked = await ana.fill({"One line": "Warm and calm"})
    assert thanked.text == "Thank you. The organizers read it without your name."
    assert "**How it was** 1 answer" in (await roll(olga)).text

    corrected = await ana.press("I was not there", on=letter)
    assert corrected.text == "I have noted that you could not come. It is not held against you."
    assert f"- {ana.mention} · could not come" in (await roll(olga)).text
    asked = await ana.press("Tell the organizers", on=letter)
    assert asked.text.startswith("I have not seen you at **Code & coffee**.")
    await ana.press("I was there", on=asked.message)
    assert f"- {ana.mention} · came (roll-call and by their own word)" in (await roll(olga)).text
    assert [button.label for button in letter.buttons] == labels  # it is one of several parts: it stays

    # Who had nothing to do with it makes buttons up, in her own direct messages.
    opened = await zoe.slash("/me preferences", in_=zoe.direct(town.campsite))
    assert opened.message is not None
    for button in ("attendance:after:1", "attendance:came:1", "attendance:away:1", "attendance:mood:1:not"):
        refused = await zoe.raw_component(opened.message, custom_id=button)
        assert (
            refused.text
            == "I have no note of you at that meetup. Whoever was there is asked the next morning."
        )
    nowhere = await zoe.raw_component(opened.message, custom_id="attendance:came:99")
    assert nowhere.text == "That is no longer in use. Type /meetup list or /group browse for what is current."
    assert zoe.mention not in (await roll(olga)).text


async def test_who_has_left_the_server_since_tells_it_nothing_any_more(town: Town) -> None:
    guild = town.server()
    olga, ana = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ana")
    await town.app.database.write(None, people.set_direct, ana.id, wanted=True)
    await a_meetup(town, guild, olga, "Going", ana)
    await olga.press("Everyone was there", on=await roll(olga))
    await town.turn(TO_THE_NEXT_MORNING)
    letter = ana.direct_messages[-1]
    asked = await ana.press("Tell the organizers", on=letter)
    assert asked.text.startswith("How was **Code & coffee** for you?")
    ana.leaves(guild)
    for tap, on in (
        ("Tell the organizers", letter),
        ("I was not there", letter),
        ("Glad I came", asked.message),
    ):
        refused = await ana.press(tap, on=on)
        assert refused.text == "You are not in that server any more, so I keep no answer."


async def test_who_was_kept_out_since_still_corrects_but_tells_organizers_nothing(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    await town.app.database.write(None, people.set_direct, ana.id, wanted=True)
    await a_meetup(town, guild, olga, "Going", ana)
    await olga.press("Everyone was there", on=await roll(olga))
    await town.turn(TO_THE_NEXT_MORNING)
    letter = ana.direct_messages[-1]
    asked = await ana.press("Tell the organizers", on=letter)
    await olga.slash("/group ban", person=ana, reason="Insults", span="0")
    refused = await ana.press("Not for me", on=asked.message)
    assert refused.ephemeral
    assert "Insults" in refused.text
    assert "How it was" not in (await roll(olga)).text
    corrected = await ana.press("I was not there", on=letter)
    assert corrected.text == "I have noted that you could not come. It is not held against you."


async def test_who_hides_their_name_says_in_french_that_they_were_there(town: Town) -> None:
    guild = town.server("Apprenants", "fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana, ben = town.member(guild, "Ana", "fr"), town.member(guild, "Ben", "fr")
    await town.app.database.write(None, people.hide_name, ana.id, wanted=True)
    card = await a_meetup(town, guild, olga, "Je viens", ana, ben)
    await olga.choose("Qui était là, ou y est\xa0? Même sans réponse", [ben], on=await roll(olga))
    await town.turn(TO_THE_NEXT_MORNING)

    letter = ana.direct_messages[-1]
    assert card.thread is not None
    assert [message.text for message in card.thread.messages if ana.mention in message.text] == []
    assert letter.text.splitlines()[1] == (
        "Je ne t’ai pas vu·e à **Code & café**. Tu y étais\xa0? Cette question n’est que pour toi, et les deux réponses "
        "sont bonnes."
    )
    assert [button.label for button in letter.buttons] == [
        "Ouvrir le fil",
        "J’y étais",
        "Je n’ai pas pu venir",
        "Ne plus m’écrire en privé",
    ]
    asked = await ana.press("J’y étais", on=letter)
    assert asked.ephemeral
    assert asked.text == (
        "C’était comment pour toi, **Code & café**\xa0? Celles et ceux qui organisent voient combien ont dit quoi, jamais "
        "qui."
    )
    assert asked.message is not None
    assert [button.label for button in asked.message.buttons] == [
        "Content·e d’être venu·e",
        "C’était bien",
        "Pas pour moi",
        "Je n’y étais pas",
    ]
    await ana.press("C’était bien", on=asked.message)
    await ana.press("Oui", on=asked.message)
    assert asked.text.startswith("Merci.")


async def test_organizers_hear_what_was_said_once_enough_have_answered_and_never_who(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo, dan = everyone = [town.member(guild, name) for name in ("Ana", "Ben", "Cléo", "Dan")]
    card = await a_meetup(town, guild, olga, "Going", *everyone)
    await olga.press("Everyone was there", on=await roll(olga))
    await town.turn(TO_THE_NEXT_MORNING)
    assert card.thread is not None
    question = card.thread.messages[-1]
    await answers(ana, "Answer", "Glad I came", "Yes", "Write a line", on=question)
    await ana.fill({"One line": "Warm and calm"})
    await answers(ben, "Answer", "Not for me", "No", on=question)
    await town.turn(timedelta(days=1))
    assert room(guild, "Organizers of Lyon") is None  # two could be told from each other

    await answers(cleo, "Answer", "Glad I came", "Perhaps", on=question)
    await town.settle()
    assert room(guild, "Organizers of Lyon") is None  # nor do they read it the moment she has answered
    await town.turn(timedelta(days=1))
    await town.turn(timedelta(hours=1))  # it was opened for this
    told = room(guild, "Organizers of Lyon")
    assert told is not None
    [message] = told
    assert message.text.splitlines() == [
        olga.mention,
        "**Code & coffee**, <t:1795856400:D>",
        "**How it was** 3 answers",
        "Glad I came 2 · It was all right 0 · Not for me 1",
        "Would come again: Yes 1 · Perhaps 1 · No 1",
        "> Warm and calm",
    ]
    assert message in olga.notifications

    await answers(dan, "Answer", "It was all right", "Yes", on=question)
    await town.turn(timedelta(days=1))
    assert told == [message]
    now = await olga.press("What was said by now", on=message)
    assert now.ephemeral
    assert now.text.splitlines()[1:3] == [
        "**How it was** 4 answers",
        "Glad I came 2 · It was all right 1 · Not for me 1",
    ]
    refused = await dan.raw_component(card, custom_id="attendance:said:1")
    assert refused.text == "Only organizers of Lyon can do that. /group info shows who they are."


async def test_where_no_private_thread_may_be_opened_what_was_said_is_read_with_a_button(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    members = [town.member(guild, name) for name in ("Ana", "Ben", "Cléo")]
    card = await a_meetup(town, guild, olga, "Going", *members)
    guild.channel("lyon").set_overwrite(town.campsite.user, deny="create_private_threads")
    await town.discord.calm()
    await olga.press("Everyone was there", on=await roll(olga))
    await town.turn(TO_THE_NEXT_MORNING)
    assert card.thread is not None
    for person in members:
        await answers(person, "Answer", "Glad I came", "Yes", on=card.thread.messages[-1])
    await town.turn(timedelta(days=1))
    await town.turn(timedelta(hours=1))
    told = guild.channel("lyon").messages[-1]
    assert told.text.splitlines() == [
        olga.mention,
        "There are answers about **Code & coffee**, for those who run the group.",
    ]
    now = await olga.press("What was said by now", on=told)
    assert now.text.splitlines()[1] == "**How it was** 3 answers"


async def test_an_organizer_with_direct_messages_hears_it_there_in_french(town: Town) -> None:
    guild = town.server("Apprenants", "fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    members = [town.member(guild, name, "fr") for name in ("Ana", "Ben", "Cléo")]
    await town.app.database.write(None, people.set_direct, olga.id, wanted=True)
    card = await a_meetup(town, guild, olga, "Je viens", *members)
    await olga.press("Tout le monde était là", on=await roll(olga))
    await town.turn(TO_THE_NEXT_MORNING)
    assert card.thread is not None
    for person in members:
        await answers(person, "Répondre", "C’était bien", "Oui", on=card.thread.messages[-1])
    await town.turn(timedelta(days=1))
    await town.turn(timedelta(hours=1))  # the thread is opened for this
    letter = olga.direct_messages[-1]
    assert letter.text.splitlines()[1:] == [
        "**Code & café**, <t:1795856400:D>",
        "**C’était comment** 3 réponses",
        "Content·e d’être venu·e 0 · C’était bien 3 · Pas pour moi 0",
        "Reviendraient\xa0: Oui 3 · Peut-être bien 0 · Non 0",
    ]
    assert [button.label for button in letter.buttons] == ["Ouvrir le fil", "Ne plus m’écrire en privé"]
