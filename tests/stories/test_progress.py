"""What people learn is shared, answered and added up: a first month, a goal reached together, somebody who is stuck."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.people.models import save
from bot.pictures.painter import Painter
from cogs.progress import rules
from cogs.progress.digest_models import threads
from playground.people.person import Person
from playground.world.channels import Channel
from playground.world.guilds import Guild
from playground.world.messages import Message
from tests.builders import dot
from tests.town import Town

DAY = timedelta(days=1)


def words(message: Message) -> list[str]:
    return message.text.splitlines()


async def circle(town: Town, locale: str = "en-US") -> tuple[Guild, Channel, Person, Person, Person]:
    """A group with an organizer and two members."""
    guild = town.server(locale=locale)
    olga = town.member(guild, "Olga", locale, "manage_guild")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    ana, ben = town.member(guild, "Ana", locale), town.member(guild, "Ben", locale)
    for person in (ana, ben):
        await person.press(lyon.messages[0].buttons[0], on=lyon.messages[0])
        person.goes_to(lyon)
    await town.settle()
    return guild, lyon, olga, ana, ben


async def share(town: Town, person: Person, **options: Any) -> str:
    reply = await person.slash("/progress share", **options)
    await town.settle()
    return reply.text


async def test_the_first_month_of_a_learner_with_a_holiday_a_broken_week_and_a_come_back(town: Town) -> None:
    _, lyon, _, ana, ben = await circle(town)
    first = await ana.slash(
        "/progress share", learned="closures", link="https://a.example/1", image=(dot(), "x.png")
    )
    await town.settle()
    assert first.text == (
        f"Shared in {lyon.mention}. 1 day this week.\n"
        f"Everyone who can read {lyon.mention} can see it, and the weekly digest may repeat it. It is kept until you take "
        "it back; your days and your streak are seen by you alone."
    )
    card = lyon.messages[-1]
    assert words(card)[1:] == ["**Learned** closures", "https://a.example/1"]
    assert [(file.filename, file.data) for file in card.attachments] == [("progress.png", dot())]
    said = await ben.press("Well done", on=card)
    again = await ben.press("Well done", on=card)
    await town.settle()
    assert said.text == again.text == f"Said. {ana.mention} sees it on the card."
    assert words(card)[-1] == f"-# Encouraged by {ben.mention}"
    assert len(card.attachments) == 1
    assert (await ana.press("Well done", on=card)).text.startswith("This one is yours")

    me = await ana.slash("/progress me")
    assert [file.filename for file in me.message.attachments] == ["year.png"]  # pyright: ignore[reportOptionalMemberAccess] - it has answered
    filled = await ana.press("I learned on Thursday", on=me.message)
    assert words_of(filled)[1] == "2 days in total · 2 days this week."

    for days in (3, 2, 2):  # Monday, Wednesday, Friday
        await town.turn(days * DAY)
        told = await share(town, ana, did="exercises")
    assert told.splitlines() == [f"Shared in {lyon.mention}. 3 days this week."]
    await town.turn(2 * DAY)
    await ana.slash("/me pause", until="2 weeks")
    await town.turn(16 * DAY)  # Tuesday; the pause ended on Sunday
    assert await share(town, ana, learned="the sea") == f"Shared in {lyon.mention}. 1 of 3 days this week."
    me = await ana.slash("/progress me")
    assert words_of(me)[1] == "6 days in total · 2 weeks in a row · 1 of 3 days this week."

    await town.turn(24 * DAY)
    assert await share(town, ana, next="recursion") == (
        f"Welcome back, 7 days in total.\nShared in {lyon.mention}. 1 of 3 days this week."
    )
    assert [message for message in lyon.messages if ana in message.mentions] == []


def words_of(reply: Any) -> list[str]:
    return reply.text.splitlines()


async def test_a_group_reaches_a_goal_together_and_reads_about_its_week(town: Town) -> None:
    _, lyon, olga, ana, ben = await circle(town)
    proposed = await olga.slash(
        "/progress goal", title="Read the book", checklist="Chapter 1; Chapter 2", number=2, by="31 december"
    )
    await town.settle()
    assert proposed.text == (
        f"Lyon has a new goal: “Read the book”. Its card is in {lyon.mention}; everyone ticks there what they have done."
    )
    card = lyon.messages[-1]
    assert words(card) == [
        "## Read the book", "0 of 2 done · each by 2 people · until 31 December 2026",
        "☐ Chapter 1 · 0 of 2", "☐ Chapter 2 · 0 of 2",
    ]  # fmt: skip
    one, two = card.buttons
    ticked = [await person.press(one, on=card) for person in (ana, ben)]
    assert [answer.text for answer in ticked] == [
        "Ticked: Chapter 1. Of this goal, 0 of 2 are done.",
        "Ticked: Chapter 1. Of this goal, 1 of 2 are done.",
    ]
    await town.settle()
    assert words(card)[1:3] == [
        "1 of 2 done · each by 2 people · until 31 December 2026",
        "☑ Chapter 1 · 2 of 2",
    ]
    await olga.press(two, on=card)
    last = await ben.press(two, on=card)
    await town.settle()
    assert last.text == "With that the group has reached “Read the book”. Well done, all of you."
    assert words(card)[1].startswith("**Reached together** on <t:")
    assert words(card)[2:] == ["- Chapter 1", "- Chapter 2"]
    assert card.buttons == []

    await share(town, ana, learned="iterators")
    await town.turn(2 * DAY + timedelta(hours=9))  # Sunday, 19:00 in Paris
    assert [line.partition("](")[0] for line in words(lyon.messages[-1])] == [
        "## The week in Lyon",
        "1 day of learning · 1 person",
        "**Learned**",
        f"- {ana.mention} · [iterators",
        "**Goals**",
        "- Read the book · reached",
        "-# What somebody takes back goes from here too.",
    ]


async def test_a_french_group_reaches_a_goal_together_and_reads_about_its_week(town: Town) -> None:
    _, lyon, olga, ana, ben = await circle(town, "fr")
    proposed = await olga.slash(
        "/progress goal", title="Lire le livre", checklist="Chapitre 1; Chapitre 2", by="31 décembre"
    )
    await town.settle()
    assert proposed.text == (
        f"Lyon a un nouvel objectif\xa0: «\xa0Lire le livre\xa0». La carte est dans {lyon.mention}\xa0; chaque personne y "
        "coche ce qu’elle a fait."
    )
    card = lyon.messages[-1]
    assert words(card) == [
        "## Lire le livre", "0 sur 2 faits · jusqu’au 31 décembre 2026", "☐ Chapitre 1", "☐ Chapitre 2"
    ]  # fmt: skip
    one, two = card.buttons
    ticked = [await person.press(one, on=card) for person in (ana, ben)]
    assert ticked[1].text == "Coché\xa0: Chapitre 1. De cet objectif, 1 sur 2 sont faits."
    await town.settle()
    assert words(card)[2] == "☑ Chapitre 1 · 2 personnes"
    await ana.press("Pas encore", on=ticked[0].message)
    await town.settle()
    assert words(card)[2] == "☑ Chapitre 1 · 1 personne"
    last = await ben.press(two, on=card)
    await town.settle()
    assert last.text == "Avec cela, le groupe a atteint «\xa0Lire le livre\xa0». Bravo à vous."
    assert words(card)[1].startswith("**Atteint ensemble** le <t:")
    assert card.buttons == []

    await ben.slash("/progress win", what="First talk", words="Les fermetures")
    await share(town, ana, learned="les itérateurs", stuck="les décorateurs")
    await town.turn(2 * DAY + timedelta(hours=9))  # Sunday, 19:00 in Paris
    digest = words(lyon.messages[-1])
    assert digest[:2] == ["## La semaine du groupe Lyon", "2 jours d’apprentissage · 2 personnes"]
    assert [line.partition("](")[0] for line in digest[2:]] == [
        "**Réussites**",
        f"- {ben.mention} · [Première conférence · Les fermetures",
        "**Appris**",
        f"- {ana.mention} · [les itérateurs",
        "**Tu peux aider\xa0?**",
        f"- {ana.mention} · [les décorateurs",
        "**Objectifs**",
        "- Lire le livre · atteint",
        "-# Ce que quelqu’un reprend disparaît d’ici aussi.",
    ]
    month = await ana.press("Le mois", on=lyon.messages[-1])
    await town.discord.until(lambda: month.message is not None)
    assert words_of(month)[0] == "## Lyon · novembre 2026"
    shown = len(lyon.messages)
    await town.turn(7 * DAY)  # a week without a word
    assert len(lyon.messages) == shown


async def test_who_is_stuck_is_answered_by_somebody_who_is_willing(town: Town) -> None:
    _, lyon, _, ana, ben = await circle(town)
    me = await ben.slash("/progress me")
    form = await ben.press("My pace", on=me.message)
    assert form.modal is not None
    kept = await ben.fill(
        {"Days a week": "5", "May I ask you to answer somebody?": "Yes, when nobody has answered for a day"}
    )
    assert words_of(kept)[1] == "0 days in total · 0 of 5 days this week."
    await ana.slash("/progress share")
    told = await ana.fill({"Where are you stuck?": "recursion", "A link": "not a link"})
    assert words_of(told)[0] == "I can't use that link. It must be one web address, beginning with https://"
    assert "recursion" in told.text
    again = await ana.press("Open the form again", on=told.message)
    assert again.modal is not None
    assert [field.value for field in again.modal.fields] == [None, None, "recursion", None, "not a link"]
    await ana.fill({"A link": ""})
    await town.settle()
    card = lyon.messages[-1]
    assert words(card)[1:] == ["**Stuck** recursion"]

    await town.turn(DAY)
    asked = lyon.messages[-1]
    assert asked.mentions == [ben]
    assert words(asked)[1].startswith(
        f"{ana.mention} shared something a day ago and nobody has answered yet."
    )
    helped = await ben.press("I can help", on=card)
    await town.settle()
    assert helped.text.startswith(f"Thank you. {ana.mention} is told that you can help")
    assert f"-# {ben.mention} can help" in card.text
    assert lyon.messages[-1].mentions == [ana]
    await town.turn(2 * DAY)
    assert sum(ben in message.mentions for message in lyon.messages) == 1


async def test_an_answer_is_noticed_without_reading_it_and_then_nobody_is_asked(town: Town) -> None:
    _, lyon, _, ana, ben = await circle(town)
    me = await ben.slash("/progress me")
    await ben.press("My pace", on=me.message)
    await ben.fill({"May I ask you to answer somebody?": "Yes, when nobody has answered for a day"})
    await share(town, ana, stuck="recursion")
    await ben.says("call yourself", in_=lyon, reply_to=lyon.messages[-1])
    await town.settle()
    shown = len(lyon.messages)
    await town.turn(DAY + timedelta(hours=1))
    assert len(lyon.messages) == shown


async def test_what_is_taken_back_is_gone_and_one_shares_only_ones_own_words(town: Town) -> None:
    _, lyon, _, ana, ben = await circle(town)
    said = await ana.says("I wrote a parser", in_=lyon)
    refused = await ben.menu("Share as progress", on=said)
    assert refused.text.startswith("Only your own words are yours to share.")
    form = await ana.menu("Share as progress", on=said)
    assert form.modal is not None
    assert form.modal.fields[0].value == "I wrote a parser"
    shared = await ana.fill({"What did you learn?": "grammars"})
    await town.settle()
    card = lyon.messages[-1]
    assert words(card)[1:3] == ["**Did** I wrote a parser", "**Learned** grammars"]
    taken = await ana.press("Take back", on=shared.message)
    await town.settle()
    assert taken.text.startswith("It is taken back")
    assert card.deleted
    assert (await ana.slash("/progress me")).text.splitlines()[1] == "1 day in total · 1 day this week."


async def test_a_goal_of_ones_own_is_counted_up_and_celebrated_when_one_says_so(town: Town) -> None:
    _, lyon, _, ana, _ = await circle(town)
    shown = len(lyon.messages)
    await ana.slash("/progress goal", title="Solve katas", number=2, link="https://kata.example")
    listed = await ana.slash("/progress goal")
    assert words_of(listed)[2] == "**Solve katas** · 0 of 2 · https://kata.example"
    step = await ana.press("1 of 2", on=listed.message)
    assert step.text == (await ana.press("1 of 2", on=listed.message)).text == "“Solve katas”: 1 of 2."
    reached = await ana.press("2 of 2", on=step.message)
    assert reached.text == "You have reached “Solve katas”. Well done."
    assert len(lyon.messages) == shown
    await ana.press("Celebrate it with the group", on=reached.message)
    await town.settle()
    assert words(lyon.messages[-1])[0].startswith(f"**Goal reached** · {ana.mention}")
    assert words(lyon.messages[-1])[1:] == ["Solve katas", "https://kata.example"]


async def test_a_group_may_have_a_thread_of_its_own_for_progress(town: Town) -> None:
    guild, lyon, olga, ana, _ = await circle(town)
    month = await olga.slash("/progress group", in_=lyon)
    await olga.press("Place and digest", on=month.message)
    kept = await olga.fill(
        {"Where progress is shared": "In a thread of its own", "Day of the weekly digest": "Friday"}
    )
    await town.settle()
    assert kept.text == (
        "Progress is shared in a thread of its own. The digest comes on Friday at 18:00, Paris time."
    )
    [thread] = [thread for thread in guild.threads if thread.name == "Progress of Lyon"]
    assert await share(town, ana, did="a plan") == (
        f"Shared in {thread.mention}. 1 day this week.\n"
        f"Everyone who can read {thread.mention} can see it, and the weekly digest may repeat it. It is kept until you take "
        "it back; your days and your streak are seen by you alone."
    )
    assert words(thread.messages[-1])[1:] == ["**Did** a plan"]


async def test_who_wants_to_be_named_nowhere_shares_and_encourages_without_a_name(town: Town) -> None:
    guild, lyon, _, ana, ben = await circle(town)
    cleo = town.member(guild, "Cleo")
    await town.app.database.write(None, save, ana.id, hidden=1)
    await share(town, ana, learned="closures", stuck="recursion", in_=lyon)
    card = lyon.messages[-1]
    assert words(card)[0].startswith("A member of Lyon · <t:")
    said = await ben.press("Well done", on=card)
    assert said.text == "Said. It stands on the card now."
    helped = await cleo.press("I can help", on=card)
    assert helped.text == "Thank you. It stands on the card now; write what you know in an answer to it."
    await town.app.database.write(None, save, ben.id, hidden=1)
    await ben.press("Same here", on=card)
    await town.settle()
    assert words(card)[-2:] == [f"-# {cleo.mention} can help", "-# Encouraged by 1 person"]
    await share(town, cleo, did="a plan", group="1")
    other = lyon.messages[-1]
    await ana.press("Well done", on=other)
    await town.member(guild, "Dan").press("Well done", on=other)
    await town.settle()
    assert words(other)[-1].endswith(" and 1 more")
    await town.turn(3 * DAY)
    assert "- A member of Lyon · [closures](" in lyon.messages[-1].text
    assert [message.text for message in lyon.messages if ana.mention in message.text] == []
    assert ana.notifications == []


async def test_cards_that_stand_lose_a_name_that_is_hidden_and_get_it_back(town: Town) -> None:
    _, lyon, _, ana, ben = await circle(town)
    await ana.slash("/progress share", learned="closures", image=(dot(), "x.png"))
    await town.settle()
    card = lyon.messages[-1]
    await share(town, ben, did="a plan")
    other = lyon.messages[-1]
    await ana.press("Well done", on=other)
    await town.settle()
    named = [words(message) for message in (card, other)]
    assert [ana.mention in message.text for message in (card, other)] == [True, True]

    mine = await ana.slash("/me preferences")
    await ana.press("Your name on cards", on=mine.message)
    await ana.fill({"Cards of meetups and progress": "left out; you are counted, and told by direct message"})
    await town.settle()
    assert words(card)[0].startswith("A member of Lyon · <t:")
    assert words(other)[-1] == "-# Encouraged by 1 person"
    assert [file.filename for file in card.attachments] == ["progress.png"]

    usual = await ana.press("All as usual", on=mine.message)
    await ana.press("Take it back", on=usual.message)
    await town.settle()
    assert [words(message) for message in (card, other)] == named


async def test_a_digest_that_stands_forgets_what_is_taken_back_and_whose_name_is_hidden(town: Town) -> None:
    _, lyon, _, ana, ben = await circle(town)
    first = await ana.slash("/progress share", learned="closures")
    second = await ben.slash("/progress share", learned="iterators")
    await town.turn(3 * DAY)
    digest = lyon.messages[-1]
    learned = [line.partition("](")[0] for line in words(digest)[3:5]]
    assert learned == [f"- {ben.mention} · [iterators", f"- {ana.mention} · [closures"]
    mine = await ben.slash("/me preferences")
    await ben.press("Your name on cards", on=mine.message)
    await ben.fill({"Cards of meetups and progress": "left out; you are counted, and told by direct message"})
    await town.settle()
    assert words(digest)[3].partition("](")[0] == "- A member of Lyon · [iterators"
    await ana.press("Take back", on=first.message)
    await town.settle()
    assert words(digest)[1] == "1 day of learning · 1 person"
    assert "closures" not in digest.text
    await ben.press("Take back", on=second.message)
    await town.settle()
    assert digest.deleted


async def test_what_is_shared_after_the_digest_on_its_last_day_comes_into_it(town: Town) -> None:
    _, lyon, _, ana, ben = await circle(town)
    await share(town, ana, learned="closures")
    await town.turn(2 * DAY + timedelta(hours=9))  # Sunday, 19:00 in Paris
    digest = lyon.messages[-1]
    await share(town, ben, learned="iterators")
    assert words(digest)[1] == "2 days of learning · 2 people"
    assert "iterators" in digest.text
    await town.turn(DAY)
    await share(town, ben, learned="generators")
    assert "generators" not in digest.text


async def test_a_week_that_begins_after_its_digests_hour_is_told_all_the_same(town: Town) -> None:
    guild, lyon, _, ana, ben = await circle(town)
    pia = town.member(guild, "Pia", "fr", "manage_guild", "manage_messages")
    paris = await town.group(pia, guild, name="Paris", language="fr", timezone="Europe/Paris")
    await town.turn(2 * DAY + timedelta(hours=9))  # Sunday, 19:00 in Paris
    await share(town, ana, learned="closures", in_=lyon)
    await share(town, ben, learned="iterators", in_=lyon)
    [digest] = [message for message in lyon.messages if "## The week in Lyon" in message.text]
    assert words(digest)[1] == "2 days of learning · 2 people"
    await share(town, ana, learned="les fermetures", in_=paris)
    [told] = [message for message in paris.messages if "## La semaine du groupe Paris" in message.text]
    assert words(told)[1] == "1 jour d’apprentissage · 1 personne"
    pia.deletes(digest)
    await town.settle()
    await share(town, ana, learned="generators", in_=lyon)
    assert all(message.deleted for message in lyon.messages if "## The week in Lyon" in message.text)


async def test_words_shared_from_a_message_lead_to_it_unless_ones_name_is_hidden(town: Town) -> None:
    _, lyon, _, ana, _ = await circle(town)
    said = await ana.says("I wrote a parser", in_=lyon)
    await ana.menu("Share as progress", on=said)
    await ana.fill({})
    await town.settle()
    assert words(lyon.messages[-1])[2].endswith(f"/{said.id}")
    mine = await ana.slash("/me preferences")
    await ana.press("Your name on cards", on=mine.message)
    await ana.fill({"Cards of meetups and progress": "left out; you are counted, and told by direct message"})
    await ana.menu("Share as progress", on=said)
    await ana.fill({})
    await town.settle()
    assert words(lyon.messages[-1])[1:] == ["**Did** I wrote a parser"]


async def test_what_somebody_shared_and_kept_stands_in_their_record(town: Town) -> None:
    _, lyon, _, ana, ben = await circle(town)
    await share(town, ana, learned="closures")
    await ben.press("Well done", on=lyon.messages[-1])
    await ana.slash("/progress goal", title="Solve katas")
    record = words_of(await ana.slash("/me record"))
    assert record[record.index("**Your groups** Lyon") + 2 :][:2] == [
        "**Your progress** 1 post shared · 1 day of learning · 1 open goal",
        "-# Something is not right? `/progress me` and `/progress goal`",
    ]
    assert "**Your progress** 1 post encouraged" in words_of(await ben.slash("/me record"))


async def test_where_no_picture_can_be_shown_it_is_said_in_words(town: Town) -> None:
    guild, lyon, _, ana, _ = await circle(town)
    await ana.slash("/progress win", what="First talk", words="closures")
    told = {
        "/progress me": ["## Your progress", "1 day in total · 1 day this week.",
                         "Your year in days. 1 day in total. Days a month: November 1."],
        "/progress group": ["## Lyon · November 2026", "1 day of learning · 1 person",
                            "People who shared, by day: 20: 1.", "**Wins**", "- First talk · closures"],
    }  # fmt: skip

    async def all_in_words() -> None:
        for command, lines in told.items():
            answer = await ana.slash(command, in_=lyon)
            assert answer.message is not None
            assert answer.message.attachments == []
            assert words_of(answer)[: len(lines)] == lines

    lyon.set_overwrite(guild.role_of(town.campsite), deny=("attach_files",))
    await all_in_words()
    shared = await ana.slash("/progress share", did="a drawing", image=(dot(), "x.png"))
    await town.settle()
    assert words_of(shared)[-1] == (
        "The picture is left out: an admin has to allow me “Attach Files” there first."
    )
    assert lyon.messages[-1].attachments == []
    lyon.set_overwrite(guild.role_of(town.campsite), allow=("attach_files",))
    town.client.painter = Painter(patience=0)
    await all_in_words()


async def test_however_much_there_is_to_tell_it_fits_a_message_and_the_rest_is_counted(town: Town) -> None:
    _, lyon, olga, ana, ben = await circle(town)
    title, link = "[" * 49 + "x" * 48, "https://a.example/" + "x" * 280
    for number in range(rules.MOST_OPEN):
        await ana.slash("/progress goal", title=f"{number} {title}", number=9999, by="31 december", link=link)
        await olga.slash(
            "/progress goal",
            title=f"{number} {title}",
            number=9999,
            by="31 december",
            checklist="1",
            in_=lyon,
        )
        await share(town, ana, learned="[" * 250 + "w" * 250, stuck="y" * 500)
        await ben.slash("/progress win", what="First talk", words="[" * 250 + "z" * 250)
    mine = await ana.slash("/progress goal")
    assert mine.message is not None
    assert len(mine.message.buttons) == 2 * rules.MOST_OPEN
    refused = await ana.slash("/progress goal", title="one more")
    assert refused.text.startswith(f"There are {rules.MOST_OPEN} goals open")

    town.client.painter = Painter(patience=0)
    month = words_of(await ana.slash("/progress group", in_=lyon))
    assert [line for line in month if line.startswith("**")] == ["**Goals**", "**Wins**"]
    assert sum(line.startswith("- First talk") for line in month) == rules.MOST_OPEN
    await town.turn(2 * DAY + timedelta(hours=9))  # Sunday, 19:00 in Paris
    digest = words(lyon.messages[-1])
    assert [line for line in digest if line.startswith("**")] == [
        "**Wins**", "**Learned**", "**Can you help?**", "**Goals**"
    ]  # fmt: skip
    assert any(line.endswith(" more") for line in digest)


async def test_who_may_see_what_is_shared_is_said_at_the_first_share_whatever_was_chosen_before(
    town: Town,
) -> None:
    _, lyon, _, ana, _ = await circle(town)
    me = await ana.slash("/progress me")
    await ana.press("My pace", on=me.message)
    await ana.fill({"Days a week": "2"})
    assert f"Everyone who can read {lyon.mention} can see it" in await share(town, ana, did="a plan")
    assert await share(town, ana, did="more") == f"Shared in {lyon.mention}. 1 day this week."


async def test_what_is_deleted_by_hand_stays_away(town: Town) -> None:
    guild, lyon, olga, ana, ben = await circle(town)
    opened = await olga.slash("/progress group", in_=lyon)
    await olga.press("Place and digest", on=opened.message)
    await olga.fill({"Where progress is shared": "In a thread of its own"})
    await town.settle()
    [thread] = [thread for thread in guild.threads if thread.name == "Progress of Lyon"]
    doctor = await olga.slash("/campsite doctor", in_=lyon)
    assert doctor.text.endswith("Everything is in order.")

    await share(town, ana, learned="secrets", stuck="a thing nobody should read")
    await olga.slash("/progress goal", title="Read it", checklist="One; Two", in_=lyon)
    await town.settle()
    goal, card = thread.messages[-1], thread.messages[-2]
    mod = town.member(guild, "Mod", "en-US", "manage_messages")
    for message in (card, goal):
        mod.deletes(message)

    async def month() -> list[str]:
        return words_of(await ben.slash("/progress group", in_=lyon))

    while (await month())[1:] != ["Nothing is shared yet."]:
        await town.discord.calm()

    guild.delete_channel(thread)
    while await town.app.read(guild.id, threads):
        await town.discord.calm()
    assert await share(town, ana, did="a plan") == f"Shared in {lyon.mention}. 1 day this week."
    assert words(lyon.messages[-1])[1:] == ["**Did** a plan"]
    doctor = await olga.slash("/campsite doctor", in_=lyon)
    assert doctor.text.endswith("Everything is in order.")


async def test_a_thread_deleted_while_the_bot_was_away_is_noticed_by_the_next_post(town: Town) -> None:
    guild, lyon, olga, ana, _ = await circle(town)
    month = await olga.slash("/progress group", in_=lyon)
    await olga.press("Place and digest", on=month.message)
    await olga.fill({"Where progress is shared": "In a thread of its own"})
    await town.settle()
    [thread] = [thread for thread in guild.threads if thread.name == "Progress of Lyon"]
    await town.stop()
    guild.delete_channel(thread)
    await town.start()
    await share(town, ana, did="a plan")
    assert words(lyon.messages[-1])[1:] == ["**Did** a plan"]
    assert (await share(town, ana, did="more")) == f"Shared in {lyon.mention}. 1 day this week."


async def test_a_french_learners_first_month_with_a_holiday_a_broken_week_and_a_come_back(town: Town) -> None:
    _, lyon, _, ana, _ = await circle(town, "fr")
    assert await share(town, ana, learned="les fermetures") == (
        f"Partagé dans {lyon.mention}. 1 jour cette semaine.\n"
        f"Toutes les personnes qui lisent {lyon.mention} le voient, et le résumé de la semaine peut le reprendre. C’est "
        "gardé jusqu’à ce que tu le retires\xa0; tes jours et ta série, toi seul·e les vois."
    )
    for days in (3, 2, 2):  # Monday, Wednesday, Friday
        await town.turn(days * DAY)
        told = await share(town, ana, did="des exercices")
    assert told == f"Partagé dans {lyon.mention}. 3 jours cette semaine."
    await town.turn(2 * DAY)
    await ana.slash("/me pause", until="2 semaines")
    await town.turn(16 * DAY)  # Tuesday; the pause ended on Sunday
    assert await share(town, ana, learned="la mer") == (
        f"Partagé dans {lyon.mention}. 1 sur 3 jours cette semaine."
    )
    me = await ana.slash("/progress me")
    assert words_of(me)[1] == "5 jours en tout · 2 semaines de suite · 1 sur 3 jours cette semaine."

    await town.turn(6 * DAY)  # Monday; two days of the week before are missing, and can still be filled in
    await share(town, ana, did="un essai")
    me = await ana.slash("/progress me")
    assert words_of(me)[1] == "6 jours en tout · 2 semaines de suite · 1 sur 3 jours cette semaine."
    await town.turn(2 * DAY)  # not any more
    await share(town, ana, did="un autre essai")
    me = await ana.slash("/progress me")
    assert words_of(me)[1] == "7 jours en tout · 1 joker · 2 sur 3 jours cette semaine."
    await town.turn(24 * DAY)
    assert await share(town, ana, next="les itérateurs") == (
        f"Quel plaisir de te revoir, 8 jours en tout.\nPartagé dans {lyon.mention}. 1 sur 3 jours cette semaine."
    )
    assert [message for message in lyon.messages if ana in message.mentions] == []


async def test_who_is_stuck_in_french_is_answered_by_somebody_who_is_willing(town: Town) -> None:
    _, lyon, _, ana, ben = await circle(town, "fr")
    me = await ben.slash("/progress me")
    await ben.press("Mon rythme", on=me.message)
    kept = await ben.fill(
        {"Puis-je te demander de répondre\xa0?": "Oui, si personne n’a répondu depuis un jour"}
    )
    assert words_of(kept)[:2] == ["## Ta progression", "0 jour en tout · 0 sur 3 jours cette semaine."]
    await share(town, ana, stuck="la récursivité")
    card = lyon.messages[-1]
    assert words(card)[1:] == ["**Blocage** la récursivité"]
    await town.turn(DAY)
    assert lyon.messages[-1].mentions == [ben]
    assert words(lyon.messages[-1])[1].startswith(
        f"{ana.mention} a partagé quelque chose il y a un jour et personne n’a encore répondu."
    )
    helped = await ben.press("Je peux aider", on=card)
    await town.settle()
    assert helped.text.startswith(f"Merci. {ana.mention} apprend que tu peux aider\xa0;")
    assert f"-# Aide proposée par {ben.mention}" in card.text
    assert (await ana.raw_command("/progress goal", title="Lire", by="hier")).text == (
        "«\xa0hier\xa0» n’est pas un jour à venir que je comprends. Essaie «\xa031 décembre\xa0» ou «\xa0dans 3 semaines\xa0»."
    )
