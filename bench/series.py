"""Series in every zone there is, over twenty years, against another opinion: none doubled, missing or shifted."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from zoneinfo import ZoneInfo, available_timezones

from bench.report import Figure, Report
from bot.when.repeat import MOST_NTH, Kind, Repeat
from bot.when.series import Series
from tests.bot.when.other_opinion import TWENTY_YEARS, WALLS, Stretch, moment, occurrences, stretches

SUNDAY, TUESDAY = 6, 1
"""Most clocks are changed on Sundays; a few on other days."""
REPEATS = (
    *(Repeat(kind, day) for kind in (Kind.WEEKLY, Kind.TWO_WEEKS, Kind.LAST) for day in (SUNDAY, TUESDAY)),
    *(Repeat(Kind.NTH, SUNDAY, nth) for nth in range(1, MOST_NTH + 1)),
)


async def series(report: Report) -> None:
    """Compares every occurrence."""
    # Zones whose clocks showed the same all that time have the same series: one of them stands for all.
    alike: dict[tuple[Stretch, ...], str] = {}
    zones = sorted(available_timezones())
    for zone in zones:
        alike.setdefault(stretches(ZoneInfo(zone)), zone)
    seen, wrong = Counter[str](), list[str]()
    with ProcessPoolExecutor() as pool:
        for found in pool.map(_compare, alike.values()):
            seen.update(found)
            wrong += [what for what in found if what.startswith("wrong")]
    for what in wrong:
        report.show(Figure(what, str(seen[what])))
    report.show(
        Figure("zones, from 2011 to 2031", f"{len(zones):,}"),
        Figure("  of these with clocks of their own", f"{len(alike):,}"),
        Figure("occurrences compared", f"{seen['occurrences']:,}"),
        Figure("  of these at a wall time that clocks skip", f"{seen['gap']:,}"),
        Figure("  of these at a wall time that clocks show twice", f"{seen['first']:,}"),
    )
    report.fact("series with an occurrence doubled, missing or shifted", len(wrong), 0)


def _compare(zone: str) -> Counter[str]:
    """How many occurrences in a zone were compared, how many of them were odd, and which series are wrong."""
    first, until = TWENTY_YEARS
    seen = Counter[str]()
    for repeat in REPEATS:
        for wall in WALLS:
            ours = Series(repeat, first, wall, ZoneInfo(zone), until=until)
            found, expected = list(ours.occurrences()), occurrences(ours)
            seen["occurrences"] += len(found)
            seen.update(one.shift for one in found if one.shift is not None)
            if found != expected:
                seen[f"wrong: {zone} {repeat.kind} {wall:%H:%M}"] += len(found)
    moment.cache_clear()
    return seen
