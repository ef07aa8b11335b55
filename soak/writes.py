"""A thousand kills while people write: nothing that was acknowledged is lost, and the database stays sound."""

from __future__ import annotations

import time
from statistics import median

from bench.report import Figure, Report
from bot.outbox.reasons import PUT_ASIDE
from soak.camp import Camp
from soak.deeds import Deeds

KILLS = 1_000
SHORTEST, LONGEST = 0.05, 0.5
"""How long a life lasts, in seconds after its session was ready."""

PATIENCE = 60.0
"""Seconds that a life may take until there were as many acknowledged writes as lives: a busy machine is slow to write."""


async def writes(report: Report, kills: int = KILLS) -> None:
    """Kills, looks, and starts anew."""
    begun = time.monotonic()
    unsound = 0
    async with Camp() as camp:
        camp.discord.rate_limits.off()  # it is about the disk
        await camp.start()
        deeds = Deeds(camp)
        channels = await deeds.found("Lyon", "Paris")
        for channel in channels:
            await deeds.plan(channel)
        await camp.kill()
        for life in range(1, kills + 1):
            await camp.start()
            deeds.begin(channels)
            await camp.sleep(SHORTEST, LONGEST)
            await camp.discord.until(lambda life=life: deeds.acknowledged >= life, PATIENCE)
            await camp.kill()
            await deeds.end()
            deeds.check()
            unsound += not camp.sound()
            camp.discord.requests.clear()
        report.fact("acknowledged writes that were lost, or unsaid ones that were kept", len(deeds.broken), 0)
        report.broken += deeds.broken[:5]
        report.fact("databases that were not sound after a kill", unsound, 0)
        # So many kills in so few seconds look to the bot as if something it was at had killed it.
        aside = [line for line in camp.faults() if PUT_ASIDE in line]
        report.fact("other faults in the log", [line for line in camp.faults() if line not in aside][:3], [])
        report.fact("kills", camp.kills - 1, kills)
        report.at_least("acknowledged writes", deeds.acknowledged, kills)
        report.show(
            Figure("  put aside after three kills in the midst of them", str(len(aside))),
            Figure("  a restart, time in all", f"{median(camp.starts) * 1e3:.0f} ms, {time.monotonic() - begun:,.0f} s"),
        )  # fmt: skip
