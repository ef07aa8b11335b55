"""The story: the first coffee of a study group in Lyon."""

from __future__ import annotations

from bot.demo.stage import Part
from bot.demo.steps import Begins, Calls, Scene, Sees, Silence, Starts, Step, Stops, Taps, Tell, Types, Until

OLGA = Part("Olga", manages_server=True)
ANA = Part("Ana")
BEN = Part("Ben", locale="en-GB", zone="Europe/London")
CLEO = Part("Cléo", locale="fr")

CAST = (OLGA, ANA, BEN, CLEO)
BEGINS = "2026-11-20 09:59"

STORY: tuple[Step, ...] = (
    Scene("The first coffee"),
    Tell(
        "This is Campsite at work: a bot that runs study groups on Discord. Discord is played by a server on your own "
        "machine; the bot is the real one. Whatever looks like [ this ] is a button."
    ),
    Tell(
        "Olga runs a server where people learn to code together. She has just invited Campsite, and would like to "
        "meet those who live near Lyon. One command founds the group."
    ),
    Types(OLGA, "/group create", {"name": "Lyon", "timezone": "Europe/Paris"}, says="Lyon is ready in #lyon"),
    Tell("There is a new channel now, and a card in it that everyone can see."),
    Sees(ANA, "lyon", ("1 member", "Organized by @Olga", "[ Join ]")),
    Tell("Joining takes one tap."),
    Taps(ANA, "Join", says="Welcome to Lyon"),
    Tell("Ben joins from London, where it is an hour earlier."),
    Taps(BEN, "Join", says="Welcome to Lyon"),
    Tell("Cléo's Discord is in French, so Campsite speaks French with her."),
    Taps(CLEO, "Join", says="Bienvenue"),
    Scene("A date, in your own words"),
    Tell(
        "Olga plans the first meetup. Her first try is too vague, and Campsite says so instead of guessing."
    ),
    Types(OLGA, "/meetup schedule", {"when": "saturday tenish"}, says="I don't understand", in_="lyon"),
    Tell("While she types again, Campsite repeats what it understands."),
    Begins(OLGA, "/meetup schedule", "when", "28 nov 10am", offers="Sat 28 Nov", in_="lyon"),
    Types(
        OLGA,
        "/meetup schedule",
        {"when": "28 nov 10am", "place": "Café Perché", "seats": 2},
        says="Saturday 28 November 2026, 10:00",
        in_="lyon",
    ),
    Scene("Two seats, three people"),
    Tell("The card with the date is in the channel. Cléo and Ana say that they are going."),
    Taps(CLEO, "Going", says="samedi 28 novembre 2026 à 10:00"),
    Taps(ANA, "Going", says="You are going. See you Saturday 28 November 2026, 10:00."),
    Tell(
        "Ben wants to come as well, but the table has two seats. He is told so, and where he stands in line."
    ),
    Taps(BEN, "Going", says="The room is full: you are number 1 in line."),
    Sees(ANA, "lyon", ("Café Perché", "2 of 2 seats taken", "Going @Cléo @Ana", "Waiting 1")),
    Scene("A seat becomes free", at="2026-11-24 18:30"),
    Tell(
        "Four days later Cléo finds that she can't come. She says so, in French again, and is asked once, for somebody waits."
    ),
    Taps(CLEO, "Can't go", says="1 personne attend ta place"),
    Taps(CLEO, "Laisser ma place", says="Tu ne viens pas cette fois"),
    Tell(
        "Her seat goes to the next in line at once. Ben reads the time on his own clock: ten in Lyon is nine in London."
    ),
    Calls((BEN,), says="it is yours: you are going to Code & coffee, Saturday 28 November 2026, 09:00"),
    Sees(ANA, "lyon", ("Café Perché", "2 of 2 seats taken", "Going @Ana @Ben")),
    Scene("The machine goes down", at="2026-11-27 09:50"),
    Tell(
        "The day before the meetup, the computer that Campsite runs on is shut down for a repair. The reminders are due in ten minutes."
    ),
    Stops(),
    Until("2026-11-27 10:40", "Ten o'clock passes"),
    Silence("Nobody has been reminded."),
    Starts(),
    Tell("Nothing was lost. Campsite sees what it owes, says it once, and says sorry."),
    Calls((ANA, BEN), says="Sorry that this comes late"),
    Tell("The card from last week still works, too: its buttons outlive every restart."),
    Taps(OLGA, "Maybe", says="You might come", in_="lyon", on="Café Perché"),
    Scene("One hour before", at="2026-11-28 09:00"),
    Calls((ANA, BEN), says="in an hour"),
    Tell("Another restart, just after the reminders went out. Does it send them again?"),
    Stops(),
    Starts(),
    Until("2026-11-28 09:15", "A quarter of an hour later"),
    Silence("Silence. What was said is said."),
    Scene("Afterwards", at="2026-11-28 11:30"),
    Sees(OLGA, "lyon", ("Café Perché", "This meetup is over")),
)
