"""`/welcome lurkers`: parse and show, decide nothing."""

from __future__ import annotations

from discord import app_commands

from bot.client import Campsite, Interaction
from bot.db.tx import Tx
from bot.signals import MemberForgotten, OwnRecord, RecordPart
from bot.ui.answers import app_of, guild_of, person_of
from cogs.onboarding import census, lurker_views, lurkers
from cogs.onboarding.census_mirror import ListOfMembers
from cogs.onboarding.lurker_notices import Invited
from cogs.onboarding.lurker_rules import By
from cogs.onboarding.signs import SignsOfLife


async def _show(interaction: Interaction) -> None:
    """Shows the latest months; with the members intent, everyone's: the list of members is read where that is due."""
    if interaction.client.intents.members:
        app = app_of(interaction)
        await app.write(guild_of(interaction), census.refresh, person_of(interaction))
    await lurker_views.show(interaction, By.MONTH)


def _own_record(tx: Tx, question: OwnRecord) -> RecordPart | None:
    """Answers what is noted of somebody's coming in."""
    found = lurkers.own_signs(tx, question.person_id)
    return None if found is None else lurker_views.own_record(found)


async def load(client: Campsite, signs: SignsOfLife) -> None:
    """Loads it; after the desk, whose command it joins."""
    welcome = client.tree.get_command("welcome")
    assert isinstance(welcome, app_commands.Group)
    welcome.add_command(
        app_commands.Command(
            name="lurkers",
            description="Who joined and never said a word, and a gentle word to them; for moderators",
            callback=_show,
        )
    )
    client.add_taps(*lurker_views.BUTTONS)
    client.add_forms(*lurker_views.FORMS)
    client.worker.notices.know(Invited(client.app.catalogs))
    client.app.signals.answer(OwnRecord, _own_record)
    client.app.signals.listen(MemberForgotten, lurkers.forgotten)
    client.worker.mirrors.know(ListOfMembers(client.app, client, signs))
    await client.add_cog(signs)
