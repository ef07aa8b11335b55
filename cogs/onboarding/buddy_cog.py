"""`/buddy`: parse and show, decide nothing."""

from __future__ import annotations

import logging

import discord
from discord import app_commands
from discord.ext import commands

from bot.client import Campsite, Interaction
from bot.db.tx import Tx
from bot.errors import NothingSaved
from bot.signals import Deeds, MemberBarred, MemberForgotten, OwnRecord, RecordPart
from cogs.onboarding import buddies, buddy_models, buddy_notices, buddy_views
from cogs.onboarding.buddy_mirror import BuddyRoom

log = logging.getLogger(__name__)


class Buddies(commands.Cog):
    """Buddies."""

    def __init__(self, client: Campsite) -> None:
        self._app = client.app

    @app_commands.command(description="Ask for somebody who shows you around, or offer to be one")
    async def buddy(self, interaction: Interaction) -> None:
        """Shows somebody how they stand."""
        await buddy_views.show(interaction)

    @commands.Cog.listener()
    async def on_raw_member_remove(self, payload: discord.RawMemberRemoveEvent) -> None:
        """Somebody has left: only told where the members intent is granted."""
        try:
            await self._app.write(payload.guild_id, buddies.left, payload.user.id)
        except NothingSaved:  # found out when the two are looked at
            log.warning("that somebody left could not be noted")

    @commands.Cog.listener()
    async def on_raw_thread_delete(self, payload: discord.RawThreadDeleteEvent) -> None:
        """Somebody deleted a thread, which may have been that of two buddies."""
        try:
            if await self._app.read(payload.guild_id, buddy_models.of_thread, payload.thread_id):
                await self._app.write(payload.guild_id, buddies.lost, payload.thread_id)
        except NothingSaved:  # as above
            log.warning("that a thread was deleted could not be noted")


def _own_record(tx: Tx, question: OwnRecord) -> RecordPart | None:
    """Answers what is kept of somebody's buddies."""
    found, past = buddies.standing(tx, question.person_id), buddy_models.count_over(tx, question.person_id)
    nothing = not past and found == buddies.Standing(None, None, None, ())
    return None if nothing else buddy_views.own_record(found, past)


async def load(client: Campsite) -> None:
    """Loads buddies."""
    client.add_taps(*buddy_views.BUTTONS)
    client.add_menus(*buddy_views.MENUS)
    client.add_forms(*buddy_views.FORMS)
    client.worker.mirrors.know(BuddyRoom(client.app, client))
    for kind in buddy_notices.kinds(client.app.catalogs):
        client.worker.notices.know(kind)
    client.worker.chores.know(buddies.DUE, buddies.due)
    client.worker.chores.know(buddies.LOOK, buddies.look)
    client.janitor.clears(buddy_models.buddies, buddy_models.long_over)
    client.app.signals.answer(Deeds, buddies.deeds)
    client.app.signals.answer(OwnRecord, _own_record)
    client.app.signals.listen(MemberBarred, buddies.barred)
    client.app.signals.listen(MemberForgotten, buddies.forgotten)
    await client.add_cog(Buddies(client))
