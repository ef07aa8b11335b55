"""From the first look to running a group in eight months; and somebody who is happy observing."""

from __future__ import annotations

from datetime import timedelta

from playground.people.person import Person
from playground.people.reply import Reply
from playground.world.parts import Button
from tests.town import Town

MONTH = timedelta(days=30)


def signs(reply: Reply) -> list[str]:
    """The four actions with their signs."""
    return [line for line in reply.text.splitlines() if line[0] in "✓○"]


async def test_a_member_becomes_an_organizer_in_eight_months(town: Town) -> None:
    guild = town.server()
    olga = town.member(guild, "Olga", "en-US", "manage_guild")
    ana, ben = town.member(guild, "Ana"), town.member(guild, "Ben")
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    ana.goes_to(lyon)

    first = await ana.slash("/path")
    assert first.ephemeral
    assert first.text.splitlines()[0] == "## Your path"
    shown = await ana.press("Begin", on=first.message)
    assert shown.updated
    assert shown.text.splitlines() == [
        "## Your path",
        "Phase 1 of 4: **Observe** · usually 1 to 2 months",
        "You are here. You began <t:1795165200:D>.",
        "○ Read the rules of this server",
        "○ Be in a group",
        "○ Follow one channel for a week, to hear its tone",
        "○ Note two people who know what you want to learn",
        "-# Three of the four are plenty. Take the time you need.",
        "Right now: find a group near you with /group near.",
    ]
    await ana.press("Join", on=lyon.messages[0])
    card = await town.meetup(olga, lyon)
    shown = await tick(ana, shown, "rules")
    assert signs(shown)[:2] == ["✓ Read the rules of this server", "✓ Be in a group"]
    assert shown.text.splitlines()[-2:] == ["**What you can do now**", f"- Say hello in {lyon.mention}."]
    await town.turn(timedelta(days=1))  # then the meetup is within a week
    shown = await ana.slash("/path")
    link = f"https://discord.com/channels/{guild.id}/{lyon.id}/{card.id}"
    assert shown.text.splitlines()[-1] == f"- Come to [Code & coffee]({link}) of Lyon, <t:1795856400:R>."
    shown = await tick(ana, shown, "listen")
    assert shown.text.splitlines()[1] == "Phase 2 of 4: **Take part** · usually 2 to 4 months"

    await ana.press("Going", on=card)
    await town.turn(timedelta(days=7, hours=1))
    [choice] = await olga.complete("/meetup rollcall", "meetup", "")
    roll = await olga.slash("/meetup rollcall", in_=lyon, meetup=choice.value)
    await olga.choose("Who was there, or is? Also without an answer", [ana], on=roll.message)
    await town.turn(2 * MONTH)
    await ben.press("Join", on=lyon.messages[0])
    ben.goes_to(lyon)
    await ben.slash("/progress share", stuck="recursion")
    await town.settle()
    await ana.press("I can help", on=lyon.messages[-1])
    await ana.slash("/progress share", learned="closures")
    shown = await ana.slash("/path")
    assert shown.text.splitlines()[1] == "Phase 3 of 4: **Contribute** · usually 4 to 8 months"
    before = await ana.press("Take part", on=shown.message)
    assert before.text.splitlines()[2] == "This is behind you."
    assert signs(before) == [
        "○ Ask a question, and say what you have tried",
        "✓ Help somebody who is stuck, or say hello to somebody new",
        "✓ Share what you did or learned",
        "✓ Come to a meetup",
    ]

    await olga.slash("/meetup schedule", in_=lyon, when="in 60 days 10:00")  # or the group falls asleep
    await town.turn(3 * MONTH)
    await olga.slash("/group organizers", in_=lyon, person=ana, role="co-host")
    await town.settle()
    for done in ("depth", "improve"):
        shown = await tick(ana, await ana.slash("/path"), done)
    assert shown.text.splitlines()[1] == "Phase 4 of 4: **Lead** · usually from month 8 on"

    await olga.slash("/meetup schedule", in_=lyon, when="in 60 days 10:00")
    await town.turn(3 * MONTH)
    named = await olga.slash("/group organizers", in_=lyon, person=ana, role="organizer")
    assert named.text == f"{ana.mention} is now organizer of Lyon."
    await ana.slash("/meetup schedule", in_=lyon, when="in 2 days 10:00")
    await town.settle()
    await town.turn(timedelta(days=3))
    shown = await ana.slash("/path")
    assert signs(shown) == [
        "✓ Organize a group",
        "✓ Plan a meetup and hold it",
        "○ Give a talk",
        "○ Show somebody else how it is done, and let them",
    ]
    assert "You began <t:1795165200:D>." in shown.text


async def tick(person: Person, on: Reply, action: str) -> Reply:
    """Says that something is done."""
    return await person.press(button(on, f"onboarding:path:tick:{action}:1"), on=on.message)


def button(reply: Reply, custom_id: str) -> Button:
    """The button with this custom id."""
    assert reply.message is not None
    return next(one for one in reply.message.buttons if one.custom_id == custom_id)


async def test_who_is_happy_observing_is_left_alone_and_can_come_back_years_later(town: Town) -> None:
    guild = town.server(locale="fr")
    zoe = town.member(guild, "Zoé", "fr")
    first = await zoe.slash("/parcours", in_=guild.first_channel)
    quiet = await zoe.press("J’aime observer", on=first.message)
    words = (
        "Tu aimes observer. C’est une belle façon d’être ici, et je ne te proposerai rien. Si un jour tu changes d’avis, "
        "ce bouton est là."
    )
    assert (quiet.updated, quiet.text) == (True, words)
    await town.turn(timedelta(days=800))
    await town.restart()
    later = await zoe.slash("/parcours")
    assert later.text == words
    back = await zoe.press("Ouvrir mon parcours", on=later.message)
    assert back.text.splitlines()[1] == "Étape 1 sur 4\xa0: **Observer** · d’habitude 1 à 2 mois"
    taken = await zoe.press(button(back, "onboarding:path:tick:rules:1"), on=back.message)
    assert signs(taken)[0] == "✓ Lire les règles de ce serveur"
    undone = await zoe.press("Pas encore fait", on=taken.message)
    assert signs(undone)[0] == "○ Lire les règles de ce serveur"
