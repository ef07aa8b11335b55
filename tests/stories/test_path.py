"""From the first look to running a group in eight months; and somebody who is happy observing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest

from playground.people.person import Person
from playground.people.reply import Reply
from playground.world.messages import Message
from playground.world.parts import Button
from tests.town import Town

MONTH = timedelta(days=30)


def signs(reply: Reply) -> list[str]:
    """The four actions with their signs."""
    return [line for line in reply.text.splitlines() if line[0] in "✓○"]


@dataclass(frozen=True)
class Language:
    """What people read and press."""

    locale: str
    begin: str
    opened: tuple[str, ...]
    observed: tuple[str, str]
    now: str
    hello: str
    come: str
    take_part: str
    was_there: str
    earlier: str
    behind: str
    taken_part: tuple[str, ...]
    contribute: str
    lead: str
    named: str
    led: tuple[str, ...]
    since: str


ENGLISH = Language(
    "en-US",
    "Begin",
    (
        "## Your path",
        "Phase 1 of 4: **Observe** · usually 1 to 2 months",
        "You are here. You began <t:1795165200:D>.",
        "○ Read the rules of this server",
        "○ Be in a group",
        "○ Follow one channel for a week, to hear its tone",
        "○ Note two people who know what you want to learn",
        "-# Three of the four are plenty. Take the time you need.",
        "Right now: find a group near you with /group near.",
    ),
    ("✓ Read the rules of this server", "✓ Be in a group"),
    "**What you can do now**",
    "- Say hello in {lyon}.",
    "- Come to [Code & coffee]({link}) of Lyon, <t:1795856400:R>.",
    "Phase 2 of 4: **Take part** · usually 2 to 4 months",
    "Who was there, or is? Also without an answer",
    "Take part",
    "This is behind you.",
    (
        "○ Ask a question, and say what you have tried",
        "✓ Help somebody who is stuck, or say hello to somebody new",
        "✓ Share what you did or learned",
        "✓ Come to a meetup",
    ),
    "Phase 3 of 4: **Contribute** · usually 4 to 8 months",
    "Phase 4 of 4: **Lead** · usually from month 8 on",
    "{ana} is now organizer of Lyon.",
    (
        "✓ Organize a group",
        "✓ Plan a meetup and hold it",
        "○ Give a talk",
        "○ Show somebody else how it is done, and let them",
    ),
    "You began <t:1795165200:D>.",
)
FRENCH = Language(
    "fr",
    "Commencer",
    (
        "## Ton parcours",
        "Étape 1 sur 4\xa0: **Observer** · d’habitude 1 à 2 mois",
        "Tu es ici. Tu as commencé le <t:1795165200:D>.",
        "○ Lire les règles de ce serveur",
        "○ Faire partie d’un groupe",
        "○ Suivre un salon pendant une semaine, pour en prendre le ton",
        "○ Repérer deux personnes qui savent ce que tu veux apprendre",
        "-# Trois sur quatre suffisent largement. Prends le temps qu’il te faut.",
        "Dès maintenant\xa0: trouve un groupe près de chez toi avec /groupe proches.",
    ),
    ("✓ Lire les règles de ce serveur", "✓ Faire partie d’un groupe"),
    "**Ce que tu peux faire maintenant**",
    "- Dis bonjour dans {lyon}.",
    "- Viens à [Code & café]({link}) de Lyon, <t:1795856400:R>.",
    "Étape 2 sur 4\xa0: **Participer** · d’habitude 2 à 4 mois",
    "Qui était là, ou y est\xa0? Même sans réponse",
    "Participer",
    "C’est derrière toi.",
    (
        "○ Poser une question, en disant ce que tu as essayé",
        "✓ Aider quelqu’un qui est bloqué, ou dire bonjour à quelqu’un de nouveau",
        "✓ Partager ce que tu as fait ou appris",
        "✓ Venir à une rencontre",
    ),
    "Étape 3 sur 4\xa0: **Contribuer** · d’habitude 4 à 8 mois",
    "Étape 4 sur 4\xa0: **Animer** · d’habitude à partir du 8e mois",
    "Rôle de {ana} dans Lyon\xa0: organisation.",
    (
        "✓ Organiser un groupe",
        "✓ Planifier une rencontre et la tenir",
        "○ Donner une conférence",
        "○ Montrer à quelqu’un comment on fait, et le laisser faire",
    ),
    "Tu as commencé le <t:1795165200:D>.",
)


@pytest.mark.parametrize("words", [ENGLISH, FRENCH], ids=["English", "French"])
async def test_a_member_becomes_an_organizer_in_eight_months(town: Town, words: Language) -> None:
    guild = town.server(locale=words.locale)
    olga = town.member(guild, "Olga", words.locale, "manage_guild")
    ana, ben = (town.member(guild, name, words.locale) for name in ("Ana", "Ben"))
    lyon = await town.group(olga, guild, timezone="Europe/Paris")
    ana.goes_to(lyon)

    first = await ana.slash("/path")
    assert first.ephemeral
    assert first.text.splitlines()[0] == words.opened[0]
    shown = await ana.press(words.begin, on=first.message)
    assert shown.updated
    assert tuple(shown.text.splitlines()) == words.opened
    home = lyon.messages[0]
    await ana.press(home.buttons[0], on=home)
    card = await town.meetup(olga, lyon)
    shown = await tick(ana, shown, "rules")
    assert tuple(signs(shown)[:2]) == words.observed
    assert shown.text.splitlines()[-2:] == [words.now, words.hello.format(lyon=lyon.mention)]
    await town.turn(timedelta(days=1))  # then the meetup is within a week
    shown = await ana.slash("/path")
    link = f"https://discord.com/channels/{guild.id}/{lyon.id}/{card.id}"
    assert shown.text.splitlines()[-1] == words.come.format(link=link)
    shown = await tick(ana, shown, "listen")
    assert shown.text.splitlines()[1] == words.take_part

    await ana.press(card.buttons[0], on=card)
    await town.turn(timedelta(days=7, hours=1))
    [choice] = await olga.complete("/meetup rollcall", "meetup", "")
    roll = await olga.slash("/meetup rollcall", in_=lyon, meetup=choice.value)
    await olga.choose(words.was_there, [ana], on=roll.message)
    await town.turn(2 * MONTH)
    await ben.press(home.buttons[0], on=home)
    ben.goes_to(lyon)
    await ben.slash("/progress share", stuck="recursion")
    await town.settle()
    stuck = lyon.messages[-1]
    await ana.press(helping(stuck), on=stuck)
    await ana.slash("/progress share", learned="closures")
    shown = await ana.slash("/path")
    assert shown.text.splitlines()[1] == words.contribute
    before = await ana.press(words.earlier, on=shown.message)
    assert before.text.splitlines()[2] == words.behind
    assert tuple(signs(before)) == words.taken_part

    await olga.slash("/meetup schedule", in_=lyon, when="in 60 days 10:00")  # or the group falls asleep
    await town.turn(3 * MONTH)
    await olga.slash("/group organizers", in_=lyon, person=ana, role="co-host")
    await town.settle()
    for done in ("depth", "improve"):
        shown = await tick(ana, await ana.slash("/path"), done)
    assert shown.text.splitlines()[1] == words.lead

    await olga.slash("/meetup schedule", in_=lyon, when="in 60 days 10:00")
    await town.turn(3 * MONTH)
    named = await olga.slash("/group organizers", in_=lyon, person=ana, role="organizer")
    assert named.text == words.named.format(ana=ana.mention)
    await ana.slash("/meetup schedule", in_=lyon, when="in 2 days 10:00")
    await town.settle()
    await town.turn(timedelta(days=3))
    shown = await ana.slash("/path")
    assert tuple(signs(shown)) == words.led
    assert words.since in shown.text


def helping(post: Message) -> Button:
    """The button by which somebody offers help."""
    return next(button for button in post.buttons if button.label in ("I can help", "Je peux aider"))


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
