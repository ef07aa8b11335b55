"""Who came: an evening from the code at the door to the recap, and what everyone reads of it."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta

from bot.people.person import Person as Somebody
from cogs.attendance import service
from cogs.attendance.models import open_visits
from playground.people.person import Person
from playground.world.channels import ChannelType
from playground.world.guilds import Guild
from tests.town import Town

STARTS = 1795856400  # 28 November 2026, 10:00 in Paris
TO_THE_START = timedelta(days=8)  # from Friday 20, 09:00 UTC


async def noticed(town: Town, guild: Guild, person: Person) -> None:
    """Waits until the bot knows that somebody is in voice: nobody sees it do so."""
    async with asyncio.timeout(60):
        while person.id not in [visit.person_id for visit in await town.app.read(guild.id, open_visits)]:
            pass


async def test_an_evening_from_the_code_at_the_door_to_the_recap(town: Town) -> None:
    guild = town.server()
    lounge = guild.add_channel("Lounge", ChannelType.VOICE)
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben, cleo, dan, eve = (town.member(guild, name) for name in ("Ana", "Ben", "Cléo", "Dan", "Eve"))
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    card = await town.meetup(olga, lyon)
    for person in (ana, ben, cleo, dan):
        await person.press("Going", on=card)
    [group] = await olga.complete("/meetup voice", "group", "")
    named = await olga.slash("/meetup voice", in_=lyon, group=group.value, channel=lounge)
    assert named.text == f"Whoever is in {lounge.mention} for ten minutes while Lyon meets has come."
    [choice] = await olga.complete("/meetup rollcall", "meetup", "")
    early = await olga.slash("/meetup rollcall", in_=lyon, meetup=choice.value)
    refused = await olga.press("Everyone was there", on=early.message)
    assert refused.text == "Nobody can be there yet. The roll opens 15 minutes before the start."

    await town.turn(TO_THE_START - timedelta(minutes=5))
    shown = await olga.slash("/meetup rollcall", in_=lyon, meetup=choice.value)
    assert shown.ephemeral
    [code] = re.findall(r"\*\*([A-Z]{4})\*\*", shown.text)
    wrong = await ana.slash("/meetup checkin", in_=lyon, code="oooo")
    assert wrong.text == "No meetup here has that code now. Look at it once more; 4 tries are left."
    came = await ana.slash("/meetup checkin", in_=lyon, code=f" {code[:2].lower()} {code[2:]}")
    assert came.text == "Welcome to **Code & coffee**. I have noted that you are here."
    assert came.ephemeral
    ben.enters(lounge)
    await noticed(town, guild, ben)
    await town.turn(timedelta(minutes=20))

    roll = await olga.choose("Who was there, or is? Also without an answer", [eve], on=shown.message)
    assert roll.updated
    roll = await olga.choose("Who was not there?", [cleo], on=shown.message)
    assert shown.message is not None
    lines = shown.message.text.splitlines()
    assert [line for line in lines if line.startswith("- ")] == [
        f"- {ana.mention} · came (code at the door)",
        f"- {ben.mention} · came (in voice)",
        f"- {cleo.mention} · not seen",
        f"- {dan.mention} · not known yet",
        f"- {eve.mention} · came (roll-call)",
    ]

    await town.turn(timedelta(hours=3))
    assert card.thread is not None
    before = len(card.thread.messages)
    await town.turn(timedelta(hours=20))
    [question] = card.thread.messages[before:]
    assert question.text.splitlines()[1] == (
        "How was **Code & coffee**? Two taps are enough, and nobody sees who said what."
    )
    assert {person.name for person in question.mentions} == {"Ana", "Ben", "Cléo", "Dan", "Eve"}

    for person, mood, again in ((ana, "Glad I came", "Yes"), (ben, "Glad I came", "Perhaps")):
        asked = await person.press("Answer", on=question)
        assert asked.ephemeral
        await person.press(mood, on=asked.message)
        await person.press(again, on=asked.message)
        assert asked.text.startswith("Thank you. It was your first time")
    form = await ben.press("Write a line", on=asked.message)
    assert form.modal is not None
    thanked = await ben.fill({"One line": "Warm and calm"})
    assert thanked.text == "Thank you. The organizers read it without your name."

    missed = await dan.press("Answer", on=question)
    assert missed.text == (
        "I have not seen you at **Code & coffee**. Were you there? Nobody but you is asked, and either answer is fine."
    )
    few = await olga.slash("/meetup rollcall", in_=lyon, meetup=choice.value)
    assert "Warm and calm" not in few.text
    await dan.press("I was there", on=missed.message)
    await dan.press("Not for me", on=missed.message)
    await dan.press("No", on=missed.message)
    told = await olga.slash("/meetup rollcall", in_=lyon, meetup=choice.value)
    assert told.text.splitlines()[-4:] == [
        "**How it was** 3 answers",
        "Glad I came 2 · It was all right 0 · Not for me 1",
        "Would come again: Yes 1 · Perhaps 1 · No 1",
        "> Warm and calm",
    ]
    assert f"- {dan.mention} · came (by their own word)" in told.text
    assert "The code at the door" not in told.text

    await olga.slash("/meetup recap", in_=lyon, meetup=choice.value)
    written = await olga.fill(
        {"What happened": "We met **closures**.", "Links": "https://campsite.example/slides"}
    )
    assert written.text == (
        f"Your recap of **Code & coffee** stands in {card.thread.mention}. Type /meetup recap again to change it."
    )
    await town.settle()
    recap = card.thread.messages[-1]
    assert recap.text.splitlines() == [
        "## How Code & coffee was",
        "We met **closures**.",
        "- <https://campsite.example/slides>",
    ]
    again = await olga.slash("/meetup recap", in_=lyon, meetup=choice.value)
    assert again.modal is not None
    await olga.fill({"What happened": "We met closures and Ada."})
    await town.settle()
    assert recap.text.splitlines()[1] == "We met closures and Ada."
    assert len(card.thread.messages) == before + 2


async def test_a_member_reads_and_corrects_their_record_in_french(town: Town) -> None:
    guild = town.server("Apprenants", "fr")
    olga = town.member(guild, "Olga", "fr", "manage_guild")
    ana, ben = town.member(guild, "Ana", "fr"), town.member(guild, "Ben", "fr")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    card = await town.meetup(olga, lyon)
    nothing = await ana.slash("/meetup record", in_=lyon)
    assert nothing.text == "Je n’ai rien noté sur des rencontres où tu serais venu·e ces six derniers mois."
    for person in (ana, ben):
        await person.press("Je viens", on=card)
    await town.turn(TO_THE_START + timedelta(minutes=5))
    [choice] = await olga.complete("/meetup rollcall", "meetup", "")
    roll = await olga.slash("/meetup rollcall", in_=lyon, meetup=choice.value)
    await olga.choose("Qui était là, ou y est\xa0? Même sans réponse", [ben], on=roll.message)
    await town.turn(timedelta(hours=3))
    record = await ana.slash("/meetup record", in_=lyon)
    assert record.ephemeral
    assert record.text.splitlines()[-1] == f"- <t:{STARTS}:D> **Code & café** · pas vu·e"
    asked = await ana.choose(
        "Quelque chose n’est pas juste\xa0? Choisis-le.", ["Code & café"], on=record.message
    )
    assert asked.updated
    await ana.press("J’y étais", on=record.message)
    record = await ana.slash("/meetup record", in_=lyon)
    assert record.text.splitlines()[-1] == (
        f"- <t:{STARTS}:D> **Code & café** · est venu·e (de sa propre parole)"
    )
    stranger = town.member(guild, "Zoé", "fr")
    refused = await stranger.slash("/meetup rollcall", in_=lyon, meetup=choice.value)
    assert "Code" not in refused.text


async def test_who_was_in_voice_before_and_after_a_restart_was_there(town: Town) -> None:
    guild = town.server()
    lounge = guild.add_channel("Lounge", ChannelType.VOICE)
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana = town.member(guild, "Ana")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    await town.meetup(olga, lyon, link=f"https://discord.com/channels/{guild.id}/{lounge.id}")
    await town.turn(TO_THE_START)
    await town.stop()
    ana.enters(lounge)
    await town.start()
    await noticed(town, guild, ana)
    await town.turn(timedelta(minutes=11))
    [choice] = await olga.complete("/meetup rollcall", "meetup", "")
    roll = await olga.slash("/meetup rollcall", in_=lyon, meetup=choice.value)
    assert f"- {ana.mention} · came (in voice)" in roll.text


async def test_what_cannot_be_kept_of_a_recap_or_a_line_is_given_back_and_a_recap_outlives_its_thread(
    town: Town,
) -> None:
    guild = town.server()
    olga, ana = town.member(guild, "Olga", "en-US", "manage_guild"), town.member(guild, "Ana", "fr")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    ana.goes_to(lyon)
    card = await town.meetup(olga, lyon)
    await ana.press("Going", on=card)
    await town.turn(TO_THE_START + timedelta(minutes=5))
    six = " ".join(f"https://campsite.example/{number}" for number in range(6))
    for links, why in (
        ("slides.pdf", "I can't use that link. It must be one web address, beginning with https://"),
        (six, "There is room for 5 links under a recap. Leave some out and try again."),
    ):
        await olga.slash("/meetup recap", in_=lyon, meetup="1")
        odd = await olga.fill({"What happened": "We met closures.", "Links": links})
        assert odd.text.splitlines() == [why, "You typed:", "We met closures.", links]
    await olga.press("Open the form again", on=odd.message)
    written = await olga.fill({"Links": ""})
    assert written.text.startswith("Your recap of **Code & coffee** stands in")
    await town.settle()
    assert card.thread is not None
    assert card.thread.messages[-1].text.splitlines()[1:] == ["We met closures."]
    await olga.slash("/meetup recap", in_=lyon, meetup="1")
    empty = await olga.fill({"What happened": "\u200b"})
    assert empty.text.splitlines()[0] == "A recap needs a few words. Open the form again and write them."

    roll = await olga.slash("/meetup rollcall", in_=lyon, meetup="1")
    await olga.press("Everyone was there", on=roll.message)
    await ana.raw_component(card.thread.messages[-1], "attendance:line:1")
    odd = await ana.fill({"Une ligne": "C'était *bien*"})
    assert odd.text.splitlines()[-1] == "C'était *bien*"
    await ana.press("Rouvrir le formulaire", on=odd.message)
    assert ana.form is not None
    kept = await ana.fill({"Une ligne": "C'était bien"})
    assert kept.text.startswith("Merci")

    card.thread.remove()
    await olga.slash("/meetup recap", in_=lyon, meetup="1")
    await olga.fill({"What happened": "We met closures and Ada."})
    await town.settle()
    again = lyon.messages[-1]
    assert again.text.splitlines()[1] == "We met closures and Ada."
    await olga.slash("/meetup recap", in_=lyon, meetup="1")
    await olga.fill({"What happened": "We met Ada."})
    await town.settle()
    assert (lyon.messages[-1], again.text.splitlines()[1]) == (again, "We met Ada.")


async def test_a_roll_and_a_record_fit_a_message_however_much_is_known(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    card = await town.meetup(olga, lyon)
    seated = [town.member(guild, f"P{number}") for number in range(70)]
    walk_ins = [town.member(guild, f"W{number}") for number in range(75)]
    await asyncio.gather(*(person.press("Going", on=card) for person in seated))
    await town.turn(TO_THE_START + timedelta(minutes=5))
    roll = await olga.slash("/meetup rollcall", in_=lyon, meetup="1")
    await olga.press("Everyone was there", on=roll.message)
    for first in (0, 25, 50):
        shown = await olga.choose(
            "Who was there, or is? Also without an answer", walk_ins[first : first + 25], on=roll.message
        )
        assert shown.updated
    for person in seated[:12]:
        await town.app.write(guild.id, service.say, 1, person.id, line=("so good " * 40)[:299] + "!")
    roll = await olga.slash("/meetup rollcall", in_=lyon, meetup="1")
    lines = roll.text.splitlines()
    said_so, others = (lines.index(head) for head in ("**Said they come**", "**Others**"))
    listed = sum(line.startswith("- ") for line in lines[said_so:others])
    assert f"and {70 - listed} more" in lines
    listed = sum(line.startswith("- ") for line in lines[others:])
    assert f"and {75 - listed} more" in lines
    assert sum(line.startswith("> so good") for line in lines) == 3

    organizer, ana = Somebody(olga.id, manages_server=True), seated[0]
    for number in range(2, 26):
        await olga.slash("/meetup schedule", in_=lyon, when=f"in {number} hours", title="wort " * 19 + "wort")
    await town.settle()
    await town.turn(timedelta(hours=26))
    for number in range(2, 26):
        await town.app.write(guild.id, service.were_there, number, organizer, [ana.id])
        await town.app.write(guild.id, service.correct, number, ana.id, came=True)
    record = await ana.slash("/meetup record", in_=lyon)
    lines = record.text.splitlines()
    assert lines[-1] == f"and {25 - (len(lines) - 2)} more"
