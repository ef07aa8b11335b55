"""Series in every zone there is, over twenty years, against another opinion: none doubled, missing or shifted."""

from __future__ import annotations

from collections import Counter
from zoneinfo import ZoneInfo, available_timezones

from bench.report import Figure, Report
from bot.when.repeat import MOST_NTH, Kind, Repeat
from bot.when.series import Series
from tests.bot.when.other_opinion import TWENTY_YEARS, WALLS, occurrences

SUNDAY, TUESDAY = 6, 1
"""Most clocks are changed on Sundays; a few on other days."""
REPEATS = (
    *(Repeat(kind, day) for kind in (Kind.WEEKLY, Kind.TWO_WEEKS, Kind.LAST) for day in (SUNDAY, TUESDAY)),
    *(Repeat(Kind.NTH, SUNDAY, nth) for nth in range(1, MOST_NTH + 1)),
)


async def series(report: Report) -> None:
    """Compares every occurrence."""
    first, until = TWENTY_YEARS
    seen = Counter[str]()
    for zone in sorted(available_timezones()):
        for repeat in REPEATS:
            for wall in WALLS:
                ours = Series(repeat, first, wall, ZoneInfo(zone), until=until)
                found, expected = list(ours.occurrences()), occurrences(ours)
                seen["occurrences"] += len(found)
                seen["gap"] += sum(one.shift == "gap" for one in found)
                seen["first"] += sum(one.shift == "first" for one in found)
                if found != expected:
                    seen["wrong"] += 1
                    report.show(Figure(f"wrong: {zone} {repeat.kind} {wall:%H:%M}", str(len(found))))
        seen["zones"] += 1
    report.show(
        Figure("zones, from 2011 to 2031", f"{seen['zones']:,}"),
        Figure("occurrences compared", f"{seen['occurrences']:,}"),
        Figure("  of these at a wall time that clocks skip", f"{seen['gap']:,}"),
        Figure("  of these at a wall time that clocks show twice", f"{seen['first']:,}"),
    )
    report.fact("series with an occurrence doubled, missing or shifted", seen["wrong"], 0)
