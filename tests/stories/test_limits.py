"""Who does too much of something in too short a time is held back, and having oneself forgotten is no way around it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from bot.db.tx import Tx
from bot.people import acts
from bot.people.person import Person as Admin
from cogs.groups import founding, founding_rules, rules
from cogs.groups import service as groups
from cogs.meetups import planning
from cogs.meetups.planning import Plan
from cogs.meetups.rules import MOST_OPEN
from cogs.server import service as server
from playground.people.person import Person
from playground.world.guilds import Guild
from tests.tongue import Tongue, told_in_both
from tests.town import Town


async def is_forgotten(town: Town, person: Person, guild: Guild, says: Tongue) -> None:
    asked = await person.slash("/me forget", in_=guild.first_channel)
    await person.press(says("Forget me here"), on=asked.message)
    await town.settle()
    await town.turn(timedelta(minutes=2))


async def have_done(town: Town, guild: Guild, kind: str, people: Iterable[int]) -> None:
    """Each of these people has done something that has a limit."""
    for person_id in people:
        await town.app.write(guild.id, acts.note, kind, person_id)


async def test_what_was_done_while_the_clock_was_ahead_holds_nobody_back(town: Town) -> None:
    guild = town.server()
    ana = town.member(guild, "Ana")
    ahead = timedelta(days=365)
    town.discord.clock.turn(ahead)
    for number in range(5):
        asked = await ana.slash("/group create", in_=guild.first_channel, name=f"Group {number}")
        await ana.press("Take the request back", on=asked.message)
    assert "Ask for another one tomorrow" in (await ana.slash("/group create", name="Rust")).text
    town.discord.clock.turn(-ahead)
    again = await ana.slash("/group create", name="Rust")
    assert again.message is not None
    assert "Take the request back" in [button.label for button in again.message.buttons]


FOUNDED_IN_FRENCH = {
    "Forget me here": "M’oublier ici",
    "You have founded 3 groups this week. Get them going first, or ask a moderator to found another one.": (
        "Tu as fondé 3 groupes cette semaine. Lance-les d’abord, ou demande à la modération d’en fonder un autre."
    ),
}


@told_in_both(FOUNDED_IN_FRENCH)
async def test_who_had_themselves_forgotten_founds_no_more_groups_than_others(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana", says.locale)
    await town.app.write(guild.id, server.change, Admin(olga.id, manages_server=True), founding="open")
    for name in ("Go", "Rust", "Zig"):
        await town.group(ana, guild, name)
    await is_forgotten(town, ana, guild, says)
    refused = await ana.slash("/group create", in_=guild.first_channel, name="Ada")
    assert refused.text == says(
        "You have founded 3 groups this week. Get them going first, or ask a moderator to found another one."
    )
    await town.turn(timedelta(days=7))
    await town.group(ana, guild, "Ada")


ASKED_IN_FRENCH = {
    "Forget me here": "M’oublier ici",
    "Take the request back": "Retirer la demande",
    "You have asked for 5 groups since yesterday. Ask for another one tomorrow.": (
        "Tu as demandé 5 groupes depuis hier. Demandes-en un autre demain."
    ),
}


@told_in_both(ASKED_IN_FRENCH)
async def test_requests_that_are_taken_back_count(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    ana = town.member(guild, "Ana", says.locale)
    for number in range(5):
        asked = await ana.slash("/group create", in_=guild.first_channel, name=f"Group {number}")
        await ana.press(says("Take the request back"), on=asked.message)
    enough = says("You have asked for 5 groups since yesterday. Ask for another one tomorrow.")
    assert (await ana.slash("/group create", in_=guild.first_channel, name="Rust")).text == enough
    await is_forgotten(town, ana, guild, says)
    assert (await ana.slash("/group create", in_=guild.first_channel, name="Rust")).text == enough
    await town.turn(timedelta(days=1))
    again = await ana.slash("/group create", in_=guild.first_channel, name="Rust")
    assert again.message is not None
    assert says("Take the request back") in [button.label for button in again.message.buttons]


JOINED_IN_FRENCH = {
    "Forget me here": "M’oublier ici",
    "You have joined 30 groups within an hour. Come back in a while to join more.": (
        "Tu as rejoint 30 groupes en une heure. Reviens dans un moment pour en rejoindre d’autres."
    ),
    "Somebody has asked for Rust already.": "Quelqu’un a déjà demandé Rust.",
}


@told_in_both(JOINED_IN_FRENCH)
async def test_who_had_themselves_forgotten_joins_no_more_groups_and_requests_than_others(
    town: Town, says: Tongue
) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana, ben = (town.member(guild, name, says.locale) for name in ("Ana", "Ben"))
    for name in ("Lyon", "Lille"):
        await town.group(olga, guild, name)
    for name in ("Rust", "Zig"):
        await ben.slash("/group create", in_=guild.first_channel, name=name)
    await have_done(town, guild, groups.JOINING, [ana.id] * (rules.MOST_JOINED - 2))
    await ana.slash("/group join", in_=guild.first_channel, group="Lyon")
    for _ in range(2):  # who has joined a request may ask for it again
        asked = await ana.slash("/group create", in_=guild.first_channel, name="Rust")
        assert asked.text.startswith(says("Somebody has asked for Rust already."))
    enough = says("You have joined 30 groups within an hour. Come back in a while to join more.")
    for _ in range(2):
        assert (await ana.slash("/group join", in_=guild.first_channel, group="Lille")).text == enough
        assert (await ana.slash("/group create", in_=guild.first_channel, name="Zig")).text == enough
        await is_forgotten(town, ana, guild, says)
    await town.turn(timedelta(hours=1))
    await ana.slash("/group join", in_=guild.first_channel, group="Lille")
    await town.settle()
    assert guild.role("Lille") in guild.member(ana).roles


TOO_MANY_IN_FRENCH = {
    "20 groups have been founded in this server since yesterday; no more can be founded in a day. Try again tomorrow, or "
    "ask a moderator to found yours.": (
        "20 groupes ont été fondés sur ce serveur depuis hier\xa0; on ne peut pas en fonder plus en un jour. Réessaie demain, "
        "ou demande à la modération de fonder le tien."
    ),
    "60 groups have been asked for in this server since yesterday; no more can be asked for in a day. Ask again tomorrow.": (
        "60 groupes ont été demandés sur ce serveur depuis hier\xa0; on ne peut pas en demander plus en un jour. Redemande "
        "demain."
    ),
}


@told_in_both(TOO_MANY_IN_FRENCH)
async def test_a_raid_founds_and_asks_for_only_so_many_groups(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    ana = town.member(guild, "Ana", says.locale)
    await have_done(town, guild, founding.ASKING, range(1, 1 + founding_rules.MOST_ASKED_HERE))
    refused = await ana.slash("/group create", in_=guild.first_channel, name="Rust")
    assert refused.text == says(
        "60 groups have been asked for in this server since yesterday; no more can be asked for in a day. Ask again "
        "tomorrow."
    )
    await town.app.write(guild.id, server.change, Admin(olga.id, manages_server=True), founding="open")
    await have_done(town, guild, founding.FOUNDING, range(1, 1 + founding_rules.MOST_FOUNDED_HERE))
    refused = await ana.slash("/group create", in_=guild.first_channel, name="Rust")
    assert refused.text == says(
        "20 groups have been founded in this server since yesterday; no more can be founded in a day. Try again tomorrow, "
        "or ask a moderator to found yours."
    )
    await town.turn(founding_rules.A_DAY)
    await town.group(ana, guild, "Rust")


FULL_IN_FRENCH = {
    "This group already has 100 meetups ahead. Cancel one, or wait until one is over.": (
        "Ce groupe a déjà 100 rencontres à venir. Annules-en une, ou attends que l’une soit passée."
    ),
}


@told_in_both(FULL_IN_FRENCH)
async def test_a_group_plans_only_so_many_meetups_ahead(town: Town, says: Tongue) -> None:
    guild = town.server(locale=says.locale)
    olga = town.member(guild, "Olga", says.locale, "manage_guild")
    lyon = await town.group(olga, guild)

    def plan(tx: Tx) -> None:
        starts_at = town.discord.clock.now() + timedelta(days=30)
        for request_id in range(MOST_OPEN):
            planning.schedule(tx, 1, Admin(olga.id), Plan(starts_at, "Coffee"), request_id=request_id)

    await town.app.write(guild.id, plan)
    refused = await olga.slash("/meetup schedule", in_=lyon, when="28 nov 10:00")
    assert refused.text == says(
        "This group already has 100 meetups ahead. Cancel one, or wait until one is over."
    )
